//! Alphabetic text: which lines are wrapped, for [`prose`] to tell.

use super::printed::Printed;
use crate::text::prose::{self, Row};

/// Fewest lines that begin in mid-sentence.
pub(super) const MIN_GOING_ON: usize = 2;

/// Joints that are inside a paragraph of alphabetic text, or none when the text shows none. O(text).
pub(super) fn joints(text: &str, lines: &[Printed]) -> Option<Vec<bool>> {
    let row = |line: &Printed| Row {
        text: &text[line.at.clone()],
        lead: &text[line.line.start..line.at.start],
        blank_before: line.blank_before,
        apart: line.said.apart,
    };
    let goes_on = |line: &&Printed| text[line.at.clone()].starts_with(char::is_lowercase);
    // Wrapped text has lines that begin in mid-sentence.
    lines.iter().filter(goes_on).nth(MIN_GOING_ON - 1)?;
    let rows: Vec<Row<'_>> = lines.iter().map(row).collect();
    prose::wrapped(&rows)
}
