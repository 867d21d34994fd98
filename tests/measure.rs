//! `jiaokan measure`: its figures against those of the scorers it agrees with, and its command line.
//!
//! The scorers are Python and not carried; their figures over damaged gold texts are, in `tests/data/agreement.json`.
//! Where `../shared` and Python with rapidfuzz are there, they are run, and over further sets. `UPDATE_MEASURE=1`
//! records what they say.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiaokan::measure::{Counts, GoldSet, Hypothesis, Measured, Measurement, Ratio, Selection, Title, measure};
use serde_json::{Value, json};
use tempfile::TempDir;

mod common;
use common::{Dice, read, root, shared};

/// How often each set is damaged.
const ROUNDS: u64 = 6;

/// A scorer and what it says in common terms.
struct Scorer {
    script: PathBuf,
    terms: fn(&Value) -> Value,
    ours: fn(&Measurement) -> Value,
}

fn printed_scorer(dir: &str) -> Scorer {
    Scorer { script: shared().join(dir).join("score.py"), terms: printed_terms, ours: printed_figures }
}

fn seeds_scorer() -> Scorer {
    Scorer { script: shared().join("gold/score_seeds.py"), terms: seeds_terms, ours: seeds_figures }
}

/// Rows and sums of `score.py`.
fn printed_terms(said: &Value) -> Value {
    let mut total = said["total"].clone();
    if total.get("matched").is_none() {
        total["matched"] = json!(null);
    }
    json!({
        "articles": said["articles"], "total": total, "precision": said["precision"], "recall": said["recall"],
        "extra": said["extra"], "ignored": said["ignored"],
    })
}

fn per_cent(ratio: Ratio) -> f64 {
    if ratio.of == 0 { 0.0 } else { 100.0 * ratio.errors as f64 / ratio.of as f64 }
}

fn f1(counts: &Counts, none: f64) -> f64 {
    let b = counts.breaks;
    let all = 2 * b.right + b.wrong + b.missed;
    if all == 0 { none } else { 100.0 * (2 * b.right) as f64 / all as f64 }
}

fn printed_figures(m: &Measurement) -> Value {
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 };
    let row = |a: &Measured| {
        let c = &a.counts;
        let exact = a.met == Title::Exact;
        json!({
            "id": a.id, "hyp": a.hypothesis, "cer": per_cent(c.body), "cer_exact": per_cent(c.exact),
            "cer_content": per_cent(c.content), "cer_full": per_cent(c.full), "title": exact,
            "title_part": exact || a.met == Title::Part, "title_cer": per_cent(c.title),
            "par_f1": f1(c, 100.0), "sources": a.printed.concat(), "chars": c.body.of,
        })
    };
    let sum = |c: &Counts| {
        json!({
            "n": c.articles, "detected": c.found, "cer": per_cent(c.body), "cer_exact": per_cent(c.exact),
            "cer_content": per_cent(c.content), "cer_full": per_cent(c.full), "par_f1": f1(c, 0.0),
            "title_exact": share(c.titles, c.articles), "title_part": share(c.titles_part, c.articles),
            "title_cer": per_cent(c.title),
        })
    };
    let mut total = serde_json::Map::new();
    total.insert("all".into(), sum(&m.total));
    total.insert("matched".into(), json!(null));
    for group in m.groups.iter().filter(|g| !g.name.starts_with("printed by") && !g.name.starts_with("edition")) {
        total.insert(group.name.clone(), sum(&group.counts));
    }
    json!({
        "articles": m.articles.iter().map(row).collect::<Vec<_>>(), "total": total,
        "precision": share(m.detection.right, m.detection.right + m.extra.len()),
        "recall": share(m.found, m.articles.len()), "extra": m.extra, "ignored": m.furniture,
    })
}

/// Rows of `score_seeds.py`.
fn seeds_terms(said: &Value) -> Value {
    let row = |row: &Value| {
        let mut kept = serde_json::Map::new();
        for key in ["id", "pred", "dist", "glen", "dist_np", "glen_np", "dist_raw", "uncovered", "tp", "fp", "fn"] {
            kept.insert(key.into(), row[key].clone());
        }
        for key in ["title_ok", "lac_ok", "lac_gold", "lac_false"] {
            kept.insert(key.into(), row[key].clone());
        }
        let title = row["title"].as_str().unwrap();
        kept.insert("title".into(), title.split('(').next().unwrap().into());
        Value::Object(kept)
    };
    said.as_array().unwrap().iter().map(row).collect()
}

