//! jiaokan (校勘).
mod bundle;
pub mod collate;
pub mod decide;
mod concord;
#[cfg(test)]
mod dev;
pub mod measure;
pub mod model;
pub mod rules;
//pub mod pipeline;
mod segment;
pub mod text;
