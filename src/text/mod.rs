//! What all stages need of Unicode and of Chinese typography.

pub mod chars;
pub mod fold;
pub mod script;
pub mod siglum;
