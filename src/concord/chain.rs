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
    done.sort_unstable();
    done
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
