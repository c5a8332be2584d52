//! The parameters of the claim routes: as typed, documented here once, and what they mean.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::domain::catalogue::{Catalogue, HasId, Table};
use crate::domain::claim_date::{DaySpan, InvalidDate};
use crate::domain::identifier::{ActorId, ArticleId, TopicId};
use crate::domain::vocabulary::{
    ActorKind, Certainty, ClaimKind, ClaimSort, DateField, DateMatch, EvidenceStatus, VocabularyTerm,
};
use crate::http::params::{ParameterErrors, parameters};
use crate::query::filter::{ClaimFilter, DateWindow, Sample};
use crate::query::text_query::TextQuery;
use crate::search;

/// Claims on a page unless the query says otherwise.
pub const DEFAULT_LIMIT: u32 = 20;

/// The most claims on a page.
pub const MAX_LIMIT: u32 = 200;

/// The most claims of a sample.
const MAX_SAMPLE: u32 = 10_000;

/// Which claims. Repeat a parameter for alternatives; different parameters have to hold together.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct FilterParams {
    /// Holds these words, in Arabic or English: in its statements, evidence, names of actors or labels of topics. Every
    /// word has to occur, in any spelling or inflection; `"a phrase"` as it stands; `-word` must not.
    #[param(value_type = Option<String>, min_length = 1, max_length = 500, example = "chips")]
    q: Vec<String>,
    /// Involves any of these actors, in any role.
    #[param(inline, value_type = Vec<ActorId>, example = json!(["nvidia"]))]
    actor: Vec<String>,
    /// Is asserted by any of these actors.
    #[param(inline, value_type = Vec<ActorId>, example = json!(["financial-times"]))]
    asserted_by: Vec<String>,
    /// Has any of these actors as its subject or target.
    #[param(inline, value_type = Vec<ActorId>, example = json!(["huawei"]))]
    about: Vec<String>,
    /// Involves every one of these actors, each in any role.
    #[param(inline, value_type = Vec<ActorId>, example = json!(["china", "united-states"]))]
    all_actors: Vec<String>,
    /// Has any of these topics or a narrower one.
    #[param(inline, value_type = Vec<TopicId>, example = json!(["export-controls"]))]
    topic: Vec<String>,
    /// Is drawn from any of these articles.
    #[param(inline, value_type = Vec<ArticleId>, example = json!(["us-china-ai-dominance-2025"]))]
    article: Vec<String>,
    /// Is of any of these kinds.
    #[param(inline, value_type = Vec<ClaimKind>, example = json!(["statement"]))]
    kind: Vec<String>,
    /// Is committed to this firmly.
    #[param(inline, value_type = Vec<Certainty>, example = json!(["hedged"]))]
    certainty: Vec<String>,
    /// Involves an actor of any of these kinds.
    #[param(inline, value_type = Vec<ActorKind>, example = json!(["company"]))]
    actor_kind: Vec<String>,
    /// Has evidence in any of these languages (BCP 47 tags).
    #[param(value_type = Vec<String>, example = json!(["ar"]))]
    language: Vec<String>,
    /// Has evidence of any of these statuses.
    #[param(inline, value_type = Vec<EvidenceStatus>, example = json!(["recorded"]))]
    evidence_status: Vec<String>,
    /// Has at least this salience: 1 a detail, 2 a step of the argument, 3 central.
    #[param(value_type = Option<i32>, minimum = 1, maximum = 3, example = 2)]
    salience_min: Vec<String>,
    /// Involves none of these actors.
    #[param(inline, value_type = Vec<ActorId>, example = json!(["tesla"]))]
    not_actor: Vec<String>,
    /// Has none of these topics, nor a narrower one.
    #[param(inline, value_type = Vec<TopicId>, example = json!(["trade-policy"]))]
    not_topic: Vec<String>,
    /// Is of none of these kinds.
    #[param(inline, value_type = Vec<ClaimKind>, example = json!(["prediction"]))]
    not_kind: Vec<String>,
    /// First day of the window, included: `2025`, `2025-07` or `2025-07-23` (EDTF level 0), each standing for its whole
    /// span.
    #[param(value_type = Option<String>, pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", example = "2025-07")]
    date_from: Vec<String>,
    /// Last day of the window, included, in the same form.
    #[param(value_type = Option<String>, pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", example = "2025-07-31")]
    date_to: Vec<String>,
    /// How a claim's days lie to the window: `overlap` (the default), `within` it, or `contains` it; for `contains`, one
    /// of the two dates alone is the whole window.
    #[param(inline, value_type = Option<DateMatch>, example = "overlap")]
    date_match: Vec<String>,
    /// The date that is compared: `event` (the default), when what is claimed happens or holds, or `published`, the
    /// article's date.
    #[param(inline, value_type = Option<DateField>, example = "event")]
    date_field: Vec<String>,
    /// Whether claims without a date stay. By default they leave when the claim date is asked about, and
    /// `undated_excluded` tells how many.
    #[param(value_type = Option<bool>, example = true)]
    include_undated: Vec<String>,
    /// Only a random sample of this size of all that would match; the same seed draws the same sample.
    #[param(value_type = Option<i32>, minimum = 1, maximum = 10000, example = 10)]
    sample: Vec<String>,
    /// Which of the possible samples is drawn; 0 unless given.
    #[param(value_type = Option<i32>, minimum = 0, maximum = 2_147_483_647, example = 7)]
    sample_seed: Vec<String>,
}

