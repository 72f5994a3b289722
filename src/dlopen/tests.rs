//! What loads where, and in whose words it fails.

use super::{Load, Outcome};
use crate::testkit::{fixture, report};

fn load(recipe: &str, os: &str) -> Load {
    let report = report(&fixture("toml", recipe));
    report.load.into_iter().find(|load| load.os == os).unwrap_or_else(|| panic!("nothing is said of {os}"))
}

fn needs(library: &str, version: &str) -> String {
    let names = if library == "libc.so.6" { String::new() } else { format!(", \"{library}\"") };
    format!(
        "[elf]\nneeded = [\"libc.so.6\"{names}]\n[[elf.import]]\nname = \"f\"\nlibrary = \"{library}\"\nversion = \"{version}\"\n"
    )
}

#[test]
fn a_version_that_a_system_lacks_fails_there_in_the_words_of_the_loader() {
    let recipe = needs("libc.so.6", "GLIBC_2.34");
    let on_rhel8 = load(&recipe, "rhel8");
    assert_eq!(on_rhel8.outcome, Outcome::Fails);
    let sentence = "/lib64/libc.so.6: version `GLIBC_2.34' not found (required by hello.so)";
    assert_eq!(on_rhel8.error.as_deref(), Some(sentence));
    assert_eq!(on_rhel8.because, ["elf/glibc-too-new"]);
    assert_eq!(load(&recipe, "rhel9").outcome, Outcome::Loads);
    assert_eq!(load(&recipe, "ubuntu22").outcome, Outcome::Loads);
}

#[test]
fn what_only_newer_releases_of_a_system_have_is_unknown_there() {
    let recipe = needs("libstdc++.so.6", "GLIBCXX_3.4.32");
    assert_eq!(load(&recipe, "rhel9").outcome, Outcome::Fails);
    assert_eq!(load(&recipe, "amzn2023").outcome, Outcome::Unknown);
}

#[test]
fn a_missing_library_fails_and_one_that_nobody_knows_of_is_unknown() {
    let absent = load("[elf]\nneeded = [\"libc.so.6\", \"libssl.so.1.1\"]", "rhel9");
    assert_eq!(absent.outcome, Outcome::Fails);
    let sentence = "libssl.so.1.1: cannot open shared object file: No such file or directory";
    assert_eq!(absent.error.as_deref(), Some(sentence));
    let unheard = load("[elf]\nneeded = [\"libc.so.6\", \"libmine.so.3\"]", "rhel9");
    assert_eq!((unheard.outcome, unheard.why.is_some()), (Outcome::Unknown, true));
}

#[test]
fn a_library_that_nobody_knows_of_may_be_missed_before_a_version() {
    let recipe = "[elf]\nneeded = [\"libc.so.6\", \"libmine.so.3\"]\n[[elf.import]]\nname = \"f\"\nlibrary = \"libc.so.6\"\nversion = \"GLIBC_2.34\"\n";
    let on_rhel8 = load(recipe, "rhel8");
    assert_eq!((on_rhel8.outcome, on_rhel8.because.as_slice()), (Outcome::Fails, ["elf/glibc-too-new"].as_slice()));
    assert!(on_rhel8.error.is_some_and(|error| error.contains("GLIBC_2.34")));
    assert!(on_rhel8.why.is_some_and(|why| why.contains("libmine.so.3")));
    assert_eq!(load(&needs("libc.so.6", "GLIBC_2.34"), "rhel8").why, None);
}

#[test]
fn what_is_wrong_with_the_file_itself_fails_everywhere() {
    for (recipe, sentence) in [
        ("module = { text = 'not a library' }", "hello.so: file too short"),
        ("module = { zeros = 64 }", "hello.so: invalid ELF header"),
        (
            "[elf]\non_load_name = \"RedisModule_OnLoat\"",
            "Module hello.so does not export RedisModule_OnLoad() symbol. Module not loaded.",
        ),
        ("[elf.header]\nmachine = 183", "hello.so: cannot open shared object file: No such file or directory"),
        ("[elf]\nneeded = [\"libc.so.6\"]\n[[elf.import]]\nname = \"nowhere\"", "hello.so: undefined symbol: nowhere"),
    ] {
        for os in ["rhel8", "ubuntu22"] {
            let load = load(recipe, os);
            assert_eq!((load.outcome, load.error.as_deref()), (Outcome::Fails, Some(sentence)), "{recipe} on {os}");
        }
    }
}

