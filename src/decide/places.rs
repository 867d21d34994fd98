//! The apparatus: places of variation, in the words of the edition.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::choose::Question;
use super::sheet::Sheet;
use super::votes::Ballot;
use super::{Chosen, Confidences, STRAY_CONFIDENCE, describe};
use crate::model::collation::Cell;
use crate::model::edition::{Basis, Cause, Class, Place, Reading, Span};
use crate::model::witness::{Family, Witness};
use crate::text::chars::{is_content, is_han};
use crate::text::fold::fold;

/// Places less sure than this are doubtful.
const SURE: f64 = 0.96;
/// How sure the form of a character is that all agree on: it is the one of the article's script.
const FORM_CONFIDENCE: f64 = 0.98;
/// What a reading that answers no question as put is worth.
const UNLIKELY: f64 = 1e-6;
/// Places that one thread writes at the least.
const PLACES: usize = 1 << 8;
/// Characters shown on either side.
const CONTEXT: usize = 8;
/// A lead no greater than the preference of text over nothing, with some room for rates that differ by chance.
const TIE: f64 = 4.0;
/// How sure text is at most that was preferred to nothing in a tie of readers: that choice is no evidence. Marks are lost more
/// often than made up.
const TIED: f64 = 0.5;
const TIED_MARK: f64 = 2.0 / 3.0;
/// How sure the form of an apostrophe is at most: readers write the one that they always write, whichever is printed.
const APOSTROPHE: f64 = 0.5;
/// A lead that chance may give to either.
const EVEN: f64 = 0.1;

/// The places of an article in order: runs of neighbouring contested columns, and short stretches that one witness alone has.
pub(super) fn places(
    ballot: &Ballot<'_>,
    sheet: &Sheet,
    questions: &[Question],
    confidence: &Confidences,
    chars: &[Chosen],
) -> Vec<Place> {
    let text = Text::new(chars);
    let writer = Writer { ballot, sheet, text: &text, chars };
    let runs = runs(sheet, questions);
    let place = |run: &Range<usize>| writer.place(&questions[run.clone()]);
    let mut places: Vec<Place> = runs.par_iter().with_min_len(PLACES).map(place).collect();
    let mut agreed = writer.forms(confidence);
    agreed.extend(writer.suspects(confidence));
    let held = |place: &Place| {
        let next = places.partition_point(|p| p.at.end <= place.at.start);
        places.get(next).is_some_and(|p| p.at.start < place.at.end)
    };
    agreed.retain(|place| !held(place));
    places.extend(confidence.stray.iter().filter_map(|stretch| writer.stray(stretch.clone())));
    places.extend(agreed);
    places.par_sort_by(|a, b| (a.at, &a.lemma).cmp(&(b.at, &b.lemma)));
    places
}

/// Questions on neighbouring columns.
fn runs(sheet: &Sheet, questions: &[Question]) -> Vec<Range<usize>> {
    let first = |q: &Question| sheet.contested[q.columns.start].column;
    let last = |q: &Question| sheet.contested[q.columns.end - 1].column;
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (i, question) in questions.iter().enumerate() {
        match runs.last_mut() {
            Some(run) if last(&questions[run.end - 1]) + 1 == first(question) => run.end = i + 1,
            _ => runs.push(i..i + 1),
        }
    }
    runs
}

/// The emitted text, and where its characters stand in it.
struct Text {
    code_points: Vec<char>,
    at: Vec<u32>,
}

impl Text {
    fn new(chars: &[Chosen]) -> Self {
        let mut text = Self { code_points: Vec::with_capacity(chars.len()), at: Vec::with_capacity(chars.len()) };
        for chosen in chars {
            text.code_points.extend(chosen.lead().chars());
            text.at.push(text.code_points.len() as u32);
            text.code_points.push(chosen.ch);
        }
        text
    }

