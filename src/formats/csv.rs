//! CSV (RFC 4180): one row per claim, one column for each language of the dataset, lists joined by `|`.

use std::fmt::Display;

use ::csv::{Terminator, WriterBuilder};
use bytes::Bytes;

use super::{ClaimWriter, FIELDS, WriteError, parse_claim};
use crate::domain::claim::{ActorReference, Claim, ClaimDate, Evidence, Review};
use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::{Role, VocabularyTerm};

/// A column as the data package describes it.
#[derive(Debug, Clone)]
pub struct Column {
    pub name: String,
    /// The field of a claim that it belongs to.
    pub field: &'static str,
    pub kind: ColumnKind,
    pub description: String,
    cell: CellOf,
    /// The language of a column that exists for each.
    language: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// One text, or several joined by `|`.
    Text,
    Integer,
    /// A day (ISO 8601).
    Day,
}

/// The content of a column.
#[derive(Debug, Clone, Copy)]
enum CellOf {
    Claim(fn(&Claim) -> String),
    /// One column for each language.
    Language(fn(&Claim, &str) -> String),
}

macro_rules! columns {
    ($($field:ident: $name:literal $kind:ident $description:literal $cell:ident $value:expr;)+) => {
        /// Returns the columns of a dataset with these languages, in the order of the file.
        pub fn columns(languages: &[String]) -> Vec<Column> {
            let mut columns = Vec::new();
            $(add_column(
                &mut columns,
                ($name, stringify!($field), ColumnKind::$kind, $description),
                CellOf::$cell($value),
                languages,
            );)+
            columns
        }
    };
}

