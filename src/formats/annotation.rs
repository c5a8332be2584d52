//! W3C Web Annotations: the statement of a claim, attached to the quotes of the article that support it.
//!
//! A quote is selected by position and by text, with the words around it if they are known.

use std::iter::repeat;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use super::{ClaimWriter, WriteError, begin_item, parse_claim, urn};
use crate::domain::article::Article;
use crate::domain::catalogue::Catalogue;
use crate::domain::claim::{Claim, Evidence, QuoteContext};
use crate::domain::vocabulary::{EvidencePart, VocabularyTerm};

/// The claim beside its statement and its quotes, as a JSON literal of JSON-LD, so that `isnad import` reads all of it.
const CLAIM: &str = "urn:isnad:claim";

/// What a quote is evidence of, where it is not the claim's content.
const PART: &str = "urn:isnad:part";

const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// Returns a claim as an annotation; `contexts` are the words around each quote.
pub fn to_annotation(
    document: &[u8],
    contexts: &[Option<QuoteContext>],
    catalogue: &Catalogue,
) -> Result<Value, WriteError> {
    let claim = parse_claim(document)?;
    let mut annotation = item(&claim, contexts, catalogue)?;
    annotation["@context"] = CONTEXT.into();
    Ok(annotation)
}

fn item(claim: &Claim, contexts: &[Option<QuoteContext>], catalogue: &Catalogue) -> Result<Value, WriteError> {
    let id = claim.article.id.as_str();
    let url = catalogue.articles.get(id).and_then(Article::url);
    let source = url.map_or_else(|| urn("article", id), str::to_owned);
    let body = claim.statement.texts().map(|(language, text)| {
        json!({"type": "TextualBody", "value": text, "language": language, "format": "text/plain", "purpose": "describing"})
    });
    let contexts = contexts.iter().map(Option::as_ref).chain(repeat(None));
    let mut targets: Vec<_> =
        claim.evidence.iter().zip(contexts).map(|(span, context)| target(span, context, &source)).collect();
    // An annotation has a target: without evidence the whole article.
    if targets.is_empty() {
        targets.push(json!({"id": source, "language": claim.article.language}));
    }
    Ok(json!({
        "id": urn("annotation", claim.id.as_str()),
        "type": "Annotation",
        "motivation": "describing",
        "body": body.collect::<Vec<_>>(),
        "target": targets,
        CLAIM: {"@type": "@json", "@value": beside_annotation(claim)?},
    }))
}

/// Returns the members of a claim that the annotation has not, except those that follow from others.
fn beside_annotation(claim: &Claim) -> Result<Value, WriteError> {
    let mut members = serde_json::to_value(claim)?;
    if let Value::Object(members) = &mut members {
        for name in ["id", "statement", "evidence", "links", "highlights"] {
            members.remove(name);
        }
    }
    Ok(members)
}

fn target(span: &Evidence, context: Option<&QuoteContext>, source: &str) -> Value {
    let Evidence { quote, language, part, start, end, status: _ } = span;
    let mut selector = json!({"type": "TextQuoteSelector", "exact": quote});
    if let Some(QuoteContext { prefix, suffix }) = context {
        for (name, context) in [("prefix", prefix), ("suffix", suffix)] {
            if !context.is_empty() {
                selector[name] = context.as_str().into();
            }
        }
    }
    let mut selectors = vec![selector];
    // The place of a quote may not be known.
    if let (Some(start), Some(end)) = (start, end) {
        selectors.push(json!({"type": "TextPositionSelector", "start": start, "end": end}));
    }
    let mut target = json!({
        "type": "SpecificResource",
        "source": {"id": source, "language": language},
        "selector": selectors,
    });
    if *part != EvidencePart::Content {
        target[PART] = part.as_str().into();
    }
    target
}

/// Writes an annotation page with one annotation per claim.
pub struct AnnotationWriter {
    catalogue: Arc<Catalogue>,
    begun: bool,
}

impl AnnotationWriter {
    pub fn new(catalogue: Arc<Catalogue>) -> Self {
        Self { catalogue, begun: false }
    }
}

impl ClaimWriter for AnnotationWriter {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(format!("{{\"@context\":\"{CONTEXT}\",\"type\":\"AnnotationPage\",\"items\":[").into_bytes())
    }

    fn write(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        let mut items = Vec::new();
        for document in documents {
            begin_item(&mut self.begun, &mut items);
            serde_json::to_writer(&mut items, &item(&parse_claim(document)?, &[], &self.catalogue)?)?;
        }
        Ok(items)
    }

    fn finish(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(b"\n]}\n".to_vec())
    }
}
