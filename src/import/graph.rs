//! Labelled spans and what links them, as annotation tools have them, and the claims that a map makes of these.

use std::collections::{BTreeSet, HashMap};

use crate::import::annotation::{Annotation, Part, Place, Reading, Span};
use crate::import::map::Map;

#[derive(Debug, Clone, Default)]
pub struct LabelledSpan {
    pub id: String,
    /// Names that the map may use for it.
    pub labels: Vec<String>,
    pub span: Span,
    /// Attributes by name.
    pub attributes: Vec<(String, String)>,
}

/// An event or a relation.
#[derive(Debug, Clone, Default)]
pub struct Link {
    pub id: String,
    pub place: Place,
    pub labels: Vec<String>,
    /// The span of an event's own words.
    pub trigger: Option<String>,
    /// Spans with their roles.
    pub ends: Vec<(String, String)>,
    pub is_event: bool,
    pub attributes: Vec<(String, String)>,
}

#[derive(Debug, Clone, Default)]
pub struct SpanGraph {
    pub spans: Vec<LabelledSpan>,
    pub links: Vec<Link>,
    /// Whether identifiers are the same in each export.
    pub has_stable_ids: bool,
}

impl SpanGraph {
    /// Returns all spans, to prove what the offsets count.
    pub fn proof(&self) -> Vec<Span> {
        self.spans.iter().map(|labelled| labelled.span.clone()).collect()
    }

    /// Returns the claims; spans that are in none are refused, or counted if the map leaves them out.
    pub fn annotations(self, map: &Map, reading: &mut Reading) -> Vec<Annotation> {
        let mut builder = Builder::new(&self, map);
        let (events, relations): (Vec<&Link>, Vec<&Link>) =
            self.links.iter().filter(|link| builder.is_joining(link)).partition(|link| link.is_event);
        self.links.iter().filter(|link| !builder.is_joining(link)).for_each(|link| reading.ignore(name(&link.labels)));
        for event in events {
            builder.add_event(event, reading);
        }
        builder.add_related(&relations, reading);
        builder.refuse_unused(reading);
        builder.found
    }
}

fn name(labels: &[String]) -> &str {
    labels.first().map_or("without a label", String::as_str)
}

fn has(list: &[String], labels: &[String]) -> bool {
    labels.iter().any(|label| list.contains(label))
}

struct Builder<'g> {
    graph: &'g SpanGraph,
    map: &'g Map,
    index: HashMap<&'g str, usize>,
    /// The triggers of events.
    triggers: HashMap<&'g str, &'g str>,
    used: BTreeSet<usize>,
    found: Vec<Annotation>,
}

impl<'g> Builder<'g> {
    fn new(graph: &'g SpanGraph, map: &'g Map) -> Self {
        let index = graph.spans.iter().enumerate().map(|(at, span)| (span.id.as_str(), at)).collect();
        let events = graph.links.iter().filter(|link| link.is_event);
        let triggers = events.filter_map(|event| Some((event.id.as_str(), event.trigger.as_deref()?))).collect();
        Self { graph, map, index, triggers, used: BTreeSet::new(), found: vec![] }
    }

    fn is_joining(&self, link: &Link) -> bool {
        has(&self.map.claim.joined_by, &link.labels)
    }

    fn part_of_labels(&self, labels: &[String]) -> Option<Part> {
        let claim = &self.map.claim;
        let lists = [(&claim.content, Part::Content), (&claim.cue, Part::Cue), (&claim.source, Part::Source)];
        lists.iter().find(|(list, _)| has(list, labels)).map(|(_, part)| *part)
    }

    fn part(&self, at: usize) -> Option<Part> {
        let labels = &self.graph.spans[at].labels;
        if self.map.has_parts() || has(&self.map.claim.ignore, labels) {
            self.part_of_labels(labels)
        } else {
            Some(Part::Content)
        }
    }

    /// An event is a claim: its arguments are its parts, by their roles or by their own labels.
    fn add_event(&mut self, event: &Link, reading: &mut Reading) {
        let mut members: Vec<(Part, usize)> = vec![];
        for (role, id) in &event.ends {
            // brat numbers the roles that occur twice: `Content2`.
            let role = role.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
            let Some(&at) = self.index.get(self.end_of(id)) else {
                reading.refuse(&event.place, format!("names {id}, which is not in the file"));
                return;
            };
            match self.part_of_labels(&[role]).or_else(|| self.part(at)) {
                Some(part) => members.push((part, at)),
                None => reading.ignore(name(&self.graph.spans[at].labels)),
            }
        }
        if let Some(&at) = event.trigger.as_ref().and_then(|id| self.index.get(id.as_str())) {
            members.push((self.part_of_labels(&self.graph.spans[at].labels).unwrap_or(Part::Trigger), at));
        }
        self.add_claim(&event.place, &event.id, &event.attributes, members, reading);
    }