fn seeds_figures(m: &Measurement) -> Value {
    let title = |a: &Measured| match a.met {
        _ if a.hypothesis.is_none() => "MISSING",
        Title::Exact => "exact",
        Title::Accepted => "alt",
        Title::Near | Title::Part => "near",
        Title::No => "no",
    };
    let row = |a: &Measured| {
        let c = &a.counts;
        json!({
            "id": a.id, "pred": a.hypothesis, "dist": c.body.errors, "glen": c.body.of, "dist_np": c.content.errors,
            "glen_np": c.content.of, "dist_raw": c.exact.errors, "uncovered": c.uncovered, "tp": c.breaks.right,
            "fp": c.breaks.wrong, "fn": c.breaks.missed, "title_ok": c.titles, "lac_ok": c.lacunae.right,
            "lac_gold": c.lacunae.right + c.lacunae.missed, "lac_false": c.lacunae.wrong, "title": title(a),
        })
    };
    m.articles.iter().map(row).collect()
}

/// A set of gold texts: the directory that a scorer reads, and what we read of it.
struct Carried {
    gold: PathBuf,
    set: GoldSet,
    texts: Vec<String>,
    /// Keeps a converted manifest alive.
    _dir: Option<TempDir>,
}

fn load(dir: &Path) -> GoldSet {
    let read_file = |file: &str| fs::read_to_string(dir.join(file));
    GoldSet::from_manifest(&read(&dir.join("manifest.json")), read_file).unwrap()
}

fn printed(dir: PathBuf) -> Carried {
    let set = load(&dir.join("gold"));
    let texts = set.articles.iter().map(|a| read(&dir.join("gold").join(format!("{}.txt", a.id)))).collect();
    Carried { gold: dir, set, texts, _dir: None }
}

/// The carried gold of the sample pages; the scorer wants the manifest in its own shape.
fn seeds() -> Carried {
    let from = root().join("tests/data/seeds-gold");
    let dir = tempfile::tempdir().unwrap();
    let entries: Value = serde_json::from_str(&read(&from.join("manifest.json"))).unwrap();
    let mut articles = Vec::new();
    let mut texts = Vec::new();
    for entry in entries.as_array().unwrap() {
        let file = entry["file"].as_str().unwrap();
        texts.push(read(&from.join(file)));
        fs::write(dir.path().join(file), texts.last().unwrap()).unwrap();
        articles.push(json!({
            "id": file, "file": file, "header_lines": entry["header_lines"], "title_accept": entry["accepted"],
            "header_accept": entry["header"], "optional_breaks": entry["optional"],
        }));
    }
    fs::write(dir.path().join("manifest.json"), json!({ "articles": articles }).to_string()).unwrap();
    Carried { gold: dir.path().to_owned(), set: load(&from), texts, _dir: Some(dir) }
}

/// Gold texts with all that can go wrong: (file name, text).
fn damaged(texts: &[String], round: u64) -> Vec<(String, String)> {
    let mut dice = Dice(round);
    let all: Vec<char> = texts.iter().flat_map(|t| t.chars()).filter(|c| !c.is_whitespace()).collect();
    let mut out: Vec<String> = Vec::new();
    for text in texts {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        match dice.below(12) {
            0 => continue,
            1 => drop(lines.remove(0)),
            2 => lines.rotate_left(1),
            3 => lines[0] = lines[0].split(' ').next_back().unwrap().to_owned(),
            4 => lines[0] = lines[0].chars().take(6).collect(),
            5 => lines.insert(1, "［……］".to_owned()),
            6 if lines.len() > 3 => drop(lines.remove(1)),
            _ => {}
        }
        if dice.below(3) == 0 {
            let (i, j) = (1 + dice.below(lines.len() - 1), 1 + dice.below(lines.len() - 1));
            lines.swap(i, j);
        }
        let mut body = shaken(&lines.join("\n"), &all, &mut dice);
        if dice.below(4) == 0 {
            let from = body.len() / 3;
            body.drain(from..(from + 20 + dice.below(60)).min(body.len()));
        }
        let text: String = body.iter().collect();
        match dice.below(10) {
            0 => {
                let middle = body.len() / 2;
                out.push(body[..middle].iter().collect());
                out.push(body[middle..].iter().collect());
            }
            1 if !out.is_empty() => out.last_mut().unwrap().push_str(&format!("\n{text}")),
            2 => out.extend([text.clone(), text]),
            _ => out.push(text),
        }
    }
    out.push("导读\n看第二版".to_owned());
    out.push(all.iter().rev().take(120).collect());
    out.retain(|text| !text.trim().is_empty());
    out.into_iter().enumerate().map(|(i, text)| (format!("{i:02}.txt"), text)).collect()
}

