//! One script for all witnesses of an article.

use crate::model::witness::Witness;
use crate::text::script::{self, Target};

use super::Collated;

/// Script of the editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ScriptTarget {
    /// As printed; where the witnesses differ, the script of most of the text.
    #[default]
    Keep,
    /// Simplified.
    Hans,
    /// Traditional.
    Hant,
}

/// Brings witnesses into one script, so that a vote is about characters and not about script. Conversion is one
/// character for one character; a phrase that would change its length stays as it is.
pub(super) fn unify(target: ScriptTarget, witnesses: &mut [Witness]) {
    let found: Vec<Option<Target>> = witnesses.iter().map(|w| script::dominant_of(chars(w))).collect();
    let target = match target {
        ScriptTarget::Hans => Target::Hans,
        ScriptTarget::Hant => Target::Hant,
        ScriptTarget::Keep => match majority(witnesses, &found) {
            Some(target) => target,
            None => return,
        },
    };
    for (witness, found) in witnesses.iter_mut().zip(&found) {
        if *found != Some(target) && (found.is_some() || witness.tokens.len() < 200) {
            let text: String = chars(witness).collect();
            convert(witness, &text, target);
        }
    }
}

fn chars(witness: &Witness) -> impl Iterator<Item = char> {
    witness.tokens.iter().map(|t| t.ch)
}

/// The script of most of the text, in bytes, when witnesses of both scripts are there.
fn majority(witnesses: &[Witness], found: &[Option<Target>]) -> Option<Target> {
    let size = |target: Target| -> usize {
        let of_script = witnesses.iter().zip(found).filter(|(_, f)| **f == Some(target));
        of_script.flat_map(|(witness, _)| chars(witness)).map(char::len_utf8).sum()
    };
    let (hans, hant) = (size(Target::Hans), size(Target::Hant));
    (hans > 0 && hant > 0).then_some(if hant > hans { Target::Hant } else { Target::Hans })
}

/// The script of the text of an article, where it can be told.
pub(super) fn of(parts: &[Collated]) -> Option<Target> {
    script::dominant_of(parts.iter().flat_map(|p| &p.witnesses).flat_map(chars))
}

fn convert(witness: &mut Witness, text: &str, target: Target) {
    let starts: Vec<usize> = text.char_indices().map(|(i, _)| i).collect();
    for (at, with) in script::convert_aligned(text, target) {
        let first = starts.partition_point(|s| *s < at.start);
        let len = text[at].chars().count();
        if with.chars().count() == len {
            for (token, c) in witness.tokens[first..first + len].iter_mut().zip(with.chars()) {
                token.ch = c;
            }
        }
    }
}

/// Name of the conversion that made one character of another, for the record of an edition.
pub(super) fn rule(to: char) -> crate::model::edit::RuleId {
    let target = if script::simplified(to) == to { Target::Hans } else { Target::Hant };
    crate::model::edit::RuleId::new(script::converter(target).id())
}
