//! A claim's page: the chain it came through, the words it rests on and where they stand, its relations, how to cite it.

use std::iter::repeat;
use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

use crate::domain::claim::{Claim, ClaimDate, Evidence, QuoteContext};
use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::{EvidenceStatus, RelationKind, VocabularyTerm};
use crate::formats::Format;
use crate::http::lookup::find_claim;
use crate::http::params::Params;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::http::validators::CACHE_CONTROL;
use crate::store::{DatasetReader, Document, Related};
use crate::web::card::{self, Card, LangText, Link};
use crate::web::charts::{self, Span};
use crate::web::citation::{self, CitedDataset};
use crate::web::dates;
use crate::web::language::Language;
use crate::web::layout::{self, FormatLink, LanguageParams, PageContext, PageLayout};

/// A link of the chain.
pub struct ChainLink {
    /// Who passes the claim on.
    pub actor: Link,
    /// What sort of thing that is.
    pub kind: String,
    /// The article's reporting words.
    pub cue: Option<LangText>,
}

/// A span of evidence with its place.
pub struct Place {
    /// The words.
    pub quote: LangText,
    /// The words before and behind them, where they are known.
    pub around: Option<(String, String)>,
    /// What they carry.
    pub is_content: bool,
    /// Whether they were compared with the text.
    pub verified: bool,
    /// Where they stand on a bar for the whole text.
    pub span: Span,
    /// Where they stand, in words.
    pub label: String,
}

/// An actor in its role.
pub struct Part {
    /// The actor.
    pub actor: Link,
    /// Its role.
    pub role: String,
}

/// A claim in relation to this one.
pub struct RelatedCard {
    /// How this one stands to it, or it to this one.
    pub relation: &'static str,
    /// The relation's code, for its colour.
    pub kind: &'static str,
    /// The other claim.
    pub card: Card,
}

/// When what is claimed happens.
pub struct DateFacts {
    /// In words.
    pub said: String,
    /// How it is known.
    pub basis: String,
    /// The article's words.
    pub expression: Option<LangText>,
    /// A note of the curators, in English.
    pub note: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "claim.html")]
pub struct ClaimPage {
    p: PageLayout,
    card: Card,
    chain: Vec<ChainLink>,
    places: Vec<Place>,
    text_direction: &'static str,
    around_absent: bool,
    source: Option<String>,
    parts: Vec<Part>,
    date: Option<DateFacts>,
    article: Link,
    salience: &'static str,
    note_basis: Option<String>,
    related: Vec<RelatedCard>,
    permalink: String,
    bibtex: String,
    csl: String,
}

/// A claim's page.
#[get("/claims/{id}")]
pub async fn show_claim(
    request: HttpRequest,
    state: State,
    id: web::Path<String>,
    params: Params<LanguageParams>,
) -> Result<HttpResponse, ApiError> {
    layout::expect_language_only(params)?;
    let reader = PageContext::of(&request);
    layout::answer(&request, &state, reader, state.dataset.lookup_cost(), move |reader, state, dataset| {
        let (id, document) = find_claim(dataset, &id)?;
        let claim: Claim = serde_json::from_slice(&document)?;
        let mut page = view(reader, state, &claim, &dataset.related(&id)?, &dataset.quote_contexts(&id)?)?;
        page.p.json_ld = Some(layout::embedded(&json_ld(state, document)?));
        Ok(page)
    })
    .await
}

