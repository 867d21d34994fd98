//! jiaokan (校勘).
pub mod model;
pub mod pipeline;
pub mod text;