/// Characters replaced, lost, added, marks of another width, breaks made and lost, blanks.
fn shaken(text: &str, all: &[char], dice: &mut Dice) -> Vec<char> {
    let mut out = Vec::new();
    let mut first = true;
    for c in text.chars() {
        let kind = dice.below(600);
        match (c, kind) {
            ('\n', 0..180) if !first => {}
            ('\n', _) => {
                first = false;
                out.push(c);
            }
            (_, 0..6) => out.push(all[dice.below(all.len())]),
            (_, 6..12) => {}
            (_, 12..16) => out.extend([c, all[dice.below(all.len())]]),
            (_, 16..22) => out.extend([c, ' ']),
            (_, 22..25) => out.extend([c, '\n']),
            ('，', 25..100) => out.push(','),
            ('“', 25..200) => out.push('「'),
            ('”', 25..200) => out.push('』'),
            ('。', 25..60) => out.push('．'),
            ('。', 60..80) => out.extend("。[…]".chars()),
            _ => out.push(c),
        }
    }
    out
}

fn measured(set: &GoldSet, texts: &[(String, String)]) -> Measurement {
    let articles: Vec<Hypothesis> = texts.iter().map(|(name, text)| Hypothesis::from_text(name, text)).collect();
    measure(set, &articles, &Selection::default())
}

/// The same articles as records: title and text told apart.
fn records(texts: &[(String, String)]) -> Vec<String> {
    let record = |(name, text): &(String, String)| {
        let (title, text) = text.trim().split_once('\n').unwrap_or((text, ""));
        json!({ "id": name, "title": title, "text": text }).to_string()
    };
    texts.iter().map(record).collect()
}

/// What a scorer says, where it can be run.
fn said(scorer: &Scorer, gold: &Path, hypothesis: &Path) -> Option<Value> {
    if !scorer.script.is_file() {
        return None;
    }
    let out = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new("python3");
    command.arg(&scorer.script).arg(hypothesis).arg("--gold").arg(gold).arg("--json").arg(out.path());
    let output = command.env("PYTHONDONTWRITEBYTECODE", "1").output().ok()?;
    if !output.status.success() {
        println!("{} cannot be run: {}", scorer.script.display(), String::from_utf8_lossy(&output.stderr));
        return None;
    }
    Some((scorer.terms)(&serde_json::from_str(&read(out.path())).unwrap()))
}

/// Compares all rounds of a set with what the scorer says, or with what it said; gives what is known of it.
fn agree(name: &str, carried: &Carried, scorer: &Scorer, recorded: Option<&Value>) -> Vec<Value> {
    let mut known = Vec::new();
    let mut live = 0;
    for round in 0..ROUNDS {
        let texts = damaged(&carried.texts, round);
        let dir = tempfile::tempdir().unwrap();
        texts.iter().for_each(|(file, text)| fs::write(dir.path().join(file), text).unwrap());
        let ours = clean((scorer.ours)(&measured(&carried.set, &texts)));
        if let Some(theirs) = said(scorer, &carried.gold, dir.path()) {
            assert_same(&ours, &clean(theirs.clone()), &format!("{name}, round {round}"));
            known.push(clean(theirs));
            live += 1;
        } else if let Some(recorded) = recorded {
            assert_same(&ours, &recorded[round as usize], &format!("{name}, round {round}, recorded"));
        }
        let lines = records(&texts);
        let jsonl = dir.path().join("articles.jsonl");
        fs::write(&jsonl, lines.join("\n")).unwrap();
        if let Some(theirs) = said(scorer, &carried.gold, &jsonl) {
            let read = |(i, line): (usize, &String)| Hypothesis::from_record(line, i).unwrap();
            let articles: Vec<Hypothesis> = lines.iter().enumerate().map(read).collect();
            let ours = (scorer.ours)(&measure(&carried.set, &articles, &Selection::default()));
            assert_same(&clean(ours), &clean(theirs), &format!("{name}, round {round}, records"));
        }
    }
    println!("{name}: {ROUNDS} damaged sets, {live} of them beside the scorer");
    known
}

/// Sums that nobody has are left out.
fn clean(mut value: Value) -> Value {
    if let Some(total) = value.get_mut("total").and_then(Value::as_object_mut) {
        total.retain(|_, sum| !sum.is_null());
    }
    value
}

