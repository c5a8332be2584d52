//! Citations of claims, as BibTeX and CSL-JSON: the asserter is the author, the article the container, and the URL that of the
//! claim's page.

mod bibtex;
mod csl;
mod date;

use std::sync::Arc;

use crate::domain::catalogue::Catalogue;
use crate::domain::claim::Claim;

pub use bibtex::BibtexWriter;
pub use csl::CslWriter;
use date::CitedDate;

/// The language of citations, for texts that have it.
const LANGUAGE: &str = "en";

/// Characters of the dataset's version in a citation: enough to distinguish datasets.
const VERSION_CHARS: usize = 12;

/// What citations have in common.
#[derive(Debug, Clone)]
pub struct CitedDataset {
    pub title: String,
    pub version: String,
    /// Scheme and host of the claims' pages.
    pub origin: String,
    pub catalogue: Arc<Catalogue>,
}

/// What a citation says of a claim.
struct Reference<'a> {
    /// Also the key, since identifiers are safe everywhere.
    id: &'a str,
    author: &'a str,
    title: &'a str,
    language: &'a str,
    article: &'a str,
    publisher: Option<&'a str>,
    /// Publication of the article.
    issued: Option<CitedDate>,
    /// When the asserter said it.
    asserted: Option<CitedDate>,
    /// The claim date.
    event: Option<CitedDate>,
    url: String,
    note: String,
}

impl CitedDataset {
    fn reference<'a>(&'a self, claim: &'a Claim) -> Reference<'a> {
        let Claim {
            id,
            statement,
            kind: _,
            certainty: _,
            speech: _,
            salience: _,
            asserted_by,
            attribution: _,
            actors: _,
            topics: _,
            claim_date,
            asserted_date,
            evidence: _,
            translation_note: _,
            relations: _,
            reviews: _,
            origin: _,
            article,
            revision: _,
            links: _,
            highlights: _,
        } = claim;
        let (language, title) = statement.pick(LANGUAGE);
        let version: String = self.version.chars().take(VERSION_CHARS).collect();
        let record = self.catalogue.articles.get(article.id.as_str());
        Reference {
            id: id.as_str(),
            author: asserted_by.name.pick(LANGUAGE).1,
            title,
            language,
            article: article.title.pick(LANGUAGE).1,
            publisher: record.and_then(|article| article.publisher.as_deref()),
            issued: article.published.as_deref().and_then(CitedDate::parse),
            asserted: asserted_date.as_ref().and_then(|date| CitedDate::parse(&date.edtf)),
            event: claim_date.as_ref().and_then(|date| CitedDate::parse(&date.edtf)),
            url: format!("{}/claims/{id}", self.origin),
            note: format!("Claim in the dataset “{}”, version {version}", self.title),
        }
    }
}
