//! A few lines on their way through the rewrites.
//!
//! Lines that no match can connect are cleaned by themselves: all rules in order, round after round, as on a whole
//! text. What conditions ask about the whole text is presumed here and checked by [`super::scan`] afterwards.

use std::ops::Range;

use super::apply;
use super::condition::{Facts, LineFacts};
use super::pattern::Trail;
use super::plan::Plan;
use super::rule::{Action, Rule};
use super::search::{self, Near};
use super::sieve::{Bits, Hit, Kinds, Reading, Shape, bit};
use crate::text::notes::Note;
use crate::text::{chars, script};

/// Changes that one rule makes at once: its number, the round, and what to put where.
#[derive(Debug, Clone)]
pub(super) struct Pass {
    pub(super) round: usize,
    pub(super) rule: usize,
    pub(super) changes: Vec<(Range<usize>, String)>,
}

/// How the cleaning of a group went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Went {
    Unchanged,
    Changed,
    /// A match may reach into the lines behind.
    Crosses,
    /// Only the whole text tells.
    Whole,
}

/// What the groups of a text say together about what was presumed of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// Whether rules for marked-up texts might have matched.
    pub(super) asked_markup: bool,
    /// Whether a line begins or ends like markup.
    pub(super) markup: bool,
    /// Lines with a gap of two blanks in them, at most; printed lines, at least.
    pub(super) gaps: usize,
    pub(super) rows: usize,
    /// Characters of one script only that came or went.
    pub(super) drift: usize,
}

/// The workplace of a group; its memory is used again for the next one.
pub(super) struct Group<'p> {
    plan: &'p Plan,
    pub(super) facts: Facts,
    record: bool,
    max_rounds: usize,
    pub(super) text: String,
    next: String,
    kinds: Kinds,
    /// Room for the kinds of the text as it becomes.
    next_kinds: Kinds,
    sites: Bits,
    line: LineFacts,
    found: Vec<(Range<usize>, Range<usize>)>,
    replacements: String,
    trail: Trail,
    matches: Vec<Range<usize>>,
    pub(super) fired: Vec<(usize, u64)>,
    pub(super) passes: Vec<Pass>,
    pub(super) tally: Tally,
}

