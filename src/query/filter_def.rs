//! What the definition of a filter consists of, and what derives from its kind: parsing, errors, the OpenAPI schema
//! and the names of values.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use roaring::RoaringBitmap;
use serde_json::{Value as Json, json};
use utoipa::PartialSchema;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{RefOr, Required};

use super::parameter_errors::ParameterErrors;
use super::params::MAX_VALUES;
use super::value_hints::suggest_date;
use super::values::{Value, Values, Vocabulary};
use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::catalogue::{Catalogue, CatalogueRecord};
use crate::domain::claim_date::DaySpan;
use crate::domain::identifier::{ActorId, ArticleId, TopicId};
use crate::domain::language_map::LanguageMap;
use crate::domain::topic::Topic;
use crate::domain::vocabulary::VocabularyTerm;
use crate::index::ClaimIndex;
use crate::search::{self, Analyzer, Suggester};

/// The dataset that a query is parsed for: which identifiers and languages exist.
#[derive(Clone, Copy)]
pub struct QueryContext<'d> {
    pub catalogue: &'d Catalogue,
    pub index: &'d ClaimIndex,
    /// Of the languages of the dataset, by which the words of a text query are analyzed.
    pub analyzers: &'d [Analyzer],
    /// Finds the record that a name belongs to.
    pub suggester: &'d Suggester,
}

/// The definition of a filter, from which everything about it derives.
#[derive(Debug)]
pub struct FilterDef {
    /// The query parameter. With hyphens the option of `isnad export`; in messages the suffix of the keys
    /// `filter-label-` and `summary-`.
    pub name: &'static str,
    /// The description in the OpenAPI document and in `--help`.
    pub doc: &'static str,
    pub kind: FilterKind,
    /// The values of the example in the OpenAPI document.
    pub example: &'static [&'static str],
    pub condition: Condition,
}

/// The type of a filter's values.
#[derive(Debug)]
pub enum FilterKind {
    /// A full-text query.
    Text,
    /// Identifiers of claims, known or not.
    Claims,
    Actors,
    Topics,
    Articles,
    Terms(Vocabulary),
    /// A single term.
    Term(Vocabulary),
    /// The values that occur in the dataset.
    Known {
        /// The error message for another value.
        unknown: &'static str,
        /// The name of a value.
        label: fn(&str) -> LanguageMap,
        column: fn(&ClaimIndex) -> &BTreeMap<String, RoaringBitmap>,
    },
    Number {
        min: u32,
        max: u32,
    },
    Flag,
    /// A year, month or day.
    Date,
    /// The number of a release, or a day.
    ReleaseOrDay,
}

/// How a filter selects claims.
#[derive(Debug)]
pub enum Condition {
    /// In the bitmaps of any value.
    AnyOf(Postings),
    /// In the bitmaps of every value.
    AllOf(Postings),
    /// In the bitmaps of no value.
    NoneOf(Postings),
    /// Found by the full-text search.
    Text,
    /// Among those with these identifiers.
    Ids,
    /// Dated in a window; all filters with this condition together form one window.
    Window,
    /// With or without a date.
    Undated,
    /// Whether filters on actors count the parts of an actor as the actor.
    Parts,
    /// In a random sample; all filters with this condition together form one sample.
    Sample,
}

/// Adds the posting bitmaps of a value to a list. Unknown identifiers have none.
pub type Postings = for<'i> fn(&'i ClaimIndex, &Catalogue, Value<'_>, &mut Vec<&'i RoaringBitmap>);

impl FilterDef {
    /// Whether two filters form one condition.
    pub fn shares_condition_with(&self, other: &Self) -> bool {
        let same = std::mem::discriminant(&self.condition) == std::mem::discriminant(&other.condition);
        self == other || (same && matches!(self.condition, Condition::Window | Condition::Sample))
    }

