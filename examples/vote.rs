//! Votes plain witnesses into one text: `vote OUT WITNESS...`; a name may be given a family, `ocr:PATH` or `layer:PATH`.
//! `vote --batch WITHOUT DIR` votes `DIR/<article>.<source>.wit` into `DIR/<article>.out`, all articles with common rates, without
//! the sources named. With `--gold FILE` also the errors, those in doubtful places, and the share of doubtful text.
//! Environment: `CONTEXT=1` breaks ties by the n-grams of the input, `RATES=1` shows what was learned of the sources,
//! `PLACES=1` the readings at each error.

use std::time::Instant;

use jiaokan::collate::{collate, tokenize};
use jiaokan::decide::{Context, Verdict, decide, estimate};
use jiaokan::model::witness::{Family, Witness};

fn main() -> std::io::Result<()> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, without, dir] = args.as_slice()
        && flag == "--batch"
    {
        return batch(without, std::path::Path::new(dir));
    }
    let gold = match args.iter().position(|a| a == "--gold") {
        Some(at) if at + 1 < args.len() => {
            let path = args.remove(at + 1);
            args.remove(at);
            Some(std::fs::read_to_string(path)?)
        }
        _ => None,
    };
    let Some((out, inputs)) = args.split_first() else {
        eprintln!("usage: vote [--gold FILE] OUT WITNESS...");
        return Ok(());
    };
    let witnesses = inputs.iter().map(|input| read(input)).collect::<std::io::Result<Vec<_>>>()?;
    let start = Instant::now();
    let collation = collate(&witnesses);
    let collated = start.elapsed();
    let rates_of = estimate(&[(&witnesses, &collation)]);
    let estimated = start.elapsed();
    let texts: Vec<String> = witnesses.iter().map(|w| w.tokens.iter().map(|t| t.ch).collect()).collect();
    let context = match std::env::var_os("CONTEXT") {
        Some(_) => Context::from_texts(texts.iter().map(String::as_str)),
        None => Context::default(),
    };
    let verdict = decide(&witnesses, &collation, &rates_of, &context);
    eprintln!(
        "collate {:.3} s, estimate {:.3} s, decide {:.3} s, {} columns",
        collated.as_secs_f64(),
        (estimated - collated).as_secs_f64(),
        (start.elapsed() - estimated).as_secs_f64(),
        collation.columns()
    );
    std::fs::write(out, verdict.text())?;
    if std::env::var_os("RATES").is_some() {
        for (a, rates) in rates_of.sources() {
            eprintln!("{a} {rates:.4?}");
            rates_of.sources().for_each(|(b, _)| eprint!(" {b} {:.4}", rates_of.shared(a, b)));
            eprintln!();
        }
    }
    if let Some(gold) = gold {
        report(&verdict, &gold);
    }
    Ok(())
}

/// Votes the articles of a directory; source P is a text layer unless called otherwise.
fn batch(without: &str, dir: &std::path::Path) -> std::io::Result<()> {
    let mut articles: std::collections::BTreeMap<String, Vec<Witness>> = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let [article, source, "wit"] = name.split('.').collect::<Vec<_>>()[..] else { continue };
        if without.contains(source) {
            continue;
        }
        let family = if source == "P" && !without.contains('p') { Family::TextLayer } else { Family::Ocr };
        let text = std::fs::read_to_string(&path)?;
        articles.entry(article.to_owned()).or_default().push(tokenize(&text, source, source, family));
    }
    let tables: Vec<_> = articles.values().map(|w| collate(w)).collect();
    let items: Vec<(&[Witness], _)> = articles.values().map(Vec::as_slice).zip(&tables).collect();
    let rates = estimate(&items);
    let texts: Vec<String> = articles.values().flatten().map(|w| w.tokens.iter().map(|t| t.ch).collect()).collect();
    let context = match std::env::var_os("CONTEXT") {
        Some(_) => Context::from_texts(texts.iter().map(String::as_str)),
        None => Context::default(),
    };
    for ((name, witnesses), table) in articles.iter().zip(&tables) {
        let verdict = decide(witnesses, table, &rates, &context);
        std::fs::write(dir.join(format!("{name}.out")), verdict.text())?;
        if let Ok(gold) = std::fs::read_to_string(dir.join(format!("{name}.gold.txt"))) {
            print!("{name} {} ", witnesses.len());
            report(&verdict, &gold);
        }
    }
    Ok(())
}

