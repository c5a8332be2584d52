//! The list of articles.

use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;

use crate::domain::article::Article;
use crate::domain::claim_date::DaySpan;
use crate::domain::vocabulary::ArticleSort;
use crate::http::article_params::{ArticleFilter, ArticleParams};
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::i18n::{self, Locale};
use crate::web::card::LangText;
use crate::web::context::{LanguageParams, PageContext};
use crate::web::form::{DateInput, ListForm, Select, SelectOption, read_form};
use crate::web::layout::{self, PageLayout};
use crate::web::pager::{PageNumberParams, Pager};
use crate::web::record_list::{ListParams, ListView};

const PAGE_SIZE: u32 = 30;

const SORTS: [ArticleSort; 4] =
    [ArticleSort::Claims, ArticleSort::NewestPublished, ArticleSort::Published, ArticleSort::Name];

type ArticlesParams = (ArticleParams, ListParams, PageNumberParams, LanguageParams);

/// An article in the list.
pub struct ArticleEntry {
    pub title: LangText,
    pub href: String,
    pub publisher: Option<String>,
    pub published: Option<String>,
    /// The language, if the dataset has articles in several or the article is a translation.
    pub written_in: Option<String>,
    pub count: String,
}

#[derive(Template)]
#[template(path = "articles.html")]
pub struct ArticlesPage {
    layout: PageLayout,
    form: ListForm,
    total: String,
    entries: Vec<ArticleEntry>,
    pager: Pager,
    claims: Option<String>,
}

#[get("/articles")]
pub async fn show_articles(request: HttpRequest, state: State) -> Result<HttpResponse, ApiError> {
    let params = match read_form::<ArticlesParams>(&request) {
        Ok(params) => params,
        Err(redirect) => return Ok(redirect),
    };
    let (filter, list) = params.resolve(|(articles, list, page, language), errors| {
        language.check(errors);
        (articles.resolve(state.dataset.catalogue(), errors), list.resolve::<ArticleSort>(&page, errors))
    })?;
    let context = PageContext::from_request::<ArticlesParams>(&request);
    let cost = list.cost(&state.dataset);
    layout::respond(&request, &state, context, cost, move |context, state, _| view(context, state, &filter, &list))
        .await
}

fn view(
    context: &PageContext,
    state: &AppState,
    filter: &ArticleFilter,
    list: &ListView,
) -> Result<ArticlesPage, ApiError> {
    let locale = context.locale;
    let articles = state.dataset.catalogue().articles.all();
    let found = list.find(&state.dataset, |article: &Article| filter.accepts(article));
    let page = list.page(PAGE_SIZE, found.len())?;
    let publisher = Select::filter(
        "publisher",
        context.text("article-publisher"),
        context.text("list-any-publisher"),
        distinct(articles.iter().filter_map(|article| article.publisher.as_deref()))
            .map(|name| SelectOption::new(name, name, is_chosen(context, "publisher", name)).in_language("und")),
    );
    let languages: Vec<&str> = distinct(articles.iter().map(|article| article.language.as_str())).collect();
    let language = Select::filter(
        "language",
        context.text("article-language"),
        context.text("list-any-language"),
        languages
            .iter()
            .map(|tag| SelectOption::new(tag, locale.language_name(tag), is_chosen(context, "language", tag))),
    );
    let mut layout =
        PageLayout::new(context, state, "articles", context.text("nav-articles"), context.text("articles-hint"));
    layout.formats = vec![list.format_link(context, "/v1/articles")];
    let entry = |&ordinal: &usize| entry(context, state, ordinal, languages.len() > 1);
    Ok(ArticlesPage {
        form: ListForm {
            q: list.text.clone().unwrap_or_default(),
            label: context.text("articles-search"),
            selects: publisher.into_iter().chain(language).chain([list.sorts(context, &SORTS)]).collect(),
            dates: date_inputs(context, articles),
        },
        total: locale.number(found.len() as u64),
        entries: found[page.shown()].iter().map(entry).collect(),
        pager: Pager::new(context, &context.address, page),
        claims: list.claims(context),
        layout,
    })
}

/// The values in ascending order, each once.
fn distinct<'v>(values: impl Iterator<Item = &'v str>) -> impl Iterator<Item = &'v str> {
    values.collect::<std::collections::BTreeSet<_>>().into_iter()
}

fn is_chosen(context: &PageContext, name: &str, value: &str) -> bool {
    context.address.values(name).any(|chosen| chosen == value)
}

/// The fields of the window of publication, unless all articles were published on the same day.
fn date_inputs(context: &PageContext, articles: &[Article]) -> Vec<DateInput> {
    let Some(span) = publication_span(articles).filter(|span| span.earliest != span.latest) else { return vec![] };
    let input = |name: &'static str, label, day: jiff::civil::Date| DateInput {
        name,
        label: context.text(label),
        value: context.address.values(name).next().unwrap_or_default().to_owned(),
        placeholder: day.to_string(),
    };
    vec![
        input("published_from", "articles-published-from", span.earliest),
        input("published_to", "articles-published-to", span.latest),
    ]
}

/// From the first to the last day on which articles were published.
pub fn publication_span(articles: &[Article]) -> Option<DaySpan> {
    let dates = || articles.iter().filter_map(|article| article.published.as_ref());
    let earliest = dates().filter_map(|date| date.earliest.or(date.latest)).min()?;
    let latest = dates().filter_map(|date| date.latest.or(date.earliest)).max()?;
    Some(DaySpan { earliest, latest })
}

fn entry(context: &PageContext, state: &AppState, ordinal: usize, has_languages: bool) -> ArticleEntry {
    let article = &state.dataset.catalogue().articles.all()[ordinal];
    let locale = context.locale;
    ArticleEntry {
        title: LangText::picked(locale, &article.title, None),
        href: context.to(&format!("/articles/{}", article.id)),
        publisher: article.publisher.clone(),
        published: publication_date(locale, article),
        written_in: (has_languages || article.translated_from.is_some()).then(|| written_in(locale, article)),
        count: locale.claim_count(state.dataset.article_count(ordinal)),
    }
}

/// The date of publication in words.
pub fn publication_date(locale: Locale, article: &Article) -> Option<String> {
    let date = article.published.as_ref()?;
    Some(i18n::format_edtf(locale, &date.edtf, date.earliest, date.latest))
}

/// The language of an article, and that of its original.
pub fn written_in(locale: Locale, article: &Article) -> String {
    let language = locale.language_name(&article.language);
    let Some(original) = &article.translated_from else { return language.to_owned() };
    let names = [("language", language.into()), ("original", locale.language_name(original).into())];
    locale.format("article-translated", &names).into_owned()
}
