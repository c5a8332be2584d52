//! Writes the rows of claims, about a dozen for each, with statements that are prepared once, and collects the quote index.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rusqlite::{Connection, Statement, params};

use super::documents::DocumentWriter;
use super::releases::write_changes;
use crate::domain::claim::{Claim, Evidence, QuoteContext};
use crate::domain::vocabulary::VocabularyTerm;
use crate::quotes::HashedText;
use crate::store::catalogue::CatalogueKeys;
use crate::store::error::StoreError;
use crate::store::index_writer::IndexedClaim;
use crate::store::quote_index::{QuoteIndex, QuotePassage};

/// One statement for each table that has rows of claims.
pub struct ClaimWriter<'c> {
    connection: &'c Connection,
    claim: Statement<'c>,
    statement: Statement<'c>,
    documents: DocumentWriter<'c>,
    actor: Statement<'c>,
    topic: Statement<'c>,
    attribution: Statement<'c>,
    evidence: Statement<'c>,
    context: Statement<'c>,
    relation: Statement<'c>,
    passage: Statement<'c>,
    quotes: QuoteIndex,
    /// The languages of the statements.
    languages: BTreeSet<String>,
}

impl<'c> ClaimWriter<'c> {
    /// The words of the quotes are numbered from `first_word`.
    pub fn new(connection: &'c Connection, first_word: u32) -> Result<Self, StoreError> {
        // Relations may name claims that follow; they are resolved once all claims are written.
        connection.execute_batch("CREATE TEMP TABLE pending_relation (claim INTEGER, kind TEXT, target TEXT)")?;
        Ok(Self {
            connection,
            claim: connection.prepare(
                "INSERT INTO claim (key, id, article, kind, certainty, speech, salience, asserted_by,
                date_edtf, date_earliest, date_latest, date_precision, date_basis, date_expression,
                asserted_edtf, asserted_earliest, asserted_latest, translation_basis, has_review, origin,
                created, modified, content_hash, length)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                 ?21, ?22, ?23, ?24)",
            )?,
            statement: connection.prepare("INSERT INTO claim_statement (claim, language, text) VALUES (?1, ?2, ?3)")?,
            documents: DocumentWriter::new(connection)?,
            actor: connection.prepare("INSERT INTO claim_actor (claim, actor, role) VALUES (?1, ?2, ?3)")?,
            topic: connection.prepare("INSERT INTO claim_topic (claim, topic) VALUES (?1, ?2)")?,
            attribution: connection
                .prepare("INSERT INTO attribution (claim, position, actor, cue) VALUES (?1, ?2, ?3, ?4)")?,
            evidence: connection.prepare(
                "INSERT INTO evidence (claim, position, part, quote, language, start_offset, end_offset, status)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?,
            context: connection
                .prepare("INSERT INTO evidence_context (claim, position, prefix, suffix) VALUES (?1, ?2, ?3, ?4)")?,
            relation: connection.prepare("INSERT INTO pending_relation (claim, kind, target) VALUES (?1, ?2, ?3)")?,
            passage: connection.prepare(
                "INSERT INTO quote_passage (first_word, article, claim, position, start_offset, end_offset)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?,
            quotes: QuoteIndex::numbered_from(first_word),
            languages: BTreeSet::new(),
        })
    }

