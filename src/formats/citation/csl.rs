//! CSL-JSON, the data of Citation Style Language processors: an array with one item per claim.

use bytes::Bytes;
use serde_json::{Value, json};

use super::{CitedDataset, CitedDate, Reference};
use crate::domain::claim::Claim;
use crate::formats::{ClaimWriter, WriteError, begin_item, parse_claim};

pub struct CslWriter {
    dataset: CitedDataset,
    begun: bool,
}

impl CslWriter {
    pub fn new(dataset: CitedDataset) -> Self {
        Self { dataset, begun: false }
    }

    /// Returns the item of a claim.
    pub fn item(&self, claim: &Claim) -> Value {
        let Reference { id, author, title, language, article, publisher, issued, asserted, event, url, note } =
            self.dataset.reference(claim);
        let mut item = json!({
            "id": id,
            "type": "document",
            "author": [{"literal": author}],
            "title": title,
            "container-title": article,
            "URL": url,
            "language": language,
            "note": note,
        });
        if let Some(publisher) = publisher {
            item["publisher"] = publisher.into();
        }
        for (name, date) in [("issued", issued), ("original-date", asserted), ("event-date", event)] {
            if let Some(date) = date {
                item[name] = csl_date(date);
            }
        }
        item
    }
}

/// CSL has no open intervals: these are written as text.
fn csl_date(date: CitedDate) -> Value {
    let CitedDate { edtf, start, end, qualifier } = date;
    let mut value = match (start, end) {
        (Some(start), Some(end)) if start == end => json!({"date-parts": [start]}),
        (Some(start), Some(end)) => json!({"date-parts": [start, end]}),
        _ => json!({"literal": edtf}),
    };
    if !qualifier.is_empty() {
        value["circa"] = true.into();
    }
    value
}

impl ClaimWriter for CslWriter {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(b"[".to_vec())
    }

    fn write(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        let mut items = Vec::new();
        for document in documents {
            begin_item(&mut self.begun, &mut items);
            serde_json::to_writer(&mut items, &self.item(&parse_claim(document)?))?;
        }
        Ok(items)
    }

    fn finish(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(b"\n]\n".to_vec())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2025-07-28/2025-07-29", json!({"date-parts": [[2025, 7, 28], [2025, 7, 29]]}))]
    #[case("2025-04/2025-07", json!({"date-parts": [[2025, 4], [2025, 7]]}))]
    #[case("2025-07", json!({"date-parts": [[2025, 7]]}))]
    #[case("2025~", json!({"date-parts": [[2025]], "circa": true}))]
    #[case("2019/..", json!({"literal": "2019/.."}))]
    fn dates_have_both_ends(#[case] edtf: &str, #[case] written: Value) {
        assert_eq!(csl_date(CitedDate::parse(edtf).unwrap()), written);
    }
}
