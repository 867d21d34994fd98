//! What is decided together, and how.
//!
//! A column is decided by itself where a reading has a majority of its own: in long noisy stretches every witness
//! has errors, and no witness has the whole phrase right. Where no reading has one, neighbouring columns are one
//! question and the answer is the phrase of one witness: half of one and half of the other would be a phrase that
//! nobody printed; but letters are too often misread for that, and alphabetic columns are decided one by one in the company
//! of their letters. An omission of several columns is one event and one question.

use std::f64::consts::PI;
use std::ops::Range;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::context::{Context, Draft, FirstPass};
use super::layout;
use super::letters::Letter;
use super::score::{Rests, Scorer, Scores, softmax};
use super::sheet::{Contested, Sheet};
use super::votes::Ballot;

/// Variance of a lead that the rates do not explain: characters of a class are not misread equally often, and the errors of
/// alphabetic text come in words.
const UNMODELLED_HAN: f64 = 0.5;
const UNMODELLED_ALPHABETIC: f64 = 28.0;
/// So many characters in a row that one witness alone has may have strayed into it: misreading adds fewer.
const STRETCH: usize = 3;
/// A lead of less than this leaves a column open, in natural logarithms.
const SETTLED: f64 = 3.0;
/// A phrase that lacks so many characters in a row, and has others instead, was not left out: it was replaced.
const REPLACED: u32 = 8;
/// Questions that one thread answers at the least.
const QUESTIONS: usize = 1 << 8;
/// Columns that one thread reads at the least.
const COLUMNS: usize = 1 << 14;
/// How often alphabetic text is read again in its own company.
const ROUNDS_IN_COMPANY: usize = 2;
/// Scores closer than this are equal: sums of floating-point numbers depend on their order.
const EQUAL: f64 = 1e-9;

/// A text by column.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    /// `None` where nothing is read.
    pub(super) text: Vec<Option<char>>,
    /// Whether the votes leave the column open.
    pub(super) open: Vec<bool>,
    /// Whether a space stands before the column; told of alphabetic text only.
    pub(super) spaces: Vec<bool>,
}

/// How far neighbours are looked for, in columns.
const NEIGHBOURHOOD: usize = 64;

impl Reading {
    /// A character of a column, and the space before it.
    pub(super) fn letter(&self, column: usize, c: Option<char>) -> impl Iterator<Item = Letter> + use<> {
        let space = c.is_some() && self.spaces.get(column).copied().unwrap_or(false);
        space.then_some(Letter::SPACE).into_iter().chain(c.map(Letter::of))
    }

    /// The letters and spaces of some columns.
    pub(super) fn letters(&self, columns: Range<usize>) -> Vec<Letter> {
        columns.flat_map(|column| self.letter(column, self.text[column])).collect()
    }

    /// The last letters before a column.
    pub(super) fn letters_before(&self, column: usize, most: usize) -> Vec<Letter> {
        let letters = self.letters(column.saturating_sub(NEIGHBOURHOOD)..column);
        letters[letters.len().saturating_sub(most)..].to_vec()
    }

    /// The first letters behind a column.
    pub(super) fn letters_behind(&self, column: usize, most: usize) -> impl Iterator<Item = Letter> {
        let columns = column + 1..(column + 1 + NEIGHBOURHOOD).min(self.text.len());
        columns.flat_map(|column| self.letter(column, self.text[column])).take(most)
    }
}

/// One answer to a question: what it reads in each column.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) reading: Vec<Option<char>>,
    /// Voters that give it.
    pub(super) holders: Vec<u32>,
    /// Score without and with context.
    plain: f64,
    score: f64,
    pub(super) probability: f64,
}

/// What is read in the columns of a question: most are one column.
enum Best {
    One(Option<char>),
    More(Vec<Option<char>>),
}

/// Neighbouring contested columns that are decided together; the best answer comes first.
#[derive(Debug, Clone)]
pub(super) struct Question {
    /// Which of the contested columns.
    pub(super) columns: Range<usize>,
    pub(super) answers: Vec<Answer>,
    /// Whether context changed the answer.
    pub(super) by_context: bool,
    /// Whether the question is text or nothing, whatever the text.
    pub(super) whole_run: bool,
}