    /// Validates values as typed; `None` without a value.
    pub fn parse(&self, typed: &[String], context: QueryContext, errors: &mut ParameterErrors) -> Option<Values> {
        let (name, QueryContext { index, analyzers, .. }) = (self.name, context);
        if typed.is_empty() {
            return None;
        }
        match &self.kind {
            FilterKind::Text => parse_text(name, typed, analyzers, errors),
            FilterKind::Claims => Some(Values::ids(typed)),
            FilterKind::Actors => Some(parse_ids::<Actor>(name, typed, context, errors)),
            FilterKind::Topics => Some(parse_ids::<Topic>(name, typed, context, errors)),
            FilterKind::Articles => Some(parse_ids::<Article>(name, typed, context, errors)),
            FilterKind::Terms(vocabulary) => {
                let positions =
                    errors.positions_or_suggest(name, typed, vocabulary.codes, |label| vocabulary.code_labelled(label));
                Some(Values::positions(positions))
            }
            FilterKind::Term(vocabulary) => {
                let code = errors.single(name, typed)?.to_owned();
                let terms = errors
                    .positions_or_suggest(name, &[code], vocabulary.codes, |label| vocabulary.code_labelled(label));
                (!terms.is_empty()).then_some(Values::Terms(terms))
            }
            FilterKind::Known { unknown, column, label: _ } => {
                errors.known(name, typed, column(index).keys().map(String::as_str), unknown);
                Some(Values::ids(typed))
            }
            FilterKind::Number { min, max } => errors.number(name, typed, *min, *max).map(Values::Number),
            FilterKind::Flag => errors.flag(name, typed).map(Values::Flag),
            FilterKind::Date => errors.date(name, typed).map(Values::Days),
            FilterKind::ReleaseOrDay => parse_release_or_day(name, typed, index, errors),
        }
    }

    /// The values as written in the query string, each with its label.
    pub fn labelled(&self, values: &Values, catalogue: &Catalogue) -> Vec<(String, LanguageMap)> {
        let name_of = |id: &str| match self.kind {
            FilterKind::Actors => catalogue.actors.get(id).map(|actor| &actor.name),
            FilterKind::Topics => catalogue.topics.get(id).map(|topic| &topic.label),
            FilterKind::Articles => catalogue.articles.get(id).map(|article| &article.title),
            _ => None,
        };
        let plain = |text: String| {
            let label = LanguageMap::interface(&text, &text);
            (text, label)
        };
        match (values, &self.kind) {
            (Values::Ids(ids), FilterKind::Claims) => ids.iter().cloned().map(plain).collect(),
            (Values::Ids(ids), FilterKind::Known { label, .. }) => {
                ids.iter().map(|id| (id.clone(), label(id))).collect()
            }
            (Values::Ids(ids), _) => ids.iter().filter_map(|id| Some((id.clone(), name_of(id)?.clone()))).collect(),
            (Values::Terms(terms), FilterKind::Terms(vocabulary) | FilterKind::Term(vocabulary)) => {
                terms.iter().map(|&term| (vocabulary.codes[term].to_owned(), (vocabulary.label)(term))).collect()
            }
            (Values::Terms(_), _) => vec![],
            (Values::Number(number), _) => vec![plain(number.to_string())],
            (Values::Flag(flag), _) => {
                let label =
                    if *flag { LanguageMap::interface("yes", "نعم") } else { LanguageMap::interface("no", "لا") };
                vec![(flag.to_string(), label)]
            }
            (Values::Days(span), _) => vec![plain(span.earliest.to_string())],
            (Values::Text(text), _) => vec![plain(text.typed.clone())],
        }
    }

    /// Replaces merged actors and topics by those that they were merged into, each once.
    pub fn follow_merges(&self, values: &Values, catalogue: &Catalogue) -> Values {
        let resolve = |id: &String| match self.kind {
            FilterKind::Actors => catalogue.actors.resolve(id).map(|at| catalogue.actors.all()[at].id.to_string()),
            FilterKind::Topics => catalogue.topics.resolve(id).map(|at| catalogue.topics.all()[at].id.to_string()),
            _ => None,
        };
        match values {
            Values::Ids(ids) => {
                let mut followed: Vec<String> = vec![];
                for id in ids.iter().map(|id| resolve(id).unwrap_or_else(|| id.clone())) {
                    if !followed.contains(&id) {
                        followed.push(id);
                    }
                }
                Values::Ids(followed)
            }
            other => other.clone(),
        }
    }

    /// The entry of the OpenAPI document.
    pub fn parameter(&self) -> Parameter {
        // A filter by values that not every dataset has is without an example.
        let example = (!self.example.is_empty()).then(|| self.kind.example(self.example));
        ParameterBuilder::new()
            .name(self.name)
            .parameter_in(ParameterIn::Query)
            .description(Some(self.doc))
            .required(Required::False)
            .schema(Some(self.kind.schema()))
            .example(example)
            .build()
    }
}

impl FilterKind {
    /// Whether the parameter accepts several values.
    pub const fn is_list(&self) -> bool {
        match self {
            Self::Claims | Self::Actors | Self::Topics | Self::Articles | Self::Terms(_) | Self::Known { .. } => true,
            Self::Text | Self::Term(_) | Self::Number { .. } | Self::Flag | Self::Date | Self::ReleaseOrDay => false,
        }
    }

