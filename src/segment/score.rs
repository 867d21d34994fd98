//! The score of a junction: what cues say, what others attest, what contradicts it. Units are roughly natural
//! log-odds; a junction is worth making above 0.

use rayon::prelude::*;

use super::added::is_added;
use super::apart::{Indents, differs_in_measure, may_open_paragraph, stands_apart};
use super::candidates::{self, Candidate};
use super::company::Company;
use super::headed::{has_byline_between, headed, is_headed_elsewhere, is_signed_elsewhere, openings, opens_its_own};
use super::heads::is_wider;
use super::rhythm::Rhythm;
use super::settled::Settled;
use super::testimony::{Testimony, cut_apart, lost_its_end, testify};
use super::topic::Topics;
use super::twins::{holding_both, is_shared};
use crate::model::chain::{Evidence, Unit, UnitTable};
use crate::model::page::Role;
use crate::model::passage::Concordance;
use crate::text::column::{is_full, is_narrow};

/// Weights, all in one table, so that they can be measured together.
mod weight {
    pub(super) const BASE: f32 = 0.6;
    /// x breaks off and fills its line, ends in a comma or is a whole paragraph cut.
    pub(super) const BREAKS_OFF_FULL: f32 = 2.0;
    pub(super) const BREAKS_OFF_SHORT: f32 = 0.8;
    /// No sentence goes on in a line that is an indent narrower than its column.
    pub(super) const PARAGRAPH_OPENS: f32 = -0.8;
    pub(super) const PARAGRAPH_FOLLOWS: f32 = 0.6;
    pub(super) const DATELINE: f32 = -3.0;
    /// A sentence that breaks off before it goes on elsewhere.
    pub(super) const DATELINE_AFTER_BREAK: f32 = -3.6;
    pub(super) const DATELINE_IN_SENTENCE: f32 = -1.0;
    /// Nothing quotes what opens an article elsewhere.
    pub(super) const DATELINE_HEADED: f32 = -2.0;
    pub(super) const CREDIT_BEFORE: f32 = -2.5;
    /// A new column after the end of a sentence may hold anything.
    pub(super) const NEXT_COLUMN: f32 = -1.0;
    pub(super) const SECTION_AFTER: f32 = 0.8;
    pub(super) const SECTION_BEFORE: f32 = 0.8;
    /// A credit closes the text it follows.
    pub(super) const CREDIT_AFTER: f32 = 1.0;
    /// What tells where to buy something stands by itself.
    pub(super) const ADVERTISEMENT: f32 = -2.5;
    pub(super) const JUMP_ON_PAGE: f32 = -6.0;
    pub(super) const JUMP_BETWEEN_PAGES: f32 = 0.5;
    pub(super) const BRIDGE: f32 = -0.3;
    pub(super) const BRIDGED_UNIT: f32 = -0.4;
    pub(super) const BRIDGE_AFTER_FINAL: f32 = -1.2;
    /// A picture may stand in the midst of a text.
    pub(super) const CAPTION: f32 = 0.6;
    /// An index box stands between texts more often than in the midst of one.
    pub(super) const INDEX_AFTER_FINAL: f32 = -0.6;
    /// Who wrote a text is told before it or behind it.
    pub(super) const BYLINE_BETWEEN: f32 = -1.0;
    pub(super) const FAR: f32 = -1.0;
    pub(super) const FAR_AFTER_FINAL: f32 = -1.8;
    /// A finished paragraph, and one on another page, without a note on either.
    pub(super) const UNNOTED: f32 = -0.5;
    /// Articles go on on later pages.
    pub(super) const BACKWARDS: f32 = -1.0;
    pub(super) const NOT_HEADED: f32 = 0.8;
    pub(super) const NOT_HEADED_DATELINE: f32 = 0.5;
    pub(super) const HARD: f32 = 6.0;
    pub(super) const SOFT_STRONG: f32 = 2.4;
    pub(super) const SOFT: f32 = 1.4;
    pub(super) const SOFT_WEAK: f32 = 1.2;
    pub(super) const SOFT_FAR: f32 = 0.3;
    pub(super) const AGAINST_HARD: f32 = -1.5;
    pub(super) const AGAINST_SOFT: f32 = -0.5;
    /// Contradictions count less when somebody attests: who is scrambled cannot attest.
    pub(super) const AGAINST_ATTESTED: f32 = 0.4;
    pub(super) const NOBODY_OF_MANY: f32 = -3.0;
    pub(super) const NOBODY_OF_ONE: f32 = -0.3;
    pub(super) const HEADED_ELSEWHERE: f32 = -3.0;
    /// Others end a text there, and nobody else has what follows.
    pub(super) const ENDS_ELSEWHERE: f32 = -2.0;
    /// Columns are read one by one.
    pub(super) const BESIDE: f32 = -3.0;
    /// Lines that stand by turns.
    pub(super) const RHYTHM: f32 = 1.5;
    /// What repeats the words of a text on the other side of a headline goes on with it.
    pub(super) const ONE_TOPIC: f32 = 2.5;
    /// A paragraph begins with an indent.
    pub(super) const STANDS_APART: f32 = -2.0;
    /// An article is set to one measure.
    pub(super) const OTHER_MEASURE: f32 = -2.0;
}

