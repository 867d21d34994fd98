//! Absent or silent: where a witness abstains and where it votes for nothing.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::anchors::hashes;
use super::profile::{NONE, Profile};
use crate::text::chars::{CharClass, is_content};

/// Shortest lacuna, in columns where most others have text.
const LACUNA_HAN: usize = 8;
const LACUNA_ALPHABETIC: usize = 20;
/// A gap up to this length that touches characters of the witness's own is another phrase, not a lacuna.
const PHRASE: usize = 32;
/// Content characters of one's own beside a gap that make it another phrase; fewer are what a seam carries.
const OWN: usize = 3;
/// Most characters at an end that are taken for an addition.
const STRAY_MARKS: usize = 3;
/// Shortest stretch, in columns, that is looked for elsewhere, and by what.
const MOVED: usize = 40;
const KMER: usize = 8;

/// The columns that a witness does not cover, as sorted ranges.
pub(super) struct Absent(Vec<Range<usize>>);

impl Absent {
    /// Whether a column is one of them. O(log ranges).
    pub(super) fn covers(&self, column: usize) -> bool {
        let next = self.0.partition_point(|range| range.end <= column);
        self.0.get(next).is_some_and(|range| range.start <= column)
    }
}

/// What each witness does not cover: what lies outside its first and last token, and its lacunae. A stretch that one
/// witness alone has there, but that others have elsewhere, was moved and not added: they do cover it. All lacunae are judged by
/// the same cells: two witnesses that agree to have nothing must not abstain one after the other. O(cells).
pub(super) fn absent(profile: &Profile, rows: &[Vec<char>]) -> Vec<Absent> {
    let extents = profile.extents();
    let mut moved = moved(profile, rows, &extents);
    moved.extend(added(&extents, profile.columns()));
    let of = |witness: usize| {
        let everything = 0..profile.columns();
        let holes = || moved.iter().filter(|m| m.holders.contains(&witness)).map(|m| m.columns.clone());
        let Some((first, last)) = extents[witness] else { return Absent(Vec::from([everything])) };
        let judge = Judge { profile, rows, extents: &extents, witness };
        let lacunae = judge.gaps(first, last).into_iter().filter(|gap| judge.is_lacuna(gap));
        let (before, after) = (0..first, last + 1..everything.end);
        Absent(without(before, holes()).into_iter().chain(lacunae).chain(without(after, holes())).collect())
    };
    (0..rows.len()).into_par_iter().map(of).collect()
}

/// A stretch that stands outside the others in one witness, and the witnesses that have it elsewhere.
struct Moved {
    columns: Range<usize>,
    holders: Vec<usize>,
}

/// A few characters that one witness alone has before the column in which at least two others begin, or behind the one
/// in which they end: those others agree that nothing stands there.
fn added(extents: &[Option<(usize, usize)>], columns: usize) -> Vec<Moved> {
    let edge = |ends: Vec<(usize, usize)>, span: &dyn Fn(usize, usize) -> Range<usize>| {
        let mut ends = ends;
        ends.sort_unstable();
        let (outer, next) = (ends.first()?.0, ends.get(1)?.0);
        let holders: Vec<usize> = ends.iter().filter(|e| e.0 == next).map(|e| e.1).collect();
        let few = (1..=STRAY_MARKS).contains(&(next - outer));
        (few && holders.len() >= 2).then(|| Moved { columns: span(outer, next), holders })
    };
    let of = |pick: &dyn Fn((usize, usize)) -> usize| -> Vec<(usize, usize)> {
        extents.iter().enumerate().filter_map(|(w, e)| Some((pick((*e)?), w))).collect()
    };
    let before = edge(of(&|e| e.0), &|outer, next| outer..next);
    // Distances from the end, so that both edges are judged alike.
    let after = edge(of(&|e| columns - 1 - e.1), &|outer, next| columns - next..columns - outer);
    before.into_iter().chain(after).collect()
}

