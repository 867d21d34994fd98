//! A text that remembers its source.
//!
//! [`Edited`] holds a source text, the current text and the sorted, non-overlapping list of [`Edit`]s that
//! leads from one to the other. Rules never touch the text: they propose [`Change`]s in coordinates of the
//! current text and [`Edited::apply`] composes them with the edits made before. Positions in both directions
//! are derived from the edits by binary search; nothing is stored per character.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Name of a rule, such as `spaced-han`. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(pub Arc<str>);

impl RuleId {
    /// A rule id from its name.
    pub fn new(name: &str) -> Self {
        Self(Arc::from(name))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A proposed change, in byte coordinates of the current text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Bytes of the current text to replace; empty for an insertion.
    pub at: Range<usize>,
    /// What to put there.
    pub with: String,
    /// The rule that proposes it.
    pub rule: RuleId,
}

/// A recorded change, in byte coordinates of the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Bytes of the source that were replaced; empty for an insertion.
    pub at: Range<usize>,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
    /// The rules that made it, in the order in which they fired, each once.
    pub rules: Vec<RuleId>,
}

/// Why a list of edits cannot be replayed or undone over a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// Edits are out of order or overlap.
    #[error("edit {index} at byte {at} overlaps or precedes the edit before it")]
    Unsorted {
        /// Index in the list.
        index: usize,
        /// Its source offset.
        at: usize,
    },
    /// The text does not hold what the edit says it holds.
    #[error("edit {index} expects {expected:?} at byte {at} and does not find it")]
    Mismatch {
        /// Index in the list.
        index: usize,
        /// Byte offset in the text at hand.
        at: usize,
        /// The text the edit expects.
        expected: String,
    },
}

/// A text with the edits that lead to it from its source.
#[derive(Debug, Clone)]
pub struct Edited {
    source: Arc<str>,
    text: String,
    edits: Vec<Edit>,
    /// Byte offset in `text` of each edit's replacement; same length as `edits`.
    starts: Vec<usize>,
}

impl Edited {
    /// An unedited text.
    pub fn new(source: impl Into<Arc<str>>) -> Self {
        let source = source.into();
        Self { text: source.to_string(), source, edits: Vec::new(), starts: Vec::new() }
    }

    /// The source text, byte for byte.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The current text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The current text; the way to its source is forgotten.
    pub fn into_text(self) -> String {
        self.text
    }

    /// All edits, sorted by source offset, not overlapping.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Applies `changes` (sorted by offset, not overlapping, on character borders) and composes them with the
    /// edits made before: a change that overlaps the result of earlier edits becomes one edit with them.
    /// O(text + edits + changes).
    ///
    /// # Panics
    /// When `changes` are unsorted, overlap or cut a character: a defect of the caller, not of the input.
    pub fn apply(&mut self, changes: Vec<Change>) {
        if changes.is_empty() {
            return;
        }
        let text = replaced(&self.text, &changes);
        let anchored = changes.into_iter().map(|change| (self.to_source(change.at.clone()), change)).collect();
        let old = std::mem::take(&mut self.edits);
        self.edits = compose(&self.source, &self.text, old.into_iter().zip(&self.starts), anchored);
        self.text = text;
        self.starts.clear();
        let mut shift = 0isize;
        for edit in &self.edits {
            self.starts.push(edit.at.start.wrapping_add_signed(shift));
            shift += edit.after.len() as isize - edit.at.len() as isize;
        }
    }

    /// The source bytes that a range of the text stands for. A range that touches the inside of a replacement
    /// takes in that edit's whole source range; a range of unedited text maps exactly. O(log edits).
    pub fn to_source(&self, at: Range<usize>) -> Range<usize> {
        let start = self.source_start(at.start);
        if at.is_empty() {
            return start..start;
        }
        start..self.source_end(at.end).max(start)
    }

    /// The stretch around a byte of the text that no edit has touched, and where it begins in the source; none when an
    /// edit made the byte. O(log edits).
    pub fn untouched(&self, at: usize) -> Option<(Range<usize>, usize)> {
        let n = self.starts.partition_point(|start| *start <= at);
        let end = self.starts.get(n).copied().unwrap_or(self.text.len());
        let Some(i) = n.checked_sub(1) else {
            return Some((0..end, 0));
        };
        let edit = &self.edits[i];
        let start = self.starts[i] + edit.after.len();
        (start <= at).then_some((start..end, edit.at.end))
    }

