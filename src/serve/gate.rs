//! Who may ask: nobody else than the users that were named, and a viewer only for what changes nothing.

use super::Credentials;
use super::answer::Answer;
use axum::http::{HeaderMap, Method, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// Who may ask.
#[derive(Debug, Default)]
pub(super) struct Gate {
    pub(super) user: Option<Credentials>,
    pub(super) viewer: Option<Credentials>,
}

impl Gate {
    /// The refusal of a request; `None` lets it pass.
    pub(super) fn refuse(&self, method: &Method, headers: &HeaderMap) -> Option<Answer> {
        if self.user.is_none() && self.viewer.is_none() {
            return None;
        }
        let given = headers.get(header::AUTHORIZATION).and_then(|value| credentials(value.to_str().ok()?));
        let is = |known: &Option<Credentials>| {
            known.as_ref().zip(given.as_ref()).is_some_and(|(known, given)| same(known, given))
        };
        if is(&self.user) {
            return None;
        }
        if !is(&self.viewer) {
            return Some(Answer::error(401, "ramplint_unauthenticated", "basic authentication is required"));
        }
        let looks = [Method::GET, Method::HEAD, Method::OPTIONS].contains(method);
        (!looks).then(|| Answer::error(403, "ramplint_forbidden", "the user's role lacks the permission"))
    }
}

fn credentials(value: &str) -> Option<Credentials> {
    let (scheme, text) = value.split_once(' ')?;
    let bytes = BASE64_STANDARD.decode(text.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(bytes).ok()?;
    let (user, password) = text.split_once(':')?;
    Some(Credentials { user: user.to_owned(), password: password.to_owned() })
}

/// Compares sums, which take the same time whatever differs.
fn same(a: &Credentials, b: &Credentials) -> bool {
    let sum = |c: &Credentials| Sha256::digest(format!("{}\0{}", c.user, c.password).as_bytes());
    sum(a) == sum(b)
}
