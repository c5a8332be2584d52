//! Runs an import: reads the files in parallel, makes articles and claims of their documents, and writes what is new.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::domain::dataset::{DatasetDescription, Licence};
use crate::domain::language_map::LanguageMap;
use crate::import::annotation::{Document, OffsetSource, Place, Reading, Refusal};
use crate::import::articles::{TargetArticle, article_id, fingerprint, new_article, unacceptable};
use crate::import::claims::{ClaimMaker, NoClaim};
use crate::import::directory::{Directory, DirectoryError};
use crate::import::exported::voice_of_export;
use crate::import::format::Format;
use crate::import::ids::slug;
use crate::import::inputs::{find_files, name_of, read_input};
use crate::import::locate::Locator;
use crate::import::long::LongSpans;
use crate::import::map::Map;
use crate::import::names::ActorBook;
use crate::import::offsets::{ACCEPTED_UNITS, Counting};
use crate::import::readers::read;
use crate::import::report::ImportReport;
use crate::import::topics::TopicBook;
use crate::ingest::{RawActor, RawArticle, RawClaim, parallel_map, progress_bar};

/// What to import, and how.
#[derive(Debug)]
pub struct ImportOptions {
    pub format: Format,
    pub files: Vec<PathBuf>,
    pub into: PathBuf,
    /// Where texts are read and written; beside the articles without it.
    pub texts: Option<PathBuf>,
    /// Folders with the texts of annotations that have none beside them.
    pub text_from: Vec<PathBuf>,
    pub map: Map,
    pub unit: Option<Counting>,
    pub long: LongSpans,
    pub language: Option<String>,
    pub create_actors: bool,
    pub dry_run: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The command line lacks something.
    #[error("{0}")]
    Usage(String),
    #[error(transparent)]
    Directory(#[from] DirectoryError),
}

/// Imports files into a directory of seed files.
pub fn import(options: &ImportOptions) -> Result<ImportReport, ImportError> {
    let files = find_files(&options.files, options.format).map_err(ImportError::Usage)?;
    let mut importer = Importer::new(options)?;
    importer.report.files = files.len();
    let progress = progress_bar(files.len() as u64, "importing {wide_bar} {pos}/{len} files, {eta} left");
    let read_file = |path: PathBuf| {
        let input = read_input(&path, options.format, &options.text_from);
        (path, input.and_then(|input| read(options.format, &input, &options.map)))
    };
    parallel_map(files.into_iter(), read_file, |(path, reading)| {
        progress.inc(1);
        importer.add_file(&path, reading)
    })?;
    progress.finish_and_clear();
    importer.finish()
}

struct Importer<'a> {
    options: &'a ImportOptions,
    directory: Directory,
    actors: ActorBook,
    topics: TopicBook,
    /// Articles of this import with their new claims.
    articles: BTreeMap<String, ImportedArticle>,
    used_ids: BTreeSet<String>,
    report: ImportReport,
}

struct ImportedArticle {
    article: RawArticle,
    /// The voice of a new article.
    voice: Option<RawActor>,
    text: Option<String>,
    is_text_new: bool,
    /// The claims of the directory by identifier.
    existing: HashMap<String, (u32, Option<RawClaim>)>,
    withdrawn: BTreeSet<String>,
    claims: Vec<RawClaim>,
    has_waiting: bool,
}

impl<'a> Importer<'a> {
    fn new(options: &'a ImportOptions) -> Result<Self, DirectoryError> {
        let mut directory = Directory::read(&options.into, options.texts.as_deref())?;
        let drafts = std::mem::take(&mut directory.drafts);
        let actors = ActorBook::new(&directory.actors, drafts.clone(), &options.map.actors, options.create_actors);
        directory.drafts = drafts;
        let topics = TopicBook::new(&directory.topics);
        let (articles, used_ids) = (BTreeMap::new(), BTreeSet::new());
        Ok(Self { options, directory, actors, topics, articles, used_ids, report: ImportReport::default() })
    }

    fn add_file(&mut self, path: &Path, reading: Result<Reading, String>) -> Result<(), ImportError> {
        let file = name_of(path);
        let reading = match reading {
            Ok(reading) => reading,
            Err(reason) => {
                self.report.refused.push(Refusal::new(&Place::item(&file, ""), reason));
                return Ok(());
            }
        };
        for (label, count) in reading.ignored {
            *self.report.ignored.entry(label).or_default() += count;
        }
        self.report.refused.extend(reading.refused);
        for document in reading.documents {
            self.add_document(&file, &document)?;
        }
        Ok(())
    }

    fn add_document(&mut self, file: &str, document: &Document) -> Result<(), ImportError> {
        let known = document.article.clone();
        let at_url = || self.directory.article_at(document.about.one("url")?).map(str::to_owned);
        let id = known.or_else(at_url).unwrap_or_else(|| article_id(&document.name));
        if let Err(reason) = self.open_article(&id, document)? {
            let place = Place::item(&file.into(), document.name.clone());
            let count = document.annotations.len();
            self.report.refused.push(Refusal::new(&place, format!("{reason}; so are its {count} annotations")));
            return Ok(());
        }
        let Some(mut imported) = self.articles.remove(&id) else { return Ok(()) };
        let result = self.add_claims(file, document, &mut imported);
        self.articles.insert(id, imported);
        result
    }

