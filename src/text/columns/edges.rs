//! The search for the places where columns begin.

use std::ops::Range;

use super::cells::{ALIKE, Cell};

/// Blanks that part neighbouring columns, at most.
const NARROW: usize = 3;
/// Characters from one edge of columns to the next, at least, as a share of the width of a column.
const APART: f32 = 0.6;
/// What an edge costs for each character by which it is moved from one stretch to the next one.
const FAR: f32 = 0.05;
/// What it costs when lines that begin an edge or more apart are in one column, or others in two.
const FAR_APART: f32 = 4.0;
const NEAR_BY: f32 = 1.5;
/// What a column costs, counted in pieces of lines that would else stand in one column with another piece of their line.
const COLUMN: f32 = 2.5;
/// What a column between two that are next to each other costs.
const BETWEEN: f32 = 0.5;
/// Pieces in a stretch, and places in it where columns may begin, at most: more is no text in columns.
const PIECES: usize = 1000;
const PLACES: usize = 100;
/// How often edges are moved, at most.
const ROUNDS: usize = 8;

/// Two pieces of a line: between their places on the line so many columns begin, or more.
struct Pair {
    x: usize,
    next: usize,
    columns: usize,
    /// They are next to each other.
    close: bool,
}

/// Pieces of a line that single blanks part: the place of the first one, and their number.
struct Chain {
    x: usize,
    pieces: usize,
}

/// What lines tell of columns, each with its row.
pub(super) struct Evidence {
    pairs: Vec<(usize, Pair)>,
    chains: Vec<(usize, Chain)>,
    /// Where lines begin that fill a column, and full pieces that were cut from others.
    starts: Vec<(usize, usize)>,
    cuts: Vec<(usize, usize)>,
    /// Characters from one edge to the next, at least.
    apart: usize,
}

impl Evidence {
    /// O(cells · log).
    pub(super) fn of(text: &str, cells: &[Cell], column: f32) -> Self {
        Self {
            pairs: pairs(text, cells, column),
            chains: chains(cells),
            starts: starts(cells, column),
            cuts: cells.iter().filter(|c| c.cut && c.is_full(column)).map(|c| (c.row, c.x)).collect(),
            apart: (APART * column) as usize,
        }
    }

    /// What tells of some rows.
    pub(super) fn within(&self, rows: &Range<usize>) -> Search<'_> {
        fn of<'a, T>(all: &'a [(usize, T)], rows: &Range<usize>) -> &'a [(usize, T)] {
            let from = all.partition_point(|(row, _)| *row < rows.start);
            &all[from..from + all[from..].partition_point(|(row, _)| *row < rows.end)]
        }
        let twice = |places: &[(usize, usize)]| {
            let mut places: Vec<usize> = of(places, rows).iter().map(|(_, x)| *x).collect();
            places.sort_unstable();
            places.chunk_by(|a, b| a == b).filter(|same| same.len() > 1).map(|same| same[0]).collect::<Vec<_>>()
        };
        let starts = twice(&self.starts);
        let mut places = [starts.clone(), twice(&self.cuts)].concat();
        places.sort_unstable();
        places.dedup();
        let (pairs, chains) = (of(&self.pairs, rows), of(&self.chains, rows));
        if chains.len() > PIECES || places.len() > PLACES {
            places.clear();
        }
        Search { pairs, chains, starts, places, apart: self.apart }
    }
}

fn pairs(text: &str, cells: &[Cell], column: f32) -> Vec<(usize, Pair)> {
    let mut pairs = Vec::new();
    for row in cells.chunk_by(|a, b| a.row == b.row) {
        let mut heads: Vec<usize> = (0..row.len()).filter(|i| !row[*i].cut).collect();
        heads.push(row.len());
        for w in heads.windows(2).filter(|w| w[1] < row.len()) {
            let (left, last, right) = (&row[w[0]], &row[w[1] - 1], &row[w[1]]);
            let full = last.is_full(column) || right.is_full(column);
            if full && last.is_text(text) && right.is_text(text) {
                let close = last.is_full(column) && right.x <= last.end() + NARROW;
                pairs.push((left.row, Pair { x: left.x, next: right.x, columns: w[1] - w[0], close }));
            }
        }
    }
    pairs
}

fn chains(cells: &[Cell]) -> Vec<(usize, Chain)> {
    let mut chains: Vec<(usize, Chain)> = Vec::new();
    for cell in cells {
        match chains.last_mut() {
            Some((_, chain)) if cell.cut => chain.pieces += 1,
            _ => chains.push((cell.row, Chain { x: cell.x, pieces: 1 })),
        }
    }
    chains
}

