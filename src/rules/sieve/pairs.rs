//! Which rules two neighbouring characters tell of.

use rustc_hash::FxHashMap;

use super::partition::Members;
use super::{Bits, Named, bit};

/// By the kinds of two neighbouring characters: the rules of whose pairs they are one.
#[derive(Debug, Clone)]
pub(super) struct Pairs {
    kinds: usize,
    /// By two kinds, which of the sets of rules they tell of.
    cells: Vec<u32>,
    sets: Vec<Bits>,
}

impl Pairs {
    /// Of the pairs of rules in their order, where `members` are the kinds. O(kinds² · rules) at worst.
    pub(super) fn of(rules: &[Named], members: &[Members]) -> Self {
        let kinds = members.len();
        let mut pairs = Self { kinds, cells: vec![0; kinds * kinds], sets: vec![0] };
        let of_set = |set: usize| (0..kinds).filter(|kind| members[*kind].contains(set)).collect::<Vec<_>>();
        let mut lists: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        let mut known: FxHashMap<Bits, u32> = FxHashMap::from_iter([(0, 0)]);
        let mut row: Vec<Bits> = vec![0; kinds];
        for (first, sets) in members.iter().enumerate() {
            for (n, named) in rules.iter().enumerate() {
                for (_, next) in named.pairs.iter().filter(|(set, _)| sets.contains(*set)) {
                    lists.entry(*next).or_insert_with(|| of_set(*next)).iter().for_each(|next| row[*next] |= bit(n));
                }
            }
            for (next, rules) in row.iter_mut().enumerate().filter(|(_, rules)| **rules != 0) {
                pairs.put(first, next, std::mem::take(rules), &mut known);
            }
        }
        pairs
    }

    fn put(&mut self, first: usize, next: usize, rules: Bits, known: &mut FxHashMap<Bits, u32>) {
        self.cells[first * self.kinds + next] = *known.entry(rules).or_insert_with(|| {
            self.sets.push(rules);
            (self.sets.len() - 1) as u32
        });
    }

    /// Which rules two kinds tell of.
    #[inline]
    pub(super) fn rules(&self, first: u16, next: u16) -> Bits {
        self.sets[self.cells[usize::from(first) * self.kinds + usize::from(next)] as usize]
    }
}
