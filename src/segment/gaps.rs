//! Gaps inside the lines of a file: where columns were read across.

use std::ops::Range;

use crate::model::chain::Unit;
use crate::model::edit::Edit;
use crate::model::page::Page;
use crate::model::stream::Stream;
use crate::text::chars;

/// Blanks of the file that are a gap and no space between words.
pub(super) const GAP: usize = 3;

/// Notes the gaps and bars of a piece, the first character of which is at `from` in the stream.
pub(super) fn mark(stream: &mut Stream, from: usize, page: &Page, piece: &Range<usize>) {
    let mut behind = wide(stream, from, page, piece, GAP);
    behind.extend(bars(stream, from, page));
    behind.sort_unstable();
    stream.gaps.extend(behind);
}

/// The characters of a piece before which the file has so many blanks; the first one of it is at `from` in the stream.
pub(super) fn wide(stream: &Stream, from: usize, page: &Page, piece: &Range<usize>, least: usize) -> Vec<u32> {
    // Files of boxes have blanks between elements, which say nothing.
    let is_gap =
        |edit: &&Edit| edit.before.chars().all(chars::is_blank) && blanks(page.text.source(), &edit.at, least) >= least;
    let places = page.text.edits_in(piece.clone()).iter().filter(is_gap).map(|e| page.text.to_text(e.at.start));
    let behind = places.map(|gap| from + stream.at[from..].partition_point(|at| (*at as usize) < gap));
    behind.filter(|n| *n > from && *n < stream.len()).map(|n| n as u32).collect()
}

/// The characters from `from` on before which a bar stands: what recognisers make of the rule between two columns. O(text).
fn bars(stream: &Stream, from: usize, page: &Page) -> Vec<u32> {
    let text = page.text.text();
    let bar = |n: &usize| text[stream.at[n - 1] as usize..stream.at[*n] as usize].contains(['|', '｜']);
    (from + 1..stream.len()).filter(bar).map(|n| n as u32).collect()
}

/// Blanks of the file in a row at a stretch of it, so many on either side at most: those that were taken out and those that
/// were left beside them.
fn blanks(file: &str, at: &Range<usize>, most: usize) -> usize {
    let blank = |c: &char| chars::is_blank(*c);
    let behind = file[at.start..].chars().take(most).take_while(blank).count();
    behind + file[..at.start].chars().rev().take(most).take_while(blank).count()
}

/// Marks the units that were cut off the line before them at a gutter: what stands before one in the file is not what it
/// goes on from. O(text between units).
pub(super) fn mark_beside(units: &mut [Unit], page: &Page) {
    // Files of boxes have the line ends of their markup.
    if page.scan.is_some() {
        return;
    }
    let source = page.text.source();
    for i in 1..units.len() {
        let [before, unit] = &mut units[i - 1..=i] else { continue };
        let (Some(a), Some(b)) = (before.pieces.last(), unit.pieces.first()) else { continue };
        let (end, start) = (page.text.to_source(a.clone()).end, page.text.to_source(b.clone()).start);
        let between = (before.lines != unit.lines && end <= start).then(|| &source[end..start]);
        unit.cues.beside = between.is_some_and(|text| !text.contains('\n'));
    }
}
