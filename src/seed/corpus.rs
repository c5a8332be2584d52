//! A validated corpus: everything claims refer to, and the claims themselves in the order of their rank.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::actors::Actors;
use super::articles::{self, SeedArticle};
use super::claims::References;
use super::dataset;
use super::fault::Faults;
use super::lines::{Line, for_each_line, parse_record, salvaged_id};
use super::source::{SeedFile, Source};
use super::text::ArticleText;
use super::topics::Topics;
use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::claim::Claim;
use crate::domain::claim_date::DaySpan;
use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::{ActorId, ClaimId, TopicId};
use crate::domain::nearest::nearest;
use crate::domain::rank::RankKey;
use crate::domain::topic::Topic;
use crate::domain::vocabulary::EvidenceStatus;
use crate::store::StoreError;

/// Why seed files were refused.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The files are at fault.
    #[error("{} found", count(.0.0.len(), "fault"))]
    Faults(Faults),
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
    /// A file was changed while it was read.
    #[error("{0} was changed while it was being read; run the command again")]
    Changed(String),
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
    source: Source,
}

/// Where a claim stands in the files, with what its rank depends on.
struct ClaimPlace {
    key: RankKey,
    article: usize,
    line: u32,
    offset: u64,
    length: usize,
}

/// A relation whose target must turn out to exist.
struct PendingRelation {
    article: usize,
    line: u32,
    field: String,
    target: ClaimId,
}

impl Corpus {
    /// Reads and validates everything; on any fault, all faults.
    pub fn read(source: Source, texts: Option<&Path>) -> Result<Self, SeedError> {
        if let Some(texts) = texts {
            let unreadable = |cause| SeedError::Unreadable { path: texts.display().to_string(), cause };
            std::fs::read_dir(texts).map_err(unreadable)?;
        }
        let mut faults = Faults::default();
        let description = read_description(&source, &mut faults)?;
        let mut actors = Actors::default();
        let broken = read_records(&source, "actors.jsonl", &mut faults, |raw, file, line, faults| {
            actors.add(raw, file, line, faults);
        })?;
        actors.broken = broken;
        let mut topics = Topics::default();
        let broken = read_records(&source, "topics.jsonl", &mut faults, |raw, file, line, faults| {
            topics.add(raw, file, line, faults);
        })?;
        topics.broken = broken;
        topics.check_hierarchy(&source.display("topics.jsonl"), &mut faults);
        let articles = read_articles(&source, texts, &actors, &mut faults)?;
        let broken = actors.broken.union(&topics.broken).cloned().collect();
        let mut corpus = Self {
            description,
            actors: actors.by_id,
            topics: topics.by_id,
            quotes: 0,
            verified_quotes: 0,
            articles,
            claims: Vec::new(),
            source,
        };
        corpus.read_claims(&broken, &mut faults)?;
        faults.0.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        if faults.0.is_empty() { Ok(corpus) } else { Err(SeedError::Faults(faults)) }
    }

    /// Articles in the order of their identifiers.
    pub fn articles(&self) -> impl Iterator<Item = &Article> {
        self.articles.iter().map(|seed| &seed.article)
    }

    /// How many claims there are.
    pub fn claim_count(&self) -> usize {
        self.claims.len()
    }

    /// The claims in the order of their rank, each read anew from its file.
    pub fn claims(&self) -> Result<impl Iterator<Item = Result<Claim, SeedError>>, SeedError> {
        let mut files = Vec::with_capacity(self.articles.len());
        for article in &self.articles {
            files.push(open(&self.source, &article.claims_path)?);
        }
        Ok(self.claims.iter().map(move |place| self.read_again(place, &mut files[place.article])))
    }

    fn read_again(&self, place: &ClaimPlace, file: &mut Box<dyn SeedFile>) -> Result<Claim, SeedError> {
        let article = &self.articles[place.article];
        let path = || self.source.display(&article.claims_path);
        let mut bytes = vec![0; place.length];
        let read = file.seek(SeekFrom::Start(place.offset)).and_then(|_| file.read_exact(&mut bytes));
        read.map_err(|cause| SeedError::Unreadable { path: path(), cause })?;
        let mut faults = Faults::default();
        let raw = parse_record(&bytes, "", place.line, &mut faults);
        let broken = BTreeSet::new();
        let references = References { actors: &self.actors, topics: &self.topics, broken: &broken };
        let claim = raw.and_then(|raw| references.resolve(raw, article, &mut faults.record("", place.line)));
        claim.filter(|claim| faults.0.is_empty() && claim.id == place.key.id).ok_or_else(|| SeedError::Changed(path()))
    }

