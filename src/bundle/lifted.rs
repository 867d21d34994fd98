//! Headlines that were read as a line of the body.

use crate::model::bundle::{Bundle, Heading, SourceText};
use crate::model::chain::{Evidence, UnitTable};

use super::groups::content;
use super::headings::alike;

/// Characters of a headline that no line of a text has by chance.
const HEADLINE: usize = 4;

/// Takes a line out of a body that is the headline which other sources print over it, where its own source prints none and
/// nobody attests that the line belongs to the lines around it. O(units).
pub(super) fn lift(table: &UnitTable, bundle: &mut Bundle) {
    let Some(title) = bundle.headings.first().map(|h| content(table, &h.title)) else { return };
    if title.chars().count() < HEADLINE {
        return;
    }
    for text in bundle.parts.iter_mut().flat_map(|part| &mut part.texts) {
        if bundle.headings.iter().any(|h| h.source == text.source && !h.title.is_empty()) {
            continue;
        }
        let is_title = |at: &usize| is_loose(text, *at) && alike(&content(table, &text.units[*at..=*at]), &title);
        let Some(at) = (0..text.units.len()).find(is_title).filter(|_| text.units.len() > 1) else { continue };
        let unit = take(text, at);
        match bundle.headings.iter_mut().find(|h| h.source == text.source) {
            Some(own) => own.title.push(unit),
            None => bundle.headings.push(Heading { source: text.source, title: vec![unit], ..Heading::default() }),
        }
    }
}

/// Whether no other source shows a unit together with the one before or behind it.
pub(super) fn is_loose(text: &SourceText, at: usize) -> bool {
    let attested = |joint: Option<&Option<Evidence>>| joint == Some(&Some(Evidence::Attested));
    let before = at.checked_sub(1).and_then(|j| text.joints.get(j));
    !attested(before) && !attested(text.joints.get(at))
}

/// Takes the unit at a place out of a text of two units or more. O(units).
pub(super) fn take(text: &mut SourceText, at: usize) -> u32 {
    if at == 0 || at + 1 == text.units.len() {
        text.joints.remove(at.min(text.joints.len() - 1));
    } else {
        let behind = text.joints.remove(at);
        // What stood around it stands together as far as it did with it.
        text.joints[at - 1] = text.joints[at - 1].filter(|before| behind == Some(*before));
    }
    text.units.remove(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    use Evidence::{Attested, Contradicted, Cued};

    fn text(joints: &[Option<Evidence>]) -> SourceText {
        SourceText { units: (0..=joints.len() as u32).collect(), joints: joints.to_vec(), ..SourceText::default() }
    }

    #[test]
    fn a_line_that_others_show_in_the_text_stays() {
        let text = text(&[Some(Contradicted), Some(Attested), None]);
        assert_eq!([0, 1, 2, 3].map(|at| is_loose(&text, at)), [true, false, false, true]);
    }

    #[test]
    fn joints_stay_one_fewer_than_units() {
        for (at, left) in
            [(0, [Some(Cued), None]), (1, [Some(Cued), None]), (2, [Some(Cued), None]), (3, [Some(Cued); 2])]
        {
            let mut text = text(&[Some(Cued), Some(Cued), None]);
            assert_eq!(take(&mut text, at), at as u32);
            assert_eq!(text.joints, left, "{at}");
        }
    }
}
