//! Headline lines that stand together on a page.

use crate::model::chain::UnitTable;
use crate::model::page::Role;
use crate::text::{chars, fold};

/// A run of headline and front-matter units between two bodies.
pub(super) struct Group {
    pub(super) page: u32,
    pub(super) units: Vec<u32>,
    pub(super) before: Option<u32>,
    pub(super) after: Option<u32>,
    /// Furniture lines between the group and its neighbours.
    pub(super) gap: (u32, u32),
}

/// The groups of all pages, in order; `owner` is the article of each unit. O(units).
pub(super) fn groups(table: &UnitTable, owner: &[Option<usize>]) -> Vec<Group> {
    let mut groups = Vec::new();
    for (page, range) in table.pages.iter().enumerate() {
        let mut before = None;
        let mut gap = 0;
        let mut open: Option<Group> = None;
        for u in range.clone() {
            let cues = &table.units[u as usize].cues;
            let front = owner[u as usize].is_none()
                && cues.furniture.is_none()
                && (cues.head || cues.byline || cues.date || cues.column);
            if owner[u as usize].is_some() {
                if let Some(mut group) = open.take() {
                    group.after = Some(u);
                    group.gap.1 = gap;
                    groups.push(group);
                }
                (before, gap) = (Some(u), 0);
            } else if front {
                let turn = open.as_ref().and_then(|g| g.units.last()).is_some_and(|l| {
                    let last = &table.units[*l as usize].cues;
                    (last.vertical != cues.vertical) || gap > 0 && (last.head || last.column)
                });
                if turn && let Some(mut group) = open.take() {
                    group.gap.1 = gap + 1;
                    groups.push(group);
                    gap += 1;
                }
                open.get_or_insert_with(|| Group {
                    page: page as u32,
                    units: vec![],
                    before,
                    after: None,
                    gap: (gap, 0),
                })
                .units
                .push(u);
                gap = 0;
            } else if cues.furniture.as_ref().is_none_or(|f| f.0 != Role::BylineMarker) {
                gap += 1;
            }
        }
        groups.extend(open);
    }
    // A group that was cut by furniture is still followed by the next body.
    for i in (0..groups.len().saturating_sub(1)).rev() {
        if groups[i].after.is_none() && groups[i + 1].page == groups[i].page && groups[i].gap.1 > 0 {
            groups[i].after = groups[i + 1].after;
        }
    }
    groups
}

/// The letters and digits of some lines, folded.
pub(super) fn content(table: &UnitTable, units: &[u32]) -> String {
    units
        .iter()
        .flat_map(|u| table.units[*u as usize].text.chars())
        .filter(|c| chars::is_content(*c))
        .map(fold::fold)
        .collect()
}
