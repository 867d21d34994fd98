//! The rewrites in force, made ready for a scan.

use std::sync::Arc;

use unicode_normalization::{IsNormalized, char::canonical_combining_class, is_nfc_quick};

use super::rule::{Action, Gate, Rule};
use super::sieve::{Bits, Chars, Reach, Sieve, Trigger, bit};
use super::{RuleBook, unwrap::WHOLE};
use crate::model::page::Role;

/// The rewrites of a book in running order, with what the scan knows of them.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) rules: Vec<Arc<Rule>>,
    pub(super) sieve: Sieve,
    /// Rules whose matches can hold a line feed, and how far such a match can go.
    pub(super) crossing: Bits,
    pub(super) reach: Reach,
    /// Rules that can only be run on the whole text.
    pub(super) whole: Bits,
    /// Rules for marked-up texts.
    pub(super) markup: Bits,
    /// Rules that ask for the script of the text.
    pub(super) script: Bits,
    /// The rule of parallel slogans, of which characters tell nothing.
    pub(super) slogans: Bits,
    /// Whether rules fall together on one bit.
    pub(super) crowded: bool,
}

impl Plan {
    pub(super) fn of(book: &RuleBook) -> Self {
        let rewrites = |r: &&Arc<Rule>| book.applies(r) && !matches!(r.action, Action::Mark(_) | Action::Joint(_));
        let rules: Vec<Arc<Rule>> = book.shared_rules().filter(rewrites).cloned().collect();
        let triggers: Vec<Trigger> = rules.iter().map(|r| trigger(r, false)).collect();
        let bits = |test: &dyn Fn(usize) -> bool| (0..rules.len()).filter(|n| test(*n)).fold(0, |all, n| all | bit(n));
        let markup = bits(&|n| rules[n].when.iter().any(|c| c.wants_markup()));
        let crossing = bits(&|n| triggers[n].reach.is_some()) & !markup;
        let unbounded = |n: usize| markup & bit(n) == 0 && triggers[n].reach.as_ref().is_some_and(|r| !r.is_bounded());
        let whole = bits(&|n| {
            let asks = rules[n].when.iter().any(|c| c.needs_whole_text());
            asks || triggers[n].looks_at_ends || unbounded(n)
        });
        let near = (0..rules.len()).filter(|n| markup & bit(*n) == 0).filter_map(|n| triggers[n].reach.clone());
        Self {
            sieve: Sieve::of(&triggers),
            crossing,
            reach: near.filter(Reach::is_bounded).fold(Reach::none(), Reach::farther),
            whole,
            markup,
            script: bits(&|n| rules[n].when.iter().any(|c| c.asks_script())),
            slogans: bits(&|n| rules[n].action == Action::Gate(Gate::ParallelHalves)),
            crowded: rules.len() > 128,
            rules,
        }
    }
}

/// Rules that mark lines, made ready for a scan.
#[derive(Debug, Clone)]
pub(super) struct Marks {
    pub(super) rules: Vec<(Arc<Rule>, Role)>,
    /// Those that can only be run on the whole text.
    pub(super) whole: Vec<(Arc<Rule>, Role)>,
    pub(super) sieve: Sieve,
    pub(super) crossing: Bits,
    /// Those that say that a line stands apart.
    apart: Bits,
    /// Over how many line feeds matches of these go at most, and how many em they take then.
    feeds: usize,
    over_lines: f32,
    /// Of each rule whose matches can hold a line feed: how far they go.
    reach: Vec<Option<Reach>>,
    /// By width of a line in em: rules that can mark so wide a line. The last entry stands for all wider ones.
    by_width: Vec<Bits>,
    /// Rules that mark lines near the edges of a text only, and how near.
    edge: Bits,
    nearness: usize,
}

/// Lines wider than this are told apart no further.
const WIDEST: usize = 256;

impl Marks {
    /// Those that tell which lines stand apart.
    pub(super) fn apart(book: &RuleBook) -> Self {
        Self::of(book, |role| !matches!(role, Role::Dateline | Role::BylineMarker))
    }

    /// All of a book.
    pub(super) fn all(book: &RuleBook) -> Self {
        Self::of(book, |_| true)
    }

    fn of(book: &RuleBook, wanted: impl Fn(Role) -> bool) -> Self {
        let role = |r: &Arc<Rule>| match r.action {
            Action::Mark(role) if wanted(role) && book.applies(r) => Some((r.clone(), role)),
            _ => None,
        };
        let all = book.shared_rules().filter_map(role).map(|marked| (trigger(&marked.0, true), marked));
        let (bounded, whole): (Vec<_>, Vec<_>) =
            all.partition(|(t, _)| !t.looks_at_ends && t.reach.as_ref().is_none_or(Reach::is_bounded));
        let whole = whole.into_iter().map(|(_, rule)| rule).collect();
        let (triggers, rules): (Vec<Trigger>, Vec<(Arc<Rule>, Role)>) = bounded.into_iter().unzip();
        let bits = |test: &dyn Fn(usize) -> bool| (0..rules.len()).filter(|n| test(*n)).fold(0, |all, n| all | bit(n));
        // A mark counts when it takes nearly the whole line; the number of a section needs to open it.
        let widest = |n: usize| {
            let held = if rules[n].1 == Role::Section { f32::INFINITY } else { triggers[n].widest / WHOLE };
            rules[n].0.when.iter().filter_map(|c| c.widest()).fold(held, f32::min)
        };
        let widest: Vec<f32> = (0..rules.len()).map(widest).collect();
        let sets_apart = |n: usize| sets_apart(rules[n].1);
        let over_lines = || (0..rules.len()).filter(|n| sets_apart(*n) && triggers[*n].feeds > 0);
        let nearness = |n: usize| rules[n].0.when.iter().filter_map(|c| c.nearness()).min();
        Self {
            sieve: Sieve::of(&triggers),
            crossing: bits(&|n| triggers[n].reach.is_some()),
            apart: bits(&sets_apart),
            feeds: over_lines().map(|n| triggers[n].feeds).max().unwrap_or(0),
            over_lines: over_lines().map(|n| widest[n]).fold(0.0, f32::max),
            reach: triggers.iter().map(|t| t.reach.clone()).collect(),
            by_width: (0..=WIDEST).map(|w| bits(&|n| w as f32 <= widest[n] + 1.0)).collect(),
            edge: bits(&|n| nearness(n).is_some()),
            nearness: (0..rules.len()).filter_map(nearness).max().unwrap_or(0),
            rules,
            whole,
        }
    }

