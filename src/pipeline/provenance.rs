//! Where each character of an edition stands in the files.

use std::ops::Range;

use crate::model::collation::Cell;
use crate::model::edit::RuleId;
use crate::model::edition::{Attestation, Span};
use crate::model::page::Page;
use crate::model::witness::Token;
use crate::text::hyphen;

use super::{Collated, Run, script};

/// Collects attestations as runs. O(characters × witnesses × log edits).
pub(super) struct Recorder<'a> {
    run: &'a Run<'a>,
    runs: Vec<Attestation>,
    /// Where each witness is.
    at: Vec<At>,
}

/// Where a witness is.
#[derive(Default)]
struct At {
    /// Its open run.
    open: Option<usize>,
    /// A stretch of the clean text of a page that no rule touched, and where it begins in the file.
    page: u32,
    untouched: Range<usize>,
    source: usize,
}

impl At {
    /// The bytes of the file that stand for some of the clean text, when no rule touched them. O(1) within a stretch.
    fn same(&mut self, page: &Page, index: u32, at: &Range<usize>) -> Option<Range<usize>> {
        if self.page != index || at.start < self.untouched.start || self.untouched.end < at.end {
            (self.untouched, self.source) = page.text.untouched(at.start)?;
            self.page = index;
        }
        let start = self.source + (at.start - self.untouched.start);
        (at.end <= self.untouched.end).then(|| start..start + at.len())
    }
}

impl<'a> Recorder<'a> {
    pub(super) fn new(run: &'a Run<'a>) -> Self {
        Self { run, runs: Vec::new(), at: Vec::new() }
    }

    /// Records that the character `ch` at code point `at` of the text is attested in this column by all witnesses
    /// that have it there. `witness_of` maps a witness of the collation to its index in the edition.
    pub(super) fn character(
        &mut self,
        at: u32,
        ch: char,
        column: u32,
        item: &Collated,
        witness_of: impl Fn(usize) -> u32,
    ) {
        for (w, witness) in item.witnesses.iter().enumerate() {
            if let Cell::Token(t) = item.collation.cell(column as usize, w)
                && witness.tokens[t as usize].ch == ch
            {
                let before = t.checked_sub(1).map(|before| &witness.tokens[before as usize]);
                self.token(at, witness_of(w), before, &witness.tokens[t as usize]);
            }
        }
    }

    fn token(&mut self, at: u32, witness: u32, before: Option<&Token>, token: &Token) {
        let page = &self.run.pages[token.page as usize];
        let clean = page.text.text();
        let original = clean[token.at as usize..].chars().next().unwrap_or(token.ch);
        let range = token.at as usize..token.at as usize + original.len_utf8();
        if self.at.len() <= witness as usize {
            self.at.resize_with(witness as usize + 1, At::default);
        }
        let mut rules: Vec<RuleId> = Vec::new();
        let same = self.at[witness as usize].same(page, token.page, &range);
        let mut source = same.unwrap_or_else(|| changed(page, &range, &mut rules));
        if original != token.ch {
            rules.push(script::rule(token.ch));
        }
        if let Some((before, (sign, rule))) = before.and_then(|b| Some((b, self.hyphen(b, token)?))) {
            rules.push(rule);
            // The bytes of the hyphen, too, unless the text goes on elsewhere.
            let near =
                before.page == token.page && clean.get(sign.end..range.start).is_some_and(|s| s.trim().is_empty());
            if near {
                source.start = page.text.to_source(sign).start;
            }
        }
        self.push(at, witness, token.page, source, rules);
    }

    /// The hyphen at a line end that a rule took away between two tokens, and the rule.
    fn hyphen(&self, before: &Token, token: &Token) -> Option<(Range<usize>, RuleId)> {
        let text = |token: &Token| self.run.pages[token.page as usize].text.text();
        let (line, behind) = text(before).split_at(before.at as usize);
        let end = before.at as usize + behind.chars().next()?.len_utf8();
        // Most characters of a page stand side by side.
        if before.page == token.page && token.at as usize == end {
            return None;
        }
        let sign = text(before)[end..].chars().next().filter(|c| hyphen::SIGNS.contains(c))?;
        let sign = end..end + sign.len_utf8();
        let ends = text(before)[sign.end..].trim_start_matches(' ').starts_with('\n');
        if !ends {
            return None;
        }
        let start = line.rfind('\n').map_or(0, |i| i + 1);
        let next = &text(token)[token.at as usize..];
        let next = &next[..next.find('\n').unwrap_or(next.len())];
        let joint = self.run.book.join_among(&text(before)[start..sign.end], next, &self.run.attested);
        (joint.drop_before > 0 && before.page == token.page && sign.end <= token.at as usize)
            .then_some((sign, joint.rule))
    }

    fn push(&mut self, at: u32, witness: u32, page: u32, source: std::ops::Range<usize>, rules: Vec<RuleId>) {
        let open = &mut self.at[witness as usize].open;
        if let Some(run) = open.map(|i| &mut self.runs[i]) {
            let whole = run.rules == rules && (rules.is_empty() || run.bytes == (source.start, source.end));
            let next = run.bytes.1 == source.start || run.bytes == (source.start, source.end);
            if whole && next && run.page == page && run.at.end == at {
                run.at.end = at + 1;
                run.bytes.1 = source.end;
                return;
            }
        }
        let line = self.run.line(page, source.start);
        *open = Some(self.runs.len());
        let at = Span { start: at, end: at + 1 };
        self.runs.push(Attestation { at, witness, page, line, bytes: (source.start, source.end), rules });
    }

    /// The runs so far, in the order of the text for each witness.
    pub(super) fn runs(&self) -> &[Attestation] {
        &self.runs
    }

    /// The runs, sorted by span, then witness.
    pub(super) fn finish(mut self) -> Vec<Attestation> {
        self.runs.sort_by_key(|r| (r.at, r.witness));
        self.runs
    }
}

/// The bytes of the file that stand for some of the clean text, and the rules that changed them.
fn changed(page: &Page, at: &Range<usize>, rules: &mut Vec<RuleId>) -> Range<usize> {
    let source = page.text.to_source(at.clone());
    if page.text.source()[source.clone()] != page.text.text()[at.clone()] {
        let edits = page.text.edits_in(at.clone()).iter();
        let touching = edits.filter(|e| e.at.start < source.end && source.start < e.at.end);
        touching.for_each(|e| rules.extend(e.rules.iter().cloned()));
        rules.dedup();
    }
    source
}
