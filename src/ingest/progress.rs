//! Progress bars on a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// Returns a bar that is hidden unless standard error is a terminal.
pub fn progress_bar(length: u64, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length).with_style(style)
}
