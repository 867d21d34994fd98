//! Lines that an engine read straight across a gutter, told by the pages that print their parts apart.
//!
//! Inside a physical line the text goes on; where another page shows that the part on the left goes on at the beginning
//! of another line, or the part on the right at the end of one, two columns were read as one.

use std::ops::Range;

use rayon::prelude::*;

use crate::model::chain::UnitTable;
use crate::model::page::Page;
use crate::model::passage::Concordance;

use super::testimony::SLACK;

/// Mapped characters of a part, at least.
const PART: usize = 5;
/// Characters on the other side of a seam, at least: fewer at a line's end are misread or added.
const REST: u32 = 4;
/// Seams so near each other are one.
const APART: u32 = 4;
/// Characters between the border of a line and the place where the text goes on.
const NEAR: u32 = 2;

/// A stretch of a unit that stands together on another page.
struct Part {
    /// Positions in the stream of this page.
    here: Range<u32>,
    /// Position of its first and last character on the other page.
    first: u32,
    last: u32,
    other: u32,
}

/// For each page the places, sorted, at which its lines are to be cut, as bytes of the clean text; what a gutter left
/// behind lies within. O(matches + lines × partner pages × log).
pub(crate) fn seams(pages: &[Page], table: &UnitTable, map: &Concordance) -> Vec<Vec<Range<usize>>> {
    let of_page = |(page, units): (usize, &Range<u32>)| {
        let place = |cut: u32| gutter(pages, table, page as u32, cut);
        let mut places: Vec<Range<usize>> = units.clone().flat_map(|unit| cuts(table, map, unit)).map(place).collect();
        // Units of a page in columns are not in the order of its text.
        places.sort_by_key(|p| (p.start, p.end));
        places.dedup_by(|b, a| b.start <= a.end);
        places
    };
    table.pages.par_iter().enumerate().map(of_page).collect()
}

/// The positions at which a unit is to be cut.
fn cuts(table: &UnitTable, map: &Concordance, u: u32) -> Vec<u32> {
    let unit = &table.units[u as usize];
    let mut cuts: Vec<u32> = Vec::new();
    if unit.pieces.len() != 1 || unit.cues.furniture.is_some() {
        return cuts;
    }
    let span = table.spans[u as usize].clone();
    let parts = parts(table, map, u);
    for part in &parts {
        let ends = span.end - part.here.end >= REST && goes_on_elsewhere(table, map, u, part);
        let begins = part.here.start - span.start >= REST && comes_from_elsewhere(table, map, u, part);
        // A map may lead to another place with the same words; then the letters themselves go on.
        let chars = |page: u32, at: u32| &table.streams[page as usize].chars[at as usize..at as usize + 2];
        let same = |here: u32, there: u32| chars(unit.page, here) == chars(part.other, there);
        if ends && !same(part.here.end, part.last + 1) {
            cuts.push(part.here.end);
        }
        if begins && !same(part.here.start - 2, part.first - 2) {
            cuts.push(part.here.start);
        }
    }
    cuts.sort_unstable();
    cuts.dedup_by(|b, a| *b - *a <= APART);
    cuts.retain(|cut| !parts.iter().any(|p| p.here.start + 1 < *cut && *cut + 1 < p.here.end));
    cuts
}

/// The parts of a unit on all other pages, by position.
fn parts(table: &UnitTable, map: &Concordance, unit: u32) -> Vec<Part> {
    let (page, span) = (table.units[unit as usize].page, table.spans[unit as usize].clone());
    let mut parts: Vec<Part> = Vec::new();
    for (other, runs) in map.over(page, span.clone()) {
        let mut mapped = 0;
        let mut open: Option<Part> = None;
        let mut close = |part: Option<Part>, mapped: usize| parts.extend(part.filter(|_| mapped >= PART));
        for (p, q) in runs.iter().flat_map(|run| run.within(&span)) {
            let goes_on = |part: &&mut Part| {
                q > part.last && (q - part.last).abs_diff(p + 1 - part.here.end) <= SLACK && q - part.last <= 2 * SLACK
            };
            match open.as_mut().filter(goes_on) {
                Some(part) => (part.here.end, part.last, mapped) = (p + 1, q, mapped + 1),
                None => {
                    close(open.take(), mapped);
                    (open, mapped) = (Some(Part { here: p..p + 1, first: q, last: q, other }), 1);
                }
            }
        }
        close(open, mapped);
    }
    parts.sort_by_key(|p| (p.here.start, p.here.end, p.other));
    parts
}

/// Whether another page, inside one of its lines, goes on behind a part with the beginning of another line.
fn goes_on_elsewhere(table: &UnitTable, map: &Concordance, unit: u32, part: &Part) -> bool {
    // At the end of its line that page may be the one that mixes columns.
    let end = line(table, part.other, part.last).end;
    (part.last + 1..end.saturating_sub(1).min(part.last + 2 + NEAR)).any(|q| {
        at(table, map, unit, part.other, q).is_some_and(|(v, p)| v != unit && p - table.spans[v as usize].start <= NEAR)
    })
}

/// Whether another page, inside one of its lines, has the end of another line before a part.
fn comes_from_elsewhere(table: &UnitTable, map: &Concordance, unit: u32, part: &Part) -> bool {
    let start = line(table, part.other, part.first).start;
    ((start + 1).max(part.first.saturating_sub(1 + NEAR))..part.first).any(|q| {
        at(table, map, unit, part.other, q)
            .is_some_and(|(v, p)| v != unit && table.spans[v as usize].end - 1 - p <= NEAR)
    })
}

/// The positions of the line in which a position of a page lies.
fn line(table: &UnitTable, page: u32, pos: u32) -> Range<u32> {
    table.unit_at(page, pos).map_or(0..0, |u| table.spans[u as usize].clone())
}

/// Unit and position on the page of `unit` of a position of another page.
fn at(table: &UnitTable, map: &Concordance, unit: u32, other: u32, pos: u32) -> Option<(u32, u32)> {
    let page = table.units[unit as usize].page;
    let (p, _) = map.find(other, page, pos)?;
    Some((table.unit_at(page, p)?, p))
}

/// What lies before a character of a line and is no text: blanks, quotation marks and commas that engines make of a
/// gutter.
fn gutter(pages: &[Page], table: &UnitTable, page: u32, cut: u32) -> Range<usize> {
    let text = pages[page as usize].text.text();
    let at = &table.streams[page as usize].at;
    let (last, end) = (at[cut as usize - 1] as usize, at[cut as usize] as usize);
    let from = last + text[last..].chars().next().map_or(0, char::len_utf8);
    let is_text = |c: char| matches!(c, '。' | '！' | '？' | '；' | '：' | '）' | '》' | '％' | '%');
    from + text[from..end].rfind(is_text).map_or(0, |i| i + text[from + i..].chars().next().map_or(0, char::len_utf8))
        ..end
}
