//! Character classes and widths.

use super::notes::Note;

/// Kind of a character, as far as its errors and its place in a vote are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CharClass {
    /// Han, kana, hangul, bopomofo.
    Han,
    /// Upper-case letters.
    Upper,
    /// Other letters.
    Lower,
    /// Decimal digits and other numbers.
    Digit,
    /// Everything else that is visible.
    Punctuation,
}

impl CharClass {
    /// Number of classes.
    pub const COUNT: usize = 5;

    /// The class of a character.
    #[inline]
    pub fn of(c: char) -> Self {
        match c {
            // What most characters of a Chinese text are: told without asking the tables of Unicode.
            '\u{4E00}'..='\u{9FFF}' => Self::Han,
            '，' | '。' | '、' | '；' | '：' | '“' | '”' | '（' | '）' | '《' | '》' | '！' | '？' => {
                Self::Punctuation
            }
            'a'..='z' => Self::Lower,
            'A'..='Z' => Self::Upper,
            '0'..='9' => Self::Digit,
            _ if c.is_ascii() => Self::Punctuation,
            _ if is_han(c) || is_east_asian_letter(c) => Self::Han,
            _ if c.is_uppercase() => Self::Upper,
            _ if c.is_alphabetic() => Self::Lower,
            _ if c.is_numeric() => Self::Digit,
            _ => Self::Punctuation,
        }
    }
}

/// Ideographs: the unified blocks and extensions, compatibility ideographs, 〇 and 々, private use (where fonts
/// of rare characters put them).
#[inline]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}') || is_rare_han(c)
}

fn is_rare_han(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}'
        | '〇' | '々' | '\u{E000}'..='\u{F8FF}')
}

fn is_east_asian_letter(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{3105}'..='\u{312F}' | '\u{AC00}'..='\u{D7AF}')
}

/// Letters, digits and ideographs: what a text says, as opposed to how it is pointed.
#[inline]
pub fn is_content(c: char) -> bool {
    CharClass::of(c) != CharClass::Punctuation && !c.is_whitespace()
}

/// White space and characters without width.
#[inline]
pub fn is_blank(c: char) -> bool {
    !matches!(c, '\u{3001}'..='\u{FEFE}') && c.is_whitespace()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
}

/// Width in em: 1 for full-width characters, ½ for half-width ones.
#[inline]
pub fn width(c: char) -> f32 {
    match c {
        '\u{3001}'..='\u{9FFF}' => 1.0,
        _ if c.is_ascii() || is_blank(c) => 0.5,
        '\u{A0}'..='\u{2E7F}' => match c {
            '“' | '”' | '‘' | '’' | '—' | '…' | '·' | '\u{2460}'..='\u{27BF}' => 1.0,
            _ => 0.5,
        },
        '\u{FF61}'..='\u{FFDC}' => 0.5,
        _ => 1.0,
    }
}

/// Width of a text in em, white space left out.
pub fn text_width(text: &str) -> f32 {
    text.chars().map(|c| Note::of(c).halves()).map(u64::from).sum::<u64>() as f32 / 2.0
}

/// Marks that end a sentence.
pub fn is_sentence_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '…' | '．' | '｡')
}

/// Closing quotes and brackets.
pub fn is_closing(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '﹂' | '﹄' | '）' | ')' | '》' | '〉' | '】' | '〕' | ']' | '］' | '"')
}

/// Opening quotes and brackets.
pub fn is_opening(c: char) -> bool {
    matches!(c, '“' | '‘' | '「' | '『' | '﹁' | '﹃' | '（' | '(' | '《' | '〈' | '【' | '〔' | '[' | '［')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_counts_han_twice_as_wide_as_digits() {
        assert_eq!(text_width("到 2030 年，"), 5.0);
    }

    #[test]
    fn private_use_characters_are_content() {
        assert!(is_content('\u{E123}') && !is_content('，') && !is_content(' '));
    }
}
