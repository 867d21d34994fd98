//! Noisy newspaper pages whose truth is known: to try a pipeline, to measure it, to size a machine.
//!
//! [`Synth`] plans who prints what and writes the articles; [`Press`] prints them, [`Batch`] by batch, so that memory
//! holds one batch however much is made. Articles are made of words as often as a language uses them (the phrases that
//! the conversion tables list, by Zipf's law), pages get the noise that extractors and readers of images make:
//! `docs/synth.md` lists it. Pure: takes options and a seed, gives pages and truth as values. The same options give the
//! same bytes on every machine and with any number of threads, since each article and each page has a random stream of its
//! own, named by the seed and its index.

mod language;
mod newspaper;
mod noise;
mod plan;
mod random;
mod source;
mod truth;
mod words;

use std::ops::Range;

use rayon::prelude::*;

pub use crate::model::date::{Date, DateError};
pub use language::Article;
use language::Writer;
use noise::{Errors, Noise};
use plan::Piece;
use random::{Purpose, Random};
use source::Source;
pub use truth::{ArticleTruth, SourceTruth};
use words::Words;

/// Most characters of articles in a batch, and most articles.
const BATCH_CHARS: usize = 2_000_000;
const BATCH_ARTICLES: usize = 512;

/// How pages came to be texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Characters right, layout destroyed.
    TextLayer,
    /// Read from images: characters wrong.
    Ocr,
}

/// What pages look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Headline, then a paragraph a line, articles one after another; readers of images err at random. Nothing else, so
    /// that other programs can be measured with it.
    Plain,
    /// As extractors give them: columns, jumps, headlines out of place, captions, furniture.
    Newspaper,
}

/// What is to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Number of articles.
    pub articles: usize,
    /// Number of newspapers.
    pub sources: usize,
    /// How many of them print each article.
    pub copies: usize,
    /// Mean length of an article in characters; from half of it to one and a half.
    pub length: usize,
    /// Articles that begin on a page.
    pub per_page: usize,
    /// Days over which the articles are spread.
    pub days: u32,
    /// The first of these days.
    pub from: Date,
    /// Wrong characters per character in the pages of readers of images.
    pub noise: f64,
    /// How the pages of each source came to be; begins anew when there are more sources.
    pub families: Vec<Family>,
    /// What pages look like.
    pub layout: Layout,
    /// Another seed makes other pages.
    pub seed: u64,
}

/// Why nothing can be made of options.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum OptionsError {
    /// A number that must not be 0.
    #[error("{0} must be 1 or more")]
    Zero(&'static str),
    /// An article would be printed by more sources than there are.
    #[error("{copies} copies of an article, but {sources} sources")]
    Copies {
        /// Copies.
        copies: usize,
        /// Sources.
        sources: usize,
    },
    /// A rate out of bounds.
    #[error("a noise of {0} per character: must be from 0 to 0.5")]
    Noise(f64),
    /// The days go beyond the calendar.
    #[error("the days end after the year 9999")]
    Days,
    /// No family.
    #[error("no family")]
    Families,
}

impl Options {
    fn check(&self) -> Result<(), OptionsError> {
        let numbers = [
            ("articles", self.articles),
            ("sources", self.sources),
            ("copies", self.copies),
            ("length", self.length),
            ("per-page", self.per_page),
            ("days", self.days as usize),
        ];
        if let Some((name, _)) = numbers.into_iter().find(|n| n.1 == 0) {
            return Err(OptionsError::Zero(name));
        }
        match () {
            () if self.copies > self.sources => {
                Err(OptionsError::Copies { copies: self.copies, sources: self.sources })
            }
            () if !(0.0..=0.5).contains(&self.noise) => Err(OptionsError::Noise(self.noise)),
            () if self.families.is_empty() => Err(OptionsError::Families),
            () if self.from.after(self.days - 1).year > 9999 => Err(OptionsError::Days),
            () => Ok(()),
        }
    }
}

/// Articles that are printed together: of one day, and no more than memory holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Indices of the articles.
    pub articles: Range<usize>,
    /// Their day, counted from the first.
    pub day: u32,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Name of the source.
    pub source: String,
    /// Day of the issue.
    pub day: Date,
    /// Number of the page in the issue, from 1.
    pub number: u32,
    /// Its text.
    pub text: String,
    /// Captions on it: texts that are no articles.
    pub captions: Vec<String>,
}

/// A printed batch: its pages and what they should become.
#[derive(Debug, Clone, PartialEq)]
pub struct Issue {
    /// The pages, by source and number.
    pub sheets: Vec<Sheet>,
    /// The articles, in their order.
    pub truth: Vec<ArticleTruth>,
}

/// A plan, the vocabulary and the sources.
pub struct Synth {
    options: Options,
    words: Words,
    sources: Vec<Source>,
}

impl Synth {
    /// A plan for `options`.
    ///
    /// # Errors
    /// When the options contradict each other.
    pub fn new(options: Options) -> Result<Self, OptionsError> {
        options.check()?;
        let words = Words::new();
        let source = |index| Source::new(&words, options.seed, index, options.families[index % options.families.len()]);
        let sources = (0..options.sources).map(source).collect();
        Ok(Self { options, words, sources })
    }

