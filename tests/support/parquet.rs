//! Reads Parquet as JSON, in which a day is a text, as in NDJSON.

use bytes::Bytes;
use jiff::civil::date;
use jiff::{Span, civil::Date};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use serde_json::Value;

/// A file as a table.
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Value>>,
    /// What the metadata says about the dataset.
    pub dataset_version: String,
}

impl Table {
    pub fn read(file: &[u8]) -> Self {
        let reader = SerializedFileReader::new(Bytes::copy_from_slice(file)).unwrap();
        let metadata = reader.metadata().file_metadata();
        let entries = metadata.key_value_metadata().unwrap();
        let version = entries.iter().find(|entry| entry.key == "dataset_version").unwrap().value.clone();
        let columns = metadata.schema().get_fields().iter().map(|field| field.name().to_owned()).collect();
        let rows = reader.get_row_iter(None).unwrap().map(|row| cells(&row.unwrap())).collect();
        Self { columns, rows, dataset_version: version.unwrap() }
    }

    /// The cells of a column.
    pub fn column(&self, name: &str) -> Vec<Value> {
        let position = self.columns.iter().position(|column| column == name).unwrap();
        self.rows.iter().map(|row| row[position].clone()).collect()
    }

    pub fn ids(&self) -> Vec<String> {
        self.column("id").iter().map(|id| id.as_str().unwrap().to_owned()).collect()
    }
}

fn cells(row: &Row) -> Vec<Value> {
    row.get_column_iter().map(|(_, field)| cell(field)).collect()
}

fn cell(field: &Field) -> Value {
    const EPOCH: Date = date(1970, 1, 1);
    match field {
        Field::Null => Value::Null,
        Field::Str(text) => text.as_str().into(),
        Field::Long(number) => (*number).into(),
        Field::Date(days) => EPOCH.checked_add(Span::new().days(*days)).unwrap().to_string().into(),
        Field::ListInternal(list) => list.elements().iter().map(cell).collect(),
        other => panic!("a column has the type of {other:?}"),
    }
}