columns! {
    id: "id" Text "Identifier of the claim." Claim |claim| claim.id.to_string();
    statement: "statement" Text "The proposition" Language |claim, language| in_language(&claim.statement, language);
    kind: "kind" Text "Type of the proposition." Claim |claim| claim.kind.as_str().to_owned();
    certainty: "certainty" Text "How firmly the asserter commits to it." Claim |claim| claim.certainty.as_str().to_owned();
    speech: "speech" Text "How the article gives the asserter's words." Claim |claim| term(claim.speech);
    salience: "salience" Integer "Weight within the article: 1 for a detail, 2 for a step of the argument, 3 for a central claim."
        Claim |claim| claim.salience.to_string();
    asserted_by: "asserted_by" Text "Identifier of the actor that makes the claim." Claim |claim| claim.asserted_by.id.to_string();
    asserted_by: "asserted_by" Text "Name of that actor" Language |claim, language| in_language(&claim.asserted_by.name, language);
    attribution: "attribution" Text "Identifiers of the chain of asserters, from the article's own voice inwards."
        Claim |claim| join_list(claim.attribution.iter().map(|link| &link.actor.id));
    attribution: "attribution_cues" Text "Reporting words of the article, one per link of the chain, empty for its own voice."
        Claim |claim| join_list(claim.attribution.iter().map(|link| link.cue.as_deref().unwrap_or_default()));
    actors: "subjects" Text "Identifiers of the actors that act or that the claim is about." Claim |claim| of_role(claim, Role::Subject);
    actors: "targets" Text "Identifiers of the actors that the subject acts on or judges." Claim |claim| of_role(claim, Role::Target);
    actors: "mentioned" Text "Identifiers of the other actors named." Claim |claim| of_role(claim, Role::Mentioned);
    actors: "actors" Text "Identifiers of all actors involved, each once, the asserter first."
        Claim |claim| join_list(each_actor(claim).iter().map(|actor| &actor.id));
    actors: "actors" Text "Names of all actors involved"
        Language |claim, language| join_list(each_actor(claim).iter().map(|actor| in_language(&actor.name, language)));
    topics: "topics" Text "Identifiers of the topics." Claim |claim| join_list(claim.topics.iter().map(|topic| &topic.id));
    topics: "topics" Text "Labels of the topics"
        Language |claim, language| join_list(claim.topics.iter().map(|topic| in_language(&topic.label, language)));
    claim_date: "claim_date" Text "The claim date as an EDTF value." Claim |claim| date(claim.claim_date.as_ref(), |date| date.edtf.clone());
    claim_date: "claim_date_earliest" Day "First day of the claim date, empty for an open start."
        Claim |claim| date(claim.claim_date.as_ref(), |date| optional(date.earliest));
    claim_date: "claim_date_latest" Day "Last day of the claim date, included, empty for an open end."
        Claim |claim| date(claim.claim_date.as_ref(), |date| optional(date.latest));
    claim_date: "claim_date_precision" Text "Smallest unit of the claim date."
        Claim |claim| date(claim.claim_date.as_ref(), |date| date.precision.as_str().to_owned());
    claim_date: "claim_date_basis" Text "How the claim date was derived."
        Claim |claim| date(claim.claim_date.as_ref(), |date| date.basis.as_str().to_owned());
    claim_date: "claim_date_expression" Text "Words of the article that the claim date was derived from."
        Claim |claim| date(claim.claim_date.as_ref(), |date| date.expression.clone().unwrap_or_default());
    claim_date: "claim_date_note" Text "Note on how the claim date was derived"
        Language |claim, language| note(claim.claim_date.as_ref(), language);
    asserted_date: "asserted_date" Text "When the asserter said it, as an EDTF value."
        Claim |claim| date(claim.asserted_date.as_ref(), |date| date.edtf.clone());
    asserted_date: "asserted_date_earliest" Day "First day of the date of assertion, empty for an open start."
        Claim |claim| date(claim.asserted_date.as_ref(), |date| optional(date.earliest));
    asserted_date: "asserted_date_latest" Day "Last day of the date of assertion, included, empty for an open end."
        Claim |claim| date(claim.asserted_date.as_ref(), |date| optional(date.latest));
    asserted_date: "asserted_date_precision" Text "Smallest unit of the date of assertion."
        Claim |claim| date(claim.asserted_date.as_ref(), |date| date.precision.as_str().to_owned());
    asserted_date: "asserted_date_basis" Text "How the date of assertion was derived."
        Claim |claim| date(claim.asserted_date.as_ref(), |date| date.basis.as_str().to_owned());
    asserted_date: "asserted_date_expression" Text "Words of the article that the date of assertion was derived from."
        Claim |claim| date(claim.asserted_date.as_ref(), |date| date.expression.clone().unwrap_or_default());
    asserted_date: "asserted_date_note" Text "Note on how the date of assertion was derived"
        Language |claim, language| note(claim.asserted_date.as_ref(), language);
    evidence: "evidence_quotes" Text "Quotes from the article that support the claim, verbatim."
        Claim |claim| quotes(claim, |quote| quote.quote.clone());
    evidence: "evidence_starts" Text "Start of each quote in the text, in code points from 0, empty where it is not known."
        Claim |claim| quotes(claim, |quote| optional(quote.start));
    evidence: "evidence_ends" Text "End of each quote in code points, exclusive, empty where it is not known."
        Claim |claim| quotes(claim, |quote| optional(quote.end));
    evidence: "evidence_parts" Text "What each quote is evidence of: content or attribution."
        Claim |claim| quotes(claim, |quote| quote.part.as_str().to_owned());
    evidence: "evidence_languages" Text "Language of the quotes: BCP 47 tags." Claim |claim| quotes(claim, |quote| quote.language.clone());
    evidence: "evidence_statuses" Text "Whether each quote was verified against the text."
        Claim |claim| quotes(claim, |quote| quote.status.as_str().to_owned());
    translation_note: "translation_note_literal" Text "Literal meaning of misleading words"
        Language |claim, language| claim.translation_note.as_ref().map(|note| in_language(&note.literal, language)).unwrap_or_default();
    translation_note: "translation_note_meant" Text "Intended meaning of misleading words"
        Language |claim, language| claim.translation_note.as_ref().map(|note| in_language(&note.meant, language)).unwrap_or_default();
    translation_note: "translation_note_basis" Text "How the intended meaning is known."
        Claim |claim| term(claim.translation_note.as_ref().map(|note| note.basis));
    relations: "relations" Text "Relations to other claims, each as kind:id."
        Claim |claim| join_list(claim.relations.iter().map(|relation| format!("{}:{}", relation.kind.as_str(), relation.claim)));
    relations: "relations_drawn_by" Text "Who draws each relation: article or curator."
        Claim |claim| join_list(claim.relations.iter().map(|relation| term(relation.drawn_by)));
    reviews: "reviews_publishers" Text "Fact-checkers that reviewed the claim." Claim |claim| reviews(claim, |review| review.publisher.clone());
    reviews: "reviews_ratings" Text "The verdict of each." Claim |claim| reviews(claim, |review| review.rating.clone().unwrap_or_default());
    reviews: "reviews_urls" Text "Web address of each review." Claim |claim| reviews(claim, |review| review.url.clone().unwrap_or_default());
    reviews: "reviews_dates" Text "Date of each review as an EDTF value."
        Claim |claim| reviews(claim, |review| review.date.clone().unwrap_or_default());
    reviews: "reviews_languages" Text "Language of each review: BCP 47 tags."
        Claim |claim| reviews(claim, |review| review.language.clone().unwrap_or_default());
    origin: "origin_source" Text "Where the claim was imported from." Claim |claim| optional(claim.origin.as_ref().map(|origin| &origin.source));
    origin: "origin_id" Text "Identifier of the claim there." Claim |claim| optional(claim.origin.as_ref().and_then(|origin| origin.id.as_ref()));
    origin: "origin_url" Text "Web address of the claim there."
        Claim |claim| optional(claim.origin.as_ref().and_then(|origin| origin.url.as_ref()));
    article: "article" Text "Identifier of the article." Claim |claim| claim.article.id.to_string();
    article: "article_title" Text "Headline of the article" Language |claim, language| in_language(&claim.article.title, language);
    article: "article_published" Text "Date of publication as an EDTF value." Claim |claim| optional(claim.article.published.as_ref());
    article: "article_language" Text "Language of the article: a BCP 47 tag." Claim |claim| claim.article.language.clone();
    links: "links_self" Text "Path of the claim in the API." Claim |claim| claim.links.itself.clone();
    links: "links_page" Text "Path of the page about the claim." Claim |claim| claim.links.page.clone();
    links: "links_source" Text "URL of the evidence in the article, if the URL of the article is known."
        Claim |claim| optional(claim.links.source.as_ref());
}