    /// Makes the article ready for claims; the inner error says why it is refused.
    fn open_article(&mut self, id: &str, document: &Document) -> Result<Result<(), String>, ImportError> {
        if let Some(reason) = document.text.as_deref().and_then(unacceptable) {
            return Ok(Err(reason.to_owned()));
        }
        if !self.articles.contains_key(id) {
            if !crate::domain::identifier::is_identifier(id) {
                return Ok(Err(format!("\"{id}\" is not the identifier of an article")));
            }
            let imported = self.first_opened(id, document)?;
            self.articles.insert(id.to_owned(), imported);
        }
        let Some(imported) = self.articles.get_mut(id) else { return Ok(Ok(())) };
        let Some(text) = &document.text else { return Ok(Ok(())) };
        if imported.article.text.as_ref().is_some_and(|known| *known != fingerprint(text)) {
            return Ok(Err(format!("its text is not that of the article {id}")));
        }
        if imported.text.is_none() {
            (imported.text, imported.is_text_new) = (Some(text.clone()), true);
        }
        Ok(Ok(()))
    }

    fn first_opened(&mut self, id: &str, document: &Document) -> Result<ImportedArticle, ImportError> {
        let text = self.directory.text(id)?;
        let existing = self.directory.claims(id)?;
        let existing = existing
            .into_iter()
            .map(|(line, claim)| (claim.as_ref().map_or(String::new(), |claim| claim.id.clone()), (line, claim)));
        let existing = existing.collect();
        let mut imported = ImportedArticle {
            article: match self.directory.articles.get(id) {
                Some(article) => article.clone(),
                None => self.new_article(id, document, document.text.as_deref().or(text.as_deref())),
            },
            voice: None,
            is_text_new: false,
            text,
            existing,
            withdrawn: self.directory.withdrawn(id)?,
            claims: vec![],
            has_waiting: false,
        };
        if !self.directory.articles.contains_key(id) {
            let exported = document.annotations.iter().find_map(|annotation| annotation.exported.as_ref());
            let voice = match exported.and_then(voice_of_export) {
                Some(voice) => self.actors.voice_of_export(voice.id.as_str(), voice.name, voice.kind),
                None => Some(self.actors.new_voice(id, &imported.article.title)),
            };
            match voice {
                Some(voice) => (imported.article.voice, imported.voice) = (voice.id.clone(), Some(voice)),
                None => {
                    imported.article.voice =
                        exported.and_then(voice_of_export).map(|voice| voice.id.to_string()).unwrap_or_default();
                }
            }
        }
        Ok(imported)
    }

    fn new_article(&mut self, id: &str, document: &Document, text: Option<&str>) -> RawArticle {
        let map = &self.options.map;
        let language = self.options.language.as_deref().or(map.article.language.as_deref()).unwrap_or("und");
        new_article(id, document, text, language, &mut self.report.refused)
    }

    fn add_claims(
        &mut self,
        file: &str,
        document: &Document,
        imported: &mut ImportedArticle,
    ) -> Result<(), ImportError> {
        let outcomes = self.make_claims(file, document, imported)?;
        for (annotation, outcome) in document.annotations.iter().zip(outcomes) {
            match outcome {
                Ok(claim) => {
                    self.report.kept_spans += annotation.spans.len();
                    let path = self.directory.claims_path(&imported.article.id);
                    imported.add_claim(claim, &path, &annotation.place, &mut self.report);
                }
                Err(NoClaim::Refused(refused)) => self.report.refused.extend(refused),
                Err(NoClaim::Waiting(names)) => {
                    imported.has_waiting = true;
                    self.report.waiting_claims += 1;
                    for name in names {
                        *self.report.waiting.entry(name).or_default() += 1;
                    }
                }
            }
        }
        Ok(())
    }

    /// Returns a claim for each annotation of a document, or why there is none.
    fn make_claims(
        &mut self,
        file: &str,
        document: &Document,
        imported: &ImportedArticle,
    ) -> Result<Vec<Result<RawClaim, NoClaim>>, ImportError> {
        let Ok(locator) = Locator::new(document, imported.text.as_deref(), self.options.unit) else {
            let message = "has offsets and no quotes to prove their unit; --unit is needed:";
            return Err(ImportError::Usage(format!("{file} {message} {ACCEPTED_UNITS}")));
        };
        if let Some(proof) = locator.proof() {
            self.report.add_proof(file, proof);
            if document.offsets == OffsetSource::Hints && proof.fitting < proof.total {
                self.report.notes.push(format!("{file}: where offsets do not fit, the quotes decide"));
            }
        }
        let RawArticle { id, language, voice, published, .. } = imported.article.clone();
        let mut maker = ClaimMaker {
            article: &TargetArticle { id, language, voice, published },
            locator: &locator,
            actors: &mut self.actors,
            topics: &mut self.topics,
            long: self.options.long,
            source: self.options.format.info().name,
            without_source: self.options.map.claim.without_source.as_deref(),
            used: &mut self.used_ids,
            notes: &mut self.report.notes,
        };
        Ok(document.annotations.iter().map(|annotation| maker.make(annotation)).collect())
    }

