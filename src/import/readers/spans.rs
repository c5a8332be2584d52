//! Label Studio, doccano and Prodigy: texts with labelled spans, and with relations between these.

use serde_json::Value;

use super::InputFile;
use super::json::{as_text, flatten, items, offset, parse_json, texts};
use crate::import::annotation::{Annotation, Document, Place, Reading, Span};
use crate::import::graph::{LabelledSpan, Link, SpanGraph};
use crate::import::map::Map;

/// A text with its spans, whatever the tool was.
struct Task<'a> {
    name: String,
    place: Place,
    record: &'a Value,
    text: Option<String>,
    graphs: Vec<SpanGraph>,
    /// Words with offsets that are no annotations.
    tokens: Vec<Span>,
}

impl Task<'_> {
    fn finish(self, file: &InputFile, map: &Map, reading: &mut Reading) {
        let Some(text) = self.text else { return reading.refuse(&self.place, "has no text") };
        let attributes = flatten(self.record);
        let of_task = map.fields_of(attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let mut about = map.read_file_name(&file.stem);
        about.complete(&of_task);
        let mut proof = self.tokens;
        let mut annotations: Vec<Annotation> = vec![];
        for graph in self.graphs {
            proof.extend(graph.proof());
            annotations.extend(graph.annotations(map, reading));
        }
        for annotation in &mut annotations {
            annotation.fields.complete(&of_task);
        }
        reading.documents.push(Document {
            name: of_task.one("document").map_or(self.name, str::to_owned),
            text: Some(text),
            about,
            proof,
            annotations,
            ..Document::default()
        });
    }
}

pub fn read_label_studio(file: &InputFile, map: &Map) -> Result<Reading, String> {
    let root = parse_json(&file.content)?;
    let mut reading = Reading::default();
    for (at, record) in items(&root).enumerate() {
        let place = Place::item(&file.path, format!("[{at}]"));
        let id = as_text(&record["id"]).unwrap_or_else(|| (at + 1).to_string());
        let mut task = Task {
            name: format!("{}-{id}", file.stem),
            place: place.clone(),
            record,
            text: None,
            graphs: vec![],
            tokens: vec![],
        };
        let Some(annotations) = record.get("annotations").or_else(|| record.get("completions")) else {
            read_minimal(record, &mut task);
            task.finish(file, map, &mut reading);
            continue;
        };
        let mut key = None;
        for (number, annotation) in items(annotations).enumerate() {
            let place = Place::item(&file.path, format!("[{at}].annotations[{number}]"));
            if annotation["was_cancelled"].as_bool() == Some(true) {
                reading.refuse(&place, "was skipped by the annotator");
                continue;
            }
            let result = &annotation["result"];
            key = key.or_else(|| items(result).find_map(|entry| as_text(&entry["to_name"])));
            // Several people may have annotated the same text.
            let annotator = if items(annotations).count() > 1 {
                as_text(&annotation["id"]).unwrap_or_else(|| (number + 1).to_string())
            } else {
                String::new()
            };
            task.graphs.push(label_studio_graph(result, &place, &annotator));
        }
        task.text = text_of_data(&record["data"], key.as_deref());
        task.finish(file, map, &mut reading);
    }
    Ok(reading)
}

/// The text is under the name that the labels refer to, under `text`, or the only text.
fn text_of_data(data: &Value, key: Option<&str>) -> Option<String> {
    let named = key.and_then(|key| data[key].as_str()).or(data["text"].as_str());
    let mut others = data.as_object().into_iter().flat_map(|members| members.values()).filter_map(Value::as_str);
    let only = || others.next().filter(|_| others.next().is_none());
    named.or_else(only).map(str::to_owned)
}

