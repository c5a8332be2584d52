//! The columns of a claim: one table, by which CSV, the selected fields of NDJSON and the data package name its content.

use jiff::civil::Date;

use super::table::{Cell, columns, day, in_language, in_language_if_any, list, optional, owned, text, texts};
use crate::domain::claim::{ActorReference, Claim, ClaimDate, Evidence, Review};
use crate::domain::vocabulary::{Role, VocabularyTerm};

columns! {
    /// Returns the columns of a claim, in the order of its document.
    pub fn claim_columns for Claim;
    id: "id" Text "Identifier of the claim." One |claim| text(&claim.id);
    statement: "statement" Text "The proposition" Language |claim, language| in_language(&claim.statement, language);
    kind: "kind" Text "Type of the proposition." One |claim| text(claim.kind.as_str());
    certainty: "certainty" Text "How firmly the asserter commits to it." One |claim| text(claim.certainty.as_str());
    speech: "speech" Text "How the article gives the asserter's words." One |claim| term(claim.speech);
    salience: "salience" Integer "Weight within the article: 1 for a detail, 2 for a step of the argument, 3 for a central claim."
        One |claim| claim.salience.into();
    asserted_by: "asserted_by" Text "Identifier of the actor that makes the claim." One |claim| text(&claim.asserted_by.id);
    asserted_by: "asserted_by" Text "Name of that actor" Language |claim, language| in_language(&claim.asserted_by.name, language);
    attribution: "attribution" Texts "Identifiers of the chain of asserters, from the article's own voice inwards."
        One |claim| texts(claim.attribution.iter().map(|link| &link.actor.id));
    attribution: "attribution_cues" Texts "Reporting words of the article, one per link of the chain, empty for its own voice."
        One |claim| list(claim.attribution.iter().map(|link| optional(link.cue.as_ref())));
    actors: "subjects" Texts "Identifiers of the actors that act or that the claim is about." One |claim| of_role(claim, Role::Subject);
    actors: "targets" Texts "Identifiers of the actors that the subject acts on or judges." One |claim| of_role(claim, Role::Target);
    actors: "mentioned" Texts "Identifiers of the other actors named." One |claim| of_role(claim, Role::Mentioned);
    actors: "actors" Texts "Identifiers of all actors involved, each once, the asserter first."
        One |claim| texts(each_actor(claim).iter().map(|actor| &actor.id));
    actors: "actors" Texts "Names of all actors involved"
        Language |claim, language| list(each_actor(claim).iter().map(|actor| in_language(&actor.name, language)));
    topics: "topics" Texts "Identifiers of the topics." One |claim| texts(claim.topics.iter().map(|topic| &topic.id));
    topics: "topics" Texts "Labels of the topics"
        Language |claim, language| list(claim.topics.iter().map(|topic| in_language(&topic.label, language)));
    claim_date: "claim_date" Text "The claim date as an EDTF value." One |claim| date(claim.claim_date.as_ref(), |date| text(&date.edtf));
    claim_date: "claim_date_earliest" Day "First day of the claim date, empty for an open start."
        One |claim| date(claim.claim_date.as_ref(), |date| optional_day(date.earliest));
    claim_date: "claim_date_latest" Day "Last day of the claim date, included, empty for an open end."
        One |claim| date(claim.claim_date.as_ref(), |date| optional_day(date.latest));
    claim_date: "claim_date_precision" Text "Smallest unit of the claim date."
        One |claim| date(claim.claim_date.as_ref(), |date| text(date.precision.as_str()));
    claim_date: "claim_date_basis" Text "How the claim date was derived."
        One |claim| date(claim.claim_date.as_ref(), |date| text(date.basis.as_str()));
    claim_date: "claim_date_expression" Text "Words of the article that the claim date was derived from."
        One |claim| date(claim.claim_date.as_ref(), |date| optional(date.expression.as_ref()));
    claim_date: "claim_date_note" Text "Note on how the claim date was derived"
        Language |claim, language| note(claim.claim_date.as_ref(), language);
    asserted_date: "asserted_date" Text "When the asserter said it, as an EDTF value."
        One |claim| date(claim.asserted_date.as_ref(), |date| text(&date.edtf));
    asserted_date: "asserted_date_earliest" Day "First day of the date of assertion, empty for an open start."
        One |claim| date(claim.asserted_date.as_ref(), |date| optional_day(date.earliest));
    asserted_date: "asserted_date_latest" Day "Last day of the date of assertion, included, empty for an open end."
        One |claim| date(claim.asserted_date.as_ref(), |date| optional_day(date.latest));
    asserted_date: "asserted_date_precision" Text "Smallest unit of the date of assertion."
        One |claim| date(claim.asserted_date.as_ref(), |date| text(date.precision.as_str()));
    asserted_date: "asserted_date_basis" Text "How the date of assertion was derived."
        One |claim| date(claim.asserted_date.as_ref(), |date| text(date.basis.as_str()));
    asserted_date: "asserted_date_expression" Text "Words of the article that the date of assertion was derived from."
        One |claim| date(claim.asserted_date.as_ref(), |date| optional(date.expression.as_ref()));
    asserted_date: "asserted_date_note" Text "Note on how the date of assertion was derived"
        Language |claim, language| note(claim.asserted_date.as_ref(), language);
    evidence: "evidence_quotes" Texts "Quotes from the article that support the claim, verbatim."
        One |claim| quotes(claim, |quote| text(&quote.quote));
    evidence: "evidence_starts" Integers "Start of each quote in the text, in code points from 0, empty where it is not known."
        One |claim| quotes(claim, |quote| number(quote.start));
    evidence: "evidence_ends" Integers "End of each quote in code points, exclusive, empty where it is not known."
        One |claim| quotes(claim, |quote| number(quote.end));
    evidence: "evidence_parts" Texts "What each quote is evidence of: content or attribution."
        One |claim| quotes(claim, |quote| text(quote.part.as_str()));
    evidence: "evidence_languages" Texts "Language of the quotes: BCP 47 tags." One |claim| quotes(claim, |quote| text(&quote.language));
    evidence: "evidence_statuses" Texts "Whether each quote was verified against the text."
        One |claim| quotes(claim, |quote| text(quote.status.as_str()));
    translation_note: "translation_note_literal" Text "Literal meaning of misleading words"
        Language |claim, language| in_language_if_any(claim.translation_note.as_ref().map(|note| &note.literal), language);
    translation_note: "translation_note_meant" Text "Intended meaning of misleading words"
        Language |claim, language| in_language_if_any(claim.translation_note.as_ref().map(|note| &note.meant), language);
    translation_note: "translation_note_basis" Text "How the intended meaning is known."
        One |claim| term(claim.translation_note.as_ref().map(|note| note.basis));
    relations: "relations" Texts "Relations to other claims, each as kind:id."
        One |claim| list(claim.relations.iter().map(|relation| owned(format!("{}:{}", relation.kind.as_str(), relation.claim))));
    relations: "relations_drawn_by" Texts "Who draws each relation: article or curator."
        One |claim| list(claim.relations.iter().map(|relation| term(relation.drawn_by)));
    reviews: "reviews_publishers" Texts "Fact-checkers that reviewed the claim." One |claim| reviews(claim, |review| text(&review.publisher));
    reviews: "reviews_ratings" Texts "The verdict of each." One |claim| reviews(claim, |review| optional(review.rating.as_ref()));
    reviews: "reviews_urls" Texts "Web address of each review." One |claim| reviews(claim, |review| optional(review.url.as_ref()));
    reviews: "reviews_dates" Texts "Date of each review as an EDTF value."
        One |claim| reviews(claim, |review| optional(review.date.as_ref()));
    reviews: "reviews_languages" Texts "Language of each review: BCP 47 tags."
        One |claim| reviews(claim, |review| optional(review.language.as_ref()));
    origin: "origin_source" Text "Where the claim was imported from." One |claim| optional(claim.origin.as_ref().map(|origin| &origin.source));
    origin: "origin_id" Text "Identifier of the claim there." One |claim| optional(claim.origin.as_ref().and_then(|origin| origin.id.as_ref()));
    origin: "origin_url" Text "Web address of the claim there."
        One |claim| optional(claim.origin.as_ref().and_then(|origin| origin.url.as_ref()));
    article: "article" Text "Identifier of the article." One |claim| text(&claim.article.id);
    article: "article_title" Text "Headline of the article" Language |claim, language| in_language(&claim.article.title, language);
    article: "article_published" Text "Date of publication as an EDTF value." One |claim| optional(claim.article.published.as_ref());
    article: "article_language" Text "Language of the article: a BCP 47 tag." One |claim| text(&claim.article.language);
    revision: "revision_created" Day "Day of the release that added the claim."
        One |claim| optional_day(claim.revision.map(|revision| revision.created));
    revision: "revision_modified" Day "Day of the release that changed the claim last, or added it."
        One |claim| optional_day(claim.revision.map(|revision| revision.modified));
    revision: "revision_release" Integer "Number of that release."
        One |claim| number(claim.revision.map(|revision| revision.release));
    links: "links_self" Text "Path of the claim in the API." One |claim| text(&claim.links.itself);
    links: "links_page" Text "Path of the page about the claim." One |claim| text(&claim.links.page);
    links: "links_source" Text "URL of the evidence in the article, if the URL of the article is known."
        One |claim| optional(claim.links.source.as_ref());
}

