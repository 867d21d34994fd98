//! Who comes first: an order of the witnesses that does not depend on the order in which they are given.

use rayon::prelude::*;

use super::align::alphabetic;
use super::anchors::hashes;
use crate::model::witness::Witness;

/// Texts of more characters are compared by a sample of their k-mers.
const SAMPLED: usize = 1 << 15;

/// Witnesses in canonical order: by text, then by name. Those with the same text stand together. O(n log n · length).
pub(super) fn canonical(witnesses: &[Witness]) -> Vec<usize> {
    let folds = |w: usize| witnesses[w].tokens.iter().map(|t| t.fold);
    let mut order: Vec<usize> = (0..witnesses.len()).collect();
    order.sort_by(|a, b| {
        let name = |w: usize| (&witnesses[w].siglum, &witnesses[w].source);
        folds(*a).cmp(folds(*b)).then_with(|| name(*a).cmp(&name(*b)))
    });
    order
}

/// How many k-mers each two of the texts share.
pub(super) struct Kinship {
    sizes: Vec<usize>,
    shared: Vec<usize>,
}

impl Kinship {
    /// Compares all texts with one another. O(n² · length), by a sample of at most one k-mer in eight for long texts.
    pub(super) fn new(rows: &[Vec<char>]) -> Self {
        let k = if rows.iter().any(|r| alphabetic(r)) { 10 } else { 5 };
        let mask = if rows.iter().any(|r| r.len() > SAMPLED) { 7 } else { 0 };
        let sets: Vec<Vec<u32>> = rows.par_iter().map(|row| set(row, k, mask)).collect();
        let mut shared = vec![0; rows.len() * rows.len()];
        let pairs: Vec<(usize, usize)> = (0..rows.len()).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
        let counts: Vec<usize> = pairs.par_iter().map(|(a, b)| common(&sets[*a], &sets[*b])).collect();
        for ((a, b), common) in pairs.into_iter().zip(counts) {
            (shared[a * rows.len() + b], shared[b * rows.len() + a]) = (common, common);
        }
        Self { sizes: sets.iter().map(Vec::len).collect(), shared }
    }

    fn shared(&self, a: usize, b: usize) -> usize {
        self.shared[a * self.sizes.len() + b]
    }

    /// The text that shares most with the others among `left`; the first of equals.
    pub(super) fn medoid(&self, left: &[usize]) -> Option<usize> {
        let sum = |a: usize| left.iter().map(|b| self.shared(a, *b)).sum::<usize>();
        left.iter().copied().rev().max_by_key(|a| (sum(*a), self.sizes[*a]))
    }

    /// `left`, those first who share the greatest part of their text with one of `members`.
    pub(super) fn nearest(&self, members: &[usize], left: &[usize]) -> Vec<usize> {
        let part = |a: usize| {
            let most = members.iter().map(|b| self.shared(a, *b)).max().unwrap_or(0);
            most as f64 / self.sizes[a].max(1) as f64
        };
        let mut order: Vec<(f64, usize)> = left.iter().map(|a| (part(*a), *a)).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        order.into_iter().map(|(_, a)| a).collect()
    }
}

/// The k-mers of a text by half their hashes: enough to tell them apart within one text.
fn set(row: &[char], k: usize, mask: u64) -> Vec<u32> {
    let mut set: Vec<u32> = hashes(row, k).filter(|(h, _)| h & mask == 0).map(|(h, _)| (h >> 32) as u32).collect();
    set.sort_unstable();
    set.dedup();
    set
}

fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        common += usize::from(a[i] == b[j]);
        (i, j) = (i + usize::from(a[i] <= b[j]), j + usize::from(b[j] <= a[i]));
    }
    common
}
