//! Plain text pages: UTF-8, with or without a byte order mark, lines ended by LF, CRLF or CR.
//!
//! The text is kept byte for byte, mark and line ends included, so that offsets in it are offsets in the file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::error::InputError;
use crate::model::edit::Edited;
use crate::model::edition::Warning;
use crate::model::page::Page;

/// Longest page text, in bytes: far more than a newspaper page holds, so that a wrong path cannot fill the memory.
pub const LIMIT: usize = 64 << 20;

/// Bytes looked at to tell UTF-16 without a byte order mark.
const SAMPLE: usize = 4096;

/// A page text as the file has it.
#[derive(Debug, Clone)]
pub struct Plain {
    /// The text, unedited.
    pub text: Edited,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// What looks damaged in it.
    pub warnings: Vec<Warning>,
}

impl Plain {
    /// The page of this name and source.
    pub fn into_page(self, source: &str, name: &str, path: &str) -> Page {
        Page {
            source: source.to_owned(),
            name: name.to_owned(),
            path: path.to_owned(),
            sha256: self.sha256,
            date: None,
            text: self.text,
            lines: Vec::new(),
            scan: None,
        }
    }
}

/// Reads a plain text file; `path` is what messages call it. O(bytes).
///
/// # Errors
/// When the file cannot be read, is longer than [`LIMIT`], or [`decode`] refuses it.
pub fn read(file: &Path, path: &str) -> Result<Plain, InputError> {
    let mut bytes = Vec::new();
    let opened = File::open(file).and_then(|file| file.take(LIMIT as u64 + 1).read_to_end(&mut bytes));
    opened.map_err(|error| InputError::from_io(path, &error))?;
    decode(bytes, path)
}

/// Takes bytes for a page text. O(bytes).
///
/// # Errors
/// When there is no text in them, or they are not UTF-8.
pub fn decode(bytes: Vec<u8>, path: &str) -> Result<Plain, InputError> {
    if bytes.len() > LIMIT {
        return Err(InputError::TooLong { path: path.to_owned(), limit: LIMIT });
    }
    let sha256 = hex(&Sha256::digest(&bytes));
    let (text, warnings) = text(&bytes, path)?;
    Ok(Plain { text: Edited::new(text), sha256, warnings })
}

/// The text of bytes and what looks damaged in it, without hash and record. O(bytes).
///
/// # Errors
/// When there is no text in them, or they are not UTF-8.
pub fn text<'b>(bytes: &'b [u8], path: &str) -> Result<(&'b str, Vec<Warning>), InputError> {
    if let Some(name) = utf16(bytes) {
        return Err(InputError::NotUtf8 { path: path.to_owned(), line: 1, at: 0, candidates: vec![name] });
    }
    if let Some(at) = memchr::memchr(0, bytes) {
        return Err(InputError::Binary { path: path.to_owned(), at });
    }
    let text = simdutf8::basic::from_utf8(bytes).map_err(|_| not_utf8(bytes, path))?;
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}').is_empty() {
        return Err(InputError::Empty { path: path.to_owned(), bytes: text.len() });
    }
    let warnings = replaced_characters(text, path).into_iter().collect();
    Ok((text, warnings))
}

fn not_utf8(bytes: &[u8], path: &str) -> InputError {
    let at = bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
    InputError::NotUtf8 { path: path.to_owned(), line: line_of(bytes, at), at, candidates: candidates(bytes) }
}

/// SHA-256 of a file's bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn line_of(bytes: &[u8], at: usize) -> u32 {
    let before = &bytes[..at];
    let breaks = before.iter().enumerate().filter(|(i, b)| match b {
        b'\n' => true,
        b'\r' => before.get(i + 1) != Some(&b'\n'),
        _ => false,
    });
    breaks.count() as u32 + 1
}

/// U+FFFD stands where an earlier program lost a character; it is text, but the user should know.
fn replaced_characters(text: &str, path: &str) -> Option<Warning> {
    const REPLACED: &[u8] = "\u{FFFD}".as_bytes();
    let at = memchr::memmem::find(text.as_bytes(), REPLACED)?;
    let count = memchr::memmem::find_iter(text.as_bytes(), REPLACED).count();
    Some(Warning {
        path: path.to_owned(),
        line: Some(line_of(text.as_bytes(), at)),
        what: format!("{count} × U+FFFD: an earlier conversion lost characters here"),
        remedy: "convert the page again from its source if you can; other witnesses may fill the gaps".to_owned(),
    })
}

/// UTF-16 by its mark, or by half of its bytes being NUL always at the same side (Latin letters, line ends).
fn utf16(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some("UTF-16"),
        [0xFE, 0xFF, ..] => return Some("UTF-16"),
        _ => {}
    }
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let nul = |side: usize| sample.iter().skip(side).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (nul(0), nul(1));
    // Chinese in UTF-16 has NUL beside line ends, digits and spaces only, but is no UTF-8; binary files have it on
    // both sides.
    let latin = even.max(odd) * 3 > sample.len();
    // The sample may end within a character.
    let utf8 = std::str::from_utf8(sample).map_or_else(|error| error.error_len().is_none(), |_| true);
    if !latin && utf8 {
        return None;
    }
    let enough = sample.len() / 64 + 1;
    match (even, odd) {
        (0, odd) if odd >= enough => Some("UTF-16LE"),
        (even, 0) if even >= enough => Some("UTF-16BE"),
        _ => None,
    }
}

