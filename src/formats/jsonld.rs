//! JSON-LD: claims in the vocabulary of schema.org, topics in that of SKOS, linked by URNs. The document contains its
//! context, so that a processor needs no network.

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{ClaimWriter, WriteError, begin_item, parse_claim, urn};
use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::catalogue::Catalogue;
use crate::domain::claim::{Claim, ClaimDate, Evidence, Review};
use crate::domain::language_map::LanguageMapList;
use crate::domain::topic::Topic;
use crate::domain::vocabulary::{ActorKind, Role, VocabularyTerm};

/// The namespace of schema.org in its own context (schema.org/docs/jsonldcontext.json): `http`, so that data from
/// different publishers has the same names.
pub const SCHEMA_ORG: &str = "http://schema.org/";

/// Actors, topics and articles in one part of the output.
const NODES_PER_PART: usize = 50;

/// Writes one JSON-LD document: the claims in order, then the actors, topics and articles that they refer to.
pub struct JsonldWriter {
    catalogue: Arc<Catalogue>,
    begun: bool,
    /// Ordinals of the actors that claims refer to.
    actors: BTreeSet<usize>,
    topics: BTreeSet<usize>,
    articles: BTreeSet<usize>,
}

impl JsonldWriter {
    pub fn new(catalogue: Arc<Catalogue>) -> Self {
        let empty = BTreeSet::new;
        Self { catalogue, begun: false, actors: empty(), topics: empty(), articles: empty() }
    }

    fn collect_references(&mut self, claim: &Claim) {
        let Catalogue { actors, topics, articles, languages: _, text_languages: _ } = self.catalogue.as_ref();
        let involved = claim.actors.iter().map(|involved| &involved.actor);
        let reporting = claim.attribution.iter().map(|link| &link.actor);
        self.actors.extend(involved.chain(reporting).filter_map(|actor| actors.ordinal(actor.id.as_str())));
        for topic in claim.topics.iter().filter_map(|topic| topics.ordinal(topic.id.as_str())) {
            self.topics.extend(self.catalogue.with_broader(topic));
        }
        self.articles.extend(articles.ordinal(claim.article.id.as_str()));
    }

    fn push(&mut self, node: &Value, output: &mut Vec<u8>) -> Result<(), WriteError> {
        begin_item(&mut self.begun, output);
        Ok(serde_json::to_writer(output, node)?)
    }
}

impl ClaimWriter for JsonldWriter {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(format!("{{\"@context\":{},\"@graph\":[", context()).into_bytes())
    }

    fn write(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        let mut output = Vec::new();
        for document in documents {
            let claim = parse_claim(document)?;
            self.collect_references(&claim);
            self.push(&claim_node(claim), &mut output)?;
        }
        Ok(output)
    }

    fn write_rest(&mut self) -> Result<Option<Vec<u8>>, WriteError> {
        let catalogue = Arc::clone(&self.catalogue);
        let Catalogue { actors, topics, articles, languages: _, text_languages: _ } = catalogue.as_ref();
        let mut output = Vec::new();
        for _ in 0..NODES_PER_PART {
            let node = if let Some(actor) = self.actors.pop_first() {
                actor_node(&actors.all()[actor])
            } else if let Some(topic) = self.topics.pop_first() {
                topic_node(&topics.all()[topic])
            } else if let Some(article) = self.articles.pop_first() {
                article_node(&articles.all()[article])
            } else {
                break;
            };
            self.push(&node, &mut output)?;
        }
        Ok((!output.is_empty()).then_some(output))
    }

    fn finish(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(b"\n]}\n".to_vec())
    }
}

