//! For every claim a short list of numbers, in one block of memory.

/// Lists by ordinal.
#[derive(Debug, Default)]
pub struct Lists {
    ends: Vec<u32>,
    values: Vec<u32>,
}

impl Lists {
    /// Adds the next claim's list, each number once.
    pub fn push(&mut self, values: impl IntoIterator<Item = u32>) {
        let start = self.values.len();
        for value in values {
            if !self.values[start..].contains(&value) {
                self.values.push(value);
            }
        }
        self.ends.push(u32::try_from(self.values.len()).expect("fewer than 2^32 entries in all"));
    }

    /// A claim's list.
    pub fn of(&self, ordinal: u32) -> &[u32] {
        let at = ordinal as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.values[start as usize..self.ends[at] as usize]
    }
}
