//! What a run amounts to, on one screen.

use std::fmt::Write as _;

use super::table::{Align, fit, number, table};
use crate::emit::Sums;
use crate::emit::window::ArticleEntry;
use crate::model::witness::Family;

/// Columns a title may take.
const TITLE_ROOM: usize = 44;

/// The summary of a run whose output lies in `out`. Of many articles the first are shown. O(articles shown + sources).
pub(super) fn summary(sums: &Sums, out: &str) -> String {
    let mut text = String::new();
    let totals = &sums.totals;
    if !sums.articles.is_empty() {
        let _ = write!(text, "Articles\n{}", articles(&sums.articles));
        match totals.articles - sums.articles.len() {
            0 => text.push('\n'),
            more => _ = writeln!(text, "  … and {}: see articles.jsonl\n", counted(more, "more", "more")),
        }
    }
    let _ = write!(text, "Sources\n{}\n", sources(sums));
    if !sums.dropped.is_empty() {
        let _ = write!(text, "Lines in no article\n{}\n", dropped(sums));
    }
    let counts = [
        counted(totals.articles, "article", "articles"),
        counted(totals.characters, "character", "characters"),
        counted(totals.places, "place of variation", "places of variation"),
        format!("{} doubtful", number(totals.doubtful)),
        counted(totals.lacunae, "lacuna", "lacunae"),
    ];
    let pages = counted(totals.pages, "page", "pages");
    let _ = writeln!(text, "{} from {pages} of {}", counts.join(", "), counted(totals.sources, "source", "sources"));
    let _ = writeln!(text, "Estimated error rate of the editions: {}", percent(sums.estimated_cer()));
    if sums.warned + totals.failures > 0 {
        let failures = counted(totals.failures, "failure", "failures");
        let _ = writeln!(text, "{failures}, {}: see report.json", counted(sums.warned, "warning", "warnings"));
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

fn articles(articles: &[ArticleEntry]) -> String {
    use Align::{Left, Right};
    let head = ["#", "title", "characters", "witnesses", "places", "doubtful", "lacunae"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (index, article) in articles.iter().enumerate() {
        let title = if article.title.is_empty() { &article.incipit } else { &article.title };
        rows.push(vec![
            number(index + 1),
            fit(title, TITLE_ROOM),
            number(article.characters),
            article.witnesses.join(" "),
            number(article.places),
            number(article.doubtful),
            number(article.lacunae),
        ]);
    }
    table(&[Right, Left, Right, Left, Right, Right, Right], &rows)
}

fn sources(sums: &Sums) -> String {
    let mut rows = vec![["siglum", "source", "pages", "family", "errors"].map(str::to_owned).to_vec()];
    for (siglum, sum) in &sums.sources {
        let family = match sum.family {
            Family::TextLayer => "text layer",
            Family::Ocr => "OCR",
            Family::Unknown => "unknown",
        };
        let used = sum.quality.characters > 0.0;
        let errors = if used { percent(sum.quality.cer()) } else { "–".to_owned() };
        rows.push(vec![siglum.clone(), fit(&sum.source, TITLE_ROOM), number(sum.pages), family.to_owned(), errors]);
    }
    table(&[Align::Left, Align::Left, Align::Right, Align::Left, Align::Right], &rows)
}

fn dropped(sums: &Sums) -> String {
    let mut kinds: Vec<_> = sums.dropped.iter().collect();
    kinds.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let rows: Vec<Vec<String>> = kinds.into_iter().map(|(kind, n)| vec![number(*n), kind.clone()]).collect();
    table(&[Align::Right, Align::Left], &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_what_was_done() {
        let (edition, report) = crate::emit::sample::sample();
        let dir = tempfile::tempdir().unwrap();
        let run = crate::emit::Run { editions: &[edition], report: &report, failures: &[] };
        let text = summary(&crate::emit::write(&dir.path().join("out"), &run, false).unwrap(), "out");
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
