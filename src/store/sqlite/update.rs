//! Writes a release into a copy of the previous snapshot: deletes and inserts the claims of articles that changed, and leaves
//! the rows of all others as they are.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use roaring::RoaringBitmap;
use rusqlite::{Connection, params};

use super::claim_writer::ClaimWriter;
use super::connection::{dataset_value, write_dataset_value};
use super::docstore::updated_docs_id;
use super::keys::keys_between;
use super::previous::{PreviousRelease, ReleaseClaims};
use super::quote_update::replace_words;
use super::releases::{write_releases, write_withdrawal};
use super::removed::RemovedClaims;
use super::seeded::write_seeded;
use super::term_update::update_terms;
use super::views::{create_views, drop_views};
use super::writer::{fill_plain_search, write_stamp};
use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::checksum::Checksum;
use crate::domain::claim::QuoteContext;
use crate::domain::claim_date::DaySpan;
use crate::domain::dataset::DatasetDescription;
use crate::domain::default_order::RankKey;
use crate::domain::identifier::{ActorId, ArticleId, ClaimId, TopicId};
use crate::domain::release::{Release, Withdrawal};
use crate::domain::topic::Topic;
use crate::index::Renumbering;
use crate::quotes::HashedText;
use crate::store::catalogue::CatalogueKeys;
use crate::store::error::{StoreError, corrupt};
use crate::store::history::{ClaimHash, DatasetStamp};
use crate::store::index_writer::{IndexedClaim, TermDictionary};
use crate::store::layout::parse_days;
use crate::store::seeded::SeededArticle;
use crate::store::term_update::ClaimChanges;
use crate::store::writer::{ContentHash, DatasetWriter, to_json};

/// The records of a table: JSON by identifier.
type Records = BTreeMap<String, String>;

/// Writes one release in one transaction.
pub struct SnapshotUpdate<'c, 'p> {
    connection: &'c Connection,
    /// The snapshot of the release before.
    database: &'p Path,
    previous: &'p PreviousRelease,
    /// The records of the new release, until the tables are updated.
    actors: Records,
    topics: Records,
    articles: Records,
    keys: CatalogueKeys,
    claims: ClaimWriter<'c>,
    removed: RemovedClaims,
    /// The content hashes of the claims of the previous release, by ordinal.
    hashes: Vec<ClaimHash>,
    /// The keys of the new claims by ordinal.
    new: HashMap<u32, i64>,
    renumbering: Renumbering,
    next_word: u32,
}

impl<'c, 'p> SnapshotUpdate<'c, 'p> {
    /// Begins a release in a copy of the snapshot at `database`.
    pub fn new(
        connection: &'c Connection,
        database: &'p Path,
        previous: &'p PreviousRelease,
        removed: RemovedClaims,
        hashes: Vec<ClaimHash>,
    ) -> Result<Self, StoreError> {
        connection.execute_batch("BEGIN")?;
        removed.delete(connection)?;
        let next_word = dataset_value(connection, "next_quote_word")?.unwrap_or_default();
        let next_word = next_word.parse().map_err(|error| corrupt("number of a word", error))?;
        connection.execute_batch(
            "DELETE FROM dataset; DELETE FROM release; DELETE FROM withdrawn_claim; DELETE FROM seed_article;",
        )?;
        let claims = ClaimWriter::new(connection, next_word)?;
        connection.execute_batch("INSERT INTO pending_relation SELECT * FROM broken_relation")?;
        Ok(Self {
            connection,
            database,
            previous,
            actors: Records::new(),
            topics: Records::new(),
            articles: Records::new(),
            keys: CatalogueKeys::default(),
            claims,
            removed,
            hashes,
            new: HashMap::new(),
            renumbering: Renumbering::default(),
            next_word,
        })
    }

    /// The place of a claim among those that are kept.
    fn place(&self, claim: &RankKey) -> Result<usize, StoreError> {
        let kept = &self.removed.kept_keys;
        let mut select = self
            .connection
            .prepare_cached("SELECT id, date_edtf, date_earliest, date_latest FROM claim WHERE key = ?1")?;
        let mut rank = |ordinal: usize| -> Result<RankKey, StoreError> {
            let key = kept.key(u32::try_from(ordinal).expect("fewer claims than ordinals"));
            let (id, edtf, earliest, latest): (String, Option<String>, Option<String>, Option<String>) =
                select.query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
            let days = parse_days(edtf.as_deref(), earliest.as_deref(), latest.as_deref())?;
            let span: Option<DaySpan> = days.map(|days| days.span);
            Ok(RankKey { span, id: ClaimId::parse(&id).map_err(|error| corrupt("identifier", error))? })
        };
        let mut range = 0..kept.len();
        while !range.is_empty() {
            let middle = range.start.midpoint(range.end);
            if rank(middle)? < *claim {
                range.start = middle + 1;
            } else {
                range.end = middle;
            }
        }
        Ok(range.start)
    }

