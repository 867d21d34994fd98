//! A page that shows every difference in its text.

use std::fmt::Write as _;

use super::Report;
use super::text::{sign, word};
use crate::measure::{Counts, Difference, Kind, Measured, Ratio};

const STYLE: &str = "\
:root { color-scheme: light dark; --ink: #222; --paper: #fdfcf8; --faint: #777; --line: #ddd;
  --gone: #b3261e; --gone-bg: #fbe3e1; --new: #1b6e3c; --new-bg: #dff3e5; --break: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #ddd; --paper: #1b1b1d; --faint: #999; --line: #3a3a3d;
  --gone: #ff9c94; --gone-bg: #4a2320; --new: #86d9a3; --new-bg: #1d3d29; --break: #e0b050; } }
body { max-width: 56em; margin: 2em auto; padding: 0 1em; color: var(--ink); background: var(--paper);
  font: 17px/1.9 \"Noto Serif CJK SC\", \"Source Han Serif SC\", \"Songti SC\", SimSun, serif; }
h1 { font-size: 1.3em; } h2 { font-size: 1.15em; margin-top: 2.5em; border-top: 1px solid var(--line); padding-top: 1em; }
.note, table { font: 14px/1.5 system-ui, sans-serif; } .note { color: var(--faint); }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { padding: .15em .7em; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
p.text { text-indent: 2em; margin: .2em 0; overflow-wrap: anywhere; }
del { color: var(--gone); background: var(--gone-bg); } ins { color: var(--new); background: var(--new-bg); text-decoration: none; }
i { color: var(--break); font-style: normal; }
";

/// The report as a page that needs nothing else. O(text).
pub(super) fn html(report: &Report) -> String {
    let m = &report.measurement;
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"zh\">\n<head>\n<meta charset=\"utf-8\">\n");
    out += "<meta name=\"viewport\" content=\"width=device-width\">\n";
    let (own, gold) = (escaped(&report.hypothesis), escaped(&report.gold));
    let _ = write!(out, "<title>{own} against {gold}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n");
    let _ = writeln!(out, "<h1>{own} against {gold}</h1>");
    out += "<p class=\"note\"><del>Gold text that is missing or other</del>, <ins>what stands there instead</ins>; \
            <i>¶</i> a false paragraph break, <i>⏎</i> a missed one. White space is left out. 讹 other characters, \
            脱 missing, 衍 too many.</p>\n";
    out += &table(report);
    m.articles.iter().enumerate().for_each(|(i, article)| out += &section(i, article));
    out + "</body>\n</html>\n"
}

fn per_cent(ratio: Ratio) -> String {
    format!("{:.2}", 100.0 * ratio.rate())
}

fn table(report: &Report) -> String {
    let m = &report.measurement;
    let mut out = String::from(
        "<table>\n<tr><th>article</th><th>characters</th><th>errors</th><th>CER %</th><th>exact %</th>\
         <th>content %</th><th>breaks F1 %</th><th>title</th></tr>\n",
    );
    let mut row = |name: &str, counts: &Counts, title: &str| {
        let c = counts;
        let (body, exact, content) = (per_cent(c.body), per_cent(c.exact), per_cent(c.content));
        let (of, errors, f1) = (c.body.of, c.body.errors, 100.0 * c.breaks.f1());
        let _ = writeln!(
            out,
            "<tr><td>{name}</td><td>{of}</td><td>{errors}</td><td>{body}</td><td>{exact}</td><td>{content}</td>\
             <td>{f1:.1}</td><td>{title}</td></tr>"
        );
    };
    row("all", &m.total, &format!("{}/{}", m.total.titles, m.total.articles));
    for (i, article) in m.articles.iter().enumerate() {
        let link = format!("<a href=\"#a{i}\">{}</a>", name(article));
        row(&link, &article.counts, word(article.met));
    }
    out + "</table>\n"
}

fn name(article: &Measured) -> String {
    let name = format!("{} {}", article.id, article.title);
    if name.trim().is_empty() { "text".to_owned() } else { escaped(name.trim()) }
}

fn section(i: usize, article: &Measured) -> String {
    let mut out = format!("<h2 id=\"a{i}\">{}</h2>\n", name(article));
    let Some(hypothesis) = &article.hypothesis else {
        return out + "<p class=\"note\">Not found.</p>\n";
    };
    let by = if article.witnesses.is_empty() { String::new() } else { format!(" of {}", article.witnesses.join(", ")) };
    let note = escaped(&format!("{hypothesis}{by}"));
    let _ = write!(out, "<p class=\"note\">{note} · {} differences", article.differences.len());
    for kind in [Kind::Substitution, Kind::Omission, Kind::Insertion] {
        let n = article.differences.iter().filter(|d| d.kind == kind).count();
        let _ = write!(out, " · {} {n}", sign(kind));
    }
    out += "</p>\n";
    if article.counts.title.errors > 0 {
        let (gold, own) = (escaped(&article.title), escaped(&article.found_title));
        let _ = writeln!(out, "<p class=\"note\">Title: <del>{gold}</del> <ins>{own}</ins></p>");
    }
    let mut start = 0;
    for (n, line) in article.gold_lines.iter().enumerate() {
        let chars: Vec<char> = line.chars().collect();
        let last = n + 1 == article.gold_lines.len();
        out += "<p class=\"text\">";
        paragraph(&mut out, article, &chars, start, last);
        out += "</p>\n";
        start += chars.len();
    }
    out
}

/// A line of gold text that begins at offset `start` of the body, with what differs in it.
fn paragraph(out: &mut String, article: &Measured, chars: &[char], start: usize, last: bool) {
    let end = start + chars.len();
    let within = |at: usize| start <= at && (at < end || last && at == end);
    let touches = |d: &&Difference| within(d.at.0) || d.at.0 < start && d.at.1 > start;
    let mut at = start;
    for d in article.differences.iter().filter(touches) {
        let (from, to) = (d.at.0.max(start), d.at.1.min(end));
        plain(out, article, chars, start, at..from);
        if from < to {
            let gone: String = chars[from - start..to - start].iter().collect();
            let _ = write!(out, "<del>{}</del>", escaped(&gone));
        }
        if within(d.at.0) && !d.hypothesis.is_empty() {
            let _ = write!(out, "<ins title=\"{}\">{}</ins>", sign(d.kind), escaped(&d.hypothesis));
        }
        at = to.max(at);
    }
    plain(out, article, chars, start, at..end);
    if article.missed_breaks.contains(&end) {
        *out += "<i>⏎</i>";
    }
}

/// Text that both have, with false breaks marked.
fn plain(out: &mut String, article: &Measured, chars: &[char], start: usize, range: std::ops::Range<usize>) {
    for i in range {
        if article.false_breaks.contains(&i) {
            *out += "<i>¶</i>";
        }
        *out += &escaped(chars[i - start].encode_utf8(&mut [0; 4]));
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Measurement;

    #[test]
    fn differences_stand_in_their_text() {
        let gold = "春天的小河边有一座石桥。\n桥下的<水>很清。";
        let measurement = Measurement::of_texts(gold, "春天的小河有一座右桥。桥下的\n<水>很清。完");
        let report = Report { hypothesis: "a & b".into(), gold: "g".into(), plain: true, measurement };
        let page = html(&report);
        assert!(page.contains("<title>a &amp; b against g</title>"));
        let first = "春天的小河<del>边</del>有一座<del>石</del><ins title=\"讹\">右</ins>桥。<i>⏎</i></p>";
        assert!(page.contains(first), "{page}");
        assert!(page.contains("桥下的<i>¶</i>&lt;水&gt;很清。<ins title=\"衍\">完</ins></p>"), "{page}");
        assert!(!page.contains("http"), "the page needs nothing else");
    }
}