impl Question {
    /// How much the best answer is ahead of the next.
    pub(super) fn lead(&self) -> f64 {
        self.answers.get(1).map_or(f64::INFINITY, |next| self.answers[0].score - next.score)
    }

    /// Which answer reads so; where the question is text or nothing, any text is the answer text.
    pub(super) fn answer_of(&self, reading: &[Option<char>]) -> Option<&Answer> {
        let nothing = |r: &[Option<char>]| r.iter().all(Option::is_none);
        self.answers.iter().find(|a| match self.whole_run {
            true => nothing(&a.reading) == nothing(reading),
            false => a.reading == reading,
        })
    }
}

/// All that is needed to decide the columns of an article.
pub(super) struct Chooser<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) scorer: &'a Scorer,
    scores: Scores,
    /// Variances of the differences between the scores of the readings of each pattern, once they are asked for.
    spreads: Vec<OnceLock<Vec<f64>>>,
    alphabetic: bool,
    /// Variance of a lead that the rates do not explain.
    unmodelled: f64,
}

impl<'a> Chooser<'a> {
    pub(super) fn new(sheet: &'a Sheet, scorer: &'a Scorer, alphabetic: bool) -> Self {
        let unmodelled = if alphabetic { UNMODELLED_ALPHABETIC } else { UNMODELLED_HAN };
        let spreads = sheet.patterns().map(|_| OnceLock::new()).collect();
        Self { sheet, scorer, scores: Scores::new(sheet, |_| scorer), spreads, alphabetic, unmodelled }
    }

    /// What the votes alone read. O(cells).
    pub(super) fn by_votes(&self, ballot: &Ballot<'_>) -> Reading {
        let columns = (0..ballot.collation.columns()).into_par_iter().with_min_len(COLUMNS);
        let mut text: Vec<Option<char>> = columns.map(|column| ballot.agreed(column)).collect();
        let (mut votes, mut contested) = (Vec::new(), self.sheet.contested.iter().peekable());
        for column in ballot.mixed() {
            if contested.next_if(|contested| contested.column == *column).is_none() {
                ballot.read(*column as usize, &mut votes);
                text[*column as usize] = votes.first().and_then(|v| v.fold);
            }
        }
        let spaces = if self.alphabetic { layout::spaces(ballot) } else { Vec::new() };
        let mut reading = Reading { open: vec![false; text.len()], spaces, text };
        let best = |contested: &Contested| {
            let scored = self.readings(contested, None);
            let open = !self.alphabetic && scored.get(1).is_some_and(|next| scored[0].2 - next.2 < SETTLED);
            (scored[0].0, open)
        };
        let all = &self.sheet.contested;
        let read: Vec<(Option<char>, bool)> = all.par_iter().with_min_len(QUESTIONS).map(best).collect();
        for (contested, (best, open)) in all.iter().zip(read) {
            let column = contested.column as usize;
            (reading.text[column], reading.open[column]) = (best, open);
        }
        reading
    }

    /// What the votes read; alphabetic text in the company of its own letters, since a reading that is wrong misleads
    /// those around it. O(cells).
    pub(super) fn first_reading(&self, ballot: &Ballot<'_>) -> Reading {
        let mut reading = self.by_votes(ballot);
        if !self.alphabetic {
            return reading;
        }
        for _ in 0..ROUNDS_IN_COMPANY {
            let context = Context::new(&[Draft::new(&reading, true)]);
            let first = FirstPass { reading: &reading, context: &context, counted: true, alphabetic: true };
            reading.text = self.second_reading(&first);
        }
        reading
    }

