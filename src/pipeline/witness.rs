//! From the units of a source to a witness.

use crate::model::bundle::{Part, SourceText};
use crate::model::chain::Chain;
use crate::model::witness::{Family, Token, Witness};
use crate::segment::paragraphs;
use crate::text::hyphen::Cut;
use crate::text::{chars, fold, paragraph};

use super::{Run, script};

/// Log-odds of a paragraph break where two chains were put next to each other by other sources only.
const UNKNOWN_JOINT: f32 = 0.0;
/// Share of a full line that is short.
const SHORT: f32 = 0.7;

/// The witnesses of a part, by siglum; script is one for all of them.
pub(super) fn of_part(run: &Run<'_>, part: &Part) -> Vec<Witness> {
    let mut witnesses: Vec<Witness> = part.texts.iter().map(|t| body(run, t)).collect();
    script::unify(run.script, &mut witnesses);
    witnesses
}

/// Which texts of a part begin with the dateline that opens an article.
pub(super) fn opening(run: &Run<'_>, part: &Part) -> Vec<bool> {
    let opens = |t: &SourceText| t.units.first().is_some_and(|u| run.table.units[*u as usize].cues.dateline);
    part.texts.iter().map(opens).collect()
}

fn body(run: &Run<'_>, text: &SourceText) -> Witness {
    let chain = Chain { source: text.source, units: text.units.clone(), joints: Vec::new() };
    let odds = paragraphs::breaks(run.table, &chain);
    let mut witness = empty(run, text.source, &text.units);
    let length = |unit: &u32| run.table.units[*unit as usize].text.chars().count();
    witness.tokens.reserve(text.units.iter().map(length).sum());
    let mut before = None;
    for (i, unit) in text.units.iter().enumerate() {
        let odds = i.checked_sub(1).map_or(0.0, |j| match text.joints[j] {
            None if !ends_short(run, text.units[j]) => UNKNOWN_JOINT,
            _ => odds[j],
        });
        append(run, (before, *unit), odds, Joint::Text, &mut witness);
        before = Some(*unit);
    }
    witness
}

/// Whether a line ends a paragraph whatever stands behind it.
fn ends_short(run: &Run<'_>, unit: u32) -> bool {
    let unit = &run.table.units[unit as usize];
    unit.cues.is_final && unit.width < SHORT * unit.full
}

/// Evidence of a line end in a headline that its line is a phrase of its own, on the scale of [`paragraph::INSIDE_LINE`]: a page that
/// has both sides on one line tells more than two that end a line there, and less than three.
const LINE_END: f32 = 1.0;

/// A witness of a headline, byline or date line: its line ends are told like those of paragraphs, but for a bracketed date, which is
/// one phrase however many lines it takes.
pub(super) fn of_lines(run: &Run<'_>, source: u32, units: &[u32]) -> Witness {
    let mut witness = empty(run, source, units);
    let mut before = None;
    for unit in units {
        let (joint, odds) = match run.table.units[*unit as usize].cues.date {
            true => (Joint::Text, paragraph::INSIDE_LINE),
            false => (Joint::Lines, LINE_END),
        };
        append(run, (before, *unit), odds, joint, &mut witness);
        before = Some(*unit);
    }
    witness
}

fn empty(run: &Run<'_>, source: u32, units: &[u32]) -> Witness {
    let page = units.first().map_or(0, |u| run.table.units[*u as usize].page as usize);
    let input = &run.inputs[page];
    let family = if units.is_empty() { Family::Unknown } else { input.family };
    Witness { siglum: run.sigla[source as usize].clone(), source: input.source.clone(), family, tokens: Vec::new() }
}

/// How a unit is joined to the one before it.
#[derive(Clone, Copy, PartialEq)]
enum Joint {
    /// As lines of one paragraph, by the rules.
    Text,
    /// As lines that are phrases of their own: by a space, where no word of letters is cut.
    Lines,
}

/// Puts the characters of a unit behind those of the one before it.
fn append(run: &Run<'_>, (before, unit): (Option<u32>, u32), odds: f32, joint: Joint, witness: &mut Witness) {
    let unit = &run.table.units[unit as usize];
    let page = &run.pages[unit.page as usize];
    let mut space = joint == Joint::Lines && !witness.tokens.is_empty();
    if let Some(before) = before.map(|before| run.table.units[before as usize].text.as_str())
        && (joint == Joint::Text || Cut::at(before, &unit.text).is_some())
    {
        let join = run.book.join_among(before, &unit.text, &run.attested);
        // The rules may take a hyphen at the line end away.
        let drop = before[before.len() - join.drop_before..].chars().filter(|c| !chars::is_blank(*c)).count();
        witness.tokens.truncate(witness.tokens.len().saturating_sub(drop));
        space = join.insert.contains(' ');
    }
    let mut first = true;
    for piece in &unit.pieces {
        for (at, c) in page.text.text()[piece.clone()].char_indices() {
            if chars::is_blank(c) {
                space = true;
                continue;
            }
            let opens = witness.tokens.is_empty();
            witness.tokens.push(Token {
                ch: c,
                fold: fold::fold(c),
                page: unit.page,
                at: (piece.start + at) as u32,
                space_before: space && !opens,
                break_before: match (opens, first) {
                    (true, _) => 0.0,
                    (_, true) => odds,
                    _ => paragraph::INSIDE_LINE,
                },
                confidence: page.confidence_at(piece.start + at),
            });
            (space, first) = (false, false);
        }
    }
}
