//! Stretches that two texts share in another order (倒).

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::align::alphabetic;
use super::anchors::{Anchor, Rare, Text, chain, hashes, matches_of};
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
#[derive(Debug, Clone)]
pub(super) struct Strand {
    anchors: Vec<Anchor>,
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
        Self { anchors: self.anchors.iter().filter_map(left).collect() }
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

/// The k-mers of texts, if one of them is so long that it pays to keep them: each is compared with several others. `model` is the
/// one with which all are.
pub(super) fn kept(rows: &[Vec<char>], model: usize) -> Vec<Option<Rare>> {
    let longest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let k = length(&rows[model], longest);
    rows.par_iter().map(|row| (longest > LONG).then(|| Rare::of(row, k, longest))).collect()
}

/// The length of the k-mers by which others are compared with a text, of which the longest has so many characters.
fn length(text: &[char], longest: usize) -> usize {
    match (alphabetic(text), longest > LONG) {
        (true, true) => 24,
        (true, false) => 10,
        (false, true) => 12,
        (false, false) => 5,
    }
}

/// Finds what stands in both texts in another order. A stretch counts that stands once in either text, has [`LEAST`] characters of
/// content in common and nothing like it where it would be expected. O(n log n).
pub(super) fn matching(first: Text<'_>, second: Text<'_>) -> Matching {
    let (a, b) = (first.chars, second.chars);
    let k = length(b, a.len().max(b.len()));
    let found = matches_of(first, second, k);
    let chain = chain(&found, k);
    let pair = Pair { a, b, chain: &chain };
    let mut strands: Vec<Strand> = strands(&found, &chain).into_iter().filter(|s| s.shared() >= LEAST).collect();
    strands.sort_by_key(|s| (std::cmp::Reverse(s.shared()), s.span_a().start));
    strands.truncate(MOST);
    let mut kept: Vec<Strand> = Vec::new();
    for whole in strands {
        let strand = whole.beside(chain.iter().chain(kept.iter().flat_map(|s| &s.anchors)));
        let alone =
            |other: &Strand| !overlap(&strand.span_a(), &other.span_a()) && !overlap(&strand.span_b(), &other.span_b());
        if pair.is_moved(&strand) && kept.iter().all(alone) {
            kept.push(whole);
        }
    }
    let (chain, moved) = certain(&chain, &kept);
    Matching { chain, moved, lengths: (a.len(), b.len()) }
}

/// What of the stretches belongs to no other one: paragraphs that change places begin and end alike, and of such ends nobody
/// knows yet to whom they belong. Drops what lies inside another stretch. O(n log n).
fn certain(chain: &[Anchor], moved: &[Strand]) -> (Vec<Anchor>, Vec<Strand>) {
    let all: Vec<Anchor> = chain.iter().chain(moved.iter().flat_map(|s| &s.anchors)).copied().collect();
    let cuts = common_ends(&all);
    let left = |(f, cut): (&Anchor, &(usize, usize))| {
        let len = f.len.checked_sub(cut.0 + cut.1).filter(|len| *len > 0)?;
        Some(Anchor { a: f.a + cut.0, b: f.b + cut.0, len })
    };
    let mut left = all.iter().zip(&cuts).map(left);
    let inside =
        |f: &Anchor| moved.iter().any(|s| within(&in_first(f), &s.span_a()) || within(&in_second(f), &s.span_b()));
    let ordered = chain.iter().filter_map(|f| left.next()?.filter(|_| !inside(f))).collect();
    let strand = |s: &Strand| Strand { anchors: s.anchors.iter().filter_map(|_| left.next()?).collect() };
    (ordered, moved.iter().map(strand).filter(|s| !s.anchors.is_empty()).collect())
}

/// How many characters at the beginning and at the end of each stretch belong to another one too, in either text.
fn common_ends(all: &[Anchor]) -> Vec<(usize, usize)> {
    let mut common = vec![(0, 0); all.len()];
    for side in [in_first, in_second] {
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_unstable_by_key(|i| (side(&all[*i]).start, std::cmp::Reverse(side(&all[*i]).end)));
        let mut furthest: Option<usize> = None;
        for next in order {
            let reached = furthest.map_or(0, |i| side(&all[i]).end);
            let over = reached.saturating_sub(side(&all[next]).start);
            common[next].0 = over.max(common[next].0);
            if side(&all[next]).end <= reached {
                continue;
            }
            if let Some(last) = furthest.replace(next) {
                common[last].1 = over.max(common[last].1);
            }
        }
    }
    common
}

fn within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
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

/// Runs of matches that follow one another closely in both texts, but for those in the order of both. O(matches · log matches).
fn strands(found: &[Anchor], chain: &[Anchor]) -> Vec<Strand> {
    let ordered: FxHashSet<(usize, usize)> = chain.iter().map(end).collect();
    let mut apart = found.iter().filter(|f| !ordered.contains(&end(f))).peekable();
    if apart.peek().is_none() {
        return Vec::new();
    }
    let steps = Steps::new(found);
    let mut strands: Vec<Strand> = Vec::new();
    for anchor in apart {
        let from = strands.len().saturating_sub(GROWING);
        let growing = |s: &&mut Strand| s.anchors.last().is_some_and(|last| steps.connect(last, anchor));
        match strands[from..].iter_mut().rev().find(growing) {
            Some(strand) => strand.anchors.push(*anchor),
            None => strands.push(Strand { anchors: vec![*anchor] }),
        }
    }
    strands
}

/// What lies between two matches.
struct Steps {
    in_first: Vec<Range<usize>>,
    in_second: Vec<Range<usize>>,
}

impl Steps {
    fn new(found: &[Anchor]) -> Self {
        let sorted = |side: fn(&Anchor) -> Range<usize>| {
            let mut ranges: Vec<Range<usize>> = found.iter().map(side).collect();
            ranges.sort_unstable_by_key(|r| (r.start, r.end));
            ranges
        };
        Self { in_first: sorted(in_first), in_second: sorted(in_second) }
    }

