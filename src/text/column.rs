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
/// Lines without a width (vertical headlines, furniture) take no part. O(n).
pub fn full_widths(widths: &[Option<f32>]) -> Option<Vec<f32>> {
    let total: f32 = widths.iter().flatten().sum();
    let wide: f32 = widths.iter().flatten().filter(|w| is_paragraph(**w)).sum();
    if are_paragraphs(wide, total) {
        return None;
    }
    let mut near = Vec::with_capacity(2 * NEIGHBOURS + 2);
    let mut full = None;
    widths.iter().take(NEIGHBOURS).for_each(|w| exchange(&mut near, None, *w));
    let local = |i: usize| {
        let came = widths.get(i + NEIGHBOURS).copied().flatten();
        let went = i.checked_sub(NEIGHBOURS + 1).and_then(|i| widths[i]);
        // In a column many lines are as wide as the ones that come and go beside them, and nothing changes.
        if let Some(full) = full.filter(|_| came == went) {
            return full;
        }
        exchange(&mut near, went, came);
        let at = ((near.len() as f32 * PERCENTILE) as usize).min(near.len().saturating_sub(1));
        *full.insert(near.get(at).map_or(f32::INFINITY, |w| commonest(&near, *w)))
    };
    Some((0..widths.len()).map(local).collect())
}

/// Whether no newspaper column is so wide, in em.
pub fn is_paragraph(width: f32) -> bool {
    width > PARAGRAPH_WIDTH
}

/// Whether the lines of a page are paragraphs, told from the widths of those that [are](is_paragraph) and of all, summed up.
pub fn are_paragraphs(wide: f32, total: f32) -> bool {
    wide > PARAGRAPH_SHARE * total
}

/// Takes one width from sorted ones and puts another where it belongs among them.
fn exchange(sorted: &mut Vec<f32>, went: Option<f32>, came: Option<f32>) {
    let place = |width: f32| sorted.iter().filter(|w| **w < width).count();
    match (went.map(place), came.map(|came| (place(came), came))) {
        (Some(from), Some((to, came))) if from < to => {
            sorted.copy_within(from + 1..to, from);
            sorted[to - 1] = came;
        }
        (Some(from), Some((to, came))) => {
            sorted.copy_within(to..from, to + 1);
            sorted[to] = came;
        }
        (Some(from), None) => drop(sorted.remove(from)),
        (None, Some((to, came))) => sorted.insert(to, came),
        (None, None) => {}
    }
}

/// Whether a line of this width fills a column of that one.
pub fn is_full(width: f32, full: f32) -> bool {
    width >= full - 2.6
}

/// The widest common width within one em of `around`. Lines with squeezed marks count more characters than fit, so
/// the widest line is no measure; where paragraphs are short their first lines are as common as full ones, so the
/// commonest is none either.
fn commonest(widths: &[f32], around: f32) -> f32 {
    let is_near = |w: &&f32| (**w - around).abs() <= 1.0;
    let near = widths.iter().skip_while(|w| !is_near(w)).take_while(is_near);
    // Sorted like the widths: each half em with the number of its lines, at most five.
    let mut counts = [(0i32, 0u32); 8];
    let mut kinds = 0;
    for w in near.map(|w| (w * 2.0 + 0.5) as i32) {
        if kinds == 0 || counts[kinds - 1].0 != w {
            counts[kinds] = (w, 0);
            kinds += 1;
        }
        counts[kinds - 1].1 += 1;
    }
    let counts = &counts[..kinds];
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let widest = counts.iter().rfind(|(_, n)| 2 * n >= most);
    widest.map_or(around, |(w, _)| *w as f32 / 2.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As [`full_widths`] where lines are no paragraphs, each line by itself.
    fn one_by_one(widths: &[Option<f32>]) -> Vec<f32> {
        let local = |i: usize| {
            let window = i.saturating_sub(NEIGHBOURS)..(i + NEIGHBOURS + 1).min(widths.len());
            let mut near: Vec<f32> = widths[window].iter().flatten().copied().collect();
            near.sort_by(f32::total_cmp);
            let at = ((near.len() as f32 * PERCENTILE) as usize).min(near.len().saturating_sub(1));
            near.get(at).map_or(f32::INFINITY, |w| commonest(&near, *w))
        };
        (0..widths.len()).map(local).collect()
    }

    proptest! {
        #[test]
        fn widths_that_come_and_go_leave_what_is_near(
            halves in prop::collection::vec(prop::option::weighted(0.8, prop_oneof![20u32..30, Just(26), 2u32..80]), 0..90),
        ) {
            let widths: Vec<Option<f32>> = halves.iter().map(|w| w.map(|w| w as f32 / 2.0)).collect();
            prop_assert_eq!(full_widths(&widths), Some(one_by_one(&widths)));
        }
    }
}
