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
use crate::ingest::diagnostics::Diagnostics;
use crate::ingest::error::SeedError;
use crate::ingest::fault::{Fault, FaultCode};
use crate::ingest::jsonl::{jsonl_records, parse_document, parse_record};
use crate::ingest::raw::RawClaim;
use crate::ingest::record_files::{read_actors, read_description, read_text, read_topics};
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

/// A claim as far as it says what of the text is covered, and what it lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedClaim {
    pub id: String,
    pub line: u32,
    /// Where the words stand that state it, in code points.
    pub content: Vec<Range<usize>>,
    /// Where all its quotes stand, in code points.
    pub quoted: Vec<Range<usize>>,
    pub has_date: bool,
    /// Whether the reporting words are given, if somebody else than the article's voice asserts it.
    pub has_cue: bool,
    /// Whether it names an actor beside the asserter.
    pub has_actor: bool,
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
            Err(fault) => {
                let folders = source.article_folders().unwrap_or_default();
                let fault = Fault::new(FaultCode::UnknownArticle, format!("{fault}; no article \"{id}\""))
                    .near(nearest(id, folders.iter().map(String::as_str)))
                    .accepts("the id of an article");
                diagnostics.add_file_error(&source.display(&path), fault);
                None
            }
        };
        if text.is_none() && article.is_some() {
            let accepted = "the text of the article, here or as `<id>.txt` in the folder of --texts";
            let fault = Fault::new(FaultCode::MissingText, "is missing").accepts(accepted);
            diagnostics.add_file_error(&source.display(&format!("articles/{id}/text.txt")), fault);
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
        claims.push(recorded_claim(line, raw, text));
    }
    claims
}

fn recorded_claim(line: u32, raw: RawClaim, text: &ArticleText) -> RecordedClaim {
    let (mut content, mut quoted) = (vec![], vec![]);
    for span in &raw.evidence {
        let place = match (span.start, span.end) {
            (Some(start), Some(end)) => Some((start, end)),
            _ => text.places_of(&span.quote).first(),
        };
        let Some((start, end)) = place else { continue };
        let place = start as usize..end as usize;
        if span.part == EvidencePart::Content {
            content.push(place.clone());
        }
        quoted.push(place);
    }
    RecordedClaim {
        line,
        content,
        quoted,
        has_date: raw.claim_date.is_some(),
        has_cue: raw.attribution.last().is_none_or(|link| link.cue.is_some()),
        has_actor: !raw.actors.is_empty(),
        id: raw.id,
    }
}
