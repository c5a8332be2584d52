//! Stored claims inside a typed response, copied as they are rather than parsed and serialized again.

use actix_web::web::Bytes;
use serde::ser::{Error, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

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

    /// The page as JSON. Equal to serializing it, but does not validate the stored claims once more.
    fn into_json(mut self) -> Result<Vec<u8>, serde_json::Error>
    where
        Self: Sized,
    {
        const EMPTY: &[u8] = b"{\"data\":[]";
        let StoredClaims(documents) = std::mem::take(self.data());
        let rest = serde_json::to_vec(&self)?;
        let Some(rest) = rest.strip_prefix(EMPTY) else {
            return Err(serde_json::Error::custom("`data` is not the first member of the page"));
        };
        let length = documents.iter().map(|document| document.len() + 1).sum::<usize>();
        let mut json = Vec::with_capacity(EMPTY.len() + length + rest.len());
        json.extend_from_slice(&EMPTY[..EMPTY.len() - 1]);
        for (at, document) in documents.iter().enumerate() {
            if at > 0 {
                json.push(b',');
            }
            json.extend_from_slice(document);
        }
        json.push(b']');
        json.extend_from_slice(rest);
        Ok(json)
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
            assert_eq!(page.into_json().unwrap(), serialized);
        }
    }
}
