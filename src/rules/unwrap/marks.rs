//! What rules say of lines: the number of a section, a credit, something that stands apart from the text.

use std::ops::Range;

use super::{Printed, WHOLE};
use crate::model::page::Role;
use crate::rules::apply;
use crate::rules::condition::{Facts, LineFacts};
use crate::rules::pattern::Trail;
use crate::rules::plan::Marks;
use crate::rules::search;
use crate::rules::sieve::{Bits, Kinds, bit};
use crate::text::chars;

/// Notes on the printed lines of a text what the marking rules say of them. O(text), and O(line · rules) for lines that
/// rules may match.
pub(super) fn put(marks: &Marks, text: &str, lines: &mut [Printed]) {
    let mut tools = Tools::default();
    for (rule, role) in &marks.whole {
        apply::matches(rule, text, &tools.facts).iter().for_each(|at| note(*role, at, text, lines));
    }
    let count = lines.len();
    let mut crossing: Vec<(usize, Bits)> = Vec::new();
    for n in 0..count {
        let start = line_start(text, lines[n].at.start);
        let (end, sites) = marks.sieve.line(text, start);
        let here = sites & !marks.crossing;
        if here & marks.possible(lines[n].width, n, count) != 0 {
            let here = here & marks.possible(lines[n].width, n, count);
            run(marks, here, text, start..end, &mut tools, &mut lines[n..=n]);
        }
        if sites & marks.crossing != 0 {
            crossing.push((n, sites & marks.crossing));
        }
    }
    for (i, _) in marks.rules.iter().enumerate().filter(|(i, _)| marks.crossing & bit(*i) != 0) {
        let of_rule = crossing.iter().filter(|(_, sites)| sites & bit(i) != 0).map(|(n, _)| *n);
        for window in windows(marks, text, lines, of_rule) {
            run(marks, bit(i), text, window, &mut tools, lines);
        }
    }
}

/// Runs rules over a stretch of whole lines.
fn run(marks: &Marks, rules: Bits, text: &str, at: Range<usize>, tools: &mut Tools, lines: &mut [Printed]) {
    let mut line = LineFacts::default();
    let stretch = &text[at.clone()];
    marks.sieve.read(stretch, &mut tools.kinds);
    for (i, (rule, role)) in marks.rules.iter().enumerate() {
        if rules & bit(i) == 0 {
            continue;
        }
        let Tools { kinds, trail, facts } = tools;
        search::each_match((&marks.sieve, i), &rule.pattern, (stretch, kinds), trail, |found| {
            let found = at.start + found.start..at.start + found.end;
            if apply::beside(rule, text, &found) && apply::holds(rule, text, &found, facts, &mut line) {
                note(*role, &found, text, lines);
            }
        });
    }
}

/// What the search needs, used again and again.
#[derive(Default)]
struct Tools {
    kinds: Kinds,
    trail: Trail,
    facts: Facts,
}

/// The stretches of lines that matches can take in that hold something on one of the lines `seen`.
fn windows(marks: &Marks, text: &str, lines: &[Printed], seen: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
    let mut windows: Vec<Range<usize>> = Vec::new();
    for n in seen {
        let start = line_start(text, lines[n].at.start);
        let end = line_end(text, lines[n].at.end);
        let start = line_start(text, start - marks.reach.tail(&text[..start]).len());
        let end = line_end(text, end + marks.reach.head(&text[end..]).len());
        match windows.last_mut().filter(|last| start <= last.end) {
            Some(last) => last.end = last.end.max(end),
            None => windows.push(start..end),
        }
    }
    windows
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |i| at + i)
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |i| i + 1)
}

fn note(role: Role, at: &Range<usize>, text: &str, lines: &mut [Printed]) {
    let i = lines.partition_point(|l| l.at.end <= at.start);
    let Some(line) = lines.get_mut(i).filter(|l| l.at.start < at.end) else { return };
    let whole = || chars::text_width(&text[at.clone()]) >= WHOLE * line.width;
    match role {
        Role::Section => line.section |= at.start <= line.at.start,
        Role::Credit => line.credit |= whole(),
        Role::Dateline | Role::BylineMarker => {}
        _ => line.apart |= whole(),
    }
}
