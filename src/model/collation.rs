//! Witnesses side by side.

use std::ops::Range;

/// What a witness has in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cell {
    /// The witness does not cover this place: it abstains.
    Absent,
    /// The witness covers this place and has nothing here: it votes for nothing.
    Gap,
    /// Index of its token.
    Token(u32),
}

/// A stretch that stands elsewhere in one witness than in the others (倒).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Move {
    /// Index of the witness.
    pub witness: usize,
    /// Its tokens that were put in another place, in the order of the witness.
    pub tokens: Range<u32>,
}

/// The alignment of all witnesses of an article. Stored flat, four bytes a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collation {
    witnesses: usize,
    cells: Vec<u32>,
    moves: Vec<Move>,
}

const ABSENT: u32 = u32::MAX;
const GAP: u32 = u32::MAX - 1;

impl Collation {
    /// An empty collation of so many witnesses.
    pub fn new(witnesses: usize) -> Self {
        Self { witnesses, cells: Vec::new(), moves: Vec::new() }
    }

    /// Number of witnesses.
    pub fn witnesses(&self) -> usize {
        self.witnesses
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.cells.len().checked_div(self.witnesses).unwrap_or(0)
    }

    /// Adds a column; `cells` has one entry for each witness.
    ///
    /// # Panics
    /// When the number of cells is not the number of witnesses.
    pub fn push(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let before = self.cells.len();
        self.cells.extend(cells.into_iter().map(|cell| match cell {
            Cell::Absent => ABSENT,
            Cell::Gap => GAP,
            Cell::Token(i) => i,
        }));
        assert_eq!(self.cells.len() - before, self.witnesses, "one cell for each witness");
    }

    /// What a witness has in a column.
    #[inline]
    pub fn cell(&self, column: usize, witness: usize) -> Cell {
        match self.cells[column * self.witnesses + witness] {
            ABSENT => Cell::Absent,
            GAP => Cell::Gap,
            i => Cell::Token(i),
        }
    }

    /// Replaces what a witness has in a column.
    pub fn set(&mut self, column: usize, witness: usize, cell: Cell) {
        self.cells[column * self.witnesses + witness] = match cell {
            Cell::Absent => ABSENT,
            Cell::Gap => GAP,
            Cell::Token(i) => i,
        };
    }

    /// What stands elsewhere in a witness than its columns say, by witness, then in the order of its tokens.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// Says what was put in another place.
    pub fn record_moves(&mut self, moves: Vec<Move>) {
        self.moves = moves;
    }

    /// The cells of a column, in the order of the witnesses.
    pub fn column(&self, column: usize) -> impl Iterator<Item = Cell> + '_ {
        (0..self.witnesses).map(move |w| self.cell(column, w))
    }
}
