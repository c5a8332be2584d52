//! The names that a field suggests: actors and topics by name or alias in any language, claims by their statement.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};

use crate::curate::Curate;
use crate::curate::answers::{Failure, run};
use crate::curate::entries::{Entry, claims};
use crate::curate::error::CurateError;
use crate::curate::files::read;
use crate::curate::layout::LanguageQuery;
use crate::curate::workspace::Workspace;
use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::Resource;
use crate::i18n::Locale;
use crate::ingest::ArticleRecords;
use crate::search::{Suggested, Suggester, normalize};

const MAX_NAMES: usize = 12;

#[derive(Debug, Deserialize)]
pub struct NameQuery {
    /// `actor`, `topic` or `claim`.
    of: String,
    /// What was typed; empty for the names that the article's claims use most.
    #[serde(default)]
    q: String,
}

/// A name that a field can have.
#[derive(Debug, Serialize)]
pub struct Suggestion {
    pub id: String,
    pub name: String,
    /// What tells it from others: its kind, the alias that matched.
    pub detail: String,
}

#[get("/articles/{article}/names")]
pub async fn find_names(
    request: HttpRequest,
    curate: web::Data<Curate>,
    article: web::Path<String>,
    query: web::Query<NameQuery>,
    language: web::Query<LanguageQuery>,
) -> Result<HttpResponse, Failure> {
    let locale = language.locale(&request);
    let names = run(locale, curate, move |curate| find(&curate.workspace, &article, &query, locale)).await?;
    Ok(HttpResponse::Ok().json(names))
}

fn find(
    workspace: &Workspace,
    article: &str,
    query: &NameQuery,
    locale: Locale,
) -> Result<Vec<Suggestion>, CurateError> {
    let (entries, _) = claims(&read(&workspace.files(article)?.claims)?);
    if query.of == "claim" {
        return Ok(find_claims(&entries, &query.q, locale));
    }
    let context = workspace.read(article)?;
    let mut uses: HashMap<&str, u64> = HashMap::new();
    entries.iter().flat_map(|entry| entry.references(&query.of)).for_each(|id| *uses.entry(id).or_default() += 1);
    if query.q.trim().is_empty() {
        let mut ranked: Vec<_> = uses.into_iter().collect();
        ranked.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        return Ok(ranked
            .into_iter()
            .filter_map(|(id, _)| name_of(&context, &query.of, id, locale))
            .take(MAX_NAMES)
            .collect());
    }
    let catalogue = context.catalogue();
    let id_of = |record: Suggested| match record {
        Suggested::Actor(at) => catalogue.actors.all()[at].id.as_str(),
        Suggested::Topic(at) => catalogue.topics.all()[at].id.as_str(),
        Suggested::Article(_) => "",
    };
    let resource = if query.of == "topic" { Resource::Topic } else { Resource::Actor };
    let found = Suggester::new(&catalogue).suggest(
        &query.q,
        MAX_NAMES,
        |record| record.resource() == resource,
        |record| uses.get(id_of(record)).copied().unwrap_or_default(),
    );
    let named = found.into_iter().filter_map(|suggestion| {
        let mut name = name_of(&context, &query.of, id_of(suggestion.record), locale)?;
        if suggestion.matched != name.name {
            name.detail = format!("{} · {}", suggestion.matched, name.detail);
        }
        Some(name)
    });
    Ok(named.collect())
}

/// Returns the name of an actor, or of a topic where `of` is `topic`.
pub fn name_of(context: &ArticleRecords, of: &str, id: &str, locale: Locale) -> Option<Suggestion> {
    let pick = |name: &LanguageMap| locale.pick(name).to_owned();
    let (name, detail) = if of == "topic" {
        (pick(&context.topic(id)?.label), id.to_owned())
    } else {
        let actor = context.actor(id)?;
        (pick(&actor.name), locale.term(actor.kind))
    };
    Some(Suggestion { id: id.to_owned(), name, detail })
}

/// Returns claims of the article that contain every typed word, the last ones first.
fn find_claims(entries: &[Entry], typed: &str, locale: Locale) -> Vec<Suggestion> {
    let typed = normalize(typed);
    let is_match = |entry: &&Entry| {
        let text = normalize(&format!("{} {}", entry.id, entry.statement(locale).words));
        typed.split_whitespace().all(|word| text.contains(word))
    };
    let named = entries.iter().rev().filter(is_match).take(MAX_NAMES);
    named
        .map(|entry| Suggestion { id: entry.id.clone(), name: entry.statement(locale).words, detail: entry.id.clone() })
        .collect()
}
