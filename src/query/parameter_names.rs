//! The parameter that an unknown name stands for: another spelling, the name that other APIs use, or a typing error.

use super::parameter_errors::ParameterErrors;
use crate::formats::Format;

/// What other APIs call a parameter, in snake case.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    ("q", &["search", "query", "text", "term", "terms", "keyword", "keywords", "words", "s", "phrase", "search_query"]),
    ("id", &["ids", "claim", "claims", "claim_id", "uid", "identifier"]),
    (
        "limit",
        &[
            "per_page",
            "page_size",
            "pagesize",
            "size",
            "count",
            "rows",
            "max",
            "max_results",
            "top",
            "take",
            "results_per_page",
        ],
    ),
    (
        "cursor",
        &["page", "offset", "start", "skip", "from_page", "page_number", "page_token", "next", "next_page", "p"],
    ),
    ("sort", &["order", "order_by", "orderby", "sort_by", "sortby", "ordering", "sort_order", "direction"]),
    (
        "date_from",
        &[
            "from",
            "since",
            "start_date",
            "date_start",
            "from_date",
            "date_after",
            "min_date",
            "date_min",
            "begin",
            "date",
            "year",
        ],
    ),
    (
        "date_to",
        &[
            "to",
            "until",
            "till",
            "end_date",
            "date_end",
            "to_date",
            "date_before",
            "before",
            "max_date",
            "date_max",
            "end",
        ],
    ),
    ("asserted_by", &["author", "speaker", "source", "said_by", "asserter", "claimant", "by", "claimed_by"]),
    ("about", &["subject", "target", "regarding"]),
    (
        "actor",
        &["person", "people", "entity", "organisation", "organization", "company", "country", "name", "involves"],
    ),
    ("topic", &["tag", "category", "categories", "theme", "heading", "subject_heading"]),
    ("article", &["document", "story", "news"]),
    ("publisher", &["newspaper", "outlet", "site", "journal"]),
    ("kind", &["type", "claim_type", "claim_kind"]),
    ("language", &["lang", "locale"]),
    ("facet", &["aggs", "aggregations", "group_by", "groupby", "facet_by", "facet_field"]),
    ("fields", &["select", "columns", "cols", "include", "only"]),
    ("interval", &["granularity", "resolution", "period", "bucket"]),
    ("salience_min", &["salience", "min_salience", "importance"]),
    ("changed_since", &["since", "modified_since", "updated_since", "modified_after", "updated_after"]),
    ("sample_seed", &["seed", "random_seed"]),
    ("sample", &["random"]),
    ("highlight", &["hl", "highlighting"]),
    ("excel", &["bom"]),
];

/// Suffixes that frameworks append to a name for a list or a comparison.
const SUFFIXES: [&str; 6] = ["__in", "__eq", "__gte", "__lte", "_ids", "_id"];

/// The accepted name that `typed` stands for; for `format` the path that serves the format.
pub fn suggest_parameter(typed: &str, value: &str, accepted: &[&str], errors: &ParameterErrors) -> Option<String> {
    let name = plain_name(typed);
    let is_accepted = |name: &str| accepted.contains(&name);
    if is_accepted(&name) {
        return Some(name);
    }
    if matches!(name.as_str(), "format" | "output" | "accept" | "alt") && is_accepted("asserted_by") {
        let path = path_of_format(value);
        // A timeline is JSON or CSV.
        return if is_accepted("interval") {
            path.filter(|path| path == "/v1/claims.csv").map(|_| "/v1/claims/timeline.csv".to_owned())
        } else {
            path
        };
    }
    let is_meant = |(target, names): &&(&str, &[&str])| is_accepted(target) && names.contains(&name.as_str());
    if let Some((target, _)) = OTHER_NAMES.iter().find(is_meant) {
        return Some((*target).to_owned());
    }
    errors.nearest(&name, accepted.iter().copied())
}

