//! The order in which the parts of a text are read, told from witnesses that have them in different orders.

/// The place of each part in the order for which the fewest parts of the witnesses have to move; of equals the one with which most
/// witnesses agree part against part, and then that of the model, in which the parts are numbered. `readers` holds the parts of each
/// witness in its own order; one that lacks a part has nothing to say about it. Looked at are the order of the model, that of most
/// witnesses part against part, and that of each witness: O(readers · (parts³ + readers · parts · log parts)).
pub(super) fn ranks(readers: &[Vec<usize>], parts: usize) -> Vec<usize> {
    let before = Before::new(readers, parts);
    let mut best: Vec<usize> = (0..parts).collect();
    let mut most = (kept(readers, &best), before.agreeing(&best));
    let mut tried: Vec<&[usize]> = Vec::new();
    for first in std::iter::once(&[][..]).chain(readers.iter().map(Vec::as_slice)) {
        if tried.contains(&first) {
            continue;
        }
        tried.push(first);
        let rank = before.with(first).ranks();
        let keeps = (kept(readers, &rank), before.agreeing(&rank));
        if keeps > most {
            (best, most) = (rank, keeps);
        }
    }
    best
}

/// Parts of the witnesses that need not move to stand in an order: the longest increasing subsequence of each (Fredman 1975).
fn kept(readers: &[Vec<usize>], rank: &[usize]) -> usize {
    let longest = |own: &Vec<usize>| {
        // The least last rank of an increasing run of each length.
        let mut last: Vec<usize> = Vec::new();
        for rank in own.iter().map(|part| rank[*part]) {
            match last.partition_point(|end| *end < rank) {
                at if at == last.len() => last.push(rank),
                at => last[at] = rank,
            }
        }
        last.len()
    };
    readers.iter().map(longest).sum()
}

/// How many witnesses have one part before another.
#[derive(Clone)]
struct Before {
    counts: Vec<usize>,
    parts: usize,
}

impl Before {
    fn new(readers: &[Vec<usize>], parts: usize) -> Self {
        let mut before = Self { counts: vec![0; parts * parts], parts };
        readers.iter().for_each(|own| before.count(own, 1));
        before
    }

    fn count(&mut self, own: &[usize], times: usize) {
        for (i, first) in own.iter().enumerate() {
            own[i + 1..].iter().for_each(|second| self.counts[first * self.parts + second] += times);
        }
    }

    fn times(&self, first: usize, second: usize) -> usize {
        self.counts[first * self.parts + second]
    }

    /// The counts when the order of one witness outweighs all others.
    fn with(&self, own: &[usize]) -> Self {
        let mut counts = self.clone();
        counts.count(own, 1 + self.counts.iter().max().copied().unwrap_or(0));
        counts
    }

    /// Pairs of parts that stand in an order as in a witness, summed over all witnesses.
    fn agreeing(&self, rank: &[usize]) -> usize {
        let pairs = (0..self.parts).flat_map(|a| (0..self.parts).map(move |b| (a, b)));
        pairs.filter(|(a, b)| rank[*a] < rank[*b]).map(|(a, b)| self.times(a, b)).sum()
    }

    /// Always the first part, in the order of the model, that most do not have behind another one that is left.
    fn ranks(&self) -> Vec<usize> {
        let behind = |a: usize, b: usize| self.times(b, a) > self.times(a, b);
        let mut left: Vec<usize> = (0..self.parts).collect();
        let mut rank = vec![0; self.parts];
        for place in 0..self.parts {
            let free = left.iter().position(|a| !left.iter().any(|b| behind(*a, *b)));
            rank[left.remove(free.unwrap_or(0))] = place;
        }
        rank
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(readers: &[&[usize]], parts: usize) -> Vec<usize> {
        let readers: Vec<Vec<usize>> = readers.iter().map(|own| own.to_vec()).collect();
        let rank = ranks(&readers, parts);
        let mut order: Vec<usize> = (0..parts).collect();
        order.sort_by_key(|part| rank[*part]);
        order
    }

    #[test]
    fn two_of_three_outweigh_the_model() {
        assert_eq!(order(&[&[0, 1, 2, 3], &[0, 2, 1, 3], &[0, 2, 1, 3]], 4), [0, 2, 1, 3]);
    }

    #[test]
    fn one_against_one_the_model_decides() {
        assert_eq!(order(&[&[0, 1, 2, 3], &[3, 2, 1, 0]], 4), [0, 1, 2, 3]);
    }

    #[test]
    fn of_three_orders_the_one_for_which_fewest_parts_move() {
        assert_eq!(order(&[&[0, 1, 2, 3, 4], &[1, 2, 3, 4, 0], &[4, 0, 1, 2, 3]], 5), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn where_as_many_parts_move_most_decide_part_against_part() {
        assert_eq!(order(&[&[0, 1, 2, 3], &[3, 0, 1, 2], &[0, 1, 3, 2]], 4), [0, 1, 3, 2]);
    }

    #[test]
    fn what_most_lack_does_not_go_to_the_end() {
        assert_eq!(order(&[&[0, 1, 2], &[0, 2], &[0, 2], &[0, 2]], 3), [0, 1, 2]);
    }
}