/// Adds a column, or one for each language.
fn add_column(
    columns: &mut Vec<Column>,
    (name, field, kind, description): (&str, &'static str, ColumnKind, &str),
    cell: CellOf,
    languages: &[String],
) {
    let column = |name, description, language| Column { name, field, kind, description, cell, language };
    match cell {
        CellOf::Claim(_) => columns.push(column(name.to_owned(), description.to_owned(), String::new())),
        CellOf::Language(_) => columns.extend(languages.iter().map(|language| {
            column(
                format!("{name}_{language}"),
                format!("{description}, in the language {language}."),
                language.clone(),
            )
        })),
    }
}

/// Returns the columns that a name selects: all of a claim's field, otherwise the column with that name.
pub fn columns_of_field(columns: &[Column], name: &str) -> Vec<usize> {
    let is_field = FIELDS.contains(&name);
    let selected = |column: &Column| if is_field { column.field == name } else { column.name == name };
    (0..columns.len()).filter(|&index| selected(&columns[index])).collect()
}

/// What begins a formula, also in full width, and the white space that spreadsheets skip before it.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

pub struct CsvWriter {
    columns: Vec<Column>,
    /// Writes for Excel: a byte order mark, CR LF, and no cell that is a formula. Otherwise every cell is the value.
    excel: bool,
}

impl CsvWriter {
    /// `columns` are in the order of the file.
    pub fn new(columns: Vec<Column>, excel: bool) -> Self {
        Self { columns, excel }
    }

    fn rows(&self, rows: impl Iterator<Item = Result<Vec<String>, WriteError>>) -> Result<Vec<u8>, WriteError> {
        let terminator = if self.excel { Terminator::CRLF } else { Terminator::Any(b'\n') };
        let mut writer = WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
        for row in rows {
            writer.write_record(row?).map_err(csv_error)?;
        }
        writer.into_inner().map_err(csv_error)
    }

    fn row(&self, claim: &Claim) -> Vec<String> {
        let cells = self.columns.iter().map(|column| match column.cell {
            CellOf::Claim(cell) => cell(claim),
            CellOf::Language(cell) => cell(claim, &column.language),
        });
        if self.excel { cells.map(escape_formula).collect() } else { cells.collect() }
    }
}

fn csv_error(error: impl Display) -> WriteError {
    WriteError::Csv(error.to_string())
}

impl ClaimWriter for CsvWriter {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        let header = self.columns.iter().map(|column| column.name.clone()).collect();
        let mark: &[u8] = if self.excel { "\u{FEFF}".as_bytes() } else { b"" };
        Ok([mark, &self.rows([Ok(header)].into_iter())?].concat())
    }

    fn write(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        self.rows(documents.iter().map(|document| Ok(self.row(&parse_claim(document)?))))
    }

    fn finish(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(vec![])
    }
}

