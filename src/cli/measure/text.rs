//! Figures as tables.

use std::fmt::Write as _;

use super::super::table::{Align, fit, number, table};
use super::Report;
use crate::measure::{BINS, Calibration, Counts, Difference, Estimate, Finds, Kind, Measured, Ratio, Scheme, Title};

/// Columns an id, a list of sources or a name of a group may take.
const ROOM: usize = 44;

/// The figures of a report, with `errors` differences listed.
pub(super) fn text(report: &Report, errors: usize) -> String {
    let m = &report.measurement;
    let mut out = String::new();
    if report.plain {
        out += &plain(&m.total);
    } else {
        let _ = write!(out, "Articles (per cent)\n{}\n", articles(&m.articles));
        let total = [("all", &m.total)].into_iter();
        let groups = total.chain(m.groups.iter().map(|group| (group.name.as_str(), &group.counts)));
        let _ = write!(out, "Sums (per cent)\n{}\n", sums(groups));
        out += &sentence(report);
    }
    if let Some(calibration) = &m.calibration {
        let _ = write!(out, "\nCertainty claimed, and what is right\n{}", certainty(calibration));
    }
    if m.estimates.len() > 1 || m.articles.iter().any(|a| a.estimated.is_some()) {
        let _ = write!(out, "\nError rate expected, and true\n{}", estimates(&m.articles, &m.estimates));
    }
    let all: Vec<(&Measured, &Difference)> =
        m.articles.iter().flat_map(|a| a.differences.iter().map(move |d| (a, d))).collect();
    if errors > 0 && !all.is_empty() {
        let _ = write!(out, "\nErrors ({} of {})\n{}", errors.min(all.len()), number(all.len()), list(&all, errors));
    }
    out
}

fn per_cent(ratio: Ratio) -> String {
    if ratio.of == 0 && ratio.errors == 0 {
        return "–".to_owned();
    }
    format!("{:.2}", 100.0 * ratio.errors as f64 / ratio.of.max(1) as f64)
}

fn f1(finds: Finds) -> String {
    let all = 2 * finds.right + finds.wrong + finds.missed;
    if all == 0 { "100.0".to_owned() } else { format!("{:.1}", 200.0 * finds.right as f64 / all as f64) }
}

fn share(part: usize, whole: usize) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{:.1}", 100.0 * part as f64 / whole as f64) }
}

/// Sources by their names, in one word where these are letters.
fn printed(sources: &[String]) -> String {
    let letters = sources.iter().all(|s| s.chars().count() == 1);
    sources.join(if letters { "" } else { " " })
}

pub(super) fn word(title: Title) -> &'static str {
    match title {
        Title::Exact => "yes",
        Title::Accepted => "accepted",
        Title::Part => "part",
        Title::Near => "near",
        Title::No => "no",
    }
}

fn finds(finds: Finds) -> String {
    let wrong = if finds.wrong > 0 { format!(" +{}", finds.wrong) } else { String::new() };
    format!("{}/{}{wrong}", finds.right, finds.right + finds.missed)
}

fn plain(counts: &Counts) -> String {
    let row = |name: &str, ratio: Ratio| vec![name.to_owned(), per_cent(ratio), number(ratio.errors), number(ratio.of)];
    let mut rows = vec![["", "per cent", "errors", "of"].map(str::to_owned).to_vec()];
    rows.push(row("CER, typography unified", counts.body));
    rows.push(row("CER, typography exact", counts.exact));
    rows.push(row("CER, letters, digits and Han only", counts.content));
    rows.push(row("CER, with spaces and line ends", counts.spaced));
    if counts.words.of > 0 {
        rows.push(row("WER", counts.words));
    }
    let breaks = counts.breaks;
    let mut out = table(&[Align::Left, Align::Right, Align::Right, Align::Right], &rows);
    let (p, r) = (100.0 * breaks.precision(), 100.0 * breaks.recall());
    let _ = writeln!(out, "\nparagraph breaks: precision {p:.1} %, recall {r:.1} %, F1 {} %", f1(breaks));
    let moved = counts.moved;
    let _ = writeln!(out, "out of order: {} blocks, {} characters", number(moved.blocks), number(moved.characters));
    out
}

