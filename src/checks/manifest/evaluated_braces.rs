//! Values that `ramp pack` runs as a Python f-string: what stands in braces is executed. Nothing is executed here.

use crate::bundle::json::Value;
use crate::bundle::manifest::Manifest;
use crate::bundle::metadata::pointer;
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};

/// Arguments of the module; the second takes the place of the first while the module is loaded.
const ARGUMENTS: [&str; 2] = ["command_line_args", "run_command_line_args"];

pub(crate) fn check(manifest: &Manifest, sink: &mut Sink) {
    for (name, entry) in super::rendered(manifest) {
        if ARGUMENTS.contains(&name) {
            judge(manifest, name, &[name], &entry.value, sink);
        } else if name == "dependencies" {
            for dependency in entry.value.as_object().map(|all| all.effective()).unwrap_or_default() {
                let path = dependency.value.as_object().and_then(|one| one.get("local_path"));
                let key = dependency.key.lossy();
                if let Some(path) = path {
                    let owner = format!("local_path` of dependency `{}", quoted(&key).trim_matches('`'));
                    judge(manifest, &owner, &[name, &key, "local_path"], &path.value, sink);
                }
            }
        }
    }
}

fn judge(manifest: &Manifest, owner: &str, parts: &[&str], value: &Value, sink: &mut Sink) {
    let Some(text) = value.as_str() else { return };
    let place = || manifest.written.place(pointer(parts), value.span);
    // doubled braces are how Python writes plain ones
    let bare = text.replace("{{", "").replace("}}", "");
    if let (Some(open), Some(close)) = (bare.find('{'), bare.rfind('}'))
        && open < close
    {
        let code = bare.get(open..=close).unwrap_or_default();
        let message = format!("`{owner}` has {}, which `ramp pack` runs as Python", quoted(code));
        sink.report(place(), message).help(
            "write the value out, or fill it in before you pack: whoever changes the manifest runs code where it is packed",
        );
        return;
    }
    let fault = match () {
        () if bare.contains(['{', '}']) => "a single brace",
        () if text.contains('"') => "a double quote",
        () if text.contains(['\n', '\r']) => "a line break",
        () if text.ends_with('\\') && !text.ends_with("\\\\") => "a backslash at its end",
        () => return,
    };
    let message = format!(
        "`{owner}` is {} with {fault}, and `ramp pack` puts it between double quotes as Python: it ends in a SyntaxError",
        quoted(text)
    );
    sink.report(place(), message)
        .severity(Severity::Error)
        .help("leave it out, and give the module its arguments some other way, for instance by a file");
}
