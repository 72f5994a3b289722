//! What the reader makes of good and bad files, and that it survives all of them.

use super::read;
use crate::bundle::elf::{Elf, FaultKind, Segment};
use crate::load::limits::Limits;
use crate::testkit::{MODULE, fixture};

fn facts(content: &[u8], commands: &[String]) -> Elf {
    read(content, commands, &Limits::default())
}

/// The facts of a module that a recipe describes.
fn elf(recipe: &str) -> Elf {
    facts(&fixture("toml", &format!("bare = true\n[elf]\n{recipe}")).bytes, &[])
}

#[test]
fn a_good_module_has_no_faults() {
    let elf = facts(MODULE, &["hello.echo".to_owned(), "HELLO.SUM".to_owned(), "bye.bye".to_owned()]);
    assert!(elf.faults.is_empty() && elf.cut.is_none() && elf.sections.damage.is_none(), "{elf:#?}");
    let symbols = elf.symbols.as_ref().unwrap();
    let on_load = symbols.on_load.found.unwrap();
    assert!(on_load.is_code && on_load.kind == 2 && symbols.on_load.in_table == Some(on_load));
    assert_eq!(symbols.valkey_on_load.found, None);
    assert_eq!((symbols.count, symbols.exports.len(), symbols.undefined.len()), (6, 1, 4));
    assert!(symbols.undefined.iter().all(|symbol| symbol.is_weak && symbol.version.is_none()));
    assert_eq!(elf.texts.missing_commands.iter().collect::<Vec<_>>(), ["bye.bye"]);
    assert!(elf.texts.api.iter().any(|name| name == "RedisModule_CreateCommand"), "{:?}", elf.texts.api);
    assert_eq!(elf.notes.build_id.as_ref().map(String::len), Some(40));
}

