//! Cleaning in one scan: lines on which no rule can match pass through untouched, the others are cleaned by themselves.
//!
//! Gives what running each rule over the whole text gives, or nothing when only that can tell.

use std::ops::Range;

use super::condition::Facts;
use super::group::{Group, Pass, Tally, Went, can_be_slogans};
use super::plan::Plan;
use super::sieve::Bits;
use crate::model::edit::{Change, Edited};
use crate::text::columns;
use crate::text::notes::Note;
use crate::text::script::Balance;

/// What the scan changed.
pub(super) struct Cleaned {
    /// How often each rule of the plan fired.
    pub(super) counts: Vec<u64>,
    /// Whether the text changed.
    pub(super) is_changed: bool,
    /// The lines that changed, and how many bytes they have become.
    pub(super) changed: Vec<(Range<usize>, usize)>,
    /// Each group that changed: where it begins in the source, and what was done to it. Empty unless asked for.
    pub(super) groups: Vec<(usize, Vec<Pass>)>,
    /// What was presumed, and is true.
    pub(super) presumed: Presumed,
}

/// What rules have asked about the whole text, and what was taken for granted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Presumed {
    asked_columns: bool,
    asked_markup: bool,
    script: Option<Balance>,
    /// Characters of one script only that have come or gone since the script was told.
    drift: usize,
}

/// Cleans a text; none when rules must see it whole. If it changes, `out` holds what it becomes; what was in it is gone in
/// any case. O(text), and O(line · rules) for lines on which rules may match.
pub(super) fn clean(plan: &Plan, text: &str, out: &mut String, max_rounds: usize) -> Option<Cleaned> {
    let mut scan = Scan::new(plan, text, Presumed::default(), Some(out), max_rounds);
    scan.clean_lines(0..text.len())?;
    scan.finish(|scan| scan.gaps_elsewhere())
}

/// As [`clean`], with a record of the changes in the place of the changed text.
pub(super) fn recorded(plan: &Plan, text: &str, max_rounds: usize) -> Option<Cleaned> {
    let mut scan = Scan::new(plan, text, Presumed::default(), None, max_rounds);
    scan.clean_lines(0..text.len())?;
    scan.finish(|scan| scan.gaps_elsewhere())
}

/// Cleans some lines of a text of which all others are clean, with the lines behind them that matches may reach. What was
/// presumed when those were cleaned must hold still; `elsewhere` says, when asked, on how many lines there are gaps at
/// most, and how many are printed at least. As [`clean`], of these lines.
pub(super) fn clean_again(
    plan: &Plan,
    text: &str,
    lines: impl Iterator<Item = Range<usize>>,
    presumed: Presumed,
    elsewhere: impl FnOnce() -> (usize, usize),
    out: &mut String,
    max_rounds: usize,
) -> Option<Cleaned> {
    let mut scan = Scan::new(plan, text, presumed, Some(out), max_rounds);
    let mut done = 0;
    for at in lines.filter(|at| !at.is_empty()) {
        done = scan.clean_lines(at.start.max(done)..at.end)?;
    }
    scan.finish(|scan| {
        let (gaps, rows) = elsewhere();
        (gaps, rows.saturating_sub(scan.touched_lines()))
    })
}

/// Makes the recorded changes of all groups, rule by rule and round by round, as they would have been made over the
/// whole text. O((text + edits) · rules that fired).
pub(super) fn replay(plan: &Plan, groups: Vec<(usize, Vec<Pass>)>, text: &mut Edited) {
    let mut turns: Vec<(usize, usize)> = groups.iter().flat_map(|(_, p)| p.iter().map(|p| (p.round, p.rule))).collect();
    turns.sort_unstable();
    turns.dedup();
    let mut groups: Vec<_> =
        groups.into_iter().map(|(start, passes)| (start, 0, passes.into_iter().peekable())).collect();
    for turn in turns {
        let mut shift = 0isize;
        let mut changes = Vec::new();
        for (start, grown, passes) in &mut groups {
            let before = shift;
            shift += *grown;
            let Some(pass) = passes.next_if(|p| (p.round, p.rule) == turn) else { continue };
            for (at, with) in pass.changes {
                *grown += with.len() as isize - at.len() as isize;
                let place = |offset: usize| (*start + offset).wrapping_add_signed(before);
                let rule = plan.rules[pass.rule].id.clone();
                changes.push(Change { at: place(at.start)..place(at.end), with, rule });
            }
        }
        text.apply(changes);
    }
}

