//! What a headline leaves over on a line of its own.
//!
//! In a narrow column a headline is cut wherever its line is full, and the rest of it may be a word or a single character: as
//! short as a name or a label. What the text below says again is no name of its writer.

use crate::model::chain::Unit;
use crate::text::chars;

use super::names::is_name;

/// Lines below a headline in which its words are looked for.
const LINES: usize = 40;
/// Characters of a rest, at most; more are told from names by nothing but that.
const REST: usize = 2;
/// A family name begins words, too; so often the text says a word and no name.
const AGAIN: usize = 2;

/// Marks short lines below a headline that are the rest of it. O(n), and O(text below) for each such line.
pub(super) fn mark_rests(units: &mut [Unit]) {
    for i in 1..units.len() {
        if units[i - 1].cues.head && !units[i].cues.head && is_rest(units, i) {
            let cues = &mut units[i].cues;
            (cues.head, cues.column, cues.byline) = (true, false, false);
        }
    }
}

/// Whether the text below says a short line again, or the characters on either side of the line end before it.
fn is_rest(units: &[Unit], i: usize) -> bool {
    let (title, line) = (&units[i - 1], &units[i]);
    let plain = line.cues.furniture.is_none() && !line.cues.paragraph && !line.cues.top && line.blank_before == 0;
    let word = line.text.trim_end_matches(|c: char| chars::is_closing(c) || matches!(c, '！' | '？'));
    let short = is_name(word) || (1..=REST).contains(&word.chars().count()) && word.chars().all(chars::is_han);
    let Some(last) = title.text.chars().next_back().filter(|c| plain && short && chars::is_han(*c)) else {
        return false;
    };
    // In one block with the headline and in none with the text.
    if !is_name(word) && units.get(i + 1).is_some_and(|u| u.blank_before > 0 && u.cues.dateline) {
        return true;
    }
    let below = text_below(&units[i + 1..]);
    let said = |word: &str| below.matches(word).count();
    let cut: String = [last].into_iter().chain(word.chars().next()).collect();
    let least = if is_name(word) { AGAIN } else { 1 };
    said(&cut) >= least || word.chars().count() >= REST && said(word) >= least
}

/// The first lines of the text below a headline, up to the next one.
fn text_below(units: &[Unit]) -> String {
    let text = units.iter().skip_while(|u| !u.is_body()).take_while(|u| !u.cues.head);
    text.take(LINES).map(|u| u.text.as_str()).collect()
}
