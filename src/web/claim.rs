//! The page of a claim: its attribution chain, evidence, relations and citations.

use std::iter::{once, repeat};
use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

use crate::api::cited_dataset;
use crate::domain::article::Article;
use crate::domain::claim::{AttributionLink, Claim, ClaimActor, ClaimDate, Evidence, QuoteContext, Review};
use crate::domain::text::{close_bidi, code_point_list, invisible_in_quote};
use crate::domain::vocabulary::{EvidencePart, RelationKind, Speech, VocabularyTerm};
use crate::formats::{BibtexWriter, CitedDataset, CslWriter, Format, WriterOptions, write_chunks};
use crate::http::lookup::find_claim;
use crate::http::origin::origin;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::http::validators::CACHE_CONTROL;
use crate::i18n::{self, Locale, Value, direction_of};
use crate::query::params::{IgnoreUnknown, Params};
use crate::store::{DatasetReader, Document, Related};
use crate::web::articles::publication_date;
use crate::web::card::{self, Card, LangText, Link};
use crate::web::charts::{self, Span};
use crate::web::context::{LanguageParams, PageContext, expect_language_only};
use crate::web::history::ClaimHistory;
use crate::web::layout::{self, FormatLink, PageLayout};
use crate::web::signposts::Signpost;
use crate::web::url::Address;

/// A link of the attribution chain.
pub struct ChainLink {
    pub actor: Link,
    pub kind: String,
    /// The article's reporting phrase.
    pub cue: Option<LangText>,
}

/// A quote and its position in the article.
pub struct EvidenceSpan {
    pub quote: LangText,
    /// Whether the statement has the same words, and nothing is known of the words around them.
    pub repeats_statement: bool,
    /// Whether the asserter's words are quoted without quotation marks.
    pub needs_marks: bool,
    /// The text before and after the quote, if the article's text is available.
    pub surroundings: Option<(String, String)>,
    pub is_content: bool,
    /// Suffix of the messages about the status of the quote, and the CSS class of its badge.
    pub status: &'static str,
    /// The place in the text, where known.
    pub bar: Option<Span>,
    pub label: String,
    /// The characters that readers do not see, if they may say something.
    pub invisible: Option<String>,
}

pub struct InvolvedActor {
    pub actor: Link,
    pub role: String,
}

pub struct RelatedCard {
    pub relation: &'static str,
    /// The code of the relation, which is also a CSS class.
    pub kind: &'static str,
    pub card: Card,
}

pub struct DateFacts {
    pub text: String,
    pub basis: String,
    /// The date in the article's words.
    pub expression: Option<LangText>,
    /// A curator's note.
    pub note: Option<LangText>,
}

#[derive(Template)]
#[template(path = "claim.html")]
pub struct ClaimPage {
    layout: PageLayout,
    card: Card,
    chain: Vec<ChainLink>,
    spans: Vec<EvidenceSpan>,
    text_direction: &'static str,
    /// Whether the text around a quote is unavailable.
    context_missing: bool,
    source: Option<String>,
    actors: Vec<InvolvedActor>,
    /// The dates of the claim, each with the key of its title.
    dates: Vec<(&'static str, DateFacts)>,
    speech: Option<String>,
    reviews: Vec<Review>,
    salience: &'static str,
    related: Vec<RelatedCard>,
    history: ClaimHistory,
    permalink: String,
    /// The citation as a sentence.
    citation: LangText,
    bibtex: String,
    csl: String,
    /// Where to report an error in this claim.
    report: Option<String>,
}

#[get("/claims/{id}")]
pub async fn show_claim(
    request: HttpRequest,
    state: State,
    id: web::Path<String>,
    params: Params<LanguageParams>,
) -> Result<HttpResponse, ApiError> {
    expect_language_only(params)?;
    let context = PageContext::from_request::<LanguageParams>(&request);
    layout::respond(&request, &state, context, state.dataset.lookup_cost(), move |context, state, dataset| {
        let (id, document) = find_claim(dataset, &id)?;
        let claim: Claim = serde_json::from_slice(&document)?;
        let history = ClaimHistory::new(context.locale, dataset, &claim, &dataset.history(&id)?);
        let mut page = view(context, state, &claim, &dataset.related(&id)?, &dataset.quote_contexts(&id)?, history)?;
        page.layout.json_ld = Some(layout::escape_script(&json_ld(state, document)?));
        Ok(page)
    })
    .await
}

/// A claim as JSON-LD or as a citation.
#[get("/claims/{id}.{format:jsonld|bib|csl\\.json}")]
pub async fn get_claim_citation(
    request: HttpRequest,
    state: State,
    path: web::Path<(String, String)>,
    params: Params<IgnoreUnknown>,
) -> Result<HttpResponse, ApiError> {
    params.resolve(|IgnoreUnknown, _| ())?;
    let (id, format) = path.into_inner();
    let find = move |dataset: &DatasetReader| find_claim(dataset, &id);
    let (_, document) = state.run(&request, state.dataset.lookup_cost(), find).await?;
    let claim: Claim = serde_json::from_slice(&document)?;
    let cited = || cited_dataset(&state, origin(&request));
    let (format, text) = match format.as_str() {
        "jsonld" => (Format::Jsonld, json_ld(&state, document)?),
        "bib" => (Format::Bibtex, BibtexWriter::new(cited()).entry(&claim)),
        _ => (Format::Csl, csl(cited(), &claim)),
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, format.info().content_type))
        .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
        .insert_header((header::VARY, "Accept-Encoding"))
        .body(text))
}

