//! Which lines are set in larger type than the text of their page, told from their boxes.

use crate::model::page::{Line, Page};
use crate::text::chars;

/// Times the size of the text that type of headlines has at least. Letters of one size are read in boxes that differ by a tenth;
/// kickers and crossheads are little larger than the text.
const DISPLAY: f32 = 1.3;
/// Fewest em of a line that says how large the text of a page is.
const MEASURED: f32 = 6.0;

/// By line, whether it is set in display type; no line of a page without boxes is. O(text + lines · log lines).
pub(super) fn displayed(page: &Page) -> Vec<bool> {
    let sized: Vec<Option<(f32, f32)>> = page.lines.iter().map(|line| sized(page, line)).collect();
    let mut text: Vec<(f32, f32)> = sized.iter().flatten().copied().filter(|(_, em)| *em >= MEASURED).collect();
    text.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let half = text.iter().map(|(_, em)| em).sum::<f32>() / 2.0;
    let mut passed = 0.0;
    let middle = text.iter().find(|(_, em)| {
        passed += em;
        passed >= half
    });
    let Some((usual, _)) = middle else { return vec![false; sized.len()] };
    sized.iter().map(|line| line.is_some_and(|(size, _)| size >= DISPLAY * usual)).collect()
}

/// The size of the type of a line in the unit of its box, and its length in em. Type is as large as its box is high and as
/// its characters are wide: letter-spacing widens a line and leaves it as high, two lines in one box are higher and no wider.
fn sized(page: &Page, line: &Line) -> Option<(f32, f32)> {
    let extras = line.extras.as_ref()?;
    let [_, _, width, height] = extras.bounds?;
    let (along, across) = if extras.vertical { (height, width) } else { (width, height) };
    let em = chars::text_width(page.line_text(line));
    let size = across.min(along / em.max(0.5));
    // Some writers give boxes without an extent.
    (em > 0.0 && size > 0.0).then_some((size, em))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::Extras;

    /// A page of lines, each with the size of its box.
    fn page(lines: &[(&str, f32, f32)]) -> Page {
        let mut page = Page::of_text(&lines.iter().map(|(text, ..)| format!("{text}\n")).collect::<String>());
        for (line, (_, width, height)) in page.lines.iter_mut().zip(lines) {
            line.extras = Some(Box::new(Extras { bounds: Some([0.0, 0.0, *width, *height]), ..Extras::default() }));
        }
        page
    }

    #[test]
    fn large_type_is_wide_and_high() {
        let text = ("春天的小河边有一座石桥", 330.0, 31.0);
        let headline = ("石桥重修之后", 270.0, 46.0);
        let letter_spaced = ("桥边人家", 200.0, 32.0);
        let two_lines_in_one_box = ("老人每天都来钓鱼", 240.0, 64.0);
        let page = page(&[text, headline, text, letter_spaced, text, two_lines_in_one_box, text]);
        assert_eq!(displayed(&page), [false, true, false, false, false, false, false]);
    }

    #[test]
    fn without_boxes_no_type_is_large() {
        assert_eq!(displayed(&Page::of_text("石桥\n春天的小河边\n")), [false, false]);
        assert_eq!(displayed(&page(&[("石桥", 0.0, 0.0), ("春天的小河边", 0.0, 0.0)])), [false, false]);
    }

    #[test]
    fn vertical_lines_are_as_large_as_they_are_wide() {
        let mut page = page(&[("春天的小河边有一座石桥", 30.0, 330.0), ("石桥重修之后", 45.0, 270.0)]);
        page.lines.iter_mut().flat_map(|l| &mut l.extras).for_each(|extras| extras.vertical = true);
        assert_eq!(displayed(&page), [false, true]);
    }
}
