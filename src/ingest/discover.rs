//! Which files are pages, and whose.
//!
//! In a directory the first path component below it names the source: `pages/P/dP01.txt` is page `dP01` of source
//! `P`. A file that lies directly in it, and a file given by name, is a source of its own, called after the file.
//! Page texts are named `*.txt`, `*.text` or have no extension; files named as markup are pages when they hold ALTO, PAGE XML
//! or hOCR. Hidden files, links to directories and earlier
//! outputs of this program are passed over.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::InputError;
use super::format::Format;
use super::manifest::{Entry, Manifest};
use super::{Declared, dates};
use crate::files::{is_output, path_text};
use crate::model::date::Date;
use crate::model::edition::Warning;

/// A page file and what is known of it before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The file.
    pub file: PathBuf,
    /// The same as the user gave it, with `/` between its parts.
    pub path: String,
    /// Its source.
    pub source: String,
    /// Name of the page within the source.
    pub name: String,
    /// What the manifest says of it.
    pub declared: Declared,
    /// Day of the issue: as the manifest says, else as the path has it.
    pub date: Option<Date>,
    /// Size of the file in bytes; 0 where the system does not tell.
    pub bytes: u64,
}

/// The page files of a run.
#[derive(Debug, Default)]
pub struct Discovery {
    /// The files, sorted by source, name and path.
    pub found: Vec<Found>,
    /// Paths that gave nothing.
    pub failures: Vec<InputError>,
    /// Files that were passed over.
    pub warnings: Vec<Warning>,
}

/// What tells whose page a file is, the most trusted first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    /// The manifest says so, in its entry of this number.
    Declared { entry: usize, source: String, name: String },
    /// The directory it lies in, below a root of so many components: the longest root is the most exact.
    Below { root: Reverse<usize>, source: String, name: String },
    /// The file itself.
    Alone,
}

/// Extensions of plain texts, and of files that may be pages in markup.
const TEXT: [&str; 2] = ["txt", "text"];
const MARKUP: [&str; 6] = ["xml", "alto", "page", "hocr", "html", "htm"];

#[derive(Debug)]
struct Candidate {
    file: PathBuf,
    path: String,
    origin: Origin,
    declared: Declared,
}

/// Finds the page files in `paths` and in the manifest. Each file once, however often and however it is named. The
/// result does not depend on the order of `paths`. O(files · log files).
pub fn discover(paths: &[PathBuf], manifest: Option<&Manifest>) -> Discovery {
    let mut search = Search::default();
    for (index, entry) in manifest.iter().flat_map(|m| &m.pages).enumerate() {
        search.declare(index, entry);
    }
    for path in paths.iter().collect::<BTreeSet<_>>() {
        search.look(path);
    }
    search.finish()
}

#[derive(Default)]
struct Search {
    /// By canonical path, so that each file counts once.
    candidates: BTreeMap<PathBuf, Candidate>,
    failures: Vec<InputError>,
    warnings: Vec<Warning>,
}

impl Search {
    fn declare(&mut self, index: usize, entry: &Entry) {
        let name = entry.page.clone().unwrap_or_else(|| stem(&entry.file));
        let origin = Origin::Declared { entry: index, source: entry.source.clone(), name };
        self.add(&entry.file, origin, entry.declared.clone());
    }

    fn look(&mut self, path: &Path) {
        if path.is_dir() {
            let before = self.failures.len();
            if self.walk(path) == 0 && self.failures.len() == before {
                self.failures.push(InputError::NoPages { path: lossy(path) });
            }
        } else if path.exists() && !is_page(path) {
            self.failures.push(InputError::Format { path: lossy(path) });
        } else {
            self.add(path, Origin::Alone, Declared::default());
        }
    }

    /// Adds the pages below a root; returns how many.
    fn walk(&mut self, root: &Path) -> usize {
        let depth = fs::canonicalize(root).map_or(0, |p| p.components().count());
        let mut passed_over = Vec::new();
        let mut pages = 0;
        let mut pending = vec![root.to_owned()];
        while let Some(dir) = pending.pop() {
            if is_output(&dir) {
                self.warnings.push(output_skipped(&dir));
                continue;
            }
            let entries = match fs::read_dir(&dir).and_then(|entries| entries.collect::<Result<Vec<_>, _>>()) {
                Ok(entries) => entries,
                Err(error) => {
                    self.failures.push(InputError::from_io(&lossy(&dir), &error));
                    continue;
                }
            };
            for path in entries.into_iter().map(|entry| entry.path()).filter(|path| !is_hidden(path)) {
                if path.is_dir() {
                    // A link may lead back to where we are.
                    if path.is_symlink() { passed_over.push(path) } else { pending.push(path) }
                } else if is_page(&path) {
                    self.add(&path, origin_below(root, &path, depth), Declared::default());
                    pages += 1;
                } else {
                    passed_over.push(path);
                }
            }
        }
        self.warnings.extend(files_skipped(root, passed_over));
        pages
    }

