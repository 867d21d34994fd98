//! What characters are equal for a score.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

/// How a set of gold texts wants to be compared. `docs/quality.md` has the definitions side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// All glyphs of a mark are one mark: width, 「 and “, the dashes, the dots. Header lines belong to the body.
    Marks,
    /// Width and presentation forms are one, but “ ” and ‘ ’ stay apart. Header lines are free, lacunae count.
    Width,
}

impl Scheme {
    /// The characters that count, each with what it is equal to, in order: (equal to, as written, index in `text`).
    /// White space and characters without width are left out. O(characters).
    pub(super) fn characters(self, text: &str) -> impl Iterator<Item = (char, char, usize)> {
        let kept = text.chars().enumerate().filter(move |(_, c)| !self.is_dropped(*c));
        kept.map(move |(i, c)| (self.unify(c), c, i))
    }

    /// The characters of a text with glyph variants unified and white space removed.
    pub fn unified(self, text: &str) -> Vec<char> {
        self.characters(text).map(|(unified, _, _)| unified).collect()
    }

    /// What a character is equal to.
    fn unify(self, c: char) -> char {
        match self {
            Self::Marks => mark(c).unwrap_or_else(|| if is_plain(c) { c } else { compatible(c) }),
            Self::Width => width(c),
        }
    }

    fn is_dropped(self, c: char) -> bool {
        is_space(c)
            || matches!(c, '\u{200B}' | '\u{00AD}' | '\u{FEFF}')
            || self == Self::Width && matches!(c, '\u{200C}' | '\u{200D}')
    }

    /// Of unified characters those that are text and no pointing: letters and numbers; in [`Self::Width`] also % and +.
    pub(super) fn content(self, unified: &[char]) -> Vec<char> {
        let more = |c: char| self == Self::Width && matches!(c, '%' | '+');
        unified.iter().copied().filter(|c| more(*c) || is_letter_or_number(*c)).collect()
    }
}

/// White space; the separators of ASCII (FS, GS, RS, US) are some.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}')
}

fn is_letter_or_number(c: char) -> bool {
    static OTHER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[\p{L}\p{N}]$").ok());
    match c {
        _ if c.is_ascii() => c.is_ascii_alphanumeric(),
        '\u{4E00}'..='\u{9FFF}' => true,
        '\u{3000}'..='\u{3004}' | '\u{FF01}'..='\u{FF0F}' => false,
        _ => OTHER.as_ref().is_some_and(|other| other.is_match(c.encode_utf8(&mut [0; 4]))),
    }
}

/// Characters that normalisation leaves alone, for speed.
fn is_plain(c: char) -> bool {
    c.is_ascii() || matches!(c, '\u{4E00}'..='\u{9FFF}')
}

fn compatible(c: char) -> char {
    let mut form = std::iter::once(c).nfkc();
    match (form.next(), form.next()) {
        (Some(single), None) => mark(single).unwrap_or(single),
        _ => c,
    }
}

/// One glyph for each mark.
fn mark(c: char) -> Option<char> {
    Some(match c {
        '，' => ',',
        '。' | '．' | '｡' | '…' | '⋯' => '.',
        '；' => ';',
        '：' => ':',
        '！' => '!',
        '？' => '?',
        '（' => '(',
        '）' => ')',
        '【' | '［' => '[',
        '】' | '］' => ']',
        '“' | '”' | '„' | '″' | '＂' | '『' | '』' | '「' | '」' | '﹁' | '﹂' | '﹃' | '﹄' => '"',
        '‘' | '’' | '′' | '＇' | '｀' | '`' => '\'',
        '､' => '、',
        '—' | '–' | '―' | '─' | '━' | '－' | '‐' | '‑' | '−' => '-',
        '～' | '〜' => '~',
        '・' | '•' | '‧' => '·',
        '％' => '%',
        '〈' | '《' | '＜' => '<',
        '〉' | '》' | '＞' => '>',
        _ => return None,
    })
}

/// One width for each mark, one form for each quotation mark.
fn width(c: char) -> char {
    match c {
        ',' | '﹐' => '，',
        ':' => '：',
        ';' => '；',
        '?' => '？',
        '!' => '！',
        '(' => '（',
        ')' => '）',
        '[' => '［',
        ']' => '］',
        '<' => '＜',
        '>' => '＞',
        '％' => '%',
        '＋' => '+',
        '－' => '-',
        '．' => '.',
        '～' => '~',
        '／' => '/',
        '﹑' | '､' => '、',
        '•' | '・' | '‧' => '·',
        '『' | '﹃' => '“',
        '』' | '﹄' => '”',
        '「' | '﹁' => '‘',
        '」' | '﹂' => '’',
        '―' | '─' => '—',
        '⋯' => '…',
        '｡' => '。',
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unified(scheme: Scheme, text: &str) -> String {
        scheme.unified(text).into_iter().collect()
    }

    #[test]
    fn glyphs_of_a_mark_are_one_mark() {
        assert_eq!(unified(Scheme::Marks, "「桥」　“桥”：—１ ㎏…"), "\"桥\"\"桥\":-1㎏.");
        assert_eq!(unified(Scheme::Width, "「桥」　“桥”:—１ …"), "‘桥’“桥”：—1…");
    }

    #[test]
    fn content_is_letters_and_numbers() {
        let text = |scheme: Scheme| scheme.content(&scheme.unified("桥①，A5%ー。")).into_iter().collect::<String>();
        assert_eq!(text(Scheme::Marks), "桥1A5ー");
        assert_eq!(text(Scheme::Width), "桥①A5%ー");
    }
}
