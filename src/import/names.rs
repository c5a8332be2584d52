//! Names of asserters and others become actors: those of the directory by exact names and aliases, or new ones.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::did_you_mean::{Spellings, SuggestionBudget};
use crate::domain::language_map::{LanguageMap, LanguageMapList};
use crate::domain::vocabulary::ActorKind;
use crate::import::clean::clean;
use crate::import::ids::slug;
use crate::import::map::ActorMap;
use crate::ingest::{RawActor, name_key};

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    Actor(String),
    /// A new name that is not accepted yet.
    Waiting(String),
}

/// The actors of a directory, and those that an import adds.
pub struct ActorBook {
    by_key: HashMap<String, String>,
    ids: BTreeSet<String>,
    near: NearNames,
    /// Proposed by an earlier import, by the keys of their names.
    drafts: BTreeMap<String, RawActor>,
    rules: ActorMap,
    accepts_new: bool,
    /// To be added to the directory.
    pub accepted: Vec<RawActor>,
    /// To be decided on, by the keys of their names.
    waiting: BTreeMap<String, RawActor>,
    waiting_ids: BTreeSet<String>,
    /// New names that are near to existing ones, with these.
    pub near_names: BTreeMap<String, Vec<String>>,
}

impl ActorBook {
    /// `accepts_new` makes actors of new names; without it, they wait in the draft.
    pub fn new(actors: &[RawActor], drafts: Vec<RawActor>, rules: &ActorMap, accepts_new: bool) -> Self {
        let mut by_key = HashMap::new();
        for actor in actors.iter().filter(|actor| actor.merged_into.is_none()) {
            for name in names(actor) {
                by_key.entry(name_key(name)).or_insert_with(|| actor.id.clone());
            }
        }
        let ids = actors.iter().map(|actor| actor.id.clone()).collect();
        let drafts = drafts
            .into_iter()
            .flat_map(|draft| names(&draft).map(name_key).map(|key| (key, draft.clone())).collect::<Vec<_>>());
        let near = NearNames::new(actors);
        Self {
            by_key,
            ids,
            near,
            drafts: drafts.collect(),
            rules: rules.clone(),
            accepts_new,
            accepted: vec![],
            waiting: BTreeMap::new(),
            waiting_ids: BTreeSet::new(),
            near_names: BTreeMap::new(),
        }
    }

    /// Returns the actor that a name or an identifier means; `None` if nothing of the name is left.
    pub fn resolve(&mut self, name: &str, language: &str) -> Option<Named> {
        let name = clean(self.rules.names.get(name.trim()).map_or(name, String::as_str));
        if name.is_empty() {
            return None;
        }
        let key = name_key(&name);
        if let Some(id) = self.by_key.get(&key) {
            return Some(Named::Actor(id.clone()));
        }
        if self.ids.contains(&name) {
            return Some(Named::Actor(name));
        }
        let candidates = self.near.find(&key);
        if !candidates.is_empty() {
            self.near_names.insert(name.clone(), candidates);
        }
        if self.waiting.contains_key(&key) {
            return Some(Named::Waiting(name));
        }
        let draft = self.drafts.get(&key).filter(|draft| !self.ids.contains(&draft.id)).cloned();
        let actor = draft.unwrap_or_else(|| self.describe(&name, language));
        if self.accepts_new {
            return Some(Named::Actor(self.add(actor)));
        }
        self.wait(key, actor);
        Some(Named::Waiting(name))
    }

    /// Returns an actor that an export names by its identifier, name and kind.
    pub fn resolve_exported(&mut self, id: &str, name: LanguageMap, kind: ActorKind) -> Named {
        if self.ids.contains(id) {
            return Named::Actor(id.to_owned());
        }
        let actor = RawActor { id: id.to_owned(), ..blank(kind, name) };
        if self.accepts_new {
            return Named::Actor(self.add(actor));
        }
        self.wait(id.to_owned(), actor);
        Named::Waiting(id.to_owned())
    }

