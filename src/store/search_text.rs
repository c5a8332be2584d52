//! What of a claim is searched: its texts, analysed, in the columns of `claim_search`.

use std::collections::HashMap;

use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::claim::Claim;
use crate::domain::identifier::{ActorId, ArticleId, TopicId};
use crate::domain::topic::Topic;
use crate::search::{tokens, whole_name};

/// Analyses names once and texts as they come, and remembers how words are written.
#[derive(Default)]
pub struct SearchText {
    actors: HashMap<ActorId, String>,
    topics: HashMap<TopicId, String>,
    voices: HashMap<ArticleId, ActorId>,
    words: HashMap<String, String>,
}

impl SearchText {
    /// Takes an actor's names. An alias of several words counts as a whole, so that "Chinese government" as a name of
    /// China does not make every claim about China one about governments.
    pub fn actor(&mut self, actor: &Actor) {
        let mut shadow = self.shadow(actor.name.each().map(|(_, name)| name));
        for (_, alias) in actor.aliases.each() {
            let whole = whole_name(alias);
            self.words.entry(whole.clone()).or_insert_with(|| alias.to_owned());
            shadow.push(' ');
            shadow.push_str(&whole);
        }
        self.actors.insert(actor.id.clone(), shadow);
    }

    /// Takes a topic's labels.
    pub fn topic(&mut self, topic: &Topic) {
        let shadow = self.shadow(topic.label.each().map(|(_, label)| label));
        self.topics.insert(topic.id.clone(), shadow);
    }

    /// Takes an article's own voice, whose name says nothing about a claim.
    pub fn article(&mut self, article: &Article) {
        self.voices.insert(article.id.clone(), article.voice.clone());
    }

    /// A claim's texts: statements, quotes, names of actors, labels of topics.
    pub fn columns(&mut self, claim: &Claim) -> [String; 5] {
        let english = self.shadow([claim.statement.en.as_str()]);
        let arabic = self.shadow([claim.statement.ar.as_str()]);
        let quotes = self.shadow(claim.evidence.iter().map(|span| span.quote.as_str()));
        let voice = self.voices.get(&claim.article.id);
        let involved = claim.actors.iter().map(|involved| &involved.actor.id);
        let passing_on = claim.attribution.iter().map(|link| &link.actor.id);
        let mut ids: Vec<&ActorId> = involved.chain(passing_on).filter(|id| Some(*id) != voice).collect();
        ids.sort_unstable();
        ids.dedup();
        let names = ids.into_iter().filter_map(|id| self.actors.get(id)).map(String::as_str);
        let labels = claim.topics.iter().filter_map(|topic| self.topics.get(&topic.id)).map(String::as_str);
        let (names, labels) = (names.collect::<Vec<_>>().join(" "), labels.collect::<Vec<_>>().join(" "));
        [english, arabic, quotes, names, labels]
    }

    /// A word that gives the token.
    pub fn word_of<'w>(&'w self, token: &'w str) -> &'w str {
        self.words.get(token).map_or(token, String::as_str)
    }

    /// The tokens of texts with spaces between. The shortest word for each is remembered, the first of equally short.
    fn shadow<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> String {
        let mut shadow = String::new();
        for text in texts {
            let characters: Vec<char> = text.chars().collect();
            for token in tokens(text) {
                if !shadow.is_empty() {
                    shadow.push(' ');
                }
                shadow.push_str(&token.text);
                let word = &characters[token.range];
                let known = self.words.get(&token.text).map(|known| known.chars().count());
                if known.is_none_or(|known| word.len() < known) {
                    self.words.insert(token.text, word.iter().collect());
                }
            }
        }
        shadow
    }
}
