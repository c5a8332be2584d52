//! Atom (RFC 4287): the newest claims as a feed.

use std::io;

use bytes::Bytes;
use jiff::civil::Date;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{ClaimWriter, WriteError, read, urn};
use crate::domain::claim::Claim;
use crate::domain::claim_date::EdtfDate;

/// What a feed says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedMetadata {
    /// Permanent name of the feed.
    pub id: String,
    /// The query as a sentence.
    pub title: String,
    /// The feed's own address, relative to the server.
    pub itself: String,
    /// The newest day of publication among the articles.
    pub updated: Option<Date>,
}

/// Writes a feed.
pub struct AtomWriter {
    head: FeedMetadata,
}

/// A day as the instant that Atom asks for.
fn instant(day: Option<Date>) -> String {
    format!("{}T00:00:00Z", day.unwrap_or(Date::constant(1970, 1, 1)))
}

impl AtomWriter {
    /// Writes a feed with this head.
    pub fn new(head: FeedMetadata) -> Self {
        Self { head }
    }
}

impl ClaimWriter for AtomWriter {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        let FeedMetadata { id, title, itself, updated } = &self.head;
        let mut xml = Writer::new(Vec::new());
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        xml.get_mut().extend_from_slice(b"\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n");
        text(&mut xml, "id", id)?;
        text(&mut xml, "title", title)?;
        text(&mut xml, "updated", &instant(*updated))?;
        xml.create_element("link").with_attributes([("rel", "self"), ("href", itself.as_str())]).write_empty()?;
        xml.create_element("author").write_inner_content(|xml| text(xml, "name", "Isnad"))?;
        xml.create_element("generator").write_text_content(BytesText::new("Isnad"))?;
        Ok(xml.into_inner())
    }

    fn claims(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        let mut xml = Writer::new(Vec::new());
        for document in documents {
            let claim = read(document)?;
            xml.get_mut().push(b'\n');
            xml.create_element("entry").write_inner_content(|xml| entry(xml, &claim))?;
        }
        Ok(xml.into_inner())
    }

    fn end(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(b"\n</feed>\n".to_vec())
    }
}

fn text(xml: &mut Writer<Vec<u8>>, element: &str, content: &str) -> io::Result<()> {
    xml.create_element(element).write_text_content(BytesText::new(content)).map(drop)
}

fn entry(xml: &mut Writer<Vec<u8>>, claim: &Claim) -> io::Result<()> {
    let published = EdtfDate::parse(&claim.article.published).ok().map(|date| date.earliest);
    text(xml, "id", &urn("claim", claim.id.as_str()))?;
    text(xml, "title", &claim.statement.en)?;
    text(xml, "updated", &instant(published))?;
    text(xml, "published", &instant(published))?;
    xml.create_element("link")
        .with_attributes([("rel", "alternate"), ("href", claim.links.itself.as_str())])
        .write_empty()?;
    xml.create_element("author").write_inner_content(|xml| text(xml, "name", &claim.asserted_by.name.en))?;
    for topic in &claim.topics {
        let attributes = [("term", topic.id.as_str()), ("label", topic.label.en.as_str())];
        xml.create_element("category").with_attributes(attributes).write_empty()?;
    }
    let summary = BytesText::new(&claim.statement.ar);
    xml.create_element("summary")
        .with_attributes([("xml:lang", "ar"), ("type", "text")])
        .write_text_content(summary)?;
    Ok(())
}
