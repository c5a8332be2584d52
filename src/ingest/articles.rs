//! Validates `article.json`, against the article's text if there is one.

use std::sync::Arc;

use crate::domain::article::{Article, TextFingerprint};
use crate::domain::claim_date::EdtfDate;
use crate::domain::identifier::{ActorId, ArticleId};
use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::{Requirement, VocabularyTerm};
use crate::ingest::actors::Actors;
use crate::ingest::article_text::ArticleText;
use crate::ingest::diagnostics::RecordDiagnostics;
use crate::ingest::fault::{Fault, FaultCode, Resource};
use crate::ingest::raw::{RawArticle, RawTextFingerprint};

pub struct SeedArticle {
    pub article: Article,
    pub text: Option<ArticleText>,
    /// The languages of the dataset, in the order of its texts.
    pub languages: Arc<[String]>,
    /// Path of `claims.jsonl` inside the source.
    pub claims_path: String,
    /// `article.json` is invalid: `article` is a placeholder, so that its claims can be validated all the same.
    pub is_placeholder: bool,
}

pub fn placeholder_article(folder: &str, text: Option<&ArticleText>) -> Option<Article> {
    let code_points = text.map_or(u32::MAX, ArticleText::code_points);
    Some(Article {
        id: ArticleId::parse(folder).ok()?,
        title: LanguageMap::default(),
        title_note: None,
        publisher: None,
        author: None,
        language: "und".to_owned(),
        translated_from: None,
        published: None,
        published_note: None,
        source_url: None,
        voice: ActorId::parse("unknown").ok()?,
        text: Some(TextFingerprint { sha256: String::new(), code_points }),
        rights: None,
    })
}

/// Validates an article; `folder` is the name of its folder.
pub fn validate_article(
    raw: RawArticle,
    folder: &str,
    text: Option<&ArticleText>,
    actors: &Actors,
    required: &[Requirement],
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
        if let Some(tag) = tag {
            diagnostics.check_tag(field, tag);
        }
    }
    if let Some(url) = &source_url {
        diagnostics.check_url("source_url", url);
    }
    if id != folder {
        let fault = Fault::new(FaultCode::WrongIdentifier, format!("\"{id}\" is not the name of its folder"));
        diagnostics.add("id", fault.accepts(format!("\"{folder}\"")));
    }
    let published = published.and_then(|date| diagnostics.ok("published", EdtfDate::parse(&date)));
    for (requirement, is_missing) in
        [(Requirement::Published, published.is_none()), (Requirement::Text, fingerprint.is_none())]
    {
        if is_missing && required.contains(&requirement) {
            let fault = Fault::new(FaultCode::MissingField, "is missing; dataset.json requires it");
            diagnostics.add(requirement.as_str(), fault);
        }
    }
    let id = diagnostics.ok("id", ArticleId::parse(&id));
    let voice_id = actors.by_id.get(voice.as_str()).map(|actor| actor.id.clone());
    if voice_id.is_none() && !actors.unreadable && !actors.unparsed.contains(&voice) {
        diagnostics.add_unknown("voice", Resource::Actor, &voice, actors.by_id.keys().map(ActorId::as_str));
    }
    Some(Article {
        text: fingerprint.map(|fingerprint| validate_fingerprint(fingerprint, text, diagnostics)),
        id: id?,
        title,
        title_note,
        publisher,
        author,
        language,
        translated_from,
        published,
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
            let fault = Fault::new(FaultCode::TextMismatch, "does not match the text").accepts(expected);
            diagnostics.add("text.sha256", fault.because(text.cause_of_hash(&sha256)));
        }
        if code_points != length {
            let fault = Fault::new(FaultCode::TextMismatch, "does not match the text");
            diagnostics.add("text.code_points", fault.accepts(length.to_string()));
        }
    }
    if sha256.len() != 64 || !sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
        let fault = Fault::new(FaultCode::InvalidHash, "is not a SHA-256 hash");
        diagnostics.add("text.sha256", fault.accepts("64 lowercase hexadecimal digits"));
    }
    TextFingerprint { sha256, code_points }
}
