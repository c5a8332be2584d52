//! brat standoff: text-bound annotations, events, relations, attributes, normalizations and notes.

use std::collections::HashMap;

use super::InputFile;
use crate::import::annotation::{Document, Place, Reading, Span};
use crate::import::graph::{LabelledSpan, Link, SpanGraph};
use crate::import::map::Map;

pub fn read(file: &InputFile, map: &Map) -> Result<Reading, String> {
    let Some(text) = &file.text else {
        return Err("has no text; accepted: the .txt beside the .ann, or in the folder of --text-from".to_owned());
    };
    let mut reading = Reading::default();
    let mut graph = SpanGraph { has_stable_ids: true, ..SpanGraph::default() };
    let mut attributes: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for (line, record) in records(&file.content) {
        let id = record.split('\t').next().unwrap_or_default();
        let place = Place::line(&file.path, line, id);
        if parse(&record, &place, &mut graph, &mut attributes).is_none() {
            reading.refuse(&place, "is not a line of brat's format");
        }
    }
    for span in &mut graph.spans {
        span.attributes = attributes.remove(&span.id).unwrap_or_default();
    }
    for link in &mut graph.links {
        link.attributes = attributes.remove(&link.id).unwrap_or_default();
    }
    let proof = graph.proof();
    let mut annotations = graph.annotations(map, &mut reading);
    // Several annotators may have annotated one text.
    for annotation in annotations.iter_mut().filter(|_| !file.suffix.is_empty()) {
        annotation.id = annotation.id.as_ref().map(|id| format!("{}-{id}", file.suffix));
    }
    let document = Document {
        name: file.stem.clone(),
        text: Some(text.clone()),
        about: map.read_file_name(&file.stem),
        breaks_are_spaces: true,
        proof,
        annotations,
        ..Document::default()
    };
    reading.documents.push(document);
    Ok(reading)
}

/// Returns the records with the number of their first line. The words of a span may go on in the following lines.
fn records(content: &str) -> Vec<(u32, String)> {
    let mut records: Vec<(u32, String)> = vec![];
    let mut blank = 0;
    for (line, number) in content.trim_start_matches('\u{FEFF}').split('\n').zip(1..) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() {
            blank += 1;
            continue;
        }
        match records.last_mut() {
            Some((_, record)) if !is_record(line) && record.starts_with(['T', '#']) => {
                record.extend(std::iter::repeat_n('\n', blank + 1));
                record.push_str(line);
            }
            _ => records.push((number, line.to_owned())),
        }
        blank = 0;
    }
    records
}

/// Whether a line begins with an identifier and a tab.
fn is_record(line: &str) -> bool {
    let Some((id, _)) = line.split_once('\t') else { return false };
    let mut characters = id.chars();
    let kind = characters.next();
    id == "*"
        || kind.is_some_and(|kind| "TREAMN#".contains(kind)) && id.len() > 1 && characters.all(|c| c.is_ascii_digit())
}

fn parse(
    record: &str,
    place: &Place,
    graph: &mut SpanGraph,
    attributes: &mut HashMap<String, Vec<(String, String)>>,
) -> Option<()> {
    if !is_record(record) {
        return None;
    }
    let mut columns = record.splitn(3, '\t');
    let (id, about) = (columns.next()?, columns.next()?);
    let words = columns.next();
    let mut parts = about.split(' ').filter(|part| !part.is_empty());
    match id.chars().next()? {
        'T' => {
            let (label, offsets) = about.split_once(' ')?;
            let span = Span {
                place: place.clone(),
                fragments: offsets.split(';').map(fragment).collect::<Option<_>>()?,
                quote: words.map(str::to_owned),
                ..Span::default()
            };
            graph.spans.push(LabelledSpan {
                id: id.to_owned(),
                labels: vec![label.to_owned()],
                span,
                ..LabelledSpan::default()
            });
        }
        'E' => {
            let (label, trigger) = parts.next()?.split_once(':')?;
            let trigger = Some(trigger.to_owned());
            graph.links.push(Link { trigger, is_event: true, ..link(id, place, label, ends(parts)?) });
        }
        'R' => graph.links.push(link(id, place, parts.next()?, ends(parts)?)),
        '*' => {
            let (label, spans) = (parts.next()?, parts.map(|id| (String::new(), id.to_owned())).collect());
            graph.links.push(link(id, place, label, spans));
        }
        'A' | 'M' => {
            let (name, target) = (parts.next()?, parts.next()?);
            let value = parts.next().unwrap_or("true");
            attributes.entry(target.to_owned()).or_default().push((name.to_owned(), value.to_owned()));
        }
        'N' => {
            let (target, reference) = (parts.nth(1)?, parts.next()?);
            let (source, identifier) = reference.split_once(':')?;
            attributes.entry(target.to_owned()).or_default().push((source.to_owned(), identifier.to_owned()));
        }
        _ => {
            let (name, target) = (parts.next()?, parts.next()?);
            let note = words.unwrap_or_default();
            attributes.entry(target.to_owned()).or_default().push((name.to_owned(), note.to_owned()));
        }
    }
    Some(())
}

fn fragment(offsets: &str) -> Option<(u64, u64)> {
    let (start, end) = offsets.split_once(' ')?;
    Some((start.parse().ok()?, end.parse().ok()?))
}

fn ends<'p>(parts: impl Iterator<Item = &'p str>) -> Option<Vec<(String, String)>> {
    parts.map(|part| part.split_once(':').map(|(role, id)| (role.to_owned(), id.to_owned()))).collect()
}

fn link(id: &str, place: &Place, label: &str, ends: Vec<(String, String)>) -> Link {
    Link { id: id.to_owned(), place: place.clone(), labels: vec![label.to_owned()], ends, ..Link::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_on_in_the_next_lines() {
        let found = records("T1\tContent 0 9\tone\n\ntwo\nE1\tSay:T1\n\n#1\tAnnotatorNotes T1\tnote\n");
        let lines: Vec<_> = found.iter().map(|(line, record)| (*line, record.as_str())).collect();
        let expected = [(1, "T1\tContent 0 9\tone\n\ntwo"), (4, "E1\tSay:T1"), (6, "#1\tAnnotatorNotes T1\tnote")];
        assert_eq!(lines, expected);
    }

    #[test]
    fn lines_that_are_not_records_are_refused_by_name() {
        let content =
            "hello\nT1\tContent 0 x\tone\nE1\tSay\nR1\tSays Arg1:T1 T2\nA1\tHedged\nN1\tReference T1 Q5\nX1\tA b";
        let file = InputFile { content: content.to_owned(), text: Some("one".to_owned()), ..InputFile::default() };
        let reading = read(&file, &Map::default()).unwrap();
        let lines: Vec<_> = reading.refused.iter().map(|refusal| refusal.place.line.unwrap()).collect();
        assert_eq!(lines, [1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn attributes_and_notes_become_fields() {
        let content =
            "T1\tClaim 0 3\tone\nA1\tFirm T1 hedged\nN1\tReference T1 Wikidata:Q5\tone\n#1\tAnnotatorNotes T1\tOne.\n";
        let map = Map::parse("[fields]\ncertainty = \"Firm\"\nstatement = \"AnnotatorNotes\"").unwrap();
        let file = InputFile { content: content.to_owned(), text: Some("one".to_owned()), ..InputFile::default() };
        let reading = read(&file, &map).unwrap();
        let fields = &reading.documents[0].annotations[0].fields;
        assert_eq!((fields.one("certainty"), fields.one("statement")), (Some("hedged"), Some("One.")));
    }
}
