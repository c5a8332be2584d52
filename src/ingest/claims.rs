//! `claims.jsonl` to claims: references resolved to names, dates to days, quotes held to the text.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::claim::{
    ActorReference, AttributionLink, Claim, ClaimActor, ClaimDate, ClaimLinks, Evidence, Relation, TopicReference,
    TranslationNote,
};
use crate::domain::claim_date::EdtfDate;
use crate::domain::identifier::{ActorId, ClaimId, TopicId};
use crate::domain::topic::Topic;
use crate::domain::vocabulary::{EvidencePart, Role, VocabularyTerm};
use crate::ingest::articles::SeedArticle;
use crate::ingest::diagnostics::RecordDiagnostics;
use crate::ingest::raw::{
    RawAttributionLink, RawClaim, RawClaimActor, RawClaimDate, RawEvidence, RawRelation, RawTranslationNote,
};
use crate::ingest::text::check_evidence;

/// What claims refer to.
pub struct References<'a> {
    /// Every actor.
    pub actors: &'a BTreeMap<ActorId, Actor>,
    /// Every topic.
    pub topics: &'a BTreeMap<TopicId, Topic>,
    /// Actors and topics whose own records are at fault.
    pub broken: &'a BTreeSet<String>,
}

impl References<'_> {
    fn actor(&self, field: String, id: &str, faults: &mut RecordDiagnostics) -> Option<ActorReference> {
        let actor = self.actors.get(id);
        if actor.is_none() && !self.broken.contains(id) {
            faults.unknown(field, "actor", id, self.actors.keys().map(ActorId::as_str));
        }
        actor.map(Actor::reference)
    }

    fn topic(&self, field: String, id: &str, faults: &mut RecordDiagnostics) -> Option<TopicReference> {
        let topic = self.topics.get(id);
        if topic.is_none() && !self.broken.contains(id) {
            faults.unknown(field, "topic", id, self.topics.keys().map(TopicId::as_str));
        }
        topic.map(Topic::reference)
    }

    /// Holds the names in a record that could not be read to what exists, so that they are told in the same run.
    pub fn check_names(&self, bytes: &[u8], faults: &mut RecordDiagnostics) {
        let Ok(record) = serde_json::from_slice::<Value>(bytes) else { return };
        let list = |field: &str| record.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
        if let Some(id) = record.get("asserted_by").and_then(Value::as_str) {
            self.actor("asserted_by".to_owned(), id, faults);
        }
        for field in ["attribution", "actors"] {
            for (i, entry) in list(field).iter().enumerate() {
                if let Some(id) = entry.get("actor").and_then(Value::as_str) {
                    self.actor(format!("{field}[{i}].actor"), id, faults);
                }
            }
        }
        for (i, topic) in list("topics").iter().enumerate() {
            if let Some(id) = topic.as_str() {
                self.topic(format!("topics[{i}]"), id, faults);
            }
        }
        if let Some(edtf) = record.pointer("/claim_date/edtf").and_then(Value::as_str) {
            faults.parsed("claim_date.edtf", EdtfDate::parse(edtf));
        }
    }

    /// Validates one record. Whether the targets of its relations exist is known only once every claim is read.
    pub fn resolve(&self, raw: RawClaim, from: &SeedArticle, faults: &mut RecordDiagnostics) -> Option<Claim> {
        let RawClaim {
            id,
            statement,
            kind,
            certainty,
            salience,
            asserted_by,
            attribution,
            actors,
            topics,
            claim_date,
            evidence,
            translation_note,
            relations,
        } = raw;
        let article = &from.article;
        faults.bilingual("statement", &statement);
        if !(1..=3).contains(&salience) {
            faults.add("salience", format!("is {salience}; accepted: 1, 2 or 3"));
        }
        let id = parse_id(&id, article, faults);
        let chain = self.chain(attribution, &asserted_by, from, faults);
        let asserter = self.actor("asserted_by".to_owned(), &asserted_by, faults);
        let actors = self.involved(actors, asserter.as_ref(), faults);
        let topics = self.headings(&topics, faults);
        let claim_date = claim_date.and_then(|date| resolve_date(date, from, faults));
        let evidence = resolve_evidence(&evidence, from, faults);
        if let Some(RawTranslationNote { literal, meant, basis: _ }) = &translation_note {
            faults.text("translation_note.literal", literal);
            faults.text("translation_note.meant", meant);
        }
        let id = id?;
        let relations = resolve_relations(&relations, &id, faults);
        let links = links(&id, article, &evidence);
        Some(Claim {
            statement,
            kind,
            certainty,
            salience,
            asserted_by: asserter?,
            attribution: chain,
            actors,
            topics,
            claim_date,
            evidence,
            translation_note: translation_note.map(|RawTranslationNote { literal, meant, basis }| TranslationNote {
                literal,
                meant,
                basis,
            }),
            relations,
            article: article.reference(),
            links,
            highlights: vec![],
            id,
        })
    }

    /// The full chain: the article's own voice, then the links inside it, the last of which is the asserter.
    fn chain(
        &self,
        links: Vec<RawAttributionLink>,
        asserted_by: &str,
        from: &SeedArticle,
        faults: &mut RecordDiagnostics,
    ) -> Vec<AttributionLink> {
        let article = &from.article;
        let innermost = links.last().map_or(article.voice.as_str(), |link| link.actor.as_str());
        // Whose voice an article at fault has is not known.
        if innermost != asserted_by && !(from.provisional && links.is_empty()) {
            faults.add(
                "attribution",
                format!(
                    "ends with \"{innermost}\", but the claim is asserted by \"{asserted_by}\"; accepted: a chain whose last actor is the asserter, or none for the article's own voice"
                ),
            );
        }
        let voice = self.actors.get(&article.voice).map(Actor::reference);
        let mut chain: Vec<_> = voice.map(|actor| AttributionLink { actor, cue: None }).into_iter().collect();
        for (i, RawAttributionLink { actor, cue }) in links.into_iter().enumerate() {
            if let Some(cue) = &cue {
                faults.text(format!("attribution[{i}].cue"), cue);
            }
            if let Some(actor) = self.actor(format!("attribution[{i}].actor"), &actor, faults) {
                chain.push(AttributionLink { actor, cue });
            }
        }
        chain
    }

    /// Every actor in its role, the asserter first.
    fn involved(
        &self,
        raw: Vec<RawClaimActor>,
        asserter: Option<&ActorReference>,
        faults: &mut RecordDiagnostics,
    ) -> Vec<ClaimActor> {
        if !raw.iter().any(|actor| actor.role == Role::Subject) {
            faults.add("actors", "names no subject; accepted: at least one actor with the role subject");
        }
        let mut involved: Vec<_> =
            asserter.map(|actor| ClaimActor { actor: actor.clone(), role: Role::Asserter }).into_iter().collect();
        for (i, RawClaimActor { actor, role }) in raw.into_iter().enumerate() {
            if role == Role::Asserter {
                faults.add(
                    format!("actors[{i}].role"),
                    "is asserter; accepted: subject, target, mentioned (the asserter has the field asserted_by)",
                );
            }
            let Some(actor) = self.actor(format!("actors[{i}].actor"), &actor, faults) else { continue };
            if involved.iter().any(|known| known.actor.id == actor.id && known.role == role) {
                faults.add(format!("actors[{i}]"), format!("\"{}\" is listed twice as {}", actor.id, role.as_str()));
            }
            involved.push(ClaimActor { actor, role });
        }
        involved
    }

    fn headings(&self, ids: &[String], faults: &mut RecordDiagnostics) -> Vec<TopicReference> {
        if ids.is_empty() {
            faults.add("topics", "is empty; accepted: at least one topic");
        }
        let mut topics: Vec<TopicReference> = Vec::with_capacity(ids.len());
        for (i, id) in ids.iter().enumerate() {
            let Some(topic) = self.topic(format!("topics[{i}]"), id, faults) else { continue };
            if topics.iter().any(|known| known.id == topic.id) {
                faults.add(format!("topics[{i}]"), format!("\"{id}\" is listed twice"));
            }
            topics.push(topic);
        }
        topics
    }
}

