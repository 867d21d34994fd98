//! Pages in formats richer than plain text: their text, normalised.

use std::io::{self, Cursor, Read, Write};

use super::{Input, Went};
use crate::cli::exit::Failure;
use crate::cli::{complain, warn};
use crate::ingest::format::{self, Format};
use crate::ingest::plain;
use crate::rules::RuleBook;

/// The format that a stream begins like, and the stream, of which nothing is lost.
pub(super) fn peek(mut reader: Box<dyn Read>) -> io::Result<(Format, Box<dyn Read>)> {
    let mut head = Vec::new();
    reader.by_ref().take(format::HEAD as u64).read_to_end(&mut head)?;
    let format = Format::of(&String::from_utf8_lossy(&head));
    Ok((format, Box::new(Cursor::new(head).chain(reader))))
}

/// Passes on the text of a page, its lines in reading order, normalised as one.
pub(super) fn pass(
    input: &Input<'_>,
    book: &RuleBook,
    reader: impl Read,
    out: &mut impl Write,
) -> Result<Went, Failure> {
    let mut bytes = Vec::new();
    if let Err(error) = reader.take(plain::LIMIT as u64 + 1).read_to_end(&mut bytes) {
        input.complain(&error);
        return Ok(Went::Badly);
    }
    match plain::decode(bytes, &input.name).and_then(|plain| format::Read::of(plain, &input.name)) {
        Ok(read) => {
            read.plain.warnings.iter().for_each(warn);
            let text = read.into_page("", "", &input.name).into_reading_order();
            out.write_all(book.normalized(&text).as_bytes())?;
            Ok(Went::Well)
        }
        Err(error) => {
            complain(&error.to_warning());
            Ok(Went::Badly)
        }
    }
}
