//! The patterns of rules, matched without a machine that must be built first.
//!
//! Rules have many patterns, and few of them are ever tried at more than a few places of a text: the sieve says where.
//! What costs there is not the match, which is short, but its machinery. So a pattern is a list of steps, tried at a
//! place and taken back where they fail. Its matches are those of the crate `regex`: of all that begin at a place, the
//! first by the order of its alternatives. Where a text makes steps go back too often, or a pattern needs what steps
//! cannot do, that crate takes over, so that the time stays linear.

mod matcher;
mod program;

use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;

use matcher::Outcome;
pub(crate) use matcher::Trail;
use program::Program;

/// Steps for each byte of a text, and at least so many, that may be taken before `regex` takes over.
const STEPS_FOR_BYTE: usize = 64;
const STEPS: usize = 1 << 14;

/// Only `regex` can tell in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exhausted;

/// A pattern in the syntax of the crate `regex`, `^` and `$` standing for the edges of lines.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    source: String,
    hir: Hir,
    program: OnceLock<Option<Program>>,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Reads a pattern. O(pattern).
    pub(super) fn parse(pattern: &str) -> Result<Self, Box<regex_syntax::Error>> {
        let source = format!("(?m:{pattern})");
        let hir = ParserBuilder::new().build().parse(&source)?;
        Ok(Self { source, hir, program: OnceLock::new(), regex: OnceLock::new() })
    }

    /// What was read.
    pub(super) fn hir(&self) -> &Hir {
        &self.hir
    }

    /// Builds what is otherwise built when it is first needed.
    pub(super) fn compile(&self) -> Result<(), regex::Error> {
        let regex = Regex::new(&self.source)?;
        let _ = self.regex.set(Some(regex));
        Ok(())
    }

    /// Whether it matches nothing at all.
    pub(super) fn matches_empty(&self) -> bool {
        self.find_at("", 0, &mut Trail::default()).is_some()
    }

    /// The first match that begins at or behind a place. O(text).
    pub(super) fn find_at(&self, text: &str, from: usize, trail: &mut Trail) -> Option<Range<usize>> {
        let Some(program) = self.program() else { return self.by_regex(text, from) };
        let mut fuel = Self::fuel(text.len() - from);
        let mut at = from;
        loop {
            at = program.next_start(text, at)?;
            match program.run(text, at, trail, false, &mut fuel) {
                Outcome::Match(end) => return Some(at..end),
                Outcome::Nothing => {}
                Outcome::Exhausted => return self.by_regex(text, at),
            }
            at += text[at..].chars().next()?.len_utf8();
        }
    }

    /// Where the match that begins at a place ends; takes steps from `fuel`, and fails when that is used up.
    pub(super) fn match_at(
        &self,
        text: &str,
        at: usize,
        trail: &mut Trail,
        fuel: &mut usize,
    ) -> Result<Option<usize>, Exhausted> {
        match self.program().map(|p| p.run(text, at, trail, false, fuel)) {
            Some(Outcome::Match(end)) => Ok(Some(end)),
            Some(Outcome::Nothing) => Ok(None),
            Some(Outcome::Exhausted) | None => Err(Exhausted),
        }
    }

    /// Whether a match may begin with a character.
    #[inline]
    pub(super) fn begins_with(&self, c: char) -> bool {
        self.program().and_then(|p| p.first.as_ref()).is_none_or(|first| first.contains(c))
    }

    /// Whether matches begin where lines begin.
    pub(super) fn opens_line(&self) -> bool {
        self.program().is_some_and(|p| p.opens_line)
    }

    /// Steps for all attempts on a text of so many bytes.
    pub(super) fn fuel(bytes: usize) -> usize {
        STEPS + STEPS_FOR_BYTE * bytes
    }

    /// All matches, none of which overlap. O(text) for each match that is asked for.
    pub(super) fn find_iter<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let mut trail = Trail::default();
        let mut from = Some(0);
        std::iter::from_fn(move || {
            let found = self.find_at(text, from?, &mut trail)?;
            // Only gates and joints have patterns that match nothing, and they ask for no second match.
            from = if found.is_empty() { None } else { Some(found.end) };
            Some(found)
        })
    }

    /// Appends a replacement for the match that begins at a place: `$1` and `${name}` stand for its groups.
    pub(super) fn expand(&self, text: &str, at: usize, with: &str, trail: &mut Trail, out: &mut String) {
        let mut fuel = STEPS;
        let matched = self.program().map(|p| p.run(text, at, trail, true, &mut fuel));
        let numbered = if let Some(Outcome::Match(end)) = matched {
            (trail.slots[0], trail.slots[1]) = (at, end);
            true
        } else {
            false
        };
        if numbered && expand_numbers(text, with, &trail.slots, out).is_some() {
            return;
        }
        if let Some(groups) = self.regex().and_then(|r| r.captures_at(text, at)) {
            groups.expand(with, out);
        }
    }

    fn by_regex(&self, text: &str, from: usize) -> Option<Range<usize>> {
        self.regex().and_then(|r| r.find_at(text, from)).map(|m| m.range())
    }

    fn program(&self) -> Option<&Program> {
        self.program.get_or_init(|| Program::of(&self.hir)).as_ref()
    }

    fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| Regex::new(&self.source).ok()).as_ref()
    }
}

/// Appends a replacement whose groups have numbers; none, and nothing appended, when one has a name.
fn expand_numbers(text: &str, with: &str, slots: &[usize], out: &mut String) -> Option<()> {
    let before = out.len();
    let mut rest = with;
    while let Some(dollar) = rest.find('$') {
        out.push_str(&rest[..dollar]);
        rest = &rest[dollar + 1..];
        let name = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
        let Ok(number) = rest[..name].parse::<usize>() else {
            out.truncate(before);
            return None;
        };
        if let (Some(&from), Some(&to)) = (slots.get(2 * number), slots.get(2 * number + 1)) {
            out.push_str(text.get(from..to).unwrap_or_default());
        }
        rest = &rest[name..];
    }
    out.push_str(rest);
    Some(())
}

#[cfg(test)]
mod tests;
