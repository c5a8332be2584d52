//! Validates a claim: resolves its references and its date, and verifies its quotes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::claim::{
    ActorReference, AttributionLink, Claim, ClaimActor, ClaimDate, ClaimLinks, Evidence, Origin, Relation, Review,
    TopicReference, TranslationNote,
};
use crate::domain::claim_date::EdtfDate;
use crate::domain::identifier::{ActorId, ClaimId, TopicId};
use crate::domain::topic::Topic;
use crate::domain::vocabulary::{DateBasis, EvidencePart, Requirement, Role, Speech, VocabularyTerm};
use crate::ingest::article_text::check_evidence;
use crate::ingest::articles::SeedArticle;
use crate::ingest::diagnostics::RecordDiagnostics;
use crate::ingest::fault::{Fault, FaultCode, Resource};
use crate::ingest::raw::{
    RawAttributionLink, RawClaim, RawClaimActor, RawClaimDate, RawEvidence, RawRelation, RawTranslationNote,
};
use crate::ingest::text_fragment::quote_url;

/// The records that claims refer to.
pub struct References<'a> {
    pub actors: &'a BTreeMap<ActorId, Actor>,
    pub topics: &'a BTreeMap<TopicId, Topic>,
    /// Actors and topics whose records did not parse: references to them are not reported.
    pub unparsed: &'a BTreeSet<String>,
    pub unreadable: Unreadable,
    /// What the dataset requires of every claim.
    pub required: &'a [Requirement],
}

/// Files with records that could not be read: unknown references to them are not reported.
pub struct Unreadable {
    pub actors: bool,
    pub topics: bool,
}

