//! The program `gandan`; see `gandan --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    gandan::cli::run()
}
