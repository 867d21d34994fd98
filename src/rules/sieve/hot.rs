//! Whether two neighbouring characters are worth a look.
//!
//! Most pairs of a text tell of no rule, and each is asked about. Kinds of characters that are worth a look before the same
//! ones are one class of firsts, and those that are behind the same ones one class of seconds. A class has a byte: those of
//! a character take one load, and what two are worth takes another one, from a table that stays at hand.

use rustc_hash::FxHashMap;

use super::partition::{BASIC, Partition};

/// Classes there can be; what has none of its own shares the last one.
const CLASSES: usize = 256;

/// What a character is as the first of two, in the upper byte, and as the second, in the lower one.
pub(super) type Class = u16;

/// Which two neighbouring characters are worth a look.
#[derive(Debug, Clone)]
pub(super) struct Hot {
    basic: Box<[Class; BASIC]>,
    /// By kind.
    classes: Vec<Class>,
    /// By the class of the first, in the upper byte, and that of the second. True of some that are not worth a look where
    /// there are too many classes.
    pairs: Box<[[u64; CLASSES / 64]; CLASSES]>,
}

impl Hot {
    /// Of kinds of characters, where two of them are worth a look if `are_hot` says so. O(kinds²).
    pub(super) fn of(kinds: &Partition, count: usize, are_hot: impl Fn(usize, usize) -> bool) -> Self {
        let row = || vec![0; count.div_ceil(64)];
        let (mut as_first, mut as_next) = (vec![row(); count], vec![row(); count]);
        let mut hot = Vec::new();
        for (first, next) in (0..count).flat_map(|first| (0..count).map(move |next| (first, next))) {
            if are_hot(first, next) {
                as_first[first][next / 64] |= 1u64 << (next % 64);
                as_next[next][first / 64] |= 1u64 << (first % 64);
                hot.push((first, next));
            }
        }
        let numbers = numbered(as_first).into_iter().zip(numbered(as_next));
        let classes: Vec<Class> = numbers.map(|(first, next)| first << 8 | next).collect();
        let mut pairs = Box::new([[0; CLASSES / 64]; CLASSES]);
        for (first, next) in hot {
            let (first, next) = (usize::from(classes[first] >> 8), classes[next] & 0xFF);
            pairs[first][usize::from(next / 64)] |= 1 << (next % 64);
        }
        let mut basic = Box::new([0; BASIC]);
        for (code, class) in basic.iter_mut().enumerate() {
            *class = classes[usize::from(kinds.of_code(code as u32))];
        }
        Self { basic, classes, pairs }
    }

    /// The class of the character of the basic plane that has this code.
    #[inline]
    pub(super) fn basic(&self, code: u16) -> Class {
        self.basic[usize::from(code)]
    }

    /// The class of the character of this code.
    #[inline]
    pub(super) fn class(&self, code: u32, kinds: &Partition) -> Class {
        match self.basic.get(code as usize) {
            Some(class) => *class,
            None => self.of_kind(kinds.of_code(code)),
        }
    }

    /// The class of characters of a kind.
    #[inline]
    pub(super) fn of_kind(&self, kind: u16) -> Class {
        self.classes[usize::from(kind)]
    }

    /// Whether a character of the first class before one of the next is worth a look.
    #[inline]
    pub(super) fn is(&self, first: Class, next: Class) -> bool {
        let next = next & 0xFF;
        self.pairs[usize::from(first >> 8)][usize::from(next / 64)] >> (next % 64) & 1 == 1
    }
}

/// The number of each row of bits: the same for the same ones.
fn numbered(rows: Vec<Vec<u64>>) -> Vec<u16> {
    let mut known = FxHashMap::default();
    let mut number = |row| {
        let next = known.len().min(CLASSES - 1) as u16;
        *known.entry(row).or_insert(next)
    };
    rows.into_iter().map(&mut number).collect()
}
