//! Whole lists of actors, topics and articles as CSV and NDJSON.

use std::iter;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::export::name_file;
use super::export_body;
use crate::domain::catalogue::CatalogueRecord;
use crate::formats::{Column, CsvWriter, Format, Selected, write_line};
use crate::http::catalogue_list::{ListRequest, select};
use crate::http::conditional;
use crate::http::counts::add_total_count;
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::ParameterErrors;
use crate::query::export_params::{ExcelParams, FieldParams};
use crate::store::{Cost, Dataset, DatasetReader};

/// Records that are written at a time, and the most that are sent without streaming.
const RECORDS_PER_PART: usize = 200;

/// Writes records in one of the formats of lists.
pub enum ListWriter<R> {
    Csv(CsvWriter<R>),
    /// With the selected fields; none for all.
    Ndjson(Vec<Selected<R>>),
}

impl<R: Serialize> ListWriter<R> {
    pub fn csv(
        columns: Vec<Column<R>>,
        fields: &FieldParams,
        excel: &ExcelParams,
        errors: &mut ParameterErrors,
    ) -> Self {
        Self::Csv(CsvWriter::new(fields.columns(columns, errors), excel.resolve(errors)))
    }

    pub fn ndjson(columns: &[Column<R>], fields: &FieldParams, errors: &mut ParameterErrors) -> Self {
        Self::Ndjson(fields.resolve(columns, errors))
    }

    const fn format(&self) -> Format {
        match self {
            Self::Csv(_) => Format::Csv,
            Self::Ndjson(_) => Format::Ndjson,
        }
    }

    fn begin(&self) -> Result<Vec<u8>, ApiError> {
        match self {
            Self::Csv(writer) => Ok(writer.header()?),
            Self::Ndjson(_) => Ok(vec![]),
        }
    }

    fn write(&self, records: &[R]) -> Result<Vec<u8>, ApiError> {
        match self {
            Self::Csv(writer) => Ok(writer.rows(records)?),
            Self::Ndjson(fields) => {
                let mut lines = Vec::new();
                for record in records {
                    write_line(fields, &serde_json::to_vec(record)?, Some(record), &mut lines)?;
                }
                Ok(lines)
            }
        }
    }
}

/// Responds with all records that match the list's text and that `keep` accepts, each as `resource` renders it: in one piece
/// if they are few, otherwise as a stream.
pub async fn export_list<T: CatalogueRecord, R: Serialize + 'static>(
    request: &HttpRequest,
    state: &State,
    list: ListRequest,
    keep: impl Fn(&T) -> bool + Send + 'static,
    resource: impl Fn(&Dataset, usize) -> R + Send + 'static,
    writer: ListWriter<R>,
) -> Result<HttpResponse, ApiError> {
    let validators = conditional::check(request, state)?;
    let format = writer.format();
    let content_type = format.info().content_type;
    let (cost, query) = (list.cost(&state.dataset), request.query_string().to_owned());
    let select = move |dataset: &DatasetReader| Ok(select(dataset, &list, &query, keep)?.shown);
    let found = state.run(request, cost, select).await?;
    let begin = writer.begin()?;
    let (total, dataset) = (found.len(), Arc::clone(&state.dataset));
    let write = move |ordinals: &[usize]| {
        writer.write(&ordinals.iter().map(|&ordinal| resource(&dataset, ordinal)).collect::<Vec<_>>())
    };
    let mut response = if total <= RECORDS_PER_PART {
        validators.ok(content_type, [begin, write(&found)?].concat())
    } else {
        let mut rest = found.into_iter();
        let parts = iter::from_fn(move || {
            let part: Vec<usize> = rest.by_ref().take(RECORDS_PER_PART).collect();
            (!part.is_empty()).then(|| write(&part))
        });
        export_body::stream(request, state, format, Cost::Expensive, iter::once(Ok(begin)).chain(parts))?
            .respond(&validators, content_type)
    };
    add_total_count(&mut response, total as u64);
    name_file(&mut response, request);
    Ok(response)
}