    /// The text position of a source byte offset; inside a replaced stretch, the start of its replacement.
    /// O(log edits).
    pub fn to_text(&self, source_offset: usize) -> usize {
        let n = self.edits.partition_point(|e| e.at.end <= source_offset);
        match self.edits.get(n) {
            Some(edit) if edit.at.start <= source_offset => return self.starts[n],
            _ => {}
        }
        let Some(i) = n.checked_sub(1) else {
            return source_offset;
        };
        source_offset - self.edits[i].at.end + self.starts[i] + self.edits[i].after.len()
    }

    /// The text that stands for a range of source bytes. An edit belongs whole to the range in which it begins, so
    /// adjacent ranges neither share text nor lose any. O(log edits).
    pub fn to_text_range(&self, at: Range<usize>) -> Range<usize> {
        self.to_text_behind(at.start)..self.to_text_behind(at.end)
    }

    /// As [`to_text`](Self::to_text), but the end of the replacement inside a replaced stretch.
    fn to_text_behind(&self, source_offset: usize) -> usize {
        let n = self.edits.partition_point(|e| e.at.end < source_offset);
        match self.edits.get(n) {
            Some(edit) if edit.at.start < source_offset => self.starts[n] + edit.after.len(),
            _ => self.to_text(source_offset),
        }
    }

    /// The edits whose replacement, or whose place when it is empty, lies in or touches `at` (text bytes).
    /// O(log edits + hits).
    pub fn edits_in(&self, at: Range<usize>) -> &[Edit] {
        let mut first = self.starts.partition_point(|start| *start < at.start);
        while first > 0 && self.starts[first - 1] + self.edits[first - 1].after.len() >= at.start {
            first -= 1;
        }
        let last = self.starts.partition_point(|start| *start <= at.end);
        &self.edits[first..last.max(first)]
    }

    fn source_start(&self, text_offset: usize) -> usize {
        let n = self.starts.partition_point(|start| *start <= text_offset);
        // Deletions and replacements that end at or before the offset lie behind it.
        let Some(i) = n.checked_sub(1) else {
            return text_offset;
        };
        let (start, edit) = (self.starts[i], &self.edits[i]);
        if text_offset < start + edit.after.len() {
            edit.at.start
        } else {
            edit.at.end + (text_offset - start - edit.after.len())
        }
    }

    fn source_end(&self, text_offset: usize) -> usize {
        let n = self.starts.partition_point(|start| *start < text_offset);
        let Some(i) = n.checked_sub(1) else {
            return text_offset;
        };
        let (start, edit) = (self.starts[i], &self.edits[i]);
        if text_offset <= start + edit.after.len() {
            edit.at.end
        } else {
            edit.at.end + (text_offset - start - edit.after.len())
        }
    }
}

/// Applies recorded edits to a source text. O(text + edits).
///
/// # Errors
/// When the edits are unsorted or do not belong to this source.
pub fn replay(source: &str, edits: &[Edit]) -> Result<String, EditError> {
    rewrite(source, edits, |e| e.at.start, |e| &e.before, |e| &e.after)
}

/// Takes recorded edits back and returns the source, byte for byte. O(text + edits).
///
/// # Errors
/// When the edits are unsorted or do not belong to this text.
pub fn undo(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    let mut starts = Vec::with_capacity(edits.len());
    let mut shift = 0isize;
    for edit in edits {
        starts.push(edit.at.start.wrapping_add_signed(shift));
        shift += edit.after.len() as isize - edit.at.len() as isize;
    }
    let mut next = starts.into_iter();
    rewrite(text, edits, |_| next.next().unwrap_or(usize::MAX), |e| &e.after, |e| &e.before)
}

