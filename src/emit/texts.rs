//! `texts/<id>.txt`: the reconstructed text alone.

use crate::model::edition::Edition;

/// The title line, if there is a title, the lines of the header and those of the text, each ended by a line feed.
/// O(text).
pub fn text(edition: &Edition) -> String {
    let title = edition.headline.title.as_str();
    let lines =
        (!title.is_empty()).then_some(title).into_iter().chain(edition.header.lines()).chain(edition.text.lines());
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_title_the_text_begins_at_once() {
        let (mut edition, _) = crate::emit::sample::sample();
        edition.headline.title.clear();
        assert_eq!(text(&edition), "管见\n河上石桥。\n[…]\n");
    }
}
