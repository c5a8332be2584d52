//! Every filter of the claim routes, defined once. Its query parameter, OpenAPI entry, option of `isnad export`, part of
//! the query summary, label, suggestion for empty results, bitmaps and random queries for tests derive from here.

use roaring::RoaringBitmap;

use super::filter_def::{Condition, FilterDef, FilterKind, Postings};
use super::values::{Value, Vocabulary};
use crate::domain::catalogue::{CatalogueRecord, Table};
use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::{
    ActorKind, Certainty, ClaimKind, DateField, DateMatch, EvidenceFilter, RelationKind, Role, Speech,
};
use crate::i18n::language_label;

macro_rules! filters {
    ($($id:ident => $definition:expr,)+) => {
        $(pub static $id: FilterDef = $definition;)+

        /// All filters, in the order of the documentation.
        pub static FILTERS: &[&FilterDef] = &[$(&$id),+];
    };
}

const ASSERTED_BY_POSTINGS: Postings = |index, catalogue, id, found| {
    found.extend(ordinal(&catalogue.actors, id).map(|actor| &index.roles[Role::Asserter as usize][actor]));
};

const ABOUT_POSTINGS: Postings = |index, catalogue, id, found| {
    let Some(actor) = ordinal(&catalogue.actors, id) else { return };
    found.extend([Role::Subject, Role::Target].map(|role| &index.roles[role as usize][actor]));
};

