//! OpenCC's conversion in Rust: what `t2s` and `s2t` do, without the C++ library.
//!
//! A configuration without segmentation works in two stages. First each compatibility ideograph becomes the character
//! it stands for. Then, from left to right, the longest phrase that begins at the position is replaced and stepped
//! over; where none begins, the character is. Phrases that stay as they are count: they keep their characters from
//! being converted one by one.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use super::char_table::CharTable;
use super::phrases::{Phrase, Phrases};
use super::tables::{self, S2T, T2S, Tables, characters, entries, only_char};
use super::{ScriptConverter, Target};

/// The built-in converter into a script, whatever the features of the build.
///
/// The first call for a target builds its index: O(size of the tables).
pub fn builtin(target: Target) -> &'static dyn ScriptConverter {
    static TO_HANS: LazyLock<Chain> = LazyLock::new(|| Chain::new(concat!(tables::release!(), "/t2s"), &T2S));
    static TO_HANT: LazyLock<Chain> = LazyLock::new(|| Chain::new(concat!(tables::release!(), "/s2t"), &S2T));
    match target {
        Target::Hans => &*TO_HANS,
        Target::Hant => &*TO_HANT,
    }
}

/// One configuration, indexed.
struct Chain {
    id: &'static str,
    normal: CharTable<Option<char>>,
    cells: CharTable<Cell>,
    phrases: Phrases,
}

/// What is to be done where a character stands.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    /// What the character becomes outside phrases.
    becomes: Option<char>,
    /// First of the phrases that begin with it.
    first_phrase: u32,
    /// Number of phrases that begin with it.
    phrases: u32,
}

impl Chain {
    fn new(id: &'static str, tables: &Tables) -> Self {
        let mut normal = CharTable::<Option<char>>::new();
        for (c, entry) in characters(tables.normalization) {
            *normal.get_mut(c) = only_char(entry.preferred());
        }
        let mut cells = CharTable::<Cell>::new();
        // The first table that knows a character has the word, so it is entered last.
        for (c, entry) in tables.characters.iter().rev().flat_map(|table| characters(table)) {
            cells.get_mut(c).becomes = only_char(entry.preferred()).filter(|becomes| *becomes != c);
        }
        let phrases = tables.phrases.iter().flat_map(|table| entries(table));
        let phrases = Phrases::new(phrases.map(|entry| (entry.key, entry.preferred())));
        for (c, range) in phrases.by_first_char() {
            let cell = cells.get_mut(c);
            (cell.first_phrase, cell.phrases) = (range.start as u32, range.len() as u32);
        }
        Self { id, normal, cells, phrases }
    }

    fn normalised<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !has_compatibility_ideograph(text) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(text.chars().map(|c| self.normal.get(c).unwrap_or(c)).collect())
    }

    /// Converts normalised text.
    fn convert_normal<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut out = Rewritten::new(text);
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let cell = self.cells.get(c);
            if let Some(phrase) = self.phrase_at(cell, &text[at..]) {
                if phrase.from != phrase.to {
                    out.replace(at..at + phrase.from.len(), phrase.to);
                }
                at += phrase.from.len();
                continue;
            }
            if let Some(becomes) = cell.becomes {
                out.replace(at..at + c.len_utf8(), becomes.encode_utf8(&mut [0; 4]));
            }
            at += c.len_utf8();
        }
        out.finish()
    }

    #[inline]
    fn phrase_at(&self, cell: Cell, text: &str) -> Option<Phrase> {
        if cell.phrases == 0 {
            return None;
        }
        let start = cell.first_phrase as usize;
        self.phrases.longest(start..start + cell.phrases as usize, text)
    }
}

impl ScriptConverter for Chain {
    /// O(text · log of the phrases with the same first character).
    fn convert<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.normalised(text) {
            Cow::Borrowed(text) => self.convert_normal(text),
            Cow::Owned(text) => Cow::Owned(self.convert_normal(&text).into_owned()),
        }
    }

    fn id(&self) -> &str {
        self.id
    }
}

/// A text with stretches replaced from left to right; copied only once something is replaced.
struct Rewritten<'a> {
    text: &'a str,
    out: String,
    /// Bytes of the text that are in `out`, replaced or not.
    done: usize,
}

impl<'a> Rewritten<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, out: String::new(), done: 0 }
    }

    fn replace(&mut self, at: Range<usize>, with: &str) {
        if self.done == 0 {
            self.out.reserve(self.text.len());
        }
        self.out.push_str(&self.text[self.done..at.start]);
        self.out.push_str(with);
        self.done = at.end;
    }

    fn finish(mut self) -> Cow<'a, str> {
        if self.done == 0 {
            return Cow::Borrowed(self.text);
        }
        self.out.push_str(&self.text[self.done..]);
        Cow::Owned(self.out)
    }
}

/// Whether a text may hold a character of U+F900–FAFF or U+2F800–2FFFF: told by two bytes, so that the rest of the
/// text, full-width forms included, needs no decoding.
fn has_compatibility_ideograph(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| matches!(pair, [0xEF, 0xA4..=0xAB] | [0xF0, 0xAF]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_shields_its_characters() {
        assert_eq!(builtin(Target::Hans).convert("乾隆年間，乾燥"), "乾隆年间，干燥");
    }

    #[test]
    fn phrases_apply_to_normalised_text() {
        let compatibility = "\u{F9BA}解";
        assert_eq!(builtin(Target::Hans).convert(compatibility), builtin(Target::Hans).convert("了解"));
    }

    #[test]
    fn text_without_other_script_is_borrowed() {
        for text in ["", "plain", "人民，2030", "\u{FF0C}\u{FEFF}"] {
            assert!(matches!(builtin(Target::Hans).convert(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn every_key_of_the_normalisation_is_seen_by_the_byte_test() {
        for (c, _) in characters(T2S.normalization) {
            assert!(has_compatibility_ideograph(c.encode_utf8(&mut [0; 4])), "{c}");
        }
    }
}
