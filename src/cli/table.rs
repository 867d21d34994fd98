//! Tables for terminals, where Han characters are two columns wide.

use crate::text::chars::width;

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Columns a text takes on a terminal.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

fn columns_of(c: char) -> usize {
    if width(c) > 0.5 { 2 } else { 1 }
}

/// A text cut to so many columns, `…` for what is lost.
pub(crate) fn fit(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    let mut left = room.saturating_sub(columns_of('…'));
    let kept = text.chars().take_while(|c| {
        let fits = columns_of(*c) <= left;
        left = left.saturating_sub(columns_of(*c));
        fits
    });
    kept.chain(['…']).collect()
}

/// Rows set in columns two spaces apart, each line ended; nothing stands behind the last text of a line.
pub(crate) fn table(align: &[Align], rows: &[Vec<String>]) -> String {
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| columns(cell)).max();
    let widths: Vec<usize> = (0..align.len()).map(|column| widest(column).unwrap_or(0)).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for ((cell, align), width) in row.iter().zip(align).zip(&widths) {
            let pad = " ".repeat(width - columns(cell));
            line.push_str("  ");
            line.push_str(&if *align == Align::Left { format!("{cell}{pad}") } else { format!("{pad}{cell}") });
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// A number with its thousands set apart: 12,345.
pub(crate) fn number(n: usize) -> String {
    let digits = n.to_string();
    let first = digits.len() % 3;
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && i % 3 == first {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_is_two_columns_wide() {
        let rows = [vec!["石桥".to_owned(), "7".to_owned()], vec!["a 桥".to_owned(), "12".to_owned()]];
        assert_eq!(table(&[Align::Left, Align::Right], &rows), "  石桥   7\n  a 桥  12\n");
    }

    #[test]
    fn long_titles_are_cut_at_a_character() {
        assert_eq!(fit("春天的石桥", 10), "春天的石桥");
        assert_eq!(fit("春天的石桥", 9), "春天的…");
        assert_eq!(fit("abc", 2), "…");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1000, 1234567].map(number), ["0", "999", "1,000", "1,234,567"]);
    }
}
