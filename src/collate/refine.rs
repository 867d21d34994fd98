//! Second thoughts: each witness is taken out and laid in again where the columns are not of one mind.

use std::ops::Range;

use rayon::prelude::*;

use super::kernel::Solver;
use super::profile::{NONE, Op, Path, Profile};
use super::view::View;

/// Columns of one mind that end a window.
const SOLID: usize = 4;
/// Windows of more cells stay as they are.
const LARGEST: usize = 250_000;
/// Windows, and columns, that one thread looks at, at the least.
const WINDOWS: usize = 1 << 6;
const COLUMNS: usize = 1 << 13;

/// The profile with every witness laid in anew, `rounds` times, in their order. Only windows round columns that differ are
/// touched, and of these only those that changed since the witness was laid in last; so nearly clean text costs little
/// more than a look at each cell.
pub(super) fn refine(mut profile: Profile, rows: &[Vec<char>], members: &[usize], rounds: usize) -> Profile {
    if members.len() < 3 {
        return profile;
    }
    let mut differing = differing(&View::new(&profile, rows, members[0]));
    let mut laid = vec![0; rows.len()];
    for (step, witness) in (0..rounds).flat_map(|_| members).enumerate() {
        let view = View::new(&profile, rows, *witness);
        let patches = patches(&view, &windows(&view, &differing, laid[*witness]));
        laid[*witness] = step + 1;
        if !patches.is_empty() {
            let next = patched(&profile, &patches);
            differing = carried(&differing, &patches, &View::new(&next, rows, *witness), step + 1);
            profile = next;
        }
    }
    profile
}

/// A column where the covering witnesses differ.
#[derive(Debug, Clone, Copy)]
struct Differing {
    column: usize,
    /// The step at which the columns around it changed last; none has the number 0.
    changed: usize,
}

fn differing(view: &View<'_>) -> Vec<Differing> {
    let columns = (0..view.profile.columns()).into_par_iter().with_min_len(COLUMNS);
    columns.filter(|c| !solid(view, *c)).map(|column| Differing { column, changed: 0 }).collect()
}

