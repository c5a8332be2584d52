//! A validated corpus: the catalogue, and the claims in default order.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::claim::{Claim, QuoteContext};
use crate::domain::dataset::DatasetDescription;
use crate::domain::default_order::RankKey;
use crate::domain::identifier::{ActorId, ArticleId, ClaimId, TopicId};
use crate::domain::language_map::order_languages;
use crate::domain::topic::Topic;
use crate::ingest::articles::SeedArticle;
use crate::ingest::claim_files::{ClaimSet, StoredClaim, read_claims};
use crate::ingest::claims::{References, Unreadable};
use crate::ingest::diagnostics::Diagnostics;
use crate::ingest::error::SeedError;
use crate::ingest::record_files::{read_actors, read_articles, read_description, read_topics, sort_languages};
use crate::ingest::source::Source;
use crate::ingest::temp_record_file::TempRecordFile;
use crate::ingest::unchanged::{FileDigest, KeptClaims, KeptPart, NamedRecords, digest_articles, seed_context};
use crate::ingest::withdrawals::Withdrawals;
use crate::store::{DatasetScope, DatasetSize, QuoteCounts, SeededArticle, SeededDataset};

pub struct Corpus {
    pub description: Option<DatasetDescription>,
    pub actors: BTreeMap<ActorId, Actor>,
    pub topics: BTreeMap<TopicId, Topic>,
    /// What was accepted, but may be a mistake; there are no errors.
    pub warnings: Diagnostics,
    articles: Vec<SeedArticle>,
    /// Those of the articles that are not kept.
    claims: ClaimSet,
    withdrawals: Withdrawals,
    source: Source,
    files: SeedFiles,
}

/// What is recorded of the seed files.
struct SeedFiles {
    context: String,
    digests: BTreeMap<String, FileDigest>,
    kept: Option<KeptPart>,
}

impl Corpus {
    /// Reads and validates all files; the error has the diagnostics of all of them.
    ///
    /// `texts` is the folder with the texts of the articles. The claims are written to a temporary file in `temp_folder`;
    /// without it they are only validated.
    pub fn read(source: &Source, texts: Option<&Path>, temp_folder: Option<&Path>) -> Result<Self, SeedError> {
        Ok(Self::read_since(source, texts, temp_folder, None)?.expect("everything is read"))
    }

    /// Reads and validates what changed since a dataset was seeded; `None` if everything must be read, because too much
    /// changed or something is wrong.
    pub fn read_changes(
        source: &Source,
        texts: Option<&Path>,
        temp_folder: &Path,
        seeded: &SeededDataset,
    ) -> Result<Option<Self>, SeedError> {
        match Self::read_since(source, texts, Some(temp_folder), Some(seeded)) {
            Err(SeedError::Diagnostics(_)) => Ok(None),
            read => read,
        }
    }

    /// Reads what changed since `seeded`, or everything without it.
    fn read_since(
        source: &Source,
        texts: Option<&Path>,
        temp_folder: Option<&Path>,
        seeded: Option<&SeededDataset>,
    ) -> Result<Option<Self>, SeedError> {
        if let Some(texts) = texts {
            std::fs::read_dir(texts).map_err(SeedError::unreadable(texts))?;
        }
        source.check()?;
        let documents = temp_folder.map(TempRecordFile::create_in).transpose()?;
        let mut diagnostics = Diagnostics::default();
        let mut description = read_description(source, &mut diagnostics);
        let (declared, required) =
            description.as_ref().map(|about| (about.languages.clone(), about.require.clone())).unwrap_or_default();
        let mut diagnostics = diagnostics.with_languages(&declared);
        let mut actors = read_actors(source, &mut diagnostics);
        let mut topics = read_topics(source, &mut diagnostics);
        let folders = source.article_folders().unwrap_or_else(|fault| {
            diagnostics.add_file_error(&source.display("articles"), fault);
            vec![]
        });
        // Taken before the files are read: what changes meanwhile counts as changed the next time.
        let digests = if temp_folder.is_some() { digest_articles(source, texts, &folders) } else { BTreeMap::new() };
        let (mut articles, mut withdrawals) =
            read_articles(source, texts, &folders, &actors, &required, &mut diagnostics);
        let languages = articles.iter().map(|seed| seed.article.language.as_str());
        let languages: Arc<[String]> = order_languages(&declared, languages).into();
        sort_languages(&languages, &mut description, &mut actors, &mut topics, &mut articles);
        withdrawals.sort_languages(&languages);
        let context = seed_context(description.as_ref(), &languages);
        let records = NamedRecords { actors: &actors.by_id, topics: &topics.by_id };
        let kept = match (seeded, &description) {
            (None, _) => None,
            // Without an identifier the history starts again.
            (Some(seeded), Some(about)) if about.id.is_some() && seeded.context == context => {
                let Some(kept) = KeptClaims::find(seeded, &digests, &records)? else { return Ok(None) };
                Some(kept)
            }
            _ => return Ok(None),
        };
        let unparsed = actors.unparsed.union(&topics.unparsed).cloned().collect();
        let references = References {
            actors: &actors.by_id,
            topics: &topics.by_id,
            unparsed: &unparsed,
            unreadable: Unreadable { actors: actors.unreadable, topics: topics.unreadable },
            required: &required,
        };
        let claims =
            read_claims(source, &articles, &references, &withdrawals, kept.as_ref(), documents, &mut diagnostics)?;
        diagnostics.sort();
        if !diagnostics.list.is_empty() {
            return Err(SeedError::Diagnostics(diagnostics));
        }
        let kept = match kept {
            None => None,
            Some(kept) => {
                let read: Vec<&ClaimId> = claims.entries.iter().map(|claim| &claim.key.id).collect();
                let Some(part) = kept.into_part(&read, &withdrawals)? else { return Ok(None) };
                Some(part)
            }
        };
        let files = SeedFiles { context, digests, kept };
        Ok(Some(Self {
            description,
            actors: actors.by_id,
            topics: topics.by_id,
            warnings: diagnostics,
            articles,
            claims,
            withdrawals,
            source: source.clone(),
            files,
        }))
    }