fn articles(articles: &[Measured]) -> String {
    use Align::{Left, Right};
    let head = [
        "id", "printed", "chars", "errors", "CER", "CERx", "CERc", "CERt", "CERs", "parF1", "title", "tCER", "lacunae",
        "moved", "matched",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for a in articles {
        let c = &a.counts;
        rows.push(vec![
            fit(&a.id, ROOM),
            fit(&printed(&a.printed), ROOM),
            number(c.body.of),
            number(c.body.errors),
            per_cent(c.body),
            per_cent(c.exact),
            per_cent(c.content),
            per_cent(c.full),
            per_cent(c.spaced),
            f1(c.breaks),
            word(a.met).to_owned(),
            per_cent(c.title),
            finds(c.lacunae),
            number(c.moved.blocks),
            a.hypothesis.as_ref().map_or("MISSING".to_owned(), |name| fit(name, ROOM)),
        ]);
    }
    let align = [Left, Left, Right, Right, Right, Right, Right, Right, Right, Right, Left, Right, Right, Right, Left];
    table(&align, &rows)
}

fn sums<'a>(groups: impl Iterator<Item = (&'a str, &'a Counts)>) -> String {
    use Align::{Left, Right};
    let head = [
        "", "n", "found", "chars", "errors", "CER", "macro", "CERx", "CERc", "CERt", "CERs", "WER", "parP", "parR",
        "parF1", "title", "part", "tCER", "byline", "lacunae", "moved", "covered",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (name, c) in groups {
        rows.push(vec![
            fit(name, ROOM),
            number(c.articles),
            number(c.found),
            number(c.body.of),
            number(c.body.errors),
            per_cent(c.body),
            format!("{:.2}", 100.0 * c.macro_rate()),
            per_cent(c.exact),
            per_cent(c.content),
            per_cent(c.full),
            per_cent(c.spaced),
            per_cent(c.words),
            format!("{:.1}", 100.0 * c.breaks.precision()),
            format!("{:.1}", 100.0 * c.breaks.recall()),
            f1(c.breaks),
            share(c.titles, c.articles),
            share(c.titles_part, c.articles),
            per_cent(c.title),
            format!("{}/{}", c.bylines.0, c.bylines.1),
            finds(c.lacunae),
            number(c.moved.blocks),
            format!("{:.2}", 100.0 * c.coverage()),
        ]);
    }
    let align: Vec<Align> = (0..head.len()).map(|column| if column == 0 { Left } else { Right }).collect();
    table(&align, &rows)
}

fn sentence(report: &Report) -> String {
    let m = &report.measurement;
    let mut out = format!(
        "detection: precision {:.1} % ({} found, {} extra, {} furniture), recall {:.1} % ({} of {})\n",
        100.0 * m.precision(),
        number(m.detection.right),
        number(m.extra.len()),
        number(m.furniture.len()),
        100.0 * m.recall(),
        number(m.found),
        number(m.articles.len()),
    );
    if !m.extra.is_empty() {
        const NAMED: usize = 20;
        let more = if m.extra.len() > NAMED { ", …" } else { "" };
        let named: Vec<&str> = m.extra.iter().take(NAMED).map(String::as_str).collect();
        let _ = writeln!(out, "extra: {}{more}", named.join(", "));
    }
    let scheme = match m.scheme {
        Scheme::Marks => "glyphs of a mark are one mark; the byline belongs to the body or is left out",
        Scheme::Width => "width is one, “ and ‘ are two; header lines are free; lacunae count",
    };
    let _ = writeln!(out, "compared so that {scheme}");
    out
}

fn certainty(calibration: &Calibration) -> String {
    let mut rows = vec![["claimed", "places", "mean claim", "right"].map(str::to_owned).to_vec()];
    for (i, bin) in calibration.bins.iter().enumerate().filter(|(_, bin)| bin.places > 0) {
        let to = BINS.get(i + 1).map_or("1".to_owned(), |to| to.to_string());
        let mean = 100.0 * bin.claimed / bin.places as f64;
        rows.push(vec![
            format!("{} – {to}", BINS[i]),
            number(bin.places),
            format!("{mean:.1}"),
            share(bin.right, bin.places),
        ]);
    }
    let mut out = table(&[Align::Left, Align::Right, Align::Right, Align::Right], &rows);
    let _ = writeln!(out, "\nexpected calibration error {:.2} points", 100.0 * calibration.expected_error());
    let _ = writeln!(
        out,
        "of {} errors in voted text {} ({:.1} %) lie in doubtful places, which are {:.2} % of it",
        number(calibration.errors),
        number(calibration.errors_in_doubt),
        100.0 * calibration.caught(),
        100.0 * calibration.effort(),
    );
    out
}

fn estimates(articles: &[Measured], estimates: &[Estimate]) -> String {
    let mut rows = vec![["", "articles", "chars", "expected %", "true %"].map(str::to_owned).to_vec()];
    let mut row = |name: &str, n: usize, of: usize, expected: f64, errors: usize| {
        let expected = if of == 0 { 0.0 } else { 100.0 * expected / of as f64 };
        let (expected, ratio) = (format!("{expected:.3}"), Ratio { errors, of });
        rows.push(vec![fit(name, ROOM), number(n), number(of), expected, format!("{:.3}", 100.0 * ratio.rate())]);
    };
    for a in articles {
        if let Some(estimated) = a.estimated {
            let of = a.counts.body.of;
            row(&format!("article {}", a.id), 1, of, estimated * of as f64, a.counts.body.errors);
        }
    }
    estimates.iter().for_each(|e| row(&e.name, e.articles, e.characters, e.expected, e.errors));
    table(&[Align::Left, Align::Right, Align::Right, Align::Right, Align::Right], &rows)
}

pub(super) fn sign(kind: Kind) -> &'static str {
    match kind {
        Kind::Substitution => "讹",
        Kind::Omission => "脱",
        Kind::Insertion => "衍",
    }
}

fn list(all: &[(&Measured, &Difference)], errors: usize) -> String {
    const LONGEST: usize = 60;
    let mut out = String::new();
    for (article, d) in all.iter().take(errors) {
        let (gold, own) = (fit(&d.gold, LONGEST), fit(&d.hypothesis, LONGEST));
        let name = if article.id.is_empty() { String::new() } else { format!("{} ", article.id) };
        let (line, at) = (d.line, d.at.0);
        let _ = writeln!(out, "  {name}{line}:{at} {} {}〔{gold} → {own}〕{}", sign(d.kind), d.before, d.after);
    }
    out
}
