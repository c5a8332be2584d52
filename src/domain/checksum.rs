//! The checksum of a set of claims: it changes with any of them and does not depend on their order.

use std::fmt;
use std::num::ParseIntError;
use std::ops::Neg;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// The sum modulo 2^256 of the SHA-256 of every document, each read as a big-endian number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checksum([u64; 4]);

impl Checksum {
    /// The checksum of one document.
    pub fn of(document: &[u8]) -> Self {
        let digest = Sha256::digest(document);
        Self(std::array::from_fn(|at| {
            u64::from_be_bytes(digest[at * 8..][..8].try_into().expect("a digest has 32 bytes"))
        }))
    }

    /// Adds the checksum of other documents.
    pub fn add(&mut self, other: Self) {
        let mut carry = false;
        for (digit, more) in self.0.iter_mut().zip(other.0).rev() {
            let (sum, first) = digit.overflowing_add(more);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            (*digit, carry) = (sum, first || second);
        }
    }
}

impl Neg for Checksum {
    type Output = Self;

    /// What takes the checksum of documents away again.
    fn neg(self) -> Self {
        let mut negative = Self(self.0.map(|digit| !digit));
        negative.add(Self([0, 0, 0, 1]));
        negative
    }
}

impl FromStr for Checksum {
    type Err = ParseIntError;

    /// Reads 64 hexadecimal digits.
    fn from_str(digits: &str) -> Result<Self, ParseIntError> {
        let mut checksum = Self::default();
        for (at, digit) in checksum.0.iter_mut().enumerate() {
            *digit = u64::from_str_radix(digits.get(at * 16..(at + 1) * 16).unwrap_or_default(), 16)?;
        }
        Ok(checksum)
    }
}

/// Writes 64 hexadecimal digits.
impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|digit| write!(f, "{digit:016x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_document_has_its_digest_as_checksum() {
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Checksum::of(b"abc").to_string(), digest);
    }

    #[test]
    fn what_is_taken_away_leaves_the_rest() {
        let (one, other) = (Checksum::of(b"one"), Checksum::of(b"other"));
        let mut sum: Checksum = one.to_string().parse().unwrap();
        sum.add(other);
        sum.add(-one);
        assert_eq!(sum, other);
        assert!("12".parse::<Checksum>().is_err());
    }

    #[test]
    fn a_sum_carries_and_wraps() {
        let mut sum = Checksum([u64::MAX; 4]);
        sum.add(Checksum([0, 0, 0, 1]));
        assert_eq!(sum, Checksum::default());
        sum.add(Checksum([0, 0, u64::MAX, u64::MAX]));
        sum.add(Checksum([0, 0, 0, 2]));
        assert_eq!(sum, Checksum([0, 1, 0, 1]));
    }
}
