//! Tables: the columns of a record, from which CSV, the selected fields of NDJSON and the data package derive.

use std::fmt;

use serde_json::Value;

use crate::domain::language_map::{LanguageMap, LanguageMapList};

/// The content of a cell: null, a text, a number, or a list of these.
pub type Cell = Value;

/// A column of a table of records.
pub struct Column<T> {
    pub name: String,
    /// The field of the record that it belongs to.
    pub field: &'static str,
    pub kind: ColumnKind,
    pub description: String,
    cell: CellOf<T>,
    /// The language of a column that exists for each.
    language: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    Text,
    Integer,
    /// A day (ISO 8601).
    Day,
    /// A list of texts.
    Texts,
    /// A list of integers.
    Integers,
}

/// The content of a column.
pub enum CellOf<T> {
    One(fn(&T) -> Cell),
    /// One column for each language.
    Language(fn(&T, &str) -> Cell),
}

/// Defines a function that returns the columns of a record for a dataset with these languages, in the order of the file.
macro_rules! columns {
    ($(#[$doc:meta])* $visibility:vis fn $function:ident for $record:ty;
     $($field:ident: $name:literal $kind:ident $description:literal $cell:ident $value:expr;)+) => {
        $(#[$doc])*
        $visibility fn $function(languages: &[String]) -> Vec<$crate::formats::Column<$record>> {
            use $crate::formats::{CellOf, ColumnKind, add_column};
            let mut columns = Vec::new();
            $(add_column(
                &mut columns,
                ($name, stringify!($field), ColumnKind::$kind, $description),
                CellOf::<$record>::$cell($value),
                languages,
            );)+
            columns
        }
    };
}
pub(crate) use columns;

impl<T> Column<T> {
    pub fn cell(&self, record: &T) -> Cell {
        match self.cell {
            CellOf::One(cell) => cell(record),
            CellOf::Language(cell) => cell(record, &self.language),
        }
    }
}

impl<T> Clone for CellOf<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for CellOf<T> {}

impl<T> Clone for Column<T> {
    fn clone(&self) -> Self {
        let Self { name, field, kind, description, cell, language } = self;
        Self {
            name: name.clone(),
            field,
            kind: *kind,
            description: description.clone(),
            cell: *cell,
            language: language.clone(),
        }
    }
}

impl<T> fmt::Debug for Column<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// Adds a column, or one for each language.
pub fn add_column<T>(
    columns: &mut Vec<Column<T>>,
    (name, field, kind, description): (&str, &'static str, ColumnKind, &str),
    cell: CellOf<T>,
    languages: &[String],
) {
    let column = |name, description, language| Column { name, field, kind, description, cell, language };
    match cell {
        CellOf::One(_) => columns.push(column(name.to_owned(), description.to_owned(), String::new())),
        CellOf::Language(_) => columns.extend(languages.iter().map(|language| {
            column(
                format!("{name}_{language}"),
                format!("{description}, in the language {language}."),
                language.clone(),
            )
        })),
    }
}

/// What a name in `fields` selects: a field of a record, which is all of its columns, or a single column.
#[derive(Debug, Clone)]
pub enum Selected<T> {
    Field(&'static str, Vec<Column<T>>),
    Column(Column<T>),
}

impl<T> Selected<T> {
    /// The field or the column with a name; a field takes precedence.
    pub fn find(columns: &[Column<T>], name: &str) -> Option<Self> {
        let of_field: Vec<Column<T>> = columns.iter().filter(|column| column.field == name).cloned().collect();
        match of_field.first() {
            Some(first) => Some(Self::Field(first.field, of_field)),
            None => columns.iter().find(|column| column.name == name).cloned().map(Self::Column),
        }
    }

    pub fn columns(&self) -> &[Column<T>] {
        match self {
            Self::Field(_, columns) => columns,
            Self::Column(column) => std::slice::from_ref(column),
        }
    }
}

/// The fields of a record, in the order of its columns.
pub fn fields<T>(columns: &[Column<T>]) -> Vec<&'static str> {
    let mut fields: Vec<&str> = columns.iter().map(|column| column.field).collect();
    fields.dedup();
    fields
}

#[allow(clippy::needless_pass_by_value, reason = "columns pass the values that they make")]
pub fn text(value: impl ToString) -> Cell {
    Value::String(value.to_string())
}

pub fn optional(value: Option<impl ToString>) -> Cell {
    value.map_or(Value::Null, text)
}

pub fn list<T: Into<Cell>>(values: impl IntoIterator<Item = T>) -> Cell {
    Value::Array(values.into_iter().map(Into::into).collect())
}

/// The identifiers of a list.
pub fn texts(values: impl IntoIterator<Item: ToString>) -> Cell {
    list(values.into_iter().map(text))
}

pub fn in_language(text: &LanguageMap, language: &str) -> Cell {
    optional(text.get(language))
}

pub fn in_language_if_any(text: Option<&LanguageMap>, language: &str) -> Cell {
    text.map_or(Value::Null, |text| in_language(text, language))
}

pub fn list_in_language(text: &LanguageMapList, language: &str) -> Cell {
    texts(text.get(language).into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Record(u64);

    columns! {
        fn columns_of_record for Record;
        id: "id" Text "Identifier." One |record| text(record.0);
        name: "name" Text "Name" Language |record, language| text(format!("{} {language}", record.0));
        counts: "counts_total" Integer "Number." One |record| record.0.into();
    }

    #[test]
    fn a_name_selects_a_field_with_all_its_columns_or_one_column() {
        let columns = columns_of_record(&["en".to_owned(), "fr".to_owned()]);
        assert_eq!(fields(&columns), ["id", "name", "counts"]);
        let cells = |name: &str| {
            let selected = Selected::find(&columns, name)?;
            Some(selected.columns().iter().map(|column| column.cell(&Record(7))).collect::<Vec<_>>())
        };
        assert_eq!(cells("name"), Some(vec!["7 en".into(), "7 fr".into()]));
        assert_eq!(cells("name_fr"), Some(vec!["7 fr".into()]));
        assert_eq!(cells("counts"), Some(vec![7.into()]));
        assert_eq!(cells("name_de"), None);
    }
}