fn rewrite<'e>(
    text: &str,
    edits: &'e [Edit],
    mut start_of: impl FnMut(&'e Edit) -> usize,
    old: impl Fn(&'e Edit) -> &'e str,
    new: impl Fn(&'e Edit) -> &'e str,
) -> Result<String, EditError> {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (index, edit) in edits.iter().enumerate() {
        let at = start_of(edit);
        let before = old(edit);
        if at < done {
            return Err(EditError::Unsorted { index, at });
        }
        let mismatch = || EditError::Mismatch { index, at, expected: before.to_owned() };
        let end = at.checked_add(before.len()).ok_or_else(mismatch)?;
        if text.get(at..end) != Some(before) {
            return Err(mismatch());
        }
        out.push_str(text.get(done..at).ok_or_else(mismatch)?);
        out.push_str(new(edit));
        done = end;
    }
    out.push_str(&text[done..]);
    Ok(out)
}

/// A text with `changes` made (sorted by offset, not overlapping, on character borders). O(text + changes).
///
/// # Panics
/// As [`Edited::apply`].
pub fn replaced(text: &str, changes: &[Change]) -> String {
    let mut out = String::new();
    replace_into(text, changes, &mut out);
    out
}

/// As [`replaced`], in the place of what was in `out`, whose memory is used again.
///
/// # Panics
/// As [`Edited::apply`].
pub fn replace_into(text: &str, changes: &[Change], out: &mut String) {
    out.clear();
    out.reserve(text.len());
    let mut done = 0;
    for change in changes {
        assert!(change.at.start >= done, "changes must be sorted and must not overlap");
        out.push_str(&text[done..change.at.start]);
        out.push_str(&change.with);
        done = change.at.end;
    }
    out.push_str(&text[done..]);
}

/// A change and the source bytes it stands for.
type Anchored = (Range<usize>, Change);

/// One old edit or one new change, as an interval of the text between them.
enum Item {
    Old(Edit),
    New(Anchored),
}

/// Composes new changes (text coordinates) with the edits made before (source coordinates). Items that overlap
/// become one edit; items that merely touch stay apart.
fn compose<'a>(
    source: &str,
    text: &str,
    old: impl Iterator<Item = (Edit, &'a usize)>,
    changes: Vec<Anchored>,
) -> Vec<Edit> {
    let items = merged(old, changes);
    let mut edits = Vec::with_capacity(items.len());
    let mut group: Vec<(Range<usize>, Item)> = Vec::new();
    let mut span = 0..0;
    for (at, item) in items {
        let same_point = span.is_empty() && at.is_empty() && span.start == at.start;
        if !group.is_empty() && (at.start < span.end || same_point) {
            span.end = span.end.max(at.end);
        } else {
            edits.extend(fuse(source, text, &span, &mut group));
            span = at.clone();
        }
        group.push((at, item));
    }
    edits.extend(fuse(source, text, &span, &mut group));
    edits
}

/// Old edits and new changes, both sorted, as one sorted list; where they begin and end together the old one comes
/// first.
fn merged<'a>(old: impl Iterator<Item = (Edit, &'a usize)>, new: Vec<Anchored>) -> Vec<(Range<usize>, Item)> {
    let mut old = old.map(|(edit, start)| (*start..start + edit.after.len(), Item::Old(edit))).peekable();
    let mut new = new.into_iter().map(|anchored| (anchored.1.at.clone(), Item::New(anchored))).peekable();
    let mut items = Vec::with_capacity(old.size_hint().0 + new.size_hint().0);
    loop {
        let take_old = match (old.peek(), new.peek()) {
            (Some((a, _)), Some((b, _))) => (a.start, a.end) <= (b.start, b.end),
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => return items,
        };
        items.extend(if take_old { old.next() } else { new.next() });
    }
}

/// Makes one edit of a group of overlapping items that cover the text range `span`, and empties the group; none when
/// nothing is left of the change.
fn fuse(source: &str, text: &str, span: &Range<usize>, group: &mut Vec<(Range<usize>, Item)>) -> Option<Edit> {
    if group.len() <= 1 && !matches!(group.first(), Some((_, Item::New(_)))) {
        return group.pop().and_then(|(_, item)| if let Item::Old(edit) = item { Some(edit) } else { None });
    }
    let (mut start, mut end) = (usize::MAX, 0);
    let mut rules: Vec<RuleId> = Vec::new();
    let mut new_rules = Vec::new();
    let mut after = String::new();
    let mut done = span.start;
    for (at, item) in group.drain(..) {
        let from = match item {
            Item::Old(edit) => {
                rules.extend(edit.rules);
                edit.at
            }
            Item::New((from, change)) => {
                after.push_str(&text[done..at.start]);
                after.push_str(&change.with);
                done = at.end;
                new_rules.push(change.rule);
                from
            }
        };
        (start, end) = (start.min(from.start), end.max(from.end));
    }
    after.push_str(&text[done..span.end]);
    rules.extend(new_rules);
    let mut seen = Vec::new();
    rules.retain(|rule| {
        let first = !seen.contains(rule);
        if first {
            seen.push(rule.clone());
        }
        first
    });
    trimmed(source, start..end, after, rules)
}