fn assert_same(ours: &Value, theirs: &Value, what: &str) {
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>(), "{what}");
            a.iter().for_each(|(key, value)| assert_same(value, &b[key], &format!("{what}, {key}")));
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().for_each(|(i, (x, y))| assert_same(x, y, &format!("{what}, {i}")));
        }
        (Value::Number(a), Value::Number(b)) => {
            // Reading a number from JSON may be off in its last bit; no two fractions of such counts are as near.
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            assert!((a - b).abs() <= 1e-13 * a.abs().max(1.0), "{what}: {a} against {b}");
        }
        _ => assert_eq!(ours, theirs, "{what}"),
    }
}

/// To the last digit: every column of both scorers over gold texts with characters, lines, titles and articles
/// damaged.
#[test]
fn the_figures_are_those_of_the_scorers() {
    let file = root().join("tests/data/agreement.json");
    let recorded: Value = fs::read_to_string(&file).map_or(json!({}), |text| serde_json::from_str(&text).unwrap());
    let free = agree("free", &printed(root().join("tests/data/free")), &printed_scorer("corpus"), recorded.get("free"));
    let seeds = agree("seeds", &seeds(), &seeds_scorer(), recorded.get("seeds"));
    for set in ["corpus", "corpus2"] {
        let dir = shared().join(set);
        if dir.join("gold/manifest.json").is_file() {
            agree(set, &printed(dir), &printed_scorer(set), None);
        }
    }
    if std::env::var_os("UPDATE_MEASURE").is_some() && !free.is_empty() && !seeds.is_empty() {
        let text = serde_json::to_string(&json!({ "free": free, "seeds": seeds })).unwrap();
        fs::write(&file, text + "\n").unwrap();
    } else {
        assert!(recorded.get("free").is_some() && recorded.get("seeds").is_some(), "no recorded figures");
    }
}

/// A command, what it printed and how it ended.
fn run(dir: &Path, args: &[&str]) -> (String, String, i32) {
    let output = assert_cmd::Command::cargo_bin("jiaokan").unwrap().current_dir(dir).args(args).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code().unwrap())
}

/// Gold texts without a manifest, and texts that are not quite them.
fn workplace() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("gold/bridge.txt", "石桥\n春天的小河边有一座石桥，桥下的水很清。\n孩子们常常到桥上去看鱼，也在树下读书。\n");
    write("gold/market.txt", "集市\n镇上的人都到集市去买东西，热闹得很。\n天黑了，人们才慢慢散去。\n");
    write("own/1.txt", "石桥\n春天的小河边有一座右桥,桥下的水很清。\n孩子们常常到桥上去看鱼，也在树下读书。\n");
    write("own/2.txt", "集市\n镇上的人都到集市买东西，热闹得很。天黑了，人们才慢慢散去。\n");
    write("empty/readme.md", "nothing\n");
    write("half.jsonl", "{\"title\": \"石桥\", \"text\": \"春天的小河边有一座石桥，桥下的水很清。\"}\n{]\n");
    dir
}

#[test]
fn tables_to_read() {
    let dir = workplace();
    let (out, err, code) = run(dir.path(), &["measure", "own", "--gold", "gold"]);
    assert_eq!((err.as_str(), code), ("", 0));
    for part in [
        "bridge              38       1  2.63  5.26  2.94",
        "parF1",
        "detection: precision 100.0 % (2 found, 0 extra, 0 furniture), recall 100.0 % (2 of 2)",
        "  bridge 1:9 讹 天的小河边有一座〔石 → 右〕桥，桥下的水很清",
        "  market 1:8 脱 镇上的人都到集市〔去 → 〕买东西，热闹得很",
    ] {
        assert!(out.contains(part), "{part} in\n{out}");
    }
    let (few, _, _) = run(dir.path(), &["measure", "own", "--gold", "gold", "--errors", "1", "--only", "market"]);
    assert!(few.contains("recall 100.0 % (1 of 1)") && few.contains("Errors (1 of 1)"), "{few}");
}

#[test]
fn one_text_against_one() {
    let dir = workplace();
    let (out, err, code) = run(dir.path(), &["measure", "own/1.txt", "--gold", "gold/bridge.txt"]);
    assert_eq!((err.as_str(), code), ("", 0));
    assert!(out.contains("CER, typography unified                2.50       1  40"), "{out}");
    assert!(out.contains("paragraph breaks: precision 100.0 %, recall 100.0 %, F1 100.0 %"), "{out}");
}

