//! What a string was meant to be where a list belongs.

use crate::checks::wording::quoted;

/// Names that a help shows.
const SHOWN: usize = 3;

/// The string's words as a JSON list, in backticks: ``` `["a", "b"]` ```; more than three are left out.
pub(crate) fn as_list(text: &str) -> String {
    let mut words = text.split([',', ' ']).filter(|word| !word.is_empty());
    let first: Vec<String> = words.by_ref().take(SHOWN).map(|word| format!("\"{word}\"")).collect();
    let rest = if words.next().is_some() { ", …" } else { "" };
    quoted(&format!("[{}{rest}]", first.join(", ")))
}
