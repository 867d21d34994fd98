//! Which hypothesis is which gold article.

use std::collections::{HashMap, HashSet};

use super::body::Body;
use super::gold::GoldSet;
use super::hypothesis::Hypothesis;
use super::unify::Scheme;

/// How often each pair of neighbouring characters occurs.
#[derive(Default)]
pub(super) struct Pairs {
    counts: HashMap<(char, char), usize, rustc_hash::FxBuildHasher>,
    total: usize,
}

impl Pairs {
    pub(super) fn new(text: &[char]) -> Self {
        let mut counts: HashMap<_, _, _> = HashMap::default();
        text.windows(2).for_each(|w| *counts.entry((w[0], w[1])).or_default() += 1);
        Self { counts, total: text.len().saturating_sub(1) }
    }

    fn shared(&self, other: &Self) -> usize {
        let (few, many) = if self.counts.len() < other.counts.len() { (self, other) } else { (other, self) };
        few.counts.iter().map(|(pair, n)| n.min(many.counts.get(pair).unwrap_or(&0))).sum()
    }

    /// Twice what they share over both together.
    fn likeness(&self, other: &Self) -> f64 {
        ratio(2 * self.shared(other), self.total + other.total)
    }

    /// The share of `self` that `other` holds.
    pub(super) fn within(&self, other: &Self) -> f64 {
        ratio(self.shared(other), self.total)
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// What matches what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Matching {
    /// Hypothesis of each gold article.
    pub(super) of_gold: Vec<Option<usize>>,
    /// Hypotheses that are no gold article.
    pub(super) extra: Vec<usize>,
    /// Hypotheses that are page furniture, and no fault.
    pub(super) furniture: Vec<usize>,
}

/// Likeness from which a hypothesis may be a gold article.
fn least(scheme: Scheme) -> f64 {
    match scheme {
        Scheme::Marks => 0.4,
        Scheme::Width => 0.2,
    }
}

/// One to one, the most alike first. O(articles · hypotheses · kinds of character pairs).
pub(super) fn matched(gold: &GoldSet, hypotheses: &[Hypothesis]) -> Matching {
    let scheme = gold.scheme;
    let golds: Vec<Pairs> = gold.articles.iter().map(|g| Pairs::new(&gold_text(scheme, g))).collect();
    let texts: Vec<Pairs> = hypotheses.iter().map(|h| Pairs::new(&text(scheme, h))).collect();
    let mut candidates = Vec::new();
    for (i, g) in golds.iter().enumerate() {
        for (j, h) in texts.iter().enumerate() {
            let likeness = g.likeness(h);
            let enough =
                likeness >= least(scheme) || scheme == Scheme::Width && (h.within(g) >= 0.7 || g.within(h) >= 0.7);
            if enough {
                candidates.push((likeness, i, j));
            }
        }
    }
    candidates.sort_by(|a, b| {
        let by_place = match scheme {
            Scheme::Marks => (b.2, &gold.articles[b.1].id).cmp(&(a.2, &gold.articles[a.1].id)),
            Scheme::Width => (b.1, b.2).cmp(&(a.1, a.2)),
        };
        b.0.total_cmp(&a.0).then(by_place)
    });
    let mut matching = Matching { of_gold: vec![None; golds.len()], ..Matching::default() };
    let mut used = vec![false; texts.len()];
    for (_, i, j) in candidates {
        if matching.of_gold[i].is_none() && !used[j] {
            matching.of_gold[i] = Some(j);
            used[j] = true;
        }
    }
    let furniture: Vec<Pairs> = gold.furniture.iter().map(|f| Pairs::new(&scheme.unified(f))).collect();
    for j in (0..texts.len()).filter(|j| !used[*j]) {
        let home = if is_furniture(scheme, &texts[j], &golds, &furniture) {
            &mut matching.furniture
        } else {
            &mut matching.extra
        };
        home.push(j);
    }
    matching
}

/// Length of the pieces by which text is told from chance: articles of one language share many pairs of characters.
const PIECE: usize = 6;

/// Hypotheses that hold `share` or more of two gold articles and more.
pub(super) fn glued(gold: &GoldSet, hypotheses: &[Hypothesis], share: f64) -> Vec<(usize, Vec<usize>)> {
    let golds: Vec<Vec<char>> = gold.articles.iter().map(|g| gold_text(gold.scheme, g)).collect();
    let held = |hypothesis: &Hypothesis| -> Vec<usize> {
        let own = text(gold.scheme, hypothesis);
        let pieces: HashSet<&[char], rustc_hash::FxBuildHasher> = own.windows(PIECE).collect();
        let holds = |article: &Vec<char>| {
            let shared = article.windows(PIECE).filter(|piece| pieces.contains(piece)).count();
            shared > 0 && ratio(shared, article.len() - PIECE + 1) >= share
        };
        (0..golds.len()).filter(|i| holds(&golds[*i])).collect()
    };
    hypotheses.iter().map(held).enumerate().filter(|(_, held)| held.len() > 1).collect()
}

/// Short texts and known furniture that hold little of any article.
fn is_furniture(scheme: Scheme, text: &Pairs, golds: &[Pairs], furniture: &[Pairs]) -> bool {
    const SHORT: usize = 40;
    scheme == Scheme::Marks
        && golds.iter().all(|g| text.within(g) < 0.5)
        && (text.total < SHORT || furniture.iter().any(|f| text.within(f) > 0.5 || f.within(text) > 0.8))
}

fn gold_text(scheme: Scheme, gold: &super::gold::Gold) -> Vec<char> {
    let lines = gold.paragraphs.iter().map(String::as_str);
    match scheme {
        Scheme::Marks => [gold.title.as_str()]
            .into_iter()
            .chain(gold.byline.as_deref())
            .chain(lines)
            .flat_map(|l| scheme.unified(l))
            .collect(),
        Scheme::Width => Body::new(scheme, lines.map(|l| (l, None))).unified,
    }
}

/// The text that is matched: in [`Scheme::Width`] a headline that is told apart does not count.
fn text(scheme: Scheme, hypothesis: &Hypothesis) -> Vec<char> {
    let title = hypothesis.title.as_deref().filter(|_| scheme == Scheme::Marks);
    let header = hypothesis.header.iter().filter(|_| scheme == Scheme::Marks).map(String::as_str);
    let lines = hypothesis.lines.iter().map(|l| l.text.as_str());
    title.into_iter().chain(header).chain(lines).flat_map(|l| scheme.unified(l)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(scheme: Scheme) -> GoldSet {
        let text = |title: &str, body: &str| (title.to_owned(), format!("{title}\n{body}\n"));
        let texts = [text("石桥", "春天的小河边有一座石桥。"), text("集市", "镇上的人都到集市去买东西。")];
        let mut set = GoldSet::from_texts(texts).unwrap();
        set.scheme = scheme;
        set.furniture = vec![
            "一幅很长的照片说明文字，说的是孩子们在河边看鱼，老人们在树下读书，妇女们在洗衣，渔夫在收网。".to_owned(),
        ];
        set
    }

    #[test]
    fn the_most_alike_first_and_furniture_is_no_fault() {
        let texts = [
            "集市\n镇上的人都到集市去买东西。",
            "集市\n镇上的人都到集市去买。",
            "石桥\n春天的小河边有一座右桥。",
            "照片\n说的是孩子们在河边看鱼，老人们在树下读书，妇女们在洗衣，渔夫在收网。又及孩子们在河边看鱼",
        ];
        let texts: Vec<Hypothesis> = texts.iter().map(|t| Hypothesis::from_text("x", t)).collect();
        let matching = matched(&set(Scheme::Marks), &texts);
        assert_eq!(matching.of_gold, [Some(2), Some(0)]);
        assert_eq!((matching.extra, matching.furniture), (vec![1], vec![3]));
        assert_eq!(matched(&set(Scheme::Width), &texts).extra, [1, 3]);
    }
}
