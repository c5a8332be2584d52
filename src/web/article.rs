//! Articles: the list of all, and for each its claims in reading order, with their places in the text.

use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

use crate::domain::article::Article;
use crate::domain::claim::Claim;
use crate::domain::vocabulary::{ClaimSort, EvidencePart};
use crate::http::catalogue_list::{self, ListParams};
use crate::http::lookup::find_record;
use crate::http::params::{Parameters, Params, RawParams};
use crate::http::problem::{ApiError, ErrorCode};
use crate::http::state::{AppState, State};
use crate::query::filter::{ClaimFilter, ClaimQuery};
use crate::store::{Cost, DatasetReader};
use crate::web::card::{Card, Link};
use crate::web::charts::{self, Span};
use crate::web::dates;
use crate::web::language::{direction_of, language_name};
use crate::web::layout::{self, FormatLink, LanguageParams, PageContext, PageLayout};

/// Claims read at a time.
const PAGE: u32 = 1_000;

/// Claims on a part of an article's page.
const PART: usize = 25;

/// Which part of an article's claims.
#[derive(Debug, Default)]
pub struct PartParams(Vec<String>);

impl Parameters for PartParams {
    fn names() -> Vec<&'static str> {
        vec!["part"]
    }

    fn has(name: &str) -> bool {
        name == "part"
    }

    fn take(typed: &mut RawParams) -> Self {
        Self(typed.remove("part").unwrap_or_default())
    }
}

/// An article in the list.
pub struct ArticleEntry {
    /// Its title and page.
    pub title: Link,
    /// Its title in the other language.
    pub other: String,
    /// When it was published.
    pub published: String,
    /// The language of its text.
    pub written_in: String,
    /// How many claims.
    pub count: String,
}

/// The list.
#[derive(Template)]
#[template(path = "articles.html")]
pub struct ArticlesPage {
    p: PageLayout,
    entries: Vec<ArticleEntry>,
    next: Option<String>,
}