    fn read_claims(&mut self, broken: &BTreeSet<String>, faults: &mut Faults) -> Result<(), SeedError> {
        let references = References { actors: &self.actors, topics: &self.topics, broken };
        let mut ids: HashSet<ClaimId> = HashSet::new();
        let mut broken_claims: HashSet<String> = HashSet::new();
        let mut pending = Vec::new();
        for (index, article) in self.articles.iter().enumerate() {
            let name = self.source.display(&article.claims_path);
            let each = |Line { number, offset, bytes }: Line| {
                let raw = parse_record(&bytes, &name, number, faults);
                let mut faults = faults.record(&name, number);
                let Some(raw) = raw else {
                    references.check_names(&bytes, &mut faults);
                    broken_claims.extend(salvaged_id(&bytes));
                    return;
                };
                let Some(claim) = references.resolve(raw, article, &mut faults) else {
                    broken_claims.extend(salvaged_id(&bytes));
                    return;
                };
                self.quotes += claim.evidence.len();
                let verified = claim.evidence.iter().filter(|span| span.status == EvidenceStatus::Verified);
                self.verified_quotes += verified.count();
                if !ids.insert(claim.id.clone()) {
                    faults.add("id", format!("duplicate claim \"{}\"", claim.id));
                }
                pending.extend(claim.relations.into_iter().enumerate().map(|(i, relation)| PendingRelation {
                    article: index,
                    line: number,
                    field: format!("relations[{i}].claim"),
                    target: relation.claim,
                }));
                let span = claim.claim_date.map(|date| DaySpan { earliest: date.earliest, latest: date.latest });
                let key = RankKey { span, id: claim.id };
                self.claims.push(ClaimPlace { key, article: index, line: number, offset, length: bytes.len() });
            };
            for_each_line(open(&self.source, &article.claims_path)?, each)
                .map_err(|cause| SeedError::Unreadable { path: name.clone(), cause })?;
        }
        for PendingRelation { article, line, field, target } in pending {
            if !ids.contains(&target) && !broken_claims.contains(target.as_str()) {
                let name = self.source.display(&self.articles[article].claims_path);
                let near = nearest(target.as_str(), ids.iter().map(ClaimId::as_str));
                faults.record(&name, line).unknown(field, "claim", target.as_str(), near);
            }
        }
        self.claims.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(())
    }
}

fn open(source: &Source, path: &str) -> Result<Box<dyn SeedFile>, SeedError> {
    source.open(path).map_err(|cause| SeedError::Unreadable { path: source.display(path), cause })
}

fn read_description(source: &Source, faults: &mut Faults) -> Result<Option<DatasetDescription>, SeedError> {
    let name = source.display("dataset.json");
    let mut json = String::new();
    match source.open("dataset.json").and_then(|mut file| file.read_to_string(&mut json)) {
        Ok(_) => Ok(dataset::parse(&json, &name, faults)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(SeedError::Unreadable { path: name, cause }),
    }
}

fn read_records<T: serde::de::DeserializeOwned + super::schema::SchemaOf>(
    source: &Source,
    path: &str,
    faults: &mut Faults,
    mut add: impl FnMut(T, &str, u32, &mut Faults),
) -> Result<BTreeSet<String>, SeedError> {
    let mut broken = BTreeSet::new();
    let name = source.display(path);
    for_each_line(open(source, path)?, |line| {
        if let Some(raw) = parse_record(&line.bytes, &name, line.number, faults) {
            add(raw, &name, line.number, faults);
        } else {
            broken.extend(salvaged_id(&line.bytes));
        }
    })
    .map_err(|cause| SeedError::Unreadable { path: name.clone(), cause })?;
    Ok(broken)
}

fn read_articles(
    source: &Source,
    texts: Option<&Path>,
    actors: &Actors,
    faults: &mut Faults,
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
