//! Which of the headlines offered to an article are readings of one headline.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::headings::alike;

/// Different texts offered to one article that all others are compared with; of more, those that are offered most often. What
/// is left are misreadings of them that hardly anybody shares.
const COMPARED: usize = 512;

/// Offers with their likes. Offers of one text to one article are alike; so are others when their texts are.
#[derive(Debug, Default)]
pub(super) struct Likeness {
    /// The class of each offer: offers of one text to one article.
    class: Vec<usize>,
    /// The offers of each class, ascending.
    offers: Vec<Vec<usize>>,
    /// The classes that are like each class, itself among them, ascending.
    like: Vec<Vec<usize>>,
}

/// The different texts offered to an article, each with its offers.
type Texts<'a> = BTreeMap<&'a str, Vec<usize>>;

impl Likeness {
    /// Compares the offers to each article, given as article and text. O(offers + texts · 512) comparisons, where texts are
    /// the different ones.
    pub(super) fn of<'a>(offers: impl ExactSizeIterator<Item = (usize, &'a str)>) -> Self {
        let mut found = Self { class: vec![0; offers.len()], ..Self::default() };
        let mut articles: BTreeMap<usize, Texts<'a>> = BTreeMap::new();
        for (offer, (article, text)) in offers.enumerate() {
            articles.entry(article).or_default().entry(text).or_default().push(offer);
        }
        let pairs: Vec<Vec<(usize, usize)>> = articles.par_iter().map(|(_, texts)| pairs(texts)).collect();
        for (texts, pairs) in articles.into_values().zip(pairs) {
            let first = found.offers.len();
            found.like.extend((first..first + texts.len()).map(|class| vec![class]));
            for (a, b) in pairs {
                found.like[first + a].push(first + b);
                found.like[first + b].push(first + a);
            }
            for offers in texts.into_values() {
                offers.iter().for_each(|offer| found.class[*offer] = found.offers.len());
                found.offers.push(offers);
            }
        }
        found.like.par_iter_mut().for_each(|like| like.sort_unstable());
        found
    }

    /// The class of an offer.
    pub(super) fn class(&self, offer: usize) -> usize {
        self.class[offer]
    }

    /// Number of classes.
    pub(super) fn classes(&self) -> usize {
        self.offers.len()
    }

    /// The offers to the same article that are like those of a class, themselves among them, ascending.
    pub(super) fn like(&self, class: usize) -> Vec<usize> {
        let mut like: Vec<usize> = self.like[class].iter().flat_map(|class| &self.offers[*class]).copied().collect();
        like.sort_unstable();
        like
    }
}

/// Pairs of different texts that are alike, by their numbers.
fn pairs(texts: &Texts<'_>) -> Vec<(usize, usize)> {
    let texts: Vec<(&str, usize)> = texts.iter().map(|(text, offers)| (*text, offers.len())).collect();
    let mut compared: Vec<usize> = (0..texts.len()).collect();
    compared.sort_by_key(|text| Reverse(texts[*text].1));
    compared.truncate(COMPARED);
    let rank: FxHashMap<usize, usize> = compared.iter().enumerate().map(|(rank, text)| (*text, rank)).collect();
    let with = |a: usize| {
        let (texts, rank) = (&texts, &rank);
        // Of two that are compared with all, one meets the other.
        let met = move |b: &&usize| **b != a && rank.get(&a).is_none_or(|own| *own < rank[*b]);
        compared.iter().filter(met).filter(move |b| alike(texts[a].0, texts[**b].0)).map(move |b| (a, *b))
    };
    (0..texts.len()).into_par_iter().flat_map_iter(with).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_one_article_are_compared() {
        let offers =
            [(0, "春到小河边石桥"), (0, "春到小河边右桥"), (1, "春到小河边石桥"), (0, "秋"), (0, "春到小河边石桥")];
        let likeness = Likeness::of(offers.into_iter());
        let like = |offer: usize| likeness.like(likeness.class(offer));
        assert_eq!((like(0), like(1), like(4)), (vec![0, 1, 4], vec![0, 1, 4], vec![0, 1, 4]));
        assert_eq!((like(2), like(3), likeness.classes()), (vec![2], vec![3], 4));
    }

    #[test]
    fn in_a_crowd_those_count_that_many_offer() {
        let text = |i: usize| format!("春到小河边石桥{}", char::from_u32(0x4E00 + i as u32).unwrap_or('一'));
        let texts: Vec<String> = (0..2 * COMPARED).chain(0..COMPARED).map(text).collect();
        let likeness = Likeness::of(texts.iter().map(|text| (0, text.as_str())));
        let like = |offer: usize| likeness.like(likeness.class(offer)).len();
        assert_eq!((like(0), like(COMPARED)), (3 * COMPARED, 2 * COMPARED + 1));
    }
}
