//! From columns to a text (对校): which reading is right, how sure that is, and where it is not.
//!
//! Each column is decided by how likely its witnesses are to read what they read, given how often each source
//! misreads, leaves out and adds characters of a class, and how often two sources err together. These rates come from
//! the batch itself ([`estimate()`]). Text is preferred to nothing when all else is equal: leaving out is the commoner
//! fault. Neighbours of a place only break what the witnesses leave open.
//!
//! What is emitted is always a character that a witness has in that column.

mod batch;
mod choose;
mod context;
mod counts;
mod describe;
mod estimate;
mod glyph;
mod grams;
mod layout;
mod letters;
mod places;
mod quality;
mod rates;
mod repeats;
mod score;
mod sheet;
mod slips;
mod suspect;
mod unsure;
mod votes;

pub use batch::Batch;
pub use context::{Context, Draft};
pub use estimate::estimate;
pub use rates::{Rates, Reliability};

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::model::collation::{Cell, Collation};
use crate::model::edition::{Place, Quality};
use crate::model::witness::Witness;
use crate::text::script::Target;
use choose::{Chooser, Question, Reading};
use context::{FirstPass, Revision};
use estimate::Learnt;
use glyph::Glyphs;
use score::Scorer;
use sheet::Sheet;
use votes::{Ballot, Vote};

/// What stands in the text where no witness has both sides of a joint.
pub const LACUNA: &str = "[…]";

/// A sole stretch inside an article up to this length, in columns, may be a stray line.
const STRAY: usize = 40;
/// Columns from which on some hold Han beyond doubt on which witnesses differ.
const LONG: usize = 1 << 14;
/// Columns of which one thread chooses the forms at the least.
const COLUMNS: usize = 1 << 13;
/// How sure such a stretch is.
const STRAY_CONFIDENCE: f64 = 0.7;

/// A character of the reconstructed text.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// The character, as a witness has it.
    pub ch: char,
    /// Its column in the collation.
    pub column: u32,
    /// Whether a space stands before it.
    pub space_before: bool,
    /// Whether a paragraph begins with it.
    pub break_before: bool,
    /// Whether no witness has both sides of the joint before it.
    pub gap_before: bool,
    /// Posterior probability that it is right, 0 to 1.
    pub confidence: f32,
}

/// The reconstructed text of an article and its places of variation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Verdict {
    /// The characters of the text.
    pub chars: Vec<Chosen>,
    /// The places where witnesses differ, in order. Spans are code points of [`Verdict::text`].
    pub places: Vec<Place>,
    /// Errors to be expected in the text, from the confidences: wrong, missing and superfluous characters.
    pub expected_errors: f64,
    /// Errors to be expected of the witnesses, by index and page. Copies of a witness are left out.
    pub quality: BTreeMap<(usize, u32), Quality>,
}

impl Verdict {
    /// The text: paragraphs on lines of their own, single spaces, [`LACUNA`] on a line of its own where no witness has both
    /// sides of a joint.
    pub fn text(&self) -> String {
        text(&self.chars)
    }

    /// The witnesses that have the character at `index`, with their tokens: same character but for width, form of quotes and
    /// script; at least one has its very form. O(witnesses).
    ///
    /// # Panics
    /// When `index` is not less than the number of characters, or witnesses and collation are not those decided on.
    pub fn attested(&self, witnesses: &[Witness], collation: &Collation, index: usize) -> Vec<(usize, u32)> {
        let chosen = self.chars[index];
        let fold = crate::text::fold::fold(chosen.ch);
        let token = |w: usize| match collation.cell(chosen.column as usize, w) {
            Cell::Token(t) if witnesses[w].tokens[t as usize].fold == fold => Some((w, t)),
            _ => None,
        };
        (0..witnesses.len()).filter_map(token).collect()
    }
}

fn text(chars: &[Chosen]) -> String {
    let mut text = String::with_capacity(3 * chars.len());
    for chosen in chars {
        text.push_str(chosen.lead());
        text.push(chosen.ch);
    }
    text
}

impl Chosen {
    /// What stands between the character before and this one.
    pub fn lead(&self) -> &'static str {
        match (self.gap_before, self.break_before, self.space_before) {
            (true, _, _) => "\n[…]\n",
            (false, true, _) => "\n",
            (false, false, true) => " ",
            (false, false, false) => "",
        }
    }
}

/// What is known beside the witnesses of an article.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// How reliable the sources are, from [`estimate()`].
    pub rates: &'a Reliability,
    /// What the batch reads; may be empty.
    pub context: &'a Context,
    /// Whether the draft of these very witnesses is part of `context`; a headline's is not.
    pub counted: bool,
    /// Script of the article, where its own text is too short to tell.
    pub script: Option<Target>,
}