    fn add(&mut self, file: &Path, origin: Origin, declared: Declared) {
        let Some(path) = path_text(file) else {
            self.failures.push(InputError::Name { path: lossy(file) });
            return;
        };
        let canonical = match fs::canonicalize(file) {
            Ok(canonical) => canonical,
            // A pipe of the shell has a name, but no place in the tree.
            Err(_) if file.exists() => file.to_owned(),
            Err(error) => {
                self.failures.push(InputError::from_io(&path, &error));
                return;
            }
        };
        let candidate = Candidate { file: file.to_owned(), path, origin, declared };
        match self.candidates.get_mut(&canonical) {
            Some(held) if (&held.origin, &held.path) <= (&candidate.origin, &candidate.path) => {}
            Some(held) => *held = candidate,
            None => {
                self.candidates.insert(canonical, candidate);
            }
        }
    }

    fn finish(self) -> Discovery {
        let own_names = own_names(&self.candidates);
        let found = self.candidates.into_iter().map(|(canonical, candidate)| {
            let Candidate { file, path, origin, declared } = candidate;
            let (source, name) = match origin {
                Origin::Declared { source, name, .. } | Origin::Below { source, name, .. } => (source, name),
                Origin::Alone => (own_names[&canonical].clone(), stem(&canonical)),
            };
            let date = declared.date.or_else(|| dates::in_path(&path));
            let bytes = fs::metadata(&file).map_or(0, |m| m.len());
            Found { file, path, source, name, declared, date, bytes }
        });
        let mut found: Vec<Found> = found.collect();
        found.sort_by(|a, b| (&a.source, &a.name, &a.path).cmp(&(&b.source, &b.name, &b.path)));
        Discovery { found, failures: self.failures, warnings: self.warnings }
    }
}

/// Names for files that are sources of their own: the file name without extension, and where that is taken, as
/// much of the path as tells them apart.
fn own_names(candidates: &BTreeMap<PathBuf, Candidate>) -> BTreeMap<PathBuf, String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut by_stem: BTreeMap<String, Vec<&Path>> = BTreeMap::new();
    for (canonical, candidate) in candidates {
        match &candidate.origin {
            Origin::Declared { source, .. } | Origin::Below { source, .. } => {
                taken.insert(source.clone());
            }
            Origin::Alone => by_stem.entry(stem(canonical)).or_default().push(canonical),
        }
    }
    let mut names = BTreeMap::new();
    let mut clashes = Vec::new();
    for (stem, files) in by_stem {
        match files[..] {
            [file] if taken.insert(stem.clone()) => {
                names.insert(file.to_owned(), stem);
            }
            _ => clashes.push(files),
        }
    }
    for files in clashes {
        let labels = told_apart(&files, &taken);
        taken.extend(labels.iter().cloned());
        names.extend(files.into_iter().map(Path::to_owned).zip(labels));
    }
    names
}

/// The shortest path endings, equally long, that differ from each other and from what is taken.
fn told_apart(files: &[&Path], taken: &BTreeSet<String>) -> Vec<String> {
    let deepest = files.iter().map(|f| f.components().count()).max().unwrap_or(1);
    let endings = |parts: usize| files.iter().map(|f| ending(f, parts)).collect::<Vec<_>>();
    let distinct = |labels: &Vec<String>| {
        let set: BTreeSet<&String> = labels.iter().collect();
        set.len() == labels.len() && labels.iter().all(|label| !taken.contains(label))
    };
    (1..=deepest).map(endings).find(distinct).unwrap_or_else(|| endings(deepest))
}

fn ending(path: &Path, parts: usize) -> String {
    let all: Vec<_> = path.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    all[all.len().saturating_sub(parts)..].join("/")
}

fn origin_below(root: &Path, path: &Path, depth: usize) -> Origin {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<String> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    match &parts[..] {
        [source, dirs @ .., _] => {
            let name = dirs.iter().cloned().chain([stem(path)]).collect::<Vec<_>>().join("/");
            Origin::Below { root: Reverse(depth), source: source.clone(), name }
        }
        _ => Origin::Alone,
    }
}

