//! Texts, normalised as they come.

use std::io::{self, Read, Write};

use super::crew::Crew;
use super::units::Units;
use super::{Input, Went};
use crate::cli::exit::Failure;
use crate::cli::{WARNINGS_TOLD, complain, talk, warn};
use crate::ingest::InputError;
use crate::ingest::plain;
use crate::model::edition::Warning;
use crate::rules::{RuleBook, Workplace};

/// Most bytes that are normalised as one text: ten pages of a newspaper, or a book. What is known of its lines is looked at
/// several times, and of so many it stays in the cache of a core.
const UNIT: usize = 1 << 20;

/// A text on its way.
pub(super) struct Texts<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) book: &'a RuleBook,
}

/// A unit of a text, and the memory to normalise it in.
#[derive(Default)]
struct Unit {
    bytes: Vec<u8>,
    place: Workplace,
}

/// What a unit has become, and what is to be said of it.
type Done<'u> = Result<(&'u str, Vec<Warning>), InputError>;

impl Texts<'_> {
    /// Passes a text on, normalised. One within [`UNIT`] bytes is normalised as one, a longer one in units, some side by
    /// side, so that memory stays within a multiple of that bound for each thread.
    pub(super) fn pass(&self, reader: impl Read, crew: &mut Crew<'_>, out: &mut impl Write) -> Result<Went, Failure> {
        let mut units = Units::new(reader, UNIT);
        let mut held: Vec<Unit> = Vec::new();
        held.resize_with(crew.size(), Unit::default);
        let (mut lines, mut told, mut first) = (0, 0, true);
        loop {
            let (count, error) = read(&mut units, &mut held);
            let done = crew.map(&mut held[..count], |unit| self.normalized(unit))?;
            for (unit, unit_lines) in done {
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
                lines += unit_lines;
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

    /// What a unit becomes, and the number of its lines.
    fn normalized<'u>(&self, unit: &'u mut Unit) -> (Done<'u>, u32) {
        let Unit { bytes, place } = unit;
        let lines = memchr::memchr_iter(b'\n', bytes).count() as u32;
        let text = plain::text(bytes, &self.input.name);
        (text.map(|(text, warnings)| (self.book.normalized_in(text, place), warnings)), lines)
    }
}

/// Reads units as long as there are any, and says how many, and why there are fewer.
fn read(units: &mut Units<impl Read>, held: &mut [Unit]) -> (usize, Option<io::Error>) {
    for (n, unit) in held.iter_mut().enumerate() {
        match units.next(&mut unit.bytes) {
            Ok(true) if !units.is_done() => {}
            Ok(more) => return (n + usize::from(more), None),
            Err(error) => return (n, Some(error)),
        }
    }
    (held.len(), None)
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
