//! Lines that an engine read straight across a gutter, told by the pages that print their parts apart.
//!
//! Inside a physical line the text goes on; where another page shows that the part on the left goes on at the beginning
//! of another line, or the part on the right at the end of one, two columns were read as one. Where that page is set in the
//! same lines as this one, several lines must show it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use crate::model::chain::UnitTable;
use crate::model::page::Page;
use crate::model::passage::Concordance;
use crate::model::stream::Stream;
use crate::text::chars::text_width;

use super::gaps;
use super::testimony::SLACK;

/// Mapped characters of a part, at least.
const PART: usize = 5;
/// Characters on the other side of a seam, at least: fewer at a line's end are misread or added.
const REST: u32 = 4;
/// Seams so near each other are one.
const APART: u32 = 4;
/// Characters between the border of a line and the place where the text goes on.
const NEAR: u32 = 2;
/// Characters between the parts of a line that no caption parts.
const FAR: u32 = 60;
/// So much wider than its column a line is of more than one.
const WIDE: f32 = 1.3;
/// So much wider than a line is one of two columns like it.
const TWO: f32 = 1.6;
/// Lines of which the parts are lines of their own on one other page, at least.
const SEVERAL: usize = 4;
/// Lines between a line and the one that goes on with a part of it.
const BESIDE: u32 = 2;

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
    let of_page = |own: u32| {
        let units = table.pages[own as usize].clone();
        let single = |u: &u32| table.units[*u as usize].pieces.len() == 1;
        let read = units
            .filter(single)
            .filter(|u| table.units[*u as usize].cues.furniture.is_none() && !table.spans[*u as usize].is_empty());
        let lines: Vec<Line> = read.map(|u| Line::of(table, map, u)).collect();
        let apart = read_apart(&lines);
        let mut cuts: Vec<Vec<u32>> = lines.iter().map(|line| line.cuts(&apart)).collect();
        let missed = missed(&pages[own as usize], &table.streams[own as usize], &lines, &cuts);
        missed.into_iter().for_each(|(n, cut)| cuts[n].push(cut));
        let (page, stream) = (&pages[own as usize], &table.streams[own as usize]);
        for (cuts, line) in cuts.iter_mut().zip(&lines) {
            // A line that was read across one gutter has its gaps at the others.
            let least = if cuts.is_empty() { BLANKS } else { gaps::GAP };
            cuts.extend(line.wide_gaps(page, stream, least));
        }
        let mut places: Vec<Range<usize>> =
            cuts.into_iter().flatten().map(|cut| gutter(pages, table, own, cut)).collect();
        // Units of a page in columns are not in the order of its text.
        places.sort_by_key(|p| (p.start, p.end));
        places.dedup_by(|b, a| b.start <= a.end);
        places
    };
    (0..pages.len() as u32).into_par_iter().map(of_page).collect()
}

/// A line, and where it may have to be cut.
struct Line {
    /// Positions in the stream of the page.
    span: Range<u32>,
    parts: Vec<Part>,
    /// Where another page goes on otherwise inside one of its lines.
    inside: Vec<u32>,
    /// Where another page goes on otherwise, at the end of one of its lines, with a neighbour of this line; and that page.
    at_ends: Vec<(u32, u32)>,
}

impl Line {
    fn of(table: &UnitTable, map: &Concordance, u: u32) -> Self {
        let (page, span) = (table.units[u as usize].page, table.spans[u as usize].clone());
        let mut line =
            Self { span: span.clone(), parts: parts(table, map, u), inside: Vec::new(), at_ends: Vec::new() };
        // Where the file shows the gutter, or the line is wider than a column, one page is enough.
        let wide = table.units[u as usize].width > WIDE * table.units[u as usize].full;
        for part in &line.parts {
            // A map may lead to another place with the same words; then the letters themselves go on.
            let chars = |page: u32, at: u32| table.streams[page as usize].chars.get(at as usize..at as usize + 2);
            let same =
                |here: u32, there: Option<u32>| there.is_some_and(|at| chars(page, here) == chars(part.other, at));
            let ends = span.end - part.here.end >= REST && !same(part.here.end, Some(part.last + 1));
            let begins = part.here.start - span.start >= REST && !same(part.here.start - 2, part.first.checked_sub(2));
            for (cut, told) in [
                (part.here.end, ends.then(|| goes_on_elsewhere(table, map, u, part)).flatten()),
                (part.here.start, begins.then(|| comes_from_elsewhere(table, map, u, part)).flatten()),
            ] {
                match told.filter(|_| !is_wider(table, part, u)) {
                    Some(_) if wide || table.streams[page as usize].has_gap(cut - 1, cut) => line.inside.push(cut),
                    Some(Told::Inside) => line.inside.push(cut),
                    Some(Told::AtEnd) => line.at_ends.push((cut, part.other)),
                    None => {}
                }
            }
        }
        let shown = |a: &Part, b: &Part| {
            table.streams[page as usize].has_gap(a.here.end - 1, b.here.start) || wide && a.last.abs_diff(b.first) > FAR
        };
        let across: Vec<u32> = line.apart().filter(|(a, b)| shown(a, b)).map(|(_, b)| b.here.start).collect();
        line.inside.extend(across);
        line
    }

