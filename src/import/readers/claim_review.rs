//! `ClaimReview` of schema.org: claims with the verdicts of fact-checkers, as JSON-LD or in web pages.

use std::collections::HashMap;

use serde_json::Value;

use super::InputFile;
use super::json::{as_text, items, parse_json};
use super::ld_script::{is_page, ld_scripts};
use crate::domain::claim_date::EdtfDate;
use crate::domain::web_address::is_web_address;
use crate::import::annotation::{Annotation, Document, Fields, Part, Place, Reading, Span};
use crate::import::ids::short_hash;
use crate::import::map::Map;

pub fn read(file: &InputFile, map: &Map) -> Result<Reading, String> {
    let mut collector = Collector { file, map, index: HashMap::new(), reading: Reading::default() };
    if is_page(&file.content) {
        for (script, number) in ld_scripts(&file.content).into_iter().zip(1..) {
            let place = format!("script {number}");
            match parse_json(script) {
                Ok(root) => collector.visit(&root, &place, 0),
                Err(reason) => collector.reading.refuse(&Place::item(&file.path, place), reason),
            }
        }
    } else {
        collector.visit(&parse_json(&file.content)?, "", 0);
    }
    let reading = collector.reading;
    if reading.documents.is_empty() && reading.refused.is_empty() {
        return Err("has no ClaimReview".to_owned());
    }
    Ok(reading)
}

/// Collects reviews by the article that they are about.
struct Collector<'a> {
    file: &'a InputFile,
    map: &'a Map,
    /// The documents by their names.
    index: HashMap<String, usize>,
    reading: Reading,
}

impl Collector<'_> {
    /// Adds the reviews of a value: itself, or those in its members.
    fn visit(&mut self, value: &Value, path: &str, depth: usize) {
        const MAX_DEPTH: usize = 12;
        let mut types = items(&value["@type"]).filter_map(Value::as_str);
        if types.any(|kind| kind.rsplit(['/', ':', '#']).next() == Some("ClaimReview")) {
            return self.add(value, &Place::item(&self.file.path, path));
        }
        if depth == MAX_DEPTH {
            return;
        }
        match value {
            Value::Array(entries) => {
                for (at, entry) in entries.iter().enumerate() {
                    self.visit(entry, &format!("{path}[{at}]"), depth + 1);
                }
            }
            Value::Object(members) => {
                let separator = if path.is_empty() { "" } else { "." };
                for (name, member) in members {
                    self.visit(member, &format!("{path}{separator}{name}"), depth + 1);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, review: &Value, place: &Place) {
        let item = first(&review["itemReviewed"]);
        let Some(claimed) = text(&review["claimReviewed"]).or_else(|| text(&item["name"])) else {
            return self.reading.refuse(place, "has no claimReviewed");
        };
        let Some(publisher) = name(&review["author"]).or_else(|| name(&review["publisher"])) else {
            return self.reading.refuse(place, "has no author, so the fact-checker is not known");
        };
        let reviewed = self.date(&review["datePublished"], place);
        let said = self.date(&item["datePublished"], place);
        let address = address(&review["url"]);
        let own_id = text(&review["@id"]).or_else(|| text(&review["identifier"]));
        let mut fields = Fields::default();
        let mut set = |field: &str, value: Option<&str>| fields.add(field, value.unwrap_or_default());
        set("statement", Some(&claimed));
        set("asserted_by", name(&item["author"]).as_deref());
        set("asserted_date", said.as_deref());
        set("review.publisher", Some(&publisher));
        set("review.url", address.as_deref());
        set("review.rating", rating(&review["reviewRating"]).as_deref());
        set("review.date", reviewed.as_deref());
        set("review.language", text(&review["inLanguage"]).as_deref());
        set("origin.url", address.as_deref());
        set("origin.id", own_id.as_deref());
        let span = |quote| Span { place: place.clone(), quote: Some(quote), ..Span::default() };
        let annotation = Annotation {
            place: place.clone(),
            id: Some(short_hash(&format!("{}\n{claimed}", address.or(own_id).unwrap_or_default()))),
            spans: text(&item["text"]).map(|quote| (Part::Content, span(quote))).into_iter().collect(),
            fields,
            exported: None,
        };
        let document = document(review, item, &claimed, &publisher, said, self.file, self.map);
        let documents = &mut self.reading.documents;
        let at = *self.index.entry(document.name.clone()).or_insert_with(|| {
            documents.push(document);
            documents.len() - 1
        });
        documents[at].annotations.push(annotation);
    }

    /// Returns the day of a date; one that is none is reported.
    fn date(&mut self, value: &Value, place: &Place) -> Option<String> {
        let date = text(value)?;
        let day = day(&date);
        if day.is_none() {
            let reason = format!("the date \"{date}\" is not imported; accepted: a date such as 2025-07-23");
            self.reading.refuse(place, reason);
        }
        day
    }
}

/// The article is where the claim appeared; if that is not known, the review.
fn document(
    review: &Value,
    item: &Value,
    claimed: &str,
    publisher: &str,
    said: Option<String>,
    file: &InputFile,
    map: &Map,
) -> Document {
    let appearances = [&item["appearance"], &item["firstAppearance"]];
    let appearance = appearances.iter().flat_map(|list| items(list)).find_map(|work| {
        address(&work["url"]).or_else(|| address(work)).or_else(|| address(&work["@id"])).map(|url| (work, url))
    });
    let mut about = map.read_file_name(&file.stem);
    let mut set = |field: &str, value: Option<String>| about.add(field, &value.unwrap_or_default());
    let url = if let Some((work, url)) = appearance {
        set("title", text(&work["headline"]).or_else(|| text(&work["name"])).or_else(|| Some(url.clone())));
        set("publisher", name(&work["publisher"]));
        set("language", text(&work["inLanguage"]));
        set("published", said);
        Some(url)
    } else {
        set("title", text(&review["headline"]).or_else(|| text(&review["name"])).or_else(|| Some(claimed.to_owned())));
        set("publisher", Some(publisher.to_owned()));
        set("published", text(&review["datePublished"]).and_then(|date| day(&date)));
        address(&review["url"])
    };
    set("language", text(&review["inLanguage"]));
    set("url", url.clone());
    let name = url.unwrap_or_else(|| format!("{}-{}", file.stem, short_hash(claimed)));
    Document { name, about, ..Document::default() }
}

/// Returns the day of a date that may have a time.
fn day(date: &str) -> Option<String> {
    let day = date.split(['T', ' ']).next().unwrap_or_default();
    EdtfDate::parse(day).ok().map(|_| day.to_owned())
}

fn first(value: &Value) -> &Value {
    items(value).next().unwrap_or(&Value::Null)
}

/// Returns a text, which may be in an array or in an object with `@value`.
fn text(value: &Value) -> Option<String> {
    let value = first(value);
    let text = as_text(value).or_else(|| as_text(&value["@value"]))?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn name(value: &Value) -> Option<String> {
    items(value).find_map(|value| text(value).or_else(|| text(&value["name"])).or_else(|| text(&value["legalName"])))
}

fn address(value: &Value) -> Option<String> {
    text(value).filter(|address| is_web_address(address))
}

/// The verdict in words; without them the number, with the best one.
fn rating(value: &Value) -> Option<String> {
    let rating = first(value);
    let words = text(&rating["alternateName"]).or_else(|| text(&rating["name"]));
    words.or_else(|| {
        let number = text(&rating["ratingValue"])?;
        Some(text(&rating["bestRating"]).map_or_else(|| number.clone(), |best| format!("{number}/{best}")))
    })
}
