//! Runs cut where units end.

use crate::model::chain::UnitTable;
use crate::model::passage::Run;

/// The parts of a run that lie in one unit on either side: the unit here, the unit there, and the part. Linear in the
/// parts.
pub(super) fn pieces(table: &UnitTable, page: u32, other: u32, run: Run) -> impl Iterator<Item = (u32, u32, Run)> + '_ {
    let mut rest = run;
    std::iter::from_fn(move || {
        let (u, v) = (table.unit_at(page, rest.here)?, table.unit_at(other, rest.there)?);
        let left = |unit: u32, at: u32| table.spans[unit as usize].end.saturating_sub(at);
        let len = rest.len.min(left(u, rest.here)).min(left(v, rest.there));
        let piece = Run { len, ..rest };
        (rest.here, rest.there, rest.len) = (rest.here + len, rest.there + len, rest.len - len);
        (len > 0).then_some((u, v, piece))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stream::Stream;

    #[test]
    fn a_run_is_cut_at_the_units_of_both_pages() {
        let stream = |unit: Vec<u32>| Stream { chars: vec!['字'; unit.len()], at: vec![0; unit.len()], unit };
        let table = UnitTable {
            streams: vec![stream(vec![0, 0, 0, 1, 1, 1]), stream(vec![2, 2, 3, 3, 3, 3])],
            spans: vec![0..3, 3..6, 0..2, 2..6],
            ..UnitTable::default()
        };
        let run = Run { here: 1, there: 0, len: 5, passage: 5 };
        let found: Vec<_> = pieces(&table, 0, 1, run).map(|(u, v, r)| (u, v, r.here, r.there, r.len)).collect();
        assert_eq!(found, [(0, 2, 1, 0, 2), (1, 3, 3, 2, 3)]);
    }
}
