//! Equal strings near one diagonal form chains.

use super::index::K;
use super::span::Run;

/// The last k-mer of a string and the first of the next in a chain are at most so many characters apart on both sides.
const MAX_GAP: u32 = 30;
/// Insertions and omissions may move the diagonal so far between two of them.
const MAX_DRIFT: u32 = 6;

/// Groups equal strings (sorted, by position in A) into chains ascending on both sides; a string joins the open chain
/// with the nearest diagonal. O(strings × chains open at a time).
pub(super) fn chains(strings: &[Run]) -> Vec<Vec<Run>> {
    let mut open: Vec<Vec<Run>> = Vec::new();
    let mut done: Vec<Vec<Run>> = Vec::new();
    for &string in strings {
        let mut i = 0;
        while i < open.len() {
            let last = last_seed(&open[i]);
            if string.0.saturating_sub(last.0) > MAX_GAP { done.push(open.swap_remove(i)) } else { i += 1 }
        }
        let nearest =
            open.iter().enumerate().filter_map(|(i, chain)| fit(last_seed(chain), string).map(|f| (f, i))).min();
        match nearest {
            Some(((_, behind), i)) => open[i].push(behind),
            None => open.push(vec![string]),
        }
    }
    done.append(&mut open);
    let mut done: Vec<Vec<Run>> = done.into_iter().flat_map(without_stray_ends).collect();
    done.sort_unstable();
    done
}

/// So many characters without a string between two of them are garbled, or other text.
const GARBLED: u32 = 8;

/// A chain without what stands at its ends across a gap that is longer than all of it: a phrase of the text beside it,
/// which may stand elsewhere. The phrases are chains of their own. O(strings).
fn without_stray_ends(chain: Vec<Run>) -> Vec<Vec<Run>> {
    let (mut before, mut behind) = (0, chain.iter().map(|s| s.2).sum::<u32>());
    let mut bounds = vec![0];
    for (n, pair) in chain.windows(2).enumerate() {
        (before, behind) = (before + pair[0].2, behind - pair[0].2);
        if cost(pair[0], pair[1]) > before.min(behind) {
            bounds.push(n + 1);
        }
    }
    bounds.push(chain.len());
    bounds.windows(2).map(|w| chain[w[0]..w[1]].to_vec()).collect()
}

/// What speaks against two strings next to each other being of one text.
fn cost(before: Run, behind: Run) -> u32 {
    let (gap_a, gap_b) = (behind.0.saturating_sub(before.0 + before.2), behind.1.saturating_sub(before.1 + before.2));
    if gap_a.max(gap_b) < GARBLED { 0 } else { gap_a.max(gap_b) + gap_a.abs_diff(gap_b) }
}

/// Position of the last k-mer of a chain.
fn last_seed(chain: &[Run]) -> (u32, u32) {
    let (a, b, len) = chain[chain.len() - 1];
    (a + len - K as u32, b + len - K as u32)
}

/// How far off the diagonal a string goes on behind a k-mer, and what of it lies behind.
fn fit(last: (u32, u32), (a, b, len): Run) -> Option<(u32, Run)> {
    let cut = (last.0 + 1).saturating_sub(a).max((last.1 + 1).saturating_sub(b));
    let (a, b, len) = (a + cut, b + cut, len.checked_sub(cut).filter(|n| *n >= K as u32)?);
    let (ahead_a, ahead_b) = (a - last.0, b - last.1);
    let drift = ahead_a.abs_diff(ahead_b);
    (ahead_a <= MAX_GAP && ahead_b <= MAX_GAP && drift <= MAX_DRIFT).then_some((drift, (a, b, len)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_across_a_gap_longer_than_itself_is_of_another_text() {
        let text = |from: u32, to: u32| vec![(from, to, 7), (from + 22, to + 16, 100)];
        assert_eq!(without_stray_ends(text(0, 0)).len(), 2, "seven letters, and fifteen of other text");
        let garbled = vec![(0, 0, 60), (75, 75, 100)];
        assert_eq!(without_stray_ends(garbled.clone()), [garbled], "a line that was not read");
        let near = vec![(0, 0, 7), (12, 12, 100)];
        assert_eq!(without_stray_ends(near.clone()), [near]);
    }
}
