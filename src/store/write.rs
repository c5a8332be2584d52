//! Records to rows. Claims arrive in rank order and are numbered as they come; the content hash grows with them.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, ToSql, Transaction, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::claim_rows::{ClaimRows, Keys};
use super::search_text::{Entry, Lexicon, Names};
use super::{StoreError, replace};
use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::{ActorId, ArticleId, TopicId};
use crate::domain::text::{Bilingual, BilingualList, hexadecimal};
use crate::domain::topic::Topic;
use crate::search::ANALYZER_VERSION;

/// Writes one snapshot: first everything claims refer to, then the claims in rank order.
pub struct SnapshotWriter<'c> {
    transaction: Transaction<'c>,
    hash: Sha256,
    actors: HashMap<ActorId, i64>,
    topics: HashMap<TopicId, i64>,
    articles: HashMap<ArticleId, i64>,
    names: Arc<Names>,
}

fn english(texts: Option<&Bilingual>) -> Option<&str> {
    texts.map(|texts| texts.en.as_str())
}

fn arabic(texts: Option<&Bilingual>) -> Option<&str> {
    texts.map(|texts| texts.ar.as_str())
}

fn next_key<K>(keys: &HashMap<K, i64>) -> i64 {
    i64::try_from(keys.len()).expect("keys fit in 64 bits")
}

impl<'c> SnapshotWriter<'c> {
    pub(super) fn begin(connection: &'c mut Connection) -> Result<Self, StoreError> {
        replace::prepare(connection)?;
        connection.set_prepared_statement_cache_capacity(32);
        let transaction = connection.transaction()?;
        // Relations name claims that may come later; they are resolved when all are in.
        transaction.execute_batch("CREATE TEMP TABLE pending_relation (claim INTEGER, kind TEXT, target TEXT)")?;
        // Words are gathered in memory (bytes) before they are written: fewer pieces to merge later.
        transaction.execute("INSERT INTO claim_search (claim_search, rank) VALUES ('hashsize', ?1)", [64 << 20])?;
        let hash = Sha256::new_with_prefix("isnad dataset 1\n");
        let (actors, topics, articles) = (HashMap::new(), HashMap::new(), HashMap::new());
        Ok(Self { transaction, hash, actors, topics, articles, names: Arc::default() })
    }

    fn run(&self, sql: &str, values: &[&dyn ToSql]) -> Result<(), StoreError> {
        self.transaction.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// Adds a record to the content hash, and gives its JSON.
    fn hashed(&mut self, record: &impl Serialize) -> Result<String, StoreError> {
        let json = serde_json::to_string(record).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        self.hash.update(json.as_bytes());
        self.hash.update(b"\n");
        Ok(json)
    }

    /// Describes the dataset as a whole.
    pub fn describe(&mut self, description: &DatasetDescription) -> Result<(), StoreError> {
        let json = self.hashed(description)?;
        self.run("INSERT INTO dataset (name, value) VALUES ('description', ?1)", params![json])
    }

    /// Adds an actor.
    pub fn actor(&mut self, actor: &Actor) -> Result<(), StoreError> {
        self.hashed(actor)?;
        let key = next_key(&self.actors);
        let Actor { id, kind, name, aliases, description, wikidata } = actor;
        self.run(
            "INSERT INTO actor (key, id, kind, name_en, name_ar, description_en, description_ar, wikidata)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                key,
                id.as_str(),
                kind.as_str(),
                name.en,
                name.ar,
                english(description.as_ref()),
                arabic(description.as_ref()),
                wikidata
            ],
        )?;
        Arc::make_mut(&mut self.names).actor(actor);
        self.texts("INSERT INTO actor_alias (actor, language, position, alias) VALUES (?1, ?2, ?3, ?4)", key, aliases)?;
        self.actors.insert(id.clone(), key);
        Ok(())
    }

    fn texts(&self, sql: &str, owner: i64, texts: &BilingualList) -> Result<(), StoreError> {
        let each = |language: &str, texts: &[String]| {
            (0_i64..).zip(texts).try_for_each(|(i, text)| self.run(sql, params![owner, language, i, text]))
        };
        each("en", &texts.en)?;
        each("ar", &texts.ar)
    }

