//! Pseudorandom numbers, which are the same in each run.

/// Knuth's MMIX generator, from a seed.
pub struct Random(pub u64);

impl Random {
    /// A generator whose seed depends on a name.
    pub fn of_name(name: &str, seed: u64) -> Self {
        let mut random = Self(seed);
        for byte in name.bytes() {
            random.below(1);
            random.0 ^= u64::from(byte);
        }
        random
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).unwrap_or_default();
        high % end.max(1)
    }

    /// Whether one of `number` cases occurs.
    pub fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == 0
    }

    /// One of several.
    ///
    /// # Panics
    /// If there are none.
    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// Some of several, in their order.
    pub fn some<T: Clone>(&mut self, all: &[T]) -> Vec<T> {
        all.iter().filter(|_| self.one_in(2)).cloned().collect()
    }
}
