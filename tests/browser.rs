//! The page of `-o html` in a headless Chromium: nothing of it asks the network, nothing of a bundle runs, and it follows
//! the colours that the reader prefers. Screenshots are left in `target/tmp/browser`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

mod common;

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const REAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/real/defaults.zip");
const NAMES: [&str; 4] = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

/// What a page would do that lets a bundle act: it runs a script, and it asks for an image and a style.
const ACTS: &str = concat!(
    "</title></td></pre><script>document.title='ran'</script><img src=\"http://example.invalid/x.png\" ",
    "onerror=\"document.title='ran'\"><link rel=stylesheet href=\"http://example.invalid/x.css\"><style>*{color:red}</style>"
);

/// A browser whose every request goes to a listener of ours.
struct Browser {
    program: &'static str,
    proxy: SocketAddr,
    asked: Arc<AtomicBool>,
    folder: PathBuf,
}

impl Browser {
    fn find() -> Option<Self> {
        let runs = |name: &&&str| Command::new(name).arg("--version").stdout(Stdio::null()).status().is_ok();
        let program = NAMES.iter().find(runs)?;
        let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, asked) = (proxy.local_addr().unwrap(), Arc::new(AtomicBool::new(false)));
        let seen = Arc::clone(&asked);
        // whoever asks is seen and gets no answer; the thread ends with the test
        std::thread::spawn(move || proxy.incoming().for_each(|_| seen.store(true, Ordering::SeqCst)));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
        std::fs::create_dir_all(&folder).unwrap();
        Some(Self { program, proxy: address, asked, folder })
    }

    fn run(&self, page: &Path, is_dark: bool, arguments: &[&str]) -> Vec<u8> {
        let profile = tempfile::tempdir().unwrap();
        let scheme = if is_dark { "0" } else { "1" };
        let output = Command::new(self.program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-background-networking",
            ])
            .args(["--disable-component-update", "--no-first-run", "--window-size=1150,2600"])
            .arg(format!("--proxy-server=http://{}", self.proxy))
            .arg(format!("--blink-settings=preferredColorScheme={scheme}"))
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(arguments)
            .arg(format!("file://{}", page.display()))
            .stderr(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "{:?}", output.status);
        output.stdout
    }

    /// The page as it is once it has loaded.
    fn dom(&self, page: &Path) -> String {
        String::from_utf8(self.run(page, false, &["--dump-dom"])).unwrap()
    }

    /// Whether anything was asked of the network since the last call.
    fn asked(&self) -> bool {
        self.asked.swap(false, Ordering::SeqCst)
    }

    /// The colour of the page's upper left corner: red, green, blue.
    fn corner(&self, page: &Path, is_dark: bool, name: &str) -> [u8; 3] {
        let image = self.folder.join(format!("{name}-{}.png", if is_dark { "dark" } else { "light" }));
        self.run(page, is_dark, &[&format!("--screenshot={}", image.display())]);
        first_pixel(&std::fs::read(image).unwrap())
    }
}

/// The first pixel of a PNG without interlacing; whatever filter the first row has, it is stored as it is.
fn first_pixel(png: &[u8]) -> [u8; 3] {
    let (mut at, mut packed) = (8, Vec::new());
    while at < png.len() {
        let length = u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
        if &png[at + 4..at + 8] == b"IDAT" {
            packed.extend_from_slice(&png[at + 8..at + 8 + length]);
        }
        at += 12 + length;
    }
    let mut row = [0; 4];
    std::io::Read::read_exact(&mut flate2::read::ZlibDecoder::new(packed.as_slice()), &mut row).unwrap();
    [row[1], row[2], row[3]]
}

fn report(bundle: &Path, page: &Path) {
    let output = format!("html={}", page.display());
    let run = Command::new(env!("CARGO_BIN_EXE_ramplint")).args(["check", "-o", &output]).arg(bundle).output().unwrap();
    assert!(run.status.code() < Some(2), "{}", String::from_utf8_lossy(&run.stderr));
}

/// A bundle that says everywhere what would act.
fn hostile() -> Vec<u8> {
    let metadata = serde_json::json!({
        "module_name": ACTS, "module_file": ACTS, "architecture": ACTS, "version": ACTS, "sha256": ACTS,
        "operating_systems": [ACTS], "capabilities": [ACTS], "semantic_version": ACTS, "min_redis_version": ACTS,
        "commands": [{"command_name": ACTS, "flags": [ACTS]}], ACTS: ACTS, "dependencies": {ACTS: {"url": ACTS}},
    });
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let long = ACTS.repeat(3);
    for (name, content) in [("module.json", metadata.to_string().as_bytes()), (ACTS, b"\x7fELF"), (long.as_str(), b"")]
    {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    let mut bytes = b"#!/bin/sh\n".to_vec();
    bytes.extend(writer.finish().unwrap().into_inner());
    bytes
}

#[test]
fn the_page_needs_no_network_runs_no_script_and_follows_the_colours() {
    let Some(browser) = Browser::find() else { return common::skip("chromium") };
    let at = |name: &str| browser.folder.join(name);
    std::fs::write(at("hostile.zip"), hostile()).unwrap();
    report(Path::new(REAL), &at("real.html"));
    report(&at("hostile.zip"), &at("hostile.html"));

    // the listener and the script show when something acts
    std::fs::write(at("acting.html"), format!("<title>no</title>{ACTS}")).unwrap();
    browser.asked();
    assert!(browser.dom(&at("acting.html")).contains("<title>ran</title>"));
    assert!(browser.asked());

    for name in ["real", "hostile"] {
        let page = at(&format!("{name}.html"));
        let dom = browser.dom(&page);
        assert!(dom.contains("<title>ramplint report</title>"), "{name}");
        assert!(!dom.contains("<script") && !dom.contains("<img"), "{name}");
        // a style that the policy does not know would leave both white
        let (light, dark) = (browser.corner(&page, false, name), browser.corner(&page, true, name));
        assert_eq!((light, dark), ([0xfb, 0xfb, 0xfa], [0x14, 0x17, 0x1b]), "{name}");
        assert!(!browser.asked(), "{name}");
    }
}
