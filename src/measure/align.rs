//! Edit distance and edit scripts.

/// One step from gold text to candidate.
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

/// Levenshtein distance of two texts. O(n·m) after common ends.
pub fn distance(a: &[char], b: &[char]) -> usize {
    let (a, b, _, _) = trimmed(a, b);
    strsim::generic_levenshtein(&a.to_vec(), &b.to_vec())
}

/// A shortest edit script from `a` to `b`. O(n·m) time and bits after common ends.
pub fn script(a: &[char], b: &[char]) -> Vec<Op> {
    let (x, y, prefix, suffix) = trimmed(a, b);
    let width = y.len() + 1;
    let mut row: Vec<u32> = (0..=y.len() as u32).collect();
    let mut moves = vec![0u8; (x.len() + 1) * width];
    for i in 1..=x.len() {
        let mut diagonal = row[0];
        row[0] = i as u32;
        for j in 1..=y.len() {
            let step = diagonal + u32::from(x[i - 1] != y[j - 1]);
            let best = step.min(row[j] + 1).min(row[j - 1] + 1);
            moves[i * width + j] = if best == step {
                0
            } else if best == row[j] + 1 {
                1
            } else {
                2
            };
            diagonal = std::mem::replace(&mut row[j], best);
        }
    }
    let mut middle = Vec::new();
    let (mut i, mut j) = (x.len(), y.len());
    while i > 0 || j > 0 {
        match (i, j, moves[i * width + j]) {
            (0, _, _) | (1.., 1.., 2) => (j, middle) = (j - 1, pushed(middle, Op::Insert)),
            (_, 0, _) | (_, _, 1) => (i, middle) = (i - 1, pushed(middle, Op::Delete)),
            _ => {
                let op = if x[i - 1] == y[j - 1] { Op::Keep } else { Op::Replace };
                (i, j, middle) = (i - 1, j - 1, pushed(middle, op));
            }
        }
    }
    middle.reverse();
    [vec![Op::Keep; prefix], middle, vec![Op::Keep; suffix]].concat()
}

fn pushed(mut ops: Vec<Op>, op: Op) -> Vec<Op> {
    ops.push(op);
    ops
}

/// For each offset of the candidate, the gold offsets it may stand for: a range where gold text is missing.
pub(super) fn positions(ops: &[Op], candidate: usize) -> Vec<(usize, usize)> {
    let mut at = vec![(usize::MAX, 0); candidate + 1];
    let (mut i, mut j) = (0, 0);
    let mark = |at: &mut Vec<(usize, usize)>, i: usize, j: usize| at[j] = (at[j].0.min(i), at[j].1.max(i));
    mark(&mut at, 0, 0);
    for op in ops {
        i += usize::from(*op != Op::Insert);
        j += usize::from(*op != Op::Delete);
        mark(&mut at, i, j);
    }
    at
}

fn trimmed<'a>(a: &'a [char], b: &'a [char]) -> (&'a [char], &'a [char], usize, usize) {
    let prefix = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (&a[..a.len() - suffix], &b[..b.len() - suffix], prefix, suffix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(s: &str) -> Vec<char> {
        s.chars().collect()
    }

    #[test]
    fn scripts_are_as_long_as_the_distance() {
        for (a, b) in [("城市更新", "城更新"), ("消防安全", "防坠安全"), ("", "补"), ("甲乙丙", "甲乙丙")]
        {
            let (a, b) = (chars(a), chars(b));
            let edits = script(&a, &b).iter().filter(|o| **o != Op::Keep).count();
            assert_eq!(edits, distance(&a, &b));
        }
    }

    #[test]
    fn an_offset_before_missing_text_is_a_range() {
        let ops = script(&chars("甲乙丙丁"), &chars("甲丁"));
        assert_eq!(positions(&ops, 2)[1], (1, 3));
    }
}
