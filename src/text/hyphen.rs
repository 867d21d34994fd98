//! Hyphens at line ends: part of a word, or put there by the setter.
//!
//! A sign at a line end says only that the word goes on. Whether the word has a hyphen of its own is told from where it
//! stands inside a line; a text, and better still several printings with other line ends, attest that of many words.

use rustc_hash::FxHashSet;

use super::chars::CharClass;

/// Signs that part a word at a line end: hyphens, the double hyphens of blackletter and what recognisers make of
/// them, and the mark by which some engines say that they saw a hyphen there.
pub const SIGNS: [char; 6] = ['-', '\u{2010}', '\u{AD}', '⸗', '=', '¬'];

/// So many lines that end in `=` after a letter make it a hyphen.
const REGULAR: usize = 3;

/// Words before which a hyphen stands for the rest of a compound (Vor- und Nachteile).
const CONJUNCTIONS: [&str; 10] = ["and", "or", "und", "oder", "bzw", "sowie", "bis", "et", "ou", "och"];

/// A word that a line end cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut<'t> {
    /// Its letters before the sign; letters before another hyphen are not among them.
    pub left: &'t str,
    /// The sign at the line end.
    pub sign: char,
    /// Its letters on the next line.
    pub right: &'t str,
    /// Whether a hyphen follows these (well-⏎to-do).
    chained: bool,
}

impl<'t> Cut<'t> {
    /// The cut between the end of one line and the start of the next; none unless letters stand on both sides of one of the
    /// [`SIGNS`]. O(word).
    pub fn at(before: &'t str, after: &'t str) -> Option<Self> {
        let sign = before.chars().next_back().filter(|c| SIGNS.contains(c))?;
        let head = &before[..before.len() - sign.len_utf8()];
        let left = &head[head.trim_end_matches(is_letter).len()..];
        let right = &after[..after.len() - after.trim_start_matches(is_letter).len()];
        let chained = after[right.len()..].starts_with('-');
        (!left.is_empty() && !right.is_empty()).then_some(Self { left, sign, right, chained })
    }

    /// Whether the case of its letters lets them be one word: the rest is in small letters, and before it stands no single letter
    /// (none is parted from its word: T-shirt) and no word in capitals (UN-backed).
    pub fn is_even(&self) -> bool {
        let single = self.left.chars().nth(1).is_none();
        let capitals = self.left.chars().all(char::is_uppercase);
        self.right.chars().all(char::is_lowercase) && !single && !capitals
    }

    /// Whether a conjunction follows, so that the hyphen stands for the rest of a compound.
    pub fn is_suspended(&self) -> bool {
        !self.chained && CONJUNCTIONS.contains(&self.right)
    }

    fn whole(&self) -> String {
        format!("{}{}", self.left, self.right).to_lowercase()
    }

    fn hyphened(&self) -> String {
        format!("{}-{}", self.left, self.right).to_lowercase()
    }
}

/// What texts attest of the words that their line ends cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attested {
    /// Words that stand inside a line, in small letters.
    whole: FxHashSet<String>,
    /// The same with a hyphen in them.
    hyphened: FxHashSet<String>,
    /// Words cut by `=` in a text that does so regularly.
    doubled: FxHashSet<String>,
}

impl Attested {
    /// What these texts attest, whatever their order. O(text); without cut words O(lines).
    pub fn of<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> Self {
        let (mut whole, mut hyphened) = (FxHashSet::default(), FxHashSet::default());
        let mut attested = Self::default();
        for text in texts.clone() {
            let found: Vec<Cut<'_>> = cuts(text).collect();
            let doubles = found.iter().filter(|c| c.sign == '=');
            if doubles.clone().count() >= REGULAR {
                attested.doubled.extend(doubles.map(Cut::whole));
            }
            whole.extend(found.iter().map(Cut::whole));
            hyphened.extend(found.iter().map(Cut::hyphened));
        }
        if !whole.is_empty() {
            texts.for_each(|text| attested.look(text, &whole, &hyphened));
        }
        attested
    }

    /// Whether a cut word stands whole inside a line.
    pub fn is_whole(&self, cut: &Cut<'_>) -> bool {
        !self.whole.is_empty() && self.whole.contains(&cut.whole())
    }

