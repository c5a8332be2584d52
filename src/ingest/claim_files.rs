//! Reads and validates the claims of all articles, in batches and in parallel.

use std::collections::HashSet;
use std::iter;

use crate::domain::claim::Claim;
use crate::domain::claim_date::DaySpan;
use crate::domain::default_order::RankKey;
use crate::domain::identifier::ClaimId;
use crate::domain::json_line::to_json_line;
use crate::domain::vocabulary::EvidenceStatus;
use crate::ingest::articles::SeedArticle;
use crate::ingest::claims::References;
use crate::ingest::diagnostics::Diagnostics;
use crate::ingest::error::SeedError;
use crate::ingest::fault::{Fault, FaultCode, Resource};
use crate::ingest::jsonl::{JsonlRecord, best_effort_id, jsonl_records, parse_record};
use crate::ingest::parallel_map::parallel_map;
use crate::ingest::progress::progress_bar;
use crate::ingest::source::Source;
use crate::ingest::temp_record_file::{RecordOffset, TempRecordFile};
use crate::ingest::unchanged::KeptClaims;
use crate::ingest::withdrawals::Withdrawals;
use crate::store::QuoteCounts;

const BATCH_LINES: usize = 256;

#[derive(Default)]
pub struct ClaimSet {
    /// In default order.
    pub entries: Vec<StoredClaim>,
    /// Those of each article, by its position in the corpus.
    pub quotes: Vec<QuoteCounts>,
    /// The documents of the claims; `None` if the claims are only validated.
    pub documents: Option<TempRecordFile>,
}

pub struct StoredClaim {
    pub key: RankKey,
    pub offset: Option<RecordOffset>,
    /// Position of its article in the corpus.
    pub article: usize,
    pub line: u32,
}

struct Batch<'a> {
    /// Position of the article in the corpus.
    position: usize,
    article: &'a SeedArticle,
    records: Vec<JsonlRecord>,
}

struct ValidatedBatch<'a> {
    position: usize,
    article: &'a SeedArticle,
    bytes: u64,
    diagnostics: Diagnostics,
    claims: Vec<ValidatedClaim>,
    /// Identifiers of claims that are not valid, where they are known.
    invalid: Vec<Option<String>>,
}

struct ValidatedClaim {
    line: u32,
    claim: Claim,
    document: Vec<u8>,
}

/// Reads the claims of `articles` that are not kept, in order, and writes their documents to `documents`, unless it is `None`.
pub fn read_claims(
    source: &Source,
    articles: &[SeedArticle],
    references: &References,
    withdrawals: &Withdrawals,
    kept: Option<&KeptClaims>,
    documents: Option<TempRecordFile>,
    diagnostics: &mut Diagnostics,
) -> Result<ClaimSet, SeedError> {
    let is_read = |article: &SeedArticle| !kept.is_some_and(|kept| kept.contains(&article.article.id));
    let bytes =
        articles.iter().filter(|article| is_read(article)).map(|article| source.size(&article.claims_path)).sum();
    let progress = progress_bar(bytes, "validating {wide_bar} {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left");
    let languages = diagnostics.languages().to_vec();
    let mut collector = Collector::new(source, articles.len(), withdrawals, documents, diagnostics);
    parallel_map(
        batches(source, articles, is_read),
        |batch| validate_batch(batch, source, references, &languages),
        |batch| {
            progress.inc(batch.bytes);
            collector.add(batch)
        },
    )?;
    progress.finish_and_clear();
    collector.finish(kept)
}

fn batches<'a>(
    source: &'a Source,
    articles: &'a [SeedArticle],
    is_read: impl Fn(&SeedArticle) -> bool + Send + 'a,
) -> impl Iterator<Item = Batch<'a>> + Send {
    let articles = articles.iter().enumerate().filter(move |(_, article)| is_read(article));
    articles.flat_map(move |(position, article)| {
        let mut records = jsonl_records(source, &article.claims_path);
        iter::from_fn(move || {
            let records: Vec<_> = records.by_ref().take(BATCH_LINES).collect();
            (!records.is_empty()).then_some(Batch { position, article, records })
        })
    })
}

/// Validates each claim by itself; [`Collector`] checks what depends on other claims.
fn validate_batch<'a>(
    batch: Batch<'a>,
    source: &Source,
    references: &References,
    languages: &[String],
) -> ValidatedBatch<'a> {
    let Batch { position, article, records } = batch;
    let file = source.display(&article.claims_path);
    let (mut claims, mut invalid, mut size) = (vec![], vec![], 0);
    let mut diagnostics = Diagnostics::requiring(languages);
    for record in records {
        let line = record.line;
        let mut diagnostics = diagnostics.record(&file, line);
        let text = match record.text_or_id(&mut diagnostics) {
            Ok(text) => text,
            Err(id) => {
                invalid.push(id);
                continue;
            }
        };
        size += text.len() as u64 + 1;
        let raw = parse_record(&text, &mut diagnostics);
        if raw.is_none() {
            references.check_unparsed_claim(&text, &mut diagnostics);
        }
        let claim = raw.and_then(|raw| references.resolve_claim(raw, article, &mut diagnostics));
        match claim.and_then(|claim| Some((to_json_line(&claim).ok()?, claim))) {
            Some((document, claim)) => claims.push(ValidatedClaim { line, claim, document }),
            None => invalid.push(best_effort_id(&text)),
        }
    }
    ValidatedBatch { position, article, bytes: size, diagnostics, claims, invalid }
}

