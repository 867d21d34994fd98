//! What a match must begin with, and what it must hold, read from its pattern.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::chars::Chars;
use crate::text::chars;

/// Two neighbouring characters of every match: the one or the other kind of pair, whichever pair it is.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub(super) first: Chars,
    /// The one behind it; may lie behind the match.
    pub(super) next: Chars,
    /// Whether a line begins before it.
    pub(super) at_start: bool,
}

impl Pair {
    /// Rough share of the places of a Chinese text at which it stands.
    pub(super) fn share(&self) -> f32 {
        // Few places are at the start of a line, but patterns that are bound to it name what lines begin with.
        self.first.share() * self.next.share() * if self.at_start { 0.3 } else { 1.0 }
    }
}

/// The first two characters of matches of a pattern, where `follow` may stand behind a match.
pub(super) fn openings(hir: &Hir, follow: &Chars) -> Vec<Pair> {
    let mut pairs = Vec::new();
    open(hir, follow, false, &mut pairs);
    pairs
}

fn open(hir: &Hir, follow: &Chars, at_start: bool, pairs: &mut Vec<Pair>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0);
            let mut chars = text.chars().map(|c| Chars::of([(c, c)]));
            let Some(first) = chars.next() else { return };
            pairs.push(Pair { first, next: chars.next().unwrap_or_else(|| follow.clone()), at_start });
        }
        HirKind::Class(class) => pairs.push(Pair { first: of(class), next: follow.clone(), at_start }),
        HirKind::Repetition(r) => open(&r.sub, &behind(r, follow), at_start, pairs),
        HirKind::Capture(group) => open(&group.sub, follow, at_start, pairs),
        HirKind::Alternation(branches) => branches.iter().for_each(|b| open(b, follow, at_start, pairs)),
        HirKind::Concat(parts) => {
            let mut at_start = at_start;
            let until_needed = parts.iter().position(|p| p.properties().minimum_len() != Some(0));
            let last = until_needed.map_or(parts.len(), |i| i + 1);
            for (part, follow) in parts[..last].iter().zip(follows(parts, follow)) {
                open(part, &follow, at_start, pairs);
                at_start |= matches!(part.kind(), HirKind::Look(Look::StartLF));
            }
        }
    }
}

/// What may stand behind one turn of a repetition.
fn behind(r: &regex_syntax::hir::Repetition, follow: &Chars) -> Chars {
    match (r.min, r.max) {
        (_, Some(1)) => follow.clone(),
        (0 | 1, _) => heads(&r.sub, follow).or(follow),
        _ => heads(&r.sub, follow),
    }
}

/// The character that may stand where this part begins.
fn heads(hir: &Hir, follow: &Chars) -> Chars {
    match hir.kind() {
        HirKind::Empty => follow.clone(),
        HirKind::Look(Look::EndLF | Look::End) => Chars::edge(),
        HirKind::Look(_) => follow.clone(),
        HirKind::Literal(literal) => {
            let first = String::from_utf8_lossy(&literal.0).chars().next();
            first.map_or_else(|| follow.clone(), |c| Chars::of([(c, c)]))
        }
        HirKind::Class(class) => of(class),
        HirKind::Repetition(r) => {
            let inner = heads(&r.sub, follow);
            if r.min == 0 { inner.or(follow) } else { inner }
        }
        HirKind::Capture(group) => heads(&group.sub, follow),
        HirKind::Concat(parts) => heads_of(parts, follow),
        HirKind::Alternation(branches) => branches.iter().fold(Chars::none(), |all, b| all.or(&heads(b, follow))),
    }
}

fn heads_of(parts: &[Hir], follow: &Chars) -> Chars {
    parts.iter().rev().fold(follow.clone(), |follow, part| heads(part, &follow))
}

/// What may stand behind each of these parts, in their order.
fn follows(parts: &[Hir], follow: &Chars) -> Vec<Chars> {
    let mut behind = vec![follow.clone()];
    behind.extend(parts[1..].iter().rev().scan(follow.clone(), |follow, part| {
        *follow = heads(part, follow);
        Some(follow.clone())
    }));
    behind.reverse();
    behind
}

fn of(class: &Class) -> Chars {
    match class {
        Class::Unicode(set) => Chars::of_class(set.clone()),
        Class::Bytes(set) => Chars::of(set.iter().map(|r| (char::from(r.start()), char::from(r.end())))),
    }
}

/// Pairs of which every match holds at least one, and how many characters of the match stand before it at most; none
/// when the pattern asks for nothing.
pub(super) fn required(hir: &Hir, follow: &Chars) -> Option<(Vec<Pair>, usize)> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => None,
        HirKind::Literal(_) | HirKind::Class(_) => Some((openings(hir, follow), 0)),
        HirKind::Repetition(r) if r.min == 0 => None,
        HirKind::Repetition(r) => required(&r.sub, &behind(r, follow)),
        HirKind::Capture(group) => required(&group.sub, follow),
        HirKind::Alternation(branches) => {
            let all: Option<Vec<_>> = branches.iter().map(|b| required(b, follow)).collect();
            let add = |(mut pairs, far): (Vec<Pair>, usize), (more, farther): (Vec<Pair>, usize)| {
                pairs.extend(more);
                (pairs, far.max(farther))
            };
            all.map(|lists| lists.into_iter().fold((Vec::new(), 0), add))
        }
        HirKind::Concat(parts) => {
            let lists = parts.iter().zip(follows(parts, follow)).enumerate().filter_map(|(i, (part, follow))| {
                let before = parts[..i].iter().map(longest).fold(0, usize::saturating_add);
                required(part, &follow).map(|(pairs, far)| (pairs, before.saturating_add(far)))
            });
            lists.min_by(|a, b| share(&a.0).total_cmp(&share(&b.0)))
        }
    }
}

