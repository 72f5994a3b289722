//! A file that is read as its bytes are asked for gives the facts that bytes at hand give, and no others.

use crate::input::data::{File, ReadAt};
use crate::input::{Content, LooseFile};
use crate::load::limits::Limits;
use crate::report::json_v1;
use crate::testkit::fixture;
use crate::unpack::Outcome;
use crate::verdict::Answer;
use crate::{Input, Options, Report, Source, check};
use std::io;
use std::sync::Arc;

/// A file whose bytes behind `cut` cannot be read.
struct Disk {
    bytes: Vec<u8>,
    cut: usize,
    error: Option<io::ErrorKind>,
}

impl ReadAt for Disk {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let from = usize::try_from(offset).unwrap().min(self.cut);
        let rest = &self.bytes[from..self.cut];
        match self.error {
            Some(kind) if rest.is_empty() => Err(kind.into()),
            _ => io::Read::read(&mut &*rest, buffer),
        }
    }
}

fn on_disk(bytes: Vec<u8>, cut: usize, error: Option<io::ErrorKind>) -> Input {
    let size = bytes.len() as u64;
    let source = Source::File(File::new(Arc::new(Disk { bytes, cut, error }), size));
    Input { path: "x.zip".to_owned(), source }
}

fn text(report: Report) -> String {
    let mut out = Vec::new();
    json_v1::write(&[report], 0, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_file_and_its_bytes_give_the_same_report() {
    let big = "[[zip.add]]\nname = \"deps/a.tgz\"\nstored = true\nzeros = 3000000\n[[zip.set]]\nmember = \"deps/a.tgz\"\nflags = 8";
    let prepended = "[zip.prepend]\nzeros = 200000";
    let recipes = ["", big, prepended, "[zip]\ncomment_length = 9\n[zip.append]\nzeros = 70000", "[zip]\nzip64 = true"];
    for recipe in recipes {
        let bytes = fixture("toml", recipe).bytes;
        let file = on_disk(bytes.clone(), bytes.len(), None);
        let at_hand = Input { path: "x.zip".to_owned(), source: Source::Bytes(bytes) };
        let options = Options::default();
        assert_eq!(text(check(&file, &options)), text(check(&at_hand, &options)), "{recipe}");
        assert!(file.failure().is_none());
    }
}

#[test]
fn a_file_that_cannot_be_read_to_its_end_is_accepted_by_nothing() {
    let bytes = fixture("toml", "").bytes;
    for (cut, error) in [(bytes.len() - 1, None), (bytes.len() / 2, Some(io::ErrorKind::PermissionDenied)), (0, None)] {
        let input = on_disk(bytes.clone(), cut, error);
        let report = check(&input, &Options::default());
        assert!(input.failure().is_some());
        assert!(report.sha256.is_none());
        assert!(report.verdicts.iter().all(|verdict| verdict.outcome != Answer::Accepted), "{cut}");
    }
}

fn limited(limit: fn(&mut Limits) -> &mut u64, most: u64) -> Options {
    let mut options = Options::default();
    *limit(&mut options.limits) = most;
    options
}

fn packed(recipe: &str) -> Input {
    Input { path: "x.zip".to_owned(), source: Source::Bytes(fixture("toml", recipe).bytes) }
}

#[test]
fn a_directory_that_is_not_read_to_its_end_may_have_another_module_json_and_is_accepted_by_nothing() {
    // the last one of a name counts
    let input = packed("[[zip.add]]\nname = \"x\"\n[[zip.add]]\nname = \"module.json\"\ntext = \"{}\"");
    let report = check(&input, &limited(|limits| &mut limits.entries, 3));
    assert_eq!(report.limits, ["entries"]);
    assert!(report.verdicts.iter().any(|verdict| verdict.outcome == Answer::Unknown));
    assert!(report.verdicts.iter().all(|verdict| verdict.outcome != Answer::Accepted));
    assert!(report.databases.iter().all(|database| database.usable != Some(true)));
    assert!(report.load.iter().all(|load| load.outcome == crate::dlopen::Outcome::Unknown));
    assert!(report.findings.iter().any(|finding| finding.rule == "zip/bomb"));
}

#[test]
fn dependencies_behind_the_members_that_are_read_are_not_missing() {
    let deps: String = (0..5).map(|n| format!("[[zip.add]]\nname = \"deps/{n}.tgz\"\ntext = \"x\"\n")).collect();
    let bundle = super::load(&packed(&deps), &limited(|limits| &mut limits.members, 2).limits);
    assert_eq!((bundle.deps.len(), &*bundle.limits), (5, ["members"].as_slice()));
    let file = |n| LooseFile { path: format!("deps/{n}.tgz"), size: 1, content: Content::Bytes(vec![b'x']) };
    let folder = Input { path: "x".to_owned(), source: Source::Files((0..5).map(file).collect()) };
    let bundle = super::load(&folder, &limited(|limits| &mut limits.members, 2).limits);
    assert_eq!((bundle.deps.len(), &*bundle.limits), (5, ["members"].as_slice()));
}

#[test]
fn a_module_json_for_which_there_is_no_time_is_not_called_too_large() {
    let report = check(&packed(""), &limited(|limits| &mut limits.seconds, 0));
    let why = "the time was up before module.json was read".to_owned();
    assert_eq!(report.unpack, Some(Outcome::Unknown { why }));
}
