//! What reading and writing need of the file system.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::model::edition::REPORT_SCHEMA;

/// File that marks a directory as an output of this program.
pub const REPORT_FILE: &str = "report.json";

/// Bytes read of a report to recognise it; the schema is its first field.
const HEAD: u64 = 256;

/// Whether a directory is an output of an earlier run: it holds a `report.json` that begins with our schema.
/// Reads at most 256 bytes; what cannot be read is no output.
pub fn is_output(dir: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(dir.join(REPORT_FILE)).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    let wanted = format!("\"schema\":\"{REPORT_SCHEMA}\"");
    read.is_ok() && {
        let compact: String = String::from_utf8_lossy(&head).chars().filter(|c| !c.is_whitespace()).collect();
        compact.strip_prefix('{').is_some_and(|fields| fields.starts_with(&wanted))
    }
}

/// Writes a file: all of it, or nothing. A file of that name is replaced, one step from the old to the new. O(size).
///
/// # Errors
/// What the system said; the file is as it was before.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let stage = tempfile::Builder::new().prefix(".jiaokan-").tempdir_in(beside)?;
    let staged = stage.path().join("new");
    std::fs::write(&staged, bytes)?;
    std::fs::rename(&staged, path)
}

/// A path as text with `/` between its parts; none when it is not Unicode.
pub fn path_text(path: &Path) -> Option<String> {
    let text = path.to_str()?;
    Some(if std::path::MAIN_SEPARATOR == '/' { text.to_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("out.html");
        for text in ["one", "two"] {
            write_whole(&file, text.as_bytes()).unwrap();
            assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
        }
        assert!(write_whole(&dir.path().join("no/out.html"), b"x").is_err());
        std::fs::create_dir(dir.path().join("taken")).unwrap();
        assert!(write_whole(&dir.path().join("taken"), b"x").is_err());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2, "nothing is left behind");
    }

    #[test]
    fn an_output_is_known_by_its_report_only() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!is_output(dir.path()));
        std::fs::write(dir.path().join(REPORT_FILE), "{\"schema\": \"someone/else/1\"}").unwrap();
        assert!(!is_output(dir.path()));
        let ours = format!("{{\n  \"schema\": \"{REPORT_SCHEMA}\",\n  \"inputs\": []\n}}");
        std::fs::write(dir.path().join(REPORT_FILE), ours).unwrap();
        assert!(is_output(dir.path()));
    }
}
