//! Where rule files come from.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// Why a directory of rules cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The directory or a file in it cannot be read.
    #[error("{path}: {cause}")]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// There is no `.toml` file in the directory.
    #[error("{0}: no rule files (*.toml) in this directory")]
    Empty(PathBuf),
}

/// The rule files that come with the program, as (name, text), by name.
pub fn embedded() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = RULES
        .files()
        .filter(|f| f.path().extension().is_some_and(|e| e == "toml"))
        .filter_map(|f| Some((format!("rules/{}", f.path().display()), f.contents_utf8()?.to_owned())))
        .collect();
    files.sort();
    files
}

/// The rule files of a directory, as (path, text), by name.
///
/// # Errors
/// When the directory or a file cannot be read, or there is no rule file.
pub fn read(dir: &Path) -> Result<Vec<(String, String)>, FilesError> {
    let unreadable = |path: &Path| {
        let path = path.to_path_buf();
        move |cause| FilesError::Unreadable { path, cause }
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(unreadable(dir))? {
        let path = entry.map_err(unreadable(dir))?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            let text = std::fs::read_to_string(&path).map_err(unreadable(&path))?;
            files.push((path.display().to_string(), text));
        }
    }
    if files.is_empty() {
        return Err(FilesError::Empty(dir.to_path_buf()));
    }
    files.sort();
    Ok(files)
}
