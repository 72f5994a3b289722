//! The console blocks of the README and of `testdata/cli` show what the program really prints.
#![allow(missing_docs)]

#[test]
fn console_blocks_are_what_the_program_prints() {
    // the environment must not shine through: no colours, no terminal width, no locale
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("COLUMNS", "40")
        .env("LC_ALL", "C")
        .case("README.md")
        .case("testdata/cli/*.md");
}
