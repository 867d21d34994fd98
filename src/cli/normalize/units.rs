//! A stream in pieces that fit in memory.

use std::io::{self, Read};

/// Cuts a stream into units of bounded size. Where it is cut depends on the stream alone and not on how its bytes
/// arrive; a stream within the bound is one unit.
pub(super) struct Units<R> {
    reader: R,
    bound: usize,
    held: Vec<u8>,
    ended: bool,
}

impl<R: Read> Units<R> {
    /// Units of at most `bound` bytes, of which a character needs four.
    pub(super) fn new(reader: R, bound: usize) -> Self {
        Self { reader, bound: bound.max(4), held: Vec::new(), ended: false }
    }

    /// The next unit; none at the end of the stream. Holds the bound and one byte in memory.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub(super) fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        if !self.ended {
            let room = self.bound + 1 - self.held.len();
            self.ended = (&mut self.reader).take(room as u64).read_to_end(&mut self.held)? < room;
        }
        if self.held.is_empty() {
            return Ok(None);
        }
        let end = if self.held.len() <= self.bound { self.held.len() } else { cut(&self.held[..=self.bound]) };
        let rest = self.held.split_off(end);
        Ok(Some(std::mem::replace(&mut self.held, rest)))
    }
}

/// Where to cut bytes that are one too many: behind the last page, else paragraph, line, sentence, character. Pages and
/// paragraphs count in the second half only, so that units do not get short.
fn cut(bytes: &[u8]) -> usize {
    let half = &bytes[bytes.len() / 2..bytes.len() - 1];
    let last =
        |in_half: &[u8], mark: &[u8]| in_half.windows(mark.len()).rposition(|w| w == mark).map(|i| i + mark.len());
    let behind = [b"\x0C".as_slice(), b"\n\n", b"\n", "。".as_bytes()].iter().find_map(|mark| last(half, mark));
    if let Some(behind) = behind {
        return bytes.len() / 2 + behind;
    }
    let is_start = |b: &u8| b & 0xC0 != 0x80;
    let last = bytes.iter().rposition(is_start).filter(|i| *i > 0);
    last.unwrap_or(bytes.len() - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives a few bytes at a time.
    struct Trickle<'b>(&'b [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(self.0.len()).min(out.len());
            out[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn units(bytes: &[u8], chunk: usize, bound: usize) -> Vec<Vec<u8>> {
        let mut units = Units::new(Trickle(bytes, chunk), bound);
        std::iter::from_fn(|| units.next().unwrap()).collect()
    }

    #[test]
    fn units_end_with_pages_then_paragraphs_then_lines() {
        let cuts = |text: &str| String::from_utf8(units(text.as_bytes(), 99, 12).swap_remove(0)).unwrap();
        assert_eq!(cuts("aaaaaa\n\nb\x0Cc\nd"), "aaaaaa\n\nb\x0C");
        assert_eq!(cuts("aaaaaa\n\nb\nccccc"), "aaaaaa\n\n");
        assert_eq!(cuts("aaaaaaaa\nbbbbbb"), "aaaaaaaa\n");
        assert_eq!(cuts("一。二。三四"), "一。二。");
        assert_eq!(cuts("一二三四五"), "一二三四");
    }

    proptest! {
        #[test]
        fn chunks_change_nothing(text in "[ab一。\n\x0C𠀀]{0,60}", chunk in 1usize..20, bound in 4usize..40) {
            let whole = units(text.as_bytes(), usize::MAX, bound);
            prop_assert_eq!(&units(text.as_bytes(), chunk, bound), &whole);
            prop_assert_eq!(whole.concat(), text.as_bytes());
            prop_assert!(whole.iter().all(|u| u.len() <= bound && std::str::from_utf8(u).is_ok()));
        }
    }
}