#[test]
fn a_symbol_that_only_the_server_could_define_is_left_open() {
    let load = load("[[elf.import]]\nname = \"somebodys\"", "rhel9");
    assert_eq!(load.outcome, Outcome::Unknown);
    assert!(load.why.is_some_and(|why| why.contains("somebodys")));
}

#[test]
fn a_good_module_loads_wherever_the_lines_run() {
    let report = report(&fixture("json", "{}"));
    assert!(!report.load.is_empty());
    assert!(report.load.iter().all(|load| load.outcome == Outcome::Loads), "{:?}", report.load);
    assert!(report.load.is_sorted_by_key(|load| load.os.clone()));
}

#[test]
fn a_module_file_that_a_limit_kept_from_being_read_is_unknown_everywhere() {
    // 600 MB by the directory, and enough bytes to make them
    let recipe = "[zip]\nbefore_directory = { zeros = 700000 }\n[[zip.set]]\nmember = \"hello.so\"\nsize = 600000000\ncompressed = 700000\n";
    let report = report(&fixture("toml", recipe));
    assert!(!report.load.is_empty());
    assert!(report.load.iter().all(|load| load.outcome == Outcome::Unknown && load.why.is_some()), "{:?}", report.load);
}

#[test]
fn a_damaged_member_is_unknown_and_no_rule_judges_what_comes_out_of_it() {
    for recipe in ["[[zip.set]]\nmember = \"hello.so\"\nflip = 0", "[[zip.set]]\nmember = \"hello.so\"\ncrc = 7"] {
        let report = report(&fixture("toml", recipe));
        assert!(report.load.iter().all(|load| load.outcome == Outcome::Unknown), "{:?}", report.load);
        assert!(!report.load.is_empty() && !report.findings.iter().any(|finding| finding.rule.starts_with("elf/")));
    }
}

#[test]
fn an_alignment_below_a_page_counts_only_for_an_old_loader() {
    let recipe = "[elf]\nsegment = [{ name = \"PT_LOAD\", field = \"align\", value = 8 }]";
    let old = load(recipe, "rhel8");
    let sentence = "hello.so: ELF load command alignment not page-aligned";
    assert_eq!((old.outcome, old.error.as_deref()), (Outcome::Fails, Some(sentence)));
    assert_eq!(load(recipe, "rhel9").outcome, Outcome::Unknown);
}

#[test]
fn a_function_of_a_library_that_servers_have_is_left_open() {
    for name in ["pow", "log1pf", "_ZNSt6thread4joinEv", "pthread_create", "dlsym", "_Unwind_Resume"] {
        let recipe = format!("[elf]\nneeded = [\"libc.so.6\"]\n[[elf.import]]\nname = \"{name}\"");
        let load = load(&recipe, "rhel9");
        assert_eq!(load.outcome, Outcome::Unknown, "{name}");
        assert!(load.why.is_some_and(|why| why.contains(name)));
    }
}

#[test]
fn of_two_symbols_nobody_knows_which_one_the_loader_names() {
    let recipe = "[elf]\nneeded = [\"libc.so.6\"]\nimport = [{ name = \"nowhere\" }, { name = \"neither\" }]";
    let load = load(recipe, "rhel9");
    assert_eq!((load.outcome, load.error), (Outcome::Fails, None));
}

#[test]
fn what_is_found_and_is_no_function_fails_without_the_words_of_what_is_not_found() {
    let outcome = |fields: &str| {
        let load = load(&format!("[elf]\non_load = {{ {fields} }}"), "rhel8");
        (load.outcome, load.error)
    };
    assert_eq!(outcome("value = 8"), (Outcome::Fails, None));
    assert_eq!(outcome("section = 0xfff1"), (Outcome::Fails, None));
    // neither its type nor its section keeps the server from calling it
    assert_eq!(outcome("info = 0x11"), (Outcome::Loads, None));
    assert_eq!(outcome("section = 0"), (Outcome::Loads, None));
}