/// A judged junction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Junction {
    /// The unit before.
    pub(super) x: u32,
    /// The unit after.
    pub(super) y: u32,
    /// Above 0: worth making.
    pub(super) score: f32,
    /// What it rests on.
    pub(super) evidence: Evidence,
    /// Neighbours on a page, and nothing shows that an article begins at y.
    pub(super) orphan: bool,
    /// It lies inside a line of another source.
    pub(super) inside: bool,
}

/// Judges all candidates; order as in the table. O(candidates × partner pages × log runs).
pub(super) fn junctions(table: &UnitTable, map: &Concordance) -> Vec<Junction> {
    let (indents, company) = (Indents::of(table), Company::of(table));
    let rhythm = Rhythm::of(table, &company);
    let candidates = candidates::all(table, map, rhythm.pairs());
    let votes: Vec<Vec<Testimony>> = candidates.par_iter().map(|c| votes(table, map, *c)).collect();
    let settled = Settled::of(table, map, (&indents, &company), (&candidates, &votes));
    let known = Known { indents, company, topics: Topics::of(table, &candidates), settled, rhythm };
    let judged = |(c, votes)| judge(table, map, &known, c, &known.settled.heard(votes));
    candidates.into_par_iter().zip(votes).map(judged).collect()
}

/// What all pages of a run tell of joints.
struct Known {
    indents: Indents,
    company: Company,
    topics: Topics,
    settled: Settled,
    rhythm: Rhythm,
}

