//! The actors that each sentence mentions: by name, by a short form of a name, or by continuing the sentence before.

use std::ops::Range;

use crate::domain::vocabulary::ActorKind;
use crate::drafting::cast::{Cast, Mention, MentionRule};
use crate::drafting::document::{Document, Sentence};
use crate::drafting::names::Names;
use crate::drafting::short_forms::ShortForms;

/// Maximum number of actors that a sentence takes from the sentence before.
const MAX_CARRIED: usize = 4;

/// A sentence with at least this many actors of its own takes none from the sentence before.
const MAX_OWN: usize = 2;

/// Maximum number of consecutive sentences that take the same actors.
const MAX_CARRIES: usize = 3;

/// Returns the mentions of each sentence, in the order of the text. `voice` is the article's own voice, which no text names.
pub fn find_mentions(document: &Document, cast: &Cast, names: &Names, voice: Option<usize>) -> Vec<Vec<Mention>> {
    let mut short_forms = ShortForms::new(cast, names);
    let mut all: Vec<Vec<Mention>> = Vec::with_capacity(document.sentences.len());
    let mut carries = 0;
    for sentence in &document.sentences {
        let mut mentions = named(document, cast, names, sentence);
        for mention in &mentions {
            short_forms.remember(mention.actor);
        }
        mentions.extend(short_forms.find(document, sentence, &mentions));
        mentions.retain(|mention| Some(mention.actor) != voice);
        mentions.sort_by_key(|mention| mention.tokens.start);
        let has_name = mentions.iter().any(|mention| mention.rule == MentionRule::Name);
        carries = if has_name { 0 } else { carries + 1 };
        let continues = mentions.len() < MAX_OWN
            && (!has_name && carries <= MAX_CARRIES || continues_quotation(document, sentence));
        if continues && ends_like_a_sentence(document, sentence) {
            let before = all.iter().rev().find(|mentions| !mentions.is_empty()).into_iter().flatten();
            let mut taken: Vec<Mention> = Vec::new();
            for mention in before {
                if !mentions.iter().chain(&taken).any(|known| known.actor == mention.actor) {
                    taken.push(Mention { rule: MentionRule::Carried, tokens: 0..0, ..mention.clone() });
                }
            }
            taken.truncate(MAX_CARRIED);
            mentions.extend(taken);
        }
        all.push(mentions);
    }
    all
}

fn named(document: &Document, cast: &Cast, names: &Names, sentence: &Sentence) -> Vec<Mention> {
    let first = sentence.tokens.start;
    let found = names.find(&document.tokens[sentence.tokens.clone()], |inner, outer| keeps(cast, inner, outer));
    let mention = |tokens: Range<usize>, owner| Mention {
        actor: cast.current(owner),
        rule: MentionRule::Name,
        tokens: tokens.start + first..tokens.end + first,
    };
    found.into_iter().map(|name| mention(name.tokens, name.owner)).collect()
}

/// Whether an actor is mentioned by a name inside the longer name of another one: a country, or the author of a document.
fn keeps(cast: &Cast, inner: usize, outer: usize) -> bool {
    cast.kind(inner) == ActorKind::Country || cast.kind(outer) == ActorKind::Document && cast.is_part_of(outer, inner)
}

/// Whether a sentence begins in the middle of a quotation, or is a quotation after another one.
fn continues_quotation(document: &Document, sentence: &Sentence) -> bool {
    let quotations = &document.quotations[document.quotations_in(&sentence.range)];
    let begins_before = |quotation: &Range<usize>| quotation.start + 1 < sentence.range.start;
    let begins_here = |quotation: &Range<usize>| quotation.start <= sentence.range.start + 1;
    let follows_quotation = || {
        let before = document.sentences.iter().rev().find(|other| other.range.end <= sentence.range.start);
        before.is_some_and(|before| {
            before.paragraph == sentence.paragraph && !document.quotations_in(&before.range).is_empty()
        })
    };
    quotations.first().is_some_and(|first| begins_before(first) || begins_here(first) && follows_quotation())
}

/// Whether a sentence ends with a mark, unlike a heading.
fn ends_like_a_sentence(document: &Document, sentence: &Sentence) -> bool {
    let words = document.slice(&sentence.range);
    !words.ends_with(char::is_alphanumeric)
}
