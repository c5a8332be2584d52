//! A validated corpus: everything claims refer to, and the claims themselves in the order of their rank.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{self, Read};
use std::iter;
use std::path::Path;

use indicatif::ProgressBar;

use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::claim::{Claim, QuoteContext};
use crate::domain::claim_date::DaySpan;
use crate::domain::dataset::DatasetDescription;
use crate::domain::default_order::RankKey;
use crate::domain::did_you_mean::nearest;
use crate::domain::identifier::{ActorId, ClaimId, TopicId};
use crate::domain::topic::Topic;
use crate::domain::vocabulary::EvidenceStatus;
use crate::ingest::actors::Actors;
use crate::ingest::articles::{self, SeedArticle};
use crate::ingest::claims::References;
use crate::ingest::dataset;
use crate::ingest::diagnostics::Diagnostics;
use crate::ingest::jsonl::{JsonlRecord, lines, parse_record, salvaged_id};
use crate::ingest::parallel::in_order;
use crate::ingest::progress::bar;
use crate::ingest::source::{SeedFile, Source};
use crate::ingest::spool::{Place, Spool};
use crate::ingest::text::ArticleText;
use crate::ingest::topics::Topics;
use crate::store::StoreError;

/// Lines that are validated together.
const BATCH: usize = 256;

/// Why seed files were refused.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The files are at fault.
    #[error("{} found", count(.0.0.len(), "fault"))]
    Diagnostics(Diagnostics),
    /// A file could not be read.
    #[error("cannot read {path}: {cause}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        cause: io::Error,
    },
    /// The snapshot could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// Everything that a snapshot holds.
pub struct Corpus {
    /// What the corpus says of itself.
    pub description: Option<DatasetDescription>,
    /// Actors by identifier.
    pub actors: BTreeMap<ActorId, Actor>,
    /// Topics by identifier.
    pub topics: BTreeMap<TopicId, Topic>,
    /// How many quotes there are.
    pub quotes: usize,
    /// How many of them were compared with the text of their article.
    pub verified_quotes: usize,
    articles: Vec<SeedArticle>,
    claims: Vec<ClaimPlace>,
    spool: Option<Spool>,
}

/// Where a claim stands in the spool, with what its rank depends on.
struct ClaimPlace {
    key: RankKey,
    place: Option<Place>,
}

/// A relation whose target must turn out to exist.
struct PendingRelation {
    article: usize,
    line: u32,
    field: String,
    target: ClaimId,
}

/// Lines of one article's claims that are validated together.
struct Batch {
    article: usize,
    lines: Vec<JsonlRecord>,
}

/// What validating a batch gave: the faults, the claims, and the identifiers of records at fault.
#[derive(Default)]
struct Validated {
    article: usize,
    bytes: u64,
    faults: Diagnostics,
    claims: Vec<(u32, Claim, Vec<u8>)>,
    broken: Vec<String>,
}

impl Corpus {
    /// Reads and validates everything; on any fault, all faults.
    ///
    /// The claims are kept in a nameless file in the folder `spool`, from where [`Corpus::claim`] reads them; without
    /// one they are only validated.
    pub fn read(source: &Source, texts: Option<&Path>, spool: Option<&Path>) -> Result<Self, SeedError> {
        if let Some(texts) = texts {
            let unreadable = |cause| SeedError::Unreadable { path: texts.display().to_string(), cause };
            std::fs::read_dir(texts).map_err(unreadable)?;
        }
        let spool = spool.map(Spool::create_in).transpose()?;
        let mut faults = Diagnostics::default();
        let description = read_description(source, &mut faults)?;
        let mut actors = Actors::default();
        let broken = read_records(source, "actors.jsonl", &mut faults, |raw, file, line, faults| {
            actors.add(raw, file, line, faults);
        })?;
        actors.broken = broken;
        let mut topics = Topics::default();
        let broken = read_records(source, "topics.jsonl", &mut faults, |raw, file, line, faults| {
            topics.add(raw, file, line, faults);
        })?;
        topics.broken = broken;
        topics.check_hierarchy(&source.display("topics.jsonl"), &mut faults);
        let articles = read_articles(source, texts, &actors, &mut faults)?;
        let broken = actors.broken.union(&topics.broken).cloned().collect();
        let mut corpus = Self {
            description,
            actors: actors.by_id,
            topics: topics.by_id,
            quotes: 0,
            verified_quotes: 0,
            articles,
            claims: Vec::new(),
            spool,
        };
        corpus.read_claims(source, &broken, &mut faults)?;
        faults.0.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        if faults.0.is_empty() { Ok(corpus) } else { Err(SeedError::Diagnostics(faults)) }
    }

