//! Which of several passages over the same characters is the copy.
//!
//! What a page prints stands in another source once, as a rule. Where a stretch matches two stretches of one source and
//! one of them much better, the other is a formula, a quotation or a story from the same template: it says nothing of
//! where lines belong.

use std::ops::Range;

use rayon::prelude::*;

use crate::model::passage::Passage;
use crate::model::stream::Stream;

/// A rival is better when its share of equal characters is higher by so much …
const BETTER: f32 = 0.1;
/// … which over the characters that both hold makes so many characters: fewer differ by chance.
const CHARACTERS: f32 = 4.0;
/// So many times longer, a rival no less alike is the copy, and the passage a phrase that stands in it.
const LONGER: u32 = 3;
/// Share of a passage that better ones hold, from which on it is no copy.
const HELD: f32 = 0.75;

/// A side of a passage: on which page it stands, in which source its other side, and which passage it is.
type Side = (u32, u32, u32);

/// Parts the passages from those most of which better ones hold, seen from either page, in their order. Every passage is compared with all others,
/// so their order does not matter. O(characters of all passages, plus a sort).
pub(super) fn part_outdone(
    passages: Vec<Passage>,
    streams: &[Stream],
    sources: &[u32],
) -> (Vec<Passage>, Vec<Passage>) {
    let alike: Vec<f32> = passages.par_iter().map(|p| alike(p, streams)).collect();
    let mut sides: Vec<Side> = Vec::with_capacity(2 * passages.len());
    for (i, p) in passages.iter().enumerate() {
        sides.push((p.page_a, sources[p.page_b as usize], i as u32));
        sides.push((p.page_b, sources[p.page_a as usize], i as u32));
    }
    sides.par_sort_unstable();
    let rivals: Vec<&[Side]> = sides.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)).filter(|s| s.len() > 1).collect();
    let lost: Vec<u32> = rivals.par_iter().flat_map_iter(|sides| outdone(sides, &passages, &alike)).collect();
    let mut outdone = vec![false; passages.len()];
    lost.into_iter().for_each(|i| outdone[i as usize] = true);
    let mut outdone = outdone.into_iter();
    passages.into_iter().partition(|_| !outdone.next().unwrap_or(false))
}

/// The passages of a page with a source that others of them outdo.
fn outdone(sides: &[Side], passages: &[Passage], alike: &[f32]) -> Vec<u32> {
    let page = sides[0].0;
    let of = |side: &Side| (&passages[side.2 as usize], alike[side.2 as usize]);
    let covered = Covered::by(sides.iter().flat_map(|side| ranges(of(side).0, page)).collect());
    let mut best = vec![Best::default(); covered.len()];
    for (passage, alike) in sides.iter().map(of) {
        for at in ranges(passage, page) {
            best[covered.packed(at)].iter_mut().for_each(|b| b.meet(passage, alike));
        }
    }
    let is_outdone = |side: &&Side| {
        let (passage, alike) = of(side);
        is_outdone(passage, alike, ranges(passage, page).flat_map(|at| &best[covered.packed(at)]))
    };
    sides.iter().filter(is_outdone).map(|side| side.2).collect()
}

/// The positions of a page that passages hold, without those between them.
struct Covered {
    /// Stretches apart from each other, ascending, each with the number of positions in those before it.
    stretches: Vec<(Range<usize>, usize)>,
}

impl Covered {
    fn by(mut ranges: Vec<Range<usize>>) -> Self {
        ranges.sort_unstable_by_key(|at| (at.start, at.end));
        let mut stretches: Vec<(Range<usize>, usize)> = Vec::new();
        for at in ranges {
            match stretches.last_mut() {
                Some((last, _)) if at.start <= last.end => last.end = last.end.max(at.end),
                last => {
                    let before = last.map_or(0, |(last, before)| *before + last.len());
                    stretches.push((at, before));
                }
            }
        }
        Self { stretches }
    }

    fn len(&self) -> usize {
        self.stretches.last().map_or(0, |(at, before)| before + at.len())
    }

    /// Where a range that lies in one stretch is among the positions.
    fn packed(&self, at: Range<usize>) -> Range<usize> {
        let (stretch, before) = &self.stretches[self.stretches.partition_point(|(s, _)| s.start <= at.start) - 1];
        let start = before + at.start - stretch.start;
        start..start + at.len()
    }
}

/// The best that the passages over a character are.
#[derive(Debug, Clone, Copy, Default)]
struct Best {
    /// Highest share of equal characters.
    alike: f32,
    /// Length of the longest.
    len: u32,
    /// Its share of equal characters.
    len_alike: f32,
}

impl Best {
    fn meet(&mut self, passage: &Passage, alike: f32) {
        self.alike = self.alike.max(alike);
        if passage.len > self.len || (passage.len == self.len && alike > self.len_alike) {
            (self.len, self.len_alike) = (passage.len, alike);
        }
    }
}

/// Whether rivals outdo a passage; `best` are those over each of its characters.
fn is_outdone<'a>(passage: &Passage, alike: f32, best: impl Iterator<Item = &'a Best>) -> bool {
    let (mut held, mut better) = (0, 0.0);
    for best in best {
        let more = best.alike - alike;
        let longer = best.len >= LONGER * passage.len && best.len_alike + BETTER > alike;
        held += u32::from(more >= BETTER || longer);
        better += if longer { CHARACTERS } else { more.max(0.0) };
    }
    held as f32 >= HELD * passage.len as f32 && better >= CHARACTERS
}

/// Share of a passage's pairs of characters that are equal.
fn alike(passage: &Passage, streams: &[Stream]) -> f32 {
    let (a, b) = (&streams[passage.page_a as usize].chars, &streams[passage.page_b as usize].chars);
    let equal = |&(x, y, len): &(u32, u32, u32)| {
        let (x, y, len) = (x as usize, y as usize, len as usize);
        a[x..x + len].iter().zip(&b[y..y + len]).filter(|(c, d)| c == d).count()
    };
    passage.runs.iter().map(equal).sum::<usize>() as f32 / passage.len.max(1) as f32
}

/// Where a passage stands on one of its pages.
fn ranges(passage: &Passage, page: u32) -> impl Iterator<Item = Range<usize>> + '_ {
    let here = page == passage.page_a;
    passage.runs.iter().map(move |&(x, y, len)| {
        let start = if here { x } else { y } as usize;
        start..start + len as usize
    })
}
