//! CSV (RFC 4180): one row per record, lists joined by `|`.

use std::fmt::Display;

use ::csv::{Terminator, Writer, WriterBuilder};
use bytes::Bytes;

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
        Ok([self.mark(), &self.write_rows([header])?].concat())
    }

    /// What precedes the header.
    fn mark(&self) -> &'static [u8] {
        if self.excel { "\u{FEFF}".as_bytes() } else { b"" }
    }

    pub fn rows<'r>(&self, records: impl IntoIterator<Item = &'r T>) -> Result<Vec<u8>, WriteError>
    where
        T: 'r,
    {
        let mut writer = self.writer();
        let mut cell = String::new();
        for record in records {
            self.write_row(record, &mut cell, &mut writer)?;
        }
        writer.into_inner().map_err(csv_error)
    }

    /// `cell` is memory for a cell.
    fn write_row(&self, record: &T, cell: &mut String, writer: &mut Writer<Vec<u8>>) -> Result<(), WriteError> {
        for column in &self.columns {
            cell.clear();
            let content = column.cell(record);
            let written = if let Cell::Text(text) = &content {
                text
            } else {
                push_plain(&content, cell);
                cell.as_str()
            };
            if self.excel && written.starts_with(FORMULA_STARTS) {
                writer.write_field(escape_formula(written.to_owned())).map_err(csv_error)?;
            } else {
                writer.write_field(written).map_err(csv_error)?;
            }
        }
        writer.write_record(None::<&[u8]>).map_err(csv_error)
    }

    fn writer(&self) -> Writer<Vec<u8>> {
        let terminator = if self.excel { Terminator::CRLF } else { Terminator::Any(b'\n') };
        WriterBuilder::new().terminator(terminator).from_writer(Vec::new())
    }

    fn write_rows(&self, rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, WriteError> {
        let mut writer = self.writer();
        for row in rows {
            writer.write_record(row).map_err(csv_error)?;
        }
        writer.into_inner().map_err(csv_error)
    }
}

/// Writes a table whose columns are values: its first row is the header.
pub fn write_table(rows: Vec<Vec<String>>, excel: bool) -> Result<Vec<u8>, WriteError> {
    let writer = CsvWriter::<()>::new(vec![], excel);
    let escaped = |row: Vec<String>| if excel { row.into_iter().map(escape_formula).collect() } else { row };
    Ok([writer.mark(), &writer.write_rows(rows.into_iter().map(escaped))?].concat())
}

fn csv_error(error: impl Display) -> WriteError {
    WriteError::Csv(error.to_string())
}

impl ClaimWriter for CsvWriter<Claim> {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        self.header()
    }

    fn write(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        let mut writer = self.writer();
        let mut cell = String::new();
        for document in documents {
            self.write_row(&parse_claim(document)?, &mut cell, &mut writer)?;
        }
        writer.into_inner().map_err(csv_error)
    }

    fn finish(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(vec![])
    }

    fn can_restart(&self) -> bool {
        true
    }
}

/// Adds a cell as text. A list is joined by `|`; a backslash escapes `|` and `\` inside a value.
fn push_plain(cell: &Cell, plain: &mut String) {
    match cell {
        Cell::Null => {}
        Cell::Text(text) => plain.push_str(text),
        Cell::Number(number) => plain.push_str(&number.to_string()),
        Cell::List(values) => {
            for (position, value) in values.iter().enumerate() {
                if position > 0 {
                    plain.push('|');
                }
                match value {
                    Cell::Text(text) => push_escaped(text, plain),
                    other => push_plain(other, plain),
                }
            }
        }
    }
}

fn push_escaped(text: &str, plain: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '|']) {
        plain.push_str(&rest[..at]);
        plain.push('\\');
        plain.push_str(&rest[at..=at]);
        rest = &rest[at + 1..];
    }
    plain.push_str(rest);
}

/// Puts an apostrophe before a cell that a spreadsheet may run as a formula (OWASP, "CSV Injection").
fn escape_formula(cell: String) -> String {
    if cell.starts_with(FORMULA_STARTS) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::table::{list, text};
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

    #[test]
    fn lists_are_joined_and_separators_inside_a_value_are_escaped() {
        let plain = |cell: Cell| {
            let mut plain = String::new();
            push_plain(&cell, &mut plain);
            plain
        };
        assert_eq!(plain(list([text("a|b"), text("c\\d"), Cell::Null, 7u64.into()])), r"a\|b|c\\d||7");
        assert_eq!(plain(list([text("|"), text("لا|نعم\\")])), r"\||لا\|نعم\\");
        assert_eq!(
            (plain(Cell::Null), plain(3u64.into()), plain(list([]))),
            (String::new(), "3".to_owned(), String::new())
        );
    }
}
