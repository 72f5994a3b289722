//! Bundles for the server: good ones in any number, and those of the hostile generator.

use serde_json::{Value, json};
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;
use zip::write::SimpleFileOptions;

const METADATA: &str = include_str!("../../testdata/baseline/module.json");
const MODULE: &[u8] = include_bytes!("../../testdata/baseline/hello.so");

/// The good bundle with another version, and what else a test changes.
pub(crate) fn numbered(version: u64, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut metadata: Value = serde_json::from_str(METADATA).unwrap();
    metadata["version"] = json!(version);
    change(&mut metadata);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("hello.so", SimpleFileOptions::default().unix_permissions(0o755)).unwrap();
    zip.write_all(MODULE).unwrap();
    zip.start_file("module.json", SimpleFileOptions::default()).unwrap();
    zip.write_all(metadata.to_string().as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// At least `count` bundles: the real ones, and hostile ones of every family; `None` where there is no Python.
pub(crate) fn many(folder: &Path, count: usize) -> Option<Vec<(String, Vec<u8>)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made =
        Command::new("python3").arg("-B").arg(root.join("testdata/hostile/make.py")).arg(folder).output().ok()?;
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut bundles = Vec::new();
    let mut real: Vec<_> = std::fs::read_dir(root.join("testdata/real")).unwrap().map(|e| e.unwrap().path()).collect();
    real.retain(|path| path.extension().is_some_and(|extension| extension == "zip"));
    let index = std::fs::read_to_string(folder.join("index.jsonl")).unwrap();
    let cases: Vec<Value> = index.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let hostile: Vec<_> = cases.iter().map(|case| folder.join(case["file"].as_str().unwrap())).collect();
    // large ones are the hostile test's matter
    let small = |path: &&std::path::PathBuf| std::fs::metadata(path).unwrap().len() < 1 << 20;
    let hostile: Vec<_> = hostile.iter().filter(small).collect();
    let step = (hostile.len() / count).max(1);
    real.sort();
    for path in real.iter().chain(hostile.into_iter().step_by(step)) {
        bundles.push((path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(path).unwrap()));
    }
    Some(bundles)
}
