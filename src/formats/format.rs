//! The formats of claims: one definition each, from which options, routes, media types and links derive.

/// The definition of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatInfo {
    /// Value of `--format`.
    pub name: &'static str,
    /// Name for display.
    pub label: &'static str,
    /// Suffix of the path `/v1/claims`; `None` if a list of claims is not served in this format.
    pub extension: Option<&'static str>,
    /// Media type without parameters, for links and the OpenAPI document.
    pub media_type: &'static str,
    /// Value of `Content-Type`.
    pub content_type: &'static str,
    /// One sentence for `--help`.
    pub description: &'static str,
    /// Whether the format contains all matches.
    pub is_complete: bool,
    /// Whether `sort` chooses the order. A feed has its own.
    pub is_sorted: bool,
}

macro_rules! formats {
    ($($format:ident { $($field:ident: $value:expr,)+ })+) => {
        /// A format of claims.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Format {
            $($format,)+
        }

        impl Format {
            /// Every format.
            pub const ALL: &'static [Self] = &[$(Self::$format),+];

            /// Returns the definition of the format.
            pub const fn info(self) -> &'static FormatInfo {
                match self {
                    $(Self::$format => &FormatInfo { $($field: $value,)+ },)+
                }
            }
        }
    };
}

formats! {
    Csv {
        name: "csv",
        label: "CSV",
        extension: Some("csv"),
        media_type: "text/csv",
        content_type: "text/csv; charset=utf-8; header=present",
        description: "CSV (RFC 4180), one row per claim",
        is_complete: true,
        is_sorted: true,
    }
    Ndjson {
        name: "ndjson",
        label: "NDJSON",
        extension: Some("ndjson"),
        media_type: "application/x-ndjson",
        content_type: "application/x-ndjson",
        description: "Newline-delimited JSON, one object per claim",
        is_complete: true,
        is_sorted: true,
    }
    Jsonld {
        name: "jsonld",
        label: "JSON-LD",
        extension: Some("jsonld"),
        media_type: "application/ld+json",
        content_type: "application/ld+json",
        description: "JSON-LD with the vocabularies of schema.org and SKOS",
        is_complete: true,
        is_sorted: true,
    }
    Parquet {
        name: "parquet",
        label: "Parquet",
        extension: Some("parquet"),
        media_type: "application/vnd.apache.parquet",
        content_type: "application/vnd.apache.parquet",
        description: "Apache Parquet, one row per claim, with the columns of CSV",
        is_complete: true,
        is_sorted: true,
    }
    Atom {
        name: "atom",
        label: "Atom",
        extension: Some("atom"),
        media_type: "application/atom+xml",
        content_type: "application/atom+xml; charset=utf-8",
        description: "Atom feed (RFC 4287) of the newest claims",
        is_complete: false,
        is_sorted: false,
    }
    Bibtex {
        name: "bibtex",
        label: "BibTeX",
        extension: Some("bib"),
        media_type: "application/x-bibtex",
        content_type: "application/x-bibtex; charset=utf-8",
        description: "Citations as BibTeX, at most 1,000",
        is_complete: false,
        is_sorted: true,
    }
    Csl {
        name: "csl",
        label: "CSL-JSON",
        extension: Some("csl.json"),
        media_type: "application/vnd.citationstyles.csl+json",
        content_type: "application/vnd.citationstyles.csl+json",
        description: "Citations as CSL-JSON, at most 1,000",
        is_complete: false,
        is_sorted: true,
    }
    Annotation {
        name: "annotation",
        label: "Web Annotation",
        extension: None,
        media_type: "application/ld+json",
        content_type: "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"",
        description: "W3C Web Annotations of the evidence, as one annotation page",
        is_complete: true,
        is_sorted: true,
    }
}

impl Format {
    /// The formats that this build can write.
    pub fn available() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|format| format.is_available())
    }

    /// Whether this build can write the format.
    pub const fn is_available(self) -> bool {
        !matches!(self, Self::Parquet) || cfg!(feature = "parquet")
    }

    /// Whether the format compresses its content, so that a content encoding would only cost time.
    pub const fn is_compressed(self) -> bool {
        matches!(self, Self::Parquet)
    }

    /// Returns the format with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.info().name == name)
    }

    /// Returns the path of the claims in this format, such as `/v1/claims.csv`.
    pub fn claims_path(self) -> Option<String> {
        self.info().extension.map(|extension| format!("/v1/claims.{extension}"))
    }

    /// Whether this build can serve a path: its extension may name a format that is not available.
    pub fn is_served(path: &str) -> bool {
        let is_of =
            |format: &Self| format.info().extension.is_some_and(|extension| path.ends_with(&format!(".{extension}")));
        Self::ALL.iter().find(|format| is_of(format)).is_none_or(|format| format.is_available())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_parses_from_its_own_name_only() {
        for &format in Format::ALL {
            assert_eq!(Format::parse(format.info().name), Some(format));
        }
        assert_eq!(Format::parse("json"), None);
    }

    #[test]
    fn a_content_type_begins_with_the_media_type() {
        for format in Format::ALL {
            let FormatInfo { media_type, content_type, .. } = format.info();
            assert_eq!(content_type.split(';').next(), Some(*media_type));
        }
    }
}
