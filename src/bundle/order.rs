//! The order of the chains of a cluster on one common axis.

use std::ops::Range;

use crate::model::bundle::{Part, SourceText};
use crate::model::chain::{Chain, Evidence, UnitTable};
use crate::model::passage::Concordance;

use super::axis::{Piece, pieces, place};

/// Puts the chains of a cluster on one axis. A chain that other sources contradict goes piece by piece; what repeats a longer
/// piece of its source is left out. O(pieces² + matches · log matches).
pub(super) fn part(table: &UnitTable, map: &Concordance, cluster: Vec<Chain>) -> Part {
    let pieces = pieces(table, map, &cluster);
    let placed = place(table, map, &pieces);
    let mut texts: Vec<SourceText> = Vec::new();
    let mut last: Option<&Piece> = None;
    for i in kept(&pieces, &placed) {
        let (piece, at) = (&pieces[i], &placed[i]);
        let joints = piece.joints.iter().copied().map(Some);
        match texts.last_mut().filter(|t| t.source == piece.source) {
            Some(text) => {
                text.joints.push(last.is_some_and(|last| piece.follows(last)).then_some(Evidence::Contradicted));
                text.joints.extend(joints);
                text.units.extend(&piece.units);
                text.end = text.end.max(at.end);
            }
            None => texts.push(SourceText {
                source: piece.source,
                units: piece.units.clone(),
                joints: joints.collect(),
                start: at.start,
                end: at.end,
            }),
        }
        last = Some(piece);
    }
    trim(table, &mut texts);
    Part { texts }
}

/// The pieces that repeat no longer one of their source, by source and place.
fn kept(pieces: &[Piece], placed: &[Range<i64>]) -> Vec<usize> {
    let length = |at: &Range<i64>| at.end - at.start;
    let mut by_length: Vec<usize> = (0..pieces.len()).collect();
    by_length.sort_by_key(|i| (std::cmp::Reverse(length(&placed[*i])), pieces[*i].units[0]));
    let mut kept: Vec<usize> = Vec::new();
    for i in by_length {
        let repeats = kept.iter().any(|k| {
            let (a, b) = (&placed[*k], &placed[i]);
            let others = pieces[*k].source == pieces[i].source && pieces[*k].chain != pieces[i].chain;
            others && 2 * (a.end.min(b.end) - a.start.max(b.start)) > length(b)
        });
        if !repeats {
            kept.push(i);
        }
    }
    kept.sort_by_key(|i| (pieces[*i].source, placed[*i].start, pieces[*i].units[0]));
    kept
}

/// Positions on the axis may be off by so many characters.
const DRIFT: i64 = 6;
/// Longest stretch, in characters, that is taken for a stray line at an article's end.
const STRAY: i64 = 60;

/// Takes away short lines that one source alone has before the place where all others begin or behind the place where
/// all others end: captions, addresses, a neighbour's line. At least two others must agree on the place.
fn trim(table: &UnitTable, texts: &mut [SourceText]) {
    let ends: Vec<(i64, i64)> = texts.iter().map(|t| (t.start, t.end)).collect();
    for (i, text) in texts.iter_mut().enumerate() {
        let others = || ends.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, e)| *e);
        let (Some(start), Some(end)) = (others().map(|e| e.0).min(), others().map(|e| e.1).max()) else { continue };
        let agree = |near: &dyn Fn((i64, i64)) -> bool| others().filter(|e| near(*e)).count() >= 2;
        let length = |u: u32| table.spans[u as usize].len() as i64;
        if agree(&|e| end - e.1 <= DRIFT) && text.end - end <= STRAY {
            while text.units.len() > 1 && text.end - length(text.units[text.units.len() - 1]) >= end - DRIFT / 2 {
                text.end -= text.units.pop().map_or(0, length);
                text.joints.pop();
            }
        }
        if agree(&|e| e.0 - start <= DRIFT) && start - text.start <= STRAY {
            while text.units.len() > 1 && text.start + length(text.units[0]) <= start + DRIFT / 2 {
                text.start += length(text.units.remove(0));
                text.joints.remove(0);
            }
        }
    }
}