    /// Returns the articles, sorted by id.
    pub fn articles(&self) -> impl Iterator<Item = &Article> {
        self.articles.iter().map(|seed| &seed.article)
    }

    /// Returns the articles that were read and whose texts were given, each with its text.
    pub fn texts(&self) -> impl Iterator<Item = (&Article, &str)> {
        self.articles
            .iter()
            .filter(|seed| !self.is_kept(&seed.article.id))
            .filter_map(|seed| Some((&seed.article, seed.text.as_ref()?.as_str())))
    }

    fn is_kept(&self, article: &ArticleId) -> bool {
        self.files.kept.as_ref().is_some_and(|kept| kept.articles.articles.contains(article.as_str()))
    }

    /// Returns the number of all quotes, and of those that were compared with the text of their article.
    pub fn quotes(&self) -> QuoteCounts {
        let counts = self.seeded_articles().into_iter().map(|article| article.quotes);
        counts.fold(QuoteCounts::default(), |sum, more| QuoteCounts {
            all: sum.all + more.all,
            verified: sum.verified + more.verified,
        })
    }

    /// Returns what is recorded of the files of each article, and what stands for everything else that decides how they are read.
    pub fn seeded(&self) -> (&str, Vec<SeededArticle>) {
        (&self.files.context, self.seeded_articles())
    }

    fn seeded_articles(&self) -> Vec<SeededArticle> {
        let kept = self.files.kept.iter().flat_map(|kept| kept.seeded.iter().cloned());
        let read = self.articles.iter().zip(&self.claims.quotes).filter(|(seed, _)| !self.is_kept(&seed.article.id));
        let read = read.map(|(seed, counts)| SeededArticle {
            id: seed.article.id.clone(),
            // Files that could not be read whole are read the next time.
            digest: self.files.digests.get(seed.article.id.as_str()).copied().unwrap_or_default(),
            quotes: *counts,
        });
        kept.chain(read).collect()
    }

    /// Returns what of the dataset must be written.
    pub fn scope(&self) -> DatasetScope {
        let kept = self.files.kept.as_ref();
        let (actors, topics) = (self.actors.len(), self.topics.len());
        let claims = self.claim_count() + kept.map_or(0, |kept| kept.claims);
        let size = DatasetSize { actors, topics, articles: self.articles.len(), claims };
        DatasetScope { size, kept: kept.map(|kept| kept.articles.clone()) }
    }

    /// Returns the sort keys of the claims that were read, in default order.
    pub fn claim_ranks(&self) -> Vec<&RankKey> {
        self.claims.entries.iter().map(|claim| &claim.key).collect()
    }

    /// Returns the number of claims that were read.
    pub fn claim_count(&self) -> usize {
        self.claims.entries.len()
    }

    /// Returns the identifiers of the claims in default order, each with its file and its line.
    pub fn claim_lines(&self) -> impl Iterator<Item = (&ClaimId, String, u32)> {
        self.claims.entries.iter().map(|StoredClaim { key, article, line, .. }| {
            (&key.id, self.source.display(&self.articles[*article].claims_path), *line)
        })
    }

    pub fn claim_id(&self, ordinal: usize) -> &ClaimId {
        &self.claims.entries[ordinal].key.id
    }

    /// Returns the notices about withdrawn claims.
    pub fn withdrawals(&self) -> &Withdrawals {
        &self.withdrawals
    }

    /// Returns the JSON document of a claim without its revision; it is empty if the corpus was only validated.
    pub fn claim(&self, ordinal: usize) -> Result<Vec<u8>, SeedError> {
        let stored = self.claims.documents.as_ref().zip(self.claims.entries[ordinal].offset);
        Ok(stored.map_or(Ok(vec![]), |(documents, offset)| documents.read(offset))?)
    }

    /// Returns the words around each quote of a claim, if the text of its article is known.
    pub fn quote_contexts(&self, claim: &Claim) -> Vec<Option<QuoteContext>> {
        let index = self.articles.binary_search_by(|seed| seed.article.id.cmp(&claim.article.id));
        let text = index.ok().and_then(|index| self.articles[index].text.as_ref());
        claim.evidence.iter().map(|span| text?.context(span.start?, span.end?)).collect()
    }
}
