//! What rules say of lines: the number of a section, a credit, something that stands apart from the text.

use std::ops::Range;

use super::printed::Printed;
use super::{Lines, WHOLE};
use crate::model::page::Role;
use crate::rules::apply;
use crate::rules::condition::{Facts, LineFacts};
use crate::rules::pattern::Trail;
use crate::rules::plan::{self, Marks};
use crate::rules::search::Near;
use crate::rules::sieve::{Bits, Hit, bit, numbers};
use crate::text::chars;

/// Notes on the printed lines of a text what the marking rules say of them. O(text), and O(line · rules) for lines that
/// rules may match.
pub(super) fn put(marks: &Marks, text: &str, lines: &mut Lines) {
    let mut tools = Tools::default();
    let Lines { printed, hits, .. } = lines;
    let count = printed.len();
    for (n, line) in printed.iter_mut().enumerate() {
        let inside = marks.is_inside(n, count);
        line.said = line.alone.filter(|_| inside).unwrap_or_default();
        let hits = &hits[line.hits.clone()];
        let is_known = inside && line.alone.is_some();
        if !hits.is_empty() && !is_known {
            let here = told(hits) & !marks.crossing & marks.possible(line.width, inside);
            put_alone(marks, here, text, line, hits, &mut tools);
        }
        line.alone = inside.then_some(line.said);
    }
    for (rule, role) in &marks.whole {
        apply::matches(rule, text, &tools.facts).iter().for_each(|at| note(*role, at, text, printed));
    }
    put_crossing(marks, text, printed, hits, &mut tools);
}

/// The rules of which places tell.
pub(super) fn told(hits: &[Hit]) -> Bits {
    hits.iter().fold(0, |all, hit| all | hit.rules)
}

/// What the search needs, used again and again.
#[derive(Default)]
struct Tools {
    trail: Trail,
    facts: Facts,
}

/// Runs rules that see nothing but a line.
fn put_alone(marks: &Marks, rules: Bits, text: &str, line: &mut Printed, hits: &[Hit], tools: &mut Tools) {
    let (start, end) = (line.start(), line.end());
    // Matches end with the line; what conditions ask, they ask about the whole text.
    let up_to_end = &text[..end];
    let mut facts = LineFacts::of(start..end, false);
    for n in numbers(rules, marks.rules.len()) {
        let (rule, role) = &marks.rules[n];
        let of_rule = hits.iter().filter(|hit| hit.rules & bit(n) != 0).map(|hit| start + hit.at);
        let first = |hit| marks.sieve.first_start(n, text, hit).max(start);
        Near { pattern: &rule.pattern, first: &first }.each_match(up_to_end, of_rule, &mut tools.trail, |at| {
            if apply::beside(rule, text, &at) && apply::holds(rule, text, &at, &tools.facts, &mut facts) {
                note(*role, &at, text, std::slice::from_mut(line));
            }
            true
        });
    }
}

/// Runs rules whose matches can hold a line feed.
fn put_crossing(marks: &Marks, text: &str, lines: &mut [Printed], hits: &[Hit], tools: &mut Tools) {
    let mut of_rules: Vec<Vec<usize>> = vec![Vec::new(); marks.rules.len()];
    for line in lines.iter().filter(|line| !line.hits.is_empty()) {
        for hit in &hits[line.hits.clone()] {
            let crossing = numbers(hit.rules & marks.crossing, marks.rules.len());
            crossing.for_each(|n| of_rules[n].push(line.start() + hit.at));
        }
    }
    for (n, hits) in of_rules.into_iter().enumerate().filter(|(_, hits)| !hits.is_empty()) {
        let (rule, role) = &marks.rules[n];
        let first = |hit| marks.first_start(n, text, hit);
        let mut facts = LineFacts::default();
        Near { pattern: &rule.pattern, first: &first }.each_match(text, hits.into_iter(), &mut tools.trail, |at| {
            if apply::beside(rule, text, &at) && apply::holds(rule, text, &at, &tools.facts, &mut facts) {
                note(*role, &at, text, lines);
            }
            true
        });
    }
}

fn note(role: Role, at: &Range<usize>, text: &str, lines: &mut [Printed]) {
    let i = lines.partition_point(|l| l.at.end <= at.start);
    let Some(line) = lines.get_mut(i).filter(|l| l.at.start < at.end) else { return };
    let whole = || chars::text_width(&text[at.clone()]) >= WHOLE * line.width;
    match role {
        Role::Section => line.said.section |= at.start <= line.at.start,
        Role::Credit => line.said.credit |= whole(),
        _ => line.said.apart |= plan::sets_apart(role) && whole(),
    }
}
