//! The `jiaokan` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    jiaokan::cli::main()
}
