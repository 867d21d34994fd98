//! Which of several forms of the same character is printed.

use rayon::prelude::*;

use super::rates::Rates;
use super::votes::Ballot;
use crate::model::collation::Cell;
use crate::model::witness::Token;
use crate::text::chars::{CharClass, is_han};
use crate::text::script::{Target, simplified};

/// Share of Han characters with a simplified form from which on a text is traditional. In simplified text only slips
/// have one; in traditional text every third.
const TRADITIONAL: f64 = 0.1;
/// What a form of the wrong script loses: more than any number of votes.
const WRONG_SCRIPT: f64 = 1e3;

/// Tokens that are counted at a time.
const TOKENS: usize = 1 << 16;

/// What a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Script {
    /// Traditional forms; simplified ones otherwise.
    traditional: bool,
    /// Whether most content is not Han.
    alphabetic: bool,
}

impl Script {
    /// O(tokens).
    fn of(ballot: &Ballot<'_>) -> Self {
        let tokens = ballot.voters.par_iter().flat_map_iter(|w| ballot.witnesses[*w].tokens.chunks(TOKENS));
        let count = |tokens: &[Token]| {
            tokens
                .iter()
                .filter(|token| is_han(token.ch))
                .fold((0_u64, 0_u64), |(han, complex), token| (han + 1, complex + u64::from(token.fold != token.ch)))
        };
        let (han, complex) = tokens.map(count).reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        Self { traditional: complex as f64 > TRADITIONAL * han as f64, alphabetic: ballot.alphabetic }
    }
}

/// What the forms of an article are chosen by.
pub(super) struct Glyphs<'a> {
    ballot: &'a Ballot<'a>,
    rates: Vec<Rates>,
    script: Script,
}

impl<'a> Glyphs<'a> {
    /// `script` is that of the article where it is known. O(tokens).
    pub(super) fn new(ballot: &'a Ballot<'a>, rates: Vec<Rates>, known: Option<Target>) -> Self {
        let mut script = Script::of(ballot);
        script.traditional = known.map_or(script.traditional, |target| target == Target::Hant);
        Self { ballot, rates, script }
    }

    /// The form that the more reliable witnesses have, in the script of the article; `None` when no voter has the
    /// character.
    pub(super) fn form(&self, column: usize, fold: char) -> Option<char> {
        let having = self.ballot.voters.iter().enumerate().filter_map(|(rank, witness)| {
            let Cell::Token(t) = self.ballot.collation.cell(column, *witness) else { return None };
            let token = self.ballot.witnesses[*witness].tokens[t as usize];
            (token.fold == fold).then_some((rank, token))
        });
        let (_, first) = having.clone().next()?;
        if self.ballot.has_one_form(column) || having.clone().all(|(_, token)| token.ch == first.ch) {
            return Some(first.ch);
        }
        let mut forms: Vec<(char, f64)> = Vec::new();
        for (rank, token) in having {
            let weight = 1.0 - self.rates[rank].substitution[CharClass::of(fold) as usize];
            match forms.iter_mut().find(|f| f.0 == token.ch) {
                Some(form) => form.1 += weight,
                None => forms.push((token.ch, weight)),
            }
        }
        self.weigh_script(&mut forms);
        // Of equal forms the wide one in Han text, the narrow one elsewhere.
        let rank = |c: char| (c.is_ascii() != self.script.alphabetic, c);
        forms.sort_by(|a, b| if (a.1 - b.1).abs() < 1e-9 { rank(a.0).cmp(&rank(b.0)) } else { b.1.total_cmp(&a.1) });
        forms.first().map(|f| f.0)
    }

    fn weigh_script(&self, forms: &mut [(char, f64)]) {
        let complex = |c: char| is_han(c) && simplified(c) != c;
        if forms.iter().any(|f| complex(f.0)) && forms.iter().any(|f| !complex(f.0)) {
            forms.iter_mut().filter(|f| complex(f.0) != self.script.traditional).for_each(|f| f.1 -= WRONG_SCRIPT);
        }
    }
}
