//! Reliability from the data: expectation–maximisation over all articles of a batch
//! (Dempster, Laird & Rubin 1977; Dawid & Skene 1979).

use std::collections::BTreeMap;

use super::choose::{Chooser, Reading};
use super::context::{Context, Draft, FirstPass};
use super::rates::{INSIDE_LINE, Reliability, Share, Tally};
use super::score::{Scorer, softmax};
use super::sheet::{Contested, Sheet, readings};
use super::slips::{Slip, is_accented};
use super::votes::{Ballot, Vote};
use crate::model::collation::Collation;
use crate::model::witness::{Family, Witness};
use crate::text::chars::CharClass;

/// Rounds of estimation by the votes alone, and with the company that readings keep; rates hardly move after the third.
const ROUNDS: usize = 3;
const ROUNDS_IN_CONTEXT: usize = 4;
/// How likely a reading must be for what differs from it to be an error.
const BELIEVED: f64 = 0.5;
/// Where fewer witnesses meet, two that err alike are the majority and would confirm themselves.
const WITNESSES_TO_LEARN: usize = 3;
/// So many characters in a row are misread at most.
pub(super) const MISREAD_IN_A_ROW: u32 = 3;
const WITNESSES_FOR_SHARED: usize = 4;

/// Estimates from articles, each with its collation, how often each source misreads, leaves out and adds, and which
/// sources err together. Where two witnesses differ and no third one tells which is right, the company that readings
/// keep tells it in some places, and the rates carry it to the others. The order of articles and witnesses does not
/// matter. One article will do, many do better. O(cells).
pub fn estimate(items: &[(&[Witness], &Collation)]) -> Reliability {
    let mut articles: Vec<Article<'_>> = items.iter().map(|(w, c)| Article::new(w, c)).collect();
    let mut reliability = count(&articles, &Reliability::default());
    for _ in 0..ROUNDS {
        reliability = count(&articles, &reliability);
    }
    weigh_company(&mut articles, &reliability);
    for _ in 0..ROUNDS_IN_CONTEXT {
        reliability = count(&articles, &reliability);
    }
    reliability
}

struct Article<'a> {
    ballot: Ballot<'a>,
    sheet: Sheet,
    /// What the neighbours say for the readings of each contested column; empty while that is not known.
    company: Vec<Vec<f64>>,
}

impl<'a> Article<'a> {
    fn new(witnesses: &'a [Witness], collation: &'a Collation) -> Self {
        let ballot = Ballot::new(witnesses, collation);
        let sheet = Sheet::new(&ballot);
        Self { ballot, sheet, company: Vec::new() }
    }
}

/// Reads all articles by the votes alone and asks what is read for each contested column.
fn weigh_company(articles: &mut [Article<'_>], known: &Reliability) {
    let read = |a: &Article<'_>| {
        let scorer = Scorer::new(&a.ballot, known);
        let alphabetic = a.ballot.alphabetic;
        (Chooser::new(&a.sheet, &scorer, alphabetic).first_reading(&a.ballot), alphabetic)
    };
    let texts: Vec<(Reading, bool)> = articles.iter().map(read).collect();
    let drafts: Vec<Draft> = texts.iter().map(|(text, alphabetic)| Draft::new(text, *alphabetic)).collect();
    let context = Context::new(&drafts);
    for (article, (text, alphabetic)) in articles.iter_mut().zip(&texts) {
        let first = FirstPass { reading: text, context: &context, counted: true, alphabetic: *alphabetic };
        let of = |c: &Contested| first.evidence(c, &readings(article.sheet.votes(c)));
        article.company = article.sheet.contested.iter().map(of).collect();
    }
}

/// What all articles say about the sources when readings are as likely as `known` makes them.
fn count(articles: &[Article<'_>], known: &Reliability) -> Reliability {
    let mut counts = Counts::default();
    for Article { ballot, sheet, company } in articles {
        let scorer = Scorer::new(ballot, known);
        let unlearned = Scorer::new(ballot, &Reliability::default());
        counts.add_agreed(ballot, sheet);
        for (i, contested) in sheet.contested.iter().enumerate() {
            let company = company.get(i).map_or(&[][..], Vec::as_slice);
            let votes = sheet.votes(contested);
            // What two say is decided by their rates; counted, it would only confirm them.
            let layer = votes.iter().any(|v| ballot.voter(v.rank).family == Family::TextLayer);
            let alone = votes.len() < WITNESSES_TO_LEARN && contested.run < INSIDE_LINE && !layer;
            let scorer = if alone { &unlearned } else { &scorer };
            let beliefs = beliefs(votes, contested, scorer, company);
            counts.add(ballot, sheet, contested, &beliefs, !alone);
        }
    }
    counts.reliability()
}

#[derive(Default)]
struct Counts<'a> {
    sources: BTreeMap<&'a str, Source>,
    /// The same wrong reading in both; wrong readings of either.
    pairs: BTreeMap<(&'a str, &'a str), (Share, Share)>,
}

