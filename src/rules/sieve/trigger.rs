//! What tells that a rule may match: read from its pattern and its contexts.

use regex_syntax::hir::Hir;

use super::chars::Chars;
use super::opening::{self, Pair, Reach};

/// What a sieve knows of a rule.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Trigger {
    /// Pairs of which every match holds one.
    pub(super) pairs: Vec<Pair>,
    /// Most characters of a match before such a pair.
    pub(super) far: usize,
    /// Pairs that matches begin with.
    pub(super) openings: Vec<Pair>,
    pub(super) left: Chars,
    /// How far matches go where they can hold line feeds.
    pub(in crate::rules) reach: Option<Reach>,
    /// Most line feeds in a match.
    pub(in crate::rules) feeds: usize,
    /// The most em that a match takes.
    pub(in crate::rules) widest: f32,
    /// Whether matches depend on where the text ends.
    pub(in crate::rules) looks_at_ends: bool,
}

impl Trigger {
    /// Of a pattern between two contexts. With `held_over_lines`, two characters that matches hold may tell them as well as those
    /// that they begin with, even where matches cross lines.
    pub(in crate::rules) fn of_pattern(hir: &Hir, left: Chars, right: Chars, held_over_lines: bool) -> Self {
        let feeds = opening::feeds(hir);
        let reach = (feeds > 0).then(|| Reach::of(hir));
        let openings = opening::openings(hir, &right);
        // A match that its right context refuses is to be seen, too.
        let required = opening::required(hir, &Chars::all());
        let rarer = required
            .filter(|r| (reach.is_none() || held_over_lines) && opening::share(&r.0) < opening::share(&openings));
        // Where pairs stand anywhere in matches, what is before them is not their left context. A match over lines that its
        // left context refuses still hides what overlaps it, so its lines belong together.
        let is_rarer = rarer.is_some();
        let (pairs, far) = rarer.unwrap_or_else(|| (openings.clone(), 0));
        let left = if is_rarer || reach.is_some() { Chars::all() } else { left };
        Self {
            pairs,
            far,
            openings,
            left,
            reach,
            feeds,
            widest: opening::widest(hir),
            looks_at_ends: opening::looks_at_text_ends(hir),
        }
    }

    /// Of a pass that changes nothing but where one of these characters stands.
    pub(in crate::rules) fn of_chars(chars: Chars) -> Self {
        let pairs = vec![Pair { first: chars, next: Chars::all(), at_start: false }];
        Self {
            openings: pairs.clone(),
            pairs,
            far: 0,
            left: Chars::all(),
            reach: None,
            feeds: 0,
            widest: f32::INFINITY,
            looks_at_ends: false,
        }
    }

    pub(super) fn left(&self) -> Chars {
        let starts = self.pairs.iter().all(|p| p.at_start);
        if starts { Chars::edge() } else { self.left.clone() }
    }

    pub(super) fn opens_line(&self) -> bool {
        self.openings.iter().all(|p| p.at_start)
    }
}

pub(super) fn firsts(pairs: &[Pair]) -> Chars {
    pairs.iter().fold(Chars::none(), |all, pair| all.or(&pair.first))
}

pub(super) fn nexts(pairs: &[Pair]) -> Chars {
    pairs.iter().fold(Chars::none(), |all, pair| all.or(&pair.next))
}
