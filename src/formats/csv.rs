//! CSV (RFC 4180): one row per record, lists joined by `|`.

use std::fmt::Display;

use ::csv::{Terminator, WriterBuilder};
use bytes::Bytes;
use serde_json::Value;

use super::table::{Cell, Column};
use super::{ClaimWriter, WriteError, parse_claim};
use crate::domain::claim::Claim;

/// What begins a formula, also in full width, and the white space that spreadsheets skip before it.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

pub struct CsvWriter<T> {
    columns: Vec<Column<T>>,
    /// Writes for Excel: a byte order mark, CR LF, and no cell that is a formula. Otherwise every cell is the value.
    excel: bool,
}

impl<T> CsvWriter<T> {
    /// `columns` are in the order of the file.
    pub fn new(columns: Vec<Column<T>>, excel: bool) -> Self {
        Self { columns, excel }
    }

    /// The row with the names of the columns.
    pub fn header(&self) -> Result<Vec<u8>, WriteError> {
        let header = self.columns.iter().map(|column| column.name.clone()).collect();
        Ok([self.mark(), &self.write_rows([Ok(header)])?].concat())
    }

    /// What precedes the header.
    fn mark(&self) -> &'static [u8] {
        if self.excel { "\u{FEFF}".as_bytes() } else { b"" }
    }

    pub fn rows<'r>(&self, records: impl IntoIterator<Item = &'r T>) -> Result<Vec<u8>, WriteError>
    where
        T: 'r,
    {
        self.write_rows(records.into_iter().map(|record| Ok(self.row(record))))
    }

    fn write_rows(
        &self,
        rows: impl IntoIterator<Item = Result<Vec<String>, WriteError>>,
    ) -> Result<Vec<u8>, WriteError> {
        let terminator = if self.excel { Terminator::CRLF } else { Terminator::Any(b'\n') };
        let mut writer = WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
        for row in rows {
            writer.write_record(row?).map_err(csv_error)?;
        }
        writer.into_inner().map_err(csv_error)
    }

    fn row(&self, record: &T) -> Vec<String> {
        let cells = self.columns.iter().map(|column| plain(column.cell(record)));
        if self.excel { cells.map(escape_formula).collect() } else { cells.collect() }
    }
}

/// Writes a table whose columns are values: its first row is the header.
pub fn write_table(rows: Vec<Vec<String>>, excel: bool) -> Result<Vec<u8>, WriteError> {
    let writer = CsvWriter::<()>::new(vec![], excel);
    let escaped = |row: Vec<String>| if excel { row.into_iter().map(escape_formula).collect() } else { row };
    Ok([writer.mark(), &writer.write_rows(rows.into_iter().map(|row| Ok(escaped(row))))?].concat())
}

fn csv_error(error: impl Display) -> WriteError {
    WriteError::Csv(error.to_string())
}

impl ClaimWriter for CsvWriter<Claim> {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        self.header()
    }

    fn write(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        self.write_rows(documents.iter().map(|document| Ok(self.row(&parse_claim(document)?))))
    }

    fn finish(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(vec![])
    }

    fn can_restart(&self) -> bool {
        true
    }
}

/// A cell as text. A list is joined by `|`; a backslash escapes `|` and `\` inside a value.
fn plain(cell: Cell) -> String {
    match cell {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Array(values) => {
            let escaped = values.into_iter().map(|value| plain(value).replace('\\', "\\\\").replace('|', "\\|"));
            escaped.collect::<Vec<_>>().join("|")
        }
        other => other.to_string(),
    }
}

/// Puts an apostrophe before a cell that a spreadsheet may run as a formula (OWASP, "CSV Injection").
fn escape_formula(cell: String) -> String {
    if cell.starts_with(FORMULA_STARTS) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

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

    #[test]
    fn lists_are_joined_and_separators_inside_a_value_are_escaped() {
        assert_eq!(plain(json!(["a|b", "c\\d", null, 7])), r"a\|b|c\\d||7");
        assert_eq!(
            (plain(json!(null)), plain(json!(3)), plain(json!([]))),
            (String::new(), "3".to_owned(), String::new())
        );
    }
}