fn label_studio_graph(result: &Value, place: &Place, annotator: &str) -> SpanGraph {
    let mut graph = SpanGraph { has_stable_ids: true, ..SpanGraph::default() };
    for (number, entry) in items(result).enumerate() {
        let region = as_text(&entry["id"]).unwrap_or_else(|| format!("{number}"));
        let id = if annotator.is_empty() { region } else { format!("{annotator}-{region}") };
        let here = Place { item: format!("{}.result[{number}]", place.item), ..place.clone() };
        if entry["type"].as_str() == Some("relation") {
            let end = |name: &str| {
                let of = as_text(&entry[name]).unwrap_or_default();
                if annotator.is_empty() { of } else { format!("{annotator}-{of}") }
            };
            let ends = vec![("from".to_owned(), end("from_id")), ("to".to_owned(), end("to_id"))];
            let labels =
                if texts(&entry["labels"]).is_empty() { vec!["relation".to_owned()] } else { texts(&entry["labels"]) };
            graph.links.push(Link { id, place: here, labels, ends, ..Link::default() });
            continue;
        }
        let value = &entry["value"];
        if let Some(mut labelled) =
            labelled_span(value, &here, &["start"], &["end"], &["labels", "hypertextlabels", "paragraphlabels"])
        {
            labelled.id = id;
            graph.spans.push(labelled);
        } else if let Some(name) = entry["from_name"].as_str() {
            // Choices and texts of a region have its identifier.
            let values = ["choices", "text", "rating", "number", "datetime", "taxonomy"]
                .iter()
                .flat_map(|kind| texts(&value[*kind]));
            let values: Vec<_> = values.map(|value| (name.to_owned(), value)).collect();
            match graph.spans.iter_mut().find(|span| span.id == id) {
                Some(span) => span.attributes.extend(values),
                None => graph.spans.iter_mut().for_each(|span| span.attributes.extend(values.iter().cloned())),
            }
        }
    }
    graph
}

/// JSON-MIN: the labels are members of the task.
fn read_minimal(record: &Value, task: &mut Task) {
    let Some(members) = record.as_object() else { return };
    let mut graph = SpanGraph::default();
    for (name, value) in members {
        for (number, entry) in items(value).enumerate() {
            let here = Place { item: format!("{}.{name}[{number}]", task.place.item), ..task.place.clone() };
            if let Some(mut labelled) =
                labelled_span(entry, &here, &["start"], &["end"], &["labels", "hypertextlabels"])
            {
                labelled.id = format!("{name}-{number}");
                graph.spans.push(labelled);
            }
        }
    }
    task.text = record["text"].as_str().map(str::to_owned).or_else(|| {
        let texts = members.values().filter_map(Value::as_str).filter(|text| text.contains(char::is_whitespace));
        texts.max_by_key(|text| text.len()).map(str::to_owned)
    });
    task.graphs.push(graph);
}

pub fn read_doccano(file: &InputFile, map: &Map) -> Result<Reading, String> {
    read_lines(file, map, |record, task| {
        task.text = record["text"].as_str().or(record["data"].as_str()).map(str::to_owned);
        let mut graph = SpanGraph { has_stable_ids: true, ..SpanGraph::default() };
        let lists = ["label", "labels", "entities", "annotations"];
        let entries =
            lists.iter().flat_map(|list| items(&record[*list]).enumerate().map(move |(at, entry)| (*list, at, entry)));
        for (list, at, entry) in entries {
            let here = Place { item: format!("{list}[{at}]"), ..task.place.clone() };
            let found = match entry {
                Value::Array(cells) => {
                    cells.first().and_then(offset).zip(cells.get(1).and_then(offset)).map(|fragment| {
                        let labels = cells.get(2).and_then(as_text).into_iter().collect();
                        // Lists of three have no identifiers.
                        graph.has_stable_ids = false;
                        labelled(labels, fragment, None, &here)
                    })
                }
                entry => labelled_span(entry, &here, &["start_offset"], &["end_offset"], &["label"]),
            };
            graph.spans.extend(found.map(|mut found| {
                found.id = as_text(&entry["id"]).unwrap_or_else(|| format!("{list}-{at}"));
                found
            }));
        }
        for (at, entry) in items(&record["relations"]).enumerate() {
            let end = |name: &str| (name.to_owned(), as_text(&entry[name]).unwrap_or_default());
            graph.links.push(Link {
                id: format!("relation-{at}"),
                place: Place { item: format!("relations[{at}]"), ..task.place.clone() },
                labels: texts(&entry["type"]),
                ends: vec![end("from_id"), end("to_id")],
                ..Link::default()
            });
        }
        task.graphs.push(graph);
    })
}

