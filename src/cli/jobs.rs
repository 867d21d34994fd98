//! How many threads work.

use std::num::NonZeroUsize;
use std::thread::available_parallelism;

use clap::Args;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::exit::{Exit, Failure};

/// Which threads a command uses.
#[derive(Debug, Args)]
pub(super) struct JobArgs {
    /// Number of threads [default: one per core]. Does not change the output.
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

impl JobArgs {
    /// How many threads there are to be; one where nobody can tell.
    pub(super) fn count(&self) -> usize {
        self.jobs.or_else(|| available_parallelism().ok()).map_or(1, NonZeroUsize::get)
    }

    /// As many threads.
    ///
    /// # Errors
    /// When the system gives none.
    pub(super) fn pool(&self) -> Result<ThreadPool, Failure> {
        let pool = ThreadPoolBuilder::new().num_threads(self.count()).build();
        pool.map_err(|error| Failure::new(Exit::Internal, format!("no threads: {error}"), "give a smaller --jobs"))
    }
}
