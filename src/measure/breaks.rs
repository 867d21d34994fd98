//! Offsets of a hypothesis in the gold text, and what is found of breaks and lacunae.

use std::sync::LazyLock;

use regex::Regex;

use super::align::{Block, Op};
use super::body::Body;
use super::counts::Finds;

/// Offsets in which a break may be off.
const NEAR_BREAK: usize = 2;
/// Offsets in which the mark of a lacuna may be off.
const NEAR_LACUNA: usize = 12;

/// Where offset `k` of the hypothesis lies in the gold text: behind what the character before it stands for. O(n).
pub(super) fn offsets(ops: &[Op], hypothesis: usize) -> Vec<usize> {
    let mut offsets = Vec::with_capacity(hypothesis + 1);
    let mut i = 0;
    for op in ops {
        if offsets.is_empty() && *op != Op::Delete {
            offsets.push(i);
        }
        i += usize::from(*op != Op::Insert);
        if *op != Op::Delete {
            offsets.push(i);
        }
    }
    offsets.resize(hypothesis + 1, i);
    offsets
}

/// Paragraph breaks that were compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Breaks {
    pub(super) right: usize,
    /// Gold offsets of false breaks.
    pub(super) wrong: Vec<usize>,
    /// Gold offsets of breaks that were not found.
    pub(super) missed: Vec<usize>,
}

impl Breaks {
    pub(super) fn finds(&self) -> Finds {
        Finds { right: self.right, wrong: self.wrong.len(), missed: self.missed.len() }
    }
}

/// Breaks found: each gold break once, the nearest within two characters.
pub(super) fn found(gold: &[usize], hypothesis: &[usize], offsets: &[usize]) -> Breaks {
    let mut breaks = Breaks { missed: gold.to_vec(), ..Breaks::default() };
    for at in hypothesis.iter().map(|b| offsets[*b]) {
        let near = breaks.missed.iter().enumerate().filter(|(_, g)| g.abs_diff(at) <= NEAR_BREAK);
        match near.min_by_key(|(_, g)| g.abs_diff(at)) {
            Some((i, _)) => {
                breaks.missed.remove(i);
                breaks.right += 1;
            }
            None => breaks.wrong.push(at),
        }
    }
    breaks
}

/// Where an offset of the hypothesis may lie in the gold text: where gold text is missing, at either end of it.
pub(super) struct Spots<'a>(pub(super) &'a [Block]);

impl Spots<'_> {
    /// First and last gold offset that offset `j` may stand for. O(blocks).
    fn of(&self, j: usize) -> (usize, usize) {
        let (mut gold, mut own) = (0, 0);
        for block in self.0 {
            let (begin, end) = block.b;
            if begin == j && end == j {
                return block.a;
            } else if end <= j {
                (gold, own) = (block.a.1, end);
            } else if begin < j {
                let at = block.a.1.min(block.a.0 + (j - begin));
                return (at, at);
            } else {
                break;
            }
        }
        (gold + j - own, gold + j - own)
    }
}

fn near((first, last): (usize, usize), target: usize, tolerance: usize) -> bool {
    first <= target + tolerance && target <= last + tolerance
}

/// Breaks of two bodies; those at `free` offsets are neither right nor wrong.
pub(super) fn found_with_free(gold: &Body, hypothesis: &Body, spots: &Spots<'_>, free: &[usize]) -> Breaks {
    let missed = gold.breaks.iter().copied().filter(|b| !free.contains(b)).collect();
    let mut breaks = Breaks { missed, ..Breaks::default() };
    for at in hypothesis.breaks.iter().map(|b| spots.of(*b)) {
        let hits = breaks.missed.iter().enumerate().filter(|(_, g)| near(at, **g, NEAR_BREAK));
        if let Some((i, _)) = hits.min_by_key(|(_, g)| g.abs_diff(at.0)) {
            breaks.missed.remove(i);
            breaks.right += 1;
        } else if !free.iter().any(|f| near(at, *f, NEAR_BREAK)) {
            breaks.wrong.push(at.0);
        }
    }
    breaks
}

/// Lacunae of two bodies, within twelve characters.
pub(super) fn lacunae(gold: &Body, hypothesis: &Body, spots: &Spots<'_>) -> Finds {
    let mut open = gold.lacunae.clone();
    let mut finds = Finds::default();
    for at in hypothesis.lacunae.iter().map(|l| spots.of(*l)) {
        match open.iter().position(|g| near(at, *g, NEAR_LACUNA)) {
            Some(i) => {
                open.remove(i);
                finds.right += 1;
            }
            None => finds.wrong += 1,
        }
    }
    finds.missed = open.len();
    finds
}

/// Offset of the agency's credit that closes a body; papers set it at the end of the last paragraph or below it.
pub(super) fn closing_credit(body: &[char]) -> Option<usize> {
    static CREDIT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"（(?:据)?新华社[^（）]{2,12}电）$").ok());
    const LONGEST: usize = 24;
    let from = body.len().saturating_sub(LONGEST);
    let end: String = body[from..].iter().collect();
    let found = CREDIT.as_ref()?.find(&end)?;
    Some(from + end[..found.start()].chars().count())
}

/// Gold characters in missing stretches of thirty and more: not read wrong, but not there.
pub(super) fn uncovered(ops: &[Op]) -> usize {
    const LEAST: usize = 30;
    let (mut total, mut run) = (0, 0);
    for op in ops.iter().chain([&Op::Keep]) {
        match op {
            Op::Delete => run += 1,
            _ => {
                total += if run >= LEAST { run } else { 0 };
                run = 0;
            }
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::super::align::{blocks, script};
    use super::*;

    fn chars(s: &str) -> Vec<char> {
        s.chars().collect()
    }

    #[test]
    fn an_offset_before_missing_text_lies_at_either_end_of_it() {
        let ops = script(&chars("甲乙丙丁己"), &chars("甲丁己戊"));
        assert_eq!(offsets(&ops, 4), [0, 1, 4, 5, 5]);
        let blocks = blocks(&ops, 0);
        assert_eq!((Spots(&blocks).of(1), Spots(&blocks).of(3)), ((1, 3), (5, 5)));
    }

    #[test]
    fn a_break_counts_once_and_a_free_one_not_at_all() {
        let straight: Vec<usize> = (0..=50).collect();
        assert_eq!(found(&[10, 20], &[9, 11, 40], &straight).finds(), Finds { right: 1, wrong: 2, missed: 1 });
        let body = |breaks: &[usize]| Body { breaks: breaks.to_vec(), ..Body::default() };
        let finds = found_with_free(&body(&[10, 20]), &body(&[10, 21, 40]), &Spots(&[]), &[20]);
        assert_eq!(finds.finds(), Finds { right: 1, wrong: 1, missed: 0 });
    }

    #[test]
    fn the_credit_at_the_end() {
        assert_eq!(closing_credit(&chars("正文。（据新华社某地8月1日电）")), Some(3));
        assert_eq!(closing_credit(&chars("（新华社某地8月1日电）正文。")), None);
    }

    #[test]
    fn long_gaps_are_not_covered() {
        let ops = [vec![Op::Delete; 29], vec![Op::Replace], vec![Op::Delete; 30]].concat();
        assert_eq!(uncovered(&ops), 30);
    }
}
