//! The actors of a dataset as a text may mention them.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::domain::actor::Actor;
use crate::domain::identifier::ActorId;
use crate::domain::vocabulary::ActorKind;

/// How a sentence mentions an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MentionRule {
    Name,
    ShortForm,
    /// The sentence before mentions the actor, and this one no other.
    Carried,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Position in the list of actors.
    pub actor: usize,
    pub rule: MentionRule,
    /// Tokens of the document.
    pub tokens: Range<usize>,
}

/// The actors of a dataset as they may be mentioned in a text.
pub struct Cast<'a> {
    pub actors: Vec<&'a Actor>,
    positions: BTreeMap<&'a ActorId, usize>,
}

impl<'a> Cast<'a> {
    /// Actors that were merged into another one stand for that one.
    pub fn new(actors: &'a BTreeMap<ActorId, Actor>) -> Self {
        let positions = actors.keys().enumerate().map(|(at, id)| (id, at)).collect();
        Self { actors: actors.values().collect(), positions }
    }

    pub fn position(&self, id: &ActorId) -> Option<usize> {
        self.positions.get(id).copied()
    }

    pub fn kind(&self, actor: usize) -> ActorKind {
        self.actors[actor].kind
    }

    /// Whether an actor can say something.
    pub fn can_speak(&self, actor: usize) -> bool {
        !matches!(self.kind(actor), ActorKind::Product | ActorKind::Place | ActorKind::Event)
    }

    /// Whether an actor is part of another one, directly or not.
    pub fn is_part_of(&self, part: usize, whole: usize) -> bool {
        let mut pending = vec![part];
        let mut seen = vec![];
        while let Some(at) = pending.pop() {
            if seen.contains(&at) {
                continue;
            }
            seen.push(at);
            pending.extend(self.actors[at].part_of.iter().filter_map(|id| self.position(id)));
        }
        part != whole && seen.contains(&whole)
    }

    /// The actor that continues a merged one.
    pub fn current(&self, mut actor: usize) -> usize {
        for _ in 0..self.actors.len() {
            let target = self.actors[actor].merged_into.as_ref().and_then(|id| self.position(id));
            let Some(target) = target else { break };
            actor = target;
        }
        actor
    }
}
