//! Two actors side by side: what each says, about the other and else, what others say about them, on a topic and over time, and
//! which of their claims contradict each other.

use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;

use crate::domain::actor::Actor;
use crate::domain::topic::Topic;
use crate::domain::vocabulary::VocabularyTerm;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::query::filters::{ABOUT, ACTOR, ASSERTED_BY, NOT_ABOUT, NOT_ASSERTED_BY, TOPIC};
use crate::query::params::{Parameters, RawParams};
use crate::query::{ClaimFilter, FilterDef, Values};
use crate::store::DatasetReader;
use crate::web::card::{LangText, Link, Name, TextLink};
use crate::web::claim_list::ClaimPreview;
use crate::web::compare_chart::PairChart;
use crate::web::compare_choice::{self, ActorChoice, TopicCounts};
use crate::web::context::{LanguageParams, PageContext};
use crate::web::contradictions::{Contradictions, contradictions};
use crate::web::form::{Select, read_form};
use crate::web::layout::{self, FormatLink, PageLayout};
use crate::web::url::Address;

/// Claims shown in a cell.
const PREVIEW_CLAIMS: u32 = 4;

/// The actors and the topic: identifiers; an actor also by a name.
#[derive(Debug, Default)]
pub struct CompareParams {
    a: Vec<String>,
    b: Vec<String>,
    topic: Vec<String>,
}

impl Parameters for CompareParams {
    fn names() -> Vec<&'static str> {
        vec!["a", "b", "topic"]
    }

    fn extract(typed: &mut RawParams) -> Self {
        let mut values = |name: &str| typed.remove(name).unwrap_or_default();
        Self { a: values("a"), b: values("b"), topic: values("topic") }
    }
}

/// What the address asks for.
struct Comparison {
    actors: [Option<String>; 2],
    /// An ordinal of the catalogue.
    topic: Option<usize>,
}

/// One of the two actors.
pub struct Side {
    pub actor: Link,
    pub kind: String,
    pub description: Option<LangText>,
    /// The number of its claims on the topic: those that it makes.
    pub says: String,
}

/// Claims of the same part, one cell for each actor.
pub struct Row {
    pub id: &'static str,
    pub cells: [Cell; 2],
}

pub struct Cell {
    pub title: String,
    pub preview: ClaimPreview,
}

#[derive(Template)]
#[template(path = "compare.html")]
pub struct ComparePage {
    layout: PageLayout,
    choices: [ActorChoice; 2],
    topics: Option<Select>,
    /// Whether both choices are the same actor.
    same: bool,
    suggestions: Vec<TextLink>,
    comparison: Option<Compared>,
}

/// A filter and the search page with its claims.
#[derive(Clone)]
struct View {
    filter: ClaimFilter,
    search: Address,
}

impl View {
    /// The claims that each filter selects by its actors, on a topic.
    fn new(filters: &[(&'static FilterDef, &[&Actor])], topic: Option<&Topic>) -> Self {
        let mut view = Self { filter: ClaimFilter::default(), search: Address::new("/") };
        let ids = |actors: &[&Actor]| actors.iter().map(|actor| actor.id.to_string()).collect::<Vec<_>>();
        let actors = filters.iter().map(|(definition, actors)| (*definition, ids(actors)));
        for (definition, ids) in actors.chain(topic.map(|topic| (&TOPIC, vec![topic.id.to_string()]))) {
            view.search = ids.iter().fold(view.search, |search, id| search.with(definition.name, id));
            view.filter = view.filter.with(definition, Values::ids(ids));
        }
        view
    }
}

/// Two actors, compared.
pub struct Compared {
    pub sides: [Side; 2],
    /// The topic, with its page.
    pub topic: Option<Link>,
    /// The comparison on all topics.
    pub without_topic: String,
    pub chart: Option<PairChart>,
    pub contradictions: Contradictions,
    /// Those with claims.
    pub rows: Vec<Row>,
    pub topics: Vec<TopicCounts>,
}

type PageParams = (CompareParams, LanguageParams);

#[get("/compare")]
pub async fn show_comparison(request: HttpRequest, state: State) -> Result<HttpResponse, ApiError> {
    let params = match read_form::<PageParams>(&request) {
        Ok(params) => params,
        Err(redirect) => return Ok(redirect),
    };
    let topics = &state.dataset.catalogue().topics;
    let wanted = params.resolve(|(CompareParams { a, b, topic }, language), errors| {
        language.check(errors);
        errors.known("topic", &topic, topics.ids(), "no topic has this identifier");
        let topic = errors.single("topic", &topic).and_then(|id| topics.resolve(id));
        let actors = [("a", a), ("b", b)].map(|(name, values)| errors.single(name, &values).map(str::to_owned));
        Comparison { actors, topic }
    })?;
    let context = PageContext::from_request::<PageParams>(&request);
    // Names are searched, and the claims of both actors are counted by topic and date.
    let cost = state.dataset.names_cost().max(state.dataset.timeline_cost(&ClaimFilter::default()));
    layout::respond(&request, &state, context, cost, move |context, state, dataset| {
        view(context, state, dataset, &wanted)
    })
    .await
}

/// Filters with the actors that they select.
type Conditions<'a> = [(&'static FilterDef, &'a [&'a Actor]); 2];

