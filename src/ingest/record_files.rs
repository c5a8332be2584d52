//! Reads the files of all records but the claims.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::domain::article::Article;
use crate::domain::dataset::DatasetDescription;
use crate::domain::vocabulary::Requirement;
use crate::ingest::actors::Actors;
use crate::ingest::article_text::ArticleText;
use crate::ingest::articles::{SeedArticle, placeholder_article, validate_article};
use crate::ingest::dataset::parse_description;
use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::fault::{Fault, FaultCode};
use crate::ingest::jsonl::{best_effort_id, jsonl_records, parse_document, parse_record};
use crate::ingest::schema::SeedRecord;
use crate::ingest::source::{Source, draft_path, read_article_text, text_paths};
use crate::ingest::topics::Topics;
use crate::ingest::withdrawals::{Withdrawals, withdrawals_path};

pub fn read_description(source: &Source, diagnostics: &mut Diagnostics) -> Option<DatasetDescription> {
    let file = "dataset.json";
    let json = source.exists(file).and_then(|exists| exists.then(|| source.read(file)).transpose());
    match json {
        Ok(json) => parse_description(&json?, &source.display(file), diagnostics),
        Err(fault) => {
            diagnostics.add_file_error(&source.display(file), fault);
            None
        }
    }
}

pub fn read_actors(source: &Source, diagnostics: &mut Diagnostics) -> Actors {
    let mut actors = Actors::default();
    let read = read_records(source, "actors.jsonl", diagnostics, |raw, line, record| actors.add(raw, line, record));
    (actors.unparsed, actors.unreadable) = (read.unparsed, read.is_incomplete);
    actors.check_references(&source.display("actors.jsonl"), diagnostics);
    actors.follow_merges();
    actors
}

pub fn read_topics(source: &Source, diagnostics: &mut Diagnostics) -> Topics {
    let mut topics = Topics::default();
    let file = "topics.jsonl";
    match source.exists(file) {
        Ok(true) => {}
        Ok(false) => return topics,
        Err(fault) => {
            diagnostics.add_file_error(&source.display(file), fault);
            topics.unreadable = true;
            return topics;
        }
    }
    let read = read_records(source, file, diagnostics, |raw, line, record| topics.add(raw, line, record));
    (topics.unparsed, topics.unreadable) = (read.unparsed, read.is_incomplete);
    topics.check_references(&source.display(file), diagnostics);
    topics.follow_merges();
    topics
}

/// What could not be read of a file.
#[derive(Default)]
struct Unread {
    /// The identifiers of the records that do not parse.
    unparsed: BTreeSet<String>,
    /// Whether there are records whose identifier is not known.
    is_incomplete: bool,
}

/// Passes each record with its line to `add`.
fn read_records<T: SeedRecord>(
    source: &Source,
    path: &str,
    diagnostics: &mut Diagnostics,
    mut add: impl FnMut(T, u32, &mut RecordDiagnostics),
) -> Unread {
    let mut unread = Unread::default();
    let file = source.display(path);
    for record in jsonl_records(source, path) {
        let line = record.line;
        let mut diagnostics = diagnostics.record(&file, line);
        let id = match record.text_or_id(&mut diagnostics) {
            Ok(text) => match parse_record(&text, &mut diagnostics) {
                Some(raw) => {
                    add(raw, line, &mut diagnostics);
                    continue;
                }
                None => best_effort_id(&text),
            },
            Err(id) => id,
        };
        unread.is_incomplete |= id.is_none();
        unread.unparsed.extend(id);
    }
    unread
}

pub fn read_articles(
    source: &Source,
    texts: Option<&Path>,
    folders: &[String],
    actors: &Actors,
    required: &[Requirement],
    diagnostics: &mut Diagnostics,
) -> (Vec<SeedArticle>, Withdrawals) {
    let (mut articles, mut withdrawals) = (Vec::new(), Withdrawals::default());
    for folder in folders {
        check_draft(source, folder, diagnostics);
        warn_of_no_claims(source, folder, diagnostics);
        withdrawals.read(source, folder, diagnostics);
        if !is_withdrawn(source, folder) {
            articles.extend(read_seed_article(source, texts, folder, actors, required, diagnostics));
        }
    }
    (articles, withdrawals)
}

