//! Entries of lists by which somebody downloads the module: which one is the bundle's, and what is wrong with it.

use crate::bundle::Bundle;
use crate::bundle::metadata::Metadata;
use crate::bundle::place::Place;
use crate::checks::package_name;
use crate::checks::wording::quoted;
use crate::finding::Sink;
use crate::listing::{Entry, Listing};
use semver::Version;

/// What a bundle is called.
pub(crate) struct Wanted<'a> {
    /// `module_name` and `display_name`, unless empty.
    pub(crate) names: Vec<&'a str>,
    /// Where the first of them stands.
    pub(crate) place: Place,
    version: Option<Version>,
    file_name: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    /// `None` when the module.json names no module.
    pub(crate) fn of(bundle: &'a Bundle) -> Option<Self> {
        let metadata: &'a Metadata = bundle.metadata.ready()?;
        let (name, place) = metadata.string("module_name").filter(|(name, _)| !name.is_empty())?;
        let display = metadata.string("display_name").map(|(text, _)| text);
        let version = metadata.string("semantic_version").and_then(|(text, _)| Version::parse(text).ok());
        let names = std::iter::once(name).chain(display.filter(|text| !text.is_empty() && *text != name)).collect();
        Some(Self { names, place, version, file_name: bundle.file_name.as_deref() })
    }

    /// Whether an entry has one of the names.
    pub(crate) fn is_named(&self, entry: &Entry) -> bool {
        entry.name.as_deref().is_some_and(|name| self.names.contains(&name))
    }

    /// Whether an entry's url ends in the bundle's file name.
    pub(crate) fn is_fetched_by(&self, entry: &Entry) -> bool {
        self.file_name.is_some() && entry.url.as_deref().map(file_of) == self.file_name
    }

    /// A version in the url that is another than the bundle's.
    fn other_version(&self, url: &str) -> Option<String> {
        let own = self.version.as_ref()?;
        let found = package_name::parse(file_of(url))?.version.filter(|found| found.numbers.len() > 1)?;
        let agree = found.numbers.iter().zip([own.major, own.minor, own.patch]).all(|(a, b)| *a == b);
        (!agree).then_some(found.text)
    }

    /// What is wrong with the place that an entry is fetched from.
    pub(crate) fn fault(&self, entry: &Entry, words: &Words, at: &str) -> Option<(String, String)> {
        let Some(url) = entry.url.as_deref().filter(|url| !url.is_empty()) else {
            return Some((format!("{} in {at} has no {}", shown(entry), words.url), format!("set {}", words.url)));
        };
        let location = entry.location.as_deref();
        if !matches!(location, Some("http" | "https")) {
            let what = location.map_or("missing".to_owned(), quoted);
            let message =
                format!("{} of {} in {at} is {what}, expected `http` or `https`", words.location, shown(entry));
            return Some((message, format!("set {} to the scheme of the url", words.location)));
        }
        let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
        if location.is_some_and(|location| !scheme.eq_ignore_ascii_case(location)) {
            let location = quoted(location.unwrap_or_default());
            let message = format!(
                "{} of {} in {at} is {location}, but its url is {}",
                words.location,
                shown(entry),
                quoted(&harmless(url))
            );
            return Some((message, "make the two agree".to_owned()));
        }
        let host = url.split_once("://").map_or("", |(_, rest)| rest).split(['/', '?', '#']).next().unwrap_or_default();
        if host.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default().is_empty() {
            let message = format!("the url of {} in {at} is {}, without a host", shown(entry), quoted(&harmless(url)));
            return Some((message, "write the whole url".to_owned()));
        }
        let other = self.other_version(url)?;
        let own = self.version.as_ref().map(ToString::to_string).unwrap_or_default();
        let message = format!(
            "the url of {} in {at} is of version {}, and `semantic_version` is {}",
            shown(entry),
            quoted(&other),
            quoted(&own)
        );
        Some((message, "point the url at this bundle, or check the bundle that the url means".to_owned()))
    }
}

/// How a list calls its fields.
pub(crate) struct Words {
    pub(crate) url: &'static str,
    pub(crate) location: &'static str,
}

/// An entry's place as messages name it: `rec.yaml:12`.
pub(crate) fn at(listing: &Listing, entry: &Entry) -> String {
    quoted(&format!("{}:{}", listing.path, entry.line))
}

/// The entry as messages name it: by its name, else by its url.
pub(crate) fn shown(entry: &Entry) -> String {
    match (&entry.name, &entry.url) {
        (Some(name), _) => quoted(name),
        (None, Some(url)) => format!("the entry of {}", quoted(&harmless(url))),
        (None, None) => "an entry without name and url".to_owned(),
    }
}

/// Reports what is wrong with an entry whatever bundle it is for.
pub(crate) fn report_faults(wanted: &Wanted<'_>, listing: &Listing, entry: &Entry, sink: &mut Sink) {
    for (fault, help) in &entry.faults {
        let message = format!("{} in {} {fault}", shown(entry), at(listing, entry));
        sink.report(wanted.place.clone(), message).help(*help);
    }
}

/// The last part of a url's path.
fn file_of(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.rsplit('/').next().unwrap_or(path)
}

/// A url for a message: without a password in front of the host, and without what a query may sign it with.
fn harmless(url: &str) -> String {
    let plain = url.split(['?', '#']).next().unwrap_or(url);
    let (scheme, rest) = plain.split_once("://").map_or(("", plain), |(scheme, rest)| (scheme, rest));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let colon = if scheme.is_empty() { "" } else { "://" };
    let slash = if rest.contains('/') { "/" } else { "" };
    format!("{scheme}{colon}{host}{slash}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_show_no_secrets_of_urls() {
        assert_eq!(harmless("https://u:p@h.example/a/b.zip?sig=1#x"), "https://h.example/a/b.zip");
        assert_eq!(harmless("http://h.example"), "http://h.example");
        assert_eq!(harmless("a.zip"), "a.zip");
        assert_eq!(file_of("https://h.example/a/b.zip?sig=a/c"), "b.zip");
    }
}
