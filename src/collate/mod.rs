//! Witnesses side by side (对校): which characters of the printings of an article belong together.
//!
//! The witnesses are laid one after the other into a growing table of columns, beginning with the one that shares
//! most with all others and going on with the nearest (progressive alignment, sum of pairs). Rare common
//! k-mers anchor each witness; only what stands between anchors is aligned exactly. Then each witness is taken out
//! and laid in again where columns differ, twice. Characters are compared by their fold; a difference
//! between content and punctuation costs most, so that pointing never pulls a text out of line.
//!
//! What a witness does not cover is told from what it leaves out: outside its first and last character, and in
//! lacunae, a cell is [`Cell::Absent`]; elsewhere it is [`Cell::Gap`].

mod align;
mod anchors;
mod coverage;
mod kernel;
mod order;
mod profile;
mod refine;
mod tokens;
mod view;

pub use tokens::tokenize;

use crate::model::collation::{Cell, Collation};
use crate::model::witness::Witness;
use profile::{NONE, Profile};
use view::View;

/// How often each witness is taken out and laid in again.
const ROUNDS: usize = 2;

/// Aligns the witnesses of an article.
///
/// Each token stands in exactly one column, and the tokens of a witness in their order. The outcome does not depend on
/// the order of the witnesses, nor on how often one of them is given. Witnesses that share nothing with the others
/// stand after one another in the order of their sigla; no witness covers both sides of such a joint.
///
/// Near-linear in the length for texts that are alike. Stretches that have nothing in common are set
/// block against block when their exact alignment would take more than some million cells.
pub fn collate(witnesses: &[Witness]) -> Collation {
    let order = order::canonical(witnesses);
    let folds = |w: usize| witnesses[w].tokens.iter().map(|t| caseless(t.fold)).collect::<Vec<char>>();
    // Witnesses with the same text share a row: `of` names it.
    let mut rows: Vec<Vec<char>> = Vec::new();
    let mut sigla: Vec<&str> = Vec::new();
    let mut of = vec![0; witnesses.len()];
    for w in order {
        let row = folds(w);
        if rows.last() != Some(&row) {
            rows.push(row);
            sigla.push(&witnesses[w].siglum);
        }
        of[w] = rows.len() - 1;
    }
    table(&rows, &sigla, &of)
}

/// A headline in capitals and the same in small letters belong side by side; which of them is right is voted on.
fn caseless(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// The collation of different texts, spread over the witnesses that have them.
fn table(rows: &[Vec<char>], sigla: &[&str], of: &[usize]) -> Collation {
    let mut groups = groups(rows);
    let name = |members: &[usize]| members.iter().map(|w| (sigla[*w], *w)).min();
    groups.sort_by(|a, b| name(&a.members).cmp(&name(&b.members)));
    let mut table = Collation::new(of.len());
    for group in groups {
        let profile = refine::merge(&refine::refine(group.profile, rows, &group.members, ROUNDS), rows);
        let lacunae = coverage::absent(&profile, rows);
        for column in 0..profile.columns() {
            let cells = profile.column(column);
            table.push(of.iter().map(|w| match cells[*w] {
                NONE if lacunae[*w].covers(column) => Cell::Absent,
                NONE => Cell::Gap,
                token => Cell::Token(token),
            }));
        }
    }
    table
}

/// Texts that hang together, and their columns.
struct Group {
    members: Vec<usize>,
    profile: Profile,
}

fn groups(rows: &[Vec<char>]) -> Vec<Group> {
    let kinship = order::Kinship::new(rows);
    let mut left: Vec<usize> = (0..rows.len()).filter(|w| !rows[*w].is_empty()).collect();
    let mut groups = Vec::new();
    while let Some(medoid) = kinship.medoid(&left) {
        left.retain(|w| *w != medoid);
        let profile = Profile::of(rows.len(), medoid, rows[medoid].len());
        let mut group = Group { members: vec![medoid], profile };
        while let Some(next) = join_one(&mut group, rows, &kinship, &left) {
            left.retain(|w| *w != next);
        }
        groups.push(group);
    }
    groups
}

/// Lays the nearest text that shares anything into the group.
fn join_one(group: &mut Group, rows: &[Vec<char>], kinship: &order::Kinship, left: &[usize]) -> Option<usize> {
    for next in kinship.nearest(&group.members, left) {
        let view = View::new(&group.profile, rows, next);
        if let Some(path) = align::align(&view) {
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