/// Whether matches are marked.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct HighlightParams {
    /// With `q`: whether each claim tells in `highlights` where the words stand.
    #[param(value_type = Option<bool>, example = true)]
    highlight: Vec<String>,
}

/// In which order.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct SortParams {
    /// The order: by `date` (oldest first), `-date` (newest first, the default), `salience`, `-salience`, `id`, or
    /// `relevance`, with `q` only and then the default. Claims without a date come last in both orders by date.
    #[param(inline, value_type = Option<ClaimSort>, example = "-date")]
    sort: Vec<String>,
}

/// How many claims.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct LimitParams {
    /// The most claims.
    #[param(value_type = Option<i32>, minimum = 1, maximum = 200, default = 20, example = 20)]
    limit: Vec<String>,
}

/// Which page.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct PageParams {
    /// Claims on a page.
    #[param(value_type = Option<i32>, minimum = 1, maximum = 200, default = 20, example = 20)]
    limit: Vec<String>,
    /// `page.next_cursor` of the page before; it belongs to the same query and order.
    #[param(value_type = Option<String>, pattern = "^[A-Za-z0-9_-]+$", max_length = 500)]
    cursor: Vec<String>,
}

parameters!(FilterParams, HighlightParams, SortParams, LimitParams, PageParams);

/// Which page is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// The most claims on it.
    pub limit: u32,
    /// Where it starts, as the client gave it.
    pub cursor: Option<String>,
}

impl FilterParams {
    /// Which date the query is about, as far as it says so rightly.
    pub fn date_field(&self) -> Option<DateField> {
        DateField::parse(self.date_field.first()?).ok()
    }

    /// What the parameters mean in this dataset.
    pub fn resolve(&self, catalogue: &Catalogue, languages: &[&str], faults: &mut ParameterErrors) -> ClaimFilter {
        let Self {
            q,
            actor,
            asserted_by,
            about,
            all_actors,
            topic,
            article,
            kind,
            certainty,
            actor_kind,
            language,
            evidence_status,
            salience_min,
            not_actor,
            not_topic,
            not_kind,
            date_from,
            date_to,
            date_match,
            date_field,
            include_undated,
            sample,
            sample_seed,
        } = self;
        let mut actors =
            |parameter, ids: &[String]| -> Vec<ActorId> { known(parameter, "actor", ids, &catalogue.actors, faults) };
        let (actor, asserted_by) = (actors("actor", actor), actors("asserted_by", asserted_by));
        let (about, all_actors) = (actors("about", about), actors("all_actors", all_actors));
        let not_actor = actors("not_actor", not_actor);
        let topic: Vec<TopicId> = known("topic", "topic", topic, &catalogue.topics, faults);
        let not_topic: Vec<TopicId> = known("not_topic", "topic", not_topic, &catalogue.topics, faults);
        let article: Vec<ArticleId> = known("article", "article", article, &catalogue.articles, faults);
        ClaimFilter {
            actor,
            asserted_by,
            about,
            all_actors,
            topic,
            article,
            kind: faults.terms("kind", kind),
            certainty: faults.terms("certainty", certainty),
            actor_kind: faults.terms("actor_kind", actor_kind),
            language: known_languages(language, languages, faults),
            evidence_status: faults.terms("evidence_status", evidence_status),
            salience_min: faults.number("salience_min", salience_min, 1, 3).and_then(|least| u8::try_from(least).ok()),
            not_actor,
            not_topic,
            not_kind: faults.terms("not_kind", not_kind),
            text: text_query(q, faults),
            window: window(date_from, date_to, date_match, date_field, faults),
            include_undated: faults.flag("include_undated", include_undated),
            sample: resolve_sample(sample, sample_seed, faults),
        }
    }
}

impl SortParams {
    /// What the parameter means.
    pub fn resolve(&self, filter: &ClaimFilter, faults: &mut ParameterErrors) -> ClaimSort {
        let searches = filter.text.is_some();
        let sort = faults.term("sort", &self.sort);
        if sort == Some(ClaimSort::Relevance) && !searches {
            let accepted: Vec<&str> = ClaimSort::CODES.iter().copied().filter(|code| *code != "relevance").collect();
            faults.add("sort", "relevance", "needs a text query, q", &accepted, None);
        }
        sort.unwrap_or(if searches { ClaimSort::Relevance } else { ClaimSort::DateDescending })
    }
}

