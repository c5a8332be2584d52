//! Reads and numbers the catalogue, which both databases store the same way: a table of JSON records for each kind of
//! record, with keys in the order of the identifiers.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

use serde::de::DeserializeOwned;

use super::error::{StoreError, corrupt};
use crate::domain::catalogue::{Catalogue, CatalogueRecord, Table};
use crate::domain::identifier::{ActorId, ArticleId, TopicId};

/// Reads a catalogue. `records` returns the records of a table, ordered by key.
pub fn read_catalogue(
    mut records: impl FnMut(&str) -> Result<Vec<String>, StoreError>,
) -> Result<Catalogue, StoreError> {
    Ok(Catalogue {
        actors: read_table(&records("actor")?)?,
        topics: read_table(&records("topic")?)?,
        articles: read_table(&records("article")?)?,
        languages: vec![],
        text_languages: vec![],
    })
}

/// Parses the records of a table and checks their order, by which claims refer to them.
fn read_table<T: CatalogueRecord + DeserializeOwned>(records: &[String]) -> Result<Table<T>, StoreError> {
    let parse = |json: &String| serde_json::from_str(json).map_err(|error| corrupt("record", error));
    let records: Vec<T> = records.iter().map(parse).collect::<Result<_, _>>()?;
    if !records.is_sorted_by(|a, b| a.id() < b.id()) {
        return Err(StoreError::Corrupt("records that are not in the order of their identifiers".to_owned()));
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

/// Keys by identifier.
pub struct Keys<I>(HashMap<I, i64>);

impl<I> Default for Keys<I> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<I: Borrow<str> + Clone + Eq + Hash> Keys<I> {
    /// Assigns the next key, which `key` makes of the number of keys before it.
    pub fn add(&mut self, id: &I, key: impl FnOnce(i64) -> i64) -> i64 {
        let key = key(i64::try_from(self.0.len()).expect("fewer records than bytes of memory"));
        self.0.insert(id.clone(), key);
        key
    }

    pub fn get(&self, id: &I) -> Result<i64, StoreError> {
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
    fn records_must_be_in_the_order_of_their_identifiers() {
        let read = |records: &[String]| read_table::<Topic>(records).map(|table| table.all().len());
        assert_eq!(read(&[topic("ports"), topic("trade")]).unwrap(), 2);
        assert!(read(&[topic("trade"), topic("ports")]).is_err());
        assert!(read(&[topic("ports"), topic("ports")]).is_err());
    }
}