    /// The span of some characters; between its neighbours where there are none.
    fn span(&self, chars: Range<usize>) -> Span {
        let after = |i: usize| i.checked_sub(1).map_or(0, |i| self.at[i] + 1);
        if chars.is_empty() {
            return Span { start: after(chars.start), end: after(chars.start) };
        }
        Span { start: self.at[chars.start], end: after(chars.end) }
    }

    fn slice(&self, span: Span) -> String {
        self.code_points[span.start as usize..span.end as usize].iter().collect()
    }

    fn context(&self, span: Span) -> (String, String) {
        let start = (span.start as usize).saturating_sub(CONTEXT);
        let end = (span.end as usize + CONTEXT).min(self.code_points.len());
        let before = self.code_points[start..span.start as usize].iter().collect();
        (before, self.code_points[span.end as usize..end].iter().collect())
    }
}

/// What a witness has at a place.
struct Held {
    siglum: String,
    family: Family,
    text: String,
    folds: Vec<char>,
    probability: f64,
}

pub(super) struct Writer<'a> {
    pub(super) ballot: &'a Ballot<'a>,
    pub(super) sheet: &'a Sheet,
    text: &'a Text,
    pub(super) chars: &'a [Chosen],
}

impl Writer<'_> {
    fn place(&self, questions: &[Question]) -> Place {
        let first = self.sheet.contested[questions[0].columns.start].column as usize;
        let last = questions.iter().map(|q| self.sheet.contested[q.columns.end - 1].column as usize).max();
        let columns = first..last.unwrap_or(first) + 1;
        let probability = together(questions);
        let weakest = questions.iter().min_by(|a, b| {
            let p = |q: &Question| q.answers[0].probability;
            p(a).total_cmp(&p(b))
        });
        let mut place = self.blank(columns.clone(), probability);
        place.basis = weakest.map_or(Basis::Undecided, basis);
        place.doubtful = probability < SURE;
        let odds = |w: usize| questions.iter().map(|q| self.odds(q, w)).product();
        self.fill(&mut place, columns.clone(), &odds);
        if place.basis == Basis::TextOverNothing && self.only_readers(questions) {
            let content = place.lemma.chars().any(is_content);
            at_most(&mut place, if content { TIED } else { TIED_MARK });
        }
        if self.is_apostrophe(&place) && self.only_readers(questions) {
            at_most(&mut place, APOSTROPHE);
        }
        self.with_repeats(place, columns, &odds)
    }

    /// Whether witnesses differ in the form of an apostrophe behind a letter of an alphabet.
    fn is_apostrophe(&self, place: &Place) -> bool {
        let before = (place.at.start as usize).checked_sub(1).map(|i| self.text.code_points[i]);
        let letter = before.is_some_and(|c| c.is_alphabetic() && !is_han(c));
        letter && place.readings.len() > 1 && place.readings.iter().all(|r| matches!(r.text.as_str(), "'" | "’"))
    }

    /// Whether no text layer has a say in some questions.
    fn only_readers(&self, questions: &[Question]) -> bool {
        let mut ranks = questions.iter().flat_map(|q| &q.answers).flat_map(|a| &a.holders);
        ranks.all(|rank| self.ballot.voter(*rank).family != Family::TextLayer)
    }

    /// A short stretch that one witness alone covers.
    fn stray(&self, columns: Range<usize>) -> Option<Place> {
        let mut place = self.blank(columns.clone(), STRAY_CONFIDENCE);
        place.doubtful = true;
        self.fill(&mut place, columns, &|_| STRAY_CONFIDENCE);
        (place.at.start < place.at.end).then_some(place)
    }

    /// Characters on which all agree but for their form: simplified, traditional or variant. What the script of the article
    /// decides is not doubtful.
    fn forms(&self, confidence: &Confidences) -> Vec<Place> {
        let stray = |column: usize| {
            let next = confidence.stray.partition_point(|s| s.end <= column);
            confidence.stray.get(next).is_some_and(|s| s.contains(&column))
        };
        let agreed = |column: usize| !confidence.contested[column] && self.has_forms(column) && !stray(column);
        let places = self.chars.iter().filter(|c| is_han(c.ch) && agreed(c.column as usize));
        places.filter_map(|chosen| self.form(chosen)).collect()
    }

    /// Whether witnesses have different characters in a column.
    fn has_forms(&self, column: usize) -> bool {
        let form = |(w, witness): (usize, &Witness)| match self.ballot.collation.cell(column, w) {
            Cell::Token(t) => Some(witness.tokens[t as usize].ch),
            _ => None,
        };
        let mut forms = self.ballot.witnesses.iter().enumerate().filter_map(form);
        let first = forms.next();
        !self.ballot.has_one_form(column) && forms.any(|form| Some(form) != first)
    }

    fn form(&self, chosen: &Chosen) -> Option<Place> {
        let column = chosen.column as usize;
        let mut forms: BTreeMap<char, Vec<String>> = BTreeMap::new();
        let mut absent = Vec::new();
        for (w, witness) in self.ballot.witnesses.iter().enumerate() {
            match self.ballot.collation.cell(column, w) {
                Cell::Token(t) => forms.entry(witness.tokens[t as usize].ch).or_default().push(witness.siglum.clone()),
                _ => absent.push(witness.siglum.clone()),
            }
        }
        if forms.len() < 2 {
            return None;
        }
        let mut place = self.blank(column..column + 1, FORM_CONFIDENCE);
        let rest = (1.0 - FORM_CONFIDENCE) / (forms.len() - 1) as f64;
        for (form, mut sigla) in forms {
            sigla.sort();
            match form == chosen.ch {
                true => place.readings[0].sigla = sigla,
                false => place.readings.push(Reading { text: form.to_string(), sigla, probability: rest }),
            }
        }
        absent.sort();
        let most = place.readings[1..].iter().map(|r| r.sigla.len()).max().unwrap_or(0);
        let basis = if place.readings[0].sigla.len() > most { Basis::Majority } else { Basis::Context };
        Some(Place { absent, class: Class::Script, cause: Cause::Unknown, basis, ..place })
    }

    pub(super) fn blank(&self, columns: Range<usize>, confidence: f64) -> Place {
        let index = |column: usize| self.chars.partition_point(|c| (c.column as usize) < column);
        let at = self.text.span(index(columns.start)..index(columns.end));
        let lemma = self.text.slice(at);
        Place {
            at,
            readings: vec![Reading { text: lemma.clone(), sigla: Vec::new(), probability: confidence }],
            lemma,
            absent: Vec::new(),
            class: crate::model::edition::Class::Substitution,
            cause: crate::model::edition::Cause::Unknown,
            basis: Basis::Sole,
            confidence,
            doubtful: false,
            context: self.text.context(at),
        }
    }

    /// Readings and sigla, class and cause.
    pub(super) fn fill(&self, place: &mut Place, columns: Range<usize>, odds: &dyn Fn(usize) -> f64) {
        let lemma: Vec<char> = place.lemma.chars().filter(|c| !c.is_whitespace()).map(fold).collect();
        let mut losers: Vec<(Family, Vec<char>)> = Vec::new();
        for w in 0..self.ballot.witnesses.len() {
            let Some(held) = self.held(w, columns.clone(), odds) else {
                place.absent.push(self.ballot.witnesses[w].siglum.clone());
                continue;
            };
            if held.folds == lemma {
                place.readings[0].sigla.push(held.siglum);
                continue;
            }
            match place.readings[1..].iter_mut().find(|r| same(&r.text, &held.folds)) {
                // The same text may stand in other columns, or in another width: the likelier one, the lesser form.
                Some(known) => {
                    known.sigla.push(held.siglum);
                    known.probability = known.probability.max(held.probability);
                    if held.text < known.text {
                        known.text = held.text;
                    }
                }
                None => place.readings.push(Reading {
                    text: held.text,
                    sigla: vec![held.siglum],
                    probability: held.probability,
                }),
            }
            losers.push((held.family, held.folds));
        }
        place.absent.sort();
        place.readings.iter_mut().for_each(|r| r.sigla.sort());
        place.readings[1..].sort_by(|a, b| b.probability.total_cmp(&a.probability).then_with(|| a.text.cmp(&b.text)));
        let others: Vec<Vec<char>> = losers.iter().map(|l| l.1.clone()).collect();
        place.class = describe::class(&lemma, &others);
        place.cause = describe::cause(place.class, &lemma, &losers);
    }

    /// What a witness has in some columns; `None` when it covers none of them.
    fn held(&self, w: usize, columns: Range<usize>, odds: &dyn Fn(usize) -> f64) -> Option<Held> {
        let witness = &self.ballot.witnesses[w];
        let (mut text, mut folds, mut covered) = (String::new(), Vec::new(), false);
        for column in columns {
            match self.ballot.collation.cell(column, w) {
                Cell::Absent => continue,
                Cell::Gap => {}
                Cell::Token(t) => {
                    let token = witness.tokens[t as usize];
                    if token.space_before && !text.is_empty() {
                        text.push(' ');
                    }
                    text.push(token.ch);
                    folds.push(token.fold);
                }
            }
            covered = true;
        }
        covered.then(|| Held {
            siglum: witness.siglum.clone(),
            family: witness.family,
            text,
            folds,
            probability: odds(w),
        })
    }

    /// How likely what a witness reads is to be the answer.
    fn odds(&self, question: &Question, w: usize) -> f64 {
        let reading: Option<Vec<Option<char>>> = self.sheet.contested[question.columns.clone()]
            .iter()
            .map(|c| match self.ballot.collation.cell(c.column as usize, w) {
                Cell::Absent => None,
                Cell::Gap => Some(None),
                Cell::Token(t) => Some(Some(self.ballot.witnesses[w].tokens[t as usize].fold)),
            })
            .collect();
        reading.and_then(|r| question.answer_of(&r)).map_or(UNLIKELY, |a| a.probability)
    }
}

