//! jiaokan (校勘).
mod bundle;
mod concord;
pub mod model;
//pub mod pipeline;
#[cfg(test)]
mod dev;
mod segment;
pub mod text;