    /// Relations to claims that are neither imported nor in the directory, as in an export of some claims, are left out.
    fn leave_out_relations(&mut self, articles: &mut BTreeMap<String, ImportedArticle>) -> Result<(), DirectoryError> {
        if articles.values().all(|imported| imported.claims.iter().all(|claim| claim.relations.is_empty())) {
            return Ok(());
        }
        let mut known: BTreeSet<String> =
            articles.values().flat_map(|imported| imported.claims.iter().map(|claim| claim.id.clone())).collect();
        for id in self.directory.articles.keys() {
            let claims = self.directory.claims(id)?;
            known.extend(claims.into_iter().filter_map(|(_, claim)| claim.map(|claim| claim.id)));
        }
        for claim in articles.values_mut().flat_map(|imported| &mut imported.claims) {
            let (id, notes) = (&claim.id, &mut self.report.notes);
            claim.relations.retain(|relation| {
                let is_known = known.contains(&relation.claim);
                if !is_known {
                    notes.push(format!(
                        "{id}: the relation to {} is left out, as that claim is not here",
                        relation.claim
                    ));
                }
                is_known
            });
        }
        Ok(())
    }

    fn finish(mut self) -> Result<ImportReport, ImportError> {
        let mut articles = std::mem::take(&mut self.articles);
        self.leave_out_relations(&mut articles)?;
        for (id, imported) in articles {
            let is_new = !self.directory.articles.contains_key(&id);
            if is_new && imported.claims.is_empty() && !imported.has_waiting {
                continue;
            }
            if is_new {
                self.report.new_articles += 1;
                self.actors.accepted.extend(imported.voice);
                self.directory.add_article(&imported.article)?;
            }
            if let Some(text) = imported.text.filter(|_| imported.is_text_new) {
                self.directory.add_text(&id, &text);
            }
            self.report.new_claims += imported.claims.len();
            self.directory.add_claims(&id, &imported.claims)?;
        }
        let accepted = std::mem::take(&mut self.actors.accepted);
        self.report.near = std::mem::take(&mut self.actors.near_names);
        self.report.new_actors = accepted.len();
        self.report.new_topics = self.topics.new.len();
        self.directory.add_actors(&accepted)?;
        self.directory.add_topics(&self.topics.new)?;
        let waiting: Vec<RawActor> = self.actors.into_waiting().collect();
        let draft = self.directory.update_drafts(&waiting, &accepted)?;
        self.report.draft = draft.display().to_string();
        if !self.directory.has_description {
            let description = description(self.options);
            self.directory.add_description(&description)?;
        }
        if !self.options.dry_run {
            self.directory.write()?;
        }
        Ok(self.report)
    }
}

impl ImportedArticle {
    /// Adds a claim, unless the directory has it or has another one of its identifier.
    fn add_claim(&mut self, claim: RawClaim, path: &Path, place: &Place, report: &mut ImportReport) {
        let id = &claim.id;
        if self.withdrawn.contains(id) {
            report.refused.push(Refusal::new(place, format!("{id} was withdrawn")));
            return;
        }
        let Some((line, known)) = self.existing.get(id) else { return self.claims.push(claim) };
        if known.as_ref() == Some(&claim) {
            report.unchanged_claims += 1;
            return;
        }
        let fields = known.as_ref().map_or(vec![], |known| differing_fields(known, &claim)).join(", ");
        let path = path.display();
        report.conflicts.push(format!("{path}:{line}: {id} differs from {place} in: {fields}; it stays as it is"));
    }
}

fn differing_fields(a: &RawClaim, b: &RawClaim) -> Vec<String> {
    let members = |claim: &RawClaim| match serde_json::to_value(claim) {
        Ok(serde_json::Value::Object(members)) => members,
        _ => serde_json::Map::new(),
    };
    let (a, b) = (members(a), members(b));
    let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    names.into_iter().filter(|name| a.get(*name) != b.get(*name)).cloned().collect()
}

/// The description of the map, otherwise one that says what is not known.
fn description(options: &ImportOptions) -> DatasetDescription {
    if let Some(description) = &options.map.dataset {
        return description.clone();
    }
    let name = std::path::absolute(&options.into).ok();
    let name = name.as_deref().and_then(Path::file_name).map_or("import".into(), |name| name.to_string_lossy());
    let title = match crate::import::clean::clean(&name) {
        title if title.is_empty() => "import".to_owned(),
        title => title,
    };
    DatasetDescription {
        id: Some(slug(&name)),
        title: LanguageMap::single("en", &title),
        description: LanguageMap::single("en", &format!("Imported from {}.", options.format.info().description)),
        licence: Licence { name: "NOASSERTION".to_owned(), url: "https://spdx.dev/use/specifications/".to_owned() },
        creator: None,
        contact: None,
        method: None,
        limitations: None,
        languages: vec![],
        require: vec![],
    }
}
