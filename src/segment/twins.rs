//! The lines of other pages that are the same line, or begin or end where it does.

use crate::model::chain::UnitTable;
use crate::model::passage::{Concordance, Run, place};

/// The content of a unit.
pub(super) fn chars_of(table: &UnitTable, u: u32) -> &[char] {
    let span = &table.spans[u as usize];
    &table.streams[table.units[u as usize].page as usize].chars[span.start as usize..span.end as usize]
}

/// Whether two lines are readings of one. Lines that stand before the same text need not be alike enough for a
/// passage: in a short one, a few misreadings leave no six characters together.
pub(super) fn alike(a: &[char], b: &[char], least: f32) -> bool {
    let longer = a.len().max(b.len());
    (longer - strsim::generic_levenshtein(&a.to_vec(), &b.to_vec())) as f32 >= least * longer as f32
}

/// Characters next to a border of a line of which one is matched where the line is.
pub(super) const BORDER: u32 = 8;

/// Characters at the beginning of a line among which the first shared ones are looked for: the names and figures of a
/// dateline are what readers misread.
const OPENING: u32 = 24;

/// The unit of another page that begins where `y` begins.
pub(super) fn start_at(table: &UnitTable, map: &Concordance, y: u32, other: u32) -> Option<u32> {
    let page = table.units[y as usize].page;
    let begins = |q: u32| table.unit_at(other, q).filter(|v| q - table.spans[*v as usize].start <= BORDER);
    let span = table.spans[y as usize].clone();
    let near = span.start..span.end.min(span.start + BORDER);
    let close = map.within(page, other, near).flat_map(|run| run.there..run.there + run.len).find_map(begins);
    close.or_else(|| same_start(table, map, y, other).map(|(twin, _)| twin))
}

/// As [`start_at`], where what is read before the first shared characters is as long on both pages, or nearly; and the
/// length of the passage.
pub(super) fn same_start(table: &UnitTable, map: &Concordance, y: u32, other: u32) -> Option<(u32, u32)> {
    let page = table.units[y as usize].page;
    let span = table.spans[y as usize].clone();
    map.within(page, other, span.start..span.end.min(span.start + OPENING)).find_map(|run| {
        let twin = table.unit_at(other, run.there)?;
        let there = run.there - table.spans[twin as usize].start;
        ((run.here - span.start).abs_diff(there) <= SHIFT).then_some((twin, run.passage))
    })
}

/// Characters that one of two readers may have dropped or made up at the beginning of a line.
const SHIFT: u32 = 2;

/// The unit of another page that ends where `x` ends, or at most `off` characters from there, and the length of the
/// passage.
pub(super) fn end_at(table: &UnitTable, map: &Concordance, x: u32, other: u32, off: u32) -> Option<(u32, u32)> {
    let page = table.units[x as usize].page;
    let span = table.spans[x as usize].clone();
    let ends = |p: u32, (q, passage): (u32, u32)| {
        let twin = table.unit_at(other, q)?;
        let (left, left_there) = (span.end - 1 - p, table.spans[twin as usize].end - 1 - q);
        (left.abs_diff(left_there) <= off && left_there <= BORDER).then_some((twin, passage))
    };
    let runs = map.runs(page, other);
    span.clone().rev().take(BORDER as usize).find_map(|p| place(runs, p).and_then(|hit| ends(p, hit)))
}

/// The unit of another page that holds at least four fifths of a line.
pub(super) fn most_of(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> Option<u32> {
    let (unit, held) = fullest(table, map, u, other)?;
    (held * 5 >= table.spans[u as usize].len() * 4).then_some(unit)
}

/// The unit of another page that holds most of a line, and how many characters.
pub(super) fn fullest(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> Option<(u32, usize)> {
    let page = table.units[u as usize].page;
    let span = table.spans[u as usize].clone();
    let places = map.within(page, other, span).flat_map(|run| run.there..run.there + run.len);
    let mut hits: Vec<u32> = places.filter_map(|q| table.unit_at(other, q)).collect();
    hits.sort_unstable();
    hits.chunk_by(|a, b| a == b).max_by_key(|c| c.len()).map(|c| (c[0], c.len()))
}

/// Whether other pages hold more than half of a line, all of them together.
pub(super) fn is_shared(table: &UnitTable, map: &Concordance, u: u32) -> bool {
    2 * table.shared(map, u).map(|piece| piece.len as usize).sum::<usize>() > table.spans[u as usize].len()
}

/// The unit of another page that is the same line: at least four fifths of both match.
pub(super) fn whole_match(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> Option<u32> {
    let twin = most_of(table, map, u, other)?;
    let length = |v: u32| table.spans[v as usize].len();
    (5 * held(table, map, u, twin) >= 4 * length(twin) && length(twin).abs_diff(length(u)) <= 2).then_some(twin)
}

/// Characters of a unit that a unit of another page holds.
fn held(table: &UnitTable, map: &Concordance, u: u32, v: u32) -> usize {
    let (page, other) = (table.units[u as usize].page, table.units[v as usize].page);
    let there = &table.spans[v as usize];
    let inside = |run: Run| (run.there + run.len).min(there.end).saturating_sub(run.there.max(there.start)) as usize;
    map.within(page, other, table.spans[u as usize].clone()).map(inside).sum()
}

/// Characters at a border among which one is looked for that a page holds: some in a row may be misread.
const NEAR: usize = 12;

/// Characters of a passage that is no phrase.
const COVERED: u32 = 40;

/// Other sources that hold the end of a line, or its start; some more than once. O(partner pages × log runs).
pub(super) fn holding(table: &UnitTable, map: &Concordance, unit: u32, at_end: bool) -> Vec<u32> {
    let page = table.units[unit as usize].page;
    let span = table.spans[unit as usize].clone();
    let probe: Vec<u32> = if at_end { span.rev().take(NEAR).collect() } else { span.take(NEAR).collect() };
    let hit = |other: &&u32| probe.iter().any(|p| map.find(page, **other, *p).is_some_and(|(_, len)| len >= COVERED));
    map.partners(page).iter().filter(hit).map(|p| table.sources[*p as usize]).collect()
}

/// Number of other sources that hold both the end of `x` and the start of `y`. O(partner pages × log runs).
pub(super) fn holding_both(table: &UnitTable, map: &Concordance, x: u32, y: u32) -> usize {
    let (mut a, b) = (holding(table, map, x, true), holding(table, map, y, false));
    a.sort_unstable();
    a.dedup();
    a.retain(|s| b.contains(s));
    a.len()
}
