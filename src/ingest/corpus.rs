//! A validated corpus: the catalogue, and the claims in default order.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::claim::{Claim, QuoteContext};
use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::{ActorId, TopicId};
use crate::domain::topic::Topic;
use crate::ingest::actors::Actors;
use crate::ingest::article_text::ArticleText;
use crate::ingest::articles::{SeedArticle, placeholder_article, validate_article};
use crate::ingest::claim_files::{ClaimSet, read_claims};
use crate::ingest::claims::References;
use crate::ingest::dataset::parse_description;
use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::error::SeedError;
use crate::ingest::jsonl::{best_effort_id, jsonl_records, parse_document, parse_record};
use crate::ingest::schema::SeedRecord;
use crate::ingest::source::Source;
use crate::ingest::temp_record_file::TempRecordFile;
use crate::ingest::topics::Topics;

pub struct Corpus {
    pub description: Option<DatasetDescription>,
    pub actors: BTreeMap<ActorId, Actor>,
    pub topics: BTreeMap<TopicId, Topic>,
    pub quotes: usize,
    /// Quotes that were compared with the text of their article.
    pub verified_quotes: usize,
    articles: Vec<SeedArticle>,
    claims: ClaimSet,
}

impl Corpus {
    /// Reads and validates all files; the error has the diagnostics of all of them.
    ///
    /// `texts` is the folder with the texts of the articles. The claims are written to a temporary file in `temp_folder`;
    /// without it they are only validated.
    pub fn read(source: &Source, texts: Option<&Path>, temp_folder: Option<&Path>) -> Result<Self, SeedError> {
        if let Some(texts) = texts {
            std::fs::read_dir(texts).map_err(SeedError::unreadable(texts))?;
        }
        let documents = temp_folder.map(TempRecordFile::create_in).transpose()?;
        let mut diagnostics = Diagnostics::default();
        let description = source.read_optional("dataset.json")?;
        let description =
            description.and_then(|json| parse_description(&json, &source.display("dataset.json"), &mut diagnostics));
        let actors = read_actors(source, &mut diagnostics)?;
        let topics = read_topics(source, &mut diagnostics)?;
        let articles = read_articles(source, texts, &actors, &mut diagnostics)?;
        let unparsed = actors.unparsed.union(&topics.unparsed).cloned().collect();
        let references = References { actors: &actors.by_id, topics: &topics.by_id, unparsed: &unparsed };
        let claims = read_claims(source, &articles, &references, documents, &mut diagnostics)?;
        if !diagnostics.0.is_empty() {
            diagnostics.0.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
            return Err(SeedError::Diagnostics(diagnostics));
        }
        Ok(Self {
            description,
            actors: actors.by_id,
            topics: topics.by_id,
            quotes: claims.quotes,
            verified_quotes: claims.verified_quotes,
            articles,
            claims,
        })
    }

    /// Returns the articles, sorted by id.
    pub fn articles(&self) -> impl Iterator<Item = &Article> {
        self.articles.iter().map(|seed| &seed.article)
    }

    pub fn claim_count(&self) -> usize {
        self.claims.entries.len()
    }

    /// Returns the JSON document of a claim; it is empty if the corpus was only validated.
    pub fn claim(&self, ordinal: usize) -> Result<Vec<u8>, SeedError> {
        let stored = self.claims.documents.as_ref().zip(self.claims.entries[ordinal].offset);
        Ok(stored.map_or(Ok(vec![]), |(documents, offset)| documents.read(offset))?)
    }

    /// Returns the words around each quote of a claim, if the text of its article is known.
    pub fn quote_contexts(&self, claim: &Claim) -> Vec<Option<QuoteContext>> {
        let index = self.articles.binary_search_by(|seed| seed.article.id.cmp(&claim.article.id));
        let text = index.ok().and_then(|index| self.articles[index].text.as_ref());
        claim.evidence.iter().map(|span| text?.context(span.start, span.end)).collect()
    }
}

fn read_actors(source: &Source, diagnostics: &mut Diagnostics) -> Result<Actors, SeedError> {
    let mut actors = Actors::default();
    actors.unparsed = read_records(source, "actors.jsonl", diagnostics, |raw, _, record| actors.add(raw, record))?;
    Ok(actors)
}

fn read_topics(source: &Source, diagnostics: &mut Diagnostics) -> Result<Topics, SeedError> {
    let mut topics = Topics::default();
    topics.unparsed =
        read_records(source, "topics.jsonl", diagnostics, |raw, line, record| topics.add(raw, line, record))?;
    topics.check_hierarchy(&source.display("topics.jsonl"), diagnostics);
    Ok(topics)
}

/// Passes each record with its line to `add`; returns the identifiers of the records that do not parse.
fn read_records<T: SeedRecord>(
    source: &Source,
    path: &str,
    diagnostics: &mut Diagnostics,
    mut add: impl FnMut(T, u32, &mut RecordDiagnostics),
) -> Result<BTreeSet<String>, SeedError> {
    let mut unparsed = BTreeSet::new();
    let file = source.display(path);
    for record in jsonl_records(source, path) {
        let record = record?;
        let mut diagnostics = diagnostics.record(&file, record.line);
        match parse_record(&record.bytes, &mut diagnostics) {
            Some(raw) => add(raw, record.line, &mut diagnostics),
            None => unparsed.extend(best_effort_id(&record.bytes)),
        }
    }
    Ok(unparsed)
}

fn read_articles(
    source: &Source,
    texts: Option<&Path>,
    actors: &Actors,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<SeedArticle>, SeedError> {
    let mut articles = Vec::new();
    for folder in source.article_folders()? {
        let path = format!("articles/{folder}/article.json");
        let json = source.read(&path)?;
        let text = texts.map(|texts| ArticleText::read(texts, &folder)).transpose()?.flatten();
        let article = parse_document(&json, &source.display(&path), diagnostics, |raw, record| {
            validate_article(raw, &folder, text.as_ref(), actors, record)
        });
        let is_placeholder = article.is_none();
        if let Some(article) = article.or_else(|| placeholder_article(&folder, text.as_ref())) {
            let claims_path = format!("articles/{folder}/claims.jsonl");
            articles.push(SeedArticle { article, text, claims_path, is_placeholder });
        }
    }
    Ok(articles)
}
