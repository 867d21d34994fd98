//! jiaokan (校勘).
pub mod collate;
pub mod decide;
pub mod model;
pub mod text;
