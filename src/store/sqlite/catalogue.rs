//! Rows to actors, topics and articles.

use std::collections::HashMap;

use rusqlite::{Connection, Row};

use crate::domain::actor::Actor;
use crate::domain::article::{Article, TextFingerprint};
use crate::domain::catalogue::{Catalogue, Table};
use crate::domain::claim_date::EdtfDate;
use crate::domain::identifier::{ActorId, ArticleId, TopicId};
use crate::domain::language_map::{LanguageMap, LanguageMapList};
use crate::domain::topic::Topic;
use crate::domain::vocabulary::{ActorKind, VocabularyTerm};
use crate::store::{StoreError, corrupt};

/// Reads the whole catalogue.
pub fn read(connection: &Connection) -> Result<Catalogue, StoreError> {
    Ok(Catalogue {
        actors: Table::new(actors(connection)?),
        topics: Table::new(topics(connection)?),
        articles: Table::new(articles(connection)?),
    })
}

fn actors(connection: &Connection) -> Result<Vec<Actor>, StoreError> {
    let mut aliases = texts(connection, "SELECT actor, language, alias FROM actor_alias ORDER BY 1, 2, position")?;
    each(connection, "SELECT * FROM actor ORDER BY key", |row| {
        Ok(Actor {
            id: ActorId::parse(&text(row, "id")?).map_err(|error| corrupt("actor", error))?,
            kind: ActorKind::parse(&text(row, "kind")?).map_err(|error| corrupt("actor kind", error))?,
            name: bilingual(row, "name")?,
            aliases: aliases.remove(&row.get("key")?).unwrap_or_default(),
            description: optional_bilingual(row, "description")?,
            wikidata: row.get("wikidata")?,
        })
    })
}

fn topics(connection: &Connection) -> Result<Vec<Topic>, StoreError> {
    let mut alt_labels =
        texts(connection, "SELECT topic, language, label FROM topic_alt_label ORDER BY 1, 2, position")?;
    let mut broader: HashMap<i64, Vec<TopicId>> = HashMap::new();
    let sql = "SELECT topic_broader.topic, topic.id FROM topic_broader JOIN topic ON topic.key = broader ORDER BY topic, position";
    for (key, id) in each(connection, sql, |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))? {
        broader.entry(key).or_default().push(TopicId::parse(&id).map_err(|error| corrupt("topic", error))?);
    }
    each(connection, "SELECT * FROM topic ORDER BY key", |row| {
        let key = row.get("key")?;
        Ok(Topic {
            id: TopicId::parse(&text(row, "id")?).map_err(|error| corrupt("topic", error))?,
            label: bilingual(row, "label")?,
            alt_labels: alt_labels.remove(&key).unwrap_or_default(),
            definition: bilingual(row, "definition")?,
            broader: broader.remove(&key).unwrap_or_default(),
        })
    })
}

fn articles(connection: &Connection) -> Result<Vec<Article>, StoreError> {
    let sql = "SELECT article.*, actor.id AS voice_id FROM article JOIN actor ON actor.key = article.voice ORDER BY article.key";
    each(connection, sql, |row| {
        Ok(Article {
            id: ArticleId::parse(&text(row, "id")?).map_err(|error| corrupt("article", error))?,
            title: bilingual(row, "title")?,
            title_note: optional_bilingual(row, "title_note")?,
            publisher: row.get("publisher")?,
            author: row.get("author")?,
            language: row.get("language")?,
            translated_from: row.get("translated_from")?,
            published: EdtfDate::parse(&text(row, "published")?).map_err(|error| corrupt("date", error))?,
            published_note: optional_bilingual(row, "published_note")?,
            source_url: row.get("source_url")?,
            voice: ActorId::parse(&text(row, "voice_id")?).map_err(|error| corrupt("actor", error))?,
            text: TextFingerprint { sha256: row.get("text_sha256")?, code_points: row.get("text_code_points")? },
            rights: optional_bilingual(row, "rights")?,
        })
    })
}

fn each<T>(
    connection: &Connection,
    sql: &str,
    mut read: impl FnMut(&Row) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn text(row: &Row, column: &str) -> Result<String, StoreError> {
    Ok(row.get(column)?)
}

fn bilingual(row: &Row, column: &str) -> Result<LanguageMap, StoreError> {
    let language = |language: &str| text(row, &format!("{column}_{language}"));
    Ok(LanguageMap { en: language("en")?, ar: language("ar")? })
}

fn optional_bilingual(row: &Row, column: &str) -> Result<Option<LanguageMap>, StoreError> {
    let present: Option<String> = row.get(format!("{column}_en").as_str())?;
    present.map(|_| bilingual(row, column)).transpose()
}

/// Texts by the key of their owner; the query gives owner, language and text.
fn texts(connection: &Connection, sql: &str) -> Result<HashMap<i64, LanguageMapList>, StoreError> {
    let mut lists: HashMap<i64, LanguageMapList> = HashMap::new();
    let rows =
        each(connection, sql, |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))?;
    for (owner, language, text) in rows {
        let list = lists.entry(owner).or_default();
        if language == "ar" { list.ar.push(text) } else { list.en.push(text) }
    }
    Ok(lists)
}
