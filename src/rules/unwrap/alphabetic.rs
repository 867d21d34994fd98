//! Alphabetic text: which lines are wrapped, for [`prose`] to tell.

use super::printed::Printed;
use crate::text::prose::{self, Row};

/// Fewest lines that begin in mid-sentence.
pub(super) const MIN_GOING_ON: usize = 2;

/// Joints that are inside a paragraph of alphabetic text, or none when the text shows none. O(text).
pub(super) fn joints(text: &str, lines: &[Printed]) -> Option<Vec<bool>> {
    let row = |line: &Printed| Row {
        text: &text[line.at.clone()],
        lead: &text[line.start()..line.at.start],
        blank_before: line.blank_before,
        apart: line.said.apart,
    };
    if !may_join(lines) {
        return None;
    }
    let rows: Vec<Row<'_>> = lines.iter().map(row).collect();
    prose::wrapped(&rows)
}

/// Whether there are as many lines that begin in mid-sentence as wrapped text has at least. O(lines).
pub(super) fn may_join(lines: &[Printed]) -> bool {
    lines.iter().filter(|line| line.goes_on).nth(MIN_GOING_ON - 1).is_some()
}
