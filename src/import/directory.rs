//! A directory of seed files: what is in it, and what an import adds. Lines that are there stay byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::NamedTempFile;

use crate::domain::dataset::DatasetDescription;
use crate::ingest::{RawActor, RawArticle, RawClaim, RawTopic, read_file, record_from_json, schemas};

/// Why a directory cannot be imported into.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct DirectoryError {
    pub path: String,
    pub reason: String,
}

impl DirectoryError {
    pub(super) fn new(path: &Path, reason: impl Into<Reason>) -> Self {
        Self { path: path.display().to_string(), reason: reason.into().0 }
    }
}

/// What is wrong, in words.
pub(super) struct Reason(String);

impl From<String> for Reason {
    fn from(reason: String) -> Self {
        Self(reason)
    }
}

impl From<io::Error> for Reason {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<serde_json::Error> for Reason {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// Limit of a seed file: far above any real one.
const MAX_BYTES: usize = 1 << 30;

/// The seed files of a directory.
pub struct Directory {
    root: PathBuf,
    /// Where texts are, if not beside the articles.
    texts: Option<PathBuf>,
    pub actors: Vec<RawActor>,
    pub drafts: Vec<RawActor>,
    pub topics: Vec<RawTopic>,
    pub articles: BTreeMap<String, RawArticle>,
    pub has_description: bool,
    /// What is to be written, by path.
    changes: BTreeMap<PathBuf, Change>,
}

enum Change {
    New(Vec<u8>),
    Append(Vec<u8>),
    Remove,
}

impl Directory {
    /// Reads a directory, which may be missing or empty.
    pub fn read(root: &Path, texts: Option<&Path>) -> Result<Self, DirectoryError> {
        let mut articles = BTreeMap::new();
        let folder = root.join("articles");
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => {
                entries.collect::<Result<Vec<_>, _>>().map_err(|error| DirectoryError::new(&folder, error))?
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => vec![],
            Err(error) => return Err(DirectoryError::new(&folder, error)),
        };
        for entry in entries {
            let path = entry.path().join("article.json");
            if path.is_file() {
                let article: RawArticle = parse(&path, &read(&path)?)?;
                articles.insert(entry.file_name().to_string_lossy().into_owned(), article);
            }
        }
        Ok(Self {
            actors: read_lines(&root.join("actors.jsonl"))?,
            drafts: read_lines(&root.join("actors.draft.jsonl"))?,
            topics: read_lines(&root.join("topics.jsonl"))?,
            has_description: root.join("dataset.json").exists(),
            articles,
            root: root.to_owned(),
            texts: texts.map(Path::to_owned),
            changes: BTreeMap::new(),
        })
    }

    /// Returns the article with a web address, without regard to its fragment.
    pub fn article_at(&self, url: &str) -> Option<&str> {
        let page = |url: &str| url.split('#').next().unwrap_or_default().to_owned();
        let found =
            self.articles.iter().find(|(_, article)| article.source_url.as_deref().map(page) == Some(page(url)));
        found.map(|(id, _)| id.as_str())
    }

    /// Returns the text of an article, if it is here.
    pub fn text(&self, article: &str) -> Result<Option<String>, DirectoryError> {
        let beside = self.root.join("articles").join(article).join("text.txt");
        let apart = self.texts.as_ref().map(|texts| texts.join(format!("{article}.txt")));
        for path in apart.into_iter().chain([beside]) {
            if path.exists() {
                return read(&path).map(Some);
            }
        }
        Ok(None)
    }

    /// Returns the claims of an article with their lines; `None` for a line that is no claim.
    pub fn claims(&self, article: &str) -> Result<Vec<(u32, Option<RawClaim>)>, DirectoryError> {
        let path = self.claims_path(article);
        if !path.exists() {
            return Ok(vec![]);
        }
        let text = read(&path)?;
        let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
        Ok(lines.map(|(line, number)| (number, record_from_json(line).ok())).collect())
    }

    pub fn claims_path(&self, article: &str) -> PathBuf {
        self.root.join("articles").join(article).join("claims.jsonl")
    }

    /// Returns the identifiers that were withdrawn, which are never given again.
    pub fn withdrawn(&self, article: &str) -> Result<BTreeSet<String>, DirectoryError> {
        let path = self.root.join("articles").join(article).join("withdrawn.jsonl");
        if !path.exists() {
            return Ok(BTreeSet::new());
        }
        let records = read(&path)?;
        let records = records.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        Ok(records.filter_map(|record| Some(record["id"].as_str()?.to_owned())).collect())
    }

    pub fn add_article(&mut self, article: &RawArticle) -> Result<(), DirectoryError> {
        let path = self.root.join("articles").join(&article.id).join("article.json");
        self.add_document(path, "../../schema/article.schema.json", article)
    }

    /// Returns where the text of a new article is written.
    pub fn text_path(&self, article: &str) -> PathBuf {
        match &self.texts {
            Some(texts) => texts.join(format!("{article}.txt")),
            None => self.root.join("articles").join(article).join("text.txt"),
        }
    }

    pub fn add_text(&mut self, article: &str, text: &str) {
        let path = self.text_path(article);
        self.changes.insert(path, Change::New(text.as_bytes().to_vec()));
    }

    pub fn add_claims(&mut self, article: &str, claims: &[RawClaim]) -> Result<(), DirectoryError> {
        self.append(self.claims_path(article), claims)
    }