fn read(input: &str) -> std::io::Result<Witness> {
    let (family, path) = match input.split_once(':') {
        Some(("ocr", path)) => (Family::Ocr, path),
        Some(("layer", path)) => (Family::TextLayer, path),
        _ => (Family::Unknown, input),
    };
    let name = std::path::Path::new(path).file_name().map_or(path.into(), |s| s.to_string_lossy());
    Ok(tokenize(&std::fs::read_to_string(path)?, &name, &name, family))
}

/// Errors against the truth and where they lie.
fn report(verdict: &Verdict, gold: &str) {
    let truth = tokenize(gold, "gold", "gold", Family::TextLayer);
    let text: String = verdict.chars.iter().map(|c| c.ch).collect();
    let pair = [tokenize(&text, "text", "text", Family::Unknown), truth];
    let table = collate(&pair);
    let (spans, offsets) = spans(verdict);
    let (mut wrong, mut silent, mut at) = (0, 0, 0_usize);
    for column in 0..table.columns() {
        let fold = |w: usize| match table.cell(column, w) {
            jiaokan::model::collation::Cell::Token(t) => Some((t as usize, pair[w].tokens[t as usize].fold)),
            _ => None,
        };
        if let Some((t, _)) = fold(0) {
            at = t;
        }
        if fold(0).map(|f| f.1) == fold(1).map(|f| f.1) {
            continue;
        }
        wrong += 1;
        let offset = offsets.get(at).copied().unwrap_or(0);
        let flagged = spans.iter().any(|(s, e)| *s <= offset + 1 && offset <= *e);
        silent += usize::from(!flagged);
        let near: String =
            verdict.chars[at.saturating_sub(6)..(at + 6).min(verdict.chars.len())].iter().map(|c| c.ch).collect();
        if std::env::var_os("PLACES").is_some() {
            for p in verdict.places.iter().filter(|p| p.at.start <= offset + 1 && offset <= p.at.end) {
                let readings: Vec<_> = p
                    .readings
                    .iter()
                    .map(|r| format!("{}={}:{:.2}", r.text, r.sigla.join("+"), r.probability))
                    .collect();
                println!("    {} {:?} {:.2}", readings.join(" "), p.basis, p.confidence);
            }
        }
        if wrong <= 60 {
            println!(
                "{} {:?} for {:?} at {at}: {near}",
                if flagged { "flagged" } else { "SILENT" },
                fold(0).map(|f| f.1),
                fold(1).map(|f| f.1)
            );
        }
    }
    let doubtful: u32 = spans.iter().map(|(s, e)| e - s).sum();
    println!(
        "wrong {wrong} of {}, silent {silent}; {} places, {} doubtful with {doubtful} characters ({:.2} %); expected {:.1}",
        pair[1].tokens.len(),
        verdict.places.len(),
        spans.len(),
        100.0 * f64::from(doubtful) / pair[0].tokens.len() as f64,
        verdict.expected_errors
    );
}

/// Doubtful places, and where each character stands.
fn spans(verdict: &Verdict) -> (Vec<(u32, u32)>, Vec<u32>) {
    let spans = verdict.places.iter().filter(|p| p.doubtful).map(|p| (p.at.start, p.at.end)).collect();
    let mut at = 0;
    let offset = |c: &jiaokan::decide::Chosen| {
        at += u32::from(c.space_before || c.break_before) + if c.gap_before { 3 } else { 0 } + 1;
        at - 1
    };
    (spans, verdict.chars.iter().map(offset).collect())
}
