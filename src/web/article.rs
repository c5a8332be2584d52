//! The page of an article: its claims in the order of the text, the speakers and topics, and a bar that shows where in the text
//! the claims are.

use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

use crate::domain::article::Article;
use crate::domain::claim::Claim;
use crate::http::lookup::find_record;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::i18n::direction_of;
use crate::query::facets::{self, Facet};
use crate::query::filters::ARTICLE;
use crate::query::params::{Parameters, Params, RawParams};
use crate::query::{ClaimFilter, Values};
use crate::store::DatasetReader;
use crate::web::articles::{publication_date, written_in};
use crate::web::card::{Card, LangText};
use crate::web::charts::{self, Span};
use crate::web::claim_list::{Entry, card, frequent_values, linked};
use crate::web::context::{LanguageParams, PageContext};
use crate::web::layout::{self, FormatLink, PageLayout};
use crate::web::names::other_names;
use crate::web::pager::{PageNumber, Pager};
use crate::web::url::Address;

/// Claims on one part of an article's page.
const CLAIMS_PER_PART: u32 = 25;

/// Speakers and topics, each.
const MAX_ENTRIES: usize = 8;

/// The `part` parameter: which part of the claims to show, from 1.
#[derive(Debug, Default)]
pub struct PartParams(Vec<String>);

impl Parameters for PartParams {
    fn names() -> Vec<&'static str> {
        vec!["part"]
    }

    fn extract(typed: &mut RawParams) -> Self {
        Self(typed.remove("part").unwrap_or_default())
    }
}

/// A label and its value.
type Fact = (&'static str, LangText);

/// The article's text as a bar.
pub struct TextBar {
    pub direction: &'static str,
    /// Where claims of other parts begin.
    pub others: Vec<Span>,
    /// From the first to the last claim of this part, if there are others.
    pub part: Option<Span>,
    /// The claims of this part.
    pub claims: Vec<Span>,
}

#[derive(Template)]
#[template(path = "article.html")]
pub struct ArticlePage {
    layout: PageLayout,
    title: LangText,
    others: Vec<LangText>,
    note: Option<LangText>,
    publisher: Option<String>,
    published: Option<String>,
    written_in: String,
    /// The number of claims, and the search page with them.
    all: (String, String),
    source: Option<String>,
    sha256: Option<String>,
    facts: Vec<Fact>,
    bar: Option<TextBar>,
    claims: Vec<Card>,
    pager: Pager,
    speakers: Vec<Entry>,
    topics: Vec<Entry>,
}

#[get("/articles/{id}")]
pub async fn show_article(
    request: HttpRequest,
    state: State,
    id: web::Path<String>,
    params: Params<(PartParams, LanguageParams)>,
) -> Result<HttpResponse, ApiError> {
    let ordinal = find_record::<Article>(&state.dataset, &id)?;
    let part = params.resolve(|(part, language), errors| {
        language.check(errors);
        let claims = state.dataset.article_count(ordinal);
        let parts = u32::try_from(claims.div_ceil(CLAIMS_PER_PART.into())).unwrap_or(u32::MAX).max(1);
        errors.number("part", &part.0, 1, parts).unwrap_or(1)
    })?;
    let context = PageContext::from_request::<(PartParams, LanguageParams)>(&request);
    layout::respond(&request, &state, context, state.dataset.lookup_cost(), move |context, state, dataset| {
        view(context, state, dataset, ordinal, part)
    })
    .await
}

fn view(
    context: &PageContext,
    state: &AppState,
    dataset: &DatasetReader,
    ordinal: usize,
    part: u32,
) -> Result<ArticlePage, ApiError> {
    let locale = context.locale;
    let article = &state.dataset.catalogue().articles.all()[ordinal];
    let id = article.id.as_str();
    let mut layout =
        PageLayout::new(context, state, "articles", locale.pick(&article.title), context.text("articles-hint"));
    layout.formats = FormatLink::for_record(context, "articles", "article", id);
    let all = dataset.article_claims(ordinal);
    let page = PageNumber::new(part, CLAIMS_PER_PART, all.len() as u64)?;
    let documents = dataset.documents(&all[page.shown()])?;
    let claims = documents.iter().map(|document| serde_json::from_slice(document));
    let claims = claims.collect::<Result<Vec<Claim>, _>>()?;
    let filter = ClaimFilter::default().with(&ARTICLE, Values::ids([&article.id]));
    let search = Address::new("/").with("article", id);
    let frequent = |facet: Facet| -> Result<Vec<Entry>, ApiError> {
        let values = frequent_values(dataset, &filter, facet, MAX_ENTRIES)?;
        Ok(linked(context, &values, &search, facet.filter.name))
    };
    Ok(ArticlePage {
        title: LangText::picked(locale, &article.title, None),
        others: other_names(locale, &article.title),
        note: article.title_note.as_ref().map(|note| LangText::picked(locale, note, None)),
        publisher: article.publisher.clone(),
        published: publication_date(locale, article),
        written_in: written_in(locale, article),
        all: (locale.claim_count(all.len() as u64), context.link(&search)),
        source: article.source_url.clone(),
        sha256: article.text.as_ref().map(|text| text.sha256.clone()),
        facts: facts(context, article),
        bar: text_bar(dataset, article, &all, page, &claims),
        claims: claims.iter().map(|claim| card(context, dataset, claim)).collect(),
        pager: Pager::with_parameter(context, &context.address, "part", page),
        speakers: frequent(&facets::ASSERTED_BY)?,
        topics: frequent(&facets::TOPIC)?,
        layout,
    })
}

fn facts(context: &PageContext, article: &Article) -> Vec<Fact> {
    let locale = context.locale;
    let own = |text: &str| LangText::new(text, locale.tag(), None);
    let length = article
        .text
        .as_ref()
        .map(|text| locale.format("article-length-characters", &[("count", text.code_points.into())]).into_owned());
    let picked = |text: &crate::domain::language_map::LanguageMap| LangText::picked(locale, text, None);
    let author = article.author.as_ref().map(|author| LangText::new(author, &article.language, None));
    let facts = [
        ("article-author", author),
        ("article-length", length.map(|length| own(&length))),
        ("article-note", article.published_note.as_ref().map(picked)),
        ("article-rights", article.rights.as_ref().map(picked)),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((context.text(name), value?))).collect()
}

/// The bar of a text whose length is known: all claims that have a place, and those of the part at hand.
fn text_bar(
    dataset: &DatasetReader,
    article: &Article,
    all: &[u32],
    page: PageNumber,
    claims: &[Claim],
) -> Option<TextBar> {
    let length = article.text.as_ref()?.code_points;
    let direction = direction_of(&article.language);
    let span = |start: u32, end: u32| charts::span(direction, start, end, length);
    let is_other = |at: &usize| !page.shown().contains(at);
    let others = (0..all.len()).filter(is_other).filter_map(|at| dataset.start_in_article(all[at]));
    let others: Vec<Span> = others.map(|start| span(start, start)).collect();
    let places: Vec<(u32, u32)> = claims.iter().filter_map(Claim::place).collect();
    let ends = places.iter().map(|place| place.0).min().zip(places.iter().map(|place| place.1).max());
    let bar = TextBar {
        direction,
        part: ends.filter(|_| !others.is_empty()).map(|(start, end)| span(start, end)),
        claims: places.iter().map(|&(start, end)| span(start, end)).collect(),
        others,
    };
    (!bar.claims.is_empty() || !bar.others.is_empty()).then_some(bar)
}
