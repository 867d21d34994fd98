//! Plain text to tokens.

use crate::model::witness::{Family, Token, Witness};
use crate::text::chars::{CharClass, is_blank, is_closing, is_sentence_end};
use crate::text::fold::fold;
use crate::text::hyphen::{SIGNS, is_letter};
use crate::text::ligature;

/// Evidence for a paragraph at a new line after the end of a sentence, in log-odds.
const AFTER_SENTENCE: f32 = 2.0;
/// Evidence for a paragraph at a new line in the middle of a sentence.
const IN_SENTENCE: f32 = -1.5;
/// Evidence for a paragraph inside a line.
const IN_LINE: f32 = -2.2;

/// A witness from plain text that has one paragraph, or at least no wrapped line, per line. All tokens lie on page
/// 0; `at` counts bytes of `text`. A new line after a sentence end speaks for a paragraph, elsewhere against it.
/// Ligatures (ﬁ) are their letters. O(length).
pub fn tokenize(text: &str, siglum: &str, source: &str, family: Family) -> Witness {
    let mut tokens = Vec::with_capacity(text.len() / 3);
    let mut joint = Joint::default();
    let mut last = None;
    let mut folds = Folds::new(text.len());
    for (at, ch) in text.char_indices() {
        if is_blank(ch) {
            joint.space |= ch.is_whitespace();
            joint.line |= ch == '\n';
            continue;
        }
        let (mut space_before, mut break_before) = last.map_or((false, 0.0), |last| joint.evidence(last, ch));
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        for ch in ligature::letters(ch).unwrap_or(ch.encode_utf8(&mut [0; 4])).chars() {
            tokens.push(Token { ch, fold: folds.of(ch), page: 0, at, space_before, break_before, confidence: None });
            (space_before, break_before) = (false, IN_LINE);
        }
        let ended = is_sentence_end(ch) || (joint.ended && is_closing(ch));
        joint = Joint { ended, ..Joint::default() };
        last = Some(ch);
    }
    Witness { siglum: siglum.to_owned(), source: source.to_owned(), family, tokens }
}

/// Folds of characters that came up before, by their last bits: a text has few different ones.
struct Folds(Vec<(char, char)>);

impl Folds {
    /// For a text of so many bytes.
    fn new(length: usize) -> Self {
        let size = (length / 32).next_power_of_two().clamp(1 << 6, 1 << 14);
        Self(vec![('\0', fold('\0')); size])
    }

    fn of(&mut self, c: char) -> char {
        let last = c as usize & (self.0.len() - 1);
        let entry = &mut self.0[last];
        if entry.0 != c {
            *entry = (c, fold(c));
        }
        entry.1
    }
}

/// Whether a token is a hyphen at a line end that cuts a word.
pub(super) fn is_cut(tokens: &[Token], at: usize) -> bool {
    if !SIGNS.contains(&tokens[at].ch) || tokens[at].space_before {
        return false;
    }
    let (Some(before), Some(after)) = (at.checked_sub(1).map(|i| tokens[i]), tokens.get(at + 1)) else { return false };
    is_letter(before.ch) && is_letter(after.ch) && after.break_before != IN_LINE
}

/// Whether a token follows the one before it within a word.
pub(super) fn runs_on(token: &Token) -> bool {
    !token.space_before && token.break_before == IN_LINE
}

/// Whether a line of the page begins with a token.
pub(super) fn begins_line(token: &Token) -> bool {
    token.break_before != IN_LINE
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
    fn ligatures_are_their_letters() {
        let w = tokenize("an oﬃce", "A", "A", Family::Unknown);
        assert_eq!(w.tokens.iter().map(|t| t.ch).collect::<String>(), "anoffice");
        assert_eq!(w.tokens[3..6].iter().map(|t| (t.at, t.space_before)).collect::<Vec<_>>(), [(4, false); 3]);
    }

    #[test]
    fn hyphens_that_cut_words_are_known() {
        let w = tokenize("co-op exam-\nple - \nx", "A", "A", Family::Unknown);
        let cuts: Vec<_> = (0..w.tokens.len()).filter(|t| is_cut(&w.tokens, *t)).collect();
        assert_eq!(cuts, [9]);
        assert!(!runs_on(&w.tokens[10]) && runs_on(&w.tokens[11]));
    }
}
