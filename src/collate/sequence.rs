//! The order in which most witnesses have their parts, and what stands elsewhere in one of them (倒).

use std::ops::Range;

use rayon::prelude::*;

use super::anchors::{Anchor, Rare, Text};
use super::moves::{LEAST, Matching, Strand, matching};
use super::reading::ranks;

/// Most stretches that are put in another place; of texts that are torn into more pieces no order can be told.
const MOST: usize = 64;
/// How far a border is looked for from what is known to belong to a stretch, in characters.
const EDGE: usize = 40;
/// Characters at the end of a stretch that may agree by chance with what stands beside it.
const CHANCE: usize = 4;

/// The tokens of a text in the order of the table.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Sequence {
    /// Parts of the text, each in its own order; none when the text keeps its order.
    parts: Vec<Range<usize>>,
    /// Parts that stand elsewhere in the text, compared with what else it has.
    pub(super) moved: Vec<Range<usize>>,
}

impl Sequence {
    /// The tokens in the order of the table, where it is not their own.
    pub(super) fn places(&self) -> Option<Vec<usize>> {
        (!self.moved.is_empty()).then(|| self.parts.iter().cloned().flatten().collect())
    }

    /// The order of parts by their ranks; those of one rank keep theirs. They are all parts of a text, in its order.
    pub(super) fn of(mut parts: Vec<(usize, Range<usize>)>) -> Self {
        if parts.is_sorted_by_key(|part| part.0) {
            return Self::default();
        }
        parts.sort_by_key(|part| part.0);
        let mut joined: Vec<(usize, Range<usize>)> = Vec::with_capacity(parts.len());
        for (_, tokens) in parts {
            match joined.last_mut().filter(|(_, last)| last.end == tokens.start) {
                Some((_, last)) => last.end = tokens.end,
                None => joined.push((joined.len(), tokens)),
            }
        }
        let order = joined.iter().map(|part| part.1.clone()).collect();
        joined.sort_unstable_by_key(|(_, tokens)| tokens.start);
        Self { parts: order, moved: moved(&joined) }
    }

    /// This order, of a text that was put in another order before.
    pub(super) fn after(self, before: Self) -> Self {
        if self.moved.is_empty() || before.moved.is_empty() {
            return if self.moved.is_empty() { before } else { self };
        }
        let parts = self.parts.iter().flat_map(|part| before.own(part)).collect();
        let mut moved: Vec<Range<usize>> = self.moved.iter().flat_map(|part| before.own(part)).collect();
        moved.extend(before.moved);
        moved.sort_unstable_by_key(|part| (part.start, part.end));
        let mut joined: Vec<Range<usize>> = Vec::new();
        for part in moved {
            match joined.last_mut().filter(|last| part.start <= last.end) {
                Some(last) => last.end = part.end.max(last.end),
                None => joined.push(part),
            }
        }
        Self { parts, moved: joined }
    }

    /// The tokens of a stretch of the table.
    fn own(&self, stretch: &Range<usize>) -> Vec<Range<usize>> {
        let mut done = 0;
        let mut own = Vec::new();
        for part in &self.parts {
            let from = stretch.start.clamp(done, done + part.len()) - done;
            let to = stretch.end.clamp(done, done + part.len()) - done;
            if from < to {
                own.push(part.start + from..part.start + to);
            }
            done += part.len();
        }
        own
    }
}

/// The texts, each put in the order that most of them have. `model` is the text that shares most with all others: what it does
/// not have keeps its place, and where as many are for one order as for the other, it decides. `joint` says how well a text may
/// be cut before one of its tokens; `known` holds their k-mers. O(texts · length log length).
pub(super) fn sequences(
    rows: &[Vec<char>],
    known: &[Option<Rare>],
    model: usize,
    joint: &dyn Fn(usize, usize) -> f32,
) -> Vec<Sequence> {
    let plain = || vec![Sequence::default(); rows.len()];
    let text = |w: usize| Text { chars: &rows[w], known: known[w].as_ref() };
    let of = |w: usize| if w == model { Matching::default() } else { matching(text(w), text(model)) };
    let matchings: Vec<Matching> = (0..rows.len()).into_par_iter().map(of).collect();
    let stretches: usize = matchings.iter().map(|m| m.moved.len()).sum();
    if stretches == 0 || stretches > MOST {
        return plain();
    }
    let borders = borders(&matchings, &|at| joint(model, at), rows[model].len());
    let starts = std::iter::once(0).chain(borders.iter().copied());
    let ends = borders.iter().copied().chain([rows[model].len()]);
    let parts: Vec<Range<usize>> = starts.zip(ends).map(|(start, end)| start..end).collect();
    let read = |w: usize| if w == model { own_runs(&parts) } else { runs(&matchings[w], &borders, &parts) };
    let readers: Vec<Vec<Run>> = (0..rows.len()).map(read).collect();
    let orders: Vec<Vec<usize>> = readers.iter().map(|runs| runs.iter().map(|run| run.part).collect()).collect();
    let rank = ranks(&orders, parts.len());
    let sequence = |w: usize| put(&readers[w], &rank, rows[w].len(), &|at| joint(w, at));
    (0..rows.len()).map(sequence).collect()
}

