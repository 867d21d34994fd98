//! Cues that need the neighbours: headlines, captions, pointer headlines.

use crate::model::chain::Unit;
use crate::model::page::Role;
use crate::text::chars;
use crate::text::column::is_narrow;

use super::names::is_name;
use super::wrapped;

/// Sets the cues of units that only their context tells. O(n).
pub(super) fn mark_context(units: &mut [Unit]) {
    mark_captions(units);
    unmark_labels(units);
    let indented = loses_indent(units);
    let parted = parts_by_blanks(units);
    for i in 0..units.len() {
        if is_head(units, i, parted) || (indented && is_second_line(units, i)) {
            mark_head(&mut units[i]);
        }
    }
    mark_before_openings(units);
    mark_authors(units);
    wrapped::mark_rests(units);
    mark_pointers(units);
}

/// Two letters are no headline but the label over some.
fn mark_head(unit: &mut Unit) {
    let label = letters(unit) < LETTERS;
    (unit.cues.head, unit.cues.column) = (!label, unit.cues.column || label);
}

/// Whether a line has the width of the first one of a paragraph whose indent is lost.
pub(super) fn is_two_em_short(unit: &Unit) -> bool {
    (1.4..=2.6).contains(&(unit.full - unit.width))
}

/// Lines of the longest headline.
pub(super) const LINES: usize = 4;

/// Whether a line is one of a headline, or may be one.
pub(super) fn may_head(unit: &Unit) -> bool {
    !unit.cues.is_final && (unit.cues.head || may_be_headline(unit) && unit.is_body())
}

/// Marks the lines above what opens an article or a paragraph that are its headline, however wide. O(n).
pub(super) fn mark_before_openings(units: &mut [Unit]) {
    mark_before_datelines(units);
    mark_above_names(units);
    mark_before_paragraphs(units);
}

/// Lines between a finished text and a dateline are the headline when none of them has a mark: a paragraph would end in one.
fn mark_before_datelines(units: &mut [Unit]) {
    for y in 1..units.len() {
        let unit = &units[y];
        if !unit.cues.dateline || unit.cues.paragraph || !unit.is_body() {
            continue;
        }
        let lines = units[..y].iter().rev().take_while(|u| may_head(u)).count();
        // What goes on below a headline belongs to it.
        let goes_on = units[y - lines].cues.head;
        let finished = goes_on || is_finished(&units[..y - lines]);
        // A paragraph that goes on elsewhere leaves the first line behind, two em short, at the foot of a column.
        let top = units[..y - lines].iter().all(|u| u.cues.furniture.is_some());
        let first = !top && units[y - lines..y].first().is_some_and(|u| !u.cues.head && is_two_em_short(u));
        if (1..=LINES).contains(&lines) && finished && !first {
            units[y - lines..y].iter_mut().for_each(|u| u.cues.head = true);
        } else if let Some(first) = wrapped_block(units, y) {
            units[first..y].iter_mut().for_each(|u| u.cues.head = true);
        } else if lines > 0 && is_wider(unit, &units[y - 1]) && units[y - 1].width <= units[y - 1].full - 1.0 {
            // Text that breaks off above the headline of another column fills its line.
            units[y - 1].cues.head = true;
        }
    }
}

/// The first of the lines right above one that are narrower than their column and were wrapped at one measure: all but the last
/// are as wide, give or take a character. Text that breaks off above them fills its line.
fn wrapped_block(units: &[Unit], y: usize) -> Option<usize> {
    let narrow = |u: &&Unit| may_head(u) && is_narrow(u.width, u.full);
    let lines = units[..y].iter().rev().take_while(narrow).count();
    let block = &units[y - lines..y];
    let (last, rest) = block.split_last().filter(|(_, rest)| (1..LINES).contains(&rest.len()))?;
    let measure = rest[0].width;
    let wrapped = rest.iter().all(|u| (u.width - measure).abs() <= 1.0) && last.width <= measure + 1.0;
    wrapped.then_some(y - lines)
}

/// Whether the last text of these lines is finished, or there is none but the head of the page.
fn is_finished(units: &[Unit]) -> bool {
    let last = units.iter().rev().find(|u| u.cues.furniture.is_none());
    last.is_none_or(|u| u.cues.sentence || u.cues.ends_article())
}

/// Em by which a line is wider than the column of another one that was set to another measure.
const WIDER: f32 = 3.0;

/// Whether a line is too wide for the column of another one.
pub(super) fn is_wider(line: &Unit, column: &Unit) -> bool {
    line.width > column.full + WIDER
}

