//! Where a term stands in each of its claims, in the order of its posting list.
//!
//! A stream has one number for each occurrence, seven bits to a byte, the lowest first. Bit 0 says that another claim begins;
//! bits 1 and 2 how many columns further the term stands than the last time in this claim; the rest how many terms further,
//! or at which position in another column. A stored list begins with the offset of every [`BLOCK_CLAIMS`]th claim.

use roaring::RoaringBitmap;

use super::error::{StoreError, corrupt};

/// Claims whose occurrences are read together.
const BLOCK_CLAIMS: usize = 128;

const OFFSET_BYTES: usize = size_of::<u32>();

/// Claims are looked up one by one if the list has this many times more.
const SPARSE: u64 = 32;

/// The bits of a [`Place`] for the position in its column.
const POSITION_BITS: u32 = 29;

/// The last position in a column that is recorded.
const LAST_POSITION: u32 = (1 << POSITION_BITS) - 1;

/// A column and a position in it. The next position of the column is one more.
pub type Place = u32;

pub fn place(column: usize, position: usize) -> Place {
    let position = u32::try_from(position).map_or(LAST_POSITION, |position| position.min(LAST_POSITION));
    u32::try_from(column).expect("four columns") << POSITION_BITS | position
}

pub fn column(place: Place) -> usize {
    (place >> POSITION_BITS) as usize
}

/// Writes the stream of one term.
#[derive(Debug, Default)]
pub struct PositionStream {
    bytes: Vec<u8>,
    last: Place,
}

impl PositionStream {
    /// Adds an occurrence; those of one claim come in ascending order.
    pub fn add(&mut self, begins_claim: bool, at: Place) {
        let last = if begins_claim { 0 } else { self.last };
        let columns = (at >> POSITION_BITS) - (last >> POSITION_BITS);
        let from = if columns == 0 { last & LAST_POSITION } else { 0 };
        let terms = (at & LAST_POSITION) - from;
        let mut rest = u64::from(terms) << 3 | u64::from(columns) << 1 | u64::from(begins_claim);
        while rest >= 0x80 {
            self.bytes.push(low_byte(rest) | 0x80);
            rest >>= 7;
        }
        self.bytes.push(low_byte(rest));
        self.last = at;
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

fn low_byte(number: u64) -> u8 {
    number.to_le_bytes()[0]
}

/// Bit 0 of each byte of a word.
const LOW_BITS: u64 = u64::from_ne_bytes([1; 8]);

/// Finds where the claims of a stream begin, eight bytes at a time.
struct ClaimStarts<'s> {
    stream: &'s [u8],
    /// The number of the claim that was found last, and where it begins.
    claim: usize,
    at: usize,
}

impl<'s> ClaimStarts<'s> {
    fn new(stream: &'s [u8]) -> Self {
        Self { stream, claim: 0, at: 0 }
    }

    /// Where the claim with a number begins, which is not before the last one; the end of the stream if there is none.
    fn find(&mut self, claim: usize) -> usize {
        let mut missing = claim - self.claim;
        while missing > 0 {
            // A claim begins at a byte with bit 0 after one that ends a number.
            let Some(bytes) = self.stream[self.at..].first_chunk::<9>() else {
                self.at = self.find_in_rest(missing);
                break;
            };
            let [before @ .., _] = *bytes;
            let [_, after @ ..] = *bytes;
            let mut begin = u64::from_le_bytes(after) & !(u64::from_le_bytes(before) >> 7) & LOW_BITS;
            // The highest byte of the product is the sum of all bytes.
            let count = usize::from(begin.wrapping_mul(LOW_BITS).to_le_bytes()[7]);
            if count < missing {
                missing -= count;
                self.at += 8;
                continue;
            }
            for _ in 1..missing {
                begin &= begin - 1;
            }
            missing = 0;
            self.at += 1 + begin.trailing_zeros() as usize / 8;
        }
        self.claim = claim;
        self.at
    }

