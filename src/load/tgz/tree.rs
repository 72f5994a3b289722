//! The names and links of a tar together: what leads out of the archive, and what meets twice.

use super::faults::Faults;
use crate::bundle::dependency::FaultKind;
use std::collections::{HashMap, HashSet};

/// What a member makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    Symlink,
    HardLink,
}

struct Node {
    offset: u64,
    kind: Kind,
    path: String,
    link: String,
}

/// The members so far, within a number of bytes.
pub(super) struct Tree {
    nodes: Vec<Node>,
    size: u64,
    most: u64,
}

/// Folders of the product, where packages have virtual environments that link to their own absolute paths.
const PRODUCT: [&str; 2] = ["/opt/redislabs/", "/var/opt/redislabs/"];

impl Tree {
    pub(super) fn new(most: u64) -> Self {
        Self { nodes: Vec::new(), size: 0, most }
    }

    /// Bytes of names.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Takes a member; false when there are more names than are kept.
    pub(super) fn add(&mut self, offset: u64, kind: Kind, name: &[u8], link: &[u8], faults: &mut Faults) -> bool {
        let text = String::from_utf8_lossy(name);
        if name.len().max(link.len()) > LONGEST
            || name.split(|&byte| byte == b'/').any(|part| part.len() > LONGEST_PART)
        {
            faults.add(FaultKind::TooLong, offset, &text, "");
            return true;
        }
        let path = path(&text);
        for fault in name_faults(name, &text, &path, kind) {
            faults.add(fault, offset, &text, "");
        }
        let link = String::from_utf8_lossy(if matches!(kind, Kind::Symlink | Kind::HardLink) { link } else { b"" });
        if link.chars().any(is_unseen) {
            faults.add(FaultKind::LinkControl, offset, &text, &*link);
        }
        self.size = self.size.saturating_add((path.len() + link.len()) as u64);
        self.nodes.push(Node { offset, kind, path, link: link.into_owned() });
        self.size <= self.most
    }

    /// Looks at all names together.
    pub(super) fn judge(&self, faults: &mut Faults) {
        let links: HashMap<&str, &Node> =
            self.nodes.iter().filter(|node| node.kind == Kind::Symlink).map(|node| (&*node.path, node)).collect();
        let mut next: HashMap<&str, &str> = HashMap::new();
        for node in self.nodes.iter().filter(|node| node.kind == Kind::Symlink) {
            if let Some(on) = first_link(node, &links) {
                next.insert(&node.path, on);
            }
        }
        for node in &self.nodes {
            if let Some(fault) = through(node, &links) {
                faults.add(FaultKind::ThroughLink, node.offset, &node.path, fault);
            }
            if node.kind == Kind::Symlink
                && let Some(kind) = link_fault(node, &links)
            {
                faults.add(kind, node.offset, &node.path, &*node.link);
            }
        }
        self.loops(&next, faults);
        self.meetings(faults);
    }

    /// Links that lead round in circles.
    fn loops(&self, next: &HashMap<&str, &str>, faults: &mut Faults) {
        let mut done: HashSet<&str> = HashSet::new();
        for node in self.nodes.iter().filter(|node| node.kind == Kind::Symlink) {
            let mut walked: HashSet<&str> = HashSet::new();
            let mut at = &*node.path;
            while !done.contains(at) && walked.insert(at) {
                let Some(on) = next.get(at) else { break };
                at = on;
            }
            if walked.contains(at) && next.contains_key(at) && !done.contains(at) {
                faults.add(FaultKind::LinkLoop, node.offset, &node.path, &*node.link);
            }
            done.extend(walked);
        }
    }

    /// Names that meet, and hard links, which need a file before them.
    fn meetings(&self, faults: &mut Faults) {
        let mut seen: HashMap<&str, Kind> = HashMap::new();
        let mut folded: HashMap<String, &str> = HashMap::new();
        for node in &self.nodes {
            if node.kind == Kind::HardLink {
                let target = path(&node.link);
                if node.link.starts_with('/') || !matches!(seen.get(&*target), Some(Kind::File | Kind::HardLink)) {
                    faults.add(FaultKind::HardLink, node.offset, &node.path, &*node.link);
                }
            }
            match seen.insert(&node.path, node.kind) {
                None => {
                    let first = *folded.entry(node.path.to_lowercase()).or_insert(&node.path);
                    if first != node.path {
                        faults.add(FaultKind::NameCase, node.offset, &node.path, first);
                    }
                }
                Some(Kind::Folder) if node.kind == Kind::Folder => {}
                Some(_) => faults.add(FaultKind::NameTwice, node.offset, &node.path, ""),
            }
        }
        for node in &self.nodes {
            let is_file = |folder: &&str| matches!(seen.get(folder), Some(Kind::File | Kind::HardLink));
            if let Some(folder) = parents(&node.path).find(is_file) {
                faults.add(FaultKind::FileAndFolder, node.offset, &node.path, folder);
            }
        }
    }
}