/// A claim belongs to its article by name, so that no two articles can ever claim the same identifier.
fn parse_id(id: &str, article: &Article, faults: &mut RecordDiagnostics) -> Option<ClaimId> {
    if !id.strip_prefix(article.id.as_str()).is_some_and(|rest| rest.starts_with('-')) {
        faults
            .add("id", format!("\"{id}\" does not begin with its article's identifier; accepted: {}-001", article.id));
    }
    faults.parsed("id", ClaimId::parse(id))
}

fn resolve_date(raw: RawClaimDate, from: &SeedArticle, faults: &mut RecordDiagnostics) -> Option<ClaimDate> {
    let RawClaimDate { edtf, basis, expression, note } = raw;
    if let Some(words) = &expression {
        faults.text("claim_date.expression", words);
        if from.text.as_ref().is_some_and(|text| !text.holds(words)) {
            faults.add("claim_date.expression", "stands nowhere in the text; accepted: the article's own words");
        }
    }
    if let Some(note) = &note {
        faults.text("claim_date.note", note);
    }
    let EdtfDate { edtf, earliest, latest, precision } = faults.parsed("claim_date.edtf", EdtfDate::parse(&edtf))?;
    Some(ClaimDate { edtf, earliest, latest, precision, basis, expression, note })
}

