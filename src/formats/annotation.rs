//! W3C Web Annotations: what a claim says, attached to the words of the article that it rests on.
//!
//! Quotes carry the words around them where these are known; the position tells equal words apart in any case.

use std::iter::repeat;

use bytes::Bytes;
use serde_json::{Value, json};

use super::{ClaimWriter, WriteError, read, urn};
use crate::domain::claim::{Claim, Evidence, QuoteContext};

/// The context that the recommendation asks for.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// A claim's evidence as an annotation, with the words around each quote as far as they are known.
pub fn annotation(document: &[u8], contexts: &[Option<QuoteContext>]) -> Result<Value, WriteError> {
    let claim = read(document)?;
    let mut annotation = item(&claim, contexts);
    annotation["@context"] = CONTEXT.into();
    Ok(annotation)
}

fn item(claim: &Claim, contexts: &[Option<QuoteContext>]) -> Value {
    let article = urn("article", claim.article.id.as_str());
    // A link into the web page begins with the article's address.
    let source = claim
        .links
        .source
        .as_ref()
        .and_then(|link| link.split_once("#:~:text="))
        .map_or(article, |(url, _)| url.to_owned());
    let body = claim.statement.tagged_texts().map(|(language, text)| {
        json!({"type": "TextualBody", "value": text, "language": language, "format": "text/plain", "purpose": "describing"})
    });
    let contexts = contexts.iter().map(Option::as_ref).chain(repeat(None));
    let targets = claim.evidence.iter().zip(contexts).map(|(span, context)| target(span, context, &source));
    json!({
        "id": urn("annotation", claim.id.as_str()),
        "type": "Annotation",
        "motivation": "describing",
        "body": body,
        "target": targets.collect::<Vec<_>>(),
    })
}

fn target(span: &Evidence, context: Option<&QuoteContext>, source: &str) -> Value {
    let Evidence { quote, language, part: _, start, end, status: _ } = span;
    let mut words = json!({"type": "TextQuoteSelector", "exact": quote});
    if let Some(QuoteContext { prefix, suffix }) = context {
        for (name, around) in [("prefix", prefix), ("suffix", suffix)] {
            if !around.is_empty() {
                words[name] = around.as_str().into();
            }
        }
    }
    json!({
        "type": "SpecificResource",
        "source": {"id": source, "language": language},
        "selector": [
            words,
            {"type": "TextPositionSelector", "start": start, "end": end},
        ],
    })
}

/// Writes an annotation page with an annotation for each claim.
#[derive(Debug, Default)]
pub struct AnnotationWriter {
    begun: bool,
}

impl ClaimWriter for AnnotationWriter {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(format!("{{\"@context\":\"{CONTEXT}\",\"type\":\"AnnotationPage\",\"items\":[").into_bytes())
    }

    fn claims(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        let mut items = Vec::new();
        for document in documents {
            items.extend_from_slice(if std::mem::replace(&mut self.begun, true) { b",\n" } else { b"\n" });
            serde_json::to_writer(&mut items, &item(&read(document)?, &[]))?;
        }
        Ok(items)
    }

    fn end(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(b"\n]}\n".to_vec())
    }
}