    /// The text when the questions are answered. O(contested cells).
    pub(super) fn second_reading(&self, first: &FirstPass<'_>) -> Vec<Option<char>> {
        let best = |columns: Range<usize>| match &self.sheet.contested[columns.clone()] {
            [column] => Best::One(self.best(column, first)),
            _ => Best::More(self.answer(columns, first, false).answers.swap_remove(0).reading),
        };
        let asked = self.asked();
        let answers: Vec<Best> = asked.par_iter().cloned().with_min_len(QUESTIONS).map(best).collect();
        let mut text = first.reading.text.clone();
        for (columns, answer) in asked.into_iter().zip(&answers) {
            let reading = match answer {
                Best::One(reading) => std::slice::from_ref(reading),
                Best::More(readings) => readings,
            };
            let contested = &self.sheet.contested[columns];
            contested.iter().zip(reading).for_each(|(column, r)| text[column.column as usize] = *r);
        }
        text
    }

    /// The questions of an article, in order, answered. O(contested cells).
    pub(super) fn questions(&self, first: &FirstPass<'_>) -> Vec<Question> {
        self.asked().into_par_iter().with_min_len(QUESTIONS).map(|columns| self.answer(columns, first, true)).collect()
    }

    /// The columns of each question.
    fn asked(&self) -> Vec<Range<usize>> {
        let mut columns = Vec::new();
        let mut start = 0;
        while start < self.sheet.contested.len() {
            let end = self.end(start);
            columns.push(start..end);
            start = end;
        }
        columns
    }

    /// The best reading of a column. The neighbours are asked only where they may change it.
    fn best(&self, contested: &Contested, first: &FirstPass<'_>) -> Option<char> {
        let plain =
            || self.sheet.readings(contested).iter().zip(self.scores.of(contested)).map(|(r, score)| (*r, *score));
        let best = plain().min_by(|a, b| order((a.1, &a.0), (b.1, &b.0)))?;
        let others = plain().filter(|other| other.0 != best.0).map(|(r, score)| (r, best.1 - score));
        if first.is_settled(contested.column as usize, best.0, others) {
            return best.0;
        }
        self.readings(contested, Some(first))[0].0
    }

    /// Where the question that begins at a column ends.
    fn end(&self, start: usize) -> usize {
        let contested = &self.sheet.contested;
        let open = self.open(&contested[start]);
        let joins = |i: usize| {
            let next_door = contested[i - 1].column + 1 == contested[i].column;
            next_door && (contested[i].runs_on || (!self.alphabetic && open && self.open(&contested[i])))
        };
        (start + 1..contested.len()).find(|i| !joins(*i)).unwrap_or(contested.len())
    }

    /// Whether no reading has two voters and more than any other.
    fn open(&self, contested: &Contested) -> bool {
        let votes = self.sheet.votes(contested);
        let (mut most, mut next) = (0, 0);
        for reading in self.sheet.readings(contested) {
            let count = votes.iter().filter(|v| v.fold == *reading).count();
            (most, next) = if count > most { (count, most) } else { (most, next.max(count)) };
        }
        most < 2 || next == most
    }

    fn answer(&self, columns: Range<usize>, first: &FirstPass<'_>, weighed: bool) -> Question {
        let contested = &self.sheet.contested[columns.clone()];
        let one_run = contested.len() > 1 && contested[1..].iter().all(|c| c.runs_on);
        let whole_run = one_run && !contested.iter().all(|c| self.open(c));
        let mut answers = match contested {
            [column] => self.single(column, first),
            _ if whole_run => self.text_or_nothing(contested, first),
            _ => self.phrases(contested, first),
        };
        let plain = best(&answers, |a| a.plain);
        answers.sort_by(|a, b| order((a.score, &a.reading), (b.score, &b.reading)));
        if weighed {
            self.weigh(contested, &mut answers);
        }
        let by_context = plain.is_some_and(|reading| reading != answers[0].reading);
        Question { columns, answers, by_context, whole_run }
    }

