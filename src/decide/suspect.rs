//! What all witnesses agree on and is doubtful all the same: readers of one kind share their slips.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::places::Writer;
use super::{Chosen, Confidences};
use crate::model::collation::Cell;
use crate::model::edition::{Basis, Class, Place};
use crate::model::witness::{Family, Witness};
use crate::text::chars::{CharClass, is_content, is_han, is_opening};
use crate::text::fold::fold;
use crate::text::script::{dominant_of, words};

/// How sure a character is that only the other script has: as often readers take one form for the other as a text is printed so.
const FOREIGN: f64 = 0.5;
/// How sure a stroke is where a dash may stand.
const STROKE: f64 = 0.5;
/// How sure a colon is that opens no quotation: it has the dots of a semicolon, whose tail is easily lost.
const COLON: f64 = 0.9;
/// How sure a rare character is: readers have seen little of it.
const RARE: f64 = 0.9;

/// What stands once in an article and may well be a slip.
struct Odd {
    once: BTreeMap<char, Oddity>,
}

/// What is odd about a character.
#[derive(Clone, Copy)]
enum Oddity {
    /// Only the other script has it, and what a paper prints so it prints so again.
    Foreign,
    /// No listed phrase has it.
    Rare,
}

impl Odd {
    /// None where the text has no script. O(text).
    fn new(chars: &[Chosen]) -> Option<Self> {
        let text = || chars.iter().map(|c| c.ch);
        let script = dominant_of(text())?;
        let foreign = |c: char| dominant_of(std::iter::once(c)).is_some_and(|own| own != script);
        let oddity = |c: char| match () {
            () if !is_han(c) => None,
            () if foreign(c) => Some(Oddity::Foreign),
            () => (!is_listed(fold(c))).then_some(Oddity::Rare),
        };
        let mut times: BTreeMap<char, (Oddity, usize)> = BTreeMap::new();
        for (c, odd) in text().filter_map(|c| Some((c, oddity(c)?))) {
            times.entry(c).or_insert((odd, 0)).1 += 1;
        }
        times.retain(|_, (_, times)| *times == 1);
        Some(Self { once: times.into_iter().map(|(c, (odd, _))| (c, odd)).collect() })
    }
}

/// The characters of all listed phrases, by a bit each. The first call reads them all (some 2 ms).
fn is_listed(c: char) -> bool {
    static LISTED: LazyLock<Vec<u64>> = LazyLock::new(|| {
        let mut bits = vec![0; (char::MAX as usize + 1) / 64];
        words().iter().flat_map(|word| word.chars()).for_each(|c| bits[c as usize / 64] |= 1 << (c as usize % 64));
        bits
    });
    LISTED[c as usize / 64] & 1 << (c as usize % 64) != 0
}

/// How sure a character of a text is that all have, if there is anything against it; `read` when all are readers of images.
fn sureness(odd: &Odd, chars: &[Chosen], at: usize, read: bool) -> Option<f64> {
    let c = chars[at].ch;
    match odd.once.get(&c) {
        Some(Oddity::Foreign) => Some(FOREIGN),
        _ if !read => None,
        Some(Oddity::Rare) => Some(RARE),
        None if is_stroke_for_dash(chars, at) => Some(STROKE),
        None => opens_nothing(chars, at).then_some(COLON),
    }
}

/// Whether a 一 stands where a dash is likelier: beside another stroke or half a dash, or between digits.
fn is_stroke_for_dash(chars: &[Chosen], at: usize) -> bool {
    if chars[at].ch != '一' {
        return false;
    }
    let is = |i: Option<usize>, f: fn(char) -> bool| i.and_then(|i| chars.get(i)).is_some_and(|c| f(c.ch));
    let (before, after) = (at.checked_sub(1), Some(at + 1));
    let dash: fn(char) -> bool = |c| matches!(fold(c), '一' | '—');
    let digit: fn(char) -> bool = |c| fold(c).is_ascii_digit();
    is(before, dash) || is(after, dash) || (is(before, digit) && is(after, digit))
}

/// Whether a colon between Han text opens no quotation and ends no line.
fn opens_nothing(chars: &[Chosen], at: usize) -> bool {
    if !matches!(chars[at].ch, ':' | '：') {
        return false;
    }
    let (Some(before), Some(after)) = (at.checked_sub(1).map(|i| &chars[i]), chars.get(at + 1)) else { return false };
    let ends = after.break_before || after.gap_before || is_opening(after.ch);
    let time = fold(before.ch).is_ascii_digit() && fold(after.ch).is_ascii_digit();
    !ends && !time && is_content(after.ch)
}

