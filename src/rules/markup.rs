//! What web pages leave in a text: character references of HTML, and how a text shows that its tags are markup.

use std::ops::Range;

use crate::text::chars;

/// Named references of running text; ASCII letters with accents as in the pages of Latin-1.
const NAMED: &[(&str, char)] = &[
    ("Aacute", 'Á'),
    ("Agrave", 'À'),
    ("Auml", 'Ä'),
    ("Ccedil", 'Ç'),
    ("Eacute", 'É'),
    ("Egrave", 'È'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("aelig", 'æ'),
    ("agrave", 'à'),
    ("amp", '&'),
    ("apos", '\''),
    ("aring", 'å'),
    ("atilde", 'ã'),
    ("auml", 'ä'),
    ("bdquo", '„'),
    ("bull", '•'),
    ("ccedil", 'ç'),
    ("copy", '©'),
    ("deg", '°'),
    ("divide", '÷'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("egrave", 'è'),
    ("emsp", '\u{2003}'),
    ("ensp", '\u{2002}'),
    ("euml", 'ë'),
    ("euro", '€'),
    ("gt", '>'),
    ("hellip", '…'),
    ("iacute", 'í'),
    ("icirc", 'î'),
    ("iuml", 'ï'),
    ("laquo", '«'),
    ("ldquo", '“'),
    ("lsaquo", '‹'),
    ("lsquo", '‘'),
    ("lt", '<'),
    ("mdash", '—'),
    ("middot", '·'),
    ("nbsp", '\u{A0}'),
    ("ndash", '–'),
    ("ntilde", 'ñ'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("oelig", 'œ'),
    ("ouml", 'ö'),
    ("para", '¶'),
    ("permil", '‰'),
    ("plusmn", '±'),
    ("pound", '£'),
    ("quot", '"'),
    ("raquo", '»'),
    ("rdquo", '”'),
    ("reg", '®'),
    ("rsaquo", '›'),
    ("rsquo", '’'),
    ("sect", '§'),
    ("szlig", 'ß'),
    ("thinsp", '\u{2009}'),
    ("times", '×'),
    ("trade", '™'),
    ("uacute", 'ú'),
    ("ucirc", 'û'),
    ("ugrave", 'ù'),
    ("uuml", 'ü'),
    ("yen", '¥'),
];

/// Longest reference between `&` and `;`.
const LONGEST: usize = 8;

/// Numbers that mean Windows-1252, as HTML itself reads them.
const WINDOWS: &[(u32, char)] = &[
    (0x80, '€'),
    (0x82, '‚'),
    (0x84, '„'),
    (0x85, '…'),
    (0x89, '‰'),
    (0x8B, '‹'),
    (0x8C, 'Œ'),
    (0x91, '‘'),
    (0x92, '’'),
    (0x93, '“'),
    (0x94, '”'),
    (0x95, '•'),
    (0x96, '–'),
    (0x97, '—'),
    (0x99, '™'),
    (0x9B, '›'),
    (0x9C, 'œ'),
];

/// Character references and what they stand for. An `&` that would make another reference stays as it is: the page shows
/// that reference as text. O(text).
pub(super) fn entities(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('&') {
        let rest = &text[at + 1..];
        let Some(end) = rest.bytes().take(LONGEST + 1).position(|b| b == b';') else { continue };
        let next = rest[end + 1..].chars().next().unwrap_or(' ');
        match decoded(&rest[..end]) {
            Some('&') if next.is_ascii_alphabetic() || next == '#' => {}
            Some(c) => found.push((at..at + end + 2, c.to_string())),
            None => {}
        }
    }
    found
}

fn decoded(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        return NAMED.binary_search_by(|(n, _)| (*n).cmp(name)).ok().map(|i| NAMED[i].1);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let windows = WINDOWS.iter().find(|(n, _)| *n == code).map(|(_, c)| *c);
    windows.or_else(|| char::from_u32(code)).filter(|c| !c.is_control())
}

/// Whether the angle brackets of a text are markup: it is a whole document of HTML, or a line is a paragraph of Chinese
/// text between its tags, or tags stand at the edge of at least half of its printed lines. Text that speaks of a tag, formulas, and a line of code in an article show no such thing. O(text).
pub(super) fn is_html(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") {
        return true;
    }
    if !["</", "<br", "<BR", "<!--", "/>"].iter().any(|sign| text.contains(sign)) {
        return false;
    }
    let (mut lines, mut tagged, mut paragraphs) = (0, 0, 0);
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        lines += 1;
        let ends = ["/>", "<br>", "<BR>", "-->"].iter().any(|end| line.ends_with(end));
        tagged += usize::from(ends || opens_with_tag(line) || closes(line));
        paragraphs += usize::from(is_paragraph(line));
    }
    paragraphs > 0 || tagged * 2 >= lines && tagged > 0
}

/// A paragraph of Chinese text, mark and all, between the tags of a paragraph.
fn is_paragraph(line: &str) -> bool {
    let body = line.strip_suffix("</p>").or_else(|| line.strip_suffix("</P>")).map(str::trim_end);
    let ends = |b: &str| b.ends_with(|c: char| !c.is_ascii() && (chars::is_sentence_end(c) || chars::is_closing(c)));
    body.is_some_and(ends) && (line.starts_with("<p") || line.starts_with("<P"))
}

fn opens_with_tag(line: &str) -> bool {
    let name = line.strip_prefix('<').map(|l| l.trim_start_matches('/'));
    let named = name.is_some_and(|n| n.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!'));
    named && (line.contains('>') || line.starts_with("<!--"))
}

fn closes(line: &str) -> bool {
    let tag = line.strip_suffix('>').and_then(|l| l.rfind("</").map(|i| &l[i + 2..]));
    tag.is_some_and(|t| !t.is_empty() && t.chars().all(|c| chars::is_content(c) && c.is_ascii()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str) -> String {
        let mut out = text.to_owned();
        entities(text).into_iter().rev().for_each(|(at, with)| out.replace_range(at, &with));
        out
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(NAMED.windows(2).all(|w| w[0].0 < w[1].0));
    }

    #[test]
    fn references_are_decoded_unless_they_would_make_another() {
        assert_eq!(after("&ldquo;&#22478;&#x5E02;&rdquo;&#151;&hellip;"), "“城市”—…");
        assert_eq!(after("1 &lt; 2 &amp; 3 &gt; 2"), "1 < 2 & 3 > 2");
        assert_eq!(after("&amp;#38;|&lt;p&gt;"), "&amp;#38;|<p>");
        assert_eq!(
            after("AT&T; R&D; ?a=1&copy=2 &#0; &#xD800; &bogus;"),
            "AT&T; R&D; ?a=1&copy=2 &#0; &#xD800; &bogus;"
        );
    }

    #[test]
    fn tags_are_markup_when_lines_are_made_of_them() {
        assert!(is_html("<p>甲。</p>\n<p>乙。</p>\n") && is_html("甲。<br>\n乙。<br />\n丙。"));
        assert!(is_html("<!DOCTYPE HTML>\n<title>甲</title>\n甲\n乙\n丙\n丁"));
        assert!(!is_html("若 a<b 且 b>c\n则 a<b>c") && !is_html("段落的标签是<p>。\n甲\n乙"));
    }
}
