//! What tells that a rule may match: read from its pattern and its contexts.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::chars::Chars;
use super::opening::{self, Pair, Reach};

/// How the matches of a rule are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum Shape {
    /// The match is one character of a set.
    One,
    /// The match is a longest run of characters of a set.
    Run,
    /// Its pattern tells.
    Pattern,
}

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
    pub(super) right: Chars,
    pub(in crate::rules) shape: Shape,
    /// How far matches go where they can hold line feeds.
    pub(in crate::rules) reach: Option<Reach>,
    /// Most characters of a match.
    pub(in crate::rules) longest: usize,
    /// Whether matches depend on where the text ends.
    pub(in crate::rules) looks_at_ends: bool,
    /// Characters of which every match holds one.
    pub(super) needs: Option<Chars>,
}

impl Trigger {
    /// Of a pattern between two contexts. With `held_over_lines`, two characters that matches hold may tell them as well as those
    /// that they begin with, even where matches cross lines.
    pub(in crate::rules) fn of_pattern(hir: &Hir, left: Chars, right: Chars, held_over_lines: bool) -> Self {
        let reach = opening::crosses_lines(hir).then(|| Reach::of(hir));
        let openings = opening::openings(hir, &right);
        let required = opening::required(hir, &right);
        let held = required.as_ref().map(|(pairs, _)| pairs.iter().fold(Chars::none(), |all, p| all.or(&p.first)));
        let rarer = required
            .filter(|r| (reach.is_none() || held_over_lines) && opening::share(&r.0) < opening::share(&openings));
        // A match that its left context refuses still hides what overlaps it; over lines that must be seen.
        let is_rarer = rarer.is_some();
        let (pairs, far) = rarer.unwrap_or_else(|| (openings.clone(), 0));
        let left = if is_rarer || reach.is_some() { Chars::all() } else { left };
        Self {
            pairs,
            far,
            openings,
            left,
            right,
            shape: shape(hir),
            reach,
            longest: opening::longest(hir),
            looks_at_ends: opening::looks_at_text_ends(hir),
            needs: held.filter(|held| held.share() < 0.1),
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
            right: Chars::all(),
            shape: Shape::Pattern,
            reach: None,
            longest: usize::MAX,
            looks_at_ends: false,
            needs: None,
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

fn shape(hir: &Hir) -> Shape {
    let is_class = |hir: &Hir| match hir.kind() {
        HirKind::Class(Class::Unicode(_)) => !opening::crosses_lines(hir),
        HirKind::Literal(l) => std::str::from_utf8(&l.0).is_ok_and(|t| t.chars().count() == 1 && t != "\n"),
        _ => false,
    };
    match hir.kind() {
        HirKind::Repetition(r) if r.min == 1 && r.max.is_none() && r.greedy && is_class(&r.sub) => Shape::Run,
        _ if is_class(hir) => Shape::One,
        _ => Shape::Pattern,
    }
}
