//! The folder that annotations count their paths from.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands for itself in the path of a URI.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where the program runs and where the repository begins. Both are unknown by default: paths are then taken as given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Base {
    /// The working directory, absolute, with `/` between its parts.
    pub working: String,
    /// The repository's root, likewise; the working directory outside of one.
    pub root: String,
}

/// A path as annotations give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Relative to the root, or absolute when it is outside.
    pub text: String,
    /// Whether it is inside.
    pub is_inside: bool,
}

impl Base {
    /// The path as annotations give it. Nothing is looked up: `..` takes back the part in front of it.
    #[must_use]
    pub fn locate(&self, path: &str) -> Path {
        let given = is_absolute(path) || self.working.is_empty();
        let whole = if given { path.to_owned() } else { format!("{}/{path}", self.working) };
        let (parts, root) = (parts(&whole), parts(&self.root));
        match parts.strip_prefix(root.as_slice()) {
            // of an unknown root nothing absolute is inside
            Some(inside) if !(self.root.is_empty() && is_absolute(path)) => {
                Path { text: if inside.is_empty() { ".".to_owned() } else { inside.join("/") }, is_inside: true }
            }
            _ if whole.starts_with('/') => Path { text: format!("/{}", parts.join("/")), is_inside: false },
            _ => Path { text: parts.join("/"), is_inside: false },
        }
    }
}

/// The path as a reference of a URI: relative, or `file:///…`.
#[must_use]
pub fn uri(path: &str, is_inside: bool) -> String {
    let encoded = utf8_percent_encode(path, ESCAPED).to_string();
    match (is_inside, encoded.starts_with('/')) {
        (true, _) => encoded,
        (false, true) => format!("file://{encoded}"),
        (false, false) => format!("file:///{encoded}"),
    }
}

fn is_absolute(path: &str) -> bool {
    let has_drive = path.as_bytes().get(1..3) == Some(b":/") && path.starts_with(|c: char| c.is_ascii_alphabetic());
    path.starts_with('/') || (cfg!(windows) && has_drive)
}

fn parts(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => _ = parts.pop(),
            // nothing is above the root, and of an unknown folder everything can be
            ".." if path.starts_with('/') && parts.is_empty() => {}
            part => parts.push(part),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_count_from_the_root_and_outside_of_it_they_are_absolute() {
        let base = Base { working: "/home/me/repo/sub".to_owned(), root: "/home/me/repo".to_owned() };
        let located = |path: &str| {
            let path = base.locate(path);
            (path.text, path.is_inside)
        };
        assert_eq!(located("dist/a.zip"), ("sub/dist/a.zip".to_owned(), true));
        assert_eq!(located("./a.zip"), ("sub/a.zip".to_owned(), true));
        assert_eq!(located("../a.zip"), ("a.zip".to_owned(), true));
        assert_eq!(located("../../a.zip"), ("/home/me/a.zip".to_owned(), false));
        assert_eq!(located("/home/me/repo/x/../b.zip"), ("b.zip".to_owned(), true));
        assert_eq!(located("/home/me/repository/b.zip"), ("/home/me/repository/b.zip".to_owned(), false));
        assert_eq!(located("/../b.zip"), ("/b.zip".to_owned(), false));
        assert_eq!(located(".."), (".".to_owned(), true));
    }

    #[test]
    fn without_a_root_paths_stay_as_they_are() {
        let base = Base::default();
        assert_eq!(base.locate("./x//a.zip"), Path { text: "x/a.zip".to_owned(), is_inside: true });
        assert_eq!(base.locate("../a.zip").text, "../a.zip");
        assert_eq!(base.locate("/x/a.zip"), Path { text: "/x/a.zip".to_owned(), is_inside: false });
    }

    #[test]
    fn uris_are_encoded_and_what_is_outside_is_a_file() {
        assert_eq!(uri("a b/ü:%1.zip", true), "a%20b/%C3%BC%3A%251.zip");
        assert_eq!(uri("/a\n.zip", false), "file:///a%0A.zip");
        assert_eq!(uri("C:/a.zip", false), "file:///C%3A/a.zip");
    }
}
