//! Normalising a text without a record of the edits.
//!
//! Rules and joints take turns until nothing changes. What a turn leaves alone is not looked at again: only lines that it
//! touched are cleaned and measured anew.

use std::ops::Range;

use super::plan::Plan;
use super::scan::{self, Presumed};
use super::unwrap::{self, Lines};
use super::{MAX_ROUNDS, RuleBook};
use crate::model::edit::{Change, replace_into};

/// The memory that normalising a text takes, to be used again for the next text.
#[derive(Debug, Default)]
pub struct Workplace {
    /// The text, once it has changed.
    text: String,
    /// Room for what it becomes.
    next: String,
    lines: Lines,
}

impl Workplace {
    /// What the last text has become.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// Makes of a text what [`RuleBook::normalize`] makes of it; false, and nothing of use in the workplace, when it stays as it
/// is. Bounds as there.
pub(super) fn normalize(book: &RuleBook, source: &str, place: &mut Workplace) -> bool {
    let mut work = Work { source, is_changed: false, place, known: None, presumed: None };
    work.clean(book);
    for _ in 0..MAX_ROUNDS {
        let dropped = book.unwanted_lines(work.text());
        if !dropped.is_empty() {
            work.change(&dropped);
            work.clean(book);
            continue;
        }
        // Where lines are known, they tell sooner than their ends that nothing joins them.
        if work.known.is_none() && !unwrap::may_join(work.text()) {
            break;
        }
        let changes = work.joints(book);
        if changes.is_empty() {
            break;
        }
        work.join(book, &changes);
    }
    work.is_changed
}

/// A text that is being normalised; clean between the steps.
struct Work<'w> {
    source: &'w str,
    /// Whether the text is the one in the workplace, and no longer the source.
    is_changed: bool,
    place: &'w mut Workplace,
    /// What the lines in the workplace have in common with those of the text; none when they have nothing to do with it.
    known: Option<Known>,
    /// What rules have asked of the text; none when they had to see it whole.
    presumed: Option<Presumed>,
}

/// What is known of the lines of a text.
enum Known {
    /// All.
    All,
    /// These stretches of what it was before.
    Kept(Vec<Kept>),
}

impl Work<'_> {
    fn text(&self) -> &str {
        if self.is_changed { &self.place.text } else { self.source }
    }

    /// The text, and room for what it becomes.
    fn sides(&mut self) -> (&str, &mut String) {
        let Workplace { text, next, .. } = &mut *self.place;
        (if self.is_changed { text } else { self.source }, next)
    }

    /// Makes the text what it becomes.
    fn turn(&mut self) {
        std::mem::swap(&mut self.place.text, &mut self.place.next);
        self.is_changed = true;
    }

    /// Makes changes, whatever becomes of what is known.
    fn change(&mut self, changes: &[Change]) {
        let (text, next) = self.sides();
        replace_into(text, changes, next);
        self.turn();
    }

    /// Cleans a text of which nothing is known.
    fn clean(&mut self, book: &RuleBook) {
        self.known = None;
        let (text, next) = self.sides();
        let cleaned = scan::clean(book.plan(), text, next, MAX_ROUNDS);
        if cleaned.is_none() {
            *next = book.cleaned_whole(text);
        }
        if cleaned.as_ref().is_none_or(|cleaned| cleaned.is_changed) {
            self.turn();
        }
        self.presumed = cleaned.map(|cleaned| cleaned.presumed);
    }

    /// The changes that join its lines.
    fn joints(&mut self, book: &RuleBook) -> Vec<Change> {
        let Workplace { text, lines, .. } = &mut *self.place;
        let text = if self.is_changed { text } else { self.source };
        match self.known.replace(Known::All) {
            None => lines.read_all(book, text),
            Some(Known::Kept(kept)) => lines.renew(book, text, &kept),
            Some(Known::All) => {}
        }
        unwrap::joints(book, text, lines)
    }

    /// Makes the changes that join its lines, and cleans the lines that they touch.
    fn join(&mut self, book: &RuleBook, changes: &[Change]) {
        let mut kept = kept(self.text(), changes);
        self.change(changes);
        let Some(presumed) = self.presumed else { return self.clean(book) };
        let plan = book.plan();
        let Workplace { text, next, lines } = &mut *self.place;
        let stretches = stretches(plan, text, &kept);
        // A joint takes a row and makes no gap.
        let elsewhere = || {
            let (gaps, rows) = lines.gaps();
            (gaps, rows.saturating_sub(changes.len()))
        };
        let cleaned = scan::clean_again(plan, text, stretches.into_iter(), presumed, elsewhere, next, MAX_ROUNDS);
        let Some(cleaned) = cleaned else { return self.clean(book) };
        if cleaned.is_changed {
            self.turn();
        }
        without(&mut kept, &cleaned.changed);
        self.known = (!kept.is_empty()).then_some(Known::Kept(kept));
        self.presumed = Some(cleaned.presumed);
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
        let start = if change.at.start < from { from } else { line_start(text, change.at.start) };
        if start > from {
            kept.push(Kept { old: from..start, start: from.wrapping_add_signed(shift) });
        }
        let feed = memchr::memchr(b'\n', &text.as_bytes()[change.at.end..]);
        from = feed.map_or(text.len(), |i| change.at.end + i + 1);
        shift += change.with.len() as isize - change.at.len() as isize;
    }
    if from < text.len() {
        kept.push(Kept { old: from..text.len(), start: from.wrapping_add_signed(shift) });
    }
    kept
}

/// Where the line begins on which a place is.
fn line_start(text: &str, at: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |i| i + 1)
}

/// The lines to clean: those between the ones kept, with those before from which matches may reach them.
fn stretches(plan: &Plan, text: &str, kept: &[Kept]) -> Vec<Range<usize>> {
    let mut stretches = Vec::with_capacity(kept.len() + 1);
    let mut from = 0;
    let end = std::iter::once(text.len()..text.len());
    for next in kept.iter().map(|k| k.start..k.end()).chain(end) {
        if next.start > from {
            let before = from - plan.reach.tail(&text[..from]).len();
            let before = if before < from { line_start(text, before) } else { from };
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
    use crate::model::edit::{Edited, RuleId, replaced};

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
            assert_eq!(book.normalized(&text), recorded.text());
            let marked = unwrap::apart(&book, &text);
            assert_eq!(marked.contains(&"晨光日報"), lines < 6, "{lines}");
        }
    }

    #[test]
    fn a_workplace_keeps_nothing_of_the_last_text() {
        let column = "春天的小河邊，有一座石橋，橋下的老人每天都\n來釣魚，他的籃子裏總是空空的，但是他從來沒\n有抱怨過，因爲釣\n";
        let texts =
            [column.repeat(9), "橋 邊\n".repeat(40), "一座石橋。\n".to_owned(), String::new(), "桥,水\n".repeat(3)];
        let book = RuleBook::builtin().unwrap();
        let mut place = Workplace::default();
        for text in texts.iter().chain(texts.iter().rev()) {
            assert_eq!(book.normalized_in(text, &mut place), book.normalized(text));
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
