//! Which of several passages over the same characters is the copy.
//!
//! What a page prints stands in another source once, as a rule. Where a stretch matches two stretches of one source and
//! one of them much better, the other is a formula, a quotation or a story from the same template: it says nothing of
//! where lines belong.

use std::collections::BTreeMap;
use std::ops::Range;

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

/// A side of a passage: on which page it stands, and in which source its other side.
type Side = (u32, u32);

/// Takes out passages most of which better ones hold, seen from either page. Every passage is compared with all others,
/// so their order does not matter. O(characters of all passages).
pub(super) fn drop_outdone(passages: Vec<Passage>, streams: &[Stream], sources: &[u32]) -> Vec<Passage> {
    let alike: Vec<f32> = passages.iter().map(|p| alike(p, streams)).collect();
    let mut by_side: BTreeMap<Side, Vec<usize>> = BTreeMap::new();
    for (i, p) in passages.iter().enumerate() {
        by_side.entry((p.page_a, sources[p.page_b as usize])).or_default().push(i);
        by_side.entry((p.page_b, sources[p.page_a as usize])).or_default().push(i);
    }
    let mut outdone = vec![false; passages.len()];
    for ((page, _), members) in by_side.into_iter().filter(|(_, members)| members.len() > 1) {
        let mut best = vec![Best::default(); streams[page as usize].len()];
        for &i in &members {
            ranges(&passages[i], page).for_each(|at| best[at].iter_mut().for_each(|b| b.meet(&passages[i], alike[i])));
        }
        for i in members.into_iter().filter(|i| !outdone[*i]).collect::<Vec<_>>() {
            let held = || ranges(&passages[i], page).flat_map(|at| &best[at]);
            outdone[i] = is_outdone(&passages[i], alike[i], held());
        }
    }
    let mut outdone = outdone.into_iter();
    passages.into_iter().filter(|_| !outdone.next().unwrap_or(false)).collect()
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
