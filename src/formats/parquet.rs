//! Apache Parquet: the columns of CSV, with lists as lists and days as dates.

use std::mem::take;
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType, ZstdLevel};
use ::parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::{Type, TypePtr};
use bytes::Bytes;
use jiff::civil::{Date, date};

use super::table::{Cell, Column, ColumnKind};
use super::{ClaimWriter, WriteError, parse_claim};
use crate::domain::claim::Claim;

/// A row group ends with the claim that reaches this size, so that memory does not grow with the number of claims.
const ROW_GROUP_BYTES: usize = 8 << 20;

const ZSTD_LEVEL: i32 = 3;

/// Day 0 of the type `DATE`.
const EPOCH: Date = date(1970, 1, 1);

/// The levels of a value in memory.
const LEVEL_BYTES: usize = 2 * size_of::<i16>();

/// How deeply a list nests.
const ABSENT: i16 = 0;
const NULL_IN_LIST: i16 = 1;
const VALUE_IN_LIST: i16 = 2;

pub struct ParquetWriter {
    columns: Vec<(Column<Claim>, ColumnValues)>,
    /// Size of the row group that is being filled.
    bytes: usize,
    /// `None` when the file is complete.
    file: Option<SerializedFileWriter<Vec<u8>>>,
}

impl ParquetWriter {
    /// `columns` are in the order of the file.
    pub fn new(columns: Vec<Column<Claim>>, dataset_version: &str) -> Result<Self, WriteError> {
        let fields = columns.iter().map(schema_of_column).collect::<Result<_, _>>()?;
        let schema = Type::group_type_builder("claims").with_fields(fields).build()?;
        let version = KeyValue::new("dataset_version".to_owned(), dataset_version.to_owned());
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL)?))
            .set_key_value_metadata(Some(vec![version]))
            // Statistics and indexes of pages would outgrow the rows of a page.
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .build();
        let file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
        let columns = columns.into_iter().map(|column| {
            let values = ColumnValues::new(column.kind);
            (column, values)
        });
        Ok(Self { columns: columns.collect(), bytes: 0, file: Some(file) })
    }

    fn add_row(&mut self, claim: &Claim) -> Result<(), WriteError> {
        for (column, values) in &mut self.columns {
            self.bytes += values.add_cell(column.cell(claim)).ok_or_else(|| {
                WriteError::Parquet(format!("the column {} has a value of another type", column.name))
            })?;
        }
        Ok(())
    }

    /// Writes the rows since the last row group.
    fn write_row_group(&mut self) -> Result<(), WriteError> {
        let Some(file) = self.file.as_mut().filter(|_| self.bytes > 0) else { return Ok(()) };
        let mut group = file.next_row_group()?;
        for (_, values) in &mut self.columns {
            if let Some(mut writer) = group.next_column()? {
                values.write_to(&mut writer)?;
                writer.close()?;
            }
        }
        group.close()?;
        self.bytes = 0;
        Ok(())
    }

    /// Returns what the file has grown by.
    fn take_output(&mut self) -> Result<Vec<u8>, WriteError> {
        let Some(file) = &mut self.file else { return Ok(vec![]) };
        file.flush()?;
        Ok(take(file.inner_mut()))
    }
}

impl ClaimWriter for ParquetWriter {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        self.take_output()
    }

    fn write(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        for document in documents {
            self.add_row(&parse_claim(document)?)?;
            if self.bytes >= ROW_GROUP_BYTES {
                self.write_row_group()?;
            }
        }
        self.take_output()
    }

    fn finish(&mut self) -> Result<Vec<u8>, WriteError> {
        self.write_row_group()?;
        Ok(self.file.take().map(SerializedFileWriter::into_inner).transpose()?.unwrap_or_default())
    }

    /// The pages of a row group do not depend on where it begins.
    fn can_restart(&self) -> bool {
        self.bytes == 0
    }
}

impl From<ParquetError> for WriteError {
    fn from(error: ParquetError) -> Self {
        Self::Parquet(error.to_string())
    }
}

