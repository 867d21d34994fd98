//! Random numbers that are the same on every machine.

/// A stream of random numbers: SplitMix64 (Steele, Lea and Flood 2014). Integers and exact float comparisons only, so
/// that no mathematical library has a say in what comes out.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

/// What a stream is for: streams of different purposes are independent, though they share seed and index.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    Words = 1,
    Article,
    Allotment,
    Source,
    Page,
    Printing,
}

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Random {
    /// The stream of a purpose, told apart from its sisters by `index`.
    pub(super) fn of(seed: u64, purpose: Purpose, index: &[u64]) -> Self {
        let keys = [seed, purpose as u64].into_iter().chain(index.iter().copied());
        Self(keys.fold(0, |state, key| mixed(state.wrapping_mul(STEP) ^ mixed(key.wrapping_add(STEP)))))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mixed(self.0)
    }

    /// A stream of its own, which begins where this one stands.
    pub(super) fn branch(&mut self) -> Self {
        Self(self.next())
    }

    /// A number below `end`; 0 when `end` is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).min(u64::from(u32::MAX));
        (((self.next() >> 32) * end) >> 32) as usize
    }

    /// A number from `least` to `most`.
    pub(super) fn within(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    /// True with a probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        ((self.next() >> 32) as f64) < probability * 4_294_967_296.0
    }

    /// One of several; there must be one.
    pub(super) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// Brings a list into another order (Fisher and Yates). O(n).
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i + 1));
        }
    }
}

fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_all_that_names_it() {
        let first = |seed, purpose, index: &[u64]| Random::of(seed, purpose, index).next();
        let streams = [
            first(1, Purpose::Article, &[1, 2]),
            first(2, Purpose::Article, &[1, 2]),
            first(1, Purpose::Page, &[1, 2]),
            first(1, Purpose::Article, &[2, 1]),
            first(1, Purpose::Article, &[1]),
        ];
        let distinct: std::collections::BTreeSet<u64> = streams.into_iter().collect();
        assert_eq!(distinct.len(), streams.len());
        assert_eq!(first(1, Purpose::Article, &[1, 2]), streams[0]);
    }

    #[test]
    fn chances_and_bounds_hold() {
        let mut random = Random::of(7, Purpose::Words, &[]);
        let hits = (0..100_000).filter(|_| random.chance(0.02)).count();
        assert!((1800..2200).contains(&hits), "{hits}");
        assert!(!random.chance(0.0) && random.chance(1.0));
        let seen: std::collections::BTreeSet<usize> = (0..1000).map(|_| random.within(3, 6)).collect();
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), [3, 4, 5, 6]);
    }
}
