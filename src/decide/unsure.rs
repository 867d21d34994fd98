//! What a reader says about its own characters.

/// How often right and wrong characters are read with little, some, much and most unsureness, as readers that tell it per
/// character do. Readers that give a whole word one figure tell less, and their figure is believed to be worth less.
const RIGHT: [f64; 4] = [0.85, 0.12, 0.02, 0.01];
const WRONG: [f64; 4] = [0.15, 0.30, 0.35, 0.20];
/// What a reader's word about itself is worth beside the votes.
const WEIGHT: f64 = 0.5;
/// Unsureness, out of nine, up to which each step but the last goes.
const STEPS: [f32; 3] = [0.5, 2.5, 5.5];

/// The step of a confidence between 0 and 1.
pub(super) fn step(confidence: f32) -> u8 {
    let unsure = 9.0 * (1.0 - confidence.clamp(0.0, 1.0));
    STEPS.iter().take_while(|limit| unsure > **limit).count() as u8
}

/// What a step says about a character that is right or wrong, in natural logarithms.
pub(super) fn evidence(step: u8, right: bool) -> f64 {
    let often = if right { RIGHT } else { WRONG };
    WEIGHT * often[usize::from(step).min(often.len() - 1)].ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sure_characters_are_likelier_to_be_right() {
        assert_eq!([1.0, 0.9, 0.5, 0.0].map(step), [0, 1, 2, 3]);
        let odds = |c: f32| evidence(step(c), true) - evidence(step(c), false);
        assert!(odds(1.0) > 0.0 && odds(0.5) < 0.0 && odds(0.0) < odds(0.5));
    }
}
