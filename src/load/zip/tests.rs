//! What the loader sees, at each fork where readers of zip archives go different ways.

use super::{again, contents, open};
use crate::bundle::archive::{Archive, Broken, Descriptor, GapPosition, OpenError, OtherReader, StreamEnd};
use crate::input::data::Data;
use crate::load::limits::Limits;
use crate::testkit::fixture;

fn archive(recipe: &str) -> Archive {
    read(&fixture("toml", recipe).bytes, &Limits::default())
}

fn read(bytes: &[u8], limits: &Limits) -> Archive {
    let mut archive = open(Data::Bytes(bytes), limits).0;
    contents(Data::Bytes(bytes), &mut archive, limits, &|| false, &mut |_, _, input| {
        input.read_to_end(&mut Vec::new()).unwrap();
        [0; 32]
    });
    archive
}

fn names(archive: &Archive) -> Vec<&str> {
    archive.members.iter().map(|member| member.name.as_str()).collect()
}

#[test]
fn the_good_bundle_has_no_oddities() {
    let archive = archive("");
    assert_eq!(names(&archive), ["hello.so", "module.json"]);
    assert!(archive.gaps.is_empty() && archive.overlaps.is_empty() && archive.limits.is_empty());
    assert!(archive.members.iter().all(|m| m.open.is_ok() && m.content.end == StreamEnd::Complete));
    assert!(archive.members.iter().all(|m| m.content.crc == m.central.crc && m.content.consumed == m.compressed));
    assert_eq!(archive.other_reader, OtherReader::Agrees);
}

#[test]
fn prepended_bytes_shift_every_offset() {
    let archive = archive("[zip.prepend]\ntext = \"#!/bin/sh\"");
    assert_eq!(archive.directory.unwrap().shift, 9);
    assert_eq!(archive.members[0].local_offset, 9);
    assert!(archive.members[0].open.is_ok());
    assert_eq!(archive.gaps[0].position, GapPosition::Start);
}

#[test]
fn the_directory_is_walked_by_size_and_not_by_count() {
    let archive = archive("[zip]\nentries = 1");
    assert_eq!(names(&archive), ["hello.so", "module.json"]);
    assert_eq!(archive.end.unwrap().entries, 1);
}

#[test]
fn the_last_member_of_a_name_is_opened() {
    let archive = archive("[[zip.add]]\nname = \"module.json\"\ntext = \"{}\"");
    assert_eq!(archive.find("module.json").unwrap().size, 2);
}

#[test]
fn an_end_record_is_searched_behind_65535_bytes_of_comment_and_one_more() {
    let comment = |length: usize| archive(&format!("[zip]\ncomment_length = 0\n[zip.append]\nzeros = {length}"));
    assert!(comment(65_536).opens());
    assert_eq!(comment(65_537).broken, Some(Broken::NoEndRecord));
}

#[test]
fn the_last_end_record_signature_wins_even_inside_a_comment() {
    let inner = "504b0506 0000 0000 0000 0000 00000000 00000000 0000";
    let archive = archive(&format!("[zip.comment]\nhex = \"{inner}\""));
    assert!(archive.members.is_empty());
    assert_eq!(archive.end.as_ref().unwrap().others.len(), 1);
}

#[test]
fn zip64_records_are_obeyed_without_sentinels() {
    let archive = archive("[zip]\nzip64 = true");
    assert_eq!(archive.zip64.as_ref().unwrap().record.as_ref().unwrap().entries, 2);
    assert_eq!(names(&archive), ["hello.so", "module.json"]);
    assert!(archive.gaps.is_empty(), "{:?}", archive.gaps);
}

#[test]
fn a_directory_that_would_start_before_the_file_is_broken() {
    let archive = archive("[zip]\ndirectory_size = 99999");
    assert_eq!(archive.broken, Some(Broken::DirectoryBeforeStart));
}

#[test]
fn names_of_both_headers_must_agree_to_be_opened() {
    let archive = archive("[[zip.set]]\nmember = \"module.json\"\nin = \"local\"\nname = \"module.jsoN\"");
    assert_eq!(archive.find("module.json").unwrap().open, Err(OpenError::NamesDiffer));
}

#[test]
fn a_local_record_that_the_directory_does_not_name_is_a_gap_with_a_signature() {
    let archive = archive("[[zip.add]]\nname = \"evil.so\"\ntext = \"x\"\nonly = \"local\"");
    assert_eq!(names(&archive), ["hello.so", "module.json"]);
    assert!(archive.gaps[0].has_signature);
    assert_eq!(archive.gaps[0].position, GapPosition::Members);
}

