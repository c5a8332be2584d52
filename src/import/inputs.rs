//! The files to import: those that are named, and those in folders that are named.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::import::format::Format;
use crate::import::readers::InputFile;
use crate::ingest::read_file;

/// Limit of a file: exports of whole projects and dumps of claim reviews are large.
const MAX_BYTES: usize = 2 << 30;

/// Returns the files of a format, sorted within folders; what is wrong with those that do not exist.
pub fn find_files(paths: &[PathBuf], format: Format) -> Result<Vec<PathBuf>, String> {
    let mut found = vec![];
    for path in paths {
        if path.is_dir() {
            let before = found.len();
            add_folder(path, format, &mut found).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            if found.len() == before {
                let extensions = format.info().extensions.join(", .");
                return Err(format!("{} has no file that ends with .{extensions}", path.display()));
            }
        } else if path.exists() {
            found.push(path.clone());
        } else {
            return Err(format!("{} does not exist", path.display()));
        }
    }
    // `*` names both files of brat.
    if format == Format::Brat {
        for path in &mut found {
            if path.extension().is_some_and(|extension| extension == "txt") {
                path.set_extension("ann");
            }
        }
        let mut seen = std::collections::HashSet::new();
        found.retain(|path| seen.insert(path.clone()));
    }
    Ok(found)
}

fn add_folder(folder: &Path, format: Format, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let kind = entry.file_type()?;
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if kind.is_dir() {
            add_folder(&path, format, found)?;
        } else if format.info().extensions.contains(&extension.as_str()) {
            found.push(path);
        }
    }
    Ok(())
}

/// Reads a file with the text that belongs to it, or says why it cannot be read.
pub fn read_input(path: &Path, format: Format, text_folders: &[PathBuf]) -> Result<InputFile, String> {
    let mut stem = stem_of(path);
    let (mut text, mut suffix) = (None, String::new());
    if format == Format::Brat {
        let found = text_of(path, &stem, text_folders);
        if let Some(found) = found {
            text =
                Some(read_file(&found, MAX_BYTES).map_err(|reason| format!("its text {} {reason}", found.display()))?);
            let of_text = stem_of(&found);
            stem.strip_prefix(&of_text).unwrap_or_default().trim_start_matches(['_', '.', '-']).clone_into(&mut suffix);
            stem = of_text;
        }
    }
    let content = read_file(path, MAX_BYTES)?;
    Ok(InputFile { path: name_of(path), stem, suffix, content, text })
}

pub fn name_of(path: &Path) -> Arc<str> {
    path.display().to_string().into()
}

fn stem_of(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The text is beside the annotations, or in another folder; there, annotations may have a suffix such as an annotator's.
fn text_of(annotations: &Path, stem: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let beside = annotations.with_extension("txt");
    if beside.exists() {
        return Some(beside);
    }
    folders.iter().find_map(|folder| {
        let mut name = stem;
        loop {
            let text = folder.join(format!("{name}.txt"));
            if text.exists() {
                return Some(text);
            }
            name = name.rsplit_once(['_', '.', '-'])?.0;
        }
    })
}
