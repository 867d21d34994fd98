//! A rule and its parts.

use std::collections::BTreeMap;

use super::classes::Context;
use super::condition::Condition;
use super::pattern::Pattern;
use crate::model::edit::RuleId;
use crate::model::page::Role;

/// A context-dependent rewrite (a → b / left _ right), or a mark put on what it matches.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Names the noise, not the cure; never changes its meaning.
    pub id: RuleId,
    /// The pack it belongs to: the name of its file.
    pub pack: String,
    /// What it does with a match.
    pub action: Action,
    /// What must stand before the match.
    pub(super) left: Context,
    /// What must stand behind it.
    pub(super) right: Context,
    pub(super) pattern: Pattern,
    /// What must hold besides.
    pub(super) when: Vec<Condition>,
    /// Whether it is applied.
    pub safety: Safety,
    /// Why what it matches is noise.
    pub why: String,
    /// Clause, guideline or kind of reader it rests on.
    pub source: String,
    /// Examples that are tests.
    pub cases: Vec<Case>,
    /// The rule as written: `left`, `match`, `right`, `when`, for people.
    pub written: Written,
    /// File and 1-based line of its definition.
    pub place: (String, usize),
}

/// The matching part of a rule as its file has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Class expression before the match.
    pub left: Option<String>,
    /// Pattern.
    pub pattern: String,
    /// Class expression behind the match.
    pub right: Option<String>,
    /// Conditions.
    pub when: Vec<String>,
}

/// What a rule does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Replaces the match; `$1` stands for a group.
    Replace(String),
    /// Replaces single characters.
    Map(BTreeMap<char, String>),
    /// Says what the match is.
    Mark(Role),
    /// Joins two lines of one paragraph with this between them; the match is taken from the end of the first.
    Joint(String),
    /// A pass of the engine that no pattern can express.
    Gate(Gate),
}

/// Passes of the engine that have a name and cases like any rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// CRLF, CR and form feed become LF.
    LineEnds,
    /// Canonical composition (NFC), character by character where it differs.
    Nfc,
    /// A closed-up headline of parallel slogans gets the gaps between them back.
    ParallelHalves,
    /// Character references of HTML become their characters.
    Entities,
}

/// Whether a rule is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// Cannot change what a text says: applied.
    Safe,
    /// Could: applied only when its pack is asked for by name.
    Unsafe,
    /// Shown, never applied.
    Suggest,
}

impl Safety {
    /// Its name in rule files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
            Self::Suggest => "suggest",
        }
    }
}

impl std::fmt::Display for Safety {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// An example of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Case {
    /// The rule makes `out` of `input`.
    Changes {
        /// The noise.
        input: String,
        /// What becomes of it.
        out: String,
    },
    /// The rule marks this piece of `input`.
    Marks {
        /// The text.
        input: String,
        /// The marked piece.
        piece: String,
    },
    /// The rule leaves the text alone.
    Keeps(String),
}
