//! Counts of two dimensions and the network of actors, over HTTP.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Server, text};

fn totals(server: &Server, query: &str) -> Value {
    server.json(&format!("/v1/claims?limit=0&{query}"))["total"].clone()
}

#[test]
fn a_cell_is_the_total_of_the_query_with_both_values_added() {
    let server = Server::harbour();
    for filter in ["", "&topic=ports", "&q=port", "&date_from=2024-01&date_to=2024-12"] {
        let matrix = server.json(&format!("/v1/claims/matrix?rows=asserted_by&columns=kind{filter}"));
        let (rows, columns) = (matrix["rows"].as_array().unwrap(), matrix["columns"].as_array().unwrap());
        assert!(!rows.is_empty() && !columns.is_empty(), "{filter}");
        for (row, cells) in rows.iter().zip(matrix["cells"].as_array().unwrap()) {
            let row_value = format!("asserted_by={}", row["id"].as_str().unwrap());
            assert_eq!(row["count"], totals(&server, &format!("{row_value}{filter}")));
            for (column, cell) in columns.iter().zip(cells.as_array().unwrap()) {
                let both = format!("{row_value}&kind={}{filter}", column["id"].as_str().unwrap());
                assert_eq!(*cell, totals(&server, &both), "{both}");
            }
        }
        assert_eq!(matrix["total"], totals(&server, &filter[usize::from(!filter.is_empty())..]));
    }
    let narrow = server.json("/v1/claims/matrix?rows=actor&columns=topic&rows_limit=1&columns_limit=2");
    assert_eq!(narrow["cells"].as_array().unwrap().len(), 1);
    assert_eq!(narrow["cells"][0].as_array().unwrap().len(), 2);
    let outside = format!("not_actor={}", narrow["rows"][0]["id"].as_str().unwrap());
    assert_eq!(narrow["other"]["rows"], totals(&server, &outside));
}

#[rstest]
#[case("rows=actor&columns=", "columns", "is empty")]
#[case("rows=actor&columns=actor", "columns", "is the dimension of the rows too")]
#[case("rows=actor&columns=topics", "columns", "is not one of the accepted values")]
#[case("rows=actor&columns=kind&rows_limit=0", "rows_limit", "must be an integer from 1 to 100")]
#[case("rows=actor&columns=kind&colums_limit=3", "colums_limit", "unknown parameter")]
fn errors_of_the_matrix_name_the_parameter(#[case] query: &str, #[case] parameter: &str, #[case] message: &str) {
    let problem = Server::harbour().get(&format!("/v1/claims/matrix?{query}"));
    assert_eq!(problem.status, 400);
    let error = problem.json()["errors"][0].clone();
    assert_eq!((&error["parameter"], &error["message"]), (&json!(parameter), &json!(message)));
}

#[test]
fn an_edge_of_the_network_has_the_claims_that_involve_both_actors() {
    let server = Server::harbour();
    let network = server.json("/v1/claims/network");
    let (nodes, edges) = (network["nodes"].as_array().unwrap(), network["edges"].as_array().unwrap());
    for node in nodes {
        assert_eq!(node["count"], totals(&server, &format!("actor={}", node["id"].as_str().unwrap())));
    }
    assert!(!edges.is_empty());
    for edge in edges {
        let [source, target] = ["source", "target"].map(|end| edge[end].as_str().unwrap());
        let both = format!("all_actors={source}&all_actors={target}");
        assert_eq!(edge["weight"], totals(&server, &both), "{both}");
    }
    let about = server.json("/v1/claims/network?edges=asserts_about&min_weight=1&limit=500");
    for edge in about["edges"].as_array().unwrap() {
        let [source, target] = ["source", "target"].map(|end| edge[end].as_str().unwrap());
        assert_eq!(edge["weight"], totals(&server, &format!("asserted_by={source}&about={target}")));
    }
    let heavy = server.json("/v1/claims/network?min_weight=2");
    let is_heavy = |edge: &&Value| edge["weight"].as_u64() >= Some(2);
    assert_eq!(
        heavy["edges"].as_array().unwrap().iter().collect::<Vec<_>>(),
        edges.iter().filter(is_heavy).collect::<Vec<_>>()
    );
}

#[test]
fn graph_files_have_every_node_and_edge() {
    let server = Server::harbour();
    for edges in ["together", "asserts_about"] {
        let network = server.json(&format!("/v1/claims/network?edges={edges}"));
        for format in ["graphml", "gexf"] {
            let file = server.get(&format!("/v1/claims/network.{format}?edges={edges}"));
            assert_eq!(file.header("content-type"), "application/xml");
            assert_eq!(file.header("total-count"), "5");
            let direction = if edges == "together" { "\"undirected\"" } else { "\"directed\"" };
            let body = text(&file.body);
            assert!(body.contains(direction), "{body}");
            for (list, element) in [("nodes", "<node "), ("edges", "<edge ")] {
                let count = network[list].as_array().unwrap().len();
                assert_eq!(body.matches(element).count(), count, "{format} {edges} {list}");
            }
        }
    }
}