/// A name alone above the first line of a paragraph signs it, and lines between a finished text and the name, none of which has a
/// mark, are its headline: no text of so few lines ends in a name and lacks all its marks.
fn mark_above_names(units: &mut [Unit]) {
    let marked = |u: &Unit| u.text.contains(['，', '、', '；']);
    for name in 1..units.len() {
        let signs = is_name(&units[name].text) && may_head(&units[name]) && !units[name].cues.paragraph;
        if !signs || !opens_paragraph(&units[name + 1..]) {
            continue;
        }
        let lines = units[..name].iter().rev().take_while(|u| may_head(u) && !marked(u)).count();
        let finished = is_finished(&units[..name - lines]);
        if (1..=LINES).contains(&lines) && finished {
            units[name - lines..name].iter_mut().for_each(mark_head);
            (units[name].cues.head, units[name].cues.column, units[name].cues.byline) = (false, false, true);
        }
    }
}

/// A line without a mark behind a finished text, right above the first line of a paragraph, is a headline for the same
/// reason. Of several such lines only the last one is told so: lines of text lose their marks, and their width with them.
fn mark_before_paragraphs(units: &mut [Unit]) {
    let parted = parts_by_blanks(units);
    for i in 0..units.len() {
        let line = &units[i];
        let apart = parted && line.blank_before > 0;
        let behind =
            |u: &Unit| u.cues.sentence || u.cues.ends_article() || (is_narrow(u.width, u.full) && !u.cues.section);
        let closed = apart || i.checked_sub(1).is_none_or(|j| behind(&units[j]));
        let fits = may_head(line) && !is_two_em_short(line);
        if fits && closed && opens_paragraph(&units[i + 1..]) {
            mark_head(&mut units[i]);
        }
    }
}

/// Em by which the first line of a paragraph is narrower than its column, a mark that was not read among them.
const FIRST_SHORT: std::ops::RangeInclusive<f32> = 1.4..=3.1;
/// Share of its column that the second line of a paragraph fills, whatever was not read.
const SECOND_LINE: f32 = 0.85;

/// Whether the first of these lines has the width of a paragraph's first line in a column, and the next one that of its second.
fn opens_paragraph(units: &[Unit]) -> bool {
    let [first, second, ..] = units else { return false };
    let fills = second.is_body() && !second.cues.top && second.width >= SECOND_LINE * second.full;
    let plain =
        first.is_body() && !first.cues.paragraph && !first.cues.top && !first.cues.is_final && !first.cues.dateline;
    plain && fills && FIRST_SHORT.contains(&(first.full - first.width))
}

/// A name alone between a headline at least twice as long and the text signs the text; in a column, so does any word of two
/// characters: a pen name is no family name, and no line of text is as short there.
fn mark_authors(units: &mut [Unit]) {
    for i in 1..units.len() {
        let (title, line) = (&units[i - 1], &units[i]);
        let between = title.cues.head && units.get(i + 1).is_some_and(Unit::is_body);
        let signs = is_name(&line.text) || (!line.cues.paragraph && is_word(&line.text));
        if between && line.cues.furniture.is_none() && signs && letters(title) >= 2 * letters(line) {
            (units[i].cues.head, units[i].cues.column, units[i].cues.byline) = (false, false, true);
        }
    }
    mark_broken_bylines(units);
}

/// In a column, a byline that fills its line goes on below: the rest of a name.
fn mark_broken_bylines(units: &mut [Unit]) {
    for i in 1..units.len() {
        let (byline, line) = (&units[i - 1], &units[i]);
        let fills = byline.cues.byline && !line.cues.paragraph && byline.width >= byline.full - 1.0;
        let name = line.is_body() && line.width <= 3.0 && line.text.chars().all(chars::is_han) && !line.cues.top;
        if fills && name && line.blank_before == 0 {
            units[i].cues.byline = true;
        }
    }
}

/// Two ideographs.
fn is_word(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| !chars::is_blank(*c));
    let two = [letters.next(), letters.next()].iter().all(|c| c.is_some_and(chars::is_han));
    two && letters.next().is_none()
}

/// A line as wide as its column, in one block with running text below it, is no label: readers take a full stop for the
/// middle dot of labels, and names have one. O(n).
fn unmark_labels(units: &mut [Unit]) {
    for i in 1..units.len() {
        let unit = &units[i];
        let fills = !unit.cues.paragraph && !is_narrow(unit.width, unit.full) && unit.width <= 1.15 * unit.full;
        if unit.cues.column && fills && units.get(i + 1).is_some_and(is_text_below) {
            units[i].cues.column = false;
        }
    }
}

