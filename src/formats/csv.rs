//! CSV (RFC 4180): one row per claim, one column per language, lists joined by `|`.

use ::csv::{Terminator, WriterBuilder};
use bytes::Bytes;

use super::{ClaimWriter, FIELDS, WriteError, parse_claim};
use crate::domain::claim::{
    ActorReference, ArticleReference, Claim, ClaimActor, ClaimDate, ClaimLinks, Evidence, Relation, TranslationNote,
};
use crate::domain::vocabulary::{EvidencePart, Role, VocabularyTerm};

/// A column as the data package describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub kind: ColumnKind,
    pub description: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// One text, or several joined by `|`.
    Text,
    Integer,
    /// A day (ISO 8601).
    Day,
}

macro_rules! columns {
    ($($name:literal $kind:ident $description:literal)+) => {
        /// The columns in the order of the file.
        pub const COLUMNS: &[Column] = &[
            $(Column { name: $name, kind: ColumnKind::$kind, description: $description },)+
        ];
        const WIDTH: usize = COLUMNS.len();
    };
}

columns! {
    "id" Text "Identifier of the claim."
    "statement_en" Text "The proposition in English."
    "statement_ar" Text "The proposition in Arabic."
    "kind" Text "Type of the proposition."
    "certainty" Text "How firmly the asserter commits to it."
    "salience" Integer "Weight within the article: 1 for a detail, 2 for a step of the argument, 3 for a central claim."
    "asserted_by" Text "Identifier of the actor that makes the claim."
    "asserted_by_en" Text "Name of that actor in English."
    "asserted_by_ar" Text "Name of that actor in Arabic."
    "attribution" Text "Identifiers of the chain of asserters, from the article's own voice inwards."
    "attribution_cues" Text "Reporting words of the article, one per link of the chain, empty for its own voice."
    "subjects" Text "Identifiers of the actors that act or that the claim is about."
    "targets" Text "Identifiers of the actors that the subject acts on or judges."
    "mentioned" Text "Identifiers of the other actors named."
    "actors" Text "Identifiers of all actors involved, each once, the asserter first."
    "actors_en" Text "Names of all actors involved in English."
    "actors_ar" Text "Names of all actors involved in Arabic."
    "topics" Text "Identifiers of the topics."
    "topics_en" Text "Labels of the topics in English."
    "topics_ar" Text "Labels of the topics in Arabic."
    "claim_date" Text "The claim date as an EDTF value."
    "claim_date_earliest" Day "First day of the claim date."
    "claim_date_latest" Day "Last day of the claim date, included."
    "claim_date_precision" Text "Smallest unit of the claim date."
    "claim_date_basis" Text "How the claim date was derived."
    "claim_date_expression" Text "Words of the article that the claim date was derived from."
    "claim_date_note" Text "Note on how the claim date was derived."
    "evidence_quotes" Text "Quotes from the article that support the claim, verbatim."
    "evidence_starts" Text "Start of each quote in the text, in code points from 0."
    "evidence_ends" Text "End of each quote in code points, exclusive."
    "evidence_parts" Text "What each quote is evidence of: content or attribution."
    "evidence_languages" Text "Language of the quotes: BCP 47 tags."
    "evidence_statuses" Text "Whether each quote was verified against the text."
    "translation_note_literal" Text "Literal meaning of misleading words."
    "translation_note_meant" Text "Intended meaning of misleading words."
    "translation_note_basis" Text "How the intended meaning is known."
    "relations" Text "Relations to other claims, each as kind:id."
    "article" Text "Identifier of the article."
    "article_title_en" Text "Headline of the article in English."
    "article_title_ar" Text "Headline of the article in Arabic."
    "article_published" Text "Date of publication as an EDTF value."
    "article_language" Text "Language of the article: a BCP 47 tag."
    "links_self" Text "Path of the claim in the API."
    "links_page" Text "Path of the page about the claim."
    "links_source" Text "URL of the evidence in the article, if the URL of the article is known."
}

/// Returns the indexes of the columns that a name selects: the column with that name, or all columns of a claim's field.
pub fn columns_of_field(name: &str) -> Vec<usize> {
    if let Some(index) = COLUMNS.iter().position(|column| column.name == name) {
        return vec![index];
    }
    let belongs = |column: &Column| {
        FIELDS.contains(&name) && column.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('_'))
    };
    (0..WIDTH).filter(|&index| belongs(&COLUMNS[index])).collect()
}

pub struct CsvWriter {
    columns: Vec<usize>,
    byte_order_mark: bool,
}

impl CsvWriter {
    /// `columns` are indexes into [`COLUMNS`], in the order of the file; empty for all.
    pub fn new(columns: Vec<usize>, byte_order_mark: bool) -> Self {
        let columns = if columns.is_empty() { (0..WIDTH).collect() } else { columns };
        Self { columns, byte_order_mark }
    }

    fn rows<R: AsRef<[String]>>(&self, rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, WriteError> {
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
        for row in rows {
            let row = row.as_ref();
            writer.write_record(self.columns.iter().map(|&at| row[at].as_str())).map_err(csv_error)?;
        }
        writer.into_inner().map_err(csv_error)
    }
}

fn csv_error(error: impl std::fmt::Display) -> WriteError {
    WriteError::Csv(error.to_string())
}

impl ClaimWriter for CsvWriter {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        let header: Vec<String> = COLUMNS.iter().map(|column| column.name.to_owned()).collect();
        let mark: &[u8] = if self.byte_order_mark { "\u{FEFF}".as_bytes() } else { b"" };
        Ok([mark, &self.rows([header])?].concat())
    }

