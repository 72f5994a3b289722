//! A cluster's answer, in any of the forms in which people keep one.

use serde_json::Value;
use std::borrow::Cow;

/// Heads of one answer: curl prints those of `100 Continue` and of redirections too.
const MOST_HEADS: usize = 16;

/// How a gzip stream begins.
const GZIP: &[u8] = &[0x1f, 0x8b];
const COMPRESSED: &str = "the answer is compressed: get it once more with `curl --compressed`";

/// What the answer says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: Option<u16>,
    /// `error_code` of the body.
    pub error_code: Option<String>,
    /// `description` of the body, or its `message`.
    pub sentence: Option<String>,
}

/// Reads a body, with a head before it or a status behind it; the status that somebody named counts more.
///
/// The error says that nothing of the kind is there.
pub fn read(bytes: &[u8], status: Option<u16>) -> Result<Response, &'static str> {
    if bytes.starts_with(GZIP) {
        return Err(COMPRESSED);
    }
    let text = decoded(bytes);
    let mut rest = text.trim_start_matches('\u{feff}').trim();
    let mut found = Response::default();
    for _ in 0..MOST_HEADS {
        let Some((head, body)) = head(rest) else { break };
        found.status = head;
        rest = body.trim();
    }
    // bytes that are no text came out as others
    if rest.starts_with("\u{1f}\u{fffd}") {
        return Err(COMPRESSED);
    }
    if let Ok(value @ Value::Object(_)) = serde_json::from_str(rest) {
        found.take(&value, 0);
    } else {
        // `curl --write-out '\n%{http_code}'`
        let (body, last) = rest.rsplit_once('\n').unwrap_or(("", rest));
        if let Some(status) = number(last) {
            found.status = Some(status);
            if let Ok(value) = serde_json::from_str(body) {
                found.take(&value, 0);
            }
        }
    }
    found.quoted();
    found.status = status.or(found.status);
    if found.status.is_none() && found.error_code.is_none() {
        return Err("the answer has neither a status nor an `error_code`: name the status with `--status`");
    }
    Ok(found)
}

/// The text of an answer; Windows writes what a program prints as UTF-16.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let Some(wide) = bytes.strip_prefix(b"\xff\xfe") else { return String::from_utf8_lossy(bytes) };
    let (pairs, _) = wide.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
    String::from_utf16_lossy(&units).into()
}

/// The status of a head, and what comes behind it.
fn head(text: &str) -> Option<(Option<u16>, &str)> {
    let line = text.strip_prefix("HTTP/")?.lines().next()?;
    let status = line.split_ascii_whitespace().nth(1).and_then(number);
    let ends = ["\r\n\r\n", "\n\n"].into_iter().filter_map(|end| text.find(end).map(|at| at + end.len())).min();
    Some((status, ends.and_then(|end| text.get(end..)).unwrap_or_default()))
}

fn number(text: &str) -> Option<u16> {
    let text = text.trim();
    let is_status = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|status| is_status && (100..600).contains(status))
}

impl Response {
    /// What a client says of an answer: `API error: HTTP 400: {"error_code": ...}`.
    fn quoted(&mut self) {
        let Some(sentence) = self.sentence.as_ref().filter(|_| self.error_code.is_none()) else { return };
        let Some((before, _)) = sentence.split_once('{') else { return };
        let Ok(value) = serde_json::from_str(sentence.get(before.len()..).unwrap_or_default()) else { return };
        let status = before.rsplit_once("HTTP ").and_then(|(_, text)| number(text.trim_end().trim_end_matches(':')));
        self.status = status.or(self.status);
        self.take(&value, 0);
    }

    fn take(&mut self, value: &Value, depth: usize) {
        let text = |key: &str| value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let status = ["status", "status_code"].into_iter().find_map(|key| value.get(key)?.as_u64());
        if let Some(status) = status.and_then(|status| u16::try_from(status).ok()) {
            self.status = Some(status);
        }
        self.error_code = text("error_code").map(str::to_owned).or(self.error_code.take());
        let sentence = text("description").or(text("message")).map(str::to_owned);
        self.sentence = sentence.or(self.sentence.take());
        // an answer with its status beside the body, as a recording of `ramplint serve` has it, or as a client reports it
        for inner in ["answer", "body", "error"] {
            if let Some(inner) = value.get(inner).filter(|inner| inner.is_object() && depth < 3) {
                self.take(inner, depth + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"error_code": "invalid_module", "description": "Module either corrupted"}"#;

    fn expected() -> Response {
        let (code, sentence) = ("invalid_module".to_owned(), "Module either corrupted".to_owned());
        Response { status: Some(400), error_code: Some(code), sentence: Some(sentence) }
    }

    #[test]
    fn an_answer_is_read_however_it_was_kept() {
        let of = |text: &str, status| read(text.as_bytes(), status).unwrap();
        assert_eq!(of(BODY, Some(400)), expected());
        assert_eq!(of(&format!("{BODY}\n400\n"), None), expected());
        assert_eq!(of(&format!("HTTP/1.1 400 BAD REQUEST\r\nServer: x\r\n\r\n{BODY}"), None), expected());
        let continued = format!("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 BAD REQUEST\r\nA: b\r\n\r\n{BODY}\n");
        assert_eq!(of(&continued, None), expected());
        assert_eq!(of(&format!(r#"{{"answer": {{"status": 400, "body": {BODY}}}}}"#), None), expected());
        let wide: Vec<u8> = format!("\u{feff}{BODY}\r\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&wide, Some(400)).unwrap(), expected());
        let told =
            serde_json::json!({"error": {"code": "api_error", "message": format!("API error: HTTP 400: {BODY}")}});
        assert_eq!(of(&told.to_string(), None), expected());
        assert_eq!(of("HTTP/1.1 405 METHOD NOT ALLOWED\n\n<html>", None).status, Some(405));
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for text in ["", "hello", "{}", "[1]", "12345", "HTTP/1.1", "\u{feff}"] {
            assert!(read(text.as_bytes(), None).is_err(), "{text}");
        }
        for head in ["", "HTTP/2 400 \r\nContent-Encoding: gzip\r\n\r\n"] {
            let answer = [head.as_bytes(), GZIP, &[8, 0, 0xff]].concat();
            assert_eq!(read(&answer, Some(400)), Err(COMPRESSED));
        }
    }
}