    /// Maximum number of values.
    pub const fn max_values(&self) -> usize {
        match self {
            Self::Claims => 200,
            _ => MAX_VALUES,
        }
    }

    fn schema(&self) -> RefOr<Schema> {
        let object = |kind| ObjectBuilder::new().schema_type(SchemaType::Type(kind));
        let item = match self {
            // Also those that no claim can have are accepted.
            Self::Text | Self::Claims => object(Type::String).min_length(Some(1)).max_length(Some(500)).into(),
            Self::Actors => ActorId::schema(),
            Self::Topics => TopicId::schema(),
            Self::Articles => ArticleId::schema(),
            Self::Terms(vocabulary) | Self::Term(vocabulary) => {
                object(Type::String).enum_values(Some(vocabulary.codes.iter().copied())).into()
            }
            Self::Known { .. } => object(Type::String).into(),
            Self::Number { min, max } => object(Type::Integer)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
                .minimum(Some(*min))
                .maximum(Some(*max))
                .into(),
            Self::Flag => object(Type::Boolean).into(),
            Self::Date => object(Type::String).pattern(Some("^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")).into(),
            Self::ReleaseOrDay => {
                object(Type::String).pattern(Some("^([0-9]{1,9}|[0-9]{4}-[0-9]{2}-[0-9]{2})$")).into()
            }
        };
        if self.is_list() { ArrayBuilder::new().items(item).max_items(Some(self.max_values())).into() } else { item }
    }

    fn example(&self, values: &[&str]) -> Json {
        let first = values.first().copied().unwrap_or_default();
        match self {
            Self::Number { .. } | Self::Flag => first.parse().unwrap_or_default(),
            _ if self.is_list() => json!(values),
            _ => json!(first),
        }
    }
}

fn parse_ids<T: CatalogueRecord>(
    parameter: &str,
    typed: &[String],
    QueryContext { catalogue, suggester, .. }: QueryContext,
    errors: &mut ParameterErrors,
) -> Values {
    let (table, what) = (T::table(catalogue), T::RESOURCE.as_str());
    for id in typed.iter().filter(|id| table.get(id).is_none()) {
        let near = errors.nearest_record(id, table, suggester);
        let mut accepted = vec![format!("an identifier listed at /v1/{what}s")];
        if id.contains(',') {
            accepted.push(format!("several values as {parameter}=one&{parameter}=two, without commas"));
        }
        let accepted: Vec<&str> = accepted.iter().map(String::as_str).collect();
        errors.add(parameter, id, &format!("unknown {what}"), &accepted, near);
    }
    Values::ids(typed)
}

fn parse_release_or_day(
    parameter: &str,
    typed: &[String],
    index: &ClaimIndex,
    errors: &mut ParameterErrors,
) -> Option<Values> {
    let value = errors.single(parameter, typed)?;
    let day = |text: &str| DaySpan::parse_level_zero(text).ok().filter(|span| span.earliest == span.latest);
    if let Some(day) = day(value) {
        return Some(Values::Days(day));
    }
    let release = value.parse().ok().filter(|release| *release <= index.releases.latest());
    if release.is_none() {
        let latest = format!("the number of a release, 0 to {}", index.releases.latest());
        let accepted = [latest.as_str(), "a day such as 2026-11-27"];
        let near = suggest_date(value).filter(|near| day(near).is_some());
        errors.add(parameter, value, "is neither a release nor a day", &accepted, near);
    }
    release.map(Values::Number)
}

fn parse_text(
    parameter: &str,
    typed: &[String],
    analyzers: &[Analyzer],
    errors: &mut ParameterErrors,
) -> Option<Values> {
    let typed = errors.single(parameter, typed)?;
    let Some(query) = search::parse_query(typed, analyzers) else {
        let accepted = ["at least one word or number"];
        errors.add(parameter, typed, "contains no word to search for", &accepted, None);
        return None;
    };
    if let Some(prefix) = search::too_short_prefix(&query) {
        let accepted = format!("at least {} letters before *", search::MIN_PREFIX_LETTERS);
        errors.add(parameter, &format!("{prefix}*"), "is too short for a prefix", &[&accepted], None);
    }
    if query.term_count() > search::MAX_QUERY_TERMS {
        let accepted = format!("at most {} different words", search::MAX_QUERY_TERMS);
        errors.add(parameter, typed, "contains too many words", &[&accepted], None);
    }
    Some(Values::Text(query))
}

// Names are unique: they identify a filter in maps and in the fingerprints of cursors.
impl PartialEq for FilterDef {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for FilterDef {}

impl PartialOrd for FilterDef {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for FilterDef {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(other.name)
    }
}

impl Hash for FilterDef {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}