    /// Writes the rows of a claim that is to have this key.
    pub fn write(
        &mut self,
        key: i64,
        keys: &CatalogueKeys,
        indexed: &IndexedClaim,
        contexts: &[Option<QuoteContext>],
    ) -> Result<(), StoreError> {
        let IndexedClaim { ordinal: _, claim, document, length, quotes, revision } = indexed;
        let Claim {
            id,
            statement,
            kind,
            certainty,
            speech,
            salience,
            asserted_by,
            attribution,
            actors,
            topics,
            claim_date,
            asserted_date,
            evidence,
            translation_note,
            relations,
            reviews,
            origin,
            article,
            revision: _,
            links: _,
            highlights: _,
        } = claim;
        let (date, asserted) = (claim_date.as_ref(), asserted_date.as_ref());
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let article = keys.articles.get(&article.id)?;
        self.claim.execute(params![
            key,
            id.as_str(),
            article,
            kind.as_str(),
            certainty.as_str(),
            speech.map(VocabularyTerm::as_str),
            salience,
            keys.actors.get(&asserted_by.id)?,
            date.map(|date| &date.edtf),
            date.and_then(|date| day(date.earliest)),
            date.and_then(|date| day(date.latest)),
            date.map(|date| date.precision.as_str()),
            date.map(|date| date.basis.as_str()),
            date.and_then(|date| date.expression.as_ref()),
            asserted.map(|date| &date.edtf),
            asserted.and_then(|date| day(date.earliest)),
            asserted.and_then(|date| day(date.latest)),
            translation_note.as_ref().map(|note| note.basis.as_str()),
            !reviews.is_empty(),
            origin.as_ref().map(|origin| &origin.source),
            revision.created,
            revision.modified,
            revision.hash,
            length
        ])?;
        write_changes(self.connection, key, &revision.changes)?;
        for (language, text) in statement.texts() {
            self.statement.execute(params![key, language, text])?;
            if !self.languages.contains(language) {
                self.languages.insert(language.to_owned());
            }
        }
        self.documents.write(key, document)?;
        for involved in actors {
            self.actor.execute(params![key, keys.actors.get(&involved.actor.id)?, involved.role.as_str()])?;
        }
        for topic in topics {
            self.topic.execute(params![key, keys.topics.get(&topic.id)?])?;
        }
        for (position, link) in (0_i64..).zip(attribution) {
            self.attribution.execute(params![key, position, keys.actors.get(&link.actor.id)?, link.cue])?;
        }
        for (position, span) in (0_i64..).zip(evidence) {
            let Evidence { quote, language, part, start, end, status } = span;
            self.evidence.execute(params![
                key,
                position,
                part.as_str(),
                quote,
                language,
                start,
                end,
                status.as_str()
            ])?;
        }
        for relation in relations {
            self.relation.execute(params![key, relation.kind.as_str(), relation.claim.as_str()])?;
        }
        for (position, context) in (0_i64..).zip(contexts) {
            if let Some(QuoteContext { prefix, suffix }) = context {
                self.context.execute(params![key, position, prefix, suffix])?;
            }
        }
        for QuotePassage { first_word, position, span } in self.quotes.add_claim(claim, quotes)? {
            let (start, end) = span.unzip();
            self.passage.execute(params![first_word, article, key, position, start, end])?;
        }
        Ok(())
    }

    /// Writes the words of an article that has this key.
    pub fn write_article_words(&mut self, article: i64, text: &HashedText) -> Result<(), StoreError> {
        let (first_word, words) = self.quotes.add_article(text)?;
        let sql = "INSERT INTO article_words (article, words) VALUES (?1, ?2)";
        self.connection.prepare_cached(sql)?.execute(params![article, words])?;
        let sql = "INSERT INTO quote_passage (first_word, article) VALUES (?1, ?2)";
        self.connection.prepare_cached(sql)?.execute(params![first_word, article])?;
        Ok(())
    }

    /// Takes the quote index, once all claims and articles are written.
    pub fn take_quotes(&mut self) -> QuoteIndex {
        std::mem::take(&mut self.quotes)
    }

    /// Writes what depends on all claims: relations, and documents that wait. Returns the languages of the statements.
    pub fn finish(mut self) -> Result<BTreeSet<String>, StoreError> {
        self.documents.flush()?;
        drop(self.relation);
        self.connection.execute_batch(
            "INSERT INTO relation (claim, kind, target)
             SELECT pending_relation.claim, pending_relation.kind, claim.key
             FROM pending_relation JOIN claim ON claim.id = pending_relation.target
             ORDER BY 1, 2, 3;
             DROP TABLE pending_relation;",
        )?;
        Ok(self.languages)
    }
}
