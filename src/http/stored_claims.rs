//! Stored claims inside a typed response, copied as they are rather than parsed and serialized again.

use actix_web::web::Bytes;
use serde::ser::{Error, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::chunked_body::ChunkedBody;

/// A stored claim: the JSON of a [`Claim`](crate::domain::claim::Claim).
#[derive(Debug, Clone)]
pub struct StoredClaim(pub Bytes);

impl Serialize for StoredClaim {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::from_slice::<&RawValue>(&self.0).map_err(S::Error::custom)?.serialize(serializer)
    }
}

/// The stored claims of a page.
#[derive(Debug, Clone, Default)]
pub struct StoredClaims(pub Vec<Bytes>);

impl Serialize for StoredClaims {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for document in &self.0 {
            list.serialize_element(&StoredClaim(document.clone()))?;
        }
        list.end()
    }
}

/// A page whose first member, `data`, contains stored claims.
pub trait ClaimList: Serialize {
    fn data(&mut self) -> &mut StoredClaims;

    /// The page as JSON, in chunks. Equal to serializing it, but neither validates nor copies the stored claims.
    fn into_body(mut self) -> Result<ChunkedBody, serde_json::Error>
    where
        Self: Sized,
    {
        const EMPTY: &[u8] = b"{\"data\":[]";
        let StoredClaims(documents) = std::mem::take(self.data());
        let rest = Bytes::from(serde_json::to_vec(&self)?);
        if !rest.starts_with(EMPTY) {
            return Err(serde_json::Error::custom("`data` is not the first member of the page"));
        }
        let mut chunks = Vec::with_capacity(2 * documents.len() + 2);
        for document in documents {
            chunks.push(Bytes::from_static(if chunks.is_empty() { b"{\"data\":[" } else { b"," }));
            chunks.push(document);
        }
        chunks.push(if chunks.is_empty() { rest } else { rest.slice(EMPTY.len() - 1..) });
        Ok(ChunkedBody::new(chunks))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize, Clone)]
    struct Page {
        data: StoredClaims,
        total: u32,
    }

    impl ClaimList for Page {
        fn data(&mut self) -> &mut StoredClaims {
            &mut self.data
        }
    }

    #[test]
    fn into_json_equals_serialization() {
        let claims = |n: usize| (0..n).map(|n| Bytes::from(format!("{{\"id\":\"a-{n}\"}}"))).collect();
        for count in [0, 1, 3] {
            let page = Page { data: StoredClaims(claims(count)), total: 7 };
            let serialized = serde_json::to_vec(&page).unwrap();
            assert_eq!(page.into_body().unwrap().join(), serialized);
        }
    }
}
