//! The answers of what downloads bundles: the bootstrap of a node, and the Kubernetes operator that makes one.

use super::reservations::reservations;
use super::{Answer, DISABLED, Question, Verdict, upload};
use crate::bundle::metadata::Metadata;
use crate::checks::systems;
use crate::endpoint::Endpoint;
use crate::tables;
use crate::unpack;

/// The operating system of the operator's images since 7.8.2-6.
const IMAGE: &str = "rhel9";

/// What becomes of a bundle that is downloaded.
pub(super) fn judge(question: Question<'_>) -> Verdict {
    if let unpack::Outcome::Unknown { why } = question.unpack {
        return question.accepted().unknown(why);
    }
    if let Some(failure) = question.unpack.failure() {
        let verdict = upload::refused(question, failure);
        return Verdict { why: Some("the bootstrap goes on without the module, with a warning".to_owned()), ..verdict };
    }
    let artifact = upload::of_bundle(Question { endpoint: Endpoint::Artifact, ..question });
    let verdict = question.accepted();
    if artifact.outcome == Answer::Rejected {
        let code = artifact.message.clone().unwrap_or_else(|| artifact.code());
        let why = format!(
            "`{}` would refuse it ({code}): no source says whether a download is checked likewise",
            Endpoint::Artifact.path()
        );
        return verdict.unknown(why);
    }
    if artifact.outcome == Answer::Unknown {
        return verdict.unknown(artifact.why.unwrap_or_default());
    }
    let metadata = question.bundle.metadata.ready();
    if question.endpoint == Endpoint::Kubernetes
        && let Some(lacking) = metadata.map(lacking).filter(|lacking| !lacking.is_empty())
    {
        let why =
            format!("the operator's documentation asks for {}, which no source says it checks", lacking.join(", "));
        return verdict.unknown(why);
    }
    let mut unless = reservations(Question { endpoint: Endpoint::Artifact, ..question });
    let runs_there = metadata.is_some_and(|metadata| {
        systems::declared(metadata).is_some_and(|(_, field)| systems::systems(&field).iter().any(|s| s.major == IMAGE))
    });
    if question.endpoint == Endpoint::Kubernetes && !runs_there && !unless.contains(&"os_not_supported") {
        unless.push("os_not_supported");
    }
    let gated = question.target.endpoint(Endpoint::Artifact.path()).is_some_and(|row| row.gate.is_some());
    if gated && question.options.allow_modules_upload != Some(true) {
        // the release note names the two uploads only; whether the setting stops a download is not known
        unless.push(DISABLED);
    }
    Verdict { unless, ..verdict }
}

/// The fields that the operator's documentation requires and that are not there.
fn lacking(metadata: &Metadata) -> Vec<String> {
    let needed = tables::fields().iter().filter(|field| field.needed.iter().any(|consumer| consumer == "kubernetes"));
    let missing = needed.filter(|field| metadata.lacks(&field.name));
    missing.map(|field| format!("`{}`", field.name)).collect()
}
