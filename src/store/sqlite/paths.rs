//! The names of the files beside a database.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Suffix of a snapshot that is being built.
const BUILDING: &str = ".building-";

/// Suffix of a doc store.
const DOCS: &str = ".docs";

/// Characters of the identifier in the name of a doc store.
const DOCS_NAME_CHARS: usize = 16;

/// The folder of a file; "." for a bare file name.
pub fn parent_folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A doc store beside a database. The database names the one that belongs to it, so that replacing the database replaces both at
/// once.
pub fn docs_path(database: &Path, id: &str) -> PathBuf {
    let short = id.get(..DOCS_NAME_CHARS).unwrap_or(id);
    with_suffix(database, &format!(".{short}{DOCS}"))
}

/// Whether a file beside a database is a doc store of it, or was one.
pub fn is_docs(file: &OsStr, database: &Path) -> bool {
    let name = database.file_name().and_then(OsStr::to_str).zip(file.to_str());
    let short = name.and_then(|(name, file)| file.strip_prefix(name)?.strip_prefix('.')?.strip_suffix(DOCS));
    short.is_some_and(|short| short.len() == DOCS_NAME_CHARS && short.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A snapshot that is being built; `suffix` makes its name unique.
pub fn building_path(database: &Path, suffix: &str) -> PathBuf {
    with_suffix(database, &format!("{BUILDING}{suffix}"))
}

fn with_suffix(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    database.with_file_name(name)
}

/// Prefix of the name of a doc store that is being written.
pub fn unfinished_docs_prefix(database: &Path) -> String {
    format!(".{}{DOCS}-", database.file_name().unwrap_or_default().to_string_lossy())
}

/// Whether a file beside a database is a snapshot or a doc store that is being written for it.
pub fn is_unfinished(file: &OsStr, database: &Path) -> bool {
    let (Some(file), Some(name)) = (file.to_str(), database.file_name().and_then(OsStr::to_str)) else { return false };
    file.strip_prefix(name).is_some_and(|rest| rest.starts_with(BUILDING))
        || file.starts_with(&unfinished_docs_prefix(database))
}
