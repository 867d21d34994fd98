//! Witnesses side by side (对校): which characters of the printings of an article belong together.
//!
//! The witnesses are laid one after the other into a growing table of columns, beginning with the one that shares
//! most with all others and going on with the nearest (progressive alignment, sum of pairs). Rare common
//! k-mers anchor each witness; only what stands between anchors is aligned exactly. Then each witness is taken out
//! and laid in again where columns differ, twice. Characters are compared by their fold; a difference
//! between content and punctuation costs most, so that pointing never pulls a text out of line.
//!
//! Before that, what stands elsewhere in one witness (倒) is put where most have it. It must be long, stand once
//! in each text and not also where it is expected; the [`Collation`] says what was moved.
//!
//! What a witness does not cover is told from what it leaves out: outside its first and last character, and in
//! lacunae, a cell is [`Cell::Absent`]; elsewhere it is [`Cell::Gap`].

mod align;
mod anchors;
mod band;
mod beside;
mod block;
mod columns;
mod corridor;
mod coverage;
mod crowd;
mod hyphens;
mod kernel;
mod limits;
mod lines;
mod moves;
mod order;
mod pieces;
mod profile;
mod reading;
mod refine;
mod sequence;
mod tokens;
mod view;

pub use crowd::representatives;
pub use tokens::tokenize;

use rayon::prelude::*;

use crate::model::collation::{Cell, Collation, Move};
use crate::model::witness::{Token, Witness};
use crate::text::chars::{is_closing, is_content, is_sentence_end};
use anchors::Rare;
use lines::Print;
use profile::{NONE, Profile};
use sequence::Sequence;
use view::View;

/// How often each witness is taken out and laid in again.
const ROUNDS: usize = 2;

/// Aligns the witnesses of an article.
///
/// Each token stands in exactly one column (but a hyphen at a line end, when a witness that has the word inside a line says
/// whether it is part of it), and the tokens of a witness in their order but for the
/// [moves](Collation::moves). The outcome does not depend on
/// the order of the witnesses, nor on how often one of them is given. Witnesses that share nothing with the others
/// stand after one another in the order of their sigla; no witness covers both sides of such a joint.
///
/// Near-linear in the length for texts that are alike. Stretches that have nothing in common are set
/// block against block when their exact alignment would take more than some million cells.
pub fn collate(witnesses: &[Witness]) -> Collation {
    let order = order::canonical(witnesses);
    let printed: Vec<(Vec<char>, Print)> = order.par_iter().map(|w| printed(&witnesses[*w])).collect();
    // Witnesses with the same text share a row: `of` names it.
    let (mut rows, mut prints): (Vec<Vec<char>>, Vec<Print>) = Default::default();
    let mut first: Vec<&Witness> = Vec::new();
    let mut of = vec![0; witnesses.len()];
    for (w, (row, print)) in order.into_iter().zip(printed) {
        if rows.last() != Some(&row) {
            rows.push(row);
            prints.push(print);
            first.push(&witnesses[w]);
        }
        of[w] = rows.len() - 1;
    }
    let kinship = order::Kinship::new(&rows);
    let all: Vec<usize> = (0..rows.len()).collect();
    let (mut kmers, mut sequences) = (Vec::new(), Vec::new());
    if let Some(model) = kinship.medoid(&all) {
        let small = |row: usize, token: usize| first[row].tokens[token].ch.is_lowercase();
        let columns = in_columns(&rows, &prints, &kinship, model, &small);
        let places: Vec<Option<Vec<usize>>> = columns.iter().map(Sequence::places).collect();
        rows.iter_mut().zip(&places).for_each(|(row, places)| put(row, places.as_deref()));
        kmers = moves::kept(&rows, model);
        let place =
            |row: usize, token: usize| places[row].as_ref().map_or(token, |p| p.get(token).copied().unwrap_or(token));
        let joint = |row: usize, token: usize| joint(first[row], place(row, token));
        let orders = sequence::sequences(&rows, &kmers, model, &joint);
        for ((row, order), kmers) in rows.iter_mut().zip(&orders).zip(&mut kmers) {
            if let Some(places) = order.places() {
                put(row, Some(&places));
                *kmers = None;
            }
        }
        sequences = orders.into_iter().zip(columns).map(|(order, columns)| order.after(columns)).collect();
    }
    let sigla: Vec<&str> = first.iter().map(|witness| witness.siglum.as_str()).collect();
    let groups = groups(&rows, kmers, &kinship);
    let table = Texts { rows: &rows, sigla: &sigla, of: &of, sequences: &sequences }.table(groups);
    hyphens::settle(table, witnesses)
}

/// What a witness is compared by, and what it shows beside that.
fn printed(witness: &Witness) -> (Vec<char>, Print) {
    let mut print = Print::default();
    let see = |(at, token): (usize, &Token)| {
        print.see(at, token);
        caseless(token.fold)
    };
    (witness.tokens.iter().enumerate().map(see).collect(), print)
}