impl<'p> Group<'p> {
    pub(super) fn new(plan: &'p Plan, facts: Facts, record: bool, max_rounds: usize) -> Self {
        Self {
            plan,
            facts,
            record,
            max_rounds,
            text: String::new(),
            next: String::new(),
            kinds: Kinds::default(),
            next_kinds: Kinds::default(),
            sites: 0,
            line: LineFacts::default(),
            found: Vec::new(),
            replacements: String::new(),
            trail: Trail::default(),
            matches: Vec::new(),
            fired: Vec::new(),
            passes: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Cleans the lines `source` of the text `whole`; `last` when nothing stands behind them.
    pub(super) fn clean(&mut self, source: &str, whole: &str, last: bool) -> Went {
        self.text.clear();
        self.text.push_str(source);
        self.fired.clear();
        self.passes.clear();
        self.tally = Tally { rows: usize::MAX, ..Tally::default() };
        let reading = self.plan.sieve.read(&self.text, &mut self.kinds);
        if let Err(went) = self.look(reading, last) {
            return went;
        }
        let mut last_fired = None;
        for round in 0..self.max_rounds {
            let mut fired = false;
            let mut next = 0;
            while let Some(n) = self.next_site(next) {
                next = n + 1;
                if !fired && round > 0 && last_fired.is_none_or(|last| n > last) {
                    break;
                }
                if !self.fire(n, round, whole) {
                    continue;
                }
                (fired, last_fired) = (true, Some(n));
                let reading = self.read_again();
                if let Err(went) = self.look(reading, last) {
                    return went;
                }
            }
            if !fired {
                break;
            }
        }
        if last_fired.is_some() { Went::Changed } else { Went::Unchanged }
    }

    /// The first rule from here on that may match.
    fn next_site(&self, from: usize) -> Option<usize> {
        let rules = self.plan.rules.len();
        if self.plan.crowded {
            return (from..rules).find(|n| self.sites & bit(*n) != 0);
        }
        let ahead = self.sites.checked_shr(from as u32).filter(|ahead| *ahead != 0)?;
        Some(from + ahead.trailing_zeros() as usize)
    }

    /// Those of some rules that may change a line, tried at the places that tell of matches; rules for marked-up texts are
    /// not tried. O(rules · hits).
    pub(super) fn try_rules(&mut self, rules: Bits, hits: &[Hit], whole: &str, line: Range<usize>) -> Bits {
        let plan = self.plan;
        let text = &whole[..line.end];
        let (mut left, mut found) = (rules & !plan.markup, rules & plan.markup);
        if plan.crowded {
            return rules;
        }
        self.line = LineFacts::of(line.clone(), false);
        while left != 0 {
            let n = left.trailing_zeros() as usize;
            left &= left - 1;
            if let Action::Gate(gate) = plan.rules[n].action {
                if !apply::gated(gate, &text[line.start..]).is_empty() {
                    return rules;
                }
                continue;
            }
            if plan.script & bit(n) != 0 {
                self.facts.is_traditional(whole);
            }
            if self.may_fire(n, hits, text, line.start) {
                // The others are tried on what it makes of the line.
                return rules;
            }
            found &= !bit(n);
        }
        found
    }

    /// Whether a rule has a match whose neighbours and conditions fit.
    fn may_fire(&mut self, n: usize, hits: &[Hit], text: &str, start: usize) -> bool {
        let rule = &self.plan.rules[n];
        let of_rule = hits.iter().filter(|hit| hit.rules & bit(n) != 0).map(|hit| hit.at);
        let first = |hit| self.plan.sieve.first_start(n, text, hit).max(start);
        let mut fires = false;
        Near { pattern: &rule.pattern, first: &first }.each_match(text, of_rule, &mut self.trail, |at| {
            fires = apply::beside(rule, text, &at) && apply::holds(rule, text, &at, &self.facts, &mut self.line);
            !fires
        });
        fires
    }

    /// Reads the text after the changes that were found.
    fn read_again(&mut self) -> Reading {
        let replaced = self.found.iter().map(|(at, with)| (at, &self.replacements[with.clone()]));
        let reading = self.plan.sieve.read_again(&self.kinds, replaced, &mut self.next_kinds);
        std::mem::swap(&mut self.kinds, &mut self.next_kinds);
        reading
    }

    /// Looks at the text anew: which rules can match it, and what it says about what was presumed.
    fn look(&mut self, Reading { told, sites, wide }: Reading, last: bool) -> Result<(), Went> {
        let sieve = &self.plan.sieve;
        // Nearly all groups are one line, and its end is not to be looked for at every match.
        let end = memchr::memchr(b'\n', self.text.as_bytes()).unwrap_or(self.text.len());
        self.line = if end + 1 >= self.text.len() { LineFacts::of(0..end, false) } else { LineFacts::default() };
        if told & self.plan.whole != 0 {
            return Err(Went::Whole);
        }
        let crossing = told & self.plan.crossing;
        if crossing != 0 && !last && sieve.reaches_out(&self.text, &self.plan.reach, crossing) {
            return Err(Went::Crosses);
        }
        self.sites = sites;
        let (mut gaps, mut rows) = (0, 0);
        for line in self.text.split('\n') {
            let body = line.trim();
            rows += usize::from(!body.is_empty());
            gaps += usize::from(wide && has_gap(body));
            self.tally.markup |= body.starts_with('<') || body.ends_with('>');
            if self.plan.slogans != 0 && can_be_slogans(line) {
                self.sites |= self.plan.slogans;
            }
        }
        self.tally.gaps = self.tally.gaps.max(gaps);
        self.tally.rows = self.tally.rows.min(rows);
        Ok(())
    }

    /// Lets a rule change the text; false when it does not.
    fn fire(&mut self, n: usize, round: usize, whole: &str) -> bool {
        if self.plan.markup & bit(n) != 0 && self.plan.rules[n].when.iter().any(|c| c.wants_markup()) {
            self.tally.asked_markup = true;
            return false;
        }
        if self.plan.script & bit(n) != 0 {
            self.facts.is_traditional(whole);
        }
        self.found.clear();
        self.replacements.clear();
        self.find(n);
        if self.found.is_empty() {
            return false;
        }
        self.fired.push((n, self.found.len() as u64));
        self.apply(n, round);
        true
    }

    fn find(&mut self, n: usize) {
        let rule = &self.plan.rules[n];
        match (&rule.action, self.plan.triggers[n].shape) {
            (Action::Gate(gate), _) => {
                for (at, with) in apply::gated(*gate, &self.text) {
                    self.found.push((at, push(&mut self.replacements, &with)));
                }
            }
            (_, Shape::Pattern) => self.find_matches(n),
            (_, shape) => self.find_in_kinds(n, shape == Shape::Run),
        }
    }

    fn find_matches(&mut self, n: usize) {
        let rule = &self.plan.rules[n];
        let mut matches = std::mem::take(&mut self.matches);
        let place = (self.text.as_str(), &self.kinds);
        search::each_match((&self.plan.sieve, n), &rule.pattern, place, &mut self.trail, |at| matches.push(at));
        for at in matches.drain(..) {
            if apply::beside(rule, &self.text, &at) {
                self.take(rule, at);
            }
        }
        self.matches = matches;
    }

    /// Finds single characters of a set, or runs of them, by their kinds.
    fn find_in_kinds(&mut self, n: usize, runs: bool) {
        let plan = self.plan;
        let (rule, bit) = (&plan.rules[n], bit(n));
        let is_first = |kind: u16| plan.sieve.places(kind).first & bit != 0;
        let mut i = 1;
        while i + 1 < self.kinds.kinds.len() {
            let start = i;
            i += 1;
            if !is_first(self.kinds.kinds[start]) {
                continue;
            }
            while runs && is_first(self.kinds.kinds[i]) && i + 1 < self.kinds.kinds.len() {
                i += 1;
            }
            let left = plan.sieve.places(self.kinds.kinds[start - 1]).left & bit != 0;
            if left && plan.sieve.places(self.kinds.kinds[i]).right & bit != 0 {
                let at = self.kinds.offsets[start - 1]..self.kinds.offsets[i - 1];
                if !plan.crowded || apply::beside(rule, &self.text, &at) {
                    self.take(rule, at);
                }
            }
        }
    }

    /// Notes a match, if its conditions hold and it changes something.
    fn take(&mut self, rule: &Rule, at: Range<usize>) {
        if !apply::holds(rule, &self.text, &at, &self.facts, &mut self.line) {
            return;
        }
        let start = self.replacements.len();
        match &rule.action {
            Action::Map(map) => {
                let with = self.text[at.clone()].chars().next().and_then(|c| map.get(&c));
                let Some(with) = with else { return };
                self.replacements.push_str(with);
            }
            Action::Replace(with) if with.contains('$') => {
                rule.pattern.expand(&self.text, at.start, with, &mut self.trail, &mut self.replacements);
            }
            Action::Replace(with) => self.replacements.push_str(with),
            Action::Mark(_) | Action::Joint(_) | Action::Gate(_) => return,
        }
        let with = start..self.replacements.len();
        if matches!(rule.action, Action::Replace(_)) && self.text[at.clone()] == self.replacements[with.clone()] {
            self.replacements.truncate(start);
            return;
        }
        self.found.push((at, with));
    }

    fn apply(&mut self, rule: usize, round: usize) {
        self.next.clear();
        let mut done = 0;
        for (at, with) in &self.found {
            let with = &self.replacements[with.clone()];
            self.next.push_str(&self.text[done..at.start]);
            self.next.push_str(with);
            done = at.end;
            self.tally.drift += script::marked_characters(&self.text[at.clone()]) + script::marked_characters(with);
        }
        self.next.push_str(&self.text[done..]);
        std::mem::swap(&mut self.text, &mut self.next);
        if self.record {
            let changes = self.found.iter().map(|(at, with)| (at.clone(), self.replacements[with.clone()].to_owned()));
            self.passes.push(Pass { round, rule, changes: changes.collect() });
        }
    }
}

fn push(all: &mut String, text: &str) -> Range<usize> {
    let start = all.len();
    all.push_str(text);
    start..all.len()
}

/// Two blanks or more between what is printed.
fn has_gap(body: &str) -> bool {
    let mut blank = false;
    body.chars().any(|c| {
        let white = Note::of(c).is_white();
        std::mem::replace(&mut blank, white) && white
    })
}

/// Whether a line may be slogans set side by side: short, nothing but ideographs, and its last two characters stand in it
/// before.
pub(super) fn can_be_slogans(line: &str) -> bool {
    if !(24..=400).contains(&line.len()) {
        return false;
    }
    let body = line.trim();
    let mut ends = body.char_indices().rev();
    let (Some((_, last)), Some((start, before))) = (ends.next(), ends.next()) else { return false };
    chars::is_han(last) && chars::is_han(before) && body.chars().all(chars::is_han) && {
        let tail = &body[start..];
        body[..start].contains(tail)
    }
}