/// The terms of claims, actors, topics and articles.
fn context() -> Value {
    const LINKS: [(&str, &str); 20] = [
        ("broader", "skos:broader"),
        ("author", "author"),
        ("about", "about"),
        ("mentions", "mentions"),
        ("appearance", "appearance"),
        ("isPartOf", "isPartOf"),
        ("isBasedOn", "isBasedOn"),
        ("partOf", "dcterms:isPartOf"),
        ("sameAs", "sameAs"),
        ("url", "url"),
        ("topic", "dcterms:subject"),
        ("supports", "isnad:supports"),
        ("contradicts", "isnad:contradicts"),
        ("elaborates", "isnad:elaborates"),
        ("causes", "isnad:causes"),
        ("precedes", "isnad:precedes"),
        ("same_as", "isnad:sameAs"),
        ("contrasts", "isnad:contrasts"),
        ("alternative_to", "isnad:alternativeTo"),
        ("quotes", "isnad:quotes"),
    ];
    const BY_LANGUAGE: [(&str, &str); 10] = [
        ("statement", "text"),
        ("name", "name"),
        ("headline", "headline"),
        ("description", "description"),
        ("alternateName", "alternateName"),
        ("prefLabel", "skos:prefLabel"),
        ("altLabel", "skos:altLabel"),
        ("definition", "skos:definition"),
        ("literal", "isnad:literal"),
        ("meant", "isnad:meant"),
    ];
    const PLAIN: [&str; 12] = [
        "kind",
        "certainty",
        "speech",
        "salience",
        "assertedDate",
        "edtf",
        "part",
        "start",
        "end",
        "status",
        "translationNote",
        "basis",
    ];
    let mut terms = json!({
        "@vocab": SCHEMA_ORG,
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dcterms": "http://purl.org/dc/terms/",
        "isnad": "urn:isnad:vocabulary:",
        "quote": "text",
        "attribution": {"@id": "isnad:attribution", "@type": "@id", "@container": "@list"},
    });
    for (term, property) in LINKS {
        terms[term] = json!({"@id": property, "@type": "@id"});
    }
    for (term, property) in BY_LANGUAGE {
        terms[term] = json!({"@id": property, "@container": "@language"});
    }
    for term in PLAIN {
        terms[term] = json!(format!("isnad:{term}"));
    }
    terms
}

/// Removes members that are null or empty lists.
fn remove_empty(members: Value) -> Value {
    match members {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .filter(|(_, value)| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()))
                .collect(),
        ),
        other => other,
    }
}

fn lists_by_language(texts: &LanguageMapList) -> Value {
    if texts.is_empty() { Value::Null } else { json!(texts) }
}

fn claim_node(claim: Claim) -> Value {
    let Claim {
        id,
        statement,
        kind,
        certainty,
        speech,
        salience,
        asserted_by,
        attribution,
        actors,
        topics,
        claim_date,
        asserted_date,
        evidence,
        translation_note,
        relations,
        reviews,
        origin,
        article,
        revision,
        links: _,
        highlights: _,
    } = claim;
    let of_roles = |roles: &[Role]| -> Vec<String> {
        let chosen = actors.iter().filter(|involved| roles.contains(&involved.role));
        chosen.map(|involved| urn("actor", involved.actor.id.as_str())).collect()
    };
    let article = urn("article", article.id.as_str());
    let (coverage, edtf) = match claim_date {
        Some(ClaimDate { edtf, earliest, latest, precision: _, basis: _, expression: _, note: _ }) => {
            // schema.org writes an open end of an interval as `..`.
            let end = |day: Option<Date>| day.map_or("..".to_owned(), |day| day.to_string());
            (json!(format!("{}/{}", end(earliest), end(latest))), json!(edtf))
        }
        None => (Value::Null, Value::Null),
    };
    let mut members = json!({
        "@id": urn("claim", id.as_str()),
        "@type": "Claim",
        "identifier": id,
        "statement": statement,
        "kind": kind,
        "certainty": certainty,
        "speech": speech,
        "salience": salience,
        "author": urn("actor", asserted_by.id.as_str()),
        "attribution": attribution.iter().map(|link| urn("actor", link.actor.id.as_str())).collect::<Vec<_>>(),
        "about": of_roles(&[Role::Subject, Role::Target]),
        "mentions": of_roles(&[Role::Mentioned]),
        "topic": topics.iter().map(|topic| urn("topic", topic.id.as_str())).collect::<Vec<_>>(),
        "temporalCoverage": coverage,
        "edtf": edtf,
        "assertedDate": asserted_date.map(|date| date.edtf),
        "dateCreated": revision.map(|revision| revision.created),
        "dateModified": revision.map(|revision| revision.modified),
        "appearance": article,
        "citation": evidence.iter().map(|span| quotation(span, &article)).collect::<Vec<_>>(),
        "translationNote": translation_note,
        "review": reviews.iter().map(review).collect::<Vec<_>>(),
        "isBasedOn": origin.and_then(|origin| origin.url),
    });
    for relation in relations {
        let others = &mut members[relation.kind.as_str()];
        let other = json!(urn("claim", relation.claim.as_str()));
        match others {
            Value::Array(list) => list.push(other),
            _ => *others = json!([other]),
        }
    }
    remove_empty(members)
}

