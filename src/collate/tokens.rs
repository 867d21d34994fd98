//! Plain text to tokens.

use crate::model::witness::{Family, Token, Witness};
use crate::text::chars::{CharClass, is_blank, is_closing, is_sentence_end};
use crate::text::fold::fold;
use crate::text::hyphen::{self, Cut};

/// What a hyphen is compared by that cuts a word at a line end: a soft hyphen.
pub(super) const LINE_END_HYPHEN: char = '\u{AD}';

/// Evidence for a paragraph at a new line after the end of a sentence, in log-odds.
const AFTER_SENTENCE: f32 = 2.0;
/// Evidence for a paragraph at a new line in the middle of a sentence.
const IN_SENTENCE: f32 = -1.5;
/// Evidence for a paragraph inside a line.
const IN_LINE: f32 = -2.2;

/// A witness from plain text that has one paragraph, or at least no wrapped line, per line. All tokens lie on page
/// 0; `at` counts bytes of `text`. A new line after a sentence end speaks for a paragraph, elsewhere against it. A hyphen
/// that cuts a word at a line end is compared as a soft hyphen, and no space stands behind it. O(length).
pub fn tokenize(text: &str, siglum: &str, source: &str, family: Family) -> Witness {
    let mut tokens = Vec::with_capacity(text.len() / 3);
    let mut joint = Joint::default();
    let mut last = None;
    let mut folds = Folds::new();
    for (at, ch) in text.char_indices() {
        if is_blank(ch) {
            joint.space |= ch.is_whitespace();
            joint.line |= ch == '\n';
            continue;
        }
        let (space_before, break_before) = last.map_or((false, 0.0), |last| joint.evidence(last, ch));
        let mut space_before = space_before;
        if joint.line && last.is_some_and(|last| hyphen::SIGNS.contains(&last)) && cuts(&text[..at], &text[at..]) {
            tokens.last_mut().into_iter().for_each(|sign: &mut Token| sign.fold = LINE_END_HYPHEN);
            space_before = false;
        }
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        tokens.push(Token { ch, fold: folds.of(ch), page: 0, at, space_before, break_before, confidence: None });
        let ended = is_sentence_end(ch) || (joint.ended && is_closing(ch));
        joint = Joint { ended, ..Joint::default() };
        last = Some(ch);
    }
    Witness { siglum: siglum.to_owned(), source: source.to_owned(), family, tokens }
}

/// Folds of characters that came up before, by their last bits: a text has few different ones.
struct Folds(Vec<(char, char)>);

impl Folds {
    const LEN: usize = 1 << 10;

    fn new() -> Self {
        Self(vec![('\0', fold('\0')); Self::LEN])
    }

    fn of(&mut self, c: char) -> char {
        let entry = &mut self.0[c as usize % Self::LEN];
        if entry.0 != c {
            *entry = (c, fold(c));
        }
        entry.1
    }
}

/// Whether a line end cuts a word.
fn cuts(before: &str, after: &str) -> bool {
    Cut::at(before.trim_end(), after).is_some()
}

/// Whether a token follows the one before it within a word.
pub(super) fn runs_on(token: &Token) -> bool {
    !token.space_before && token.break_before == IN_LINE
}

/// What stands between two tokens.
#[derive(Default)]
struct Joint {
    ended: bool,
    space: bool,
    line: bool,
}

impl Joint {
    /// Whether a space stands here, and the log-odds of a paragraph. The end of a line is a space between words of
    /// an alphabetic script only.
    fn evidence(&self, last: char, next: char) -> (bool, f32) {
        match (self.line, self.ended) {
            (true, true) => (false, AFTER_SENTENCE),
            (true, false) => (!is_wide(last) && !is_wide(next), IN_SENTENCE),
            (false, _) => (self.space, IN_LINE),
        }
    }
}

fn is_wide(c: char) -> bool {
    !c.is_ascii() && matches!(CharClass::of(c), CharClass::Han | CharClass::Punctuation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_lines_weigh_by_what_stands_before_them() {
        let w = tokenize("甲。”\n乙\n丙 a\nb", "A", "A", Family::Unknown);
        let seen: Vec<_> = w.tokens.iter().map(|t| (t.ch, t.at, t.space_before, t.break_before)).collect();
        assert_eq!(seen[3], ('乙', 10, false, AFTER_SENTENCE));
        assert_eq!(seen[4], ('丙', 14, false, IN_SENTENCE));
        assert_eq!(seen[5], ('a', 18, true, IN_LINE));
        assert_eq!(seen[6], ('b', 20, true, IN_SENTENCE));
    }

    #[test]
    fn a_hyphen_that_cuts_a_word_is_a_soft_one() {
        let w = tokenize("co-op exam-\nple - \nx", "A", "A", Family::Unknown);
        let hyphens: Vec<_> = w.tokens.iter().filter(|t| t.ch == '-').map(|t| t.fold).collect();
        assert_eq!(hyphens, ['-', LINE_END_HYPHEN, '-']);
        let p = w.tokens.iter().find(|t| t.ch == 'p' && t.at > 5).expect("the rest of the word");
        assert!(!p.space_before && !runs_on(p));
    }
}
