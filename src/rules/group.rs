//! A few lines on their way through the rewrites.
//!
//! Lines that no match can connect are cleaned by themselves: all rules in order, round after round, as on a whole
//! text. What conditions ask about the whole text is presumed here and checked by [`super::scan`] afterwards.

use std::ops::Range;

use super::apply;
use super::condition::{Facts, Letters, LineFacts};
use super::pattern::Trail;
use super::plan::Plan;
use super::rule::{Action, Rule};
use super::search::Near;
use super::sieve::{Bits, Hits, bit};
use crate::text::notes::Note;
use crate::text::{chars, lines, script};

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
    draft: Draft<'p>,
    next: String,
    /// What tells of matches in them.
    pub(super) hits: Hits,
    next_hits: Hits,
    sites: Bits,
    finds: Finds,
    trail: Trail,
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
            draft: Draft::default(),
            next: String::new(),
            hits: Hits::default(),
            next_hits: Hits::default(),
            sites: 0,
            finds: Finds::default(),
            trail: Trail::default(),
            fired: Vec::new(),
            passes: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Cleans the lines `source` of the text `whole`, of which the hits tell; of other rules characters do not tell.
    /// Nothing stands behind the `last` ones. O(hits · (pattern + line)) for each rule and round.
    pub(super) fn clean(&mut self, source: &'p str, untold: Bits, whole: &str, last: bool) -> Went {
        self.draft.begin(source);
        self.fired.clear();
        self.passes.clear();
        self.tally = Tally { rows: usize::MAX, ..Tally::default() };
        if let Err(went) = self.look(untold, last) {
            return went;
        }
        self.finds.see_line(self.line_facts());
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
                let are_slogans = self.plan.slogans != 0 && lines::of(self.text()).any(can_be_slogans);
                if let Err(went) = self.look(if are_slogans { self.plan.slogans } else { 0 }, last) {
                    return went;
                }
                self.finds.see_line(self.line_facts());
                self.tally_lines();
            }
            if !fired {
                break;
            }
        }
        if last_fired.is_some() { Went::Changed } else { Went::Unchanged }
    }

    /// The lines as they are.
    pub(super) fn text(&self) -> &str {
        self.draft.text()
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

    /// Looks at the text anew: which rules can match it, those of them that characters do not tell of given.
    fn look(&mut self, untold: Bits, last: bool) -> Result<(), Went> {
        let plan = self.plan;
        let told = self.hits.rules();
        if told & plan.whole != 0 {
            return Err(Went::Whole);
        }
        let crossing = told & plan.crossing;
        if crossing != 0 && !last && plan.sieve.reaches_out(self.text(), &plan.reach, crossing) {
            return Err(Went::Crosses);
        }
        self.sites = told | untold;
        Ok(())
    }

    /// What is known of the line, where the text is one: nearly all are, and the end of the line is not to be looked for at
    /// every match.
    fn line_facts(&self) -> LineFacts {
        let text = self.text();
        let end = memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len());
        if end + 1 >= text.len() { LineFacts::of(0..end, false) } else { LineFacts::default() }
    }

    /// Notes what the text, as it is, says about what was presumed.
    fn tally_lines(&mut self) {
        let (mut gaps, mut rows) = (0, 0);
        for body in lines::of(self.draft.text()).map(str::trim) {
            rows += usize::from(!body.is_empty());
            gaps += usize::from(self.hits.wide && has_gap(body));
            self.tally.markup |= body.starts_with('<') || body.ends_with('>');
        }
        self.tally.gaps = self.tally.gaps.max(gaps);
        self.tally.rows = self.tally.rows.min(rows);
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
        self.find(n);
        if self.finds.list.is_empty() {
            return false;
        }
        self.fired.push((n, self.finds.list.len() as u64));
        if !self.draft.is_changed {
            self.tally_lines();
        }
        self.apply(n, round);
        true
    }

    fn find(&mut self, n: usize) {
        let Self { plan, facts, draft, hits, finds, trail, .. } = self;
        let (plan, text) = (*plan, draft.text());
        let rule = &plan.rules[n];
        finds.clear();
        if let Action::Gate(gate) = rule.action {
            apply::gated(gate, text).into_iter().for_each(|(at, with)| finds.push(at, &with));
            return;
        }
        let first = |hit| plan.sieve.first_start(n, text, hit);
        Near { pattern: &rule.pattern, first: &first }.each_match(text, hits.of_rule(n), trail, |at| {
            if apply::beside(rule, text, &at) {
                finds.take(rule, text, at, facts);
            }
            true
        });
    }

    fn apply(&mut self, rule: usize, round: usize) {
        let Self { plan, draft, next, hits, next_hits, finds, .. } = self;
        let old = draft.text();
        next.clear();
        let mut done = 0;
        for (at, with) in finds.changes() {
            next.push_str(&old[done..at.start]);
            next.push_str(with);
            done = at.end;
            self.tally.drift += script::drift(&old[at.clone()], with);
        }
        next.push_str(&old[done..]);
        next_hits.clear();
        plan.sieve.read_again((old, hits), next, finds.changes(), next_hits);
        finds.count_letters(old);
        std::mem::swap(hits, next_hits);
        draft.become_new(next);
        if self.record {
            let changes = self.finds.changes().map(|(at, with)| (at.clone(), with.to_owned()));
            self.passes.push(Pass { round, rule, changes: changes.collect() });
        }
    }
}

