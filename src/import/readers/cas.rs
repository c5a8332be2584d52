//! UIMA CAS JSON, as `INCEpTION` exports it: feature structures that refer to each other by number. Offsets count UTF-16 code
//! units.

use std::collections::BTreeMap;

use serde_json::{Map as JsonObject, Value};

use super::InputFile;
use super::json::{as_text, items, offset, parse_json};
use crate::import::annotation::{Document, OffsetSource, Place, Reading, Span};
use crate::import::graph::{LabelledSpan, Link, SpanGraph};
use crate::import::map::Map;
use crate::import::unit::Unit;

/// Types of layers that the program makes itself.
const TECHNICAL: [&str; 6] = [
    "uima.tcas.DocumentAnnotation",
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.",
    "de.tudarmstadt.ukp.clarin.webanno.api.",
    "org.dkpro.core.api.xml.",
    "uima.cas.",
];

type Structure = JsonObject<String, Value>;

pub fn read(file: &InputFile, map: &Map) -> Result<Reading, String> {
    let root = parse_json(&file.content)?;
    let structures =
        structures(&root["%FEATURE_STRUCTURES"]).ok_or("has no %FEATURE_STRUCTURES; accepted: UIMA CAS JSON 0.4")?;
    let mut reading = Reading::default();
    let sofas: Vec<(u64, &Structure)> = structures
        .iter()
        .filter(|(_, structure)| type_of(structure) == "uima.cas.Sofa" && structure.contains_key("sofaString"))
        .map(|(id, structure)| (*id, *structure))
        .collect();
    if sofas.is_empty() {
        return Err("has no sofa with a text (sofaString)".to_owned());
    }
    for (id, sofa) in &sofas {
        let view = as_text(&sofa.get("sofaID").cloned().unwrap_or_default()).unwrap_or_default();
        let is_first = view == "_InitialView" || sofas.len() == 1;
        let document = read_view(file, map, &structures, *id, sofa, if is_first { "" } else { &view }, &mut reading);
        reading.documents.push(document);
    }
    Ok(reading)
}

fn structures(value: &Value) -> Option<BTreeMap<u64, &Structure>> {
    match value {
        Value::Array(entries) => {
            let entry = |(at, entry): (usize, &'_ Value)| {
                let structure = entry.as_object()?;
                Some((structure.get("%ID").and_then(offset).unwrap_or(u64::MAX - at as u64), at))
            };
            let ids: Vec<(u64, usize)> = entries.iter().enumerate().filter_map(entry).collect();
            Some(ids.into_iter().filter_map(|(id, at)| Some((id, entries[at].as_object()?))).collect())
        }
        Value::Object(entries) => {
            Some(entries.iter().filter_map(|(id, entry)| Some((id.parse().ok()?, entry.as_object()?))).collect())
        }
        _ => None,
    }
}

fn type_of(structure: &Structure) -> &str {
    structure.get("%TYPE").and_then(Value::as_str).unwrap_or_default()
}

fn read_view(
    file: &InputFile,
    map: &Map,
    structures: &BTreeMap<u64, &Structure>,
    sofa: u64,
    sofa_structure: &Structure,
    view: &str,
    reading: &mut Reading,
) -> Document {
    let mut graph = SpanGraph::default();
    let mut document = Document {
        name: if view.is_empty() { file.stem.clone() } else { format!("{}-{view}", file.stem) },
        text: sofa_structure.get("sofaString").and_then(as_text),
        about: map.read_file_name(&file.stem),
        offsets: OffsetSource::Fixed(Unit::Utf16),
        ..Document::default()
    };
    for (id, structure) in structures {
        let is_here = structure.get("@sofa").is_none_or(|of| offset(of) == Some(sofa));
        if !is_here {
            continue;
        }
        if type_of(structure).ends_with("DocumentMetaData") {
            let title = structure.get("documentTitle").and_then(as_text).unwrap_or_default();
            document.about.add("title", title.trim_end_matches(".txt"));
        }
        if let Some(language) = structure.get("language").and_then(Value::as_str).filter(|tag| *tag != "x-unspecified")
        {
            document.about.add("language", language);
        }
        add_structure(file, map, structures, *id, structure, &mut graph);
    }
    document.annotations = graph.annotations(map, reading);
    document
}

