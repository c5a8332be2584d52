//! The message files: the same keys and variables in every language, each key used, each code and filter with a message.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use isnad::domain::vocabulary::{EvidenceStatus, RelationKind, VocabularyTerm};
use isnad::formats::claim_columns;
use isnad::http::problem::ErrorCode;
use isnad::i18n::Locale;
use isnad::query::filters::FILTERS;
use isnad::query::sorts::SORTS;
use isnad::query::{Condition, FilterDef};

/// The messages of a language: the variables of each key.
fn messages(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("messages/{}.ftl", locale.tag()));
    let resource = fluent_syntax::parser::parse(std::fs::read_to_string(path).unwrap()).unwrap();
    let mut messages = BTreeMap::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else { continue };
        let mut variables = BTreeSet::new();
        collect_variables(&message.value.expect("a message has a value"), &mut variables);
        assert!(messages.insert(message.id.name.clone(), variables).is_none(), "{} is defined twice", message.id.name);
    }
    assert!(messages.len() > 200, "{} messages", messages.len());
    messages
}

fn collect_variables(pattern: &Pattern<String>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { .. } => {}
            PatternElement::Placeable { expression: Expression::Inline(inline) } => collect_variable(inline, variables),
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                // Fluent's own plural selection is wrong for Arabic: numbers are selected by PLURAL.
                let is_number = matches!(selector, InlineExpression::VariableReference { id } if id.name == "count");
                assert!(!is_number, "select on PLURAL($count)");
                collect_variable(selector, variables);
                for variant in variants {
                    collect_variables(&variant.value, variables);
                }
            }
        }
    }
}

fn collect_variable(inline: &InlineExpression<String>, variables: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            variables.insert(id.name.clone());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| collect_variable(argument, variables));
        }
        InlineExpression::StringLiteral { .. } => {}
        other => panic!("messages use text, variables and functions only, not {other:?}"),
    }
}

/// The keys that the code builds from names of filters, sorts, error codes, relations and months.
fn built_keys() -> BTreeSet<String> {
    let labels = FILTERS.iter().map(|filter| format!("filter-label-{}", filter.name));
    // A window has one phrase; a seed has none.
    let has_phrase =
        |filter: &&&FilterDef| !matches!(filter.condition, Condition::Window) && filter.name != "sample_seed";
    let phrases = FILTERS.iter().filter(has_phrase).map(|filter| format!("summary-{}", filter.name));
    let sorts = SORTS.iter().flat_map(|sort| ["sort", "summary-sort"].map(|of| format!("{of}-{}", sort.message_key())));
    let errors =
        ErrorCode::ALL.iter().flat_map(|code| ["title", "help"].map(|part| format!("error-{}-{part}", code.code())));
    let relations = RelationKind::ALL
        .iter()
        .flat_map(|kind| ["incoming", "outgoing"].map(|side| format!("relation-{}-{side}", kind.as_str())));
    let statuses = EvidenceStatus::ALL.iter().map(|status| format!("evidence-{}", status.as_str()));
    let statuses = statuses.flat_map(|key| [format!("{key}-title"), key]);
    let quotes = EvidenceStatus::ALL.iter().map(|status| status.as_str());
    let quotes = quotes.flat_map(|status| [format!("quote-{status}"), format!("all-quotes-{status}")]);
    let months = (1..=12).map(|month| format!("month-{month}"));
    let salience = (1..=3).map(|salience| format!("salience-{salience}"));
    // Neither can differ between releases.
    let fields = claim_columns(&["en".to_owned()]).into_iter().map(|column| column.field);
    let fields = fields.filter(|field| !["id", "revision"].contains(field)).map(|field| format!("field-{field}"));
    let named = labels.chain(phrases).chain(errors).chain(relations).chain(sorts).chain(fields);
    named.chain(months).chain(salience).chain(statuses).chain(quotes).collect()
}

fn read_files(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_files(&path, text);
        } else {
            text.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_language_has_the_same_messages_with_the_same_variables() {
    let english = messages(Locale::English);
    for &locale in Locale::ALL {
        assert_eq!(messages(locale), english, "{}", locale.tag());
    }
}

#[test]
fn every_filter_error_code_and_relation_has_its_messages() {
    let english = messages(Locale::English);
    let missing: Vec<_> = built_keys().into_iter().filter(|key| !english.contains_key(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_message_is_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    for folder in ["src", "templates"] {
        read_files(&root.join(folder), &mut sources);
    }
    let built = built_keys();
    let is_language = |key: &str| key.strip_prefix("language-").is_some_and(|tag| tag.len() == 2);
    let is_used = |key: &String| built.contains(key) || is_language(key) || sources.contains(&format!("\"{key}\""));
    let unused: Vec<_> = messages(Locale::English).into_keys().filter(|key| !is_used(key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn every_message_that_code_and_templates_name_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    for folder in ["src/web", "src/i18n", "src/http", "src/curate", "templates"] {
        read_files(&root.join(folder), &mut sources);
    }
    let english = messages(Locale::English);
    let named = sources.split("text(\"").skip(1).chain(sources.split("format(\"").skip(1));
    let named: BTreeSet<&str> = named.map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(named.len() > 100, "{}", named.len());
    let missing: Vec<_> =
        named.into_iter().filter(|key| !english.contains_key(*key) && *key != "claim-cuont").collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn texts_are_written_in_the_script_of_their_language() {
    let is_arabic = |text: &str| text.chars().any(|c| ('\u{0600}'..='\u{06FF}').contains(&c));
    for key in messages(Locale::English).keys().filter(|key| *key != "language-own-name") {
        if let (Some(en), Some(ar)) = (Locale::English.find(key), Locale::Arabic.find(key)) {
            assert!(!is_arabic(en) && is_arabic(ar), "{key}: {en}, {ar}");
        }
    }
}
