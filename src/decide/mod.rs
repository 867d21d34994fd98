//! Stand-in.
#![allow(missing_docs)]
use crate::model::collation::{Cell, Collation};
use crate::model::edition::Place;
use crate::model::witness::Witness;

pub struct Reliability;
pub fn estimate(_items: &[(&[Witness], &Collation)]) -> Reliability {
    Reliability
}
#[derive(Default)]
pub struct Context;
impl Context {
    pub fn from_texts<'a>(_texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self
    }
}
pub const LACUNA: &str = "[…]";
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen {
    pub ch: char,
    pub column: u32,
    pub space_before: bool,
    pub break_before: bool,
    pub gap_before: bool,
    pub confidence: f32,
}
pub struct Verdict {
    pub chars: Vec<Chosen>,
    pub places: Vec<Place>,
}
impl Verdict {
    pub fn text(&self) -> String {
        self.chars.iter().map(|c| c.ch).collect()
    }
}
pub fn decide(witnesses: &[Witness], collation: &Collation, _r: &Reliability, _c: &Context) -> Verdict {
    let pick = |c: usize| {
        (0..witnesses.len()).find_map(|w| match collation.cell(c, w) {
            Cell::Token(t) => Some(Chosen {
                ch: witnesses[w].tokens[t as usize].ch,
                column: c as u32,
                space_before: false,
                break_before: false,
                gap_before: false,
                confidence: 1.0,
            }),
            _ => None,
        })
    };
    Verdict { chars: (0..collation.columns()).filter_map(pick).collect(), places: vec![] }
}
