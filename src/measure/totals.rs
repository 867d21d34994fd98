//! Articles summed up.

use std::collections::{BTreeMap, BTreeSet};

use super::article::Measured;
use super::calibration::Calibration;
use super::counts::{Counts, Finds};
use super::gold::GoldSet;
use super::hypothesis::Hypothesis;
use super::unify::Scheme;

/// All that was measured of a set.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// How it was compared.
    pub scheme: Scheme,
    /// The gold articles that were selected.
    pub articles: Vec<Measured>,
    /// Their sum.
    pub total: Counts,
    /// Sums by what prints an article and what its edition rests on; an article is in several.
    pub groups: Vec<Group>,
    /// Articles found, among all gold articles: right, extra, and of the selected ones missed.
    pub detection: Finds,
    /// Gold articles that were selected and found.
    pub found: usize,
    /// Hypotheses that are no gold article.
    pub extra: Vec<String>,
    /// Hypotheses that are page furniture.
    pub furniture: Vec<String>,
    /// Claims of certainty against gold, where editions make some.
    pub calibration: Option<Calibration>,
    /// Expected and true error rates by source and by page, where editions expect one.
    pub estimates: Vec<Estimate>,
}

/// Sum of some articles.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What they have in common.
    pub name: String,
    /// The sum.
    pub counts: Counts,
}

/// What the editions expect, against what is true, over the articles that rest on a source or page.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// `source P`, `page pages/P/1.txt`.
    pub name: String,
    /// Articles.
    pub articles: usize,
    /// Gold characters.
    pub characters: usize,
    /// Errors expected in them.
    pub expected: f64,
    /// Errors there.
    pub errors: usize,
}

impl Measurement {
    pub(super) fn new(
        set: &GoldSet,
        articles: Vec<Measured>,
        matched: usize,
        extra: Vec<String>,
        furniture: Vec<String>,
    ) -> Self {
        let mut total = Counts::default();
        articles.iter().for_each(|a| total.add(&a.counts));
        let missed = articles.len() - total.found;
        let calibration = articles.iter().filter_map(|a| a.calibration.as_ref()).fold(None, |sum, one| {
            let mut sum: Calibration = sum.unwrap_or_default();
            sum.add(one);
            Some(sum)
        });
        Self {
            scheme: set.scheme,
            total,
            groups: groups(set, &articles),
            detection: Finds { right: matched, wrong: extra.len(), missed },
            found: total.found,
            extra,
            furniture,
            calibration,
            estimates: estimates(&articles),
            articles,
        }
    }

    /// Two plain texts without headlines, one paragraph a line. Glyphs of marks are unified.
    pub fn of_texts(gold: &str, hypothesis: &str) -> Self {
        let none = GoldSet {
            scheme: Scheme::Marks,
            articles: Vec::new(),
            furniture: Vec::new(),
            text_layers: BTreeSet::new(),
        };
        let own = Hypothesis::from_text("", hypothesis);
        Self::new(&none, vec![super::compare(gold, &own)], 1, Vec::new(), Vec::new())
    }

    /// Share of the hypotheses that are gold articles, furniture left out; 0 where there is none.
    pub fn precision(&self) -> f64 {
        if self.detection.right == 0 { 0.0 } else { self.detection.precision() }
    }

    /// Share of the selected gold articles that were found; 0 where there is none.
    pub fn recall(&self) -> f64 {
        if self.articles.is_empty() { 0.0 } else { self.found as f64 / self.articles.len() as f64 }
    }
}

/// Sums by group, in the order of their names.
fn groups(set: &GoldSet, articles: &[Measured]) -> Vec<Group> {
    let script: BTreeMap<&str, &str> =
        set.articles.iter().filter_map(|g| Some((g.id.as_str(), g.script.as_deref()?))).collect();
    let mut sums: BTreeMap<String, Counts> = BTreeMap::new();
    for article in articles {
        let mut names: BTreeSet<String> = BTreeSet::new();
        if article.hypothesis.is_some() {
            names.insert("matched".to_owned());
        }
        if !article.printed.is_empty() {
            names.insert(format!("printed in {}", article.printed.len()));
            names.insert(format!("printed by {}", article.printed.join(" ")));
        }
        if article.printed.len() > 1 {
            names.insert("2 or more witnesses".to_owned());
        }
        names.extend(layers(set, &article.printed));
        names.extend(script.get(article.id.as_str()).map(|s| (*s).to_owned()));
        if !article.witnesses.is_empty() {
            names.insert(format!("edition of {}", article.witnesses.join(" ")));
        }
        for name in names {
            sums.entry(name).or_default().add(&article.counts);
        }
    }
    sums.into_iter().map(|(name, counts)| Group { name, counts }).collect()
}

/// Whether a text layer is among the sources of an article, where the set knows of text layers.
fn layers(set: &GoldSet, printed: &[String]) -> Option<String> {
    let known: Vec<&str> = set.text_layers.iter().map(String::as_str).collect();
    let layers = known.join(" ");
    (!known.is_empty()).then(|| match printed.iter().any(|p| set.text_layers.contains(p)) {
        true => format!("with PDF text layer witness ({layers})"),
        false => format!("OCR witnesses only (no {layers})"),
    })
}

fn estimates(articles: &[Measured]) -> Vec<Estimate> {
    let mut sums: BTreeMap<String, Estimate> = BTreeMap::new();
    for article in articles {
        let Some(expected) = article.estimated else { continue };
        let sources = article.witnesses.iter().map(|source| format!("source {source}"));
        for name in sources.chain(article.pages.iter().map(|page| format!("page {page}"))) {
            let zero = Estimate { name: name.clone(), articles: 0, characters: 0, expected: 0.0, errors: 0 };
            let sum = sums.entry(name).or_insert(zero);
            sum.articles += 1;
            sum.characters += article.counts.body.of;
            sum.expected += expected * article.counts.body.of as f64;
            sum.errors += article.counts.body.errors;
        }
    }
    sums.into_values().collect()
}