    /// Articles in the order of their identifiers.
    pub fn articles(&self) -> impl Iterator<Item = &Article> {
        self.articles.iter().map(|seed| &seed.article)
    }

    /// How many claims there are.
    pub fn claim_count(&self) -> usize {
        self.claims.len()
    }

    /// The JSON of a claim, by its number in the order of rank; nothing where the corpus was only validated.
    pub fn claim(&self, ordinal: usize) -> Result<Vec<u8>, SeedError> {
        let kept = self.spool.as_ref().zip(self.claims[ordinal].place);
        Ok(kept.map_or(Ok(vec![]), |(spool, place)| spool.read(place))?)
    }

    /// The words around each quote of a claim, where the text of its article was given.
    pub fn contexts(&self, claim: &Claim) -> Vec<Option<QuoteContext>> {
        let found = self.articles.binary_search_by(|seed| seed.article.id.cmp(&claim.article.id));
        let text = found.ok().and_then(|at| self.articles[at].text.as_ref());
        claim.evidence.iter().map(|span| text?.context(span.start, span.end)).collect()
    }

    fn read_claims(
        &mut self,
        source: &Source,
        broken: &BTreeSet<String>,
        faults: &mut Diagnostics,
    ) -> Result<(), SeedError> {
        let references = References { actors: &self.actors, topics: &self.topics, broken };
        let articles = &self.articles;
        let mut spool = self.spool.take();
        let (mut ids, mut broken_claims, mut pending) = (HashSet::<ClaimId>::new(), HashSet::<String>::new(), vec![]);
        let (mut claims, mut quotes, mut verified_quotes) = (Vec::new(), 0, 0);
        let progress = progress_of_bytes(source, articles);
        let validate = |(): &mut (), batch: Result<Batch, SeedError>| {
            batch.map(|batch| {
                let article = &articles[batch.article];
                validated(batch, article, &source.display(&article.claims_path), &references)
            })
        };
        let take = |validated: Result<Validated, SeedError>| {
            let Validated { article, bytes, faults: found, claims: valid, broken } = validated?;
            progress.inc(bytes);
            faults.0.extend(found.0);
            broken_claims.extend(broken);
            for (line, claim, document) in valid {
                quotes += claim.evidence.len();
                verified_quotes += claim.evidence.iter().filter(|span| span.status == EvidenceStatus::Verified).count();
                if !ids.insert(claim.id.clone()) {
                    let name = source.display(&articles[article].claims_path);
                    faults.record(&name, line).add("id", format!("duplicate claim \"{}\"", claim.id));
                }
                pending.extend(claim.relations.into_iter().enumerate().map(|(i, relation)| PendingRelation {
                    article,
                    line,
                    field: format!("relations[{i}].claim"),
                    target: relation.claim,
                }));
                let span = claim.claim_date.map(|date| DaySpan { earliest: date.earliest, latest: date.latest });
                let key = RankKey { span, id: claim.id };
                let place = spool.as_mut().map(|spool| spool.push(&document)).transpose()?;
                claims.push(ClaimPlace { key, place });
            }
            Ok::<(), SeedError>(())
        };
        in_order(batches(source, articles), || (), validate, take)?;
        if let Some(spool) = &mut spool {
            spool.finish()?;
        }
        progress.finish_and_clear();
        for PendingRelation { article, line, field, target } in pending {
            if !ids.contains(&target) && !broken_claims.contains(target.as_str()) {
                let name = source.display(&self.articles[article].claims_path);
                let near = nearest(target.as_str(), ids.iter().map(ClaimId::as_str));
                faults.record(&name, line).unknown(field, "claim", target.as_str(), near);
            }
        }
        claims.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        (self.spool, self.claims) = (spool, claims);
        (self.quotes, self.verified_quotes) = (quotes, verified_quotes);
        Ok(())
    }
}

