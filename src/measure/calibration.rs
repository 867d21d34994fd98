//! Whether an edition knows how sure it may be.

use serde::Serialize;

use super::align::Block;
use super::hypothesis::Claims;

/// Lower bounds of the bins of confidence.
pub const BINS: [f64; 6] = [0.0, 0.5, 0.7, 0.9, 0.98, 0.999];

/// Places of one bin of confidence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Bin {
    /// Places of variation.
    pub places: usize,
    /// Of them, right against gold.
    pub right: usize,
    /// Sum of what was claimed of them.
    pub claimed: f64,
}

/// What editions claim of their places, against gold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Calibration {
    /// The bins of [`BINS`].
    pub bins: [Bin; BINS.len()],
    /// Characters of stretches that two witnesses or more cover.
    pub voted: usize,
    /// Of them, in doubtful places.
    pub doubtful: usize,
    /// Edits that remain in voted stretches.
    pub errors: usize,
    /// Of them, in doubtful places.
    pub errors_in_doubt: usize,
}

impl Calibration {
    /// Expected calibration error: how far claims and truth are apart, between 0 and 1, weighted by places.
    pub fn expected_error(&self) -> f64 {
        let places: usize = self.bins.iter().map(|b| b.places).sum();
        let apart: f64 = self.bins.iter().map(|b| (b.claimed - b.right as f64).abs()).sum();
        if places == 0 { 0.0 } else { apart / places as f64 }
    }

    /// Share of the remaining errors that lie in doubtful places; 1 where no error remains.
    pub fn caught(&self) -> f64 {
        if self.errors == 0 { 1.0 } else { self.errors_in_doubt as f64 / self.errors as f64 }
    }

    /// Share of the voted text that a reader who looks at the doubtful places reads.
    pub fn effort(&self) -> f64 {
        if self.voted == 0 { 0.0 } else { self.doubtful as f64 / self.voted as f64 }
    }

    /// Adds the counts of others.
    pub fn add(&mut self, other: &Self) {
        for (bin, more) in self.bins.iter_mut().zip(&other.bins) {
            bin.places += more.places;
            bin.right += more.right;
            bin.claimed += more.claimed;
        }
        self.voted += other.voted;
        self.doubtful += other.doubtful;
        self.errors += other.errors;
        self.errors_in_doubt += other.errors_in_doubt;
    }

    /// The claims of an edition whose body's characters stand `at` these code points of its text and differ from gold
    /// in `blocks`. What stands before the text (its header) has no position and no place speaks of it. Places outside
    /// the body, and what lies in [`foreign`] stretches, are not judged. O(characters · witnesses + places · blocks).
    pub(super) fn of(claims: &Claims, at: &[Option<usize>], blocks: &[Block]) -> Self {
        let mut calibration = Self::default();
        let foreign = foreign(blocks);
        let within = |start: usize, end: usize| foreign.iter().any(|f| start < f.b.1.max(f.b.0 + 1) && f.b.0 <= end);
        let first = at.iter().flatten().next().copied();
        let index = |point: u32| at.partition_point(|a| *a < Some(point as usize));
        let mut doubt = vec![false; at.len() + 1];
        for place in &claims.places {
            let (start, end) = (index(place.at.start), index(place.at.end));
            let outside = first.is_none_or(|first| (place.at.end as usize) < first);
            if outside || within(start, end) {
                continue;
            }
            let right = !blocks.iter().any(|b| touches(b, start, end));
            calibration.bins[bin_of(place.confidence)].add(right, place.confidence);
            if place.doubtful {
                // A place without characters is looked at all the same: the gap before `start` counts with it.
                doubt[start..end.max(start + 1)].fill(true);
            }
        }
        let covering = |point: usize| {
            let covers = |(start, end): &(u32, u32)| (*start as usize..*end as usize).contains(&point);
            claims.witnesses.iter().filter(|w| w.covers.iter().any(covers)).count()
        };
        let voted: Vec<bool> = at.iter().map(|point| point.is_some_and(|point| covering(point) >= 2)).collect();
        calibration.voted = voted.iter().filter(|v| **v).count();
        calibration.doubtful = (0..at.len()).filter(|i| voted[*i] && doubt[*i]).count();
        let inside = |block: &Block| {
            foreign.iter().any(|f| f.a.0 <= block.a.0 && block.a.1 <= f.a.1 && f.b.0 <= block.b.0 && block.b.1 <= f.b.1)
        };
        for block in blocks.iter().filter(|block| !inside(block)) {
            calibration.count(block, &voted, &doubt);
        }
        calibration
    }

