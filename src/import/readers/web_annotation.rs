//! W3C Web Annotations, as documents of JSON-LD and as the Hypothesis API returns them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::InputFile;
use super::json::{as_text, items, offset, parse_json, texts};
use crate::domain::web_address::is_web_address;
use crate::import::annotation::{Annotation, Document, Fields, OffsetSource, Part, Place, Reading, Span};
use crate::import::map::Map;
use crate::import::unit::Unit;

/// Where an export has the claim that an annotation is of.
const EXPORTED: &str = "urn:isnad:claim";
const EXPORTED_PART: &str = "urn:isnad:part";
const ARTICLE: &str = "urn:isnad:article:";
const ANNOTATION: &str = "urn:isnad:annotation:";

pub fn read_annotations(file: &InputFile, map: &Map) -> Result<Reading, String> {
    let root = parse_json(&file.content)?;
    let mut collector = Collector::new(file, map);
    collector.visit(&root, "", 0)?;
    Ok(collector.finish())
}

pub fn read_hypothesis(file: &InputFile, map: &Map) -> Result<Reading, String> {
    let root = parse_json(&file.content)?;
    let mut collector = Collector::new(file, map);
    let rows = root.get("rows").unwrap_or(&root);
    for (at, row) in items(rows).enumerate() {
        collector.add_row(row, format!("rows[{at}]"));
    }
    if let Some(missing) = root["total"].as_u64().and_then(|total| total.checked_sub(items(rows).count() as u64))
        && missing > 0
    {
        let place = Place::item(&file.path, "total");
        collector
            .reading
            .refuse(&place, format!("{missing} annotations are not in this answer; import those pages too"));
    }
    Ok(collector.finish())
}

/// Whether a value has a type, with or without a prefix.
fn has_type(value: &Value, name: &str) -> bool {
    let kind = if value["type"].is_null() { &value["@type"] } else { &value["type"] };
    items(kind).filter_map(Value::as_str).any(|kind| kind.rsplit([':', '#', '/']).next() == Some(name))
}

/// Collects annotations by the document that they are about.
struct Collector<'a> {
    file: &'a InputFile,
    map: &'a Map,
    documents: BTreeMap<String, Document>,
    reading: Reading,
}

impl<'a> Collector<'a> {
    fn new(file: &'a InputFile, map: &'a Map) -> Self {
        Self { file, map, documents: BTreeMap::new(), reading: Reading::default() }
    }

    /// Adds an annotation, or those of a list, a page or a collection.
    fn visit(&mut self, value: &Value, path: &str, depth: usize) -> Result<(), String> {
        const MAX_DEPTH: usize = 8;
        let accepted = "accepted: an Annotation, AnnotationPage or AnnotationCollection, or a list of annotations";
        if depth > MAX_DEPTH {
            return Err(format!("is nested too deeply; {accepted}"));
        }
        if let Value::Array(entries) = value {
            return entries
                .iter()
                .enumerate()
                .try_for_each(|(at, entry)| self.visit(entry, &format!("{path}[{at}]"), depth + 1));
        }
        if has_type(value, "AnnotationPage") {
            return self.visit(&value["items"], &format!("{path}items"), depth + 1);
        }
        if has_type(value, "AnnotationCollection") {
            if !value["first"].is_object() {
                return Err(
                    "is a collection without its pages; accepted: a collection whose `first` page is inside".to_owned()
                );
            }
            if value["first"]["next"].is_string() || value["first"]["next"].is_object() {
                let place = Place::item(&self.file.path, "first.next");
                self.reading.refuse(&place, "this page is not in the file; import it too");
            }
            return self.visit(&value["first"], &format!("{path}first."), depth + 1);
        }
        if !has_type(value, "Annotation") {
            return Err(format!(
                "{} is not an annotation; {accepted}",
                if path.is_empty() { "the document" } else { path }
            ));
        }
        self.add_annotation(value, path);
        Ok(())
    }

