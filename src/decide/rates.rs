//! How reliable a source is: what it misreads, leaves out and adds, and with whom it errs.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::slips::SLIPS;
use crate::model::witness::{Family, Witness};
use crate::text::chars::CharClass;

/// Observations that the expectation of a rate is worth.
const PRIOR: f64 = 100.0;
/// Variance of the logarithms of rates among the sources of a family: what is expected is good up to a factor of e.
const FAMILY_SPREAD: f64 = 1.0;
/// What is expected of a text layer's characters, and how many observations that is worth: they come from the
/// setting itself, so only much evidence may speak against them.
const TEXT_LAYER: f64 = 1e-4;
const TEXT_LAYER_PRIOR: f64 = 5_000.0;
/// An omission of fewer columns than this lies inside a line. A text layer loses lines, hardly ever what stands in one.
pub(super) const INSIDE_LINE: u32 = 5;
/// Share of its errors that a source is expected to have in common with another, and what that is worth.
const SHARED: f64 = 0.05;
const SHARED_PRIOR: f64 = 20.0;
/// The same between two witnesses of one source.
const SHARED_AT_HOME: f64 = 0.5;

/// What is expected of each slip, and how many observations that is worth.
const SLIP_PRIORS: [(f64, f64); SLIPS] = [(0.05, 20.0), (0.001, 100.0), (0.01, 20.0), (0.001, 100.0)];

/// Error rates of a source by class of character, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// Characters read as others.
    pub substitution: [f64; CharClass::COUNT],
    /// Characters left out.
    pub omission: [f64; CharClass::COUNT],
    /// Characters left out inside a line; for a text layer much rarer than lost lines, else the same.
    pub omission_in_line: [f64; CharClass::COUNT],
    /// Characters added, for each true character of their class.
    pub insertion: [f64; CharClass::COUNT],
    /// Letters that lose an accent, gain one, become small, become capital; no part of the substitutions.
    pub slips: [f64; SLIPS],
}

impl Rates {
    /// What is expected before anything is seen.
    pub fn prior(family: Family) -> Self {
        Tally::default().rates(family)
    }
}

/// How well the rates of a source are known: variances of their natural logarithms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Spreads {
    pub(super) substitution: [f64; CharClass::COUNT],
    pub(super) omission: [f64; CharClass::COUNT],
    pub(super) omission_in_line: [f64; CharClass::COUNT],
    pub(super) insertion: [f64; CharClass::COUNT],
}

/// What is known of all sources of a batch.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Reliability {
    sources: BTreeMap<String, (Rates, Spreads)>,
    /// Shares of errors in common, and the variances of their natural logarithms.
    shared: BTreeMap<String, BTreeMap<String, (f64, f64)>>,
}

impl Reliability {
    /// The rates of a witness: those of its source, or what is expected of its family.
    pub fn of(&self, witness: &Witness) -> Rates {
        self.sources.get(&witness.source).map_or_else(|| Rates::prior(witness.family), |known| known.0)
    }

    /// How well the rates of a witness are known.
    pub(super) fn spreads(&self, witness: &Witness) -> Spreads {
        self.sources.get(&witness.source).map_or_else(|| Tally::default().spreads(witness.family), |known| known.1)
    }

    /// The rates of all known sources, by name.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &Rates)> {
        self.sources.iter().map(|(name, (rates, _))| (name.as_str(), rates))
    }

    /// Share of the errors of two sources that they have in common (κ), 0 to 1.
    pub fn shared(&self, a: &str, b: &str) -> f64 {
        if a == b {
            return SHARED_AT_HOME;
        }
        self.known_shared(a, b).map_or(SHARED, |known| known.0)
    }

    /// How well that share is known.
    pub(super) fn shared_spread(&self, a: &str, b: &str) -> f64 {
        self.known_shared(a, b).map_or_else(|| spread(0.0), |known| known.1)
    }

    fn known_shared(&self, a: &str, b: &str) -> Option<(f64, f64)> {
        let (first, second) = if a < b { (a, b) } else { (b, a) };
        self.shared.get(first).and_then(|row| row.get(second)).copied()
    }

    pub(super) fn set(&mut self, source: &str, rates: Rates, spreads: Spreads) {
        self.sources.insert(source.to_owned(), (rates, spreads));
    }

    pub(super) fn set_shared(&mut self, a: &str, b: &str, both: Share, wrong: Share) {
        let seen = both.value() + SHARED_PRIOR * SHARED;
        let kappa = seen / (wrong.value() + SHARED_PRIOR);
        self.shared.entry(a.to_owned()).or_default().insert(b.to_owned(), (kappa.min(1.0), spread(both.value())));
    }
}