/// What was seen of a source.
#[derive(Default)]
struct Source {
    /// Whether a witness of it was read from images.
    read: bool,
    tally: Tally,
    /// Of it, what more than expectation tells.
    told: Tally,
}

impl<'a> Counts<'a> {
    fn source(&mut self, witness: &'a Witness) -> &mut Source {
        let source = self.sources.entry(&witness.source).or_default();
        source.read |= witness.family != Family::TextLayer;
        source
    }

    fn add_agreed(&mut self, ballot: &Ballot<'a>, sheet: &Sheet) {
        for (rank, agreed) in sheet.agreed.iter().enumerate() {
            let tally = &mut self.source(ballot.voter(rank as u32)).tally;
            for (seen, n) in tally.seen.iter_mut().zip(agreed) {
                seen.add(*n as f64);
            }
            tally.accented.add(sheet.accented[rank] as f64);
        }
    }

    fn add(&mut self, ballot: &Ballot<'a>, sheet: &Sheet, contested: &Contested, beliefs: &[Belief], told: bool) {
        let votes = sheet.votes(contested);
        let (run, event) = (contested.run, 1.0 / f64::from(contested.run));
        // Two texts that differ over a whole phrase are two phrases, and not so many characters misread.
        let phrase = votes.len() < WITNESSES_TO_LEARN && run == 1 && contested.stretch > MISREAD_IN_A_ROW;
        let replaced = if phrase { f64::from(contested.stretch) } else { 1.0 };
        for &(reading, p) in beliefs {
            for vote in votes {
                let source = self.source(ballot.voter(vote.rank));
                record(&mut source.tally, vote, reading, p / replaced, run);
                if told {
                    record(&mut source.told, vote, reading, p / replaced, run);
                }
            }
            if votes.len() >= WITNESSES_FOR_SHARED {
                self.add_shared(ballot, votes, reading, p * event, p > BELIEVED);
            }
        }
    }

    fn add_shared(&mut self, ballot: &Ballot<'a>, votes: &[Vote], reading: Option<char>, p: f64, believed: bool) {
        for (i, a) in votes.iter().enumerate() {
            for b in &votes[..i] {
                let (x, y) = (ballot.voter(a.rank).source.as_str(), ballot.voter(b.rank).source.as_str());
                let wrong = [a, b].iter().filter(|v| v.fold != reading).count();
                if x == y || wrong == 0 {
                    continue;
                }
                let (both, either) = self.pairs.entry((x.min(y), x.max(y))).or_default();
                either.add(p * wrong as f64);
                // A small chance everywhere is no evidence: only what is believed wrong is an error in common.
                if wrong == 2 && a.fold == b.fold && believed {
                    both.add(p);
                }
            }
        }
    }

    fn reliability(&self) -> Reliability {
        let mut reliability = Reliability::default();
        for (name, source) in &self.sources {
            let family = if source.read { Family::Unknown } else { Family::TextLayer };
            reliability.set(name, source.tally.rates(family), source.told.spreads(family));
        }
        for ((a, b), (both, either)) in &self.pairs {
            reliability.set_shared(a, b, *both, either.halved());
        }
        reliability
    }
}

/// A reading, and how likely it is.
type Belief = (Option<char>, f64);

/// How likely each reading of a column is.
fn beliefs(votes: &[Vote], contested: &Contested, scorer: &Scorer, company: &[f64]) -> Vec<Belief> {
    let readings = readings(votes);
    let company = company.iter().copied().chain(std::iter::repeat(0.0));
    let scores: Vec<f64> =
        readings.iter().zip(company).map(|(r, c)| scorer.score(votes, *r, contested.run) + c).collect();
    readings.into_iter().zip(softmax(&scores)).collect()
}

fn record(tally: &mut Tally, vote: &Vote, reading: Option<char>, p: f64, run: u32) {
    // A run of one pattern is one event.
    let event = 1.0 / f64::from(run);
    match (vote.fold, reading) {
        (None, None) => {}
        (Some(o), None) => tally.inserted[CharClass::of(o) as usize].add(p * event),
        (None, Some(t)) => {
            tally.accented.add(if is_accented(t) { p } else { 0.0 });
            tally.seen[CharClass::of(t) as usize].add(p);
            tally.omitted[CharClass::of(t) as usize].add(p * event);
            if run < INSIDE_LINE {
                tally.omitted_in_line[CharClass::of(t) as usize].add(p * event);
            }
        }
        (Some(o), Some(t)) => {
            tally.seen[CharClass::of(t) as usize].add(p);
            tally.accented.add(if is_accented(t) { p } else { 0.0 });
            if let Some(slip) = Slip::of(t, o) {
                tally.slips[slip as usize].add(p);
            } else if o != t {
                tally.substituted[CharClass::of(t) as usize].add(p);
            }
        }
    }
}