/// The texts, blocks that stand side by side in the order of the columns.
fn in_columns(
    rows: &[Vec<char>],
    prints: &[Print],
    kinship: &order::Kinship,
    model: usize,
    small: &dyn Fn(usize, usize) -> bool,
) -> Vec<Sequence> {
    let others: Vec<usize> = (0..rows.len()).filter(|row| *row != model).collect();
    let mut nearest = vec![model];
    nearest.extend(kinship.nearest(&[model], &others));
    columns::sequences(rows, &prints.iter().collect::<Vec<_>>(), &nearest, small)
}

/// Puts the characters of a text in another order.
fn put(row: &mut Vec<char>, places: Option<&[usize]>) {
    if let Some(places) = places {
        *row = places.iter().map(|token| row[*token]).collect();
    }
}

/// A headline in capitals and the same in small letters belong side by side; which of them is right is voted on.
fn caseless(c: char) -> char {
    // Han has no case.
    if matches!(c, '\u{2E80}'..='\u{9FFF}') {
        return c;
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// How well a text may be cut before a token: best where a line ends, well behind a sentence, fairly at a space.
fn joint(witness: &Witness, token: usize) -> f32 {
    let Some(next) = witness.tokens.get(token) else { return f32::INFINITY };
    let last = token.checked_sub(1).map(|last| witness.tokens[last].ch);
    let ended = last.is_some_and(|c| is_sentence_end(c) || is_closing(c)) && is_content(next.ch);
    next.break_before + f32::from(u8::from(ended)) + f32::from(u8::from(next.space_before)) / 2.0
}

/// The different texts, and the witnesses that have them.
struct Texts<'a> {
    rows: &'a [Vec<char>],
    /// The first witness that has each text, by name.
    sigla: &'a [&'a str],
    /// The text of each witness.
    of: &'a [usize],
    sequences: &'a [Sequence],
}

impl Texts<'_> {
    fn table(&self, mut groups: Vec<Group>) -> Collation {
        let name = |members: &[usize]| members.iter().map(|w| (self.sigla[*w], *w)).min();
        groups.sort_by(|a, b| name(&a.members).cmp(&name(&b.members)));
        let places: Vec<Option<Vec<usize>>> = self.sequences.iter().map(Sequence::places).collect();
        let place = |row: usize, token: u32| places[row].as_ref().map_or(token, |p| p[token as usize] as u32);
        let mut table = Collation::new(self.of.len());
        for group in groups {
            let profile = refine::refine(group.profile, self.rows, &group.members, ROUNDS);
            let profile = refine::merge(&profile, self.rows);
            let lacunae = coverage::absent(&profile, self.rows);
            for column in 0..profile.columns() {
                let cells = profile.column(column);
                table.push(self.of.iter().map(|w| match cells[*w] {
                    NONE if lacunae[*w].covers(column) => Cell::Absent,
                    NONE => Cell::Gap,
                    token => Cell::Token(place(*w, token)),
                }));
            }
        }
        table.record_moves(self.moves());
        table
    }

    fn moves(&self) -> Vec<Move> {
        let of = |(witness, row): (usize, &usize)| {
            let moved = self.sequences[*row].moved.iter();
            moved.map(move |tokens| Move { witness, tokens: tokens.start as u32..tokens.end as u32 })
        };
        self.of.iter().enumerate().flat_map(of).collect()
    }
}

/// Texts that hang together, and their columns.
struct Group {
    members: Vec<usize>,
    profile: Profile,
}

/// `kmers` are those of the texts, where they are known.
fn groups(rows: &[Vec<char>], kmers: Vec<Option<Rare>>, kinship: &order::Kinship) -> Vec<Group> {
    let mut left: Vec<usize> = (0..rows.len()).filter(|w| !rows[*w].is_empty()).collect();
    let mut groups = Vec::new();
    while let Some(medoid) = kinship.medoid(&left) {
        left.retain(|w| *w != medoid);
        let profile = Profile::of(rows.len(), medoid, rows[medoid].len());
        let mut group = Group { members: vec![medoid], profile };
        while let Some(next) = join_one(&mut group, rows, &kmers, kinship, &left) {
            left.retain(|w| *w != next);
        }
        groups.push(group);
    }
    groups
}

/// Lays the nearest text that shares anything into the group.
fn join_one(
    group: &mut Group,
    rows: &[Vec<char>],
    kmers: &[Option<Rare>],
    kinship: &order::Kinship,
    left: &[usize],
) -> Option<usize> {
    for next in kinship.nearest(&group.members, left) {
        let view = View::new(&group.profile, rows, next);
        // Of one text the profile reads what the text does.
        let sole = if let [sole] = group.members[..] { kmers[sole].as_ref() } else { None };
        if let Some(path) = align::align(&view, kmers[next].as_ref(), sole) {
            group.profile = group.profile.with(next, &path);
            group.members.push(next);
            group.members.sort_unstable();
            return Some(next);
        }
    }
    None
}

#[cfg(test)]
mod tests;
