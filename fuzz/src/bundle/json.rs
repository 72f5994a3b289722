//! Texts of module.json: the good one with fields left out, doubled, renamed or given odd values.

use super::{length, rarely, words};
use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value};
use std::sync::LazyLock;

static FIELDS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let fields: Map<String, Value> = serde_json::from_str(crate::METADATA).unwrap_or_default();
    fields.into_iter().map(|(name, value)| (name, value.to_string())).collect()
});

/// Names that the good module.json does not have, of which some are known.
const OTHERS: &[&str] = &["os_list", "Version", "", "module_nam", "ramp_format", "\u{1b}", "compatible_redis_versions"];

/// Numbers as texts, of which some are none.
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "1",
    "10203",
    "10203.0",
    "1e5",
    "-1",
    "1E400",
    "-1e-400",
    "0.1",
    "9223372036854775807",
    "9223372036854775808",
    "123456789012345678901234567890",
    "NaN",
    "Infinity",
    "-Infinity",
    "01",
    "+1",
    ".5",
    "1.",
];

/// The bytes of a module.json.
pub(super) fn text(draw: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut fields = FIELDS.clone();
    for _ in 0..length(draw, 5)? {
        change(draw, &mut fields)?;
    }
    let members: Vec<String> = fields.iter().map(|(name, value)| format!("{}: {value}", quoted(name))).collect();
    let text = format!("{{\n{}\n}}\n", members.join(",\n"));
    frame(draw, text)
}

fn change(draw: &mut Unstructured<'_>, fields: &mut Vec<(String, String)>) -> Result<()> {
    if fields.is_empty() {
        return Ok(());
    }
    let at = draw.choose_index(fields.len())?;
    match draw.int_in_range(0..=7)? {
        0..=3 => {
            let value = value(draw, 0)?;
            fields.iter_mut().skip(at).take(1).for_each(|field| field.1.clone_from(&value));
        }
        4 => drop(fields.remove(at)),
        5 => fields.push((fields.get(at).map(|field| field.0.clone()).unwrap_or_default(), value(draw, 0)?)),
        6 => fields.push(((*draw.choose(OTHERS)?).to_owned(), value(draw, 0)?)),
        _ => {
            let name = words::text(draw)?;
            fields.iter_mut().skip(at).take(1).for_each(|field| field.0.clone_from(&name));
        }
    }
    Ok(())
}

/// A value as text.
fn value(draw: &mut Unstructured<'_>, depth: usize) -> Result<String> {
    let most = if depth < 3 { 9 } else { 4 };
    Ok(match draw.int_in_range(0..=most)? {
        0 | 1 => quoted(&words::text(draw)?),
        2 => (*draw.choose(NUMBERS)?).to_owned(),
        3 => {
            (*draw.choose(&["null", "true", "false", "[]", "{}", "\"\\ud800\"", "\"\\u0000\"", "'x'", ""])?).to_owned()
        }
        4 => escaped(&words::text(draw)?),
        5 | 6 => {
            let items = (0..length(draw, 4)?).map(|_| value(draw, depth + 1)).collect::<Result<Vec<_>>>()?;
            format!("[{}]", items.join(", "))
        }
        7 => shaped(draw, depth, &["command_name", "command_arity", "first_key", "last_key", "step", "flags"])?,
        8 => {
            let entry = shaped(draw, depth, &["url", "sha256"])?;
            format!("{{{}: {entry}}}", quoted(&words::text(draw)?))
        }
        _ => {
            let names = [words::text(draw)?, words::text(draw)?];
            shaped(draw, depth, &[&names[0], &names[1]])?
        }
    })
}

/// An object with some of these fields, in a list now and then.
fn shaped(draw: &mut Unstructured<'_>, depth: usize, names: &[&str]) -> Result<String> {
    let mut fields = Vec::new();
    for name in names {
        if !rarely(draw, 4)? {
            fields.push(format!("{}: {}", quoted(name), value(draw, depth + 1)?));
        }
    }
    let object = format!("{{{}}}", fields.join(", "));
    Ok(if draw.arbitrary()? { format!("[{object}, {object}]") } else { object })
}

/// The text in another encoding, broken off, or followed by something, now and then.
fn frame(draw: &mut Unstructured<'_>, text: String) -> Result<Vec<u8>> {
    let mut bytes = text.into_bytes();
    match draw.int_in_range(0..=15)? {
        9 => bytes.truncate(draw.int_in_range(0..=bytes.len())?),
        10 => bytes = String::from_utf8_lossy(&bytes).encode_utf16().flat_map(u16::to_le_bytes).collect(),
        11 => bytes = String::from_utf8_lossy(&bytes).encode_utf16().flat_map(u16::to_be_bytes).collect(),
        12 => drop(bytes.splice(0..0, *b"\xef\xbb\xbf")),
        13 => bytes.extend(draw.bytes(4)?),
        14 => bytes = "[".repeat(length(draw, 2000)?).into_bytes(),
        15 => super::patch(draw, &mut bytes)?,
        _ => {}
    }
    Ok(bytes)
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A string all of whose characters are escapes.
fn escaped(text: &str) -> String {
    format!("\"{}\"", text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>())
}
