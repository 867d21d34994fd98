//! From a character of an output back to the bytes of the files.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use jiaokan::emit::{self, Run};
use jiaokan::ingest::plain::sha256;
use jiaokan::model::edit::RuleId;
use jiaokan::model::edition::{
    Attestation, Basis, Cause, Class, Edition, Headline, Input, Place, Reading, Report, Span, WitnessRecord,
};
use jiaokan::model::witness::Family;

/// Title, a letter-spaced line, a misread character.
const A: &str = "桥\n河 上石桥。\n管见\n";
const B: &str = "河上右桥。\n";

fn span(start: u32, end: u32) -> Span {
    Span { start, end }
}

fn input(siglum: &str, text: &str) -> Input {
    Input {
        path: format!("{siglum}.txt"),
        sha256: sha256(text.as_bytes()),
        source: siglum.into(),
        siglum: siglum.into(),
        page: siglum.into(),
        family: Family::Unknown,
        bytes: text.len(),
        date: None,
    }
}

fn witness(siglum: &str, page: u32) -> WitnessRecord {
    WitnessRecord {
        siglum: siglum.into(),
        source: siglum.into(),
        family: Family::Unknown,
        pages: vec![page],
        covers: vec![span(0, 5)],
        title: None,
    }
}

fn attested(at: Span, page: u32, line: u32, bytes: (usize, usize), rules: &[&str]) -> Attestation {
    let rules = rules.iter().map(|rule| RuleId::new(rule)).collect();
    Attestation { at, witness: page, page, line, bytes, rules }
}

fn place() -> Place {
    let reading =
        |text: &str, siglum: &str, probability| Reading { text: text.into(), sigla: vec![siglum.into()], probability };
    Place {
        at: span(2, 3),
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

fn edition() -> Edition {
    Edition {
        id: "e1".into(),
        headline: Headline { title: "桥".into(), byline: Some("管见".into()), ..Headline::default() },
        header: "管见".into(),
        text: "河上石桥。".into(),
        witnesses: vec![witness("A", 0), witness("B", 1)],
        attestations: vec![
            attested(span(0, 2), 0, 2, (4, 11), &["gap"]),
            attested(span(0, 2), 1, 1, (0, 6), &[]),
            attested(span(2, 5), 0, 2, (11, 20), &[]),
            attested(span(3, 5), 1, 1, (9, 15), &[]),
        ],
        title_attestations: vec![attested(span(0, 1), 0, 1, (0, 3), &[])],
        header_attestations: vec![attested(span(0, 2), 0, 3, (21, 27), &[])],
        places: vec![place()],
        header_places: vec![],
        lacunae: vec![],
        stitches: vec![],
        confidence: 0.98,
        estimated_cer: 0.02,
    }
}

fn workplace() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("A.txt"), A).unwrap();
    fs::write(dir.path().join("B.txt"), B).unwrap();
    let report = Report { inputs: vec![input("A", A), input("B", B)], ..Report::default() };
    let run = Run { editions: &[edition()], report: &report, failures: &[] };
    emit::write(&dir.path().join("out"), &run, false).unwrap();
    dir
}

fn explain(dir: &Path, args: &[&str]) -> String {
    let mut command = Command::cargo_bin("jiaokan").unwrap();
    let output = command.current_dir(dir).args(["explain", "out"]).args(args).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_contested_character() {
    let dir = workplace();
    let expected = "\
Article    e1  桥
Position   2, in paragraph 1
Context    河上〔石〕桥。

Attested by
  A  A.txt:2  bytes 11–14  “石”  as in the file

Places of variation
    1  2–3  …河上〔石〕桥。…
       石 ] A  0.900 : 右 B  0.100
       讹 substitution · look-alike · by the reliability of its witnesses · confidence 0.900 · DOUBTFUL
       右 lost: its witnesses err more often (0.100)
";
    assert_eq!(explain(dir.path(), &["e1", "2"]), expected);
    assert_eq!(explain(dir.path(), &["桥", "--text", "石"]), expected);
}

#[test]
fn a_stretch_that_a_rule_made() {
    let dir = workplace();
    let said = explain(dir.path(), &["e1", "--text", "河上"]);
    assert!(said.contains("A  A.txt:2  bytes 4–11  “河 上”  by gap"), "{said}");
    assert!(said.contains("B  B.txt:1  bytes 0–6  “河上”  as in the file"), "{said}");
    assert!(said.contains("  gap: not in this rule book"), "{said}");
}

#[test]
fn a_character_of_the_title() {
    let dir = workplace();
    let said = explain(dir.path(), &["e1", "0", "--title"]);
    assert!(said.contains("Position   0, in the title") && said.contains("A.txt:1  bytes 0–3  “桥”"), "{said}");
}

#[test]
fn a_character_of_the_header() {
    let dir = workplace();
    let expected = "\
Article    e1  桥
Position   1, in the header, line 1
Context    管〔见〕

Attested by
  A  A.txt:3  bytes 24–27  “见”  as in the file

All witnesses that cover it agree.
";
    assert_eq!(explain(dir.path(), &["e1", "1", "--header"]), expected);
    assert_eq!(explain(dir.path(), &["e1", "--text", "见"]), expected);
}

#[test]
fn a_file_that_changed_is_not_shown() {
    let dir = workplace();
    fs::write(dir.path().join("A.txt"), A.replace('石', "木")).unwrap();
    assert!(explain(dir.path(), &["e1", "2"]).contains("bytes 11–14  (the file has changed since)"));
}

#[test]
fn the_fate_of_a_hyphen_at_a_line_end() {
    let dir = tempfile::tempdir().unwrap();
    let text = "The old bridge over the river was built when the gov-\nernment was young, and the people who crossed it on\n\
                market days used to stop in the middle and look down.\n";
    fs::write(dir.path().join("A.txt"), text).unwrap();
    fs::write(dir.path().join("B.txt"), text.replace("gov-\nernment", "government\n")).unwrap();
    let mut run = Command::cargo_bin("jiaokan").unwrap();
    run.current_dir(dir.path()).args(["reconstruct", "A.txt", "B.txt", "-o", "out"]).assert().success();
    let report = fs::read_to_string(dir.path().join("out/articles.jsonl")).unwrap();
    let id = report.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an article");
    let said = explain(dir.path(), &[id, "--text", "government"]);
    assert!(said.contains("A.txt:1  bytes 52–55  “-\\ne”  by attested-word-wrap"), "{said}");
    assert!(said.contains("attested-word-wrap: A word that stands whole inside a line"), "{said}");
}
