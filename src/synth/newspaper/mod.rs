//! Pages as extractors give them, with the noise of layout.
//!
//! How often each thing happens follows a count over real pages of both families; see `docs/synth.md`.

mod furniture;
mod notes;
mod ocr;
mod text_layer;
mod wrap;

use super::Family;
use super::noise::{Errors, Noise};
use super::plan::Piece;
use super::random::Random;
use super::source::Source;
use super::words::Words;
use crate::model::date::Date;

/// What a page is made of besides its articles.
pub(super) struct Setting<'a> {
    pub(super) words: &'a Words,
    pub(super) source: &'a Source,
    pub(super) day: Date,
    pub(super) number: u32,
    /// Wrong characters per character, of readers of images.
    pub(super) rate: f64,
}

/// The text of a page, and its captions.
pub(super) struct Composed {
    pub(super) text: String,
    pub(super) captions: Vec<String>,
}

/// A physical line; consecutive ones that are not `apart` have no blank line between them.
struct Line {
    text: String,
    apart: bool,
}

impl Line {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), apart: true }
    }
}

/// Composes a page. O(text).
pub(super) fn page(setting: &Setting<'_>, pieces: &[Piece<'_>], random: &mut Random) -> Composed {
    let mut captions = Vec::new();
    let mut lines = furniture::top(setting, random);
    for piece in pieces {
        match setting.source.family {
            Family::TextLayer => lines.extend(text_layer::piece(setting, piece, random)),
            Family::Ocr => {
                let noise = Noise::new(setting.words, Errors::Fluent, setting.rate);
                lines.extend(ocr::piece(setting, piece, &noise, &mut captions, random));
            }
        }
    }
    lines.extend(furniture::bottom(setting, random));
    let mut text = String::new();
    for line in &lines {
        if line.apart && setting.source.blank_lines && !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&line.text);
        text.push('\n');
    }
    Composed { text, captions }
}

/// Where a headline stands to its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Inside,
    After,
    Missing,
}

/// Puts the headline lines to those of the body; `breaks` are the places between paragraphs.
fn placed(place: Place, head: Vec<Line>, mut body: Vec<Line>, breaks: &[usize], random: &mut Random) -> Vec<Line> {
    match place {
        Place::Missing => body,
        Place::After => {
            body.extend(head);
            body
        }
        Place::Inside if !breaks.is_empty() => {
            let at = random.one(breaks);
            body.splice(at..at, head);
            body
        }
        Place::Before | Place::Inside => head.into_iter().chain(body).collect(),
    }
}
