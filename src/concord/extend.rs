//! How far two texts go on alike behind a place where they are alike.
//!
//! Alignment in a band, row by row, until the score has dropped too far below its best (X-drop extension: Altschul et al.,
//! Gapped BLAST and PSI-BLAST, 1997).

/// Scores: of two equal characters, of two others, of one that the other side lacks.
const SAME: i32 = 1;
const OTHER: i32 = -2;
const LACKS: i32 = -2;
/// Extension stops when the score has fallen so far below its best.
const X_DROP: i32 = 12;
/// Characters after which it goes on along the diagonal only: strings that both sides have are nearer than that, but where
/// so many pages hold them that they were not compared.
const REACH: usize = 64;
/// Insertions and omissions may move the diagonal so far.
const DRIFT: usize = 3;
const WIDTH: usize = 2 * DRIFT + 1;
/// Below every score, however much is added to it.
const NEVER: i32 = i32::MIN / 2;

/// The scores of a row of the table: so many characters of the one side against `DRIFT` fewer of the other to `DRIFT` more.
type Row = [i32; WIDTH];

/// How the best way to a cell ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// With a character of each side.
    Pair,
    /// With one of the first side alone.
    First,
    /// With one of the second side alone.
    Second,
}

/// Which characters of two texts stand against each other, equal or misread, as far as they go on alike; none where they
/// do not. O(characters that are alike).
pub(super) fn extension<'s>(
    a: impl Iterator<Item = &'s char>,
    mut b: impl Iterator<Item = &'s char>,
) -> Vec<(u32, u32)> {
    let mut near = [None; WIDTH];
    near[DRIFT + 1..].fill_with(|| b.next());
    let mut row = [NEVER; WIDTH];
    row[DRIFT..].iter_mut().zip(0..).for_each(|(cell, n)| *cell = LACKS * n);
    let mut steps: Vec<[Step; WIDTH]> = Vec::new();
    let (mut best, mut end) = (0, None);
    for c in a {
        near.rotate_left(1);
        near[WIDTH - 1] = b.next();
        steps.push(advance(&mut row, c, &near));
        let (mut top, mut at) = (row[DRIFT], DRIFT);
        for (d, score) in row.iter().enumerate() {
            if *score > top {
                (top, at) = (*score, d);
            }
        }
        if top > best {
            (best, end) = (top, Some((steps.len(), at)));
        }
        let is_far = steps.len() >= REACH && at != DRIFT;
        if top < best - X_DROP || is_far {
            break;
        }
    }
    end.map_or_else(Vec::new, |(rows, d)| way(&steps[..rows], d))
}

/// Goes on to the next character of the first side; `near` are those of the second side that may stand against it.
fn advance(row: &mut Row, c: &char, near: &[Option<&char>; WIDTH]) -> [Step; WIDTH] {
    let mut steps = [Step::Pair; WIDTH];
    let mut left = NEVER;
    for d in 0..WIDTH {
        let pair = near[d].map_or(NEVER, |n| row[d] + if n == c { SAME } else { OTHER });
        let first = row.get(d + 1).map_or(NEVER, |above| above + LACKS);
        let second = if near[d].is_some() { left + LACKS } else { NEVER };
        (row[d], steps[d]) = (pair, Step::Pair);
        if first > row[d] {
            (row[d], steps[d]) = (first, Step::First);
        }
        if second > row[d] {
            (row[d], steps[d]) = (second, Step::Second);
        }
        left = row[d];
    }
    steps
}

/// The pairs on the way to a cell of the last row.
fn way(steps: &[[Step; WIDTH]], mut d: usize) -> Vec<(u32, u32)> {
    let mut pairs = Vec::with_capacity(steps.len());
    let mut i = steps.len();
    // In the row before the first, only characters of the second side have been passed.
    while i > 0 {
        match steps[i - 1][d] {
            Step::Pair => {
                i -= 1;
                pairs.push((i as u32, (i + d - DRIFT) as u32));
            }
            Step::First => (i, d) = (i - 1, d + 1),
            Step::Second => d -= 1,
        }
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn extended(a: &str, b: &str) -> Vec<(u32, u32)> {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        extension(a.iter(), b.iter())
    }

    #[test]
    fn misreadings_and_gaps_are_bridged_where_enough_follows() {
        assert_eq!(extended("春夏秋冬", "春夏秋冬"), [(0, 0), (1, 1), (2, 2), (3, 3)]);
        assert_eq!(extended("异春夏秋", "春夏秋冬"), [(1, 0), (2, 1), (3, 2)]);
        assert_eq!(extended("春夏秋冬", "异春夏秋"), [(0, 1), (1, 2), (2, 3)]);
        assert_eq!(extended("甲春夏秋", "乙春夏秋"), [(0, 0), (1, 1), (2, 2), (3, 3)]);
        assert_eq!(extended("甲春夏", "乙春夏"), []);
        assert_eq!(extended("春夏秋冬", "东西南北"), []);
        assert_eq!(extended("", "春"), []);
        assert_eq!(extended("春", ""), []);
    }

    proptest! {
        #[test]
        fn pairs_ascend_and_begin_and_end_alike(a in "[甲乙丙]{0,24}", b in "[甲乙丙]{0,24}") {
            let pairs = extended(&a, &b);
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            prop_assert!(pairs.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
            prop_assert!(pairs.iter().all(|(i, j)| (*i as usize) < a.len() && (*j as usize) < b.len()));
            if let Some(&(i, j)) = pairs.last() {
                prop_assert_eq!(a[i as usize], b[j as usize]);
            }
            prop_assert_eq!(pairs.is_empty(), extension(b.iter(), a.iter()).is_empty());
        }
    }
}
