//! Chains of all sources that are one article, with headline, order and lacunae.
//!
//! Large chains that share text unite; a smaller chain goes to the one cluster that holds most of it and never
//! unites two. Bodies are matched, never headlines: two papers head one story differently, and two stories may
//! share a subtitle.

mod affinity;
mod announced;
mod attest;
mod axis;
mod cluster;
mod complete;
#[cfg(test)]
mod fixtures;
mod groups;
mod guard;
mod headings;
mod inside;
mod lacunae;
mod lifted;
mod likeness;
mod offers;
mod order;
mod template;
mod weights;

use rayon::prelude::*;

use crate::model::bundle::Bundle;
use crate::model::chain::{Chain, UnitTable};
use crate::model::passage::Concordance;

/// Bundles chains into articles, in the order of their first unit; units in no bundle belong to no article. Linear in
/// matched characters, plus a term quadratic in the headlines of a batch.
pub(crate) fn bundle(table: &UnitTable, map: &Concordance, chains: Vec<Chain>) -> Vec<Bundle> {
    let chains = guard::cut_unattested(table, map, chains);
    let clusters = cluster::clusters(table, map, chains);
    let mut bundles: Vec<Bundle> = clusters
        .into_par_iter()
        .map(|cluster| Bundle { parts: vec![order::part(table, map, cluster)], ..Bundle::default() })
        .collect();
    bundles.sort_by_key(first_unit);
    headings::assign(table, &mut bundles);
    if inside::join(table, &mut bundles) {
        headings::assign(table, &mut bundles);
    }
    bundles.par_iter_mut().for_each(|bundle| lifted::lift(table, bundle));
    attest::attest(table, &mut bundles);
    lacunae::find(table, &mut bundles);
    bundles.sort_by_key(first_unit);
    bundles
}

fn first_unit(bundle: &Bundle) -> u32 {
    bundle.parts.iter().flat_map(|p| &p.texts).flat_map(|t| &t.units).min().copied().unwrap_or(u32::MAX)
}
