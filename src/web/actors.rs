//! The list of actors.

use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;

use crate::domain::actor::Actor;
use crate::domain::vocabulary::{ActorKind, ArticleSort, RecordSort, VocabularyTerm};
use crate::http::actor_params::ActorParams;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::web::card::{LangText, Name};
use crate::web::claim_list::Entry;
use crate::web::context::{LanguageParams, PageContext};
use crate::web::form::{ListForm, Select, read_form};
use crate::web::layout::{self, PageLayout};
use crate::web::pager::{PageNumberParams, Pager};
use crate::web::record_list::{ListParams, ListView};

const PAGE_SIZE: u32 = 60;

const SORTS: [ArticleSort; 2] = [ArticleSort::Claims, ArticleSort::Name];

type ActorsParams = (ActorParams, ListParams, PageNumberParams, LanguageParams);

#[derive(Template)]
#[template(path = "actors.html")]
pub struct ActorsPage {
    layout: PageLayout,
    form: ListForm,
    total: String,
    entries: Vec<Entry>,
    pager: Pager,
    claims: Option<String>,
}

#[get("/actors")]
pub async fn show_actors(request: HttpRequest, state: State) -> Result<HttpResponse, ApiError> {
    let params = match read_form::<ActorsParams>(&request) {
        Ok(params) => params,
        Err(redirect) => return Ok(redirect),
    };
    let (kinds, list) = params.resolve(|(actors, list, page, language), errors| {
        language.check(errors);
        (actors.resolve(errors), list.resolve::<RecordSort>(&page, errors))
    })?;
    let context = PageContext::from_request::<ActorsParams>(&request);
    let cost = list.cost(&state.dataset);
    layout::respond(&request, &state, context, cost, move |context, state, _| view(context, state, &kinds, &list)).await
}

fn view(context: &PageContext, state: &AppState, kinds: &[ActorKind], list: &ListView) -> Result<ActorsPage, ApiError> {
    let table = &state.dataset.catalogue().actors;
    let found = list.find(&state.dataset, |actor: &Actor| {
        actor.merged_into.is_none() && (kinds.is_empty() || kinds.contains(&actor.kind))
    });
    let present: Vec<ActorKind> =
        ActorKind::ALL.iter().copied().filter(|kind| table.all().iter().any(|actor| actor.kind == *kind)).collect();
    let page = list.page(PAGE_SIZE, found.len())?;
    let has_kinds = present.len() > 1;
    let entry =
        |&ordinal: &usize| entry(context, &table.all()[ordinal], state.dataset.actor_counts(ordinal).total, has_kinds);
    let (label, any) = (context.text("filter-label-kind"), context.text("list-any-kind"));
    let kind = Select::terms(context.locale, "kind", label, any, present, kinds);
    let mut layout = PageLayout::new(context, state, "actors", context.text("nav-actors"), context.text("actors-hint"));
    layout.formats = vec![list.format_link(context, "/v1/actors")];
    Ok(ActorsPage {
        form: ListForm {
            q: list.text.clone().unwrap_or_default(),
            label: context.text("actors-search"),
            selects: kind.into_iter().chain([list.sorts(context, &SORTS)]).collect(),
            dates: vec![],
        },
        total: context.locale.number(found.len() as u64),
        entries: found[page.shown()].iter().map(entry).collect(),
        pager: Pager::new(context, &context.address, page),
        claims: list.claims(context),
        layout,
    })
}

fn entry(context: &PageContext, actor: &Actor, count: u64, has_kinds: bool) -> Entry {
    let locale = context.locale;
    Entry {
        name: Name::picked(locale, &actor.name),
        href: context.to(&format!("/actors/{}", actor.id)),
        kind: if has_kinds { locale.term(actor.kind) } else { String::new() },
        about: actor.description.as_ref().map(|text| LangText::picked(locale, text, None)),
        count: locale.claim_count(count),
    }
}