/// A claim as a document of its own: JSON-LD, or a citation.
#[get("/claims/{id}.{format:jsonld|bib|csl\\.json}")]
pub async fn show_claim_as(
    request: HttpRequest,
    state: State,
    path: web::Path<(String, String)>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    let (id, format) = path.into_inner();
    let find = move |dataset: &DatasetReader| find_claim(dataset, &id);
    let (_, document) = state.run(&request, state.dataset.lookup_cost(), find).await?;
    let claim: Claim = serde_json::from_slice(&document)?;
    let permalink = format!("{}{}", PageContext::of(&request).origin, claim.links.page);
    let (media_type, text) = match format.as_str() {
        "jsonld" => ("application/ld+json", json_ld(&state, document)?),
        "bib" => ("application/x-bibtex; charset=utf-8", citation::bibtex(&claim, &cited(&state, &permalink))),
        _ => ("application/vnd.citationstyles.csl+json", citation::csl(&claim, &cited(&state, &permalink))),
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
        .insert_header((header::VARY, "Accept-Encoding"))
        .body(text))
}

fn json_ld(state: &AppState, document: Document) -> Result<String, ApiError> {
    let mut writer = Format::Jsonld.writer(Arc::clone(state.dataset.catalogue()));
    let written = [writer.begin()?, writer.claims(&[document])?, writer.end()?].concat();
    Ok(String::from_utf8_lossy(&written).into_owned())
}

fn cited<'a>(state: &'a AppState, url: &'a str) -> CitedDataset<'a> {
    let title = state.dataset.description().map_or("Isnad", |about| about.title.en.as_str());
    CitedDataset { title, version: state.dataset.version(), url }
}

fn view(
    reader: &PageContext,
    state: &AppState,
    claim: &Claim,
    related: &[Related],
    contexts: &[Option<QuoteContext>],
) -> Result<ClaimPage, ApiError> {
    let language = reader.language;
    let statement = language.of(&claim.statement);
    let asserter = language.of(&claim.asserted_by.name);
    let mut p =
        PageLayout::new(reader, state, "claims", statement, &format!("{} {asserter}", reader.words().asserted_by));
    let own = format!("/v1/claims/{}", claim.id);
    p.formats = vec![
        FormatLink::json(&own),
        FormatLink::new("JSON-LD", "application/ld+json", &format!("{}.jsonld", claim.links.page)),
        FormatLink::new("Web Annotation", "application/ld+json", &format!("{own}/annotation")),
        FormatLink::new(reader.words().related, "application/json", &format!("{own}/related")),
    ];
    let article = state.dataset.catalogue().articles.get(claim.article.id.as_str());
    let length = article.map_or(1, |article| article.text.code_points);
    let permalink = format!("{}{}", reader.origin, claim.links.page);
    let cited = cited(state, &permalink);
    let (bibtex, csl) = (citation::bibtex(claim, &cited), citation::csl(claim, &cited));
    let related = related.iter().map(|related| {
        let other: Claim = serde_json::from_slice(&related.document)?;
        let relation = said(language, related.kind, related.incoming);
        Ok(RelatedCard { relation, kind: related.kind.as_str(), card: Card::new(reader, &other, None) })
    });
    let contexts = contexts.iter().map(Option::as_ref).chain(repeat(None));
    let places = claim.evidence.iter().zip(contexts);
    let place = |(span, context)| place(reader, span, context, &claim.article.language, length);
    let places: Vec<Place> = places.map(place).collect();
    Ok(ClaimPage {
        card: Card::new(reader, claim, None),
        chain: chain(reader, claim),
        around_absent: places.iter().any(|place| place.around.is_none()),
        places,
        text_direction: crate::web::language::direction_of(&claim.article.language),
        source: claim.links.source.clone(),
        parts: parts(reader, claim),
        date: claim.claim_date.as_ref().map(|date| date_facts(language, date, &claim.article.language)),
        article: Link {
            name: language.of(&claim.article.title).to_owned(),
            href: reader.to(&format!("/articles/{}", claim.article.id)),
        },
        salience: [reader.words().salience_1, reader.words().salience_2, reader.words().salience_3]
            [usize::from(claim.salience.clamp(1, 3)) - 1],
        note_basis: claim.translation_note.as_ref().map(|note| language.term(note.basis)),
        related: related.collect::<Result<Vec<_>, serde_json::Error>>()?,
        permalink,
        bibtex,
        csl,
        p,
    })
}