fn judge(table: &UnitTable, map: &Concordance, known: &Known, c: Candidate, votes: &[Testimony]) -> Junction {
    let (x, y) = (&table.units[c.x as usize], &table.units[c.y as usize]);
    let mid_sentence = !x.cues.is_final && !x.cues.credit;
    let own = across(table, c);
    let headed = headed(table, map, c.y);
    let (mut attest, contra) = (attested(table, c, votes, headed), contradicted(votes));
    let lost_its_end = || map.partners(x.page).iter().any(|other| lost_its_end(table, map, (c.x, c.y), *other));
    if attest > 0.0 && (!mid_sentence || lost_its_end()) && is_outvoted(table, map, c, votes) {
        attest = 0.0;
    }
    let mut score = match () {
        () if c.bridged.is_some() => own,
        () if is_inserted(table, map, c) => own + weight::BRIDGE,
        () => own / 2.0 + far(table, map, c) + unnoted(x, y),
    };
    if has_byline_between(table, c) {
        score += weight::BYLINE_BETWEEN;
    }
    if !mid_sentence && attest <= 0.0 && has_index_between(table, c) {
        score += weight::INDEX_AFTER_FINAL;
    }
    if known.topics.are_one(c) {
        score += weight::ONE_TOPIC;
    }
    if headed && mid_sentence && y.cues.dateline && attest <= 0.0 {
        score += weight::DATELINE_HEADED;
    }
    if !headed && c.bridged == Some(0) {
        score += if y.cues.dateline { weight::NOT_HEADED_DATELINE } else { weight::NOT_HEADED };
    }
    score += attest + if attest > 0.0 { weight::AGAINST_ATTESTED * contra } else { contra };
    if attest <= 0.0 {
        let silent = holding_both(table, map, c.x, c.y);
        let nobody = [0.0, weight::NOBODY_OF_ONE, weight::NOBODY_OF_MANY][silent.min(2)];
        score += if mid_sentence { nobody / 2.0 } else { nobody };
    }
    if attest <= 0.0 && (is_headed_elsewhere(table, map, c, votes) || is_signed_elsewhere(table, map, c.y)) {
        score += weight::HEADED_ELSEWHERE;
    }
    let (shut, against) =
        if attest > 0.0 { (false, 0.0) } else { set_apart(table, map, &known.indents, c, contra < 0.0) };
    score += against;
    let inside = votes.contains(&Testimony::Hard);
    score += by_words(table, known, c, inside);
    let by_accident = known.settled.by_accident(c.x, c.y) || known.rhythm.parts(c.x, c.y);
    if attest <= 0.0 && c.bridged.is_some() && (by_accident || cut_apart(table, c.x, c.y)) {
        score += weight::BESIDE;
    }
    let evidence = match (attest > 0.0, contra < 0.0) {
        (true, _) => Evidence::Attested,
        (false, true) => Evidence::Contradicted,
        (false, false) => Evidence::Cued,
    };
    let start = y.cues.dateline || y.cues.jump_from || x.cues.jump_to || x.cues.ends_article();
    let orphan = follows(table, c) && !headed && !start && !shut && !by_accident;
    Junction { x: c.x, y: c.y, score, evidence, orphan, inside }
}

/// What the characters on either side of a pair weigh, and those of its neighbours; `inside` a line of another source they
/// tell nothing more.
fn by_words(table: &UnitTable, known: &Known, c: Candidate, inside: bool) -> f32 {
    let company = if inside { 0.0 } else { known.company.between(table, c.x, c.y) };
    company + if known.rhythm.joins(c.x, c.y) { weight::RHYTHM } else { 0.0 }
}

/// Whether anything shows that a text which nobody attests begins behind the end of another one, and what that weighs.
fn set_apart(table: &UnitTable, map: &Concordance, indents: &Indents, c: Candidate, contradicted: bool) -> (bool, f32) {
    let x = &table.units[c.x as usize].cues;
    if !x.is_final && !x.credit {
        return (false, 0.0);
    }
    let signs = [
        (c.bridged.is_some() && is_added(table, map, c, contradicted), weight::ENDS_ELSEWHERE),
        (stands_apart(table, indents, c), weight::STANDS_APART),
        (differs_in_measure(table, c, contradicted), weight::OTHER_MEASURE),
    ];
    let shown = || signs.iter().filter(|(shown, _)| *shown);
    (shown().next().is_some(), shown().map(|(_, weight)| weight).sum())
}

/// Whether the second one follows the first one on its page, with captions between them at most.
fn follows(table: &UnitTable, c: Candidate) -> bool {
    c.bridged.is_some() && (c.x + 1..c.y).all(|u| table.units[u as usize].cues.caption)
}

/// What the two lines themselves say, and what stands between them: the lines of captions count as one.
fn across(table: &UnitTable, c: Candidate) -> f32 {
    let (x, y) = (&table.units[c.x as usize], &table.units[c.y as usize]);
    let captions = c.bridged.is_some_and(|n| n > 0) && follows(table, c);
    match () {
        () if !captions => cue(x, y, c.bridged),
        () if x.cues.is_final => cue(x, y, Some(1)) + weight::CAPTION,
        () => cue(x, y, Some(1)),
    }
}

/// Characters of a box that stands in the midst of an article, at most.
const BOX: usize = 120;