    /// The edits of a block: one for each character of its longer side. They belong to voted text where a neighbour
    /// does, and lie in doubt where any of their characters, or the gap they would fill, is doubtful.
    fn count(&mut self, block: &Block, voted: &[bool], doubt: &[bool]) {
        let (start, end) = block.b;
        let around =
            start.saturating_sub(usize::from(start == end))..(end + usize::from(start == end)).min(voted.len());
        if !voted[around].iter().any(|v| *v) {
            return;
        }
        let edits = (block.a.1 - block.a.0).max(end - start);
        self.errors += edits;
        let before = start.saturating_sub(usize::from(start == end));
        if doubt[before..end.max(start + 1)].iter().any(|d| *d) {
            self.errors_in_doubt += edits;
        }
    }
}

/// Stretches of thirty characters and more that are missing, too many or other, with at most two right ones in a row
/// among them: another article's text or a lost fragment, which no vote could tell.
fn foreign(blocks: &[Block]) -> Vec<Block> {
    const LEAST: usize = 30;
    const GAP: usize = 2;
    let mut joined: Vec<Block> = Vec::new();
    for block in blocks {
        match joined.last_mut() {
            Some(last) if block.a.0 - last.a.1 <= GAP && block.b.0 - last.b.1 <= GAP => {
                (last.a.1, last.b.1) = (block.a.1, block.b.1);
            }
            _ => joined.push(*block),
        }
    }
    joined.retain(|block| (block.a.1 - block.a.0).max(block.b.1 - block.b.0) >= LEAST);
    joined
}

impl Bin {
    fn add(&mut self, right: bool, confidence: f64) {
        self.places += 1;
        self.right += usize::from(right);
        self.claimed += confidence;
    }
}

fn bin_of(confidence: f64) -> usize {
    BINS.iter().rposition(|from| confidence >= *from).unwrap_or(0)
}

/// Whether an error lies in a place, or in the gap where a place without characters stands.
fn touches(block: &Block, start: usize, end: usize) -> bool {
    let (from, to) = block.b;
    if from == to {
        // Missing text: inside the place or at its ends.
        (start..=end).contains(&from)
    } else {
        from < end && start < to || start == end && (from..=to).contains(&start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_against_gold() {
        let claims: Claims = serde_json::from_str(
            r#"{"witnesses": [{"covers": [[0, 20]]}, {"covers": [[0, 10]]}],
                "places": [{"at": {"start": 2, "end": 4}, "confidence": 0.6, "doubtful": true},
                           {"at": {"start": 6, "end": 7}, "confidence": 0.99}]}"#,
        )
        .unwrap();
        let at: Vec<Option<usize>> = (0..20).map(Some).collect();
        let wrong = |from: usize, to: usize| Block { a: (from, from + 1), b: (from, to) };
        let found = Calibration::of(&claims, &at, &[wrong(3, 4), wrong(8, 8), wrong(15, 16)]);
        assert_eq!((found.bins[1].places, found.bins[1].right, found.bins[4].right), (1, 0, 1));
        assert_eq!((found.voted, found.doubtful, found.errors, found.errors_in_doubt), (10, 2, 2, 1));
        assert!((found.expected_error() - 0.61 / 2.0).abs() < 1e-12);
        assert_eq!((found.caught(), found.effort()), (0.5, 0.2));
        let after_byline: Vec<Option<usize>> = [None; 3].into_iter().chain(at.iter().copied()).collect();
        let shifted =
            Calibration::of(&claims, &after_byline, &[wrong(1, 2), wrong(6, 7), wrong(11, 11), wrong(18, 19)]);
        assert_eq!(shifted, found, "what is wrong in a byline is no matter of the text's places");
        let lost = Block { a: (6, 51), b: (6, 8) };
        let found = Calibration::of(&claims, &at, &[wrong(2, 3), lost]);
        let judged: usize = found.bins.iter().map(|b| b.places).sum();
        assert_eq!((judged, found.errors), (1, 1), "a lost fragment is no matter of the vote");
    }
}