#[test]
fn members_of_one_local_header_overlap_and_are_not_inflated() {
    let archive = archive(
        "[[zip.add]]\nname = \"hello.so\"\nonly = \"central\"\n[[zip.set]]\nmember = \"hello.so\"\nlocal_offset = 0",
    );
    assert_eq!(archive.overlaps.len(), 1);
    assert_eq!(archive.members[0].content.end, StreamEnd::Limit("overlaps"));
}

#[test]
fn a_stream_that_is_longer_than_declared_stops_at_the_first_byte_over() {
    let archive =
        archive("[[zip.add]]\nname = \"deps/a.tgz\"\nzeros = 1000000\n[[zip.set]]\nmember = \"deps/a.tgz\"\nsize = 10");
    let content = &archive.find("deps/a.tgz").unwrap().content;
    assert_eq!(content.end, StreamEnd::TooLong);
    assert!(content.produced < 100_000, "{}", content.produced);
}

#[test]
fn a_bomb_is_not_inflated_past_the_limit() {
    let limits = Limits { ratio_from: 1000, ratio: 10, ..Limits::default() };
    let bytes = fixture("toml", "[[zip.add]]\nname = \"deps/a.tgz\"\nzeros = 100000").bytes;
    let archive = read(&bytes, &limits);
    let content = &archive.find("deps/a.tgz").unwrap().content;
    assert_eq!((content.end, content.produced), (StreamEnd::Limit("ratio"), 0));
    assert_eq!(archive.limits, ["ratio"]);
}

#[test]
fn a_descriptor_is_found_with_and_without_signature() {
    let recipe = |behind: &str| {
        let set = "[[zip.add]]\nname = \"deps/a\"\ntext = \"a\"\nstored = true\nfirst = true\n[[zip.set]]\nmember = \"deps/a\"\nflags = 8\n";
        archive(&format!("{set}behind = \"{behind}\"")).members[0].descriptor
    };
    let values = "43beb7e8 01000000 01000000";
    assert_eq!(recipe(values), Descriptor::Agrees(12));
    assert_eq!(recipe(&format!("504b0708 {values}")), Descriptor::Agrees(16));
    assert_eq!(recipe("504b0708 00000000 01000000 01000000"), Descriptor::Wrong);
}

#[test]
fn the_crate_zip_trusts_the_count_and_so_sees_another_member() {
    let archive = archive("[zip]\nentries = 2\n[[zip.add]]\nname = \"module.json\"\ntext = \"{}\"");
    assert_eq!(archive.other_reader, OtherReader::Elsewhere("module.json".to_owned()));
}

#[test]
fn the_sum_of_a_large_member_counts_all_of_it_although_nobody_reads_on() {
    // large enough for a second thread
    for stored in [false, true] {
        let recipe = format!("[[zip.add]]\nname = \"deps/large.tgz\"\nzeros = 3000000\nstored = {stored}");
        let bytes = fixture("toml", &recipe).bytes;
        let mut archive = open(Data::Bytes(&bytes), &Limits::default()).0;
        contents(Data::Bytes(&bytes), &mut archive, &Limits::default(), &|| false, &mut |_, _, input| {
            input.read_exact(&mut [0; 10]).unwrap();
            [0; 32]
        });
        let member = archive.find("deps/large.tgz").unwrap();
        assert_eq!((member.content.end, member.content.produced), (StreamEnd::Complete, 3_000_000));
        assert_eq!(member.content.crc, member.central.crc);
    }
}

#[test]
fn a_member_for_whose_second_reading_there_is_no_time_counts_as_not_read() {
    let bytes = fixture("toml", "").bytes;
    let mut archive = read(&bytes, &Limits::default());
    let mut reread = |limits: &Limits| {
        let read = again(Data::Bytes(&bytes), &mut archive, 0, limits, &|| false, &mut |input| {
            input.read_to_end(&mut Vec::new()).unwrap() as u64
        });
        (read, archive.members[0].content.end, archive.limits.clone())
    };
    let (read, end, limits) = reread(&Limits::default());
    assert!(read.is_some_and(|size| size > 10_000) && end == StreamEnd::Complete && limits.is_empty());
    let late = Limits { seconds: 0, ..Limits::default() }.started();
    assert_eq!(reread(&late), (None, StreamEnd::Limit("seconds"), vec!["seconds"]));
}