    pub fn add_actors(&mut self, actors: &[RawActor]) -> Result<(), DirectoryError> {
        let path = self.root.join("actors.jsonl");
        self.append(path, actors)
    }

    pub fn add_topics(&mut self, topics: &[RawTopic]) -> Result<(), DirectoryError> {
        let path = self.root.join("topics.jsonl");
        self.append(path, topics)
    }

    /// Adds proposed actors to the draft, and takes out those that are accepted. Returns the path of the draft.
    pub fn update_drafts(&mut self, waiting: &[RawActor], accepted: &[RawActor]) -> Result<PathBuf, DirectoryError> {
        let path = self.root.join("actors.draft.jsonl");
        let known: BTreeSet<&str> = self.actors.iter().chain(accepted).map(|actor| actor.id.as_str()).collect();
        let kept: Vec<&RawActor> = self.drafts.iter().filter(|draft| !known.contains(draft.id.as_str())).collect();
        let new: Vec<&RawActor> = waiting.iter().filter(|actor| !kept.contains(actor)).collect();
        if kept.len() == self.drafts.len() {
            self.append(path.clone(), &new)?;
        } else if kept.is_empty() && new.is_empty() {
            self.changes.insert(path.clone(), Change::Remove);
        } else {
            let all: Vec<&RawActor> = kept.into_iter().chain(new).collect();
            let lines = lines(&path, &all)?;
            self.changes.insert(path.clone(), Change::New(lines));
        }
        Ok(path)
    }

    pub fn add_description(&mut self, description: &DatasetDescription) -> Result<(), DirectoryError> {
        let path = self.root.join("dataset.json");
        self.add_document(path, "schema/dataset.schema.json", description)
    }

    /// Adds a file that is one record and names its schema, which editors read; adds the schemas that are missing.
    fn add_document(&mut self, path: PathBuf, schema: &str, record: &impl Serialize) -> Result<(), DirectoryError> {
        let json = with_schema(schema, record).map_err(|error| DirectoryError::new(&path, error))?;
        self.changes.insert(path, Change::New(json));
        for (name, schema) in schemas() {
            let path = self.root.join("schema").join(name);
            if !path.exists() {
                let json = to_pretty_json(&schema).map_err(|error| DirectoryError::new(&path, error))?;
                self.changes.insert(path, Change::New(json));
            }
        }
        Ok(())
    }

    fn append<T: Serialize>(&mut self, path: PathBuf, records: &[T]) -> Result<(), DirectoryError> {
        // An article has a file of claims, and a directory one of actors, also if these are empty.
        let is_needed = path.ends_with("claims.jsonl") || path.ends_with("actors.jsonl");
        if records.is_empty() && (path.exists() || !is_needed) {
            return Ok(());
        }
        let lines = lines(&path, records)?;
        self.changes.insert(path, Change::Append(lines));
        Ok(())
    }

    /// Writes what was added and returns the paths; each file is replaced as a whole.
    pub fn write(self) -> Result<Vec<PathBuf>, DirectoryError> {
        let paths = self.changes.keys().cloned().collect();
        for (path, change) in self.changes {
            let written = match change {
                Change::Remove => fs::remove_file(&path),
                Change::New(content) => replace(&path, &content),
                Change::Append(lines) => existing_lines(&path).and_then(|mut content| {
                    content.extend(lines);
                    replace(&path, &content)
                }),
            };
            written.map_err(|error| DirectoryError::new(&path, error))?;
        }
        Ok(paths)
    }
}

/// Returns the content of a file, which ends with a line break if it is not empty.
fn existing_lines(path: &Path) -> io::Result<Vec<u8>> {
    let mut content = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => vec![],
        read => read?,
    };
    if !content.is_empty() && !content.ends_with(b"\n") {
        content.push(b'\n');
    }
    Ok(content)
}

fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    set_usual_mode(&mut builder);
    let mut file: NamedTempFile = builder.prefix(".import").tempfile_in(folder)?;
    file.write_all(content)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Temporary files are for their owner alone; seed files are not.
#[cfg(unix)]
fn set_usual_mode(builder: &mut tempfile::Builder) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn set_usual_mode(_: &mut tempfile::Builder) {}

fn lines<T: Serialize>(path: &Path, records: &[T]) -> Result<Vec<u8>, DirectoryError> {
    let mut lines = vec![];
    for record in records {
        serde_json::to_writer(&mut lines, record).map_err(|error| DirectoryError::new(path, error))?;
        lines.push(b'\n');
    }
    Ok(lines)
}

/// A record with the address of its schema as the first member.
fn with_schema(schema: &str, record: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    #[derive(Serialize)]
    struct WithSchema<'a, T> {
        #[serde(rename = "$schema")]
        schema: &'a str,
        #[serde(flatten)]
        record: &'a T,
    }
    to_pretty_json(&WithSchema { schema, record })
}

fn to_pretty_json(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut json = serde_json::to_vec_pretty(value)?;
    json.push(b'\n');
    Ok(json)
}

fn read(path: &Path) -> Result<String, DirectoryError> {
    read_file(path, MAX_BYTES).map_err(|reason| DirectoryError::new(path, reason))
}

fn parse<T: DeserializeOwned>(path: &Path, json: &str) -> Result<T, DirectoryError> {
    record_from_json(json)
        .map_err(|error| DirectoryError::new(path, format!("{error}; `isnad check` names all errors")))
}

fn read_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, DirectoryError> {
    if !path.exists() {
        return Ok(vec![]);
    }
    let text = read(path)?;
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| parse(path, line)).collect()
}
