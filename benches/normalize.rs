//! Speed and memory of `normalize`, reading and writing left out: `cargo bench --bench normalize [-- MEGABYTES]`.

use std::alloc::System;
use std::fs;
use std::path::Path;
use std::time::Instant;

use jiaokan::rules::RuleBook;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Of so many runs the fastest counts: all others were disturbed.
const RUNS: usize = 5;

fn main() {
    let megabytes = std::env::args().filter_map(|a| a.parse().ok()).next().unwrap_or(8);
    let began = Instant::now();
    let book = RuleBook::builtin().expect("built-in rules");
    println!("rules read in {:.1} ms", began.elapsed().as_secs_f64() * 1e3);
    let began = Instant::now();
    book.normalized("一、总 则");
    println!("rules made ready in {:.1} ms", began.elapsed().as_secs_f64() * 1e3);
    println!("{:<28} {:>9} {:>14} {:>12}", "text", "MB/s", "allocations/MB", "bytes/byte");
    for (name, text) in texts() {
        let text = text.repeat((megabytes * 1_000_000 / text.len()).max(1));
        measure(&book, name, &text);
    }
}

/// The sample pages, the lines that rules must not change, and these made one paragraph of each ten.
fn texts() -> [(&'static str, String); 3] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &Path| fs::read_to_string(path).expect("a text of this repository");
    let mut pages: Vec<_> =
        fs::read_dir(root.join("seeds")).expect("the sample pages").flatten().map(|entry| entry.path()).collect();
    pages.sort();
    let lines = read(&root.join("tests/negative/zh.txt"));
    let sentences: Vec<&str> = lines.lines().filter(|line| line.ends_with('。') && !line.contains('（')).collect();
    let paragraphs = sentences.chunks(10).map(|chunk| chunk.concat() + "\n").collect();
    [
        ("sample pages", pages.iter().map(|page| read(page)).collect()),
        ("clean lines of all kinds", lines),
        ("clean paragraphs", paragraphs),
    ]
}

fn measure(book: &RuleBook, name: &str, text: &str) {
    let mut fastest = f64::INFINITY;
    let region = Region::new(ALLOCATOR);
    for _ in 0..RUNS {
        let began = Instant::now();
        std::hint::black_box(book.normalized(std::hint::black_box(text)));
        fastest = fastest.min(began.elapsed().as_secs_f64());
    }
    let spent = region.change();
    let bytes = (RUNS * text.len()) as f64;
    let (count, taken) = (spent.allocations as f64 / bytes * 1e6, spent.bytes_allocated as f64 / bytes);
    println!("{name:<28} {:>9.1} {count:>14.1} {taken:>12.2}", text.len() as f64 / 1e6 / fastest);
}