fn review(review: &Review) -> Value {
    let Review { publisher, url, rating, date, language } = review;
    remove_empty(json!({
        "@type": "ClaimReview",
        "author": {"@type": "Organization", "name": publisher},
        "reviewRating": rating.as_ref().map(|rating| json!({"@type": "Rating", "alternateName": rating})),
        "url": url,
        "datePublished": date,
        "inLanguage": language,
    }))
}

fn quotation(span: &Evidence, article: &str) -> Value {
    let Evidence { quote, language, part, start, end, status } = span;
    remove_empty(json!({
        "@type": "Quotation",
        "quote": {"@value": quote, "@language": language},
        "isPartOf": article,
        "part": part,
        "start": start,
        "end": end,
        "status": status,
    }))
}

fn actor_node(actor: &Actor) -> Value {
    let Actor { id, kind, name, aliases, description, wikidata, part_of, merged_into: _ } = actor;
    let class = match kind {
        ActorKind::Person => "Person",
        ActorKind::Organisation => "Organization",
        ActorKind::Government => "GovernmentOrganization",
        ActorKind::Country => "Country",
        ActorKind::Company => "Corporation",
        ActorKind::Product => "Product",
        ActorKind::Place => "Place",
        ActorKind::Document => "CreativeWork",
        ActorKind::Event => "Event",
        ActorKind::Group => "Thing",
    };
    remove_empty(json!({
        "@id": urn("actor", id.as_str()),
        "@type": class,
        "identifier": id,
        "name": name,
        "alternateName": lists_by_language(aliases),
        "description": description,
        "partOf": part_of.iter().map(|id| urn("actor", id.as_str())).collect::<Vec<_>>(),
        "sameAs": wikidata.as_ref().map(|item| format!("http://www.wikidata.org/entity/{item}")),
    }))
}

fn topic_node(topic: &Topic) -> Value {
    let Topic { id, label, alt_labels, definition, broader, merged_into: _ } = topic;
    let broader: Vec<_> = broader.iter().map(|id| urn("topic", id.as_str())).collect();
    remove_empty(json!({
        "@id": urn("topic", id.as_str()),
        "@type": "skos:Concept",
        "identifier": id,
        "prefLabel": label,
        "altLabel": lists_by_language(alt_labels),
        "definition": definition,
        "broader": if broader.is_empty() { Value::Null } else { json!(broader) },
    }))
}

fn article_node(article: &Article) -> Value {
    let Article {
        id,
        title,
        title_note: _,
        publisher,
        author: _,
        language,
        translated_from: _,
        published,
        published_note: _,
        source_url,
        voice: _,
        text: _,
        rights: _,
    } = article;
    remove_empty(json!({
        "@id": urn("article", id.as_str()),
        "@type": "NewsArticle",
        "identifier": id,
        "headline": title,
        "inLanguage": language,
        "edtf": published.as_ref().map(|date| &date.edtf),
        "publisher": publisher,
        "url": source_url,
    }))
}