    /// Sets probabilities, the best answer coming first. That text is preferred to nothing is left out: to lose text is
    /// worse than to have too much of it, but it is no likelier. A score rests on rates that are known more or less
    /// well; what is uncertain of them makes a lead worth less (MacKay 1992: the logistic of a normal variate is about
    /// that of its mean over √(1 + πv/8)).
    fn weigh(&self, contested: &[Contested], answers: &mut [Answer]) {
        let spreads = self.spreads(contested, answers);
        let events = events(contested, answers);
        // The neighbours of a phrase are the same for each of its columns, and tell one thing.
        let told = contested.iter().map(|c| 1.0 / f64::from(c.run)).sum::<f64>().max(1.0);
        let believed = |answer: &Answer| {
            let readings = contested.iter().zip(&answer.reading);
            let preferred: f64 = readings.map(|(c, r)| Scorer::preference(*r) / f64::from(c.run)).sum();
            answer.plain + (answer.score - answer.plain) / told - preferred
        };
        let behind = |(answer, spread): (&Answer, &f64)| {
            let spread = self.unmodelled + events * events * spread;
            events * (believed(answer) - believed(&answers[0])) / (1.0 + PI / 8.0 * spread).sqrt()
        };
        let scores: Vec<f64> = answers.iter().zip(&spreads).map(behind).collect();
        for (answer, p) in answers.iter_mut().zip(softmax(&scores)) {
            answer.probability = p;
        }
    }

    /// Variance of the difference between the score of the first answer and that of each.
    fn spreads(&self, contested: &[Contested], answers: &[Answer]) -> Vec<f64> {
        let [column] = contested else {
            let rests: Vec<Rests> = answers.iter().map(|a| self.rests(contested, &a.reading)).collect();
            return rests.iter().map(|rest| self.scorer.spread(&rests[0], rest)).collect();
        };
        let readings = self.sheet.readings(column);
        let table = self.spreads[column.pattern as usize].get_or_init(|| {
            let rests: Vec<Rests> = readings.iter().map(|r| self.rests(contested, &[*r])).collect();
            let of = |a: &Rests| rests.iter().map(|b| self.scorer.spread(a, b)).collect::<Vec<f64>>();
            rests.iter().flat_map(of).collect()
        });
        let place = |answer: &Answer| readings.iter().position(|r| *r == answer.reading[0]).unwrap_or(0);
        let first = place(&answers[0]) * readings.len();
        answers.iter().map(|answer| table[first + place(answer)]).collect()
    }

    /// What the score of an answer rests on.
    fn rests(&self, contested: &[Contested], reading: &[Option<char>]) -> Rests {
        let mut rests = Rests::default();
        for (column, reading) in contested.iter().zip(reading) {
            let weight = 1.0 / f64::from(column.run);
            self.scorer.rest(self.sheet, column, *reading, weight, &mut rests);
        }
        rests
    }

    /// The readings of a column with their scores without and with context, best first.
    fn readings(&self, contested: &Contested, first: Option<&FirstPass<'_>>) -> Vec<(Option<char>, f64, f64)> {
        let readings = self.sheet.readings(contested);
        let context = first.map(|f| f.evidence(contested, readings));
        let score = |(i, (r, plain)): (usize, (&Option<char>, &f64))| {
            (*r, *plain, plain + context.as_ref().map_or(0.0, |c| c[i]))
        };
        let mut scored: Vec<_> = readings.iter().zip(self.scores.of(contested)).enumerate().map(score).collect();
        scored.sort_by(|a, b| order((a.2, &a.0), (b.2, &b.0)));
        scored
    }

    fn holders(&self, contested: &Contested, is: impl Fn(Option<char>) -> bool) -> Vec<u32> {
        self.sheet.votes(contested).iter().filter(|v| is(v.fold)).map(|v| v.rank).collect()
    }

    fn single(&self, contested: &Contested, first: &FirstPass<'_>) -> Vec<Answer> {
        let answer = |(r, plain, score): (Option<char>, f64, f64)| {
            let holders = self.holders(contested, |fold| fold == r);
            Answer { reading: vec![r], holders, plain, score, probability: 0.0 }
        };
        self.readings(contested, Some(first)).into_iter().map(answer).collect()
    }