/// A column as a field of the schema. A list is never null, and empty where a claim has none.
fn schema_of_column(column: &Column<Claim>) -> Result<TypePtr, WriteError> {
    let is_list = matches!(column.kind, ColumnKind::Texts | ColumnKind::Integers);
    let (physical, logical) = match column.kind {
        ColumnKind::Text | ColumnKind::Texts => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnKind::Integer | ColumnKind::Integers => (PhysicalType::INT64, None),
        ColumnKind::Day => (PhysicalType::INT32, Some(LogicalType::Date)),
    };
    let value = Type::primitive_type_builder(if is_list { "element" } else { &column.name }, physical)
        .with_logical_type(logical)
        .with_repetition(Repetition::OPTIONAL)
        .build()?;
    if !is_list {
        return Ok(Arc::new(value));
    }
    let group =
        |name, repetition, field| Type::group_type_builder(name).with_repetition(repetition).with_fields(vec![field]);
    let entries = group("list", Repetition::REPEATED, Arc::new(value)).build()?;
    let list = group(&column.name, Repetition::REQUIRED, Arc::new(entries)).with_logical_type(Some(LogicalType::List));
    Ok(Arc::new(list.build()?))
}

/// The cells of a column: their values, and the levels that say where lists begin and values are missing.
struct ColumnValues {
    values: Values,
    is_list: bool,
    definition: Vec<i16>,
    repetition: Vec<i16>,
}

enum Values {
    Texts(Vec<ByteArray>),
    Integers(Vec<i64>),
    /// Days since 1970-01-01.
    Days(Vec<i32>),
}

impl ColumnValues {
    fn new(kind: ColumnKind) -> Self {
        let (values, is_list) = match kind {
            ColumnKind::Text => (Values::Texts(vec![]), false),
            ColumnKind::Texts => (Values::Texts(vec![]), true),
            ColumnKind::Integer => (Values::Integers(vec![]), false),
            ColumnKind::Integers => (Values::Integers(vec![]), true),
            ColumnKind::Day => (Values::Days(vec![]), false),
        };
        Self { values, is_list, definition: vec![], repetition: vec![] }
    }

    /// Adds a cell and returns its size; `None` if it does not have the type of the column.
    fn add_cell(&mut self, cell: Cell) -> Option<usize> {
        match (cell, self.is_list) {
            (Cell::List(cells), true) => {
                let mut bytes = LEVEL_BYTES;
                if cells.is_empty() {
                    self.add_levels(ABSENT, 0);
                }
                for (position, cell) in cells.into_iter().enumerate() {
                    self.add_levels(
                        if cell == Cell::Null { NULL_IN_LIST } else { VALUE_IN_LIST },
                        i16::from(position > 0),
                    );
                    bytes += self.values.add(cell)?;
                }
                Some(bytes)
            }
            (cell, false) => {
                self.definition.push(i16::from(cell != Cell::Null));
                self.values.add(cell)
            }
            _ => None,
        }
    }

    fn add_levels(&mut self, definition: i16, repetition: i16) {
        self.definition.push(definition);
        self.repetition.push(repetition);
    }

    /// Writes the cells and forgets them.
    fn write_to(&mut self, writer: &mut SerializedColumnWriter) -> Result<(), ParquetError> {
        let (definition, repetition) = (take(&mut self.definition), take(&mut self.repetition));
        let levels = (Some(definition.as_slice()), self.is_list.then_some(repetition.as_slice()));
        match &mut self.values {
            Values::Texts(values) => writer.typed::<ByteArrayType>().write_batch(&take(values), levels.0, levels.1),
            Values::Integers(values) => writer.typed::<Int64Type>().write_batch(&take(values), levels.0, levels.1),
            Values::Days(values) => writer.typed::<Int32Type>().write_batch(&take(values), levels.0, levels.1),
        }?;
        Ok(())
    }
}

impl Values {
    /// Adds a value, unless it is null, and returns its size; `None` if it has another type.
    fn add(&mut self, cell: Cell) -> Option<usize> {
        match (self, cell) {
            (_, Cell::Null) => Some(LEVEL_BYTES),
            (Self::Texts(values), Cell::Text(text)) => {
                let bytes = LEVEL_BYTES + size_of::<ByteArray>() + text.len();
                values.push(ByteArray::from(text.into_owned().into_bytes()));
                Some(bytes)
            }
            (Self::Integers(values), Cell::Number(number)) => {
                values.push(i64::try_from(number).ok()?);
                Some(LEVEL_BYTES + size_of::<i64>())
            }
            (Self::Days(values), Cell::Text(day)) => {
                let day: Date = day.parse().ok()?;
                values.push(i32::try_from(day.duration_since(EPOCH).as_hours() / 24).ok()?);
                Some(LEVEL_BYTES + size_of::<i32>())
            }
            _ => None,
        }
    }
}
