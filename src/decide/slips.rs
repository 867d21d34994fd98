//! Letters that lose or gain an accent, or change their case.
//!
//! Readers drop accents far more often than they see one where none is, and take small capitals for small letters. These
//! slips have rates of their own, and a common cause in the print.

use super::letters::plain;
use crate::text::chars::CharClass;

/// What happened to a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slip {
    /// Its accent was dropped.
    AccentLost,
    /// It was given an accent.
    AccentGained,
    /// A capital became small.
    Lowered,
    /// A small letter became a capital.
    Raised,
}

/// Number of slips.
pub(super) const SLIPS: usize = 4;

impl Slip {
    /// The slip that makes one character of another, if it is one.
    pub(super) fn of(right: char, read: char) -> Option<Self> {
        let letter = |c: char| matches!(CharClass::of(c), CharClass::Upper | CharClass::Lower);
        if right == read || !letter(right) || !letter(read) {
            return None;
        }
        if is_accented(right) != is_accented(read) && plain(right) == plain(read) {
            return Some(if is_accented(right) { Self::AccentLost } else { Self::AccentGained });
        }
        if right.to_lowercase().eq(read.to_lowercase()) {
            return Some(if right.is_uppercase() { Self::Lowered } else { Self::Raised });
        }
        None
    }
}

/// Whether a letter bears an accent.
pub(super) fn is_accented(c: char) -> bool {
    !c.is_ascii() && matches!(CharClass::of(c), CharClass::Upper | CharClass::Lower) && plain(c) != c
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_have_a_direction() {
        assert_eq!(Slip::of('é', 'e'), Some(Slip::AccentLost));
        assert_eq!(Slip::of('e', 'è'), Some(Slip::AccentGained));
        assert_eq!(Slip::of('S', 's'), Some(Slip::Lowered));
        assert_eq!(Slip::of('s', 'S'), Some(Slip::Raised));
    }

    #[test]
    fn other_misreadings_are_no_slips() {
        assert_eq!(
            [('é', 'o'), ('é', 'è'), ('a', 'a'), ('人', '入'), ('1', 'l')].map(|(a, b)| Slip::of(a, b)),
            [None; 5]
        );
    }
}
