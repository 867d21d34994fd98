//! What is in no edition, and why.

use std::collections::BTreeSet;

use crate::model::edition::Dropped;
use crate::model::page::Role;
use crate::model::passage::Concordance;

use super::{Article, Run};

/// Every unit that no edition holds, in page order, with its reason. O(units + characters of the units dropped).
pub(super) fn list(run: &Run<'_>, map: &Concordance, articles: &[Article]) -> Vec<Dropped> {
    let used: BTreeSet<u32> = articles.iter().flat_map(|a| a.bundle.units()).collect();
    let left_out: BTreeSet<u32> = articles.iter().flat_map(|a| &a.left_out).copied().collect();
    let units = run.table.units.iter().enumerate().filter(|(i, _)| !used.contains(&(*i as u32)));
    units
        .map(|(i, unit)| {
            let (reason, rule) = match &unit.cues.furniture {
                Some((role, rule)) => (name(*role), rule.clone()),
                None if left_out.contains(&(i as u32)) => ("one of more printings than a vote needs", None),
                None => (reason(&unit.cues, || shared(run, map, i as u32)), None),
            };
            let line = &run.pages[unit.page as usize].lines[unit.lines.start as usize];
            let rule = rule.or_else(|| line.marks.first().map(|m| m.rule.clone()));
            Dropped { page: unit.page, line: line.number, text: unit.text.clone(), reason: reason.to_owned(), rule }
        })
        .collect()
}

/// Whether another source has a part of the unit.
fn shared(run: &Run<'_>, map: &Concordance, unit: u32) -> bool {
    let page = run.table.units[unit as usize].page;
    let found = |pos| map.partners(page).iter().any(|other| map.find(page, *other, pos).is_some());
    run.table.spans[unit as usize].clone().any(found)
}

fn reason(cues: &crate::model::chain::Cues, shared: impl Fn() -> bool) -> &'static str {
    match () {
        () if cues.caption => "caption",
        () if cues.byline => "byline of no article",
        () if cues.column => "column label",
        () if cues.date => "date of no article",
        () if cues.head => "headline of no article",
        () if shared() => "too short to be an article, or found twice in its source",
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
