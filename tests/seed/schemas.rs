//! The committed JSON Schemas equal the generated ones, and the records of the corpus are valid against them.

use std::path::Path;

use isnad::ingest::schemas;
use serde_json::Value;

/// Environment variable that makes the test write the schemas.
const UPDATE: &str = "ISNAD_UPDATE_SCHEMAS";

fn seed() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seed")
}

#[test]
fn committed_schemas_equal_the_generated_ones() {
    for (name, schema) in schemas() {
        let path = seed().join("schema").join(name);
        let generated = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os(UPDATE).is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &generated).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == generated, "{} is out of date; run `just schemas`", path.display());
    }
}

#[test]
fn every_record_of_the_corpus_is_valid_against_its_schema() {
    let [(_, dataset), (_, actor), (_, topic), (_, article), (_, claim), _] = schemas();
    let mut checked = 0;
    let mut check = |schema: &Value, text: &str| {
        let validator = jsonschema::validator_for(schema).unwrap();
        let record: Value = serde_json::from_str(text).unwrap();
        let errors: Vec<_> = validator.iter_errors(&record).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{text}: {errors:?}");
        checked += 1;
    };
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    check(&dataset, &read(&seed().join("dataset.json")));
    read(&seed().join("actors.jsonl")).lines().for_each(|line| check(&actor, line));
    read(&seed().join("topics.jsonl")).lines().for_each(|line| check(&topic, line));
    for folder in std::fs::read_dir(seed().join("articles")).unwrap() {
        let folder = folder.unwrap().path();
        check(&article, &read(&folder.join("article.json")));
        read(&folder.join("claims.jsonl")).lines().for_each(|line| check(&claim, line));
    }
    assert!(checked > 100, "only {checked} records");
}

#[test]
fn every_field_of_a_schema_has_a_description() {
    for (name, schema) in schemas() {
        let definitions = schema["$defs"].as_object().into_iter().flat_map(|definitions| definitions.values());
        for record in definitions.chain([&schema]) {
            for (field, schema) in record["properties"].as_object().into_iter().flatten() {
                assert!(schema["description"].is_string(), "{name}: {field}");
            }
        }
    }
}
