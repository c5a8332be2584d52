//! The source of seed files: a directory, or the corpus embedded in the program.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use crate::ingest::error::SeedError;

#[derive(RustEmbed)]
#[folder = "seed/"]
#[include = "dataset.json"]
#[include = "actors.jsonl"]
#[include = "topics.jsonl"]
#[include = "articles/*"]
struct BuiltIn;

pub type SeedFile = Box<dyn BufRead + Send>;

#[derive(Debug, Clone)]
pub enum Source {
    /// A directory with the layout of `seed/`.
    Directory(PathBuf),
    BuiltIn,
}

impl Source {
    pub fn open(&self, path: &str) -> Result<SeedFile, SeedError> {
        self.try_open(path).map_err(SeedError::unreadable(&self.locate(path)))
    }

    pub fn read(&self, path: &str) -> Result<String, SeedError> {
        let mut text = String::new();
        self.open(path)?.read_to_string(&mut text).map_err(SeedError::unreadable(&self.locate(path)))?;
        Ok(text)
    }

    /// Returns `None` if the file does not exist.
    pub fn read_optional(&self, path: &str) -> Result<Option<String>, SeedError> {
        match self.read(path) {
            Err(SeedError::Unreadable { cause, .. }) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            text => text.map(Some),
        }
    }

    fn try_open(&self, path: &str) -> io::Result<SeedFile> {
        match self {
            Self::Directory(root) => Ok(Box::new(BufReader::new(File::open(root.join(path))?))),
            Self::BuiltIn => {
                let file = BuiltIn::get(path).ok_or(io::ErrorKind::NotFound)?;
                Ok(Box::new(Cursor::new(file.data)))
            }
        }
    }

    pub fn exists(&self, path: &str) -> bool {
        match self {
            Self::Directory(root) => root.join(path).exists(),
            Self::BuiltIn => BuiltIn::get(path).is_some(),
        }
    }

    /// Returns the size of a file in bytes, 0 if it does not exist.
    pub fn size(&self, path: &str) -> u64 {
        match self {
            Self::Directory(root) => std::fs::metadata(root.join(path)).map_or(0, |file| file.len()),
            Self::BuiltIn => BuiltIn::get(path).map_or(0, |file| file.data.len() as u64),
        }
    }

    /// Returns the path of a file for messages.
    pub fn display(&self, path: &str) -> String {
        self.locate(path).display().to_string()
    }

    /// Returns the path of a file, which does not exist for the built-in corpus.
    pub fn locate(&self, path: &str) -> PathBuf {
        match self {
            Self::Directory(root) => root.join(path),
            Self::BuiltIn => Path::new("seed").join(path),
        }
    }

    /// Returns the names of the folders in `articles/`, sorted.
    pub fn article_folders(&self) -> Result<Vec<String>, SeedError> {
        let mut names = match self {
            Self::Directory(_) => {
                let articles = self.locate("articles");
                subdirectories(&articles).map_err(SeedError::unreadable(&articles))?
            }
            Self::BuiltIn => BuiltIn::iter()
                .filter_map(|path| Some(path.strip_prefix("articles/")?.strip_suffix("/article.json")?.to_owned()))
                .collect(),
        };
        names.sort();
        Ok(names)
    }
}

fn subdirectories(parent: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(parent)? {
        let entry = entry?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(names)
}
