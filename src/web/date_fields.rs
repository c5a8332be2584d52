//! The date fields of the search form, with examples from the dataset.

use jiff::civil::Date;

use crate::domain::article::Article;
use crate::domain::claim_date::DaySpan;
use crate::domain::vocabulary::{ArticleSort, DateField, VocabularyTerm};
use crate::http::state::AppState;
use crate::query::ClaimFilter;
use crate::query::filters::{DATE_FROM, DATE_TO};
use crate::web::context::PageContext;
use crate::web::url::Address;

pub struct DateFieldOption {
    /// The value of `date_field`.
    pub value: &'static str,
    pub label: String,
    pub selected: bool,
}

pub struct DateFields {
    /// As typed.
    pub from: String,
    pub to: String,
    pub placeholder_from: String,
    pub placeholder_to: String,
    /// A year, a month and a day.
    pub examples: [String; 3],
    /// The dates that claims of this dataset have.
    pub fields: Vec<DateFieldOption>,
}

impl DateFields {
    /// `None` if the dataset has no dates.
    pub fn new(context: &PageContext, state: &AppState, filter: &ClaimFilter, view: &Address) -> Option<Self> {
        let published = published(state);
        let DaySpan { earliest, latest } = state.stats.coverage.or(published)?;
        let typed = |name| view.values(name).next().unwrap_or_default().to_owned();
        let current = filter.window().map(|_| filter.date_field());
        let mut fields = Vec::new();
        fields.extend(state.stats.coverage.map(|_| DateField::Event));
        fields.extend(published.map(|_| DateField::Published));
        fields.extend(current.filter(|field| !fields.contains(field)));
        let option = |field: &DateField| DateFieldOption {
            value: field.as_str(),
            label: context.locale.term(*field),
            selected: current == Some(*field),
        };
        Some(Self {
            from: typed(DATE_FROM.name),
            to: typed(DATE_TO.name),
            placeholder_from: month(earliest),
            placeholder_to: latest.to_string(),
            examples: [latest.strftime("%Y").to_string(), month(latest), latest.to_string()],
            fields: fields.iter().map(option).collect(),
        })
    }
}

impl DateFields {
    /// Whether there is a date filter.
    pub fn is_set(&self) -> bool {
        !self.from.is_empty() || !self.to.is_empty()
    }
}

fn month(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

/// From the first to the last day of publication.
fn published(state: &AppState) -> Option<DaySpan> {
    let (articles, orders) = (state.dataset.catalogue().articles.all(), state.dataset.orders::<Article>());
    let day = |sort| {
        let published = articles.get(*orders.get(sort).first()?)?.published.as_ref()?;
        published.earliest.or(published.latest)
    };
    Some(DaySpan { earliest: day(ArticleSort::Published)?, latest: day(ArticleSort::NewestPublished)? })
}
