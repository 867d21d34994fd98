//! Characters read from bytes by place, for scans that touch every character of a text.
//!
//! An iterator over characters checks what is known here: that nearly all characters have three bytes or one, and where the
//! next one begins.

/// The code of the character that begins at a byte of a text, and its bytes; none at the end. What is no UTF-8, or no
/// beginning, gives some code. O(1).
#[inline(always)]
pub fn at(text: &[u8], at: usize) -> Option<(u32, usize)> {
    let rest = text.get(at..)?;
    match rest.first_chunk::<3>() {
        Some([a, b, c]) if a & 0xF0 == 0xE0 => Some((three(*a, *b, *c), 3)),
        _ => match *rest.first()? {
            a if a.is_ascii() => Some((u32::from(a), 1)),
            a => Some(rare(a, &rest[1..])),
        },
    }
}

/// The character that begins at a byte of a text, and its bytes; none at the end. O(1).
#[inline]
pub fn char_at(text: &str, place: usize) -> Option<(char, usize)> {
    let (code, length) = at(text.as_bytes(), place)?;
    char::from_u32(code).map(|c| (c, length))
}

/// The code of the character of three bytes with which a text begins, and what is behind it; none when it begins with
/// another one. O(1).
#[inline(always)]
pub fn three_first(text: &[u8]) -> Option<(u16, &[u8])> {
    match text {
        // The upper half of the first byte falls off.
        [a, b, c, rest @ ..] if a & 0xF0 == 0xE0 => {
            Some((u16::from(*a) << 12 | u16::from(b & 0x3F) << 6 | u16::from(c & 0x3F), rest))
        }
        _ => None,
    }
}

/// The code of three bytes.
#[inline(always)]
pub fn three(a: u8, b: u8, c: u8) -> u32 {
    u32::from(a & 0x0F) << 12 | tail(b) << 6 | tail(c)
}

#[inline(always)]
fn tail(byte: u8) -> u32 {
    u32::from(byte & 0x3F)
}

/// The code of a character of two or four bytes, or of what is none.
#[cold]
fn rare(first: u8, rest: &[u8]) -> (u32, usize) {
    match (first, rest) {
        (0xC0..0xE0, [b, ..]) => (u32::from(first & 0x1F) << 6 | tail(*b), 2),
        (0xF0..0xF8, [b, c, d, ..]) => (u32::from(first & 0x07) << 18 | tail(*b) << 12 | tail(*c) << 6 | tail(*d), 4),
        _ => (u32::from(char::REPLACEMENT_CHARACTER), 1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn characters_are_those_of_the_text(text in "\\PC{0,40}") {
            for (start, c) in text.char_indices() {
                prop_assert_eq!(at(text.as_bytes(), start), Some((u32::from(c), c.len_utf8())));
                let three = (c.len_utf8() == 3).then(|| (u32::from(c) as u16, &text.as_bytes()[start + 3..]));
                prop_assert_eq!(three_first(&text.as_bytes()[start..]), three);
            }
            prop_assert_eq!(at(text.as_bytes(), text.len()), None);
        }

        #[test]
        fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..8)) {
            for start in 0..bytes.len() {
                let (_, length) = at(&bytes, start).unwrap();
                prop_assert!(start + length <= bytes.len());
            }
        }
    }
}
