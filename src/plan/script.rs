//! The shell script of an upload: plain POSIX shell, and nothing of curl that 7.29 lacks.

use super::body::Body;
use crate::bundle::{Bundle, Kind};
use crate::endpoint::Endpoint;
use crate::report::Report;
use crate::report::escape::visible;
use crate::target::Target;

/// What the script is made of.
pub(super) struct Parts<'a> {
    pub(super) target: &'a Target,
    pub(super) endpoints: &'a [Endpoint],
    pub(super) report: &'a Report,
    pub(super) bundle: &'a Bundle,
    /// Where the bundle can be read when the script runs.
    pub(super) path: Option<&'a str>,
}

/// Characters of a path that curl takes for its own inside of a form.
const OF_CURL: [char; 4] = ['"', '\\', ';', ','];

/// Sends a request, shows the answer with its status behind it, and ends the script unless that is 2xx.
const CALL: &str = r#"call() {
  if [ -n "${CACERT:-}" ]; then set -- --cacert "$CACERT" "$@"; else set -- --insecure "$@"; fi
  answer=$(curl --silent --show-error --user "$CREDENTIALS" --write-out '\n%{http_code}' "$@")
  printf '%s\n' "$answer"
  case $answer in
    *"$newline"2[0-9][0-9]) ;;
    *) echo "refused: nothing more is sent" >&2; exit 1 ;;
  esac
}
newline='
'"#;

const CHECK_BUNDLE: &str = r#"case $BUNDLE in
  - | ' '* | *[\"\\\;,]*) echo "rename $BUNDLE: curl has a meaning of its own for such a name" >&2; exit 1 ;;
esac
if [ ! -f "$BUNDLE" ] || [ ! -r "$BUNDLE" ]; then echo "cannot read $BUNDLE" >&2; exit 1; fi"#;

const FORM: &str = r#"--form "module=@$BUNDLE;type=application/zip""#;

/// The script; an error says why there is no body to send.
pub(super) fn of(parts: &Parts<'_>, body: &Body) -> Result<String, &'static str> {
    let has = |endpoint| parts.endpoints.contains(&endpoint);
    let sends_bundle = parts.endpoints.iter().any(|endpoint| *endpoint != Endpoint::UserDefined);
    let mut lines = head(parts, has(Endpoint::Artifact), sends_bundle);
    let is_gated = parts.report.verdicts.iter().any(|verdict| verdict.behind_gate.is_some());
    if is_gated {
        lines.push(
            "\n# uploads are off by default on this line; the setting stays on afterwards, see the end".to_owned(),
        );
        lines.push(json_call("PUT", "/v1/cluster"));
        lines.push("{\"allow_modules_upload\": true}\nJSON".to_owned());
        lines.push(
            "echo 'allow_modules_upload is on and stays on; the end of this script says how to put it back' >&2"
                .to_owned(),
        );
    }
    for endpoint in parts.endpoints {
        let path = endpoint.path().trim_start_matches("POST ");
        lines.push(format!("\n# {}", endpoint.path()));
        match endpoint {
            Endpoint::UserDefined => {
                lines.push(json_call("POST", path));
                lines.push(format!("{}\nJSON", body.as_ref().map_err(|reason| *reason)?));
            }
            Endpoint::Artifact => {
                lines.push("for node in $NODES; do".to_owned());
                lines.push(format!("  call {FORM} \"https://$node:9443{path}\""));
                lines.push("  # what the node has now".to_owned());
                lines.push(format!("  call \"https://$node:9443{path}\""));
                lines.push("done".to_owned());
            }
            _ => lines.push(format!("call {FORM} \"https://$CLUSTER:9443{path}\"")),
        }
        if *endpoint == Endpoint::V2 {
            lines.push("# 200 means that the upload is scheduled, not that it is done".to_owned());
            lines.push(
                "echo \"scheduled; what became of it: GET https://$CLUSTER:9443/v1/actions/{action_uid}, with the \
                 action_uid of the answer\" >&2"
                    .to_owned(),
            );
        }
    }
    if is_gated {
        lines.push("\n# To take no more uploads again, uncomment this:".to_owned());
        lines.push(
            "# call --request PUT --header 'Content-Type: application/json' --data '{\"allow_modules_upload\": false}' \
             \"https://$CLUSTER:9443/v1/cluster\""
                .to_owned(),
        );
    }
    Ok(lines.join("\n") + "\n")
}

/// What must be there before anything is sent.
fn head(parts: &Parts<'_>, is_for_nodes: bool, sends_bundle: bool) -> Vec<String> {
    let target = parts.target;
    let name = parts.report.module.as_ref().and_then(|module| module.name.clone());
    let name = name.unwrap_or_else(|| "the module".to_owned());
    let mut lines = vec![
        "#!/bin/sh".to_owned(),
        format!("# Uploads {} to a cluster of release {} ({}).", comment(&name), target.line, target.build),
        "# Wants: CREDENTIALS (user:password), CLUSTER (the host of the cluster's API)".to_owned(),
    ];
    if is_for_nodes {
        lines.push("# and NODES (the hosts of all nodes, with blanks between them).".to_owned());
    }
    lines.push(
        "# Certificates are checked against the authority in the file CACERT; without it they are not, because"
            .to_owned(),
    );
    lines.push("# clusters sign their own.".to_owned());
    lines.push("set -eu".to_owned());
    lines.push(": \"${CREDENTIALS:?user:password}\" \"${CLUSTER:?the host of the API}\"".to_owned());
    if is_for_nodes {
        lines.push(": \"${NODES:?the hosts of all nodes}\"".to_owned());
    }
    if sends_bundle {
        lines.push(match parts.path.filter(|path| parts.bundle.kind == Kind::Bundle && is_plain(path)) {
            Some(path) => format!("BUNDLE={}", shell(path)),
            None => ": \"${BUNDLE:?the path of the packed bundle}\"".to_owned(),
        });
        lines.push(CHECK_BUNDLE.to_owned());
    }
    lines.push(CALL.to_owned());
    lines
}

/// Whether a path can be written down: nothing was lost of it, nothing hides in it, and curl takes it as it is.
fn is_plain(path: &str) -> bool {
    path != "-"
        && !path.starts_with(' ')
        && !path.contains(OF_CURL)
        && !path.contains('\u{fffd}')
        && visible(path) == path
}

fn json_call(method: &str, path: &str) -> String {
    format!(
        "call --request {method} --header 'Content-Type: application/json' --data-binary @- \\\n  \
         \"https://$CLUSTER:9443{path}\" <<'JSON'"
    )
}

/// A text as one word of the shell.
fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A text on one line of a comment.
fn comment(text: &str) -> String {
    visible(&text.chars().take(80).collect::<String>())
}
