//! The closed vocabularies, for front ends that show their terms.

use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::{
    ActorKind, ArticleSort, Certainty, ChangeOperation, ClaimKind, DateBasis, DateField, DateMatch, DatePrecision,
    DrawnBy, EvidenceFilter, EvidencePart, FacetMode, NetworkEdges, OffsetUnit, Ranking, RecordSort, RelationKind,
    Resource, Role, Speech, TimelineInterval, TranslationBasis, WithdrawalReason,
};
use crate::http::conditional;
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::Vocabulary as Terms;
use crate::query::params::Params;

/// The vocabularies by the names of the fields and parameters that take their terms.
const VOCABULARIES: &[(&str, Terms)] = &[
    ("kind", Terms::new::<ClaimKind>()),
    ("certainty", Terms::new::<Certainty>()),
    ("speech", Terms::new::<Speech>()),
    ("role", Terms::new::<Role>()),
    ("relation", Terms::new::<RelationKind>()),
    ("drawn_by", Terms::new::<DrawnBy>()),
    ("actor_kind", Terms::new::<ActorKind>()),
    ("evidence_part", Terms::new::<EvidencePart>()),
    ("evidence_status", Terms::new::<EvidenceFilter>()),
    ("date_basis", Terms::new::<DateBasis>()),
    ("date_precision", Terms::new::<DatePrecision>()),
    ("translation_basis", Terms::new::<TranslationBasis>()),
    ("reason", Terms::new::<WithdrawalReason>()),
    ("op", Terms::new::<ChangeOperation>()),
    ("date_field", Terms::new::<DateField>()),
    ("date_match", Terms::new::<DateMatch>()),
    ("interval", Terms::new::<TimelineInterval>()),
    ("network_edges", Terms::new::<NetworkEdges>()),
    ("facet_mode", Terms::new::<FacetMode>()),
    ("offset_unit", Terms::new::<OffsetUnit>()),
    ("resource", Terms::new::<Resource>()),
    ("ranking", Terms::new::<Ranking>()),
    ("record_sort", Terms::new::<RecordSort>()),
    ("article_sort", Terms::new::<ArticleSort>()),
];

/// All closed vocabularies.
#[derive(Debug, Serialize, ToSchema)]
pub struct Vocabularies {
    /// The vocabularies.
    data: Vec<Vocabulary>,
}

/// A closed vocabulary.
#[derive(Debug, Serialize, ToSchema)]
pub struct Vocabulary {
    /// The field or parameter that takes its terms.
    #[schema(value_type = String, example = "kind")]
    name: &'static str,
    /// The terms, in the order in which they are documented.
    terms: Vec<Term>,
}

/// A term of a vocabulary.
#[derive(Debug, Serialize, ToSchema)]
pub struct Term {
    /// The value in claims and parameters.
    #[schema(value_type = String, example = "event")]
    id: &'static str,
    /// Its name in the languages of the interface.
    label: LanguageMap,
    /// What it means, in the languages of the interface.
    definition: LanguageMap,
}

/// List vocabularies
///
/// Every closed vocabulary with labels and definitions in the languages of the interface, for front ends that show terms.
#[utoipa::path(
    operation_id = "listVocabularies",
    tag = "dataset",
    responses((status = 200, description = "The vocabularies.", body = Vocabularies))
)]
#[get("/v1/vocabularies")]
pub async fn list_vocabularies(
    request: HttpRequest,
    state: State,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    let validators = conditional::check(&request, &state)?;
    let data = VOCABULARIES.iter().map(|&(name, Terms { codes, label, definition })| {
        let term = |(position, &id): (usize, &&'static str)| Term {
            id,
            label: label(position),
            definition: definition(position),
        };
        Vocabulary { name, terms: codes.iter().enumerate().map(term).collect() }
    });
    Ok(validators.json(&Vocabularies { data: data.collect() })?)
}
