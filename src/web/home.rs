//! What the start page shows above the list of claims: an example with its parts explained, questions to try, and the newest
//! articles. Everything is taken from the dataset.

use crate::domain::article::Article;
use crate::domain::claim::Claim;
use crate::domain::period::FacetCount;
use crate::domain::vocabulary::{ActorKind, ArticleSort, Certainty, ClaimKind, FacetMode, RelationKind, Speech};
use crate::http::problem::ApiError;
use crate::http::state::AppState;
use crate::i18n::{self, Locale};
use crate::query::facets::{self, Facet, FacetRequest};
use crate::query::filters::{ASSERTED_BY, CERTAINTY, KIND, PUBLISHER, RELATION, SPEECH, TOPIC};
use crate::query::sorts::MOST_SALIENT;
use crate::query::{ClaimFilter, ClaimQuery, FilterDef, Values};
use crate::store::DatasetReader;
use crate::web::card::{Card, LangText};
use crate::web::context::PageContext;
use crate::web::url::Address;

/// Claims that the example is chosen from.
const CANDIDATES: u32 = 20;

const MAX_QUESTIONS: usize = 3;

const MAX_ARTICLES: usize = 4;

/// Frequent values that the subject of a question is chosen from.
const FREQUENT: usize = 30;

/// The length of the statement of a good example, in characters.
const GOOD_LENGTH: std::ops::RangeInclusive<usize> = 40..=160;

pub struct Question {
    pub text: String,
    pub href: String,
    pub count: String,
}

pub struct NewArticle {
    pub title: LangText,
    pub href: String,
    pub publisher: Option<String>,
    pub published: Option<String>,
    pub count: String,
}

pub struct Home {
    /// The number of claims and articles.
    pub extent: String,
    pub title: Option<LangText>,
    pub example: Option<Card>,
    pub questions: Vec<Question>,
    pub articles: Vec<NewArticle>,
}

impl Home {
    pub fn new(context: &PageContext, state: &AppState, dataset: &DatasetReader) -> Result<Self, ApiError> {
        let locale = context.locale;
        let articles = dataset.catalogue().articles.all().len() as u64;
        let numbers = [("claims", locale.claim_count(state.stats.claims.into()).into()), ("articles", articles.into())];
        Ok(Self {
            extent: locale.format("home-extent", &numbers).into_owned(),
            title: dataset.description().map(|about| LangText::picked(locale, &about.title, None)),
            example: example(context, dataset)?,
            questions: questions(context, dataset)?,
            articles: newest_articles(context, dataset),
        })
    }
}

/// The claim that shows best what a claim consists of.
fn example(context: &PageContext, dataset: &DatasetReader) -> Result<Option<Card>, ApiError> {
    let direct = ClaimFilter::default().with(&SPEECH, Values::terms([Speech::Direct]));
    let mut best: Option<(usize, Claim)> = None;
    for filter in [direct, ClaimFilter::default()] {
        let query = ClaimQuery { filter, sort: &MOST_SALIENT };
        for document in dataset.page(&query, None, CANDIDATES)?.documents {
            let claim: Claim = serde_json::from_slice(&document)?;
            let score = score(context.locale, &claim);
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, claim));
            }
        }
    }
    Ok(best.map(|(_, claim)| Card::new(context, dataset, &claim, None)))
}

/// How well a claim serves as the example: a named asserter, a quote in other words, a date, a statement of good length in
/// the reader's language.
fn score(locale: Locale, claim: &Claim) -> usize {
    let (tag, statement) = claim.statement.pick(locale.tag());
    let asserter = &claim.asserted_by;
    let merits = [
        (tag == locale.tag(), 4),
        (asserter.kind != ActorKind::Document && is_proper_name(locale.pick(&asserter.name)), 4),
        (GOOD_LENGTH.contains(&statement.chars().count()), 3),
        (claim.evidence.first().is_some_and(|quote| quote.quote != statement), 2),
        (claim.speech == Some(Speech::Direct), 2),
        (claim.claim_date.is_some(), 1),
        (claim.translation_note.is_none(), 1),
    ];
    merits.into_iter().filter(|(has, _)| *has).map(|(_, weight)| weight).sum()
}

