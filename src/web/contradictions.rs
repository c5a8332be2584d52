//! Which claims of two actors contradict or contrast with each other.

use std::collections::HashMap;

use crate::domain::claim::Claim;
use crate::domain::vocabulary::{RelationKind, VocabularyTerm};
use crate::http::problem::ApiError;
use crate::query::filters::RELATION;
use crate::query::sorts::MOST_SALIENT;
use crate::query::{ClaimFilter, ClaimQuery, Values};
use crate::store::DatasetReader;
use crate::web::card::Card;
use crate::web::claim_list::card;
use crate::web::context::PageContext;

/// The relations that are shown.
const KINDS: [RelationKind; 2] = [RelationKind::Contradicts, RelationKind::Contrasts];

/// The most important claims of each actor that are read for their relations.
const MAX_CLAIMS: u32 = 200;

/// A claim of the first actor and one of the second.
pub struct Contradiction {
    /// The code of the relation, which is also a CSS class, and its name from the first claim to the second.
    pub kind: &'static str,
    pub relation: &'static str,
    pub cards: [Card; 2],
}

#[derive(Default)]
pub struct Contradictions {
    /// Contradictions first, then contrasts.
    pub pairs: Vec<Contradiction>,
    /// Whether an actor has more claims with such relations than were read.
    pub incomplete: bool,
    /// Whether the dataset records any such relation.
    pub recorded: bool,
}

/// The pairs of claims that `filters` select, one of each, between which there is such a relation, whichever states it.
pub fn contradictions(
    context: &PageContext,
    dataset: &DatasetReader,
    filters: [&ClaimFilter; 2],
) -> Result<Contradictions, ApiError> {
    let mut found = Contradictions::default();
    let mut sides: [Vec<Claim>; 2] = Default::default();
    let positions = KINDS.iter().filter_map(|kind| RelationKind::ALL.iter().position(|known| known == kind));
    let relations = Values::positions(positions.collect());
    for (side, filter) in sides.iter_mut().zip(filters) {
        let filter = filter.clone().with(&RELATION, relations.clone());
        let page = dataset.page(&ClaimQuery { filter, sort: &MOST_SALIENT }, None, MAX_CLAIMS)?;
        found.incomplete |= page.next.is_some();
        for document in page.documents {
            side.push(serde_json::from_slice(&document)?);
        }
    }
    found.recorded = dataset.count(&ClaimFilter::default().with(&RELATION, relations))? > 0;
    let by_id = sides.each_ref().map(|claims| claims.iter().map(|claim| (&claim.id, claim)).collect::<HashMap<_, _>>());
    for kind in KINDS {
        for (stated_by, incoming) in [(0, false), (1, true)] {
            for claim in &sides[stated_by] {
                let targets = claim.relations.iter().filter(|relation| relation.kind == kind);
                for other in targets.filter_map(|relation| by_id[1 - stated_by].get(&relation.claim)) {
                    let claims = if incoming { [*other, claim] } else { [claim, *other] };
                    let direction = if incoming { "incoming" } else { "outgoing" };
                    found.pairs.push(Contradiction {
                        kind: kind.as_str(),
                        relation: context.text(&format!("relation-{}-{direction}", kind.as_str())),
                        cards: claims.map(|claim| card(context, dataset, claim)),
                    });
                }
            }
        }
    }
    Ok(found)
}
