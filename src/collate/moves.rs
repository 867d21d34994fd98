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
    /// Those that stand elsewhere in the one text than in the other.
    pub(super) moved: Vec<Strand>,
    /// Lengths of both texts.
    pub(super) lengths: (usize, usize),
}

impl Matching {
    /// All common stretches, those that are moved last.
    pub(super) fn anchors(&self) -> impl Iterator<Item = &Anchor> {
        self.chain.iter().chain(self.moved.iter().flat_map(|s| &s.anchors))
    }
}

/// A run of common stretches that follow one another closely in both texts.
#[derive(Debug, Clone, Default)]
pub(super) struct Strand {
    pub(super) anchors: Vec<Anchor>,
    /// Characters before and behind it in the second text that are common too, but belong as well to what stands beside them:
    /// paragraphs that change places begin and end alike.
    pub(super) shared_ends: (usize, usize),
}

impl Strand {
    /// The characters of the first text from the beginning to the end.
    pub(super) fn span_a(&self) -> Range<usize> {
        self.anchors.first().map_or(0, |f| f.a)..self.anchors.last().map_or(0, |f| f.a + f.len)
    }

    /// The characters of the second text from the beginning to the end.
    pub(super) fn span_b(&self) -> Range<usize> {
        self.anchors.first().map_or(0, |f| f.b)..self.anchors.last().map_or(0, |f| f.b + f.len)
    }

    fn shared(&self) -> usize {
        self.anchors.iter().map(|f| f.len).sum()
    }

    /// What is left of a strand beside stretches that reach over its ends. O(stretches).
    fn beside<'f>(&self, others: impl Iterator<Item = &'f Anchor>) -> Self {
        let (a, b) = (self.span_a(), self.span_b());
        let (mut from, mut to) = ((a.start, b.start), (a.end, b.end));
        for other in others {
            narrow(&a, &in_first(other), &mut from.0, &mut to.0);
            narrow(&b, &in_second(other), &mut from.1, &mut to.1);
        }
        let left = |f: &Anchor| {
            let skip = from.0.saturating_sub(f.a).max(from.1.saturating_sub(f.b));
            let drop = (f.a + f.len).saturating_sub(to.0).max((f.b + f.len).saturating_sub(to.1));
            (skip + drop < f.len).then(|| Anchor { a: f.a + skip, b: f.b + skip, len: f.len - skip - drop })
        };
        let mut rest = Self { anchors: self.anchors.iter().filter_map(left).collect(), shared_ends: self.shared_ends };
        let now = rest.span_b();
        rest.shared_ends.0 += now.start.saturating_sub(b.start);
        rest.shared_ends.1 += b.end.saturating_sub(now.end);
        rest
    }
}

/// Moves the ends of what is left of a range inwards, past another range that reaches over one of its ends.
fn narrow(range: &Range<usize>, other: &Range<usize>, from: &mut usize, to: &mut usize) {
    if (other.start..other.end).contains(&range.start) {
        *from = other.end.max(*from);
    } else if other.start < range.end && range.end <= other.end {
        *to = other.start.min(*to);
    }
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
    let mut strands: Vec<Strand> = strands(apart).into_iter().filter(|s| s.shared() >= LEAST).collect();
    strands.sort_by_key(|s| (std::cmp::Reverse(s.shared()), s.span_a().start));
    strands.truncate(MOST);
    let mut kept: Vec<Strand> = Vec::new();
    for strand in strands {
        let strand = strand.beside(chain.iter().chain(kept.iter().flat_map(|s| &s.anchors)));
        let alone =
            |other: &Strand| !overlap(&strand.span_a(), &other.span_a()) && !overlap(&strand.span_b(), &other.span_b());
        if pair.is_moved(&strand) && kept.iter().all(alone) {
            kept.push(strand);
        }
    }
    let inside =
        |f: &Anchor| kept.iter().any(|s| overlap(&in_first(f), &s.span_a()) || overlap(&in_second(f), &s.span_b()));
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

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Runs of matches that follow one another closely in both texts. O(matches).
fn strands<'m>(found: impl Iterator<Item = &'m Anchor>) -> Vec<Strand> {
    let mut strands: Vec<Strand> = Vec::new();
    for anchor in found {
        let from = strands.len().saturating_sub(GROWING);
        let growing = |s: &&mut Strand| s.anchors.last().is_some_and(|last| continues(last, anchor));
        match strands[from..].iter_mut().rev().find(growing) {
            Some(strand) => strand.anchors.push(*anchor),
            None => strands.push(Strand { anchors: vec![*anchor], ..Strand::default() }),
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
    fn is_moved(&self, strand: &Strand) -> bool {
        let (a, b) = (strand.span_a(), strand.span_b());
        let content: usize =
            strand.anchors.iter().map(|f| self.a[f.a..f.a + f.len].iter().filter(|c| is_content(**c)).count()).sum();
        let dense = 2 * strand.shared() >= a.len().max(b.len());
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
        let show = |s: &Strand| (a[s.span_a()].iter().collect(), s.span_b().start);
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
