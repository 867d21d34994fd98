//! The nouns of the trade. No logic beyond their own invariants; depends on nothing else in the crate.
//!
//! Read in this order: [`edit`] (a text that remembers its source), [`page`] (what a source prints),
//! [`stream`] and [`passage`] (what two pages share), [`chain`] (lines that continue one another),
//! [`witness`] (one article as one source has it), [`collation`] (witnesses side by side),
//! [`edition`] (the reconstructed article). [`date`] is the day of an issue.

pub mod bundle;
pub mod chain;
pub mod collation;
pub mod date;
pub mod edit;
pub mod edition;
pub mod page;
pub mod passage;
pub mod stream;
pub mod witness;