    fn add_annotation(&mut self, value: &Value, path: &str) {
        let id = as_text(&value["id"]).or_else(|| as_text(&value["@id"]));
        let place = Place::item(&self.file.path, id.as_deref().unwrap_or(path));
        let (mut fields, mut attributes) = (Fields::default(), vec![]);
        for body in items(&value["body"]) {
            read_body(body, &mut fields, &mut attributes);
        }
        if let Some(words) = value["bodyValue"].as_str() {
            fields.add("statement", words);
        }
        for name in ["motivation", "created", "modified"] {
            attributes.extend(texts(&value[name]).into_iter().map(|text| (name, text)));
        }
        let creators =
            items(&value["creator"]).filter_map(|creator| as_text(creator).or_else(|| as_text(&creator["name"])));
        attributes.extend(creators.map(|creator| ("creator", creator)));
        let mapped = self.map.fields_of(attributes.iter().map(|(name, value)| (*name, value.as_str())));
        fields.complete(&mapped);
        let exported = Some(&value[EXPORTED]["@value"]).filter(|claim| claim.is_object()).cloned();
        let claim_id = id.as_deref().and_then(|id| id.strip_prefix(ANNOTATION)).map(str::to_owned);
        let annotation = Annotation { place, id: claim_id.or(id), fields, exported, ..Annotation::default() };
        self.add(annotation, &value["target"], Fields::default());
    }

    fn add_row(&mut self, row: &Value, path: String) {
        let id = as_text(&row["id"]);
        let place = Place::item(&self.file.path, id.clone().unwrap_or(path));
        if items(&row["references"]).next().is_some() {
            return self.reading.refuse(&place, "is a reply to another annotation");
        }
        let mut fields = Fields::default();
        fields.add("statement", row["text"].as_str().unwrap_or_default());
        let attributes: Vec<(&str, String)> = ["tags", "user", "group", "created", "updated"]
            .iter()
            .flat_map(|name| texts(&row[*name]).into_iter().map(move |text| (*name, text)))
            .collect();
        fields.complete(&self.map.fields_of(attributes.iter().map(|(name, value)| (*name, value.as_str()))));
        if let Some(link) = row["links"]["html"].as_str().or(row["links"]["incontext"].as_str()) {
            fields.add("origin.url", link);
        }
        let mut about = Fields::default();
        texts(&row["document"]["title"]).iter().take(1).for_each(|title| about.add("title", title));
        let mut targets: Vec<Value> = items(&row["target"]).cloned().collect();
        for target in &mut targets {
            if target["source"].is_null() && target.is_object() {
                target["source"] = row["uri"].clone();
            }
        }
        if targets.is_empty() {
            targets.push(row["uri"].clone());
        }
        self.add(Annotation { place, id, fields, ..Annotation::default() }, &Value::Array(targets), about);
    }