/// Makes a place no surer than it can be; the other readings share what the lemma loses.
pub(super) fn at_most(place: &mut Place, most: f64) {
    let [lemma, others @ ..] = &mut place.readings[..] else { return };
    if place.confidence <= most || others.is_empty() {
        return;
    }
    place.confidence = most;
    place.doubtful = place.doubtful || most < SURE;
    lemma.probability = most;
    let rest: f64 = others.iter().map(|r| r.probability).sum();
    others.iter_mut().for_each(|r| r.probability *= (1.0 - most) / rest.max(f64::MIN_POSITIVE));
}

fn same(text: &str, folds: &[char]) -> bool {
    text.chars().filter(|c| !c.is_whitespace()).map(fold).eq(folds.iter().copied())
}

/// How sure all answers of a place are. What one witness has in neighbouring columns is one event: where the same
/// witnesses stand against the same, the place is as sure as its weakest column.
fn together(questions: &[Question]) -> f64 {
    let mut sides: BTreeMap<&[u32], f64> = BTreeMap::new();
    for answer in questions.iter().map(|q| &q.answers[0]) {
        let side = sides.entry(&answer.holders).or_insert(1.0);
        *side = side.min(answer.probability);
    }
    sides.values().product()
}

fn basis(question: &Question) -> Basis {
    let (best, others) = (&question.answers[0], &question.answers[1..]);
    let most = others.iter().map(|a| a.holders.len()).max().unwrap_or(0);
    let text = |reading: &[Option<char>]| reading.iter().any(Option::is_some);
    let over_nothing = others.first().is_some_and(|next| text(&best.reading) && !text(&next.reading));
    if best.holders.len() > most {
        Basis::Majority
    } else if question.by_context {
        Basis::Context
    } else if best.holders.len() == most && over_nothing && question.lead() <= TIE {
        Basis::TextOverNothing
    } else if question.lead() < EVEN {
        Basis::Undecided
    } else {
        Basis::Reliability
    }
}
