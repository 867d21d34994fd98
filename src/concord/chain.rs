//! Seeds near one diagonal form chains.

/// A chain stays open for so many characters on both sides.
const MAX_GAP: u32 = 30;
/// Insertions and omissions may move the diagonal so far between two seeds.
const MAX_DRIFT: u32 = 6;

/// Groups seeds (sorted) into chains ascending on both sides; a seed joins the open chain with the nearest
/// diagonal. O(seeds × chains open at a time).
pub(super) fn chains(seeds: &[(u32, u32)]) -> Vec<Vec<(u32, u32)>> {
    let mut open: Vec<Vec<(u32, u32)>> = Vec::new();
    let mut done: Vec<Vec<(u32, u32)>> = Vec::new();
    for &(a, b) in seeds {
        let mut i = 0;
        while i < open.len() {
            let last = open[i][open[i].len() - 1];
            if a - last.0 > MAX_GAP { done.push(open.swap_remove(i)) } else { i += 1 }
        }
        let nearest = open
            .iter()
            .enumerate()
            .filter_map(|(i, chain)| drift(chain[chain.len() - 1], (a, b)).map(|d| (d, i)))
            .min();
        match nearest {
            Some((_, i)) => open[i].push((a, b)),
            None => open.push(vec![(a, b)]),
        }
    }
    done.append(&mut open);
    done.sort_unstable();
    done
}

fn drift(last: (u32, u32), seed: (u32, u32)) -> Option<u32> {
    let ahead = seed.0 > last.0 && seed.1 > last.1 && seed.1 - last.1 <= MAX_GAP;
    let drift = (seed.0.abs_diff(last.0)).abs_diff(seed.1.abs_diff(last.1));
    (ahead && drift <= MAX_DRIFT).then_some(drift)
}