/// Ranges of columns round those where the covering witnesses differ, each ending in [`SOLID`] that agree. A
/// column that differs alone leaves no choice and has no window. Left out is what has not changed since the witness was laid in
/// at step `since`: it would be laid in the same way again.
fn windows(view: &View<'_>, differing: &[Differing], since: usize) -> Vec<Range<usize>> {
    let columns = view.profile.columns();
    let window = |c: usize| c.saturating_sub(SOLID)..(c + 1 + SOLID).min(columns);
    let clusters = differing.chunk_by(|a, b| window(b.column).start <= window(a.column).end);
    let open = clusters.filter(|c| c.len() > 1 && c.iter().any(|d| d.changed >= since));
    open.map(|c| window(c[0].column).start..window(c[c.len() - 1].column).end).collect()
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

/// Columns that take the place of others.
struct Patch {
    /// The window in which they lie.
    window: Range<usize>,
    columns: Range<usize>,
    with: Profile,
}

/// What becomes other when the witness that a view looks past is laid in again in some windows.
fn patches(view: &View<'_>, windows: &[Range<usize>]) -> Vec<Patch> {
    let Some((first, last)) = view.extent(view.except) else { return Vec::new() };
    let patch = |tray: &mut Tray, window: &Range<usize>| {
        // Beyond its own ends a witness has nothing to say.
        let columns = window.start.max(first)..window.end.min(last + 1);
        let with = tray.relaid(view, columns.clone())?;
        Some(Patch { window: window.clone(), columns, with })
    };
    let windows = windows.par_iter().with_min_len(WINDOWS);
    windows.map_init(Tray::default, patch).flatten_iter().collect()
}

/// What is taken out of a window, and room to lay it in again.
#[derive(Default)]
struct Tray {
    /// Tokens of the witness, by number and by character.
    own: Vec<u32>,
    tokens: Vec<char>,
    /// Columns in which others have something.
    columns: Vec<usize>,
    /// How the witness runs through them.
    now: Path,
    anew: Path,
    solver: Solver,
}

impl Tray {
    /// A window with the tokens of the witness laid in again, at the least cost; `None` where it stays as it is.
    fn relaid(&mut self, view: &View<'_>, window: Range<usize>) -> Option<Profile> {
        self.take_out(view, window.clone());
        if self.own.len().saturating_mul(self.columns.len()) > LARGEST || self.own.is_empty() {
            return None;
        }
        self.solver.block.load(view, self.columns.iter().copied(), window.end);
        self.anew.0.clear();
        self.solver.improve(&self.tokens, &self.now, &mut self.anew);
        (self.anew != self.now).then(|| self.laid(view, window.len()))
    }

    fn take_out(&mut self, view: &View<'_>, window: Range<usize>) {
        let Self { own, tokens, columns, now, .. } = self;
        own.clear();
        tokens.clear();
        columns.clear();
        now.0.clear();
        for column in window {
            let cells = view.profile.column(column);
            let token = cells[view.except];
            if token != NONE {
                own.push(token);
                tokens.push(view.rows[view.except][token as usize]);
            }
            let shared = cells.iter().enumerate().any(|(w, t)| w != view.except && *t != NONE);
            if shared {
                columns.push(column);
            }
            now.push(match (shared, token) {
                (true, NONE) => Op::Skip(1),
                (true, _) => Op::Pair(1),
                (false, _) => Op::New(1),
            });
        }
    }

    /// The columns that the new way makes of so many.
    fn laid(&self, view: &View<'_>, length: usize) -> Profile {
        let (profile, witness) = (view.profile, view.except);
        let mut next = Profile::empty(view.rows.len(), length + 2);
        let (mut own, mut columns) = (self.own.iter(), self.columns.iter());
        for op in &self.anew.0 {
            match *op {
                Op::Pair(n) => {
                    let pairs = columns.by_ref().zip(own.by_ref()).take(n as usize);
                    pairs.for_each(|(column, token)| next.push_with(profile.column(*column), witness, *token));
                }
                Op::Skip(n) => {
                    let skipped = columns.by_ref().take(n as usize);
                    skipped.for_each(|column| next.push_with(profile.column(*column), witness, NONE));
                }
                Op::New(n) => {
                    let alone = own.by_ref().take(n as usize);
                    alone.for_each(|token| next.push_alone(witness, *token as usize));
                }
            }
        }
        next
    }
}

/// A profile with patches, which are in order and do not overlap.
fn patched(profile: &Profile, patches: &[Patch]) -> Profile {
    let mut next = Profile::empty(profile.witnesses(), profile.columns() + patches.len());
    let mut done = 0;
    for patch in patches {
        next.push_range(profile, done..patch.columns.start);
        next.push_range(&patch.with, 0..patch.with.columns());
        done = patch.columns.end;
    }
    next.push_range(profile, done..profile.columns());
    next
}

/// The columns that differ in a profile with patches laid in at a step, from those that differed before. `view` is of the new one.
fn carried(before: &[Differing], patches: &[Patch], view: &View<'_>, step: usize) -> Vec<Differing> {
    let mut after = Vec::with_capacity(before.len());
    let mut rest = before.iter().peekable();
    // Columns before the patch at hand, in the old profile and in the new one.
    let (mut old, mut new) = (0, 0);
    for patch in patches {
        let changed = |d: &Differing| if patch.window.contains(&d.column) { step } else { d.changed };
        while let Some(d) = rest.next_if(|d| d.column < patch.columns.start) {
            after.push(Differing { column: d.column - old + new, changed: changed(d) });
        }
        while rest.next_if(|d| d.column < patch.columns.end).is_some() {}
        let start = patch.columns.start - old + new;
        let end = start + patch.with.columns();
        after.extend((start..end).filter(|c| !solid(view, *c)).map(|column| Differing { column, changed: step }));
        (old, new) = (patch.columns.end, end);
        while let Some(d) = rest.next_if(|d| d.column < patch.window.end) {
            after.push(Differing { column: d.column - old + new, changed: step });
        }
    }
    after.extend(rest.map(|d| Differing { column: d.column - old + new, changed: d.changed }));
    after
}

/// Joins neighbouring columns that hold the same character and no witness twice: the order of doubled characters
/// is arbitrary, and their votes belong together. O(cells).
pub(super) fn merge(profile: &Profile, rows: &[Vec<char>]) -> Profile {
    let mut merged = Profile::empty(rows.len(), profile.columns());
    for column in 0..profile.columns() {
        merged.push_range(profile, column..column + 1);
        // Where all have a token there is no room for another one.
        if profile.column(column).contains(&NONE) {
            while merge_last(&mut merged, rows) {}
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collate::align;

    /// Witnesses of one text, each with errors of its own, laid in one after the other.
    fn profile(rows: &[Vec<char>]) -> Profile {
        let mut profile = Profile::of(rows.len(), 0, rows[0].len());
        for w in 1..rows.len() {
            let path = align::align(&View::new(&profile, rows, w), None, None).expect("texts that are alike");
            profile = profile.with(w, &path);
        }
        profile
    }

    fn rows() -> Vec<Vec<char>> {
        let noisy = |w: u32| {
            let mut state = w.wrapping_mul(2_654_435_761) + 1;
            let mut random = move || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state >> 16
            };
            let mut row = Vec::new();
            for i in 0..3_000_u32 {
                let c = char::from_u32(0x4E00 + i * i % 977).unwrap_or('一');
                match random() % 20 {
                    0 => {}
                    1 => row.extend([c, '二']),
                    2 => row.push('三'),
                    _ => row.push(c),
                }
            }
            row
        };
        (0..4).map(noisy).collect()
    }

    #[test]
    fn what_did_not_change_would_be_laid_in_the_same_way() {
        let rows = rows();
        let members: Vec<usize> = (0..rows.len()).collect();
        let mut plain = profile(&rows);
        for _ in 0..3 {
            for witness in &members {
                let view = View::new(&plain, &rows, *witness);
                let patches = patches(&view, &windows(&view, &differing(&view), 0));
                plain = patched(&plain, &patches);
            }
        }
        let seen = refine(profile(&rows), &rows, &members, 3);
        assert!(seen == plain);
    }
}