fn json_ld(state: &AppState, document: Document) -> Result<String, ApiError> {
    let catalogue = Arc::clone(state.dataset.catalogue());
    let writer = WriterOptions::Jsonld.into_writer(catalogue, state.dataset.version())?;
    let written: Vec<_> = write_chunks::<ApiError>(writer, once(Ok(vec![document]))).collect::<Result<_, _>>()?;
    Ok(String::from_utf8_lossy(&written.concat()).into_owned())
}

fn csl(dataset: CitedDataset, claim: &Claim) -> String {
    format!("{:#}\n", serde_json::json!([CslWriter::new(dataset).item(claim)]))
}

fn view(
    context: &PageContext,
    state: &AppState,
    claim: &Claim,
    related: &[Related],
    quote_contexts: &[Option<QuoteContext>],
    history: ClaimHistory,
) -> Result<ClaimPage, ApiError> {
    let locale = context.locale;
    let statement = locale.pick(&claim.statement);
    let asserter = locale.pick(&claim.asserted_by.name);
    let mut layout =
        PageLayout::new(context, state, "claims", statement, &format!("{} {asserter}", context.text("asserted-by")));
    let own = format!("/v1/claims/{}", claim.id);
    layout.formats = vec![
        FormatLink::json(&own),
        FormatLink::new("JSON-LD", "application/ld+json", &format!("/claims/{}.jsonld", claim.id)),
        FormatLink::new("Web Annotation", "application/ld+json", &format!("{own}/annotation")),
        FormatLink::new(context.text("related-title"), "application/json", &format!("{own}/related")),
    ];
    layout.signposts = Signpost::of_claim(context, state, claim.id.as_str());
    let article = state.dataset.catalogue().articles.get(claim.article.id.as_str());
    let article_length = article.and_then(|article| Some(article.text.as_ref()?.code_points));
    let permalink = format!("{}/claims/{}", context.origin, claim.id);
    let cited = cited_dataset(state, context.origin.clone());
    let (bibtex, csl) = (BibtexWriter::new(cited.clone()).entry(claim), csl(cited, claim));
    let related = related.iter().map(|related| {
        let other: Claim = serde_json::from_slice(&related.document)?;
        let relation = relation_label(locale, related.kind, related.incoming);
        Ok(RelatedCard {
            relation,
            kind: related.kind.as_str(),
            card: Card::new(context, &state.dataset, &other, None),
        })
    });
    let surroundings = quote_contexts.iter().map(Option::as_ref).chain(repeat(None));
    let spans = claim.evidence.iter().zip(surroundings);
    let span = |(span, quote_context)| evidence_span(locale, claim, span, quote_context, article_length);
    let spans: Vec<EvidenceSpan> = spans.map(span).collect();
    let dates = [("date-title", &claim.claim_date), ("asserted-date-title", &claim.asserted_date)].into_iter();
    let dates =
        dates.filter_map(|(title, date)| Some((title, date_facts(locale, date.as_ref()?, &claim.article.language))));
    // In the language of the statement, so that one sentence does not mix directions.
    let cited_in = Locale::from_tag(claim.statement.pick(locale.tag()).0).unwrap_or(Locale::English);
    let cited_in = PageContext { locale: cited_in, ..context.clone() };
    Ok(ClaimPage {
        card: Card::new(context, &state.dataset, claim, None),
        chain: chain(context, claim),
        context_missing: spans.iter().any(|span| span.surroundings.is_none()),
        spans,
        text_direction: direction_of(&claim.article.language),
        source: claim.links.source.clone(),
        actors: involved_actors(context, claim),
        dates: dates.collect(),
        speech: claim.speech.map(|speech| locale.term(speech)),
        reviews: claim.reviews.clone(),
        salience: context.text(&format!("salience-{}", claim.salience.clamp(1, 3))),
        related: related.collect::<Result<Vec<_>, serde_json::Error>>()?,
        citation: LangText::new(&citation(&cited_in, state, claim, article, &permalink), cited_in.locale.tag(), None),
        report: report_address(state, claim, &permalink),
        history,
        permalink,
        bibtex,
        csl,
        layout,
    })
}

