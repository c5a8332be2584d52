//! The bits of a bitmap as words: two of them are intersected and counted in the same time whatever they contain.

use fearless_simd::Simd;
use fearless_simd_macros::simd;
use roaring::RoaringBitmap;

/// Words of a container, which has the ordinals with the same high 16 bits.
pub const WORDS: usize = 1 << 10;

/// The bits of a container.
pub type Words = [u64; WORDS];

/// Marks a serialized bitmap without runs.
const NO_RUNS: u32 = 12_346;

/// Containers above this number of values are bits.
const MAX_ARRAY: usize = 4096;

/// Bitmaps with runs and fewer containers than this have no offsets.
const MIN_OFFSETS: usize = 4;

/// A bitmap in its serialized format (`RoaringFormatSpec`), since its containers are not accessible otherwise.
pub struct Containers {
    bytes: Vec<u8>,
    /// By ascending key.
    containers: Vec<Container>,
}

#[derive(Clone, Copy)]
struct Container {
    key: u16,
    kind: Kind,
    /// Where its content begins.
    start: usize,
    /// Values, or runs.
    len: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Array,
    Bits,
    Runs,
}

impl Containers {
    pub fn new(bitmap: &RoaringBitmap) -> Self {
        let mut bytes = Vec::with_capacity(bitmap.serialized_size());
        bitmap.serialize_into(&mut bytes).expect("a vector takes any number of bytes");
        let short = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
        let cookie = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let has_runs = cookie != NO_RUNS;
        let count =
            if has_runs { usize::from(short(2)) + 1 } else { usize::from(short(4)) + (usize::from(short(6)) << 16) };
        let flags = if has_runs { 4 } else { 8 };
        let keys = flags + if has_runs { count.div_ceil(8) } else { 0 };
        let has_offsets = !has_runs || count >= MIN_OFFSETS;
        let mut start = keys + 4 * count + if has_offsets { 4 * count } else { 0 };
        let mut containers = Vec::with_capacity(count);
        for number in 0..count {
            let (key, values) = (short(keys + 4 * number), usize::from(short(keys + 4 * number + 2)) + 1);
            let (kind, len, header, bytes) = if has_runs && bytes[flags + number / 8] >> (number % 8) & 1 == 1 {
                let runs = usize::from(short(start));
                (Kind::Runs, runs, 2, 4 * runs)
            } else if values <= MAX_ARRAY {
                (Kind::Array, values, 0, 2 * values)
            } else {
                (Kind::Bits, values, 0, 8 * WORDS)
            };
            start += header;
            containers.push(Container { key, kind, start, len });
            start += bytes;
        }
        Self { bytes, containers }
    }

    /// Writes the bits of the container with a key. Returns whether there is one.
    pub fn read(&self, key: u16, words: &mut Words) -> bool {
        let Some(&Container { kind, start, len, .. }) = self.container(key) else { return false };
        if kind == Kind::Bits {
            let bytes = self.bytes[start..start + 8 * WORDS].chunks_exact(8);
            for (word, bytes) in words.iter_mut().zip(bytes) {
                *word = u64::from_le_bytes(bytes.try_into().expect("a word has 8 bytes"));
            }
            return true;
        }
        words.fill(0);
        let mut shorts = self.shorts(start, if kind == Kind::Runs { 2 * len } else { len });
        match kind {
            Kind::Runs => {
                while let (Some(first), Some(more)) = (shorts.next(), shorts.next()) {
                    fill(words, usize::from(first), usize::from(first) + usize::from(more));
                }
            }
            _ => shorts.for_each(|value| words[usize::from(value >> 6)] |= 1 << (value & 63)),
        }
        true
    }

    fn container(&self, key: u16) -> Option<&Container> {
        let at = self.containers.binary_search_by_key(&key, |container| container.key).ok()?;
        Some(&self.containers[at])
    }

    fn shorts(&self, start: usize, len: usize) -> impl Iterator<Item = u16> {
        self.bytes[start..start + 2 * len].chunks_exact(2).map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
    }
}

/// Sets the bits from the first to the last.
fn fill(words: &mut Words, first: usize, last: usize) {
    let (from, to) = (first / 64, last / 64);
    let (head, tail) = (u64::MAX << (first % 64), u64::MAX >> (63 - last % 64));
    if from == to {
        words[from] |= head & tail;
        return;
    }
    words[from] |= head;
    words[from + 1..to].fill(u64::MAX);
    words[to] |= tail;
}

/// The positions of the bits that are set, ascending.
pub fn bits(words: &[u64]) -> impl Iterator<Item = usize> {
    words.iter().enumerate().flat_map(|(at, &word)| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let bit = rest.trailing_zeros() as usize;
            (rest != 0).then(|| rest &= rest - 1)?;
            Some(at * 64 + bit)
        })
    })
}

/// The number of bits that two containers have in common.
#[simd]
pub fn count_common<S: Simd>(_: S, a: &Words, b: &Words) -> u64 {
    a.iter().zip(b).map(|(a, b)| u64::from((a & b).count_ones())).sum()
}