    /// Adds every topic at once, since broader ones may come later.
    pub fn topics<'t>(&mut self, topics: impl Iterator<Item = &'t Topic> + Clone) -> Result<(), StoreError> {
        for topic in topics.clone() {
            self.hashed(topic)?;
            let key = next_key(&self.topics);
            let Topic { id, label, alt_labels, definition, broader: _ } = topic;
            self.run(
                "INSERT INTO topic (key, id, label_en, label_ar, definition_en, definition_ar)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![key, id.as_str(), label.en, label.ar, definition.en, definition.ar],
            )?;
            let sql = "INSERT INTO topic_alt_label (topic, language, position, label) VALUES (?1, ?2, ?3, ?4)";
            self.texts(sql, key, alt_labels)?;
            Arc::make_mut(&mut self.names).topic(topic);
            self.topics.insert(id.clone(), key);
        }
        for topic in topics {
            for (position, broader) in (0_i64..).zip(&topic.broader) {
                let (key, broader) = (self.topics.get(&topic.id), self.topics.get(broader));
                let sql = "INSERT INTO topic_broader (topic, position, broader) VALUES (?1, ?2, ?3)";
                self.run(sql, params![key, position, broader])?;
            }
        }
        Ok(())
    }

    /// Adds an article.
    pub fn article(&mut self, article: &Article) -> Result<(), StoreError> {
        self.hashed(article)?;
        let key = next_key(&self.articles);
        let Article {
            id,
            title,
            title_note,
            publisher,
            author,
            language,
            translated_from,
            published,
            published_note,
            source_url,
            voice,
            text,
            rights,
        } = article;
        self.run(
            "INSERT INTO article (key, id, title_en, title_ar, title_note_en, title_note_ar, publisher, author,
                language, translated_from, published, published_note_en, published_note_ar, source_url, voice,
                text_sha256, text_code_points, rights_en, rights_ar)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
            params![
                key,
                id.as_str(),
                title.en,
                title.ar,
                english(title_note.as_ref()),
                arabic(title_note.as_ref()),
                publisher,
                author,
                language,
                translated_from,
                published.edtf,
                english(published_note.as_ref()),
                arabic(published_note.as_ref()),
                source_url,
                self.actors.get(voice),
                text.sha256,
                text.code_points,
                english(rights.as_ref()),
                arabic(rights.as_ref())
            ],
        )?;
        Arc::make_mut(&mut self.names).article(article);
        self.articles.insert(id.clone(), key);
        Ok(())
    }

    /// The names of everything added so far, analysed.
    pub fn names(&self) -> Arc<Names> {
        Arc::clone(&self.names)
    }

    /// Begins to add claims, once everything they refer to is in.
    pub fn claims(&mut self) -> Result<ClaimRows<'_>, StoreError> {
        let Self { transaction, hash, actors, topics, articles, names: _ } = self;
        ClaimRows::begin(transaction, hash, Keys { actors, topics, articles })
    }

    /// Adds every token of the search index, with a word that gives it and the claims that hold it.
    pub fn words(&mut self, lexicon: Lexicon) -> Result<(), StoreError> {
        let mut tokens: Vec<(String, Entry)> = lexicon.into_iter().collect();
        tokens.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (key, (token, Entry { word, mut claims })) in (0_i64..).zip(tokens) {
            let count = i64::try_from(claims.len()).unwrap_or(i64::MAX);
            let sql = "INSERT INTO search_word (key, token, word, claims) VALUES (?1, ?2, ?3, ?4)";
            self.run(sql, params![key, token, word, count])?;
            claims.optimize();
            let mut bytes = Vec::with_capacity(claims.serialized_size());
            claims.serialize_into(&mut bytes).map_err(|error| StoreError::Corrupt(error.to_string()))?;
            self.run("INSERT INTO search_posting (word, claims) VALUES (?1, ?2)", params![key, bytes])?;
        }
        Ok(())
    }

    /// Closes the snapshot and gives its content hash.
    pub(super) fn finish(self) -> Result<String, StoreError> {
        let version = hexadecimal(&self.hash.clone().finalize());
        self.run("INSERT INTO dataset (name, value) VALUES ('version', ?1)", params![version])?;
        let analyzer = ANALYZER_VERSION.to_string();
        self.run("INSERT INTO dataset (name, value) VALUES ('analyzer_version', ?1)", params![analyzer])?;
        self.transaction.execute_batch("CREATE UNIQUE INDEX claim_by_id ON claim (id)")?;
        self.transaction.execute_batch(
            "INSERT INTO relation (claim, kind, target)
             SELECT pending_relation.claim, pending_relation.kind, claim.ordinal
             FROM pending_relation JOIN claim ON claim.id = pending_relation.target
             ORDER BY 1, 2, 3;
             DROP TABLE pending_relation;
             CREATE INDEX relation_by_target ON relation (target);
             CREATE INDEX claim_actor_by_actor ON claim_actor (actor, role);
             CREATE INDEX claim_topic_by_topic ON claim_topic (topic);",
        )?;
        self.transaction.commit()?;
        Ok(version)
    }
}
