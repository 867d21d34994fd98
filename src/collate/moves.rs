//! Stretches that two texts share in another order (倒).

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::align::alphabetic;
use super::anchors::{Anchor, chain, hashes, matches};
use crate::text::chars::is_content;

/// Content characters that a moved stretch shares at the least. Shorter ones may be a phrase that stands in both places,
/// read well once and badly the other time.
pub(super) const LEAST: usize = 24;
/// Most characters between two matches of one stretch, and most by which the texts may run apart there.
const STEP: usize = 64;
const SHIFT: usize = 16;
/// Stretches that may still grow while a text is read.
const GROWING: usize = 8;
/// Stretches that are looked at, the longest first.
const MOST: usize = 128;
/// Texts of more characters are compared by longer k-mers, of which only a sample is looked at.
const LONG: usize = 1 << 15;

/// Where two texts agree: in the order of both, and apart from it.
#[derive(Debug, Default)]
pub(super) struct Matching {
    /// Common stretches in the order of both texts.
    pub(super) chain: Vec<Anchor>,
    /// Those that stand elsewhere in the one text than in the other, each a run of common stretches.
    pub(super) moved: Vec<Vec<Anchor>>,
    /// Lengths of both texts.
    pub(super) lengths: (usize, usize),
}

/// Finds what stands in both texts in another order. A stretch counts that stands once in either text, has [`LEAST`] characters of
/// content in common and nothing like it where it would be expected. O(n log n).
pub(super) fn matching(a: &[char], b: &[char]) -> Matching {
    let long = a.len().max(b.len()) > LONG;
    let k = match (alphabetic(b), long) {
        (true, true) => 24,
        (true, false) => 10,
        (false, true) => 12,
        (false, false) => 5,
    };
    let found = matches(a, 0..a.len(), b, 0..b.len(), k);
    let chain = chain(&found, k);
    let ordered: FxHashSet<(usize, usize)> = chain.iter().map(end).collect();
    let apart = found.iter().filter(|f| !ordered.contains(&end(f)));
    let pair = Pair { a, b, chain: &chain };
    let mut strands: Vec<Vec<Anchor>> = strands(apart).into_iter().filter(|s| shared(s) >= LEAST).collect();
    strands.sort_by_key(|s| (std::cmp::Reverse(shared(s)), s[0].a));
    strands.truncate(MOST);
    let mut kept: Vec<Vec<Anchor>> = Vec::new();
    for strand in strands.into_iter().filter(|s| pair.is_moved(s)) {
        let beside = |other: &Vec<Anchor>| {
            !overlap(&span_a(&strand), &span_a(other)) && !overlap(&span_b(&strand), &span_b(other))
        };
        if kept.iter().all(beside) {
            kept.push(strand);
        }
    }
    let inside =
        |f: &Anchor| kept.iter().any(|s| overlap(&in_first(f), &span_a(s)) || overlap(&in_second(f), &span_b(s)));
    Matching { chain: chain.iter().filter(|f| !inside(f)).copied().collect(), moved: kept, lengths: (a.len(), b.len()) }
}

fn end(anchor: &Anchor) -> (usize, usize) {
    (anchor.a + anchor.len, anchor.b + anchor.len)
}

fn in_first(anchor: &Anchor) -> Range<usize> {
    anchor.a..anchor.a + anchor.len
}

fn in_second(anchor: &Anchor) -> Range<usize> {
    anchor.b..anchor.b + anchor.len
}

/// The characters of the first text from the beginning to the end of a strand.
pub(super) fn span_a(strand: &[Anchor]) -> Range<usize> {
    strand[0].a..strand[strand.len() - 1].a + strand[strand.len() - 1].len
}

/// The characters of the second text from the beginning to the end of a strand.
pub(super) fn span_b(strand: &[Anchor]) -> Range<usize> {
    strand[0].b..strand[strand.len() - 1].b + strand[strand.len() - 1].len
}

fn shared(strand: &[Anchor]) -> usize {
    strand.iter().map(|f| f.len).sum()
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Runs of matches that follow one another closely in both texts. O(matches).
fn strands<'m>(found: impl Iterator<Item = &'m Anchor>) -> Vec<Vec<Anchor>> {
    let mut strands: Vec<Vec<Anchor>> = Vec::new();
    for anchor in found {
        let from = strands.len().saturating_sub(GROWING);
        match strands[from..].iter_mut().rev().find(|s| continues(&s[s.len() - 1], anchor)) {
            Some(strand) => strand.push(*anchor),
            None => strands.push(vec![*anchor]),
        }
    }
    strands
}

fn continues(last: &Anchor, next: &Anchor) -> bool {
    let step = |from: usize, to: usize| to.checked_sub(from).filter(|step| *step <= STEP);
    let (a, b) = (step(last.a + last.len, next.a), step(last.b + last.len, next.b));
    a.zip(b).is_some_and(|(a, b)| a.abs_diff(b) <= SHIFT)
}

