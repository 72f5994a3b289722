//! Names of the module API that the oldest Redis of module.json does not have.

use crate::bundle::Bundle;
use crate::checks::module;
use crate::checks::wording::{count, list, quoted};
use crate::finding::{Severity, Sink};
use crate::tables::module_api::{self, Api, RedisVersion};

/// Names that a message shows.
const SHOWN: usize = 3;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    let Some((text, place)) = bundle.metadata.ready().and_then(|metadata| metadata.string("min_redis_version")) else {
        return;
    };
    let Some(least) = RedisVersion::parse(text).and_then(line) else { return };
    if elf.texts.is_partial {
        return;
    }
    let asked: Vec<&Api> = elf.texts.api.iter().filter_map(|name| module_api::find(name)).collect();
    let missing: Vec<&Api> = asked.iter().copied().filter(|api| api.is_missing_in(least)).collect();
    let Some(newest) = missing.iter().filter_map(|api| version(api)).max() else { return };
    let RedisVersion(major, minor, _) = newest;
    let (file, least, names) = (quoted(&file.name), quoted(text), shown(&missing));
    if is_header(&asked, newest) {
        let message = format!(
            "{file} is built with the `redismodule.h` of Redis {major}.{minor} or newer; {} of it {} missing in the {least} of \
             `min_redis_version`: {names}",
            count(missing.len(), "name"),
            if missing.len() == 1 { "is" } else { "are" },
        );
        sink.report(place, message).severity(Severity::Note).help(
            "call such a function only where `RMAPI_FUNC_SUPPORTED` finds it: it is a null pointer on the older Redis",
        );
    } else {
        let message = format!("{file} asks for {names}, which the {least} of `min_redis_version` does not have");
        sink.report(place, message).help(format!(
            "set `min_redis_version: \"{major}.{minor}\"` in the manifest, or make sure that the module does without"
        ));
    }
}

/// The last version of a release line, as databases name only lines. The odd ones are steps to the next line.
fn line(version: RedisVersion) -> Option<RedisVersion> {
    version.1.is_multiple_of(2).then_some(RedisVersion(version.0, version.1, u32::MAX))
}

/// The version that has a name, or one that is not newer than that.
fn version(api: &Api) -> Option<RedisVersion> {
    api.since.or(api.after)
}

/// Whether the names are those of a header, which asks for all that it knows. Who picks names has few of them; a header
/// of the time before a release, or one without its experimental part, lacks some.
fn is_header(asked: &[&Api], newest: RedisVersion) -> bool {
    let known = module_api::names().iter().filter(|api| version(api).is_some_and(|version| version <= newest)).count();
    asked.len() >= known / 2
}

fn shown(missing: &[&Api]) -> String {
    let mut names: Vec<&str> = missing.iter().take(SHOWN).map(|api| api.name.as_str()).collect();
    let rest = format!("{} more", missing.len().saturating_sub(SHOWN));
    if missing.len() <= SHOWN {
        return list(&names);
    }
    let last = names.pop().map(quoted).unwrap_or_default();
    let first: Vec<String> = names.into_iter().map(quoted).collect();
    format!("{}, {last} and {rest}", first.join(", "))
}
