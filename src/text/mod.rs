//! What all stages need of Unicode and of Chinese typography.

pub mod chars;
pub mod column;
pub mod columns;
pub mod fold;
pub mod hyphen;
pub mod ligature;
pub mod lines;
pub mod merged;
pub mod notes;
pub mod paragraph;
pub mod prose;
pub mod scalar;
pub mod script;
pub mod shapes;
pub mod siglum;
