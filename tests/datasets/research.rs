//! Questions of a researcher on the example, each answered by one or two requests.

use serde_json::{Value, json};

use super::example;
use crate::support::{Server, ids, text};

fn lines(server: &Server, path: &str) -> Vec<Value> {
    let response = server.get(path);
    assert_eq!(response.status, 200, "{path}: {}", text(&response.body));
    text(&response.body).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn csv(server: &Server, path: &str) -> String {
    let response = server.get(path);
    assert_eq!(response.status, 200, "{path}: {}", text(&response.body));
    text(&response.body)
}

/// The values of a facet with their counts.
fn counts(page: &Value, facet: &str) -> Value {
    let entries = page["facets"][facet].as_array().unwrap().iter();
    entries.map(|entry| json!([entry["id"], entry["count"]])).collect()
}

#[test]
fn how_often_does_each_publisher_treat_a_topic() {
    let server = example();
    let page = server.json("/v1/claims?limit=0&topic=envasement&facet=publisher");
    assert_eq!(page["total"], 8);
    assert_eq!(
        counts(&page, "publisher"),
        json!([["Le Courrier de la Vesque", 4], ["L’Écho des Grèves", 3], ["کرانه", 1]])
    );
    let one = server.json("/v1/claims?topic=envasement&publisher=%DA%A9%D8%B1%D8%A7%D9%86%D9%87");
    assert_eq!(ids(&one), ["006"]);
}

#[test]
fn who_says_what_about_an_actor() {
    let server = example();
    let page = server.json("/v1/claims?limit=0&about=pecheurs&facet=asserted_by");
    assert_eq!(
        counts(&page, "asserted_by"),
        json!([
            ["maire", 2],
            ["courrier-maremotrice-2025-voix", 1],
            ["etude-prefecture", 1],
            ["karaneh-vesque-2025-voix", 1],
            ["pecheurs", 1],
            ["president-cooperative", 1]
        ])
    );
    let said =
        csv(&server, "/v1/claims.csv?about=pecheurs&asserted_by=maire&sort=position&fields=id&fields=statement_fr");
    assert_eq!(
        said,
        "id,statement_fr\n\
         courrier-maremotrice-2025-022,Les pêcheurs de la Vesque n’ont pas été consultés sur l’usine marémotrice.\n\
         courrier-maremotrice-2025-023,La mairie aurait dû consulter les pêcheurs de la Vesque en premier.\n"
    );
}

#[test]
fn where_do_the_words_mislead() {
    let server = example();
    let found = lines(
        &server,
        "/v1/claims.ndjson?has_translation_note=true&fields=id&fields=translation_note_literal_en&fields=translation_note_meant_en",
    );
    assert_eq!(
        found,
        [json!({
            "id": "karaneh-vesque-2025-004",
            "translation_note_literal_en": "the sinners of the Vesque",
            "translation_note_meant_en": "the fishermen of the Vesque"
        })]
    );
}

#[test]
fn which_claims_contradict_one_another_on_a_topic() {
    let server = example();
    let page = server.json("/v1/claims?relation=contradicts&topic=envasement&sort=id");
    assert_eq!(ids(&page), ["020", "007", "008"]);
    let related = server.json("/v1/claims/echo-pecheurs-2025-007/related");
    let related = related["data"].as_array().unwrap().iter();
    let contradicted = related.filter(|other| other["relation"] == "contradicts").map(|other| &other["claim"]["id"]);
    assert_eq!(contradicted.collect::<Vec<_>>(), ["courrier-maremotrice-2025-020", "echo-pecheurs-2025-008"]);
}

#[test]
fn what_is_said_of_one_thing_or_another() {
    let server = example();
    let total = |q: &str| server.json(&format!("/v1/claims?limit=0&q={q}"))["total"].clone();
    assert_eq!((total("blockade"), total("oyster")), (json!(2), json!(2)));
    let either = server.json("/v1/claims?q=blockade+OR+oyster&sort=id");
    assert_eq!(ids(&either), ["013", "014", "015", "016"]);
}

#[test]
fn what_do_the_claims_of_a_footnote_say() {
    let server = example();
    let named = ["courrier-maremotrice-2025-012", "echo-pecheurs-2025-099", "karaneh-vesque-2025-003"];
    let query = named.map(|id| format!("id={id}")).join("&");
    let page = server.json(&format!("/v1/claims?sort=id&{query}"));
    let statements: Vec<&str> =
        page["data"].as_array().unwrap().iter().map(|claim| claim["statement"]["en"].as_str().unwrap()).collect();
    assert_eq!(
        statements,
        [
            "The tidal power plant will cost 210 million euros.",
            "The Port-Vesque tidal power plant will cost 210 million euros."
        ]
    );
    assert_eq!(page["missing"], json!(["echo-pecheurs-2025-099"]));
}

#[test]
fn which_actors_have_most_claims() {
    let server = example();
    let page = server.json("/v1/actors?sort=-claims&limit=3");
    let actors = page["data"].as_array().unwrap().iter();
    let actors: Vec<Value> = actors.map(|actor| json!([actor["id"], actor["claim_counts"]["total"]])).collect();
    assert_eq!(
        json!(actors),
        json!([["usine-maremotrice", 26], ["courrier-maremotrice-2025-voix", 11], ["maire", 10]])
    );
}

#[test]
fn which_organisations_topics_and_articles_are_there_as_tables() {
    let server = example();
    let actors = csv(
        &server,
        "/v1/actors.csv?kind=organisation&sort=-claims&fields=id&fields=name_fr&fields=claim_counts_total",
    );
    assert_eq!(
        actors,
        "id,name_fr,claim_counts_total\n\
         cooperative-mole,L’Armement du Môle,2\n\
         markaz-daryapazhuhi,Centre de recherches marines de Bandar-e Nilou,2\n\
         ostreiculteurs,Syndicat des ostréiculteurs du Banc-Gris,2\n\
         le-courrier,Le Courrier de la Vesque,1\n\
         radio-jusant,Radio Jusant,0\n"
    );
    let topics = csv(&server, "/v1/topics.csv?q=p%C3%AAche&fields=id&fields=broader&fields=claim_counts_with_narrower");
    assert_eq!(topics, "id,broader,claim_counts_with_narrower\npeche,mer-et-littoral,10\n");
    let articles = csv(
        &server,
        "/v1/articles.csv?sort=published&language=fr&fields=publisher&fields=published_earliest&fields=claim_count",
    );
    assert_eq!(
        articles,
        "publisher,published_earliest,claim_count\n\
         Le Courrier de la Vesque,2025-05-16,24\n\
         L’Écho des Grèves,2025-05-23,17\n"
    );
}

#[test]
fn how_many_claims_about_fishing_were_made_each_month() {
    let server = example();
    let timeline = server.get("/v1/claims/timeline.csv?topic=peche&date_field=asserted&interval=month");
    assert_eq!(
        text(&timeline.body),
        "id,label_en,label_ar,earliest,latest,count\n\
         2025-05,May 2025,مايو 2025,2025-05-01,2025-05-31,7\n\
         2025-06,June 2025,يونيو 2025,2025-06-01,2025-06-30,1\n"
    );
    assert_eq!((timeline.header("total-count"), timeline.header("undated-count")), ("10", "2"));
}

#[test]
fn what_did_the_mayor_say_in_her_own_words() {
    let server = example();
    let said = lines(
        &server,
        "/v1/claims.ndjson?asserted_by=maire&speech=direct&language=fr&sort=position&fields=id&fields=evidence",
    );
    let words = said.iter().map(|claim| {
        let quotes = claim["evidence"].as_array().unwrap().iter();
        quotes
            .filter(|quote| quote["part"] == "content")
            .map(|quote| quote["quote"].as_str().unwrap())
            .collect::<String>()
    });
    assert_eq!(
        words.collect::<Vec<_>>(),
        [
            "L’estuaire nous donne deux marées par jour, et nous les laissons filer depuis des siècles",
            "Nous aurions dû commencer par eux",
            "La maire jure que les turbines ne tueront “pas un poisson”"
        ]
    );
}

#[test]
fn what_is_predicted_and_how_firmly() {
    let server = example();
    let page = server.json("/v1/claims?kind=prediction&limit=0&facet=certainty");
    assert_eq!(page["total"], 12);
    assert_eq!(counts(&page, "certainty"), json!([["asserted", 7], ["hedged", 4], ["hypothetical", 1]]));
    let hedged = server.json("/v1/claims?kind=prediction&certainty=hedged&sort=id");
    assert_eq!(ids(&hedged), ["005", "013", "011", "012"]);
}

#[test]
fn what_was_said_in_may_2025_about_2026() {
    let server = example();
    let said = lines(&server, "/v1/claims.ndjson?date_field=asserted&date_from=2025-05&date_to=2025-05&fields=id");
    assert_eq!(said.len(), 27);
    let said: Vec<String> = said.iter().map(|claim| format!("id={}", claim["id"].as_str().unwrap())).collect();
    let page = server.json(&format!("/v1/claims?date_from=2026&date_to=2026&sort=id&{}", said.join("&")));
    let found = page["data"].as_array().unwrap().iter().map(|claim| json!([claim["id"], claim["claim_date"]["edtf"]]));
    assert_eq!(
        found.collect::<Vec<_>>(),
        [json!(["courrier-maremotrice-2025-005", "2026-21"]), json!(["courrier-maremotrice-2025-018", "1987/.."])]
    );
    assert_eq!(page["undated_excluded"], 11);
}

#[test]
fn how_many_claims_does_a_date_leave_out() {
    let server = example();
    let page = server.json("/v1/claims?topic=peche&date_from=2025-05&date_to=2025-05");
    assert_eq!((ids(&page), &page["undated_excluded"]), (vec!["001".to_owned()], &json!(4)));
    let export = server.get("/v1/claims.csv?topic=peche&date_from=2025-05&date_to=2025-05");
    assert_eq!((export.header("total-count"), export.header("undated-excluded")), ("1", "4"));
    let all = server.json("/v1/claims?topic=peche&date_from=2025-05&date_to=2025-05&include_undated=true&limit=0");
    assert_eq!(all["total"], 5);
}

#[test]
fn which_claims_were_checked_and_with_what_verdict() {
    let server = example();
    let checked =
        lines(&server, "/v1/claims.ndjson?has_review=true&fields=id&fields=reviews_publishers&fields=reviews_ratings");
    assert_eq!(
        checked,
        [json!({
            "id": "courrier-maremotrice-2025-009",
            "reviews_publishers": ["Vérif’Estuaire"],
            "reviews_ratings": ["Plutôt faux"]
        })]
    );
}

#[test]
fn what_does_an_article_say_in_its_own_voice() {
    let server = example();
    let page = server.json("/v1/claims?speech=own&article=karaneh-vesque-2025&sort=position");
    assert_eq!(ids(&page), ["001", "004", "006"]);
    let all = server.json("/v1/claims?speech=own&limit=0&facet=article");
    assert_eq!(
        counts(&all, "article"),
        json!([["courrier-maremotrice-2025", 10], ["echo-pecheurs-2025", 8], ["karaneh-vesque-2025", 3]])
    );
}

#[test]
fn how_are_the_claims_of_a_query_cited() {
    let server = example();
    let bibtex = csv(&server, "/v1/claims.bib?asserted_by=maire&kind=prediction&sort=id");
    let entries: Vec<&str> = bibtex.lines().filter_map(|line| line.strip_prefix("@misc{")).collect();
    assert_eq!(
        entries,
        ["courrier-maremotrice-2025-009,", "courrier-maremotrice-2025-010,", "echo-pecheurs-2025-003,"]
    );
    assert!(bibtex.contains(
        "  author = {{Mayor of Port-Vesque}},\n  title = {{Building the tidal power plant will create 120 jobs.}},\n"
    ));
    let csl = server.json("/v1/claims.csl.json?asserted_by=maire&kind=prediction&sort=id");
    assert_eq!(csl[1]["original-date"], json!({"date-parts": [[2025, 5, 5], [2025, 5, 11]]}));
}

#[test]
fn which_claims_does_a_second_person_code() {
    let server = example();
    let sample = "/v1/claims.csv?sample=3&sample_seed=2025&fields=id&sort=id";
    let drawn = "id\ncourrier-maremotrice-2025-006\ncourrier-maremotrice-2025-012\necho-pecheurs-2025-002\n";
    assert_eq!(csv(&server, sample), drawn);
    assert_ne!(csv(&server, &sample.replace("2025&", "2026&")), drawn);
}
