//! `apparatus/<id>.txt`: the places of variation as a printed edition has them.
//!
//! ```text
//!   12  1234–1237  …前文〔生活性〕后文…
//!       生活性 ] A, C  0.97 : 物联网 B  0.02 : om. D  0.01   — E
//!       讹 substitution · fluent · by reliability · confidence 0.97 · DOUBTFUL
//! ```
//! Left of the bracket stands the lemma, right of it its witnesses and the other readings with theirs; `om.` is a
//! reading of nothing, the sigla behind the dash do not cover the place.

use std::fmt::Write as _;

use super::record::{ApparatusRecord, WitnessEntry};
use crate::model::edition::{Basis, Cause, Class, Lacuna, Place};
use crate::model::witness::Family;

/// Writes the apparatus of an edition for readers. O(places + witnesses).
pub fn apparatus(record: &ApparatusRecord) -> String {
    let edition = &record.edition;
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = writeln!(out, "{}", if edition.title.is_empty() { "(no title)" } else { &edition.title });
    let _ = writeln!(out, "{}\n\n{}", edition.id, summary(record));
    let _ = writeln!(out, "\nWitnesses");
    for witness in &edition.witnesses {
        let _ = writeln!(out, "{}", witness_entry(witness));
    }
    if !edition.stitches.is_empty() {
        let _ = writeln!(out, "\nStitches");
    }
    for stitch in &edition.stitches {
        let (from, to) = (&stitch.from, &stitch.to);
        let joint = format!("{}:{} → {}:{}", from.path, from.line, to.path, to.line);
        let _ = writeln!(out, "  {}  {joint}  {}", stitch.siglum, stitch.evidence);
    }
    if !edition.lacunae.is_empty() {
        let _ = writeln!(out, "\nLacunae");
    }
    for lacuna in &edition.lacunae {
        let _ = writeln!(out, "  {}", lacuna_entry(lacuna));
    }
    if !record.header_places.is_empty() {
        let _ = writeln!(out, "\nPlaces of the header (offsets are code points of its lines)");
        places(&mut out, &record.header_places);
    }
    let _ = writeln!(out, "\nPlaces (offsets are code points of the text below the header)");
    places(&mut out, &edition.places);
    out
}

fn places(out: &mut String, places: &[Place]) {
    for (index, place) in places.iter().enumerate() {
        write_place(out, index + 1, place);
        out.push('\n');
    }
}

fn summary(record: &ApparatusRecord) -> String {
    let edition = &record.edition;
    let places = || edition.places.iter().chain(&record.header_places);
    let doubtful = places().filter(|place| place.doubtful).count();
    format!(
        "{} characters, {} witnesses, {} places ({doubtful} doubtful), {} lacunae\n\
         confidence {:.4}, estimated character error rate {:.4}",
        edition.text.chars().filter(|c| *c != '\n').count(),
        edition.witnesses.len(),
        places().count(),
        edition.lacunae.len(),
        edition.confidence,
        edition.estimated_cer,
    )
}

fn witness_entry(witness: &WitnessEntry) -> String {
    let family = match witness.family {
        Family::TextLayer => "text layer",
        Family::Ocr => "OCR",
        Family::Unknown => "unknown",
    };
    let covers: Vec<String> = witness.covers.iter().map(|(start, end)| format!("{start}–{end}")).collect();
    let mut entry = format!("  {}  {} ({family}), covers {}", witness.siglum, witness.source, covers.join(", "));
    if let Some(title) = &witness.title {
        let _ = write!(entry, "\n      title: {title}");
    }
    for page in &witness.pages {
        let _ = write!(entry, "\n      {page}");
    }
    entry
}

fn lacuna_entry(lacuna: &Lacuna) -> String {
    let side = match (lacuna.text_before, lacuna.text_after) {
        (true, true) => "within the text",
        (true, false) => "the end is missing",
        (false, _) => "the beginning is missing",
    };
    format!("{}  {side}: {}", lacuna.at, lacuna.evidence)
}

/// A place, its number, context, readings and what was made of it, in three lines.
pub fn place_entry(number: usize, place: &Place) -> String {
    let mut out = String::new();
    write_place(&mut out, number, place);
    out
}