    /// Whether a cut word stands with a hyphen inside a line.
    pub fn is_hyphened(&self, cut: &Cut<'_>) -> bool {
        !self.hyphened.is_empty() && self.hyphened.contains(&cut.hyphened())
    }

    /// Whether a word is cut by `=` in a text that does so regularly.
    pub fn is_doubled(&self, cut: &Cut<'_>) -> bool {
        cut.sign == '=' && self.doubled.contains(&cut.whole())
    }

    /// Notes which of the wanted words stand inside a line of a text.
    fn look(&mut self, text: &str, whole: &FxHashSet<String>, hyphened: &FxHashSet<String>) {
        for line in text.lines().map(str::trim_end) {
            let mut last: Option<(String, usize)> = None;
            for (start, word) in words(line) {
                let end = start + word.len();
                // The letters before a sign at the line end are part of a word.
                if line[end..].strip_prefix(SIGNS).is_some_and(str::is_empty) {
                    break;
                }
                let small = word.to_lowercase();
                let pair = last.filter(|(_, end)| &line[*end..start] == "-").map(|(first, _)| first + "-" + &small);
                self.hyphened.extend(pair.filter(|pair| hyphened.contains(pair)));
                if whole.contains(&small) {
                    self.whole.insert(small.clone());
                }
                last = Some((small, end));
            }
        }
    }
}

/// The words that the line ends of a text cut; blank lines between do not matter.
fn cuts(text: &str) -> impl Iterator<Item = Cut<'_>> {
    let mut before = "";
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .filter_map(move |line| Cut::at(std::mem::replace(&mut before, line), line))
}

/// The runs of letters of a line, and where each begins.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let start = |word: &str| word.as_ptr() as usize - line.as_ptr() as usize;
    line.split(|c| !is_letter(c)).filter(|word| !word.is_empty()).map(move |word| (start(word), word))
}

/// A letter of an alphabetic script.
pub fn is_letter(c: char) -> bool {
    matches!(CharClass::of(c), CharClass::Upper | CharClass::Lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut<'t>(before: &'t str, after: &'t str) -> Cut<'t> {
        Cut::at(before, after).expect("a cut word")
    }

    #[test]
    fn a_cut_has_letters_on_both_sides_of_a_sign() {
        let found = cut("Vieille-du-Tem-", "ple, 107");
        assert_eq!((found.left, found.sign, found.right), ("Tem", '-', "ple"));
        for (before, after) in
            [("a range of 12-", "15"), ("he said -", "and left"), ("- -", "x"), ("word", "next"), ("", "x")]
        {
            assert_eq!(Cut::at(before, after), None, "{before}|{after}");
        }
        assert_eq!(cut("Wach¬", "ſtube").sign, '¬');
    }

    #[test]
    fn case_tells_compounds() {
        assert!(cut("Exam-", "ple").is_even() && cut("Straſ-", "ſe").is_even());
        assert!(!cut("China-", "ASEAN").is_even() && !cut("UN-", "backed").is_even() && !cut("T-", "shirt").is_even());
        assert!(cut("Vor-", "und Nachteile").is_suspended() && !cut("rock-", "and-roll").is_suspended());
    }

    #[test]
    fn the_inside_of_lines_attests_words() {
        let text = "An example of a well-known word: the exam-\nple is well-\nknown, and so is unat-\n\ntested.";
        let attested = Attested::of([text].into_iter());
        assert!(attested.is_whole(&cut("Exam-", "ple")) && !attested.is_hyphened(&cut("exam-", "ple")));
        assert!(attested.is_hyphened(&cut("well-", "known")) && !attested.is_whole(&cut("well-", "known")));
        let unknown = cut("unat-", "tested");
        assert!(!attested.is_whole(&unknown) && !attested.is_hyphened(&unknown));
        let elsewhere = Attested::of([text, "Unattested."].into_iter());
        assert!(elsewhere.is_whole(&unknown));
    }

    #[test]
    fn double_hyphens_are_told_by_their_number() {
        let lines = |n: usize| "die Nach=\nricht von der Sache\n".repeat(n);
        let attested = |n: usize| Attested::of([lines(n).as_str()].into_iter());
        assert!(attested(3).is_doubled(&cut("Nach=", "richt")) && !attested(2).is_doubled(&cut("Nach=", "richt")));
    }
}
