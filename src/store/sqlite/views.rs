//! The views of a snapshot: they answer most questions without JSON and joins. Texts have a column for each language of the
//! dataset, such as `statement_fr`.

use std::collections::BTreeSet;
use std::fmt::Write;

use rusqlite::Connection;

use crate::store::error::StoreError;
use crate::store::writer::to_json;

/// Views without a column for each language.
const PLAIN_VIEWS: &str = "
-- The keys of the topics directly above each topic.
CREATE VIEW topic_broader AS
SELECT topic.key AS topic, entry.key AS position, above.key AS broader
FROM topic, json_each(topic.record, '$.broader') AS entry
JOIN topic AS above ON above.id = entry.value;

-- Every topic with itself and all topics below it.
CREATE VIEW topic_tree (topic, narrower) AS
WITH RECURSIVE
    step (topic, broader) AS MATERIALIZED (SELECT topic, broader FROM topic_broader),
    below (topic, narrower) AS (
        SELECT key, key FROM topic
        UNION
        SELECT below.topic, step.topic FROM below JOIN step ON step.broader = below.narrower
    )
SELECT above.id, under.id
FROM below
JOIN topic AS above ON above.key = below.topic
JOIN topic AS under ON under.key = below.narrower;

-- One row for each link of each attribution chain.
CREATE VIEW attribution_chains AS
SELECT claim.id AS claim, attribution.position, actor.id AS actor, attribution.cue
FROM attribution
JOIN claim ON claim.key = attribution.claim
JOIN actor ON actor.key = attribution.actor
ORDER BY claim.key, attribution.position;

-- Relations between claims.
CREATE VIEW relations AS
SELECT claim.id AS claim, relation.kind, target.id AS target
FROM relation
JOIN claim ON claim.key = relation.claim
JOIN claim AS target ON target.key = relation.target
ORDER BY claim.key, relation.kind, target.key;
";

/// Removes all views.
pub fn drop_views(connection: &Connection) -> Result<(), StoreError> {
    let mut select = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'")?;
    let names: Vec<String> = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    names.iter().try_for_each(|name| Ok(connection.execute_batch(&format!("DROP VIEW \"{name}\""))?))
}

/// Creates the views for the languages of the statements, which are given, and of the names.
pub fn create_views(connection: &Connection, statements: &BTreeSet<String>) -> Result<(), StoreError> {
    let mut found = connection.prepare(
        "SELECT value FROM json_each(?1)
         UNION SELECT entry.key FROM actor, json_each(actor.record, '$.name') AS entry
         UNION SELECT entry.key FROM topic, json_each(topic.record, '$.label') AS entry
         UNION SELECT entry.key FROM article, json_each(article.record, '$.title') AS entry
         ORDER BY 1",
    )?;
    let languages: Vec<String> =
        found.query_map([to_json(statements)?], |row| row.get(0))?.collect::<Result<_, _>>()?;
    connection.execute_batch(&(views(&languages) + PLAIN_VIEWS))?;
    Ok(())
}

fn views(languages: &[String]) -> String {
    // The columns of a JSON member that is a language map.
    let texts = |record: &str, member: &str| {
        let column = |language: &String| {
            format!("    json_extract({record}, '$.{member}.\"{language}\"') AS \"{member}_{language}\",\n")
        };
        languages.iter().map(column).collect::<String>()
    };
    let statements = languages.iter().fold(String::new(), |mut sql, language| {
        let select = "SELECT text FROM claim_statement WHERE claim_statement.claim = claim.key AND language";
        let _ = writeln!(sql, "    ({select} = '{language}') AS \"statement_{language}\",");
        sql
    });
    format!(
        "
-- The actors, readable without JSON.
CREATE VIEW actors AS
SELECT
    id,
    json_extract(record, '$.kind') AS kind,
{actor_names}{actor_descriptions}    json_extract(record, '$.wikidata') AS wikidata
FROM actor
ORDER BY key;

-- The topics, readable without JSON.
CREATE VIEW topics AS
SELECT
    id,
{topic_labels}{topic_definitions}    json_extract(record, '$.broader') AS broader
FROM topic
ORDER BY key;

-- The articles, readable without JSON.
CREATE VIEW articles AS
SELECT
    id,
{article_titles}    json_extract(record, '$.publisher') AS publisher,
    json_extract(record, '$.author') AS author,
    json_extract(record, '$.language') AS language,
    json_extract(record, '$.translated_from') AS translated_from,
    json_extract(record, '$.published.edtf') AS published,
    json_extract(record, '$.source_url') AS source_url,
    json_extract(record, '$.voice') AS voice,
    json_extract(record, '$.text.sha256') AS text_sha256,
    json_extract(record, '$.text.code_points') AS text_code_points
FROM article
ORDER BY key;

-- One row for each claim, readable without a join.
CREATE VIEW claims AS
SELECT
    claim.id,
{statements}    claim.kind,
    claim.certainty,
    claim.speech,
    claim.salience,
    asserter.id AS asserted_by,
    claim.date_edtf,
    claim.date_earliest,
    claim.date_latest,
    claim.asserted_edtf,
    (SELECT group_concat(actor.id || ' (' || claim_actor.role || ')', ', ')
     FROM claim_actor JOIN actor ON actor.key = claim_actor.actor
     WHERE claim_actor.claim = claim.key) AS actors,
    (SELECT group_concat(topic.id, ', ')
     FROM claim_topic JOIN topic ON topic.key = claim_topic.topic
     WHERE claim_topic.claim = claim.key) AS topics,
    (SELECT group_concat(evidence.quote, ' … ')
     FROM evidence
     WHERE evidence.claim = claim.key AND evidence.part = 'content') AS quote,
    article.id AS article
FROM claim
JOIN actor AS asserter ON asserter.key = claim.asserted_by
JOIN article ON article.key = claim.article
ORDER BY claim.key;

-- One row for each actor of each claim.
CREATE VIEW claims_by_actor AS
SELECT
    actor.id AS actor,
{involved_names}{statements}    claim_actor.role,
    claim.id AS claim
FROM claim_actor
JOIN actor ON actor.key = claim_actor.actor
JOIN claim ON claim.key = claim_actor.claim
ORDER BY actor.id, claim.key;

-- One row for each topic of each claim, including broader topics.
CREATE VIEW claims_by_topic AS
SELECT DISTINCT topic_tree.topic,
{statements}    claim.id AS claim, claim.key
FROM claim_topic
JOIN topic ON topic.key = claim_topic.topic
JOIN topic_tree ON topic_tree.narrower = topic.id
JOIN claim ON claim.key = claim_topic.claim
ORDER BY topic_tree.topic, claim.key;
",
        actor_names = texts("record", "name"),
        actor_descriptions = texts("record", "description"),
        topic_labels = texts("record", "label"),
        topic_definitions = texts("record", "definition"),
        article_titles = texts("record", "title"),
        involved_names = texts("actor.record", "name"),
    )
}