    /// Finds a claim in the last bytes of the stream.
    fn find_in_rest(&self, missing: usize) -> usize {
        let begins_claim = |at: &usize| self.stream[*at] & 1 == 1 && self.stream[at - 1] < 0x80;
        (self.at + 1..self.stream.len()).filter(begins_claim).nth(missing - 1).unwrap_or(self.stream.len())
    }

    /// The streams of all claims up to one with a number.
    fn take_until(&mut self, claim: usize) -> &'s [u8] {
        let start = self.at;
        &self.stream[start..self.find(claim)]
    }
}

fn count(claims: u64) -> usize {
    usize::try_from(claims).expect("fewer claims than bytes of memory")
}

/// Merges the streams of a term, each with its claims; no claim is in both.
pub fn merge_streams(one: (&RoaringBitmap, &[u8]), other: (&RoaringBitmap, &[u8])) -> Vec<u8> {
    let mut merged = Vec::with_capacity(one.1.len() + other.1.len());
    let mut streams = [one, other].map(|(claims, stream)| (claims, ClaimStarts::new(stream)));
    // The number of the next claim of each stream.
    let mut next = [0, 0];
    loop {
        let first = [0, 1].map(|at| streams[at].0.select(u32::try_from(next[at]).ok()?));
        let (at, end) = match first {
            [None, None] => return merged,
            [Some(_), None] => (0, streams[0].0.len()),
            [None, Some(_)] => (1, streams[1].0.len()),
            [Some(left), Some(right)] if left < right => (0, streams[0].0.rank(right)),
            [Some(left), _] => (1, streams[1].0.rank(left)),
        };
        next[at] = count(end);
        merged.extend_from_slice(streams[at].1.take_until(next[at]));
    }
}

/// The stream of a stored list without the claims of `removed`; `claims` are those of the list.
pub fn kept_claims(list: &[u8], claims: &RoaringBitmap, removed: &RoaringBitmap) -> Result<Vec<u8>, StoreError> {
    let claim_count = count(claims.len());
    let stream = list.get(claim_count.div_ceil(BLOCK_CLAIMS) * OFFSET_BYTES..).unwrap_or_default();
    let mut kept = Vec::with_capacity(stream.len());
    let mut starts = ClaimStarts::new(stream);
    for claim in claims & removed {
        let number = count(claims.rank(claim)) - 1;
        kept.extend_from_slice(starts.take_until(number));
        starts.find(number + 1);
    }
    let is_complete = starts.claim == claim_count || {
        kept.extend_from_slice(starts.take_until(claim_count - 1));
        starts.at < stream.len()
    };
    if !is_complete {
        return Err(corrupt("positions", "they end before those of all claims"));
    }
    kept.extend_from_slice(starts.take_until(claim_count));
    Ok(kept)
}

/// A stream of some claims as it is stored.
pub fn to_list(stream: &[u8], claims: u64) -> Vec<u8> {
    let mut starts = ClaimStarts::new(stream);
    let blocks = (0..count(claims)).step_by(BLOCK_CLAIMS);
    let offset = |claim| u32::try_from(starts.find(claim)).expect("a list below 4 GiB").to_le_bytes();
    let mut list: Vec<u8> = blocks.flat_map(offset).collect();
    list.extend_from_slice(stream);
    list
}

/// The occurrences of a word or phrase in some claims.
#[derive(Debug, Default)]
pub struct Occurrences {
    claims: Vec<u32>,
    /// Ascending within a claim.
    places: Vec<Place>,
    /// The end of each claim in `places`.
    ends: Vec<usize>,
}

