//! Stretches that two texts certainly share, in the order of both.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::FxHashMap;

/// A stretch that stands in both texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Anchor {
    /// Where it begins in the one text.
    pub(super) a: usize,
    /// Where it begins in the other.
    pub(super) b: usize,
    /// Its length in characters.
    pub(super) len: usize,
}

/// Lengths from which on k-mers are sampled: the anchors between are found by extension.
const SAMPLED: usize = 1 << 15;
const THINNER: usize = 1 << 18;
/// Width of a lane of diagonals.
const LANE: i64 = 64;
/// No anchor.
const NOBODY: usize = usize::MAX;

/// The heaviest chain of maximal common stretches that grow from k-mers which occur once in either range
/// (patience, Bram Cohen; weighed by length). Positions are those of the whole texts. O(n log n).
pub(super) fn anchors(a: &[char], ra: Range<usize>, b: &[char], rb: Range<usize>, k: usize) -> Vec<Anchor> {
    trimmed(chain(&matches(a, ra, b, rb, k), k))
}

/// The same of whole texts, whose k-mers may be known.
pub(super) fn anchors_of(a: Text<'_>, b: Text<'_>, k: usize) -> Vec<Anchor> {
    trimmed(chain(&matches_of(a, b, k), k))
}

/// Of maximal common stretches, sorted by position, the heaviest chain in the order of both texts; neighbours may overlap.
/// O(n log n).
pub(super) fn chain(found: &[Anchor], k: usize) -> Vec<Anchor> {
    heaviest(found, (k + k / 2) as u64)
}

/// All maximal common stretches that grow from k-mers which occur once in either range, in any order, sorted by
/// position. O(n log n).
fn matches(a: &[char], ra: Range<usize>, b: &[char], rb: Range<usize>, k: usize) -> Vec<Anchor> {
    let (in_a, in_b) = (&a[ra.clone()], &b[rb.clone()]);
    let seeds = seeds(Text { chars: in_a, known: None }, Text { chars: in_b, known: None }, k);
    grown((a, ra), (b, rb), k, &seeds)
}

/// The same of whole texts, whose k-mers may be known.
pub(super) fn matches_of(a: Text<'_>, b: Text<'_>, k: usize) -> Vec<Anchor> {
    grown((a.chars, 0..a.chars.len()), (b.chars, 0..b.chars.len()), k, &seeds(a, b, k))
}

/// Positions of k-mers that occur once in either text, by position in the first one.
fn seeds(a: Text<'_>, b: Text<'_>, k: usize) -> Vec<(u32, u32)> {
    let mask = mask(a.chars.len().max(b.chars.len()));
    if mask == 0 {
        return seeds_of_short(a.chars, b.chars, k);
    }
    let (in_a, in_b) = rayon::join(|| a.rare(k, mask), || b.rare(k, mask));
    common(&in_a, &in_b)
}

/// The same for texts of which all k-mers are looked at, by open addressing (Knuth 6.4). O(length).
fn seeds_of_short(a: &[char], b: &[char], k: usize) -> Vec<(u32, u32)> {
    const NONE: u32 = u32::MAX;
    const SEVERAL: u32 = u32::MAX - 1;
    let known: Vec<u64> = hashes(a, k).map(|(hash, _)| hash).collect();
    // By hash, the first k-mer of the one text; beside each of these, where the other text has it.
    let mut slots = vec![NONE; (2 * known.len()).next_power_of_two()];
    let mut others = vec![NONE; known.len()];
    let last = slots.len() - 1;
    let slot = |slots: &[u32], hash: u64| {
        let mut at = hash as usize & last;
        while slots[at] != NONE && known[slots[at] as usize] != hash {
            at = (at + 1) & last;
        }
        at
    };
    for (hash, i) in known.iter().zip(0..) {
        let at = slot(&slots, *hash);
        match slots[at] {
            NONE => slots[at] = i,
            first => others[first as usize] = SEVERAL,
        }
    }
    for (hash, j) in hashes(b, k) {
        let Some(other) = others.get_mut(slots[slot(&slots, hash)] as usize) else { continue };
        *other = if *other == NONE { j } else { SEVERAL };
    }
    others.iter().zip(0..).filter(|(j, _)| **j < SEVERAL).map(|(j, i)| (i, *j)).collect()
}