    /// Gives new claims their ordinals and their keys, by their places among those that are kept.
    fn number_claims(&mut self, places: &[usize]) -> Result<Vec<u32>, StoreError> {
        let RemovedClaims { kept_ordinals, kept_keys: kept, .. } = &self.removed;
        let (renumbering, ordinals) = Renumbering::with_new_claims(kept_ordinals, places);
        let key_at = |place: usize| {
            (place < kept.len()).then(|| kept.key(u32::try_from(place).expect("fewer claims than ordinals")))
        };
        let mut numbered = ordinals.iter();
        for group in places.chunk_by(|a, b| a == b) {
            let place = group[0];
            let keys = keys_between(place.checked_sub(1).and_then(key_at), key_at(place), group.len())
                .ok_or(StoreError::CannotUpdate("no key is free between two rows"))?;
            self.new.extend(keys.into_iter().zip(numbered.by_ref()).map(|(key, &ordinal)| (ordinal, key)));
        }
        self.renumbering = renumbering;
        Ok(ordinals)
    }

    /// Brings the catalogue up to date.
    fn update_catalogue(&mut self) -> Result<(), StoreError> {
        for (id, key) in update_records(self.connection, "actor", &self.actors)? {
            self.keys.actors.add(&parse(&id, ActorId::parse)?, |_| key);
        }
        for (id, key) in update_records(self.connection, "topic", &self.topics)? {
            self.keys.topics.add(&parse(&id, TopicId::parse)?, |_| key);
        }
        for (id, key) in update_records(self.connection, "article", &self.articles)? {
            self.keys.articles.add(&parse(&id, ArticleId::parse)?, |_| key);
        }
        Ok(())
    }

    /// Completes the release with what identifies it, the relations and the indexes.
    pub fn finish(self, stamp: &DatasetStamp) -> Result<ReleaseClaims<'p>, StoreError> {
        let connection = self.connection;
        let written: BTreeSet<i64> = self.new.values().copied().collect();
        let keys = self.removed.kept_keys.with(written.iter().copied());
        write_stamp(connection, stamp, &updated_docs_id(&stamp.fingerprint, &keys), self.next_word)?;
        let mut languages = self.claims.finish()?;
        let is_kept = |claims: &RoaringBitmap| !claims.is_subset(&self.removed.ordinals);
        let kept = self.previous.index.statement_languages.iter().filter(|(_, claims)| is_kept(claims));
        languages.extend(kept.map(|(language, _)| language.clone()));
        connection.execute_batch("CREATE TEMP TABLE new_claim (key INTEGER PRIMARY KEY)")?;
        for key in &written {
            connection.prepare_cached("INSERT INTO new_claim (key) VALUES (?1)")?.execute([key])?;
        }
        connection.execute_batch(&fill_plain_search("WHERE key IN (SELECT key FROM new_claim)"))?;
        // Their columns follow the languages.
        drop_views(connection)?;
        create_views(connection, &languages)?;
        connection.execute_batch("COMMIT")?;
        Ok(ReleaseClaims { previous: self.previous, renumbering: self.renumbering, keys, written })
    }
}

fn parse<I, E: std::fmt::Debug>(id: &str, parse: impl FnOnce(&str) -> Result<I, E>) -> Result<I, StoreError> {
    parse(id).map_err(|error| corrupt("identifier", error))
}

