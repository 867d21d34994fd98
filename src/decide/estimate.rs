//! Reliability from the data: expectation–maximisation over all articles of a batch
//! (Dempster, Laird & Rubin 1977; Dawid & Skene 1979).

use rayon::prelude::*;

use super::Article;
use super::choose::Reading;
use super::context::{Context, Draft, FirstPass};
use super::counts::{Case, Counts, cases};
use super::rates::Reliability;
use super::score::Scorer;
use super::sheet::Contested;
use crate::model::collation::Collation;
use crate::model::witness::Witness;

/// Rounds of estimation by the votes alone, and with the company that readings keep; rates hardly move after the third.
const ROUNDS: usize = 3;
const ROUNDS_IN_CONTEXT: usize = 4;
/// So many characters in a row are misread at most.
pub(super) const MISREAD_IN_A_ROW: u32 = 3;
/// Contested columns that one thread looks at, at the least.
const COLUMNS: usize = 1 << 9;

/// Estimates from articles, each with its collation, how often each source misreads, leaves out and adds, and which
/// sources err together. Where two witnesses differ and no third one tells which is right, the company that readings
/// keep tells it in some places, and the rates carry it to the others. The order of articles and witnesses does not
/// matter. One article will do, many do better. O(cells).
pub fn estimate(items: &[(&[Witness], &Collation)]) -> Reliability {
    of_all(&items.par_iter().map(|(w, c)| Article::new(w, c)).collect::<Vec<_>>()).rates
}

/// [`estimate()`] of articles made ready, and what was read in them on the way.
pub(super) fn of_all(articles: &[Article<'_>]) -> Learnt {
    let rates = by_votes(articles);
    let asked = Asked::new(articles, &rates);
    let rates = in_company(articles, &asked.cases(articles), rates);
    Learnt { rates, readings: asked.readings, context: asked.context }
}

/// What a batch tells.
pub(super) struct Learnt {
    pub(super) rates: Reliability,
    /// Each article as it was read by the votes alone, when less was known of the rates, and what all of them hold.
    pub(super) readings: Vec<Reading>,
    pub(super) context: Context,
}

/// What the votes alone tell.
fn by_votes(articles: &[Article<'_>]) -> Reliability {
    let unheard: Vec<Vec<Case>> = articles.par_iter().map(|article| cases(&article.sheet, &[])).collect();
    (0..=ROUNDS).fold(Reliability::default(), |known, _| count(articles, &unheard, &known))
}

/// What the votes tell together with what the neighbours say.
fn in_company(articles: &[Article<'_>], cases: &[Vec<Case>], known: Reliability) -> Reliability {
    (0..ROUNDS_IN_CONTEXT).fold(known, |known, _| count(articles, cases, &known))
}

/// All articles as the votes alone read them, and what is read in them.
struct Asked {
    readings: Vec<Reading>,
    context: Context,
}

impl Asked {
    fn new(articles: &[Article<'_>], known: &Reliability) -> Self {
        let read = |a: &Article<'_>| a.chooser(&Scorer::new(&a.ballot, known)).first_reading(&a.ballot);
        let readings: Vec<Reading> = articles.par_iter().map(read).collect();
        let drafts: Vec<Draft> = articles.iter().zip(&readings).map(|(a, reading)| a.draft(reading)).collect();
        Self { readings, context: Context::new(&drafts) }
    }

    /// The cases of all articles by what the neighbours say for their readings.
    fn cases(&self, articles: &[Article<'_>]) -> Vec<Vec<Case>> {
        let company = |(article, reading): (&Article<'_>, &Reading)| {
            let alphabetic = article.ballot.alphabetic;
            let first = FirstPass { reading, context: &self.context, counted: true, alphabetic };
            let of = |c: &Contested| first.evidence(c, article.sheet.readings(c));
            let company: Vec<Vec<f64>> = article.sheet.contested.par_iter().with_min_len(COLUMNS).map(of).collect();
            cases(&article.sheet, &company)
        };
        articles.par_iter().zip(&self.readings).map(company).collect()
    }
}

/// What all articles say about the sources when readings are as likely as `known` makes them.
fn count(articles: &[Article<'_>], cases: &[Vec<Case>], known: &Reliability) -> Reliability {
    let of = articles.par_iter().zip(cases);
    let counts = of.map(|(article, cases)| Counts::of(&article.ballot, &article.sheet, cases, known));
    counts.reduce(Counts::default, Counts::and).reliability()
}
