//! The article of a document: the one of the directory, or a new one.

use sha2::{Digest, Sha256};

use crate::domain::claim_date::EdtfDate;
use crate::domain::language_map::{LanguageMap, is_language_tag};
use crate::domain::web_address::is_web_address;
use crate::import::annotation::{Document, Place, Refusal};
use crate::import::clean::{clean, shorten};
use crate::import::ids::slug;
use crate::ingest::{RawArticle, RawTextFingerprint};

/// Longer first lines are no titles.
const MAX_TITLE: usize = 200;

/// Limit of the text of an article, as `check` has it.
const MAX_TEXT_BYTES: usize = 4 << 20;

/// The article that claims are made for.
pub struct TargetArticle {
    pub id: String,
    pub language: String,
    pub voice: String,
    pub published: Option<String>,
}

/// Returns the identifier of the article of a document that the directory does not have.
pub fn article_id(name: &str) -> String {
    let name = name.strip_prefix("https://").or_else(|| name.strip_prefix("http://")).unwrap_or(name);
    slug(name.strip_prefix("urn:").unwrap_or(name))
}

/// Returns a new article without its voice. What is wrong with what is known of it is added to `refused`.
pub fn new_article(
    id: &str,
    document: &Document,
    text: Option<&str>,
    default_language: &str,
    refused: &mut Vec<Refusal>,
) -> RawArticle {
    let about = &document.about;
    let place = Place::item(&document.name.as_str().into(), "");
    let mut checked = |field: &str, is_valid: &dyn Fn(&str) -> bool, accepted: &str| {
        let value = about.one(field)?;
        if is_valid(value) {
            return Some(value.to_owned());
        }
        refused.push(Refusal::new(&place, format!("{field}: \"{value}\" is not imported; accepted: {accepted}")));
        None
    };
    let language =
        checked("language", &|tag| is_language_tag(&tag.replace('_', "-")), "a language tag such as en or pt-BR");
    let published = about.one("published").map(|date| date.split_once('T').map_or(date, |(day, _)| day));
    let is_date = |_: &str| published.is_some_and(|date| EdtfDate::parse(date).is_ok());
    let published = checked("published", &is_date, "an EDTF date such as 2025-07-23").and(published).map(str::to_owned);
    let source_url = checked("url", &is_web_address, "an address that begins with https:// or http://");
    let language = language.map_or_else(|| default_language.to_owned(), |tag| tag.replace('_', "-"));
    let exported = document.annotations.iter().find_map(|annotation| annotation.exported.as_ref());
    let exported_title =
        exported.and_then(|claim| serde_json::from_value::<LanguageMap>(claim.pointer("/article/title")?.clone()).ok());
    let title = exported_title.unwrap_or_else(|| LanguageMap::single(&language, &title(document, text)));
    RawArticle {
        id: id.to_owned(),
        title,
        title_note: None,
        publisher: about.one("publisher").map(clean).filter(|name| !name.is_empty()),
        author: about.one("author").map(clean).filter(|name| !name.is_empty()),
        language,
        translated_from: None,
        published,
        published_note: None,
        source_url,
        voice: String::new(),
        text: text.map(fingerprint),
        rights: None,
    }
}

/// The title of the file, otherwise the first line of the text, otherwise the name of the document.
fn title(document: &Document, text: Option<&str>) -> String {
    let first_line = || text.into_iter().flat_map(str::lines).map(clean).find(|line| !line.is_empty());
    let title = document.about.one("title").map(clean).filter(|title| !title.is_empty()).or_else(first_line);
    let title = title.unwrap_or_else(|| clean(&document.name));
    let title = if title.is_empty() { "untitled".to_owned() } else { title };
    shorten(&title, MAX_TITLE)
}

pub fn fingerprint(text: &str) -> RawTextFingerprint {
    let sha256 = hex::encode(Sha256::digest(text.as_bytes()));
    RawTextFingerprint { sha256, code_points: u32::try_from(text.chars().count()).unwrap_or(u32::MAX) }
}

/// Returns why a text cannot be an article's.
pub fn unacceptable(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        Some("its text is empty")
    } else if text.len() > MAX_TEXT_BYTES {
        Some("its text is longer than 4 MiB")
    } else if text.contains('\0') {
        Some("its text contains NUL")
    } else {
        None
    }
}
