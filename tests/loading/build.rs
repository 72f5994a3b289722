//! Makes the modules: by compilers, by other tools, by copies that are patched.

use crate::patch::{self, Patch};
use rayon::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/loading");
const API: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/real/src");

/// What the modules are made with, and the server that loads them.
const TOOLS: [&str; 9] =
    ["redis-server", "gcc", "g++", "musl-gcc", "aarch64-linux-gnu-gcc", "rustc", "strip", "objcopy", "gzip"];

/// The first tool that is not on the path.
pub(crate) fn missing_tool() -> Option<&'static str> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let has = |tool: &str| std::env::split_paths(&paths).any(|folder| folder.join(tool).is_file());
    TOOLS.into_iter().find(|tool| !has(tool))
}

/// All of `variants.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recipes {
    #[serde(rename = "library")]
    libraries: Vec<Library>,
    #[serde(rename = "variant")]
    pub(crate) variants: Vec<Variant>,
}

/// A library that modules are linked with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Library {
    file: String,
    code: String,
    #[serde(default)]
    flags: Vec<String>,
    /// A version script.
    versions: Option<String>,
    /// Whether it is not there when modules are loaded.
    #[serde(default)]
    gone: bool,
}

/// A module.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Variant {
    pub(crate) name: String,
    /// The compiler.
    with: Option<String>,
    source: Option<String>,
    /// Code in front of the source, and behind it.
    code: String,
    behind: String,
    flags: Vec<String>,
    /// A version script.
    versions: Option<String>,
    /// Whether it is linked as a program.
    program: bool,
    /// The content of what is not compiled.
    text: String,
    /// The variant that this one is a copy of.
    of: Option<String>,
    /// A shell command.
    run: Option<String>,
    patch: Patch,
    /// Why it is in error although it loads.
    pub(crate) stricter: Option<String>,
    /// Why prediction and server differ, by system.
    pub(crate) explained: BTreeMap<String, String>,
}

impl Recipes {
    pub(crate) fn read() -> Self {
        toml::from_str(include_str!("variants.toml")).unwrap()
    }

    /// Makes `<name>.so` of every variant in a folder, and the libraries in `lib` below it.
    pub(crate) fn build(&self, folder: &Path) {
        let lib = folder.join("lib");
        std::fs::create_dir(&lib).unwrap();
        self.libraries.par_iter().for_each(|library| {
            let source = lib.join(format!("{}.c", library.file));
            std::fs::write(&source, &library.code).unwrap();
            let mut gcc = Command::new("gcc");
            gcc.args(["-shared", "-fPIC", "-nostdlib"]).args(&library.flags).arg(source);
            gcc.arg("-o").arg(lib.join(&library.file));
            script(&mut gcc, &lib.join(format!("{}.map", library.file)), library.versions.as_deref());
            run(&mut gcc, &library.file);
        });
        let (copies, made): (Vec<_>, Vec<_>) = self.variants.iter().partition(|variant| variant.of.is_some());
        made.par_iter().for_each(|variant| variant.build(folder));
        for copy in copies {
            copy.build(folder);
        }
        for library in self.libraries.iter().filter(|library| library.gone) {
            std::fs::remove_file(lib.join(&library.file)).unwrap();
        }
    }
}

impl Variant {
    fn build(&self, folder: &Path) {
        let out = folder.join(format!("{}.so", self.name));
        match (&self.of, self.with.as_deref().unwrap_or("gcc")) {
            (Some(other), _) => {
                std::fs::copy(folder.join(format!("{other}.so")), &out).unwrap();
            }
            (None, "text") => std::fs::write(&out, &self.text).unwrap(),
            (None, "rustc") => self.rustc(&out),
            (None, compiler) => self.compile(compiler, folder, &out),
        }
        if let Some(command) = &self.run {
            run(Command::new("sh").args(["-c", command]).env("OUT", &out), &self.name);
        }
        let mut file = std::fs::read(&out).unwrap();
        patch::apply(&mut file, &self.patch);
        std::fs::write(&out, file).unwrap();
        // the server asks for the permission before it asks the loader
        std::fs::set_permissions(&out, Permissions::from_mode(0o755)).unwrap();
    }

    fn compile(&self, compiler: &str, folder: &Path, out: &Path) {
        let main = self.source.as_deref().unwrap_or("module.c");
        let extension = main.rsplit('.').next().unwrap_or_default();
        let source = out.with_extension(extension);
        let text = format!("{}\n#include \"{SOURCES}/{main}\"\n{}\n", self.code, self.behind);
        std::fs::write(&source, text).unwrap();
        let lib = folder.join("lib");
        let flags = self.flags.iter().map(|flag| flag.replace("$LIB", lib.to_str().unwrap()));
        let mut command = Command::new(compiler);
        if !self.program {
            command.args(["-shared", "-fPIC"]);
        }
        command.args(["-w", "-O1", "-I", API]).arg(source).arg("-o").arg(out).args(flags);
        script(&mut command, &out.with_extension("map"), self.versions.as_deref());
        run(&mut command, &self.name);
    }

    fn rustc(&self, out: &Path) {
        let mut command = Command::new("rustc");
        if !self.flags.iter().any(|flag| flag == "--crate-type") {
            command.args(["--crate-type", "cdylib"]);
        }
        command.args(["--edition", "2024", "--crate-name", "module", "--cap-lints", "allow"]);
        command.args(&self.flags).arg(format!("{SOURCES}/module.rs")).arg("-o").arg(out);
        run(&mut command, &self.name);
    }
}

/// Gives a linker a version script.
fn script(command: &mut Command, path: &Path, text: Option<&str>) {
    if let Some(text) = text {
        std::fs::write(path, text).unwrap();
        command.arg(format!("-Wl,--version-script={}", path.display()));
    }
}

fn run(command: &mut Command, name: &str) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
}
