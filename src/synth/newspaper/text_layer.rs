//! Text layers: every character right, the layout lost.

use super::wrap::Column;
use super::{Line, Place, Setting, notes, placed};
use crate::synth::plan::Piece;
use crate::synth::random::Random;

/// Share of the pieces that are set in a wide column, and how much wider it is.
const WIDE: f64 = 0.08;
const WIDER: f32 = 8.0;
/// Share of the headlines that come out one character a line.
const VERTICAL: f64 = 0.02;
/// Longest line of a headline in characters; a longer one is set in two lines.
const HEADLINE: usize = 14;

/// The lines of a piece as an extractor gives them.
pub(super) fn piece(setting: &Setting<'_>, piece: &Piece<'_>, random: &mut Random) -> Vec<Line> {
    let wide = if random.chance(WIDE) { WIDER } else { 0.0 };
    let column = Column { width: setting.source.column + wide, number_spaces: setting.source.number_spaces };
    let head = head(piece, random);
    let (body, breaks) = body(setting, piece, &column, random);
    let at = random.below(100);
    let place = match piece.from {
        None if at < 45 => Place::Before,
        None => Place::After,
        Some(_) if at < 40 => Place::Missing,
        Some(_) if at < 70 => Place::Before,
        Some(_) => Place::After,
    };
    placed(place, head, body, &breaks, random)
}

fn head(piece: &Piece<'_>, random: &mut Random) -> Vec<Line> {
    let mut lines = Vec::new();
    for title in &piece.article.title {
        let chars: Vec<char> = title.chars().collect();
        let vertical = piece.from.is_none() && chars.iter().all(|c| !c.is_ascii()) && random.chance(VERTICAL);
        let cut =
            if chars.len() > HEADLINE { random.within(chars.len() * 2 / 5, chars.len() * 3 / 5) } else { chars.len() };
        let parts: Vec<&[char]> = if vertical { chars.chunks(1).collect() } else { vec![&chars[..cut], &chars[cut..]] };
        for (i, part) in parts.into_iter().filter(|part| !part.is_empty()).enumerate() {
            lines.push(Line { text: part.iter().collect(), apart: i == 0 });
        }
    }
    lines
}

/// The lines of the body, and where its paragraphs begin.
fn body(setting: &Setting<'_>, piece: &Piece<'_>, column: &Column, random: &mut Random) -> (Vec<Line>, Vec<usize>) {
    let mut lines: Vec<Line> = Vec::new();
    let mut breaks = Vec::new();
    let mut opening = String::new();
    if let Some(from) = piece.from {
        let note = notes::from(setting.source, from, random);
        if random.chance(0.5) { lines.push(Line::new(note)) } else { opening = note }
    } else if let Some(byline) = &piece.article.byline {
        let marker = if random.chance(0.15) { "■" } else { "" };
        lines.push(Line::new(format!("{marker}{byline}")));
    }
    let within = piece.from.is_some_and(|from| from.within_paragraph);
    for (i, paragraph) in piece.paragraphs.iter().enumerate() {
        breaks.push(lines.len());
        let text = if i == 0 { format!("{opening}{paragraph}") } else { (*paragraph).to_owned() };
        let indent = i > 0 || !within;
        lines.extend(column.set(&text, indent, random).into_iter().map(Line::new));
    }
    if let Some(page) = piece.to {
        let note = notes::to(setting.source, page);
        match lines.last_mut() {
            Some(last) if random.chance(0.7) => {
                last.text.push(' ');
                last.text.push_str(&note);
            }
            _ => lines.push(Line { text: note, apart: random.chance(0.5) }),
        }
    }
    (lines, breaks)
}
