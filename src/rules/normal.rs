//! Normalising a text without a record of the edits.
//!
//! Rules and joints take turns until nothing changes. What a turn leaves alone is not looked at again: only lines that it
//! touched are cleaned and measured anew.

use std::borrow::Cow;
use std::ops::Range;

use super::plan::Plan;
use super::scan::{self, Presumed};
use super::unwrap::{self, Lines};
use super::{MAX_ROUNDS, RuleBook};
use crate::model::edit::{Change, replaced};

/// What [`RuleBook::normalize`] makes of a text. Bounds as there.
pub(super) fn normalized<'t>(book: &RuleBook, text: &'t str) -> Cow<'t, str> {
    let mut work = Work::new(book, Cow::Borrowed(text));
    for _ in 0..MAX_ROUNDS {
        let dropped = book.unwanted_lines(&work.text);
        if !dropped.is_empty() {
            work = Work::new(book, Cow::Owned(replaced(&work.text, &dropped)));
            continue;
        }
        if !unwrap::may_join(&work.text) {
            break;
        }
        let changes = work.joints(book);
        if changes.is_empty() {
            break;
        }
        work = work.with(book, &changes);
    }
    work.text
}

/// A clean text.
struct Work<'t> {
    text: Cow<'t, str>,
    /// Its lines; those of what it was before, and what was kept of that, until somebody asks for them.
    lines: Option<(Lines, Vec<Kept>)>,
    /// What rules have asked of it; none when they had to see it whole.
    presumed: Option<Presumed>,
}

impl<'t> Work<'t> {
    fn new(book: &RuleBook, text: Cow<'t, str>) -> Self {
        match scan::clean(book.plan(), &text, false, MAX_ROUNDS) {
            Some(cleaned) => {
                Self { text: cleaned.text.map_or(text, Cow::Owned), lines: None, presumed: Some(cleaned.presumed) }
            }
            None => Self { text: Cow::Owned(book.cleaned_whole(&text)), lines: None, presumed: None },
        }
    }

    /// The changes that join its lines.
    fn joints(&mut self, book: &RuleBook) -> Vec<Change> {
        let (lines, kept) = self.lines.get_or_insert_with(|| (Lines::of(book, &self.text), Vec::new()));
        if !kept.is_empty() {
            lines.renew(book, &self.text, &std::mem::take(kept));
        }
        unwrap::joints(book, &self.text, lines)
    }

    /// The text after some changes, clean again. Its lines were asked for before.
    fn with(self, book: &RuleBook, changes: &[Change]) -> Self {
        let text = replaced(&self.text, changes);
        let (Some(presumed), Some((lines, _))) = (self.presumed, self.lines) else {
            return Self::new(book, Cow::Owned(text));
        };
        let mut kept = kept(&self.text, changes);
        let plan = book.plan();
        let stretches = stretches(plan, &text, &kept);
        // A joint takes a row and makes no gap.
        let elsewhere = || {
            let (gaps, rows) = lines.gaps();
            (gaps, rows.saturating_sub(changes.len()))
        };
        let Some(cleaned) = scan::clean_again(plan, &text, stretches.into_iter(), presumed, elsewhere, MAX_ROUNDS)
        else {
            return Self::new(book, Cow::Owned(text));
        };
        let text = cleaned.text.unwrap_or(text);
        without(&mut kept, &cleaned.changed);
        let lines = (!kept.is_empty()).then_some((lines, kept));
        Self { text: Cow::Owned(text), lines, presumed: Some(cleaned.presumed) }
    }
}

/// A stretch of lines that stays as it is while the text round it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    /// Where it was.
    pub(super) old: Range<usize>,
    /// Where it begins now.
    pub(super) start: usize,
}

impl Kept {
    fn end(&self) -> usize {
        self.start + self.old.len()
    }
}

