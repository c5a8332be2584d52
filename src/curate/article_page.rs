//! The page of an article: its text with the claims and proposals of each sentence, and the form of one of them.

use std::collections::BTreeMap;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::curate::Curate;
use crate::curate::answers::{Failure, run};
use crate::curate::entries::{Entry, Text, claims, proposals};
use crate::curate::error::CurateError;
use crate::curate::faults::Faults;
use crate::curate::files::read;
use crate::curate::layout::{LanguageQuery, Layout, link, render, respond};
use crate::curate::names::name_of;
use crate::curate::text_view::{self, Sentence};
use crate::domain::vocabulary::{
    ActorKind, Certainty, ClaimKind, DateBasis, DrawnBy, EvidencePart, RelationKind, Role, Speech, TranslationBasis,
    VocabularyTerm,
};
use crate::i18n::{Locale, direction_of};
use crate::ingest::ArticleRecords;

#[derive(Debug, Deserialize)]
pub struct ArticleQuery {
    /// The claim to edit.
    claim: Option<String>,
    /// The proposal to decide on.
    proposal: Option<String>,
}

#[derive(Template)]
#[template(path = "curate/article.html")]
struct ArticlePage<'a> {
    layout: &'a Layout,
    article: &'a str,
    title: Text,
    language: Language,
    /// What is wrong with the article itself.
    faults: Faults,
    sentences: Vec<Sentence<'a>>,
    entries: &'a [Entry],
    /// Entries without a place in the text.
    unplaced: Vec<usize>,
    proposals_left: Option<String>,
    unreadable: bool,
    has_text: bool,
    selected: Option<&'a Entry>,
    record: String,
    names: String,
    voice: String,
    voice_name: String,
    languages: Vec<Language>,
    neighbours: Neighbours,
}

/// A language that a field has a text in.
struct Language {
    tag: String,
    name: String,
    direction: &'static str,
}

/// The proposals before and after the selected one.
#[derive(Default)]
struct Neighbours {
    previous: Option<String>,
    next: Option<String>,
}

/// A term of a vocabulary as an option of a field.
struct Choice {
    code: &'static str,
    label: String,
}

