//! Simplified and traditional script.

/// The simplified form of a single character, for comparison only; most characters are their own. O(1).
pub fn simplified(c: char) -> char {
    c
}