/// Rough share of the places of a Chinese text at which one of these pairs stands.
pub(super) fn share(pairs: &[Pair]) -> f32 {
    pairs.iter().map(Pair::share).sum()
}

/// How far a match can go on behind the place where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rules) struct Reach {
    /// Most characters of it, those of `free` not counted; none without bound.
    chars: Option<usize>,
    /// Characters of which it can have any number in a row.
    free: Chars,
}

impl Reach {
    /// Of a match that has no character.
    pub(in crate::rules) fn none() -> Self {
        Self { chars: Some(0), free: Chars::none() }
    }

    /// Of the matches of a pattern.
    pub(super) fn of(hir: &Hir) -> Self {
        let bounded = |chars| Self { chars: Some(chars), free: Chars::none() };
        match hir.kind() {
            HirKind::Repetition(r) => match (r.max, r.sub.kind()) {
                (Some(max), _) => {
                    let once = Self::of(&r.sub);
                    Self { chars: once.chars.map(|n| n.saturating_mul(max as usize)), ..once }
                }
                (None, HirKind::Class(class)) if !of(class).has_edge() => Self { free: of(class), ..bounded(0) },
                (None, HirKind::Literal(_))
                    if r.sub.properties().maximum_len() == Some(1) && !crosses_lines(&r.sub) =>
                {
                    Self { free: heads(&r.sub, &Chars::none()), ..bounded(0) }
                }
                (None, _) => Self { chars: None, free: Chars::none() },
            },
            HirKind::Capture(group) => Self::of(&group.sub),
            HirKind::Concat(parts) => parts.iter().map(Self::of).fold(bounded(0), |all, part| {
                let chars = all.chars.zip(part.chars).map(|(a, b)| a.saturating_add(b));
                Self { chars, free: all.free.or(&part.free) }
            }),
            HirKind::Alternation(parts) => parts.iter().map(Self::of).fold(bounded(0), Self::farther),
            _ => bounded(longest(hir)),
        }
    }

    /// What covers both.
    pub(in crate::rules) fn farther(self, other: Self) -> Self {
        let chars = self.chars.zip(other.chars).map(|(a, b)| a.max(b));
        Self { chars, free: self.free.or(&other.free) }
    }

    /// Whether matches have a bound.
    pub(in crate::rules) fn is_bounded(&self) -> bool {
        self.chars.is_some()
    }

    /// The part at the end of a text in which a match begins that goes on behind it.
    pub(in crate::rules) fn tail<'t>(&self, text: &'t str) -> &'t str {
        let Some(chars) = self.chars else { return text };
        let mut counted = text.char_indices().rev().filter(|(_, c)| !self.free.contains(*c));
        counted.nth(chars).map_or(text, |(i, c)| &text[i + c.len_utf8()..])
    }
}

/// Whether a match can hold a line feed.
pub(super) fn crosses_lines(hir: &Hir) -> bool {
    feeds(hir) > 0
}

/// Most line feeds in a match; `usize::MAX` without bound.
pub(super) fn feeds(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => memchr::memchr_iter(b'\n', &literal.0).count(),
        HirKind::Class(class) => usize::from(of(class).has_edge()),
        HirKind::Repetition(r) => match (r.max, feeds(&r.sub)) {
            (_, 0) => 0,
            (max, once) => max.map_or(usize::MAX, |max| once.saturating_mul(max as usize)),
        },
        HirKind::Capture(group) => feeds(&group.sub),
        HirKind::Concat(parts) => parts.iter().map(feeds).fold(0, usize::saturating_add),
        HirKind::Alternation(branches) => branches.iter().map(feeds).max().unwrap_or(0),
    }
}

/// Most characters of a match; `usize::MAX` without bound.
pub(super) fn longest(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => String::from_utf8_lossy(&literal.0).chars().count(),
        HirKind::Class(_) => 1,
        HirKind::Repetition(r) => r.max.map_or(usize::MAX, |max| longest(&r.sub).saturating_mul(max as usize)),
        HirKind::Capture(group) => longest(&group.sub),
        HirKind::Concat(parts) => parts.iter().map(longest).fold(0, usize::saturating_add),
        HirKind::Alternation(branches) => branches.iter().map(longest).max().unwrap_or(0),
    }
}

/// The most em that a match takes; infinite without bound. White space takes none.
pub(super) fn widest(hir: &Hir) -> f32 {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0.0,
        HirKind::Literal(literal) => chars::text_width(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => of(class).ranges().map(widest_of).fold(0.0, f32::max),
        HirKind::Repetition(r) => match (r.max, widest(&r.sub)) {
            (_, 0.0) => 0.0,
            (None, _) => f32::INFINITY,
            (Some(max), once) => max as f32 * once,
        },
        HirKind::Capture(group) => widest(&group.sub),
        HirKind::Concat(parts) => parts.iter().map(widest).sum(),
        HirKind::Alternation(branches) => branches.iter().map(widest).fold(0.0, f32::max),
    }
}

/// The most em that a character of a range takes, as far as its ends tell.
fn widest_of((from, to): (char, char)) -> f32 {
    match () {
        () if from == to && chars::is_blank(from) => 0.0,
        () if to.is_ascii() => 0.5,
        () => 1.0,
    }
}

/// Whether the pattern looks at the ends of the text and not only at those of lines.
pub(super) fn looks_at_text_ends(hir: &Hir) -> bool {
    let looks = hir.properties().look_set();
    [Look::Start, Look::End, Look::StartCRLF, Look::EndCRLF].iter().any(|look| looks.contains(*look))
}