/// Puts an apostrophe before a cell that a spreadsheet may run as a formula (OWASP, "CSV Injection").
fn escape_formula(cell: String) -> String {
    if cell.starts_with(FORMULA_STARTS) { format!("'{cell}") } else { cell }
}

/// Joins a list with `|`; a backslash escapes `|` and `\` inside a value.
fn join_list<T: ToString>(values: impl IntoIterator<Item = T>) -> String {
    let escaped = values.into_iter().map(|value| value.to_string().replace('\\', "\\\\").replace('|', "\\|"));
    escaped.collect::<Vec<_>>().join("|")
}

fn optional(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn term(term: Option<impl VocabularyTerm>) -> String {
    term.map(|term| term.as_str().to_owned()).unwrap_or_default()
}

fn in_language(text: &LanguageMap, language: &str) -> String {
    text.get(language).cloned().unwrap_or_default()
}

fn date(date: Option<&ClaimDate>, cell: fn(&ClaimDate) -> String) -> String {
    date.map(cell).unwrap_or_default()
}

fn note(date: Option<&ClaimDate>, language: &str) -> String {
    let note = date.and_then(|date| date.note.as_ref());
    note.map(|note| in_language(note, language)).unwrap_or_default()
}

fn quotes(claim: &Claim, cell: fn(&Evidence) -> String) -> String {
    join_list(claim.evidence.iter().map(cell))
}

fn reviews(claim: &Claim, cell: fn(&Review) -> String) -> String {
    join_list(claim.reviews.iter().map(cell))
}

fn of_role(claim: &Claim, role: Role) -> String {
    join_list(claim.actors.iter().filter(|involved| involved.role == role).map(|involved| &involved.actor.id))
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
    use rstest::rstest;

    #[rstest]
    #[case("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    #[case("-1+2", "'-1+2")]
    #[case("@SUM(1)", "'@SUM(1)")]
    #[case("＝1+1", "'＝1+1")]
    #[case("\n=1+1", "'\n=1+1")]
    #[case("a=b", "a=b")]
    #[case("", "")]
    fn formulas_are_escaped(#[case] cell: &str, #[case] written: &str) {
        assert_eq!(escape_formula(cell.to_owned()), written);
    }

    #[rstest]
    #[case("kind", &["kind"])]
    #[case("statement", &["statement_en", "statement_fr"])]
    #[case("statement_fr", &["statement_fr"])]
    #[case("links", &["links_self", "links_page", "links_source"])]
    #[case("origin", &["origin_source", "origin_id", "origin_url"])]
    #[case("sta", &[])]
    fn a_field_selects_all_its_columns(#[case] name: &str, #[case] expected: &[&str]) {
        let columns = columns(&["en".to_owned(), "fr".to_owned()]);
        let found: Vec<_> = columns_of_field(&columns, name).into_iter().map(|index| &columns[index].name).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_field_of_a_claim_has_a_column_and_names_are_unique() {
        let columns = columns(&["en".to_owned()]);
        for field in FIELDS {
            assert!(!columns_of_field(&columns, field).is_empty(), "{field}");
        }
        let names: std::collections::BTreeSet<_> = columns.iter().map(|column| &column.name).collect();
        assert_eq!(names.len(), columns.len());
    }

    #[test]
    fn separators_inside_a_value_are_escaped() {
        assert_eq!(join_list(["a|b", "c\\d"]), r"a\|b|c\\d");
    }
}
