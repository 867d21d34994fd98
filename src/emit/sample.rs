//! An edition for tests.

use crate::model::edit::RuleId;
use crate::model::edition::{
    Attestation, Basis, Cause, Class, Dropped, Edition, Headline, Input, Lacuna, Place, Quality, Reading, Report, Span,
    WitnessRecord,
};
use crate::model::witness::Family;

/// An edition with a byline, two witnesses, one place of variation in the text, one in the header, and a lacuna.
pub(crate) fn sample() -> (Edition, Report) {
    let edition = Edition {
        id: "e1".into(),
        headline: Headline { title: "桥".into(), byline: Some("管见".into()), ..Headline::default() },
        header: "管见".into(),
        text: "河上石桥。\n[…]".into(),
        witnesses: vec![witness("A", 0), witness("B", 1)],
        attestations: vec![
            attestation(0..5, 0, 4, &[]),
            attestation(0..2, 1, 4, &["letter-spaced"]),
            attestation(3..5, 1, 13, &[]),
        ],
        title_attestations: vec![attestation(0..1, 0, 0, &[])],
        header_attestations: vec![attestation(0..2, 0, 30, &[]), attestation(0..1, 1, 30, &[])],
        places: vec![place()],
        header_places: vec![header_place()],
        lacunae: vec![Lacuna { at: 6, text_before: true, text_after: false, evidence: "A goes on".into() }],
        stitches: vec![],
        confidence: 0.98,
        estimated_cer: 0.02,
    };
    let report = Report {
        inputs: vec![input("A", Family::TextLayer), input("B", Family::Ocr)],
        dropped: vec![Dropped { page: 0, line: 9, text: "第1版".into(), reason: "folio".into(), rule: None }],
        quality: [(0, Quality { characters: 200.0, substituted: 1.0, ..Quality::default() })].into(),
        ..Report::default()
    };
    (edition, report)
}

fn input(siglum: &str, family: Family) -> Input {
    Input {
        path: format!("pages/{siglum}.txt"),
        sha256: "0".repeat(64),
        source: siglum.into(),
        siglum: siglum.into(),
        page: "1".into(),
        family,
        bytes: 30,
        date: "2025-08-28".parse().ok(),
    }
}

fn witness(siglum: &str, page: u32) -> WitnessRecord {
    WitnessRecord {
        siglum: siglum.into(),
        source: siglum.into(),
        family: Family::Ocr,
        pages: vec![page],
        covers: vec![Span { start: 0, end: 5 }],
        title: Some("桥".into()),
    }
}

fn place() -> Place {
    let reading =
        |text: &str, siglum: &str, probability| Reading { text: text.into(), sigla: vec![siglum.into()], probability };
    Place {
        at: Span { start: 2, end: 3 },
        lemma: "石".into(),
        readings: vec![reading("石", "A", 0.9), reading("右", "B", 0.1)],
        absent: vec![],
        class: Class::Substitution,
        cause: Cause::LookAlike,
        basis: Basis::Reliability,
        confidence: 0.9,
        doubtful: true,
        context: ("河上".into(), "桥。".into()),
    }
}

fn header_place() -> Place {
    let reading =
        |text: &str, siglum: &str, probability| Reading { text: text.into(), sigla: vec![siglum.into()], probability };
    Place {
        at: Span { start: 1, end: 2 },
        lemma: "见".into(),
        readings: vec![reading("见", "A", 0.8), reading("贝", "B", 0.2)],
        confidence: 0.8,
        context: ("管".into(), String::new()),
        ..place()
    }
}

/// Han characters that stand from byte `from` of a page on.
fn attestation(at: std::ops::Range<u32>, witness: u32, from: usize, rules: &[&str]) -> Attestation {
    Attestation {
        at: Span { start: at.start, end: at.end },
        witness,
        page: witness,
        line: 1,
        bytes: (from, from + 3 * at.len()),
        rules: rules.iter().map(|rule| RuleId::new(rule)).collect(),
    }
}