struct Scan<'a> {
    plan: &'a Plan,
    text: &'a str,
    group: Group<'a>,
    tally: Tally,
    /// The groups that were looked at, as (start, end).
    touched: Vec<(usize, usize)>,
    /// The changed text as far as it is known; none where the changes are recorded.
    out: Option<&'a mut String>,
    /// How much of the text is in it.
    copied: usize,
    cleaned: Cleaned,
}

impl<'a> Scan<'a> {
    fn new(plan: &'a Plan, text: &'a str, presumed: Presumed, out: Option<&'a mut String>, max_rounds: usize) -> Self {
        let facts = Facts::presumed(presumed.script, presumed.asked_columns);
        let tally = Tally { asked_markup: presumed.asked_markup, drift: presumed.drift, ..Tally::default() };
        let counts = vec![0; plan.rules.len()];
        Self {
            plan,
            text,
            group: Group::new(plan, facts, out.is_none(), max_rounds),
            tally,
            touched: Vec::new(),
            out: out.map(cleared),
            copied: 0,
            cleaned: Cleaned { counts, is_changed: false, changed: Vec::new(), groups: Vec::new(), presumed },
        }
    }

    /// Cleans the lines of a stretch; where the last group ends.
    fn clean_lines(&mut self, at: Range<usize>) -> Option<usize> {
        let mut next = at.start;
        let passes_empty_lines = self.plan.sieve.passes_empty_lines();
        while next < at.end {
            if passes_empty_lines && self.text.as_bytes()[next] == b'\n' {
                next += 1;
                continue;
            }
            let (end, sites) = self.line(next);
            self.tally.asked_markup |= sites & self.plan.markup != 0;
            next = if sites & !self.plan.markup == 0 { end } else { self.clean_group(next, end, sites)? };
        }
        Some(next)
    }

    /// The end of the line that begins here, and which rules may match in it.
    fn line(&mut self, start: usize) -> (usize, Bits) {
        self.group.hits.clear();
        let end = self.plan.sieve.line(self.text, start, &mut self.group.hits);
        let mut sites = self.group.hits.rules();
        if self.plan.slogans != 0 && can_be_slogans(&self.text[start..end]) {
            sites |= self.plan.slogans;
        }
        (self.text.len().min(end + 1), sites)
    }

    /// Cleans the line from here to there, of which the hits in the group tell, with the lines behind that matches may
    /// reach; where they end.
    fn clean_group(&mut self, start: usize, mut end: usize, sites: Bits) -> Option<usize> {
        if sites & self.plan.crossing == 0 {
            self.group.hits.list.iter_mut().for_each(|hit| hit.at -= start);
        } else {
            self.read(start, end);
        }
        loop {
            match self.group.clean(&self.text[start..end], sites & self.plan.slogans, self.text, end == self.text.len())
            {
                Went::Whole => return None,
                Went::Crosses => {
                    end = self.text[end..].find('\n').map_or(self.text.len(), |i| end + i + 1);
                    self.read(start, end);
                }
                // What was presumed of the text can be told from it as it is.
                Went::Unchanged => {
                    self.tally.asked_markup |= self.group.tally.asked_markup;
                    return Some(end);
                }
                Went::Changed => {
                    self.keep(start, end);
                    break;
                }
            }
        }
        let of_group = &self.group.tally;
        self.tally.asked_markup |= of_group.asked_markup;
        self.tally.markup |= of_group.markup;
        self.tally.gaps += of_group.gaps;
        self.tally.rows += of_group.rows;
        self.tally.drift += of_group.drift;
        self.touched.push((start, end));
        Some(end)
    }

    /// Reads what tells of matches in these lines, line feeds among them.
    fn read(&mut self, start: usize, end: usize) {
        self.group.hits.clear();
        self.plan.sieve.read(&self.text[start..end], &mut self.group.hits);
    }

    fn keep(&mut self, start: usize, end: usize) {
        for (rule, n) in &self.group.fired {
            self.cleaned.counts[*rule] += n;
        }
        let Some(out) = &mut self.out else {
            self.cleaned.groups.push((start, std::mem::take(&mut self.group.passes)));
            return;
        };
        if !std::mem::replace(&mut self.cleaned.is_changed, true) {
            out.reserve(self.text.len());
        }
        self.cleaned.changed.push((start..end, self.group.text().len()));
        out.push_str(&self.text[self.copied..start]);
        out.push_str(self.group.text());
        self.copied = end;
    }