/// Of texts of so many characters k-mers are looked at whose hashes have none of these bits.
fn mask(length: usize) -> u64 {
    match length {
        n if n < SAMPLED => 0,
        n if n < THINNER => 3,
        _ => 7,
    }
}

/// A whole text, and its k-mers if they are known.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) chars: &'a [char],
    pub(super) known: Option<&'a Rare>,
}

impl<'a> Text<'a> {
    fn rare(self, k: usize, mask: u64) -> Cow<'a, [(u64, u32)]> {
        match self.known.filter(|known| (known.k, known.mask) == (k, mask)) {
            Some(known) => Cow::Borrowed(&known.kmers),
            None => Cow::Owned(rare(self.chars, k, mask)),
        }
    }
}

/// The k-mers that occur once in a text.
#[derive(Debug)]
pub(super) struct Rare {
    k: usize,
    mask: u64,
    kmers: Vec<(u64, u32)>,
}

impl Rare {
    /// As they are asked for when the text is compared with one of so many characters. O(n log n).
    pub(super) fn of(text: &[char], k: usize, longest: usize) -> Self {
        let mask = mask(longest);
        Self { k, mask, kmers: rare(text, k, mask) }
    }
}

/// The maximal common stretches that grow from seeds, which are places in two ranges of texts.
fn grown(
    (a, ra): (&[char], Range<usize>),
    (b, rb): (&[char], Range<usize>),
    k: usize,
    seeds: &[(u32, u32)],
) -> Vec<Anchor> {
    let mut found: Vec<Anchor> = Vec::new();
    for (i, j) in seeds {
        let (i, j) = (*i as usize + ra.start, *j as usize + rb.start);
        let known = found.last().is_some_and(|f| i < f.a + f.len && i + f.b == j + f.a);
        if known || a[i..i + k] != b[j..j + k] {
            continue;
        }
        let back = a[ra.start..i].iter().rev().zip(b[rb.start..j].iter().rev()).take_while(|(x, y)| x == y).count();
        let on = a[i + k..ra.end].iter().zip(&b[j + k..rb.end]).take_while(|(x, y)| x == y).count();
        found.push(Anchor { a: i - back, b: j - back, len: back + k + on });
    }
    found.sort_unstable_by_key(|f| (f.a, f.b, f.len));
    found.dedup();
    found
}

/// K-mers that occur once: hash and position, by hash.
fn rare(text: &[char], k: usize, mask: u64) -> Vec<(u64, u32)> {
    let mut kmers: Vec<(u64, u32)> = Vec::with_capacity(text.len() / (mask as usize + 1) * 9 / 8);
    kmers.extend(hashes(text, k).filter(|(h, _)| h & mask == 0));
    kmers.sort_unstable();
    let mut last = None;
    let mut kept = 0;
    for i in 0..kmers.len() {
        let kmer = kmers[i];
        let alone = last != Some(kmer.0) && kmers.get(i + 1).is_none_or(|next| next.0 != kmer.0);
        last = Some(kmer.0);
        if alone {
            kmers[kept] = kmer;
            kept += 1;
        }
    }
    kmers.truncate(kept);
    kmers
}

/// Hashes of all k-mers with their positions. O(length).
pub(super) fn hashes(text: &[char], k: usize) -> impl Iterator<Item = (u64, u32)> + '_ {
    const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
    let top = BASE.wrapping_pow(k as u32);
    let mut hash = 0_u64;
    text.iter().enumerate().filter_map(move |(i, c)| {
        hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(*c) + 1);
        if i >= k {
            hash = hash.wrapping_sub(top.wrapping_mul(u64::from(text[i - k]) + 1));
        }
        (i + 1 >= k).then(|| (mixed(hash), (i + 1 - k) as u32))
    })
}

/// Spreads the bits of a sum, whose low ones depend on the low bits of the characters alone.
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    hash ^ (hash >> 32)
}

/// Positions of common k-mers, by position in the first text.
fn common(a: &[(u64, u32)], b: &[(u64, u32)]) -> Vec<(u32, u32)> {
    let (mut i, mut j) = (0, 0);
    let mut seeds = Vec::with_capacity(a.len().min(b.len()));
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                seeds.push((a[i].1, b[j].1));
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    seeds.sort_unstable();
    seeds
}

