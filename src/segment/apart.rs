//! Lines that stand by themselves behind a finished paragraph: notices, captions, what fills a gap of the page.

use std::ops::{Range, RangeInclusive};

use rayon::prelude::*;

use super::candidates::Candidate;
use crate::model::chain::{Unit, UnitTable};

/// So much wider than its column a line is of another one: widths of one column differ by marks that were not read.
const WIDER: f32 = 1.15;
/// Lines of a notice, at most.
const LINES: usize = 2;
/// Em that a line is short of its column when its paragraph ends there.
const SHORT: f32 = 1.0;
/// Em that a line which fills its column may be short of it: a mark squeezed, and one not read.
const FILLS: f32 = 1.25;

/// Em that the first line of a paragraph may be short of its column: two, and more where figures leave room at its end, or
/// letters were not read.
const INDENTED: RangeInclusive<f32> = 1.9..=4.0;

/// First lines of paragraphs that tell how a page sets them, at least.
const STARTS: usize = 3;

/// Which pages set the first line of a paragraph two em short, whether the indent was kept or lost.
pub(super) struct Indents(Vec<bool>);

impl Indents {
    /// O(units).
    pub(super) fn of(table: &UnitTable) -> Self {
        let page = |page: &Range<u32>| indents(&table.units[page.start as usize..page.end as usize]);
        Self(table.pages.par_iter().map(page).collect())
    }
}

fn indents(units: &[Unit]) -> bool {
    let ends = |u: &Unit| u.is_body() && u.cues.is_final && u.width < u.full - 2.0 * SHORT;
    let starts = || units.windows(2).filter(|w| ends(&w[0]) && w[1].is_body() && !w[1].cues.is_final).map(|w| &w[1]);
    let (all, full) = (starts().count(), starts().filter(|u| fills(u)).count());
    all >= STARTS && 3 * full <= all
}

/// Whether the second line begins no paragraph of the column in which the first one ends one: it is wider than that
/// column, or it fills the column where first lines do not, and the text that it begins has a line or two.
pub(super) fn stands_apart(table: &UnitTable, indents: &Indents, c: Candidate) -> bool {
    let (x, y) = (&table.units[c.x as usize], &table.units[c.y as usize]);
    if c.bridged.is_none() || x.cues.paragraph || y.cues.paragraph || y.cues.dateline || y.cues.credit {
        return false;
    }
    let fills = || indents.0[y.page as usize] && x.width < x.full - SHORT && fills(y);
    y.width > WIDER * x.full.max(x.width) || (fills() && is_short(table, c.y))
}

/// Whether two lines, one below the other on a page that indents its paragraphs, do not belong together by their widths: one
/// ends a paragraph and the other one begins none, or one breaks off and the other one begins a paragraph.
pub(super) fn does_not_fit(table: &UnitTable, indents: &Indents, c: Candidate) -> bool {
    let (x, y) = (&table.units[c.x as usize], &table.units[c.y as usize]);
    if c.bridged != Some(0) || x.cues.paragraph || y.cues.paragraph || !indents.0[y.page as usize] {
        return false;
    }
    let ends = x.cues.is_final && x.width < x.full - SHORT;
    let breaks_off = !x.cues.is_final && fills(x);
    ends && fills(y) || breaks_off && may_open_paragraph(y)
}

/// Whether a line of a column has the width of the first line of a paragraph that lost its indent.
pub(super) fn may_open_paragraph(unit: &Unit) -> bool {
    !unit.cues.paragraph && !unit.cues.is_final && INDENTED.contains(&(unit.full - unit.width))
}

/// Whether the lines before the end of a paragraph and those behind it are set to different measures: papers set an article
/// in columns of one width. Where another page contradicts the joint, a smaller difference is enough.
pub(super) fn differs_in_measure(table: &UnitTable, c: Candidate, contradicted: bool) -> bool {
    let (x, y) = (&table.units[c.x as usize], &table.units[c.y as usize]);
    if c.bridged != Some(0) || !x.cues.is_final || x.cues.paragraph || y.cues.paragraph || y.cues.credit {
        return false;
    }
    let page = &table.pages[x.page as usize];
    let before = measure(table, (page.start..c.x).rev());
    let least = if contradicted { OTHER_IF_CONTRADICTED } else { OTHER_MEASURE };
    before.zip(measure(table, c.y + 1..page.end)).is_some_and(|(a, b)| (a - b).abs() >= least)
}

/// Lines next to a joint that tell to which width they are set, and among how many they are looked for: those that end a
/// sentence may end a paragraph.
const MEASURED: usize = 6;
const AMONG: usize = 24;
/// Em by which lines of one measure differ: a mark squeezed, or not read.
const ONE_MEASURE: f32 = 0.6;
/// Em by which two measures differ, and where another page contradicts the joint.
const OTHER_MEASURE: f32 = 2.8;
const OTHER_IF_CONTRADICTED: f32 = 1.6;

/// The width to which the first lines of some are set, up to a headline: the widest that two of them have.
fn measure(table: &UnitTable, lines: impl Iterator<Item = u32>) -> Option<f32> {
    let lines = lines.take(AMONG).map(|u| &table.units[u as usize]).filter(|u| u.cues.furniture.is_none());
    let text = lines.take_while(|u| u.is_body() && !u.cues.caption && !u.cues.credit).filter(|u| !u.cues.is_final);
    let widths: Vec<f32> = text.take(MEASURED).map(|u| u.width).collect();
    let is_one = |n: usize| (0..widths.len()).any(|m| m != n && (widths[m] - widths[n]).abs() <= ONE_MEASURE);
    (0..widths.len()).filter(|n| is_one(*n)).map(|n| widths[n]).max_by(f32::total_cmp)
}

fn fills(unit: &Unit) -> bool {
    unit.width > unit.full - FILLS && unit.indent < 1.0
}

/// Whether the text that a line begins has few lines up to the next headline, caption or column.
fn is_short(table: &UnitTable, y: u32) -> bool {
    let page = &table.pages[table.units[y as usize].page as usize];
    let goes_on = |u: &u32| {
        let unit = &table.units[*u as usize];
        unit.cues.furniture.is_some() || (unit.is_body() && !unit.cues.top)
    };
    let lines = (y + 1..page.end).take_while(goes_on).filter(|u| table.units[*u as usize].is_body()).take(LINES);
    lines.count() < LINES
}