fn write_place(out: &mut String, number: usize, place: &Place) {
    let (before, after) = &place.context;
    let (start, end) = (place.at.start, place.at.end);
    // Writing into a string cannot fail.
    let _ = write!(out, "{number:>5}  {start}–{end}  …");
    for piece in [before, "〔", &place.lemma, "〕", after] {
        flat(out, piece);
    }
    out.push_str("…\n       ");
    show(out, &place.lemma);
    out.push_str(" ]");
    for (index, reading) in place.readings.iter().enumerate() {
        // The lemma is not repeated behind its own bracket.
        if index > 0 || reading.text != place.lemma {
            out.push_str(" : ");
            show(out, &reading.text);
        }
        out.push(' ');
        list(out, &reading.sigla);
        let _ = write!(out, "  {:.3}", reading.probability);
    }
    if !place.absent.is_empty() {
        out.push_str("   — ");
        list(out, &place.absent);
    }
    out.push_str("\n       ");
    write_verdict(out, place);
}

fn list(out: &mut String, sigla: &[String]) {
    for (index, siglum) in sigla.iter().enumerate() {
        out.push_str(if index == 0 { "" } else { ", " });
        out.push_str(siglum);
    }
}

/// Class, cause, basis and confidence of a place in one line.
pub fn verdict(place: &Place) -> String {
    let mut out = String::new();
    write_verdict(&mut out, place);
    out
}

fn write_verdict(out: &mut String, place: &Place) {
    let (class, cause, basis) = (class_name(place.class), cause_name(place.cause), basis_name(place.basis));
    let doubt = if place.doubtful { " · DOUBTFUL" } else { "" };
    let _ = write!(out, "{class} · {cause} · {basis} · confidence {:.3}{doubt}", place.confidence);
}

/// A reading as the apparatus shows it.
pub fn shown(reading: &str) -> String {
    let mut out = String::new();
    show(&mut out, reading);
    out
}

fn show(out: &mut String, reading: &str) {
    if reading.is_empty() { out.push_str("om.") } else { flat(out, reading) }
}

/// Line ends shown as ¶, so that an entry keeps to its line.
fn flat(out: &mut String, text: &str) {
    for (index, line) in text.split('\n').enumerate() {
        out.push_str(if index == 0 { "" } else { "¶" });
        out.push_str(line);
    }
}

fn class_name(class: Class) -> &'static str {
    match class {
        Class::Substitution => "讹 substitution",
        Class::Omission => "脱 omission",
        Class::Insertion => "衍 insertion",
        Class::Transposition => "倒 transposition",
        Class::Punctuation => "punctuation",
        Class::Quotes => "quotation marks",
        Class::Script => "script",
    }
}

fn cause_name(cause: Cause) -> &'static str {
    match cause {
        Cause::LookAlike => "look-alike",
        Cause::Fluent => "fluent",
        Cause::Setting => "setting artefact",
        Cause::Editorial => "editorial",
        Cause::Unknown => "cause not told",
    }
}

/// What settled a place, in words.
pub fn basis_name(basis: Basis) -> &'static str {
    match basis {
        Basis::Majority => "by majority",
        Basis::Reliability => "by the reliability of its witnesses",
        Basis::TextOverNothing => "text kept against nothing",
        Basis::Context => "by context",
        Basis::Undecided => "undecided, first in a fixed order",
        Basis::Sole => "one witness only",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_like_a_printed_apparatus() {
        let (edition, _) = crate::emit::sample::sample();
        assert_eq!(
            place_entry(1, &edition.places[0]),
            "    1  2–3  …河上〔石〕桥。…\n       石 ] A  0.900 : 右 B  0.100\n       \
             讹 substitution · look-alike · by the reliability of its witnesses · confidence 0.900 · DOUBTFUL"
        );
    }

    #[test]
    fn nothing_reads_om() {
        let (mut edition, _) = crate::emit::sample::sample();
        let place = &mut edition.places[0];
        place.readings[1].text.clear();
        place.absent = vec!["C".into(), "D".into()];
        assert!(place_entry(1, place).contains("石 ] A  0.900 : om. B  0.100   — C, D"));
    }

    #[test]
    fn the_apparatus_names_witnesses_and_lacunae() {
        let (edition, report) = crate::emit::sample::sample();
        let text = apparatus(&ApparatusRecord::new(&edition, &report));
        assert!(text.starts_with("桥\ne1\n"));
        assert!(text.contains("pages/B.txt") && text.contains("6  the end is missing: A goes on"), "{text}");
        assert!(text.contains("2 places (2 doubtful)"), "{text}");
        assert!(text.contains("    1  1–2  …管〔见〕…"), "{text}");
    }
}
