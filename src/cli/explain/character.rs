//! Where a stretch of an output comes from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use super::find::{Part, Target};
use crate::emit::apparatus::{place_entry, shown};
use crate::emit::record::{ApparatusRecord, AttestationEntry, EditionRecord, PageEntry};
use crate::ingest::format;
use crate::ingest::plain::sha256;
use crate::model::edit::RuleId;
use crate::model::edition::{Basis, Place, Span};
use crate::rules::RuleBook;

/// Code points of context on either side.
const CONTEXT: usize = 12;

/// Explains a stretch of an article. O(text + attestations), and the pages concerned are read.
pub(super) fn explain(record: &ApparatusRecord, target: &Target, book: &RuleBook) -> String {
    let mut out = heading(record, target);
    let attestations = target.part.attestations(record).iter();
    let mut hits: Vec<&AttestationEntry> = attestations.filter(|a| meets(a.at, target.at)).collect();
    hits.sort_by_key(|a| (&a.siglum, a.at, a.bytes));
    out.push_str("\nAttested by\n");
    if hits.is_empty() {
        let _ = writeln!(out, "  no witness: {}", unattested(record, target));
    }
    let mut files = Files::default();
    for hit in &hits {
        let _ = writeln!(out, "{}", attestation(record, target, hit, &mut files));
    }
    let rules: BTreeSet<&RuleId> = hits.iter().flat_map(|a| &a.rules).collect();
    if !rules.is_empty() {
        out.push_str("\nRules that made it so\n");
    }
    for id in rules {
        let _ = writeln!(out, "  {id}: {}", reason(book, id));
    }
    if let Some(of_part) = target.part.places(record) {
        out.push_str(&places(of_part, target.at));
    }
    if target.part == Part::Text {
        out.push_str(&absent(&record.edition, target.at));
    }
    out
}

fn heading(record: &ApparatusRecord, target: &Target) -> String {
    let chars: Vec<char> = target.part.of(record).chars().collect();
    let (start, end) = (target.at.start as usize, target.at.end as usize);
    let piece = |from: usize, to: usize| chars[from..to.min(chars.len())].iter().collect::<String>().replace('\n', "¶");
    let line = chars[..start].iter().filter(|c| **c == '\n').count() + 1;
    let place = match target.part {
        Part::Title => "the title".to_owned(),
        Part::Header => format!("the header, line {line}"),
        Part::Text => format!("paragraph {line}"),
    };
    let range = if end == start + 1 { start.to_string() } else { format!("{start}–{end}") };
    let mut out = format!(
        "Article    {}  {}\nPosition   {range}, in {place}\nContext    {}〔{}〕{}\n",
        record.edition.id,
        record.edition.title,
        piece(start.saturating_sub(CONTEXT), start),
        piece(start, end),
        piece(end, end + CONTEXT),
    );
    if !target.again.is_empty() {
        let again: Vec<String> = target.again.iter().map(usize::to_string).collect();
        let _ = writeln!(out, "           the same again at {}", again.join(", "));
    }
    out
}

/// Why no witness has a stretch.
fn unattested(record: &ApparatusRecord, target: &Target) -> String {
    let edition = &record.edition;
    let hole = edition.lacunae.iter().find(|l| (l.at..l.at + 3).contains(&target.at.start));
    let white = target.part.of(record).chars().skip(target.at.start as usize).take(1).all(char::is_whitespace);
    match hole {
        Some(lacuna) if target.part == Part::Text => format!("the mark of a lacuna ({})", lacuna.evidence),
        _ if white => "white space, set by the vote on line breaks and spaces".to_owned(),
        _ => "the output of the rules named at its neighbours".to_owned(),
    }
}

fn attestation(record: &ApparatusRecord, target: &Target, hit: &AttestationEntry, files: &mut Files) -> String {
    let bytes = narrowed(target.part.of(record), target.at, hit);
    let Some(page) = record.pages.get(hit.page as usize) else {
        return format!("  {}  (its page is not in the record)", hit.siglum);
    };
    let held = files.piece(page, bytes);
    let how = if hit.rules.is_empty() {
        "as in the file".to_owned()
    } else {
        format!("by {}", hit.rules.iter().map(RuleId::as_str).collect::<Vec<_>>().join(", "))
    };
    format!("  {}  {}:{}  bytes {}–{}  {held}  {how}", hit.siglum, page.path, hit.line, bytes.0, bytes.1)
}

/// The bytes of the part of an attested stretch that `wanted` asks for. Where rules touched the stretch, or file and
/// text differ in form, only the whole of it is known.
fn narrowed(text: &str, wanted: Span, hit: &AttestationEntry) -> (usize, usize) {
    let length = |from: u32, to: u32| -> usize {
        let count = to.saturating_sub(from) as usize;
        text.chars().skip(from as usize).take(count).map(char::len_utf8).sum()
    };
    let (start, end) = hit.at;
    let exact = hit.rules.is_empty() && length(start, end) == hit.bytes.1.saturating_sub(hit.bytes.0);
    if !exact {
        return hit.bytes;
    }
    let from = hit.bytes.0 + length(start, wanted.start.max(start));
    (from, from + length(wanted.start.max(start), wanted.end.min(end)))
}

fn meets(at: (u32, u32), wanted: Span) -> bool {
    at.0 < wanted.end && wanted.start < at.1
}

/// Page files, each read once.
#[derive(Default)]
struct Files {
    read: BTreeMap<String, Result<Vec<u8>, &'static str>>,
}

