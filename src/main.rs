//! The `ramplint` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(ramplint::cli::main())
}
