//! What a query means: a filter over claims, an order, and the reading of dates. Pure: no names are looked up here.

use jiff::civil::Date;

use crate::domain::claim_date::DaySpan;
use crate::domain::identifier::{ActorId, ArticleId, TopicId};
use crate::domain::vocabulary::{
    ActorKind, Certainty, ClaimKind, ClaimSort, DateField, DateMatch, EvidenceStatus, FacetDimension,
};
use crate::query::text_query::TextQuery;

/// The claims a query asks for. Values of one field are alternatives; the fields all have to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ClaimFilter {
    /// Involves any of these, in any role.
    pub actor: Vec<ActorId>,
    /// Is asserted by any of these.
    pub asserted_by: Vec<ActorId>,
    /// Has any of these as subject or target.
    pub about: Vec<ActorId>,
    /// Involves every one of these.
    pub all_actors: Vec<ActorId>,
    /// Has any of these topics or a narrower one.
    pub topic: Vec<TopicId>,
    /// Is drawn from any of these.
    pub article: Vec<ArticleId>,
    /// Is of any of these kinds.
    pub kind: Vec<ClaimKind>,
    /// Has any of these certainties.
    pub certainty: Vec<Certainty>,
    /// Involves an actor of any of these kinds.
    pub actor_kind: Vec<ActorKind>,
    /// Has evidence in any of these languages.
    pub language: Vec<String>,
    /// Has evidence of any of these statuses.
    pub evidence_status: Vec<EvidenceStatus>,
    /// Has at least this salience.
    pub salience_min: Option<u8>,
    /// Involves none of these.
    pub not_actor: Vec<ActorId>,
    /// Has none of these topics, nor a narrower one.
    pub not_topic: Vec<TopicId>,
    /// Is of none of these kinds.
    pub not_kind: Vec<ClaimKind>,
    /// Holds these words.
    pub text: Option<TextQuery>,
    /// Lies in this window.
    pub window: Option<DateWindow>,
    /// Whether claims without a date stay; `None` leaves it to the window.
    pub include_undated: Option<bool>,
    /// Only a random sample of what satisfies all the rest.
    pub sample: Option<Sample>,
}

/// A random sample that comes out the same every time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sample {
    /// How many claims at most.
    pub size: u32,
    /// Which of the possible samples.
    pub seed: u32,
}

/// Which claims, in which order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClaimQuery {
    /// Which claims.
    pub filter: ClaimFilter,
    /// In which order.
    pub sort: ClaimSort,
}

impl ClaimFilter {
    /// The filter without what `dimension` is filtered by.
    #[must_use]
    pub fn without(&self, dimension: FacetDimension) -> Self {
        let mut rest = self.clone();
        match dimension {
            FacetDimension::Actor => rest.actor.clear(),
            FacetDimension::AssertedBy => rest.asserted_by.clear(),
            FacetDimension::Topic => rest.topic.clear(),
            FacetDimension::Kind => rest.kind.clear(),
            FacetDimension::Certainty => rest.certainty.clear(),
            FacetDimension::Article => rest.article.clear(),
            FacetDimension::Year | FacetDimension::Month => {
                rest.window = rest.window.filter(|window| window.field != DateField::Event);
            }
        }
        rest
    }

    /// Whether claims without a date are left out: by default when the claim date is asked about.
    pub fn leaves_out_undated(&self) -> bool {
        let asks_claim_date = self.window.as_ref().is_some_and(|window| window.field == DateField::Event);
        !self.include_undated.unwrap_or(!asks_claim_date)
    }
}

/// A window of days, and what it means to lie in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateWindow {
    /// The date it is compared with.
    pub field: DateField,
    /// How the two intervals must lie to each other.
    pub relation: DateMatch,
    /// First day, if the window has one.
    pub from: Option<Date>,
    /// Last day, if the window has one.
    pub to: Option<Date>,
}

impl DateWindow {
    /// Builds a window from the spans that its two ends stand for.
    ///
    /// Nothing that ends can contain a window without end, so for `contains` a single value is the whole window.
    pub fn new(field: DateField, relation: DateMatch, from: Option<DaySpan>, to: Option<DaySpan>) -> Option<Self> {
        let either = from.or(to)?;
        let (from, to) = match relation {
            DateMatch::Contains => (from.or(Some(either)), to.or(Some(either))),
            DateMatch::Overlap | DateMatch::Within => (from, to),
        };
        Some(Self { field, relation, from: from.map(|span| span.earliest), to: to.map(|span| span.latest) })
    }

    /// Whether a date with this span satisfies the window.
    pub fn admits(&self, span: DaySpan) -> bool {
        let DaySpan { earliest, latest } = span;
        let holds = |bound: Option<Date>, test: &dyn Fn(Date) -> bool| bound.is_none_or(test);
        match self.relation {
            DateMatch::Overlap => holds(self.from, &|from| latest >= from) && holds(self.to, &|to| earliest <= to),
            DateMatch::Within => holds(self.from, &|from| earliest >= from) && holds(self.to, &|to| latest <= to),
            DateMatch::Contains => holds(self.from, &|from| earliest <= from) && holds(self.to, &|to| latest >= to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn span(text: &str) -> DaySpan {
        crate::domain::claim_date::EdtfDate::parse(text).unwrap().span()
    }

    #[rstest]
    #[case(DateMatch::Overlap, "2025-07", "2025-07", "2025-04/2025-07", true)]
    #[case(DateMatch::Overlap, "2025-08", "2025-08", "2025-04/2025-07", false)]
    #[case(DateMatch::Overlap, "2025", "2025", "2025-08-12", true)]
    #[case(DateMatch::Within, "2025-07", "2025-07", "2025-07-21/2025-07-27", true)]
    #[case(DateMatch::Within, "2025-07", "2025-07", "2025-07-28/2025-08-03", false)]
    #[case(DateMatch::Within, "", "2025-07", "2025-04/2025-07", true)]
    #[case(DateMatch::Contains, "2025-07-22", "2025-07-24", "2025-07-21/2025-07-27", true)]
    #[case(DateMatch::Contains, "2025-07-22", "2025-07-28", "2025-07-21/2025-07-27", false)]
    #[case(DateMatch::Contains, "2025-07", "", "2025", true)]
    #[case(DateMatch::Contains, "2025-07", "", "2025-07-21/2025-07-27", false)]
    fn a_window_admits_by_its_relation(
        #[case] relation: DateMatch,
        #[case] from: &str,
        #[case] to: &str,
        #[case] date: &str,
        #[case] admitted: bool,
    ) {
        let end = |text: &str| (!text.is_empty()).then(|| DaySpan::parse_level_zero(text).unwrap());
        let window = DateWindow::new(DateField::Event, relation, end(from), end(to)).unwrap();
        assert_eq!(window.admits(span(date)), admitted);
    }

    #[test]
    fn undated_claims_leave_only_when_the_claim_date_is_asked_about() {
        let with = |field, include_undated| {
            let july = Some(DaySpan::parse_level_zero("2025-07").unwrap());
            let window = DateWindow::new(field, DateMatch::Overlap, july, None);
            ClaimFilter { window, include_undated, ..ClaimFilter::default() }.leaves_out_undated()
        };
        assert!(with(DateField::Event, None));
        assert!(!with(DateField::Event, Some(true)));
        assert!(!with(DateField::Published, None));
        assert!(with(DateField::Published, Some(false)));
        assert!(!ClaimFilter::default().leaves_out_undated());
    }
}