/// The lines of all claims, in batches.
fn batches<'a>(
    source: &'a Source,
    articles: &'a [SeedArticle],
) -> impl Iterator<Item = Result<Batch, SeedError>> + Send + use<'a> {
    articles.iter().enumerate().flat_map(move |(article, seed)| {
        let unreadable = move |cause| SeedError::Unreadable { path: source.display(&seed.claims_path), cause };
        let (mut all, failed) = match open(source, &seed.claims_path) {
            Ok(file) => (Some(lines(file)), None),
            Err(error) => (None, Some(Err(error))),
        };
        let batches = iter::from_fn(move || {
            let batch: io::Result<Vec<JsonlRecord>> = all.as_mut()?.take(BATCH).collect();
            match batch {
                Ok(lines) if lines.is_empty() => None,
                Ok(lines) => Some(Ok(Batch { article, lines })),
                Err(cause) => Some(Err(unreadable(cause))),
            }
        });
        failed.into_iter().chain(batches)
    })
}

/// Validates a batch. What can only be known of all claims together, such as doubles, is left to others.
fn validated(batch: Batch, from: &SeedArticle, name: &str, references: &References) -> Validated {
    let mut validated = Validated { article: batch.article, ..Validated::default() };
    for JsonlRecord { number, bytes } in batch.lines {
        validated.bytes += bytes.len() as u64 + 1;
        let raw = parse_record(&bytes, name, number, &mut validated.faults);
        let mut faults = validated.faults.record(name, number);
        if raw.is_none() {
            references.check_names(&bytes, &mut faults);
        }
        let document = raw.and_then(|raw| references.resolve(raw, from, &mut faults)).and_then(|claim| {
            let document = serde_json::to_vec(&claim).ok()?;
            Some((number, claim, document))
        });
        match document {
            Some(document) => validated.claims.push(document),
            None => validated.broken.extend(salvaged_id(&bytes)),
        }
    }
    validated
}

/// A bar over the bytes of all claims; nothing where standard error is no terminal.
fn progress_of_bytes(source: &Source, articles: &[SeedArticle]) -> ProgressBar {
    let bytes = articles.iter().map(|article| source.size(&article.claims_path)).sum();
    bar(bytes, "validating {wide_bar} {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left")
}

fn open(source: &Source, path: &str) -> Result<Box<dyn SeedFile>, SeedError> {
    source.open(path).map_err(|cause| SeedError::Unreadable { path: source.display(path), cause })
}

fn read_description(source: &Source, faults: &mut Diagnostics) -> Result<Option<DatasetDescription>, SeedError> {
    let name = source.display("dataset.json");
    let mut json = String::new();
    match source.open("dataset.json").and_then(|mut file| file.read_to_string(&mut json)) {
        Ok(_) => Ok(dataset::parse(&json, &name, faults)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(SeedError::Unreadable { path: name, cause }),
    }
}

fn read_records<T: serde::de::DeserializeOwned + crate::ingest::schema::SchemaOf>(
    source: &Source,
    path: &str,
    faults: &mut Diagnostics,
    mut add: impl FnMut(T, &str, u32, &mut Diagnostics),
) -> Result<BTreeSet<String>, SeedError> {
    let mut broken = BTreeSet::new();
    let name = source.display(path);
    for line in lines(open(source, path)?) {
        let line = line.map_err(|cause| SeedError::Unreadable { path: name.clone(), cause })?;
        if let Some(raw) = parse_record(&line.bytes, &name, line.number, faults) {
            add(raw, &name, line.number, faults);
        } else {
            broken.extend(salvaged_id(&line.bytes));
        }
    }
    Ok(broken)
}

fn read_articles(
    source: &Source,
    texts: Option<&Path>,
    actors: &Actors,
    faults: &mut Diagnostics,
) -> Result<Vec<SeedArticle>, SeedError> {
    let unreadable = |path: String| move |cause| SeedError::Unreadable { path, cause };
    let mut articles = Vec::new();
    for folder in source.article_folders().map_err(unreadable(source.display("articles")))? {
        let path = format!("articles/{folder}/article.json");
        let name = source.display(&path);
        let mut json = String::new();
        open(source, &path)?.read_to_string(&mut json).map_err(unreadable(name.clone()))?;
        let text = match texts {
            Some(texts) => ArticleText::read(texts, &folder)
                .map_err(unreadable(texts.join(format!("{folder}.txt")).display().to_string()))?,
            None => None,
        };
        let read = articles::parse(&json, &name, &folder, text.as_ref(), actors, faults);
        let provisional = read.is_none();
        if let Some(article) = read.or_else(|| articles::provisional(&folder, text.as_ref())) {
            let claims_path = format!("articles/{folder}/claims.jsonl");
            articles.push(SeedArticle { article, text, claims_path, provisional });
        }
    }
    Ok(articles)
}
