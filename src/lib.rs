//! jiaokan (校勘).
mod bundle;
pub mod cli;
pub mod collate;
mod concord;
pub mod decide;
pub mod emit;
pub mod files;
pub mod ingest;
pub mod measure;
pub mod model;
pub mod pipeline;
pub mod rules;
mod segment;
pub mod text;