/// Whether a folder has nothing but notices: the whole article was withdrawn.
fn is_withdrawn(source: &Source, folder: &str) -> bool {
    let has = |path: &str| source.exists(path) != Ok(false);
    source.exists(&withdrawals_path(folder)) == Ok(true)
        && !has(&format!("articles/{folder}/article.json"))
        && !has(&format!("articles/{folder}/claims.jsonl"))
}

/// Reads the article in a folder; `None` if neither the article nor its folder's name is valid.
pub fn read_seed_article(
    source: &Source,
    texts: Option<&Path>,
    folder: &str,
    actors: &Actors,
    required: &[Requirement],
    diagnostics: &mut Diagnostics,
) -> Option<SeedArticle> {
    let path = format!("articles/{folder}/article.json");
    let text = read_text(source, texts, folder, diagnostics);
    let article = match source.read(&path) {
        Ok(json) => parse_document(&json, &source.display(&path), diagnostics, |raw, record| {
            validate_article(raw, folder, text.as_ref(), actors, required, record)
        }),
        Err(fault) => {
            diagnostics.add_file_error(&source.display(&path), fault);
            None
        }
    };
    let is_placeholder = article.is_none();
    let article = article.or_else(|| placeholder_article(folder, text.as_ref()))?;
    let claims_path = format!("articles/{folder}/claims.jsonl");
    Some(SeedArticle { article, text, languages: Arc::default(), claims_path, is_placeholder })
}

/// Warns of an article whose file of claims is there and empty, as after `isnad new`.
fn warn_of_no_claims(source: &Source, folder: &str, diagnostics: &mut Diagnostics) {
    let path = format!("articles/{folder}/claims.jsonl");
    let has = |path: &str| source.exists(path).unwrap_or_default();
    if has(&path) && source.size(&path) == 0 && !has(&withdrawals_path(folder)) && !has(&draft_path(folder)) {
        let problem = format!("has no claims yet; `isnad draft {folder}` proposes some");
        diagnostics.record(&source.display(&path), 1).warn("file", Fault::new(FaultCode::NoClaims, problem));
    }
}

/// Refuses proposals on which nobody has decided.
fn check_draft(source: &Source, folder: &str, diagnostics: &mut Diagnostics) {
    let path = draft_path(folder);
    if !source.exists(&path).unwrap_or_default() {
        return;
    }
    let proposals = jsonl_records(source, &path).count();
    if proposals > 0 {
        let fault = Fault::new(FaultCode::UndecidedProposals, format!("has {proposals} proposals of `isnad draft`"));
        let fault = fault.accepts(
            "no proposal. Move those that are right to claims.jsonl, as in docs/drafting.md, and delete the file",
        );
        diagnostics.add_file_error(&source.display(&path), fault);
    }
}

/// Reads the text of the article in a folder, if there is one.
pub fn read_text(
    source: &Source,
    texts: Option<&Path>,
    folder: &str,
    diagnostics: &mut Diagnostics,
) -> Option<ArticleText> {
    let mut paths = text_paths(source, texts, folder).into_iter();
    let (text, path) = paths.find_map(|path| Some((read_article_text(&path)?, path)))?;
    match text {
        Ok(text) => Some(ArticleText::new(text)),
        Err(fault) => {
            diagnostics.add_file_error(&path.display().to_string(), fault);
            None
        }
    }
}

/// Puts the languages of all texts in the order of the dataset.
pub fn sort_languages(
    languages: &Arc<[String]>,
    description: &mut Option<DatasetDescription>,
    actors: &mut Actors,
    topics: &mut Topics,
    articles: &mut [SeedArticle],
) {
    if let Some(about) = description {
        about.title.sort_by_languages(languages);
        about.description.sort_by_languages(languages);
    }
    for actor in actors.by_id.values_mut() {
        actor.name.sort_by_languages(languages);
        actor.aliases.sort_by_languages(languages);
        actor.description.iter_mut().for_each(|text| text.sort_by_languages(languages));
    }
    for topic in topics.by_id.values_mut() {
        topic.label.sort_by_languages(languages);
        topic.alt_labels.sort_by_languages(languages);
        topic.definition.iter_mut().for_each(|text| text.sort_by_languages(languages));
    }
    for seed in articles {
        let Article { title, title_note, published_note, rights, .. } = &mut seed.article;
        let notes = [title_note, published_note, rights].into_iter().flatten();
        notes.chain([title]).for_each(|text| text.sort_by_languages(languages));
        seed.languages = Arc::clone(languages);
    }
}
