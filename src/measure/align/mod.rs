//! Edit distance and shortest edit scripts, exact at any length.
//!
//! Short texts go through a bit-parallel matrix (Myers 1999, Hyyrö 2003), long ones are first cut at points that lie
//! on a shortest path: by wavefronts from both ends where the texts are alike, by Hirschberg's rule where they are
//! not. No anchors and no heuristics: the length of a script is the Levenshtein distance, always.

mod bits;
mod waves;

use std::hash::Hash;

/// One step from gold text to hypothesis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// The same character.
    Keep,
    /// Another character.
    Replace,
    /// A gold character is missing.
    Delete,
    /// A character too many.
    Insert,
}

/// Cells up to which one matrix is kept for a script; two bits each, so 64 MiB at most.
const MATRIX: usize = 1 << 28;

/// Cells up to which distances are counted at once, without looking whether the texts are alike.
const DIRECT: usize = 1 << 24;

/// Levenshtein distance of two sequences. Expected O(n + d²) for texts that are alike (d the distance), O(n·m/64) at
/// worst; memory O(n + d).
pub fn distance<T: Copy + Eq + Hash>(a: &[T], b: &[T]) -> usize {
    let (a, b, _, _) = trimmed(a, b);
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len());
    }
    if a.len().saturating_mul(b.len()) > DIRECT
        && let Some(meeting) = waves::meet(a, b)
    {
        return meeting.distance;
    }
    bits::distance(a, b)
}

/// A shortest edit script from `a` to `b`.
///
/// Among the shortest ones it is, read from the end, the one that deletes where it can, then inserts, then keeps or
/// replaces; where what is left between the common ends of the texts has more than 2²⁸ pairs of characters, it is
/// some shortest one. Time as for [`distance`], and O(n·m/64) for up to 2²⁸ pairs; memory O(n + d) and 64 MiB at most.
pub fn script<T: Copy + Eq + Hash>(a: &[T], b: &[T]) -> Vec<Op> {
    let mut ops = Vec::with_capacity(a.len().max(b.len()));
    solve(a, b, &mut ops);
    ops
}

fn solve<T: Copy + Eq + Hash>(a: &[T], b: &[T], ops: &mut Vec<Op>) {
    let (a, b, prefix, suffix) = trimmed(a, b);
    ops.extend(std::iter::repeat_n(Op::Keep, prefix));
    if a.is_empty() || b.is_empty() {
        ops.extend(std::iter::repeat_n(Op::Delete, a.len()));
        ops.extend(std::iter::repeat_n(Op::Insert, b.len()));
    } else if a.len().saturating_mul(b.len()) <= MATRIX || b.len() < 2 {
        bits::script(a, b, ops);
    } else {
        let (i, j) = waves::meet(a, b).map_or_else(|| bits::halves(a, b), |meeting| meeting.at);
        solve(&a[..i], &b[..j], ops);
        solve(&a[i..], &b[j..], ops);
    }
    ops.extend(std::iter::repeat_n(Op::Keep, suffix));
}

/// Both texts without their common ends, and the lengths of these.
fn trimmed<'a, T: Eq>(a: &'a [T], b: &'a [T]) -> (&'a [T], &'a [T], usize, usize) {
    let prefix = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (&a[..a.len() - suffix], &b[..b.len() - suffix], prefix, suffix)
}

/// A stretch where two texts differ: `a[a.0..a.1]` stands against `b[b.0..b.1]`; one of them may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Gold side.
    pub a: (usize, usize),
    /// Hypothesis side.
    pub b: (usize, usize),
}

/// The stretches where a script differs; those with at most `gap` kept characters between them are one. O(n).
pub fn blocks(ops: &[Op], gap: usize) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let (mut i, mut j) = (0, 0);
    for op in ops {
        let (next_i, next_j) = (i + usize::from(*op != Op::Insert), j + usize::from(*op != Op::Delete));
        if *op != Op::Keep {
            match found.last_mut() {
                Some(last) if i - last.a.1 <= gap && j - last.b.1 <= gap => {
                    (last.a.1, last.b.1) = (next_i, next_j);
                }
                _ => found.push(Block { a: (i, next_i), b: (j, next_j) }),
            }
        }
        (i, j) = (next_i, next_j);
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chars(s: &str) -> Vec<char> {
        s.chars().collect()
    }

    /// The textbook: O(n·m).
    fn plain(a: &[char], b: &[char]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for i in 1..=a.len() {
            let mut diagonal = std::mem::replace(&mut row[0], i);
            for j in 1..=b.len() {
                let best = (diagonal + usize::from(a[i - 1] != b[j - 1])).min(row[j] + 1).min(row[j - 1] + 1);
                diagonal = std::mem::replace(&mut row[j], best);
            }
        }
        row[b.len()]
    }

    /// What a script makes of `a`, with the characters of `b` where it takes some; and its length.
    fn applied(ops: &[Op], a: &[char], b: &[char]) -> (Vec<char>, usize) {
        let (mut i, mut j, mut out) = (0, 0, Vec::new());
        for op in ops {
            match op {
                Op::Keep => out.push(a[i]),
                Op::Replace | Op::Insert => out.push(b[j]),
                Op::Delete => {}
            }
            i += usize::from(*op != Op::Insert);
            j += usize::from(*op != Op::Delete);
        }
        assert_eq!((i, j), (a.len(), b.len()));
        (out, ops.iter().filter(|o| **o != Op::Keep).count())
    }

    proptest! {
        #[test]
        fn all_ways_agree_with_the_textbook(a in "[甲乙丙]{0,150}", b in "[甲乙丙]{0,150}") {
            let (a, b) = (chars(&a), chars(&b));
            let wanted = plain(&a, &b);
            prop_assert_eq!(distance(&a, &b), wanted);
            prop_assert_eq!(applied(&script(&a, &b), &a, &b), (b.clone(), wanted));
            if !a.is_empty() && !b.is_empty() {
                prop_assert_eq!(bits::distance(&a, &b), wanted);
                if let Some(meeting) = waves::meet(&a, &b) {
                    let (i, j) = meeting.at;
                    prop_assert_eq!(meeting.distance, wanted);
                    prop_assert_eq!(plain(&a[..i], &b[..j]) + plain(&a[i..], &b[j..]), wanted);
                }
                if b.len() > 1 {
                    let (i, j) = bits::halves(&a, &b);
                    prop_assert_eq!(plain(&a[..i], &b[..j]) + plain(&a[i..], &b[j..]), wanted);
                }
            }
        }
    }

    #[test]
    fn a_million_characters_that_are_nearly_equal() {
        let a: Vec<u32> = (0..1_000_000u32).map(|i| i.wrapping_mul(2_654_435_761) >> 20).collect();
        let mut b = a.clone();
        for i in (0..b.len()).step_by(5_000) {
            b[i] = u32::MAX;
        }
        b.remove(777_777);
        b.insert(333_333, u32::MAX);
        assert_eq!(distance(&a, &b), 202);
        assert_eq!(script(&a, &b).iter().filter(|o| **o != Op::Keep).count(), 202);
    }

    #[test]
    fn blocks_join_over_small_gaps() {
        let ops = script(&chars("城市更新了"), &chars("城里更新吗呢"));
        assert_eq!(blocks(&ops, 0), [Block { a: (1, 2), b: (1, 2) }, Block { a: (4, 5), b: (4, 6) }]);
        assert_eq!(blocks(&ops, 2), [Block { a: (1, 5), b: (1, 6) }]);
    }
}