impl Occurrences {
    /// Reads those of a term, with its posting list, in the claims of `among`.
    pub fn read(list: &[u8], posting: &RoaringBitmap, among: &RoaringBitmap) -> Result<Self, StoreError> {
        let invalid = || corrupt("positions", "they end before those of all claims");
        let count = usize::try_from(posting.len()).map_err(|error| corrupt("posting list", error))?;
        let (offsets, stream) =
            list.split_at_checked(count.div_ceil(BLOCK_CLAIMS) * OFFSET_BYTES).ok_or_else(invalid)?;
        let mut found = Self::default();
        let mut reader = StreamReader { stream, at: 0 };
        // The number of the claim at which the reader stands.
        let mut next = 0;
        for (claim, number) in ranks(posting, among) {
            let block = number / BLOCK_CLAIMS;
            if block * BLOCK_CLAIMS > next {
                let offset = offsets[block * OFFSET_BYTES..][..OFFSET_BYTES].try_into().expect("four bytes");
                (reader.at, next) = (u32::from_le_bytes(offset) as usize, block * BLOCK_CLAIMS);
            }
            while next < number {
                reader.read_claim(|_| ()).ok_or_else(invalid)?;
                next += 1;
            }
            reader.read_claim(|at| found.places.push(at)).ok_or_else(invalid)?;
            next += 1;
            found.end_claim(claim);
        }
        Ok(found)
    }

    fn end_claim(&mut self, claim: u32) {
        self.claims.push(claim);
        self.ends.push(self.places.len());
    }

    /// Each claim with its places.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &[Place])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let ranges = starts.zip(&self.ends).map(|(start, &end)| &self.places[start..end]);
        self.claims.iter().copied().zip(ranges)
    }

    pub fn claims(&self) -> RoaringBitmap {
        self.claims.iter().copied().collect()
    }

    /// Keeps the places after which, `distance` terms further, `next` stands. Both have the same claims.
    pub fn followed_by(&self, next: &Self, distance: u32) -> Self {
        let mut kept = Self::default();
        for ((claim, places), (_, following)) in self.iter().zip(next.iter()) {
            let before = kept.places.len();
            kept.places.extend(places.iter().filter(|&&at| following.binary_search(&(at + distance)).is_ok()));
            if kept.places.len() > before {
                kept.end_claim(claim);
            }
        }
        kept
    }

    /// Those in the claims of `among`.
    pub fn within(&self, among: &RoaringBitmap) -> Self {
        let mut kept = Self::default();
        for (claim, places) in self.iter().filter(|(claim, _)| among.contains(*claim)) {
            kept.places.extend_from_slice(places);
            kept.end_claim(claim);
        }
        kept
    }
}

/// The claims of `posting` that are in `among`, each with its number in `posting`.
fn ranks<'p>(posting: &'p RoaringBitmap, among: &'p RoaringBitmap) -> Box<dyn Iterator<Item = (u32, usize)> + 'p> {
    if among.len() * SPARSE < posting.len() {
        let rank = |claim: &u32| usize::try_from(posting.rank(*claim)).expect("fewer claims than bytes of memory") - 1;
        Box::new(among.iter().filter(|claim| posting.contains(*claim)).map(move |claim| (claim, rank(&claim))))
    } else {
        Box::new(posting.iter().enumerate().filter(|(_, claim)| among.contains(*claim)).map(|(at, claim)| (claim, at)))
    }
}

struct StreamReader<'s> {
    stream: &'s [u8],
    at: usize,
}