fn add_structure(
    file: &InputFile,
    map: &Map,
    structures: &BTreeMap<u64, &Structure>,
    id: u64,
    structure: &Structure,
    graph: &mut SpanGraph,
) {
    let place = structure.get("begin").and_then(offset).zip(structure.get("end").and_then(offset));
    let labels = labels(structure);
    let claim = &map.claim;
    let is_named = [&claim.content, &claim.cue, &claim.source, &claim.joined_by]
        .iter()
        .any(|list| labels.iter().any(|label| list.contains(label)));
    let is_technical = TECHNICAL.iter().any(|prefix| type_of(structure).starts_with(prefix));
    let Some(fragment) = place.filter(|_| is_named || !is_technical) else { return };
    let item = Place::item(&file.path, format!("{} {id}", labels[0]));
    let attributes: Vec<(String, String)> =
        structure.iter().filter_map(|(name, value)| Some((name.clone(), as_text(value)?))).collect();
    let end = |name: &str| structure.get(name).and_then(offset);
    if let (Some(from), Some(to)) = (end("@Governor"), end("@Dependent")) {
        let ends = vec![("Governor".to_owned(), from.to_string()), ("Dependent".to_owned(), to.to_string())];
        graph.links.push(Link { id: id.to_string(), place: item, labels, ends, attributes, ..Link::default() });
        return;
    }
    let ends = slots(structure, structures);
    if !ends.is_empty() {
        graph.links.push(Link {
            id: format!("slots of {id}"),
            place: item.clone(),
            labels: labels.clone(),
            trigger: Some(id.to_string()),
            ends,
            is_event: true,
            attributes: attributes.clone(),
        });
    }
    let span = Span { place: item, fragments: vec![fragment], ..Span::default() };
    graph.spans.push(LabelledSpan { id: id.to_string(), labels, span, attributes });
}

/// The names by which a map may mean a structure: its type, short and in full, and the values of its features.
fn labels(structure: &Structure) -> Vec<String> {
    let name = type_of(structure);
    let short = name.rsplit('.').next().unwrap_or_default();
    let values = structure.iter().filter(|(name, _)| !name.starts_with(['%', '@', '^', '#']));
    let values = values.filter_map(|(_, value)| value.as_str().map(str::to_owned));
    [short.to_owned(), name.to_owned()].into_iter().chain(values).collect()
}

/// Returns the annotations that a structure refers to with their roles: directly, or in arrays of links.
fn slots(structure: &Structure, structures: &BTreeMap<u64, &Structure>) -> Vec<(String, String)> {
    let is_span = |id: u64| structures.get(&id).is_some_and(|target| target.contains_key("begin"));
    let mut found = vec![];
    for (name, value) in structure.iter().filter(|(name, _)| name.starts_with('@') && name.as_str() != "@sofa") {
        let role = name.trim_start_matches('@');
        let Some(target) = offset(value) else { continue };
        if is_span(target) {
            found.push((role.to_owned(), target.to_string()));
            continue;
        }
        let elements = structures.get(&target).and_then(|array| array.get("%ELEMENTS"));
        for element in elements.into_iter().flat_map(items).filter_map(offset) {
            let Some(link) = structures.get(&element) else { continue };
            let link_role = link.get("role").and_then(as_text).unwrap_or_else(|| role.to_owned());
            match link.get("@target").and_then(offset) {
                Some(span) if is_span(span) => found.push((link_role, span.to_string())),
                _ if is_span(element) => found.push((role.to_owned(), element.to_string())),
                _ => {}
            }
        }
    }
    found
}
