//! The files of one article, with the actors and topics of its dataset: what the programs for curators work on.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::dataset::DatasetDescription;
use crate::domain::did_you_mean::nearest;
use crate::domain::identifier::{ActorId, TopicId};
use crate::domain::topic::Topic;
use crate::domain::vocabulary::EvidencePart;
use crate::ingest::article_text::ArticleText;
use crate::ingest::articles::validate_article;
use crate::ingest::corpus::{read_actors, read_description, read_text, read_topics};
use crate::ingest::diagnostics::{Diagnostics, suggestion};
use crate::ingest::error::SeedError;
use crate::ingest::jsonl::{jsonl_records, parse_document, parse_record};
use crate::ingest::raw::RawClaim;
use crate::ingest::source::Source;

pub struct ArticleFiles {
    pub article: Article,
    pub text: ArticleText,
    pub actors: BTreeMap<ActorId, Actor>,
    pub topics: BTreeMap<TopicId, Topic>,
    pub description: Option<DatasetDescription>,
    /// The claims that parse; `isnad check` judges them.
    pub claims: Vec<RecordedClaim>,
}

/// A claim as far as it says what of the text is covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedClaim {
    pub id: String,
    pub line: u32,
    /// Where the words stand that state it, in code points.
    pub content: Vec<Range<usize>>,
}

impl ArticleFiles {
    /// Reads the files of an article. The error has what is wrong with them; other articles are not read.
    pub fn read(source: &Source, texts: Option<&Path>, id: &str) -> Result<Self, SeedError> {
        source.check()?;
        let mut diagnostics = Diagnostics::default();
        let description = read_description(source, &mut diagnostics);
        let actors = read_actors(source, &mut diagnostics);
        let topics = read_topics(source, &mut diagnostics);
        let path = format!("articles/{id}/article.json");
        let text = read_text(source, texts, id, &mut diagnostics);
        let article = match source.read(&path) {
            Ok(json) => parse_document(&json, &source.display(&path), &mut diagnostics, |raw, record| {
                validate_article(raw, id, text.as_ref(), &actors, &[], record)
            }),
            Err(message) => {
                let folders = source.article_folders().unwrap_or_default();
                let hint = suggestion(nearest(id, folders.iter().map(String::as_str)));
                let message = format!("{message}; no article \"{id}\"{hint} accepted: the id of an article");
                diagnostics.add_file_error(&source.display(&path), message);
                None
            }
        };
        if text.is_none() && article.is_some() {
            let message =
                "is missing; accepted: the text of the article, here or as `<id>.txt` in the folder of --texts";
            diagnostics.add_file_error(&source.display(&format!("articles/{id}/text.txt")), message.to_owned());
        }
        match (article, text) {
            (Some(article), Some(text)) if diagnostics.list.is_empty() => {
                let claims = read_claims(source, &article, &text);
                Ok(Self { article, text, actors: actors.by_id, topics: topics.by_id, description, claims })
            }
            _ => Err(SeedError::Diagnostics(diagnostics)),
        }
    }
}

fn read_claims(source: &Source, article: &Article, text: &ArticleText) -> Vec<RecordedClaim> {
    let path = format!("articles/{}/claims.jsonl", article.id);
    let mut unused = Diagnostics::default();
    let mut claims = Vec::new();
    for record in jsonl_records(source, &path) {
        let line = record.line;
        let mut diagnostics = unused.record(&path, line);
        let Ok(json) = record.text_or_id(&mut diagnostics) else { continue };
        let Some(raw) = parse_record::<RawClaim>(&json, &mut diagnostics) else { continue };
        let content = raw.evidence.iter().filter(|span| span.part == EvidencePart::Content);
        let content = content.filter_map(|span| match (span.start, span.end) {
            (Some(start), Some(end)) => Some(start as usize..end as usize),
            _ => text.places_of(&span.quote).exact.first().map(|&(start, end)| start as usize..end as usize),
        });
        claims.push(RecordedClaim { line, content: content.collect(), id: raw.id });
    }
    claims
}
