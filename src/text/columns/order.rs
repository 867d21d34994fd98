//! The order in which blocks are read.

use super::blocks::Block;

/// Sorts blocks as they are read: what stands above before what stands below where a row parts them, else what stands left before
/// what stands right; `rows` tells whether rows part blocks at all. O(blocks · columns · log).
/// Source: recursive XY cut (Nagy and Seth 1984), with blocks for leaves.
pub(super) fn sort(blocks: Vec<Block>, rows: bool) -> Vec<Block> {
    let mut sorted = Vec::with_capacity(blocks.len());
    cut(blocks, rows, &mut sorted);
    sorted
}

/// Each cut leaves stretches that cannot be cut the same way again, so the next one takes columns from them: no more than twice as many
/// cuts as columns go into each other.
fn cut(blocks: Vec<Block>, rows: bool, sorted: &mut Vec<Block>) {
    let above = if rows { parts(blocks, &|b| (b.top, b.bottom)) } else { vec![blocks] };
    for part in above {
        let left = parts(part, &|b| (b.first, b.last));
        match left.len() {
            1 => sorted.extend(left.into_iter().flatten()),
            _ => left.into_iter().for_each(|part| cut(part, rows, sorted)),
        }
    }
}

/// Blocks in groups that have no extent in common.
fn parts(mut blocks: Vec<Block>, extent: &dyn Fn(&Block) -> (usize, usize)) -> Vec<Vec<Block>> {
    blocks.sort_by_key(|b| (extent(b).0, b.top, b.first));
    let mut parts: Vec<Vec<Block>> = Vec::new();
    let mut end = 0;
    for block in blocks {
        let (from, to) = extent(&block);
        match parts.last_mut().filter(|_| from <= end) {
            Some(part) => part.push(block),
            None => parts.push(vec![block]),
        }
        end = end.max(to);
    }
    parts
}
