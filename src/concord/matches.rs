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
    about: About,
}

/// A position and the one before it, packed, because the look-up is what costs time: character before it, level of the
/// position before it, its own level.
#[derive(Clone, Copy, Default)]
struct About(u32);

impl About {
    const LEVEL: u32 = 0b111;

    /// `before` is the character before it, none at the beginning of a page, and its level.
    fn new(level: u8, before: Option<(char, u8)>) -> Self {
        let (char, level_before) = before.map_or((0, NEVER), |(c, level)| (c as u32, level));
        Self(char << 6 | u32::from(level_before) << 3 | u32::from(level))
    }

    fn level(self) -> u32 {
        self.0 & Self::LEVEL
    }

    fn level_before(self) -> u32 {
        self.0 >> 3 & Self::LEVEL
    }

    fn char_before(self) -> u32 {
        self.0 >> 6
    }
}

/// The first position of all matches of pages for which `wanted` holds. A string inside a longer one that is found
/// anyway is left out. O(pairs of occurrences in the groups), which their size bounds.
pub(super) fn matches(axis: &Axis<'_>, parts: Vec<Groups>, wanted: impl Fn(u32, u32) -> bool + Sync) -> Vec<Match> {
    let about = about(axis, &parts);
    parts.into_par_iter().flat_map_iter(|part| of_part(axis, &part, &about, &wanted)).collect()
}

fn about(axis: &Axis<'_>, parts: &[Groups]) -> Vec<About> {
    let mut levels = vec![0u8; axis.len()];
    for &(at, level) in parts.iter().flat_map(|part| &part.late) {
        levels[at as usize] = level;
    }
    let mut about = Vec::with_capacity(axis.len());
    for page in 0..axis.pages() as u32 {
        let levels = &levels[axis.start(page) as usize..axis.start(page + 1) as usize];
        let Some((first, rest)) = levels.split_first() else { continue };
        about.push(About::new(*first, None));
        let before = axis.streams[page as usize].chars.iter().zip(levels);
        about.extend(rest.iter().zip(before).map(|(level, (c, before))| About::new(*level, Some((*c, *before)))));
    }
    about
}

fn of_part(axis: &Axis<'_>, part: &Groups, about: &[About], wanted: &(impl Fn(u32, u32) -> bool + Sync)) -> Vec<Match> {
    let mut found = Vec::new();
    let mut seen: Vec<Seen> = Vec::new();
    let mut from = 0;
    for &(end, level) in &part.ends {
        seen.clear();
        seen.extend(part.members[from..end as usize].iter().map(|at| {
            let (page, pos) = axis.place(*at);
            Seen { page, source: axis.source(page), pos, about: about[*at as usize] }
        }));
        from = end as usize;
        for (i, x) in seen.iter().enumerate() {
            let opens = |y: &&Seen| x.source != y.source && opens(x.about, y.about, level.into());
            for y in seen[i + 1..].iter().filter(opens).filter(|y| wanted(x.page, y.page)) {
                found.push(Match { pages: (x.page, y.page), at: (x.pos, y.pos) });
            }
        }
    }
    found
}

/// Whether a pair that a group of this level holds was in no group before and the pair before it is in none up to here.
fn opens(x: About, y: About, level: u32) -> bool {
    let found_before = x.char_before() == y.char_before() && x.level_before().max(y.level_before()) <= level;
    x.level().max(y.level()) == level && !found_before
}
