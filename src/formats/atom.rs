//! Atom (RFC 4287): a feed of the newest claims.

use std::io;

use bytes::Bytes;
use jiff::civil::Date;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{ClaimWriter, WriteError, parse_claim, urn};
use crate::domain::claim::Claim;
use crate::domain::claim_date::EdtfDate;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedMetadata {
    /// Permanent name of the feed: an IRI.
    pub id: String,
    pub title: String,
    /// URL of the feed itself.
    pub itself: String,
    pub updated: Option<Date>,
}

/// The language of the feed's own texts, and of statements that have it.
const FEED_LANGUAGE: &str = "en";

pub struct AtomWriter {
    metadata: FeedMetadata,
}

/// Returns midnight of a day, because Atom requires a time.
fn timestamp(day: Option<Date>) -> String {
    format!("{}T00:00:00Z", day.unwrap_or(Date::constant(1970, 1, 1)))
}

impl AtomWriter {
    pub fn new(metadata: FeedMetadata) -> Self {
        Self { metadata }
    }
}

impl ClaimWriter for AtomWriter {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        let FeedMetadata { id, title, itself, updated } = &self.metadata;
        let mut xml = Writer::new(Vec::new());
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        xml.get_mut().extend_from_slice(b"\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n");
        write_text(&mut xml, "id", id)?;
        write_text(&mut xml, "title", title)?;
        write_text(&mut xml, "updated", &timestamp(*updated))?;
        xml.create_element("link").with_attributes([("rel", "self"), ("href", itself.as_str())]).write_empty()?;
        xml.create_element("author").write_inner_content(|xml| write_text(xml, "name", "Isnad"))?;
        xml.create_element("generator").write_text_content(BytesText::new("Isnad"))?;
        Ok(xml.into_inner())
    }

    fn write(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        let mut xml = Writer::new(Vec::new());
        for document in documents {
            let claim = parse_claim(document)?;
            xml.get_mut().push(b'\n');
            xml.create_element("entry").write_inner_content(|xml| write_entry(xml, &claim))?;
        }
        Ok(xml.into_inner())
    }

    fn finish(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(b"\n</feed>\n".to_vec())
    }
}

fn write_text(xml: &mut Writer<Vec<u8>>, element: &str, content: &str) -> io::Result<()> {
    xml.create_element(element).write_text_content(BytesText::new(content)).map(drop)
}

fn write_entry(xml: &mut Writer<Vec<u8>>, claim: &Claim) -> io::Result<()> {
    let published = claim.article.published.as_ref().and_then(|date| EdtfDate::parse(date).ok()?.earliest);
    let (language, title) = claim.statement.pick(FEED_LANGUAGE);
    write_text(xml, "id", &urn("claim", claim.id.as_str()))?;
    xml.create_element("title").with_attribute(("xml:lang", language)).write_text_content(BytesText::new(title))?;
    write_text(xml, "updated", &timestamp(published))?;
    if published.is_some() {
        write_text(xml, "published", &timestamp(published))?;
    }
    xml.create_element("link")
        .with_attributes([("rel", "alternate"), ("href", claim.links.itself.as_str())])
        .write_empty()?;
    xml.create_element("author")
        .write_inner_content(|xml| write_text(xml, "name", claim.asserted_by.name.pick(FEED_LANGUAGE).1))?;
    for topic in &claim.topics {
        let attributes = [("term", topic.id.as_str()), ("label", topic.label.pick(FEED_LANGUAGE).1)];
        xml.create_element("category").with_attributes(attributes).write_empty()?;
    }
    // An entry has one summary: the statement in the first of its other languages.
    if let Some((language, text)) = claim.statement.others(FEED_LANGUAGE).next() {
        xml.create_element("summary")
            .with_attributes([("xml:lang", language), ("type", "text")])
            .write_text_content(BytesText::new(text))?;
    }
    Ok(())
}