    /// Returns the voice of a new article, which is to be added if the article is; its name differs from those of others.
    pub fn new_voice(&mut self, article: &str, title: &LanguageMap) -> RawActor {
        let is_taken = title.texts().any(|(_, title)| self.by_key.contains_key(&name_key(title)));
        let name = match title.texts().next() {
            Some((language, title)) if is_taken => LanguageMap::single(language, &format!("{title} ({article})")),
            _ => title.clone(),
        };
        self.register(RawActor { id: self.free_id(article), ..blank(ActorKind::Document, name) })
    }

    /// Returns the voice that an export names, unless the directory has it.
    pub fn voice_of_export(&mut self, id: &str, name: LanguageMap, kind: ActorKind) -> Option<RawActor> {
        let is_new = !self.ids.contains(id);
        is_new.then(|| self.register(RawActor { id: id.to_owned(), ..blank(kind, name) }))
    }

    /// The new actors that nobody has accepted yet.
    pub fn into_waiting(self) -> impl Iterator<Item = RawActor> {
        self.waiting.into_values()
    }

    fn wait(&mut self, key: String, actor: RawActor) {
        self.waiting_ids.insert(actor.id.clone());
        self.waiting.insert(key, actor);
    }

    fn describe(&self, name: &str, language: &str) -> RawActor {
        RawActor { id: self.free_id(&slug(name)), ..blank(self.rules.kind, LanguageMap::single(language, name)) }
    }

    fn free_id(&self, wanted: &str) -> String {
        let is_free = |id: &String| !self.ids.contains(id) && !self.waiting_ids.contains(id);
        let numbered = (2..).map(|number: u32| format!("{wanted}-{number}"));
        std::iter::once(wanted.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
    }

    fn add(&mut self, actor: RawActor) -> String {
        let actor = self.register(actor);
        let id = actor.id.clone();
        self.accepted.push(actor);
        id
    }

    fn register(&mut self, actor: RawActor) -> RawActor {
        for name in names(&actor) {
            self.by_key.entry(name_key(name)).or_insert_with(|| actor.id.clone());
        }
        self.ids.insert(actor.id.clone());
        actor
    }
}

fn names(actor: &RawActor) -> impl Iterator<Item = &str> {
    actor.name.texts().chain(actor.aliases.texts()).map(|(_, name)| name)
}

fn blank(kind: ActorKind, name: LanguageMap) -> RawActor {
    RawActor {
        id: String::new(),
        kind,
        name,
        aliases: LanguageMapList::default(),
        description: None,
        wikidata: None,
        part_of: vec![],
        merged_into: None,
    }
}

/// Existing names by their spelling and by their words.
struct NearNames {
    /// Sorted keys of names, with the identifiers of their actors.
    keys: Vec<(String, String)>,
    spellings: Spellings,
    by_word: HashMap<String, Vec<usize>>,
}

/// More candidates help nobody.
const MAX_CANDIDATES: usize = 3;

/// A word of more names than these does not tell one from another.
const MAX_NAMES_OF_WORD: usize = 50;

impl NearNames {
    fn new(actors: &[RawActor]) -> Self {
        let mut keys: Vec<(String, String)> = actors
            .iter()
            .flat_map(|actor| names(actor).map(|name| (name_key(name).replace(' ', "-"), actor.id.clone())))
            .collect();
        keys.sort();
        let spellings = Spellings::new(keys.iter().map(|(key, _)| key.as_str()));
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, (key, _)) in keys.iter().enumerate() {
            for word in key.split('-').filter(is_telling) {
                by_word.entry(word.to_owned()).or_default().push(at);
            }
        }
        Self { keys, spellings, by_word }
    }

