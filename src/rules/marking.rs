//! Marks on the lines of a page.

use std::ops::Range;

use super::condition::{Facts, LineFacts};
use super::pattern::Trail;
use super::plan::Marks;
use super::search::Near;
use super::sieve::{Hits, bit, numbers};
use super::{RuleBook, apply};
use crate::model::edit::RuleId;
use crate::model::page::{Mark, Page, Role};

/// Puts the marks of all marking rules on the lines of a page. Bounds as for [`RuleBook::marks`].
pub(super) fn put(book: &RuleBook, page: &mut Page) {
    let mut text = String::with_capacity(page.text.text().len());
    let mut starts = Vec::with_capacity(page.lines.len());
    for line in &page.lines {
        starts.push(text.len());
        text.push_str(&page.text.text()[line.at.clone()]);
        text.push('\n');
    }
    let marks = book.all_marks();
    let facts = Facts::default();
    let mut note = |rule: &RuleId, role: Role, at: Range<usize>| mark(page, &starts, rule, role, &at);
    let mut trail = Trail::default();
    for (n, hits) in hits(marks, &text, &starts).into_iter().enumerate().filter(|(_, hits)| !hits.is_empty()) {
        let (rule, role) = &marks.rules[n];
        let first = |hit: usize| {
            let line = starts[starts.partition_point(|start| *start <= hit) - 1];
            if marks.crossing & bit(n) != 0 {
                marks.first_start(n, &text, hit)
            } else {
                marks.sieve.first_start(n, &text, hit).max(line)
            }
        };
        let mut line = LineFacts::default();
        Near { pattern: &rule.pattern, first: &first }.each_match(&text, hits.into_iter(), &mut trail, |at| {
            if apply::beside(rule, &text, &at) && apply::holds(rule, &text, &at, &facts, &mut line) {
                note(&rule.id, *role, at);
            }
            true
        });
    }
    for (rule, role) in &marks.whole {
        apply::matches(rule, &text, &facts).into_iter().for_each(|at| note(&rule.id, *role, at));
    }
    for line in &mut page.lines {
        line.marks.sort_by_key(|m| (m.at.start, m.at.end, m.role));
    }
}

/// The places that tell of matches, rule by rule.
fn hits(marks: &Marks, text: &str, starts: &[usize]) -> Vec<Vec<usize>> {
    let mut hits = Hits::default();
    for start in starts {
        marks.sieve.line(text, *start, &mut hits);
    }
    let mut of_rules: Vec<Vec<usize>> = vec![Vec::new(); marks.rules.len()];
    for hit in &hits.list {
        numbers(hit.rules, marks.rules.len()).for_each(|n| of_rules[n].push(hit.at));
    }
    of_rules
}

/// Marks a match on its line.
fn mark(page: &mut Page, starts: &[usize], rule: &RuleId, role: Role, at: &Range<usize>) {
    let first = starts.partition_point(|s| *s <= at.start) - 1;
    // What names somebody or stands in brackets may be broken over lines; everything else is marked on one.
    let broken = matches!(
        role,
        Role::DateLine
            | Role::Credit
            | Role::PhotoCredit
            | Role::Signature
            | Role::JumpTo
            | Role::JumpFrom
            | Role::ReadOn
    );
    let last = if broken { starts.partition_point(|s| *s < at.end) - 1 } else { first };
    for (line, start) in page.lines[first..=last].iter_mut().zip(&starts[first..]) {
        let shift = |offset: usize| (line.at.start + offset.saturating_sub(*start)).min(line.at.end);
        let at = shift(at.start)..shift(at.end);
        line.marks.push(Mark { at, role, rule: rule.clone() });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::rules::rule::Action;

    static BOOK: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::builtin().unwrap());

    /// Pieces of which lines are made that rules mark, or nearly.
    fn pieces() -> impl Strategy<Value = &'static str> {
        let all: Vec<&str> = "本报 讯 记者 王明 李强 摄 图 ： ， 。 、 （ ） ( ) 【 】 新华社 北京 8月28日 电 上接 下转 第 一 二 版 1 2 3 \
            责任编辑 编辑 电话 邮编 © · • — 见 导读 今日 2025年 星期四 农历 第12期 总第 号 社址 ① ② 一、 （一） 据 ■ ◆ 他说 山水"
            .split(' ')
            .filter(|piece| !piece.is_empty())
            .chain(["\n", "\n", "\n", " ", "\u{3000}"])
            .collect();
        prop::sample::select(all)
    }

    /// As [`put`], each rule over the whole text.
    fn put_whole(page: &mut Page) {
        let text: String = page.lines.iter().map(|line| page.line_text(line).to_owned() + "\n").collect();
        let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        for rule in BOOK.rules().filter(|r| BOOK.applies(r)) {
            let Action::Mark(role) = rule.action else { continue };
            for at in apply::matches(rule, &text, &Facts::default()) {
                mark(page, &starts[..page.lines.len()], &rule.id, role, &at);
            }
        }
    }

    proptest! {
        #[test]
        fn the_places_tell_all_marks(pieces in prop::collection::vec(pieces(), 0..60)) {
            let text = pieces.concat();
            let (mut seen, mut whole) = (Page::of_text(&text), Page::of_text(&text));
            put(&BOOK, &mut seen);
            put_whole(&mut whole);
            let marks = |page: &Page| -> BTreeSet<String> { page.lines.iter().map(|line| format!("{:?}", {
                let mut marks: Vec<_> = line.marks.iter().map(|m| (m.at.start, m.at.end, m.role, m.rule.clone())).collect();
                marks.sort();
                (line.at.start, marks)
            })).collect() };
            prop_assert_eq!(marks(&seen), marks(&whole));
        }
    }
}
