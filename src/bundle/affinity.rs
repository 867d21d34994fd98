//! How much of a headline the text below it says again.
//!
//! Pairs of characters that a headline shares with a text, each worth the less the more articles of the batch have it. Of
//! headlines in print nineteen of twenty share a seventh of their pairs with their own text, one in a hundred with another one; rows
//! of tables, mastheads and advertisements share hardly any.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::bundle::Bundle;
use crate::model::chain::UnitTable;

type Pair = (char, char);

/// The pairs of characters of headlines, and which articles have them.
pub(super) struct Affinity {
    /// Numbers of the pairs.
    pairs: FxHashMap<Pair, u32>,
    /// The pairs of each article.
    articles: Vec<FxHashSet<u32>>,
    /// What each pair is worth.
    worth: Vec<f32>,
}

impl Affinity {
    /// Of headlines and the texts of articles. O(text).
    pub(super) fn of(table: &UnitTable, bundles: &[Bundle], headlines: impl Iterator<Item = String>) -> Self {
        let mut pairs: FxHashMap<Pair, u32> = FxHashMap::default();
        for headline in headlines {
            for pair in pairs_of(&headline) {
                let next = pairs.len() as u32;
                pairs.entry(pair).or_insert(next);
            }
        }
        let articles: Vec<FxHashSet<u32>> = bundles.par_iter().map(|b| held(table, b, &pairs)).collect();
        let mut having = vec![0_u32; pairs.len()];
        articles.iter().flatten().for_each(|pair| having[*pair as usize] += 1);
        let worth = having.iter().map(|n| 1.0 - n.saturating_sub(1) as f32 / articles.len() as f32).collect();
        Self { pairs, articles, worth }
    }

    /// The part of the pairs of a headline that an article has, by their worth, 0 to 1; none of a headline that is mostly
    /// in Latin letters, of which pairs tell nothing. O(headline).
    pub(super) fn between(&self, headline: &str, article: usize) -> Option<f32> {
        self.part_of(headline, article, |pair| self.worth[pair as usize])
    }

    /// As [`between`](Self::between), all pairs worth the same.
    pub(super) fn held(&self, headline: &str, article: usize) -> Option<f32> {
        self.part_of(headline, article, |_| 1.0)
    }

    fn part_of(&self, headline: &str, article: usize, worth: impl Fn(u32) -> f32) -> Option<f32> {
        let (mut all, mut shared) = (0, 0.0);
        for pair in pairs_of(headline) {
            all += 1;
            let held = self.pairs.get(&pair).filter(|pair| self.articles[article].contains(pair));
            shared += held.map_or(0.0, |pair| worth(*pair));
        }
        let letters = headline.chars().filter(char::is_ascii_alphabetic).count();
        (all > 0 && 2 * letters < headline.chars().count()).then(|| shared / all as f32)
    }
}

fn pairs_of(text: &str) -> impl Iterator<Item = Pair> + '_ {
    text.chars().zip(text.chars().skip(1))
}

/// Which pairs the texts of an article have.
fn held(table: &UnitTable, bundle: &Bundle, pairs: &FxHashMap<Pair, u32>) -> FxHashSet<u32> {
    let units = bundle.parts.iter().flat_map(|p| &p.texts).flat_map(|t| &t.units);
    let chars = |u: &u32| {
        let span = &table.spans[*u as usize];
        &table.streams[table.units[*u as usize].page as usize].chars[span.start as usize..span.end as usize]
    };
    units.flat_map(|u| chars(u).windows(2)).filter_map(|w| pairs.get(&(w[0], w[1])).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::line;
    use super::*;
    use crate::model::bundle::{Part, SourceText};
    use crate::model::chain::Cues;
    use crate::model::stream::Stream;

    /// Articles of one line each, and headlines.
    fn affinity(articles: &[&str], headlines: &[&str]) -> Affinity {
        let mut table = UnitTable::default();
        let mut bundles = Vec::new();
        for (i, article) in (0..).zip(articles) {
            table.units.push(line(i, 0, article, Cues::default()));
            table.spans.push(0..article.chars().count() as u32);
            table.streams.push(Stream { chars: article.chars().collect(), ..Stream::default() });
            let texts = vec![SourceText { units: vec![i], ..SourceText::default() }];
            bundles.push(Bundle { parts: vec![Part { texts }], ..Bundle::default() });
        }
        Affinity::of(&table, &bundles, headlines.iter().map(|h| (*h).to_owned()))
    }

    #[test]
    fn a_headline_shares_its_words_with_its_own_text() {
        let (own, other, row) = ("石桥今年建成", "山村学校开学", "大米三元");
        let affinity = affinity(&["河上的石桥建成了", "山村的学校开学了"], &[own, other, row]);
        let between = |headline, article| affinity.between(headline, article).unwrap();
        assert!(between(own, 0) >= 0.35 && between(other, 1) >= 0.35);
        assert_eq!([between(own, 1), between(other, 0), between(row, 0), between(row, 1)], [0.0; 4]);
    }

    #[test]
    fn what_all_articles_say_is_worth_less() {
        let headlines = ["记者来到石桥"];
        let alone = affinity(&["记者看见石桥", "山村"], &headlines).between(headlines[0], 0);
        let common = affinity(&["记者看见石桥", "记者看见山村"], &headlines).between(headlines[0], 0);
        assert!(common < alone, "{common:?} {alone:?}");
    }

    #[test]
    fn pairs_of_letters_tell_nothing() {
        assert_eq!(affinity(&["newbridgeopened"], &["newbridge"]).between("newbridge", 0), None);
    }
}
