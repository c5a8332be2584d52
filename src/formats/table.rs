//! Tables: the columns of a record, from which CSV, the selected fields of NDJSON and the data package derive.

use std::borrow::{Borrow, Cow};
use std::fmt;

use jiff::civil::Date;
use serde::Serialize;

use crate::domain::language_map::{LanguageMap, LanguageMapList};

/// The content of a cell, which borrows the texts of its record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Cell<'r> {
    Null,
    Text(Cow<'r, str>),
    Number(u64),
    /// Of values that are no lists.
    List(Vec<Self>),
}

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
    One(fn(&T) -> Cell<'_>),
    /// One column for each language.
    Language(for<'r> fn(&'r T, &str) -> Cell<'r>),
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
    pub fn cell<'r>(&self, record: &'r T) -> Cell<'r> {
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

impl<T: Into<u64>> From<T> for Cell<'_> {
    fn from(number: T) -> Self {
        Self::Number(number.into())
    }
}

pub fn text<T: Borrow<str> + ?Sized>(value: &T) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(value.borrow()))
}

/// A text that is not in the record.
pub fn owned(text: String) -> Cell<'static> {
    Cell::Text(Cow::Owned(text))
}

pub fn day(day: Date) -> Cell<'static> {
    owned(day.to_string())
}

pub fn optional<T: Borrow<str> + ?Sized>(value: Option<&T>) -> Cell<'_> {
    value.map_or(Cell::Null, text)
}

pub fn list<'r>(values: impl IntoIterator<Item = Cell<'r>>) -> Cell<'r> {
    Cell::List(values.into_iter().collect())
}

/// The identifiers of a list.
pub fn texts<'r, T: Borrow<str> + ?Sized + 'r>(values: impl IntoIterator<Item = &'r T>) -> Cell<'r> {
    list(values.into_iter().map(text))
}

pub fn in_language<'r>(text: &'r LanguageMap, language: &str) -> Cell<'r> {
    optional(text.get(language))
}

pub fn in_language_if_any<'r>(text: Option<&'r LanguageMap>, language: &str) -> Cell<'r> {
    text.map_or(Cell::Null, |text| in_language(text, language))
}

pub fn list_in_language<'r>(text: &'r LanguageMapList, language: &str) -> Cell<'r> {
    texts(text.get(language).into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Record(u64);

    columns! {
        fn columns_of_record for Record;
        id: "id" Text "Identifier." One |record| owned(record.0.to_string());
        name: "name" Text "Name" Language |record, language| owned(format!("{} {language}", record.0));
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
        assert_eq!(cells("name"), Some(vec![text("7 en"), text("7 fr")]));
        assert_eq!(cells("name_fr"), Some(vec![text("7 fr")]));
        assert_eq!(cells("counts"), Some(vec![Cell::Number(7)]));
        assert_eq!(cells("name_de"), None);
    }
}
