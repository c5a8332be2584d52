//! Citations of a claim in BibTeX and CSL-JSON. Pure.

use serde_json::json;

use crate::domain::claim::Claim;

pub struct CitedDataset<'a> {
    pub title: &'a str,
    pub version: &'a str,
    /// The permanent address of the claim.
    pub url: &'a str,
}

pub fn bibtex(claim: &Claim, dataset: &CitedDataset) -> String {
    let CitedDataset { title, version, url } = dataset;
    let note = note(claim);
    let year = claim.article.published.as_deref().map(|date| date.chars().take(4).collect::<String>());
    let mut fields = vec![
        ("title", format!("{{{}}}", escape_tex(claim.statement.pick("en").1))),
        ("howpublished", format!("{}, version {}", escape_tex(title), version.chars().take(12).collect::<String>())),
        ("note", escape_tex(&note)),
        ("url", (*url).to_owned()),
    ];
    fields.extend(year.map(|year| ("year", year)));
    let lines: Vec<String> = fields.iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
    format!("@misc{{{},\n{}\n}}", claim.id, lines.join(",\n"))
}

pub fn csl(claim: &Claim, dataset: &CitedDataset) -> String {
    let CitedDataset { title, version, url } = dataset;
    let year: Option<i32> = claim.article.published.as_ref().and_then(|date| date.get(..4)?.parse().ok());
    let (language, title_text) = claim.statement.pick("en");
    let mut item = json!({
        "id": claim.id,
        "type": "dataset",
        "title": title_text,
        "container-title": title,
        "version": version,
        "note": note(claim),
        "URL": url,
        "language": language
    });
    if let Some(year) = year {
        item["issued"] = json!({"date-parts": [[year]]});
    }
    serde_json::to_string_pretty(&json!([item])).unwrap_or_default()
}

fn note(claim: &Claim) -> String {
    format!(
        "Claim asserted by {}; drawn from “{}”",
        claim.asserted_by.name.pick("en").1,
        claim.article.title.pick("en").1
    )
}

/// Escapes the special characters of TeX.
fn escape_tex(text: &str) -> String {
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
    use super::escape_tex;

    #[test]
    fn special_characters_are_escaped() {
        assert_eq!(escape_tex(r"R&D up 5% \ {x}_1"), r"R\&D up 5\% \textbackslash{} \{x\}\_1");
    }
}
