//! One character at a time, without context.

use std::sync::LazyLock;

use super::Target;
use super::char_table::CharTable;
use super::tables::{S2T, T2S, Tables, characters, only_char};
use crate::text::scalar;

/// The simplified form of a single character, for comparison only: what `t2s` makes of it when it stands alone. Most
/// characters are their own. O(1).
///
/// Not idempotent for 薴, whose simplified form 苧 is itself the traditional form of 苎.
#[inline]
pub fn simplified(c: char) -> char {
    TO_HANS.get(c).becomes.unwrap_or(c)
}

/// The traditional form of a single character: what `s2t` makes of it when it stands alone. Tells that conversion
/// would change a character, not what it becomes in a text: 后 stands for 後 and for 后. O(1).
#[inline]
pub fn traditional(c: char) -> char {
    TO_HANT.get(c).becomes.unwrap_or(c)
}

/// The script of a text: the one of whose own characters it has more than twice as many as of the other's. None when
/// it has none or both are mixed. Characters that both scripts use, such as 后 and 里, do not count. O(text).
pub fn dominant(text: &str) -> Option<Target> {
    dominant_of(text.chars())
}

/// The script of some characters, as [`dominant`] tells that of a text. O(characters).
pub fn dominant_of(chars: impl Iterator<Item = char>) -> Option<Target> {
    let (hans, hant) = counts(chars);
    match () {
        () if hans > 2 * hant => Some(Target::Hans),
        () if hant > 2 * hans => Some(Target::Hant),
        () => None,
    }
}

/// Of the first 8,192 characters of a text that belong to one script only, how many belong to simplified and to traditional
/// script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    hans: usize,
    hant: usize,
}

/// So many characters, some pages, tell the script of a text.
const SAMPLE: usize = 8192;

impl Balance {
    /// Of a text. O(text) at most.
    pub fn of(text: &str) -> Self {
        let (mut hans, mut hant, mut at) = (0usize, 0usize, 0);
        let sides = &*SIDES;
        while let Some((code, length)) = scalar::at(text.as_bytes(), at).filter(|_| hans + hant < SAMPLE) {
            if length > 2 {
                let side = char::from_u32(code).map_or(0, |c| sides.get(c));
                hans += usize::from(side & HANS);
                hant += usize::from(side >> 1);
            }
            at += length;
        }
        Self { hans, hant }
    }

    /// Whether the text is in traditional script, by [`dominant`].
    pub fn is_traditional(self) -> bool {
        self.hant > 2 * self.hans
    }

    /// Whether that stays so when so many characters of one script come or go: each may move another one into the sample,
    /// or out of it.
    pub fn is_safe(self, drift: usize) -> bool {
        let (Self { hans, hant }, moved) = (self, 2 * drift);
        let safe = if self.is_traditional() {
            hant > 2 * (hans + moved) + moved
        } else {
            hant + moved <= 2 * hans.saturating_sub(moved)
        };
        drift == 0 || safe
    }
}

/// How many characters that belong to one script only come and go when one text takes the place of another: none when they
/// are the same in the same order. O(texts).
pub fn drift(old: &str, new: &str) -> usize {
    if marked(old).eq(marked(new)) { 0 } else { marked(old).count() + marked(new).count() }
}

/// The characters of a text that belong to one script only.
fn marked(text: &str) -> impl Iterator<Item = char> {
    let sides = &*SIDES;
    text.chars().filter(|c| sides.get(*c) != 0)
}

/// Characters of simplified and of traditional text only.
fn counts(chars: impl Iterator<Item = char>) -> (usize, usize) {
    let (mut hans, mut hant) = (0usize, 0usize);
    let sides = &*SIDES;
    for c in chars.filter(|c| *c >= FIRST_IDEOGRAPH) {
        let side = sides.get(c);
        hans += usize::from(side & HANS);
        hant += usize::from(side >> 1);
    }
    (hans, hant)
}

/// What stands before all characters of either script.
const FIRST_IDEOGRAPH: char = '\u{2E80}';
const HANS: u8 = 0b01;
const HANT: u8 = 0b10;

/// Which script alone a character belongs to.
static SIDES: LazyLock<CharTable<u8>> = LazyLock::new(|| {
    let mut sides = CharTable::new();
    for c in FIRST_IDEOGRAPH..'\u{30000}' {
        match (TO_HANT.get(c).foreign, TO_HANS.get(c).foreign) {
            (true, false) => *sides.get_mut(c) = HANS,
            (false, true) => *sides.get_mut(c) = HANT,
            _ => {}
        }
    }
    sides
});

/// Whether a text is in the other script, so that conversion to `target` makes sense. O(text).
///
/// Converting what needs it, and nothing else, is idempotent; conversion alone is not: names keep characters that the
/// script has otherwise given up, and only the spelling of the other script tells them (畢昇 becomes 毕昇, but 毕昇
/// would become 毕升). Ask line by line, since a page may quote the other script.
pub fn needs_conversion(text: &str, target: Target) -> bool {
    dominant(text).is_some_and(|script| script != target)
}

static TO_HANS: LazyLock<CharTable<Form>> = LazyLock::new(|| forms(&T2S));
static TO_HANT: LazyLock<CharTable<Form>> = LazyLock::new(|| forms(&S2T));

/// What a script makes of a character.
#[derive(Debug, Clone, Copy, Default)]
struct Form {
    /// Its form in the script, where it is another character.
    becomes: Option<char>,
    /// Whether no text in the script has the character: it is not among the forms it may become.
    foreign: bool,
}

fn forms(tables: &Tables) -> CharTable<Form> {
    let mut forms = CharTable::<Form>::new();
    let normal = characters(tables.normalization).map(|(c, entry)| (c, only_char(entry.preferred())));
    // The first table that knows a character has the word, so it is entered last.
    for (c, entry) in tables.characters.iter().rev().flat_map(|table| characters(table)) {
        let becomes = only_char(entry.preferred()).filter(|becomes| *becomes != c);
        *forms.get_mut(c) = Form { becomes, foreign: entry.forms().all(|form| form != entry.key) };
    }
    for (c, normal) in normal {
        let Some(normal) = normal else { continue };
        let form = forms.get(normal);
        *forms.get_mut(c) = Form { becomes: form.becomes.or(Some(normal)), ..form };
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::super::builtin;
    use super::*;

    #[test]
    fn a_single_character_becomes_what_conversion_makes_of_it() {
        for c in ('\0'..=char::MAX).filter(|c| matches!(*c as u32, 0..0x3000 | 0x3400..0xA000 | 0xF900..0x40000)) {
            let text = c.to_string();
            assert_eq!(builtin(Target::Hans).convert(&text), simplified(c).to_string());
            assert_eq!(builtin(Target::Hant).convert(&text), traditional(c).to_string());
        }
    }

    #[test]
    fn forms_of_one_character_meet() {
        assert!(['發', '髮', '发'].iter().all(|c| simplified(*c) == '发'));
        assert!(['裏', '裡', '里'].iter().all(|c| simplified(*c) == '里'));
        assert_eq!((simplified('乾'), simplified('A'), traditional('门')), ('干', 'A', '門'));
    }

    #[test]
    fn the_script_of_a_text_is_that_of_its_own_characters() {
        assert_eq!(dominant("经济发展"), Some(Target::Hans));
        assert_eq!(dominant("經濟發展"), Some(Target::Hant));
        assert_eq!(dominant("2030 Beijing 人民"), None);
        assert_eq!(dominant("皇后面前十里，只了"), None);
        assert_eq!(dominant("经济經濟"), None);
        assert_eq!(dominant("经济发展經"), Some(Target::Hans));
    }
}