/// What the votes alone make of an article, for [`Context::new`]. O(cells).
///
/// # Panics
/// When `collation` is not one of these witnesses.
pub fn draft(witnesses: &[Witness], collation: &Collation, rates: &Reliability) -> Draft {
    let article = Article::new(witnesses, collation);
    let scorer = Scorer::new(&article.ballot, rates);
    article.draft(&article.chooser(&scorer).first_reading(&article.ballot))
}

/// Decides an article. The text does not depend on the order of the witnesses, and copies of a witness change nothing.
/// O(cells).
///
/// # Panics
/// When `collation` is not one of these witnesses.
pub fn decide(witnesses: &[Witness], collation: &Collation, known: &Known<'_>) -> Verdict {
    let article = Article::new(witnesses, collation);
    let scorer = Scorer::new(&article.ballot, known.rates);
    let chooser = article.chooser(&scorer);
    let reading = chooser.first_reading(&article.ballot);
    verdict(&article, &chooser, reading, known)
}

/// Decides an article that is a batch of its own: what [`estimate()`], [`draft`], [`Context::new`] and [`decide`] yield when
/// nothing else is known, told in one go. O(cells).
///
/// # Panics
/// When `collation` is not one of these witnesses.
pub fn decide_alone(witnesses: &[Witness], collation: &Collation) -> Verdict {
    let article = Article::new(witnesses, collation);
    alone(&article, verdict).0
}

/// The text of [`decide_alone`] without its apparatus, which takes less than half the time. O(cells).
///
/// # Panics
/// When `collation` is not one of these witnesses.
pub fn read_alone(witnesses: &[Witness], collation: &Collation) -> String {
    if collation.columns() > LONG {
        context::foresee();
    }
    let article = Article::new(witnesses, collation);
    let (readings, rates) =
        alone(&article, |article, chooser, reading, known| chooser.second_reading(&article.first(&reading, known)));
    let known = Known { rates: &rates, context: &Context::default(), counted: true, script: None };
    let certain = Confidences { of: vec![1.0; readings.len()], stray: Vec::new(), contested: Vec::new() };
    let mut chars = chosen(&article.ballot, &article.glyphs(&known), &readings, &certain);
    drop((readings, certain));
    layout::lay_out(&article.ballot, &mut chars);
    text(&chars)
}

/// What is to be made of an article, of what its votes alone read, and of what is known beside.
type Judgement<T> = fn(&Article<'_>, &Chooser<'_>, Reading, &Known<'_>) -> T;

/// What a judge makes of an article, and how reliable its sources are. What is known of strings takes much memory, and goes.
fn alone<T>(article: &Article<'_>, judge: Judgement<T>) -> (T, Reliability) {
    let Learnt { rates, readings, context } = estimate::of_all(std::slice::from_ref(article));
    let scorer = Scorer::new(&article.ballot, &rates);
    let chooser = article.chooser(&scorer);
    let reading = chooser.first_reading(&article.ballot);
    let revision = Revision { before: &readings[0], after: &reading, alphabetic: article.ballot.alphabetic };
    let context = context.revised(&[revision]);
    drop(readings);
    let known = Known { rates: &rates, context: &context, counted: true, script: None };
    let judged = judge(article, &chooser, reading, &known);
    (judged, rates)
}

fn verdict(article: &Article<'_>, chooser: &Chooser<'_>, reading: Reading, known: &Known<'_>) -> Verdict {
    let Article { ballot, sheet, .. } = article;
    let questions = chooser.questions(&article.first(&reading, known));
    let mut readings = reading.text;
    let mut confidence = Confidences::of_agreed(ballot, chooser.scorer);
    for question in &questions {
        settle(sheet, question, &mut readings, &mut confidence);
    }
    let mut chars = chosen(ballot, &article.glyphs(known), &readings, &confidence);
    layout::lay_out(ballot, &mut chars);
    let places = places::places(ballot, sheet, &questions, &confidence, &chars);
    let quality = quality::quality(ballot, sheet, &questions, chooser.scorer, &chars);
    Verdict { expected_errors: confidence.expected_errors(&questions), chars, places, quality }
}

/// Witnesses side by side, made ready for decision.
struct Article<'a> {
    ballot: Ballot<'a>,
    sheet: Sheet,
}

impl<'a> Article<'a> {
    fn new(witnesses: &'a [Witness], collation: &'a Collation) -> Self {
        let ballot = Ballot::new(witnesses, collation);
        let sheet = Sheet::new(&ballot);
        Self { ballot, sheet }
    }