struct Pair<'a> {
    a: &'a [char],
    b: &'a [char],
    chain: &'a [Anchor],
}

impl Pair<'_> {
    fn is_moved(&self, strand: &[Anchor]) -> bool {
        let (a, b) = (span_a(strand), span_b(strand));
        let content: usize =
            strand.iter().map(|f| self.a[f.a..f.a + f.len].iter().filter(|c| is_content(**c)).count()).sum();
        let dense = 2 * shared(strand) >= a.len().max(b.len());
        content >= LEAST && dense && self.alone(&a, &b, content) && !self.stands_in_order(&a, &b)
    }

    /// Whether hardly anything in the order of both texts lies inside a stretch.
    fn alone(&self, a: &Range<usize>, b: &Range<usize>, content: usize) -> bool {
        let inside = |f: &&Anchor| (a.start <= f.a && f.a + f.len <= a.end) || (b.start <= f.b && f.b + f.len <= b.end);
        4 * self.chain.iter().filter(inside).map(|f| f.len).sum::<usize>() <= content
    }

    /// Whether a stretch, or a bad reading of it, also stands where the order of the other text asks for it: then it is
    /// repeated and not moved.
    fn stands_in_order(&self, a: &Range<usize>, b: &Range<usize>) -> bool {
        let side = |at: &Range<usize>, here: fn(&Anchor) -> Range<usize>, there: fn(&Anchor) -> Range<usize>, len| {
            // Common stretches reach into a repeated one by chance: they count up to its border.
            let before = self.chain.partition_point(|f| here(f).start < at.start);
            let after = self.chain.partition_point(|f| here(f).end <= at.end);
            let reach = |f: &Anchor| there(f).start + f.len.min(at.start - here(f).start);
            let begin = |f: &Anchor| there(f).end - f.len.min(here(f).end - at.end);
            let start = before.checked_sub(1).map_or(0, |i| reach(&self.chain[i]));
            start..self.chain.get(after).map_or(len, begin).max(start)
        };
        let in_a = side(b, in_second, in_first, self.a.len());
        let in_b = side(a, in_first, in_second, self.b.len());
        like(&self.b[b.clone()], &self.a[in_a.clone()], near(&in_a, a))
            || like(&self.a[a.clone()], &self.b[in_b.clone()], near(&in_b, b))
    }
}

/// The part of a stretch that lies in a gap, from the beginning of the gap.
fn near(gap: &Range<usize>, stretch: &Range<usize>) -> Range<usize> {
    stretch.start.clamp(gap.start, gap.end) - gap.start..stretch.end.clamp(gap.start, gap.end) - gap.start
}

/// Whether a third of the short k-mers of a text stand in the first or the last part, about as long, of another one, of
/// which `except` is left out.
fn like(text: &[char], place: &[char], except: Range<usize>) -> bool {
    let k = if alphabetic(text) { 4 } else { 2 };
    let kmers: FxHashSet<u64> = hashes(text, k).map(|(hash, _)| hash).collect();
    let reach = 2 * text.len();
    let parts = [&place[..except.start], &place[except.end..]];
    parts.into_iter().any(|part| {
        let ends = [&part[..part.len().min(reach)], &part[part.len().saturating_sub(reach)..]];
        ends.into_iter().any(|end| {
            let held: FxHashSet<u64> = hashes(end, k).map(|(hash, _)| hash).filter(|h| kmers.contains(h)).collect();
            3 * held.len() > kmers.len()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(a: &str, b: &str) -> Vec<(String, usize)> {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let show = |s: &Vec<Anchor>| (a[span_a(s)].iter().collect(), span_b(s).start);
        matching(&a, &b).moved.iter().map(show).collect()
    }

    const NOTE: &str = "thereadingroomisopenfromnineuntilfive";
    const BODY: &str = "yesterdaythecouncilmetinthetownhallandspokeofnothingbutthebridge";
    const REST: &str = "whichhasstoodhalffinishedsincethewinterfloodscarriedawaytwopiers";

    #[test]
    fn a_block_elsewhere_is_moved() {
        let seen = moved(&format!("{BODY}{REST}{NOTE}"), &format!("{BODY}{NOTE}{REST}"));
        assert_eq!(seen, [(NOTE.to_owned(), BODY.len())]);
    }

    #[test]
    fn a_formula_that_is_read_badly_once_is_not_moved() {
        let bad = "thereadixgroomisopemfromnineuntllfive";
        let seen = moved(&format!("{BODY}{bad}{REST}{NOTE}"), &format!("{BODY}{NOTE}{REST}"));
        assert_eq!(seen, []);
    }

    #[test]
    fn a_short_phrase_is_not_moved() {
        let seen = moved(&format!("{BODY}{REST}atnineoclockprecisely"), &format!("atnineoclockprecisely{BODY}{REST}"));
        assert_eq!(seen, []);
    }
}