    /// Where matches of a rule begin at the earliest that hold a pair.
    pub(super) fn first_start(&self, n: usize, text: &str, pair: usize) -> usize {
        match &self.reach[n] {
            Some(reach) if self.sieve.far(n) == usize::MAX => pair - reach.tail(&text[..pair]).len(),
            _ => self.sieve.first_start(n, text, pair),
        }
    }

    /// Whether the `n`th of so many lines is too far from the edges of the text for rules that mark lines there.
    pub(super) fn is_inside(&self, n: usize, lines: usize) -> bool {
        n >= self.nearness && n + self.nearness < lines
    }

    /// Whether no rule sets a line of this width apart, where places on it tell of some, and places on the next printed lines,
    /// so wide, of others. O(lines over which a match can go).
    pub(super) fn leave(&self, width: f32, on_it: Bits, behind: impl Iterator<Item = (f32, Bits)>) -> bool {
        let possible = self.possible(width, false) & self.apart;
        if !self.whole.is_empty() || possible & on_it != 0 {
            return false;
        }
        let crossing = possible & self.crossing;
        if crossing == 0 {
            return true;
        }
        // A match marks the line on which it begins, and takes all lines before the one where it is told.
        let mut between = 0.0;
        let reached = behind.take(self.feeds).take_while(|(width, _)| {
            let is_reached = between <= self.over_lines;
            between += width;
            is_reached
        });
        reached.fold(0, |all, (_, told)| all | told) & crossing == 0
    }

    /// Rules that can mark a line of this width.
    pub(super) fn possible(&self, width: f32, inside: bool) -> Bits {
        self.by_width[(width as usize).min(WIDEST)] & !if inside { self.edge } else { 0 }
    }
}

/// Whether a line of this role is no part of the text round it.
pub(super) fn sets_apart(role: Role) -> bool {
    !matches!(role, Role::Section | Role::Credit | Role::Dateline | Role::BylineMarker)
}

/// What a scan knows of a rule.
pub(super) fn trigger(rule: &Rule, held_over_lines: bool) -> Trigger {
    match rule.action {
        Action::Gate(Gate::LineEnds) => Trigger::of_chars(Chars::of([('\r', '\r'), ('\x0C', '\x0C')])),
        Action::Gate(Gate::Entities) => Trigger::of_chars(Chars::of([('&', '&')])),
        Action::Gate(Gate::Nfc) => Trigger::of_chars(composing()),
        Action::Gate(Gate::ParallelHalves) => Trigger::of_chars(Chars::none()),
        _ => Trigger::of_pattern(rule.pattern.hir(), rule.left.chars(), rule.right.chars(), held_over_lines),
    }
}

/// Characters that composition may change or join to others. The blocks left out are ideographs, syllables, pictures and
/// private use: what composes with nothing; Unicode promises that it never will.
fn composing() -> Chars {
    const SETTLED: [(u32, u32); 8] = [
        (0x3400, 0x4DBF),
        (0x4E00, 0xA48C),
        (0xAC00, 0xD7A3),
        (0xE000, 0xF8FF),
        (0x12000, 0x1467F),
        (0x17000, 0x18CFF),
        (0x1B000, 0x1B2FF),
        (0x1F000, 0x2F7FF),
    ];
    let open = (0xC0..0x30000).filter(|c| !SETTLED.iter().any(|(from, to)| (from..=to).contains(&c)));
    Chars::of(open.filter_map(char::from_u32).filter(composes).map(|c| (c, c)))
}

fn composes(c: &char) -> bool {
    canonical_combining_class(*c) != 0 || is_nfc_quick(std::iter::once(*c)) != IsNormalized::Yes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_composes_is_left_out() {
        let all = Chars::of(('\0'..=char::MAX).filter(composes).map(|c| (c, c)));
        assert_eq!(composing(), all);
    }

    #[test]
    fn no_built_in_rewrite_needs_the_whole_text() {
        let plan = Plan::of(&RuleBook::builtin().unwrap());
        let whole = plan.rules.iter().enumerate().filter(|(n, _)| plan.whole & bit(*n) != 0);
        assert_eq!(whole.map(|(_, r)| r.id.as_str()).collect::<Vec<_>>(), [""; 0]);
    }
}
