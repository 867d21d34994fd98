//! What is in no edition, and why.

use std::collections::BTreeSet;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::model::bundle::Bundle;
use crate::model::chain::{Cues, UnitTable};
use crate::model::edition::Dropped;
use crate::model::page::Role;
use crate::model::passage::Concordance;

use super::{Article, Run};

/// Units of pages of their `own` that no bundle holds although another source has a part of them. O(units + characters of
/// the units that no bundle holds × partner pages × log runs).
pub(super) fn shared(table: &UnitTable, map: &Concordance, bundles: &[Bundle], own: &[bool]) -> FxHashSet<u32> {
    let used: FxHashSet<u32> = bundles.iter().flat_map(Bundle::units).collect();
    let asked = |u: &u32| {
        let unit = &table.units[*u as usize];
        own[unit.page as usize] && unit.cues.furniture.is_none() && told_by(&unit.cues).is_none() && !used.contains(u)
    };
    let is_shared = |u: &u32| {
        let page = table.units[*u as usize].page;
        let found = |pos| map.partners(page).iter().any(|other| map.find(page, *other, pos).is_some());
        table.spans[*u as usize].clone().any(found)
    };
    (0..table.units.len() as u32).into_par_iter().filter(asked).filter(is_shared).collect()
}

/// Every unit of pages of their `own` that no edition holds, in page order, with its reason; `shared` are those of which
/// another source has a part. O(units).
pub(super) fn list(run: &Run<'_>, shared: &FxHashSet<u32>, articles: &[Article], own: &[bool]) -> Vec<Dropped> {
    let used: BTreeSet<u32> = articles.iter().flat_map(|a| a.bundle.units()).collect();
    let left_out: BTreeSet<u32> = articles.iter().flat_map(|a| &a.left_out).copied().collect();
    let units = run.table.units.iter().enumerate().filter(|(_, unit)| own[unit.page as usize]);
    let units = units.filter(|(i, _)| !used.contains(&(*i as u32)));
    units
        .map(|(i, unit)| {
            let (reason, rule) = match &unit.cues.furniture {
                Some((role, rule)) => (name(*role), rule.clone()),
                None if left_out.contains(&(i as u32)) => ("one of more printings than a vote needs", None),
                None => (reason(&unit.cues, shared.contains(&(i as u32))), None),
            };
            let line = &run.pages[unit.page as usize].lines[unit.lines.start as usize];
            let rule = rule.or_else(|| line.marks.first().map(|m| m.rule.clone()));
            Dropped { page: unit.page, line: line.number, text: unit.text.clone(), reason: reason.to_owned(), rule }
        })
        .collect()
}

fn reason(cues: &Cues, shared: bool) -> &'static str {
    told_by(cues).unwrap_or(match shared {
        true => "too short to be an article, or found twice in its source",
        false => "too short to be an article and found in no other source",
    })
}

/// The reason that the line itself tells.
fn told_by(cues: &Cues) -> Option<&'static str> {
    match () {
        () if cues.caption => Some("caption"),
        () if cues.advertisement => Some("advertisement"),
        () if cues.notice => Some("notice that no other page prints"),
        () if cues.byline => Some("byline of no article"),
        () if cues.column => Some("column label"),
        () if cues.date => Some("date of no article"),
        () if cues.head => Some("headline of no article"),
        () => None,
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
        Role::Dateline | Role::Section | Role::Signature => "body",
        Role::DateLine => "date of no article",
        Role::Masthead => "masthead",
        Role::Folio => "folio",
        Role::Service => "weather or rates",
        Role::IndexLabel => "index box",
        Role::QrLabel => "QR label",
        Role::Imprint => "imprint",
        Role::ColumnLabel => "column label",
        Role::Advertisement => "advertisement",
    }
}
