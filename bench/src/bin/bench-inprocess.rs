//! Times the query engine inside one process: no network, no framework, no response cache.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use isnad::domain::claim_date::DaySpan;
use isnad::domain::date_window::DateWindow;
use isnad::domain::vocabulary::{Certainty, ClaimKind, DateField, DateMatch, FacetMode};
use isnad::query::facets::{self, FacetRequest};
use isnad::query::filters::{ACTOR, CERTAINTY, KIND, Q, SALIENCE_MIN, TOPIC};
use isnad::query::sorts::NEWEST;
use isnad::query::{ClaimFilter, ClaimQuery, Values};
use isnad::search::parse_query;
use isnad::store::{Database, Dataset, Deadline};
use serde_json::{Value, json};

/// Prints the timings as JSON.
#[derive(Debug, Parser)]
struct Options {
    /// The snapshot.
    #[arg(long)]
    database: Database,
    /// The workload of the corpus.
    #[arg(long)]
    workload: PathBuf,
    /// Number of runs of each query.
    #[arg(long, default_value_t = 50)]
    times: usize,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(results) => {
            println!("{results:#}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<Value, String> {
    let text = std::fs::read_to_string(&options.workload).map_err(|error| error.to_string())?;
    let workload: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let started = Instant::now();
    let store = options.database.open().map_err(|error| error.to_string())?.0;
    let opened = started.elapsed();
    let claims = f64::from(store.stats().claims);
    let facets: Vec<Value> = filters(&workload)
        .into_iter()
        .map(|(name, filter)| {
            let share = total(store.as_ref(), &filter) / claims;
            let request = FacetRequest {
                dimensions: vec![&facets::ACTOR, &facets::TOPIC],
                limit: 10,
                mode: FacetMode::AllFilters,
            };
            let times = timed(options.times, || {
                store.reader(Deadline::NONE).facets(&filter, &request).expect("the snapshot is valid")
            });
            let mut row = summary(&times);
            row["filter"] = json!(name);
            row["share"] = json!(share);
            row
        })
        .collect();
    let overlaps: Vec<Value> = [
        ("a month", "2021-05", "2021-05"),
        ("a year", "2020", "2020"),
        ("days within months", "2019-03-09", "2019-11-23"),
    ]
    .into_iter()
    .map(|(name, from, to)| {
        let filter = ClaimFilter::default().with_window(DateField::Event, window(from, to));
        let mut row = summary(&timed(options.times, || total(store.as_ref(), &filter)));
        row["window"] = json!(name);
        row
    })
    .collect();
    let words = |kind: &str| -> Vec<String> {
        let list = workload["words"][kind].as_array().cloned().unwrap_or_default();
        list.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect()
    };
    let search: Vec<Value> = ["frequent", "rare", "pairs"]
        .into_iter()
        .map(|kind| {
            let mut times = Vec::new();
            for word in words(kind) {
                let Some(text) = parse_query(&word, store.query_context().analyzers) else { continue };
                let filter = ClaimFilter::default().with(&Q, Values::Text(text));
                let query = ClaimQuery { filter, sort: &NEWEST };
                // Only the first run of each word counts: the store caches its result.
                times.extend(timed(1, || {
                    store.reader(Deadline::NONE).page(&query, None, 20).expect("the snapshot is valid").total
                }));
            }
            let mut row = summary(&times);
            row["words"] = json!(kind);
            row
        })
        .collect();
    Ok(json!({
        "claims": claims,
        "open_ms": opened.as_secs_f64() * 1e3,
        "facets": facets,
        "overlap_total": overlaps,
        "search_page_newest_first": search,
        "private_kib": private_memory(),
    }))
}

/// Filters by increasing share of matching claims.
fn filters(workload: &Value) -> Vec<(&'static str, ClaimFilter)> {
    let actor = |rank: usize| Values::ids(workload["actors"][rank]["id"].as_str());
    let only = |filter, values| ClaimFilter::default().with(filter, values);
    vec![
        ("a rare actor", only(&ACTOR, actor(400))),
        ("an actor", only(&ACTOR, actor(40))),
        ("a frequent actor", only(&ACTOR, actor(2))),
        ("a broad topic", only(&TOPIC, Values::ids(workload["topics"][0].as_str()))),
        ("a kind", only(&KIND, Values::terms([ClaimKind::Event]))),
        ("salience", only(&SALIENCE_MIN, Values::Number(2))),
        ("a certainty", only(&CERTAINTY, Values::terms([Certainty::Asserted]))),
        ("nothing", ClaimFilter::default()),
    ]
}

fn window(from: &str, to: &str) -> Option<DateWindow> {
    let day = |text| DaySpan::parse_level_zero(text).ok();
    DateWindow::new(DateMatch::Overlap, day(from), day(to))
}

fn total(store: &Dataset, filter: &ClaimFilter) -> f64 {
    let query = ClaimQuery { filter: filter.clone(), sort: &NEWEST };
    store.reader(Deadline::NONE).page(&query, None, 1).expect("the snapshot is valid").total as f64
}

fn timed<T>(times: usize, mut run: impl FnMut() -> T) -> Vec<Duration> {
    let once = |_| {
        let started = Instant::now();
        std::hint::black_box(run());
        started.elapsed()
    };
    (0..times).map(once).collect()
}

/// Median, 99th percentile and maximum in microseconds.
fn summary(times: &[Duration]) -> Value {
    let mut sorted: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e6).collect();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| sorted.get(((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1)));
    json!({ "times": sorted.len(), "p50_us": at(0.5), "p99_us": at(0.99), "max_us": sorted.last() })
}

/// Anonymous memory in KiB, where the system provides it.
fn private_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/smaps_rollup").ok()?;
    let line = text.lines().find(|line| line.starts_with("Anonymous:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