impl Files {
    /// What the file holds at these bytes, or why that cannot be said.
    fn piece(&mut self, page: &PageEntry, (start, end): (usize, usize)) -> String {
        let held = self.read.entry(page.path.clone()).or_insert_with(|| match fs::read(&page.path) {
            Ok(bytes) if sha256(&bytes) == page.sha256 => Ok(bytes),
            Ok(_) => Err("(the file has changed since)"),
            Err(_) => Err("(the file is not here)"),
        });
        match held {
            Ok(bytes) => match bytes.get(start..end) {
                Some(piece) => format!("“{}”", String::from_utf8_lossy(piece).escape_debug()),
                None => "(beyond the end of the file)".to_owned(),
            },
            Err(why) => (*why).to_owned(),
        }
    }
}

/// The places of variation that a stretch meets, with the readings that lost and why.
fn places(places: &[Place], wanted: Span) -> String {
    let touches = |p: &Place| match p.at.start == p.at.end {
        // Readings of text where the lemma is nothing stand at the border of their neighbours.
        true => wanted.start <= p.at.start && p.at.start <= wanted.end,
        false => meets((p.at.start, p.at.end), wanted),
    };
    let hits: Vec<(usize, &Place)> = places.iter().enumerate().filter(|(_, place)| touches(place)).collect();
    if hits.is_empty() {
        return "\nAll witnesses that cover it agree.\n".to_owned();
    }
    let mut out = "\nPlaces of variation\n".to_owned();
    for (index, place) in hits {
        let _ = writeln!(out, "{}", place_entry(index + 1, place));
        for reading in place.readings.iter().filter(|reading| reading.text != place.lemma) {
            let lost = why_lost(place.basis);
            let _ = writeln!(out, "       {} lost: {lost} ({:.3})", shown(&reading.text), reading.probability);
        }
    }
    out
}

fn why_lost(basis: Basis) -> &'static str {
    match basis {
        Basis::Majority => "fewer witnesses have it",
        Basis::Reliability => "its witnesses err more often",
        Basis::TextOverNothing => "in a tie text is kept, since leaving out is the commoner fault",
        Basis::Context => "its neighbours, or the same phrase elsewhere, speak against it",
        Basis::Undecided => "nothing tells them apart; the first in a fixed order is kept",
        Basis::Sole => "a rule or the layout speaks against it",
    }
}

/// Witnesses of the article that do not cover a stretch.
fn absent(edition: &EditionRecord, wanted: Span) -> String {
    let outside = edition.witnesses.iter().filter(|w| !w.covers.iter().any(|at| meets(*at, wanted)));
    let sigla: Vec<&str> = outside.map(|w| w.siglum.as_str()).collect();
    if sigla.is_empty() { String::new() } else { format!("\nDo not cover it: {}\n", sigla.join(", ")) }
}

/// Why a rule does what it does; conversions of script are named like rules, by table and direction.
fn reason<'b>(book: &'b RuleBook, id: &RuleId) -> &'b str {
    match book.rules().find(|rule| rule.id == *id) {
        Some(rule) => &rule.why,
        None if id.as_str().starts_with("opencc") => "conversion between simplified and traditional script",
        None => format::reason(id.as_str()).unwrap_or("not in this rule book"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> ApparatusRecord {
        let (edition, report) = crate::emit::sample::sample();
        ApparatusRecord::new(&edition, &report)
    }

    fn explained(target: &Target) -> String {
        explain(&record(), target, &RuleBook::builtin().unwrap())
    }

    #[test]
    fn a_contested_character_shows_who_has_it_and_who_lost() {
        let text = explained(&Target::offset(&record(), 2, Part::Text).unwrap());
        assert!(text.contains("Context    河上〔石〕桥。¶[…]"), "{text}");
        assert!(text.contains("A  pages/A.txt:1  bytes 10–13  (the file is not here)  as in the file"), "{text}");
        assert!(!text.contains("B  pages/B.txt"), "{text}");
        assert!(text.contains("右 lost: its witnesses err more often (0.100)"), "{text}");
    }

    #[test]
    fn rules_are_named_with_their_reason() {
        let text = explained(&Target::offset(&record(), 1, Part::Text).unwrap());
        assert!(text.contains("by letter-spaced") && text.contains("letter-spaced: Justified"), "{text}");
        assert!(text.contains("bytes 4–10"), "a stretch that rules touched is shown whole: {text}");
        assert!(text.contains("agree"), "{text}");
    }

    #[test]
    fn a_header_has_witnesses_and_places_of_its_own() {
        let text = explained(&Target::offset(&record(), 1, Part::Header).unwrap());
        assert!(text.contains("Position   1, in the header, line 1\nContext    管〔见〕\n"), "{text}");
        assert!(text.contains("A  pages/A.txt:1  bytes 33–36") && text.contains("贝 lost"), "{text}");
        assert!(!text.contains("石") && !text.contains("Do not cover it"), "{text}");
    }

    #[test]
    fn a_lacuna_is_told_as_such() {
        let text = explained(&Target::offset(&record(), 7, Part::Text).unwrap());
        assert!(text.contains("no witness: the mark of a lacuna (A goes on)"), "{text}");
        assert!(text.contains("Do not cover it: A, B"), "{text}");
    }

    #[test]
    fn files_are_shown_only_when_they_are_what_was_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("p.txt");
        fs::write(&path, "河 上").unwrap();
        let page = |sha256: String| PageEntry { path: path.to_str().unwrap().to_owned(), sha256 };
        assert_eq!(Files::default().piece(&page(sha256("河 上".as_bytes())), (0, 4)), "“河 ”");
        assert_eq!(Files::default().piece(&page("0".into()), (0, 4)), "(the file has changed since)");
    }
}