    /// Returns the actors with a similar spelling, or whose name has all words of the shorter name.
    fn find(&self, key: &str) -> Vec<String> {
        let key = key.replace(' ', "-");
        let mut found: Vec<String> = vec![];
        let budget = SuggestionBudget::default();
        let nearest = self.spellings.nearest(&key, |at| self.keys[at].0.as_str(), &budget);
        let nearest = nearest.and_then(|near| self.keys.iter().find(|(key, _)| key == near));
        found.extend(nearest.map(|(_, id)| id.clone()));
        let words: BTreeSet<&str> = key.split('-').collect();
        for word in words.iter().filter(|word| is_telling(word)) {
            let names = self.by_word.get(*word).filter(|names| names.len() <= MAX_NAMES_OF_WORD);
            for &at in names.into_iter().flatten() {
                let (other, id) = &self.keys[at];
                let other: BTreeSet<&str> = other.split('-').collect();
                if found.len() < MAX_CANDIDATES
                    && !found.contains(id)
                    && (other.is_subset(&words) || words.is_subset(&other))
                {
                    found.push(id.clone());
                }
            }
        }
        found
    }
}

/// Short words such as particles are in too many names.
fn is_telling(word: &&str) -> bool {
    word.chars().nth(3).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(id: &str, name: &str) -> RawActor {
        RawActor { id: id.to_owned(), ..blank(ActorKind::Person, LanguageMap::single("en", name)) }
    }

    fn book(accepts_new: bool) -> ActorBook {
        let actors = [actor("mara-lund", "Mara Lund"), actor("idris-kaya", "Idris Kaya")];
        ActorBook::new(&actors, vec![], &ActorMap::default(), accepts_new)
    }

    #[test]
    fn names_are_matched_exactly_and_near_ones_are_listed() {
        let mut book = book(true);
        assert_eq!(book.resolve("mara lund", "en"), Some(Named::Actor("mara-lund".to_owned())));
        assert_eq!(book.resolve("idris-kaya", "en"), Some(Named::Actor("idris-kaya".to_owned())));
        assert_eq!(book.resolve("Maria Lund", "en"), Some(Named::Actor("maria-lund".to_owned())));
        assert_eq!(book.resolve("Minister Idris Kaya", "en"), Some(Named::Actor("minister-idris-kaya".to_owned())));
        assert_eq!(book.resolve("Nobody", "en"), Some(Named::Actor("nobody".to_owned())));
        let near: Vec<_> = book.near_names.into_iter().collect();
        let expected = [("Maria Lund", vec!["mara-lund"]), ("Minister Idris Kaya", vec!["idris-kaya"])];
        assert_eq!(near, expected.map(|(name, ids)| (name.to_owned(), ids.into_iter().map(str::to_owned).collect())));
    }

    #[test]
    fn new_names_wait_unless_they_are_accepted() {
        let mut book = book(false);
        assert_eq!(book.resolve("Nobody", "en"), Some(Named::Waiting("Nobody".to_owned())));
        assert_eq!(book.resolve("Nobody", "en"), Some(Named::Waiting("Nobody".to_owned())));
        assert_eq!(book.resolve("Nobody!", "en"), Some(Named::Waiting("Nobody!".to_owned())));
        assert_eq!(book.resolve(" \u{200B} ", "en"), None);
        let ids: Vec<_> = book.into_waiting().map(|actor| actor.id).collect();
        assert_eq!(ids, ["nobody", "nobody-2"]);
    }

    #[test]
    fn the_voices_of_articles_with_one_title_have_names_of_their_own() {
        let mut book = book(false);
        let title = LanguageMap::single("en", "News");
        let voices = [book.new_voice("a-1", &title), book.new_voice("a-2", &title)];
        let names = voices.map(|voice| (voice.id, voice.name.get("en").cloned().unwrap()));
        let expected = [("a-1", "News"), ("a-2", "News (a-2)")].map(|(id, name)| (id.to_owned(), name.to_owned()));
        assert_eq!(names, expected);
    }
}
