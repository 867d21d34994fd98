//! Headlines of which only a part stands where the article does.
//!
//! Readers that go across columns part the lines of a headline, and the last ones alone stay above the body. Another page that
//! reads all of it as one line has it whole, wherever that line stands.

use std::collections::{BTreeMap, BTreeSet};

use super::affinity::Affinity;
use super::likeness::Likeness;
use super::offers::{NEAR, Offer};

/// For each article whose chosen headline is the beginning or the end of a line that no article has: that line, of several
/// the one that most pages print. O(offers · headline).
pub(super) fn whole_lines(
    offers: &[Offer],
    likeness: &Likeness,
    affinity: &Affinity,
    chosen: &[Option<usize>],
) -> BTreeMap<usize, usize> {
    let alike = |i: usize| likeness.like(likeness.class(i));
    let mut used: BTreeSet<u32> =
        chosen.iter().flatten().flat_map(|w| alike(*w)).flat_map(|i| offers[i].lines.iter().copied()).collect();
    let mut best: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (i, offer) in offers.iter().enumerate().filter(|(_, offer)| offer.lines.len() == 1) {
        let Some(part) = chosen[offer.article].map(|w| offers[w].text.as_str()) else { continue };
        let (line, article) = (offer.text.as_str(), offer.article);
        let longer = line.len() > part.len() && (line.starts_with(part) || line.ends_with(part));
        if !longer
            || used.contains(&offer.lines[0])
            || affinity.between(line, article).is_none_or(|shared| shared < NEAR)
        {
            continue;
        }
        let pages: BTreeSet<u32> = alike(i).into_iter().map(|j| offers[j].page).collect();
        if best.get(&article).is_none_or(|(most, _)| pages.len() > *most) {
            best.insert(article, (pages.len(), i));
        }
    }
    best.retain(|_, (_, i)| used.insert(offers[*i].lines[0]));
    best.into_iter().map(|(article, (_, i))| (article, i)).collect()
}