/// Whether nobody else prints what stands between the two lines on their page, a headline or a caption among it: a box
/// that one paper set into the article. A paragraph that only one paper has is none.
fn is_inserted(table: &UnitTable, map: &Concordance, c: Candidate) -> bool {
    let (x, y) = (&table.units[c.x as usize], &table.units[c.y as usize]);
    if x.page != y.page || c.x >= c.y {
        return false;
    }
    let between = table.spans[c.x as usize].end..table.spans[c.y as usize].start;
    let is_own = |u: u32| !is_shared(table, map, u);
    between.len() <= BOX && (c.x + 1..c.y).any(|u| !table.units[u as usize].is_body()) && (c.x + 1..c.y).all(is_own)
}

/// Lines of other columns that stand between two lines, at most, where columns were read side by side.
const BETWEEN: u32 = 3;

/// Whether a few lines that other papers print elsewhere stand between the two: columns were read side by side there.
fn is_beside(table: &UnitTable, map: &Concordance, c: Candidate) -> bool {
    let near =
        c.x < c.y && c.y - c.x <= BETWEEN + 1 && table.units[c.x as usize].page == table.units[c.y as usize].page;
    near && (c.x + 1..c.y).all(|u| is_shared(table, map, u))
}

fn far(table: &UnitTable, map: &Concordance, c: Candidate) -> f32 {
    let x = &table.units[c.x as usize];
    // Columns come in any order: the end of one and the start of another are as near as neighbours.
    let ends =
        table.after(c.x).is_none_or(|n| table.units[n as usize].cues.top || table.units[n as usize].page != x.page);
    match () {
        () if ends && table.units[c.y as usize].cues.top => 0.0,
        () if x.cues.is_final && !is_beside(table, map, c) => weight::FAR_AFTER_FINAL,
        () => weight::FAR,
    }
}

/// What speaks against an article that goes on on another page without saying so. Pages are in the order of their names.
fn unnoted(x: &Unit, y: &Unit) -> f32 {
    let noted = x.cues.jump_to || y.cues.jump_from;
    match () {
        () if x.page == y.page || noted || !x.cues.is_final => 0.0,
        () if x.page < y.page => weight::UNNOTED,
        () => weight::UNNOTED + weight::BACKWARDS,
    }
}

/// What the two lines themselves say; `bridged` is the number of headlines and captions between them.
fn cue(x: &Unit, y: &Unit, bridged: Option<u8>) -> f32 {
    use weight::*;
    let mut s = BASE;
    if x.cues.ends_article() {
        s += if y.cues.credit { 0.0 } else { CREDIT_BEFORE };
    } else if !x.cues.is_final {
        // Readers take a full stop for a comma: no line is short in mid-sentence, and then under a headline goes on less.
        let stop = bridged.is_some_and(|n| n > 0) && is_narrow(x.width, x.full);
        let comma = x.text.ends_with(['，', '、', ',']) && !stop;
        let full = is_full(x.width, x.full) || x.cues.paragraph || comma;
        s += if full { BREAKS_OFF_FULL } else { BREAKS_OFF_SHORT };
        s += if may_open_paragraph(y) { PARAGRAPH_OPENS } else { 0.0 };
    } else if x.cues.paragraph {
        s += PARAGRAPH_FOLLOWS;
    }
    if y.cues.dateline {
        // In mid-sentence it may be a quotation; under a headline, at the top of a column, behind a blank line, in the
        // first line of a paragraph or in a wider column it opens an article.
        let under = x.cues.is_final || x.cues.credit || x.cues.head || bridged.is_some_and(|n| n > 0);
        let opens = under || y.cues.top || y.blank_before > 0 || may_open_paragraph(y) || is_wider(y, x);
        s += match (opens, x.cues.is_final || x.cues.credit) {
            (true, true) => DATELINE,
            (true, false) => DATELINE_AFTER_BREAK,
            (false, _) => DATELINE_IN_SENTENCE,
        };
    }
    if y.cues.top && x.cues.is_final && bridged.is_some() {
        s += NEXT_COLUMN;
    }
    if y.cues.section {
        s += SECTION_AFTER;
    }
    if x.cues.section {
        s += SECTION_BEFORE;
    }
    if y.cues.credit {
        s += CREDIT_AFTER;
    }
    if x.cues.advertisement != y.cues.advertisement && (x.cues.is_final || !is_full(x.width, x.full)) {
        s += ADVERTISEMENT;
    }
    if x.cues.jump_to || y.cues.jump_from {
        s += if x.page == y.page { JUMP_ON_PAGE } else { JUMP_BETWEEN_PAGES };
    }
    if let Some(n) = bridged.filter(|n| *n > 0) {
        s += BRIDGE + BRIDGED_UNIT * f32::from(n) + if x.cues.is_final { BRIDGE_AFTER_FINAL } else { 0.0 };
    }
    s
}

