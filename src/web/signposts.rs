//! Links in the head of a page by which machines find what it describes (FAIR Signposting).

use crate::domain::base_path;
use crate::formats::Format;
use crate::http::state::AppState;
use crate::web::context::PageContext;

/// A typed link.
pub struct Signpost {
    pub relation: &'static str,
    pub href: String,
    pub media_type: Option<&'static str>,
}

impl Signpost {
    fn new(relation: &'static str, href: impl Into<String>, media_type: Option<&'static str>) -> Self {
        Self { relation, href: href.into(), media_type }
    }

    /// Those of a claim.
    pub fn of_claim(context: &PageContext, state: &AppState, id: &str) -> Vec<Self> {
        let data = Self::new("describedby", base_path::link(format!("/v1/claims/{id}")), Some("application/json"));
        let linked =
            Self::new("describedby", base_path::link(format!("/claims/{id}.jsonld")), Some("application/ld+json"));
        let collection = Self::new("collection", base_path::link("/about"), Some("text/html"));
        let cite = Self::new("cite-as", format!("{}/claims/{id}", context.origin), None);
        let kind = Self::new("type", "https://schema.org/Claim", None);
        [cite, kind, data, linked, collection].into_iter().chain(Self::licence(state)).collect()
    }

    /// Those of the dataset.
    pub fn of_dataset(context: &PageContext, state: &AppState) -> Vec<Self> {
        let describing = |name, media_type| {
            Self::new("describedby", base_path::link(format!("/v1/dataset/{name}")), Some(media_type))
        };
        let item =
            |name, media_type| Self::new("item", base_path::link(format!("/v1/dataset/{name}")), Some(media_type));
        let mut links = vec![
            Self::new("cite-as", format!("{}/about", context.origin), None),
            Self::new("type", "https://schema.org/Dataset", None),
            describing("croissant.json", "application/ld+json"),
            describing("datapackage.json", "application/json"),
            item("claims.csv", "text/csv"),
            item("claims.ndjson", "application/x-ndjson"),
        ];
        let parquet = Format::Parquet;
        links.extend(parquet.is_available().then(|| item("claims.parquet", parquet.info().media_type)));
        links.extend(state.dataset.file().map(|_| item("claims.sqlite", "application/vnd.sqlite3")));
        links.extend(Self::licence(state));
        links
    }

    fn licence(state: &AppState) -> Option<Self> {
        state.dataset.description().map(|about| Self::new("license", about.licence.url.as_str(), None))
    }
}
