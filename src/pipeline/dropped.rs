//! What is in no edition, and why.

use std::collections::BTreeSet;

use crate::model::edition::Dropped;
use crate::model::page::Role;

use super::{Article, Run};

/// Every unit that no edition holds, in page order, with its reason.
pub(super) fn list(run: &Run<'_>, articles: &[Article]) -> Vec<Dropped> {
    let mut used: BTreeSet<u32> = BTreeSet::new();
    for bundle in articles.iter().map(|a| &a.bundle) {
        used.extend(bundle.parts.iter().flat_map(|p| &p.texts).flat_map(|t| &t.units));
        for h in &bundle.headings {
            used.extend(h.title.iter().chain(&h.deck).chain(&h.byline).chain(&h.date).chain(&h.column));
        }
    }
    let units = run.table.units.iter().enumerate().filter(|(i, _)| !used.contains(&(*i as u32)));
    units
        .map(|(_, unit)| {
            let (reason, rule) = match &unit.cues.furniture {
                Some((role, rule)) => (name(*role), rule.clone()),
                None => (reason(&unit.cues), None),
            };
            let line = &run.pages[unit.page as usize].lines[unit.lines.start as usize];
            let rule = rule.or_else(|| line.marks.first().map(|m| m.rule.clone()));
            Dropped { page: unit.page, line: line.number, text: unit.text.clone(), reason: reason.to_owned(), rule }
        })
        .collect()
}

fn reason(cues: &crate::model::chain::Cues) -> &'static str {
    match () {
        () if cues.caption => "caption",
        () if cues.byline => "byline of no article",
        () if cues.column => "column label",
        () if cues.date => "date of no article",
        () if cues.head => "headline of no article",
        () => "too short to be an article and found in no other source",
    }
}

fn name(role: Role) -> &'static str {
    match role {
        Role::JumpTo => "jump note",
        Role::JumpFrom => "continuation note",
        Role::ReadOn => "pointer to another page",
        Role::Caption | Role::PhotoCredit => "caption",
        Role::Credit => "credit",
        Role::Byline => "byline of no article",
        Role::BylineMarker => "byline marker",
        Role::Dateline | Role::Section => "body",
        Role::DateLine => "date of no article",
        Role::Masthead => "masthead",
        Role::Folio => "folio",
        Role::IndexLabel => "index box",
        Role::QrLabel => "QR label",
        Role::Imprint => "imprint",
        Role::ColumnLabel => "column label",
    }
}
