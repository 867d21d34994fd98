//! The quality gate: everything that is measured, never below the recorded figures.
//!
//! `cargo test --release --test quality` compares with `tests/data/quality.json` and fails on a loss;
//! `UPDATE_QUALITY=1` in front of it records instead, and writes the tables of `docs/quality.md`. Figures are the same on
//! every machine, so there is no tolerance. Two sets and the generated noise are carried; further ones are measured
//! where they lie beside the checkout. Debug builds measure the two carried sets only.

#[path = "../common/mod.rs"]
mod common;

mod collated;
mod figures;
mod noise;
mod reconstructed;
mod record;
mod tables;
mod wraps;

use std::io::Write as _;

use common::{root, shared};
use record::Record;

/// Says something that the test harness does not swallow.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "quality: {line}");
}

/// One test, so that recording cannot race.
#[test]
fn quality_is_not_below_the_recorded_figures() {
    let mut record = Record::open();
    let data = root().join("tests/data");
    record.meet("seeds", reconstructed::all(&root().join("seeds"), &data.join("seeds-gold")));
    record.meet("free", reconstructed::all(&data.join("free/pages"), &data.join("free/gold")));
    if cfg!(debug_assertions) {
        say("debug build: only the sets seeds and free; `cargo test --release --test quality` measures all");
    } else {
        noise::sets().into_iter().for_each(|(name, figures)| record.meet(&name, figures));
        beside(&mut record);
    }
    record.close();
}

/// The sets that are not carried.
fn beside(record: &mut Record) {
    for set in ["corpus", "corpus2"] {
        let dir = shared().join(set);
        match dir.join("gold/manifest.json").is_file() {
            true => reconstructed::sources(set, &dir).into_iter().for_each(|(name, f)| record.meet(&name, f)),
            false => say(&format!("{set} is not beside the checkout: not measured")),
        }
    }
    for (set, folders) in [("corpus", &["alto"][..]), ("corpus", &["hocr", "page"]), ("corpus2", &["alto"])] {
        let dir = shared().join(set);
        if dir.join("gold/manifest.json").is_file() {
            reconstructed::scanned(set, &dir, folders).into_iter().for_each(|(name, f)| record.meet(&name, f));
        }
    }
    let wild = shared().join("wild");
    if !wild.is_dir() {
        return say("wild is not beside the checkout: not measured");
    }
    for set in ["three-engines-en", "three-engines-fr"] {
        record.meet(set, collated::engines(&wild.join(set)));
    }
    record.meet("repeated-notices-zh", collated::notices(&wild.join("repeated-notices-zh")));
    record.meet("newspaper-wraps-zh", wraps::wraps(&wild.join("newspaper-wraps-zh")));
}
