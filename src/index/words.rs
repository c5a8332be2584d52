//! The bits of a bitmap as words: two of them are intersected and counted in the same time whatever they contain.

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

/// Words that are added at a time.
const LANES: usize = 2;

type Lanes = [u64; LANES];

/// The number of bits that two containers have in common. Adds the bits of eight words before it counts them (Harley and
/// Seal), because a processor without an instruction for it counts slowly.
pub fn count_common(a: &Words, b: &Words) -> u64 {
    let (mut ones, mut twos, mut fours, mut eights) = ([0; LANES], [0; LANES], [0; LANES], 0);
    for (a, b) in a.chunks_exact(8 * LANES).zip(b.chunks_exact(8 * LANES)) {
        let and = |number: usize| -> Lanes {
            std::array::from_fn(|lane| a[number * LANES + lane] & b[number * LANES + lane])
        };
        let twos_a = add(&mut ones, and(0), and(1));
        let twos_b = add(&mut ones, and(2), and(3));
        let fours_a = add(&mut twos, twos_a, twos_b);
        let twos_a = add(&mut ones, and(4), and(5));
        let twos_b = add(&mut ones, and(6), and(7));
        let fours_b = add(&mut twos, twos_a, twos_b);
        eights += count(add(&mut fours, fours_a, fours_b));
    }
    8 * eights + 4 * count(fours) + 2 * count(twos) + count(ones)
}

/// Adds two bits to each bit of a sum; returns what is carried.
fn add(sum: &mut Lanes, a: Lanes, b: Lanes) -> Lanes {
    let mut carry = [0; LANES];
    for lane in 0..LANES {
        let both = a[lane] ^ b[lane];
        carry[lane] = (a[lane] & b[lane]) | (both & sum[lane]);
        sum[lane] ^= both;
    }
    carry
}

fn count(lanes: Lanes) -> u64 {
    lanes.iter().map(|lane| u64::from(lane.count_ones())).sum()
}
