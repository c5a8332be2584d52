//! The matrix and the network equal those of the reference.

use std::collections::{BTreeMap, BTreeSet};

use isnad::domain::vocabulary::{NetworkEdges, VocabularyTerm};
use isnad::query::facets::FACETS;
use isnad::store::{Deadline, MatrixAxis, NetworkRequest};
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::corpus::corpora;
use super::queries::{any_query, for_all};
use super::reference::{field, span};

#[test]
fn a_matrix_equals_the_counts_of_the_reference() {
    for corpus in corpora() {
        let dimensions = subsequence(FACETS.to_vec(), 2).prop_shuffle();
        for_all(300, (any_query(corpus), dimensions, select(vec![1, 3, 100])), |(query, dimensions, limit)| {
            let (matches, excluded) = corpus.reference.answer(&query);
            let (field, parts) = (field(&query), query.values("include_parts") == ["true"]);
            let extent = corpus.reference.extent(field);
            let values: Vec<[BTreeSet<String>; 2]> = matches
                .iter()
                .map(|claim| {
                    [0, 1].map(|at| corpus.reference.facet_values(claim, dimensions[at].name, field, extent, parts))
                })
                .collect();
            let count =
                |test: &dyn Fn(&[BTreeSet<String>; 2]) -> bool| values.iter().filter(|of| test(of)).count() as u64;
            for store in &corpus.stores {
                let [rows, columns] = [0, 1].map(|at| MatrixAxis { facet: dimensions[at], limit });
                let found = store.reader(Deadline::NONE).matrix(&query.filter(store), rows, columns).unwrap();
                prop_assert_eq!(found.total, matches.len() as u64);
                prop_assert_eq!(found.undated_excluded, excluded);
                let axes = [(&found.rows, found.other_rows), (&found.columns, found.other_columns)];
                for (at, (entries, other)) in axes.into_iter().enumerate() {
                    let mut expected = corpus.reference.facet(&matches, dimensions[at].name, field, extent, parts);
                    expected.truncate(limit);
                    let counts: Vec<_> = entries.iter().map(|entry| (entry.id.clone(), entry.count)).collect();
                    prop_assert_eq!(counts, expected);
                    let outside = count(&|of| !entries.iter().any(|entry| of[at].contains(&entry.id)));
                    prop_assert_eq!(other, outside);
                }
                for (row, cells) in found.rows.iter().zip(&found.cells) {
                    for (column, &cell) in found.columns.iter().zip(cells) {
                        let expected = count(&|of| of[0].contains(&row.id) && of[1].contains(&column.id));
                        prop_assert_eq!(cell, expected, "{} {}", row.id, column.id);
                    }
                }
            }
            Ok(())
        });
    }
}

/// The weight of an edge, and the first and the last day of its claims.
type Edge = (u64, Option<Date>, Option<Date>);

#[test]
fn a_network_equals_that_of_the_reference() {
    for corpus in corpora() {
        let requests = (select(NetworkEdges::ALL), select(vec![1, 2, 5]), select(vec![2, 7, 500]));
        for_all(200, (any_query(corpus), requests), |(query, (edges, min_weight, limit))| {
            let (matches, _) = corpus.reference.answer(&query);
            let parts = query.values("include_parts") == ["true"];
            let extent = corpus.reference.extent("event");
            let mut nodes = corpus.reference.facet(&matches, "actor", "event", extent, parts);
            nodes.truncate(limit);
            let rank: BTreeMap<&str, usize> = nodes.iter().enumerate().map(|(at, (id, _))| (id.as_str(), at)).collect();
            let mut expected: BTreeMap<(usize, usize), Edge> = BTreeMap::new();
            for claim in &matches {
                let [sources, targets] = corpus.reference.connected(claim, edges, parts);
                let of = |actors: &BTreeSet<String>| -> Vec<usize> {
                    actors.iter().filter_map(|actor| rank.get(actor.as_str()).copied()).collect()
                };
                for (source, target) in pairs(&of(&sources), &of(&targets)) {
                    if source == target || (edges == NetworkEdges::Together && source > target) {
                        continue;
                    }
                    let (weight, earliest, latest) = expected.entry((source, target)).or_default();
                    let (first, last) = claim.date.as_ref().map(span).unzip();
                    *weight += 1;
                    *earliest = earliest.iter().copied().chain(first.filter(|&day| day != Date::MIN)).min();
                    *latest = latest.iter().copied().chain(last.filter(|&day| day != Date::MAX)).max();
                }
            }
            expected.retain(|_, (weight, ..)| *weight >= min_weight);
            for store in &corpus.stores {
                let request = NetworkRequest { edges, min_weight, limit };
                let found = store.reader(Deadline::NONE).network(&query.filter(store), request).unwrap();
                let actors = store.catalogue().actors.all();
                let counts: Vec<_> =
                    found.nodes.iter().map(|node| (actors[node.actor].id.to_string(), node.count)).collect();
                prop_assert_eq!(&counts, &nodes);
                prop_assert!(found.edges.is_sorted_by_key(|edge| std::cmp::Reverse(edge.weight)));
                let found: BTreeMap<_, Edge> = found
                    .edges
                    .into_iter()
                    .map(|edge| ((edge.source, edge.target), (edge.weight, edge.earliest, edge.latest)))
                    .collect();
                prop_assert_eq!(&found, &expected);
            }
            Ok(())
        });
    }
}

fn pairs(sources: &[usize], targets: &[usize]) -> Vec<(usize, usize)> {
    sources.iter().flat_map(|&source| targets.iter().map(move |&target| (source, target))).collect()
}