/// A name in snake case, without brackets such as those of `actor[]`, `filter[actor]` or `date[gte]`.
fn plain_name(typed: &str) -> String {
    let name = match typed.split_once('[') {
        Some(("filter" | "filters" | "where", inner)) => inner.trim_end_matches(']'),
        Some((name, _)) => name,
        None => typed,
    };
    let mut snake = String::with_capacity(name.len());
    for c in name.trim().chars() {
        if c.is_uppercase() && snake.ends_with(|last: char| last.is_ascii_lowercase()) {
            snake.push('_');
        }
        snake.extend(c.to_lowercase().map(|c| if matches!(c, '-' | '.' | ' ') { '_' } else { c }));
    }
    let stem = SUFFIXES.iter().find_map(|suffix| snake.strip_suffix(suffix));
    stem.map(str::to_owned).unwrap_or(snake)
}

fn path_of_format(value: &str) -> Option<String> {
    let value = value.to_lowercase();
    let name = match value.as_str() {
        "json" | "application/json" => return Some("/v1/claims".to_owned()),
        "jsonl" | "json-lines" | "json_lines" => "ndjson",
        "json-ld" | "json_ld" | "ld+json" => "jsonld",
        "rss" | "feed" | "xml" => "atom",
        "excel" | "xlsx" | "xls" | "tsv" => "csv",
        other => other,
    };
    let format = Format::available().find(|format| format.info().name == name || format.info().media_type == name)?;
    format.claims_path()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const CLAIM_PARAMETERS: [&str; 12] = [
        "q",
        "actor",
        "asserted_by",
        "about",
        "topic",
        "kind",
        "language",
        "date_from",
        "date_to",
        "sort",
        "limit",
        "cursor",
    ];

    #[rstest]
    #[case("actor[]", "actor")]
    #[case("actor[0]", "actor")]
    #[case("filter[actor]", "actor")]
    #[case("Actor", "actor")]
    #[case("actors", "actor")]
    #[case("topics", "topic")]
    #[case("actor_id", "actor")]
    #[case("assertedBy", "asserted_by")]
    #[case("asserted-by", "asserted_by")]
    #[case("dateFrom", "date_from")]
    #[case("date_from[gte]", "date_from")]
    #[case("page", "cursor")]
    #[case("offset", "cursor")]
    #[case("per_page", "limit")]
    #[case("pageSize", "limit")]
    #[case("order", "sort")]
    #[case("search", "q")]
    #[case("since", "date_from")]
    #[case("until", "date_to")]
    #[case("author", "asserted_by")]
    #[case("type", "kind")]
    #[case("lang", "language")]
    #[case("categories", "topic")]
    #[case("actro", "actor")]
    fn names_of_other_apis_lead_to_the_parameter(#[case] typed: &str, #[case] meant: &str) {
        let errors = ParameterErrors::default();
        assert_eq!(suggest_parameter(typed, "x", &CLAIM_PARAMETERS, &errors).as_deref(), Some(meant));
    }

    #[rstest]
    #[case("csv", Some("/v1/claims.csv"))]
    #[case("JSON", Some("/v1/claims"))]
    #[case("jsonl", Some("/v1/claims.ndjson"))]
    #[case("application/ld+json", Some("/v1/claims.jsonld"))]
    #[case("rss", Some("/v1/claims.atom"))]
    #[case("parquet", cfg!(feature = "parquet").then_some("/v1/claims.parquet"))]
    #[case("pdf", None)]
    fn a_format_leads_to_its_path(#[case] value: &str, #[case] path: Option<&str>) {
        let errors = ParameterErrors::default();
        assert_eq!(suggest_parameter("format", value, &CLAIM_PARAMETERS, &errors).as_deref(), path);
        assert_eq!(
            suggest_parameter("format", value, &["kind", "limit"], &errors),
            None,
            "other lists have no formats"
        );
    }

    #[test]
    fn the_format_of_a_timeline_leads_to_its_path() {
        let errors = ParameterErrors::default();
        let suggest = |value| suggest_parameter("format", value, &["asserted_by", "interval"], &errors);
        assert_eq!(suggest("csv").as_deref(), Some("/v1/claims/timeline.csv"));
        assert_eq!(suggest("ndjson"), None);
    }

    #[test]
    fn every_target_is_a_parameter_of_some_route() {
        let errors = ParameterErrors::default();
        for (target, names) in OTHER_NAMES {
            for name in *names {
                assert_eq!(suggest_parameter(name, "", &[target], &errors).as_deref(), Some(*target), "{name}");
            }
        }
    }
}