fn letters(unit: &Unit) -> usize {
    unit.text.chars().filter(|c| chars::is_content(*c)).count()
}

/// On paragraph pages a photo credit also claims the lines between it and a paragraph that breaks off; anywhere
/// it claims the line before it while a bracket is open.
fn mark_captions(units: &mut [Unit]) {
    for i in 0..units.len() {
        if !units[i].cues.caption {
            continue;
        }
        let open = |text: &str| text.matches(['（', '(']).count() > text.matches(['）', ')']).count();
        let mut claimed = i;
        if units[i].cues.paragraph {
            // The credit's caption: back to the paragraph that is cut in mid-sentence, at most three lines.
            let cut = (1..=3).take_while(|n| *n <= i).find(|n| breaks_off(&units[i - n]));
            claimed = cut.map_or(i, |n| i - n + 1);
        } else if i > 0 && is_credit(&units[i]) && units[i - 1].cues.furniture.is_none() {
            // A credit on a line of its own: its caption is the sentence before, when that stands apart.
            let ends = |u: &Unit| closes(u) || is_narrow(u.width, u.full);
            let apart = units[i - 1].blank_before > units[i].blank_before || i < 2 || ends(&units[i - 2]);
            if apart && units[i - 1].cues.sentence {
                claimed = i - 1;
            }
        } else if i > 0 && open(&units[i - 1].text) && units[i].text.chars().count() < 8 {
            claimed = i - 1;
        }
        units[claimed..i].iter_mut().filter(|u| u.cues.furniture.is_none()).for_each(|u| u.cues.caption = true);
        if units[i].cues.photo_credit && units.get(i + 1).is_some_and(is_rest_of_credit) {
            (units[i + 1].cues.caption, units[i + 1].cues.byline) = (true, false);
        }
    }
}

/// Letters of the rest of a credit, at most: an agency and what its man is.
const REST: usize = 5;

/// Whether a line behind a photo credit is the start of it, read behind its end: nothing but what the photographer is, or a
/// bracket that opens and a name.
fn is_rest_of_credit(unit: &Unit) -> bool {
    let opens = unit.text.starts_with(chars::is_opening) && !balanced(&unit.text);
    (opens || unit.cues.byline) && !unit.cues.is_final && letters(unit) <= REST
}

/// Whether a caption is nothing but who took the picture, or stands in brackets as that does.
fn is_credit(unit: &Unit) -> bool {
    unit.cues.photo_credit || unit.text.starts_with(['（', '('])
}

fn breaks_off(unit: &Unit) -> bool {
    let c = &unit.cues;
    !c.is_final && !c.caption && !c.byline && c.furniture.is_none() && unit.width > 8.0
}

fn is_head(units: &[Unit], i: usize, parted: bool) -> bool {
    let unit = &units[i];
    let c = &unit.cues;
    if c.vertical {
        return true;
    }
    if c.display && is_plain(unit) && has_head_shape(&unit.text, true) {
        return true;
    }
    if !may_be_headline(unit) {
        return is_headline_of_clauses(units, i);
    }
    match c.paragraph {
        true => headed_context(units, i, parted),
        false => wrapped_head(units, i, parted) && !is_cut_off_text(units, i),
    }
}

/// Whether a line with a comma in it is too wide for its column, and stands alone between what is finished and what opens an
/// article: a text that ends there would end in its mark.
fn is_headline_of_clauses(units: &[Unit], i: usize) -> bool {
    let opens = |u: &Unit| u.cues.dateline || u.cues.byline || u.cues.date;
    let closed = i.checked_sub(1).is_none_or(|j| closes(&units[j]));
    let shaped = is_plain(&units[i]) && has_head_shape(&units[i].text, true);
    let wide = units[i].width > WIDER_THAN_TEXT * units[i].full;
    shaped && wide && closed && units.get(i + 1).is_some_and(opens) && !is_cut_off_text(units, i)
}

/// Columns on either side of one that are looked at.
const COLUMNS: usize = 8;

/// Whether a line was cut off others of one line of the file, one of which is running text: columns were read across there,
/// and the width of lines hereabouts tells nothing.
fn is_cut_off_text(units: &[Unit], i: usize) -> bool {
    let before = units[1..=i].iter().rev().take(COLUMNS).take_while(|u| u.cues.beside).count();
    let behind = units[i + 1..].iter().take(COLUMNS).take_while(|u| u.cues.beside).count();
    let runs = |u: &Unit| u.text.contains(['，', '。', '、', '；']);
    before + behind > 0 && units[i - before..=i + behind].iter().any(runs)
}

