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
    let texts: Vec<String> = witnesses.iter().map(|w| w.tokens.iter().map(|t| t.ch).collect()).collect();
    let found: Vec<Option<Target>> = texts.iter().map(|t| script::dominant(t)).collect();
    let target = match target {
        ScriptTarget::Hans => Target::Hans,
        ScriptTarget::Hant => Target::Hant,
        ScriptTarget::Keep => match majority(&texts, &found) {
            Some(target) => target,
            None => return,
        },
    };
    for ((witness, text), found) in witnesses.iter_mut().zip(&texts).zip(&found) {
        if *found != Some(target) && (found.is_some() || witness.tokens.len() < 200) {
            convert(witness, text, target);
        }
    }
}

/// The script of most of the text, when witnesses of both scripts are there.
fn majority(texts: &[String], found: &[Option<Target>]) -> Option<Target> {
    let size = |target: Target| -> usize {
        texts.iter().zip(found).filter(|(_, f)| **f == Some(target)).map(|(t, _)| t.len()).sum()
    };
    let (hans, hant) = (size(Target::Hans), size(Target::Hant));
    (hans > 0 && hant > 0).then_some(if hant > hans { Target::Hant } else { Target::Hans })
}

/// The script of the text of an article, where it can be told.
pub(super) fn of(parts: &[Collated]) -> Option<Target> {
    let text: String = parts.iter().flat_map(|p| &p.witnesses).flat_map(|w| &w.tokens).map(|t| t.ch).collect();
    script::dominant(&text)
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
