//! The list of topics: their tree, or pages of those that match a text.

use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;

use crate::domain::topic::Topic;
use crate::domain::vocabulary::{ArticleSort, RecordSort};
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::i18n::Locale;
use crate::web::card::Name;
use crate::web::context::{LanguageParams, PageContext};
use crate::web::form::{ListForm, read_form};
use crate::web::layout::{self, PageLayout};
use crate::web::pager::{PageNumberParams, Pager};
use crate::web::record_list::{ListParams, ListView};

const PAGE_SIZE: u32 = 60;

/// The largest number of topics that are shown as a tree.
const MAX_TREE: u32 = 400;

const SORTS: [ArticleSort; 2] = [ArticleSort::Claims, ArticleSort::Name];

type TopicsParams = (ListParams, PageNumberParams, LanguageParams);

/// A topic of the tree, which the template writes as nested lists, or of a list.
pub struct TopicEntry {
    pub name: Name,
    pub href: String,
    pub count: String,
    /// The broader topics, in a list.
    pub broader: Vec<Name>,
    /// Whether a list opens before this topic.
    pub opens: bool,
    /// The number of lists that close after it.
    pub closes: usize,
}

#[derive(Template)]
#[template(path = "topics.html")]
pub struct TopicsPage {
    layout: PageLayout,
    form: Option<ListForm>,
    total: String,
    is_tree: bool,
    entries: Vec<TopicEntry>,
    pager: Pager,
    claims: Option<String>,
}

#[get("/topics")]
pub async fn show_topics(request: HttpRequest, state: State) -> Result<HttpResponse, ApiError> {
    let params = match read_form::<TopicsParams>(&request) {
        Ok(params) => params,
        Err(redirect) => return Ok(redirect),
    };
    let list = params.resolve(|(list, page, language), errors| {
        language.check(errors);
        list.resolve::<RecordSort>(&page, errors)
    })?;
    let context = PageContext::from_request::<TopicsParams>(&request);
    let cost = list.cost(&state.dataset);
    layout::respond(&request, &state, context, cost, move |context, state, _| view(context, state, &list)).await
}

fn view(context: &PageContext, state: &AppState, list: &ListView) -> Result<TopicsPage, ApiError> {
    let topics = &state.dataset.catalogue().topics;
    // A topic without claims leads nowhere.
    let has_claims = |ordinal: usize| state.dataset.topic_counts(ordinal).with_narrower > 0;
    let mut found = list.find(&state.dataset, |topic: &Topic| topic.merged_into.is_none());
    found.retain(|&ordinal| has_claims(ordinal));
    let is_tree = list.text.is_none() && found.len() <= MAX_TREE as usize;
    let page = list.page(if is_tree { MAX_TREE } else { PAGE_SIZE }, found.len())?;
    let entries = if is_tree {
        tree(context, state, &found)
    } else {
        found[page.shown()].iter().map(|&ordinal| entry(context, state, ordinal, true)).collect()
    };
    let mut layout = PageLayout::new(context, state, "topics", context.text("nav-topics"), context.text("topics-hint"));
    layout.formats = vec![list.format_link(context, "/v1/topics")];
    let form = ListForm {
        q: list.text.clone().unwrap_or_default(),
        label: context.text("topics-search"),
        selects: vec![list.sorts(context, &SORTS)],
        dates: vec![],
    };
    Ok(TopicsPage {
        form: (topics.count() > 1).then_some(form),
        total: context.locale.number(found.len() as u64),
        is_tree,
        entries,
        pager: Pager::new(context, &context.address, page),
        claims: list.claims(context),
        layout,
    })
}

fn entry(context: &PageContext, state: &AppState, ordinal: usize, with_broader: bool) -> TopicEntry {
    let topics = &state.dataset.catalogue().topics;
    let topic = &topics.all()[ordinal];
    let locale: Locale = context.locale;
    let broader = topic.broader.iter().filter(|_| with_broader).filter_map(|id| topics.get(id.as_str()));
    TopicEntry {
        name: Name::picked(locale, &topic.label),
        href: context.to(&format!("/topics/{}", topic.id)),
        count: locale.claim_count(state.dataset.topic_counts(ordinal).with_narrower),
        broader: broader.map(|above| Name::picked(locale, &above.label)).collect(),
        opens: false,
        closes: 0,
    }
}

/// The topics in their order, each after the first broader topic among them.
fn tree(context: &PageContext, state: &AppState, found: &[usize]) -> Vec<TopicEntry> {
    let topics = &state.dataset.catalogue().topics;
    let parent = |&ordinal: &usize| {
        let mut above = topics.all()[ordinal].broader.iter().filter_map(|id| topics.resolve(id.as_str()));
        above.find(|above| found.contains(above))
    };
    let parents: Vec<Option<usize>> = found.iter().map(parent).collect();
    let below = |parent: Option<usize>| -> Vec<usize> {
        let narrower = found.iter().zip(&parents).filter(|(_, above)| **above == parent);
        narrower.map(|(ordinal, _)| *ordinal).rev().collect()
    };
    let mut entries: Vec<TopicEntry> = Vec::new();
    let mut stack = vec![below(None)];
    let mut opens = false;
    while let Some(list) = stack.last_mut() {
        let Some(ordinal) = list.pop() else {
            stack.pop();
            if let Some(last) = entries.last_mut().filter(|_| !stack.is_empty()) {
                last.closes += 1;
            }
            continue;
        };
        entries.push(TopicEntry { opens, ..entry(context, state, ordinal, false) });
        let narrower = below(Some(ordinal));
        opens = !narrower.is_empty();
        if opens {
            stack.push(narrower);
        }
    }
    entries
}
