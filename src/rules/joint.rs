//! What becomes of the break between two lines of one paragraph.

use std::ops::RangeInclusive;
use std::sync::{Arc, LazyLock};

use super::RuleBook;
use super::rule::{Action, Rule};
use crate::model::edit::RuleId;
use crate::text::chars::{self, CharClass};
use crate::text::hyphen::{Attested, Cut};

/// What becomes of the break between two lines of one paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joint {
    /// Bytes to take from the end of the first line: a hyphen.
    pub drop_before: usize,
    /// What to put between the lines.
    pub insert: String,
    /// The rule that says so.
    pub rule: RuleId,
}

/// The rules that join lines, in running order.
#[derive(Debug)]
pub(super) struct Joints {
    all: Vec<Arc<Rule>>,
    /// Those for which the second line may begin with a common ideograph: it nearly always does, and they are few.
    before_ideographs: Vec<Arc<Rule>>,
}

/// The common ideographs.
const IDEOGRAPHS: RangeInclusive<char> = '\u{4E00}'..='\u{9FFF}';

impl Joints {
    /// Those of a book.
    pub(super) fn of(rules: impl Iterator<Item = Arc<Rule>>) -> Self {
        let all: Vec<_> = rules.filter(|r| matches!(r.action, Action::Joint(_))).collect();
        let before_ideographs = all.iter().filter(|r| r.right.chars().overlaps(IDEOGRAPHS)).cloned().collect();
        Self { all, before_ideographs }
    }

    /// Those that may join lines of which the second one begins so.
    fn before(&self, next: Option<char>) -> &[Arc<Rule>] {
        match next {
            Some(c) if IDEOGRAPHS.contains(&c) => &self.before_ideographs,
            _ => &self.all,
        }
    }
}

/// What a break is called that no rule names.
static HARD_WRAP: LazyLock<RuleId> = LazyLock::new(|| RuleId::new("hard-wrap"));

/// Letters on either side of a joint that tell its script.
const NEAR: usize = 24;

/// A condition of a joint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    /// The cut word stands whole inside a line.
    WholeElsewhere,
    /// The cut word stands with a hyphen inside a line.
    HyphenElsewhere,
    /// Its case lets the cut word be one word.
    EvenCase,
    /// A conjunction follows the hyphen.
    Suspended,
    /// The text regularly cuts words by `=`.
    Doubled,
    /// Both lines are alphabetic hereabouts.
    Alphabetic,
}

/// Names of the conditions of joints, for messages.
pub(super) const NAMES: [(&str, Test); 6] = [
    ("whole-elsewhere", Test::WholeElsewhere),
    ("hyphen-elsewhere", Test::HyphenElsewhere),
    ("even-case", Test::EvenCase),
    ("suspended", Test::Suspended),
    ("double-hyphens", Test::Doubled),
    ("alphabetic", Test::Alphabetic),
];

/// Two lines that meet.
pub(super) struct Meeting<'t> {
    before: &'t str,
    after: &'t str,
    cut: Option<Cut<'t>>,
    attested: &'t Attested,
}

impl Test {
    pub(super) fn holds(self, at: &Meeting<'_>) -> bool {
        match self {
            Self::WholeElsewhere => at.cut.is_some_and(|cut| at.attested.is_whole(&cut)),
            Self::HyphenElsewhere => at.cut.is_some_and(|cut| at.attested.is_hyphened(&cut)),
            Self::EvenCase => at.cut.is_some_and(|cut| cut.is_even()),
            Self::Suspended => at.cut.is_some_and(|cut| cut.is_suspended()),
            Self::Doubled => at.cut.is_some_and(|cut| at.attested.is_doubled(&cut)),
            Self::Alphabetic => {
                is_alphabetic(at.before.chars().rev().take(NEAR)) && is_alphabetic(at.after.chars().take(NEAR))
            }
        }
    }
}

/// Letters, and none of the scripts that are written without spaces.
fn is_alphabetic(mut text: impl Iterator<Item = char>) -> bool {
    let mut letters = 0;
    let wide = text.any(|c| {
        letters += u32::from(matches!(CharClass::of(c), CharClass::Upper | CharClass::Lower));
        matches!(CharClass::of(c), CharClass::Han)
            || !chars::is_blank(c) && matches!(c, '\u{3001}'..='\u{303F}' | '\u{FF00}'..='\u{FF60}')
    });
    letters > 0 && !wide
}

impl RuleBook {
    /// What the break between two lines of one paragraph becomes, of lines of which nothing else is known; see
    /// [`join_among`](Self::join_among).
    pub fn join(&self, before: &str, after: &str) -> Joint {
        self.join_among(before, after, &Attested::default())
    }

    /// What the break between two lines of one paragraph becomes: the first joint rule that fits. Only the end of `before` and
    /// the start of `after` are looked at, and what `attested` says of a word that is cut there. O(joint rules).
    pub fn join_among(&self, before: &str, after: &str, attested: &Attested) -> Joint {
        let at = Meeting { before, after, cut: Cut::at(before, after), attested };
        let next = after.chars().next();
        for rule in self.joints().before(next) {
            let Action::Joint(between) = &rule.action else { continue };
            // What asks least is asked first.
            if !rule.right.fits(next) {
                continue;
            }
            let dropped = match rule.written.pattern.as_str() {
                "" => Some(0),
                _ => rule.pattern.find_iter(before).last().filter(|m| m.end == before.len()).map(|m| m.len()),
            };
            let Some(dropped) = dropped else { continue };
            let (kept, gone) = before.split_at(before.len() - dropped);
            let fits = rule.left.fits(kept.chars().next_back());
            if fits && rule.when.iter().all(|condition| condition.joins(&at)) {
                // What is taken away to be put back stays; most joints take nothing.
                let stays = if gone.is_empty() { None } else { between.strip_prefix(gone) };
                let (drop_before, insert) = stays.map_or((dropped, between.as_str()), |rest| (0, rest));
                return Joint { drop_before, insert: insert.to_owned(), rule: rule.id.clone() };
            }
        }
        Joint { drop_before: 0, insert: String::new(), rule: HARD_WRAP.clone() }
    }
}
