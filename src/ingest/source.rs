//! Where seed files come from: a directory, or the corpus built into the program.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor};
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "seed/"]
#[include = "dataset.json"]
#[include = "actors.jsonl"]
#[include = "topics.jsonl"]
#[include = "articles/*"]
struct BuiltIn;

/// Bytes that can be read by line, on any thread.
pub trait SeedFile: BufRead + Send {}
impl<T: BufRead + Send> SeedFile for T {}

/// A set of seed files.
#[derive(Debug, Clone)]
pub enum Source {
    /// A directory laid out like `seed/`.
    Directory(PathBuf),
    /// The corpus embedded at build time.
    BuiltIn,
}

impl Source {
    /// Opens a file by its path inside the source.
    pub fn open(&self, path: &str) -> io::Result<Box<dyn SeedFile>> {
        match self {
            Self::Directory(root) => Ok(Box::new(BufReader::new(File::open(root.join(path))?))),
            Self::BuiltIn => {
                let file = BuiltIn::get(path).ok_or(io::ErrorKind::NotFound)?;
                Ok(Box::new(Cursor::new(file.data)))
            }
        }
    }

    /// The size of a file in bytes, 0 where there is none.
    pub fn size(&self, path: &str) -> u64 {
        match self {
            Self::Directory(root) => std::fs::metadata(root.join(path)).map_or(0, |file| file.len()),
            Self::BuiltIn => BuiltIn::get(path).map_or(0, |file| file.data.len() as u64),
        }
    }

    /// The path that a person can open, for messages.
    pub fn display(&self, path: &str) -> String {
        match self {
            Self::Directory(root) => root.join(path).display().to_string(),
            Self::BuiltIn => format!("seed/{path}"),
        }
    }

    /// The names of the folders under `articles/`, sorted.
    pub fn article_folders(&self) -> io::Result<Vec<String>> {
        let mut names = match self {
            Self::Directory(root) => subdirectories(&root.join("articles"))?,
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
