//! An inspection as a page for people.

use super::facts::{Dependency, File, Inspection, Member, Need};
use crate::checks::wording::{count, enumerate, size};
use crate::report::page::{Body, Section};
use crate::tables::platforms::NodeVersion;

/// Items of a list that a page names; JSON has them all.
const MOST: usize = 12;
/// Rows of the table of members, and of the one of overlaps.
const ROWS: usize = 200;
/// The fields whose meaning everybody looks for first, in this order; the others follow in theirs.
const FIRST: [&str; 12] = [
    "module_name",
    "display_name",
    "semantic_version",
    "version",
    "description",
    "author",
    "license",
    "architecture",
    "operating_systems",
    "min_redis_version",
    "compatible_redis_version",
    "min_redis_pack_version",
];

/// The sections of the page; those without anything to say are left out.
#[must_use]
pub fn sections(inspection: &Inspection, with_map: bool) -> Vec<Section> {
    let mut found = vec![input(inspection), unread(inspection), fields(inspection)];
    if let Some(file) = &inspection.module {
        found.push(module(file, inspection));
    }
    found.extend([
        members(&inspection.members),
        commands(inspection),
        dependencies(&inspection.dependencies),
        archives(inspection),
    ]);
    if with_map {
        found.extend([map(inspection), overlaps(inspection)]);
    }
    found.retain(|section| match &section.body {
        Body::Pairs(pairs) => !pairs.is_empty(),
        Body::Table { rows, .. } => !rows.is_empty(),
    });
    found
}

fn pairs(title: &'static str, pairs: Vec<(&str, String)>) -> Section {
    let told = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    Section { title, body: Body::Pairs(told.map(|(name, value)| (name.to_owned(), value)).collect()) }
}

fn table(title: &'static str, heads: &[&'static str], rows: Vec<Vec<String>>) -> Section {
    Section { title, body: Body::Table { heads: heads.to_vec(), rows } }
}

fn input(inspection: &Inspection) -> Section {
    pairs(
        "Input",
        vec![
            ("kind", inspection.kind.to_owned()),
            ("size", count(inspection.size, "byte")),
            ("sha256", inspection.sha256.clone().unwrap_or_default()),
            ("limits met", inspection.limits.join(", ")),
        ],
    )
}

fn unread(inspection: &Inspection) -> Section {
    let told = inspection.unread.iter().map(|unread| (unread.part.clone(), unread.why.clone()));
    Section { title: "Not read", body: Body::Pairs(told.collect()) }
}

fn fields(inspection: &Inspection) -> Section {
    let place = |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
    let mut told: Vec<(String, String)> =
        inspection.fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect();
    told.sort_by_key(|(name, _)| place(name));
    if !inspection.capabilities.is_empty() {
        told.push(("capabilities".to_owned(), enumerate(&inspection.capabilities)));
    }
    Section { title: "module.json", body: Body::Pairs(told) }
}

fn module(file: &File, inspection: &Inspection) -> Section {
    let as_declared = match file.is_as_declared {
        Some(true) => ", as module.json says",
        Some(false) => ", not what module.json says",
        None => "",
    };
    let sizes = &file.sizes;
    let parts = [
        ("code", sizes.code),
        ("data", sizes.data),
        ("zeroed memory", sizes.zeroed),
        ("debug information", sizes.debug),
        ("symbols", sizes.symbols),
    ];
    let parts =
        parts.into_iter().filter(|(_, bytes)| *bytes > 0).map(|(name, bytes)| format!("{} of {name}", size(bytes)));
    let mut told = vec![
        ("file", format!("{}, {}", file.name, count(file.size, "byte"))),
        ("sha256", file.sha256.as_ref().map(|sum| format!("{sum}{as_declared}")).unwrap_or_default()),
        ("format", file.format.clone()),
        ("build id", file.build_id.clone().unwrap_or_default()),
        ("soname", file.soname.clone().unwrap_or_default()),
        ("libraries", some(&file.libraries.needed)),
        ("rpath", file.libraries.rpath.clone().unwrap_or_default()),
        ("runpath", file.libraries.runpath.clone().unwrap_or_default()),
    ];
    told.extend([
        ("needs", runtimes(&file.needs)),
        ("entry points", if file.format.starts_with("ELF") { entry_points(file) } else { String::new() }),
        ("exports", some(&file.exports)),
        ("imports without a version", some(&file.imports)),
        ("module API", api(file)),
        ("linking", file.linking.join(", ")),
        ("sizes", parts.collect::<Vec<_>>().join(", ")),
    ]);
    told.extend(loading(inspection));
    let mut section = pairs("Module file", told);
    if let Body::Pairs(told) = &mut section.body {
        let at = told.iter().position(|(name, _)| name == "needs").map_or(told.len(), |at| at + 1);
        let details = file.needs.iter().map(|need| (format!("of {}", need.soname), newest(need)));
        told.splice(at..at, details);
    }
    section
}

/// `glibc 2.34, libstdc++ 3.4.21`: the newest number of each family of versions.
fn runtimes(needs: &[Need]) -> String {
    const FAMILIES: [(&str, &str); 4] =
        [("GLIBC_", "glibc"), ("GLIBCXX_", "libstdc++"), ("CXXABI_", "the C++ ABI"), ("GCC_", "libgcc")];
    let newest = |(prefix, name): (&str, &str)| {
        let versions = needs.iter().flat_map(|need| &need.versions);
        let numbers = versions.filter_map(|version| NodeVersion::parse(version.name.strip_prefix(prefix)?));
        Some(format!("{name} {}", numbers.max()?))
    };
    FAMILIES.into_iter().filter_map(newest).collect::<Vec<_>>().join(", ")
}

