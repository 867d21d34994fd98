//! Where each character of an edition stands in the files.

use std::ops::Range;

use crate::model::collation::Cell;
use crate::model::edit::RuleId;
use crate::model::edition::{Attestation, Span};
use crate::model::page::line_starts;
use crate::model::witness::Token;
use crate::text::hyphen;

use super::{Collated, Run, script};

/// Collects attestations as runs. O(characters × witnesses × log edits).
pub(super) struct Recorder<'a> {
    run: &'a Run<'a>,
    /// Line starts of each page's file, built when needed.
    lines: rustc_hash::FxHashMap<u32, Vec<usize>>,
    runs: Vec<Attestation>,
    /// The open run of each witness.
    open: rustc_hash::FxHashMap<u32, usize>,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(run: &'a Run<'a>) -> Self {
        Self { run, lines: Default::default(), runs: Vec::new(), open: Default::default() }
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
        let mut source = page.text.to_source(range.clone());
        let mut rules: Vec<RuleId> = Vec::new();
        if page.text.source()[source.clone()] != clean[range.clone()] {
            let touching =
                page.text.edits_in(range.clone()).iter().filter(|e| e.at.start < source.end && source.start < e.at.end);
            touching.for_each(|e| rules.extend(e.rules.iter().cloned()));
            rules.dedup();
        }
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
        let sign = text(before)[end..].chars().next().filter(|c| hyphen::SIGNS.contains(c))?;
        let sign = end..end + sign.len_utf8();
        let ends = text(before)[sign.end..].trim_start_matches(' ').starts_with('\n');
        if !ends || before.page == token.page && token.at as usize == end {
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
        if let Some(run) = self.open.get(&witness).map(|i| &mut self.runs[*i]) {
            let whole = run.rules == rules && (rules.is_empty() || run.bytes == (source.start, source.end));
            let next = run.bytes.1 == source.start || run.bytes == (source.start, source.end);
            if whole && next && run.page == page && run.at.end == at {
                run.at.end = at + 1;
                run.bytes.1 = source.end;
                return;
            }
        }
        let pages = self.run.pages;
        let lines = self.lines.entry(page).or_insert_with(|| line_starts(pages[page as usize].text.source()));
        let line = lines.partition_point(|s| *s <= source.start) as u32;
        self.open.insert(witness, self.runs.len());
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
