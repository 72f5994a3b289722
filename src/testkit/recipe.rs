//! Recipes: what a rule page's `bad` and `good` blocks change about the good bundle.
//!
//! `json` blocks are RFC 7386 merge patches on the baseline's module.json. `toml` blocks are [`Recipe`]s.

use super::archive::{Entry, Header, Side, Zip};
use super::elf::{self, ElfRecipe};
use super::tgz::{self, TarMember};
use super::{Fixture, METADATA, NAME, baseline};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a `toml` block can say: what the bundle is, and what is asked about it. Texts may be given as `text`, `hex` or `zeros` (a number of NUL bytes).
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Recipe {
    /// File name of the input.
    name: Option<String>,
    /// Instead of a bundle: these bytes.
    input: Option<Bytes>,
    /// Instead of the baseline's module.json: these bytes.
    metadata: Option<Bytes>,
    /// Merge patch on the baseline's module.json, as JSON text.
    pub(super) merge: Option<String>,
    /// Encoding of module.json: `utf-16` (with its mark), `utf-8-sig`.
    encoding: Option<String>,
    /// Instead of the baseline's module file: these bytes; `sha256` follows.
    module: Option<Bytes>,
    /// Changes of the baseline's module file; `sha256` follows.
    pub(super) elf: Option<ElfRecipe>,
    /// Instead of a bundle: the module file alone.
    bare: bool,
    /// `--target`.
    pub(super) target: Vec<String>,
    /// `--endpoint`.
    pub(super) endpoint: Vec<String>,
    /// `--os`.
    pub(super) os: Vec<String>,
    /// `--arch`.
    pub(super) arch: Option<String>,
    /// `--redis`.
    pub(super) redis: Vec<String>,
    /// `--require-capability`.
    pub(super) require_capability: Vec<String>,
    /// The cluster's setting of that name.
    pub(super) allow_modules_upload: Option<bool>,
    /// Saved answers of a cluster, as JSON text; its version is the target when none is given.
    pub(super) cluster: Option<String>,
    /// The manifest that the bundle is compared with, as YAML text.
    pub(super) manifest: Option<String>,
    /// A `RedisEnterpriseCluster` manifest, as YAML text.
    pub(super) rec: Option<String>,
    /// The body of a bootstrap request, as JSON text.
    pub(super) bootstrap: Option<String>,
    /// A `ramplint.toml`, as text.
    pub(super) config: Option<String>,
    /// The day on which it is read.
    pub(super) today: Option<String>,
    /// `--release`: merge patches on the module.json of the bundles beside this one, which is the first.
    pub(super) release: Vec<String>,
    /// `--previous`: the baseline with this merge patch on its module.json, as JSON text.
    pub(super) previous: Option<String>,
    /// Changes of the previous bundle's module file.
    pub(super) previous_elf: Option<ElfRecipe>,
    /// `--limit`.
    pub(super) limits: BTreeMap<String, u64>,
    zip: ZipRecipe,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Bytes {
    text: Option<String>,
    hex: Option<String>,
    zeros: Option<usize>,
    /// Repeats `text` or `hex`.
    times: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ZipRecipe {
    add: Vec<Add>,
    remove: Vec<String>,
    set: Vec<Set>,
    prepend: Option<Bytes>,
    before_directory: Option<Bytes>,
    before_end: Option<Bytes>,
    append: Option<Bytes>,
    comment: Option<Bytes>,
    comment_length: Option<u16>,
    entries: Option<u16>,
    directory_offset: Option<u32>,
    directory_size: Option<u32>,
    disk: Option<u16>,
    zip64: bool,
    /// Keep this many bytes from the start.
    keep: Option<usize>,
    /// Cut this many bytes off the end.
    cut: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Add {
    name: String,
    name_hex: Option<String>,
    text: Option<String>,
    hex: Option<String>,
    zeros: Option<usize>,
    times: Option<usize>,
    /// Instead of bytes: the members of a gzipped tar.
    tgz: Option<Vec<TarMember>>,
    /// Cut this many bytes off the end of the content.
    cut: usize,
    /// Bytes behind the content, as hex.
    behind: String,
    stored: bool,
    mode: Option<u32>,
    /// In front of the baseline's members.
    first: bool,
    /// `local` or `central`: only that header is written.
    only: Option<String>,
}

/// Changes fields of a member's headers: of both, or of the one that `in` names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Set {
    member: String,
    #[serde(rename = "in")]
    side: Option<String>,
    name: Option<String>,
    name_hex: Option<String>,
    version: Option<u16>,
    flags: Option<u16>,
    method: Option<u16>,
    date: Option<u16>,
    crc: Option<u32>,
    compressed: Option<u32>,
    size: Option<u32>,
    extra: Option<String>,
    comment: Option<String>,
    host: Option<u8>,
    mode: Option<u32>,
    attributes: Option<u32>,
    disk: Option<u16>,
    local_offset: Option<u32>,
    /// Bytes behind the data, as hex.
    behind: Option<String>,
    /// Flips all bits of the data's byte at this offset.
    flip: Option<usize>,
    /// Keeps this many bytes of the data, in both headers too.
    keep: Option<usize>,
}

impl Recipe {
    /// The baseline with these changes.
    pub(super) fn patched(merge: Option<String>, elf: Option<ElfRecipe>) -> Self {
        Self { merge, elf, ..Self::default() }
    }
}

/// The fixture that a block of a page describes. `info` is the word behind the fence.
pub(crate) fn fixture(info: &str, block: &str) -> Fixture {
    if info.starts_with("json") {
        let mut metadata: Value = serde_json::from_str(METADATA).unwrap();
        merge(&mut metadata, &serde_json::from_str(block).expect("a json block is a merge patch"));
        return make(&Recipe { metadata: Some(Bytes::text(&pretty(&metadata))), ..Recipe::default() });
    }
    if info.starts_with("yaml") {
        let options = crate::Options::default();
        let settings = crate::config::Settings::default();
        let (name, bytes) = ("ramp.yml".to_owned(), block.as_bytes().to_vec());
        return Fixture { name, bytes, options, config: None, settings };
    }
    make(&toml::from_str(block).expect("a toml block is a recipe"))
}

fn make(recipe: &Recipe) -> Fixture {
    let name = recipe.name.clone().unwrap_or_else(|| NAME.to_owned());
    let mut options = super::asked::options(recipe);
    options.previous.extend(super::others::previous(recipe));
    options.release = super::others::release(recipe);
    let config = super::asked::config(recipe);
    let settings = super::asked::settings(recipe);
    let fixture = |name, bytes| Fixture { name, bytes, options, config, settings };
    if let Some(input) = &recipe.input {
        return fixture(name, input.bytes());
    }
    if recipe.bare {
        return fixture(name, module(recipe).expect("a module file"));
    }
    let mut zip = baseline();
    parts(recipe, &mut zip);
    members(&recipe.zip, &mut zip);
    for set in &recipe.zip.set {
        let entry =
            zip.entries.iter_mut().rev().find(|e| e.name == set.member.as_bytes()).expect("a member of that name");
        change(entry, set);
    }
    let around = &recipe.zip;
    zip.prepend = bytes(around.prepend.as_ref());
    zip.before_directory = bytes(around.before_directory.as_ref());
    zip.before_end = bytes(around.before_end.as_ref());
    zip.append = bytes(around.append.as_ref());
    zip.comment = bytes(around.comment.as_ref());
    zip.comment_length = around.comment_length;
    zip.entries_override = around.entries;
    zip.directory_offset = around.directory_offset;
    zip.directory_size = around.directory_size;
    zip.disk = around.disk.unwrap_or(0);
    zip.zip64 = around.zip64;
    zip.keep = around.keep;
    let mut bytes = zip.write();
    bytes.truncate(bytes.len() - around.cut.unwrap_or(0));
    fixture(name, bytes)
}

/// Another module file than the baseline's.
fn module(recipe: &Recipe) -> Option<Vec<u8>> {
    recipe.elf.as_ref().map(elf::make).or_else(|| recipe.module.as_ref().map(Bytes::bytes))
}

/// The content of module.json and of the module file.
pub(super) fn parts(recipe: &Recipe, zip: &mut Zip) {
    let mut text = METADATA.as_bytes().to_vec();
    if let Some(patch) = &recipe.merge {
        let mut metadata: Value = serde_json::from_str(METADATA).unwrap();
        merge(&mut metadata, &serde_json::from_str(patch).expect("`merge` is JSON"));
        text = pretty(&metadata).into_bytes();
    }
    if let Some(metadata) = &recipe.metadata {
        text = metadata.bytes();
    }
    if let Some(content) = module(recipe) {
        let old = crate::report::hex(&<sha2::Sha256 as sha2::Digest>::digest(super::MODULE));
        let new = crate::report::hex(&<sha2::Sha256 as sha2::Digest>::digest(&content));
        text = String::from_utf8(text).unwrap().replace(&old, &new).into_bytes();
        zip.entries[0] = Entry::deflated("hello.so", &content, 0o755);
    }
    match recipe.encoding.as_deref() {
        Some("utf-16") => {
            let units: Vec<u16> = String::from_utf8(text).unwrap().encode_utf16().collect();
            text = [0xff, 0xfe].into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect();
        }
        Some("utf-8-sig") => text = [b"\xef\xbb\xbf".to_vec(), text].concat(),
        other => assert!(other.is_none(), "no such encoding: {other:?}"),
    }
    zip.entries[1] = Entry::deflated("module.json", &text, 0o600);
}

fn members(recipe: &ZipRecipe, zip: &mut Zip) {
    for name in &recipe.remove {
        let before = zip.entries.len();
        zip.entries.retain(|entry| entry.name != name.as_bytes());
        assert!(zip.entries.len() < before, "no member {name}");
    }
    for add in &recipe.add {
        let content =
            Bytes { text: add.text.clone(), hex: add.hex.clone(), zeros: add.zeros, times: add.times }.bytes();
        let mut content = add.tgz.as_ref().map_or(content, |members| tgz::gzip(&tgz::tar(members)));
        content.truncate(content.len() - add.cut);
        content.extend(unhex(&add.behind));
        let mode = add.mode.unwrap_or(0o600);
        let mut entry = if add.stored {
            Entry::stored(&add.name, &content, mode)
        } else {
            Entry::deflated(&add.name, &content, mode)
        };
        if let Some(name) = &add.name_hex {
            entry.name = unhex(name);
        }
        entry.only = add.only.as_deref().map(side);
        if add.first {
            zip.entries.insert(0, entry);
        } else {
            zip.entries.push(entry);
        }
    }
}

fn side(name: &str) -> Side {
    match name {
        "local" => Side::Local,
        "central" => Side::Central,
        _ => panic!("`{name}` is neither `local` nor `central`"),
    }
}

fn change(entry: &mut Entry, set: &Set) {
    if let Some(keep) = set.keep {
        entry.data.truncate(keep);
        entry.local.compressed = keep.try_into().unwrap();
        entry.central.compressed = keep.try_into().unwrap();
    }
    if let Some(at) = set.flip {
        entry.data[at] ^= 0xff;
    }
    entry.behind.extend(set.behind.as_deref().map(unhex).unwrap_or_default());
    entry.local_offset = set.local_offset.or(entry.local_offset);
    match set.side.as_deref().map(side) {
        Some(Side::Local) => change_header(&mut entry.local, set),
        Some(Side::Central) => change_header(&mut entry.central, set),
        None => {
            change_header(&mut entry.local, set);
            change_header(&mut entry.central, set);
        }
    }
}

fn change_header(header: &mut Header, set: &Set) {
    fn put<T: Copy>(field: &mut T, value: Option<T>) {
        *field = value.unwrap_or(*field);
    }
    let name = set.name.as_ref().map(|name| name.as_bytes().to_vec()).or_else(|| set.name_hex.as_deref().map(unhex));
    header.name = name.or(header.name.take());
    put(&mut header.version, set.version);
    put(&mut header.flags, set.flags);
    put(&mut header.method, set.method);
    put(&mut header.date, set.date);
    put(&mut header.crc, set.crc);
    put(&mut header.compressed, set.compressed);
    put(&mut header.size, set.size);
    put(&mut header.disk, set.disk);
    put(&mut header.external, set.attributes);
    put(&mut header.external, set.mode.map(|mode| mode << 16));
    put(&mut header.made_by, set.host.map(|host| u16::from(host) << 8 | 0x14));
    if let Some(extra) = &set.extra {
        header.extra = unhex(extra);
    }
    if let Some(comment) = &set.comment {
        header.comment = comment.as_bytes().to_vec();
    }
}

impl Bytes {
    fn text(text: &str) -> Self {
        Self { text: Some(text.to_owned()), ..Self::default() }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let once = match (&self.text, &self.hex) {
            (Some(text), _) => text.as_bytes().to_vec(),
            (None, Some(hex)) => unhex(hex),
            (None, None) => vec![0; self.zeros.unwrap_or(0)],
        };
        once.repeat(self.times.unwrap_or(1))
    }
}

fn bytes(part: Option<&Bytes>) -> Vec<u8> {
    part.map(Bytes::bytes).unwrap_or_default()
}

pub(super) fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).expect("hex digits")).collect()
}

/// RFC 7386.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(target) = target else { return };
    for (key, value) in patch {
        if value.is_null() {
            target.shift_remove(key);
        } else {
            merge(target.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

/// As the packer writes it: four blanks.
fn pretty(value: &Value) -> String {
    let mut out = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    serde::Serialize::serialize(value, &mut serde_json::Serializer::with_formatter(&mut out, formatter)).unwrap();
    String::from_utf8(out).unwrap()
}