fn resolve_evidence(raw: &[RawEvidence], from: &SeedArticle, faults: &mut RecordDiagnostics) -> Vec<Evidence> {
    if !raw.iter().any(|span| span.part == EvidencePart::Content) {
        faults.add("evidence", "holds no span of the content; accepted: at least one");
    }
    let (language, length) = (&from.article.language, from.article.text.code_points);
    raw.iter()
        .enumerate()
        .map(|(i, span)| Evidence {
            status: check_evidence(span, &format!("evidence[{i}]"), length, from.text.as_ref(), faults),
            quote: span.quote.clone(),
            language: language.clone(),
            part: span.part,
            start: span.start,
            end: span.end,
        })
        .collect()
}

fn resolve_relations(raw: &[RawRelation], id: &ClaimId, faults: &mut RecordDiagnostics) -> Vec<Relation> {
    let mut relations: Vec<Relation> = Vec::with_capacity(raw.len());
    for (i, RawRelation { kind, claim }) in raw.iter().enumerate() {
        let Some(claim) = faults.parsed(format!("relations[{i}].claim"), ClaimId::parse(claim)) else { continue };
        let relation = Relation { kind: *kind, claim };
        if relation.claim == *id {
            faults.add(format!("relations[{i}].claim"), "is the claim itself");
        } else if relations.contains(&relation) {
            faults.add(format!("relations[{i}]"), "is listed twice");
        }
        relations.push(relation);
    }
    relations
}

fn links(id: &ClaimId, article: &Article, evidence: &[Evidence]) -> ClaimLinks {
    let quote = evidence.iter().find(|span| span.part == EvidencePart::Content).map(|span| &span.quote);
    let source = article.source_url.as_ref().zip(quote).map(|(url, quote)| {
        let fragment = percent_encoding::utf8_percent_encode(quote, percent_encoding::NON_ALPHANUMERIC);
        let mark = if url.contains('#') { "" } else { "#" };
        format!("{url}{mark}:~:text={fragment}")
    });
    ClaimLinks { itself: format!("/v1/claims/{id}"), page: format!("/claims/{id}"), source }
}
