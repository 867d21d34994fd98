//! Second thoughts: each witness is taken out and laid in again where the columns are not of one mind.

use super::kernel::{Block, solve};
use super::profile::{NONE, Op, Profile};
use super::view::View;

/// Columns of one mind that end a window.
const SOLID: usize = 4;
/// Windows of more cells stay as they are.
const LARGEST: usize = 250_000;

/// The profile with every witness laid in anew, `rounds` times, in their order. Only windows round columns that differ are
/// touched, so nearly clean text costs little more than a look at each cell.
pub(super) fn refine(mut profile: Profile, rows: &[Vec<char>], members: &[usize], rounds: usize) -> Profile {
    if members.len() < 3 {
        return profile;
    }
    for _ in 0..rounds {
        for witness in members {
            profile = relaid(&profile, rows, *witness);
        }
    }
    profile
}

/// Ranges of columns round those where the covering witnesses differ, each ending in [`SOLID`] that agree. A
/// column that differs alone leaves no choice and has no window.
fn windows(view: &View<'_>) -> Vec<std::ops::Range<usize>> {
    let mut windows: Vec<(std::ops::Range<usize>, usize)> = Vec::new();
    for column in (0..view.profile.columns()).filter(|c| !solid(view, *c)) {
        let (start, end) = (column.saturating_sub(SOLID), (column + 1 + SOLID).min(view.profile.columns()));
        match windows.last_mut() {
            Some((last, differing)) if start <= last.end => (last.end, *differing) = (end, *differing + 1),
            _ => windows.push((start..end, 1)),
        }
    }
    windows.into_iter().filter(|(_, differing)| *differing > 1).map(|(window, _)| window).collect()
}

fn solid(view: &View<'_>, column: usize) -> bool {
    let mut seen = None;
    view.profile.column(column).iter().enumerate().all(|(w, token)| match *token {
        NONE => !view.covers(w, column),
        token => {
            let fold = view.rows[w][token as usize];
            *seen.get_or_insert(fold) == fold
        }
    })
}

fn relaid(profile: &Profile, rows: &[Vec<char>], witness: usize) -> Profile {
    let view = View::new(profile, rows, witness);
    let Some((first, last)) = view.extent(witness) else { return profile.clone() };
    let mut next = Profile::empty(rows.len(), profile.columns() + 8);
    let mut done = 0;
    for window in windows(&view) {
        // Beyond its own ends a witness has nothing to say.
        let (start, end) = (window.start.max(first).max(done), window.end.min(last + 1));
        if start >= end {
            continue;
        }
        next.push_range(profile, done..start);
        relay(&view, start..end, &mut next);
        done = end;
    }
    next.push_range(profile, done..profile.columns());
    next
}

/// Lays the tokens that the witness has in a window in again, at the least cost.
fn relay(view: &View<'_>, window: std::ops::Range<usize>, next: &mut Profile) {
    let (profile, witness) = (view.profile, view.except);
    let own: Vec<u32> = window.clone().map(|c| profile.column(c)[witness]).filter(|t| *t != NONE).collect();
    let shared = |c: &usize| profile.column(*c).iter().enumerate().any(|(w, t)| w != witness && *t != NONE);
    let columns: Vec<usize> = window.clone().filter(shared).collect();
    if own.len().saturating_mul(columns.len()) > LARGEST || own.is_empty() {
        return next.push_range(profile, window);
    }
    let tokens: Vec<char> = own.iter().map(|t| view.rows[witness][*t as usize]).collect();
    let block = Block::new(view, columns.iter().copied(), window.end);
    let (mut token, mut column) = (0, 0);
    for op in solve(&tokens, &block).0 {
        match op {
            Op::Pair(n) => {
                for _ in 0..n {
                    next.push_with(profile.column(columns[column]), witness, own[token]);
                    (token, column) = (token + 1, column + 1);
                }
            }
            Op::Skip(n) => {
                for _ in 0..n {
                    next.push_with(profile.column(columns[column]), witness, NONE);
                    column += 1;
                }
            }
            Op::New(n) => {
                for _ in 0..n {
                    next.push_alone(witness, own[token] as usize);
                    token += 1;
                }
            }
        }
    }
}

/// Joins neighbouring columns that hold the same character and no witness twice: the order of doubled characters
/// is arbitrary, and their votes belong together. O(cells).
pub(super) fn merge(profile: &Profile, rows: &[Vec<char>]) -> Profile {
    let mut merged = Profile::empty(rows.len(), profile.columns());
    for column in 0..profile.columns() {
        merged.push_range(profile, column..column + 1);
        while merge_last(&mut merged, rows) {}
    }
    merged
}

fn merge_last(profile: &mut Profile, rows: &[Vec<char>]) -> bool {
    let Some((before, last)) = profile.last_two_mut() else { return false };
    let mut folds = before.iter().chain(last).enumerate().filter(|(_, t)| **t != NONE);
    let Some((w, token)) = folds.next() else { return false };
    let fold = rows[w % rows.len()][*token as usize];
    let alike = folds.all(|(w, t)| rows[w % rows.len()][*t as usize] == fold);
    let complementary = before.iter().zip(last).all(|(b, l)| *b == NONE || *l == NONE);
    if !alike || !complementary {
        return false;
    }
    for (b, l) in before.iter_mut().zip(last) {
        *b = (*b).min(*l);
    }
    profile.pop();
    true
}
