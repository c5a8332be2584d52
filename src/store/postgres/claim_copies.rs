//! Copies claims to the tables of a dataset.

use std::collections::BTreeSet;
use std::fmt::Write;

use jiff::civil::Date;
use tokio_postgres::Client;

use super::cluster::Cluster;
use super::copy::TableCopy;
use super::encoding::{format_date, supported_year, write_dates};
use crate::domain::claim::{Claim, QuoteContext};
use crate::domain::release::FieldChange;
use crate::domain::vocabulary::VocabularyTerm;
use crate::quotes::HashedText;
use crate::store::catalogue::CatalogueKeys;
use crate::store::error::StoreError;
use crate::store::index_writer::IndexedClaim;
use crate::store::quote_index::{QuoteIndex, QuotePassage};
use crate::store::releases::join_fields;

const CLAIM_COLUMNS: &str =
    "claim (ordinal, id, article, published, languages, kind, certainty, speech, salience, asserted_by,
    date_edtf, date_earliest, date_latest, event, asserted_edtf, asserted_earliest, asserted_latest, has_note, has_review,
    origin, created, modified, content_hash, actors, roles, attribution, topics, evidence, quote_start, length)";

/// Creates a partition of the table `claim` for each year in which an article was published, unless there is one.
pub async fn create_partitions(client: &Client, published: &[Date]) -> Result<(), StoreError> {
    let years: BTreeSet<i16> = published.iter().map(|&published| supported_year(published)).collect();
    let mut sql = String::new();
    for year in years {
        let name = format!("claim_{}{:04}", if year < 0 { "bc_" } else { "" }, year.unsigned_abs());
        let start = |year: i16| format_date(Date::constant(year, 1, 1));
        let (from, to) = (start(year), start(year + 1));
        writeln!(sql, "CREATE TABLE IF NOT EXISTS {name} PARTITION OF claim FOR VALUES FROM ('{from}') TO ('{to}');")
            .expect("writing to memory");
    }
    Ok(client.batch_execute(&sql).await?)
}

pub struct ClaimCopies {
    claim: TableCopy,
    document: TableCopy,
    relation: TableCopy,
    context: TableCopy,
    passage: TableCopy,
    quotes: QuoteIndex,
    change: TableCopy,
}

impl ClaimCopies {
    /// The words of quotes are added to `quotes`.
    pub fn start(cluster: &Cluster, schema: &str, quotes: QuoteIndex) -> Result<Self, StoreError> {
        let copy = |table: &str| TableCopy::start(cluster, &format!("{schema}.{table}"));
        Ok(Self {
            claim: copy(CLAIM_COLUMNS)?,
            document: copy("claim_document (ordinal, id, document)")?,
            relation: copy("pending_relation (claim, kind, target)")?,
            context: copy("evidence_context (claim, position, prefix, suffix)")?,
            passage: copy("quote_passage (first_word, article, claim, position, start_offset, end_offset)")?,
            quotes,
            change: copy("claim_change (claim, release, fields)")?,
        })
    }

    /// Waits until all rows are stored. Returns the number of claims and the quote index.
    pub fn finish(self) -> Result<(u64, QuoteIndex), StoreError> {
        let claims = self.claim.finish()?;
        self.document.finish()?;
        self.relation.finish()?;
        self.context.finish()?;
        self.passage.finish()?;
        self.change.finish()?;
        Ok((claims, self.quotes))
    }

    /// Writes a claim; `published` contains the day of publication of each article, by key.
    pub fn write(
        &mut self,
        keys: &CatalogueKeys,
        published: &[Date],
        indexed: &IndexedClaim,
        contexts: &[Option<QuoteContext>],
    ) -> Result<(), StoreError> {
        let IndexedClaim { ordinal, claim, document, length, quotes, revision } = indexed;
        let Claim { id, statement, actors, attribution, topics, evidence, relations, .. } = claim;
        let article = keys.articles.get(&claim.article.id)?;
        let published = published[usize::try_from(article).expect("keys count from 0")];
        let asserted_by = keys.actors.get(&claim.asserted_by.id)?;
        let actor_keys =
            actors.iter().map(|involved| keys.actors.get(&involved.actor.id)).collect::<Result<Vec<i64>, _>>()?;
        let chain = attribution.iter().map(|link| keys.actors.get(&link.actor.id)).collect::<Result<Vec<i64>, _>>()?;
        let topic_keys = topics.iter().map(|topic| keys.topics.get(&topic.id)).collect::<Result<Vec<i64>, _>>()?;
        self.claim.row(|fields| {
            fields.plain(ordinal);
            fields.text(id.as_str());
            fields.plain(article);
            fields.plain(format_date(published));
            fields.list(statement.texts().map(|(language, _)| language));
            fields.plain(claim.kind.as_str());
            fields.plain(claim.certainty.as_str());
            fields.optional(claim.speech.map(VocabularyTerm::as_str));
            fields.plain(claim.salience);
            fields.plain(asserted_by);
            write_dates(fields, claim);
            fields.plain(claim.translation_note.is_some());
            fields.plain(!claim.reviews.is_empty());
            fields.optional(claim.origin.as_ref().map(|origin| origin.source.as_str()));
            fields.plain(revision.created);
            fields.plain(revision.modified);
            fields.bytes(&revision.hash);
            fields.list(&actor_keys);
            fields.list(actors.iter().map(|involved| involved.role.as_str()));
            fields.list(&chain);
            fields.list(&topic_keys);
            fields.list(evidence.iter().map(|span| span.status.as_str()));
            fields.optional(claim.place().map(|(start, _)| start.to_string()).as_deref());
            fields.plain(length);
        })?;
        self.document.row(|fields| {
            fields.plain(ordinal);
            fields.text(id.as_str());
            fields.text(document);
        })?;
        for relation in relations {
            self.relation.row(|fields| {
                fields.plain(ordinal);
                fields.plain(relation.kind.as_str());
                fields.text(relation.claim.as_str());
            })?;
        }
        for FieldChange { release, fields: changed } in &revision.changes {
            self.change.row(|fields| {
                fields.plain(ordinal);
                fields.plain(release);
                fields.text(&join_fields(changed));
            })?;
        }
        for (position, context) in contexts.iter().enumerate() {
            let Some(QuoteContext { prefix, suffix }) = context else { continue };
            self.context.row(|fields| {
                fields.plain(ordinal);
                fields.plain(position);
                fields.text(prefix);
                fields.text(suffix);
            })?;
        }
        for QuotePassage { first_word, position, span } in self.quotes.add_claim(claim, quotes)? {
            self.passage.row(|fields| {
                fields.plain(first_word);
                fields.plain(article);
                fields.plain(ordinal);
                fields.plain(position);
                fields.optional(span.map(|(start, _)| start.to_string()).as_deref());
                fields.optional(span.map(|(_, end)| end.to_string()).as_deref());
            })?;
        }
        Ok(())
    }

    /// Adds an article's words to the quote index. Returns their hashes as bytes.
    pub fn write_article_words(&mut self, article: i64, text: &HashedText) -> Result<Vec<u8>, StoreError> {
        let (first_word, words) = self.quotes.add_article(text)?;
        self.passage.row(|fields| {
            fields.plain(first_word);
            fields.plain(article);
            (0..4).for_each(|_| fields.optional(None));
        })?;
        Ok(words)
    }
}
