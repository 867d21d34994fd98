//! What characters are equal for a score.

use crate::text::chars::is_blank;

/// The characters of a text with width and glyph variants of marks unified and white space removed. Single and
/// double quotes stay apart.
pub fn unified(text: &str) -> Vec<char> {
    text.chars().filter(|c| !is_blank(*c)).map(unify).collect()
}

/// The characters of a text with white space removed.
pub fn as_written(text: &str) -> Vec<char> {
    text.chars().filter(|c| !is_blank(*c)).collect()
}

fn unify(c: char) -> char {
    match c {
        ',' | '﹐' => '，',
        ':' => '：',
        ';' => '；',
        '?' => '？',
        '!' => '！',
        '(' => '（',
        ')' => '）',
        '[' => '［',
        ']' => '］',
        '＜' => '<',
        '＞' => '>',
        '％' => '%',
        '＋' => '+',
        '－' => '-',
        '．' => '.',
        '～' => '~',
        '／' => '/',
        '﹑' | '､' => '、',
        '•' | '・' | '‧' => '·',
        '『' | '﹃' => '“',
        '』' | '﹄' => '”',
        '「' | '﹁' => '‘',
        '」' | '﹂' => '’',
        '―' | '─' => '—',
        '⋯' => '…',
        '｡' => '。',
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}
