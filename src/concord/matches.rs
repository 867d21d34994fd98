//! Strings that two pages share, as long as they are.

use rayon::prelude::*;

use super::index::Axis;
use super::rare::{Groups, NEVER};

/// Where two pages of different sources hold the same string: pages A < B, position in A, position in B.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match {
    pub(super) pages: (u32, u32),
    pub(super) at: (u32, u32),
}

/// An occurrence, with what decides whether it opens a match.
#[derive(Clone, Copy)]
struct Seen {
    page: u32,
    source: u32,
    pos: u32,
    level: u8,
    /// The character before it; none at the beginning of a page.
    before: Option<char>,
    /// Level of the position before it.
    level_before: u8,
}

/// The first position of all matches of pages for which `wanted` holds. A string inside a longer one that is
/// found anyway is left out. O(pairs of occurrences in the groups), which their size bounds.
pub(super) fn matches(axis: &Axis<'_>, parts: Vec<Groups>, wanted: impl Fn(u32, u32) -> bool + Sync) -> Vec<Match> {
    let mut levels = vec![0u8; axis.len()];
    for &(at, level) in parts.iter().flat_map(|part| &part.late) {
        levels[at as usize] = level;
    }
    parts.into_par_iter().flat_map_iter(|part| of_part(axis, &part, &levels, &wanted)).collect()
}

fn of_part(axis: &Axis<'_>, part: &Groups, levels: &[u8], wanted: &(impl Fn(u32, u32) -> bool + Sync)) -> Vec<Match> {
    let mut found = Vec::new();
    let mut seen: Vec<Seen> = Vec::new();
    let mut from = 0;
    for &(end, level) in &part.ends {
        seen.clear();
        seen.extend(part.members[from..end as usize].iter().map(|at| look(axis, *at, levels)));
        from = end as usize;
        for (i, x) in seen.iter().enumerate() {
            for y in seen[i + 1..].iter().filter(|y| x.source != y.source && opens(x, y, level)) {
                if wanted(x.page, y.page) {
                    found.push(Match { pages: (x.page, y.page), at: (x.pos, y.pos) });
                }
            }
        }
    }
    found
}

fn look(axis: &Axis<'_>, at: u32, levels: &[u8]) -> Seen {
    let (page, pos) = axis.place(at);
    let before = pos.checked_sub(1).map(|p| axis.streams[page as usize].chars[p as usize]);
    let level_before = if before.is_some() { levels[at as usize - 1] } else { NEVER };
    Seen { page, source: axis.source(page), pos, level: levels[at as usize], before, level_before }
}

/// Whether a pair that a group of this level holds was in no group before and the pair before it is in none up to here.
fn opens(x: &Seen, y: &Seen, level: u8) -> bool {
    let found_before = x.before == y.before && x.level_before.max(y.level_before) <= level;
    x.level.max(y.level) == level && !found_before
}
