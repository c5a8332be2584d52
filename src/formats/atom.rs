//! Atom (RFC 4287): a feed of the newest claims.

use std::io;

use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::xml::xml_text;
use super::{ClaimWriter, WriteError, parse_claim, urn};
use crate::domain::claim::Claim;
use crate::domain::claim_date::EdtfDate;
use crate::domain::release::Withdrawal;
use crate::domain::vocabulary::VocabularyTerm;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedMetadata {
    /// Permanent name of the feed: an IRI.
    pub id: String,
    pub title: String,
    /// Absolute URL of the feed itself.
    pub itself: String,
    /// Absolute URL of the page with the same claims.
    pub page: String,
    /// Absolute URL of the same claims as JSON.
    pub data: String,
    /// Scheme and host of the links to claims.
    pub origin: String,
    /// When the feed last changed.
    pub updated: Option<Timestamp>,
    /// When each release was made, the first one at 0.
    pub releases: Vec<Timestamp>,
    /// The claims that were withdrawn last.
    pub withdrawn: Vec<Withdrawal>,
}

impl FeedMetadata {
    /// When a release was made.
    pub fn time_of(&self, release: u32) -> Option<Timestamp> {
        self.releases.get(release.checked_sub(1)? as usize).copied()
    }
}

/// The language of the feed's own texts, and of statements that have it.
const FEED_LANGUAGE: &str = "en";

pub struct AtomWriter {
    metadata: FeedMetadata,
}

/// Returns the beginning of a day in UTC, because Atom requires a time.
fn midnight(day: Date) -> Timestamp {
    TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Writes a time to the millisecond (RFC 3339).
fn write_time(xml: &mut Writer<Vec<u8>>, element: &str, time: Option<Timestamp>) -> io::Result<()> {
    write_text(xml, element, &format!("{:.3}", time.unwrap_or(Timestamp::UNIX_EPOCH)))
}

impl AtomWriter {
    pub fn new(metadata: FeedMetadata) -> Self {
        Self { metadata }
    }
}

impl ClaimWriter for AtomWriter {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        let FeedMetadata { id, title, itself, page, data, origin: _, updated, releases: _, withdrawn } = &self.metadata;
        let mut xml = Writer::new(Vec::new());
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        xml.get_mut().extend_from_slice(b"\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\" xml:lang=\"en\">\n");
        write_text(&mut xml, "id", id)?;
        write_text(&mut xml, "title", title)?;
        write_time(&mut xml, "updated", *updated)?;
        write_link(&mut xml, "self", "application/atom+xml", itself)?;
        write_link(&mut xml, "alternate", "text/html", page)?;
        write_link(&mut xml, "related", "application/json", data)?;
        xml.create_element("author").write_inner_content(|xml| write_text(xml, "name", "Isnad"))?;
        xml.create_element("generator").write_text_content(BytesText::new("Isnad"))?;
        for withdrawal in withdrawn {
            let when = format!("{:.3}", self.metadata.time_of(withdrawal.release).unwrap_or(Timestamp::UNIX_EPOCH));
            let attributes = [("ref", &*urn("claim", withdrawal.id.as_str())), ("when", &*when)];
            xml.get_mut().push(b'\n');
            let entry = xml.create_element("at:deleted-entry").with_attributes(attributes);
            entry.write_inner_content(|xml| write_reason(xml, withdrawal))?;
        }
        Ok(xml.into_inner())
    }

    fn write(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        let mut xml = Writer::new(Vec::new());
        for document in documents {
            let claim = parse_claim(document)?;
            xml.get_mut().push(b'\n');
            xml.create_element("entry").write_inner_content(|xml| write_entry(xml, &claim, &self.metadata))?;
        }
        Ok(xml.into_inner())
    }

    fn finish(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(b"\n</feed>\n".to_vec())
    }
}

fn write_text(xml: &mut Writer<Vec<u8>>, element: &str, content: &str) -> io::Result<()> {
    xml.create_element(element).write_text_content(BytesText::new(&xml_text(content))).map(drop)
}

fn write_link(xml: &mut Writer<Vec<u8>>, relation: &str, media_type: &str, url: &str) -> io::Result<()> {
    xml.create_element("link")
        .with_attributes([("rel", relation), ("type", media_type), ("href", url)])
        .write_empty()?;
    Ok(())
}

fn write_entry(xml: &mut Writer<Vec<u8>>, claim: &Claim, feed: &FeedMetadata) -> io::Result<()> {
    let published = claim.article.published.as_ref().and_then(|date| EdtfDate::parse(date).ok()?.earliest);
    let published = published.map(midnight);
    let (language, title) = claim.statement.pick(FEED_LANGUAGE);
    write_text(xml, "id", &urn("claim", claim.id.as_str()))?;
    xml.create_element("title")
        .with_attribute(("xml:lang", language))
        .write_text_content(BytesText::new(&xml_text(title)))?;
    let updated = claim.revision.and_then(|revision| feed.time_of(revision.release));
    write_time(xml, "updated", updated)?;
    if published.is_some() {
        write_time(xml, "published", published)?;
    }
    write_link(xml, "alternate", "text/html", &format!("{}/claims/{}", feed.origin, claim.id))?;
    write_link(xml, "related", "application/json", &format!("{}/v1/claims/{}", feed.origin, claim.id))?;
    xml.create_element("author")
        .write_inner_content(|xml| write_text(xml, "name", claim.asserted_by.name.pick(FEED_LANGUAGE).1))?;
    for topic in &claim.topics {
        let label = xml_text(topic.label.pick(FEED_LANGUAGE).1);
        let attributes = [("term", topic.id.as_str()), ("label", &*label)];
        xml.create_element("category").with_attributes(attributes).write_empty()?;
    }
    // An entry has one summary: the statement in the first of its other languages.
    if let Some((language, text)) = claim.statement.others(FEED_LANGUAGE).next() {
        xml.create_element("summary")
            .with_attributes([("xml:lang", language), ("type", "text")])
            .write_text_content(BytesText::new(&xml_text(text)))?;
    }
    Ok(())
}

/// Says why a claim was withdrawn.
fn write_reason(xml: &mut Writer<Vec<u8>>, withdrawal: &Withdrawal) -> io::Result<()> {
    let reason = withdrawal.reason.label();
    let text = withdrawal.note.as_ref().unwrap_or(&reason);
    let (language, text) = text.pick(FEED_LANGUAGE);
    xml.create_element("at:comment")
        .with_attribute(("xml:lang", language))
        .write_text_content(BytesText::new(&xml_text(text)))?;
    Ok(())
}
