//! Matches over time.

use actix_web::{HttpRequest, HttpResponse, get};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::export::name_file;
use crate::domain::language_map::LanguageMap;
use crate::domain::period::Bucket;
use crate::domain::vocabulary::{DateField, TimelineInterval, VocabularyTerm};
use crate::formats::{CsvWriter, Format, columns, day, in_language, text};
use crate::http::conditional;
use crate::http::counts::{Counts, add_undated_count};
use crate::http::problem::ApiError;
use crate::http::query_summary::{AppliedQuery, describe_query};
use crate::http::request_extensions::record_match_count;
use crate::http::state::State;
use crate::i18n::{Locale, period_label};
use crate::query::ClaimQuery;
use crate::query::ParameterErrors;
use crate::query::claim_params::FilterParams;
use crate::query::export_params::ExcelParams;
use crate::query::params::{Params, parameters};
use crate::query::sorts::OLDEST;
use crate::store::{Cost, Dataset, DatasetReader, TimelineRequest};

/// The largest number of buckets in one response.
const MAX_BUCKETS: u32 = 5_000;

/// Parameters of the timeline.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct TimelineParams {
    /// Width of a bucket: `day`, `week` (Monday to Sunday), `month` (the default) or `year`.
    #[param(inline, value_type = Option<TimelineInterval>, example = "month")]
    interval: Vec<String>,
}

parameters!(TimelineParams);

/// Matches over time.
#[derive(Debug, Serialize, ToSchema)]
pub struct Timeline {
    /// Buckets from `date_from` to `date_to`, or from the first to the last period that a match touches, empty ones
    /// included.
    data: Vec<TimelineBucket>,
    /// Width of a bucket.
    #[schema(value_type = String, example = "month")]
    interval: TimelineInterval,
    /// Number of matching claims. A claim counts in every bucket that its date touches, so the buckets may add up to more.
    #[schema(value_type = i64, minimum = 0, example = 160)]
    total: u64,
    /// Number of matches without a date, which are in no bucket.
    #[schema(value_type = i64, minimum = 0, example = 103)]
    undated: u64,
    /// Number of claims that match all filters but have no date, and were left out because of a date filter.
    #[schema(value_type = i64, minimum = 0, example = 0)]
    undated_excluded: u64,
    /// The values of `id` that no claim has or had; left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, example = json!(["us-china-ai-dominance-2025-999"]))]
    missing: Vec<String>,
    /// The values of `id` that are withdrawn claims; left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, example = json!(["us-china-ai-dominance-2025-998"]))]
    withdrawn: Vec<String>,
    /// How the server understood the query.
    query: AppliedQuery,
}

/// A period of the timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineBucket {
    /// The period in ISO 8601: `2025`, `2025-07`, `2025-W30` or `2025-07-23`.
    #[schema(example = "2025-07")]
    id: String,
    /// Its name.
    label: LanguageMap,
    /// First day.
    #[schema(value_type = String, format = Date, example = "2025-07-01")]
    earliest: Date,
    /// Last day, included.
    #[schema(value_type = String, format = Date, example = "2025-07-31")]
    latest: Date,
    /// Number of matches that touch it.
    #[schema(value_type = i64, minimum = 0, example = 13)]
    count: u64,
}

columns! {
    fn bucket_columns for TimelineBucket;
    id: "id" Text "The period in ISO 8601." One |bucket| text(&bucket.id);
    label: "label" Text "Name of the period" Language |bucket, language| in_language(&bucket.label, language);
    earliest: "earliest" Day "First day." One |bucket| day(bucket.earliest);
    latest: "latest" Day "Last day, included." One |bucket| day(bucket.latest);
    count: "count" Integer "Number of matches that touch it." One |bucket| bucket.count.into();
}

/// Count claims over time
///
/// Number of matches per day, week, month or year. `date_field=published` counts the articles' dates.
#[utoipa::path(
    operation_id = "getClaimsTimeline",
    tag = "claims",
    params(FilterParams, TimelineParams),
    responses((status = 200, description = "The timeline.", body = Timeline))
)]
#[get("/v1/claims/timeline")]
pub async fn get_claims_timeline(
    request: HttpRequest,
    state: State,
    params: Params<(FilterParams, TimelineParams)>,
) -> Result<HttpResponse, ApiError> {
    let asked = params
        .resolve(|(filter, timeline), errors| TimelineQuery::resolve(&filter, &timeline, &state.dataset, errors))?;
    let validators = conditional::check(&request, &state)?;
    let timeline = count(&request, &state, asked).await?;
    Ok(validators.json(&timeline)?)
}