fn number(value: Option<u32>) -> Cell<'static> {
    value.map_or(Cell::Null, Into::into)
}

fn optional_day(value: Option<Date>) -> Cell<'static> {
    value.map_or(Cell::Null, day)
}

fn term(term: Option<impl VocabularyTerm>) -> Cell<'static> {
    optional(term.map(VocabularyTerm::as_str))
}

fn date<'r>(date: Option<&'r ClaimDate>, cell: fn(&'r ClaimDate) -> Cell<'r>) -> Cell<'r> {
    date.map_or(Cell::Null, cell)
}

fn note<'r>(date: Option<&'r ClaimDate>, language: &str) -> Cell<'r> {
    in_language_if_any(date.and_then(|date| date.note.as_ref()), language)
}

fn quotes<'r>(claim: &'r Claim, cell: fn(&'r Evidence) -> Cell<'r>) -> Cell<'r> {
    list(claim.evidence.iter().map(cell))
}

fn reviews<'r>(claim: &'r Claim, cell: fn(&'r Review) -> Cell<'r>) -> Cell<'r> {
    list(claim.reviews.iter().map(cell))
}

fn of_role(claim: &Claim, role: Role) -> Cell<'_> {
    texts(claim.actors.iter().filter(|involved| involved.role == role).map(|involved| &involved.actor.id))
}

