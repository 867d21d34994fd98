//! The order in which blocks are read.

/// The columns and the rows that something takes, the first and the last one.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    pub(super) columns: (usize, usize),
    pub(super) rows: (usize, usize),
}

/// Sorts blocks as they are read: what stands above before what stands below where a row parts them, else what stands left before
/// what stands right; `rows` tells whether rows part blocks at all. O(blocks · columns · log).
/// Source: recursive XY cut (Nagy and Seth 1984), with blocks for leaves.
pub(super) fn sort<T>(blocks: Vec<(Extent, T)>, rows: bool) -> Vec<T> {
    let mut sorted = Vec::with_capacity(blocks.len());
    cut(blocks, rows, &mut sorted);
    sorted
}

/// Each cut leaves stretches that cannot be cut the same way again, so the next one takes columns from them: no more than twice as many
/// cuts as columns go into each other.
fn cut<T>(blocks: Vec<(Extent, T)>, rows: bool, sorted: &mut Vec<T>) {
    let above = if rows { parts(blocks, &|e| e.rows) } else { vec![blocks] };
    for part in above {
        let left = parts(part, &|e| e.columns);
        match left.len() {
            1 => sorted.extend(left.into_iter().flatten().map(|(_, block)| block)),
            _ => left.into_iter().for_each(|part| cut(part, rows, sorted)),
        }
    }
}

/// Blocks in groups that have no extent in common.
fn parts<T>(mut blocks: Vec<(Extent, T)>, extent: &dyn Fn(&Extent) -> (usize, usize)) -> Vec<Vec<(Extent, T)>> {
    blocks.sort_by_key(|(e, _)| (extent(e).0, e.rows.0, e.columns.0));
    let mut parts: Vec<Vec<(Extent, T)>> = Vec::new();
    let mut end = 0;
    for block in blocks {
        let (from, to) = extent(&block.0);
        match parts.last_mut().filter(|_| from <= end) {
            Some(part) => part.push(block),
            None => parts.push(vec![block]),
        }
        end = end.max(to);
    }
    parts
}
