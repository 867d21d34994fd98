//! When more witnesses come than a vote needs.

use rustc_hash::FxHashMap;

use super::align::alphabetic;
use super::anchors::hashes;
use super::order;
use crate::model::witness::Witness;

/// So many witnesses are collated whatever they are; the time that pairs of witnesses take grows with their square.
const FEW: usize = 64;
/// Most that are collated.
const MOST: usize = 256;
/// A stretch that so many have is well enough attested, and so much of a witness must not be so for it to be kept.
const ENOUGH: u32 = 32;
const PART: usize = 8;
/// K-mers of all witnesses that are looked at, about.
const SAMPLE: usize = 1 << 21;

/// The witnesses that are worth collating, in their order: all, unless there are more than 64. Then those come first that share
/// most with all others, and one is kept while an eighth of what it shares stands in fewer than 32 of those kept before; never
/// more than 256. The choice does not depend on the order of the witnesses. O(length of all).
pub fn representatives(witnesses: &[Witness]) -> Vec<usize> {
    if witnesses.len() <= FEW {
        return (0..witnesses.len()).collect();
    }
    let mut kmers = Kmers::of(witnesses);
    // The canonical order decides among equals.
    let mut order = order::canonical(witnesses);
    order.sort_by_cached_key(|w| std::cmp::Reverse(kmers.shared(*w)));
    let mut kept: Vec<usize> = order.into_iter().filter(|w| kmers.keep(*w)).take(MOST).collect();
    kept.sort_unstable();
    kept
}

/// What stands in more than one witness.
struct Kmers {
    /// By witness, the numbers of its common k-mers, each once.
    of: Vec<Vec<u32>>,
    /// By number, how many witnesses have it, and how many of those that are kept.
    holders: Vec<u32>,
    kept: Vec<u32>,
}

impl Kmers {
    fn of(witnesses: &[Witness]) -> Self {
        let length: usize = witnesses.iter().map(|w| w.tokens.len()).sum();
        let mask = (length / SAMPLE).next_power_of_two() as u64 - 1;
        let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
        let mut holders: Vec<u32> = Vec::new();
        let mut of: Vec<Vec<u32>> = Vec::new();
        for witness in witnesses {
            let folds: Vec<char> = witness.tokens.iter().map(|t| t.fold).collect();
            let k = if alphabetic(&folds) { 10 } else { 5 };
            let sampled = hashes(&folds, k).filter(|(hash, _)| hash & mask == 0);
            let mut own: Vec<u32> = sampled
                .map(|(hash, _)| {
                    let next = numbers.len() as u32;
                    *numbers.entry(hash).or_insert(next)
                })
                .collect();
            own.sort_unstable();
            own.dedup();
            holders.resize(numbers.len(), 0);
            own.iter().for_each(|kmer| holders[*kmer as usize] += 1);
            of.push(own);
        }
        of.iter_mut().for_each(|own| own.retain(|kmer| holders[*kmer as usize] > 1));
        Self { of, kept: vec![0; holders.len()], holders }
    }

    /// How much a witness shares with all others.
    fn shared(&self, w: usize) -> u64 {
        self.of[w].iter().map(|kmer| u64::from(self.holders[*kmer as usize] - 1)).sum()
    }

    /// Whether a witness is kept; then it counts among the kept ones.
    fn keep(&mut self, w: usize) -> bool {
        let own = &self.of[w];
        let scarce = own.iter().filter(|kmer| self.kept[**kmer as usize] < ENOUGH).count();
        let keep = PART * scarce >= own.len();
        if keep {
            own.iter().for_each(|kmer| self.kept[*kmer as usize] += 1);
        }
        keep
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collate::tokenize;
    use crate::model::witness::Family;

    /// A text of 200 different characters from `start` on, with one that is another one.
    fn witness(name: usize, start: usize) -> Witness {
        let text: String = (start..start + 200)
            .filter_map(|i| char::from_u32(0x4E00 + if i % 200 == name % 200 { 5_000 + name } else { i } as u32))
            .collect();
        tokenize(&text, &format!("{name:03}"), &format!("{name:03}"), Family::Unknown)
    }

    #[test]
    fn few_witnesses_are_all_collated() {
        let few: Vec<Witness> = (0..FEW).map(|name| witness(name, 0)).collect();
        assert_eq!(representatives(&few).len(), FEW);
    }

    #[test]
    fn of_many_copies_some_are_enough_and_no_stretch_is_lost() {
        let mut many: Vec<Witness> = (0..300).map(|name| witness(name, 0)).collect();
        many.extend((300..303).map(|name| witness(name, 1_000)));
        let kept = representatives(&many);
        assert!((ENOUGH as usize..2 * ENOUGH as usize).contains(&kept.len()), "{}", kept.len());
        assert!(kept.ends_with(&[300, 301, 302]), "what only three have");
    }

    #[test]
    fn the_order_of_many_witnesses_does_not_matter() {
        let names = |set: &[Witness]| -> Vec<String> {
            let mut names: Vec<String> = representatives(set).iter().map(|w| set[*w].siglum.clone()).collect();
            names.sort();
            names
        };
        let mut many: Vec<Witness> = (0..150).map(|name| witness(name, name % 3 * 50)).collect();
        let first = names(&many);
        many.reverse();
        assert_eq!(names(&many), first);
    }
}
