//! Records to rows. Claims arrive in rank order and are numbered as they come.

use std::collections::HashMap;

use rusqlite::{Connection, ToSql, Transaction, params};

use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::{ActorId, ArticleId, TopicId};
use crate::domain::language_map::{LanguageMap, LanguageMapList};
use crate::domain::topic::Topic;
use crate::domain::vocabulary::VocabularyTerm;
use crate::search::ANALYZER_VERSION;
use crate::store::index_writer::{TermDictionary, TermInfo};
use crate::store::sqlite::claim_writer::{ClaimRows, Keys};
use crate::store::sqlite::{APPLICATION_ID, SCHEMA_VERSION};
use crate::store::writer::{ClaimSink, DatasetWriter, json, next_key};
use crate::store::{StoreError, corrupt};

/// Writes one snapshot.
pub struct SnapshotWriter<'c> {
    transaction: Transaction<'c>,
    actors: HashMap<ActorId, i64>,
    topics: HashMap<TopicId, i64>,
    articles: HashMap<ArticleId, i64>,
}

fn english(texts: Option<&LanguageMap>) -> Option<&str> {
    texts.map(|texts| texts.en.as_str())
}

fn arabic(texts: Option<&LanguageMap>) -> Option<&str> {
    texts.map(|texts| texts.ar.as_str())
}

impl<'c> SnapshotWriter<'c> {
    pub(super) fn begin(connection: &'c mut Connection) -> Result<Self, StoreError> {
        create_tables(connection)?;
        connection.set_prepared_statement_cache_capacity(32);
        let transaction = connection.transaction()?;
        // Relations name claims that may come later; they are resolved when all are in.
        transaction.execute_batch("CREATE TEMP TABLE pending_relation (claim INTEGER, kind TEXT, target TEXT)")?;
        // Words are gathered in memory (bytes) before they are written: fewer pieces to merge later.
        transaction.execute("INSERT INTO claim_search (claim_search, rank) VALUES ('hashsize', ?1)", [64 << 20])?;
        let (actors, topics, articles) = (HashMap::new(), HashMap::new(), HashMap::new());
        Ok(Self { transaction, actors, topics, articles })
    }

    fn run(&self, sql: &str, values: &[&dyn ToSql]) -> Result<(), StoreError> {
        self.transaction.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    fn texts(&self, sql: &str, owner: i64, texts: &LanguageMapList) -> Result<(), StoreError> {
        let each = |language: &str, texts: &[String]| {
            (0_i64..).zip(texts).try_for_each(|(i, text)| self.run(sql, params![owner, language, i, text]))
        };
        each("en", &texts.en)?;
        each("ar", &texts.ar)
    }

    /// Closes the snapshot of this content hash.
    pub(super) fn finish(self, version: &str) -> Result<(), StoreError> {
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
        Ok(self.transaction.commit()?)
    }
}

/// Creates the tables in a file that nobody else can see yet: speed over safety, until it is renamed.
fn create_tables(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(&format!(
        "PRAGMA journal_mode = OFF;
         PRAGMA synchronous = OFF;
         PRAGMA locking_mode = EXCLUSIVE;
         PRAGMA foreign_keys = OFF;
         PRAGMA cache_size = -65536;
         PRAGMA threads = 4;
         PRAGMA application_id = {APPLICATION_ID};
         PRAGMA user_version = {SCHEMA_VERSION};"
    ))?;
    connection.execute_batch(include_str!("schema.sql"))?;
    Ok(())
}

impl DatasetWriter for SnapshotWriter<'_> {
    fn describe(&mut self, description: &DatasetDescription) -> Result<(), StoreError> {
        let json = json(description)?;
        self.run("INSERT INTO dataset (name, value) VALUES ('description', ?1)", params![json])
    }

    fn actor(&mut self, actor: &Actor) -> Result<(), StoreError> {
        let key: i64 = next_key(&self.actors)?;
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
        self.texts("INSERT INTO actor_alias (actor, language, position, alias) VALUES (?1, ?2, ?3, ?4)", key, aliases)?;
        self.actors.insert(id.clone(), key);
        Ok(())
    }

    fn topics(&mut self, topics: &[&Topic]) -> Result<(), StoreError> {
        for topic in topics {
            let key: i64 = next_key(&self.topics)?;
            let Topic { id, label, alt_labels, definition, broader: _ } = topic;
            self.run(
                "INSERT INTO topic (key, id, label_en, label_ar, definition_en, definition_ar)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![key, id.as_str(), label.en, label.ar, definition.en, definition.ar],
            )?;
            let sql = "INSERT INTO topic_alt_label (topic, language, position, label) VALUES (?1, ?2, ?3, ?4)";
            self.texts(sql, key, alt_labels)?;
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

    fn article(&mut self, article: &Article) -> Result<(), StoreError> {
        let key: i64 = next_key(&self.articles)?;
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
        self.articles.insert(id.clone(), key);
        Ok(())
    }

    fn claims(&mut self) -> Result<Box<dyn ClaimSink + '_>, StoreError> {
        let Self { transaction, actors, topics, articles } = self;
        Ok(Box::new(ClaimRows::begin(transaction, Keys { actors, topics, articles })?))
    }

    fn words(&mut self, lexicon: TermDictionary) -> Result<(), StoreError> {
        let mut tokens: Vec<(String, TermInfo)> = lexicon.into_iter().collect();
        tokens.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (key, (token, TermInfo { word, mut claims })) in (0_i64..).zip(tokens) {
            let count = i64::try_from(claims.len()).unwrap_or(i64::MAX);
            let sql = "INSERT INTO search_word (key, token, word, claims) VALUES (?1, ?2, ?3, ?4)";
            self.run(sql, params![key, token, word, count])?;
            claims.optimize();
            let mut bytes = Vec::with_capacity(claims.serialized_size());
            claims.serialize_into(&mut bytes).map_err(|error| corrupt("list of claims", error))?;
            self.run("INSERT INTO search_posting (word, claims) VALUES (?1, ?2)", params![key, bytes])?;
        }
        Ok(())
    }
}
