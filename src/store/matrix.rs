//! Counts the matches of two facet dimensions together.

use std::borrow::Cow;

use roaring::RoaringBitmap;

use super::dataset::{Cost, Dataset};
use super::error::StoreError;
use super::reader::DatasetReader;
use crate::domain::period::FacetCount;
use crate::domain::vocabulary::FacetMode;
use crate::index::{CrossCounts, DENSE_FRACTION, count_crossings};
use crate::query::facets::{Facet, FacetRequest};
use crate::query::sorts::OLDEST;
use crate::query::{AbsentClaims, ClaimFilter, ClaimQuery, Lookups, estimate_matrix, find_matches};

/// A dimension and the largest number of its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatrixAxis {
    pub facet: Facet,
    pub limit: usize,
}

/// The matches by the values of two dimensions, the most frequent values first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    pub rows: Vec<FacetCount>,
    pub columns: Vec<FacetCount>,
    /// For each row the matches that also have the value of each column.
    pub cells: Vec<Vec<u64>>,
    /// Matches with the value of no row.
    pub other_rows: u64,
    /// Matches with the value of no column.
    pub other_columns: u64,
    pub total: u64,
    /// Claims that match everything but the date window, because they have no date.
    pub undated_excluded: u64,
    pub absent: AbsentClaims,
}

impl DatasetReader<'_> {
    pub fn matrix(&self, filter: &ClaimFilter, rows: MatrixAxis, columns: MatrixAxis) -> Result<Matrix, StoreError> {
        let matches = self.matches(filter)?;
        let (row_values, row_claims) = self.most_frequent(filter, &matches.ordinals, rows);
        let (column_values, column_claims) = self.most_frequent(filter, &matches.ordinals, columns);
        let CrossCounts { cells, in_rows, in_columns } =
            count_crossings(&matches.ordinals, &row_claims, &column_claims, || self.check_deadline())?;
        Ok(Matrix {
            rows: row_values,
            columns: column_values,
            cells,
            other_rows: matches.total() - in_rows,
            other_columns: matches.total() - in_columns,
            total: matches.total(),
            undated_excluded: matches.undated_excluded,
            absent: matches.absent,
        })
    }

    /// The most frequent values of a dimension among the matches, each with the claims that have it: with all of them, unless
    /// the matches are few.
    fn most_frequent(
        &self,
        filter: &ClaimFilter,
        matches: &RoaringBitmap,
        MatrixAxis { facet, limit }: MatrixAxis,
    ) -> (Vec<FacetCount>, Vec<Cow<'_, RoaringBitmap>>) {
        let context = self.query_context();
        let counter = self.facet_counter(filter, matches, limit);
        let values = (facet.count)(&counter);
        let are_few = matches.len() * DENSE_FRACTION < u64::from(self.index.claim_count());
        let claims = |value: &FacetCount| {
            let all = find_matches(context, &facet.select(filter, &value.id, context), Lookups::default()).ordinals;
            if are_few { Cow::Owned(&*all & matches) } else { all }
        };
        let claims = values.iter().map(claims).collect();
        (values, claims)
    }
}

impl Dataset {
    /// The cost of a matrix: each row is intersected with the matches and with each column.
    pub fn matrix_cost(&self, filter: &ClaimFilter, rows: MatrixAxis, columns: MatrixAxis) -> Cost {
        let request = FacetRequest {
            dimensions: vec![rows.facet, columns.facet],
            limit: rows.limit.max(columns.limit),
            mode: FacetMode::AllFilters,
        };
        let intersections = (rows.limit as u64 + 1) * (columns.limit as u64 + 1);
        let visits = estimate_matrix(self.query_context(), filter, &request, intersections);
        let query = ClaimQuery { filter: filter.clone(), sort: &OLDEST };
        self.query_cost(&query, None).max(self.cost_of_visits(visits))
    }
}