    fn write(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        let rows = documents.iter().map(|document| Ok(row(parse_claim(document)?).map(escape_formula)));
        self.rows(rows.collect::<Result<Vec<_>, WriteError>>()?)
    }

    fn finish(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(vec![])
    }
}

/// Puts an apostrophe before a cell that a spreadsheet would run as a formula (OWASP, "CSV Injection").
fn escape_formula(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

/// Joins a list with `|`; a backslash escapes `|` and `\` inside a value.
fn join_list<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> String {
    let escaped = values.into_iter().map(|value| value.as_ref().replace('\\', "\\\\").replace('|', "\\|"));
    escaped.collect::<Vec<_>>().join("|")
}

/// Returns the cells of a claim, in the order of [`COLUMNS`].
fn row(claim: Claim) -> [String; WIDTH] {
    let Claim {
        id,
        statement,
        kind,
        certainty,
        salience,
        asserted_by,
        attribution,
        actors,
        topics,
        claim_date,
        evidence,
        translation_note,
        relations,
        article,
        links,
        highlights: _,
    } = claim;
    let ActorReference { id: asserter, name: asserter_name, kind: _ } = asserted_by;
    let of_role = |role: Role| {
        join_list(actors.iter().filter(|involved| involved.role == role).map(|involved| involved.actor.id.as_str()))
    };
    let (subjects, targets, mentioned) = (of_role(Role::Subject), of_role(Role::Target), of_role(Role::Mentioned));
    let mut all: Vec<&ActorReference> = Vec::new();
    for ClaimActor { actor, role: _ } in &actors {
        if all.iter().all(|known| known.id != actor.id) {
            all.push(actor);
        }
    }
    let [edtf, earliest, latest, precision, basis, expression, note] = date_cells(claim_date);
    let [literal, meant, translation_basis] = match translation_note {
        Some(TranslationNote { literal, meant, basis }) => [literal, meant, basis.as_str().to_owned()],
        None => Default::default(),
    };
    let [quotes, starts, ends, parts, languages, statuses] = evidence_cells(&evidence);
    let ArticleReference { id: article, title, published, language } = article;
    let ClaimLinks { itself, page, source } = links;
    [
        id.into(),
        statement.en,
        statement.ar,
        kind.as_str().to_owned(),
        certainty.as_str().to_owned(),
        salience.to_string(),
        asserter.into(),
        asserter_name.en,
        asserter_name.ar,
        join_list(attribution.iter().map(|link| link.actor.id.as_str())),
        join_list(attribution.iter().map(|link| link.cue.as_deref().unwrap_or_default())),
        subjects,
        targets,
        mentioned,
        join_list(all.iter().map(|actor| actor.id.as_str())),
        join_list(all.iter().map(|actor| &actor.name.en)),
        join_list(all.iter().map(|actor| &actor.name.ar)),
        join_list(topics.iter().map(|topic| topic.id.as_str())),
        join_list(topics.iter().map(|topic| &topic.label.en)),
        join_list(topics.iter().map(|topic| &topic.label.ar)),
        edtf,
        earliest,
        latest,
        precision,
        basis,
        expression,
        note,
        quotes,
        starts,
        ends,
        parts,
        languages,
        statuses,
        literal,
        meant,
        translation_basis,
        join_list(relations.iter().map(|Relation { kind, claim }| format!("{}:{claim}", kind.as_str()))),
        article.into(),
        title.en,
        title.ar,
        published,
        language,
        itself,
        page,
        source.unwrap_or_default(),
    ]
}

fn date_cells(date: Option<ClaimDate>) -> [String; 7] {
    let Some(ClaimDate { edtf, earliest, latest, precision, basis, expression, note }) = date else {
        return Default::default();
    };
    [
        edtf,
        earliest.to_string(),
        latest.to_string(),
        precision.as_str().to_owned(),
        basis.as_str().to_owned(),
        expression.unwrap_or_default(),
        note.unwrap_or_default(),
    ]
}

fn evidence_cells(evidence: &[Evidence]) -> [String; 6] {
    let list = |cell: fn(&Evidence) -> String| join_list(evidence.iter().map(cell));
    [
        list(|Evidence { quote, language: _, part: _, start: _, end: _, status: _ }| quote.clone()),
        list(|span| span.start.to_string()),
        list(|span| span.end.to_string()),
        list(|span| EvidencePart::as_str(span.part).to_owned()),
        list(|span| span.language.clone()),
        list(|span| span.status.as_str().to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    #[case("-1+2", "'-1+2")]
    #[case("a=b", "a=b")]
    #[case("", "")]
    fn formulas_are_escaped(#[case] cell: &str, #[case] written: &str) {
        assert_eq!(escape_formula(cell.to_owned()), written);
    }

    #[rstest]
    #[case("kind", &["kind"])]
    #[case("statement", &["statement_en", "statement_ar"])]
    #[case("links", &["links_self", "links_page", "links_source"])]
    #[case("article", &["article"])]
    #[case("sta", &[])]
    fn a_field_selects_all_its_columns(#[case] name: &str, #[case] columns: &[&str]) {
        let found: Vec<_> = columns_of_field(name).into_iter().map(|index| COLUMNS[index].name).collect();
        assert_eq!(found, columns);
    }

    #[test]
    fn every_field_of_a_claim_has_a_column() {
        for field in FIELDS {
            assert!(!columns_of_field(field).is_empty(), "{field}");
        }
    }

    #[test]
    fn separators_inside_a_value_are_escaped() {
        assert_eq!(join_list(["a|b", "c\\d"]), r"a\|b|c\\d");
    }
}