    /// The result, if what was presumed of the text is true.
    fn finish(self, elsewhere: impl FnOnce(&Self) -> (usize, usize)) -> Option<Cleaned> {
        let presumed = Presumed {
            asked_columns: self.group.facts.asked_columns(),
            asked_markup: self.tally.asked_markup,
            script: self.group.facts.told_script(),
            drift: self.tally.drift,
        };
        if presumed.asked_markup && self.has_markup() || presumed.script.is_some_and(|s| !s.is_safe(presumed.drift)) {
            return None;
        }
        if presumed.asked_columns {
            let (gaps, rows) = elsewhere(&self);
            if columns::are_enough(self.tally.gaps + gaps, self.tally.rows + rows) {
                return None;
            }
        }
        if let Some(out) = self.out.filter(|_| self.cleaned.is_changed) {
            out.push_str(&self.text[self.copied..]);
        }
        Some(Cleaned { presumed, ..self.cleaned })
    }

    /// Number of lines of all groups.
    fn touched_lines(&self) -> usize {
        self.touched.iter().map(|(start, end)| self.text[*start..*end].lines().count()).sum()
    }

    /// On how many lines that no group holds there are gaps, and how many are printed. O(text).
    fn gaps_elsewhere(&self) -> (usize, usize) {
        let (mut gaps, mut rows, mut at) = (0, 0, 0);
        for (start, end) in self.touched.iter().copied().chain([(self.text.len(), self.text.len())]) {
            let (more, printed) = gaps_and_rows(&self.text[at..start]);
            (gaps, rows, at) = (gaps + more, rows + printed, end);
        }
        (gaps, rows)
    }

    /// Whether a line anywhere begins or ends like markup.
    fn has_markup(&self) -> bool {
        let looks_marked = |line: &str| line.trim().starts_with('<') || line.trim().ends_with('>');
        self.tally.markup || self.text.split('\n').any(looks_marked)
    }
}

fn cleared(text: &mut String) -> &mut String {
    text.clear();
    text
}

/// On how many lines two blanks or more stand between what is printed, and how many lines are printed.
fn gaps_and_rows(text: &str) -> (usize, usize) {
    let (mut gaps, mut rows) = (0, 0);
    let (mut seen, mut white, mut wide, mut gap) = (false, false, false, false);
    for c in text.chars() {
        if c == '\n' {
            rows += usize::from(seen);
            gaps += usize::from(gap);
            (seen, white, wide, gap) = (false, false, false, false);
        } else if Note::of(c).is_white() {
            wide |= white && seen;
            white = true;
        } else {
            gap |= wide;
            (seen, white) = (true, false);
        }
    }
    (gaps + usize::from(gap), rows + usize::from(seen))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use crate::model::edit::Edited;
    use crate::rules::RuleBook;

    static BOOK: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::builtin().unwrap());

    /// Pieces of which noise is made, rules that cross lines and ask about the whole text among them.
    fn pieces() -> impl Strategy<Value = &'static str> {
        let all: Vec<&str> = "城 市 的 發 们 ， 。 、 ； ： ！ … —— — （ ） ( ) “ ” \" 「 」 『 』 < > <p> </p> <br> &lt; &nbsp; \
            1 O 12 年 月 日 版 a word 新华社 本报 记者 (记者 电 正义必胜和平必胜 。。 ， ,， ... · • ﹐ ⼀ １ ％ \u{200B} \u{301}"
            .split(' ')
            .chain([" ", " ", "  ", "\u{3000}", "\t", "\n", "\n", "\r\n", "\n\n"])
            .collect();
        prop::sample::select(all)
    }

    #[test]
    fn a_match_that_is_refused_hides_what_overlaps_it() {
        for n in [0, 10, 60] {
            let text = format!(" \"——{}\"——{}\"城", "城".repeat(40), "城".repeat(n));
            let (mut scanned, mut whole) = (Edited::new(text.as_str()), Edited::new(text.as_str()));
            BOOK.clean(&mut scanned);
            BOOK.clean_whole(&mut whole);
            assert_eq!(scanned.text(), whole.text());
        }
    }

    proptest! {
        #[test]
        fn a_scan_does_what_rules_do_to_the_whole_text(pieces in prop::collection::vec(pieces(), 0..120)) {
            let text = pieces.concat();
            let (mut scanned, mut whole) = (Edited::new(text.as_str()), Edited::new(text.as_str()));
            prop_assert_eq!(BOOK.clean(&mut scanned), BOOK.clean_whole(&mut whole));
            prop_assert_eq!(scanned.text(), whole.text());
            prop_assert_eq!(scanned.edits(), whole.edits());
        }

        #[test]
        fn the_record_costs_no_character(pieces in prop::collection::vec(pieces(), 0..120)) {
            let text = pieces.concat();
            let mut recorded = Edited::new(text.as_str());
            BOOK.normalize(&mut recorded);
            prop_assert_eq!(&*BOOK.normalized(&text), recorded.text());
        }
    }
}
