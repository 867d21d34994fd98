//! How often short strings stand in a batch: never, once, twice, or more often.
//!
//! Nobody asks for more: what a string says grows with the logarithm of its count and ends at three. It is counted a little
//! further, so that a few can be taken out again. So a string takes four bits for its count and twenty-eight to be known by,
//! beside its place in the table, which follows from other bits of its hash. Of a hundred million strings that are asked for
//! and stand nowhere, one or two are taken for others.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Lengths of the strings that are counted.
pub(super) const SHORTEST: usize = 2;
pub(super) const LONGEST: usize = 6;
/// Strings that begin at one character.
const LENGTHS: usize = LONGEST - SHORTEST + 1;
/// The greatest count that is told, and the greatest that is kept; what occurs more often has it too.
const TOLD: u32 = 3;
const MOST: u32 = 15;
/// Slots of a part of the table, which fits the cache of a core while it is filled. Smaller tables are one part.
const PART: usize = 1 << 17;
/// Characters whose strings are sorted by parts at a time, and by one thread.
const BATCH: usize = 1 << 18;
const PIECE: usize = 1 << 15;

/// Counts of strings, by open addressing (Knuth 6.4). Four bytes a slot, seven to fourteen slots a character.
#[derive(Debug, Clone, Default)]
pub(super) struct Grams {
    /// Nothing, or the low bits of a hash and behind them its count.
    slots: Vec<u32>,
    /// Slots of a part; both are powers of two.
    part: usize,
}

impl Grams {
    /// Counts the strings of texts that do not hold `bar`. O(length).
    pub(super) fn new(texts: &[&[char]], bar: char) -> Self {
        let strings = LENGTHS * texts.iter().map(|text| text.len()).sum::<usize>();
        if strings == 0 {
            return Self::default();
        }
        let size = (strings + strings / 3 + 1).next_power_of_two();
        let mut grams = Self { slots: vec![0; size], part: size.min(PART) };
        let place = grams.place();
        let mut sorted: Vec<Vec<Vec<u64>>> = Vec::new();
        for (round, batch) in batches(texts).into_iter().enumerate() {
            let parts = size / place.part;
            let room = batch.iter().map(|piece| LENGTHS * piece.starts.len()).max().unwrap_or(0) / parts * 9 / 8;
            sorted
                .resize_with(batch.len().max(sorted.len()), || (0..parts).map(|_| Vec::with_capacity(room)).collect());
            let pieces = sorted.par_iter_mut().enumerate();
            pieces.for_each(|(at, hashes)| {
                hashes.iter_mut().for_each(Vec::clear);
                batch.get(at).into_iter().for_each(|piece| piece.sort(bar, place, hashes));
            });
            grams.slots.par_chunks_mut(place.part).enumerate().for_each(|(number, slots)| {
                if round == 0 {
                    // Written before it is read: memory that is read first is mapped twice, and all cores told.
                    slots.fill(0);
                }
                sorted.iter().for_each(|piece| fill(slots, &piece[number], place));
            });
        }
        grams
    }

