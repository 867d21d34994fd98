//! Whole runs over made pages, stage by stage: `cargo bench --bench reconstruct [-- ARTICLES …]`.
//!
//! Each line is one run: `ARTICLES` articles, four newspapers print each, all on one day, so that every page may share
//! text with every other. Behind the series stand pages that are hard to compare.

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::sync::Mutex;
use std::time::Instant;

use jiaokan::ingest::plain;
use jiaokan::model::page::Page;
use jiaokan::pipeline::watch::{Stage, Watch};
use jiaokan::pipeline::{Options, window};
use jiaokan::rules::RuleBook;
use jiaokan::synth::{self, Family, Layout, Press, Synth};

/// Articles of the series where none are asked for.
const SERIES: [usize; 3] = [4, 40, 400];

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds options of its own.
    let asked: Vec<usize> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let series = if asked.is_empty() { SERIES.to_vec() } else { asked };
    let book = RuleBook::builtin()?;
    println!("pages | MB | clean s | compare s | collate s | decide s | all s | MB/s | peak MB | articles");
    for layout in [Layout::Plain, Layout::Newspaper] {
        for articles in &series {
            run(&format!("{layout:?} {articles}"), made(*articles, layout)?, &book);
        }
    }
    run("a text in 1,000 sources", copies(1000)?, &book);
    run("one character, 100,000 times", filled(100_000)?, &book);
    Ok(())
}

/// Pages of one day.
fn made(articles: usize, layout: Layout) -> Result<Vec<Page>, Box<dyn Error>> {
    let synth = Synth::new(options(articles, layout)?)?;
    let mut press = Press::new(&synth);
    let mut pages = Vec::new();
    for batch in synth.batches() {
        for sheet in press.print(&batch, &synth.articles(&batch)).sheets {
            pages.push(page(&sheet.source, sheet.number, sheet.text)?);
        }
    }
    Ok(pages)
}

fn options(articles: usize, layout: Layout) -> Result<synth::Options, Box<dyn Error>> {
    Ok(synth::Options {
        articles,
        layout,
        sources: 4,
        copies: 4,
        length: 2000,
        per_page: 4,
        days: 1,
        from: "2025-08-28".parse()?,
        noise: 0.02,
        families: vec![Family::TextLayer, Family::Ocr, Family::Ocr, Family::Ocr],
        seed: 1,
    })
}

/// One article on a page of each of very many sources.
fn copies(sources: usize) -> Result<Vec<Page>, Box<dyn Error>> {
    let mut pages = made(1, Layout::Plain)?;
    let text = pages.swap_remove(0).text.source().to_owned();
    (0..sources).map(|source| page(&format!("S{source:05}"), 1, text.clone())).collect()
}

/// Two pages that a character fills.
fn filled(times: usize) -> Result<Vec<Page>, Box<dyn Error>> {
    (0..2).map(|source| page(&format!("S{source}"), 1, "的".repeat(times))).collect()
}

fn page(source: &str, number: u32, text: String) -> Result<Page, Box<dyn Error>> {
    let name = format!("{number:05}");
    let path = format!("{source}/{name}.txt");
    Ok(plain::decode(text.into_bytes(), &path)?.into_page(source, &name, &path))
}

fn run(name: &str, pages: Vec<Page>, book: &RuleBook) {
    let (count, bytes) = (pages.len(), pages.iter().map(|page| page.text.source().len()).sum::<usize>());
    let begun = Stages::default();
    let start = Instant::now();
    let prepared = window::prepare(pages, book, &begun);
    let (done, ..) = black_box(window::reconstruct(prepared, &|_| true, book, &Options::default(), &begun));
    let end = Instant::now();
    let seconds = end.duration_since(start).as_secs_f64();
    let mb = bytes as f64 / 1e6;
    print!("{name}: {count} | {mb:.2} |");
    begun.spans(end).iter().for_each(|span| print!(" {span:.2} |"));
    let articles = done.editions.len();
    println!(
        " {seconds:.2} | {:.2} | {} | {articles}",
        mb / seconds,
        peak().map_or("?".to_owned(), |mb| mb.to_string())
    );
}

/// When each stage began.
#[derive(Default)]
struct Stages(Mutex<BTreeMap<Stage, Instant>>);

impl Watch for Stages {
    fn begin(&self, stage: Stage, _: usize) {
        if let Ok(mut begun) = self.0.lock() {
            begun.entry(stage).or_insert_with(Instant::now);
        }
    }

    fn step(&self, _: Stage) {}
}

impl Stages {
    /// Seconds of each stage.
    fn spans(&self, end: Instant) -> Vec<f64> {
        let begun: Vec<Instant> = self.0.lock().map(|begun| begun.values().copied().collect()).unwrap_or_default();
        let next = begun.iter().skip(1).copied().chain([end]);
        begun.iter().zip(next).map(|(from, to)| to.duration_since(*from).as_secs_f64()).collect()
    }
}

/// The most memory that this process has held so far, in MB; Linux tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}
