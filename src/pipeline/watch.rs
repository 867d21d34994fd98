//! How far a run is, for whoever wants to show it.

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Runs the rules over pages; each step is a page.
    Clean,
    /// Finds what pages share, and cuts them into articles; one step.
    Compare,
    /// Lays the witnesses of articles side by side; each step is an article.
    Collate,
    /// Decides and writes articles; each step is an article.
    Decide,
}

/// Is told of every step. Steps come from several threads.
pub trait Watch: Sync {
    /// So many steps of a stage lie ahead.
    fn begin(&self, stage: Stage, steps: usize);
    /// One of them is done.
    fn step(&self, stage: Stage);
}

/// Shows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Watch for Silent {
    fn begin(&self, _: Stage, _: usize) {}
    fn step(&self, _: Stage) {}
}
