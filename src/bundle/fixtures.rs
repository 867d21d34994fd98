//! Pages for tests.

use crate::model::bundle::{Bundle, Part, SourceText};
use crate::model::chain::{Cues, Unit, UnitTable};
use crate::model::stream::Stream;
use crate::text::chars;

/// A line of a page with nothing else known of it.
pub(super) fn line(page: u32, at: u32, text: &str, cues: Cues) -> Unit {
    let (lines, pieces, text) = (at..at + 1, Vec::new(), text.to_owned());
    Unit { page, lines, pieces, text, width: 10.0, full: 10.0, indent: 0.0, blank_before: 0, cues }
}

/// Pages of lines, each of another source, the articles on them, and the article of each line. Lines that begin with `#` are
/// headlines; each of the others is an article, the same one wherever the line is printed.
pub(super) fn pages(printed: &[&[&str]]) -> (UnitTable, Vec<Bundle>, Vec<Option<usize>>) {
    let (mut table, mut bundles, mut owner) = (UnitTable::default(), Vec::<Bundle>::new(), Vec::new());
    let mut bodies: Vec<&str> = Vec::new();
    for (page, lines) in (0..).zip(printed) {
        let (first, mut stream) = (table.units.len() as u32, Stream::default());
        for (at, line_there) in (0..).zip(*lines) {
            let text = line_there.trim_start_matches('#');
            let cues = Cues { head: text.len() < line_there.len(), ..Cues::default() };
            let from = stream.chars.len() as u32;
            stream.chars.extend(text.chars().filter(|c| chars::is_content(*c)));
            table.spans.push(from..stream.chars.len() as u32);
            owner.push((!cues.head).then(|| bodies.iter().position(|body| *body == text).unwrap_or(bodies.len())));
            if let Some(article) = owner[owner.len() - 1] {
                let body = SourceText { source: page, units: vec![first + at], ..SourceText::default() };
                if article == bodies.len() {
                    bodies.push(text);
                    bundles.push(Bundle { parts: vec![Part { texts: Vec::new() }], ..Bundle::default() });
                }
                bundles[article].parts[0].texts.push(body);
            }
            table.units.push(line(page, at, text, cues));
        }
        table.pages.push(first..table.units.len() as u32);
        table.streams.push(stream);
        table.sources.push(page);
    }
    (table, bundles, owner)
}