/// Stretches at the ends of the table that one witness alone reaches, and that others have elsewhere. O(cells), for
/// each such stretch one look at all texts.
fn moved(profile: &Profile, rows: &[Vec<char>], extents: &[Option<(usize, usize)>]) -> Vec<Moved> {
    let mut firsts: Vec<(usize, usize)> =
        extents.iter().enumerate().filter_map(|(w, e)| Some((e.as_ref()?.0, w))).collect();
    let mut lasts: Vec<(usize, usize)> =
        extents.iter().enumerate().filter_map(|(w, e)| Some((e.as_ref()?.1, w))).collect();
    firsts.sort_unstable();
    lasts.sort_unstable_by(|a, b| b.cmp(a));
    let ([first, second, ..], [last, before_last, ..]) = (&firsts[..], &lasts[..]) else { return Vec::new() };
    let ends = [(first.0..second.0, first.1), (before_last.0 + 1..last.0 + 1, last.1)];
    let long = ends.into_iter().filter(|(columns, _)| columns.len() >= MOVED);
    long.map(|(columns, witness)| {
        let text: Vec<char> =
            columns.clone().filter_map(|c| rows[witness].get(profile.column(c)[witness] as usize)).copied().collect();
        let others = (0..rows.len()).filter(|other| *other != witness);
        Moved { columns, holders: others.filter(|other| holds(&rows[*other], &text)).collect() }
    })
    .collect()
}

/// Whether a text holds most of what another one consists of.
fn holds(row: &[char], text: &[char]) -> bool {
    let kmers: FxHashSet<u64> = hashes(row, KMER).map(|(hash, _)| hash).collect();
    let (mut held, mut all) = (0, 0);
    for (hash, _) in hashes(text, KMER) {
        held += usize::from(kmers.contains(&hash));
        all += 1;
    }
    2 * held > all
}

/// What is left of a range when sorted holes are taken out.
fn without(range: Range<usize>, holes: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut left = Vec::new();
    let mut start = range.start;
    for hole in holes.filter(|hole| hole.start < range.end && range.start < hole.end) {
        left.push(start..hole.start.max(start));
        start = hole.end.min(range.end);
    }
    left.push(start..range.end);
    left.retain(|part| !part.is_empty());
    left
}

struct Judge<'a> {
    profile: &'a Profile,
    rows: &'a [Vec<char>],
    extents: &'a [Option<(usize, usize)>],
    witness: usize,
}

impl Judge<'_> {
    /// Runs of columns without a token of the witness, long enough to be lacunae.
    fn gaps(&self, first: usize, last: usize) -> Vec<Range<usize>> {
        let mut gaps = Vec::new();
        let mut start = first;
        for column in first..=last {
            if self.profile.column(column)[self.witness] != NONE {
                if column - start >= LACUNA_HAN {
                    gaps.push(start..column);
                }
                start = column + 1;
            }
        }
        gaps
    }

    fn is_lacuna(&self, gap: &Range<usize>) -> bool {
        let read: Vec<char> = gap.clone().filter_map(|c| self.most_read(c)).collect();
        let han = read.iter().filter(|c| CharClass::of(**c) == CharClass::Han).count();
        let shortest = if 2 * han >= read.len() { LACUNA_HAN } else { LACUNA_ALPHABETIC };
        let before = self.own_content((0..gap.start).rev());
        let after = self.own_content(gap.end..self.profile.columns());
        let phrase = before.max(after) >= OWN;
        read.len() >= shortest && !(phrase && gap.len() < PHRASE)
    }

    /// Content characters of the witness's own at the beginning of some columns.
    fn own_content(&self, columns: impl Iterator<Item = usize>) -> usize {
        let own = columns.map_while(|c| self.own(c));
        own.filter(|fold| is_content(*fold)).count()
    }

    /// A character of a column where strictly more than half of the other covering witnesses have one.
    fn most_read(&self, column: usize) -> Option<char> {
        let covers = |w: usize| self.extents[w].is_some_and(|(first, last)| first <= column && column <= last);
        let cells = self.profile.column(column);
        let others = (0..cells.len()).filter(|w| *w != self.witness && covers(*w));
        let (mut covering, mut having, mut read) = (0, 0, None);
        for w in others {
            covering += 1;
            if cells[w] != NONE {
                having += 1;
                read = Some(self.rows[w][cells[w] as usize]);
            }
        }
        read.filter(|_| 2 * having > covering)
    }

    /// The character of the witness here when nobody agrees with it, though somebody has another.
    fn own(&self, column: usize) -> Option<char> {
        let cells = self.profile.column(column);
        let fold = |w: usize| (cells[w] != NONE).then(|| self.rows[w][cells[w] as usize]);
        let mine = fold(self.witness);
        let mut others = (0..cells.len()).filter(|w| *w != self.witness).filter_map(fold).peekable();
        mine.filter(|_| others.peek().is_some() && others.all(|o| Some(o) != mine))
    }
}