/// Whether nothing in a line itself speaks against its being (a line of) a headline.
pub(super) fn may_be_headline(unit: &Unit) -> bool {
    let paragraph = unit.cues.paragraph;
    is_plain(unit) && has_head_shape(&unit.text, paragraph) && (!paragraph || unit.width < LONGEST_HEAD)
}

/// Whether nothing is known of a line that makes it something else.
fn is_plain(unit: &Unit) -> bool {
    let c = &unit.cues;
    let other = c.caption || c.credit || c.byline || c.date || c.dateline || c.section || c.jump_to;
    !other && c.furniture.is_none()
}

/// Width of the longest headline on a page with one paragraph a line, in em.
const LONGEST_HEAD: f32 = 60.0;

/// Two to so many content characters (three where lines are paragraphs), no sentence inside, no mark at the end.
fn has_head_shape(text: &str, paragraph: bool) -> bool {
    let content = text.chars().filter(|c| chars::is_content(*c)).count();
    let last = text.chars().next_back().unwrap_or(' ');
    let (least, longest) = if paragraph { (3, 56) } else { (2, 34) };
    let inner = text.trim_end_matches(['！', '？', '!', '?']);
    (least..=longest).contains(&content)
        && !inner.contains(['。', '；', ';'])
        && (paragraph || !inner.contains(['，', ',']))
        && (chars::is_content(last) || chars::is_closing(last) || matches!(last, '！' | '？' | '!' | '?' | '％' | '%'))
        && chars::CharClass::of(text.chars().next().unwrap_or(' ')) != chars::CharClass::Punctuation
        || opens_head(text, content)
}

/// Headlines may open with a quote, a bracket or a deck's dash.
fn opens_head(text: &str, content: usize) -> bool {
    let first = text.chars().next().unwrap_or(' ');
    let last = text.chars().next_back().unwrap_or(' ');
    (first == '—' || chars::is_opening(first))
        && (3..=40).contains(&content)
        && !text.contains(['。', '，', ',', '；', ';'])
        && (chars::is_content(last) || chars::is_closing(last))
        && balanced(text)
}

fn balanced(text: &str) -> bool {
    text.chars().filter(|c| chars::is_opening(*c)).count() == text.chars().filter(|c| chars::is_closing(*c)).count()
}

/// Fewer letters are a headline or label only where nothing else stands near them.
const LETTERS: usize = 3;

fn wrapped_head(units: &[Unit], i: usize, parted: bool) -> bool {
    let (w, full) = (line_width(units, i), units[i].full);
    let before = i.checked_sub(1).map(|j| &units[j]);
    let after = units.get(i + 1);
    // No sentence ends behind a blank line without its mark, and none goes on behind a short line.
    let apart = parted && units[i].blank_before > 0;
    let closed =
        apart || before.is_none_or(|u| closes(u) || (is_narrow(line_width(units, i - 1), u.full) && !u.cues.section));
    let opened = after.is_some_and(|u| u.cues.dateline || u.cues.byline || u.cues.date);
    // A short line whose predecessor is in mid-sentence is that sentence's end without its mark.
    let alone = apart && after.is_none_or(|u| u.blank_before > 0 || u.cues.top) && w < full - 1.2;
    if letters(&units[i]) < LETTERS {
        return alone;
    }
    if apart && !opened && w >= FIRST_LINE * full && after.is_some_and(is_text_below) {
        return false;
    }
    let fills = |u: &Unit| u.is_body() && !u.cues.top && u.width >= FILLED * u.full;
    let first = is_two_em_short(&units[i]) && before.is_some_and(|u| u.cues.sentence) && after.is_some_and(fills);
    (alone && !first) || (is_narrow(w, full) && closed) || w > WIDER_THAN_TEXT * full || (closed && opened)
}

/// What no line of text is wider than, in widths of its column.
const WIDER_THAN_TEXT: f32 = 1.15;
/// Share of its column that the first line of a paragraph fills at least, whatever of it was not read.
const FIRST_LINE: f32 = 0.6;

/// Share of its column that a line of running text fills.
const FILLED: f32 = 0.9;

/// Whether a line stands in one block with the line above it and is running text: where blank lines part headlines from
/// bodies, all lines of its block are.
fn is_text_below(unit: &Unit) -> bool {
    let runs = unit.text.contains(['。', '，', '；']) || unit.width >= FILLED * unit.full;
    unit.blank_before == 0 && !unit.cues.top && unit.is_body() && runs && !unit.cues.section
}

/// Width of a line up to the end of a unit: what stands behind a note on its line is not short for that.
fn line_width(units: &[Unit], i: usize) -> f32 {
    units[..=i].iter().rev().take_while(|u| u.page == units[i].page && u.lines == units[i].lines).map(|u| u.width).sum()
}