#[test]
fn new_tables_are_read_like_the_old_ones() {
    let elf = elf(r#"
        needed = ["libc.so.6", "libssl.so.3"]
        runpath = "$ORIGIN"
        export = ["dictCreate"]
        import = [
            { name = "fstat", library = "libc.so.6", version = "GLIBC_2.33" },
            { name = "stat", library = "libc.so.6", version = "GLIBC_2.33" },
            { name = "malloc", library = "libc.so.6", version = "GLIBC_2.2.5" },
            { name = "SSL_new", library = "libssl.so.3", version = "OPENSSL_3.0.0" },
            { name = "nowhere", weak = true },
        ]"#);
    assert!(elf.faults.is_empty(), "{:?}", elf.faults);
    let dynamic = elf.dynamic.as_ref().unwrap();
    let needed: Vec<&str> = dynamic.needed.iter().map(|name| name.text.as_str()).collect();
    assert_eq!(needed, ["libc.so.6", "libssl.so.3"]);
    assert_eq!(dynamic.runpath.as_ref().unwrap().text, "$ORIGIN");
    let (need, version) = elf
        .needs
        .iter()
        .flat_map(|need| need.versions.iter().map(move |v| (need, v)))
        .find(|(_, version)| version.name == "GLIBC_2.33")
        .unwrap();
    assert_eq!(need.soname, "libc.so.6");
    let names: Vec<&str> = elf.behind(version).map(|symbol| symbol.name.as_str()).collect();
    assert_eq!(names, ["fstat", "stat"]);
    let symbols = elf.symbols.as_ref().unwrap();
    assert!(symbols.on_load.found.is_some());
    assert!(symbols.exports.iter().any(|export| export.name == "dictCreate" && export.is_replaceable));
}

#[test]
fn the_dynamic_section_is_found_by_its_address() {
    let kinds = |elf: &Elf| elf.faults.iter().map(|fault| fault.kind).collect::<Vec<_>>();
    let elsewhere = elf(r#"segment = [{ name = "PT_DYNAMIC", field = "offset", value = 0x100 }]"#);
    assert_eq!(kinds(&elsewhere), [FaultKind::DynamicElsewhere]);
    assert!(elsewhere.symbols.unwrap().on_load.found.is_some());
    let nowhere = elf(r#"segment = [{ name = "PT_DYNAMIC", field = "address", value = 0x9000 }]"#);
    assert_eq!(kinds(&nowhere), [FaultKind::DynamicOutside]);
    assert!(nowhere.dynamic.is_none());
}

#[test]
fn a_symbol_is_found_only_by_the_hash_table() {
    // the name no longer has the hash that the table knows
    let renamed = elf("on_load_name = \"RedisModule_OnLoae\"");
    assert_eq!(renamed.faults.first().map(|fault| fault.kind), Some(FaultKind::Unreachable));
    let symbols = renamed.symbols.unwrap();
    assert_eq!((symbols.on_load.found, symbols.on_load.in_table), (None, None));
    let hidden = elf("on_load = { visibility = 2 }").symbols.unwrap().on_load;
    assert!(hidden.found.is_none() && hidden.in_table.unwrap().is_hidden());
    let weak = elf("on_load = { info = 0x22 }").symbols.unwrap().on_load;
    assert!(weak.found.is_some());
}

#[test]
fn of_other_classes_only_the_header_is_read() {
    let elf = elf("header = { class = 1, machine = 3 }");
    assert!(elf.segments.is_empty() && elf.cut.is_none());
    let big = facts(&[&b"\x7fELF\x02\x02\x01"[..], &[0; 9], &[0, 3, 0, 21], &[0; 64]].concat(), &[]);
    assert_eq!((big.header.kind, big.header.machine), (3, 21));
}

#[test]
fn what_is_missing_at_the_end_is_told() {
    for (kept, what) in [(10, "ELF header"), (100, "program headers"), (9000, "PT_LOAD")] {
        assert_eq!(facts(&MODULE[..kept], &[]).cut.unwrap().what, what);
    }
    let sections = facts(&MODULE[..13_000], &[]).sections;
    assert_eq!(sections.cut, Some(14_000));
}

#[test]
fn no_cut_and_no_changed_byte_makes_it_panic_or_stay() {
    let commands = ["hello.echo".to_owned()];
    for end in 0..MODULE.len() {
        facts(&MODULE[..end], &commands);
    }
    let rich = fixture("toml", "bare = true\n[elf]\nisa = 2\nneeded = [\"libc.so.6\"]\nimport = [{ name = \"malloc\", library = \"libc.so.6\", version = \"GLIBC_2.2.5\" }]").bytes;
    let dynamic = facts(&rich, &[]).segments_of(Segment::DYNAMIC).next().unwrap().offset;
    let dynamic = usize::try_from(dynamic).unwrap();
    let started = std::time::Instant::now();
    for (file, range) in
        [(MODULE, 0..4096), (MODULE, 0x2e00..0x3000), (&rich[..], 0x4000..rich.len()), (&rich[..], dynamic..rich.len())]
    {
        for at in range {
            for flip in [0x01, 0x80, 0xff] {
                let mut file = file.to_vec();
                file[at] ^= flip;
                facts(&file, &commands);
            }
        }
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn the_limit_that_kept_symbols_from_being_read_is_the_one_that_is_named() {
    let limit = |limits: Limits| read(MODULE, &[], &limits).symbols.unwrap().limit;
    assert_eq!(limit(Limits::default()), None);
    assert_eq!(limit(Limits { elf_symbols: 1, ..Limits::default() }), Some("elf-symbols"));
    assert_eq!(limit(Limits { elf_names: 30, ..Limits::default() }), Some("elf-names"));
}

#[test]
fn the_name_of_a_section_never_acts_in_words_about_it() {
    let mut content = MODULE.to_vec();
    let wide = |content: &[u8], at: usize| u64::from_le_bytes(content[at..at + 8].try_into().unwrap());
    let place = |offset: u64| usize::try_from(offset).unwrap();
    let table = place(wide(&content, 40));
    let names = place(wide(&content, table + 64 * usize::from(content[62]) + 24));
    let name = names + usize::from(content[table + 64]);
    content[name..name + 4].copy_from_slice(b"\r`\x1b[");
    content[table + 64 + 16..table + 64 + 24].copy_from_slice(&(1_u64 << 40).to_le_bytes());
    let (words, _) = read(&content, &[], &Limits::default()).sections.damage.unwrap();
    assert!(words.starts_with("section `\\r\\u0060\\u001b["), "{words:?}");
}