/// A name without its empty and `.` parts.
fn path(name: &str) -> String {
    let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    parts.join("/")
}

/// Longest path that Linux takes.
const LONGEST: usize = 4095;
/// Longest part of a path that Linux takes.
const LONGEST_PART: usize = 255;
/// Folders of a path that are looked at: each look costs the length of the path.
const DEEPEST: usize = 64;

/// The folders of a path, from the top.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').take(DEEPEST).filter_map(|(at, _)| path.get(..at))
}

/// Control characters, and those that leave no trace on a screen or reorder what does. Of NULs another fault speaks.
fn is_unseen(c: char) -> bool {
    c != '\0' && c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}' | '\u{e0001}'..='\u{e007f}'
        )
}

fn name_faults(raw: &[u8], text: &str, path: &str, kind: Kind) -> Vec<FaultKind> {
    let mut found = Vec::new();
    if raw.is_empty() || (path.is_empty() && kind != Kind::Folder) {
        found.push(FaultKind::NameEmpty);
    }
    if text.starts_with('/') {
        found.push(FaultKind::NameAbsolute);
    }
    if text.split('/').any(|part| part == "..") {
        found.push(FaultKind::NameParent);
    }
    if text.chars().any(is_unseen) {
        found.push(FaultKind::NameControl);
    }
    if std::str::from_utf8(raw).is_err() {
        found.push(FaultKind::NameUtf8);
    }
    let is_drive = matches!(raw, [letter, b':', ..] if letter.is_ascii_alphabetic());
    if is_drive || raw.contains(&b'\\') {
        found.push(FaultKind::NameBackslash);
    }
    found
}

/// The link among the folders of a member's path.
fn through<'a>(node: &'a Node, links: &HashMap<&str, &Node>) -> Option<&'a str> {
    parents(&node.path).find(|folder| links.contains_key(folder))
}

/// Where a relative target leads, read as text; `None` when it leads out.
fn resolve(node: &Node) -> Option<String> {
    let mut parts: Vec<&str> = node.path.split('/').collect();
    parts.pop();
    for part in node.link.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    Some(parts.join("/"))
}

fn link_fault(node: &Node, links: &HashMap<&str, &Node>) -> Option<FaultKind> {
    if node.link.starts_with('/') {
        let in_product = PRODUCT.iter().any(|folder| node.link.starts_with(folder));
        let plain = !node.link.split('/').any(|part| part == "..");
        return Some(if in_product && plain { FaultKind::LinkProduct } else { FaultKind::LinkAbsolute });
    }
    if node.link.is_empty() || resolve(node).is_none() {
        return Some(FaultKind::LinkOut);
    }
    goes_back_behind_a_link(node, links).then_some(FaultKind::LinkBack)
}

/// Whether a target has `..` behind a part that is a link: on disk it leads elsewhere than as text.
fn goes_back_behind_a_link(node: &Node, links: &HashMap<&str, &Node>) -> bool {
    let mut parts = node.link.split('/').filter(|part| !matches!(*part, "" | ".")).skip_while(|part| *part == "..");
    if !parts.any(|part| part == "..") {
        return false;
    }
    let mut at = node.path.rfind('/').and_then(|end| node.path.get(..end)).unwrap_or_default().to_owned();
    let mut on_link = false;
    for (index, part) in node.link.split('/').filter(|part| !matches!(*part, "" | ".")).enumerate() {
        if part == ".." {
            if on_link {
                return true;
            }
            at.truncate(at.rfind('/').unwrap_or(0));
        } else {
            if !at.is_empty() {
                at.push('/');
            }
            at.push_str(part);
            // once behind a link, the text says nothing of where it is
            on_link |= index > DEEPEST || links.contains_key(&*at);
        }
    }
    false
}

/// The first link that a target goes through or ends at.
fn first_link<'a>(node: &Node, links: &HashMap<&'a str, &'a Node>) -> Option<&'a str> {
    if node.link.starts_with('/') {
        return None;
    }
    let target = resolve(node)?;
    parents(&target).chain([&*target]).find_map(|part| links.get_key_value(part).map(|(path, _)| *path))
}