fn view(
    context: &PageContext,
    state: &AppState,
    dataset: &DatasetReader,
    wanted: &Comparison,
) -> Result<ComparePage, ApiError> {
    let catalogue = dataset.catalogue();
    let names = ["a", "b"];
    let choices = [0, 1].map(|at| ActorChoice::new(context, dataset, names[at], wanted.actors[at].as_deref()));
    let chosen = choices.each_ref().map(|choice| choice.actor.map(|ordinal| &catalogue.actors.all()[ordinal]));
    let topic = wanted.topic.map(|ordinal| &catalogue.topics.all()[ordinal]);
    // Names in the address are replaced by identifiers, so that each comparison has one address.
    let pairs = names.into_iter().zip(&chosen).filter_map(|(name, actor)| Some((name, actor.as_ref()?.id.as_str())));
    let pairs = pairs.chain(topic.map(|topic| ("topic", topic.id.as_str())));
    let address = pairs.fold(Address::new("/compare"), |address, (name, id)| address.with(name, id));
    let context = PageContext { address, ..context.clone() };
    let title = match chosen {
        [Some(a), Some(b)] => compare_choice::pair_title(&context, &a.name, &b.name),
        _ => context.text("compare-title").to_owned(),
    };
    let mut layout = PageLayout::new(&context, state, "compare", &title, context.text("compare-hint"));
    let same = chosen[0].is_some() && choices[0].actor == choices[1].actor;
    let comparison = match chosen {
        [Some(a), Some(b)] if !same => Some(compare(&context, dataset, [a, b], wanted.topic)?),
        _ => None,
    };
    let asserted = |address: Address, actor: &&Actor| address.with(ASSERTED_BY.name, actor.id.as_str());
    let claims = chosen.iter().flatten().fold(Address::new("/v1/claims"), asserted);
    let claims = topic.into_iter().fold(claims, |address, topic| address.with(TOPIC.name, topic.id.as_str()));
    layout.formats = vec![FormatLink::json(&claims)];
    layout.indexed = comparison.is_some();
    Ok(ComparePage {
        topics: compare_choice::topics(&context, dataset, &choices, wanted.topic)?,
        suggestions: if comparison.is_some() {
            vec![]
        } else {
            compare_choice::suggestions(&context, dataset, chosen[0])?
        },
        same,
        comparison,
        choices,
        layout,
    })
}

fn compare(
    context: &PageContext,
    dataset: &DatasetReader,
    actors: [&Actor; 2],
    topic: Option<usize>,
) -> Result<Compared, ApiError> {
    let topic = topic.map(|ordinal| &dataset.catalogue().topics.all()[ordinal]);
    let view = |filters: &[(&'static FilterDef, &[&Actor])]| View::new(filters, topic);
    let [a, b] = actors;
    let says = [view(&[(&ASSERTED_BY, &[a])]), view(&[(&ASSERTED_BY, &[b])])];
    let counts = [dataset.count(&says[0].filter)?, dataset.count(&says[1].filter)?];
    let both_speak = counts.iter().all(|count| *count > 0);
    let charted = if both_speak { says.clone() } else { [view(&[(&ACTOR, &[a])]), view(&[(&ACTOR, &[b])])] };
    let (only_a, only_b): (&[&Actor], &[&Actor]) = (&[a], &[b]);
    // Each claim is in one row only.
    let rows: [(_, _, [Conditions; 2]); 3] = [
        (
            "each-other",
            "compare-about-other",
            [[(&ASSERTED_BY, only_a), (&ABOUT, only_b)], [(&ASSERTED_BY, only_b), (&ABOUT, only_a)]],
        ),
        (
            "says",
            "compare-says",
            [[(&ASSERTED_BY, only_a), (&NOT_ABOUT, only_b)], [(&ASSERTED_BY, only_b), (&NOT_ABOUT, only_a)]],
        ),
        (
            "others",
            "compare-others",
            [only_a, only_b].map(|actor| [(&ABOUT, actor), (&NOT_ASSERTED_BY, actors.as_slice())]),
        ),
    ];
    let mut shown = Vec::new();
    for (id, key, filters) in rows {
        let cell = |at: usize| -> Result<Cell, ApiError> {
            let View { filter, search } = view(&filters[at]);
            let preview = ClaimPreview::new(context, dataset, filter, &search, PREVIEW_CLAIMS)?;
            let names = [("first", actors[at]), ("second", actors[1 - at])];
            let names = names.map(|(name, actor)| (name, context.locale.pick(&actor.name).to_owned().into()));
            Ok(Cell { title: context.locale.format(key, &names).into_owned(), preview })
        };
        let cells = [cell(0)?, cell(1)?];
        if cells.iter().any(|cell| !cell.preview.cards.is_empty()) {
            shown.push(Row { id, cells });
        }
    }
    let side = |at: usize| Side {
        actor: Link {
            name: Name::picked(context.locale, &actors[at].name),
            href: context.to(&format!("/actors/{}", actors[at].id)),
        },
        kind: context.locale.pick(&actors[at].kind.label()).to_owned(),
        description: actors[at].description.as_ref().map(|text| LangText::picked(context.locale, text, None)),
        says: context.locale.claim_count(counts[at]),
    };
    Ok(Compared {
        sides: [side(0), side(1)],
        topic: topic.map(|topic| Link {
            name: Name::picked(context.locale, &topic.label),
            href: context.to(&format!("/topics/{}", topic.id)),
        }),
        without_topic: context.link(&context.address.clone().without(&[TOPIC.name])),
        chart: PairChart::new(
            context,
            dataset,
            charted.each_ref().map(|view| (&view.filter, &view.search)),
            both_speak,
        )?,
        contradictions: contradictions(context, dataset, says.each_ref().map(|view| &view.filter))?,
        topics: match topic {
            Some(_) => vec![],
            None => compare_choice::common_topics(context, dataset, charted.each_ref().map(|view| &view.filter))?,
        },
        rows: shown,
    })
}