    /// Takes out the strings of some pieces and counts those of others instead. `false` when the counts that are kept do not
    /// reach for that; then they are of no use any more. O(length of the pieces).
    pub(super) fn exchange<'t>(
        &mut self,
        before: impl Iterator<Item = Piece<'t>>,
        after: impl Iterator<Item = Piece<'t>>,
        bar: char,
    ) -> bool {
        if self.slots.is_empty() {
            return false;
        }
        let place = self.place();
        // What was taken out of a slot that had run over.
        let mut hidden: FxHashMap<usize, u32> = FxHashMap::default();
        before.for_each(|piece| {
            piece.each(bar, |hash| {
                let (home, start) = self.home(hash);
                let Some(at) = find(&self.slots[start..start + self.part], home, hash).map(|at| start + at) else {
                    return;
                };
                match self.slots[at] & MOST {
                    MOST => *hidden.entry(at).or_default() += 1,
                    0 => {}
                    _ => self.slots[at] -= 1,
                }
            });
        });
        after.for_each(|piece| {
            piece.each(bar, |hash| {
                let (_, start) = self.home(hash);
                fill(&mut self.slots[start..start + place.part], &[hash], place);
            });
        });
        hidden.values().all(|taken| *taken <= MOST - TOLD)
    }

    /// Where a string belongs in its part of the table, and where that begins.
    fn home(&self, hash: u64) -> (usize, usize) {
        let home = self.place().home(hash);
        (home & (self.part - 1), home & !(self.part - 1))
    }

    fn place(&self) -> Place {
        Place { shift: 64 - self.slots.len().trailing_zeros(), part: self.part }
    }

    /// How often a string occurs; three stands for more.
    fn count(&self, hash: u64) -> u32 {
        if self.slots.is_empty() {
            return 0;
        }
        let (home, start) = self.home(hash);
        let part = &self.slots[start..start + self.part];
        find(part, home, hash).map_or(0, |at| (part[at] & MOST).min(TOLD))
    }

    /// For each string of a window that holds its character `at`, how often it occurs beyond `own` times.
    pub(super) fn elsewhere(&self, window: &[char], at: usize, own: u32) -> Elsewhere {
        let mut found = [[0; LONGEST]; LENGTHS];
        // What holds a string that occurs nowhere else does not either.
        let mut furthest = window.len().min(at + LONGEST);
        for start in ((at + 1).saturating_sub(LONGEST)..=at).rev() {
            let mut hash = Hash::default();
            window[start..at].iter().for_each(|c| hash.push(*c));
            let mut reached = if start == at { at + 1 } else { at };
            for end in at + 1..=furthest.min(start + LONGEST) {
                hash.push(window[end - 1]);
                let length = end - start;
                if length < SHORTEST {
                    continue;
                }
                let elsewhere = self.count(hash.of(length)).saturating_sub(own);
                if elsewhere == 0 {
                    break;
                }
                found[length - SHORTEST][start + LONGEST - 1 - at] = elsewhere;
                reached = end;
            }
            if reached == at {
                break;
            }
            furthest = reached;
        }
        found
    }
}

/// Counts by length, from the shortest on; then by the character that a string begins with, in the order of the text.
pub(super) type Elsewhere = [[u32; LONGEST]; LENGTHS];

/// Where the strings of a table have their slots.
#[derive(Clone, Copy)]
struct Place {
    shift: u32,
    part: usize,
}

impl Place {
    fn home(self, hash: u64) -> usize {
        (hash >> self.shift) as usize
    }
}

/// Some of the characters of a text.
pub(super) struct Piece<'t> {
    pub(super) text: &'t [char],
    pub(super) starts: Range<usize>,
}

/// Texts in pieces, and these by so many that about [`BATCH`] characters are together.
fn batches<'t>(texts: &[&'t [char]]) -> Vec<Vec<Piece<'t>>> {
    let mut batches = Vec::new();
    let (mut batch, mut held) = (Vec::new(), 0);
    for text in texts {
        for start in (0..text.len()).step_by(PIECE) {
            let starts = start..text.len().min(start + PIECE);
            held += starts.len();
            batch.push(Piece { text, starts });
            if held >= BATCH {
                batches.push(std::mem::take(&mut batch));
                held = 0;
            }
        }
    }
    batches.push(batch);
    batches
}

impl Piece<'_> {
    /// Adds the hashes of the strings that begin in the piece to those of the part of the table where they belong.
    fn sort(&self, bar: char, place: Place, sorted: &mut [Vec<u64>]) {
        self.each(bar, |hash| sorted[place.home(hash) / place.part].push(hash));
    }

    /// The hashes of the strings that begin in the piece.
    fn each(&self, bar: char, mut take: impl FnMut(u64)) {
        for start in self.starts.clone() {
            let mut hash = Hash::default();
            let string = self.text[start..].iter().take(LONGEST).take_while(|c| **c != bar);
            for (c, length) in string.zip(1..) {
                hash.push(*c);
                if length >= SHORTEST {
                    take(hash.of(length));
                }
            }
        }
    }
}

/// Counts strings in their part of the table.
fn fill(slots: &mut [u32], hashes: &[u64], place: Place) {
    for hash in hashes {
        // A part is never full: the table has room for a third more strings than there are, and hashes spread evenly.
        let Some(at) = find(slots, place.home(*hash) & (place.part - 1), *hash) else { continue };
        slots[at] = match slots[at] {
            0 => name(*hash) | 1,
            known if known & MOST < MOST => known + 1,
            known => known,
        };
    }
}