/// Lines that change.
#[derive(Default)]
struct Draft<'p> {
    /// As they were.
    source: &'p str,
    is_changed: bool,
    /// What they have become, once they have changed.
    changed: String,
}

impl<'p> Draft<'p> {
    fn begin(&mut self, source: &'p str) {
        self.source = source;
        self.is_changed = false;
    }

    /// As they are.
    fn text(&self) -> &str {
        if self.is_changed { &self.changed } else { self.source }
    }

    /// Makes them what is in `next`, and leaves memory there to be used again.
    fn become_new(&mut self, next: &mut String) {
        std::mem::swap(&mut self.changed, next);
        self.is_changed = true;
    }
}

/// What a rule is to change.
#[derive(Default)]
struct Finds {
    /// Each place, and what is to stand there, as a part of the replacements.
    list: Vec<(Range<usize>, Range<usize>)>,
    replacements: String,
    /// What is known of the line of the last match.
    line: LineFacts,
    /// The letters of the line as it becomes, if they have been counted.
    letters: Option<Letters>,
    groups: Trail,
}

impl Finds {
    fn clear(&mut self) {
        self.list.clear();
        self.replacements.clear();
    }

    fn push(&mut self, at: Range<usize>, with: &str) {
        let start = self.replacements.len();
        self.replacements.push_str(with);
        self.list.push((at, start..self.replacements.len()));
    }

    /// Sees a text of one line, or of several of which nothing is known.
    fn see_line(&mut self, line: LineFacts) {
        self.line = line;
        if let Some(letters) = self.letters.take() {
            self.line.know_letters(letters);
        }
    }

    /// What is to be changed.
    fn changes(&self) -> impl Iterator<Item = (&Range<usize>, &str)> {
        self.list.iter().map(|(at, with)| (at, &self.replacements[with.clone()]))
    }

    /// Counts the letters of the line as it becomes, if those that it has are known. O(changes).
    fn count_letters(&mut self, old: &str) {
        let known = self.line.letters().filter(|_| self.line.is_whole(old));
        self.letters = known.map(|letters| {
            self.changes().fold(letters, |all, (at, with)| all + Letters::of(with) - Letters::of(&old[at.clone()]))
        });
    }

    /// Notes a match, if its conditions hold and it changes something.
    fn take(&mut self, rule: &Rule, text: &str, at: Range<usize>, facts: &Facts) {
        if !apply::holds(rule, text, &at, facts, &mut self.line) {
            return;
        }
        let start = self.replacements.len();
        match &rule.action {
            Action::Map(map) => {
                let with = text[at.clone()].chars().next().and_then(|c| map.get(&c));
                let Some(with) = with else { return };
                self.replacements.push_str(with);
            }
            Action::Replace(with) if with.contains('$') => {
                rule.pattern.expand(text, at.start, with, &mut self.groups, &mut self.replacements);
            }
            Action::Replace(with) => self.replacements.push_str(with),
            Action::Mark(_) | Action::Joint(_) | Action::Gate(_) => return,
        }
        let with = start..self.replacements.len();
        if matches!(rule.action, Action::Replace(_)) && text[at.clone()] == self.replacements[with.clone()] {
            self.replacements.truncate(start);
            return;
        }
        self.list.push((at, with));
    }
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
