//! How a claim is cited: BibTeX and CSL-JSON. Pure.

use serde_json::json;

use crate::domain::claim::Claim;

/// What a citation needs beside the claim.
pub struct CitedDataset<'a> {
    /// The dataset's name.
    pub title: &'a str,
    /// Its version.
    pub version: &'a str,
    /// The claim's permanent address.
    pub url: &'a str,
}

/// An entry of a BibTeX file.
pub fn bibtex(claim: &Claim, dataset: &CitedDataset) -> String {
    let CitedDataset { title, version, url } = dataset;
    let note = note(claim);
    let year = claim.article.published.chars().take(4).collect::<String>();
    let fields = [
        ("title", format!("{{{}}}", escaped(&claim.statement.en))),
        ("howpublished", format!("{}, version {}", escaped(title), version.chars().take(12).collect::<String>())),
        ("note", escaped(&note)),
        ("year", year),
        ("url", (*url).to_owned()),
    ];
    let lines: Vec<String> = fields.iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
    format!("@misc{{{},\n{}\n}}", claim.id, lines.join(",\n"))
}

/// An item of CSL-JSON.
pub fn csl(claim: &Claim, dataset: &CitedDataset) -> String {
    let CitedDataset { title, version, url } = dataset;
    let year: Option<i32> = claim.article.published.get(..4).and_then(|year| year.parse().ok());
    let mut item = json!({
        "id": claim.id,
        "type": "dataset",
        "title": claim.statement.en,
        "container-title": title,
        "version": version,
        "note": note(claim),
        "URL": url,
        "language": "en"
    });
    if let Some(year) = year {
        item["issued"] = json!({"date-parts": [[year]]});
    }
    serde_json::to_string_pretty(&json!([item])).unwrap_or_default()
}

fn note(claim: &Claim) -> String {
    format!("Claim asserted by {}; drawn from “{}”", claim.asserted_by.name.en, claim.article.title.en)
}

/// A text without what TeX would read as commands.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_in_a_title_is_a_command() {
        assert_eq!(escaped(r"R&D up 5% \ {x}_1"), r"R\&D up 5\% \textbackslash{} \{x\}\_1");
    }
}