/// The edit without what it leaves as it was at both ends: a rule that looks at the characters around a blank changes
/// the blank and nothing else.
fn trimmed(source: &str, at: Range<usize>, mut after: String, rules: Vec<RuleId>) -> Option<Edit> {
    let before = &source[at.clone()];
    if before == after {
        return None;
    }
    let same = |(a, b): &(char, char)| a == b;
    let front: usize = before.chars().zip(after.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (rest, kept) = (&before[front..], &after[front..]);
    let back: usize = rest.chars().rev().zip(kept.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let before = rest[..rest.len() - back].to_owned();
    after.truncate(after.len() - back);
    after.drain(..front);
    Some(Edit { at: at.start + front..at.end - back, before, after, rules })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn change(at: Range<usize>, with: &str) -> Change {
        Change { at, with: with.to_owned(), rule: RuleId::new("test") }
    }

    #[test]
    fn positions_map_both_ways_round_a_deletion() {
        let mut text = Edited::new("工 作 中");
        text.apply(vec![change(3..4, ""), change(7..8, "")]);
        assert_eq!(text.text(), "工作中");
        assert_eq!(text.to_source(3..6), 4..7);
        assert_eq!(text.to_text(4), 3);
        assert_eq!(text.edits_in(3..6).len(), 2);
    }

    #[test]
    fn a_change_over_an_edit_becomes_one_edit_with_both_rules() {
        let mut text = Edited::new("a,b");
        text.apply(vec![change(1..2, "，")]);
        text.apply(vec![Change { at: 1..4, with: "、".into(), rule: RuleId::new("later") }]);
        assert_eq!(text.text(), "a、b");
        assert_eq!(text.edits().len(), 1);
        assert_eq!(text.edits()[0].rules.len(), 2);
    }

    #[test]
    fn neighbouring_source_ranges_share_an_edit_between_them_only_once() {
        let mut text = Edited::new("甲.  乙");
        text.apply(vec![change(3..6, "。")]);
        assert_eq!(text.text(), "甲。乙");
        assert_eq!((text.to_text_range(0..4), text.to_text_range(6..9)), (0..6, 6..9));
    }

    #[test]
    fn undo_refuses_a_text_it_does_not_belong_to() {
        let edits = [Edit { at: 0..1, before: "a".into(), after: "b".into(), rules: vec![] }];
        assert!(matches!(undo("x", &edits), Err(EditError::Mismatch { .. })));
    }

    proptest! {
        #[test]
        fn passes_compose_replay_and_undo(
            source in "[ab 字，]{0,24}",
            passes in prop::collection::vec(prop::collection::vec((0usize..30, 0usize..4, "[xy，]{0,3}"), 0..6), 1..5),
        ) {
            let mut text = Edited::new(source.as_str());
            for pass in passes {
                let borders: Vec<usize> =
                    text.text().char_indices().map(|(i, _)| i).chain([text.text().len()]).collect();
                let mut changes: Vec<Change> = Vec::new();
                let mut sorted = pass;
                sorted.sort();
                for (start, len, with) in sorted {
                    let (a, b) = (start.min(borders.len() - 1), (start + len).min(borders.len() - 1));
                    if changes.last().is_none_or(|c| c.at.end <= borders[a] && c.at.start < borders[a]) {
                        changes.push(change(borders[a]..borders[b], &with));
                    }
                }
                let expected = replaced(text.text(), &changes);
                text.apply(changes);
                prop_assert_eq!(text.text(), &expected);
                prop_assert_eq!(&replay(text.source(), text.edits()).unwrap(), &expected);
                prop_assert_eq!(undo(text.text(), text.edits()).unwrap(), source.clone());
                for (i, _) in text.text().char_indices() {
                    let from = text.to_source(i..i + 1);
                    prop_assert!(from.end <= source.len() && from.start <= from.end);
                }
            }
        }
    }
}
