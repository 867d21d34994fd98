//! Lines that were read across a gutter: their pieces are lines of their own in another text and do not follow one another there,
//! so they stand side by side on the page.

use std::collections::BTreeMap;
use std::ops::Range;

use super::lines::{END, Ends, Lines, Print, WIDEST, likeness};
use super::pieces::{Across, DEEPEST, Texts};

/// Most lines between two lines that were read across the same gutter.
const NEAR: usize = 8;

/// The lines of a text that may have been read across: they are short, and there is white space in them. O(lines · log spaces).
pub(super) fn candidates(own: &Lines<'_>, print: &Print) -> Vec<usize> {
    let may_be = |line: &usize| {
        let line = own.span(*line..line + 1);
        line.len() <= 2 * WIDEST && !joints(&line, print).is_empty()
    };
    if print.gaps.is_empty() { Vec::new() } else { (0..own.len()).filter(may_be).collect() }
}

/// The blocks of a text that it reads across a gutter while one of the others does not. A single line tells no columns: read across
/// or down, it changes from left to right once. O(length of the candidates · texts).
pub(super) fn across(reader: usize, candidates: &[usize], texts: &Texts<'_>) -> Vec<Across> {
    let own = &texts.lines[reader];
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for other in (0..texts.lines.len()).filter(|other| *other != reader) {
        for line in candidates {
            let cuts = cuts((own, texts.prints[reader]), *line, (&texts.lines[other], &texts.ends[other]));
            if !cuts.is_empty() {
                found.entry(*line).or_default().extend(cuts);
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
fn cuts((own, print): (&Lines<'_>, &Print), line: usize, (other, ends): (&Lines<'_>, &Ends)) -> Vec<usize> {
    let (text, line) = (own.text(), own.span(line..line + 1));
    if is_line(&text[line.clone()], ends) {
        return Vec::new();
    }
    let mut cuts = Vec::new();
    let mut start = line.start;
    for at in joints(&line, print).iter().map(|at| *at as usize) {
        let before = ends.ending(&text[start..at]);
        let after = if before.is_empty() { before } else { ends.beginning(&text[at..line.end]) };
        let follow = |last: &usize| after.contains(last) || after.contains(&(last + 1));
        let same = |there: &usize| is_same(&text[start..at], other.line(*there));
        if !after.is_empty() && !before.iter().any(follow) && before.iter().any(same) {
            cuts.push(at);
            start = at;
        }
    }
    let rest = &text[start..line.end];
    let mut there = ends.beginning(rest).iter().chain(ends.ending(rest));
    if !cuts.is_empty() && there.any(|there| likeness(rest, other.line(*there)).is_some()) { cuts } else { Vec::new() }
}

/// Whether a line that ends as a piece does is that piece. Most are not, and differ in what stands before that already.
fn is_same(piece: &[char], line: &[char]) -> bool {
    let before = || piece.iter().rev().zip(line.iter().rev()).skip(END).take(END);
    2 * before().filter(|(a, b)| a == b).count() >= before().count() && likeness(piece, line).is_some()
}

/// Where a line may be parted: whoever reads across a gutter sees it as a space.
fn joints<'p>(line: &Range<usize>, print: &'p Print) -> &'p [u32] {
    print.gaps(&(line.start + END..=line.end.saturating_sub(END)))
}

/// Whether a text has a line that begins and ends like this one.
fn is_line(line: &[char], ends: &Ends) -> bool {
    let last = ends.ending(line);
    ends.beginning(line).iter().any(|first| last.contains(first))
}

/// Other lines near a block that were read across, by weaker evidence: both pieces are like lines of another text, not far from those
/// of the block there.
pub(super) fn more(block: &Across, texts: &Texts<'_>) -> Vec<Vec<usize>> {
    let pieces = texts.pieces(block);
    let near = |text: usize| {
        let extent = texts.reading(block.reader, &pieces, text).extent()?;
        Some((text, texts.around(text, &extent)?))
    };
    let Some((_, lines)) = near(block.reader) else { return Vec::new() };
    let others: Vec<(usize, Range<usize>)> =
        (0..texts.lines.len()).filter(|text| *text != block.reader).filter_map(near).collect();
    let parted = |line: usize| {
        let at = texts.lines[block.reader].span(line..line + 1);
        let cut = |other: &(usize, Range<usize>)| parted(block.reader, &at, other, texts);
        others.iter().find_map(cut).map(|cut| vec![at.start, cut])
    };
    lines.filter(|line| !pieces.iter().any(|piece| piece.own == *line)).filter_map(parted).collect()
}

/// Where a line is parted in two lines of another text that do not follow one another there, both more like them than the whole is
/// like any.
fn parted(
    reader: usize,
    line: &Range<usize>,
    (other, there): &(usize, Range<usize>),
    texts: &Texts<'_>,
) -> Option<usize> {
    let text = texts.lines[reader].text();
    let joints = joints(line, texts.prints[reader]);
    if joints.is_empty() || line.len() > 2 * WIDEST {
        return None;
    }
    let best = |part: Range<usize>| texts.likest(&text[part], *other, there.clone());
    let whole = best(line.clone()).map_or(0.0, |whole| whole.0);
    let parts = |at: usize| {
        let (left, right) = (best(line.start..at)?, best(at..line.end)?);
        let apart = left.1 != right.1 && left.1 + 1 != right.1;
        (apart && left.0.min(right.0) > whole).then_some((left.0 + right.0, at))
    };
    let parts = joints.iter().filter_map(|at| parts(*at as usize));
    parts.max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1))).map(|(_, at)| at)
}
