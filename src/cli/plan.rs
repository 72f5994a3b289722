//! `ramplint check --config-body`: the commands of an upload, unless it would be refused.

use super::args::{CheckArgs, PlanFormat};
use super::error::Error;
use super::{CLEAN, FINDINGS, Streams, collect};
use crate::input::{Options, Source};
use crate::load::sniff;
use crate::report::escape::visible;

pub(super) fn run(
    arguments: &CheckArgs,
    format: PlanFormat,
    options: &Options,
    streams: &mut Streams<'_>,
) -> Result<u8, Error> {
    let usage = |text: &str| Error::Usage(text.to_owned());
    if options.targets.len() != 1 {
        return Err(usage("--config-body wants one release line: name it with `--target`"));
    }
    let found = collect::collect(arguments, streams.input, &options.limits)?;
    let [one] = found.as_slice() else {
        return Err(usage("--config-body wants one bundle, folder or module.json"));
    };
    let input = collect::load(one, &options.limits)?.ok_or_else(|| usage("--config-body: this is no module bundle"))?;
    if let Source::Bytes(bytes) = &input.source
        && sniff::is_module(bytes, &input.path)
    {
        return Err(usage("--config-body: this is a module file without its bundle"));
    }
    let plan = crate::plan::plan(&input, options).ok_or_else(|| Error::Internal(input.path.clone()))?;
    for reason in &plan.against {
        let _ = writeln!(streams.error, "refused: {}", visible(reason));
    }
    if !plan.against.is_empty() && !arguments.even_if_rejected {
        let hint = "see `ramplint check` for the cure, or print them all the same with `--even-if-rejected`";
        let _ = writeln!(streams.error, "no commands are printed: {hint}");
        return Ok(FINDINGS);
    }
    let text = match format {
        PlanFormat::Sh => plan.script,
        PlanFormat::Json => format!("{}\n", plan.body.ok_or_else(|| usage("the module.json cannot be read"))?),
    };
    super::print(streams, &text)?;
    Ok(CLEAN)
}
