//! Short forms of names: "the council" for "Port-Vesque town council", "Huang" for "Jensen Huang", "the company", "both
//! countries". A short form refers to the actor that was mentioned last, or to the only one that it fits.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::domain::vocabulary::ActorKind;
use crate::drafting::cast::{Cast, Mention, MentionRule};
use crate::drafting::document::{Document, Sentence};
use crate::drafting::names::{Name, Names, has_term};
use crate::drafting::phrases::Phrases;

/// Tokens, besides as many as the name has, in which the words of a name stand.
const MARGIN: usize = 3;

/// Percent of the words of a name that must stand in the text if its head has another form there, such as the plural.
const MIN_SHARE_OF_OTHER_FORM: usize = 66;

/// The same in words.
const MIN_WORDS_OF_OTHER_FORM: usize = 3;

/// Tokens between a title and the name of the person who has it.
const TITLE_WITHIN: usize = 6;

/// Actors that the same incomplete name may refer to at once: the envoys of two countries.
const MAX_EQUAL: usize = 2;

type NamesByTerm<'a> = HashMap<&'a str, Vec<&'a Name>>;

/// Finds short forms, and remembers who was mentioned.
pub struct ShortForms<'a> {
    cast: &'a Cast<'a>,
    by_head: NamesByTerm<'a>,
    by_surname: NamesByTerm<'a>,
    /// The mentioned actors, the last one at the end.
    recent: Vec<usize>,
}

impl<'a> ShortForms<'a> {
    pub fn new(cast: &'a Cast<'a>, names: &'a Names) -> Self {
        let (mut by_head, mut by_surname) = (NamesByTerm::new(), NamesByTerm::new());
        for name in names.all().iter().filter(|name| name.words.len() > 1 && name.is_native) {
            for term in name.words[name.head].iter().collect::<BTreeSet<_>>() {
                by_head.entry(term).or_default().push(name);
            }
            if cast.kind(name.owner) == ActorKind::Person {
                for term in name.words[name.words.len() - 1].iter().collect::<BTreeSet<_>>() {
                    by_surname.entry(term).or_default().push(name);
                }
            }
        }
        Self { cast, by_head, by_surname, recent: vec![] }
    }

    /// Remembers that an actor was mentioned.
    pub fn remember(&mut self, actor: usize) {
        self.recent.retain(|known| *known != actor);
        self.recent.push(actor);
    }

    /// How long ago an actor was mentioned: higher is later, `None` is never.
    fn recency(&self, actor: usize) -> Option<usize> {
        self.recent.iter().position(|known| *known == actor)
    }

