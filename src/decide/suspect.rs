//! What all witnesses agree on and is doubtful all the same: readers of one kind share their slips.

use std::collections::BTreeMap;

use super::places::Writer;
use super::{Chosen, Confidences};
use crate::model::collation::Cell;
use crate::model::edition::{Basis, Class, Place};
use crate::text::chars::is_han;
use crate::text::script::dominant_of;

/// How sure a character is that only the other script has: as often readers take one form for the other as a text is printed so.
const FOREIGN: f64 = 0.5;

impl Writer<'_> {
    /// Characters of the other script that stand once in the article, where two witnesses or more have the same: what a
    /// paper prints so it prints so again. O(text · witnesses).
    pub(super) fn suspects(&self, confidence: &Confidences) -> Vec<Place> {
        let text = || self.chars.iter().map(|c| c.ch);
        let Some(script) = dominant_of(text()) else { return Vec::new() };
        let is_foreign = |c: &char| dominant_of(std::iter::once(*c)).is_some_and(|own| own != script);
        let mut times: BTreeMap<char, usize> = BTreeMap::new();
        text().filter(is_foreign).for_each(|c| *times.entry(c).or_default() += 1);
        let foreign = |c: char| times.get(&c) == Some(&1);
        let suspect = |c: &&Chosen| {
            is_han(c.ch) && !confidence.contested[c.column as usize] && foreign(c.ch) && self.unanimous(c)
        };
        if times.is_empty() {
            return Vec::new();
        }
        self.chars.iter().filter(suspect).map(|chosen| self.suspect(chosen)).collect()
    }

    /// Whether two witnesses or more have the character, and none has another form of it.
    fn unanimous(&self, chosen: &Chosen) -> bool {
        let form = |(w, witness): (usize, &crate::model::witness::Witness)| match self
            .ballot
            .collation
            .cell(chosen.column as usize, w)
        {
            Cell::Token(t) => Some(witness.tokens[t as usize].ch),
            _ => None,
        };
        let forms: Vec<char> = self.ballot.witnesses.iter().enumerate().filter_map(form).collect();
        forms.len() > 1 && forms.iter().all(|f| *f == chosen.ch)
    }

    fn suspect(&self, chosen: &Chosen) -> Place {
        let columns = chosen.column as usize..chosen.column as usize + 1;
        let mut place = self.blank(columns.clone(), FOREIGN);
        self.fill(&mut place, columns, &|_| FOREIGN);
        Place { class: Class::Substitution, basis: Basis::Context, doubtful: true, ..place }
    }
}
