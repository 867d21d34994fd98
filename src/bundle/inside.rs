//! Articles whose headline stands inside the body.

use crate::model::bundle::{Bundle, SourceText};
use crate::model::chain::UnitTable;

/// Joins a text without a headline to the article whose headline stands right behind it, when every source that has the
/// text has one or the other there and nothing shows that the article begins behind its headline: the headline was set
/// into the body. A source that has the text in the midst of the article was read across columns. Returns whether anything
/// was joined.
pub(super) fn join(table: &UnitTable, bundles: &mut Vec<Bundle>) -> bool {
    let mut joined = false;
    while let Some((first, second)) = pair(table, bundles) {
        let tail = bundles[second].clone();
        let head = &mut bundles[first];
        let shift = head.parts[0].texts.iter().map(|t| t.end).max().unwrap_or(0);
        for text in tail.parts.into_iter().flat_map(|p| p.texts) {
            append(&mut head.parts[0].texts, text, shift);
        }
        head.headings.clear();
        bundles.remove(second);
        joined = true;
    }
    joined
}

fn append(texts: &mut Vec<SourceText>, mut text: SourceText, shift: i64) {
    (text.start, text.end) = (text.start + shift, text.end + shift);
    match texts.iter_mut().find(|t| t.source == text.source) {
        Some(own) => {
            own.joints.push(None);
            own.joints.append(&mut text.joints);
            own.units.append(&mut text.units);
            own.end = text.end;
        }
        None => {
            texts.push(text);
            texts.sort_by_key(|t| t.source);
        }
    }
}

fn pair(table: &UnitTable, bundles: &[Bundle]) -> Option<(usize, usize)> {
    (0..bundles.len()).filter(|i| bundles[*i].headings.iter().all(|h| h.title.is_empty())).find_map(|i| {
        let texts = &bundles[i].parts[0].texts;
        let j = texts.iter().find_map(|t| followed_by(table, bundles, i, t))?;
        let before = |t: &SourceText| followed_by(table, bundles, i, t) == Some(j);
        let everywhere = texts.iter().all(|t| before(t) || goes_on_in(table, &bundles[j], t));
        (texts.len() >= 2 && everywhere).then_some((i, j))
    })
}

/// Whether a text stands right before a piece of an article that is not its beginning: columns in another order.
fn goes_on_in(table: &UnitTable, article: &Bundle, text: &SourceText) -> bool {
    let own = article.parts[0].texts.iter().find(|t| t.source == text.source);
    let next = text.units.last().and_then(|last| table.after(*last));
    own.zip(next).is_some_and(|(own, next)| own.units.iter().skip(1).any(|u| *u == next))
}

/// The article that begins behind the headline that stands behind this text.
fn followed_by(table: &UnitTable, bundles: &[Bundle], own: usize, text: &SourceText) -> Option<usize> {
    let last = *text.units.last()?;
    if table.units[last as usize].cues.ends_article() || table.units[last as usize].cues.jump_to {
        return None;
    }
    let mut at = table.after(last)?;
    let mut heads = 0;
    while table.units[at as usize].cues.head {
        (heads, at) = (heads + 1, table.after(at)?);
    }
    let cues = &table.units[at as usize].cues;
    if heads == 0 || cues.dateline || cues.byline || cues.jump_from {
        return None;
    }
    bundles.iter().enumerate().position(|(j, b)| {
        j != own && b.parts[0].texts.iter().any(|t| t.source == text.source && t.units.first() == Some(&at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::bundle::Part;
    use crate::model::chain::{Cues, Unit};

    /// A page of so many lines.
    fn page(lines: u32) -> UnitTable {
        let unit = |i: u32| Unit {
            page: 0,
            lines: i..i + 1,
            pieces: Vec::new(),
            text: String::new(),
            width: 10.0,
            full: 10.0,
            indent: 0.0,
            blank_before: 0,
            cues: Cues::default(),
        };
        UnitTable {
            units: (0..lines).map(unit).collect(),
            pages: std::iter::once(0..lines).collect(),
            ..UnitTable::default()
        }
    }

    #[test]
    fn a_text_before_a_later_piece_of_an_article_is_a_piece_of_it() {
        let text = |units: &[u32]| SourceText { units: units.to_vec(), ..SourceText::default() };
        let article = |units: &[u32]| Bundle { parts: vec![Part { texts: vec![text(units)] }], ..Bundle::default() };
        assert!(goes_on_in(&page(6), &article(&[4, 5, 2]), &text(&[0, 1])));
        assert!(!goes_on_in(&page(6), &article(&[2, 4, 5]), &text(&[0, 1])), "the article begins there");
        assert!(!goes_on_in(&page(6), &article(&[4, 5]), &text(&[0, 1])));
    }
}
