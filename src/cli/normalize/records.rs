//! Lines of JSON, of each of which one field is a text.

use std::io::{self, BufRead, BufReader, Read, Write};

use super::crew::Crew;
use super::{Input, Went};
use crate::cli::exit::Failure;
use crate::cli::{complain, jsonl};
use crate::model::edition::Warning;
use crate::rules::RuleBook;

/// Bytes read at once.
const BUFFER: usize = 1 << 20;

/// Lines on their way.
pub(super) struct Records<'a> {
    pub(super) input: &'a Input<'a>,
    /// The field of the text.
    pub(super) field: &'a str,
    pub(super) book: &'a RuleBook,
}

impl Records<'_> {
    /// Passes the lines of a file on, the text of each normalised; those that have arrived, side by side.
    pub(super) fn pass(&self, reader: impl Read, crew: &mut Crew<'_>, out: &mut impl Write) -> Result<Went, Failure> {
        let mut reader = BufReader::with_capacity(BUFFER, reader);
        let mut went = Went::Well;
        let mut number = 0;
        loop {
            let mut lines = match arrived(&mut reader) {
                Ok(lines) if lines.is_empty() => return Ok(went),
                Ok(lines) => lines,
                Err(error) => {
                    self.input.complain(&error);
                    return Ok(Went::Badly);
                }
            };
            let done = crew.map(&mut lines, |line| self.normalized(line))?;
            for (line, done) in lines.iter().zip(done) {
                number += 1;
                match done {
                    Ok(text) => {
                        out.write_all(text.as_bytes())?;
                        out.write_all(&line[body(line).len()..])?;
                    }
                    Err(what) => {
                        out.write_all(line)?;
                        self.complain(number, what);
                        went = Went::Partly;
                    }
                }
            }
        }
    }

    /// A line without its end, its text normalised; why there is none in it.
    fn normalized(&self, line: &[u8]) -> Result<String, String> {
        let body = body(line);
        if body.is_empty() {
            return Ok(String::new());
        }
        let body = std::str::from_utf8(body)
            .map_err(|error| format!("not UTF-8 at byte {} of the line", error.valid_up_to()))?;
        jsonl::rewrite(body, self.field, |text| self.book.normalized(text).into_owned())
            .map_err(|error| error.to_string())
    }

    fn complain(&self, line: u32, what: String) {
        complain(&Warning {
            path: self.input.name.clone(),
            line: Some(line),
            what,
            remedy: "passed on unchanged; --field names the field of the text".to_owned(),
        });
    }
}

/// The next line and those behind it that need not be waited for; none at the end.
fn arrived(reader: &mut BufReader<impl Read>) -> io::Result<Vec<Vec<u8>>> {
    let mut lines = Vec::new();
    loop {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line)? > 0 {
            lines.push(line);
        }
        if !reader.buffer().contains(&b'\n') {
            return Ok(lines);
        }
    }
}

fn body(line: &[u8]) -> &[u8] {
    line.trim_ascii_end()
}
