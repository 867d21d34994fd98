//! The matrix of edit distances as differences between neighbours, one bit each (Myers 1999; Hyyrö 2003).
//!
//! Rows are the characters of `a`, 64 to a word; the columns are walked along `b`. Where a bit of `up` is set, the
//! cell is one more than the one above it, where a bit of `down` is set, one less.

use std::collections::HashMap;
use std::hash::Hash;

use super::Op;

const WORD: usize = 64;

/// One column of the matrix.
struct Column {
    up: Vec<u64>,
    down: Vec<u64>,
}

/// Where each character stands in `a`, one bit a row.
struct Pattern<T> {
    rows: HashMap<T, Vec<u64>, rustc_hash::FxBuildHasher>,
    none: Vec<u64>,
}

impl<T: Copy + Eq + Hash> Pattern<T> {
    fn new(a: impl ExactSizeIterator<Item = T>) -> Self {
        let none = vec![0; a.len().div_ceil(WORD)];
        let mut rows: HashMap<T, Vec<u64>, _> = HashMap::default();
        for (i, c) in a.enumerate() {
            rows.entry(c).or_insert_with(|| none.clone())[i / WORD] |= 1 << (i % WORD);
        }
        Self { rows, none }
    }

    fn first_column(&self) -> Column {
        Column { up: vec![!0; self.none.len()], down: vec![0; self.none.len()] }
    }

    /// The next column, for character `c` of `b`. O(rows / 64).
    fn step(&self, column: &mut Column, c: T) {
        let matches = self.rows.get(&c).unwrap_or(&self.none);
        // The top row counts up along `b`: one more from the left.
        let (mut plus, mut minus) = (1, 0);
        for ((up, down), matches) in column.up.iter_mut().zip(&mut column.down).zip(matches) {
            let x = matches | minus;
            let diagonal = ((x & *up).wrapping_add(*up) ^ *up) | x | *down;
            let right_plus = *down | !(diagonal | *up);
            let right_minus = diagonal & *up;
            let (shifted_plus, shifted_minus) = (right_plus << 1 | plus, right_minus << 1 | minus);
            (plus, minus) = (right_plus >> (WORD - 1), right_minus >> (WORD - 1));
            *up = shifted_minus | !(diagonal | shifted_plus);
            *down = shifted_plus & diagonal;
        }
    }
}

fn bit(words: &[u64], i: usize) -> bool {
    words[i / WORD] >> (i % WORD) & 1 == 1
}

/// The distances of all beginnings of `a` from `b`. O(n·m/64).
fn last_column<T: Copy + Eq + Hash>(
    a: impl ExactSizeIterator<Item = T>,
    b: impl ExactSizeIterator<Item = T>,
) -> Vec<usize> {
    let (rows, columns) = (a.len(), b.len());
    let pattern = Pattern::new(a);
    let mut column = pattern.first_column();
    b.for_each(|c| pattern.step(&mut column, c));
    let mut distances = vec![columns];
    for i in 0..rows {
        let above = distances[i];
        distances.push(above + usize::from(bit(&column.up, i)) - usize::from(bit(&column.down, i)));
    }
    distances
}

/// Edit distance. O(n·m/64).
pub(super) fn distance<T: Copy + Eq + Hash>(a: &[T], b: &[T]) -> usize {
    last_column(a.iter().copied(), b.iter().copied())[a.len()]
}

/// A point (i, j) on a shortest path, j in the middle of `b` (Hirschberg 1975). O(n·m/64).
pub(super) fn halves<T: Copy + Eq + Hash>(a: &[T], b: &[T]) -> (usize, usize) {
    let j = b.len() / 2;
    let before = last_column(a.iter().copied(), b[..j].iter().copied());
    let behind = last_column(a.iter().rev().copied(), b[j..].iter().rev().copied());
    let i = (0..=a.len()).min_by_key(|i| before[*i] + behind[a.len() - *i]).unwrap_or(0);
    (i, j)
}

/// Appends a shortest script. O(n·m/64) time, 2·n·m bits.
pub(super) fn script<T: Copy + Eq + Hash>(a: &[T], b: &[T], ops: &mut Vec<Op>) {
    let pattern = Pattern::new(a.iter().copied());
    let mut column = pattern.first_column();
    let words = pattern.none.len();
    let (mut up, mut down) = (Vec::with_capacity(words * b.len()), Vec::with_capacity(words * b.len()));
    for c in b {
        pattern.step(&mut column, *c);
        up.extend_from_slice(&column.up);
        down.extend_from_slice(&column.down);
    }
    let begin = ops.len();
    let (mut i, mut j) = (a.len(), b.len());
    while i > 0 && j > 0 {
        if bit(&up[(j - 1) * words..j * words], i - 1) {
            i -= 1;
            ops.push(Op::Delete);
            continue;
        }
        j -= 1;
        if j > 0 && bit(&down[(j - 1) * words..j * words], i - 1) {
            ops.push(Op::Insert);
        } else {
            i -= 1;
            ops.push(if a[i] == b[j] { Op::Keep } else { Op::Replace });
        }
    }
    ops.extend(std::iter::repeat_n(Op::Delete, i));
    ops.extend(std::iter::repeat_n(Op::Insert, j));
    ops[begin..].reverse();
}
