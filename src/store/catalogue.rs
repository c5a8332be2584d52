//! Reads and numbers the catalogue, which both databases store the same way: a table of JSON records for each kind of
//! record, keyed by ordinal.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

use serde::de::DeserializeOwned;

use super::error::{StoreError, corrupt};
use crate::domain::catalogue::{Catalogue, CatalogueRecord, Table};
use crate::domain::identifier::{ActorId, ArticleId, TopicId};

/// Reads a catalogue. `rows` returns the columns `key` and `record` of a table, ordered by key.
pub fn read_catalogue(
    mut rows: impl FnMut(&str) -> Result<Vec<(i32, String)>, StoreError>,
) -> Result<Catalogue, StoreError> {
    Ok(Catalogue {
        actors: read_table(&rows("actor")?)?,
        topics: read_table(&rows("topic")?)?,
        articles: read_table(&rows("article")?)?,
        languages: vec![],
        text_languages: vec![],
    })
}

/// Parses the records of a table and checks that their keys are the ordinals by which claims refer to them.
fn read_table<T: CatalogueRecord + DeserializeOwned>(rows: &[(i32, String)]) -> Result<Table<T>, StoreError> {
    let parse = |(_, json): &(i32, String)| serde_json::from_str(json).map_err(|error| corrupt("record", error));
    let records: Vec<T> = rows.iter().map(parse).collect::<Result<_, _>>()?;
    let are_counted = (0..).zip(rows).all(|(ordinal, (key, _))| *key == ordinal);
    if !are_counted || !records.is_sorted_by(|a, b| a.id() < b.id()) {
        return Err(StoreError::Corrupt("records whose keys are not their ordinals".to_owned()));
    }
    Ok(Table::new(records))
}

/// The keys of the records that have been written.
#[derive(Default)]
pub struct CatalogueKeys {
    pub actors: Keys<ActorId>,
    pub topics: Keys<TopicId>,
    pub articles: Keys<ArticleId>,
}

/// Keys by identifier. Records are written in the order of their identifiers, so that a key is the record's ordinal.
pub struct Keys<I>(HashMap<I, i32>);

impl<I> Default for Keys<I> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<I: Borrow<str> + Clone + Eq + Hash> Keys<I> {
    /// Assigns the next key.
    pub fn add(&mut self, id: &I) -> Result<i32, StoreError> {
        let key = i32::try_from(self.0.len()).map_err(|error| corrupt("number of records", error))?;
        self.0.insert(id.clone(), key);
        Ok(key)
    }

    pub fn get(&self, id: &I) -> Result<i32, StoreError> {
        let key = self.0.get::<I>(id).copied();
        key.ok_or_else(|| StoreError::Corrupt(format!("reference to the unknown record {}", id.borrow())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::topic::Topic;

    fn topic(id: &str) -> String {
        format!(r#"{{"id":"{id}","label":{{"en":"a"}}}}"#)
    }

    #[test]
    fn keys_must_be_the_ordinals_of_the_identifiers() {
        let read = |rows: &[(i32, String)]| read_table::<Topic>(rows).map(|table| table.all().len());
        assert_eq!(read(&[(0, topic("ports")), (1, topic("trade"))]).unwrap(), 2);
        assert!(read(&[(0, topic("trade")), (1, topic("ports"))]).is_err());
        assert!(read(&[(0, topic("ports")), (2, topic("trade"))]).is_err());
    }
}