    fn chooser<'s>(&'s self, scorer: &'s Scorer) -> Chooser<'s> {
        Chooser::new(&self.sheet, scorer, self.ballot.alphabetic)
    }

    fn draft(&self, reading: &Reading) -> Draft {
        Draft::new(reading, self.ballot.alphabetic)
    }

    fn first<'s>(&self, reading: &'s Reading, known: &Known<'s>) -> FirstPass<'s> {
        FirstPass { reading, context: known.context, counted: known.counted, alphabetic: self.ballot.alphabetic }
    }

    fn glyphs(&'a self, known: &Known<'_>) -> Glyphs<'a> {
        let voters = (0..self.ballot.voters.len()).map(|rank| known.rates.of(self.ballot.voter(rank as u32)));
        Glyphs::new(&self.ballot, voters.collect(), known.script)
    }
}

/// How sure each column is, and which stretches one witness alone vouches for.
struct Confidences {
    of: Vec<f32>,
    stray: Vec<std::ops::Range<usize>>,
    contested: Vec<bool>,
}

impl Confidences {
    fn of_agreed(ballot: &Ballot<'_>, scorer: &Scorer) -> Self {
        let columns = ballot.collation.columns();
        let mut confidence =
            Self { of: Vec::with_capacity(columns), stray: Vec::new(), contested: vec![false; columns] };
        let agreed = scorer.agreed(ballot);
        let mut votes: Vec<Vote> = Vec::new();
        let mut sole = None;
        for column in 0..columns {
            let (error, voters) = match ballot.agreed(column) {
                Some(fold) => (agreed.of(fold).error, ballot.voters.len()),
                None => {
                    ballot.read(column, &mut votes);
                    (scorer.common_error(&votes), votes.len())
                }
            };
            confidence.of.push((1.0 - error) as f32);
            match (voters, sole) {
                (1, None) => sole = Some(column),
                (n, Some(start)) if n != 1 => {
                    confidence.add_sole(start..column);
                    sole = None;
                }
                _ => {}
            }
        }
        confidence
    }

    /// A short stretch between text that others cover may be a line that strayed into one witness.
    fn add_sole(&mut self, stretch: std::ops::Range<usize>) {
        if stretch.start > 0 && stretch.len() < STRAY {
            self.of[stretch.clone()].iter_mut().for_each(|p| *p = p.min(STRAY_CONFIDENCE as f32));
            self.stray.push(stretch);
        }
    }

    /// Errors of agreed columns, and one for each column of a question that is answered wrongly.
    fn expected_errors(&self, questions: &[Question]) -> f64 {
        let agreed = self.of.iter().zip(&self.contested).filter(|(_, contested)| !**contested);
        let agreed: f64 = agreed.map(|(p, _)| 1.0 - f64::from(*p)).sum();
        agreed + questions.iter().map(|q| (1.0 - q.answers[0].probability) * q.columns.len() as f64).sum::<f64>()
    }
}

/// Writes the answer of a question into the columns.
fn settle(sheet: &Sheet, question: &Question, readings: &mut [Option<char>], confidence: &mut Confidences) {
    let answer = &question.answers[0];
    for (contested, reading) in sheet.contested[question.columns.clone()].iter().zip(&answer.reading) {
        let column = contested.column as usize;
        readings[column] = *reading;
        confidence.of[column] = answer.probability as f32;
        confidence.contested[column] = true;
    }
}

fn chosen(
    ballot: &Ballot<'_>,
    glyphs: &Glyphs<'_>,
    readings: &[Option<char>],
    confidence: &Confidences,
) -> Vec<Chosen> {
    let columns = readings.par_iter().with_min_len(COLUMNS).enumerate();
    let forms: Vec<Option<char>> = columns.map(|(column, reading)| glyphs.form(column, (*reading)?)).collect();
    let mut chars: Vec<Chosen> = Vec::with_capacity(readings.len());
    for (column, form) in forms.into_iter().enumerate() {
        let Some(ch) = form else { continue };
        chars.push(Chosen {
            ch,
            column: column as u32,
            space_before: false,
            break_before: false,
            gap_before: chars.last().is_some_and(|last| !joined(ballot, last.column as usize, column)),
            confidence: confidence.of[column],
        });
    }
    chars
}

/// Whether a witness covers both columns.
fn joined(ballot: &Ballot<'_>, a: usize, b: usize) -> bool {
    let covers = |w: usize, c: usize| ballot.collation.cell(c, w) != Cell::Absent;
    ballot.voters.iter().any(|w| covers(*w, a) && covers(*w, b))
}

#[cfg(test)]
mod tests;
