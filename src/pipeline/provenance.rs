//! Where each character of an edition stands in the files.

use crate::model::collation::Cell;
use crate::model::edit::RuleId;
use crate::model::edition::{Attestation, Span};
use crate::model::page::line_starts;
use crate::model::witness::Token;

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
                self.token(at, witness_of(w), &witness.tokens[t as usize]);
            }
        }
    }

    fn token(&mut self, at: u32, witness: u32, token: &Token) {
        let page = &self.run.pages[token.page as usize];
        let clean = page.text.text();
        let original = clean[token.at as usize..].chars().next().unwrap_or(token.ch);
        let range = token.at as usize..token.at as usize + original.len_utf8();
        let source = page.text.to_source(range.clone());
        let mut rules: Vec<RuleId> = Vec::new();
        if page.text.source()[source.clone()] != clean[range.clone()] {
            let touching =
                page.text.edits_in(range).iter().filter(|e| e.at.start < source.end && source.start < e.at.end);
            touching.for_each(|e| rules.extend(e.rules.iter().cloned()));
            rules.dedup();
        }
        if original != token.ch {
            rules.push(script::rule(token.ch));
        }
        self.push(at, witness, token.page, source, rules);
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
