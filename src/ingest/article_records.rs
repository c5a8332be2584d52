//! One article with the records that its claims refer to: validates single records before they are written to a file.

use std::path::Path;

use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::catalogue::{Catalogue, Table};
use crate::domain::identifier::ClaimId;
use crate::domain::topic::Topic;
use crate::domain::vocabulary::Requirement;
use crate::ingest::actors::Actors;
use crate::ingest::article_text::ArticleText;
use crate::ingest::articles::SeedArticle;
use crate::ingest::claims::{References, Unreadable};
use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::error::SeedError;
use crate::ingest::fault::Resource;
use crate::ingest::jsonl::{best_effort_id, jsonl_records, parse_record};
use crate::ingest::raw::{RawActor, RawClaim, RawRelation, RawTopic};
use crate::ingest::record_files::{read_actors, read_description, read_seed_article, read_topics};
use crate::ingest::source::Source;
use crate::ingest::topics::Topics;

/// A line number that no record of a file has.
const NEW_LINE: u32 = u32::MAX;

pub struct ArticleRecords {
    source: Source,
    actors: Actors,
    topics: Topics,
    seed: SeedArticle,
    required: Vec<Requirement>,
    /// Languages that every text must be in.
    languages: Vec<String>,
    /// What is wrong with the article itself.
    diagnostics: Diagnostics,
}

impl ArticleRecords {
    /// Reads the article in a folder, its text, the actors and the topics. Errors in actors and topics are left to
    /// [`crate::ingest::Corpus::read`].
    pub fn read(source: &Source, texts: Option<&Path>, folder: &str) -> Result<Self, SeedError> {
        source.check()?;
        let mut ignored = Diagnostics::default();
        let about = read_description(source, &mut ignored);
        let (languages, required) = about.map(|about| (about.languages, about.require)).unwrap_or_default();
        let actors = read_actors(source, &mut ignored);
        let topics = read_topics(source, &mut ignored);
        let mut diagnostics = Diagnostics::requiring(&languages);
        let seed = read_seed_article(source, texts, folder, &actors, &required, &mut diagnostics);
        match seed.filter(|seed| !seed.is_placeholder) {
            Some(seed) => Ok(Self { source: source.clone(), actors, topics, seed, required, languages, diagnostics }),
            None => Err(SeedError::Diagnostics(diagnostics)),
        }
    }

    pub fn article(&self) -> &Article {
        &self.seed.article
    }

    /// Returns what is wrong with `article.json` or with the text.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }

    /// Returns the text of the article, if it was given.
    pub fn text(&self) -> Option<&str> {
        self.seed.text.as_ref().map(ArticleText::as_str)
    }

    /// Returns the languages that every text must be in.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    pub fn actor(&self, id: &str) -> Option<&Actor> {
        self.actors.by_id.get(id)
    }

    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.by_id.get(id)
    }

    /// Returns the actors and topics, without this or other articles.
    pub fn catalogue(&self) -> Catalogue {
        Catalogue {
            actors: Table::new(self.actors.by_id.values().cloned().collect()),
            topics: Table::new(self.topics.by_id.values().cloned().collect()),
            ..Catalogue::default()
        }
    }

    /// Validates a claim of the article as `isnad check` does, except whether another claim has its identifier.
    pub fn check_claim(&self, record: &str) -> Diagnostics {
        let unparsed = self.actors.unparsed.union(&self.topics.unparsed).cloned().collect();
        let references = References {
            actors: &self.actors.by_id,
            topics: &self.topics.by_id,
            unparsed: &unparsed,
            unreadable: Unreadable { actors: self.actors.unreadable, topics: self.topics.unreadable },
            required: &self.required,
        };
        let mut diagnostics = Diagnostics::requiring(&self.languages);
        let mut fields = diagnostics.record("", 1);
        match parse_record::<RawClaim>(record, &mut fields) {
            Some(raw) => {
                self.check_relations(&raw.relations, &mut fields);
                references.resolve_claim(raw, &self.seed, &mut fields);
            }
            None => references.check_unparsed_claim(record, &mut fields),
        }
        diagnostics
    }

    /// Validates an actor that is to be added.
    pub fn check_actor(&mut self, record: &str) -> Diagnostics {
        let mut diagnostics = Diagnostics::requiring(&self.languages);
        let mut fields = diagnostics.record("", NEW_LINE);
        if let Some(raw) = parse_record::<RawActor>(record, &mut fields) {
            self.actors.add(raw, NEW_LINE, &mut fields);
            self.actors.check_references("", &mut diagnostics);
        }
        diagnostics.list.retain(|error| error.line == NEW_LINE);
        diagnostics
    }

    /// Validates a topic that is to be added.
    pub fn check_topic(&mut self, record: &str) -> Diagnostics {
        let mut diagnostics = Diagnostics::requiring(&self.languages);
        let mut fields = diagnostics.record("", NEW_LINE);
        if let Some(raw) = parse_record::<RawTopic>(record, &mut fields) {
            self.topics.add(raw, NEW_LINE, &mut fields);
            self.topics.check_references("", &mut diagnostics);
        }
        diagnostics.list.retain(|error| error.line == NEW_LINE);
        diagnostics
    }

    /// Checks that the claims exist to which a claim relates.
    fn check_relations(&self, relations: &[RawRelation], diagnostics: &mut RecordDiagnostics) {
        for (i, RawRelation { claim, .. }) in relations.iter().enumerate() {
            let known = ClaimId::parse(claim).map(|_| self.claims_beside(claim)).unwrap_or_default();
            if ClaimId::parse(claim).is_ok() && !known.contains(claim) {
                let field = format!("relations[{i}].claim");
                diagnostics.add_unknown(field, Resource::Claim, claim, known.iter().map(String::as_str));
            }
        }
    }

    /// Returns the identifiers of the claims of this article and of those with whose identifiers `claim` begins.
    fn claims_beside(&self, claim: &str) -> Vec<String> {
        let is_beside = |folder: &String| folder == self.article().id.as_str() || claim.starts_with(folder.as_str());
        let folders = self.source.article_folders().unwrap_or_default().into_iter().filter(is_beside);
        let ids = folders.flat_map(|folder| {
            let records = jsonl_records(&self.source, &format!("articles/{folder}/claims.jsonl"));
            records.filter_map(|record| best_effort_id(&record.text.ok()?))
        });
        ids.collect()
    }
}
