//! Text that stands elsewhere than in the gold text.

use std::collections::HashMap;

use super::counts::Moved;

/// Length of the pieces by which runs are found; shorter ones recur by chance.
const PIECE: usize = 12;

/// A stretch that both texts have, once each.
#[derive(Clone, Copy)]
struct Run {
    gold: usize,
    len: usize,
}

/// How much of a text must be put elsewhere to have the order of the gold text: runs of characters that occur once in
/// each, and of them the lightest set whose removal leaves the others in order. O(n + runs²).
pub(super) fn moved(gold: &[char], hypothesis: &[char]) -> Moved {
    let runs = runs(gold, hypothesis);
    let inversions = runs.windows(2).filter(|w| w[1].gold < w[0].gold).count();
    if inversions == 0 {
        return Moved::default();
    }
    // Heaviest increasing subsequence of the runs.
    let mut best: Vec<(usize, usize)> = Vec::with_capacity(runs.len());
    for (i, run) in runs.iter().enumerate() {
        let before = (0..i).filter(|j| runs[*j].gold < run.gold).map(|j| best[j]).max().unwrap_or((0, 0));
        best.push((before.0 + run.len, before.1 + 1));
    }
    let kept = best.iter().max().copied().unwrap_or((0, 0));
    let all: usize = runs.iter().map(|r| r.len).sum();
    Moved { blocks: runs.len() - kept.1, characters: all - kept.0, inversions }
}

/// The runs in the order of the hypothesis.
fn runs(gold: &[char], hypothesis: &[char]) -> Vec<Run> {
    let (in_gold, in_hypothesis) = (unique(gold), unique(hypothesis));
    let mut shared: Vec<(usize, usize)> =
        in_hypothesis.iter().filter_map(|(piece, j)| Some((*j, *in_gold.get(piece)?))).collect();
    shared.sort_unstable();
    let mut runs: Vec<(usize, Run)> = Vec::new();
    for (j, i) in shared {
        match runs.last_mut() {
            // The same shift and no gap: the run goes on. A wrong character in it makes a gap of one piece.
            Some((end, run)) if i + PIECE > run.gold + run.len && in_step(*end, run, j, i) => {
                run.len = i + PIECE - run.gold;
                *end = j + PIECE;
            }
            _ => runs.push((j + PIECE, Run { gold: i, len: PIECE })),
        }
    }
    runs.into_iter().map(|(_, run)| run).collect()
}

/// Whether a piece continues a run: forward on both sides, by nearly as much.
fn in_step(end: usize, run: &Run, j: usize, i: usize) -> bool {
    const SLACK: usize = 40;
    let (gold_end, from_end, from_gold) = (run.gold + run.len, j + PIECE, i + PIECE);
    from_end >= end && from_gold >= gold_end && (from_end - end).abs_diff(from_gold - gold_end) <= SLACK
}

/// Pieces that occur once, and where.
fn unique(text: &[char]) -> HashMap<&[char], usize, rustc_hash::FxBuildHasher> {
    let mut at: HashMap<&[char], usize, _> = HashMap::default();
    for (i, piece) in text.windows(PIECE).enumerate() {
        at.entry(piece).and_modify(|at| *at = usize::MAX).or_insert(i);
    }
    at.retain(|_, at| *at != usize::MAX);
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_at_another_place_is_one_block() {
        let part = |from: u32| -> Vec<char> { (from..from + 60).filter_map(char::from_u32).collect() };
        let (a, b, c) = (part(0x4E00), part(0x5000), part(0x6000));
        let gold = [a.clone(), b.clone(), c.clone()].concat();
        assert_eq!(moved(&gold, &gold), Moved::default());
        let mut wrong = gold.clone();
        wrong[90] = 'x';
        assert_eq!(moved(&gold, &wrong), Moved::default());
        let turned = [a, c, b[..50].to_vec()].concat();
        assert_eq!(moved(&gold, &turned), Moved { blocks: 1, characters: 50, inversions: 1 });
    }
}