    /// Whether a match goes on with another one: both texts step about as far, and over nothing that has its place elsewhere.
    fn connect(&self, last: &Anchor, next: &Anchor) -> bool {
        let (a, b) = (in_first(last).end..next.a, in_second(last).end..next.b);
        let short = |step: &Range<usize>| step.start <= step.end && step.len() <= STEP;
        let alike = short(&a) && short(&b) && a.len().abs_diff(b.len()) <= SHIFT;
        alike && held(&self.in_first, &a) < LEAST / 2 && held(&self.in_second, &b) < LEAST / 2
    }
}

/// How much of a step is made up of sorted ranges, which may reach a little over its ends: neighbours often end alike.
fn held(ranges: &[Range<usize>], step: &Range<usize>) -> usize {
    let from = ranges.partition_point(|r| r.start + LEAST < step.start);
    let reaching = ranges[from..].iter().take_while(|r| r.start < step.end);
    reaching.map(|r| r.end.min(step.end).saturating_sub(r.start.max(step.start))).sum()
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
        let text = |chars| Text { chars, known: None };
        matching(text(&a), text(&b)).moved.iter().map(show).collect()
    }

    const NOTE: &str = "thereadingroomisopenfromnineuntilnoon";
    const BODY: &str = "yesterdaythecouncilmetinthetownhallandspokeofnothingbutthebridge";
    const REST: &str = "whichhasstoodhalffinishedsincethewinterfloodscarriedawaytwopiers";

    #[test]
    fn a_block_elsewhere_is_moved() {
        let seen = moved(&format!("{BODY}{REST}{NOTE}"), &format!("{BODY}{NOTE}{REST}"));
        assert_eq!(seen, [(NOTE.to_owned(), BODY.len())]);
    }

    #[test]
    fn a_formula_that_is_read_badly_once_is_not_moved() {
        let bad = "thereadixgroomisopemfromnineuntllnoon";
        let seen = moved(&format!("{BODY}{bad}{REST}{NOTE}"), &format!("{BODY}{NOTE}{REST}"));
        assert_eq!(seen, []);
    }

    #[test]
    fn a_short_phrase_is_not_moved() {
        let seen = moved(&format!("{BODY}{REST}atnineoclockprecisely"), &format!("atnineoclockprecisely{BODY}{REST}"));
        assert_eq!(seen, []);
    }
}
