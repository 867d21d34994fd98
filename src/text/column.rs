//! Column widths: what counts as a full line, place by place.

/// Lines wider than this are paragraphs: no newspaper column is so wide.
const PARAGRAPH_WIDTH: f32 = 45.0;
/// Share of the width of a page that stands in such lines when its lines are paragraphs.
const PARAGRAPH_SHARE: f32 = 0.6;
/// Lines on either side that tell the local column width.
const NEIGHBOURS: usize = 14;
/// Share of lines that are narrower than a full one.
const PERCENTILE: f32 = 0.8;

/// Finds the width of a full line round each line of a page in em; false, and nothing in `into`, when the lines of the page
/// are paragraphs. Lines without a width (vertical headlines, furniture) take no part. O(n).
pub fn full_widths(widths: &[Option<f32>], into: &mut Vec<f32>) -> bool {
    into.clear();
    let total: f32 = widths.iter().flatten().sum();
    let wide: f32 = widths.iter().flatten().filter(|w| is_paragraph(**w)).sum();
    if are_paragraphs(wide, total) {
        return false;
    }
    let mut near = Near::default();
    let mut full = None;
    widths.iter().take(NEIGHBOURS).flatten().for_each(|w| near.add(*w));
    let local = |i: usize| {
        let came = widths.get(i + NEIGHBOURS).copied().flatten();
        let went = i.checked_sub(NEIGHBOURS + 1).and_then(|i| widths[i]);
        // In a column many lines are as wide as the ones that come and go beside them, and nothing changes.
        if let Some(full) = full.filter(|_| came == went) {
            return full;
        }
        went.into_iter().for_each(|width| near.remove(width));
        came.into_iter().for_each(|width| near.add(width));
        *full.insert(near.full())
    };
    into.extend((0..widths.len()).map(local));
    true
}

/// Lines next to each other that tell that their column is set narrower here.
const STRETCH: usize = 6;
/// Pairs of lines among them of which both fill it.
const FILL: usize = 2;
/// A column that is narrower by so many em is another measure and no accident of marks.
const NARROWER: f32 = 1.2;

/// Em by which the widths of lines of one column differ: half a mark.
const SAME: f32 = 0.5;

/// How a line of text is broken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Broken {
    /// A mark stands inside it.
    pub runs: bool,
    /// No mark ends it.
    pub open: bool,
}

/// Sets the width of a full line where a column is set narrower for some lines, round a picture or in a box: of lines next
/// to each other none is as wide as the column, several break off, are about as wide as the widest of them and stand below
/// one that is, and a mark inside one tells that they are running text. O(n).
pub fn set_narrower(full: &mut [f32], widths: &[Option<f32>], broken: &[Broken]) {
    let lines: Vec<usize> = (0..widths.len()).filter(|i| widths[*i].is_some()).collect();
    let before = full.to_vec();
    for stretch in lines.windows(STRETCH) {
        let width = |i: &usize| widths[*i].unwrap_or_default();
        let widest = stretch.iter().map(width).fold(0.0, f32::max);
        // Lines before and behind are told their own width by wider ones.
        let narrow = stretch.iter().all(|i| widest <= before[*i] - NARROWER || before[*i] <= widest + SAME);
        let fills = |i: &usize| broken[*i].open && width(i) >= widest - 1.0;
        let pairs = stretch.windows(2).filter(|pair| pair.iter().all(fills)).count();
        if narrow && pairs >= FILL && stretch.iter().any(|i| broken[*i].runs) {
            let wide = stretch.iter().filter(|i| before[**i] > widest + SAME);
            wide.for_each(|i| full[*i] = full[*i].min(widest));
        }
    }
}

/// Whether a line of so many em is too short for any but the last one of a paragraph.
pub fn is_narrow(width: f32, full: f32) -> bool {
    width < (0.82 * full).min(full - 3.3)
}

/// Whether no newspaper column is so wide, in em.
pub fn is_paragraph(width: f32) -> bool {
    width > PARAGRAPH_WIDTH
}

/// Whether the lines of a page are paragraphs, told from the widths of those that [are](is_paragraph) and of all, summed up.
pub fn are_paragraphs(wide: f32, total: f32) -> bool {
    wide > PARAGRAPH_SHARE * total
}

/// Whether a line of this width fills a column of that one.
pub fn is_full(width: f32, full: f32) -> bool {
    width >= full - 2.6
}

/// The widths of lines near each other: each that there is, sorted, with the number of its lines. They are few: most lines of
/// a column are about as wide as the next one.
#[derive(Default)]
struct Near {
    widths: Vec<(f32, u32)>,
    lines: u32,
}

impl Near {
    fn add(&mut self, width: f32) {
        self.lines += 1;
        let at = self.place(width);
        match self.widths.get_mut(at) {
            Some((found, lines)) if *found == width => *lines += 1,
            _ => self.widths.insert(at, (width, 1)),
        }
    }

    fn remove(&mut self, width: f32) {
        let at = self.place(width);
        let Some((_, lines)) = self.widths.get_mut(at).filter(|(found, _)| *found == width) else { return };
        self.lines -= 1;
        *lines -= 1;
        if *lines == 0 {
            self.widths.remove(at);
        }
    }

