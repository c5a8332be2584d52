//! What the lists of actors, topics and articles share: a search box, orders, numbered pages.

use crate::domain::catalogue::CatalogueRecord;
use crate::domain::vocabulary::{ArticleSort, VocabularyTerm};
use crate::http::catalogue_list;
use crate::query::ParameterErrors;
use crate::query::params::{Parameters, RawParams};
use crate::store::{Cost, Dataset};
use crate::web::context::PageContext;
use crate::web::form::{Select, SelectOption};
use crate::web::layout::FormatLink;
use crate::web::pager::{PageNumber, PageNumberParams};
use crate::web::url::Address;

/// Parameters of a list: the text to search names for, and the order.
#[derive(Debug, Default)]
pub struct ListParams {
    q: Vec<String>,
    sort: Vec<String>,
}

impl Parameters for ListParams {
    fn names() -> Vec<&'static str> {
        vec!["q", "sort"]
    }

    fn extract(typed: &mut RawParams) -> Self {
        let mut values = |name: &str| typed.remove(name).unwrap_or_default();
        Self { q: values("q"), sort: values("sort") }
    }
}

/// Which records to list.
pub struct ListView {
    pub text: Option<String>,
    sort: ArticleSort,
    page: u32,
}

impl ListParams {
    /// `S` are the orders of the list. Without one, the list begins with the best matches of a text, otherwise with the
    /// records that have most claims.
    pub fn resolve<S: VocabularyTerm>(&self, page: &PageNumberParams, errors: &mut ParameterErrors) -> ListView {
        let text = errors.single("q", &self.q).map(str::to_owned);
        let typed: Option<S> = errors.term("sort", &self.sort);
        let sort = typed.and_then(|sort| ArticleSort::parse(sort.as_str()).ok());
        // A form whose text was removed still names the order by relevance.
        let sort = sort.filter(|sort| text.is_some() || *sort != ArticleSort::Relevance);
        let default = if text.is_some() { ArticleSort::Relevance } else { ArticleSort::Claims };
        let page = page.resolve(errors).unwrap_or(1);
        ListView { text, sort: sort.unwrap_or(default), page }
    }
}

impl ListView {
    pub fn cost(&self, dataset: &Dataset) -> Cost {
        if self.text.is_some() { dataset.names_cost() } else { Cost::Inline }
    }

    /// The records of the list that `keep` accepts, on all pages.
    pub fn find<T: CatalogueRecord>(&self, dataset: &Dataset, keep: impl Fn(&T) -> bool) -> Vec<usize> {
        catalogue_list::find(dataset, self.text.as_deref(), self.sort, keep)
    }

    /// The position of the page among pages of `size` records, of `total` records.
    pub fn page(&self, size: u32, total: usize) -> Result<PageNumber, ParameterErrors> {
        PageNumber::new(self.page, size, total as u64)
    }

    /// The choice of an order among those that the list offers.
    pub fn sorts(&self, context: &PageContext, offered: &[ArticleSort]) -> Select {
        let option =
            |sort: &ArticleSort| SelectOption::new(sort.as_str(), sort_label(context, *sort), *sort == self.sort);
        let relevance = self.text.as_ref().map(|_| option(&ArticleSort::Relevance));
        let options = relevance.into_iter().chain(offered.iter().map(option)).collect();
        Select { name: "sort", label: context.text("sort-label"), options }
    }

    /// The same list from the API.
    pub fn format_link(&self, context: &PageContext, path: &str) -> FormatLink {
        FormatLink::json(&context.address.clone().without(&["page"]).set("sort", self.sort.as_str()).at(path))
    }

    /// The search for claims with the same text.
    pub fn claims(&self, context: &PageContext) -> Option<String> {
        self.text.as_ref().map(|text| context.link(&Address::new("/").with("q", text)))
    }
}

fn sort_label(context: &PageContext, sort: ArticleSort) -> &'static str {
    context.text(match sort {
        ArticleSort::Relevance => "sort-relevance",
        ArticleSort::Id => "sort-id",
        ArticleSort::Name => "list-sort-name",
        ArticleSort::Claims => "list-sort-claims",
        ArticleSort::Published => "sort-date",
        ArticleSort::NewestPublished => "sort-date-descending",
    })
}
