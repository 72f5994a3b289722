//! What each stage of a check costs: `cargo bench --bench stages`, or with a name to run one of them.
//!
//! `RAMPLINT_BENCH_SO` names a large `.so` to take instead of the small one of the tests.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a benchmark is no part of the tool"
)]

use divan::Bencher;
use divan::counter::BytesCount;
use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Decompress, FlushDecompress, Status};
use ramplint::load::limits::Limits;
use ramplint::{Input, Options, Source, check, load, report};
use std::fmt::Write as _;
use std::io::Write;

const METADATA: &str = include_str!("../testdata/baseline/module.json");
const SMALL: &[u8] = include_bytes!("../testdata/baseline/hello.so");

fn main() {
    divan::main();
}

fn module() -> Vec<u8> {
    std::env::var_os("RAMPLINT_BENCH_SO").map_or_else(|| SMALL.to_vec(), |path| std::fs::read(path).unwrap())
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn bundle() -> Vec<u8> {
    zip(&[("hello.so", &module()), ("module.json", METADATA.as_bytes())])
}

fn input(path: &str, bytes: Vec<u8>) -> Input {
    Input { path: path.to_owned(), source: Source::Bytes(bytes) }
}

#[divan::bench]
fn inflate_alone(bencher: Bencher) {
    let module = module();
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&module).unwrap();
    let packed = encoder.finish().unwrap();
    bencher.counter(BytesCount::new(module.len())).bench(|| {
        let (mut stream, mut buffer) = (Decompress::new(false), vec![0; 64 * 1024]);
        while stream
            .decompress(&packed[usize::try_from(stream.total_in()).unwrap()..], &mut buffer, FlushDecompress::None)
            .unwrap()
            != Status::StreamEnd
        {}
        stream.total_out()
    });
}

#[divan::bench]
fn load_bundle(bencher: Bencher) {
    let input = input("hello.zip", bundle());
    bencher.counter(BytesCount::new(module().len())).bench(|| load::load(&input, &Limits::default()));
}

#[divan::bench]
fn load_module_file(bencher: Bencher) {
    let input = input("hello.so", module());
    bencher.counter(BytesCount::new(module().len())).bench(|| load::load(&input, &Limits::default()));
}

/// Members, which are only names.
#[divan::bench(args = [6_000, 60_000])]
fn load_members(bencher: Bencher, count: usize) {
    let names: Vec<String> = (0..count).map(|number| format!("deps/{number}.tgz")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let input = input("hello.zip", zip(&members));
    bencher.bench(|| load::load(&input, &Limits::default()));
}

fn commands(count: usize) -> String {
    let mut list = String::new();
    for number in 0..count {
        let comma = if number > 0 { "," } else { "" };
        write!(list, r#"{comma}{{"command_name": "hello.c{number}", "first_key": 1, "flags": ["readonly"]}}"#).unwrap();
    }
    METADATA.trim_end().trim_end_matches('}').trim_end().to_owned() + &format!(",\"commands\": [{list}]}}")
}

#[divan::bench(args = [600, 6_000])]
fn read_json(bencher: Bencher, count: usize) {
    let text = commands(count);
    bencher.counter(BytesCount::new(text.len())).bench(|| load::json::read(text.as_bytes()));
}

#[divan::bench(args = [600, 6_000])]
fn check_commands(bencher: Bencher, count: usize) {
    let input = input("module.json", commands(count).into_bytes());
    bencher.bench(|| check(&input, &Options::default()));
}

/// A tar with this many files of nothing, gzipped.
#[divan::bench(args = [6_000, 60_000])]
fn read_dependency(bencher: Bencher, count: usize) {
    let mut tar = Vec::new();
    for number in 0..count {
        let mut header = [0; 512];
        header[..12].copy_from_slice(format!("lib/{number:08}").as_bytes());
        header[100..107].copy_from_slice(b"0000644");
        header[124..135].copy_from_slice(b"00000000000");
        header[148..156].fill(b' ');
        header[156] = b'0';
        header[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        tar.extend_from_slice(&header);
    }
    tar.resize(tar.len() + 1024, 0);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&tar).unwrap();
    let packed = encoder.finish().unwrap();
    bencher
        .counter(BytesCount::new(tar.len()))
        .bench(|| load::dependency("deps/a.tgz", packed.as_slice(), &Limits::default()));
}

#[divan::bench]
fn check_bundle(bencher: Bencher) {
    let input = input("hello.zip", bundle());
    bencher.bench(|| check(&input, &Options::default()));
}

#[divan::bench]
fn print_json(bencher: Bencher) {
    let report = [check(&input("hello.zip", bundle()), &Options::default())];
    bencher.bench(|| report::json_v1::write(&report, 0, &mut Vec::new()));
}