impl ArticlePage<'_> {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates iterate by reference")]
    fn entry(&self, at: &usize) -> &Entry {
        &self.entries[*at]
    }

    /// The part of an identifier that tells the claims of an article apart.
    fn short<'e>(&self, entry: &'e Entry) -> &'e str {
        entry.id.strip_prefix(self.article).unwrap_or(&entry.id).trim_start_matches('-')
    }

    /// The address of the article with an empty form.
    fn here(&self) -> String {
        self.layout.to(&format!("/articles/{}", self.article))
    }

    fn to_proposal(&self, id: &str) -> String {
        self.layout.to(&format!("/articles/{}?proposal={id}", self.article))
    }

    fn href(&self, entry: &Entry) -> String {
        let of = if entry.is_proposal() { "proposal" } else { "claim" };
        self.layout.to(&format!("/articles/{}?{of}={}", self.article, entry.id))
    }

    fn is_selected(&self, entry: &Entry) -> bool {
        self.selected.is_some_and(|selected| selected.version == entry.version)
    }

    fn is_piece_selected(&self, entries: &[usize]) -> bool {
        entries.iter().any(|at| self.is_selected(self.entry(at)))
    }

    fn statement(&self, entry: &Entry) -> Text {
        entry.statement(self.layout.locale)
    }

    /// The identifiers of the entries that quote a piece.
    fn ids(&self, entries: &[usize]) -> String {
        entries.iter().map(|at| self.entry(at).id.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn choices(&self, vocabulary: &str) -> Vec<Choice> {
        let locale = self.layout.locale;
        match vocabulary {
            "kind" => choices::<ClaimKind>(locale),
            "certainty" => choices::<Certainty>(locale),
            "speech" => choices::<Speech>(locale),
            "role" => choices::<Role>(locale).into_iter().filter(|role| role.code != "asserter").collect(),
            "part" => choices::<EvidencePart>(locale),
            "date-basis" => choices::<DateBasis>(locale),
            "relation" => choices::<RelationKind>(locale),
            "drawn-by" => choices::<DrawnBy>(locale),
            "translation-basis" => choices::<TranslationBasis>(locale),
            "actor-kind" => choices::<ActorKind>(locale),
            _ => vec![],
        }
    }
}

fn choices<T: VocabularyTerm>(locale: Locale) -> Vec<Choice> {
    T::ALL.iter().map(|term| Choice { code: term.as_str(), label: locale.term(*term) }).collect()
}

#[get("/articles/{article}")]
pub async fn show_article(
    request: HttpRequest,
    curate: web::Data<Curate>,
    article: web::Path<String>,
    query: web::Query<ArticleQuery>,
    language: web::Query<LanguageQuery>,
) -> Result<HttpResponse, Failure> {
    let locale = language.locale(&request);
    let check = link(&curate.base, "/check", locale);
    let html = run(locale, curate, move |curate| page(curate, locale, &article, &query)).await?;
    Ok(html.map_or_else(
        || HttpResponse::SeeOther().insert_header((header::LOCATION, check)).finish(),
        |html| respond(html, locale),
    ))
}

/// Renders the page; `None` if `article.json` cannot be read, of which the check says why.
fn page(curate: &Curate, locale: Locale, article: &str, query: &ArticleQuery) -> Result<Option<String>, CurateError> {
    let files = curate.workspace.files(article)?;
    let context = match curate.workspace.read(article) {
        Ok(context) => context,
        Err(CurateError::Seed(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let (mut entries, bad_claims) = claims(&read(&files.claims)?);
    let (proposed, bad_proposals) = proposals(&read(&files.draft)?);
    let languages = languages(&context, &entries, locale);
    let left = u64::try_from(proposed.len()).unwrap_or(u64::MAX);
    entries.extend(proposed);
    let is_asked = |entry: &&Entry| {
        let asked = if entry.is_proposal() { &query.proposal } else { &query.claim };
        asked.as_ref() == Some(&entry.id)
    };
    let selected = entries.iter().find(is_asked);
    let path = match (selected, &query.claim, &query.proposal) {
        (Some(_), Some(id), _) => format!("/articles/{article}?claim={id}"),
        (Some(_), _, Some(id)) => format!("/articles/{article}?proposal={id}"),
        _ => format!("/articles/{article}"),
    };
    let title = context.article().title.pick(locale.tag());
    let title = Text { words: title.1.to_owned(), tag: title.0.to_owned(), direction: direction_of(title.0) };
    let layout = Layout::new(curate, locale, &path, &title.words);
    let record = selected.map_or_else(|| json!({}), |entry| entry.claim.clone());
    let voice = context.article().voice.to_string();
    let page = ArticlePage {
        title,
        article,
        language: Language::new(&context.article().language, locale),
        faults: Faults::new(context.diagnostics(), locale),
        sentences: context
            .text()
            .map(|text| text_view::view(text, &context.article().language, &entries))
            .unwrap_or_default(),
        unplaced: (0..entries.len()).filter(|&at| context.text().is_none() || entries[at].place().is_none()).collect(),
        proposals_left: (left > 0)
            .then(|| locale.format("curate-proposal-count", &[("count", left.into())]).into_owned()),
        unreadable: bad_claims + bad_proposals > 0,
        has_text: context.text().is_some(),
        names: names(&context, &record, &entries, locale),
        voice_name: name_of(&context, "actor", &voice, locale).map_or_else(|| voice.clone(), |name| name.name),
        record: record.to_string(),
        voice,
        languages,
        neighbours: neighbours(&entries, selected),
        selected,
        entries: &entries,
        layout: &layout,
    };
    Ok(Some(render(&page)?))
}

impl Language {
    fn new(tag: &str, locale: Locale) -> Self {
        Self { tag: tag.to_owned(), name: locale.language_name(tag).to_owned(), direction: direction_of(tag) }
    }
}

/// Returns the languages of a new claim: those that the dataset requires, the article's, and those of the last claim.
fn languages(context: &ArticleRecords, entries: &[Entry], locale: Locale) -> Vec<Language> {
    let mut tags: Vec<&str> = context.languages().iter().map(String::as_str).collect();
    let last = entries.last().into_iter().flat_map(Entry::languages);
    for tag in [context.article().language.as_str()].into_iter().chain(last) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags.into_iter().map(|tag| Language::new(tag, locale)).collect()
}

/// Returns the names of the records that a claim refers to, by identifier, as JSON.
fn names(context: &ArticleRecords, record: &Value, entries: &[Entry], locale: Locale) -> String {
    let mut names = BTreeMap::new();
    let claim = Entry { id: String::new(), version: String::new(), claim: record.clone(), basis: None };
    for of in ["actor", "topic"] {
        let found = claim.references(of).into_iter().filter_map(|id| name_of(context, of, id, locale));
        names.extend(found.map(|name| (name.id, name.name)));
    }
    for id in claim.references("claim") {
        let other = entries.iter().find(|entry| !entry.is_proposal() && entry.id == id);
        names.extend(other.map(|entry| (entry.id.clone(), entry.statement(locale).words)));
    }
    json!(names).to_string()
}

/// Returns the proposals before and after the selected one, in the order of the text; the first one if none is selected.
fn neighbours(entries: &[Entry], selected: Option<&Entry>) -> Neighbours {
    let mut proposals: Vec<&Entry> = entries.iter().filter(|entry| entry.is_proposal()).collect();
    proposals.sort_by_key(|entry| entry.place());
    let id = |at: Option<usize>| Some(proposals.get(at?)?.id.clone());
    let is_selected = |entry: &&Entry| selected.is_some_and(|selected| selected.version == entry.version);
    match proposals.iter().position(is_selected) {
        Some(at) => Neighbours { previous: id(at.checked_sub(1)), next: id(Some(at + 1)) },
        None => Neighbours { previous: None, next: id(Some(0)) },
    }
}
