//! Finding what a rule would change or mark. Finding and applying are separate: nothing here touches a text.

use std::ops::Range;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::condition::{Facts, LineFacts, Site};
use super::pattern::Trail;
use super::rule::{Action, Gate, Rule};
use crate::model::edit::Change;

/// What a rule would change in a text, sorted. O(text) for each rule.
pub(super) fn changes(rule: &Rule, text: &str, facts: &Facts) -> Vec<Change> {
    let change = |at: Range<usize>, with: String| Change { at, with, rule: rule.id.clone() };
    match &rule.action {
        Action::Replace(with) => {
            // Groups cost more than the match itself: they are looked up only where the replacement needs them.
            let mut trail = Trail::default();
            let mut expanded = |at: &Range<usize>| {
                let mut out = String::new();
                if with.contains('$') {
                    rule.pattern.expand(text, at.start, with, &mut trail, &mut out);
                } else {
                    out.push_str(with);
                }
                out
            };
            let found = matches(rule, text, facts).into_iter().map(|at| (expanded(&at), at));
            found.filter(|(with, at)| text[at.clone()] != *with).map(|(with, at)| change(at, with)).collect()
        }
        Action::Map(map) => matches(rule, text, facts)
            .into_iter()
            .filter_map(|at| {
                let with = map.get(&text[at.clone()].chars().next()?)?;
                Some(change(at, with.clone()))
            })
            .collect(),
        Action::Gate(gate) => gated(*gate, text).into_iter().map(|(at, with)| change(at, with)).collect(),
        Action::Mark(_) | Action::Joint(_) => Vec::new(),
    }
}

/// Where a rule matches.
pub(super) fn matches(rule: &Rule, text: &str, facts: &Facts) -> Vec<Range<usize>> {
    let mut line = LineFacts::default();
    let found = rule.pattern.find_iter(text);
    found.filter(|at| beside(rule, text, at) && holds(rule, text, at, facts, &mut line)).collect()
}

/// Whether the neighbours of a match fit.
pub(super) fn beside(rule: &Rule, text: &str, at: &Range<usize>) -> bool {
    let left = rule.left.fits(text[..at.start].chars().next_back());
    left && rule.right.fits(text[at.end..].chars().next())
}

/// Whether the conditions of a rule hold for a match. `line` holds what is known of the line of another match in the
/// same text, or nothing, and is changed to that of this one.
pub(super) fn holds(rule: &Rule, text: &str, at: &Range<usize>, facts: &Facts, line: &mut LineFacts) -> bool {
    if rule.when.is_empty() {
        return true;
    }
    if !line.holds(at) {
        let bytes = text.as_bytes();
        let start = memchr::memrchr(b'\n', &bytes[..at.start]).map_or(0, |i| i + 1);
        let end = memchr::memchr(b'\n', &bytes[at.end..]).map_or(text.len(), |i| at.end + i);
        *line = LineFacts::of(start..end, text.as_bytes()[at.clone()].contains(&b'\n'));
    }
    let site = Site { text, at: at.clone(), line, facts };
    rule.when.iter().all(|c| c.holds(&site))
}

/// What a pass of the engine would change.
pub(super) fn gated(gate: Gate, text: &str) -> Vec<(Range<usize>, String)> {
    match gate {
        Gate::LineEnds => line_ends(text),
        Gate::Nfc => not_nfc(text),
        Gate::ParallelHalves => parallel_halves(text),
        Gate::Entities => super::markup::entities(text),
    }
}

fn line_ends(text: &str) -> Vec<(Range<usize>, String)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for (i, b) in bytes.iter().enumerate() {
        match b {
            b'\r' if bytes.get(i + 1) == Some(&b'\n') => found.push((i..i + 1, String::new())),
            b'\r' | b'\x0C' => found.push((i..i + 1, "\n".to_owned())),
            _ => {}
        }
    }
    found
}

/// Clusters of a base and what composes with it, where composition changes them.
fn not_nfc(text: &str) -> Vec<(Range<usize>, String)> {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        while let Some((i, next)) = chars.next_if(|(_, n)| {
            is_nfc_quick(std::iter::once(*n)) == IsNormalized::Maybe
                || unicode_normalization::char::canonical_combining_class(*n) != 0
        }) {
            end = i + next.len_utf8();
        }
        let cluster = &text[start..end];
        let composed: String = cluster.nfc().collect();
        if composed != cluster {
            found.push((start..end, composed));
        }
    }
    found
}

/// Shortest and longest slogan of a parallel headline.
const SLOGAN: Range<usize> = 4..9;
/// Particles that end phrases of all kinds, but no slogan. Others are the ends of words, too: 高地, 心得, 实事求是.
const PARTICLES: [char; 3] = ['的', '了', '着'];

/// A line that is nothing but equal parts of 4 to 8 Han characters with the same last two characters: slogans set
/// side by side, whose gaps were lost with the letter-spacing.
fn parallel_halves(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let body = line.trim();
        let chars: Vec<char> = body.chars().collect();
        if (8..=40).contains(&chars.len()) && chars.iter().all(|c| crate::text::chars::is_han(*c)) {
            let split = SLOGAN.filter(|n| chars.len().is_multiple_of(*n) && chars.len() / n >= 2).find(|n| {
                let mut tails = chars.chunks(*n).map(|c| &c[n - 2..]);
                let first = tails.next();
                tails.all(|t| Some(t) == first) && !PARTICLES.contains(&chars[chars.len() - 1])
            });
            if let Some(n) = split {
                let start = at + line.len() - line.trim_start().len();
                let mut offset = start;
                for (i, c) in chars.iter().enumerate() {
                    if i > 0 && i % n == 0 {
                        found.push((offset..offset, " ".to_owned()));
                    }
                    offset += c.len_utf8();
                }
            }
        }
        at += line.len() + 1;
    }
    found
}