/// The slot of a string, or the free one where it belongs. The number of slots is a power of two.
fn find(slots: &[u32], home: usize, hash: u64) -> Option<usize> {
    let (last, name) = (slots.len() - 1, name(hash));
    let mut around = (home..home + slots.len()).map(|at| at & last);
    around.find(|at| slots[*at] == 0 || slots[*at] & !MOST == name)
}

/// What a string is known by in its slot.
fn name(hash: u64) -> u32 {
    hash as u32 & !MOST
}

/// The hash of a string that grows.
#[derive(Default, Clone, Copy)]
struct Hash(u64);

impl Hash {
    fn push(&mut self, c: char) {
        self.0 = (self.0 ^ u64::from(c)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    }

    /// Of so many characters, with all bits spread.
    fn of(self, length: usize) -> u64 {
        let hash = (self.0 ^ length as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        let hash = (hash ^ (hash >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        hash ^ (hash >> 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn letters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    /// Counts by looking at every string.
    fn plainly(texts: &[&[char]], window: &[char], at: usize, own: u32) -> Elsewhere {
        let mut counts: HashMap<&[char], u32> = HashMap::new();
        for text in texts {
            for string in (SHORTEST..=LONGEST).flat_map(|n| text.windows(n)).filter(|s| !s.contains(&'|')) {
                *counts.entry(string).or_default() += 1;
            }
        }
        let mut found = [[0; LONGEST]; LENGTHS];
        for n in SHORTEST..=LONGEST {
            for start in (at + 1).saturating_sub(n)..=at {
                let count = window.get(start..start + n).and_then(|s| counts.get(s)).copied().unwrap_or(0);
                found[n - SHORTEST][start + LONGEST - 1 - at] = count.min(TOLD).saturating_sub(own);
            }
        }
        found
    }

    #[test]
    fn as_many_as_there_are() {
        let texts = [letters("abcabdabcd|abcdeabcdefabbcabcdef"), letters("ab"), letters("cabcde|"), letters("")];
        let texts: Vec<&[char]> = texts.iter().map(Vec::as_slice).collect();
        let grams = Grams::new(&texts, '|');
        for window in ["abcdef", "cabcdeab", "ab", "b", "xabcabdaby"].map(letters) {
            for (at, own) in (0..window.len()).flat_map(|at| [(at, 0), (at, 1)]) {
                assert_eq!(
                    grams.elsewhere(&window, at, own),
                    plainly(&texts, &window, at, own),
                    "{window:?} {at} {own}"
                );
            }
        }
    }

    #[test]
    fn a_table_of_several_parts_holds_all() {
        let text: Vec<char> =
            (0..400_000_u32).filter_map(|i| char::from_u32(0x4E00 + i.wrapping_mul(i) % 20_011)).collect();
        let grams = Grams::new(&[&text], '|');
        let seen =
            (0..text.len() - 1).step_by(37).filter(|i| grams.elsewhere(&text[*i..*i + 2], 0, 0)[0][LONGEST - 1] > 0);
        assert_eq!(seen.count(), (text.len() - 1).div_ceil(37));
    }

    #[test]
    fn what_is_exchanged_is_counted_as_if_it_had_stood_there() {
        let (before, after) = (letters("abcabdabcabe"), letters("abcaxdabcabeab"));
        let mut grams = Grams::new(&[&before], '|');
        let pieces = |text, starts| std::iter::once(Piece { text, starts });
        assert!(grams.exchange(pieces(&before, 0..12), pieces(&after, 0..14), '|'));
        for at in 0..after.len() {
            assert_eq!(grams.elsewhere(&after, at, 0), plainly(&[&after], &after, at, 0), "{at}");
        }
        let many = "ab".repeat(40).chars().collect::<Vec<char>>();
        let mut grams = Grams::new(&[&many], '|');
        assert!(!grams.exchange(pieces(&many, 0..60), pieces(&after, 0..14), '|'), "counts that ran over");
    }

    #[test]
    fn nothing_is_known_of_no_text() {
        assert_eq!(Grams::default().elsewhere(&letters("abc"), 1, 0), [[0; LONGEST]; LENGTHS]);
    }
}