#[test]
fn records_for_programs() {
    let dir = workplace();
    let (out, _, code) = run(dir.path(), &["measure", "own", "--gold", "gold", "--format", "json"]);
    let record: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &record["schema"], &record["scheme"]), (0, &json!("jiaokan/measure/1"), &json!("marks")));
    assert_eq!(record["total"]["counts"]["body"], json!({"errors": 2, "of": 68}));
    assert_eq!(record["articles"][0]["differences"][0]["kind"], "substitution");
    assert_eq!(record["articles"][1]["missed_breaks"], json!([18]));
    assert_eq!(record["calibration"], Value::Null);
}

#[test]
fn a_page_is_written_whole_or_not_at_all() {
    let dir = workplace();
    let args = ["measure", "own", "--gold", "gold", "--format", "html", "--out"];
    let (out, err, code) = run(dir.path(), &[&args[..], &["page.html"]].concat());
    assert_eq!((out.as_str(), err.as_str(), code), ("", "", 0));
    let page = read(&dir.path().join("page.html"));
    assert!(page.contains("<del>石</del><ins title=\"讹\">右</ins>") && page.ends_with("</html>\n"));
    let (_, err, code) = run(dir.path(), &[&args[..], &["no/page.html"]].concat());
    assert_eq!(code, 5);
    assert!(err.contains("no/page.html: cannot be written") && err.contains("help: "), "{err}");
    assert!(!dir.path().join("no").exists());
}

#[test]
fn editions_are_measured_with_what_they_claim() {
    let dir = tempfile::tempdir().unwrap();
    let (pages, gold) = (root().join("tests/data/free/pages"), root().join("tests/data/free"));
    let (pages, gold) = (pages.to_str().unwrap(), gold.to_str().unwrap());
    assert_eq!(run(dir.path(), &["reconstruct", pages, "--out", "out", "--quiet"]).2, 0);
    let (out, err, code) = run(dir.path(), &["measure", "out", "--gold", gold, "--format", "json"]);
    assert_eq!((err.as_str(), code), ("", 0));
    let record: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(record["articles"][0]["witnesses"], json!(["P", "Q", "R", "S"]));
    assert!(record["calibration"]["voted"].as_u64().unwrap() > 1500);
    let places: u64 =
        record["calibration"]["bins"].as_array().unwrap().iter().map(|b| b["places"].as_u64().unwrap()).sum();
    assert!(places > 20, "{places} places");
    let sources = record["estimates"].as_array().unwrap().iter().filter(|e| e["name"].as_str().unwrap() == "source P");
    assert_eq!(sources.count(), 1);
    let (none, err, code) = run(dir.path(), &["measure", "out", "--gold", gold, "--sources", "X"]);
    assert_eq!((none.as_str(), code), ("", 3));
    assert!(err.contains("no gold article is selected") && err.contains("--sources"), "{err}");
}

#[test]
fn bad_inputs_are_named() {
    let dir = workplace();
    let fails = |args: &[&str], exit: i32, parts: &[&str]| {
        let (out, err, code) = run(dir.path(), &[&["measure"], args].concat());
        assert_eq!((out.as_str(), code), ("", exit), "{err}");
        parts.iter().for_each(|part| assert!(err.contains(part), "{part} in {err}"));
    };
    fails(&["own", "--gold", "none"], 3, &["none", "help: "]);
    fails(&["none", "--gold", "gold"], 3, &["none", "help: "]);
    fails(&["empty", "--gold", "gold"], 3, &["empty: no article to measure", "help: give the output"]);
    fails(&["own", "--gold", "empty"], 3, &["empty: no gold article", "help: give a directory"]);
    fails(&["own", "--gold", "gold/bridge.txt"], 2, &["own: a directory, but the gold is one text"]);
    fs::write(dir.path().join("gold/manifest.json"), "{\"articles\": [{\"id\": \"x\"}]}").unwrap();
    fails(&["own", "--gold", "gold"], 3, &["gold/manifest.json: text of article \"x\": x.txt", "help: "]);
    fs::remove_file(dir.path().join("gold/manifest.json")).unwrap();
    let (out, err, code) = run(dir.path(), &["measure", "half.jsonl", "--gold", "gold"]);
    assert_eq!(code, 1, "a bad line costs itself only: {err}");
    assert!(err.contains("half.jsonl:2: not a record") && out.contains("recall 50.0 %"), "{err}{out}");
}
