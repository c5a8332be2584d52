//! Begins an article: its record with the hash of its text, the actor of its voice, and an empty file of claims.

use std::path::{Path, PathBuf};

use crate::domain::identifier::ArticleId;
use crate::domain::language_map::LanguageMap;
use crate::import::annotation::Document;
use crate::import::articles::{fingerprint, new_article, unacceptable};
use crate::import::directory::{Directory, DirectoryError};
use crate::import::map::Map;
use crate::import::names::ActorBook;
use crate::ingest::{RawArticle, read_file};

/// Limit of a text: a long novel.
const MAX_TEXT_BYTES: usize = 4 << 20;

/// What is known of an article that is to be begun.
pub struct NewArticle<'a> {
    pub id: &'a ArticleId,
    /// The file of its text.
    pub text: &'a Path,
    pub language: &'a str,
    /// An EDTF date.
    pub published: Option<&'a str>,
    /// The first line of the text unless given.
    pub title: Option<&'a str>,
    /// Directory of the seed files.
    pub into: &'a Path,
    /// Directory of texts; they are beside the articles unless given.
    pub texts: Option<&'a Path>,
}

/// Writes the files of a new article; returns their paths.
pub fn begin_article(new: &NewArticle) -> Result<Vec<PathBuf>, DirectoryError> {
    let id = new.id.as_str();
    let mut directory = Directory::read(new.into, new.texts)?;
    let refuse = |path: &Path, reason: &str| Err(DirectoryError::new(path, reason.to_owned()));
    let claims = directory.claims_path(id);
    if directory.articles.contains_key(id) || claims.exists() {
        return refuse(claims.parent().unwrap_or(&claims), "there is an article already; accepted: a new id");
    }
    let text = read_file(new.text, MAX_TEXT_BYTES).map_err(|reason| DirectoryError::new(new.text, reason))?;
    if let Some(reason) = unacceptable(&text) {
        return refuse(new.text, reason);
    }
    match directory.text(id)? {
        None => directory.add_text(id, &text),
        Some(known) if known == text => {}
        Some(_) => {
            let reason = "there is another text already; accepted: the same text, or no file at this place";
            return refuse(&directory.text_path(id), reason);
        }
    }
    let mut article = describe(new, &text);
    let mut actors = ActorBook::new(&directory.actors, vec![], &Map::default().actors, true);
    let voice = actors.new_voice(id, &article.title);
    article.voice.clone_from(&voice.id);
    directory.add_article(&article)?;
    directory.add_actors(&[voice])?;
    directory.add_claims(id, &[])?;
    directory.write()
}

fn describe(new: &NewArticle, text: &str) -> RawArticle {
    let document = Document { name: new.id.as_str().to_owned(), ..Document::default() };
    let article = new_article(new.id.as_str(), &document, Some(text), new.language, &mut vec![]);
    let title = new.title.map_or(article.title, |title| LanguageMap::single(new.language, title));
    RawArticle { title, published: new.published.map(str::to_owned), text: Some(fingerprint(text)), ..article }
}
