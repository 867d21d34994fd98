//! Lines that were read across a gutter: their pieces are lines of their own in another text and do not follow one another there,
//! so they stand side by side on the page.

use std::collections::BTreeMap;
use std::ops::Range;

use super::lines::{END, Ends, Lines, WIDEST, likeness};
use super::pieces::{Across, DEEPEST, Page};

/// Most lines between two lines that were read across the same gutter.
const NEAR: usize = 8;

/// The blocks of a text that it reads across a gutter while one of the others does not. `gap` says whether white space stands
/// before a character. A single line tells no columns: read across or down, it changes from left to right once. O(length · texts).
pub(super) fn across(reader: usize, page: &Page<'_>, gap: &dyn Fn(usize) -> bool) -> Vec<Across> {
    let own = &page.texts[reader];
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for other in (0..page.texts.len()).filter(|other| *other != reader) {
        for line in 0..own.len() {
            let cuts = cuts(own, line, (&page.texts[other], &page.ends[other]), gap);
            if !cuts.is_empty() {
                found.entry(line).or_default().extend(cuts);
            }
        }
    }
    let mut blocks: Vec<(Range<usize>, Across)> = Vec::new();
    for (line, mut cuts) in found {
        cuts.push(own.span(line..line + 1).start);
        cuts.sort_unstable();
        cuts.dedup();
        match blocks.last_mut().filter(|(at, _)| line - at.end <= NEAR && line - at.start < DEEPEST) {
            Some((at, block)) => {
                at.end = line + 1;
                block.lines.push(cuts);
            }
            None => blocks.push((line..line + 1, Across { reader, lines: vec![cuts] })),
        }
    }
    blocks.into_iter().map(|(_, block)| block).filter(|block| block.lines.len() > 1).collect()
}

/// The characters of a line before which another text parts it in lines that do not follow one another. It must have a line that ends
/// as the piece before does, and one that begins as what is left of the line.
fn cuts(own: &Lines<'_>, line: usize, (other, ends): (&Lines<'_>, &Ends), gap: &dyn Fn(usize) -> bool) -> Vec<usize> {
    let (text, line) = (own.text(), own.span(line..line + 1));
    if !may_be_parted(&line) || is_line(&text[line.clone()], ends) {
        return Vec::new();
    }
    let mut cuts = Vec::new();
    let mut start = line.start;
    for at in joints(&line, gap) {
        let (before, after) = (ends.ending(&text[line.start..at]), ends.beginning(&text[at..line.end]));
        let follow = |last: &usize| after.contains(last) || after.contains(&(last + 1));
        let same = |there: &usize| likeness(&text[start..at], other.line(*there)).is_some();
        if !after.is_empty() && !before.iter().any(follow) && before.iter().any(same) {
            cuts.push(at);
            start = at;
        }
    }
    let rest = &text[start..line.end];
    let mut there = ends.beginning(rest).iter().chain(ends.ending(rest));
    if there.any(|there| likeness(rest, other.line(*there)).is_some()) { cuts } else { Vec::new() }
}

fn may_be_parted(line: &Range<usize>) -> bool {
    (2 * END..=2 * WIDEST).contains(&line.len())
}

/// Where a line may be parted: its reader saw a gutter as a space.
fn joints(line: &Range<usize>, gap: impl Fn(usize) -> bool) -> impl Iterator<Item = usize> {
    (line.start + END..=line.end - END).filter(move |at| gap(*at))
}

/// Whether a text has a line that begins and ends like this one.
fn is_line(line: &[char], ends: &Ends) -> bool {
    let last = ends.ending(line);
    ends.beginning(line).iter().any(|first| last.contains(first))
}

/// Other lines near a block that were read across, by weaker evidence: both pieces are like lines of another text, not far from those
/// of the block there.
pub(super) fn more(block: &Across, page: &Page<'_>, gap: &dyn Fn(usize) -> bool) -> Vec<Vec<usize>> {
    let pieces = page.pieces(block);
    let near = |text: usize| {
        let extent = page.reading(block.reader, &pieces, text).extent()?;
        Some((text, page.around(text, &extent)?))
    };
    let Some((_, lines)) = near(block.reader) else { return Vec::new() };
    let others: Vec<(usize, Range<usize>)> =
        (0..page.texts.len()).filter(|text| *text != block.reader).filter_map(near).collect();
    let own = &page.texts[block.reader];
    let parted = |line: usize| {
        let at = own.span(line..line + 1);
        let cut = |other: &(usize, Range<usize>)| parted(own.text(), &at, other, page, gap);
        others.iter().find_map(cut).map(|cut| vec![at.start, cut])
    };
    lines.filter(|line| !pieces.iter().any(|piece| piece.own == *line)).filter_map(parted).collect()
}

/// Where a line is parted in two lines of another text that do not follow one another there, both more like them than the whole is
/// like any.
fn parted(
    text: &[char],
    line: &Range<usize>,
    (other, there): &(usize, Range<usize>),
    page: &Page<'_>,
    gap: &dyn Fn(usize) -> bool,
) -> Option<usize> {
    if !may_be_parted(line) {
        return None;
    }
    let best = |part: Range<usize>| page.likest(&text[part], *other, there.clone());
    let whole = best(line.clone()).map_or(0.0, |whole| whole.0);
    let parts = |at: usize| {
        let (left, right) = (best(line.start..at)?, best(at..line.end)?);
        let apart = left.1 != right.1 && left.1 + 1 != right.1;
        (apart && left.0.min(right.0) > whole).then_some((left.0 + right.0, at))
    };
    let parts = joints(line, gap).filter_map(parts);
    parts.max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1))).map(|(_, at)| at)
}