    fn place(&self, width: f32) -> usize {
        self.widths.iter().filter(|(found, _)| *found < width).count()
    }

    /// The width of a full line: infinite where there are no lines.
    fn full(&self) -> f32 {
        let mut left = ((self.lines as f32 * PERCENTILE) as u32).min(self.lines.saturating_sub(1));
        for (width, lines) in &self.widths {
            match left.checked_sub(*lines) {
                Some(rest) => left = rest,
                None => return self.commonest(*width),
            }
        }
        f32::INFINITY
    }

    /// The widest common width within one em of `around`. Lines with squeezed marks count more characters than fit, so
    /// the widest line is no measure; where paragraphs are short their first lines are as common as full ones, so the
    /// commonest is none either.
    fn commonest(&self, around: f32) -> f32 {
        let is_near = |w: &&(f32, u32)| (w.0 - around).abs() <= 1.0;
        let near = self.widths.iter().skip_while(|w| !is_near(w)).take_while(is_near);
        // Sorted like the widths: each half em with the number of its lines, at most five.
        let mut counts = [(0i32, 0u32); 8];
        let mut kinds = 0;
        for (w, lines) in near.map(|(w, lines)| ((w * 2.0 + 0.5) as i32, lines)) {
            if kinds == 0 || counts[kinds - 1].0 != w {
                counts[kinds] = (w, 0);
                kinds += 1;
            }
            counts[kinds - 1].1 += lines;
        }
        let counts = &counts[..kinds];
        let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(0);
        let widest = counts.iter().rfind(|(_, n)| 2 * n >= most);
        widest.map_or(around, |(w, _)| *w as f32 / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As [`full_widths`] where lines are no paragraphs, each line by itself.
    fn one_by_one(widths: &[Option<f32>]) -> Vec<f32> {
        let local = |i: usize| {
            let window = i.saturating_sub(NEIGHBOURS)..(i + NEIGHBOURS + 1).min(widths.len());
            let mut near = Near::default();
            let mut sorted: Vec<f32> = widths[window].iter().flatten().copied().collect();
            sorted.iter().for_each(|w| near.add(*w));
            sorted.sort_by(f32::total_cmp);
            let at = ((sorted.len() as f32 * PERCENTILE) as usize).min(sorted.len().saturating_sub(1));
            sorted.get(at).map_or(f32::INFINITY, |w| near.commonest(*w))
        };
        (0..widths.len()).map(local).collect()
    }

    /// Full widths of lines, each of which runs and breaks off unless it is narrower than five em.
    fn narrower(widths: &[f32]) -> Vec<f32> {
        let broken: Vec<Broken> = widths.iter().map(|w| Broken { runs: *w > 5.0, open: *w > 5.0 }).collect();
        let widths: Vec<Option<f32>> = widths.iter().copied().map(Some).collect();
        let mut full = Vec::new();
        assert!(full_widths(&widths, &mut full));
        set_narrower(&mut full, &widths, &broken);
        full
    }

    #[test]
    fn lines_round_a_picture_fill_their_own_measure() {
        let column = [16.0; 12];
        let around = [&column[..], &[8.0, 10.0, 10.0, 10.0, 4.0, 8.0, 10.0, 10.0], &column].concat();
        let full = narrower(&around);
        assert!(full[12..20].iter().all(|w| *w == 10.0), "{full:?}");
        assert!(full[..12].iter().chain(&full[20..]).all(|w| *w == 16.0), "{full:?}");
    }

    #[test]
    fn lines_that_know_their_width_tell_those_behind_them() {
        let widths = [12.0, 12.0, 12.0, 4.0, 10.5, 12.0];
        let broken = widths.map(|w| Broken { runs: w > 5.0, open: w > 5.0 });
        let mut full = [12.0, 12.5, 20.0, 20.0, 20.0, 20.0];
        set_narrower(&mut full, &widths.map(Some), &broken);
        assert_eq!(full, [12.0, 12.5, 12.0, 12.0, 12.0, 12.0]);
    }

    #[test]
    fn a_headline_and_paragraphs_of_a_line_and_a_half_have_the_measure_of_their_column() {
        let column = [16.0; 12];
        let headed = [&column[..], &[9.0, 9.0, 7.0], &column].concat();
        let speech = [&column[..], &[14.0, 6.0, 14.0, 7.0, 14.0, 4.0, 14.0, 6.0], &column].concat();
        assert!(narrower(&headed).into_iter().chain(narrower(&speech)).all(|w| w == 16.0));
    }

    proptest! {
        #[test]
        fn widths_that_come_and_go_leave_what_is_near(
            halves in prop::collection::vec(prop::option::weighted(0.8, prop_oneof![20u32..30, Just(26), 2u32..80]), 0..90),
        ) {
            let widths: Vec<Option<f32>> = halves.iter().map(|w| w.map(|w| w as f32 / 2.0)).collect();
            let mut full = Vec::new();
            prop_assert!(full_widths(&widths, &mut full));
            prop_assert_eq!(full, one_by_one(&widths));
        }
    }
}