/// A relation that is checked after all claims are read.
struct PendingRelation<'a> {
    article: &'a SeedArticle,
    line: u32,
    index: usize,
    target: ClaimId,
}

struct Collector<'a> {
    source: &'a Source,
    withdrawals: &'a Withdrawals,
    set: ClaimSet,
    diagnostics: &'a mut Diagnostics,
    ids: HashSet<ClaimId>,
    invalid: HashSet<String>,
    /// Whether there are claims whose identifier is not known: no unknown claim is reported.
    is_incomplete: bool,
    relations: Vec<PendingRelation<'a>>,
}

impl<'a> Collector<'a> {
    fn new(
        source: &'a Source,
        articles: usize,
        withdrawals: &'a Withdrawals,
        documents: Option<TempRecordFile>,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let quotes = vec![QuoteCounts::default(); articles];
        let set = ClaimSet { quotes, documents, ..ClaimSet::default() };
        let (ids, invalid, relations) = (HashSet::new(), HashSet::new(), Vec::new());
        Self { source, withdrawals, set, diagnostics, ids, invalid, is_incomplete: false, relations }
    }

    fn add(&mut self, batch: ValidatedBatch<'a>) -> Result<(), SeedError> {
        self.diagnostics.extend(batch.diagnostics);
        self.is_incomplete |= batch.invalid.contains(&None);
        self.invalid.extend(batch.invalid.into_iter().flatten());
        let article = batch.article;
        for ValidatedClaim { line, claim, document } in batch.claims {
            let quotes = &mut self.set.quotes[batch.position];
            quotes.all += claim.evidence.len();
            quotes.verified += claim.evidence.iter().filter(|span| span.status == EvidenceStatus::Verified).count();
            if !self.ids.insert(claim.id.clone()) {
                let file = self.source.display(&article.claims_path);
                let fault = Fault::new(FaultCode::DuplicateIdentifier, format!("duplicate claim \"{}\"", claim.id));
                self.diagnostics.record(&file, line).add("id", fault.accepts("each id once"));
            }
            if let Some(notice) = self.withdrawals.0.get(&claim.id) {
                let file = self.source.display(&article.claims_path);
                let problem = format!("\"{}\" is withdrawn in {}:{}", claim.id, notice.file, notice.line);
                let fault = Fault::new(FaultCode::WithdrawnIdentifier, problem);
                self.diagnostics.record(&file, line).add("id", fault.accepts("an id that no claim has had"));
            }
            let relations = claim.relations.into_iter().enumerate();
            self.relations.extend(relations.map(|(index, relation)| PendingRelation {
                article,
                line,
                index,
                target: relation.claim,
            }));
            let span = claim.claim_date.map(|date| DaySpan::new(date.earliest, date.latest));
            let offset = self.set.documents.as_mut().map(|file| file.push(&document)).transpose()?;
            let key = RankKey { span, id: claim.id };
            self.set.entries.push(StoredClaim { key, offset, article: batch.position, line });
        }
        Ok(())
    }

    /// Sorts the claims and checks their relations, which may name claims that are kept.
    fn finish(mut self, kept: Option<&KeptClaims>) -> Result<ClaimSet, SeedError> {
        if let Some(kept) = kept {
            let related = self.relations.iter().map(|relation| &relation.target);
            let replacing = self.withdrawals.0.values().flat_map(|notice| &notice.replaced_by);
            let known = kept.known(related.chain(replacing))?;
            self.ids.extend(known.iter().filter_map(|id| ClaimId::parse(id).ok()));
        }
        let ClaimSet { entries, documents, .. } = &mut self.set;
        entries.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        if let Some(file) = documents {
            file.finish()?;
        }
        for PendingRelation { article, line, index, target } in self.relations {
            if !self.is_incomplete && !self.ids.contains(&target) && !self.invalid.contains(target.as_str()) {
                let file = self.source.display(&article.claims_path);
                let ids = entries.iter().map(|entry| entry.key.id.as_str());
                let field = format!("relations[{index}].claim");
                self.diagnostics.record(&file, line).add_unknown(field, Resource::Claim, target.as_str(), ids);
            }
        }
        if !self.is_incomplete && self.invalid.is_empty() {
            self.withdrawals.check_replacements(&self.ids, self.diagnostics);
        }
        Ok(self.set)
    }
}