impl References<'_> {
    fn actor(&self, field: String, id: &str, diagnostics: &mut RecordDiagnostics) -> Option<ActorReference> {
        let mut actor = self.actors.get(id);
        if actor.is_none() && !self.unreadable.actors && !self.unparsed.contains(id) {
            diagnostics.add_unknown(field, Resource::Actor, id, self.actors.keys().map(ActorId::as_str));
        }
        // A chain of merges is no longer than the list; a longer one is a cycle, which is reported.
        for _ in 0..self.actors.len() {
            let Some(target) = actor.and_then(|actor| self.actors.get(actor.merged_into.as_ref()?)) else { break };
            actor = Some(target);
        }
        actor.map(Actor::reference)
    }

    fn topic(&self, field: String, id: &str, diagnostics: &mut RecordDiagnostics) -> Option<TopicReference> {
        let mut topic = self.topics.get(id);
        if topic.is_none() && !self.unreadable.topics && !self.unparsed.contains(id) {
            diagnostics.add_unknown(field, Resource::Topic, id, self.topics.keys().map(TopicId::as_str));
        }
        for _ in 0..self.topics.len() {
            let Some(target) = topic.and_then(|topic| self.topics.get(topic.merged_into.as_ref()?)) else { break };
            topic = Some(target);
        }
        topic.map(Topic::reference)
    }

    /// Checks the references and the date of a record that did not parse, so that one run reports all its errors.
    pub fn check_unparsed_claim(&self, text: &str, diagnostics: &mut RecordDiagnostics) {
        let Ok(record) = serde_json::from_str::<Value>(text) else { return };
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
        for field in ["claim_date", "asserted_date"] {
            if let Some(edtf) = record.pointer(&format!("/{field}/edtf")).and_then(Value::as_str) {
                diagnostics.ok(format!("{field}.edtf"), EdtfDate::parse(edtf));
            }
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
        } = raw;
        let article = &seed.article;
        diagnostics.check_language_map("statement", &statement);
        let id = parse_id(&id, article, diagnostics);
        let attribution = self.resolve_attribution(attribution, &asserted_by, seed, diagnostics);
        let asserter = self.actor("asserted_by".to_owned(), &asserted_by, diagnostics);
        let actors = self.resolve_actors(actors, asserter.as_ref(), diagnostics);
        let topics = self.resolve_topics(&topics, diagnostics);
        let claim_date = claim_date.and_then(|date| resolve_date("claim_date", date, seed, diagnostics));
        let asserted_date = match asserted_date {
            Some(date) => resolve_date("asserted_date", date, seed, diagnostics),
            None if speech == Some(Speech::Own) => article.published.clone().map(date_of_publication),
            None => None,
        };
        let evidence = self.resolve_evidence(&evidence, seed, diagnostics);
        check_reviews(&reviews, origin.as_ref(), diagnostics);
        let translation_note = translation_note.map(|note| resolve_translation_note(note, seed, diagnostics));
        let id = id?;
        let relations = resolve_relations(&relations, &id, diagnostics);
        let links = claim_links(&id, seed, &evidence);
        let mut statement = statement;
        statement.sort_by_languages(&seed.languages);
        Some(Claim {
            statement,
            kind,
            certainty,
            speech,
            salience,
            asserted_by: asserter?,
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
            article: article.reference(),
            revision: None,
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
            let problem = format!("ends with \"{innermost}\", but the claim is asserted by \"{asserted_by}\"");
            let fault = Fault::new(FaultCode::WrongAsserter, problem);
            let accepted = "a chain whose last actor is the asserter, or no chain for the article's own voice";
            diagnostics.add("attribution", fault.accepts(accepted));
        }
        let voice = self.actors.get(&article.voice).map(Actor::reference);
        let mut chain: Vec<_> = voice.map(|actor| AttributionLink { actor, cue: None }).into_iter().collect();
        for (i, RawAttributionLink { actor, cue }) in links.into_iter().enumerate() {
            if let Some(cue) = &cue {
                diagnostics.check_verbatim(format!("attribution[{i}].cue"), cue);
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
        let mut involved: Vec<_> =
            asserter.map(|actor| ClaimActor { actor: actor.clone(), role: Role::Asserter }).into_iter().collect();
        for (i, RawClaimActor { actor, role }) in raw.into_iter().enumerate() {
            if role == Role::Asserter {
                let fault = Fault::new(FaultCode::AsserterRole, "is asserter")
                    .accepts("subject, target or mentioned (asserted_by names the asserter)");
                diagnostics.add(format!("actors[{i}].role"), fault);
            }
            let Some(actor) = self.actor(format!("actors[{i}].actor"), &actor, diagnostics) else { continue };
            if involved.iter().any(|known| known.actor.id == actor.id && known.role == role) {
                let (id, role) = (&actor.id, role.as_str());
                let fault = Fault::new(FaultCode::ListedTwice, format!("\"{id}\" is listed twice as {role}"));
                diagnostics.add(format!("actors[{i}]"), fault.accepts("each actor once per role"));
            }
            involved.push(ClaimActor { actor, role });
        }
        involved
    }

    fn resolve_evidence(
        &self,
        raw: &[RawEvidence],
        seed: &SeedArticle,
        diagnostics: &mut RecordDiagnostics,
    ) -> Vec<Evidence> {
        if !raw.iter().any(|span| span.part == EvidencePart::Content) {
            let problem = "has no quote with the part content";
            if self.required.contains(&Requirement::Evidence) {
                let problem = format!("{problem}; dataset.json requires at least one");
                diagnostics.add("evidence", Fault::new(FaultCode::MissingEvidence, problem));
            } else if !raw.is_empty() {
                let fault = Fault::new(FaultCode::MissingEvidence, problem);
                diagnostics.add("evidence", fault.accepts("at least one, or no evidence"));
            }
        }
        let length = seed.article.text.as_ref().map(|text| text.code_points);
        let evidence = |(i, span): (usize, &RawEvidence)| Evidence {
            status: check_evidence(span, &format!("evidence[{i}]"), length, seed.text.as_ref(), diagnostics),
            quote: span.quote.clone(),
            language: seed.article.language.clone(),
            part: span.part,
            start: span.start,
            end: span.end,
        };
        raw.iter().enumerate().map(evidence).collect()
    }

    fn resolve_topics(&self, ids: &[String], diagnostics: &mut RecordDiagnostics) -> Vec<TopicReference> {
        if ids.is_empty() && self.required.contains(&Requirement::Topics) {
            let problem = "is empty; dataset.json requires at least one topic";
            diagnostics.add("topics", Fault::new(FaultCode::Empty, problem));
        }
        let mut topics: Vec<TopicReference> = Vec::with_capacity(ids.len());
        for (i, id) in ids.iter().enumerate() {
            let Some(topic) = self.topic(format!("topics[{i}]"), id, diagnostics) else { continue };
            if topics.iter().any(|known| known.id == topic.id) {
                let fault = Fault::new(FaultCode::ListedTwice, format!("\"{id}\" is listed twice"));
                diagnostics.add(format!("topics[{i}]"), fault.accepts("each topic once"));
            }
            topics.push(topic);
        }
        topics
    }
}

/// The identifier begins with that of the article, so that the claims of two articles never have the same one.
fn parse_id(id: &str, article: &Article, diagnostics: &mut RecordDiagnostics) -> Option<ClaimId> {
    if !id.strip_prefix(article.id.as_str()).is_some_and(|rest| rest.starts_with('-')) {
        let problem = format!("\"{id}\" does not begin with the id of its article");
        let fault = Fault::new(FaultCode::WrongIdentifier, problem);
        diagnostics.add("id", fault.accepts(format!("an id such as {}-001", article.id)));
    }
    diagnostics.ok("id", ClaimId::parse(id))
}

fn resolve_date(
    field: &str,
    raw: RawClaimDate,
    seed: &SeedArticle,
    diagnostics: &mut RecordDiagnostics,
) -> Option<ClaimDate> {
    let RawClaimDate { edtf, basis, expression, mut note } = raw;
    if let Some(words) = &expression {
        let field = format!("{field}.expression");
        diagnostics.check_verbatim(&field, words);
        if seed.text.as_ref().is_some_and(|text| !text.contains(words)) {
            let fault = Fault::new(FaultCode::WordsNotFound, "does not occur in the text");
            diagnostics.add(&field, fault.accepts("the article's own words"));
        }
    }
    if let Some(note) = &mut note {
        diagnostics.check_language_map(&format!("{field}.note"), note);
        note.sort_by_languages(&seed.languages);
    }
    let EdtfDate { edtf, earliest, latest, precision } =
        diagnostics.ok(format!("{field}.edtf"), EdtfDate::parse(&edtf))?;
    Some(ClaimDate { edtf, earliest, latest, precision, basis, expression, note })
}

/// When the article speaks in its own voice.
fn date_of_publication(published: EdtfDate) -> ClaimDate {
    let EdtfDate { edtf, earliest, latest, precision } = published;
    ClaimDate { edtf, earliest, latest, precision, basis: DateBasis::Publication, expression: None, note: None }
}

fn resolve_translation_note(
    raw: RawTranslationNote,
    seed: &SeedArticle,
    diagnostics: &mut RecordDiagnostics,
) -> TranslationNote {
    let RawTranslationNote { mut literal, mut meant, basis } = raw;
    for (field, text) in [("translation_note.literal", &mut literal), ("translation_note.meant", &mut meant)] {
        diagnostics.check_language_map(field, text);
        text.sort_by_languages(&seed.languages);
    }
    TranslationNote { literal, meant, basis }
}

fn check_reviews(reviews: &[Review], origin: Option<&Origin>, diagnostics: &mut RecordDiagnostics) {
    for (i, Review { publisher, url, rating, date, language }) in reviews.iter().enumerate() {
        diagnostics.check_text(format!("reviews[{i}].publisher"), publisher);
        if let Some(rating) = rating {
            diagnostics.check_text(format!("reviews[{i}].rating"), rating);
        }
        if let Some(url) = url {
            diagnostics.check_url(&format!("reviews[{i}].url"), url);
        }
        if let Some(date) = date {
            diagnostics.ok(format!("reviews[{i}].date"), EdtfDate::parse(date));
        }
        if let Some(tag) = language {
            diagnostics.check_tag(format!("reviews[{i}].language"), tag);
        }
    }
    if let Some(Origin { source, id, url }) = origin {
        diagnostics.check_text("origin.source", source);
        if let Some(id) = id {
            diagnostics.check_text("origin.id", id);
        }
        if let Some(url) = url {
            diagnostics.check_url("origin.url", url);
        }
    }
}

fn resolve_relations(raw: &[RawRelation], id: &ClaimId, diagnostics: &mut RecordDiagnostics) -> Vec<Relation> {
    let mut relations: Vec<Relation> = Vec::with_capacity(raw.len());
    for (i, RawRelation { kind, claim, drawn_by }) in raw.iter().enumerate() {
        let Some(claim) = diagnostics.ok(format!("relations[{i}].claim"), ClaimId::parse(claim)) else { continue };
        let relation = Relation { kind: *kind, claim, drawn_by: *drawn_by };
        if relation.claim == *id {
            let fault = Fault::new(FaultCode::SelfRelation, "is the claim itself").accepts("another claim");
            diagnostics.add(format!("relations[{i}].claim"), fault);
        } else if relations.iter().any(|known| (known.kind, &known.claim) == (relation.kind, &relation.claim)) {
            let fault = Fault::new(FaultCode::ListedTwice, "is listed twice").accepts("each relation once");
            diagnostics.add(format!("relations[{i}]"), fault);
        }
        relations.push(relation);
    }
    relations
}

fn claim_links(id: &ClaimId, seed: &SeedArticle, evidence: &[Evidence]) -> ClaimLinks {
    let content = evidence.iter().find(|span| span.part == EvidencePart::Content);
    let source = content.and_then(|span| quote_url(&seed.article, span, seed.text.as_ref()));
    ClaimLinks { itself: format!("/v1/claims/{id}"), page: format!("/claims/{id}"), source }
}
