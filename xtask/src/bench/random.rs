//! A small generator of numbers that look random and are the same in every run.

/// SplitMix64: one number of state, good enough to spread names and ids.
pub struct Random(u64);

impl Random {
    /// The generator of one record: the same `kind` and `number` give the same record, in whatever order they are made.
    pub fn of(kind: u64, number: u64) -> Self {
        let mut random = Self(kind.wrapping_mul(0xA076_1D64_78BD_642F) ^ number);
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, or zero when the limit is.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    /// One of the words.
    pub fn pick<T: Copy>(&mut self, words: &[T]) -> T {
        let index = self.below(words.len() as u64) as usize;
        words[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_record_gets_the_same_numbers() {
        let draw = |number| Random::of(1, number).below(1_000_000);
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }
}
