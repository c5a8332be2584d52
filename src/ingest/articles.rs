//! `article.json` to an article, with the text where it is at hand.

use crate::domain::article::{Article, TextFingerprint};
use crate::domain::claim_date::EdtfDate;
use crate::domain::identifier::{ActorId, ArticleId};
use crate::domain::language_map::LanguageMap;
use crate::ingest::actors::Actors;
use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::jsonl::document;
use crate::ingest::raw::{RawArticle, RawTextFingerprint};
use crate::ingest::text::ArticleText;

/// An article ready for its claims to be read.
pub struct SeedArticle {
    /// The article.
    pub article: Article,
    /// Its text, where given.
    pub text: Option<ArticleText>,
    /// Path of its `claims.jsonl` inside the source.
    pub claims_path: String,
    /// Whether its own record is at fault: it then stands in only so that its claims can be checked too.
    pub provisional: bool,
}

/// A stand-in for an article whose record is at fault.
pub fn provisional(folder: &str, text: Option<&ArticleText>) -> Option<Article> {
    let code_points = text.map_or(u32::MAX, ArticleText::length);
    Some(Article {
        id: ArticleId::parse(folder).ok()?,
        title: LanguageMap::new("", ""),
        title_note: None,
        publisher: None,
        author: None,
        language: "und".to_owned(),
        translated_from: None,
        published: EdtfDate::parse("0001").ok()?,
        published_note: None,
        source_url: None,
        voice: ActorId::parse("unknown").ok()?,
        text: TextFingerprint { sha256: String::new(), code_points },
        rights: None,
    })
}

/// Validates an article; `folder` is the name of the folder it lies in.
fn validate(
    raw: RawArticle,
    folder: &str,
    text: Option<&ArticleText>,
    actors: &Actors,
    faults: &mut RecordDiagnostics,
) -> Option<Article> {
    let RawArticle {
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
        text: fingerprint,
        rights,
    } = raw;
    faults.bilingual("title", &title);
    for (field, note) in [("title_note", &title_note), ("published_note", &published_note), ("rights", &rights)] {
        if let Some(note) = note {
            faults.bilingual(field, note);
        }
    }
    for (field, value) in [("publisher", &publisher), ("author", &author)] {
        if let Some(value) = value {
            faults.text(field, value);
        }
    }
    for (field, tag) in [("language", Some(&language)), ("translated_from", translated_from.as_ref())] {
        if let Some(tag) = tag.filter(|tag| !is_language_tag(tag)) {
            faults.add(field, format!("\"{tag}\" is no BCP 47 language tag; accepted: a tag such as ar or en-GB"));
        }
    }
    if let Some(url) = &source_url {
        faults.web_address("source_url", url);
    }
    if id != folder {
        faults.add("id", format!("\"{id}\" is not the name of its folder, \"{folder}\""));
    }
    let published = faults.parsed("published", EdtfDate::parse(&published));
    let id = faults.parsed("id", ArticleId::parse(&id));
    let known_voice = actors.by_id.get(voice.as_str()).map(|actor| actor.id.clone());
    if known_voice.is_none() && !actors.broken.contains(&voice) {
        faults.unknown("voice", "actor", &voice, actors.by_id.keys().map(ActorId::as_str));
    }
    if let Some(text) = text {
        text.check_fingerprint(&fingerprint, faults);
    }
    let RawTextFingerprint { sha256, code_points } = fingerprint;
    if sha256.len() != 64 || !sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
        faults.add("text.sha256", "is no SHA-256; accepted: 64 lowercase hexadecimal digits");
    }
    Some(Article {
        id: id?,
        title,
        title_note,
        publisher,
        author,
        language,
        translated_from,
        published: published?,
        published_note,
        source_url,
        voice: known_voice?,
        text: TextFingerprint { sha256, code_points },
        rights,
    })
}

/// Reads a folder's article, if it is without fault.
pub fn parse(
    json: &str,
    file: &str,
    folder: &str,
    text: Option<&ArticleText>,
    actors: &Actors,
    faults: &mut Diagnostics,
) -> Option<Article> {
    document(json, file, faults, |raw, faults| validate(raw, folder, text, actors, faults))
}

fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}
