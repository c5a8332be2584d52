//! The formats that can be imported.

/// A format of annotations or claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Tsv,
    Jsonl,
    Brat,
    WebAnnotation,
    Hypothesis,
    CasJson,
    LabelStudio,
    Doccano,
    Prodigy,
    ClaimReview,
}

/// What is known of a format.
pub struct FormatInfo {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub description: &'static str,
    /// Extensions of its files, for folders.
    pub extensions: &'static [&'static str],
}

impl Format {
    pub const ALL: &'static [Self] = &[
        Self::Csv,
        Self::Tsv,
        Self::Jsonl,
        Self::Brat,
        Self::WebAnnotation,
        Self::Hypothesis,
        Self::CasJson,
        Self::LabelStudio,
        Self::Doccano,
        Self::Prodigy,
        Self::ClaimReview,
    ];

    pub fn info(self) -> FormatInfo {
        let (name, aliases, description, extensions): (_, &[&str], _, &[&str]) = match self {
            Self::Csv => ("csv", &[], "comma-separated values with a header; columns are named by --map", &["csv"]),
            Self::Tsv => {
                ("tsv", &[], "tab-separated values with a header; columns are named by --map", &["tsv", "tab"])
            }
            Self::Jsonl => ("jsonl", &["ndjson"], "JSON Lines; keys are named by --map", &["jsonl", "ndjson"]),
            Self::Brat => ("brat", &[], "brat standoff: .ann files with their .txt", &["ann"]),
            Self::WebAnnotation => (
                "web-annotation",
                &["annotation", "w3c"],
                "W3C Web Annotation: an annotation, a list, a page or a collection; also what export writes",
                &["json", "jsonld"],
            ),
            Self::Hypothesis => ("hypothesis", &[], "answers of the Hypothesis API", &["json"]),
            Self::CasJson => (
                "cas-json",
                &["uima", "uima-cas", "uima-cas-json", "cas", "inception"],
                "UIMA CAS JSON 0.4, as INCEpTION exports it",
                &["json"],
            ),
            Self::LabelStudio => {
                ("label-studio", &["labelstudio"], "Label Studio exports: JSON and JSON-MIN", &["json"])
            }
            Self::Doccano => {
                ("doccano", &[], "doccano JSONL, with labels or with entities and relations", &["jsonl", "json"])
            }
            Self::Prodigy => ("prodigy", &[], "Prodigy JSONL", &["jsonl"]),
            Self::ClaimReview => (
                "claimreview",
                &["claim-review"],
                "schema.org ClaimReview as JSON-LD, or a web page that has it",
                &["json", "jsonld", "html", "htm"],
            ),
        };
        FormatInfo { name, aliases, description, extensions }
    }
}
