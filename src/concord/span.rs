//! From seeds to runs: gaps aligned, ends extended, positions claimed.

use super::extend::extension;
use crate::model::stream::Stream;

/// Position in A, position in B, length.
pub(super) type Run = (u32, u32, u32);
pub(super) type Runs = Vec<Run>;

/// Runs of one chain of equal strings: what lies between them is aligned exactly, both ends are extended.
pub(super) fn fill_and_extend(a: &Stream, b: &Stream, strings: &[Run]) -> Runs {
    let mut runs: Runs = Vec::with_capacity(strings.len());
    for &(x, y, len) in strings {
        match runs.last_mut() {
            Some(r) if x - r.0 == y - r.1 && x <= r.0 + r.2 => r.2 = r.2.max(x + len - r.0),
            Some(r) => {
                let (end_a, end_b) = (r.0 + r.2, r.1 + r.2);
                // A string on another diagonal may overlap the run before: the run gives way.
                let back = end_a.saturating_sub(x).max(end_b.saturating_sub(y));
                r.2 -= back.min(r.2);
                let from = (end_a - back, end_b - back);
                if from.0 <= x && from.1 <= y {
                    align(a, b, from, (x, y), &mut runs);
                    push(&mut runs, (x, y, len));
                }
            }
            None => runs.push((x, y, len)),
        }
    }
    runs.retain(|r| r.2 > 0);
    extend_left(a, b, &mut runs);
    extend_right(a, b, &mut runs);
    runs
}

fn push(runs: &mut Runs, run: Run) {
    match runs.last_mut() {
        Some(r) if r.0 + r.2 == run.0 && r.1 + r.2 == run.1 => r.2 += run.2,
        _ => runs.push(run),
    }
}

/// Aligns a gap by edit distance and adds its matched and substituted characters. O(gap²); gaps are short.
fn align(a: &Stream, b: &Stream, from: (u32, u32), to: (u32, u32), runs: &mut Runs) {
    let x = &a.chars[from.0 as usize..to.0 as usize];
    let y = &b.chars[from.1 as usize..to.1 as usize];
    if x.is_empty() || y.is_empty() {
        return;
    }
    // With two differences at most, no omission makes up for another.
    if x.len() == y.len() && x.iter().zip(y).filter(|(c, d)| c != d).count() <= 2 {
        return push(runs, (from.0, from.1, x.len() as u32));
    }
    let width = y.len() + 1;
    let mut cost = vec![0u32; (x.len() + 1) * width];
    for i in (0..=x.len()).rev() {
        for j in (0..=y.len()).rev() {
            cost[i * width + j] = match (i < x.len(), j < y.len()) {
                (false, _) => (y.len() - j) as u32,
                (_, false) => (x.len() - i) as u32,
                _ => {
                    let step = cost[(i + 1) * width + j + 1] + u32::from(x[i] != y[j]);
                    step.min(1 + cost[(i + 1) * width + j]).min(1 + cost[i * width + j + 1])
                }
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < x.len() && j < y.len() {
        let here = cost[i * width + j];
        if here == cost[(i + 1) * width + j + 1] + u32::from(x[i] != y[j]) {
            push(runs, (from.0 + i as u32, from.1 + j as u32, 1));
            (i, j) = (i + 1, j + 1);
        } else if here == 1 + cost[(i + 1) * width + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
}

/// Extends the first run to the left, as far as both sides go on alike and on to the border of a line.
fn extend_left(a: &Stream, b: &Stream, runs: &mut Runs) {
    let Some(&(x, y, _)) = runs.first() else { return };
    let pairs = extension(a.chars[..x as usize].iter().rev(), b.chars[..y as usize].iter().rev());
    let mut front = Runs::new();
    for (i, j) in pairs.into_iter().rev() {
        push(&mut front, (x - 1 - i, y - 1 - j, 1));
    }
    for run in runs.drain(..) {
        push(&mut front, run);
    }
    let first = &mut front[0];
    let left = |s: &Stream, pos: u32| {
        (0..pos).rev().take_while(|p| s.unit[*p as usize] == s.unit[pos as usize]).take(REST + 1).count()
    };
    let n = rest(left(a, first.0), left(b, first.1));
    *first = (first.0 - n, first.1 - n, first.2 + n);
    *runs = front;
}

/// Misread characters that may be all there is to the border of a line.
const REST: usize = 3;

/// Characters up to the border of a line, where they are as many on both sides: what stands there is misread, and as
/// long as what it was read from.
fn rest(a: usize, b: usize) -> u32 {
    if a == b && a <= REST { a as u32 } else { 0 }
}

/// As [`extend_left`], of the last run to the right.
fn extend_right(a: &Stream, b: &Stream, runs: &mut Runs) {
    let Some(&(x, y, len)) = runs.last() else { return };
    let (x, y) = (x + len, y + len);
    for (i, j) in extension(a.chars[x as usize..].iter(), b.chars[y as usize..].iter()) {
        push(runs, (x + i, y + j, 1));
    }
    let Some(last) = runs.last_mut() else { return };
    let right = |s: &Stream, next: u32| {
        s.unit[next as usize..].iter().take_while(|u| **u == s.unit[next as usize - 1]).take(REST + 1).count()
    };
    last.2 += rest(right(a, last.0 + last.2), right(b, last.1 + last.2));
}

/// The parts of the runs that no longer passage has claimed; claims them.
pub(super) fn unused(runs: &Runs, used_a: &mut [bool], used_b: &mut [bool]) -> Runs {
    let mut free: Runs = Vec::new();
    for &(x, y, len) in runs {
        for i in 0..len {
            let (p, q) = ((x + i) as usize, (y + i) as usize);
            if !used_a[p] && !used_b[q] {
                (used_a[p], used_b[q]) = (true, true);
                push(&mut free, (x + i, y + i, 1));
            }
        }
    }
    free
}

/// Gives claimed positions back.
pub(super) fn release(runs: &Runs, used_a: &mut [bool], used_b: &mut [bool]) {
    for &(x, y, len) in runs {
        used_a[x as usize..(x + len) as usize].fill(false);
        used_b[y as usize..(y + len) as usize].fill(false);
    }
}

/// Whether the runs cover at least four fifths of the unit in which they begin, on either side.
pub(super) fn covers_units(runs: &Runs, a: &Stream, b: &Stream) -> (bool, bool) {
    let Some(&(x, y, _)) = runs.first() else { return (false, false) };
    let matched: u32 = runs.iter().map(|r| r.2).sum();
    let whole = |s: &Stream, pos: u32| {
        let unit = s.unit[pos as usize];
        let start = s.unit.partition_point(|u| *u < unit);
        let end = s.unit.partition_point(|u| *u <= unit);
        (end - start) as u32
    };
    (matched * 5 >= whole(a, x) * 4, matched * 5 >= whole(b, y) * 4)
}