    /// Where to cut it, given the pages that have the parts of many lines apart.
    fn cuts(&self, apart: &BTreeSet<u32>) -> Vec<u32> {
        let at_ends = self.at_ends.iter().filter(|(_, other)| apart.contains(other)).map(|(cut, _)| *cut);
        let mut cuts: Vec<u32> = self.inside.iter().copied().chain(at_ends).collect();
        cuts.sort_unstable();
        cuts.dedup_by(|b, a| *b - *a <= APART);
        cuts.retain(|cut| !self.goes_on(*cut));
        cuts
    }

    /// The places before which the file has so many blanks, and across which no page goes on.
    fn wide_gaps(&self, page: &Page, stream: &Stream, least: usize) -> Vec<u32> {
        let span = &self.span;
        let (first, last) = (stream.at[span.start as usize] as usize, stream.at[span.end as usize - 1] as usize);
        let found = gaps::wide(stream, span.start as usize, page, &(first..last), least);
        let is_inside = |at: &u32| at - span.start >= SIDE && span.end - at >= SIDE;
        found.into_iter().filter(|at| is_inside(at) && (least == BLANKS || !self.goes_on(*at))).collect()
    }

    /// Whether another page goes on across a place as this one does.
    fn goes_on(&self, cut: u32) -> bool {
        self.parts.iter().any(|p| p.here.start + 1 < cut && cut + 1 < p.here.end)
    }

    /// Its parts, one behind the other, that stand in different places of another page. O(parts · log).
    fn apart(&self) -> impl Iterator<Item = (&Part, &Part)> {
        let mut last: BTreeMap<u32, &Part> = BTreeMap::new();
        self.parts.iter().filter_map(move |part| {
            let before = last.insert(part.other, part)?;
            let apart = before.here.end <= part.here.start && before.last.abs_diff(part.first) > REST;
            apart.then_some((before, part))
        })
    }
}

/// Blanks of the file that part what stands side by side, whatever it is; words that are spaced out have fewer. In a line
/// that is cut at another place, a gap does.
const BLANKS: usize = 10;
/// Characters on either side of them: fewer are a number or a label.
const SIDE: u32 = 4;

/// Lines so near tell where the gutter is.
const AROUND: usize = 8;
/// Most lines from a line that nothing tells to cut to one that is cut, where both were read across one gutter.
const NEXT: usize = 3;

/// Lines that were read across a gutter like their neighbours, although no page tells where to cut them, as the number of
/// the line and the place: where the neighbours are cut. One line left whole would join what stands on either side.
/// O(text).
fn missed(page: &Page, stream: &Stream, lines: &[Line], cuts: &[Vec<u32>]) -> Vec<(usize, u32)> {
    let text = page.text.text();
    let width =
        |from: u32, to: u32| text_width(&text[stream.at[from as usize] as usize..stream.at[to as usize] as usize]);
    let left = |(line, cuts): (&Line, &Vec<u32>)| match cuts[..] {
        [cut] => Some(width(line.span.start, cut)),
        _ => None,
    };
    let lefts: Vec<Option<f32>> = lines.iter().zip(cuts).map(left).collect();
    let among = |from: usize, to: usize| lefts[from..to.min(lefts.len())].iter().flatten().copied();
    let place = |n: usize| {
        let line = &lines[n];
        let before = among(n.saturating_sub(NEXT), n).next().is_some();
        let behind = among(n + 1, n + 1 + NEXT).next().is_some();
        let across = before && behind || (before || behind) && line.apart().next().is_some();
        let mut around: Vec<f32> = among(n.saturating_sub(AROUND), n + 1 + AROUND).collect();
        if !across || around.len() < SEVERAL {
            return None;
        }
        around.sort_unstable_by(f32::total_cmp);
        let (mut passed, gutter) = (0.0, around[around.len() / 2]);
        let cut = (line.span.start + 1..line.span.end.saturating_sub(REST) + 1).find(|p| {
            passed += width(*p - 1, *p);
            passed + 0.5 > gutter
        })?;
        (!line.goes_on(cut)).then_some((n, cut))
    };
    (0..lines.len()).filter(|n| cuts[*n].is_empty()).filter_map(place).collect()
}