/// The actors of a claim, each once.
fn each_actor(claim: &Claim) -> Vec<&ActorReference> {
    let mut all: Vec<&ActorReference> = Vec::new();
    for involved in &claim.actors {
        if all.iter().all(|known| known.id != involved.actor.id) {
            all.push(&involved.actor);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{Selected, fields};
    use rstest::rstest;

    #[rstest]
    #[case("kind", &["kind"])]
    #[case("statement", &["statement_en", "statement_fr"])]
    #[case("statement_fr", &["statement_fr"])]
    #[case("links", &["links_self", "links_page", "links_source"])]
    #[case("origin", &["origin_source", "origin_id", "origin_url"])]
    #[case("sta", &[])]
    fn a_field_selects_all_its_columns(#[case] name: &str, #[case] expected: &[&str]) {
        let columns = claim_columns(&["en".to_owned(), "fr".to_owned()]);
        let selected = Selected::find(&columns, name);
        let found: Vec<_> = selected.iter().flat_map(Selected::columns).map(|column| &column.name).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_field_of_a_claim_has_a_column() {
        let schema = serde_json::to_value(<Claim as utoipa::PartialSchema>::schema()).unwrap();
        // Highlights are of a search, not of the claim.
        let documented = schema["properties"].as_object().unwrap().keys().map(String::as_str);
        let documented = documented.filter(|field| *field != "highlights");
        let columns = claim_columns(&["en".to_owned()]);
        let mut fields = fields(&columns);
        fields.sort_unstable();
        assert_eq!(fields, documented.collect::<Vec<_>>());
    }

    #[test]
    fn names_of_columns_are_unique_and_fields_stand_together() {
        let columns = claim_columns(&["en".to_owned()]);
        let names: std::collections::BTreeSet<_> = columns.iter().map(|column| &column.name).collect();
        assert_eq!(names.len(), columns.len());
        let fields = fields(&columns);
        assert_eq!(fields.iter().collect::<std::collections::BTreeSet<_>>().len(), fields.len());
    }
}
