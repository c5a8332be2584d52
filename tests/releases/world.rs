//! Seed files that change at random from release to release.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// Numbers that are the same in every run (xorshift).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

#[derive(Debug, Clone)]
struct SeedClaim {
    article: usize,
    statement: String,
    salience: usize,
    actor: usize,
    date: Option<String>,
    /// A claim that it repeats; it may be withdrawn.
    repeats: Option<String>,
}

/// A dataset as its curators have it.
pub struct World {
    pub random: Random,
    actors: Vec<(String, Option<usize>)>,
    articles: usize,
    claims: BTreeMap<String, SeedClaim>,
    /// Lines of `withdrawn.jsonl` by claim: article, reason, replacement.
    notices: BTreeMap<String, (usize, &'static str, Option<String>)>,
    next: usize,
    folder: TempDir,
}

impl World {
    pub fn new(seed: u64, claims: usize) -> Self {
        Self::with_articles(seed, claims, 3)
    }

    pub fn with_articles(seed: u64, claims: usize, articles: usize) -> Self {
        let actors = (0..2 * articles).map(|n| (format!("Actor {n}"), None)).collect();
        let (claims_then, folder) = (claims, TempDir::new().unwrap());
        let mut world = Self {
            random: Random(seed),
            actors,
            articles,
            claims: BTreeMap::new(),
            notices: BTreeMap::new(),
            next: 1,
            folder,
        };
        for _ in 0..claims_then {
            world.add();
        }
        world
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The identifiers of the claims.
    pub fn ids(&self) -> Vec<String> {
        self.claims.keys().cloned().collect()
    }

    /// The reasons and replacements of the withdrawals that have a line.
    pub fn notice(&self, id: &str) -> Option<(&'static str, Option<&str>)> {
        self.notices.get(id).map(|(_, reason, by)| (*reason, by.as_deref()))
    }

    /// Changes a few things.
    pub fn change(&mut self) {
        for _ in 0..=self.random.below(4) {
            match self.random.below(12) {
                0..=3 => self.edit(),
                4..=6 => {
                    self.add();
                }
                7 | 8 => self.withdraw(true),
                9 => self.withdraw(false),
                10 => {
                    let actor = self.random.below(self.actors.len());
                    self.actors[actor].0.push('x');
                }
                _ => self.merge(),
            }
        }
    }

    /// Adds a claim, and returns its identifier.
    pub fn add(&mut self) -> String {
        let article = self.random.below(self.articles);
        let id = format!("article-{article}-{:04}", self.next);
        self.next += 1;
        let date =
            (self.random.below(4) > 0).then(|| format!("20{:02}-0{}", self.random.below(20), 1 + self.random.below(9)));
        let (actor, salience) = (self.random.below(self.actors.len()), 1 + self.random.below(3));
        let words = ["ports", "Port", "tariffs", "Tariff", "chips", "smuggled", "Smuggling", "trade"];
        let (one, other) = (words[self.random.below(words.len())], words[self.random.below(words.len())]);
        let statement = format!("Statement {} of a claim about {one} and {other}", self.next);
        let repeats = if self.random.below(3) == 0 { self.any() } else { None };
        self.claims.insert(id.clone(), SeedClaim { article, statement, salience, actor, date, repeats });
        id
    }

    /// Removes a claim, without a notice.
    pub fn remove(&mut self, id: &str) {
        self.claims.remove(id).unwrap();
    }

    fn edit(&mut self) {
        let Some(id) = self.any() else { return };
        let what = self.random.below(3);
        let (salience, year) = (1 + self.random.below(3), self.random.below(20));
        let claim = self.claims.get_mut(&id).unwrap();
        match what {
            0 => claim.statement.push('.'),
            1 => claim.salience = salience,
            _ => claim.date = Some(format!("20{year:02}")),
        }
    }

    fn any(&mut self) -> Option<String> {
        let at = self.random.below(self.claims.len().max(1));
        self.claims.keys().nth(at).cloned()
    }

    fn withdraw(&mut self, with_notice: bool) {
        let Some(id) = self.any() else { return };
        let is_named = self.notices.values().any(|(_, _, by)| by.as_ref() == Some(&id));
        if self.claims.len() < 3 || (is_named && !with_notice) {
            return;
        }
        let claim = self.claims.remove(&id).unwrap();
        if with_notice {
            let reason = ["error", "duplicate", "split", "merged", "rights"][self.random.below(5)];
            let by = if self.random.below(2) == 0 { self.any() } else { None };
            self.notices.insert(id, (claim.article, reason, by));
        }
    }

    /// Merges an actor into another.
    fn merge(&mut self) {
        let (from, into) = (self.random.below(self.actors.len()), self.random.below(self.actors.len()));
        if from != into && self.actors[from].1.is_none() && self.actors[into].1.is_none() {
            self.actors[from].1 = Some(into);
        }
    }

    /// Writes the seed files.
    pub fn write(&self) -> PathBuf {
        let root = self.folder.path().join("seed");
        let _ = std::fs::remove_dir_all(&root);
        std::fs::create_dir_all(&root).unwrap();
        let about = r#"{"id":"world","title":{"en":"World"},"description":{"en":"A dataset that changes."},"licence":{"name":"CC0-1.0","url":"https://example.org/licence"}}"#;
        std::fs::write(root.join("dataset.json"), about).unwrap();
        let mut actors = String::new();
        for (n, (name, into)) in self.actors.iter().enumerate() {
            let into = into.map_or(String::new(), |into| format!(",\"merged_into\":\"actor-{into}\""));
            writeln!(actors, r#"{{"id":"actor-{n}","kind":"group","name":{{"en":"{name}"}}{into}}}"#).unwrap();
        }
        actors.push_str("{\"id\":\"voice\",\"kind\":\"document\",\"name\":{\"en\":\"The article\"}}\n");
        std::fs::write(root.join("actors.jsonl"), actors).unwrap();
        for article in 0..self.articles {
            self.write_article(&root, article);
        }
        root
    }

    fn write_article(&self, root: &Path, article: usize) {
        let folder = root.join(format!("articles/article-{article}"));
        std::fs::create_dir_all(&folder).unwrap();
        let about = format!(
            r#"{{"id":"article-{article}","title":{{"en":"Article {article}"}},"language":"en","voice":"voice"}}"#
        );
        std::fs::write(folder.join("article.json"), about).unwrap();
        let (mut claims, mut text) = (String::new(), String::new());
        for (id, claim) in self.claims.iter().filter(|(_, claim)| claim.article == article) {
            let SeedClaim { statement, salience, actor, date, repeats, .. } = claim;
            let start = text.len();
            text.push_str(statement);
            let evidence = format!(r#"[{{"quote":"{statement}","start":{start},"end":{}}}]"#, text.len());
            text.push('\n');
            let repeats = repeats.as_ref().filter(|target| self.claims.contains_key(*target));
            let relations = repeats
                .map_or(String::new(), |target| format!(r#","relations":[{{"kind":"same_as","claim":"{target}"}}]"#));
            let date = date
                .as_ref()
                .map_or(String::new(), |date| format!(r#","claim_date":{{"edtf":"{date}","basis":"explicit"}}"#));
            let line = format!(
                r#"{{"id":"{id}","statement":{{"en":"{statement}"}},"salience":{salience},"asserted_by":"voice","actors":[{{"actor":"actor-{actor}","role":"subject"}}],"evidence":{evidence}{relations}{date}}}"#
            );
            writeln!(claims, "{line}").unwrap();
        }
        std::fs::write(folder.join("claims.jsonl"), claims).unwrap();
        std::fs::write(folder.join("text.txt"), text).unwrap();
        let mut notices = String::new();
        for (id, (_, reason, by)) in self.notices.iter().filter(|(_, (of, ..))| *of == article) {
            let by = by.as_ref().map_or(String::new(), |by| format!(r#","replaced_by":["{by}"]"#));
            writeln!(notices, r#"{{"id":"{id}","reason":"{reason}"{by}}}"#).unwrap();
        }
        if !notices.is_empty() {
            std::fs::write(folder.join("withdrawn.jsonl"), notices).unwrap();
        }
    }
}