/// The chain of greatest length in sum, both positions growing, less `jump` wherever one text runs far ahead of the
/// other: a phrase that happens to stand elsewhere too must not tear apart what belongs together. `found` is sorted by
/// position.
fn heaviest(found: &[Anchor], jump: u64) -> Vec<Anchor> {
    let mut ranks: Vec<usize> = found.iter().map(|f| f.b).collect();
    ranks.sort_unstable();
    ranks.dedup();
    let rank = |f: &Anchor| ranks.partition_point(|r| *r < f.b);
    let mut anywhere = Fenwick(vec![(0, NOBODY); ranks.len() + 1]);
    let mut nearby: FxHashMap<i64, (u64, usize)> = FxHashMap::default();
    let mut weight = vec![0_u64; found.len()];
    let mut before = vec![NOBODY; found.len()];
    let mut waiting = 0;
    for (i, anchor) in found.iter().enumerate() {
        // Anchors that begin at the same place exclude one another: they enter together.
        while found[waiting].a < anchor.a {
            let entry = (weight[waiting], waiting);
            anywhere.raise(rank(&found[waiting]), entry);
            let near = nearby.entry(lane(&found[waiting])).or_insert(entry);
            *near = if entry.0 >= near.0 { entry } else { *near };
            waiting += 1;
        }
        let far = anywhere.below(rank(anchor));
        let lanes = (-1..=1).filter_map(|d| nearby.get(&(lane(anchor) + d)));
        let near = lanes.filter(|n| found[n.1].b < anchor.b).max_by_key(|n| n.0);
        let best = near.copied().into_iter().chain([(far.0.saturating_sub(jump), far.1)]).max_by_key(|n| n.0);
        let (sum, last) = best.filter(|b| b.0 > 0).unwrap_or((0, NOBODY));
        (weight[i], before[i]) = (sum + anchor.len as u64, last);
    }
    let mut at = (0..found.len()).rev().max_by_key(|i| weight[*i]).unwrap_or(NOBODY);
    let mut chain = Vec::new();
    while at != NOBODY {
        chain.push(found[at]);
        at = before[at];
    }
    chain.reverse();
    chain
}

/// Anchors of the same or of neighbouring lanes lie on nearly the same diagonal.
fn lane(anchor: &Anchor) -> i64 {
    (anchor.b as i64 - anchor.a as i64).div_euclid(LANE)
}

/// Cuts the beginnings of anchors that overlap the one before.
fn trimmed(mut chain: Vec<Anchor>) -> Vec<Anchor> {
    let (mut a, mut b) = (0, 0);
    chain.retain_mut(|anchor| {
        let cut = a.max(anchor.a).abs_diff(anchor.a).max(b.max(anchor.b).abs_diff(anchor.b));
        if cut >= anchor.len {
            return false;
        }
        (anchor.a, anchor.b, anchor.len) = (anchor.a + cut, anchor.b + cut, anchor.len - cut);
        (a, b) = (anchor.a + anchor.len, anchor.b + anchor.len);
        true
    });
    chain
}

/// Greatest value of a prefix (Fenwick 1994).
struct Fenwick(Vec<(u64, usize)>);

impl Fenwick {
    fn raise(&mut self, rank: usize, value: (u64, usize)) {
        let mut i = rank + 1;
        while i < self.0.len() {
            if value.0 > self.0[i].0 {
                self.0[i] = value;
            }
            i += i & i.wrapping_neg();
        }
    }

    /// Greatest value of the ranks below `rank`.
    fn below(&self, rank: usize) -> (u64, usize) {
        let (mut i, mut best) = (rank, (0, NOBODY));
        while i > 0 {
            if self.0[i].0 > best.0 {
                best = self.0[i];
            }
            i &= i - 1;
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn the_heavier_of_two_swapped_stretches_stays() {
        let a = chars("abcdefXXmnopqrst");
        let b = chars("mnopqrstYYabcdef");
        assert_eq!(anchors(&a, 0..a.len(), &b, 0..b.len(), 4), [Anchor { a: 8, b: 0, len: 8 }]);
    }

    #[test]
    fn repeated_kmers_do_not_anchor() {
        let a = chars("abcdabcd");
        assert_eq!(anchors(&a, 0..8, &a, 0..8, 4).iter().map(|f| f.len).sum::<usize>(), 8);
        assert!(anchors(&a, 0..8, &chars("zabcdz"), 0..6, 4).is_empty());
    }
}
