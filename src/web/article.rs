//! The list of articles, and the page of an article with its claims in reading order.

use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

use crate::domain::article::Article;
use crate::domain::claim::Claim;
use crate::http::article_params::ArticleParams;
use crate::http::catalogue_list::{self, ArticleSortParams, ListParams, Selection};
use crate::http::lookup::find_record;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::i18n::{self, direction_of};
use crate::query::filters::ARTICLE;
use crate::query::params::{Parameters, Params, RawParams};
use crate::query::sorts::POSITION;
use crate::query::{ClaimFilter, ClaimQuery, Values};
use crate::store::DatasetReader;
use crate::web::card::{Card, LangText, TextLink};
use crate::web::charts::{self, Span};
use crate::web::context::{LanguageParams, PageContext};
use crate::web::layout::{self, FormatLink, PageLayout};
use crate::web::url::Address;

/// Claims read at a time.
const CHUNK_SIZE: u32 = 1_000;

/// Claims on one part of an article's page.
const CLAIMS_PER_PART: usize = 25;

/// The `part` parameter: which part of the claims to show, from 1.
#[derive(Debug, Default)]
pub struct PartParams(Vec<String>);

impl Parameters for PartParams {
    fn names() -> Vec<&'static str> {
        vec!["part"]
    }

    fn contains(name: &str) -> bool {
        name == "part"
    }

    fn extract(typed: &mut RawParams) -> Self {
        Self(typed.remove("part").unwrap_or_default())
    }
}

pub struct ArticleEntry {
    pub title: LangText,
    pub href: String,
    /// The title in its other languages.
    pub others: Vec<LangText>,
    pub published: Option<String>,
    pub written_in: String,
    pub count: String,
}

#[derive(Template)]
#[template(path = "articles.html")]
pub struct ArticlesPage {
    layout: PageLayout,
    entries: Vec<ArticleEntry>,
    next: Option<String>,
}

/// A label and its value.
type Fact = (&'static str, String);

#[derive(Template)]
#[template(path = "article.html")]
pub struct ArticlePage {
    layout: PageLayout,
    entry: ArticleEntry,
    facts: Vec<Fact>,
    note: Option<LangText>,
    source: Option<String>,
    sha256: Option<String>,
    text_direction: &'static str,
    /// Each claim with the place of its quote, where known.
    claims: Vec<(Card, Option<Span>)>,
    parts: Vec<TextLink>,
    part: usize,
    search: String,
}

#[get("/articles")]
pub async fn show_articles(
    request: HttpRequest,
    state: State,
    params: Params<(ArticleParams, ListParams, ArticleSortParams, LanguageParams)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, list) = params.resolve(|(articles, list, sort, language), errors| {
        language.check(errors);
        (articles.resolve(state.dataset.catalogue(), errors), list.resolve(sort.resolve(&list, errors), errors))
    })?;
    let context = PageContext::from_request::<(ArticleParams, ListParams, ArticleSortParams, LanguageParams)>(&request);
    let cost = list.cost(&state.dataset);
    layout::respond(&request, &state, context, cost, move |context, state, _| {
        let mut layout =
            PageLayout::new(context, state, "articles", context.text("nav-articles"), context.text("articles-hint"));
        layout.formats = vec![FormatLink::json(&context.address.at("/v1/articles"))];
        let keep = |article: &Article| filter.accepts(article);
        let Selection { shown, next_cursor, .. } =
            catalogue_list::select(&state.dataset, &list, &context.address.query(), keep)?;
        let entries = shown.into_iter().map(|ordinal| entry(context, state, ordinal)).collect();
        let next = next_cursor.map(|cursor| context.link(&context.address.clone().set("cursor", &cursor)));
        Ok(ArticlesPage { layout, entries, next })
    })
    .await
}

fn entry(context: &PageContext, state: &AppState, ordinal: usize) -> ArticleEntry {
    let article: &Article = &state.dataset.catalogue().articles.all()[ordinal];
    let locale = context.locale;
    let written_in = locale.language_name(&article.language);
    let written_in = match &article.translated_from {
        Some(original) => {
            let names = [("language", written_in.into()), ("original", locale.language_name(original).into())];
            locale.format("article-translated", &names).into_owned()
        }
        None => written_in.to_owned(),
    };
    ArticleEntry {
        title: LangText::picked(locale, &article.title, None),
        href: context.to(&format!("/articles/{}", article.id)),
        others: LangText::others(locale, &article.title, None),
        published: article
            .published
            .as_ref()
            .map(|date| i18n::format_edtf(locale, &date.edtf, date.earliest, date.latest)),
        written_in,
        count: locale.claim_count(state.dataset.article_count(ordinal)),
    }
}

