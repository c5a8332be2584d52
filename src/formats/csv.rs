//! CSV (RFC 4180): one row for each claim, lists joined by `|`, both languages in columns.

use ::csv::{Terminator, WriterBuilder};
use bytes::Bytes;

use super::{ClaimWriter, FIELDS, WriteError, read};
use crate::domain::claim::{
    ActorReference, ArticleReference, Claim, ClaimActor, ClaimDate, ClaimLinks, Evidence, Relation, TranslationNote,
};
use crate::domain::vocabulary::{EvidencePart, Role, VocabularyTerm};

/// A column of the CSV, as the data package describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name in the header row.
    pub name: &'static str,
    /// What its cells are.
    pub kind: ColumnKind,
    /// What its cells mean.
    pub description: &'static str,
}

/// What the cells of a column are, in the words of Frictionless Table Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text, possibly several joined by `|`.
    Text,
    /// A whole number.
    Integer,
    /// A day, as ISO 8601 has it.
    Day,
}

macro_rules! columns {
    ($($name:literal $kind:ident $description:literal)+) => {
        /// Every column, in the order of the file.
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
    "kind" Text "What sort of proposition it is."
    "certainty" Text "How firmly the asserter commits to it."
    "salience" Integer "1 a detail, 2 a step of the argument, 3 central."
    "asserted_by" Text "Identifier of the actor that makes the claim."
    "asserted_by_en" Text "Its name in English."
    "asserted_by_ar" Text "Its name in Arabic."
    "attribution" Text "Identifiers of the chain of asserters, from the article's own voice inwards."
    "attribution_cues" Text "The article's reporting words, one for each link of the chain, empty for its own voice."
    "subjects" Text "Identifiers of the actors that the claim is about or that act."
    "targets" Text "Identifiers of the actors that it is directed at."
    "mentioned" Text "Identifiers of the actors named besides."
    "actors" Text "Identifiers of every actor involved, each once, the asserter first."
    "actors_en" Text "Their names in English."
    "actors_ar" Text "The same in Arabic."
    "topics" Text "Identifiers of the topics."
    "topics_en" Text "Their labels in English."
    "topics_ar" Text "Their labels in Arabic."
    "claim_date" Text "The claim date as an EDTF value."
    "claim_date_earliest" Day "First day it can stand for."
    "claim_date_latest" Day "Last day it can stand for."
    "claim_date_precision" Text "Its smallest unit."
    "claim_date_basis" Text "Where it comes from."
    "claim_date_expression" Text "The article's words that it comes from."
    "claim_date_note" Text "How it was resolved."
    "evidence_quotes" Text "The words the claim rests on, verbatim."
    "evidence_starts" Text "Where each starts in the text, in code points."
    "evidence_ends" Text "Where each ends, exclusive."
    "evidence_parts" Text "What each carries: content or attribution."
    "evidence_languages" Text "Language of the quotes: BCP 47 tags."
    "evidence_statuses" Text "Whether each was verified against the text."
    "translation_note_literal" Text "What misleading words say."
    "translation_note_meant" Text "What they mean."
    "translation_note_basis" Text "How that is known."
    "relations" Text "Relations to other claims, each as kind:claim."
    "article" Text "Identifier of the article."
    "article_title_en" Text "Its headline in English."
    "article_title_ar" Text "Its headline in Arabic."
    "article_published" Text "When it was published, as an EDTF value."
    "article_language" Text "Language of its text."
    "links_self" Text "The claim in the API, relative to the server."
    "links_page" Text "The claim as a page for people, relative to the server."
    "links_source" Text "The evidence in the article on the web, where its address is known."
}

/// The places of the columns that a name stands for: a column's own, or a field of the claim, which is all its columns.
pub fn columns_of(name: &str) -> Vec<usize> {
    if let Some(place) = COLUMNS.iter().position(|column| column.name == name) {
        return vec![place];
    }
    let belongs = |column: &Column| {
        FIELDS.contains(&name) && column.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('_'))
    };
    (0..WIDTH).filter(|&place| belongs(&COLUMNS[place])).collect()
}