    /// Adds an annotation with the spans of its targets to the document of the first one.
    fn add(&mut self, mut annotation: Annotation, targets: &Value, mut about: Fields) {
        let article = annotation.exported.as_ref().and_then(|claim| as_text(&claim["article"]["id"]));
        let url = items(targets).find_map(|target| source_of(target).0).filter(|source| is_web_address(source));
        let mut of: Option<String> = None;
        for (at, target) in items(targets).enumerate() {
            let (source, language) = source_of(target);
            // Several articles may be one web page, with fragments that lead to their parts.
            let source = source.map(|source| match (&article, source.split_once('#')) {
                (Some(article), _) => format!("{ARTICLE}{article}"),
                (None, Some((page, _))) => page.to_owned(),
                (None, None) => source,
            });
            let Some(source) = source.filter(|source| !source.is_empty()) else {
                return self.reading.refuse(&annotation.place, format!("target[{at}] has no source"));
            };
            if of.get_or_insert_with(|| source.clone()) != &source {
                return self.reading.refuse(&annotation.place, "has targets in several documents; accepted: one");
            }
            about.add("language", language.as_deref().unwrap_or_default());
            if target["selector"].is_null() {
                continue;
            }
            let mut span = Span { place: annotation.place.clone(), ..Span::default() };
            items(&target["selector"]).for_each(|selector| read_selector(selector, &mut span, 0));
            if span.quote.is_none() && span.fragments.is_empty() {
                let accepted = "accepted: a TextQuoteSelector or a TextPositionSelector";
                return self
                    .reading
                    .refuse(&annotation.place, format!("target[{at}] has no selector of text; {accepted}"));
            }
            let part =
                if target[EXPORTED_PART].as_str() == Some("attribution") { Part::Trigger } else { Part::Content };
            annotation.spans.push((part, span));
        }
        if let Some(claim) = &annotation.exported {
            for field in ["published", "language"] {
                about.add(field, claim["article"][field].as_str().unwrap_or_default());
            }
        }
        let Some(source) = of else { return self.reading.refuse(&annotation.place, "has no target") };
        let document = self.documents.entry(source.clone()).or_insert_with(|| {
            let article = source.strip_prefix(ARTICLE).map(str::to_owned);
            Document {
                name: source.clone(),
                article,
                offsets: OffsetSource::Fixed(Unit::CodePoints),
                ..Document::default()
            }
        });
        // Isnad counts code points; what other programs count is proven.
        if annotation.exported.is_none() {
            document.offsets = OffsetSource::Hints;
        }
        about.add("url", url.as_deref().unwrap_or_default());
        document.about.complete(&about);
        document.annotations.push(annotation);
    }

    fn finish(mut self) -> Reading {
        self.reading.documents = self.documents.into_values().collect();
        self.reading
    }
}

/// Adds the texts of a body to the statement, tags and others to the attributes.
fn read_body(body: &Value, fields: &mut Fields, attributes: &mut Vec<(&'static str, String)>) {
    let Some(words) = body["value"].as_str() else {
        let address = as_text(body).or_else(|| as_text(&body["id"])).or_else(|| as_text(&body["source"]));
        attributes.extend(address.map(|address| ("body", address)));
        return;
    };
    let purposes = texts(&body["purpose"]);
    if purposes.iter().any(|purpose| matches!(purpose.as_str(), "tagging" | "classifying" | "identifying")) {
        attributes.push(("tags", words.to_owned()));
        return;
    }
    match texts(&body["language"]).first() {
        Some(language) => fields.add(&format!("statement.{language}"), words),
        None => fields.add("statement", words),
    }
}

/// Returns the address of what a target is about, and its language.
fn source_of(target: &Value) -> (Option<String>, Option<String>) {
    let source = if target["source"].is_null() { target } else { &target["source"] };
    let address = as_text(source).or_else(|| as_text(&source["id"])).or_else(|| as_text(&source["@id"]));
    (address, texts(&source["language"]).first().cloned())
}

fn read_selector(selector: &Value, span: &mut Span, depth: usize) {
    const MAX_DEPTH: usize = 4;
    if has_type(selector, "TextQuoteSelector") {
        let text = |name: &str| as_text(&selector[name]);
        span.quote = text("exact").filter(|quote| !quote.is_empty());
        (span.prefix, span.suffix) = (text("prefix").unwrap_or_default(), text("suffix").unwrap_or_default());
    } else if has_type(selector, "TextPositionSelector") {
        let place = offset(&selector["start"]).zip(offset(&selector["end"]));
        span.fragments = place.into_iter().collect();
    } else if has_type(selector, "FragmentSelector") {
        // RFC 5147.
        let place = selector["value"].as_str().and_then(|value| value.strip_prefix("char=")?.split_once(','));
        let place = place.and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
        span.fragments.extend(place);
    }
    if depth < MAX_DEPTH {
        for inner in [&selector["refinedBy"], &selector["items"]] {
            items(inner).for_each(|inner| read_selector(inner, span, depth + 1));
        }
    }
}
