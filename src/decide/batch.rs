//! The articles of a batch, decided one by one with what all of them tell.

use rayon::prelude::*;

use super::choose::Reading;
use super::context::{Context, Revision};
use super::estimate::Learnt;
use super::rates::Reliability;
use super::score::Scorer;
use super::{Article, Known, Verdict, estimate, verdict};
use crate::model::collation::Collation;
use crate::model::witness::Witness;

/// Articles made ready for decision, with how reliable their sources are and what all of them read.
pub struct Batch<'a> {
    articles: Vec<Article<'a>>,
    /// What the votes alone make of each.
    readings: Vec<Reading>,
    rates: Reliability,
    context: Context,
}

impl<'a> Batch<'a> {
    /// Learns from articles, each with its collation, what [`estimate()`](super::estimate()), [`draft`](super::draft) and
    /// [`Context::new`] tell of them. O(cells).
    ///
    /// # Panics
    /// When a collation is not one of its witnesses.
    pub fn new(items: &[(&'a [Witness], &'a Collation)]) -> Self {
        let articles: Vec<Article<'a>> = items.par_iter().map(|(w, c)| Article::new(w, c)).collect();
        let Learnt { rates, readings: before, context } = estimate::of_all(&articles);
        let read = |article: &Article<'_>| {
            let scorer = Scorer::new(&article.ballot, &rates);
            article.chooser(&scorer).first_reading(&article.ballot)
        };
        let readings: Vec<Reading> = articles.par_iter().map(read).collect();
        let revised = |((before, after), article): ((_, _), &Article<'_>)| Revision {
            before,
            after,
            alphabetic: article.ballot.alphabetic,
        };
        let revisions: Vec<Revision<'_>> = before.iter().zip(&readings).zip(&articles).map(revised).collect();
        let context = context.revised(&revisions);
        Self { articles, readings, rates, context }
    }

    /// What is known beside the witnesses of an article of the batch.
    pub fn known(&self) -> Known<'_> {
        Known { rates: &self.rates, context: &self.context, counted: true, script: None }
    }

    /// Decides one of the articles, by its index; as [`decide`](super::decide) does with what is [known](Self::known).
    /// O(cells).
    ///
    /// # Panics
    /// When there is no article of this index.
    pub fn decide(&self, index: usize) -> Verdict {
        let article = &self.articles[index];
        let scorer = Scorer::new(&article.ballot, &self.rates);
        verdict(article, &article.chooser(&scorer), self.readings[index].clone(), &self.known())
    }
}
