//! Lines that were read across a gutter: two pieces, each of which is a line of its own in another text and which do not follow
//! one another there, stand side by side on the page.

use std::collections::BTreeMap;
use std::ops::Range;

use super::lines::{END, Ends, Lines, WIDEST, likeness};

/// Most lines between two lines that were read across the same gutter.
const NEAR: usize = 8;
/// Most lines of one block.
pub(super) const DEEPEST: usize = 64;

/// Lines of a text that were read across a gutter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Across {
    /// The text.
    pub(super) reader: usize,
    /// Of each line the characters with which its pieces begin; the first one begins the line.
    pub(super) lines: Vec<Vec<usize>>,
}

/// The blocks of a text that it reads across a gutter while one of the others does not. `gap` says whether white space stands
/// before a character. A single line tells no columns: read across or down, it changes from left to right once. O(length · others).
pub(super) fn across(reader: usize, texts: &[Lines<'_>], ends: &[Ends], gap: &dyn Fn(usize) -> bool) -> Vec<Across> {
    let own = &texts[reader];
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (other, ends) in ends.iter().enumerate().filter(|(other, _)| *other != reader) {
        for line in 0..own.len() {
            let cuts = cuts(own.span(line..line + 1), own.text(), (&texts[other], ends), gap);
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
        match blocks.last_mut().filter(|(at, _)| line - at.end < NEAR && line - at.start < DEEPEST) {
            Some((at, block)) => {
                at.end = line + 1;
                block.lines.push(cuts);
            }
            None => blocks.push((line..line + 1, Across { reader, lines: vec![cuts] })),
        }
    }
    blocks.into_iter().map(|(_, block)| block).filter(|block| block.lines.len() > 1).collect()
}

/// The characters of a line before which another text parts it in lines that do not follow one another.
fn cuts(
    line: Range<usize>,
    text: &[char],
    (other, ends): (&Lines<'_>, &Ends),
    gap: &dyn Fn(usize) -> bool,
) -> Vec<usize> {
    let whole = &text[line.clone()];
    if line.len() < 2 * END || line.len() > 2 * WIDEST || is_line(whole, ends) {
        return Vec::new();
    }
    let mut cuts = Vec::new();
    let mut start = line.start;
    for at in (line.start + END..=line.end - END).filter(|at| gap(*at)) {
        let (before, after) = (ends.ending(&text[line.start..at]), ends.beginning(&text[at..line.end]));
        let follow = |last: &usize| after.contains(last) || after.contains(&(last + 1));
        if after.is_empty() || before.iter().any(follow) {
            continue;
        }
        if before.iter().any(|there| likeness(&text[start..at], other.line(*there)).is_some()) {
            cuts.push(at);
            start = at;
        }
    }
    let rest = &text[start..line.end];
    let mut there = ends.beginning(rest).iter().chain(ends.ending(rest));
    if there.any(|there| likeness(rest, other.line(*there)).is_some()) { cuts } else { Vec::new() }
}

/// Whether a text has a line that begins and ends like this one.
fn is_line(line: &[char], ends: &Ends) -> bool {
    let last = ends.ending(line);
    ends.beginning(line).iter().any(|first| last.contains(first))
}