/// The stretches of lines that changes leave alone. O(changes · line).
fn kept(text: &str, changes: &[Change]) -> Vec<Kept> {
    let mut kept = Vec::with_capacity(changes.len() + 1);
    let (mut from, mut shift) = (0, 0isize);
    for change in changes {
        let start =
            if change.at.start < from { from } else { text[..change.at.start].rfind('\n').map_or(0, |i| i + 1) };
        if start > from {
            kept.push(Kept { old: from..start, start: from.wrapping_add_signed(shift) });
        }
        from = text[change.at.end..].find('\n').map_or(text.len(), |i| change.at.end + i + 1);
        shift += change.with.len() as isize - change.at.len() as isize;
    }
    if from < text.len() {
        kept.push(Kept { old: from..text.len(), start: from.wrapping_add_signed(shift) });
    }
    kept
}

/// The lines to clean: those between the ones kept, with those before from which matches may reach them.
fn stretches(plan: &Plan, text: &str, kept: &[Kept]) -> Vec<Range<usize>> {
    let mut stretches = Vec::with_capacity(kept.len() + 1);
    let mut from = 0;
    let end = std::iter::once(text.len()..text.len());
    for next in kept.iter().map(|k| k.start..k.end()).chain(end) {
        if next.start > from {
            let before = from - plan.reach.tail(&text[..from]).len();
            let before = if before < from { text[..before].rfind('\n').map_or(0, |i| i + 1) } else { from };
            stretches.push(before..next.start);
        }
        from = next.end;
    }
    stretches
}

/// Takes lines that have changed from those kept, and moves the rest.
fn without(kept: &mut Vec<Kept>, changed: &[(Range<usize>, usize)]) {
    if changed.is_empty() {
        return;
    }
    let mut rest = Vec::with_capacity(kept.len() + changed.len());
    let (mut next, mut shift) = (0, 0isize);
    for Kept { old, start } in kept.drain(..) {
        let end = start + old.len();
        let piece = |from: usize, to: usize, shift: isize| Kept {
            old: old.start + (from - start)..old.start + (to - start),
            start: from.wrapping_add_signed(shift),
        };
        let mut from = start;
        while let Some((at, length)) = changed.get(next).filter(|(at, _)| at.start < end) {
            if at.start > from {
                rest.push(piece(from, at.start, shift));
            }
            from = from.max(at.end).min(end);
            if at.end > end {
                break;
            }
            shift += *length as isize - at.len() as isize;
            next += 1;
        }
        if from < end {
            rest.push(piece(from, end, shift));
        }
    }
    *kept = rest;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::{Edited, RuleId};

    /// A page whose last printed lines stand near its edge only when all others are counted.
    #[test]
    fn lines_near_the_edges_are_told_from_the_whole_text() {
        let body = "春天的小河边，有一座石桥，桥下的老人每天都\n来钓鱼，他的篮子里总是空空的，但是他从来没\n有抱怨过，因为钓\n";
        for lines in 0..16 {
            let text =
                format!("{}晨光日報\n{}", body.repeat(4), "夏天的山坡上，有一片树林，林中的孩子常常来\n".repeat(lines));
            let book = RuleBook::builtin().unwrap();
            let mut recorded = Edited::new(text.as_str());
            book.normalize(&mut recorded);
            assert_eq!(normalized(&book, &text), recorded.text());
            let marked = unwrap::apart(&book, &text);
            assert_eq!(marked.contains(&"晨光日報"), lines < 6, "{lines}");
        }
    }

    fn change(at: Range<usize>, with: &str) -> Change {
        Change { at, with: with.to_owned(), rule: RuleId::new("r") }
    }

    #[test]
    fn lines_without_changes_are_kept() {
        let text = "aa\nbb\ncc\ndd\n";
        let changes = [change(5..6, "")];
        assert_eq!(replaced(text, &changes), "aa\nbbcc\ndd\n");
        let mut all = kept(text, &changes);
        assert_eq!(all, [Kept { old: 0..3, start: 0 }, Kept { old: 9..12, start: 8 }]);
        without(&mut all, &[(3..8, 2)]);
        assert_eq!(all, [Kept { old: 0..3, start: 0 }, Kept { old: 9..12, start: 5 }]);
    }

    #[test]
    fn changed_lines_are_taken_from_the_middle() {
        let mut all = vec![Kept { old: 10..40, start: 0 }];
        without(&mut all, &[(6..9, 5), (20..24, 0)]);
        let piece = |old, start| Kept { old, start };
        assert_eq!(all, [piece(10..16, 0), piece(19..30, 11), piece(34..40, 22)]);
    }
}