/// Download the timeline as CSV
///
/// Number of matches per day, week, month or year, one row per bucket. `Total-Count` is the number of matches,
/// `Undated-Count` that of matches without a date, which are in no bucket.
#[utoipa::path(
    operation_id = "exportClaimsTimelineCsv",
    tag = "claims",
    params(FilterParams, TimelineParams, ExcelParams),
    responses((status = 200, description = "The timeline as CSV.", body = String, content_type = "text/csv"))
)]
#[get("/v1/claims/timeline.csv")]
pub async fn export_claims_timeline_csv(
    request: HttpRequest,
    state: State,
    params: Params<(FilterParams, TimelineParams, ExcelParams)>,
) -> Result<HttpResponse, ApiError> {
    let (asked, excel) = params.resolve(|(filter, timeline, excel), errors| {
        (TimelineQuery::resolve(&filter, &timeline, &state.dataset, errors), excel.resolve(errors))
    })?;
    let validators = conditional::check(&request, &state)?;
    let timeline = count(&request, &state, asked).await?;
    let languages: Vec<String> = Locale::ALL.iter().map(|locale| locale.tag().to_owned()).collect();
    let writer = CsvWriter::new(bucket_columns(&languages), excel);
    let csv = [writer.header()?, writer.rows(&timeline.data)?].concat();
    let mut response = validators.ok(Format::Csv.info().content_type, csv);
    let Timeline { total, undated, undated_excluded, missing, withdrawn, .. } = timeline;
    Counts { total, undated_excluded, missing: missing.len(), withdrawn: withdrawn.len() }.add_to(&mut response);
    add_undated_count(&mut response, undated);
    name_file(&mut response, &request);
    Ok(response)
}

/// A timeline as asked for.
pub struct TimelineQuery {
    query: ClaimQuery,
    field: DateField,
    interval: TimelineInterval,
}

impl TimelineQuery {
    pub fn resolve(
        filter: &FilterParams,
        timeline: &TimelineParams,
        dataset: &Dataset,
        errors: &mut ParameterErrors,
    ) -> Self {
        let interval = errors.term("interval", &timeline.interval).unwrap_or(TimelineInterval::Month);
        let field = filter.date_field().unwrap_or(DateField::Event);
        let filter = filter.resolve(dataset.query_context(), errors);
        Self { query: ClaimQuery { filter, sort: &OLDEST }, field, interval }
    }

    pub fn cost(&self, dataset: &Dataset) -> Cost {
        dataset.timeline_cost(&self.query.filter)
    }

    pub fn read(&self, reader: &DatasetReader) -> Result<Timeline, ApiError> {
        let Self { query, field, interval } = self;
        let request = TimelineRequest { interval: *interval, field: *field, max_buckets: MAX_BUCKETS };
        let found = reader.timeline(&query.filter, request)?;
        let buckets = found.buckets.ok_or_else(|| too_many_buckets(*interval))?;
        let bucket = |Bucket { period, count }| TimelineBucket {
            id: period.id(),
            label: period_label(period),
            earliest: period.first_day(),
            latest: period.last_day(),
            count,
        };
        Ok(Timeline {
            data: buckets.into_iter().map(bucket).collect(),
            interval: *interval,
            total: found.total,
            undated: found.undated,
            undated_excluded: found.undated_excluded,
            missing: found.absent.missing,
            withdrawn: found.absent.withdrawn,
            query: describe_query(query, None, None, reader.catalogue()),
        })
    }
}

async fn count(request: &HttpRequest, state: &State, asked: TimelineQuery) -> Result<Timeline, ApiError> {
    let cost = asked.cost(&state.dataset);
    let timeline = state.run(request, cost, move |reader| asked.read(reader)).await?;
    record_match_count(request, timeline.total);
    Ok(timeline)
}

fn too_many_buckets(interval: TimelineInterval) -> ApiError {
    let message = format!("gives more than {MAX_BUCKETS} buckets over these dates");
    let accepted = ["a wider interval", "a narrower window of dates with date_match=within"];
    ParameterErrors::from_error("interval", interval.as_str(), &message, &accepted).into()
}