fn chain(reader: &PageContext, claim: &Claim) -> Vec<ChainLink> {
    let link = |link: &crate::domain::claim::AttributionLink| ChainLink {
        actor: card::actor(reader, &link.actor),
        kind: reader.language.term(link.actor.kind),
        cue: link.cue.as_ref().map(|cue| LangText::new(cue, &claim.article.language, None)),
    };
    claim.attribution.iter().map(link).collect()
}

fn parts(reader: &PageContext, claim: &Claim) -> Vec<Part> {
    let part = |involved: &crate::domain::claim::ClaimActor| Part {
        actor: card::actor(reader, &involved.actor),
        role: reader.language.term(involved.role),
    };
    claim.actors.iter().map(part).collect()
}

fn place(
    reader: &PageContext,
    span: &Evidence,
    context: Option<&QuoteContext>,
    article_language: &str,
    length: u32,
) -> Place {
    let (language, t) = (reader.language, reader.words());
    let quote = LangText::new(&span.quote, &span.language, None);
    let number = |number: u32| language.number(number);
    Place {
        span: charts::span(crate::web::language::direction_of(article_language), span.start, span.end, length),
        is_content: span.part == crate::domain::vocabulary::EvidencePart::Content,
        verified: span.status == EvidenceStatus::Verified,
        label: format!(
            "{} {}–{} {} {}",
            t.characters,
            number(span.start),
            number(span.end),
            t.of_total,
            number(length)
        ),
        quote,
        around: context.map(|context| around(span, context, length)),
    }
}

/// The words around a quote, with a sign where the text goes on.
fn around(span: &Evidence, context: &QuoteContext, length: u32) -> (String, String) {
    let QuoteContext { prefix, suffix } = context;
    let goes_on = |from: u32, to: u32, words: &str| words.chars().count() < (to - from) as usize;
    let before = if goes_on(0, span.start, prefix) { "… " } else { "" };
    let behind = if goes_on(span.end, length, suffix) { " …" } else { "" };
    (format!("{before}{prefix}"), format!("{suffix}{behind}"))
}

fn date_facts(language: Language, date: &ClaimDate, article_language: &str) -> DateFacts {
    DateFacts {
        said: dates::say(language, &date.edtf, date.earliest, date.latest),
        basis: language.term(date.basis),
        expression: date.expression.as_ref().map(|words| LangText::new(words, article_language, None)),
        note: date.note.clone(),
    }
}

/// How one claim stands to another, said from this one.
fn said(language: Language, kind: RelationKind, incoming: bool) -> &'static str {
    let (en, ar) = match (kind, incoming) {
        (RelationKind::Supports, false) => ("It supports", "يدعم"),
        (RelationKind::Supports, true) => ("It is supported by", "يدعمه"),
        (RelationKind::Contradicts, false) => ("It contradicts", "يناقض"),
        (RelationKind::Contradicts, true) => ("It is contradicted by", "يناقضه"),
        (RelationKind::Elaborates, false) => ("It tells more about", "يفصِّل"),
        (RelationKind::Elaborates, true) => ("More is told by", "يفصِّله"),
        (RelationKind::Causes, false) => ("It brings about", "يسبِّب"),
        (RelationKind::Causes, true) => ("It is brought about by", "يسبِّبه"),
        (RelationKind::Precedes, false) => ("It comes before", "يسبق"),
        (RelationKind::Precedes, true) => ("It comes after", "يأتي بعد"),
        (RelationKind::SameAs, _) => ("It says the same as", "يطابق"),
    };
    match language {
        Language::English => en,
        Language::Arabic => ar,
    }
}

/// Both names of something, the reader's first.
pub fn both(language: Language, names: &LanguageMap) -> (String, String) {
    (language.of(names).to_owned(), language.other().of(names).to_owned())
}
