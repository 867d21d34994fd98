//! Readers of images: paragraphs mostly whole, characters wrong.

use super::{Line, Place, Setting, notes, placed};
use crate::synth::language::Writer;
use crate::synth::noise::Noise;
use crate::synth::plan::Piece;
use crate::synth::random::Random;
use crate::synth::source::Narrow;

/// Share of the paragraphs that are cut at the end of a column, of those cuts that a caption stands in, and of the
/// paragraphs that run into the next one.
const COLUMN_END: f64 = 0.06;
const CAPTION: f64 = 0.15;
const RUN_ON: f64 = 0.005;
/// Shortest paragraph that is cut, in characters.
const WORTH_CUTTING: usize = 30;

/// The lines of a piece as a reader of images gives them.
pub(super) fn piece(
    setting: &Setting<'_>,
    piece: &Piece<'_>,
    noise: &Noise<'_>,
    captions: &mut Vec<String>,
    random: &mut Random,
) -> Vec<Line> {
    let head = head(setting, piece, noise, random);
    let (body, breaks) = body(setting, piece, noise, captions, random);
    let at = random.below(100);
    let place = match piece.from {
        None if at < 88 => Place::Before,
        None if at < 94 => Place::Inside,
        None => Place::After,
        Some(_) if at < 50 => Place::Missing,
        Some(_) if at < 80 => Place::Before,
        Some(_) => Place::After,
    };
    placed(place, head, body, &breaks, random)
}

fn head(setting: &Setting<'_>, piece: &Piece<'_>, noise: &Noise<'_>, random: &mut Random) -> Vec<Line> {
    let title = piece.article.title.iter().map(|line| narrowed(&noise.spoilt(line, random), setting.source.narrow));
    let lines: Vec<String> = title.collect();
    if random.chance(0.6) { vec![Line::new(lines.join(" "))] } else { lines.into_iter().map(Line::new).collect() }
}

/// The lines of the body, and where its paragraphs begin.
fn body(
    setting: &Setting<'_>,
    piece: &Piece<'_>,
    noise: &Noise<'_>,
    captions: &mut Vec<String>,
    random: &mut Random,
) -> (Vec<Line>, Vec<usize>) {
    let source = setting.source;
    let mut lines: Vec<Line> = Vec::new();
    let mut breaks = Vec::new();
    let mut opening = String::new();
    if let Some(from) = piece.from {
        let note = notes::from(source, from, random);
        if random.chance(0.6) { lines.push(Line::new(note)) } else { opening = note }
    } else if let Some(byline) = &piece.article.byline {
        let marker = if random.chance(0.15) { "□" } else { "" };
        lines.push(Line::new(format!("{marker}{byline}")));
    }
    for (i, paragraph) in piece.paragraphs.iter().enumerate() {
        let text = narrowed(&noise.spoilt(paragraph, random), source.narrow);
        let text = if i == 0 { format!("{opening}{text}") } else { text };
        match lines.last_mut() {
            Some(last) if i > 0 && random.chance(RUN_ON) => last.text.push_str(&text),
            _ => {
                breaks.push(lines.len());
                paragraph_lines(setting, text, &mut lines, captions, random);
            }
        }
    }
    if let Some(page) = piece.to {
        let note = notes::to(source, page);
        match lines.last_mut() {
            Some(last) if random.chance(0.8) => last.text.push_str(&note),
            _ => lines.push(Line::new(note)),
        }
    }
    (lines, breaks)
}

/// A paragraph in one line, or in two when a column ends in it.
fn paragraph_lines(
    setting: &Setting<'_>,
    text: String,
    lines: &mut Vec<Line>,
    captions: &mut Vec<String>,
    random: &mut Random,
) {
    let length = text.chars().count();
    if length < WORTH_CUTTING || !random.chance(COLUMN_END) {
        lines.push(Line::new(text));
        return;
    }
    let at = random.within(length / 6, length * 5 / 6);
    let byte = text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
    lines.push(Line::new(text[..byte].trim_end()));
    if random.chance(CAPTION) {
        let [caption, credit] = caption(setting, random);
        captions.push(caption.clone());
        lines.extend([caption, credit].map(Line::new));
    }
    lines.push(Line::new(text[byte..].trim_start()));
}

/// What stands below a picture, and who took it.
fn caption(setting: &Setting<'_>, random: &mut Random) -> [String; 2] {
    let mut writer = Writer::new(setting.words, random.branch(), setting.day);
    let mut caption = String::from("图为");
    writer.sentence(&mut caption);
    [caption, format!("本报记者 {}摄", writer.name())]
}

/// A text with the marks narrow that this reader writes so.
fn narrowed(text: &str, narrow: Narrow) -> String {
    if !narrow.brackets && !narrow.commas {
        return text.to_owned();
    }
    let mark = |c: char| match c {
        '（' if narrow.brackets => '(',
        '）' if narrow.brackets => ')',
        '！' if narrow.brackets => '!',
        '，' if narrow.commas => ',',
        '；' if narrow.commas => ';',
        '：' if narrow.commas => ':',
        _ => c,
    };
    text.chars().map(mark).collect()
}
