//! Column widths: what counts as a full line, place by place.

/// Lines wider than this are paragraphs: no newspaper column is so wide.
const PARAGRAPH_WIDTH: f32 = 45.0;
/// Share of the width of a page that stands in such lines when its lines are paragraphs.
const PARAGRAPH_SHARE: f32 = 0.6;
/// Lines on either side that tell the local column width.
const NEIGHBOURS: usize = 14;
/// Share of lines that are narrower than a full one.
const PERCENTILE: f32 = 0.8;

/// The width of a full line round each line of a page in em, or none when the lines of the page are paragraphs.
/// Lines without a width (vertical headlines, furniture) take no part. O(n log n).
pub fn full_widths(widths: &[Option<f32>]) -> Option<Vec<f32>> {
    let total: f32 = widths.iter().flatten().sum();
    let wide: f32 = widths.iter().flatten().filter(|w| **w > PARAGRAPH_WIDTH).sum();
    if wide > PARAGRAPH_SHARE * total {
        return None;
    }
    let local = |i: usize| {
        let near = &widths[i.saturating_sub(NEIGHBOURS)..(i + NEIGHBOURS + 1).min(widths.len())];
        let mut near: Vec<f32> = near.iter().flatten().copied().collect();
        near.sort_by(f32::total_cmp);
        let at = ((near.len() as f32 * PERCENTILE) as usize).min(near.len().saturating_sub(1));
        near.get(at).map_or(f32::INFINITY, |w| commonest(&near, *w))
    };
    Some((0..widths.len()).map(local).collect())
}

/// Whether a line of this width fills a column of that one.
pub fn is_full(width: f32, full: f32) -> bool {
    width >= full - 2.6
}

/// The widest common width within one em of `around`. Lines with squeezed marks count more characters than fit, so
/// the widest line is no measure; where paragraphs are short their first lines are as common as full ones, so the
/// commonest is none either.
fn commonest(widths: &[f32], around: f32) -> f32 {
    let near = widths.iter().filter(|w| (**w - around).abs() <= 1.0).map(|w| (w * 2.0).round() as i32);
    let mut counts: std::collections::BTreeMap<i32, u32> = std::collections::BTreeMap::new();
    near.for_each(|w| *counts.entry(w).or_insert(0) += 1);
    let most = counts.values().max().copied().unwrap_or(0);
    let widest = counts.into_iter().rfind(|(_, n)| 2 * n >= most);
    widest.map_or(around, |(w, _)| w as f32 / 2.0)
}