/// The citation of a claim as a sentence: who says what, in which article, and where it is recorded.
fn citation(
    context: &PageContext,
    state: &AppState,
    claim: &Claim,
    article: Option<&Article>,
    permalink: &str,
) -> String {
    let locale = context.locale;
    let source = article.map(|article| {
        let published = publication_date(locale, article);
        [article.publisher.clone(), published]
            .into_iter()
            .flatten()
            .flat_map(|part| [", ".to_owned(), part])
            .collect::<String>()
    });
    let title = state.dataset.description().map_or("Isnad", |about| locale.pick(&about.title));
    let version: String = state.dataset.version().chars().take(12).collect();
    let values = [
        ("asserter", locale.pick(&claim.asserted_by.name).to_owned().into()),
        ("statement", locale.pick(&claim.statement).trim_end_matches('.').to_owned().into()),
        ("article", locale.pick(&claim.article.title).to_owned().into()),
        ("source", source.unwrap_or_default().into()),
        ("dataset", title.to_owned().into()),
        ("version", version.into()),
        ("url", permalink.to_owned().into()),
    ];
    locale.format("cite-sentence", &values).into_owned()
}

/// The address to which errors are reported; a mail names the claim.
fn report_address(state: &AppState, claim: &Claim, permalink: &str) -> Option<String> {
    let contact = state.dataset.description()?.contact.as_deref()?;
    if contact.starts_with("https://") {
        return Some(contact.to_owned());
    }
    let mail = Address::new(&format!("mailto:{contact}"));
    Some(mail.with("subject", claim.id.as_str()).with("body", permalink).to_string())
}

fn chain(context: &PageContext, claim: &Claim) -> Vec<ChainLink> {
    let link = |link: &AttributionLink| ChainLink {
        actor: card::actor_link(context, &link.actor),
        kind: context.locale.term(link.actor.kind),
        cue: link.cue.as_ref().map(|cue| LangText::new(cue, &claim.article.language, None)),
    };
    claim.attribution.iter().map(link).collect()
}

fn involved_actors(context: &PageContext, claim: &Claim) -> Vec<InvolvedActor> {
    let involved = |involved: &ClaimActor| InvolvedActor {
        actor: card::actor_link(context, &involved.actor),
        role: context.locale.term(involved.role),
    };
    claim.actors.iter().map(involved).collect()
}

fn evidence_span(
    locale: Locale,
    claim: &Claim,
    span: &Evidence,
    quote_context: Option<&QuoteContext>,
    article_length: Option<u32>,
) -> EvidenceSpan {
    let place = span.start.zip(span.end);
    let bar = place
        .zip(article_length)
        .map(|((start, end), length)| charts::span(direction_of(&claim.article.language), start, end, length));
    let label = place.map_or(locale.text("evidence-unlocated").into(), |(start, end)| {
        let length = article_length.map_or("?".into(), Value::from);
        locale.format("evidence-position", &[("start", start.into()), ("end", end.into()), ("length", length)])
    });
    let surroundings = quote_context
        .zip(place.zip(article_length))
        .map(|(context, (place, length))| surrounding_text(place, context, length));
    let is_content = span.part == EvidencePart::Content;
    EvidenceSpan {
        quote: LangText::new(&span.quote, &span.language, None),
        repeats_statement: surroundings.is_none()
            && claim.statement.get(&span.language).is_some_and(|statement| *statement == span.quote),
        needs_marks: is_content
            && claim.speech == Some(Speech::Direct)
            && surroundings.is_none()
            && !span.quote.starts_with(card::OPENING_MARKS),
        surroundings,
        is_content,
        status: span.status.as_str(),
        bar,
        label: label.into_owned(),
        invisible: invisible_text(locale, &span.quote),
    }
}

/// Says which characters of a quote readers do not see.
fn invisible_text(locale: Locale, quote: &str) -> Option<String> {
    let codes = code_point_list(&invisible_in_quote(quote));
    (!codes.is_empty()).then(|| locale.format("evidence-invisible", &[("codes", codes.into())]).into_owned())
}

/// The text before and after a quote, with an ellipsis where the article continues.
fn surrounding_text((start, end): (u32, u32), context: &QuoteContext, article_length: u32) -> (String, String) {
    let QuoteContext { prefix, suffix } = context;
    let is_cut = |from: u32, to: u32, text: &str| text.chars().count() < (to - from) as usize;
    let before = if is_cut(0, start, prefix) { "… " } else { "" };
    let after = if is_cut(end, article_length, suffix) { " …" } else { "" };
    (format!("{before}{}", close_bidi(prefix)), format!("{}{after}", close_bidi(suffix)))
}

fn date_facts(locale: Locale, date: &ClaimDate, article_language: &str) -> DateFacts {
    DateFacts {
        text: i18n::format_edtf(locale, &date.edtf, date.earliest, date.latest),
        basis: locale.term(date.basis),
        expression: date.expression.as_ref().map(|words| LangText::new(words, article_language, None)),
        note: date.note.as_ref().map(|note| LangText::picked(locale, note, None)),
    }
}

/// How this claim relates to another: `incoming` if the other one states the relation.
fn relation_label(locale: Locale, kind: RelationKind, incoming: bool) -> &'static str {
    let direction = if incoming { "incoming" } else { "outgoing" };
    locale.text(&format!("relation-{}-{direction}", kind.as_str()))
}
