//! Texts that are known to be the same article, through the vote.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiaokan::measure::{self, Calibration, Claim, Claims, Covering, Hypothesis, Op, Ratio, distance, script};
use jiaokan::pipeline::compare::{Comparison, Text, compare};
use jiaokan::rules::RuleBook;

use crate::common::read;
use crate::figures::{Figures, per_cent, put, put_calibration, put_count};

/// The voted text as an article to be measured, with what it claims.
pub(crate) fn hypothesis(comparison: &Comparison) -> Hypothesis {
    let witness = |w: &jiaokan::pipeline::compare::Compared| Covering {
        source: w.source.clone(),
        pages: Vec::new(),
        covers: w.covers.iter().map(|span| (span.start, span.end)).collect(),
    };
    let place = |p: &jiaokan::model::edition::Place| Claim { at: p.at, confidence: p.confidence, doubtful: p.doubtful };
    let claims = Claims {
        witnesses: comparison.witnesses.iter().map(witness).collect(),
        places: comparison.places.iter().map(place).collect(),
        estimated_cer: None,
    };
    Hypothesis { edition: Some(claims), ..Hypothesis::from_text("", &comparison.text) }
}

pub(crate) fn vote(witnesses: &[(String, String)]) -> Comparison {
    let texts: Vec<Text> = witnesses.iter().cloned().map(Text::from).collect();
    compare(&texts, &RuleBook::builtin().expect("built-in rules"))
}

/// Characters without white space, as they are.
fn visible(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Directories of a set, and in each the witnesses `w*.txt`, sorted.
fn pages(dir: &Path) -> Vec<(PathBuf, Vec<(String, String)>)> {
    let sorted = |dir: &Path| -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(dir).expect("a directory").map(|e| e.expect("an entry").path()).collect();
        paths.sort();
        paths
    };
    let witness = |file: PathBuf| {
        let name = file.file_stem()?.to_str()?.to_owned();
        name.starts_with('w').then(|| (name, read(&file)))
    };
    let page = |dir: PathBuf| {
        let witnesses = sorted(&dir).into_iter().filter_map(witness).collect();
        (dir, witnesses)
    };
    sorted(dir).into_iter().filter(|path| path.is_dir()).map(page).collect()
}

/// Three engines over the same pages: error rates over characters without white space, nothing unified, all pages
/// together.
pub(crate) fn engines(dir: &Path) -> Figures {
    let mut voted = Ratio::default();
    let mut single: Vec<usize> = Vec::new();
    let mut calibration = Calibration::default();
    let mut count = 0;
    for (page, witnesses) in pages(dir) {
        let text = read(&page.join("gold.txt"));
        let gold = visible(&text);
        let comparison = vote(&witnesses);
        voted.errors += distance(&gold, &visible(&comparison.text));
        voted.of += gold.len();
        single.resize(single.len().max(witnesses.len()), 0);
        witnesses.iter().zip(&mut single).for_each(|((_, w), sum)| *sum += distance(&gold, &visible(w)));
        let measured = measure::compare(&text, &hypothesis(&comparison));
        calibration.add(&measured.calibration.unwrap_or_default());
        count += 1;
    }
    let best = Ratio { errors: single.into_iter().min().unwrap_or(0), of: voted.of };
    let mut figures = Figures::new();
    put_count(&mut figures, "pages", count);
    put_count(&mut figures, "characters", voted.of);
    put_count(&mut figures, "errors", voted.errors);
    put(&mut figures, "CER", per_cent(voted));
    put(&mut figures, "best witness", per_cent(best));
    put_calibration(&mut figures, &calibration);
    figures
}

/// The same notice in several issues, without a gold text: nothing that no witness has, nothing lost that all have,
/// and no difference by the order of witnesses.
pub(crate) fn notices(dir: &Path) -> Figures {
    let (mut count, mut characters, mut unattested, mut lost, mut turned) = (0, 0, 0, 0, 0);
    for (_, mut witnesses) in pages(dir) {
        let text = vote(&witnesses).text;
        let own = visible(&text);
        let texts: Vec<Vec<char>> = witnesses.iter().map(|(_, w)| visible(w)).collect();
        count += 1;
        characters += own.len();
        unattested += attested(&own, &texts).into_iter().filter(|a| !a).count();
        lost += unanimous_lost(&own, &texts);
        witnesses.reverse();
        turned += usize::from(vote(&witnesses).text != text);
    }
    let mut figures = Figures::new();
    put_count(&mut figures, "pages", count);
    put_count(&mut figures, "characters", characters);
    put_count(&mut figures, "unattested", unattested);
    put_count(&mut figures, "unanimous lost", lost);
    put_count(&mut figures, "order matters", turned);
    figures
}

/// Whether each character stands in a witness, at the place it has there.
fn attested(own: &[char], witnesses: &[Vec<char>]) -> Vec<bool> {
    let mut attested = vec![false; own.len()];
    for witness in witnesses {
        let mut j = 0;
        for op in script(witness, own) {
            if op == Op::Keep {
                attested[j] = true;
            }
            j += usize::from(op != Op::Delete);
        }
    }
    attested
}

/// Pieces of eight characters that all witnesses have and the text has not.
fn unanimous_lost(own: &[char], witnesses: &[Vec<char>]) -> usize {
    const PIECE: usize = 8;
    let pieces = |text: &[char]| -> BTreeSet<Vec<char>> { text.windows(PIECE).map(<[char]>::to_vec).collect() };
    let shared = witnesses.iter().map(|w| pieces(w)).reduce(|a, b| a.intersection(&b).cloned().collect());
    let own = pieces(own);
    shared.unwrap_or_default().iter().filter(|piece| !own.contains(*piece)).count()
}