    /// What is made.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The batches, day by day: each day has an equal share of the articles. O(batches).
    pub fn batches(&self) -> impl Iterator<Item = Batch> + use<> {
        let Options { articles, days, length, copies, .. } = self.options;
        let most = (BATCH_CHARS / length.saturating_mul(copies).max(1)).clamp(1, BATCH_ARTICLES);
        let start = move |day: u32| (articles as u128 * u128::from(day) / u128::from(days)) as usize;
        (0..days).flat_map(move |day| {
            let end = start(day + 1);
            (start(day)..end).step_by(most).map(move |from| Batch { articles: from..(from + most).min(end), day })
        })
    }

    /// Writes the articles of a batch. Runs on rayon's threads. O(text).
    pub fn articles(&self, batch: &Batch) -> Vec<Article> {
        let Options { length, seed, layout, .. } = self.options;
        let day = self.options.from.after(batch.day);
        let write = |index: usize| {
            let mut random = Random::of(seed, Purpose::Article, &[index as u64]);
            let length = random.within(length / 2, length + length.div_ceil(2));
            Writer::new(&self.words, random, day).article(length, layout == Layout::Newspaper)
        };
        batch.articles.clone().into_par_iter().map(write).collect()
    }

    /// What is known of the sources.
    pub fn sources(&self) -> Vec<SourceTruth> {
        self.sources.iter().map(SourceTruth::of).collect()
    }

    fn printers(&self, batch: &Batch) -> Vec<Vec<usize>> {
        let Options { sources, copies, seed, .. } = self.options;
        let random = |at: usize| Random::of(seed, Purpose::Allotment, &[(batch.articles.start + at) as u64]);
        plan::printers(sources, copies, random, batch.articles.len())
    }
}

/// Prints batches one after the other, and counts the pages of the day.
pub struct Press<'a> {
    synth: &'a Synth,
    day: u32,
    /// Pages of the day so far, of each source.
    printed: Vec<u32>,
}

impl<'a> Press<'a> {
    /// A press that has printed nothing yet.
    pub fn new(synth: &'a Synth) -> Self {
        Self { synth, day: 0, printed: vec![0; synth.sources.len()] }
    }

    /// Prints the articles of a batch; batches come in their order. Runs on rayon's threads. O(text).
    pub fn print(&mut self, batch: &Batch, articles: &[Article]) -> Issue {
        if batch.day != self.day {
            self.printed.fill(0);
            self.day = batch.day;
        }
        let printers = self.synth.printers(batch);
        let first = self.printed.clone();
        let sheets = (0..self.synth.sources.len()).into_par_iter().map(|source| {
            let own = articles.iter().zip(&printers).filter(|(_, p)| p.contains(&source)).map(|(article, _)| article);
            self.sheets(batch, source, own.collect(), first[source])
        });
        let sheets: Vec<Vec<Sheet>> = sheets.collect();
        for (printed, new) in self.printed.iter_mut().zip(&sheets) {
            *printed += new.len() as u32;
        }
        let names = |printers: &[usize]| printers.iter().map(|p| self.synth.sources[*p].name.clone()).collect();
        let truth = articles.iter().zip(&printers).zip(batch.articles.clone());
        let truth = truth.map(|((article, printers), index)| ArticleTruth::of(index, article, names(printers)));
        Issue { truth: truth.collect(), sheets: sheets.into_iter().flatten().collect() }
    }

    /// The pages of a source with these articles in an order of its own, after `printed` ones.
    fn sheets(&self, batch: &Batch, source: usize, mut articles: Vec<&Article>, printed: u32) -> Vec<Sheet> {
        let Options { seed, layout, per_page, .. } = self.synth.options;
        let key = [source as u64, batch.articles.start as u64];
        let mut random = Random::of(seed, Purpose::Page, &key);
        random.shuffle(&mut articles);
        let mut pages = plan::whole(&articles, per_page);
        if layout == Layout::Newspaper {
            plan::jumps(&mut pages, printed + 1, &mut random);
        }
        let sheet = |(at, pieces): (usize, &Vec<Piece<'_>>)| {
            let random = Random::of(seed, Purpose::Printing, &[key[0], key[1], at as u64]);
            self.sheet(batch.day, source, printed + 1 + at as u32, pieces, random)
        };
        pages.par_iter().enumerate().map(sheet).collect()
    }

    fn sheet(&self, day: u32, source: usize, number: u32, pieces: &[Piece<'_>], mut random: Random) -> Sheet {
        let Synth { options, words, sources } = self.synth;
        let (day, source, rate) = (options.from.after(day), &sources[source], options.noise);
        let (text, captions) = match options.layout {
            Layout::Plain => (self.plain(source, pieces, &mut random), Vec::new()),
            Layout::Newspaper => {
                let setting = newspaper::Setting { words, source, day, number, rate };
                let composed = newspaper::page(&setting, pieces, &mut random);
                (composed.text, composed.captions)
            }
        };
        Sheet { source: source.name.clone(), day, number, text, captions }
    }

    /// Articles one after another, with a blank line between them.
    fn plain(&self, source: &Source, pieces: &[Piece<'_>], random: &mut Random) -> String {
        let rate = if source.family == Family::Ocr { self.synth.options.noise } else { 0.0 };
        let noise = Noise::new(&self.synth.words, Errors::Random, rate);
        let mut text = String::new();
        for piece in pieces {
            if !text.is_empty() {
                text.push('\n');
            }
            let headline = piece.article.headline();
            for line in std::iter::once(headline.as_str()).chain(piece.paragraphs.iter().copied()) {
                text.push_str(&noise.spoilt(line, random));
                text.push('\n');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests;
