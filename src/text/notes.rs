//! What all scans ask of a character, in one load.
//!
//! The functions of [`super::chars`] ask the tables of Unicode; here their answers are kept for each page of 64
//! characters that a text has used.

use std::sync::OnceLock;

use super::chars;

const PAGE: usize = 64;
/// Characters beyond the basic plane are too rare for a table.
const PAGES: usize = 0x1_0000 / PAGE;

static TABLE: [OnceLock<[Note; PAGE]>; PAGES] = [const { OnceLock::new() }; PAGES];

/// What is to be known of a character.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Note(u8);

impl Note {
    const HALVES: u8 = 0b11;
    const HAN: u8 = 1 << 2;
    const CONTENT: u8 = 1 << 3;
    const WHITE: u8 = 1 << 4;
    const POINT: u8 = 1 << 5;
    const ALPHANUMERIC: u8 = 1 << 6;
    const LETTER: u8 = 1 << 7;
    /// What nearly all characters of a Chinese text are.
    const IDEOGRAPH: Self = Self(2 | Self::HAN | Self::CONTENT | Self::LETTER);

    /// Of a character. O(1).
    #[inline]
    pub fn of(c: char) -> Self {
        match c {
            '\u{4E00}'..='\u{9FFF}' => Self::IDEOGRAPH,
            '\0'..='\u{FFFF}' => {
                let page = c as usize / PAGE;
                TABLE[page].get_or_init(|| page_of(page))[c as usize % PAGE]
            }
            _ => Self::asked(c),
        }
    }

    fn asked(c: char) -> Self {
        let halves = if chars::is_blank(c) { 0 } else { (2.0 * chars::width(c)) as u8 };
        let flag = |holds: bool, flag: u8| if holds { flag } else { 0 };
        Self(
            halves
                | flag(chars::is_han(c), Self::HAN)
                | flag(chars::is_content(c), Self::CONTENT)
                | flag(c.is_whitespace(), Self::WHITE)
                | flag(matches!(c, '，' | '。' | '、' | '；' | '：' | ','), Self::POINT)
                | flag(c.is_ascii_alphanumeric(), Self::ALPHANUMERIC)
                | flag(c.is_alphabetic(), Self::LETTER),
        )
    }

    /// Its width in halves of an em; nothing for what is blank.
    #[inline]
    pub fn halves(self) -> u32 {
        u32::from(self.0 & Self::HALVES)
    }

    /// As [`chars::is_han`].
    #[inline]
    pub fn is_han(self) -> bool {
        self.0 & Self::HAN != 0
    }

    /// As [`chars::is_content`].
    #[inline]
    pub fn is_content(self) -> bool {
        self.0 & Self::CONTENT != 0
    }

    /// As [`char::is_whitespace`].
    #[inline]
    pub fn is_white(self) -> bool {
        self.0 & Self::WHITE != 0
    }

    /// Whether it parts a sentence or ends it: one of ，。、；：,
    #[inline]
    pub fn is_point(self) -> bool {
        self.0 & Self::POINT != 0
    }

    /// As [`char::is_alphabetic`].
    #[inline]
    pub fn is_letter(self) -> bool {
        self.0 & Self::LETTER != 0
    }

    /// As [`char::is_ascii_alphanumeric`].
    #[inline]
    pub fn is_alphanumeric(self) -> bool {
        self.0 & Self::ALPHANUMERIC != 0
    }
}

fn page_of(page: usize) -> [Note; PAGE] {
    std::array::from_fn(|i| char::from_u32((page * PAGE + i) as u32).map_or(Note::default(), Note::asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_say_what_the_functions_say() {
        for c in ('\0'..=char::MAX).filter(|c| *c < '\u{11000}' || c.is_alphanumeric()) {
            let note = Note::of(c);
            assert_eq!(note, Note::asked(c), "{c:?}");
            assert_eq!((note.is_han(), note.is_content()), (chars::is_han(c), chars::is_content(c)), "{c:?}");
            assert_eq!(note.halves() as f32 / 2.0, chars::text_width(c.encode_utf8(&mut [0; 4])), "{c:?}");
        }
    }
}