/// Whether a name is more than a pronoun or a description.
fn is_proper_name(name: &str) -> bool {
    name.chars().count() > 4
        && name.chars().next().is_some_and(|first| first.is_alphanumeric() && !first.is_lowercase())
}

fn questions(context: &PageContext, dataset: &DatasetReader) -> Result<Vec<Question>, ApiError> {
    let (locale, actors) = (context.locale, &dataset.catalogue().actors);
    let constants = dataset.constants();
    let asserters = frequent(dataset, &facets::ASSERTED_BY)?.into_iter().filter(|found| {
        let is_document = actors.get(&found.id).is_none_or(|actor| actor.kind == ActorKind::Document);
        !is_document && is_proper_name(locale.pick(&found.label))
    });
    let mut asserters = asserters.map(|found| ("question-asserter", &ASSERTED_BY, found));
    let all = dataset.count(&ClaimFilter::default())?;
    let mut topics = frequent(dataset, &facets::TOPIC)?.into_iter().filter(|found| found.count * 2 <= all);
    let publishers = frequent(dataset, &facets::PUBLISHER)?.into_iter().filter(|_| !constants.publisher);
    let mut publishers = publishers.map(|found| ("question-publisher", &PUBLISHER, found));
    let named = [
        asserters.next(),
        topics.next().map(|found| ("question-topic", &TOPIC, found)),
        publishers.next(),
        asserters.next(),
    ];
    let mut questions = Vec::new();
    let mut ask = |key, filter: &'static FilterDef, value: &str, name: &str, count: u64| {
        if count > 0 && questions.len() < MAX_QUESTIONS {
            questions.push(Question {
                text: locale.format(key, &[("name", name.into())]).into_owned(),
                href: context.link(&Address::new("/").with(filter.name, value)),
                count: locale.claim_count(count),
            });
        }
    };
    let mut named = named.into_iter().flatten();
    for (key, filter, found) in named.by_ref().take(MAX_QUESTIONS - 1) {
        ask(key, filter, &found.id, locale.pick(&found.label), found.count);
    }
    let terms: [(&str, &'static FilterDef, &str, Values); 4] = [
        ("question-contradicts", &RELATION, "contradicts", Values::terms([RelationKind::Contradicts])),
        ("question-prediction", &KIND, "prediction", Values::terms([ClaimKind::Prediction])),
        ("question-hedged", &CERTAINTY, "hedged", Values::terms([Certainty::Hedged])),
        ("question-direct", &SPEECH, "direct", Values::terms([Speech::Direct])),
    ];
    for (key, filter, value, values) in terms {
        let count = dataset.count(&ClaimFilter::default().with(filter, values))?;
        if count < all {
            ask(key, filter, value, "", count);
        }
    }
    for (key, filter, found) in named {
        ask(key, filter, &found.id, locale.pick(&found.label), found.count);
    }
    Ok(questions)
}

fn frequent(dataset: &DatasetReader, facet: Facet) -> Result<Vec<FacetCount>, ApiError> {
    let request = FacetRequest { dimensions: vec![facet], limit: FREQUENT, mode: FacetMode::AllFilters };
    Ok(dataset.facets(&ClaimFilter::default(), &request)?.swap_remove(0))
}

fn newest_articles(context: &PageContext, dataset: &DatasetReader) -> Vec<NewArticle> {
    let (locale, articles) = (context.locale, dataset.catalogue().articles.all());
    let newest = dataset.orders::<Article>().get(ArticleSort::NewestPublished).iter().take(MAX_ARTICLES);
    let entry = |&ordinal: &usize| {
        let article = &articles[ordinal];
        let published = article.published.as_ref();
        NewArticle {
            title: LangText::picked(locale, &article.title, None),
            href: context.to(&format!("/articles/{}", article.id)),
            publisher: article.publisher.clone(),
            published: published.map(|date| i18n::format_edtf(locale, &date.edtf, date.earliest, date.latest)),
            count: locale.claim_count(dataset.article_count(ordinal)),
        }
    };
    newest.map(entry).collect()
}
