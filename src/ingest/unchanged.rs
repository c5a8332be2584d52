//! Finds the articles whose files and names have not changed since the dataset was seeded: their claims are not read again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{self, Read};
use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::domain::actor::Actor;
use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::{ActorId, ArticleId, ClaimId, TopicId};
use crate::domain::topic::Topic;
use crate::ingest::parallel_map::parallel_map;
use crate::ingest::source::{Source, draft_path, text_paths};
use crate::ingest::withdrawals::{Withdrawals, withdrawals_path};
use crate::store::{KeptArticles, SeededArticle, SeededDataset, StoreError};

pub type FileDigest = [u8; 32];

/// The digest of the files of each article; articles whose files cannot be read have none.
pub fn digest_articles(source: &Source, texts: Option<&Path>, folders: &[String]) -> BTreeMap<String, FileDigest> {
    let mut digests = BTreeMap::new();
    let digest = |folder: &String| (folder.clone(), digest_files(source, texts, folder).ok());
    let add = |(folder, digest): (String, Option<FileDigest>)| {
        digests.extend(digest.map(|digest| (folder, digest)));
        Ok::<(), ()>(())
    };
    parallel_map(folders.iter(), digest, add).expect("nothing fails");
    digests
}

fn digest_files(source: &Source, texts: Option<&Path>, folder: &str) -> io::Result<FileDigest> {
    let mut hash = Sha256::new();
    let article = ["article.json", "claims.jsonl"].map(|file| format!("articles/{folder}/{file}"));
    for path in article.into_iter().chain([withdrawals_path(folder), draft_path(folder)]) {
        add_file(&mut hash, source.open(&path).map(Some))?;
    }
    let text = text_paths(source, texts, folder).into_iter().find(|path| path.exists());
    add_file(&mut hash, text.map(std::fs::File::open).transpose())?;
    Ok(hash.finalize().into())
}

/// Adds the length and the content of a file, or that it does not exist.
fn add_file(hash: &mut Sha256, file: io::Result<Option<impl Read>>) -> io::Result<()> {
    let file = file.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(None) } else { Err(error) })?;
    let Some(mut file) = file else {
        hash.update([0]);
        return Ok(());
    };
    let (mut content, mut buffer, mut length) = (Sha256::new(), vec![0; 64 << 10], 0_u64);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        content.update(&buffer[..read]);
        length += read as u64;
    }
    hash.update([1]);
    hash.update(length.to_le_bytes());
    hash.update(content.finalize());
    Ok(())
}

/// Hashes what decides, beside records and files, how a claim is read.
pub fn seed_context(description: Option<&DatasetDescription>, languages: &[String]) -> String {
    let context = (env!("CARGO_PKG_VERSION"), description, languages);
    hex::encode(Sha256::digest(serde_json::to_vec(&context).expect("records can be written")))
}

/// The records of a corpus, which the claims name.
pub struct NamedRecords<'a> {
    pub actors: &'a BTreeMap<ActorId, Actor>,
    pub topics: &'a BTreeMap<TopicId, Topic>,
}

/// The identifiers of the records that changed or were removed; `None` if one of them is merged with another, under whose
/// identifier claims may name it.
fn changed_records<'r, T: Serialize + 'r>(
    before: &'r HashMap<String, String>,
    after: impl Iterator<Item = (&'r str, &'r T)>,
) -> Option<Vec<&'r str>> {
    let after: HashMap<&str, String> =
        after.map(|(id, record)| (id, serde_json::to_string(record).expect("records can be written"))).collect();
    let mut changed = Vec::new();
    for (id, record) in before {
        let now = after.get(id.as_str());
        if now == Some(record) {
            continue;
        }
        if [Some(record), now].into_iter().flatten().any(|record| record.contains("\"merged_into\"")) {
            return None;
        }
        changed.push(id.as_str());
    }
    Some(changed)
}

/// The claims of the articles that are kept, which the claims of other articles may name.
pub struct KeptClaims<'a> {
    pub seeded: &'a SeededDataset,
    pub articles: KeptArticles,
}

/// The part of a corpus that was not read, because the previous dataset has it.
pub struct KeptPart {
    pub articles: KeptArticles,
    pub claims: usize,
    /// What is recorded of its articles.
    pub seeded: Vec<SeededArticle>,
}

impl<'a> KeptClaims<'a> {
    /// Those of the articles with unchanged files whose claims name no record that changed; `None` if that cannot be known.
    pub fn find(
        seeded: &'a SeededDataset,
        digests: &BTreeMap<String, FileDigest>,
        records: &NamedRecords,
    ) -> Result<Option<Self>, StoreError> {
        let actors = changed_records(&seeded.actors, records.actors.iter().map(|(id, actor)| (id.as_str(), actor)));
        let topics = changed_records(&seeded.topics, records.topics.iter().map(|(id, topic)| (id.as_str(), topic)));
        let (Some(actors), Some(topics)) = (actors, topics) else { return Ok(None) };
        let is_unchanged = |id: &String| digests.get(id) == Some(&seeded.articles[id].digest);
        let mut articles: BTreeSet<String> = seeded.articles.keys().filter(|id| is_unchanged(id)).cloned().collect();
        if !actors.is_empty() || !topics.is_empty() {
            for article in seeded.lookup().articles_naming(&actors, &topics)? {
                articles.remove(&article);
            }
        }
        Ok(Some(Self { seeded, articles: KeptArticles { fingerprint: seeded.fingerprint.clone(), articles } }))
    }

    pub fn contains(&self, article: &ArticleId) -> bool {
        self.articles.articles.contains(article.as_str())
    }

    /// Those of some claims that exist in kept articles.
    pub fn known<'i>(&self, claims: impl Iterator<Item = &'i ClaimId>) -> Result<HashSet<String>, StoreError> {
        let claims: Vec<&ClaimId> = claims.collect();
        let articles = self.seeded.lookup().articles_of(&claims)?;
        let is_kept = |(_, article): &(String, String)| self.articles.articles.contains(article);
        Ok(articles.into_iter().filter(is_kept).map(|(claim, _)| claim).collect())
    }

    /// What is kept beside the claims that were read. `None` if that is less than what changed, or if both do not fit together:
    /// reading everything finds out why.
    pub fn into_part(self, read: &[&ClaimId], withdrawals: &Withdrawals) -> Result<Option<KeptPart>, StoreError> {
        let lookup = self.seeded.lookup();
        let counts = lookup.counts()?;
        let claims: usize = self.articles.articles.iter().filter_map(|article| counts.get(article)).sum();
        let removed = self.seeded.claims - claims;
        if claims < read.len() + removed {
            return Ok(None);
        }
        if !self.known(read.iter().copied().chain(withdrawals.0.keys()))?.is_empty() {
            return Ok(None);
        }
        let read: HashSet<&str> = read.iter().map(|claim| claim.as_str()).collect();
        if !lookup.targets_outside(&self.articles.articles)?.iter().all(|target| read.contains(target.as_str())) {
            return Ok(None);
        }
        let seeded = self.articles.articles.iter().map(|article| self.seeded.articles[article].clone()).collect();
        Ok(Some(KeptPart { articles: self.articles, claims, seeded }))
    }
}
