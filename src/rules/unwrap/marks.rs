//! What rules say of lines: the number of a section, a credit, something that stands apart from the text.

use std::ops::Range;

use super::{Printed, WHOLE};
use crate::model::page::Role;
use crate::rules::apply;
use crate::rules::condition::{Facts, LineFacts};
use crate::rules::plan::Marks;
use crate::rules::sieve::{Bits, bit};
use crate::text::chars;

/// Notes on the printed lines of a text what the marking rules say of them. O(text), and O(line · rules) for lines that
/// rules may match.
pub(super) fn put(marks: &Marks, text: &str, lines: &mut [Printed]) {
    let facts = Facts::default();
    for (rule, role) in &marks.whole {
        apply::matches(rule, text, &facts).iter().for_each(|at| note(*role, at, text, lines));
    }
    let mut n = 0;
    while n < lines.len() {
        let (at, behind, sites) = group(marks, text, lines, n);
        if sites != 0 {
            let mut line = LineFacts::default();
            for (i, (rule, role)) in marks.rules.iter().enumerate() {
                if sites & bit(i) == 0 {
                    continue;
                }
                for found in rule.pattern.find_iter(&text[at.clone()]) {
                    let found = at.start + found.start()..at.start + found.end();
                    if apply::beside(rule, text, &found) && apply::holds(rule, text, &found, &facts, &mut line) {
                        note(*role, &found, text, &mut lines[n..behind]);
                    }
                }
            }
        }
        n = behind;
    }
}

/// The lines from the `n`th on that matches may connect: their bytes with the blank lines behind them, the first line
/// behind them, and the rules that may match in them.
fn group(marks: &Marks, text: &str, lines: &[Printed], n: usize) -> (Range<usize>, usize, Bits) {
    let start = line_start(text, lines[n].at.start);
    let (mut from, mut behind, mut sites) = (start, n, 0);
    loop {
        behind += 1;
        let next = lines.get(behind).map_or(text.len(), |l| line_start(text, l.at.start));
        let mut crossing = 0;
        while from < next {
            let (end, found) = marks.sieve.line(text, from);
            sites |= found;
            let reaching = found & marks.crossing;
            if reaching != 0 && marks.sieve.opens_within(&text[from..end], marks.reach, reaching) {
                crossing |= reaching;
            }
            from = end + 1;
        }
        if behind == lines.len() || crossing == 0 {
            if behind == n + 1 {
                sites &= marks.possible(lines[n].width, n, lines.len());
            }
            return (start..next, behind, sites);
        }
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |i| i + 1)
}

fn note(role: Role, at: &Range<usize>, text: &str, lines: &mut [Printed]) {
    let i = lines.partition_point(|l| l.at.end <= at.start);
    let Some(line) = lines.get_mut(i).filter(|l| l.at.start < at.end) else { return };
    let whole = || chars::text_width(&text[at.clone()]) >= WHOLE * line.width;
    match role {
        Role::Section => line.section |= at.start <= line.at.start,
        Role::Credit => line.credit |= whole(),
        Role::Dateline | Role::BylineMarker => {}
        _ => line.apart |= whole(),
    }
}
