//! Cuts a page into units.

use std::ops::Range;

use super::type_size;
use crate::model::chain::{Cues, Unit};
use crate::model::page::{Line, Mark, Page, Role};
use crate::text::chars;
use crate::text::paragraph::{ends_sentence, is_final};

/// Lines of one character each, so many in a row, are one vertical line.
const MIN_VERTICAL: usize = 4;

/// The units of a page in page order, with the cues that rules and the line itself give. O(text).
pub(super) fn cut(index: u32, page: &Page) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut i = 0;
    // A note on a line of its own speaks of the unit after it.
    let mut continues = false;
    while i < page.lines.len() {
        let run = vertical_run(page, i);
        if run >= MIN_VERTICAL {
            units.push(vertical(index, page, i..i + run));
            i += run;
            continue;
        }
        cut_line(index, page, i, &mut units, &mut continues);
        i += 1;
    }
    let displayed = type_size::displayed(page);
    units.iter_mut().for_each(|unit| unit.cues.display = displayed[unit.lines.start as usize]);
    units
}

fn vertical_run(page: &Page, from: usize) -> usize {
    page.lines[from..]
        .iter()
        .enumerate()
        .take_while(|(n, line)| {
            let mut chars = page.line_text(line).chars();
            let single = chars.next().is_some() && chars.next().is_none();
            single && (*n == 0 || line.blank_before == page.lines[from + 1].blank_before)
        })
        .count()
}

fn vertical(index: u32, page: &Page, lines: Range<usize>) -> Unit {
    let pieces: Vec<Range<usize>> = page.lines[lines.clone()].iter().map(|l| l.at.clone()).collect();
    let mut unit = unit(index, page, &page.lines[lines.start], lines.clone(), pieces);
    unit.cues.vertical = true;
    unit.cues.head = true;
    unit
}

fn unit(index: u32, page: &Page, line: &Line, lines: Range<usize>, pieces: Vec<Range<usize>>) -> Unit {
    let text: String = pieces.iter().map(|p| &page.text.text()[p.clone()]).collect();
    // Readers take a full stop for a middle dot, which seldom ends a line.
    let dotted = text.ends_with('·');
    Unit {
        page: index,
        lines: lines.start as u32..lines.end as u32,
        width: chars::text_width(&text),
        full: f32::INFINITY,
        indent: line.indent,
        blank_before: line.blank_before,
        cues: Cues {
            top: line.top && pieces[0].start == line.at.start,
            is_final: dotted || is_final(&text),
            sentence: dotted || ends_sentence(&text),
            ..Cues::default()
        },
        text,
        pieces,
    }
}

/// Cuts one line at its notes and at an agency credit behind a sentence end.
fn cut_line(index: u32, page: &Page, i: usize, units: &mut Vec<Unit>, continues: &mut bool) {
    let line = &page.lines[i];
    if let Some(role) = furniture(page, line) {
        let mut unit = unit(index, page, line, i..i + 1, vec![line.at.clone()]);
        unit.cues.furniture = Some(role);
        units.push(unit);
        return;
    }
    let mut at = line.at.start;
    let mut parts: Vec<(Range<usize>, Option<&Mark>)> = Vec::new();
    for mark in line.marks.iter().filter(|m| cuts(page, line, m)) {
        if mark.at.start >= at {
            parts.push((at..mark.at.start, None));
            parts.push((mark.at.clone(), Some(mark)));
            at = mark.at.end;
        }
    }
    parts.push((at..line.at.end, None));
    for (at, mark) in parts {
        let trimmed = trim(page.text.text(), at);
        if trimmed.is_empty() {
            continue;
        }
        let mut unit = unit(index, page, line, i..i + 1, vec![trimmed.clone()]);
        match mark.map(|m| (m.role, m)) {
            Some((Role::JumpTo, m)) => {
                unit.cues.furniture = Some((Role::JumpTo, Some(m.rule.clone())));
                if let Some(last) = units.iter_mut().rev().find(|u| u.cues.furniture.is_none()) {
                    last.cues.jump_to = true;
                }
            }
            Some((Role::JumpFrom, m)) => {
                unit.cues.furniture = Some((Role::JumpFrom, Some(m.rule.clone())));
                *continues = true;
            }
            Some((Role::BylineMarker, m)) => unit.cues.furniture = Some((Role::BylineMarker, Some(m.rule.clone()))),
            Some((Role::Credit, _)) => unit.cues.credit = true,
            _ => {
                own_cues(page, line, &trimmed, &mut unit);
                unit.cues.jump_from = std::mem::take(continues);
            }
        }
        units.push(unit);
    }
}

