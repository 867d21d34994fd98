//! jiaokan (校勘).
pub mod collate;
pub mod model;
pub mod pipeline;
pub mod text;