filters! {
    Q => FilterDef {
        name: "q",
        doc: "Contains these words, in any language of the dataset, in its statements, evidence, names of actors or \
              labels of topics. Every word must occur, in any spelling or inflection; `\"a phrase\"` must occur as it is; `-word` \
              must not occur; `prefix*` stands for all words that begin so; of `one OR other` one must occur. Particles such as \
              `the` are left out beside other words.",
        kind: FilterKind::Text,
        example: &["chips"],
        condition: Condition::Text,
    },
    ID => FilterDef {
        name: "id",
        doc: "Is one of these claims, at most 200. An unknown identifier is no error: `missing` lists it, and `withdrawn` that of a withdrawn claim.",
        kind: FilterKind::Claims,
        example: &["us-china-ai-dominance-2025-055"],
        condition: Condition::Ids,
    },
    ACTOR => FilterDef {
        name: "actor",
        doc: "Involves any of these actors, in any role.",
        kind: FilterKind::Actors,
        example: &["nvidia"],
        condition: Condition::AnyOf(|index, catalogue, id, found| {
            found.extend(ordinal(&catalogue.actors, id).map(|actor| &index.actors[actor]));
        }),
    },
    ASSERTED_BY => FilterDef {
        name: "asserted_by",
        doc: "Is asserted by any of these actors.",
        kind: FilterKind::Actors,
        example: &["financial-times"],
        condition: Condition::AnyOf(ASSERTED_BY_POSTINGS),
    },
    ABOUT => FilterDef {
        name: "about",
        doc: "Has any of these actors as its subject or target.",
        kind: FilterKind::Actors,
        example: &["huawei"],
        condition: Condition::AnyOf(ABOUT_POSTINGS),
    },
    ALL_ACTORS => FilterDef {
        name: "all_actors",
        doc: "Involves every one of these actors, each in any role.",
        kind: FilterKind::Actors,
        example: &["china", "united-states"],
        condition: Condition::AllOf(|index, catalogue, id, found| {
            found.extend(ordinal(&catalogue.actors, id).map(|actor| &index.actors[actor]));
        }),
    },
    INCLUDE_PARTS => FilterDef {
        name: "include_parts",
        doc: "Whether `actor`, `asserted_by`, `about` and `all_actors` count the parts of an actor, at all levels, as the \
              actor: a ministry as its country.",
        kind: FilterKind::Flag,
        example: &["true"],
        condition: Condition::Parts,
    },
    TOPIC => FilterDef {
        name: "topic",
        doc: "Has any of these topics or a narrower one.",
        kind: FilterKind::Topics,
        example: &["export-controls"],
        condition: Condition::AnyOf(|index, catalogue, id, found| {
            found.extend(ordinal(&catalogue.topics, id).map(|topic| &index.topics[topic]));
        }),
    },
    ARTICLE => FilterDef {
        name: "article",
        doc: "Is drawn from any of these articles.",
        kind: FilterKind::Articles,
        example: &["us-china-ai-dominance-2025"],
        condition: Condition::AnyOf(|index, catalogue, id, found| {
            found.extend(ordinal(&catalogue.articles, id).map(|article| &index.articles[article]));
        }),
    },
    KIND => FilterDef {
        name: "kind",
        doc: "Is of any of these kinds.",
        kind: FilterKind::Terms(Vocabulary::new::<ClaimKind>()),
        example: &["statement"],
        condition: Condition::AnyOf(|index, _, kind, found| found.extend(term(&index.kinds, kind))),
    },
    CERTAINTY => FilterDef {
        name: "certainty",
        doc: "Has any of these certainties: how firmly the asserter commits to it.",
        kind: FilterKind::Terms(Vocabulary::new::<Certainty>()),
        example: &["hedged"],
        condition: Condition::AnyOf(|index, _, certainty, found| found.extend(term(&index.certainties, certainty))),
    },
    SPEECH => FilterDef {
        name: "speech",
        doc: "Gives the asserter's words in any of these ways.",
        kind: FilterKind::Terms(Vocabulary::new::<Speech>()),
        example: &["direct"],
        condition: Condition::AnyOf(|index, _, speech, found| found.extend(term(&index.speeches, speech))),
    },
    RELATION => FilterDef {
        name: "relation",
        doc: "Has a relation of any of these kinds to another claim, or another claim has one to it.",
        kind: FilterKind::Terms(Vocabulary::new::<RelationKind>()),
        example: &["contradicts"],
        condition: Condition::AnyOf(|index, _, kind, found| found.extend(term(&index.relations, kind))),
    },
    HAS_REVIEW => FilterDef {
        name: "has_review",
        doc: "Whether a fact-checker has reviewed it.",
        kind: FilterKind::Flag,
        example: &["true"],
        condition: Condition::AnyOf(|index, _, flag, found| found.extend(flagged(&index.reviewed, flag))),
    },
    HAS_TRANSLATION_NOTE => FilterDef {
        name: "has_translation_note",
        doc: "Whether it has a note on misleading words.",
        kind: FilterKind::Flag,
        example: &["true"],
        condition: Condition::AnyOf(|index, _, flag, found| found.extend(flagged(&index.with_note, flag))),
    },
    ORIGIN => FilterDef {
        name: "origin",
        doc: "Was imported from any of these sources.",
        kind: FilterKind::Known { unknown: "no claim has this origin", label: same_label, column: |index| &index.origins },
        example: &[],
        condition: Condition::AnyOf(|index, _, source, found| {
            found.extend(id_of(source).and_then(|source| index.origins.get(source)));
        }),
    },
    PUBLISHER => FilterDef {
        name: "publisher",
        doc: "Is drawn from an article of any of these publishers, as the articles name them.",
        kind: FilterKind::Known { unknown: "no article has this publisher", label: same_label, column: |index| &index.publishers },
        example: &[],
        condition: Condition::AnyOf(|index, _, name, found| {
            found.extend(id_of(name).and_then(|name| index.publishers.get(name)));
        }),
    },
    ACTOR_KIND => FilterDef {
        name: "actor_kind",
        doc: "Involves an actor of any of these kinds.",
        kind: FilterKind::Terms(Vocabulary::new::<ActorKind>()),
        example: &["company"],
        condition: Condition::AnyOf(|index, _, kind, found| found.extend(term(&index.actor_kinds, kind))),
    },
    LANGUAGE => FilterDef {
        name: "language",
        doc: "Has evidence in any of these languages (BCP 47 tags).",
        kind: FilterKind::Known { unknown: "no evidence is in this language", label: language_label, column: |index| &index.languages },
        example: &["ar"],
        condition: Condition::AnyOf(|index, _, tag, found| {
            found.extend(id_of(tag).and_then(|tag| index.languages.get(tag)));
        }),
    },
    STATEMENT_LANGUAGE => FilterDef {
        name: "statement_language",
        doc: "Has its statement in any of these languages (BCP 47 tags).",
        kind: FilterKind::Known { unknown: "no statement is in this language", label: language_label, column: |index| &index.statement_languages },
        example: &["ar"],
        condition: Condition::AnyOf(|index, _, tag, found| {
            found.extend(id_of(tag).and_then(|tag| index.statement_languages.get(tag)));
        }),
    },
    EVIDENCE_STATUS => FilterDef {
        name: "evidence_status",
        doc: "Has evidence with any of these statuses, or `none` at all.",
        kind: FilterKind::Terms(Vocabulary::new::<EvidenceFilter>()),
        example: &["recorded"],
        condition: Condition::AnyOf(|index, _, status, found| found.extend(term(&index.evidence, status))),
    },
    SALIENCE_MIN => FilterDef {
        name: "salience_min",
        doc: "Has at least this salience: 1 a detail, 2 a step of the argument, 3 central.",
        kind: FilterKind::Number { min: 1, max: 3 },
        example: &["2"],
        condition: Condition::AnyOf(|index, _, level, found| match level {
            Value::Number(level @ 2..) => found.extend(index.saliences.iter().skip(level as usize - 1)),
            _ => found.push(index.all()),
        }),
    },
    CHANGED_SINCE => FilterDef {
        name: "changed_since",
        doc: "Was added or modified after this release, given by its number, or in a release after this day.",
        kind: FilterKind::ReleaseOrDay,
        example: &["0"],
        condition: Condition::AnyOf(|index, _, since, found| match since {
            Value::Number(release) => found.extend(index.releases.changed_since(release)),
            Value::Day(day) => found.extend(index.releases.changed_after(day)),
            Value::Id(_) | Value::Term(_) | Value::Flag(_) => {}
        }),
    },
    NOT_ACTOR => FilterDef {
        name: "not_actor",
        doc: "Involves none of these actors.",
        kind: FilterKind::Actors,
        example: &["tesla"],
        condition: Condition::NoneOf(|index, catalogue, id, found| {
            found.extend(ordinal(&catalogue.actors, id).map(|actor| &index.actors[actor]));
        }),
    },
    NOT_ASSERTED_BY => FilterDef {
        name: "not_asserted_by",
        doc: "Is asserted by none of these actors.",
        kind: FilterKind::Actors,
        example: &["financial-times"],
        condition: Condition::NoneOf(ASSERTED_BY_POSTINGS),
    },
    NOT_ABOUT => FilterDef {
        name: "not_about",
        doc: "Has none of these actors as its subject or target.",
        kind: FilterKind::Actors,
        example: &["huawei"],
        condition: Condition::NoneOf(ABOUT_POSTINGS),
    },
    NOT_TOPIC => FilterDef {
        name: "not_topic",
        doc: "Has none of these topics, nor a narrower one.",
        kind: FilterKind::Topics,
        example: &["trade-policy"],
        condition: Condition::NoneOf(|index, catalogue, id, found| {
            found.extend(ordinal(&catalogue.topics, id).map(|topic| &index.topics[topic]));
        }),
    },
    NOT_KIND => FilterDef {
        name: "not_kind",
        doc: "Is of none of these kinds.",
        kind: FilterKind::Terms(Vocabulary::new::<ClaimKind>()),
        example: &["prediction"],
        condition: Condition::NoneOf(|index, _, kind, found| found.extend(term(&index.kinds, kind))),
    },
    DATE_FROM => FilterDef {
        name: "date_from",
        doc: "The first day of the window: `2025`, `2025-07` or `2025-07-23` (EDTF level 0), each of which stands for its \
              whole span.",
        kind: FilterKind::Date,
        example: &["2025-07"],
        condition: Condition::Window,
    },
    DATE_TO => FilterDef {
        name: "date_to",
        doc: "The last day of the window, in the same form.",
        kind: FilterKind::Date,
        example: &["2025-07-31"],
        condition: Condition::Window,
    },
    DATE_MATCH => FilterDef {
        name: "date_match",
        doc: "Whether the days of a claim `overlap` the window (the default), lie `within` it or `contains` it. For \
              `contains`, one of the two dates alone is the whole window.",
        kind: FilterKind::Term(Vocabulary::new::<DateMatch>()),
        example: &["overlap"],
        condition: Condition::Window,
    },
    DATE_FIELD => FilterDef {
        name: "date_field",
        doc: "The date that is compared: `event` (the default), when what is claimed happens or holds, `asserted`, when \
              the asserter said it, or `published`, the article's date.",
        kind: FilterKind::Term(Vocabulary::new::<DateField>()),
        example: &["event"],
        condition: Condition::Window,
    },
    INCLUDE_UNDATED => FilterDef {
        name: "include_undated",
        doc: "Whether claims without the date are included. By default a window excludes them, and `undated_excluded` \
              gives their number.",
        kind: FilterKind::Flag,
        example: &["true"],
        condition: Condition::Undated,
    },
    SAMPLE => FilterDef {
        name: "sample",
        doc: "Is in a random sample of this size of all matches; the same seed draws the same sample.",
        kind: FilterKind::Number { min: 1, max: 10_000 },
        example: &["10"],
        condition: Condition::Sample,
    },
    SAMPLE_SEED => FilterDef {
        name: "sample_seed",
        doc: "Selects one of the possible samples; 0 by default.",
        kind: FilterKind::Number { min: 0, max: i32::MAX.cast_unsigned() },
        example: &["7"],
        condition: Condition::Sample,
    },
}

/// The label of a value that is its own name in every language.
fn same_label(name: &str) -> LanguageMap {
    LanguageMap::interface(name, name)
}

fn id_of(value: Value<'_>) -> Option<&str> {
    match value {
        Value::Id(id) => Some(id),
        Value::Term(_) | Value::Number(_) | Value::Flag(_) | Value::Day(_) => None,
    }
}

fn ordinal<T: CatalogueRecord>(table: &Table<T>, id: Value) -> Option<usize> {
    table.resolve(id_of(id)?)
}

fn term<'i>(bitmaps: &'i [RoaringBitmap], value: Value) -> Option<&'i RoaringBitmap> {
    match value {
        Value::Term(position) => bitmaps.get(position),
        Value::Id(_) | Value::Number(_) | Value::Flag(_) | Value::Day(_) => None,
    }
}

/// The bitmap of the claims without or with a property.
fn flagged<'i>(bitmaps: &'i [RoaringBitmap], value: Value) -> Option<&'i RoaringBitmap> {
    match value {
        Value::Flag(flag) => bitmaps.get(usize::from(flag)),
        Value::Id(_) | Value::Term(_) | Value::Number(_) | Value::Day(_) => None,
    }
}
