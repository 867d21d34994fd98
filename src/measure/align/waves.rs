//! Wavefronts from both ends (Ukkonen 1985, Myers 1986): how far one gets with so many edits on each diagonal.

/// Where the wavefronts met: a point on a shortest path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meeting {
    /// Characters of `a` and of `b` before it.
    pub(super) at: (usize, usize),
    /// Edit distance of the texts.
    pub(super) distance: usize,
}

/// A diagonal that cannot be reached.
const NOWHERE: isize = isize::MIN / 2;

/// Furthest points after `edits` edits, seen from one end: `reach[k + edits]` characters of `a` on diagonal k, on which
/// that many less k of `b` are used up.
struct Front<'a, T> {
    a: &'a [T],
    b: &'a [T],
    backward: bool,
    edits: isize,
    reach: Vec<isize>,
    spare: Vec<isize>,
}

impl<'a, T: Eq> Front<'a, T> {
    fn new(a: &'a [T], b: &'a [T], backward: bool) -> Self {
        let mut front = Self { a, b, backward, edits: 0, reach: vec![], spare: vec![] };
        let start = front.extended(0, 0);
        front.reach.push(start);
        front
    }

    fn on(&self, k: isize) -> isize {
        if k.abs() > self.edits { NOWHERE } else { self.reach[(k + self.edits) as usize] }
    }

    /// From `i` characters of `a` on diagonal `k` along equal characters.
    fn extended(&self, i: isize, k: isize) -> isize {
        let (i, j) = (i as usize, (i - k) as usize);
        let same = if self.backward {
            let (a, b) = (&self.a[..self.a.len() - i], &self.b[..self.b.len() - j]);
            a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count()
        } else {
            self.a[i..].iter().zip(&self.b[j..]).take_while(|(x, y)| x == y).count()
        };
        (i + same) as isize
    }

    /// One edit more. O(edits) and what is equal.
    fn advance(&mut self) {
        let (n, m) = (self.a.len() as isize, self.b.len() as isize);
        let mut next = std::mem::take(&mut self.spare);
        next.clear();
        for k in -(self.edits + 1)..=self.edits + 1 {
            let replaced_or_deleted = self.on(k).max(self.on(k - 1)) + 1;
            let reached = replaced_or_deleted.max(self.on(k + 1)).min(n).min(m + k);
            next.push(if reached < k.max(0) { NOWHERE } else { self.extended(reached, k) });
        }
        self.spare = std::mem::replace(&mut self.reach, next);
        self.edits += 1;
    }
}

/// Where a shortest path passes, found from both ends; none when the texts are so different that the bit-parallel
/// matrix is cheaper. Expected O(n + d²) time for texts that are alike, O(d) memory beside them.
pub(super) fn meet<T: Eq>(a: &[T], b: &[T]) -> Option<Meeting> {
    const LEAST: usize = 64;
    let bound = LEAST.max((a.len().saturating_mul(b.len()) / 64).isqrt()) as isize;
    let (mut fore, mut back) = (Front::new(a, b, false), Front::new(a, b, true));
    loop {
        if let Some(at) = overlap(&fore, &back) {
            return Some(Meeting { at, distance: (fore.edits + back.edits) as usize });
        }
        if fore.edits > bound {
            return None;
        }
        let next = if fore.edits <= back.edits { &mut fore } else { &mut back };
        next.advance();
    }
}

/// A point that both fronts have passed. Distances never fall along a diagonal, so that it costs what both have spent.
fn overlap<T: Eq>(fore: &Front<'_, T>, back: &Front<'_, T>) -> Option<(usize, usize)> {
    let (n, m) = (fore.a.len() as isize, fore.b.len() as isize);
    let met = (-fore.edits..=fore.edits).find(|k| fore.on(*k) >= 0 && fore.on(*k) + back.on(n - m - k) >= n)?;
    let i = fore.on(met);
    Some((i as usize, (i - met) as usize))
}
