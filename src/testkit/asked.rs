//! What a recipe asks about its bundle: the options that the command line would make of it.

use super::recipe::Recipe;
use crate::cluster;
use crate::config::day::Day;
use crate::config::{self, Config, Settings};
use crate::endpoint::Endpoint;
use crate::input::{CommittedContent, CommittedFile, Options};
use crate::listing::{self, Reader};
use crate::target;

/// The options of a recipe; what it does not name stays as it is without any argument.
pub(super) fn options(recipe: &Recipe) -> Options {
    let mut options = Options {
        os: recipe.os.clone(),
        arch: recipe.arch.clone(),
        redis: recipe.redis.clone(),
        required_capabilities: recipe.require_capability.clone(),
        allow_modules_upload: recipe.allow_modules_upload,
        ..Options::default()
    };
    if let Some(text) = &recipe.cluster {
        let answers = [("cluster.json".to_owned(), text.clone().into_bytes())];
        options.know(cluster::read(&answers).expect("`cluster` holds saved answers"));
    }
    if let Some(text) = &recipe.manifest {
        let read = crate::load::manifest::read("ramp.yml", text.as_bytes(), &options.limits);
        let (manifest, packed) = read.expect("a manifest that is no bomb");
        let content = CommittedContent::Manifest(Box::new(manifest), Box::new(packed.expect("a mapping")));
        options.committed.push(CommittedFile { path: "ramp.yml".to_owned(), content });
    }
    let lists =
        [(&recipe.rec, "rec.yaml", Reader::Kubernetes), (&recipe.bootstrap, "bootstrap.json", Reader::Bootstrap)];
    for (text, path, reader) in lists {
        let read = |text: &String| listing::read(path, text.as_bytes(), reader).expect("a list of modules");
        options.listings.extend(text.as_ref().map(read));
    }
    if !recipe.target.is_empty() {
        let find = |name: &String| target::find(name).unwrap_or_else(|| panic!("no target `{name}`"));
        options.targets = recipe.target.iter().map(find).collect();
        options.targets_named = true;
    }
    if !recipe.endpoint.is_empty() {
        let named: Vec<Endpoint> = recipe.endpoint.iter().map(|name| endpoint(name)).collect();
        options.endpoints = Endpoint::ALL.into_iter().filter(|endpoint| named.contains(endpoint)).collect();
        options.endpoints_named = true;
    }
    for (name, value) in &recipe.limits {
        *options.limits.named(name).unwrap_or_else(|| panic!("no limit `{name}`")) = *value;
    }
    options
}

/// The configuration of a recipe.
pub(super) fn config(recipe: &Recipe) -> Option<Config> {
    let text = recipe.config.as_ref()?;
    Some(config::read::read("ramplint.toml", text.as_bytes()).expect("`config` is a ramplint.toml"))
}

/// What else decides about findings.
pub(super) fn settings(recipe: &Recipe) -> Settings {
    let day = |text: &String| Day::parse(text).expect("`today` is a day");
    Settings { today: recipe.today.as_ref().map(day), ..Settings::default() }
}

fn endpoint(name: &str) -> Endpoint {
    Endpoint::ALL.into_iter().find(|endpoint| endpoint.name() == name).unwrap_or_else(|| panic!("no endpoint {name}"))
}
