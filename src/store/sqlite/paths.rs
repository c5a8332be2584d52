//! The names of the files beside a database.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Suffix of a snapshot that is being built.
const BUILDING: &str = ".building-";

/// Suffix of a doc store.
const DOCS: &str = ".docs";

/// The folder of a file; "." for a bare file name.
pub fn parent_folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The doc store of a database.
pub fn docs_path(database: &Path) -> PathBuf {
    with_suffix(database, DOCS)
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