/// The strongest testimony of each other source.
fn votes(table: &UnitTable, map: &Concordance, c: Candidate) -> Vec<Testimony> {
    let (x, y) = (&table.units[c.x as usize], &table.units[c.y as usize]);
    let mut by_source: std::collections::BTreeMap<u32, Testimony> = Default::default();
    let mut pages: Vec<u32> = map.partners(x.page).iter().chain(map.partners(y.page)).copied().collect();
    pages.sort_unstable();
    pages.dedup();
    for other in pages {
        let Some(t) = testify(table, map, c.x, c.y, other) else { continue };
        let slot = by_source.entry(table.sources[other as usize]).or_insert(t);
        if t.strength() > slot.strength() {
            *slot = t;
        }
    }
    by_source.into_values().collect()
}

fn attested(table: &UnitTable, c: Candidate, votes: &[Testimony], headed: bool) -> f32 {
    let (x, y) = (&table.units[c.x as usize], &table.units[c.y as usize]);
    // A second report under one headline: two papers have it right behind the first one, and none has a headline over it.
    let adds = y.cues.dateline && !headed && x.cues.is_final && c.bridged == Some(0);
    let jump = x.cues.jump_to != y.cues.jump_from;
    votes
        .iter()
        .map(|t| match *t {
            Testimony::Hard => weight::HARD,
            // Line ends at a jump prove nothing, papers jump at the same places; but with a note on either side they do.
            Testimony::Soft(..) | Testimony::Bridged if jump => 0.0,
            // A headline between the two there, none here: it was set into the body, or it heads the second one.
            Testimony::Bridged if c.bridged == Some(0) && !y.cues.dateline => weight::SOFT,
            Testimony::Bridged => 0.0,
            Testimony::Soft(..) if adds => weight::SOFT_STRONG,
            Testimony::Soft(u, v) => {
                let there = cue(&table.units[u as usize], &table.units[v as usize], Some(0));
                match there {
                    s if s >= 1.0 => weight::SOFT_STRONG,
                    s if s > 0.0 => weight::SOFT,
                    _ if c.bridged.is_some() => weight::SOFT_WEAK,
                    _ => weight::SOFT_FAR,
                }
            }
            _ => 0.0,
        })
        .sum()
}

fn contradicted(votes: &[Testimony]) -> f32 {
    votes
        .iter()
        .map(|t| match *t {
            Testimony::AgainstHard(w) => weight::AGAINST_HARD * w,
            Testimony::AgainstSoft(w, _) => weight::AGAINST_SOFT * w,
            _ => 0.0,
        })
        .sum()
}

/// Whether fewer sources show two paragraphs as neighbours than print a headline or a byline over the second one, and
/// the first one elsewhere: what follows a text whose own headline stands apart from it follows by chance. The headline
/// over a paragraph that should go on from elsewhere counts twice.
fn is_outvoted(table: &UnitTable, map: &Concordance, c: Candidate, votes: &[Testimony]) -> bool {
    let shown = votes.iter().filter(|t| matches!(t, Testimony::Soft(..))).count();
    !votes.contains(&Testimony::Hard) && openings(table, map, c) + usize::from(opens_its_own(table, c)) > shown
}

/// Whether entries of an index stand between the two lines on their page.
fn has_index_between(table: &UnitTable, c: Candidate) -> bool {
    let is_index = |u: u32| {
        let furniture = &table.units[u as usize].cues.furniture;
        furniture.as_ref().is_some_and(|(role, _)| matches!(role, Role::IndexLabel | Role::ReadOn))
    };
    c.bridged.is_some() && (c.x + 1..c.y).any(is_index)
}