/// The pages on which the parts of several of these lines are lines of their own. One such line may be interrupted by a
/// caption there; several show that two columns were read as one here, as nobody parts the lines of one column.
fn read_apart(lines: &[Line]) -> BTreeSet<u32> {
    let mut times: BTreeMap<u32, usize> = BTreeMap::new();
    for line in lines {
        let others: BTreeSet<u32> = line.at_ends.iter().map(|(_, other)| *other).collect();
        others.into_iter().for_each(|other| *times.entry(other).or_default() += 1);
    }
    times.into_iter().filter(|(_, n)| *n >= SEVERAL).map(|(other, _)| other).collect()
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

/// Whether the line that holds a part on another page is wider than this one: then it is that page that has two columns in
/// one line.
fn is_wider(table: &UnitTable, part: &Part, u: u32) -> bool {
    let there = table.unit_at(part.other, part.last).map_or(0.0, |v| table.units[v as usize].width);
    there > TWO * table.units[u as usize].width
}

/// What another page tells of the end of a part.
enum Told {
    /// Inside one of its lines it goes on with another line.
    Inside,
    /// Behind one of its lines it goes on with a neighbouring line.
    AtEnd,
}

/// Whether another page goes on behind a part with the beginning of another line.
fn goes_on_elsewhere(table: &UnitTable, map: &Concordance, unit: u32, part: &Part) -> Option<Told> {
    let begins = |q: u32| {
        let (v, p) = at(table, map, unit, part.other, q)?;
        (v != unit && p - table.spans[v as usize].start <= NEAR).then_some(v)
    };
    // At the end of its line that page may be the one that mixes columns.
    let end = line(table, part.other, part.last).end;
    let behind = part.last + 1..part.last + 2 + NEAR;
    if (behind.start..end.saturating_sub(1).min(behind.end)).any(|q| begins(q).is_some()) {
        return Some(Told::Inside);
    }
    let next = (end <= behind.end).then(|| (end..end + 1 + NEAR).find_map(begins)).flatten();
    next.filter(|v| v.abs_diff(unit) <= BESIDE).map(|_| Told::AtEnd)
}

/// Whether another page has the end of another line before a part.
fn comes_from_elsewhere(table: &UnitTable, map: &Concordance, unit: u32, part: &Part) -> Option<Told> {
    let ends = |q: u32| {
        let (v, p) = at(table, map, unit, part.other, q)?;
        (v != unit && table.spans[v as usize].end - 1 - p <= NEAR).then_some(v)
    };
    let start = line(table, part.other, part.first).start;
    let before = part.first.saturating_sub(1 + NEAR)..part.first;
    if ((start + 1).max(before.start)..before.end).any(|q| ends(q).is_some()) {
        return Some(Told::Inside);
    }
    let last = (before.start <= start).then(|| (start.saturating_sub(1 + NEAR)..start).find_map(ends)).flatten();
    last.filter(|v| v.abs_diff(unit) <= BESIDE).map(|_| Told::AtEnd)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::passage::Passage;
    use crate::rules::RuleBook;

    #[test]
    fn a_line_cut_at_one_gutter_is_cut_at_its_other_gaps() {
        let book = RuleBook::builtin().unwrap();
        // Another page has the first two parts of the line in another order, or does not have them.
        let cuts = |is_shared: bool| {
            let texts = [
                "春天河边石桥水清鱼群     往来不息两岸花开满树     山上树林\n",
                "往来不息两岸花开满树\n老人每天都来桥边钓鱼\n春天河边石桥水清鱼群\n",
            ];
            let mut pages = texts.map(Page::of_text);
            for page in &mut pages {
                book.clean(&mut page.text);
                page.cut_lines();
            }
            let table = super::super::units(&pages, &[0, 1]);
            let passage = |run| Passage { page_a: 0, page_b: 1, runs: vec![run], len: 10 };
            let passages = [passage((0, 20, 10)), passage((10, 0, 10))];
            let map = Concordance::new(&passages[..if is_shared { 2 } else { 0 }]);
            seams(&pages, &table, &map)[0].len()
        };
        assert_eq!((cuts(true), cuts(false)), (2, 0));
    }
}
