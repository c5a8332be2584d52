//! CSV, TSV and JSON Lines: a claim a row, with columns named by a map.

use std::collections::BTreeMap;

use super::InputFile;
use super::json::{flatten, parse_json};
use crate::import::annotation::{Annotation, Document, Fields, OffsetSource, Part, Place, Reading, Span};
use crate::import::map::{FIELDS, Map};

/// Fields of the article, not of the claim.
const ARTICLE_FIELDS: [&str; 6] = ["title", "language", "published", "publisher", "author", "url"];

pub fn read_delimited(file: &InputFile, map: &Map, delimiter: u8) -> Result<Reading, String> {
    let content = file.content.trim_start_matches('\u{FEFF}');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(content.as_bytes());
    let columns = reader.headers().map_err(|error| format!("has no header: {error}"))?.clone();
    let mut rows = Rows::new(file, map, columns.iter())?;
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                rows.add(line, columns.iter().zip(record.iter()));
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                let place = Place::line(&file.path, u32::try_from(line).unwrap_or(u32::MAX), "");
                rows.reading.refuse(&place, "has another number of cells than the header");
            }
        }
    }
    Ok(rows.finish())
}

pub fn read_jsonl(file: &InputFile, map: &Map) -> Result<Reading, String> {
    let mut rows: Option<Rows> = None;
    for (line, number) in file.content.split('\n').zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        let place = Place::line(&file.path, number, "");
        let members = parse_json(line).map(|record| flatten(&record));
        let members = match members {
            Ok(members) => members,
            Err(reason) if rows.is_some() => {
                if let Some(rows) = &mut rows {
                    rows.reading.refuse(&place, reason);
                }
                continue;
            }
            Err(reason) => return Err(format!("line {number} {reason}")),
        };
        let rows = match &mut rows {
            Some(rows) => rows,
            empty => empty.insert(Rows::new(file, map, members.iter().map(|(name, _)| name.as_str()))?),
        };
        rows.add(number.into(), members.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    }
    Ok(rows.map(Rows::finish).unwrap_or_default())
}

/// Collects rows by the document that they name.
struct Rows<'a> {
    file: &'a InputFile,
    map: &'a Map,
    documents: BTreeMap<String, Document>,
    reading: Reading,
}

impl<'a> Rows<'a> {
    /// Without a map, columns are named like fields. A map must not name columns that are missing from every row of CSV.
    fn new<'c>(file: &'a InputFile, map: &'a Map, columns: impl Iterator<Item = &'c str>) -> Result<Self, String> {
        let columns: Vec<&str> = columns.collect();
        let states_something = |field: &str| matches!(field, "statement" | "quote") || field.starts_with("statement.");
        let known = if map.fields.is_empty() {
            columns.iter().any(|column| states_something(column))
        } else {
            map.fields.iter().any(|(field, column)| states_something(field) && columns.contains(&column.as_str()))
        };
        if !known {
            let (columns, fields) = (columns.join(", "), FIELDS.join(", "));
            return Err(format!(
                "has no column for `statement` or `quote`; it has: {columns}; accepted: a --map with [fields] of {fields}"
            ));
        }
        Ok(Self { file, map, documents: BTreeMap::new(), reading: Reading::default() })
    }

    fn add<'v>(&mut self, line: u64, cells: impl Iterator<Item = (&'v str, &'v str)>) {
        let place = Place::line(&self.file.path, u32::try_from(line).unwrap_or(u32::MAX), "");
        let cells: Vec<(&str, &str)> = cells.collect();
        let raw = |field: &str| {
            let column =
                if self.map.fields.is_empty() { Some(field) } else { self.map.fields.get(field).map(String::as_str) };
            column.and_then(|column| cells.iter().find(|(name, value)| *name == column && !value.is_empty()))
        };
        // The words of the text are verbatim: their white space counts.
        let verbatim = |field: &str| raw(field).map(|(_, value)| (*value).to_owned());
        let fields = if self.map.fields.is_empty() {
            self.fields_by_name(&cells)
        } else {
            self.map.fields_of(cells.iter().copied())
        };
        let mut span = Span {
            place: place.clone(),
            quote: verbatim("quote"),
            prefix: verbatim("prefix").unwrap_or_default(),
            suffix: verbatim("suffix").unwrap_or_default(),
            ..Span::default()
        };
        match (fields.one("start"), fields.one("end")) {
            (Some(start), Some(end)) => match (start.parse(), end.parse()) {
                (Ok(start), Ok(end)) => span.fragments.push((start, end)),
                _ => {
                    return self.reading.refuse(&place, format!("the offsets {start} and {end} are not whole numbers"));
                }
            },
            (None, None) => {}
            _ => return self.reading.refuse(&place, "has one of start and end; accepted: both or none"),
        }
        let has_span = span.quote.is_some() || !span.fragments.is_empty();
        let is_stated = has_span || fields.one("statement").is_some() || fields.below("statement").next().is_some();
        if !is_stated {
            return self.reading.refuse(&place, "has neither a statement nor a quote");
        }
        let name = fields.one("document").unwrap_or(&self.file.stem).to_owned();
        let document = self.documents.entry(name.clone()).or_insert_with(|| Document {
            name,
            offsets: OffsetSource::Proven,
            about: self.map.read_file_name(&self.file.stem),
            ..Document::default()
        });
        document.text = document.text.take().or_else(|| raw("text").map(|(_, text)| (*text).to_owned()));
        let mut about = Fields::default();
        for field in ARTICLE_FIELDS {
            fields.all(field).iter().for_each(|value| about.add(field, value));
        }
        document.about.complete(&about);
        let spans = if has_span { vec![(Part::Content, span)] } else { vec![] };
        let id = fields.one("id").map(str::to_owned);
        document.annotations.push(Annotation { place, id, spans, fields, exported: None });
    }

    fn fields_by_name(&self, cells: &[(&str, &str)]) -> Fields {
        let mut fields = Fields::default();
        for (name, value) in cells {
            self.map.add(&mut fields, name, value);
        }
        fields
    }

    fn finish(mut self) -> Reading {
        self.reading.documents = self.documents.into_values().collect();
        self.reading
    }
}