/// Where the model is cut: at both ends of every stretch that stands elsewhere in another text, and there.
fn borders(matchings: &[Matching], joint: &dyn Fn(usize) -> f32, length: usize) -> Vec<usize> {
    let mut slacks: Vec<Slack> = matchings.iter().flat_map(slacks).collect();
    slacks.sort_unstable_by_key(|s| (s.start, s.end, s.likely));
    let mut joined: Vec<Slack> = Vec::new();
    for slack in slacks {
        match joined.last_mut() {
            // Witnesses that differ a little at the edge of one stretch.
            Some(last) if slack.start <= last.end + LEAST / 2 => *last = last.common(&slack),
            _ => joined.push(slack),
        }
    }
    let mut borders: Vec<usize> = joined.into_iter().map(|slack| slack.best(joint)).collect();
    borders.retain(|at| (1..length).contains(at));
    borders.dedup();
    borders
}

/// Tokens before which a text may be cut.
#[derive(Debug, Clone, Copy)]
struct Slack {
    start: usize,
    end: usize,
    /// Where the cut is when nothing in the text says where.
    likely: usize,
}

impl Slack {
    fn new(start: usize, end: usize, likely: usize) -> Self {
        Self { start, end, likely: likely.clamp(start, end) }
    }

    /// What two slacks of one border have in common, or what lies between them.
    fn common(&self, other: &Self) -> Self {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        let closer = if other.end - other.start < self.end - self.start { other } else { self };
        Self::new(start.min(end), start.max(end), closer.likely)
    }

    /// The token before which the text is cut best; of equals the one nearest to the likely one. What is matched on either side
    /// may be so by chance.
    fn best(&self, joint: &dyn Fn(usize) -> f32) -> usize {
        let away = |at: &usize| at.abs_diff(self.likely);
        let better = |a: &usize, b: &usize| joint(*a).total_cmp(&joint(*b)).then_with(|| away(b).cmp(&away(a)));
        (self.start.saturating_sub(CHANCE)..=self.end + CHANCE).max_by(better).unwrap_or(self.likely)
    }
}

/// The stretches of the model in which a border may lie, by one other text: as many characters as are not matched in the one
/// belong to what is not matched in the other.
fn slacks(matching: &Matching) -> Vec<Slack> {
    let length = matching.lengths.1;
    let mut all: Vec<Anchor> = matching.anchors().copied().collect();
    all.sort_unstable_by_key(|f| f.a);
    let slacks = |strand: &Strand| {
        let (at, own) = (strand.span_b(), strand.span_a());
        let last = all[..all.partition_point(|f| f.a < own.start)].last().map_or(0, |f| f.a + f.len);
        let next = all.get(all.partition_point(|f| f.a < own.end)).map_or(matching.lengths.0, |f| f.a);
        let there = matching.chain.partition_point(|f| f.a < own.start);
        let from = there.checked_sub(1).map_or(0, |i| matching.chain[i].b + matching.chain[i].len);
        let to = matching.chain.get(there).map_or(length, |f| f.b).max(from);
        let (lead, tail) = (own.start.saturating_sub(last), next.saturating_sub(own.end));
        let before = all.iter().map(|f| f.b + f.len).filter(|end| *end <= at.start).max().unwrap_or(0);
        let after = all.iter().map(|f| f.b).filter(|start| *start >= at.end).min().unwrap_or(length);
        [
            Slack::new(before.max(at.start.saturating_sub(EDGE)), at.start, at.start.saturating_sub(lead)),
            Slack::new(at.end, after.min(at.end + EDGE), at.end + tail),
            Slack::new(from, to, from + lead),
        ]
    };
    matching.moved.iter().flat_map(slacks).collect()
}

/// A stretch of a text that belongs to one part of the model.
#[derive(Debug, Clone)]
struct Run {
    part: usize,
    /// From the first character to the last that is known to belong there.
    tokens: Range<usize>,
    /// Characters at the beginning and the end of the part that are not known to stand in the text.
    missing: (usize, usize),
    shared: usize,
}