    /// Returns the short forms in a sentence, outside of the names that were found in it.
    pub fn find(&mut self, document: &Document, sentence: &Sentence, named: &[Mention]) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        for at in sentence.tokens.clone() {
            if named.iter().chain(&found).any(|mention| mention.tokens.contains(&at)) {
                continue;
            }
            let mut actors = self.referents(document, sentence, at);
            // A title before a name stands for nobody else.
            let names_person = |mention: &Mention| {
                self.cast.kind(mention.actor) == ActorKind::Person
                    && (at..at + TITLE_WITHIN).contains(&mention.tokens.start)
            };
            actors.retain(|(actor, _)| self.cast.kind(*actor) != ActorKind::Person || !named.iter().any(names_person));
            for (actor, tokens) in actors {
                self.remember(actor);
                if !named.iter().chain(&found).any(|mention| mention.actor == actor) {
                    found.push(Mention { actor, rule: MentionRule::ShortForm, tokens });
                }
            }
        }
        found
    }

    fn referents(&self, document: &Document, sentence: &Sentence, at: usize) -> Vec<(usize, Range<usize>)> {
        let incomplete = self.incomplete_names(document, sentence, at);
        if !incomplete.is_empty() {
            return incomplete;
        }
        let one = self.surname(document, at).or_else(|| self.head(document, sentence, at));
        if let Some(actor) = one.or_else(|| self.kind_noun(document, at, &document.lexicon.company, ActorKind::Company))
        {
            return vec![(actor, at..at + 1)];
        }
        if let Some((length, _)) = document.lexicon.two_countries.longest_at(&document.tokens, at) {
            let countries = self.recent.iter().rev().filter(|&&actor| self.cast.kind(actor) == ActorKind::Country);
            return countries.take(2).map(|&actor| (actor, at..at + length)).collect();
        }
        let country = self.kind_noun(document, at, &document.lexicon.country, ActorKind::Country);
        country.into_iter().map(|actor| (actor, at..at + 1)).collect()
    }

    /// The actors of whose name at least the head and half of the words stand here; of the best fit, those mentioned last.
    fn incomplete_names(&self, document: &Document, sentence: &Sentence, at: usize) -> Vec<(usize, Range<usize>)> {
        let tokens = &document.tokens;
        let mut best: Vec<(usize, usize, Range<usize>)> = Vec::new();
        for name in names_by(&self.by_head, &tokens[at].terms) {
            let total = name.words.len();
            let window = match name.head {
                0 => at + 1..(at + 1 + total + MARGIN).min(sentence.tokens.end),
                _ => at.saturating_sub(total + MARGIN).max(sentence.tokens.start)..at,
            };
            let others = name.words.iter().enumerate().filter(|(number, _)| *number != name.head);
            let places: Vec<usize> =
                others.filter_map(|(_, word)| window.clone().find(|&other| has_term(&tokens[other], word))).collect();
            let found = places.len() + 1;
            let is_known = self.recency(name.owner).is_some();
            if found < 2 || !(2 * found >= total || is_known && is_definite(document, at)) {
                continue;
            }
            let share = found * 100 / total;
            if !name.has_head(&tokens[at]) && (share < MIN_SHARE_OF_OTHER_FORM || found < MIN_WORDS_OF_OTHER_FORM) {
                continue;
            }
            let end = (at + 1..=sentence.tokens.end).find(|end| !places.contains(end)).unwrap_or(at + 1);
            let range = at..end;
            match best.iter_mut().find(|(_, owner, _)| *owner == name.owner) {
                Some(known) if known.0 < share => *known = (share, name.owner, range),
                Some(_) => {}
                None => best.push((share, name.owner, range)),
            }
        }
        let most = best.iter().map(|(share, ..)| *share).max();
        best.retain(|(share, ..)| Some(*share) == most);
        let latest = best.iter().filter_map(|(_, owner, _)| self.recency(*owner)).max();
        if latest.is_some() {
            best.retain(|(_, owner, _)| self.recency(*owner) == latest);
        }
        if best.len() > MAX_EQUAL {
            best.clear();
        }
        best.into_iter().map(|(_, owner, range)| (owner, range)).collect()
    }

    /// The person mentioned last whose name ends with this word.
    fn surname(&self, document: &Document, at: usize) -> Option<usize> {
        let token = &document.tokens[at];
        let is_lower_case = token.forms[0].starts_with(|c: char| c.is_ascii_lowercase()) && !token.is_capital;
        let known = names_by(&self.by_surname, &token.terms).filter(|_| !is_lower_case);
        known.filter_map(|name| Some((self.recency(name.owner)?, name.owner))).max().map(|(_, owner)| owner)
    }

    /// The actor mentioned last whose name has this word as its head, or the only one.
    fn head(&self, document: &Document, sentence: &Sentence, at: usize) -> Option<usize> {
        if !is_definite(document, at) || at < sentence.tokens.start {
            return None;
        }
        let owners: BTreeSet<usize> = names_by(&self.by_head, &document.tokens[at].terms)
            .filter(|name| name.has_head(&document.tokens[at]))
            .map(|name| name.owner)
            .collect();
        // "The chips" may be any of several products.
        let is_clear = |owner: usize| owners.len() == 1 || self.cast.kind(owner) != ActorKind::Product;
        let known = owners.iter().filter_map(|&owner| Some((self.recency(owner)?, owner)));
        let last = known.filter(|(_, owner)| is_clear(*owner)).max();
        let only = owners.first().copied().filter(|_| owners.len() == 1);
        last.map(|(_, owner)| owner).or(only)
    }

    /// The actor of a kind that was mentioned last.
    fn kind_noun(&self, document: &Document, at: usize, nouns: &Phrases, kind: ActorKind) -> Option<usize> {
        let is_noun = nouns.are_at(&document.tokens, at) && is_definite(document, at);
        let mut recent = self.recent.iter().rev().copied();
        if is_noun { recent.find(|&actor| self.cast.kind(actor) == kind) } else { None }
    }
}

/// Whether a noun has an article, a demonstrative or a possessive.
fn is_definite(document: &Document, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| document.tokens.get(before));
    document.tokens[at].has_arabic_article()
        || before.is_some_and(|token| document.lexicon.articles.contain(token.folded()))
}

fn names_by<'n, 'a>(names: &'n NamesByTerm<'a>, terms: &'n [String]) -> impl Iterator<Item = &'a Name> + use<'n, 'a> {
    terms.iter().filter_map(|term| names.get(term.as_str())).flatten().copied()
}
