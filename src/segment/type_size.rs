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

/// The size of the type of a line in pixels, and its length in em. Type is as large as its box is high and as its characters are wide:
/// letter-spacing widens a line and leaves it as high, two lines in one box are higher and no wider.
fn sized(page: &Page, line: &Line) -> Option<(f32, f32)> {
    let extras = line.extras.as_ref()?;
    let [_, _, width, height] = extras.bounds?;
    let (along, across) = if extras.vertical { (height, width) } else { (width, height) };
    let em = chars::text_width(page.line_text(line));
    (em > 0.0).then(|| (across.min(along / em), em))
}
