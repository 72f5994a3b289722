//! A `url` of a dependency that nobody can fetch, or with a place holder left in.

use crate::bundle::Bundle;
use crate::checks::dependencies::declared;
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    for one in declared(bundle) {
        let Some((url, value)) = one.text("url") else { continue };
        let Some((severity, fault, help)) = fault(url) else { continue };
        let message = format!("`url` of dependency {} is {}{fault}", one.quoted(), quoted(url));
        sink.report(one.place(Some(("url", value))), message).help(help).severity(severity);
    }
}

const WHOLE: &str = "give the whole address of the archive, such as `https://example.com/data.tgz`";

fn fault(url: &str) -> Option<(Severity, &'static str, &'static str)> {
    use Severity::{Error, Warning};
    if has_template(url) {
        return Some((Warning, ", with a place holder left in", "put the value there before you pack"));
    }
    if url.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Some((Error, ", with blanks or control characters", WHOLE));
    }
    let Some((scheme, rest)) = url.split_once("://") else { return Some((Error, ", expected an address", WHOLE)) };
    let is_plain = scheme.eq_ignore_ascii_case("http");
    if !is_plain && !scheme.eq_ignore_ascii_case("https") {
        return Some((Error, ", expected `https://`", WHOLE));
    }
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if !has_host(authority) {
        return Some((Error, ", with no usable host", WHOLE));
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if path.rsplit('/').next().unwrap_or_default().is_empty() {
        return Some((Warning, ", which names no file: its path ends in a slash or is empty", WHOLE));
    }
    is_plain.then_some((Warning, ", which anybody on the way can change", "use `https://`"))
}

/// `{…}`, `{{…}}`, `${…}`, `$NAME`, `<…>`, `%(…)s`: what a script should have filled in.
fn has_template(url: &str) -> bool {
    let between = |open: &str, close| url.split_once(open).is_some_and(|(_, behind)| behind.contains(close));
    let is_variable = |rest: &str| rest.starts_with(|c: char| c.is_ascii_uppercase() || c == '(');
    between("{", '}') || between("<", '>') || between("%(", ')') || url.split('$').skip(1).any(is_variable)
}

fn has_host(authority: &str) -> bool {
    let host = authority.rsplit('@').next().unwrap_or_default();
    let is_port =
        |port: &str| port.is_empty() || (port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok());
    if let Some(rest) = host.strip_prefix('[') {
        let Some((address, port)) = rest.split_once(']') else { return false };
        let is_rest = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        return address.parse::<std::net::Ipv6Addr>().is_ok() && is_rest;
    }
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    // letters of other scripts are turned into ASCII before the name is looked up
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    !name.trim_matches('.').is_empty() && name.chars().all(is_letter) && is_port(port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_files_have_no_fault() {
        for url in [
            "https://example.com/a.tgz",
            "HTTPS://user:pass@example.com:8443/a/b.tgz?x=1#y",
            "https://[::1]:80/a.tgz",
            "https://bücher.example/dép.tgz",
            "https://redismodules.s3.amazonaws.com/redisgears/redisgears-python.Linux-rhel9-x86_64.1.2.9.tgz",
        ] {
            assert_eq!(fault(url), None, "{url}");
        }
    }

    #[test]
    fn other_addresses_have_one() {
        for (url, severity) in [
            ("", Severity::Error),
            ("a.tgz", Severity::Error),
            ("ftp://example.com/a.tgz", Severity::Error),
            ("https:///a.tgz", Severity::Error),
            ("https://:80/a.tgz", Severity::Error),
            ("https://a:99999/a.tgz", Severity::Error),
            ("https://a b/a.tgz", Severity::Error),
            ("https://[1::zz]/a.tgz", Severity::Error),
            ("http://example.com/a.tgz", Severity::Warning),
            ("https://example.com/", Severity::Warning),
            ("https://example.com/{os}.tgz", Severity::Warning),
            ("https://example.com/$OS.tgz", Severity::Warning),
            ("{{url}}", Severity::Warning),
        ] {
            assert_eq!(fault(url).map(|found| found.0), Some(severity), "{url}");
        }
    }
}
