//! What a run amounts to, on one screen.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::table::{Align, fit, number, table};
use crate::emit::Run;
use crate::emit::report::{characters, doubtful, estimated_cer, places, source_quality, totals};
use crate::model::edition::Edition;
use crate::model::witness::Family;

/// Columns a title may take.
const TITLE_ROOM: usize = 44;

/// The summary of a run whose output lies in `out`. O(editions + inputs).
pub(super) fn summary(run: &Run<'_>, out: &str) -> String {
    let mut text = String::new();
    if !run.editions.is_empty() {
        let _ = write!(text, "Articles\n{}\n", articles(run.editions));
    }
    let _ = write!(text, "Sources\n{}\n", sources(run));
    let dropped = dropped(run);
    if !dropped.is_empty() {
        let _ = write!(text, "Lines in no article\n{dropped}\n");
    }
    let totals = totals(run);
    let counts = [
        counted(totals.articles, "article", "articles"),
        counted(totals.characters, "character", "characters"),
        counted(totals.places, "place of variation", "places of variation"),
        format!("{} doubtful", number(totals.doubtful)),
        counted(totals.lacunae, "lacuna", "lacunae"),
    ];
    let pages = counted(totals.pages, "page", "pages");
    let _ = writeln!(text, "{} from {pages} of {}", counts.join(", "), counted(totals.sources, "source", "sources"));
    let _ = writeln!(text, "Estimated error rate of the editions: {}", percent(estimated_cer(run.editions)));
    let (warnings, failures) = (run.report.warnings.len(), run.failures.len());
    if warnings + failures > 0 {
        let (failures, warnings) = (counted(failures, "failure", "failures"), counted(warnings, "warning", "warnings"));
        let _ = writeln!(text, "{failures}, {warnings}: see report.json");
    }
    let _ = writeln!(text, "Output: {out}");
    text
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// A rate in percent.
fn percent(rate: f64) -> String {
    format!("{:.2} %", 100.0 * rate)
}

fn articles(editions: &[Edition]) -> String {
    use Align::{Left, Right};
    let head = ["#", "title", "characters", "witnesses", "places", "doubtful", "lacunae"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (index, edition) in editions.iter().enumerate() {
        let sigla: Vec<&str> = edition.witnesses.iter().map(|w| w.siglum.as_str()).collect();
        rows.push(vec![
            number(index + 1),
            fit(title(edition), TITLE_ROOM),
            number(characters(edition)),
            sigla.join(" "),
            number(places(edition)),
            number(doubtful(edition)),
            number(edition.lacunae.len()),
        ]);
    }
    table(&[Right, Left, Right, Left, Right, Right, Right], &rows)
}

/// The title of an edition, or how its text begins.
fn title(edition: &Edition) -> &str {
    if edition.headline.title.is_empty() { edition.text.lines().next().unwrap_or("") } else { &edition.headline.title }
}

fn sources(run: &Run<'_>) -> String {
    let mut pages: BTreeMap<(&str, &str), (usize, Family)> = BTreeMap::new();
    for input in &run.report.inputs {
        pages.entry((&input.siglum, &input.source)).or_insert((0, input.family)).0 += 1;
    }
    let qualities = source_quality(run.report);
    let mut rows = vec![["siglum", "source", "pages", "family", "errors"].map(str::to_owned).to_vec()];
    for ((siglum, source), (count, family)) in pages {
        let family = match family {
            Family::TextLayer => "text layer",
            Family::Ocr => "OCR",
            Family::Unknown => "unknown",
        };
        let errors = qualities.get(siglum).map_or_else(|| "–".to_owned(), |q| percent(q.cer()));
        rows.push(vec![siglum.to_owned(), fit(source, TITLE_ROOM), number(count), family.to_owned(), errors]);
    }
    table(&[Align::Left, Align::Left, Align::Right, Align::Left, Align::Right], &rows)
}

fn dropped(run: &Run<'_>) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for dropped in &run.report.dropped {
        *kinds.entry(&dropped.reason).or_default() += 1;
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let rows: Vec<Vec<String>> = kinds.into_iter().map(|(kind, n)| vec![number(n), kind.to_owned()]).collect();
    table(&[Align::Right, Align::Left], &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_what_was_done() {
        let (edition, report) = crate::emit::sample::sample();
        let run = Run { editions: &[edition], report: &report, failures: &[], dates: &BTreeMap::new() };
        let text = summary(&run, "out");
        let expected = "\
Articles
  #  title  characters  witnesses  places  doubtful  lacunae
  1  桥              8  A B             2         2        1

Sources
  siglum  source  pages  family      errors
  A       A           1  text layer  0.50 %
  B       B           1  OCR              –

Lines in no article
  1  folio

1 article, 8 characters, 2 places of variation, 2 doubtful, 1 lacuna from 2 pages of 2 sources
Estimated error rate of the editions: 2.00 %
Output: out
";
        assert_eq!(text, expected);
    }
}
