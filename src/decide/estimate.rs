//! Reliability from the data: expectation–maximisation over all articles of a batch
//! (Dempster, Laird & Rubin 1977; Dawid & Skene 1979).

use rayon::prelude::*;

use super::choose::{Chooser, Reading};
use super::context::{Context, Draft, FirstPass};
use super::counts::Counts;
use super::rates::Reliability;
use super::score::Scorer;
use super::sheet::{Contested, Sheet};
use super::votes::Ballot;
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
    let mut articles: Vec<Article<'_>> = items.par_iter().map(|(w, c)| Article::new(w, c)).collect();
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
    let texts: Vec<(Reading, bool)> = articles.par_iter().map(read).collect();
    let drafts: Vec<Draft> = texts.iter().map(|(text, alphabetic)| Draft::new(text, *alphabetic)).collect();
    let context = Context::new(&drafts);
    articles.par_iter_mut().zip(&texts).for_each(|(article, (text, alphabetic))| {
        let first = FirstPass { reading: text, context: &context, counted: true, alphabetic: *alphabetic };
        let of = |c: &Contested| first.evidence(c, article.sheet.readings(c));
        article.company = article.sheet.contested.par_iter().with_min_len(COLUMNS).map(of).collect();
    });
}

/// What all articles say about the sources when readings are as likely as `known` makes them.
fn count(articles: &[Article<'_>], known: &Reliability) -> Reliability {
    let counts = articles.par_iter().map(|a| Counts::of(&a.ballot, &a.sheet, &a.company, known));
    counts.reduce(Counts::default, Counts::and).reliability()
}