    /// The span that an end of a link means: that of the trigger if it is another event.
    fn end_of<'i>(&self, id: &'i str) -> &'i str
    where
        'g: 'i,
    {
        self.triggers.get(id).copied().unwrap_or(id)
    }

    /// Every content span is a claim, with the cues and sources that relations lead to without another content.
    fn add_related(&mut self, relations: &[&Link], reading: &mut Reading) {
        let mut neighbours: HashMap<usize, Vec<(usize, &Link)>> = HashMap::new();
        for relation in relations {
            let ends: Vec<usize> =
                relation.ends.iter().filter_map(|(_, id)| self.index.get(self.end_of(id)).copied()).collect();
            if ends.len() < relation.ends.len() {
                reading.refuse(&relation.place, "names a span that is not in the file");
            }
            for &from in &ends {
                let others = ends.iter().filter(|&&to| to != from).map(|&to| (to, *relation));
                neighbours.entry(from).or_default().extend(others);
            }
        }
        let joins = !self.map.claim.joined_by.is_empty();
        for at in 0..self.graph.spans.len() {
            let is_free = self.part(at) == Some(Part::Content) && !self.used.contains(&at);
            if !is_free || joins && !neighbours.contains_key(&at) {
                continue;
            }
            let (mut reached, mut attributes) = (vec![at], self.graph.spans[at].attributes.clone());
            let mut next = 0;
            while let Some(&from) = reached.get(next) {
                next += 1;
                for &(to, relation) in neighbours.get(&from).into_iter().flatten() {
                    attributes.extend(relation.attributes.iter().cloned());
                    if !reached.contains(&to) && self.part(to).is_some_and(|part| part != Part::Content) {
                        reached.push(to);
                    }
                }
            }
            let members = reached.iter().filter_map(|&at| Some((self.part(at)?, at))).collect();
            let span = &self.graph.spans[at];
            self.add_claim(&span.span.place, &span.id, &attributes, members, reading);
        }
    }

    fn add_claim(
        &mut self,
        place: &Place,
        id: &str,
        attributes: &[(String, String)],
        members: Vec<(Part, usize)>,
        reading: &mut Reading,
    ) {
        self.used.extend(members.iter().map(|(_, at)| *at));
        if !members.iter().any(|(part, _)| *part == Part::Content) {
            let spans = members.iter().map(|(_, at)| self.graph.spans[*at].span.place.item.as_str());
            let spans = spans.collect::<Vec<_>>().join(", ");
            reading.refuse(place, format!("has no content, so there is no claim in {spans}"));
            return;
        }
        let mut named: Vec<(&str, &str)> =
            attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut spans: Vec<(Part, Span)> = vec![];
        for (part, at) in members {
            let labelled = &self.graph.spans[at];
            named.extend(labelled.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            // The trigger of an event often repeats another span.
            let is_known = spans.iter().any(|(_, known)| known.fragments == labelled.span.fragments);
            if part != Part::Trigger || !is_known {
                spans.push((part, labelled.span.clone()));
            }
        }
        named.dedup();
        self.found.push(Annotation {
            place: place.clone(),
            id: self.graph.has_stable_ids.then(|| id.to_owned()),
            spans,
            fields: self.map.fields_of(named.into_iter()),
            exported: None,
        });
    }

    fn refuse_unused(&self, reading: &mut Reading) {
        for (at, labelled) in self.graph.spans.iter().enumerate().filter(|(at, _)| !self.used.contains(at)) {
            let label = name(&labelled.labels);
            if has(&self.map.claim.ignore, &labelled.labels) {
                reading.ignore(label);
                continue;
            }
            let reason = if self.part(at).is_some() {
                format!("{label} that is part of no claim")
            } else {
                format!("the map does not name the label {label}; accepted: under content, cue, source or ignore")
            };
            reading.refuse(&labelled.span.place, reason);
        }
    }
}
