//! The dataset in Croissant 1.1 (`MLCommons`), by which machine learning tools load it.

use actix_web::{HttpRequest, HttpResponse, get};
use serde_json::{Value, json};

use crate::domain::claim::Claim;
use crate::formats::{Column, ColumnKind, Format, claim_columns};
use crate::http::conditional;
use crate::http::origin::origin;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::query::params::Params;

/// The file whose columns the records have.
const TABLE: &str = "claims.csv";

/// Describe the dataset in Croissant
///
/// The CSV of all claims with its columns, as JSON-LD of schema.org and Croissant 1.1.
#[utoipa::path(
    operation_id = "getCroissant",
    tag = "dataset",
    responses((status = 200, description = "The description.", body = Object, content_type = "application/ld+json"))
)]
#[get("/v1/dataset/croissant.json")]
pub async fn get_croissant(request: HttpRequest, state: State, params: Params<()>) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    let origin = origin(&request);
    let validators = conditional::check_with_origin(&request, &state, &origin)?;
    let document = serde_json::to_vec(&croissant(&state, &origin))?;
    Ok(validators.ok("application/ld+json", document))
}

fn croissant(state: &AppState, origin: &str) -> Value {
    let files = [
        (TABLE, "text/csv", true),
        ("claims.ndjson", "application/x-ndjson", true),
        ("claims.parquet", Format::Parquet.info().media_type, Format::Parquet.is_available()),
        // PostgreSQL has no file to download.
        ("claims.sqlite", "application/vnd.sqlite3", state.dataset.file().is_some()),
    ];
    let distribution = files.into_iter().filter(|(.., exists)| *exists).map(|(name, media_type, _)| {
        json!({
            "@type": "cr:FileObject", "@id": name, "name": name, "encodingFormat": media_type,
            "contentUrl": format!("{origin}/v1/dataset/{name}"),
        })
    });
    let columns = claim_columns(&state.dataset.catalogue().languages);
    let release = state.dataset.releases().last();
    let mut document = json!({
        "@context": context(),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": "isnad-claims",
        "url": format!("{origin}/about"),
        // A later release has the same addresses, and other files.
        "isLiveDataset": true,
        "version": format!("{}.0.0", state.dataset.release()),
        "identifier": state.dataset.version(),
        "distribution": distribution.collect::<Vec<_>>(),
        "recordSet": [{
            "@type": "cr:RecordSet", "@id": "claims", "name": "claims", "key": {"@id": "claims/id"},
            "description": "One record a claim. Lists are joined by |.",
            "field": columns.iter().map(field).collect::<Vec<_>>(),
        }],
    });
    if let Some(release) = release {
        document["datePublished"] = release.date.to_string().into();
    }
    if let Some(about) = state.dataset.description() {
        let (title, description) = (about.title.pick("en").1, about.description.pick("en").1);
        document["alternateName"] = title.into();
        document["description"] = description.into();
        document["license"] = about.licence.url.as_str().into();
        document["citeAs"] = format!("{title}, version {}. {origin}/about", state.dataset.version()).into();
        if let Some(creator) = &about.creator {
            // `dataset.json` does not say whether the name is a person's.
            document["creator"] = json!({"@type": "sc:Organization", "name": creator.name.pick("en").1});
            if let Some(url) = &creator.url {
                document["creator"]["url"] = url.as_str().into();
            }
        }
    }
    document
}

fn field(column: &Column<Claim>) -> Value {
    let kind = match column.kind {
        // CSV joins a list to a text.
        ColumnKind::Text | ColumnKind::Texts | ColumnKind::Integers => "sc:Text",
        ColumnKind::Integer => "sc:Integer",
        ColumnKind::Day => "sc:Date",
    };
    json!({
        "@type": "cr:Field", "@id": format!("claims/{}", column.name), "name": column.name,
        "description": column.description, "dataType": kind,
        "source": {"fileObject": {"@id": TABLE}, "extract": {"column": column.name}},
    })
}

/// The context that the specification recommends.
fn context() -> Value {
    let plain = [
        "citeAs",
        "column",
        "equivalentProperty",
        "extract",
        "field",
        "fileObject",
        "fileProperty",
        "fileSet",
        "format",
        "includes",
        "isLiveDataset",
        "jsonPath",
        "key",
        "md5",
        "parentField",
        "path",
        "recordSet",
        "references",
        "regex",
        "repeated",
        "replace",
        "samplingRate",
        "separator",
        "source",
        "subField",
        "transform",
    ];
    let mut context = json!({
        "@language": "en",
        "@vocab": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/",
        "dct": "http://purl.org/dc/terms/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "sc": "https://schema.org/",
        "conformsTo": "dct:conformsTo",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "examples": {"@id": "cr:examples", "@type": "@json"},
    });
    for name in plain {
        context[name] = format!("cr:{name}").into();
    }
    context
}
