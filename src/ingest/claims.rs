//! Validates a claim: resolves its references and its date, and verifies its quotes.

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
use crate::ingest::article_text::check_evidence;
use crate::ingest::articles::SeedArticle;
use crate::ingest::diagnostics::RecordDiagnostics;
use crate::ingest::raw::{
    RawAttributionLink, RawClaim, RawClaimActor, RawClaimDate, RawEvidence, RawRelation, RawTranslationNote,
};

/// The records that claims refer to.
pub struct References<'a> {
    pub actors: &'a BTreeMap<ActorId, Actor>,
    pub topics: &'a BTreeMap<TopicId, Topic>,
    /// Actors and topics whose records did not parse: references to them are not reported.
    pub unparsed: &'a BTreeSet<String>,
}

impl References<'_> {
    fn actor(&self, field: String, id: &str, diagnostics: &mut RecordDiagnostics) -> Option<ActorReference> {
        let actor = self.actors.get(id);
        if actor.is_none() && !self.unparsed.contains(id) {
            diagnostics.add_unknown(field, "actor", id, self.actors.keys().map(ActorId::as_str));
        }
        actor.map(Actor::reference)
    }

    fn topic(&self, field: String, id: &str, diagnostics: &mut RecordDiagnostics) -> Option<TopicReference> {
        let topic = self.topics.get(id);
        if topic.is_none() && !self.unparsed.contains(id) {
            diagnostics.add_unknown(field, "topic", id, self.topics.keys().map(TopicId::as_str));
        }
        topic.map(Topic::reference)
    }

    /// Checks the references and the date of a record that did not parse, so that one run reports all its errors.
    pub fn check_unparsed_claim(&self, bytes: &[u8], diagnostics: &mut RecordDiagnostics) {
        let Ok(record) = serde_json::from_slice::<Value>(bytes) else { return };
        let list = |field: &str| record.get(field).and_then(Value::as_array).into_iter().flatten().enumerate();
        if let Some(id) = record.get("asserted_by").and_then(Value::as_str) {
            self.actor("asserted_by".to_owned(), id, diagnostics);
        }
        for field in ["attribution", "actors"] {
            for (i, entry) in list(field) {
                if let Some(id) = entry.get("actor").and_then(Value::as_str) {
                    self.actor(format!("{field}[{i}].actor"), id, diagnostics);
                }
            }
        }
        for (i, topic) in list("topics") {
            if let Some(id) = topic.as_str() {
                self.topic(format!("topics[{i}]"), id, diagnostics);
            }
        }
        if let Some(edtf) = record.pointer("/claim_date/edtf").and_then(Value::as_str) {
            diagnostics.ok("claim_date.edtf", EdtfDate::parse(edtf));
        }
    }

    /// Validates one record, except whether the targets of its relations exist.
    pub fn resolve_claim(
        &self,
        raw: RawClaim,
        seed: &SeedArticle,
        diagnostics: &mut RecordDiagnostics,
    ) -> Option<Claim> {
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
        let article = &seed.article;
        diagnostics.check_language_map("statement", &statement);
        if !(1..=3).contains(&salience) {
            diagnostics.add("salience", format!("is {salience}; accepted: 1, 2 or 3"));
        }
        let id = parse_id(&id, article, diagnostics);
        let attribution = self.resolve_attribution(attribution, &asserted_by, seed, diagnostics);
        let asserter = self.actor("asserted_by".to_owned(), &asserted_by, diagnostics);
        let actors = self.resolve_actors(actors, asserter.as_ref(), diagnostics);
        let topics = self.resolve_topics(&topics, diagnostics);
        let claim_date = claim_date.and_then(|date| resolve_date(date, seed, diagnostics));
        let evidence = resolve_evidence(&evidence, seed, diagnostics);
        let translation_note = translation_note.map(|note| resolve_translation_note(note, diagnostics));
        let id = id?;
        let relations = resolve_relations(&relations, &id, diagnostics);
        let links = claim_links(&id, article, &evidence);
        Some(Claim {
            statement,
            kind,
            certainty,
            salience,
            asserted_by: asserter?,
            attribution,
            actors,
            topics,
            claim_date,
            evidence,
            translation_note,
            relations,
            article: article.reference(),
            links,
            highlights: vec![],
            id,
        })
    }

    /// Returns the complete chain, from the article's own voice to the asserter.
    fn resolve_attribution(
        &self,
        links: Vec<RawAttributionLink>,
        asserted_by: &str,
        seed: &SeedArticle,
        diagnostics: &mut RecordDiagnostics,
    ) -> Vec<AttributionLink> {
        let article = &seed.article;
        let innermost = links.last().map_or(article.voice.as_str(), |link| link.actor.as_str());
        // The own voice of a placeholder is not known.
        if innermost != asserted_by && !(seed.is_placeholder && links.is_empty()) {
            let message = format!(
                "ends with \"{innermost}\", but the claim is asserted by \"{asserted_by}\"; accepted: a chain whose last actor is the asserter, or no chain for the article's own voice"
            );
            diagnostics.add("attribution", message);
        }
        let voice = self.actors.get(&article.voice).map(Actor::reference);
        let mut chain: Vec<_> = voice.map(|actor| AttributionLink { actor, cue: None }).into_iter().collect();
        for (i, RawAttributionLink { actor, cue }) in links.into_iter().enumerate() {
            if let Some(cue) = &cue {
                diagnostics.check_text(format!("attribution[{i}].cue"), cue);
            }
            if let Some(actor) = self.actor(format!("attribution[{i}].actor"), &actor, diagnostics) {
                chain.push(AttributionLink { actor, cue });
            }
        }
        chain
    }

    /// Returns the actors with their roles, the asserter first.
    fn resolve_actors(
        &self,
        raw: Vec<RawClaimActor>,
        asserter: Option<&ActorReference>,
        diagnostics: &mut RecordDiagnostics,
    ) -> Vec<ClaimActor> {
        if !raw.iter().any(|actor| actor.role == Role::Subject) {
            diagnostics.add("actors", "has no subject; accepted: at least one actor with the role subject");
        }
        let mut involved: Vec<_> =
            asserter.map(|actor| ClaimActor { actor: actor.clone(), role: Role::Asserter }).into_iter().collect();
        for (i, RawClaimActor { actor, role }) in raw.into_iter().enumerate() {
            if role == Role::Asserter {
                diagnostics.add(
                    format!("actors[{i}].role"),
                    "is asserter; accepted: subject, target or mentioned (asserted_by names the asserter)",
                );
            }
            let Some(actor) = self.actor(format!("actors[{i}].actor"), &actor, diagnostics) else { continue };
            if involved.iter().any(|known| known.actor.id == actor.id && known.role == role) {
                let (id, role) = (&actor.id, role.as_str());
                let message = format!("\"{id}\" is listed twice as {role}; accepted: each actor once per role");
                diagnostics.add(format!("actors[{i}]"), message);
            }
            involved.push(ClaimActor { actor, role });
        }
        involved
    }

    fn resolve_topics(&self, ids: &[String], diagnostics: &mut RecordDiagnostics) -> Vec<TopicReference> {
        if ids.is_empty() {
            diagnostics.add("topics", "is empty; accepted: at least one topic");
        }
        let mut topics: Vec<TopicReference> = Vec::with_capacity(ids.len());
        for (i, id) in ids.iter().enumerate() {
            let Some(topic) = self.topic(format!("topics[{i}]"), id, diagnostics) else { continue };
            if topics.iter().any(|known| known.id == topic.id) {
                let message = format!("\"{id}\" is listed twice; accepted: each topic once");
                diagnostics.add(format!("topics[{i}]"), message);
            }
            topics.push(topic);
        }
        topics
    }
}