/// Where lines that fill a column begin.
fn starts(cells: &[Cell], column: f32) -> Vec<(usize, usize)> {
    let fills = |c: &&Cell| !c.cut && c.is_full(column) && c.width <= column + ALIKE;
    cells.iter().filter(fills).map(|c| (c.row, c.x)).collect()
}

/// The search for the places where columns begin, but for the first one.
pub(super) struct Search<'a> {
    pairs: &'a [(usize, Pair)],
    chains: &'a [(usize, Chain)],
    /// Where lines begin that fill a column.
    starts: Vec<usize>,
    /// Where columns may begin.
    places: Vec<usize>,
    /// Characters from one edge to the next, at least.
    apart: usize,
}

impl Search<'_> {
    /// Edges are added one by one, and moved, as long as more pieces of lines are in columns of their own.
    pub(super) fn edges(&self) -> Vec<usize> {
        let mut edges: Vec<usize> = Vec::new();
        let mut now = self.cost(&edges);
        loop {
            let with = |place: usize| {
                let mut with = edges.clone();
                with.insert(with.partition_point(|e| *e < place), place);
                with
            };
            let tried = self.places.iter().map(|p| with(*p)).filter(|e| self.fits(e));
            let best = tried.map(|e| (self.cost(&e), e)).min_by(|a, b| a.0.total_cmp(&b.0));
            let Some((cost, better)) = best.filter(|(cost, _)| *cost < now) else { return edges };
            (now, edges) = self.moved(better, cost, &|edges| self.cost(edges));
        }
    }

    fn fits(&self, edges: &[usize]) -> bool {
        edges.first().is_some_and(|e| *e >= self.apart) && edges.windows(2).all(|w| w[1] >= w[0] + self.apart)
    }

    /// The edges nearest to others that fit.
    pub(super) fn near(&self, others: &[usize], alone: &[usize]) -> Vec<usize> {
        let far = |edges: &[usize]| edges.iter().zip(others).map(|(a, b)| a.abs_diff(*b)).sum::<usize>() as f32;
        let cost = |edges: &[usize]| self.cost(edges) + FAR * far(edges);
        let moved = |edges: &[usize]| self.moved(edges.to_vec(), cost(edges), &cost);
        let own = (alone.len() == others.len()).then(|| moved(alone));
        [moved(others)].into_iter().chain(own).min_by(|a, b| a.0.total_cmp(&b.0)).map(|best| best.1).unwrap_or_default()
    }

    /// Moves edges one by one to places where they cost less, the last one first.
    fn moved(&self, mut edges: Vec<usize>, mut now: f32, cost: &dyn Fn(&[usize]) -> f32) -> (f32, Vec<usize>) {
        for _ in 0..ROUNDS {
            let mut again = false;
            for i in (0..edges.len()).rev() {
                for place in &self.places {
                    let old = std::mem::replace(&mut edges[i], *place);
                    let found = if self.fits(&edges) { cost(&edges) } else { f32::INFINITY };
                    if found < now {
                        (now, again) = (found, true);
                    } else {
                        edges[i] = old;
                    }
                }
            }
            if !again {
                break;
            }
        }
        (now, edges)
    }

    /// What speaks against edges. O(pieces · log).
    pub(super) fn cost(&self, edges: &[usize]) -> f32 {
        let column = |x: usize| edges.partition_point(|e| *e <= x);
        let of = |(_, pair): &(usize, Pair)| {
            let between = column(pair.next) - column(pair.x);
            let more = if pair.close { BETWEEN * between.saturating_sub(pair.columns) as f32 } else { 0.0 };
            pair.columns.saturating_sub(between) as f32 + more
        };
        let over = |(_, chain): &(usize, Chain)| (column(chain.x) + chain.pieces - 1).saturating_sub(edges.len());
        let step = |w: &[usize]| {
            let between = column(w[1]) - column(w[0]);
            match w[1] - w[0] {
                far if far >= self.apart => FAR_APART * f32::from(u8::from(between == 0)),
                _ => NEAR_BY * between as f32,
            }
        };
        COLUMN * edges.len() as f32
            + self.starts.windows(2).map(step).sum::<f32>()
            + self.pairs.iter().map(of).sum::<f32>()
            + self.chains.iter().map(over).sum::<usize>() as f32
    }
}