    /// Nothing at all, or the best text of each column.
    fn text_or_nothing(&self, contested: &[Contested], first: &FirstPass<'_>) -> Vec<Answer> {
        let sum = |text: bool| {
            let mut answer = Answer {
                reading: Vec::new(),
                holders: self.holders(&contested[0], |fold| fold.is_some() == text),
                plain: 0.0,
                score: 0.0,
                probability: 0.0,
            };
            for column in contested {
                let scored = self.readings(column, Some(first));
                let event = 1.0 / contested.len() as f64;
                if let Some((r, plain, score)) = scored.into_iter().find(|s| s.0.is_some() == text) {
                    answer.reading.push(r);
                    answer.plain += plain * event;
                    answer.score += score * event;
                }
            }
            answer
        };
        vec![sum(true), sum(false)]
    }

    /// The phrases of the voters that cover all columns.
    fn phrases(&self, contested: &[Contested], first: &FirstPass<'_>) -> Vec<Answer> {
        let scored: Vec<_> = contested.iter().map(|c| self.readings(c, Some(first))).collect();
        // Of a phrase and another one in its stead neither is the omission of the other: text is not preferred.
        let substituted = contested.iter().any(|c| c.run < REPLACED && self.substituted(c));
        let replaced = |c: &Contested| substituted && c.run >= REPLACED;
        let mut answers: Vec<Answer> = Vec::new();
        for voter in self.sheet.votes(&contested[0]) {
            let Some(reading) = self.phrase(contested, voter.rank) else { continue };
            if let Some(known) = answers.iter_mut().find(|a| a.reading == reading) {
                known.holders.push(voter.rank);
                continue;
            }
            let (mut plain, mut score) = (0.0, 0.0);
            for ((column, scored), r) in contested.iter().zip(&scored).zip(&reading).filter(|((c, _), _)| !replaced(c))
            {
                let event = 1.0 / f64::from(column.run);
                if let Some(s) = scored.iter().find(|s| s.0 == *r) {
                    plain += s.1 * event;
                    score += s.2 * event;
                }
            }
            answers.push(Answer { reading, holders: vec![voter.rank], plain, score, probability: 0.0 });
        }
        if answers.is_empty() {
            answers.push(self.column_by_column(&scored));
        }
        answers
    }

    /// Whether witnesses have different characters here.
    fn substituted(&self, contested: &Contested) -> bool {
        self.sheet.readings(contested).iter().flatten().count() > 1
    }

    /// Where nobody covers the whole phrase, each column answers for itself.
    fn column_by_column(&self, scored: &[Vec<(Option<char>, f64, f64)>]) -> Answer {
        let reading = scored.iter().map(|s| s[0].0).collect();
        let (plain, score) = scored.iter().fold((0.0, 0.0), |sum, s| (sum.0 + s[0].1, sum.1 + s[0].2));
        Answer { reading, holders: Vec::new(), plain, score, probability: 0.0 }
    }

    fn phrase(&self, contested: &[Contested], rank: u32) -> Option<Vec<Option<char>>> {
        let vote = |c: &Contested| self.sheet.votes(c).iter().find(|v| v.rank == rank).map(|v| v.fold);
        contested.iter().map(vote).collect()
    }
}

/// By how much the lead of an answer counts, where its columns are not so many events.
fn events(contested: &[Contested], answers: &[Answer]) -> f64 {
    let length = contested.len();
    let one_run = contested[0].run as usize == length && contested[1..].iter().all(|c| c.runs_on);
    let alone = answers.iter().all(|a| a.holders.len() == 1);
    if one_run && alone && length >= STRETCH {
        // As often an intruder, a caption or the end of another line, as an omission; rates of characters do not tell.
        0.0
    } else if !one_run && length >= STRETCH {
        // A phrase against another is one observation.
        1.0 / length as f64
    } else {
        1.0
    }
}

/// Higher scores first; of equal ones text before nothing, then in the order of characters.
fn order<R: Ord>(a: (f64, &R), b: (f64, &R)) -> std::cmp::Ordering {
    let rounded = |score: f64| (score / EQUAL).round() as i64;
    rounded(b.0).cmp(&rounded(a.0)).then_with(|| b.1.cmp(a.1))
}

fn best(answers: &[Answer], score: impl Fn(&Answer) -> f64) -> Option<Vec<Option<char>>> {
    answers.iter().min_by(|a, b| order((score(a), &a.reading), (score(b), &b.reading))).map(|a| a.reading.clone())
}