/// The identifier begins with that of the article, so that the claims of two articles never have the same one.
fn parse_id(id: &str, article: &Article, diagnostics: &mut RecordDiagnostics) -> Option<ClaimId> {
    if !id.strip_prefix(article.id.as_str()).is_some_and(|rest| rest.starts_with('-')) {
        let accepted = format!("an id such as {}-001", article.id);
        diagnostics.add("id", format!("\"{id}\" does not begin with the id of its article; accepted: {accepted}"));
    }
    diagnostics.ok("id", ClaimId::parse(id))
}

fn resolve_date(raw: RawClaimDate, seed: &SeedArticle, diagnostics: &mut RecordDiagnostics) -> Option<ClaimDate> {
    let RawClaimDate { edtf, basis, expression, note } = raw;
    if let Some(words) = &expression {
        diagnostics.check_text("claim_date.expression", words);
        if seed.text.as_ref().is_some_and(|text| !text.contains(words)) {
            diagnostics.add("claim_date.expression", "does not occur in the text; accepted: the article's own words");
        }
    }
    if let Some(note) = &note {
        diagnostics.check_text("claim_date.note", note);
    }
    let EdtfDate { edtf, earliest, latest, precision } = diagnostics.ok("claim_date.edtf", EdtfDate::parse(&edtf))?;
    Some(ClaimDate { edtf, earliest, latest, precision, basis, expression, note })
}

