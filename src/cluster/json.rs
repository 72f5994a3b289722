//! The text of saved answers as JSON values: one after the other, bounded, and no key twice with two values.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::Cell;
use std::fmt;

/// Values that one file may have; each takes about a hundred bytes of memory.
const MOST_VALUES: usize = 4_000_000;

/// The values of a file: one, or several behind one another (JSON lines).
pub(super) fn values(bytes: &[u8]) -> Result<Vec<Value>, String> {
    let text = text(bytes)?;
    let left = Cell::new(MOST_VALUES);
    let mut found = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(&text);
    loop {
        // several values stand behind one another without commas; nothing but blanks ends the file
        if reader.end().is_ok() {
            break;
        }
        let value = Strict { left: &left }.deserialize(&mut reader);
        found.push(value.map_err(|error| format!("no JSON: {error}"))?);
    }
    if found.is_empty() {
        return Err("an empty file".to_owned());
    }
    Ok(found)
}

/// The text of a file; an error says what the bytes look like instead.
fn text(bytes: &[u8]) -> Result<String, String> {
    let wide = |from: fn([u8; 2]) -> u16| {
        let units = bytes
            .chunks_exact(2)
            .skip(1)
            .map(|pair| from([pair.first().copied().unwrap_or(0), pair.get(1).copied().unwrap_or(0)]));
        String::from_utf16(&units.collect::<Vec<u16>>()).map_err(|_| "neither UTF-8 nor UTF-16 text".to_owned())
    };
    let text = match bytes {
        // what `>` of a Windows shell writes
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes)?,
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes)?,
        [b'P', b'K', 3 | 5, 4 | 6, ..] => return Err("a zip archive".to_owned()),
        [0x1f, 0x8b, ..] => return Err("a gzip file".to_owned()),
        _ => String::from_utf8(bytes.to_vec()).map_err(|_| "neither UTF-8 nor UTF-16 text".to_owned())?,
    };
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    let start = text.trim_start();
    if start.is_empty() {
        return Err("an empty file".to_owned());
    }
    if start.starts_with('<') {
        return Err("an HTML or XML page, such as one that asks to log in".to_owned());
    }
    if start.starts_with("HTTP/") {
        return Err("an answer with its headers: save the body alone, without `-i` of curl".to_owned());
    }
    Ok(text)
}

/// Reads a value, counts what it holds, and refuses a key with two values.
#[derive(Clone, Copy)]
struct Strict<'a> {
    left: &'a Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let left = self.left.get().checked_sub(1).ok_or_else(|| D::Error::custom("too many values"))?;
        self.left.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut found = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            found.push(item);
        }
        Ok(Value::Array(found))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut found = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(self)?;
            if found.get(&key).is_some_and(|earlier| *earlier != value) {
                let key = crate::checks::wording::quoted(&key);
                return Err(A::Error::custom(format!("the key {key} is there twice, with two values")));
            }
            found.insert(key, value);
        }
        Ok(Value::Object(found))
    }
}
