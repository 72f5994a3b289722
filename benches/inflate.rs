//! Inflates the largest member of an archive and does nothing else: what a check is measured against.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a benchmark is no part of the tool")]

use std::io::{BufReader, Read};

fn main() {
    let path = std::env::args_os().nth(1).unwrap();
    let mut archive = zip::ZipArchive::new(BufReader::new(std::fs::File::open(path).unwrap())).unwrap();
    let largest = (0..archive.len()).max_by_key(|at| archive.by_index_raw(*at).unwrap().size()).unwrap();
    let packed = BufReader::with_capacity(128 * 1024, archive.by_index_raw(largest).unwrap());
    let mut stream = flate2::bufread::DeflateDecoder::new(packed);
    let mut buffer = vec![0; 64 * 1024];
    while stream.read(&mut buffer).unwrap() > 0 {}
}
