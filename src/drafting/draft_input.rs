//! What a draft is made from, and what is found in a sentence.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::identifier::{ActorId, TopicId};
use crate::domain::topic::Topic;
use crate::domain::vocabulary::Requirement;
use crate::drafting::cast::Mention;
use crate::drafting::date_rules::FoundDate;
use crate::drafting::document::Sentence;
use crate::drafting::reports::Report;

/// What a draft is made from.
pub struct DraftInput<'a> {
    pub article: &'a Article,
    pub text: &'a str,
    pub actors: &'a BTreeMap<ActorId, Actor>,
    pub topics: &'a BTreeMap<TopicId, Topic>,
    /// Languages that every text must be in.
    pub languages: &'a [String],
    pub required: &'a [Requirement],
    /// Places that claims cover, in code points: their sentences are left out.
    pub covered: &'a [Range<usize>],
}

/// What is known of a sentence.
pub struct Findings<'f> {
    pub sentence: &'f Sentence,
    pub mentions: &'f [Mention],
    pub report: Option<&'f Report>,
    /// Its dates, with the place of their words.
    pub dates: Vec<(FoundDate, Range<usize>)>,
    /// Its topics, with the place of their labels.
    pub topics: Vec<(&'f Topic, Range<usize>)>,
}
