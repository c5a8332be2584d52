//! Updates the full-text index of a copied snapshot: renumbers every posting list, and replaces the rows of the terms that new
//! or removed claims contain.

use std::panic::resume_unwind;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use rusqlite::{Connection, Row, ToSql, params};

use super::connection::open_read_only;
use super::writer::insert_term;
use crate::store::error::{StoreError, corrupt};
use crate::store::index_writer::{TermDictionary, TermInfo, serialize_posting};
use crate::store::positions::to_list;
use crate::store::term_update::{ClaimChanges, StoredTerm, TermChange, TermUpdate};

/// Terms that are ready to be written.
const WAITING_TERMS: usize = 256;

/// Keys that a thread takes at once.
const CHUNK_KEYS: u16 = 512;

/// What becomes of the term with a key.
struct KeyedUpdate {
    key: i64,
    update: TermUpdate,
}

/// Updates all terms; `added` has the terms of the new claims, and of all names. Other threads read the terms of the snapshot
/// before the release, at `previous`, and work out what becomes of each.
pub fn update_terms(
    connection: &Connection,
    previous: &Path,
    changes: &ClaimChanges,
    mut added: TermDictionary,
) -> Result<(), StoreError> {
    let open = || Ok::<_, StoreError>(open_read_only(previous)?);
    let last: Option<i64> = open()?.query_row("SELECT max(key) FROM search_word", [], |row| row.get(0))?;
    let next_key = last.map_or(0, |last| last + 1);
    let chunks = Mutex::new((0..next_key).step_by(CHUNK_KEYS.into()));
    let (send, updates) = sync_channel(WAITING_TERMS);
    let stored = thread::scope(|scope| {
        let mut readers = vec![];
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            let (previous, chunks, added, send) = (open()?, &chunks, &added, send.clone());
            readers.push(scope.spawn(move || find_updates(&previous, chunks, changes, added, &send)));
        }
        drop(send);
        updates.into_iter().try_for_each(|update| write_update(connection, update))?;
        let stored = readers.into_iter().map(|reader| reader.join().unwrap_or_else(|panic| resume_unwind(panic)));
        Ok::<_, StoreError>(stored.collect::<Result<Vec<_>, _>>()?.concat())
    })?;
    for term in stored {
        added.remove(&term);
    }
    let mut new: Vec<(String, TermInfo)> = added.into_iter().filter(|(_, info)| !info.claims.is_empty()).collect();
    new.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    for (key, (term, info)) in (next_key..).zip(new) {
        insert_term(connection, key, &term, info)?;
    }
    Ok(())
}

/// Sends what becomes of the stored terms in chunks of keys, which threads take from `chunks` by their first key. Returns those of
/// the terms that are in `added`.
fn find_updates(
    previous: &Connection,
    chunks: &Mutex<impl Iterator<Item = i64>>,
    changes: &ClaimChanges,
    added: &TermDictionary,
    send: &SyncSender<KeyedUpdate>,
) -> Result<Vec<String>, StoreError> {
    let none = TermInfo::default();
    let mut stored = vec![];
    let mut select = previous.prepare(
        "SELECT key, token, search_word.word, search_posting.claims, forms FROM search_word
         JOIN search_posting ON search_posting.word = key JOIN search_word_form ON search_word_form.word = key
         WHERE key >= ?1 AND key < ?2 ORDER BY key",
    )?;
    let next = || chunks.lock().unwrap_or_else(PoisonError::into_inner).next();
    while let Some(first) = next() {
        let mut rows = select.query([first, first + i64::from(CHUNK_KEYS)])?;
        while let Some(row) = rows.next()? {
            let term: String = row.get(1)?;
            let found = added.get(&term);
            let update = find_update(previous, changes, row, &term, found.unwrap_or(&none))?;
            // Fails once the updates cannot be written.
            if send.send(update).is_err() {
                return Ok(stored);
            }
            stored.extend(found.map(|_| term));
        }
    }
    Ok(stored)
}

fn find_update(
    previous: &Connection,
    changes: &ClaimChanges,
    row: &Row,
    term: &str,
    added: &TermInfo,
) -> Result<KeyedUpdate, StoreError> {
    let blob = |at| row.get_ref(at)?.as_blob().map_err(|error| corrupt("posting list", error));
    let (key, word): (i64, String) = (row.get(0)?, row.get(2)?);
    let stored = StoredTerm { term, word: &word, posting: blob(3)?, forms: blob(4)? };
    let positions = || {
        let mut select = previous.prepare_cached("SELECT positions FROM search_position WHERE word = ?1")?;
        Ok(select.query_row([key], |row| row.get(0))?)
    };
    Ok(KeyedUpdate { key, update: changes.update_term(&stored, added, positions)? })
}

fn write_update(connection: &Connection, KeyedUpdate { key, update }: KeyedUpdate) -> Result<(), StoreError> {
    let set = |sql: &str, value: &dyn ToSql| connection.prepare_cached(sql)?.execute(params![key, value]);
    match update.change {
        TermChange::None => {}
        TermChange::Renumbered { posting } => {
            set("UPDATE search_posting SET claims = ?2 WHERE word = ?1", &posting)?;
        }
        TermChange::Rewritten(TermInfo { words, claims, positions }) => {
            set("UPDATE search_word SET claims = ?2 WHERE key = ?1", &claims.len().cast_signed())?;
            set("UPDATE search_position SET positions = ?2 WHERE word = ?1", &to_list(&positions, claims.len()))?;
            set("UPDATE search_posting SET claims = ?2 WHERE word = ?1", &serialize_posting(claims)?)?;
            set("UPDATE search_word_form SET forms = ?2 WHERE word = ?1", &words.to_bytes()?)?;
        }
        TermChange::Removed => {
            for table in ["search_posting", "search_position", "search_word_form"] {
                connection.prepare_cached(&format!("DELETE FROM {table} WHERE word = ?1"))?.execute([key])?;
            }
            connection.prepare_cached("DELETE FROM search_word WHERE key = ?1")?.execute([key])?;
            return Ok(());
        }
    }
    if let Some(word) = update.word {
        set("UPDATE search_word SET word = ?2 WHERE key = ?1", &word)?;
    }
    Ok(())
}
