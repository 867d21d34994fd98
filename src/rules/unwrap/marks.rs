//! What rules say of lines: the number of a section, a credit, something that stands apart from the text.

use std::ops::Range;

use super::WHOLE;
use super::printed::Printed;
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
    let count = lines.len();
    let mut crossing: Vec<(usize, Bits)> = Vec::new();
    for n in 0..count {
        let (line, sites) = (lines[n].line.clone(), lines[n].sites);
        let inside = marks.is_inside(n, count);
        lines[n].said = lines[n].alone.filter(|_| inside).unwrap_or_default();
        if sites == 0 {
            continue;
        }
        let here = sites & !marks.crossing & marks.possible(lines[n].width, inside);
        if here != 0 && !(inside && lines[n].alone.is_some()) {
            marks.sieve.read(text, line, &mut tools.kinds);
            let rules = (0..marks.rules.len()).filter(|i| here & bit(*i) != 0);
            rules.for_each(|i| _ = run(marks, i, &text[..lines[n].line.end], 0, &mut tools, &mut lines[n..=n]));
        }
        lines[n].alone = inside.then_some(lines[n].said);
        if sites & marks.crossing != 0 {
            crossing.push((n, sites & marks.crossing));
        }
    }
    for (rule, role) in &marks.whole {
        apply::matches(rule, text, &tools.facts).iter().for_each(|at| note(*role, at, text, lines));
    }
    for (i, _) in marks.rules.iter().enumerate().filter(|(i, _)| marks.crossing & bit(*i) != 0) {
        let of_rule = crossing.iter().filter(|(_, sites)| sites & bit(i) != 0).map(|(n, _)| *n);
        let mut done = 0;
        for window in windows(marks, i, text, lines, of_rule) {
            marks.sieve.read(text, window, &mut tools.kinds);
            done = run(marks, i, text, done, &mut tools, lines);
        }
    }
}

/// Runs a rule over the characters that were read, as far as they stand behind `from`; returns where its last match ends.
fn run(marks: &Marks, n: usize, text: &str, from: usize, tools: &mut Tools, lines: &mut [Printed]) -> usize {
    let mut line = LineFacts::default();
    let Tools { kinds, trail, facts } = tools;
    let (rule, role) = &marks.rules[n];
    search::each_match((&marks.sieve, n), &rule.pattern, (text, kinds), from, trail, |found| {
        if apply::beside(rule, text, &found) && apply::holds(rule, text, &found, facts, &mut line) {
            note(*role, &found, text, lines);
        }
    })
}

/// What the search needs, used again and again.
#[derive(Default)]
struct Tools {
    kinds: Kinds,
    trail: Trail,
    facts: Facts,
}

/// The stretches of lines in which matches of a rule can begin that hold something on one of the lines `seen`.
fn windows(
    marks: &Marks,
    rule: usize,
    text: &str,
    lines: &[Printed],
    seen: impl Iterator<Item = usize>,
) -> Vec<Range<usize>> {
    let mut windows: Vec<Range<usize>> = Vec::new();
    for n in seen {
        let line = &lines[n].line;
        let start = line_start(text, line.start - marks.before(rule, &text[..line.start]).len());
        match windows.last_mut().filter(|last| start <= last.end) {
            Some(last) => last.end = last.end.max(line.end),
            None => windows.push(start..line.end),
        }
    }
    windows
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |i| i + 1)
}

fn note(role: Role, at: &Range<usize>, text: &str, lines: &mut [Printed]) {
    let i = lines.partition_point(|l| l.at.end <= at.start);
    let Some(line) = lines.get_mut(i).filter(|l| l.at.start < at.end) else { return };
    let whole = || chars::text_width(&text[at.clone()]) >= WHOLE * line.width;
    match role {
        Role::Section => line.said.section |= at.start <= line.at.start,
        Role::Credit => line.said.credit |= whole(),
        Role::Dateline | Role::BylineMarker => {}
        _ => line.said.apart |= whole(),
    }
}