/// A row of facts: name, value, language of the value.
type Fact = (&'static str, String);

/// An article's page.
#[derive(Template)]
#[template(path = "article.html")]
pub struct ArticlePage {
    p: PageLayout,
    entry: ArticleEntry,
    facts: Vec<Fact>,
    note: Option<String>,
    source: Option<String>,
    sha256: String,
    text_direction: &'static str,
    claims: Vec<(Card, Span)>,
    parts: Vec<Link>,
    part: usize,
    search: String,
}

/// The list of articles.
#[get("/articles")]
pub async fn show_articles(
    request: HttpRequest,
    state: State,
    params: Params<(ListParams, LanguageParams)>,
) -> Result<HttpResponse, ApiError> {
    let list = params.resolve(|(list, language), faults| {
        language.check(faults);
        list.resolve(faults)
    })?;
    let reader = PageContext::of(&request);
    layout::answer(&request, &state, reader, Cost::Inline, move |reader, state, _| {
        let t = reader.words();
        let mut p = PageLayout::new(reader, state, "articles", t.nav_articles, t.articles_hint);
        p.formats = vec![FormatLink::json(&reader.address.at("/v1/articles"))];
        let (shown, next, _) = catalogue_list::select(&state.dataset.catalogue().articles, &list, |_| true);
        let entries = shown.into_iter().map(|ordinal| entry(reader, state, ordinal)).collect();
        let next = next.map(|cursor| reader.link(&reader.address.clone().set("cursor", &cursor)));
        Ok(ArticlesPage { p, entries, next })
    })
    .await
}

fn entry(reader: &PageContext, state: &AppState, ordinal: usize) -> ArticleEntry {
    let article: &Article = &state.dataset.catalogue().articles.all()[ordinal];
    let (language, t) = (reader.language, reader.words());
    let (name, other) = crate::web::claim::both(language, &article.title);
    let mut written_in = language_name(language, &article.language);
    if let Some(original) = &article.translated_from {
        written_in = format!("{written_in} ({} {})", t.translated_from, language_name(language, original));
    }
    ArticleEntry {
        title: Link { name, href: reader.to(&format!("/articles/{}", article.id)) },
        other,
        published: dates::say(language, &article.published.edtf, article.published.earliest, article.published.latest),
        written_in,
        count: language.claims(state.dataset.article_count(ordinal)),
    }
}

/// An article's page.
#[get("/articles/{id}")]
pub async fn show_article(
    request: HttpRequest,
    state: State,
    id: web::Path<String>,
    params: Params<(PartParams, LanguageParams)>,
) -> Result<HttpResponse, ApiError> {
    let ordinal = find_record(&state.dataset.catalogue().articles, &id, ErrorCode::ArticleNotFound, "article")?;
    let parts = usize::try_from(state.dataset.article_count(ordinal)).unwrap_or(usize::MAX).div_ceil(PART).max(1);
    let part = params.resolve(|(part, language), faults| {
        language.check(faults);
        let most = u32::try_from(parts).unwrap_or(u32::MAX);
        faults.number("part", &part.0, 1, most).unwrap_or(1) as usize
    })?;
    let reader = PageContext::of(&request);
    let page = move |reader: &PageContext, state: &AppState, dataset: &DatasetReader| {
        view(reader, state, dataset, ordinal, part, parts)
    };
    layout::answer(&request, &state, reader, state.dataset.lookup_cost(), page).await
}

fn view(
    reader: &PageContext,
    state: &AppState,
    dataset: &DatasetReader,
    ordinal: usize,
    part: usize,
    parts: usize,
) -> Result<ArticlePage, ApiError> {
    let (language, t) = (reader.language, reader.words());
    let article = &state.dataset.catalogue().articles.all()[ordinal];
    let id = article.id.as_str();
    let mut p = PageLayout::new(reader, state, "articles", language.of(&article.title), t.articles_hint);
    p.formats = FormatLink::of_record(reader.words(), "articles", "article", id);
    let length = article.text.code_points;
    let mut facts = Vec::new();
    let mut fact = |name, value: Option<&str>| facts.extend(value.map(|value| (name, value.to_owned())));
    fact(t.publisher, article.publisher.as_deref());
    fact(t.author, article.author.as_deref());
    fact(t.length, Some(&format!("{} {}", language.number(length), t.long)));
    fact(t.date_note, article.published_note.as_ref().map(|note| language.of(note)));
    fact(t.rights, article.rights.as_ref().map(|rights| language.of(rights)));
    let direction = direction_of(&article.language);
    let claims = in_reading_order(dataset, article)?;
    let claims = claims.into_iter().skip((part - 1) * PART).take(PART);
    let reads = claims
        .map(|(claim, start, end)| (Card::new(reader, &claim, None), charts::span(direction, start, end, length)));
    let part_link = |number: usize| Link {
        name: language.number(number as u64),
        href: reader.link(&reader.address.clone().set("part", &number.to_string())),
    };
    Ok(ArticlePage {
        entry: entry(reader, state, ordinal),
        facts,
        note: article.title_note.as_ref().map(|note| language.of(note).to_owned()),
        source: article.source_url.clone(),
        sha256: article.text.sha256.clone(),
        text_direction: direction,
        claims: reads.collect(),
        parts: if parts > 1 { (1..=parts).map(part_link).collect() } else { vec![] },
        part,
        search: reader.link(&crate::web::url::Address::new("/").with("article", id)),
        p,
    })
}

/// An article's claims by the place of the words that state them.
fn in_reading_order(dataset: &DatasetReader, article: &Article) -> Result<Vec<(Claim, u32, u32)>, ApiError> {
    let filter = ClaimFilter { article: vec![article.id.clone()], ..ClaimFilter::default() };
    let query = ClaimQuery { filter, sort: ClaimSort::Id };
    let mut claims = Vec::new();
    let mut after = None;
    loop {
        let page = dataset.page(&query, after.as_ref(), PAGE)?;
        for document in page.documents {
            let claim: Claim = serde_json::from_slice(&document)?;
            let content = claim.evidence.iter().find(|span| span.part == EvidencePart::Content);
            let place = content.or(claim.evidence.first()).map_or((0, 0), |span| (span.start, span.end));
            claims.push((claim, place.0, place.1));
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    claims.sort_by(|(a, start, end), (b, other_start, other_end)| {
        (start, end, a.id.as_str()).cmp(&(other_start, other_end, b.id.as_str()))
    });
    Ok(claims)
}
