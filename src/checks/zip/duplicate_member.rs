//! Two members of one name: `zipfile` opens the last, other readers the first.

use crate::bundle::archive::{Archive, Member};
use crate::checks::record;
use crate::checks::wording::quoted;
use crate::finding::Sink;
use std::collections::BTreeMap;

/// Members of one name that are pointed at; the message counts the rest.
const SHOWN: usize = 8;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    let mut places: BTreeMap<&str, Vec<&Member>> = BTreeMap::new();
    for member in &archive.members {
        places.entry(&member.name).or_default().push(member);
    }
    let mut repeated: Vec<Vec<&Member>> = places.into_values().filter(|members| members.len() > 1).collect();
    repeated.sort_by_key(|members| members.first().map(|first| first.central.offset));
    for members in repeated {
        let [first, between @ .., last] = members.as_slice() else { continue };
        let often = if between.is_empty() { "twice".to_owned() } else { format!("{} times", members.len()) };
        let message = format!(
            "{} stands {often} in the directory; the server sees the last, other readers the first",
            quoted(&first.name)
        );
        let finding = sink.report(record::header(first), message);
        finding.also(record::header(last), "the one that the server sees");
        for other in between.iter().take(SHOWN - 1) {
            finding.also(record::header(other), "another");
        }
        finding.help("pack every file once, into a new archive");
    }
}

#[cfg(test)]
mod tests {
    use crate::testkit::{fixture, report};

    #[test]
    fn a_name_makes_one_finding_however_often_it_stands() {
        let again = "[[zip.add]]\nname = \"deps/a.tgz\"\ntext = \"a\"\n";
        let report = report(&fixture("toml bad", &again.repeat(20)));
        let found: Vec<_> = report.findings.iter().filter(|f| f.rule == "zip/duplicate-member").collect();
        assert_eq!(found.len(), 1);
        assert!(found[0].message.starts_with("`deps/a.tgz` stands 20 times"), "{}", found[0].message);
        assert_eq!(found[0].related.len(), super::SHOWN);
    }
}
