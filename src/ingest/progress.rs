//! How far a long step is, for a person at a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar with rate and remaining time; nothing where standard error is no terminal.
pub fn bar(length: u64, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length).with_style(style)
}
