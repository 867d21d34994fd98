//! The places of a text that tell of matches.

use super::{Bits, bit};

/// A pair of characters that tells of matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) struct Hit {
    /// Where it begins.
    pub(in crate::rules) at: usize,
    /// The rules whose matches hold such a pair.
    pub(in crate::rules) held: Bits,
    /// Those of them that may match, as far as what stands before it tells.
    pub(in crate::rules) rules: Bits,
}

/// What a scan tells of.
pub(in crate::rules) trait Watch {
    /// A character that is no common ideograph, where these are asked for.
    fn see(&mut self, _at: usize, _code: u32) {}
    /// A pair of characters.
    fn tell(&mut self, hit: Hit);
    /// White space stands beside white space.
    fn see_wide(&mut self) {}
}

/// The pairs of a text that tell of matches, from first to last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::rules) struct Hits {
    pub(in crate::rules) list: Vec<Hit>,
    /// Whether white space stands beside white space on a line.
    pub(in crate::rules) wide: bool,
}

impl Hits {
    pub(in crate::rules) fn clear(&mut self) {
        self.list.clear();
        self.wide = false;
    }

    /// The rules that may match.
    pub(in crate::rules) fn rules(&self) -> Bits {
        self.list.iter().fold(0, |all, hit| all | hit.rules)
    }

    /// Where the pairs of the `n`th rule are.
    pub(in crate::rules) fn of_rule(&self, n: usize) -> impl Iterator<Item = usize> {
        self.list.iter().filter(move |hit| hit.held & bit(n) != 0).map(|hit| hit.at)
    }
}

impl Watch for Hits {
    fn tell(&mut self, hit: Hit) {
        self.list.push(hit);
    }

    fn see_wide(&mut self) {
        self.wide = true;
    }
}