fn own_runs(parts: &[Range<usize>]) -> Vec<Run> {
    let run = |(part, tokens): (usize, &Range<usize>)| Run {
        part,
        tokens: tokens.clone(),
        missing: (0, 0),
        shared: tokens.len(),
    };
    parts.iter().enumerate().map(run).collect()
}

/// The parts of the model in the order of a text. Empty when the text has one of them in several places.
fn runs(matching: &Matching, borders: &[usize], parts: &[Range<usize>]) -> Vec<Run> {
    let mut anchors: Vec<Anchor> = matching.anchors().copied().collect();
    anchors.sort_unstable_by_key(|f| f.a);
    let mut runs: Vec<Run> = Vec::new();
    for anchor in anchors.iter().flat_map(|f| cut(f, borders)) {
        let part = borders.partition_point(|at| *at <= anchor.b);
        let missing = (anchor.b - parts[part].start, parts[part].end - anchor.b - anchor.len);
        push(&mut runs, Run { part, tokens: anchor.a..anchor.a + anchor.len, missing, shared: anchor.len });
    }
    let heaviest = |part: usize| runs.iter().filter(|r| r.part == part).map(|r| r.shared).max().unwrap_or(0);
    let mut kept: Vec<Run> = Vec::new();
    for run in runs.iter().filter(|r| r.shared == heaviest(r.part)) {
        push(&mut kept, run.clone());
    }
    let lost = runs.iter().any(|r| r.shared >= LEAST && r.shared < heaviest(r.part));
    let mut seen: Vec<usize> = kept.iter().map(|r| r.part).collect();
    seen.sort_unstable();
    let twice = seen.windows(2).any(|pair| pair[0] == pair[1]);
    if twice || lost { Vec::new() } else { kept }
}

fn push(runs: &mut Vec<Run>, run: Run) {
    match runs.last_mut() {
        Some(last) if last.part == run.part => {
            last.tokens.end = run.tokens.end.max(last.tokens.end);
            last.missing = (last.missing.0.min(run.missing.0), last.missing.1.min(run.missing.1));
            last.shared += run.shared;
        }
        _ => runs.push(run),
    }
}

/// An anchor in pieces that lie in one part of the model each.
fn cut(anchor: &Anchor, borders: &[usize]) -> Vec<Anchor> {
    let end = anchor.b + anchor.len;
    let inside = borders.iter().copied().filter(|at| (anchor.b + 1..end).contains(at));
    let mut start = anchor.b;
    let piece = |to: usize| {
        let piece = Anchor { a: anchor.a + (start - anchor.b), b: start, len: to - start };
        start = to;
        piece
    };
    inside.chain([end]).map(piece).collect()
}

/// A text with its parts in the order of their ranks.
fn put(runs: &[Run], rank: &[usize], length: usize, joint: &dyn Fn(usize) -> f32) -> Sequence {
    if runs.is_sorted_by_key(|run| rank[run.part]) {
        return Sequence::default();
    }
    let cuts = runs.windows(2).map(|pair| {
        let (start, end) = (pair[0].tokens.end, pair[1].tokens.start.max(pair[0].tokens.end));
        // What is missing on either side is likely to be what stands here; what nobody else has stays with the longer part.
        let (left, right) = (pair[0].missing.1, pair[1].missing.0);
        let slack = if pair[0].shared < pair[1].shared {
            Slack::new(start, end.min(start + EDGE), start + left)
        } else {
            Slack::new(start.max(end.saturating_sub(EDGE)), end, end.saturating_sub(right))
        };
        slack.best(joint)
    });
    let cuts: Vec<usize> = std::iter::once(0).chain(cuts).chain([length]).collect();
    Sequence::of(runs.iter().zip(cuts.windows(2)).map(|(run, c)| (rank[run.part], c[0]..c[1])).collect())
}

/// The parts that have to move when as much as can be stays.
fn moved(parts: &[(usize, Range<usize>)]) -> Vec<Range<usize>> {
    let mut weight: Vec<usize> = Vec::with_capacity(parts.len());
    let mut before = vec![None; parts.len()];
    for (i, (rank, tokens)) in parts.iter().enumerate() {
        let best = (0..i).filter(|j| parts[*j].0 <= *rank).max_by_key(|j| (weight[*j], std::cmp::Reverse(*j)));
        before[i] = best;
        weight.push(tokens.len() + best.map_or(0, |j| weight[j]));
    }
    let mut stays = vec![false; parts.len()];
    let mut at = (0..parts.len()).max_by_key(|i| (weight[*i], std::cmp::Reverse(*i)));
    while let Some(i) = at {
        stays[i] = true;
        at = before[i];
    }
    parts.iter().zip(stays).filter(|(_, stays)| !stays).map(|(part, _)| part.1.clone()).collect()
}