fn resolve_evidence(raw: &[RawEvidence], seed: &SeedArticle, diagnostics: &mut RecordDiagnostics) -> Vec<Evidence> {
    if !raw.iter().any(|span| span.part == EvidencePart::Content) {
        diagnostics.add("evidence", "has no quote with the part content; accepted: at least one");
    }
    let (language, length) = (&seed.article.language, seed.article.text.code_points);
    raw.iter()
        .enumerate()
        .map(|(i, span)| Evidence {
            status: check_evidence(span, &format!("evidence[{i}]"), length, seed.text.as_ref(), diagnostics),
            quote: span.quote.clone(),
            language: language.clone(),
            part: span.part,
            start: span.start,
            end: span.end,
        })
        .collect()
}

fn resolve_translation_note(raw: RawTranslationNote, diagnostics: &mut RecordDiagnostics) -> TranslationNote {
    let RawTranslationNote { literal, meant, basis } = raw;
    diagnostics.check_text("translation_note.literal", &literal);
    diagnostics.check_text("translation_note.meant", &meant);
    TranslationNote { literal, meant, basis }
}

fn resolve_relations(raw: &[RawRelation], id: &ClaimId, diagnostics: &mut RecordDiagnostics) -> Vec<Relation> {
    let mut relations: Vec<Relation> = Vec::with_capacity(raw.len());
    for (i, RawRelation { kind, claim }) in raw.iter().enumerate() {
        let Some(claim) = diagnostics.ok(format!("relations[{i}].claim"), ClaimId::parse(claim)) else { continue };
        let relation = Relation { kind: *kind, claim };
        if relation.claim == *id {
            diagnostics.add(format!("relations[{i}].claim"), "is the claim itself; accepted: another claim");
        } else if relations.contains(&relation) {
            diagnostics.add(format!("relations[{i}]"), "is listed twice; accepted: each relation once");
        }
        relations.push(relation);
    }
    relations
}

fn claim_links(id: &ClaimId, article: &Article, evidence: &[Evidence]) -> ClaimLinks {
    let quote = evidence.iter().find(|span| span.part == EvidencePart::Content).map(|span| &span.quote);
    let source = article.source_url.as_ref().zip(quote).map(|(url, quote)| {
        let fragment = percent_encoding::utf8_percent_encode(quote, percent_encoding::NON_ALPHANUMERIC);
        let mark = if url.contains('#') { "" } else { "#" };
        format!("{url}{mark}:~:text={fragment}")
    });
    ClaimLinks { itself: format!("/v1/claims/{id}"), page: format!("/claims/{id}"), source }
}