/// Whether a file is a page by its name, or by what it holds when its name says that it may hold markup.
fn is_page(path: &Path) -> bool {
    let is = |extension: &str, known: &[&str]| known.iter().any(|k| extension.eq_ignore_ascii_case(k));
    match path.extension().and_then(OsStr::to_str) {
        Some(extension) if is(extension, &MARKUP) => Format::is_page(path),
        Some(extension) => is(extension, &TEXT),
        None => path.extension().is_none(),
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// The file name without extension, and of markup without the name of the format before it (`01.alto.xml`).
fn stem(path: &Path) -> String {
    let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
    let markup = path.extension().and_then(OsStr::to_str).is_some_and(|e| MARKUP.contains(&e));
    let inner = name.rsplit_once('.').filter(|(stem, format)| markup && !stem.is_empty() && MARKUP.contains(format));
    inner.map_or(name.as_ref(), |(stem, _)| stem).to_owned()
}

fn lossy(path: &Path) -> String {
    path_text(path).unwrap_or_else(|| path.to_string_lossy().into_owned())
}

fn output_skipped(dir: &Path) -> Warning {
    Warning {
        path: lossy(dir),
        line: None,
        what: "an output of jiaokan; passed over".into(),
        remedy: "write outputs outside the directories you read".into(),
    }
}

/// One warning for all files of a directory tree that are not page texts, however many.
fn files_skipped(root: &Path, mut paths: Vec<PathBuf>) -> Option<Warning> {
    paths.sort();
    let first = paths.first()?;
    let more = if paths.len() > 1 { format!(" and {} more", paths.len() - 1) } else { String::new() };
    Some(Warning {
        path: lossy(root),
        line: None,
        what: format!(
            "passed over {}{more}: not named *.txt, *.text or without extension and not in a known format, or a link",
            lossy(first)
        ),
        remedy: "rename them if they are page texts".into(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "文").unwrap();
        }
        dir
    }

    fn names(discovery: &Discovery) -> Vec<(&str, &str)> {
        discovery.found.iter().map(|f| (f.source.as_str(), f.name.as_str())).collect()
    }

    #[test]
    fn the_first_component_below_a_directory_names_the_source() {
        let dir = tree(&["P/dP02.txt", "P/dP01.TXT", "Q/0828/1", "lone.text", "P/scan.png", ".git/x.txt", "P/.h.txt"]);
        let found = discover(&[dir.path().to_owned()], None);
        assert_eq!(names(&found), [("P", "dP01"), ("P", "dP02"), ("Q", "0828/1"), ("lone", "lone")]);
        assert!(found.failures.is_empty());
        assert_eq!(found.warnings.len(), 1);
        assert!(found.warnings[0].what.contains("scan.png"), "{:?}", found.warnings);
    }

    #[test]
    fn a_file_counts_once_and_its_directory_names_it() {
        let dir = tree(&["P/1.txt", "P/2.txt"]);
        let below = dir.path().join("P");
        let inputs = [dir.path().join("P/../P/1.txt"), dir.path().to_owned(), below.join("2.txt")];
        let mut backwards = inputs.to_vec();
        backwards.reverse();
        let (one, two) = (discover(&inputs, None), discover(&backwards, None));
        assert_eq!(names(&one), [("P", "1"), ("P", "2")]);
        assert_eq!(one.found, two.found);
    }

    #[test]
    fn files_of_one_name_are_sources_of_their_own() {
        let dir = tree(&["a/1.txt", "b/1.txt", "c/2.txt"]);
        let files: Vec<PathBuf> = ["a/1.txt", "b/1.txt", "c/2.txt"].map(|f| dir.path().join(f)).into();
        assert_eq!(names(&discover(&files, None)), [("2", "2"), ("a/1.txt", "1"), ("b/1.txt", "1")]);
    }

    #[test]
    fn an_earlier_output_is_no_input() {
        let dir = tree(&["a.txt", "out/texts/x.txt"]);
        let report = format!("{{\"schema\":\"{}\"}}", crate::model::edition::REPORT_SCHEMA);
        fs::write(dir.path().join("out/report.json"), report).unwrap();
        let found = discover(&[dir.path().to_owned()], None);
        assert_eq!(names(&found), [("a", "a")]);
    }

    #[test]
    fn what_gives_nothing_is_told() {
        let dir = tree(&["x.pdf", "empty/x.pdf"]);
        let inputs = ["x.pdf", "empty", "none.txt"].map(|f| dir.path().join(f));
        let found = discover(&inputs, None);
        let kinds: Vec<_> =
            found.failures.iter().map(|f| f.to_string().rsplit(": ").next().unwrap().to_owned()).collect();
        assert_eq!(found.found, []);
        assert_eq!(
            kinds,
            ["no page text in this directory", "no such file or directory", "not a page text by its name"]
        );
    }

    #[test]
    fn the_manifest_goes_before_the_path() {
        let dir = tree(&["P/1.txt", "P/2.txt"]);
        let text = "[[page]]\npath = 'P/1.txt'\nsource = '晨'\npage = '01'\nfamily = 'ocr'\n";
        let manifest = Manifest::parse(text, "m.toml", dir.path()).unwrap();
        let found = discover(&[dir.path().to_owned()], Some(&manifest));
        assert_eq!(names(&found), [("P", "2"), ("晨", "01")]);
        assert!(found.found[1].declared.family.is_some());
        assert_eq!(names(&discover(&[], Some(&manifest))), [("晨", "01")]);
    }

    proptest! {
        #[test]
        fn lone_files_never_share_a_source(files in prop::collection::btree_set("[ab]/[ab]/[ab](\\.txt|\\.text)?", 1..9)) {
            let candidates = files.iter().map(|file| {
                let candidate = Candidate {
                    file: PathBuf::from(file),
                    path: file.clone(),
                    origin: Origin::Alone,
                    declared: Declared::default(),
                };
                (PathBuf::from(file), candidate)
            });
            let names = own_names(&candidates.collect());
            let distinct: BTreeSet<&String> = names.values().collect();
            prop_assert_eq!(distinct.len(), files.len());
        }
    }
}
