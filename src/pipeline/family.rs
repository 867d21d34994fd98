//! Whether a page is a text layer or was recognised, told from the text itself.

use crate::model::page::Page;
use crate::model::witness::Family;
use crate::text::{chars, columns};

/// Tells the family of a page from its source text: extractors leave spaces between characters and round digits, blank lines
/// between all physical lines, columns side by side and font-private forms; recognisers mix half-width punctuation into Han text and
/// join lines into paragraphs. A prior only: reliability is estimated from the data. O(text).
pub fn family(page: &Page) -> Family {
    told(page, columns::side_by_side(page.text.source()).is_some())
}

/// The [`family`] of a page of which it is known whether it is set in columns side by side.
pub(super) fn told(page: &Page, in_columns: bool) -> Family {
    let text = page.text.source();
    // Of what a program laid out in markup nothing can be told.
    if page.scan.is_some() {
        return Family::Unknown;
    }
    let lines: Vec<&str> = text.lines().collect();
    let printed: Vec<&str> = lines.iter().copied().filter(|l| !l.trim().is_empty()).collect();
    if printed.len() < 8 {
        return Family::Unknown;
    }
    // Blanks that keep columns apart are made from positions, which extractors know.
    if in_columns {
        return Family::TextLayer;
    }
    let share = |n: usize, of: usize| n as f32 / of.max(1) as f32;
    let long = share(printed.iter().filter(|l| chars::text_width(l) > 45.0).count(), printed.len());
    let blank = share(lines.len() - printed.len(), printed.len());
    let spaced = share(printed.iter().filter(|l| is_letter_spaced(l)).count(), printed.len());
    let (gaps, numbers) = number_gaps(text);
    let (half, marks) = half_width_marks(text);
    let mut score = 0.0;
    if long < 0.1 && blank > 0.8 {
        score += 2.0;
    }
    if spaced > 0.005 {
        score += 2.0;
    }
    if numbers >= 4 && share(gaps, numbers) > 0.3 {
        score += 1.5;
    }
    if text.chars().any(|c| matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{0C}')) {
        score += 2.0;
    }
    if marks >= 10 && share(half, marks) > 0.05 {
        score -= 2.0;
    }
    if long > 0.3 {
        score -= 2.0;
    }
    match score {
        s if s >= 1.5 => Family::TextLayer,
        _ => Family::Ocr,
    }
}

/// At least five Han characters of a line stand one by one.
fn is_letter_spaced(line: &str) -> bool {
    let parts: Vec<&str> = line.split(' ').filter(|p| !p.is_empty()).collect();
    let single = parts.iter().filter(|p| p.chars().count() == 1 && p.chars().all(chars::is_han)).count();
    single >= 5 && single * 2 > parts.len()
}

/// Borders between Han and a number: with a space, and all of them.
fn number_gaps(text: &str) -> (usize, usize) {
    let chars: Vec<char> = text.chars().collect();
    let (mut gaps, mut all) = (0, 0);
    for (i, c) in chars.iter().enumerate() {
        if !c.is_ascii_digit() {
            continue;
        }
        match (i.checked_sub(1).map(|j| chars[j]), i.checked_sub(2).map(|j| chars[j])) {
            (Some(b), _) if chars::is_han(b) => all += 1,
            (Some(' '), Some(a)) if chars::is_han(a) => (gaps, all) = (gaps + 1, all + 1),
            _ => {}
        }
    }
    (gaps, all)
}

/// Commas, colons and the like behind Han: half-width, and all of them.
fn half_width_marks(text: &str) -> (usize, usize) {
    let (mut half, mut all) = (0, 0);
    let mut before = ' ';
    for c in text.chars() {
        if chars::is_han(before) {
            half += usize::from(matches!(c, ',' | ';' | ':' | '?' | '!' | '('));
            all +=
                usize::from(matches!(c, ',' | ';' | ':' | '?' | '!' | '(' | '，' | '；' | '：' | '？' | '！' | '（'));
        }
        before = c;
    }
    (half, all)
}
