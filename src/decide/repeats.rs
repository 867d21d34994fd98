//! What is printed twice, or once: 人人 and 人.
//!
//! To read or set a character twice, or one of two only once (dittography and haplography, 衍 and 脱), is a slip of the eye
//! and no misreading of a shape.

use std::ops::Range;

use super::Chosen;
use super::places::{Writer, at_most};
use crate::model::edition::Place;
use crate::text::fold::fold;

/// How sure it is at most that a text stands twice, or once, where no majority tells: how often a source adds or leaves out
/// characters says nothing of how often it doubles them.
const EITHER: f64 = 0.9;

impl Writer<'_> {
    /// A place with the neighbours that say again what some witness lacks in it: nobody knows which of them is too many.
    /// `odds` tells how likely the reading of a witness is. O(columns that say it again · witnesses).
    pub(super) fn with_repeats(&self, place: Place, columns: Range<usize>, odds: &dyn Fn(usize) -> f64) -> Place {
        let wider = self.repeated(&place, columns.clone());
        if wider == columns {
            return place;
        }
        let mut whole = self.blank(wider.clone(), place.confidence);
        self.fill(&mut whole, wider, odds);
        let Place { at, lemma, readings, absent, context, .. } = whole;
        let mut place = Place { at, lemma, readings, absent, context, ..place };
        let holding = place.readings[0].sigla.len();
        if place.readings[1..].iter().any(|r| r.sigla.len() >= holding) {
            at_most(&mut place, EITHER);
        }
        place
    }

    /// The columns of a place, and those beside it that say the same again and on which all agree.
    fn repeated(&self, place: &Place, columns: Range<usize>) -> Range<usize> {
        if place.readings.iter().all(|r| !r.text.is_empty()) {
            return columns;
        }
        let index = |column: usize| self.chars.partition_point(|c| (c.column as usize) < column);
        let agreed = |c: &Chosen| self.sheet.contested.binary_search_by_key(&c.column, |c| c.column).is_err();
        let ahead = || self.chars[..index(columns.start)].iter().rev().take_while(|c| agreed(c));
        let behind = || self.chars[index(columns.end)..].iter().take_while(|c| agreed(c));
        let mut wider = columns.clone();
        for reading in place.readings.iter().filter(|r| !r.text.is_empty()) {
            let text: Vec<char> = reading.text.chars().filter(|c| !c.is_whitespace()).map(fold).collect();
            if let Some(last) = again(text.iter(), behind()) {
                wider.end = wider.end.max(last + 1);
            }
            if let Some(first) = again(text.iter().rev(), ahead()) {
                wider.start = wider.start.min(first);
            }
        }
        wider
    }
}

/// The column as far as which characters say a text again and again, if they begin to.
fn again<'t, 'c>(
    text: impl Iterator<Item = &'t char> + Clone,
    chars: impl Iterator<Item = &'c Chosen>,
) -> Option<usize> {
    let same = chars.zip(text.cycle()).take_while(|(chosen, c)| fold(chosen.ch) == **c);
    same.last().map(|(chosen, _)| chosen.column as usize)
}

#[cfg(test)]
mod tests {
    use crate::collate::{collate, tokenize};
    use crate::decide::decide_alone;
    use crate::model::edition::Place;
    use crate::model::witness::{Family, Witness};

    const ONCE: &str = "园子里的人都去看花";
    const TWICE: &str = "园子里的人人都去看花";

    fn place(texts: &[&str]) -> Place {
        let witness = |(i, text): (usize, &&str)| tokenize(text, &i.to_string(), &i.to_string(), Family::Unknown);
        let witnesses: Vec<Witness> = texts.iter().enumerate().map(witness).collect();
        decide_alone(&witnesses, &collate(&witnesses)).places.swap_remove(0)
    }

    #[test]
    fn of_equal_neighbours_none_is_the_one_too_many() {
        let cases: [(&[&str], _, _); 2] = [(&[TWICE, ONCE], "人人", "人"), (&[ONCE, TWICE, ONCE], "人", "人人")];
        for (texts, lemma, other) in cases {
            let place = place(texts);
            assert_eq!((&*place.lemma, &*place.readings[1].text), (lemma, other));
            assert_eq!((place.at.start, place.at.end), (4, 4 + lemma.chars().count() as u32));
        }
    }

    #[test]
    fn rates_do_not_tell_what_stands_twice_and_a_majority_does() {
        let even = place(&[TWICE, ONCE]);
        assert!(even.doubtful && even.confidence <= super::EITHER, "{}", even.confidence);
        let settled = place(&[ONCE, ONCE, ONCE, ONCE, TWICE]);
        assert!(settled.confidence > super::EITHER, "{}", settled.confidence);
    }

    #[test]
    fn a_word_that_ends_as_its_neighbour_does_is_said_again() {
        let place = place(&["他们边走边走边看花", "他们边走边看花"]);
        assert_eq!((&*place.lemma, &*place.readings[1].text), ("边走边走边", "边走边"));
    }
}