/// A sum of probabilities that does not depend on the order of its terms: in units of 2⁻²⁰.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Share(u64);

impl Share {
    const ONE: f64 = (1_u64 << 20) as f64;

    pub(super) fn of(p: f64) -> Self {
        Self((p * Self::ONE).round() as u64)
    }

    pub(super) fn add(&mut self, p: f64) {
        *self += Self::of(p);
    }

    pub(super) fn times(self, n: u64) -> Self {
        Self(self.0 * n)
    }

    pub(super) fn halved(self) -> Self {
        Self(self.0 / 2)
    }

    fn value(self) -> f64 {
        self.0 as f64 / Self::ONE
    }
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

/// What was seen of a source, by class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) seen: [Share; CharClass::COUNT],
    pub(super) substituted: [Share; CharClass::COUNT],
    pub(super) omitted: [Share; CharClass::COUNT],
    /// Of them, inside a line.
    pub(super) omitted_in_line: [Share; CharClass::COUNT],
    pub(super) inserted: [Share; CharClass::COUNT],
    /// Of the letters seen, those with an accent.
    pub(super) accented: Share,
    pub(super) slips: [Share; SLIPS],
}

impl AddAssign<&Self> for Tally {
    fn add_assign(&mut self, other: &Self) {
        let Self { seen, substituted, omitted, omitted_in_line, inserted, accented, slips } = self;
        let add = |to: &mut [Share], from: &[Share]| to.iter_mut().zip(from).for_each(|(to, from)| *to += *from);
        add(seen, &other.seen);
        add(substituted, &other.substituted);
        add(omitted, &other.omitted);
        add(omitted_in_line, &other.omitted_in_line);
        add(inserted, &other.inserted);
        add(slips, &other.slips);
        *accented += other.accented;
    }
}

impl Tally {
    fn slip_rates(&self) -> [f64; SLIPS] {
        let [upper, lower] = [CharClass::Upper, CharClass::Lower].map(|class| self.seen[class as usize]);
        let plain = Share((upper.0 + lower.0).saturating_sub(self.accented.0));
        let chances = [self.accented, plain, upper, lower];
        std::array::from_fn(|slip| {
            let (base, worth) = SLIP_PRIORS[slip];
            (self.slips[slip].value() + worth * base) / (chances[slip].value() + worth)
        })
    }

    /// The rates that these counts and the expectation give together.
    pub(super) fn rates(&self, family: Family) -> Rates {
        let rate = |class: usize, count: Share, base: f64, worth: f64| {
            (count.value() + worth * base) / (self.seen[class].value() + worth)
        };
        let each = |of: &dyn Fn(usize) -> f64| std::array::from_fn(of);
        let doubled = |class: usize, base: f64, pointing: f64| {
            if class == CharClass::Punctuation as usize { pointing } else { base }
        };
        let substitution = |class: usize| match family {
            Family::TextLayer => rate(class, self.substituted[class], TEXT_LAYER, TEXT_LAYER_PRIOR),
            Family::Ocr | Family::Unknown => rate(class, self.substituted[class], doubled(class, 0.01, 0.02), PRIOR),
        };
        let omission = |class: usize| rate(class, self.omitted[class], doubled(class, 0.004, 0.01), PRIOR);
        let in_line = |class: usize| match family {
            Family::TextLayer => rate(class, self.omitted_in_line[class], TEXT_LAYER, TEXT_LAYER_PRIOR),
            Family::Ocr | Family::Unknown => omission(class),
        };
        Rates {
            substitution: each(&substitution),
            omission: each(&omission),
            omission_in_line: each(&in_line),
            insertion: each(&|class| rate(class, self.inserted[class], doubled(class, 0.002, 0.004), PRIOR)),
            slips: self.slip_rates(),
        }
    }

    /// How well these counts tell the rates, beside what is expected of the family.
    pub(super) fn spreads(&self, family: Family) -> Spreads {
        let each = |counts: &[Share; CharClass::COUNT]| std::array::from_fn(|class| spread(counts[class].value()));
        let in_line = if family == Family::TextLayer { &self.omitted_in_line } else { &self.omitted };
        Spreads {
            substitution: each(&self.substituted),
            omission: each(&self.omitted),
            omission_in_line: each(in_line),
            insertion: each(&self.inserted),
        }
    }
}

/// Variance of the logarithm of a rate of which so many errors were seen.
fn spread(seen: f64) -> f64 {
    1.0 / (1.0 / FAMILY_SPREAD + seen)
}
