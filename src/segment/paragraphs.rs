//! Where paragraphs begin in a chain, as far as one witness tells.

use crate::model::chain::{Chain, Unit, UnitTable};
use crate::text::paragraph::{self, Layout, Line, Traits};

/// Log-odds of a paragraph break at each joint of a chain. O(units).
pub(crate) fn breaks(table: &UnitTable, chain: &Chain) -> Vec<f32> {
    let units: Vec<&Unit> = chain.units.iter().map(|u| &table.units[*u as usize]).collect();
    let page = units.first().map_or(0..0, |u| table.pages[u.page as usize].clone());
    let printed = table.units[page.start as usize..page.end as usize].iter().filter(|u| !u.cues.vertical);
    let layout = Layout::of(printed.map(|u| (u.blank_before, u.indent)));
    let lines: Vec<Line> = units.iter().map(|u| line(u)).collect();
    paragraph::breaks(&lines, layout)
}

fn line(unit: &Unit) -> Line {
    Line {
        traits: Traits::of(&unit.text),
        width: unit.width,
        full: unit.full,
        indent: unit.indent,
        blank_before: unit.blank_before,
        section: unit.cues.section,
        credit: unit.cues.credit,
    }
}
