//! Takes the words of removed quotes and articles out of the quote index.

use rusqlite::{Connection, OptionalExtension, params};

use crate::store::error::StoreError;
use crate::store::quote_index::QuoteIndex;
use crate::store::quote_update::RemovedWords;
use crate::store::writer::to_json;

/// Finds where the words of the claims in `words`, and of some articles, stand in the quote index.
pub fn locate_words(words: &mut RemovedWords, connection: &Connection, articles: &[i64]) -> Result<(), StoreError> {
    let articles = to_json(articles)?;
    let mut select = connection.prepare(
        "SELECT claim, position, first_word FROM quote_passage
         WHERE claim IS NOT NULL AND article IN (SELECT value FROM json_each(?1))",
    )?;
    let mut rows = select.query([&articles])?;
    while let Some(row) = rows.next()? {
        words.add_quote(row.get(0)?, row.get(1)?, row.get(2)?)?;
    }
    let mut select = connection.prepare(
        "SELECT first_word, words FROM quote_passage JOIN article_words USING (article)
         WHERE claim IS NULL AND article IN (SELECT value FROM json_each(?1))",
    )?;
    let mut rows = select.query([&articles])?;
    while let Some(row) = rows.next()? {
        words.add_article(row.get(0)?, &row.get::<_, Vec<u8>>(1)?)?;
    }
    Ok(())
}

/// Replaces the words in the posting lists by those of `added`.
pub fn replace_words(words: &RemovedWords, connection: &Connection, added: QuoteIndex) -> Result<(), StoreError> {
    for (key, added) in words.changed_keys(added) {
        let stored: Option<Vec<u8>> = connection
            .prepare_cached("SELECT words FROM quote_posting WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?;
        if let Some(words) = words.update_posting(key, stored.as_deref(), &added) {
            let sql = "INSERT OR REPLACE INTO quote_posting (key, words) VALUES (?1, ?2)";
            connection.prepare_cached(sql)?.execute(params![key, words])?;
        } else {
            connection.prepare_cached("DELETE FROM quote_posting WHERE key = ?1")?.execute([key])?;
        }
    }
    Ok(())
}
