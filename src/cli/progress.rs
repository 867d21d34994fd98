//! How far a run is, on standard error.

use std::io::{IsTerminal, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::talk;
use crate::batch::Progress;
use crate::model::date::Date;
use crate::pipeline::watch::{Stage, Watch};

/// What to show of a run while it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum How {
    /// A bar on a terminal, nothing elsewhere.
    Auto,
    /// A bar with rate and time left.
    Bar,
    /// A line for each window of days, and for each stage of a run that is not cut by days.
    Plain,
    /// Nothing.
    None,
}

/// Shows a run.
pub(super) struct Show {
    bar: ProgressBar,
    plain: bool,
    start: Instant,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    windows: usize,
    /// Bytes of all pages, of the pages of windows that are done, and of the window that is under way.
    total: u64,
    done: u64,
    window: u64,
    finished: usize,
    name: String,
    pages: usize,
    /// Stages of the window that are done, as a share of its time, and steps of the one under way.
    share: f64,
    stage: Option<(Stage, usize, usize)>,
}

impl Stage {
    /// Share of a window's time.
    fn share(self) -> f64 {
        match self {
            Self::Clean => 0.2,
            Self::Compare => 0.3,
            Self::Collate => 0.2,
            Self::Decide => 0.3,
        }
    }

    fn doing(self) -> &'static str {
        match self {
            Self::Clean => "cleaning pages",
            Self::Compare => "comparing pages",
            Self::Collate => "collating articles",
            Self::Decide => "deciding articles",
        }
    }
}

impl Show {
    pub(super) fn new(how: How) -> Self {
        let bar = match how {
            How::Auto if !stderr().is_terminal() => None,
            How::Auto | How::Bar => Some(ProgressDrawTarget::stderr()),
            How::Plain | How::None => None,
        };
        let bar = ProgressBar::with_draw_target(None, bar.unwrap_or_else(ProgressDrawTarget::hidden));
        let style = "{wide_bar} {percent} %  {bytes} of {total_bytes}  {bytes_per_sec}  {eta} left  {msg}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        Self { bar, plain: how == How::Plain, start: Instant::now(), state: Mutex::default() }
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        // A panic elsewhere does not make what is shown wrong.
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        act(&mut state)
    }

    fn say(&self, line: &str) {
        if self.plain {
            talk(&line);
        }
    }
}

impl State {
    fn position(&self) -> u64 {
        let stage = self.stage.map_or(0.0, |(stage, done, of)| stage.share() * done as f64 / of.max(1) as f64);
        self.done + (self.window as f64 * (self.share + stage).min(1.0)) as u64
    }

    /// The line of a finished window.
    fn line(&self, reused: bool, passed: Duration) -> String {
        let rate = self.done as f64 / passed.as_secs_f64().max(1e-3);
        let left = Duration::from_secs_f64((self.total - self.done) as f64 / rate.max(1.0));
        format!(
            "{} ({} of {}): {} pages{}; {} of {}, {}/s, {} left",
            self.name,
            self.finished,
            self.windows,
            self.pages,
            if reused { ", done before" } else { "" },
            megabytes(self.done as f64),
            megabytes(self.total as f64),
            megabytes(rate),
            indicatif::HumanDuration(left),
        )
    }
}

fn megabytes(bytes: f64) -> String {
    format!("{:.1} MB", bytes / 1e6)
}

impl Watch for Show {
    fn begin(&self, stage: Stage, steps: usize) {
        let line = self.with(|state| {
            if let Some((before, ..)) = state.stage.replace((stage, 0, steps)) {
                state.share += before.share();
            }
            (state.windows == 1).then(|| match stage {
                Stage::Compare => stage.doing().to_owned(),
                _ => format!("{}: {steps}", stage.doing()),
            })
        });
        if let Some(line) = line {
            self.say(&line);
        }
    }

    fn step(&self, _: Stage) {
        let position = self.with(|state| {
            if let Some((_, done, _)) = &mut state.stage {
                *done += 1;
            }
            state.position()
        });
        self.bar.set_position(position);
    }
}

impl Progress for Show {
    fn planned(&self, windows: usize, bytes: u64) {
        self.with(|state| (state.windows, state.total) = (windows, bytes));
        self.bar.set_length(bytes);
    }

    fn begins(&self, dates: Option<(Date, Date)>, pages: usize, bytes: u64) {
        let name = match dates {
            Some((first, last)) if first == last => first.to_string(),
            Some((first, last)) => format!("{first} to {last}"),
            None if self.with(|state| state.windows) == 1 => "all pages".to_owned(),
            None => "pages without date".to_owned(),
        };
        self.bar.set_message(name.clone());
        self.with(|state| {
            (state.name, state.pages, state.window) = (name, pages, bytes);
            (state.share, state.stage) = (0.0, None);
        });
    }

    fn finished(&self, reused: bool) {
        let (line, position) = self.with(|state| {
            state.done += std::mem::take(&mut state.window);
            state.finished += 1;
            (state.share, state.stage) = (0.0, None);
            (state.line(reused, self.start.elapsed()), state.done)
        });
        self.bar.set_position(position);
        self.say(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_counts_by_its_stages() {
        let show = Show::new(How::None);
        show.planned(2, 1000);
        show.begins(None, 4, 600);
        show.begin(Stage::Clean, 4);
        (0..4).for_each(|_| show.step(Stage::Clean));
        assert_eq!(show.with(|s| s.position()), 120);
        show.begin(Stage::Compare, 1);
        assert_eq!(show.with(|s| s.position()), 120);
        show.step(Stage::Compare);
        assert_eq!(show.with(|s| s.position()), 300);
        show.finished(false);
        assert_eq!(show.with(|s| s.position()), 600);
        let line = show.with(|s| s.line(true, Duration::from_secs(3)));
        assert_eq!(
            line,
            "pages without date (1 of 2): 4 pages, done before; 0.0 MB of 0.0 MB, 0.0 MB/s, 2 seconds left"
        );
    }
}
