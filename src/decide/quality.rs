//! How good the witnesses are, without a gold text.
//!
//! A witness errs where it has something else than the truth. Truth is not known, but how likely each reading is to be
//! right is: the sum of what a witness has against it is the number of its errors to be expected. Comparing it with the chosen
//! text instead would charge it with the errors of the choice, and comparing two witnesses with one another would
//! charge each with the errors of both.

use std::collections::BTreeMap;

use super::Chosen;
use super::choose::Question;
use super::score::{AgreedError, Scorer};
use super::sheet::Sheet;
use super::votes::{Ballot, Vote};
use crate::model::collation::Cell;
use crate::model::edition::Quality;
use crate::text::chars::is_han;
use crate::text::fold::fold;

/// Errors to be expected of each page of each voter, by witness and page. O(cells).
pub(super) fn quality(
    ballot: &Ballot<'_>,
    sheet: &Sheet,
    questions: &[Question],
    scorer: &Scorer,
    chars: &[Chosen],
) -> BTreeMap<(usize, u32), Quality> {
    let mut counter = Counter { ballot, open: vec![None; ballot.voters.len()], of: BTreeMap::new() };
    let agreed = scorer.agreed(ballot);
    let mut asked =
        questions.iter().flat_map(|q| q.columns.clone().enumerate().map(move |(i, c)| (q, i, c))).peekable();
    let mut votes = Vec::new();
    for column in 0..ballot.collation.columns() {
        counter.turn_pages(column);
        if let Some(fold) = ballot.agreed(column) {
            counter.all_have(agreed.of(fold));
            continue;
        }
        match asked.next_if(|(_, _, c)| sheet.contested[*c].column as usize == column) {
            Some((question, i, c)) => counter.contested(sheet.votes(&sheet.contested[c]), question, i),
            None => {
                ballot.read(column, &mut votes);
                counter.agreed(&votes, scorer);
            }
        }
    }
    chars.iter().filter(|c| !ballot.has_one_form(c.column as usize)).for_each(|chosen| counter.forms(chosen));
    counter.close();
    counter.of
}

struct Counter<'a> {
    ballot: &'a Ballot<'a>,
    /// The page that each voter is on.
    open: Vec<Option<OpenPage>>,
    of: BTreeMap<(usize, u32), Quality>,
}

/// What is counted of a page so far.
#[derive(Clone, Copy)]
struct OpenPage {
    page: u32,
    quality: Quality,
    counted: bool,
}

impl Counter<'_> {
    /// What a witness leaves out is charged to the page where it goes on.
    fn turn_pages(&mut self, column: usize) {
        for (rank, witness) in self.ballot.voters.iter().enumerate() {
            let Cell::Token(t) = self.ballot.collation.cell(column, *witness) else { continue };
            self.turn_to(rank, self.ballot.witnesses[*witness].tokens[t as usize].page);
        }
    }

    fn turn_to(&mut self, rank: usize, page: u32) {
        if self.open[rank].is_none_or(|open| open.page != page) {
            self.close_one(rank);
            let quality = self.of.get(&(self.ballot.voters[rank], page)).copied();
            self.open[rank] = Some(OpenPage { page, quality: quality.unwrap_or_default(), counted: quality.is_some() });
        }
    }

    fn close_one(&mut self, rank: usize) {
        if let Some(open) = self.open[rank].filter(|open| open.counted) {
            self.of.insert((self.ballot.voters[rank], open.page), open.quality);
        }
    }

    fn close(&mut self) {
        (0..self.open.len()).for_each(|rank| self.close_one(rank));
    }

    fn page(&mut self, rank: usize) -> Option<&mut Quality> {
        let open = self.open[rank].as_mut()?;
        open.counted = true;
        Some(&mut open.quality)
    }

    fn all_have(&mut self, agreed: AgreedError) {
        for rank in 0..self.open.len() {
            if let Some(page) = self.page(rank) {
                page.characters += 1.0;
                page.substituted += agreed.error;
                page.omitted += agreed.omission;
            }
        }
    }

    fn agreed(&mut self, votes: &[Vote], scorer: &Scorer) {
        let wrong = scorer.common_error(votes);
        for vote in votes.iter().filter(|v| v.fold.is_some()) {
            let omitted = if votes.len() == 1 { scorer.omission(vote) } else { 0.0 };
            if let Some(page) = self.page(vote.rank as usize) {
                page.characters += 1.0;
                page.substituted += wrong;
                page.omitted += omitted;
            }
        }
    }

    /// Another form of the chosen Han character, of the other script or a variant, is an error too.
    fn forms(&mut self, chosen: &Chosen) {
        for (rank, witness) in self.ballot.voters.iter().enumerate() {
            let Cell::Token(t) = self.ballot.collation.cell(chosen.column as usize, *witness) else { continue };
            let token = &self.ballot.witnesses[*witness].tokens[t as usize];
            if token.ch != chosen.ch && is_han(token.ch) && token.fold == fold(chosen.ch) {
                self.turn_to(rank, token.page);
                if let Some(page) = self.page(rank) {
                    page.substituted += f64::from(chosen.confidence);
                }
            }
        }
    }

    fn contested(&mut self, votes: &[Vote], question: &Question, i: usize) {
        for vote in votes {
            let Some(page) = self.page(vote.rank as usize) else { continue };
            page.characters += f64::from(u8::from(vote.fold.is_some()));
            for answer in &question.answers {
                match (vote.fold, answer.reading.get(i).copied().flatten()) {
                    (a, b) if a == b => {}
                    (None, _) => page.omitted += answer.probability,
                    (_, None) => page.inserted += answer.probability,
                    _ => page.substituted += answer.probability,
                }
            }
        }
    }
}
