//! `ramplint check --config-body`: the commands of an upload, unless it would be refused.

use super::args::{CheckArgs, PlanFormat};
use super::collect::Found;
use super::config::Rule;
use super::error::Error;
use super::{CLEAN, FINDINGS, Streams, collect};
use crate::endpoint::Endpoint;
use crate::load::sniff;
use crate::report::escape::visible;

pub(super) fn run(
    arguments: &CheckArgs,
    format: PlanFormat,
    found: &[Found],
    rule: &Rule,
    streams: &mut Streams<'_>,
) -> Result<u8, Error> {
    let usage = |text: &str| Error::Usage(text.to_owned());
    let options = rule.inputs.first().and_then(|(config, _)| rule.of(*config)).map(|asked| &asked.options);
    let options = options.filter(|options| options.targets.len() == 1);
    let options = options.ok_or_else(|| usage("--config-body wants one release line: name it with `--target`"))?;
    let [one] = found else {
        return Err(usage("--config-body wants one bundle, folder or module.json"));
    };
    let input = collect::load(one, &options.limits)?.ok_or_else(|| usage("--config-body: this is no module bundle"))?;
    if input.source.data().is_some_and(|data| sniff::is_module(data, &input.path)) {
        return Err(usage("--config-body: this is a module file without its bundle"));
    }
    if input.source.data().is_some_and(|data| sniff::is_manifest(data, &input.path)) {
        return Err(usage("--config-body: this is a manifest, which `ramp pack` makes a bundle of"));
    }
    // what came from standard input is nowhere to be read from when the commands run
    let path = Some(input.path.as_str()).filter(|_| !matches!(one, Found::Read(_)));
    let plan = crate::plan::plan(&input, options, path).ok_or_else(|| Error::Internal(input.path.clone()))?;
    collect::all_read(&input)?;
    let line = options.targets.first().map_or("", |target| target.line.as_str());
    if plan.endpoints.is_empty() {
        return Err(Error::Usage(format!("--config-body: {line} has no upload at the endpoint of `--endpoint`")));
    }
    if format == PlanFormat::Json && !plan.endpoints.contains(&Endpoint::UserDefined) {
        let path = Endpoint::UserDefined.path();
        return Err(Error::Usage(format!("--config-body=json is the body of {path}, which {line} has not")));
    }
    for reason in &plan.against {
        let _ = writeln!(streams.error, "{}", visible(reason));
    }
    if !plan.against.is_empty() && !arguments.even_if_rejected {
        let hint = "see `ramplint check` for the cure, or print them all the same with `--even-if-rejected`";
        let _ = writeln!(streams.error, "no commands are printed: {hint}");
        return Ok(FINDINGS);
    }
    let text = match format {
        PlanFormat::Sh => plan.script,
        PlanFormat::Json => plan.body.map(|body| body + "\n"),
    };
    let text = text.map_err(|reason| Error::Usage(format!("there is no body to send: {reason}")))?;
    super::print(streams, &text)?;
    Ok(CLEAN)
}
