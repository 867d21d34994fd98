//! Which occurrences of a k-mer are few enough to be told apart.
//!
//! A k-mer that stands on many pages is a formula, and says little of where a line belongs. It is looked at with more of
//! the text behind it, until few pages are left that agree so far: what is left of a formula are the pages that print the
//! same article around it.

use super::index::{Axis, K, hash};

/// Characters that are looked at, level by level.
const LEVELS: [usize; 4] = [K, 9, 14, 24];
/// Pages that one string may bring together.
pub(crate) const PAGES: usize = 48;
/// Pages of a source on which a string may stand, on average, below the last level: an article stands in a paper once, or
/// is announced on another page.
const IN_SOURCE: usize = 2;
/// A string that occurs more often on one page says nothing about where it belongs.
pub(super) const IN_PAGE: usize = 4;
/// A k-mer is not looked at more closely on a page that it fills: so often at least …
const FILLS: usize = 64;
/// … and at one of so many positions.
const FILLED: usize = 256;
/// Level of what no level tells apart.
pub(super) const NEVER: u8 = LEVELS.len() as u8;

/// Positions with the same string, few on each page and on few pages.
pub(super) struct Groups {
    /// Members of all groups, ascending within a group.
    pub(super) members: Vec<u32>,
    /// Where each group ends in `members`, and its level.
    pub(super) ends: Vec<(u32, u8)>,
    /// Positions that are told apart at a level above the first.
    pub(super) late: Vec<(u32, u8)>,
    /// Pages of strings that stand on too many pages: one group after another, with their ends.
    pub(super) wide: Vec<u32>,
    pub(super) wide_ends: Vec<u32>,
    /// Occurrences of strings that stand too often on one page.
    pub(super) repeated: u64,
}

#[derive(Clone, Copy)]
struct Member {
    at: u32,
    page: u32,
    level: u8,
}

/// Groups one part of the postings. O(n), plus a sort of what is common.
pub(super) fn groups(axis: &Axis<'_>, postings: &[u64]) -> Groups {
    let mut found = Groups {
        members: Vec::new(),
        ends: Vec::new(),
        late: Vec::new(),
        wide: Vec::new(),
        wide_ends: Vec::new(),
        repeated: 0,
    };
    let mut group = Vec::new();
    for same in postings.chunk_by(|x, y| x >> 32 == y >> 32).filter(|same| same.len() > 1) {
        found.gather(axis, same, &mut group);
        found.sift(axis, &mut group, 0);
    }
    found
}

impl Groups {
    /// The postings of a k-mer, without those of pages that it fills.
    fn gather(&mut self, axis: &Axis<'_>, mut postings: &[u64], group: &mut Vec<Member>) {
        group.clear();
        while let Some(first) = postings.first() {
            let page = axis.place(*first as u32).0;
            let end = axis.start(page + 1);
            let (here, rest) = postings.split_at(postings.partition_point(|p| (*p as u32) < end));
            if here.len() < FILLS.max(axis.streams[page as usize].len() / FILLED) {
                group.extend(here.iter().map(|p| Member { at: *p as u32, page, level: 0 }));
            } else {
                self.late.extend(here.iter().map(|p| (*p as u32, NEVER)));
                self.repeated += here.len() as u64;
            }
            postings = rest;
        }
    }

    /// The pages of each string that stands on too many.
    pub(super) fn wide_strings(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.wide_ends.iter().copied());
        starts.zip(&self.wide_ends).map(|(from, to)| &self.wide[from as usize..*to as usize])
    }

    /// Takes the members that are few, and looks at the others more closely. `group` is sorted by position.
    fn sift(&mut self, axis: &Axis<'_>, group: &mut [Member], level: usize) {
        if group.iter().all(|m| axis.source(m.page) == axis.source(group[0].page)) {
            return;
        }
        let few = |page: &&[Member]| page.len() <= IN_PAGE;
        let pages = group.chunk_by(|x, y| x.page == y.page).filter(few).count();
        let narrow = pages <= PAGES && (level + 1 == LEVELS.len() || pages <= IN_SOURCE * sources(axis, group));
        let first = self.members.len();
        for page in group.chunk_by_mut(|x, y| x.page == y.page) {
            if page.len() <= IN_PAGE && narrow {
                self.members.extend(page.iter().map(|m| m.at));
            } else {
                page.iter_mut().filter(|m| usize::from(m.level) == level).for_each(|m| m.level += 1);
            }
        }
        if self.members.len() > first + 1 {
            self.ends.push((self.members.len() as u32, level as u8));
        } else {
            self.members.truncate(first);
        }
        if group.iter().any(|m| usize::from(m.level) > level) {
            self.look_closer(axis, group, level + 1);
        }
        if level == 0 {
            self.late.extend(group.iter().filter(|m| m.level > 0).map(|m| (m.at, m.level)));
        }
    }

    fn look_closer(&mut self, axis: &Axis<'_>, group: &mut [Member], level: usize) {
        let Some(&k) = LEVELS.get(level) else { return self.give_up(group, level) };
        let mut keyed: Vec<(u64, Member)> = group.iter().map(|m| (key(axis, *m, k), *m)).collect();
        keyed.sort_unstable_by_key(|(key, m)| (*key, m.at));
        for (slot, (_, m)) in group.iter_mut().zip(&keyed) {
            *slot = *m;
        }
        let mut from = 0;
        for same in keyed.chunk_by(|x, y| x.0 == y.0) {
            let members = &mut group[from..from + same.len()];
            from += same.len();
            if members.len() > 1 && members.iter().any(|m| usize::from(m.level) == level) {
                self.sift(axis, members, level);
            }
        }
    }

    /// What even the longest strings do not tell apart.
    fn give_up(&mut self, group: &[Member], level: usize) {
        let first = self.wide.len();
        for page in group.chunk_by(|x, y| x.page == y.page) {
            match page.len() {
                n if n > IN_PAGE => self.repeated += n as u64,
                _ if usize::from(page[0].level) == level => self.wide.push(page[0].page),
                _ => {}
            }
        }
        if self.wide.len() > first {
            self.wide_ends.push(self.wide.len() as u32);
        }
    }
}

/// Number of sources in which members stand. O(n log n).
fn sources(axis: &Axis<'_>, group: &[Member]) -> usize {
    let mut sources: Vec<u32> = group.iter().map(|m| axis.source(m.page)).collect();
    sources.sort_unstable();
    sources.dedup();
    sources.len()
}

/// What the next `k` characters are; at the end of a page like nothing else.
fn key(axis: &Axis<'_>, member: Member, k: usize) -> u64 {
    let pos = (member.at - axis.start(member.page)) as usize;
    match axis.streams[member.page as usize].chars.get(pos..pos + k) {
        Some(chars) => u64::from(hash(chars)),
        None => 1 << 32 | u64::from(member.at),
    }
}
