//! Column widths: what counts as a full line, page by page and place by place.

use crate::model::chain::Unit;

/// Lines wider than this are paragraphs: no newspaper column is so wide.
const PARAGRAPH_WIDTH: f32 = 45.0;
/// Lines on either side that tell the local column width.
const NEIGHBOURS: usize = 14;
/// Share of lines that are narrower than a full one.
const PERCENTILE: f32 = 0.8;

/// Tells paragraph pages from wrapped ones and sets the local full width of every unit. O(n log n).
pub(super) fn measure(units: &mut [Unit]) {
    let lines = || units.iter().filter(|u| !u.cues.vertical && u.cues.furniture.is_none());
    let total: f32 = lines().map(|u| u.width).sum();
    let wide: f32 = lines().filter(|u| u.width > PARAGRAPH_WIDTH).map(|u| u.width).sum();
    if wide > 0.6 * total {
        units.iter_mut().for_each(|u| u.cues.paragraph = true);
        return;
    }
    let widths: Vec<Option<f32>> =
        units.iter().map(|u| (!u.cues.vertical && u.cues.furniture.is_none()).then_some(u.width)).collect();
    for i in 0..units.len() {
        let near = &widths[i.saturating_sub(NEIGHBOURS)..(i + NEIGHBOURS + 1).min(widths.len())];
        let mut near: Vec<f32> = near.iter().flatten().copied().collect();
        near.sort_by(f32::total_cmp);
        let at = ((near.len() as f32 * PERCENTILE) as usize).min(near.len().saturating_sub(1));
        if let Some(w) = near.get(at) {
            units[i].full = commonest(&near, *w);
        }
    }
}

/// The commonest width within one em of `around`: lines with squeezed marks count more characters than fit.
fn commonest(widths: &[f32], around: f32) -> f32 {
    let near = widths.iter().filter(|w| (**w - around).abs() <= 1.0).map(|w| (w * 2.0).round() as i32);
    let mut counts: std::collections::BTreeMap<i32, u32> = std::collections::BTreeMap::new();
    near.for_each(|w| *counts.entry(w).or_insert(0) += 1);
    let best = counts.into_iter().max_by_key(|(w, n)| (*n, *w));
    best.map_or(around, |(w, _)| w as f32 / 2.0)
}

/// Whether a unit fills its column.
pub(super) fn is_full(unit: &Unit) -> bool {
    unit.width >= unit.full - 2.6
}