#[get("/articles/{id}")]
pub async fn show_article(
    request: HttpRequest,
    state: State,
    id: web::Path<String>,
    params: Params<(PartParams, LanguageParams)>,
) -> Result<HttpResponse, ApiError> {
    let ordinal = find_record::<Article>(&state.dataset, &id)?;
    let parts =
        usize::try_from(state.dataset.article_count(ordinal)).unwrap_or(usize::MAX).div_ceil(CLAIMS_PER_PART).max(1);
    let part = params.resolve(|(part, language), errors| {
        language.check(errors);
        let max = u32::try_from(parts).unwrap_or(u32::MAX);
        errors.number("part", &part.0, 1, max).unwrap_or(1) as usize
    })?;
    let context = PageContext::from_request::<(PartParams, LanguageParams)>(&request);
    layout::respond(&request, &state, context, state.dataset.lookup_cost(), move |context, state, dataset| {
        view(context, state, dataset, ordinal, part, parts)
    })
    .await
}

fn view(
    context: &PageContext,
    state: &AppState,
    dataset: &DatasetReader,
    ordinal: usize,
    part: usize,
    parts: usize,
) -> Result<ArticlePage, ApiError> {
    let locale = context.locale;
    let article = &state.dataset.catalogue().articles.all()[ordinal];
    let id = article.id.as_str();
    let mut layout =
        PageLayout::new(context, state, "articles", locale.pick(&article.title), context.text("articles-hint"));
    layout.formats = FormatLink::for_record(context, "articles", "article", id);
    let length = article.text.as_ref().map(|text| text.code_points);
    let mut facts = Vec::new();
    let mut fact = |name, value: Option<&str>| facts.extend(value.map(|value| (name, value.to_owned())));
    fact(context.text("article-publisher"), article.publisher.as_deref());
    fact(context.text("article-author"), article.author.as_deref());
    let characters = length.map(|length| locale.format("article-length-characters", &[("count", length.into())]));
    fact(context.text("article-length"), characters.as_deref());
    fact(context.text("article-note"), article.published_note.as_ref().map(|note| locale.pick(note)));
    fact(context.text("article-rights"), article.rights.as_ref().map(|rights| locale.pick(rights)));
    let direction = direction_of(&article.language);
    let claims = in_reading_order(dataset, article)?;
    let claims = claims.into_iter().skip((part - 1) * CLAIMS_PER_PART).take(CLAIMS_PER_PART);
    let claims = claims.map(|(claim, place)| {
        let span = place.zip(length).map(|((start, end), length)| charts::span(direction, start, end, length));
        (Card::new(context, dataset, &claim, None), span)
    });
    let part_link = |number: usize| TextLink {
        text: locale.number(number as u64),
        href: context.link(&context.address.clone().set("part", &number.to_string())),
    };
    Ok(ArticlePage {
        entry: entry(context, state, ordinal),
        facts,
        note: article.title_note.as_ref().map(|note| LangText::picked(locale, note, None)),
        source: article.source_url.clone(),
        sha256: article.text.as_ref().map(|text| text.sha256.clone()),
        text_direction: direction,
        claims: claims.collect(),
        parts: if parts > 1 { (1..=parts).map(part_link).collect() } else { vec![] },
        part,
        search: context.link(&Address::new("/").with("article", id)),
        layout,
    })
}

/// Start and end of a quote.
type Place = (u32, u32);

/// An article's claims in the order of their places, each with the place of the quote that states it.
fn in_reading_order(dataset: &DatasetReader, article: &Article) -> Result<Vec<(Claim, Option<Place>)>, ApiError> {
    let filter = ClaimFilter::default().with(&ARTICLE, Values::ids([&article.id]));
    let query = ClaimQuery { filter, sort: &POSITION };
    let mut claims = Vec::new();
    let mut after = None;
    loop {
        let page = dataset.page(&query, after.as_ref(), CHUNK_SIZE)?;
        for document in page.documents {
            let claim: Claim = serde_json::from_slice(&document)?;
            let place = claim.place();
            claims.push((claim, place));
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(claims)
}