pub fn read_prodigy(file: &InputFile, map: &Map) -> Result<Reading, String> {
    read_lines(file, map, |record, task| {
        task.text = record["text"].as_str().map(str::to_owned);
        let mut graph = SpanGraph::default();
        let key = |start: &Value, end: &Value| format!("{start} {end}");
        for (at, entry) in items(&record["spans"]).enumerate() {
            let here = Place { item: format!("spans[{at}]"), ..task.place.clone() };
            if let Some(mut found) = labelled_span(entry, &here, &["start"], &["end"], &["label"]) {
                found.id = key(&entry["start"], &entry["end"]);
                graph.spans.push(found);
            }
        }
        for (at, entry) in items(&record["relations"]).enumerate() {
            let end = |name: &str| (name.to_owned(), key(&entry[name]["start"], &entry[name]["end"]));
            graph.links.push(Link {
                id: format!("relation-{at}"),
                place: Place { item: format!("relations[{at}]"), ..task.place.clone() },
                labels: texts(&entry["label"]),
                ends: vec![end("head_span"), end("child_span")],
                ..Link::default()
            });
        }
        for (at, token) in items(&record["tokens"]).enumerate() {
            let here = Place { item: format!("tokens[{at}]"), ..task.place.clone() };
            task.tokens.extend(labelled_span(token, &here, &["start"], &["end"], &[]).map(|token| token.span));
        }
        task.graphs.push(graph);
    })
}

/// Reads a task a line, or a list of tasks; those that were not accepted are refused.
fn read_lines(file: &InputFile, map: &Map, read: impl Fn(&Value, &mut Task)) -> Result<Reading, String> {
    let mut reading = Reading::default();
    let content = file.content.trim_start_matches('\u{FEFF}');
    let is_list = content.trim_start().starts_with('[');
    let lines: Vec<(Option<u32>, Result<Value, String>)> = if is_list {
        items(&parse_json(content)?).map(|record| (None, Ok(record.clone()))).collect()
    } else {
        let lines = content.split('\n').zip(1..).filter(|(line, _)| !line.trim().is_empty());
        lines.map(|(line, number)| (Some(number), parse_json(line))).collect()
    };
    for (at, (line, record)) in lines.iter().enumerate() {
        let item = if line.is_some() { String::new() } else { format!("[{at}]") };
        let place = Place { file: file.path.clone(), line: *line, item };
        let record = match record {
            Ok(record) => record,
            Err(reason) => {
                reading.refuse(&place, reason.clone());
                continue;
            }
        };
        if let Some(answer) = record["answer"].as_str().filter(|answer| *answer != "accept") {
            reading.refuse(&place, format!("the annotator's answer is {answer}"));
            continue;
        }
        let id = ["id", "_task_hash"].iter().find_map(|name| as_text(&record[*name]));
        let name =
            format!("{}-{}", file.stem, id.unwrap_or_else(|| line.map_or(at + 1, |line| line as usize).to_string()));
        let mut task = Task { name, place, record, text: None, graphs: vec![], tokens: vec![] };
        read(record, &mut task);
        task.finish(file, map, &mut reading);
    }
    Ok(reading)
}

/// Reads a span with the names that a tool has for its members.
fn labelled_span(entry: &Value, place: &Place, start: &[&str], end: &[&str], labels: &[&str]) -> Option<LabelledSpan> {
    let first = |names: &[&str]| names.iter().find_map(|name| offset(&entry[*name]));
    let fragment = first(start)?;
    let labels = labels.iter().flat_map(|name| texts(&entry[*name])).collect();
    let quote = entry["text"].as_str().map(str::to_owned);
    let mut found = labelled(labels, (fragment, first(end)?), quote, place);
    found.attributes = flatten(entry).into_iter().filter(|(name, _)| name != "text").collect();
    Some(found)
}

fn labelled(labels: Vec<String>, fragment: (u64, u64), quote: Option<String>, place: &Place) -> LabelledSpan {
    let span = Span { place: place.clone(), fragments: vec![fragment], quote, ..Span::default() };
    LabelledSpan { labels, span, ..LabelledSpan::default() }
}