/// Makes a table of the catalogue equal to `records`. Returns the key of each record.
fn update_records(connection: &Connection, table: &str, records: &Records) -> Result<Vec<(String, i64)>, StoreError> {
    let mut select = connection.prepare(&format!("SELECT id, key, record FROM {table}"))?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    let before: HashMap<String, (i64, String)> = rows.collect::<Result<_, _>>()?;
    for (_, (key, _)) in before.iter().filter(|(id, _)| !records.contains_key(*id)) {
        connection.execute(&format!("DELETE FROM {table} WHERE key = ?1"), [key])?;
    }
    let known: Vec<Option<i64>> = records.keys().map(|id| before.get(id).map(|(key, _)| *key)).collect();
    let keys = fill_gaps(&known).ok_or(StoreError::CannotUpdate("no key is free between two rows"))?;
    for ((id, record), &key) in records.iter().zip(&keys) {
        match before.get(id) {
            Some((_, known)) if known == record => {}
            Some(_) => {
                connection.execute(&format!("UPDATE {table} SET record = ?2 WHERE key = ?1"), params![key, record])?;
            }
            None => {
                let sql = format!("INSERT INTO {table} (key, id, record) VALUES (?1, ?2, ?3)");
                connection.execute(&sql, params![key, id, record])?;
            }
        }
    }
    Ok(records.keys().cloned().zip(keys).collect())
}

/// Gives rows without a key one between those of their neighbours; `None` if a gap is too small.
fn fill_gaps(known: &[Option<i64>]) -> Option<Vec<i64>> {
    let mut keys: Vec<i64> = Vec::with_capacity(known.len());
    for group in known.chunk_by(|a, b| a.is_none() == b.is_none()) {
        if group[0].is_some() {
            keys.extend(group.iter().flatten());
        } else {
            let after = known.get(keys.len() + group.len()).copied().flatten();
            keys.extend(keys_between(keys.last().copied(), after, group.len())?);
        }
    }
    Some(keys)
}

impl DatasetWriter for SnapshotUpdate<'_, '_> {
    fn description(&mut self, description: &DatasetDescription) -> Result<(), StoreError> {
        Ok(write_dataset_value(self.connection, "description", &to_json(description)?)?)
    }

    fn actor(&mut self, actor: &Actor) -> Result<(), StoreError> {
        self.actors.insert(actor.id.to_string(), to_json(actor)?);
        Ok(())
    }

    fn topic(&mut self, topic: &Topic) -> Result<(), StoreError> {
        self.topics.insert(topic.id.to_string(), to_json(topic)?);
        Ok(())
    }

    fn article(&mut self, article: &Article) -> Result<(), StoreError> {
        self.articles.insert(article.id.to_string(), to_json(article)?);
        Ok(())
    }

    fn ordinals(&mut self, claims: &[&RankKey]) -> Result<Vec<u32>, StoreError> {
        self.update_catalogue()?;
        let places: Vec<usize> = claims.iter().map(|claim| self.place(claim)).collect::<Result<_, _>>()?;
        self.number_claims(&places)
    }

    fn kept_checksum(&self) -> Checksum {
        self.removed.kept_checksum
    }

    fn claim(&mut self, claim: &IndexedClaim, contexts: &[Option<QuoteContext>]) -> Result<(), StoreError> {
        self.claims.write(self.new[&claim.ordinal], &self.keys, claim, contexts)
    }

    fn hash_claims(&mut self, written: &[ClaimHash], hash: &mut ContentHash) -> Result<(), StoreError> {
        let (mut written, mut ordinal) = (written, 0);
        for run in self.renumbering.runs() {
            let before;
            (before, written) = written.split_at((run.new_start - ordinal) as usize);
            hash.claims(before);
            hash.claims(&self.hashes[run.start as usize..run.end as usize]);
            ordinal = run.new_start + (run.end - run.start);
        }
        hash.claims(written);
        Ok(())
    }

    fn article_words(&mut self, article: &ArticleId, text: &HashedText) -> Result<(), StoreError> {
        self.claims.write_article_words(self.keys.articles.get(article)?, text)
    }

    fn releases(&mut self, releases: &[Release]) -> Result<(), StoreError> {
        write_releases(self.connection, releases)
    }

    fn withdrawal(&mut self, withdrawal: &Withdrawal) -> Result<(), StoreError> {
        write_withdrawal(self.connection, withdrawal)
    }

    fn terms(&mut self, dictionary: TermDictionary) -> Result<(), StoreError> {
        let quotes = self.claims.take_quotes();
        self.next_word = quotes.next_word();
        replace_words(&self.removed.words, self.connection, quotes)?;
        let changes = ClaimChanges {
            removed: &self.removed.ordinals,
            removed_terms: &self.removed.terms,
            renumbering: &self.renumbering,
        };
        update_terms(self.connection, self.database, &changes, dictionary)
    }

    fn seeded(&mut self, context: &str, articles: &[SeededArticle]) -> Result<(), StoreError> {
        write_seeded(self.connection, &self.keys, context, articles)
    }
}
