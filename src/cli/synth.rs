//! `jiaokan synth`: noisy pages whose truth is known.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::exit::{Exit, Failure};
use super::shown;
use crate::ingest::plain;
use crate::synth::{self, Article, Batch, Date, Options, Press};
use output::{Output, Written};

mod output;

const EXAMPLES: &str = "\
Examples:
  jiaokan synth --out demo/
  jiaokan reconstruct demo/pages/ --out demo-out/
  jiaokan measure demo-out/ --gold demo/gold/
      400 articles of 4 newspapers, reconstructed and measured.
  jiaokan synth --articles 40000 --days 100 --out big/
      A hundred times as much (about 1 GB), to see how long it takes here.
  jiaokan synth --layout plain --families ocr --noise 0.05 --out bench/
      Wrong characters only, in all sources: what other programs can be measured with, too.
  jiaokan synth --text texts/*.txt --out own/
      Your own texts as articles: headline, then a paragraph a line.

What it writes into DIR:
  pages/<source>/<yyyy-mm-dd>/<page>.txt   the pages
  gold/<id>.txt, gold/manifest.json        what they should become
  synth.json                               the options; marks the directory as one of ours";

/// Make noisy newspaper pages whose truth is known.
///
/// For trying a pipeline, measuring it, and sizing a machine. Articles are made of words as often as a language uses
/// them, or are your own; several newspapers print each, and their pages get the noise of text layers and of readers of
/// images. The same options make the same bytes everywhere. What the noise is like: docs/synth.md.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Synth {
    /// Directory to write; must be new, empty, or an earlier output of this command, which is replaced.
    #[arg(long, short, value_name = "DIR")]
    out: PathBuf,
    /// Number of articles.
    #[arg(long, value_name = "N", default_value_t = 400)]
    articles: usize,
    /// Number of newspapers.
    #[arg(long, value_name = "K", default_value_t = 4)]
    sources: usize,
    /// How many newspapers print each article [default: 4, or as many as there are].
    #[arg(long, value_name = "C")]
    copies: Option<usize>,
    /// Mean length of an article in characters; they have from half of it to one and a half.
    #[arg(long, value_name = "CHARS", default_value_t = 2000)]
    length: usize,
    /// Articles that begin on a page.
    #[arg(long, value_name = "N", default_value_t = 4)]
    per_page: usize,
    /// Days over which the articles are spread.
    #[arg(long, value_name = "D", default_value_t = 1)]
    days: u32,
    /// The first day.
    #[arg(long, value_name = "DATE", default_value = "2025-08-28")]
    from: Date,
    /// Wrong characters per character in pages read from images.
    #[arg(long, value_name = "RATE", default_value_t = 0.02)]
    noise: f64,
    /// How the pages of the sources came to be, one after the other; begins anew when there are more sources.
    #[arg(long, value_enum, value_name = "FAMILY", value_delimiter = ',', default_value = "text-layer,ocr,ocr,ocr")]
    families: Vec<Family>,
    /// What pages look like.
    #[arg(long, value_enum, default_value_t = Layout::Newspaper)]
    layout: Layout,
    /// Use these texts as articles: the first line is the headline, each other a paragraph.
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["articles", "length"])]
    text: Vec<PathBuf>,
    /// Another seed makes other pages.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Print no summary.
    #[arg(long, short)]
    quiet: bool,
}

/// How pages came to be texts.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Family {
    /// Characters right, layout destroyed.
    TextLayer,
    /// Read from images: characters wrong.
    Ocr,
}

/// What pages look like.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Layout {
    /// Headline, then a paragraph a line; wrong characters are all their noise.
    Plain,
    /// As extractors give them: columns, jumps, headlines out of place, captions.
    Newspaper,
}

impl Synth {
    pub(super) fn run(&self, out: &mut impl Write) -> Result<Exit, Failure> {
        let options = self.options();
        let synth = synth::Synth::new(options.clone())?;
        let mut output = Output::begin(&self.out, &synth.sources())?;
        let mut press = Press::new(&synth);
        for batch in synth.batches() {
            let articles = if self.text.is_empty() { synth.articles(&batch) } else { self.own(&batch)? };
            output.add(&press.print(&batch, &articles))?;
        }
        let written = output.finish(&options)?;
        if !self.quiet {
            let Written { articles, pages, bytes } = written;
            let dir = shown(&self.out);
            writeln!(out, "{articles} articles on {pages} pages ({bytes} bytes) in {dir}")?;
            out.flush()?;
        }
        Ok(Exit::Clean)
    }

    fn options(&self) -> Options {
        let family = |family: &Family| match family {
            Family::TextLayer => synth::Family::TextLayer,
            Family::Ocr => synth::Family::Ocr,
        };
        Options {
            articles: if self.text.is_empty() { self.articles } else { self.text.len() },
            sources: self.sources,
            copies: self.copies.unwrap_or(self.sources.min(4)),
            length: self.length,
            per_page: self.per_page,
            days: self.days,
            from: self.from,
            noise: self.noise,
            families: self.families.iter().map(family).collect(),
            layout: match self.layout {
                Layout::Plain => synth::Layout::Plain,
                Layout::Newspaper => synth::Layout::Newspaper,
            },
            seed: self.seed,
        }
    }

    /// The user's texts of a batch.
    fn own(&self, batch: &Batch) -> Result<Vec<Article>, Failure> {
        self.text[batch.articles.clone()].iter().map(|file| article(file)).collect()
    }
}

fn article(file: &Path) -> Result<Article, Failure> {
    let read = plain::read(file, &shown(file)).map_err(|error| Failure::from(&error))?;
    let article = Article::of_text(read.text.text());
    if article.paragraphs.is_empty() {
        let what = format!("{}: no article: a headline and a paragraph are needed", shown(file));
        return Err(Failure::new(Exit::Input, what, "give texts of two lines or more"));
    }
    Ok(article)
}

impl From<synth::OptionsError> for Failure {
    fn from(error: synth::OptionsError) -> Self {
        Self::new(Exit::Usage, error.to_string(), "see `jiaokan synth --help`")
    }
}
