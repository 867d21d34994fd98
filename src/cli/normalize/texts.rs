//! Texts, normalised as they come.

use std::borrow::Cow;
use std::io::{self, Read, Write};

use super::crew::Crew;
use super::units::Units;
use super::{Input, Went};
use crate::cli::exit::Failure;
use crate::cli::{WARNINGS_TOLD, complain, talk, warn};
use crate::ingest::InputError;
use crate::ingest::plain;
use crate::model::edition::Warning;
use crate::rules::RuleBook;

/// Most bytes that are normalised as one text: thirty pages of a newspaper, or a book.
const UNIT: usize = 4 << 20;

/// A text on its way.
pub(super) struct Texts<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) book: &'a RuleBook,
}

/// A unit, normalised, and what is to be said of it.
type Unit<'u> = (Cow<'u, str>, Vec<Warning>);

impl Texts<'_> {
    /// Passes a text on, normalised. One within [`UNIT`] bytes is normalised as one, a longer one in units, some side by
    /// side, so that memory stays within a multiple of that bound for each thread.
    pub(super) fn pass(&self, reader: impl Read, crew: &mut Crew<'_>, out: &mut impl Write) -> Result<Went, Failure> {
        let mut units = Units::new(reader, UNIT);
        let mut held: Vec<Vec<u8>> = Vec::new();
        let (mut lines, mut told, mut first) = (0, 0, true);
        loop {
            let (count, error) = read(&mut units, &mut held, crew.size());
            let done = crew.map(&held[..count], |unit| self.normalized(unit))?;
            for (unit, bytes) in done.into_iter().zip(&held) {
                match unit {
                    Ok((text, warnings)) => {
                        told = tell(&warnings, lines, told);
                        out.write_all(text.as_bytes())?;
                    }
                    // What is empty is clean.
                    Err(InputError::Empty { .. }) => {}
                    Err(error) => {
                        complain(&behind(error.to_warning(), lines));
                        return Ok(if first { Went::Badly } else { Went::Partly });
                    }
                }
                lines += memchr::memchr_iter(b'\n', bytes).count() as u32;
                first = false;
            }
            if let Some(error) = error {
                self.input.complain(&error);
                return Ok(if first { Went::Badly } else { Went::Partly });
            }
            if units.is_done() {
                break;
            }
        }
        if let Some(more) = told.checked_sub(WARNINGS_TOLD + 1) {
            talk(&format!("warning: {}: and {} more", self.input.name, more + 1));
        }
        Ok(Went::Well)
    }

    fn normalized<'u>(&self, unit: &'u [u8]) -> Result<Unit<'u>, InputError> {
        let (text, warnings) = plain::text(unit, &self.input.name)?;
        Ok((self.book.normalized(text), warnings))
    }
}

/// Reads as many units, if there are, and says why there are fewer.
fn read(units: &mut Units<impl Read>, held: &mut Vec<Vec<u8>>, most: usize) -> (usize, Option<io::Error>) {
    for n in 0..most {
        if held.len() == n {
            held.push(Vec::new());
        }
        match units.next(&mut held[n]) {
            Ok(true) if !units.is_done() => {}
            Ok(more) => return (n + usize::from(more), None),
            Err(error) => return (n, Some(error)),
        }
    }
    (most, None)
}

/// Tells warnings of a unit that so many lines come before, the first of a text only; how many there were.
fn tell(warnings: &[Warning], lines: u32, told: usize) -> usize {
    warnings.iter().take(WARNINGS_TOLD.saturating_sub(told)).for_each(|w| warn(&behind(w.clone(), lines)));
    told + warnings.len()
}

/// A warning about a unit that so many lines come before.
fn behind(warning: Warning, lines: u32) -> Warning {
    Warning { line: warning.line.map(|line| line + lines), ..warning }
}
