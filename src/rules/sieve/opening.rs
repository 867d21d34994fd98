//! What a match must begin with, and what it must hold, read from its pattern.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::chars::Chars;

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
        self.first.share() * self.next.share() * if self.at_start { 0.03 } else { 1.0 }
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
            for (i, part) in parts.iter().enumerate() {
                open(part, &heads_of(&parts[i + 1..], follow), at_start, pairs);
                at_start |= matches!(part.kind(), HirKind::Look(Look::StartLF));
                if part.properties().minimum_len() != Some(0) {
                    break;
                }
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

fn of(class: &Class) -> Chars {
    match class {
        Class::Unicode(set) => Chars::of_class(set.clone()),
        Class::Bytes(set) => Chars::of(set.iter().map(|r| (char::from(r.start()), char::from(r.end())))),
    }
}

/// Pairs of which every match holds at least one; none when the pattern asks for nothing.
pub(super) fn required(hir: &Hir, follow: &Chars) -> Option<Vec<Pair>> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => None,
        HirKind::Literal(_) | HirKind::Class(_) => Some(openings(hir, follow)),
        HirKind::Repetition(r) if r.min == 0 => None,
        HirKind::Repetition(r) => required(&r.sub, &behind(r, follow)),
        HirKind::Capture(group) => required(&group.sub, follow),
        HirKind::Alternation(branches) => {
            let all: Option<Vec<_>> = branches.iter().map(|b| required(b, follow)).collect();
            all.map(|lists| lists.into_iter().flatten().collect())
        }
        HirKind::Concat(parts) => {
            let each = parts.iter().enumerate();
            let lists = each.filter_map(|(i, part)| required(part, &heads_of(&parts[i + 1..], follow)));
            lists.min_by(|a, b| share(a).total_cmp(&share(b)))
        }
    }
}

/// Rough share of the places of a Chinese text at which one of these pairs stands.
pub(super) fn share(pairs: &[Pair]) -> f32 {
    pairs.iter().map(Pair::share).sum()
}

/// Whether a match can hold a line feed.
pub(super) fn crosses_lines(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => literal.0.contains(&b'\n'),
        HirKind::Class(class) => of(class).has_edge(),
        HirKind::Repetition(r) => crosses_lines(&r.sub),
        HirKind::Capture(group) => crosses_lines(&group.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(crosses_lines),
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

/// Whether the pattern looks at the ends of the text and not only at those of lines.
pub(super) fn looks_at_text_ends(hir: &Hir) -> bool {
    let looks = hir.properties().look_set();
    [Look::Start, Look::End, Look::StartCRLF, Look::EndCRLF].iter().any(|look| looks.contains(*look))
}
