//! The console blocks of the README, of `testdata/cli` and of `testdata/help` show what the program really prints.
#![allow(missing_docs)]

#[test]
fn console_blocks_are_what_the_program_prints() {
    // the environment must not shine through: no colours, no terminal width, no locale
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("COLUMNS", "40")
        .env("LC_ALL", "C")
        .env("SOURCE_DATE_EPOCH", "")
        .case("README.md")
        .case("testdata/cli/*.md");
}

#[test]
fn help_texts_are_what_the_program_prints() {
    // the width is asked of the terminal, or of this
    trycmd::TestCases::new().env("NO_COLOR", "1").env("COLUMNS", "100").env("LC_ALL", "C").case("testdata/help/*.md");
}
