//! What reading and writing need of the file system.

use std::fs::File;
use std::io::Read;
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

/// A path as text with `/` between its parts; none when it is not Unicode.
pub fn path_text(path: &Path) -> Option<String> {
    let text = path.to_str()?;
    Some(if std::path::MAIN_SEPARATOR == '/' { text.to_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") })
}

#[cfg(test)]
mod tests {
    use super::*;

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
