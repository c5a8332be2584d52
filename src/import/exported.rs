//! The claim that an annotation of `isnad export` has beside its statement and its quotes.

use serde::Deserialize;

use crate::domain::claim::{
    ActorReference, AttributionLink, ClaimActor, ClaimDate, Origin, Relation, Review, TopicReference, TranslationNote,
};
use crate::domain::identifier::ClaimId;
use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::{Certainty, ClaimKind, DateBasis, Role, Speech};
use crate::import::articles::TargetArticle;
use crate::import::names::{ActorBook, Named};
use crate::import::topics::TopicBook;
use crate::ingest::{
    RawAttributionLink, RawClaim, RawClaimActor, RawClaimDate, RawEvidence, RawRelation, RawTranslationNote,
};

/// The members of an export that become a seed record. Those that follow from others are passed over.
#[derive(Deserialize)]
struct ExportedClaim {
    kind: ClaimKind,
    certainty: Certainty,
    speech: Option<Speech>,
    salience: u8,
    attribution: Vec<AttributionLink>,
    actors: Vec<ClaimActor>,
    #[serde(default)]
    topics: Vec<TopicReference>,
    claim_date: Option<ClaimDate>,
    asserted_date: Option<ClaimDate>,
    translation_note: Option<TranslationNote>,
    #[serde(default)]
    relations: Vec<Relation>,
    #[serde(default)]
    reviews: Vec<Review>,
    origin: Option<Origin>,
}

/// Returns the seed record, the names that wait to be accepted, or what is wrong.
pub fn claim_of_export(
    exported: &serde_json::Value,
    id: String,
    statement: LanguageMap,
    evidence: Vec<RawEvidence>,
    article: &TargetArticle,
    actors: &mut ActorBook,
    topics: &mut TopicBook,
) -> Result<RawClaim, Result<Vec<String>, String>> {
    let wrong = |reason: String| Err(Err(reason));
    let claim = match ExportedClaim::deserialize(exported) {
        Ok(claim) => claim,
        Err(error) => return wrong(format!("its claim is not as Isnad exports it: {error}")),
    };
    if ClaimId::parse(&id).is_err() {
        return wrong(format!("\"{id}\" is not the identifier of a claim"));
    }
    let mut resolver = Resolver { actors, waiting: vec![] };
    // The article's own voice comes first and is not in seed files.
    let attribution: Vec<RawAttributionLink> = claim
        .attribution
        .iter()
        .skip(1)
        .map(|link| RawAttributionLink { actor: resolver.resolve(&link.actor), cue: link.cue.clone() })
        .collect();
    let involved = claim.actors.iter().filter(|involved| involved.role != Role::Asserter);
    let involved =
        involved.map(|involved| RawClaimActor { actor: resolver.resolve(&involved.actor), role: involved.role });
    let involved: Vec<RawClaimActor> = involved.collect();
    let waiting = resolver.waiting;
    if !waiting.is_empty() {
        return Err(Ok(waiting));
    }
    let says_itself = claim.speech == Some(Speech::Own);
    // What the article says itself is asserted when it is published; seed files leave that out.
    let asserted_date = claim.asserted_date.filter(|date| {
        let is_publication = date.basis == DateBasis::Publication && article.published.as_ref() == Some(&date.edtf);
        !(says_itself && is_publication && date.expression.is_none() && date.note.is_none())
    });
    Ok(RawClaim {
        id,
        statement,
        kind: claim.kind,
        certainty: claim.certainty,
        speech: claim.speech,
        salience: claim.salience,
        asserted_by: attribution.last().map_or_else(|| article.voice.clone(), |link| link.actor.clone()),
        attribution,
        actors: involved,
        topics: claim.topics.into_iter().map(|topic| topics.resolve_exported(topic.id.as_str(), topic.label)).collect(),
        claim_date: claim.claim_date.map(raw_date),
        asserted_date: asserted_date.map(raw_date),
        evidence,
        translation_note: claim.translation_note.map(|note| {
            let TranslationNote { literal, meant, basis } = note;
            RawTranslationNote { literal, meant, basis }
        }),
        relations: claim.relations.into_iter().map(raw_relation).collect(),
        reviews: claim.reviews,
        origin: claim.origin,
    })
}

/// Returns the voice of the article that an export names.
pub fn voice_of_export(exported: &serde_json::Value) -> Option<ActorReference> {
    ActorReference::deserialize(exported.pointer("/attribution/0/actor")?).ok()
}

struct Resolver<'a> {
    actors: &'a mut ActorBook,
    waiting: Vec<String>,
}

impl Resolver<'_> {
    fn resolve(&mut self, reference: &ActorReference) -> String {
        let id = reference.id.as_str();
        match self.actors.resolve_exported(id, reference.name.clone(), reference.kind) {
            Named::Actor(id) => id,
            Named::Waiting(name) => {
                self.waiting.push(name);
                id.to_owned()
            }
        }
    }
}

fn raw_date(date: ClaimDate) -> RawClaimDate {
    let ClaimDate { edtf, earliest: _, latest: _, precision: _, basis, expression, note } = date;
    RawClaimDate { edtf, basis, expression, note }
}

fn raw_relation(relation: Relation) -> RawRelation {
    let Relation { kind, claim, drawn_by } = relation;
    RawRelation { kind, claim: claim.to_string(), drawn_by }
}
