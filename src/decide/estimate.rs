//! Reliability from the data: expectation–maximisation over all articles of a batch
//! (Dempster, Laird & Rubin 1977; Dawid & Skene 1979).

use rayon::prelude::*;

use super::Article;
use super::choose::Reading;
use super::context::{Context, Draft, FirstPass};
use super::counts::Counts;
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
    learn(&items.par_iter().map(|(w, c)| Article::new(w, c)).collect::<Vec<_>>())
}

/// [`estimate()`] of articles made ready.
pub(super) fn learn(articles: &[Article<'_>]) -> Reliability {
    let nothing: Vec<Company> = articles.iter().map(|_| Company::new()).collect();
    let mut reliability = count(articles, &nothing, &Reliability::default());
    for _ in 0..ROUNDS {
        reliability = count(articles, &nothing, &reliability);
    }
    let company = company(articles, &reliability);
    for _ in 0..ROUNDS_IN_CONTEXT {
        reliability = count(articles, &company, &reliability);
    }
    reliability
}

/// What the neighbours say for the readings of each contested column of an article; empty while that is not known.
type Company = Vec<Vec<f64>>;

/// Reads all articles by the votes alone and asks what is read for each contested column.
fn company(articles: &[Article<'_>], known: &Reliability) -> Vec<Company> {
    let read = |a: &Article<'_>| a.chooser(&Scorer::new(&a.ballot, known)).first_reading(&a.ballot);
    let readings: Vec<Reading> = articles.par_iter().map(read).collect();
    let drafts: Vec<Draft> = articles.iter().zip(&readings).map(|(a, reading)| a.draft(reading)).collect();
    let context = Context::new(&drafts);
    let company = |(article, reading): (&Article<'_>, &Reading)| {
        let first = FirstPass { reading, context: &context, counted: true, alphabetic: article.ballot.alphabetic };
        let of = |c: &Contested| first.evidence(c, article.sheet.readings(c));
        article.sheet.contested.par_iter().with_min_len(COLUMNS).map(of).collect()
    };
    articles.par_iter().zip(&readings).map(company).collect()
}

/// What all articles say about the sources when readings are as likely as `known` makes them.
fn count(articles: &[Article<'_>], company: &[Company], known: &Reliability) -> Reliability {
    let of = articles.par_iter().zip(company);
    let counts = of.map(|(article, company)| Counts::of(&article.ballot, &article.sheet, company, known));
    counts.reduce(Counts::default, Counts::and).reliability()
}