/// Writes CSV.
pub struct CsvWriter {
    columns: Vec<usize>,
    byte_order_mark: bool,
}

impl CsvWriter {
    /// Writes these columns of [`COLUMNS`] in this order; none means all of them.
    pub fn new(columns: Vec<usize>, byte_order_mark: bool) -> Self {
        let columns = if columns.is_empty() { (0..WIDTH).collect() } else { columns };
        Self { columns, byte_order_mark }
    }

    fn rows<R: AsRef<[String]>>(&self, rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, WriteError> {
        let told = |error: &dyn std::fmt::Display| WriteError::Csv(error.to_string());
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
        for row in rows {
            let row = row.as_ref();
            writer.write_record(self.columns.iter().map(|&at| row[at].as_str())).map_err(|e| told(&e))?;
        }
        writer.into_inner().map_err(|e| told(&e))
    }
}

impl ClaimWriter for CsvWriter {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        let header: Vec<String> = COLUMNS.iter().map(|column| column.name.to_owned()).collect();
        let mark: &[u8] = if self.byte_order_mark { "\u{FEFF}".as_bytes() } else { b"" };
        Ok([mark, &self.rows([header])?].concat())
    }

    fn claims(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        let rows = documents.iter().map(|document| Ok(row(read(document)?).map(harmless)));
        self.rows(rows.collect::<Result<Vec<_>, WriteError>>()?)
    }

    fn end(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(vec![])
    }
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection").
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

/// Joins a list; a bar inside a value is escaped with a backslash.
fn joined<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> String {
    let escaped = values.into_iter().map(|value| value.as_ref().replace('\\', "\\\\").replace('|', "\\|"));
    escaped.collect::<Vec<_>>().join("|")
}

/// A claim's cells, in the order of [`COLUMNS`].
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
        joined(actors.iter().filter(|involved| involved.role == role).map(|involved| involved.actor.id.as_str()))
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
        joined(attribution.iter().map(|link| link.actor.id.as_str())),
        joined(attribution.iter().map(|link| link.cue.as_deref().unwrap_or_default())),
        subjects,
        targets,
        mentioned,
        joined(all.iter().map(|actor| actor.id.as_str())),
        joined(all.iter().map(|actor| &actor.name.en)),
        joined(all.iter().map(|actor| &actor.name.ar)),
        joined(topics.iter().map(|topic| topic.id.as_str())),
        joined(topics.iter().map(|topic| &topic.label.en)),
        joined(topics.iter().map(|topic| &topic.label.ar)),
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
        joined(relations.iter().map(|Relation { kind, claim }| format!("{}:{claim}", kind.as_str()))),
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
    let each = |cell: fn(&Evidence) -> String| joined(evidence.iter().map(cell));
    [
        each(|Evidence { quote, language: _, part: _, start: _, end: _, status: _ }| quote.clone()),
        each(|span| span.start.to_string()),
        each(|span| span.end.to_string()),
        each(|span| EvidencePart::as_str(span.part).to_owned()),
        each(|span| span.language.clone()),
        each(|span| span.status.as_str().to_owned()),
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
    fn a_cell_is_never_a_formula(#[case] cell: &str, #[case] written: &str) {
        assert_eq!(harmless(cell.to_owned()), written);
    }

    #[rstest]
    #[case("kind", &["kind"])]
    #[case("statement", &["statement_en", "statement_ar"])]
    #[case("links", &["links_self", "links_page", "links_source"])]
    #[case("article", &["article"])]
    #[case("sta", &[])]
    fn a_field_stands_for_all_its_columns(#[case] name: &str, #[case] columns: &[&str]) {
        let found: Vec<_> = columns_of(name).into_iter().map(|place| COLUMNS[place].name).collect();
        assert_eq!(found, columns);
    }

    #[test]
    fn every_field_of_a_claim_has_a_column() {
        for field in FIELDS {
            assert!(!columns_of(field).is_empty(), "{field}");
        }
    }

    #[test]
    fn a_bar_inside_a_value_does_not_split_it() {
        assert_eq!(joined(["a|b", "c\\d"]), r"a\|b|c\\d");
    }
}
