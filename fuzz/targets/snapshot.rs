//! The reader of a cluster's saved answers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ramplint::cluster;

fuzz_target!(|data: &[u8]| {
    let answers = [("cluster.json".to_owned(), data.to_vec())];
    let answer = cluster::read(&answers);
    assert_eq!(answer, cluster::read(&answers));
    match answer {
        Err(message) => assert!(!message.chars().any(char::is_control), "{message:?}"),
        Ok(cluster) => assert!(cluster.doubts.iter().all(|doubt| !doubt.chars().any(char::is_control))),
    }
});