/// Whether blank lines part the blocks of a page: some lines have one before them, most have none.
fn parts_by_blanks(units: &[Unit]) -> bool {
    let blanks = units.iter().filter(|u| u.blank_before > 0).count();
    (1..units.len() / 2).contains(&blanks)
}

/// Whether paragraphs of a wrapped page begin with lines two em narrower: the indent is lost, its width is not.
fn loses_indent(units: &[Unit]) -> bool {
    let starts: Vec<&Unit> = units
        .windows(2)
        .filter(|w| w[0].cues.sentence && w[0].width < w[0].full - 3.0 && w[1].width > 0.6 * w[1].full)
        .map(|w| &w[1])
        .collect();
    let narrow = starts.iter().filter(|u| u.width <= u.full - 1.2).count();
    starts.len() >= 4 && narrow * 10 >= starts.len() * 7
}

/// A line with the shape of a headline right behind one, too wide to be the first line of a paragraph: the
/// headline goes on.
fn is_second_line(units: &[Unit], i: usize) -> bool {
    let Some(start) = (0..i).rev().take_while(|j| units[*j].cues.head).last() else { return false };
    let c = &units[i].cues;
    let plain = c.furniture.is_none() && !(c.caption || c.credit || c.byline || c.date || c.dateline || c.section);
    let after_body = start.checked_sub(1).is_none_or(|j| closes(&units[j]));
    let wide = units[i].width > units[i].full - 1.2;
    plain && !units[i - 1].cues.vertical && after_body && wide && has_head_shape(&units[i].text, false)
}

fn headed_context(units: &[Unit], i: usize, parted: bool) -> bool {
    let before = i.checked_sub(1).map(|j| &units[j]);
    let apart = parted && units[i].blank_before > 0;
    // A finished paragraph before it is not enough: paragraphs cut at a column end look like headlines.
    let closed = before.is_none_or(|u| {
        u.cues.head
            || (apart && u.cues.sentence)
            || u.cues.credit
            || u.cues.jump_to
            || u.cues.column
            || (u.cues.furniture.is_some() && !u.cues.caption)
    });
    (closed && !is_labelled(&units[i].text)) || before_opening(units, i)
}

/// Whether a unit may be a headline and stands between a finished text and one that opens an article.
pub(super) fn is_opened(units: &[Unit], i: usize) -> bool {
    may_be_headline(&units[i]) && before_opening(units, i)
}

fn before_opening(units: &[Unit], i: usize) -> bool {
    let after = units[i + 1..].iter().find(|u| u.cues.furniture.is_none());
    let opened = after.is_some_and(|u| u.cues.dateline || u.cues.byline || u.cues.date);
    // The headline of the article before may stand behind its body.
    let behind = || i >= 2 && may_be_headline(&units[i - 1]) && closes(&units[i - 2]);
    opened && (i == 0 || closes(&units[i - 1]) || behind())
}

/// 地点：… 时间：…: a labelled item, not a headline.
fn is_labelled(text: &str) -> bool {
    text.chars().take(5).position(|c| c == '：' || c == ':').is_some_and(|n| n >= 2)
}

/// Whether nothing can continue this unit: it ends a sentence, an article, or belongs to no body.
pub(super) fn closes(unit: &Unit) -> bool {
    let c = &unit.cues;
    c.sentence || c.head || c.credit || c.jump_to || c.furniture.is_some() || c.caption || c.byline || c.date
}

/// Head-like lines before a pointer (见第三版) or inside an index box point to articles elsewhere.
fn mark_pointers(units: &mut [Unit]) {
    for i in 0..units.len() {
        let Some((role, rule)) = units[i].cues.furniture.clone() else { continue };
        match role {
            Role::ReadOn => {
                let first = (0..i).rev().take_while(|j| units[*j].cues.head).last().unwrap_or(i);
                units[first..i].iter_mut().for_each(|u| u.cues.furniture = Some((Role::ReadOn, rule.clone())));
            }
            Role::IndexLabel => {
                let n = units[i + 1..].iter().take_while(|u| u.cues.head && u.cues.furniture.is_none()).count();
                let ends_in_pointer = units
                    .get(i + 1 + n)
                    .is_some_and(|u| matches!(&u.cues.furniture, Some((r, _)) if *r == Role::ReadOn));
                if ends_in_pointer {
                    units[i + 1..=i + n]
                        .iter_mut()
                        .for_each(|u| u.cues.furniture = Some((Role::IndexLabel, rule.clone())));
                }
            }
            _ => {}
        }
    }
}
