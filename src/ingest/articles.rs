//! Validates `article.json`, against the article's text if there is one.

use crate::domain::article::{Article, TextFingerprint};
use crate::domain::claim_date::EdtfDate;
use crate::domain::identifier::{ActorId, ArticleId};
use crate::domain::language_map::LanguageMap;
use crate::ingest::actors::Actors;
use crate::ingest::article_text::ArticleText;
use crate::ingest::diagnostics::RecordDiagnostics;
use crate::ingest::raw::{RawArticle, RawTextFingerprint};

pub struct SeedArticle {
    pub article: Article,
    pub text: Option<ArticleText>,
    /// Path of `claims.jsonl` inside the source.
    pub claims_path: String,
    /// `article.json` is invalid: `article` is a placeholder, so that its claims can be validated all the same.
    pub is_placeholder: bool,
}

pub fn placeholder_article(folder: &str, text: Option<&ArticleText>) -> Option<Article> {
    let code_points = text.map_or(u32::MAX, ArticleText::code_points);
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

/// Validates an article; `folder` is the name of its folder.
pub fn validate_article(
    raw: RawArticle,
    folder: &str,
    text: Option<&ArticleText>,
    actors: &Actors,
    diagnostics: &mut RecordDiagnostics,
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
    diagnostics.check_language_map("title", &title);
    for (field, note) in [("title_note", &title_note), ("published_note", &published_note), ("rights", &rights)] {
        if let Some(note) = note {
            diagnostics.check_language_map(field, note);
        }
    }
    for (field, name) in [("publisher", &publisher), ("author", &author)] {
        if let Some(name) = name {
            diagnostics.check_text(field, name);
        }
    }
    for (field, tag) in [("language", Some(&language)), ("translated_from", translated_from.as_ref())] {
        if let Some(tag) = tag.filter(|tag| !is_language_tag(tag)) {
            let message = format!("\"{tag}\" is not a BCP 47 language tag; accepted: a tag such as ar or en-GB");
            diagnostics.add(field, message);
        }
    }
    if let Some(url) = &source_url {
        diagnostics.check_url("source_url", url);
    }
    if id != folder {
        diagnostics.add("id", format!("\"{id}\" is not the name of its folder; accepted: \"{folder}\""));
    }
    let published = diagnostics.ok("published", EdtfDate::parse(&published));
    let id = diagnostics.ok("id", ArticleId::parse(&id));
    let voice_id = actors.by_id.get(voice.as_str()).map(|actor| actor.id.clone());
    if voice_id.is_none() && !actors.unparsed.contains(&voice) {
        diagnostics.add_unknown("voice", "actor", &voice, actors.by_id.keys().map(ActorId::as_str));
    }
    Some(Article {
        text: validate_fingerprint(fingerprint, text, diagnostics),
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
        voice: voice_id?,
        rights,
    })
}

fn validate_fingerprint(
    raw: RawTextFingerprint,
    text: Option<&ArticleText>,
    diagnostics: &mut RecordDiagnostics,
) -> TextFingerprint {
    let RawTextFingerprint { sha256, code_points } = raw;
    if let Some(text) = text {
        let (expected, length) = (text.sha256(), text.code_points());
        if sha256 != expected {
            diagnostics.add("text.sha256", format!("does not match the text; accepted: {expected}"));
        }
        if code_points != length {
            diagnostics.add("text.code_points", format!("does not match the text; accepted: {length}"));
        }
    }
    if sha256.len() != 64 || !sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
        diagnostics.add("text.sha256", "is not a SHA-256 hash; accepted: 64 lowercase hexadecimal digits");
    }
    TextFingerprint { sha256, code_points }
}

fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}