/// Encodings in whose byte pattern the whole text fits. A hint for the user, never acted upon.
fn candidates(bytes: &[u8]) -> Vec<&'static str> {
    if mostly_utf8(bytes) {
        return Vec::new();
    }
    let mut fits = Vec::new();
    if fits_pairs(bytes, |lead| (0x81..=0xFE).contains(&lead), |b| (0x40..=0xFE).contains(&b) && b != 0x7F, true) {
        fits.push("GB18030");
    }
    let big5_trail = |b: u8| (0x40..=0x7E).contains(&b) || (0xA1..=0xFE).contains(&b);
    if fits_pairs(bytes, |lead| (0x87..=0xFE).contains(&lead), big5_trail, false) {
        fits.push("BIG5");
    }
    fits
}

/// Whether most of what is not ASCII is good UTF-8: then the file is damaged, not in another encoding.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| !b.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    good > 4 * bad
}

/// Whether every byte above ASCII leads or trails a pair (or, with `quads`, a group of four as in GB18030).
fn fits_pairs(bytes: &[u8], lead: impl Fn(u8) -> bool, trail: impl Fn(u8) -> bool, quads: bool) -> bool {
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return true,
            [b, tail @ ..] if b.is_ascii() => tail,
            [a, b'0'..=b'9', c, b'0'..=b'9', tail @ ..] if quads && lead(*a) && lead(*c) => tail,
            [a, b, tail @ ..] if lead(*a) && trail(*b) => tail,
            _ => return false,
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused(bytes: &[u8]) -> InputError {
        decode(bytes.to_vec(), "x.txt").unwrap_err()
    }

    #[test]
    fn bytes_are_kept_as_they_are() {
        let text = "\u{FEFF}甲\r\n乙\r丙\n";
        let plain = decode(text.as_bytes().to_vec(), "x.txt").unwrap();
        assert_eq!(plain.text.source(), text);
        assert!(plain.warnings.is_empty());
        assert_eq!(decode(b"abc".to_vec(), "x").unwrap().sha256[..8], *"ba7816bf");
    }

    #[test]
    fn a_text_without_text_is_refused() {
        assert_eq!(refused(b""), InputError::Empty { path: "x.txt".into(), bytes: 0 });
        assert_eq!(refused("\u{FEFF} \n\u{3000}".as_bytes()), InputError::Empty { path: "x.txt".into(), bytes: 8 });
    }

    #[test]
    fn binary_is_told_from_utf_16() {
        assert_eq!(refused(b"%PDF-1.7\n\x00\x01\x02\x00\x00"), InputError::Binary { path: "x.txt".into(), at: 9 });
        assert_eq!(refused("字\0字".as_bytes()), InputError::Binary { path: "x.txt".into(), at: 3 });
        let wide: Vec<u8> = "城市 2025\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(matches!(refused(&wide), InputError::NotUtf8 { candidates, .. } if candidates == ["UTF-16LE"]));
        assert!(
            matches!(refused(b"\xFE\xFF\x4E\x2D"), InputError::NotUtf8 { candidates, .. } if candidates == ["UTF-16"])
        );
    }

    #[test]
    fn other_encodings_are_guessed() {
        let gbk = b"1\r\n2\n\xB3\xC7\xCA\xD0\xB5\xC4\xD6\xD0\xD0\xC4"; // 城市的中心
        let InputError::NotUtf8 { line, at, candidates, .. } = refused(gbk) else { panic!("must be refused") };
        assert_eq!((line, at), (3, 5));
        assert_eq!(candidates[0], "GB18030");
    }

    #[test]
    fn damaged_utf_8_is_no_other_encoding() {
        let mut bytes = "春天的小河边有一座石桥".as_bytes().to_vec();
        bytes.truncate(bytes.len() - 1);
        assert!(matches!(refused(&bytes), InputError::NotUtf8 { candidates, .. } if candidates.is_empty()));
    }

    #[test]
    fn replacement_characters_are_told_but_kept() {
        let plain = decode("甲\n乙\u{FFFD}\u{FFFD}".as_bytes().to_vec(), "x.txt").unwrap();
        assert_eq!(plain.warnings[0].line, Some(2));
        assert!(plain.warnings[0].what.starts_with("2 ×"));
    }

    #[test]
    fn the_bound_holds() {
        let error = decode(vec![b'a'; LIMIT + 1], "x.txt").unwrap_err();
        assert_eq!(error, InputError::TooLong { path: "x.txt".into(), limit: LIMIT });
    }

    proptest! {
        #[test]
        fn whatever_the_bytes_they_are_kept_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            match decode(bytes.clone(), "x.txt") {
                Ok(plain) => prop_assert_eq!(plain.text.source().as_bytes(), &bytes),
                Err(error) => prop_assert!(error.to_string().starts_with("x.txt") && !error.remedy().is_empty()),
            }
        }

        #[test]
        fn text_is_taken(text in "[甲乙丙a-z0-9，。\r\n ]{0,40}甲") {
            prop_assert!(decode(text.into_bytes(), "x.txt").is_ok());
        }
    }
}
