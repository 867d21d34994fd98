//! jiaokan (校勘) reads the noisy page texts of several newspapers (PDF text layers, OCR), finds the articles, and
//! merges all printings of each into **one text in which every character can be traced** to the pages that attest
//! it.
//!
//! # From the command line
//!
//! ```text
//! jiaokan reconstruct pages/ --out out/     pages/P/01.txt is page 01 of source P
//! jiaokan explain out/ ID 120               why character 120 of an article stands there
//! ```
//!
//! # As a library
//!
//! Texts that are known to be the same article can be voted on at once:
//!
//! ```
//! use jiaokan::pipeline::compare::{Text, compare};
//! use jiaokan::rules::RuleBook;
//!
//! let texts = [
//!     Text::from(("A", "春天的小河边有一座石桥。")),
//!     Text::from(("B", "春天的小河边有一座右桥。")),
//!     Text::from(("C", "春天的小河边有一座石桥。")),
//! ];
//! let compared = compare(&texts, &RuleBook::builtin()?);
//! assert_eq!(compared.text, "春天的小河边有一座石桥。");
//! assert_eq!(compared.places[0].readings[1].text, "右");
//! # Ok::<(), jiaokan::rules::RuleError>(())
//! ```
//!
//! Pages with several articles go through [`pipeline::reconstruct`], which takes what [`ingest::read_inputs`] reads
//! and gives what [`emit::write`] writes; [`batch::run`] does all three, for archives of any size.
//!
//! # How it works
//!
//! ```text
//! files ── ingest ─▶ pages ── rules ─▶ clean pages ── concord, segment, bundle ─▶ witnesses of each article
//!       ── collate ─▶ columns ── decide ─▶ editions ── emit ─▶ files
//! ```
//!
//! A stage knows [`model`] (the nouns) and [`text`] (characters and typography), never another stage;
//! [`pipeline`] is where they meet, and [`batch`] takes it through an archive, one window of days after the other. Only [`ingest`], [`emit`] and [`cli`] touch files.
//!
//! # What holds
//!
//! * Nothing is invented: each character is attested, or the output of a named rule.
//! * The order of inputs and the number of threads change no byte of the output.
//! * What the evidence does not settle, and what was dropped, is listed.
//! * A bad input costs itself only.
//!
//! Offsets in records are Unicode code points; byte offsets are named so.

pub mod batch;
mod bundle;
pub mod cli;
pub mod collate;
mod concord;
pub mod decide;
pub mod emit;
pub mod files;
pub mod ingest;
pub mod measure;
pub mod model;
pub mod pipeline;
pub mod rules;
mod segment;
pub mod synth;
pub mod text;