impl HighlightParams {
    /// What the parameter means.
    pub fn resolve(&self, faults: &mut ParameterErrors) -> bool {
        faults.flag("highlight", &self.highlight).unwrap_or(false)
    }
}

impl LimitParams {
    /// What the parameter means.
    pub fn resolve(&self, faults: &mut ParameterErrors) -> u32 {
        faults.number("limit", &self.limit, 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT)
    }
}

impl PageParams {
    /// What the parameters mean.
    pub fn resolve(&self, faults: &mut ParameterErrors) -> PageRequest {
        let Self { limit, cursor } = self;
        PageRequest {
            limit: faults.number("limit", limit, 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT),
            cursor: faults.single("cursor", cursor).map(str::to_owned),
        }
    }
}

/// The identifiers that the dataset knows, in order and each once.
fn known<T: HasId<Id: Clone>>(
    parameter: &str,
    what: &str,
    typed: &[String],
    register: &Table<T>,
    faults: &mut ParameterErrors,
) -> Vec<T::Id> {
    let mut ids = Vec::with_capacity(typed.len());
    for id in typed {
        if let Some(record) = register.get(id) {
            ids.push(record.id().clone());
        } else {
            let near = faults.nearest_id(id, register);
            let mut accepted = vec![format!("an identifier listed at /v1/{what}s")];
            if id.contains(',') {
                accepted.push(format!("several as {parameter}=one&{parameter}=two, without commas"));
            }
            let accepted: Vec<&str> = accepted.iter().map(String::as_str).collect();
            faults.add(parameter, id, &format!("there is no such {what}"), &accepted, near);
        }
    }
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn text_query(typed: &[String], faults: &mut ParameterErrors) -> Option<TextQuery> {
    let typed = faults.single("q", typed)?;
    let query = search::parse_query(typed);
    if query.is_none() {
        let accepted = ["at least one word or number that carries a meaning of its own"];
        faults.add("q", typed, "holds no word to search for", &accepted, None);
    }
    if query.as_ref().is_some_and(|query| search::term_count(query) > search::MAX_QUERY_TERMS) {
        let accepted = format!("at most {} different words", search::MAX_QUERY_TERMS);
        faults.add("q", typed, "holds too many words", &[&accepted], None);
    }
    query
}

fn resolve_sample(size: &[String], seed: &[String], faults: &mut ParameterErrors) -> Option<Sample> {
    let size = faults.number("sample", size, 1, MAX_SAMPLE);
    let seed = faults.number("sample_seed", seed, 0, i32::MAX.cast_unsigned()).unwrap_or(0);
    size.map(|size| Sample { size, seed })
}

fn known_languages(typed: &[String], known: &[&str], faults: &mut ParameterErrors) -> Vec<String> {
    for tag in typed.iter().filter(|tag| !known.contains(&tag.as_str())) {
        let near = faults.nearest(tag, known.iter().copied());
        faults.add("language", tag, "no evidence is in this language", known, near);
    }
    let mut tags = typed.to_vec();
    tags.sort_unstable();
    tags.dedup();
    tags
}

fn window(
    date_from: &[String],
    date_to: &[String],
    date_match: &[String],
    date_field: &[String],
    faults: &mut ParameterErrors,
) -> Option<DateWindow> {
    let relation = faults.term("date_match", date_match).unwrap_or(DateMatch::Overlap);
    let field = faults.term("date_field", date_field).unwrap_or(DateField::Event);
    let from = day_span("date_from", date_from, faults);
    let to = day_span("date_to", date_to, faults);
    if let (Some(first), Some(last)) = (from, to)
        && first.earliest > last.latest
    {
        let accepted = format!("a date that is not after date_to, {}", date_to[0]);
        faults.add("date_from", &date_from[0], "is after date_to", &[&accepted], None);
    }
    DateWindow::new(field, relation, from, to)
}

fn day_span(parameter: &str, values: &[String], faults: &mut ParameterErrors) -> Option<DaySpan> {
    let value = faults.single(parameter, values)?;
    match DaySpan::parse_level_zero(value) {
        Ok(span) => Some(span),
        Err(error) => {
            let forms = ["a year such as 2025", "a month such as 2025-07", "a day such as 2025-07-23"];
            let message = match error {
                InvalidDate::Range => error.to_string(),
                _ => "is no year, month or day of the calendar".to_owned(),
            };
            faults.add(parameter, value, &message, &forms, None);
            None
        }
    }
}
