//! The source of seed files: a directory, or the corpus embedded in the program.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use crate::ingest::encoding::decode;
use crate::ingest::error::SeedError;
use crate::ingest::fault::{Fault, FaultCode};
use crate::store::{file_exists, open_regular_file};

/// Far above any real record, low enough to stop at a file that is not JSON or has no line breaks.
pub const MAX_RECORD_BYTES: usize = 1 << 20;

/// Limit of the text of an article: a long novel.
const MAX_TEXT_BYTES: usize = 4 << 20;

#[derive(RustEmbed)]
#[folder = "seed/"]
#[include = "dataset.json"]
#[include = "actors.jsonl"]
#[include = "topics.jsonl"]
#[include = "articles/*"]
struct BuiltIn;

/// Returns the path of the proposals for an article.
pub fn draft_path(article: &str) -> String {
    format!("articles/{article}/claims.draft.jsonl")
}

/// Returns the paths at which the text of an article may be, the first of which that exists is read.
pub fn text_paths(source: &Source, texts: Option<&Path>, article: &str) -> Vec<PathBuf> {
    let given = texts.map(|texts| texts.join(format!("{article}.txt")));
    let beside = source.locate(&format!("articles/{article}/text.txt"));
    given.into_iter().chain([beside]).collect()
}

pub type SeedFile = Box<dyn BufRead + Send>;

#[derive(Debug, Clone)]
pub enum Source {
    /// A directory with the layout of `seed/`.
    Directory(PathBuf),
    BuiltIn,
}

impl Source {
    pub fn open(&self, path: &str) -> io::Result<SeedFile> {
        match self {
            Self::Directory(root) => Ok(Box::new(BufReader::new(open_regular(&root.join(path))?))),
            Self::BuiltIn => {
                let file = BuiltIn::get(path).ok_or(io::ErrorKind::NotFound)?;
                Ok(Box::new(Cursor::new(file.data)))
            }
        }
    }

    /// Reads a file that is one record. Returns what is wrong if it cannot be read.
    pub fn read(&self, path: &str) -> Result<String, Fault> {
        read_text(self.open(path).map_err(|error| read_error(&error))?, MAX_RECORD_BYTES)
    }

    /// Checks that the source exists.
    pub fn check(&self) -> Result<(), SeedError> {
        match self {
            Self::Directory(root) => std::fs::read_dir(root).map(drop).map_err(SeedError::unreadable(root)),
            Self::BuiltIn => Ok(()),
        }
    }

    /// Whether there is a file, or what is wrong if that cannot be found out.
    pub fn exists(&self, path: &str) -> Result<bool, Fault> {
        match self {
            Self::Directory(root) => file_exists(&root.join(path)).map_err(|error| read_error(&error)),
            Self::BuiltIn => Ok(BuiltIn::get(path).is_some()),
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

    /// Returns the names of the folders in `articles/`, sorted, without those that programs left behind. Returns what is
    /// wrong if they cannot be read.
    pub fn article_folders(&self) -> Result<Vec<String>, Fault> {
        let mut names = match self {
            Self::Directory(_) => subdirectories(&self.locate("articles")).map_err(|error| read_error(&error))?,
            Self::BuiltIn => BuiltIn::iter()
                .filter_map(|path| Some(path.strip_prefix("articles/")?.strip_suffix("/article.json")?.to_owned()))
                .collect(),
        };
        names.sort();
        Ok(names)
    }
}

/// Opens a file that has an end, unlike a pipe or a device.
fn open_regular(path: &Path) -> io::Result<File> {
    open_regular_file(path)?.ok_or_else(|| io::Error::other("not a regular file"))
}

/// Returns what is wrong with a file that cannot be read.
pub fn read_error(error: &io::Error) -> Fault {
    Fault::new(FaultCode::Unreadable, format!("cannot be read: {error}")).accepts("a readable file")
}

/// Reads the text of an article, or returns what is wrong; `None` if the file does not exist.
pub fn read_article_text(path: &Path) -> Option<Result<String, Fault>> {
    let file = match file_exists(path) {
        Ok(true) => open_regular(path),
        Ok(false) => return None,
        Err(error) => Err(error),
    };
    Some(file.map_err(|error| read_error(&error)).and_then(|file| read_text(file, MAX_TEXT_BYTES)))
}

/// Reads a file of UTF-8 that has at most `limit` bytes, or returns what is wrong.
pub fn read_file(path: &Path, limit: usize) -> Result<String, String> {
    let file = open_regular(path).map_err(|error| read_error(&error));
    file.and_then(|file| read_text(file, limit)).map_err(|fault| fault.to_string())
}

fn read_text(file: impl Read, limit: usize) -> Result<String, Fault> {
    let mut bytes = Vec::new();
    // One byte more shows that the file is longer.
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| read_error(&error))?;
    if bytes.len() > limit {
        let limit = format!("{} MiB", limit >> 20);
        return Err(
            Fault::new(FaultCode::TooLong, format!("is longer than {limit}")).accepts(format!("at most {limit}"))
        );
    }
    decode(bytes)
}

/// Returns the names of the folders in a folder that are not leftovers.
fn subdirectories(parent: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(parent)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !is_leftover(&name) && has_files(&entry.path())? {
            names.push(name);
        }
    }
    Ok(names)
}

/// Whether a folder contains files other than leftovers.
fn has_files(folder: &Path) -> io::Result<bool> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let is_leftover = is_leftover(&entry.file_name().to_string_lossy());
        // A link to a folder could lead back here.
        if !is_leftover && (!entry.file_type()?.is_dir() || has_files(&entry.path())?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a file or folder was left by an operating system, an editor or a version control system.
fn is_leftover(name: &str) -> bool {
    const NAMES: [&str; 10] = [
        "__MACOSX",
        "__pycache__",
        "@eaDir",
        "$RECYCLE.BIN",
        "CVS",
        "desktop.ini",
        "Icon\r",
        "lost+found",
        "System Volume Information",
        "Thumbs.db",
    ];
    const SUFFIXES: [&str; 8] = ["~", ".bak", ".orig", ".part", ".rej", ".swo", ".swp", ".tmp"];
    name.starts_with('.')
        || name.starts_with('#') && name.ends_with('#')
        || NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
        || SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
}