impl StreamReader<'_> {
    /// Reads the occurrences of the next claim; `None` if there is none.
    fn read_claim(&mut self, mut found: impl FnMut(Place)) -> Option<()> {
        let mut last = 0;
        loop {
            let number = self.read_number()?;
            let (columns, terms) = (number >> 1 & 3, number >> 3);
            let from = if columns == 0 { last } else { ((last >> POSITION_BITS) + columns) << POSITION_BITS };
            last = from + terms;
            found(u32::try_from(last).ok()?);
            if self.stream.get(self.at).is_none_or(|byte| byte & 1 == 1) {
                return Some(());
            }
        }
    }

    fn read_number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0_u64, 0_u32);
        loop {
            let byte = *self.stream.get(self.at)?;
            self.at += 1;
            number |= u64::from(byte & 0x7F).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::{btree_map, btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    type Claims = BTreeMap<u32, Vec<Place>>;

    fn any_claims() -> impl Strategy<Value = Claims> {
        let places = btree_set((0_usize..4, prop_oneof![0_usize..40, 0_usize..100_000]), 1..8);
        btree_map(0_u32..3_000, places, 0..400).prop_map(|claims| {
            let of_claim = |places: std::collections::BTreeSet<(usize, usize)>| {
                places.into_iter().map(|(column, position)| place(column, position)).collect()
            };
            claims.into_iter().map(|(claim, places)| (claim, of_claim(places))).collect()
        })
    }

    fn stream(claims: &Claims) -> (RoaringBitmap, Vec<u8>) {
        let mut stream = PositionStream::default();
        for places in claims.values() {
            places.iter().enumerate().for_each(|(at, &place)| stream.add(at == 0, place));
        }
        (claims.keys().copied().collect(), stream.into_bytes())
    }

    fn read(list: &[u8], posting: &RoaringBitmap, among: &RoaringBitmap) -> Claims {
        let found = Occurrences::read(list, posting, among).unwrap();
        found.iter().map(|(claim, places)| (claim, places.to_vec())).collect()
    }

    proptest! {
        #[test]
        fn any_claims_are_read_as_written(claims in any_claims(), chosen in vec(0_u32..3_000, 0..200)) {
            let (posting, stream) = stream(&claims);
            let list = to_list(&stream, posting.len());
            prop_assert_eq!(&read(&list, &posting, &posting), &claims);
            for among in [chosen.clone(), chosen.into_iter().take(2).collect()] {
                let among: RoaringBitmap = among.into_iter().collect();
                let expected: Claims =
                    claims.iter().filter(|(claim, _)| among.contains(**claim)).map(|(k, v)| (*k, v.clone())).collect();
                prop_assert_eq!(read(&list, &posting, &among), expected);
            }
        }

        #[test]
        fn claims_are_removed_from_a_list(claims in any_claims(), removed in vec(0_u32..3_000, 0..2_000)) {
            let (posting, written) = stream(&claims);
            let removed: RoaringBitmap = removed.into_iter().collect();
            let kept = claims.into_iter().filter(|(claim, _)| !removed.contains(*claim)).collect();
            prop_assert_eq!(kept_claims(&to_list(&written, posting.len()), &posting, &removed).unwrap(), stream(&kept).1);
        }

        #[test]
        fn streams_of_two_threads_merge_in_the_order_of_the_claims(claims in any_claims()) {
            let (left, right): (Claims, Claims) = claims.clone().into_iter().partition(|(claim, _)| claim % 3 == 0);
            let (one, other) = (stream(&left), stream(&right));
            prop_assert_eq!(merge_streams((&one.0, &one.1), (&other.0, &other.1)), stream(&claims).1);
        }

        #[test]
        fn damaged_lists_are_errors(claims in any_claims(), bytes in vec(any::<u8>(), 0..300)) {
            let posting: RoaringBitmap = claims.keys().copied().collect();
            let _ = Occurrences::read(&bytes, &posting, &posting);
        }
    }

    #[test]
    fn a_phrase_does_not_reach_into_another_column() {
        let of = |places: &[Place]| {
            let (posting, stream) = stream(&Claims::from([(7, places.to_vec())]));
            Occurrences::read(&to_list(&stream, posting.len()), &posting, &posting).unwrap()
        };
        let black = of(&[place(0, 3), place(1, 0), place(1, 9)]);
        let market = of(&[place(0, 4), place(2, 1), place(2, 10)]);
        let phrase = black.followed_by(&market, 1);
        assert_eq!(phrase.iter().collect::<Vec<_>>(), [(7, &[place(0, 3)][..])]);
        assert!(black.followed_by(&market, 2).claims().is_empty());
    }
}
