//! A stream in pieces that fit in memory.

use std::io::{self, Read};

/// Cuts a stream into units of bounded size. Where it is cut depends on the stream alone and not on how its bytes
/// arrive; a stream within the bound is one unit.
pub(super) struct Units<R> {
    reader: R,
    bound: usize,
    /// What was read behind the last unit.
    rest: Vec<u8>,
    ended: bool,
}

impl<R: Read> Units<R> {
    /// Units of at most `bound` bytes, of which a character needs four.
    pub(super) fn new(reader: R, bound: usize) -> Self {
        Self { reader, bound: bound.max(4), rest: Vec::new(), ended: false }
    }

    /// Puts the next unit in the place of what was in `unit`, whose memory it uses again; false at the end of the stream.
    /// Holds the bound and one byte in memory.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub(super) fn next(&mut self, unit: &mut Vec<u8>) -> io::Result<bool> {
        unit.clear();
        unit.append(&mut self.rest);
        if !self.ended {
            let room = self.bound + 1 - unit.len();
            self.ended = (&mut self.reader).take(room as u64).read_to_end(unit)? < room;
        }
        if unit.len() > self.bound {
            let end = cut(unit);
            self.rest.extend_from_slice(&unit[end..]);
            unit.truncate(end);
        }
        Ok(!unit.is_empty())
    }

    /// Whether nothing comes behind the last unit.
    pub(super) fn is_done(&self) -> bool {
        self.ended && self.rest.is_empty()
    }
}

/// Where to cut bytes that are one too many: behind the last page, else paragraph, line that ends a sentence, line, sentence,
/// character. All but characters count in the second half only, so that units do not get short. O(bytes).
fn cut(bytes: &[u8]) -> usize {
    let half = bytes.len() / 2;
    let held = &bytes[half..bytes.len() - 1];
    let found = memchr::memrchr(0x0C, held).or_else(|| behind_line(held)).map(|i| i + 1);
    if let Some(behind) = found.or_else(|| memchr::memmem::rfind(held, STOP).map(|i| i + STOP.len())) {
        return half + behind;
    }
    let is_start = |b: &u8| b & 0xC0 != 0x80;
    let last = bytes.iter().rposition(is_start).filter(|i| *i > 0);
    last.unwrap_or(bytes.len() - 1)
}

/// What ends a sentence.
const STOP: &[u8] = "。".as_bytes();

/// The line feed of the last blank line, else of the last line that ends a sentence, else of the last line.
fn behind_line(bytes: &[u8]) -> Option<usize> {
    let (mut last, mut stop) = (None, None);
    for feed in memchr::memrchr_iter(b'\n', bytes) {
        let line = bytes[..feed].strip_suffix(b"\r").unwrap_or(&bytes[..feed]);
        if line.ends_with(b"\n") {
            return Some(feed);
        }
        stop = stop.or_else(|| line.ends_with(STOP).then_some(feed));
        last = last.or(Some(feed));
    }
    stop.or(last)
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
        let mut unit = Vec::new();
        std::iter::from_fn(|| units.next(&mut unit).unwrap().then(|| unit.clone())).collect()
    }

    #[test]
    fn units_end_with_pages_then_paragraphs_then_lines() {
        let cuts = |text: &str| String::from_utf8(units(text.as_bytes(), 99, 12).swap_remove(0)).unwrap();
        assert_eq!(cuts("aaaaaa\n\nb\x0Cc\nd"), "aaaaaa\n\nb\x0C");
        assert_eq!(cuts("aaaaaa\n\nb\nccccc"), "aaaaaa\n\n");
        assert_eq!(cuts("aaaaa\r\n\r\nb\r\ncc"), "aaaaa\r\n\r\n");
        assert_eq!(cuts("一二。\n三\n四五六"), "一二。\n");
        assert_eq!(cuts("一二三\n。四\n五六"), "一二三\n");
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
