//! A client that says what it is told, bad requests too: plain HTTP/1.1 over one connection.

use serde_json::Value;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What separates the parts of a form.
const BOUNDARY: &str = "----ramplint-test";

pub(crate) struct Client {
    stream: BufReader<TcpStream>,
    host: String,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(crate) fn code(&self) -> Option<String> {
        self.json()["error_code"].as_str().map(str::to_owned)
    }
}

/// A form with one file.
pub(crate) fn form(field: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"x.zip\"\r\n\
         Content-Type: application/zip\r\n\r\n"
    );
    [head.as_bytes(), content, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}

pub(crate) fn form_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

impl Client {
    pub(crate) fn new(host: &str) -> Self {
        let stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(2))).unwrap();
        Self { stream: BufReader::new(stream), host: host.to_owned() }
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    pub(crate) fn try_call(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> io::Result<Reply> {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            self.host,
            body.len()
        );
        self.send(&[head.as_bytes(), body].concat())?;
        self.read(method == "HEAD")
    }

    pub(crate) fn call(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> Reply {
        self.try_call(method, path, kind, body).unwrap()
    }

    pub(crate) fn get(&mut self, path: &str) -> Reply {
        self.call("GET", path, "text/plain", b"")
    }

    pub(crate) fn upload(&mut self, path: &str, content: &[u8]) -> Reply {
        self.call("POST", path, &form_type(), &form("module", content))
    }

    /// Whether something came, at once or in a tenth of a second.
    pub(crate) fn has_reply(&self) -> bool {
        let stream = self.stream.get_ref();
        stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        let came = stream.peek(&mut [0]).is_ok();
        stream.set_read_timeout(Some(Duration::from_mins(2))).unwrap();
        came
    }

    pub(crate) fn reply(&mut self) -> io::Result<Reply> {
        self.read(false)
    }

    fn read(&mut self, is_head: bool) -> io::Result<Reply> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| io::Error::other(format!("no answer: {line:?}")))?;
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let length = headers.iter().find(|(name, _)| name == "content-length").map_or("0", |(_, value)| value);
        let length = if is_head { 0 } else { length.parse().unwrap() };
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Reply { status, headers, body })
    }
}
