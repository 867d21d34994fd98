//! What is recorded of a set, and what counts as a loss.

use std::collections::BTreeMap;

use jiaokan::measure::{Calibration, Counts, Ratio};

/// Figures by name, rounded to four decimals.
pub(crate) type Figures = BTreeMap<String, f64>;

/// When a figure is worse than it was.
pub(crate) enum Worse {
    /// When it falls.
    Less,
    /// When it rises.
    More,
    /// When it falls and is below this.
    LessAndBelow(f64),
    /// When it rises and is above this.
    MoreAndAbove(f64),
    /// Never; it is told.
    Never,
}

/// Whether a figure named so is worse now than then.
pub(crate) fn is_worse(name: &str, now: f64, then: f64) -> bool {
    match worse(name) {
        Worse::Less => now < then,
        Worse::More => now > then,
        Worse::LessAndBelow(goal) => now < then && now < goal,
        Worse::MoreAndAbove(goal) => now > then && now > goal,
        Worse::Never => false,
    }
}

fn worse(name: &str) -> Worse {
    match name {
        "found" | "titles" | "titles part" | "bylines" | "breaks F1" | "lacunae" | "joins F1" => Worse::Less,
        "extra" | "false joins" | "CER" | "CERx" | "CERc" | "CERt" | "errors" | "false lacunae" | "moved" | "lost"
        | "unattested" | "unanimous lost" | "order matters" => Worse::More,
        // Goals of calibration: what is within them may move.
        "ECE" => Worse::MoreAndAbove(3.0),
        "caught" => Worse::LessAndBelow(95.0),
        "effort" => Worse::MoreAndAbove(3.0),
        "articles" | "characters" | "pages" | "CER macro" | "breaks P" | "breaks R" | "expected CER"
        | "best witness" | "places" | "left errors" | "lines" => Worse::Never,
        _ => panic!("no rule for the figure {name:?}"),
    }
}

pub(crate) fn put(figures: &mut Figures, name: &str, value: f64) {
    figures.insert(name.to_owned(), (value * 1e4).round() / 1e4);
}

pub(crate) fn put_count(figures: &mut Figures, name: &str, value: usize) {
    put(figures, name, value as f64);
}

pub(crate) fn per_cent(ratio: Ratio) -> f64 {
    100.0 * ratio.rate()
}

/// What all sets of bodies have.
pub(crate) fn put_body(figures: &mut Figures, c: &Counts) {
    put_count(figures, "characters", c.body.of);
    put_count(figures, "errors", c.body.errors);
    put(figures, "CER", per_cent(c.body));
    put(figures, "CERx", per_cent(c.exact));
    put(figures, "CERc", per_cent(c.content));
}

/// What a text claims of its certainty.
pub(crate) fn put_calibration(figures: &mut Figures, calibration: &Calibration) {
    put_count(figures, "places", calibration.bins.iter().map(|b| b.places).sum());
    put(figures, "ECE", 100.0 * calibration.expected_error());
    put_count(figures, "left errors", calibration.errors);
    put(figures, "caught", 100.0 * calibration.caught());
    put(figures, "effort", 100.0 * calibration.effort());
}