fn entry_points(file: &File) -> String {
    if file.entry_points.is_empty() { "none that `dlsym` finds".to_owned() } else { enumerate(&file.entry_points) }
}

fn api(file: &File) -> String {
    file.api.as_ref().map_or(String::new(), |(names, newest)| {
        let newest =
            newest.as_ref().map_or(String::new(), |version| format!(", the newest of them from Redis {version}"));
        format!("{} among its strings{newest}", count(*names, "name"))
    })
}

/// `GLIBC_2.34 for dlopen and 3 more, and 4 other versions`.
fn newest(need: &Need) -> String {
    let Some((newest, older)) = need.versions.split_last() else { return "no version".to_owned() };
    let symbols = match newest.symbols.as_slice() {
        [] => String::new(),
        names => format!(" for {}", some_of(names, 3)),
    };
    let older = match older.len() {
        0 => String::new(),
        number => format!(", and {}", count(number, "other version")),
    };
    format!("{}{symbols}{older}", newest.name)
}

/// Where it loads, a line for each outcome and reason.
fn loading(inspection: &Inspection) -> Vec<(&'static str, String)> {
    let mut groups: Vec<(&'static str, String, Vec<&str>)> = Vec::new();
    for load in &inspection.load {
        let word = match load.outcome {
            "loads" => "loads on",
            "fails" => "fails on",
            _ => "may load on",
        };
        let reason = load.error.as_ref().or(load.why.as_ref()).map(|text| format!(": {text}")).unwrap_or_default();
        match groups.iter_mut().find(|(w, r, _)| *w == word && *r == reason) {
            Some((_, _, systems)) => systems.push(&load.os),
            None => groups.push((word, reason, vec![&load.os])),
        }
    }
    groups.sort_by_key(|(word, ..)| ["loads on", "fails on"].iter().position(|first| first == word).unwrap_or(2));
    groups.into_iter().map(|(word, reason, systems)| (word, format!("{}{reason}", enumerate(&systems)))).collect()
}

fn members(members: &[Member]) -> Section {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let row = |member: &Member| {
        vec![
            member.size.to_string(),
            member.compressed.map_or_else(|| "-".to_owned(), |bytes| bytes.to_string()),
            or_dash(&member.method),
            or_dash(&member.mode),
            member.sha256.as_ref().map_or_else(|| "-".to_owned(), |sum| sum.chars().take(16).collect()),
            member.name.clone(),
        ]
    };
    let mut rows: Vec<Vec<String>> = members.iter().take(ROWS).map(row).collect();
    if members.len() > ROWS {
        let more = count(members.len() - ROWS, "more member");
        rows.push(["", "", "", "", "", &more].map(str::to_owned).to_vec());
    }
    table("Members", &["size", "packed", "method", "mode", "sha256 starts", "name"], rows)
}

fn commands(inspection: &Inspection) -> Section {
    let number = |value: Option<i64>| value.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let rows = inspection.commands.iter().map(|command| {
        let keys = command.keys.map(number).join(" ");
        vec![command.name.clone(), number(command.arity), keys, command.flags.join(" ")]
    });
    table("Commands", &["name", "arity", "keys", "flags"], rows.collect())
}

fn dependencies(dependencies: &[Dependency]) -> Section {
    let rows = dependencies.iter().map(|one| {
        let list = if one.is_optional { "optional" } else { "needed" };
        let packed = one.packed.clone().unwrap_or_else(|| "not packed".to_owned());
        vec![one.name.clone(), list.to_owned(), packed, one.url.clone().unwrap_or_default()]
    });
    table("Dependencies", &["name", "list", "packed as", "url"], rows.collect())
}

fn archives(inspection: &Inspection) -> Section {
    let number = |value: Option<u64>| value.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let rows = inspection.archives.iter().map(|archive| {
        let (members, inflated) = (number(archive.members), number(archive.inflated));
        vec![archive.size.to_string(), members, inflated, archive.binaries.join("; "), archive.name.clone()]
    });
    table("Dependency archives", &["size", "members", "inflated", "programs and libraries", "name"], rows.collect())
}

fn map(inspection: &Inspection) -> Section {
    let rows = inspection.map.iter().map(|stretch| {
        let what = if stretch.overlaps { format!("{}, overlaps", stretch.what) } else { stretch.what.to_owned() };
        vec![
            format!("{:08x}", stretch.offset),
            stretch.offset.to_string(),
            stretch.length.to_string(),
            what,
            stretch.of.clone().unwrap_or_default(),
        ]
    });
    table("Map", &["hex offset", "offset", "bytes", "what", "of"], rows.collect())
}

fn overlaps(inspection: &Inspection) -> Section {
    let name = |index: usize| inspection.members.get(index).map_or(String::new(), |member| member.name.clone());
    let rows = inspection.overlaps.iter().take(ROWS).map(|&(a, b)| {
        let other = if a == b { "the central directory".to_owned() } else { name(b) };
        vec![name(a), other]
    });
    table("Overlaps", &["member", "with"], rows.collect())
}

/// The first names of a list, and how many more there are.
fn some(names: &[String]) -> String {
    some_of(names, MOST)
}

fn some_of(names: &[String], most: usize) -> String {
    let mut words: Vec<String> = names.iter().take(most).cloned().collect();
    if names.len() > most {
        words.push(format!("{} more", names.len() - most));
    }
    enumerate(&words)
}