impl Writer<'_> {
    /// Characters on which two witnesses or more agree, and against which something speaks. O(text · witnesses).
    pub(super) fn suspects(&self, confidence: &Confidences) -> Vec<Place> {
        let Some(odd) = Odd::new(self.chars) else { return Vec::new() };
        let suspect = |(at, chosen): (usize, &Chosen)| {
            if confidence.contested[chosen.column as usize] {
                return None;
            }
            sureness(&odd, self.chars, at, true)?;
            let read = self.agreed_by_readers(chosen)?;
            Some(self.suspect(chosen, sureness(&odd, self.chars, at, read)?))
        };
        self.chars.iter().enumerate().filter_map(suspect).collect()
    }

    /// Whether all that have the character are readers of images; none unless two witnesses or more have it, and no one another
    /// or another form of it. A mark is the same in any width. O(witnesses).
    fn agreed_by_readers(&self, chosen: &Chosen) -> Option<bool> {
        let form = |(w, witness): (usize, &Witness)| match self.ballot.collation.cell(chosen.column as usize, w) {
            Cell::Token(t) => Some((witness.tokens[t as usize].ch, witness.family)),
            _ => None,
        };
        let forms: Vec<(char, Family)> = self.ballot.witnesses.iter().enumerate().filter_map(form).collect();
        let same = |form: char| form == chosen.ch || (!is_han(form) && fold(form) == fold(chosen.ch));
        let agreed = forms.len() > 1 && forms.iter().all(|(form, _)| same(*form));
        agreed.then(|| forms.iter().all(|(_, family)| *family != Family::TextLayer))
    }

    fn suspect(&self, chosen: &Chosen, sureness: f64) -> Place {
        let columns = chosen.column as usize..chosen.column as usize + 1;
        let mut place = self.blank(columns.clone(), sureness);
        self.fill(&mut place, columns, &|_| sureness);
        let punctuation = CharClass::of(fold(chosen.ch)) == CharClass::Punctuation;
        let class = if punctuation { Class::Punctuation } else { Class::Substitution };
        Place { class, basis: Basis::Context, doubtful: true, ..place }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collate::{collate, tokenize};
    use crate::decide::decide_alone;

    fn chars(text: &str) -> Vec<Chosen> {
        let mut chars: Vec<Chosen> = Vec::new();
        let mut break_before = false;
        for (column, ch) in text.chars().enumerate() {
            if ch != '\n' {
                let column = column as u32;
                chars.push(Chosen {
                    ch,
                    column,
                    space_before: false,
                    break_before,
                    gap_before: false,
                    confidence: 1.0,
                });
            }
            break_before = ch == '\n';
        }
        chars
    }

    /// The characters of a text that are doubtful although all agree, and how sure each is.
    fn doubted(text: &str, read: bool) -> Vec<(char, f64)> {
        let chars = chars(text);
        let Some(odd) = Odd::new(&chars) else { return Vec::new() };
        let sure = |at: usize| Some((chars[at].ch, sureness(&odd, &chars, at, read)?));
        (0..chars.len()).filter_map(sure).collect()
    }

    /// The doubtful places of some witnesses: lemma, and how many have it.
    fn places(texts: &[(&str, Family)]) -> Vec<(String, usize)> {
        let witness = |(text, family): &(&str, Family)| tokenize(text, text, text, *family);
        let witnesses: Vec<Witness> = texts.iter().map(witness).collect();
        let places = decide_alone(&witnesses, &collate(&witnesses)).places;
        places.into_iter().filter(|p| p.doubtful).map(|p| (p.lemma, p.readings[0].sigla.len())).collect()
    }

    #[test]
    fn what_only_the_other_script_has_is_foreign_where_it_stands_once() {
        assert_eq!(doubted("我们的园子里开过門，说是为了风", false), [('門', FOREIGN)]);
        assert_eq!(doubted("我们的園子里开过園，说是为了风", false), [], "printed so twice");
        assert_eq!(doubted("山上有一座石桥和一座木屋", false), [], "no script, no other one");
    }

    #[test]
    fn a_stroke_beside_a_dash_or_between_digits_is_no_number() {
        assert_eq!(doubted("这里是他们的园子一一春天", true), [('一', STROKE); 2]);
        assert_eq!(doubted("这里是他们的园子—一春天", true), [('一', STROKE)]);
        assert_eq!(doubted("他们从1951一1960年种树", true), [('一', STROKE)]);
        assert_eq!(doubted("他们第一次种了5一共", true), []);
        assert_eq!(doubted("这里是他们的园子一一春天", false), [], "a text layer has what was set");
    }

    #[test]
    fn a_colon_that_opens_nothing_may_have_been_a_semicolon() {
        assert_eq!(doubted("他们种了树：我们去看", true), [('：', COLON)]);
        for text in ["他们说：“去看树”", "他们在8:30去看树", "他们种的树：\n我们去看", "他们种的树："]
        {
            assert_eq!(doubted(text, true), [], "{text}");
        }
        assert_eq!(doubted("他们种了树：我们去看", false), []);
    }

    #[test]
    fn a_character_of_no_listed_phrase_is_rare_where_it_stands_once() {
        assert_eq!(doubted("他们说马跑得骉", true), [('骉', RARE)]);
        assert_eq!(doubted("他们说马骉，骉马", true), []);
        assert_eq!(doubted("他们说马跑得骉", false), []);
    }

    #[test]
    fn only_what_two_readers_agree_on_is_suspect() {
        let (text, other) = ("他们在园子里说马跑得骉", "他们在园子里说马跑得快");
        let marked = |n| vec![("骉".to_owned(), n)];
        assert_eq!(places(&[(text, Family::Ocr), (text, Family::Unknown)]), marked(2));
        assert_eq!(places(&[(text, Family::Ocr), (text, Family::TextLayer)]), [], "set so");
        assert_eq!(places(&[(text, Family::Ocr)]), [], "nothing was voted on");
        assert_eq!(places(&[(text, Family::Ocr), (other, Family::Ocr)]).len(), 1, "a place as it is");
    }

    #[test]
    fn a_mark_is_one_in_any_width() {
        let texts = ["他们种了树：我们去看", "他们种了树:我们去看"];
        assert_eq!(places(&texts.map(|t| (t, Family::Ocr))), [("：".to_owned(), 2)]);
    }
}
