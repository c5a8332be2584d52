//! Updates the full-text index of a copied snapshot: renumbers every posting list, and replaces the rows of the terms that new
//! or removed claims contain.

use roaring::RoaringBitmap;
use rusqlite::{Connection, params};

use super::writer::insert_term;
use crate::store::error::{StoreError, corrupt};
use crate::store::index_writer::{TermDictionary, TermInfo};
use crate::store::positions::{kept_claims, merge_streams};
use crate::store::renumbering::Renumbering;
use crate::store::term_words::TermWords;

/// What a release does to the claims of the index.
pub struct ClaimChanges<'a> {
    /// The ordinals before of the claims that are removed.
    pub removed: &'a RoaringBitmap,
    /// The terms of the removed claims' texts.
    pub removed_terms: &'a TermDictionary,
    pub renumbering: &'a Renumbering,
}

/// A row of `search_word`.
struct StoredTerm {
    key: i64,
    term: String,
    word: String,
}

/// Updates all terms; `added` has the terms of the new claims, and of all names.
pub fn update_terms(
    connection: &Connection,
    changes: &ClaimChanges,
    mut added: TermDictionary,
) -> Result<(), StoreError> {
    let mut select = connection.prepare("SELECT key, token, word FROM search_word ORDER BY key")?;
    let terms =
        select.query_map([], |row| Ok(StoredTerm { key: row.get(0)?, term: row.get(1)?, word: row.get(2)? }))?;
    let terms: Vec<StoredTerm> = terms.collect::<Result<_, _>>()?;
    let next_key = terms.last().map_or(0, |term| term.key + 1);
    for stored in terms {
        let added = added.remove(&stored.term).unwrap_or_default();
        update_term(connection, changes, &stored, added)?;
    }
    let mut new: Vec<(String, TermInfo)> = added.into_iter().filter(|(_, info)| !info.claims.is_empty()).collect();
    new.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    for (key, (term, info)) in (next_key..).zip(new) {
        insert_term(connection, key, &term, &info)?;
    }
    Ok(())
}

fn update_term(
    connection: &Connection,
    ClaimChanges { removed, removed_terms, renumbering }: &ClaimChanges,
    stored: &StoredTerm,
    added: TermInfo,
) -> Result<(), StoreError> {
    let blob = |sql: &str| connection.prepare_cached(sql)?.query_row([stored.key], |row| row.get::<_, Vec<u8>>(0));
    let before = RoaringBitmap::deserialize_from(&*blob("SELECT claims FROM search_posting WHERE word = ?1")?)
        .map_err(|error| corrupt("posting list", error))?;
    let mut words = TermWords::from_bytes(&blob("SELECT forms FROM search_word_form WHERE word = ?1")?)?;
    let kept = renumbering.apply(&before);
    if kept.len() == before.len() && added.claims.is_empty() {
        if kept != before {
            let mut posting = Vec::with_capacity(kept.serialized_size());
            kept.serialize_into(&mut posting).map_err(|error| corrupt("posting list", error))?;
            let sql = "UPDATE search_posting SET claims = ?2 WHERE word = ?1";
            connection.prepare_cached(sql)?.execute(params![stored.key, posting])?;
        }
        words.add_all(&added.words);
        if words.shortest() != stored.word {
            let sql = "UPDATE search_word SET word = ?2 WHERE key = ?1";
            connection.prepare_cached(sql)?.execute(params![stored.key, words.shortest()])?;
        }
        return Ok(());
    }
    let positions = blob("SELECT positions FROM search_position WHERE word = ?1")?;
    let stream = kept_claims(&positions, &before, removed)?;
    for table in ["search_posting", "search_position", "search_word_form"] {
        connection.prepare_cached(&format!("DELETE FROM {table} WHERE word = ?1"))?.execute([stored.key])?;
    }
    connection.prepare_cached("DELETE FROM search_word WHERE key = ?1")?.execute([stored.key])?;
    if let Some(info) = removed_terms.get(&stored.term) {
        words.remove(&info.words);
    }
    words.add_all(&added.words);
    let positions = merge_streams((&kept, &stream), (&added.claims, &added.positions));
    let info = TermInfo { words, claims: kept | added.claims, positions };
    if info.claims.is_empty() { Ok(()) } else { insert_term(connection, stored.key, &stored.term, &info) }
}
