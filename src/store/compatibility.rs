//! Whether this version of the program can serve a stored dataset.

use crate::search::ANALYZER_VERSION;

/// Returns what is wrong with a dataset of another layout or of another analyzer.
pub fn check_versions(layout: i32, supported: i32, analyzer: &str) -> Result<(), String> {
    if layout != supported {
        return Err(format!("has layout version {layout}, but this program reads version {supported}"));
    }
    if analyzer != ANALYZER_VERSION.to_string() {
        return Err(format!(
            "was indexed by analyzer version {analyzer}, but this program searches with version {ANALYZER_VERSION}"
        ));
    }
    Ok(())
}
