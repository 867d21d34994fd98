//! Threads that work on pieces of a text side by side.

use rayon::ThreadPool;
use rayon::prelude::*;

use crate::cli::exit::Failure;
use crate::cli::jobs::JobArgs;

/// Threads that are started when there is more than one piece of work.
pub(super) struct Crew<'j> {
    jobs: &'j JobArgs,
    pool: Option<ThreadPool>,
}

impl<'j> Crew<'j> {
    pub(super) fn of(jobs: &'j JobArgs) -> Self {
        Self { jobs, pool: None }
    }

    /// How many of them there are to be.
    pub(super) fn size(&self) -> usize {
        self.jobs.count()
    }

    /// What `work` makes of each piece, in the order of the pieces.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub(super) fn map<'t, T: Send, R: Send>(
        &mut self,
        pieces: &'t mut [T],
        work: impl Fn(&'t mut T) -> R + Send + Sync,
    ) -> Result<Vec<R>, Failure> {
        if pieces.len() < 2 || self.size() < 2 {
            return Ok(pieces.iter_mut().map(work).collect());
        }
        let pool = match &mut self.pool {
            Some(pool) => pool,
            none => none.insert(self.jobs.pool()?),
        };
        Ok(pool.install(|| pieces.par_iter_mut().map(work).collect()))
    }
}