/// Marks at which a line is cut: notes anywhere, a byline marker, a credit that does not fill the line.
fn cuts(page: &Page, line: &Line, mark: &Mark) -> bool {
    match mark.role {
        Role::JumpTo | Role::JumpFrom | Role::BylineMarker => true,
        Role::Credit => {
            let before = page.text.text()[line.at.start..mark.at.start].trim_end();
            mark.at.end == line.at.end && (before.is_empty() || ends_sentence(before))
        }
        _ => false,
    }
}

fn own_cues(page: &Page, line: &Line, at: &Range<usize>, unit: &mut Unit) {
    let text = page.text.text();
    for mark in line.marks.iter().filter(|m| m.at.start < at.end && m.at.end > at.start) {
        let whole = chars::text_width(&text[mark.at.clone()]) >= 0.9 * unit.width;
        let opens = mark.at.start <= at.start;
        let cues = &mut unit.cues;
        match mark.role {
            Role::Dateline if opens => cues.dateline = true,
            Role::Section if opens => cues.section = true,
            Role::Signature if mark.at.end == at.end && text[mark.at.clone()].ends_with(chars::is_closing) => {
                (cues.signed, cues.is_final, cues.sentence) = (true, true, true);
            }
            Role::Byline if whole => cues.byline = true,
            Role::DateLine if whole => cues.date = true,
            Role::ColumnLabel if whole => cues.column = true,
            Role::Advertisement => cues.advertisement = true,
            Role::Caption => cues.caption = true,
            Role::PhotoCredit if whole || mark.at.end == at.end => {
                (cues.caption, cues.photo_credit) = (true, cues.photo_credit || whole);
            }
            _ => {}
        }
    }
    let marked = line.marks.iter().any(|m| m.role == Role::BylineMarker && m.at.end <= at.start);
    if marked && unit.width <= 14.0 && !unit.cues.is_final {
        unit.cues.byline = true;
    }
    if unit.cues.credit || unit.cues.dateline {
        unit.cues.caption = false;
    }
    if unit.cues.credit || unit.cues.dateline || unit.cues.caption {
        unit.cues.byline = false;
    }
}

/// Share of a line that is known for the page's, so that all of it is; and where several parts of it are.
const WHOLE: f32 = 0.7;
const HEAD: f32 = 0.35;

/// The role of a line that belongs to the page and not to an article: its marks fill it, or it points elsewhere.
fn furniture(page: &Page, line: &Line) -> Option<(Role, Option<crate::model::edit::RuleId>)> {
    let roles =
        [Role::Masthead, Role::Folio, Role::Service, Role::Imprint, Role::IndexLabel, Role::QrLabel, Role::ReadOn];
    let marks: Vec<&Mark> = line.marks.iter().filter(|m| roles.contains(&m.role)).collect();
    let first = marks.first()?;
    let text = page.text.text();
    let marked: f32 = union(&marks).into_iter().map(|at| chars::text_width(&text[at])).sum();
    let width = chars::text_width(&text[line.at.clone()]);
    let pointer = marks.iter().find(|m| m.role == Role::ReadOn && m.at.end == line.at.end && width <= 40.0);
    match pointer {
        Some(m) => Some((Role::ReadOn, Some(m.rule.clone()))),
        None => {
            let share = if is_page_head(&marks, &text[line.at.clone()]) { HEAD } else { WHOLE };
            (marked >= share * width).then(|| (first.role, Some(first.rule.clone())))
        }
    }
}

/// Whether two rules or more know parts of a line for the page's: what stands between them names its section.
fn is_page_head(marks: &[&Mark], line: &str) -> bool {
    let of_page = |m: &&&Mark| matches!(m.role, Role::Masthead | Role::Folio | Role::Imprint);
    let mut rules: Vec<&str> = marks.iter().filter(of_page).map(|m| m.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules.len() >= 2 && !line.contains(['。', '，', '；'])
}

fn union(marks: &[&Mark]) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = marks.iter().map(|m| m.at.clone()).collect();
    spans.sort_by_key(|s| s.start);
    let mut out: Vec<Range<usize>> = Vec::new();
    for s in spans {
        match out.last_mut() {
            Some(last) if s.start <= last.end => last.end = last.end.max(s.end),
            _ => out.push(s),
        }
    }
    out
}

fn trim(text: &str, at: Range<usize>) -> Range<usize> {
    let part = &text[at.clone()];
    let start = at.start + (part.len() - part.trim_start().len());
    start..(start + part.trim().len())
}
