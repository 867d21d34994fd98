//! Kinds of characters: those that the same sets hold.

use std::collections::HashMap;

use super::chars::Chars;

const PAGE: usize = 64;
const PAGES: usize = (char::MAX as usize + 1) / PAGE;
/// Characters of the basic plane.
pub(super) const BASIC: usize = 1 << 16;

/// The kind of every character: in one load, or in two beyond the basic plane. Kind 0 is that of line feeds.
#[derive(Debug, Clone)]
pub(super) struct Partition {
    basic: Box<[u16; BASIC]>,
    page_of: Vec<u16>,
    cells: Vec<u16>,
}

/// The sets that hold the characters of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Members(Vec<u64>);

impl Members {
    pub(super) fn contains(&self, set: usize) -> bool {
        self.0[set / 64] >> (set % 64) & 1 == 1
    }

    fn turn(&mut self, set: usize) {
        self.0[set / 64] ^= 1 << (set % 64);
    }
}

impl Partition {
    /// The kinds that these sets make, and the sets that hold each kind. O(ranges · log ranges).
    pub(super) fn of(sets: &[Chars]) -> (Self, Vec<Members>) {
        let mut turns: Vec<(u32, usize)> = Vec::new();
        let mut edge = Members(vec![0; sets.len().div_ceil(64)]);
        let mut inside = edge.clone();
        for (n, set) in sets.iter().enumerate() {
            turns.extend(set.ranges().flat_map(|(from, to)| [(from as u32, n), (to as u32 + 1, n)]));
            if set.has_edge() {
                edge.turn(n);
            }
        }
        turns.sort_unstable();
        let mut known = HashMap::new();
        let mut members = vec![edge];
        let mut spans: Vec<(u32, u16)> = Vec::new();
        let mut turns = turns.into_iter().peekable();
        let mut at = 0;
        loop {
            while let Some((_, set)) = turns.next_if(|(start, _)| *start == at) {
                inside.turn(set);
            }
            let kind = *known.entry(inside.clone()).or_insert_with(|| {
                members.push(inside.clone());
                (members.len() - 1) as u16
            });
            spans.push((at, kind));
            let Some((next, _)) = turns.peek() else { break };
            at = *next;
        }
        (Self::of_spans(&spans), members)
    }

    fn of_spans(spans: &[(u32, u16)]) -> Self {
        let mut cells = Vec::new();
        let mut uniform: HashMap<u16, u16> = HashMap::new();
        let mut span = 0;
        let mut page_of = Vec::with_capacity(PAGES);
        for page in 0..PAGES {
            let start = (page * PAGE) as u32;
            while spans.get(span + 1).is_some_and(|(from, _)| *from <= start) {
                span += 1;
            }
            let alone = spans.get(span + 1).is_none_or(|(from, _)| *from >= start + PAGE as u32);
            let mut fill = || {
                let mut within = span;
                for c in start..start + PAGE as u32 {
                    while spans.get(within + 1).is_some_and(|(from, _)| *from <= c) {
                        within += 1;
                    }
                    cells.push(if c == u32::from('\n') { 0 } else { spans[within].1 });
                }
                (cells.len() / PAGE - 1) as u16
            };
            page_of.push(if alone && start > 0 { *uniform.entry(spans[span].1).or_insert_with(fill) } else { fill() });
        }
        let mut basic = Box::new([0; BASIC]);
        for (row, page) in basic.chunks_exact_mut(PAGE).zip(&page_of) {
            row.copy_from_slice(&cells[usize::from(*page) * PAGE..][..PAGE]);
        }
        Self { basic, page_of, cells }
    }

    #[inline]
    pub(super) fn of_char(&self, c: char) -> u16 {
        self.of_code(c.into())
    }

    /// The kind of the character of this code.
    #[inline]
    pub(super) fn of_code(&self, code: u32) -> u16 {
        match self.basic.get(code as usize) {
            Some(kind) => *kind,
            None => self.of_rare(code as usize),
        }
    }

    #[cold]
    fn of_rare(&self, code: usize) -> u16 {
        self.page_of.get(code / PAGE).map_or(0, |page| self.cells[usize::from(*page) * PAGE + code % PAGE])
    }
}
