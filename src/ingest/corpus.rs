//! A validated corpus: the catalogue, and the claims in default order.

use std::collections::{BTreeMap, BTreeSet};
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
use crate::domain::vocabulary::Requirement;
use crate::ingest::actors::Actors;
use crate::ingest::article_text::ArticleText;
use crate::ingest::articles::{SeedArticle, placeholder_article, validate_article};
use crate::ingest::claim_files::{ClaimSet, StoredClaim, read_claims};
use crate::ingest::claims::{References, Unreadable};
use crate::ingest::dataset::parse_description;
use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::error::SeedError;
use crate::ingest::fault::{Fault, FaultCode};
use crate::ingest::jsonl::{best_effort_id, jsonl_records, parse_document, parse_record};
use crate::ingest::schema::SeedRecord;
use crate::ingest::source::{Source, draft_path, read_article_text, text_paths};
use crate::ingest::temp_record_file::TempRecordFile;
use crate::ingest::topics::Topics;
use crate::ingest::unchanged::{
    FileDigest, KeptClaims, KeptPart, NamedRecords, digest_articles, kept_articles, seed_context,
};
use crate::ingest::withdrawals::{Withdrawals, withdrawals_path};
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
        Ok(Self::read_beside(source, texts, temp_folder, None)?.expect("everything is read"))
    }

    /// Reads and validates what changed since a dataset was seeded; `None` if everything must be read, because too much
    /// changed or something is wrong.
    pub fn read_changes(
        source: &Source,
        texts: Option<&Path>,
        temp_folder: &Path,
        seeded: &SeededDataset,
    ) -> Result<Option<Self>, SeedError> {
        match Self::read_beside(source, texts, Some(temp_folder), Some(seeded)) {
            Err(SeedError::Diagnostics(_)) => Ok(None),
            read => read,
        }
    }

    fn read_beside(
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
        let kept = match seeded {
            None => None,
            Some(seeded) if seeded.context != context => return Ok(None),
            Some(seeded) => match kept_articles(seeded, &digests, &records)? {
                Some(articles) => Some(KeptClaims { seeded, articles }),
                None => return Ok(None),
            },
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
                let part = kept.part(&read, &withdrawals)?;
                if part.is_none() {
                    return Ok(None);
                }
                part
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

pub(super) fn read_description(source: &Source, diagnostics: &mut Diagnostics) -> Option<DatasetDescription> {
    let file = "dataset.json";
    let json = source.exists(file).and_then(|exists| exists.then(|| source.read(file)).transpose());
    match json {
        Ok(json) => parse_description(&json?, &source.display(file), diagnostics),
        Err(fault) => {
            diagnostics.add_file_error(&source.display(file), fault);
            None
        }
    }
}

pub(super) fn read_actors(source: &Source, diagnostics: &mut Diagnostics) -> Actors {
    let mut actors = Actors::default();
    let read = read_records(source, "actors.jsonl", diagnostics, |raw, line, record| actors.add(raw, line, record));
    (actors.unparsed, actors.unreadable) = (read.unparsed, read.is_incomplete);
    actors.check_references(&source.display("actors.jsonl"), diagnostics);
    actors
}

pub(super) fn read_topics(source: &Source, diagnostics: &mut Diagnostics) -> Topics {
    let mut topics = Topics::default();
    let file = "topics.jsonl";
    match source.exists(file) {
        Ok(true) => {}
        Ok(false) => return topics,
        Err(fault) => {
            diagnostics.add_file_error(&source.display(file), fault);
            topics.unreadable = true;
            return topics;
        }
    }
    let read = read_records(source, file, diagnostics, |raw, line, record| topics.add(raw, line, record));
    (topics.unparsed, topics.unreadable) = (read.unparsed, read.is_incomplete);
    topics.check_references(&source.display(file), diagnostics);
    topics
}

/// What could not be read of a file.
#[derive(Default)]
struct Unread {
    /// The identifiers of the records that do not parse.
    unparsed: BTreeSet<String>,
    /// Whether there are records whose identifier is not known.
    is_incomplete: bool,
}

/// Passes each record with its line to `add`.
fn read_records<T: SeedRecord>(
    source: &Source,
    path: &str,
    diagnostics: &mut Diagnostics,
    mut add: impl FnMut(T, u32, &mut RecordDiagnostics),
) -> Unread {
    let mut unread = Unread::default();
    let file = source.display(path);
    for record in jsonl_records(source, path) {
        let line = record.line;
        let mut diagnostics = diagnostics.record(&file, line);
        let id = match record.text_or_id(&mut diagnostics) {
            Ok(text) => match parse_record(&text, &mut diagnostics) {
                Some(raw) => {
                    add(raw, line, &mut diagnostics);
                    continue;
                }
                None => best_effort_id(&text),
            },
            Err(id) => id,
        };
        unread.is_incomplete |= id.is_none();
        unread.unparsed.extend(id);
    }
    unread
}

fn read_articles(
    source: &Source,
    texts: Option<&Path>,
    folders: &[String],
    actors: &Actors,
    required: &[Requirement],
    diagnostics: &mut Diagnostics,
) -> (Vec<SeedArticle>, Withdrawals) {
    let (mut articles, mut withdrawals) = (Vec::new(), Withdrawals::default());
    for folder in folders {
        check_draft(source, folder, diagnostics);
        warn_of_no_claims(source, folder, diagnostics);
        withdrawals.read(source, folder, diagnostics);
        if !is_withdrawn(source, folder) {
            articles.extend(read_seed_article(source, texts, folder, actors, required, diagnostics));
        }
    }
    (articles, withdrawals)
}

/// Whether a folder has nothing but notices: the whole article was withdrawn.
fn is_withdrawn(source: &Source, folder: &str) -> bool {
    let has = |path: &str| source.exists(path) != Ok(false);
    source.exists(&withdrawals_path(folder)) == Ok(true)
        && !has(&format!("articles/{folder}/article.json"))
        && !has(&format!("articles/{folder}/claims.jsonl"))
}

/// Reads the article in a folder; `None` if neither the article nor its folder's name is valid.
pub fn read_seed_article(
    source: &Source,
    texts: Option<&Path>,
    folder: &str,
    actors: &Actors,
    required: &[Requirement],
    diagnostics: &mut Diagnostics,
) -> Option<SeedArticle> {
    let path = format!("articles/{folder}/article.json");
    let text = read_text(source, texts, folder, diagnostics);
    let article = match source.read(&path) {
        Ok(json) => parse_document(&json, &source.display(&path), diagnostics, |raw, record| {
            validate_article(raw, folder, text.as_ref(), actors, required, record)
        }),
        Err(fault) => {
            diagnostics.add_file_error(&source.display(&path), fault);
            None
        }
    };
    let is_placeholder = article.is_none();
    let article = article.or_else(|| placeholder_article(folder, text.as_ref()))?;
    let claims_path = format!("articles/{folder}/claims.jsonl");
    Some(SeedArticle { article, text, languages: Arc::default(), claims_path, is_placeholder })
}

/// Warns of an article whose file of claims is there and empty, as after `isnad new`.
fn warn_of_no_claims(source: &Source, folder: &str, diagnostics: &mut Diagnostics) {
    let path = format!("articles/{folder}/claims.jsonl");
    let has = |path: &str| source.exists(path).unwrap_or_default();
    if has(&path) && source.size(&path) == 0 && !has(&withdrawals_path(folder)) && !has(&draft_path(folder)) {
        let problem = format!("has no claims yet; `isnad draft {folder}` proposes some");
        diagnostics.record(&source.display(&path), 1).warn("file", Fault::new(FaultCode::NoClaims, problem));
    }
}

/// Refuses proposals on which nobody has decided.
fn check_draft(source: &Source, folder: &str, diagnostics: &mut Diagnostics) {
    let path = draft_path(folder);
    if !source.exists(&path).unwrap_or_default() {
        return;
    }
    let proposals = jsonl_records(source, &path).count();
    if proposals > 0 {
        let fault = Fault::new(FaultCode::UndecidedProposals, format!("has {proposals} proposals of `isnad draft`"));
        let fault = fault.accepts(
            "no proposal. Move those that are right to claims.jsonl, as in docs/drafting.md, and delete the file",
        );
        diagnostics.add_file_error(&source.display(&path), fault);
    }
}

/// Reads the text of the article in a folder, if there is one.
pub(super) fn read_text(
    source: &Source,
    texts: Option<&Path>,
    folder: &str,
    diagnostics: &mut Diagnostics,
) -> Option<ArticleText> {
    let mut paths = text_paths(source, texts, folder).into_iter();
    let (text, path) = paths.find_map(|path| Some((read_article_text(&path)?, path)))?;
    match text {
        Ok(text) => Some(ArticleText::new(text)),
        Err(fault) => {
            diagnostics.add_file_error(&path.display().to_string(), fault);
            None
        }
    }
}

/// Puts the languages of all texts in the order of the dataset.
fn sort_languages(
    languages: &Arc<[String]>,
    description: &mut Option<DatasetDescription>,
    actors: &mut Actors,
    topics: &mut Topics,
    articles: &mut [SeedArticle],
) {
    if let Some(about) = description {
        about.title.sort_by_languages(languages);
        about.description.sort_by_languages(languages);
    }
    for actor in actors.by_id.values_mut() {
        actor.name.sort_by_languages(languages);
        actor.aliases.sort_by_languages(languages);
        actor.description.iter_mut().for_each(|text| text.sort_by_languages(languages));
    }
    for topic in topics.by_id.values_mut() {
        topic.label.sort_by_languages(languages);
        topic.alt_labels.sort_by_languages(languages);
        topic.definition.iter_mut().for_each(|text| text.sort_by_languages(languages));
    }
    for seed in articles {
        let Article { title, title_note, published_note, rights, .. } = &mut seed.article;
        let notes = [title_note, published_note, rights].into_iter().flatten();
        notes.chain([title]).for_each(|text| text.sort_by_languages(languages));
        seed.languages = Arc::clone(languages);
    }
}
