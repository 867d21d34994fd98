//! Chains of all sources that are one article, with headline, order and lacunae.
//!
//! Large chains that share text unite; a smaller chain goes to the one cluster that holds most of it and never
//! unites two. Bodies are matched, never headlines: two papers head one story differently, and two stories may
//! share a subtitle.

mod cluster;
mod headings;
mod lacunae;
mod order;

use crate::model::bundle::Bundle;
use crate::model::chain::{Chain, UnitTable};
use crate::model::passage::Concordance;

/// What bundling yields.
#[derive(Debug, Clone, Default)]
pub struct Bundled {
    /// The articles, in the order of their first unit.
    pub bundles: Vec<Bundle>,
    /// Chains that are in no article.
    pub residue: Vec<Chain>,
}

/// Bundles chains into articles. Linear in matched characters, plus a term quadratic in the headlines of a batch.
pub fn bundle(table: &UnitTable, map: &Concordance, chains: Vec<Chain>) -> Bundled {
    let (clusters, mut residue) = cluster::clusters(table, map, chains);
    let mut bundles: Vec<Bundle> = Vec::new();
    for cluster in clusters {
        let (part, dropped) = order::part(table, map, cluster);
        residue.extend(dropped);
        bundles.push(Bundle { parts: vec![part], ..Bundle::default() });
    }
    bundles.sort_by_key(|b| first_unit(b));
    headings::assign(table, &mut bundles);
    lacunae::find(table, &mut bundles);
    bundles.sort_by_key(|b| first_unit(b));
    Bundled { bundles, residue }
}

fn first_unit(bundle: &Bundle) -> u32 {
    bundle.parts.iter().flat_map(|p| &p.texts).flat_map(|t| &t.units).min().copied().unwrap_or(u32::MAX)
}
