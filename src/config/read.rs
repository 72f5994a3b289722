//! Reads `ramplint.toml`: all of its faults, each with its place and, where it can be guessed, what was meant.

use super::day::Day;
use super::keys::{CHECK, IGNORE, Key, SEVERITIES, Shape, TABLES};
use super::{Asked, Config, Fault, Ignore, Level, Setting, Unusable};
use crate::bundle::json::{Encoding, Source, Span};
use crate::checks::wording::{closest, count, quoted};
use crate::finding::Severity;
use crate::report::hex;
use crate::rule::selector::{Selector, Unknown};
use globset::{GlobBuilder, GlobMatcher};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The largest file that is read.
pub const LARGEST: u64 = 1 << 20;
/// Entries of `[[ignore]]`.
const MOST: usize = 1_000;
/// Characters of a glob.
const LONGEST: usize = 1_000;

type Value<'i> = Spanned<DeValue<'i>>;
type Settings = BTreeMap<&'static str, Vec<Setting>>;

/// Reads the bytes of a file.
pub fn read(path: &str, bytes: &[u8]) -> Result<Config, Box<Unusable>> {
    let text = String::from_utf8_lossy(bytes);
    let points: Vec<u32> = text.chars().map(u32::from).collect();
    let source = Source::new(Encoding::Utf8, 0, &points, Vec::new());
    let unusable = |mut faults: Vec<Fault>| {
        faults.sort_by_key(|fault| fault.span.start);
        Box::new(Unusable { path: path.to_owned(), text: source.clone(), faults })
    };
    if bytes.len() as u64 > LARGEST {
        return Err(unusable(vec![fault(0..0, format!("the file has more than {LARGEST} bytes"))]));
    }
    if let Err(error) = std::str::from_utf8(bytes) {
        let at = error.valid_up_to();
        return Err(unusable(vec![fault(at..at + 1, format!("no UTF-8 at byte {at}"))]));
    }
    let table = DeTable::parse(&text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        unusable(vec![fault(span, format!("no TOML: {}", error.message().replace('\n', ", ")))])
    })?;
    let mut reader = Reader { faults: Vec::new() };
    let (check, levels, ignores) = reader.file(table.get_ref());
    if !reader.faults.is_empty() {
        return Err(unusable(reader.faults));
    }
    let sha256 = hex(&Sha256::digest(bytes));
    Ok(Config { path: path.to_owned(), sha256, text: source, size: bytes.len() as u64, check, levels, ignores })
}

fn fault(span: std::ops::Range<usize>, message: String) -> Fault {
    Fault { span: Span { start: span.start, end: span.end }, message, help: None }
}

struct Reader {
    faults: Vec<Fault>,
}

impl Reader {
    fn say(&mut self, span: std::ops::Range<usize>, message: String, help: Option<String>) {
        self.faults.push(Fault { help, ..fault(span, message) });
    }

    fn file(&mut self, table: &DeTable<'_>) -> (Asked, Vec<Level>, Vec<Ignore>) {
        let (mut check, mut levels, mut ignores) = (Asked::default(), Vec::new(), Vec::new());
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("check", DeValue::Table(table)) => check = self.check(table),
                ("rules", DeValue::Table(table)) => levels = self.levels(table),
                ("ignore", DeValue::Array(items)) => {
                    if items.len() > MOST {
                        self.say(value.span(), format!("{} of `[[ignore]]`, at most {MOST}", items.len()), None);
                    }
                    let items = items.iter().take(MOST).enumerate();
                    ignores = items.filter_map(|(index, item)| self.ignore(index, item)).collect();
                }
                ("ignore", _) => self.say(value.span(), "`ignore` is a list of tables: `[[ignore]]`".to_owned(), None),
                (name, _) if TABLES.contains(&name) => {
                    self.say(value.span(), format!("`{name}` is a table: `[{name}]`"), None);
                }
                (name, _) => {
                    let of_check = CHECK.iter().find(|key| key.name == name);
                    let help =
                        of_check.map(|key| format!("write it below `[check]`: `{} = {}`", key.name, key.example));
                    let help = help.or_else(|| meant(name, TABLES.iter().copied()));
                    self.say(key.span(), format!("no key {} in this file", quoted(name)), help);
                }
            }
        }
        (check, levels, ignores)
    }

    fn check(&mut self, table: &DeTable<'_>) -> Asked {
        let mut settings = self.settings("[check]", CHECK, table);
        let mut take = |name| settings.remove(name).unwrap_or_default();
        Asked {
            target: take("target"),
            endpoint: take("endpoint"),
            os: take("os"),
            arch: take("arch").pop(),
            redis: take("redis"),
            require_capability: take("require-capability"),
            fail_on: take("fail-on").pop(),
        }
    }

    fn levels(&mut self, table: &DeTable<'_>) -> Vec<Level> {
        let mut levels: Vec<Level> = Vec::new();
        for (key, value) in table {
            let rules = match Selector::parse(key.get_ref()) {
                Ok(rules) => rules,
                Err(unknown) => {
                    self.say(key.span(), unknown.message, Some(unknown.help));
                    continue;
                }
            };
            let shape = Shape::Word(SEVERITIES);
            let Some(level) = self.values(key.get_ref(), shape, value).pop() else { continue };
            if levels.iter().any(|level| level.rules == rules) {
                self.say(key.span(), format!("the rule {} is named twice", quoted(key.get_ref())), None);
            }
            let severity = match level.text.as_str() {
                "error" => Some(Severity::Error),
                "warning" => Some(Severity::Warning),
                "note" => Some(Severity::Note),
                _ => None,
            };
            levels.push(Level { rules, severity, span: level.span });
        }
        levels
    }

    fn ignore(&mut self, index: usize, value: &Value<'_>) -> Option<Ignore> {
        let Some(table) = value.get_ref().as_table() else {
            self.say(value.span(), format!("{} in `ignore`, expected a table", kind(value)), None);
            return None;
        };
        let mut settings = self.settings("[[ignore]]", IGNORE, table);
        for key in IGNORE.iter().filter(|key| key.required && !table.contains_key(key.name)) {
            let help = format!("add `{} = {}`: {}", key.name, key.example, key.title);
            // a table that a header opens has its place there; its end would be the end of the file
            let start = value.span().start;
            self.say(
                start..start + "[[ignore]]".len().min(value.span().len()),
                format!("`[[ignore]]` without a `{}`", key.name),
                Some(help),
            );
        }
        let mut one = |name| settings.remove(name).and_then(|mut values: Vec<Setting>| values.pop());
        let (rule, path, pointer) = (one("rule"), one("path"), one("pointer"));
        let (reason, expires) = (one("reason"), one("expires"));
        let targets = settings.remove("targets").unwrap_or_default();
        let path = path.and_then(|path| self.glob(&path));
        if let Some(pointer) = pointer.as_ref().filter(|pointer| !pointer.text.starts_with('/')) {
            let message = format!("{} is no JSON pointer such as `/version`", quoted(&pointer.text));
            self.say(pointer.span.start..pointer.span.end, message, None);
        }
        let rule = rule?;
        let rules = self.selector(&rule)?;
        Some(Ignore {
            rules,
            rule,
            path,
            pointer: pointer.map(|pointer| pointer.text),
            targets: targets.into_iter().map(|target| target.text).collect(),
            reason: reason?.text,
            expires: expires.and_then(|day| Day::parse(&day.text)),
            index,
        })
    }

    fn selector(&mut self, rule: &Setting) -> Option<Selector> {
        let unknown = |unknown: Unknown| {
            self.say(rule.span.start..rule.span.end, unknown.message, Some(unknown.help));
        };
        Selector::parse(&rule.text).map_err(unknown).ok()
    }

    fn glob(&mut self, path: &Setting) -> Option<GlobMatcher> {
        let built = glob(&path.text);
        if let Err(error) = &built {
            let message = format!("{} is no glob: {error}", quoted(&path.text));
            self.say(path.span.start..path.span.end, message, None);
        }
        built.ok()
    }

    /// The values of a table's known keys.
    fn settings(&mut self, title: &str, keys: &'static [Key], table: &DeTable<'_>) -> Settings {
        let mut settings = Settings::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if let Some(known) = keys.iter().find(|known| known.name == name) {
                settings.insert(known.name, self.values(known.name, known.shape, value));
            } else {
                let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
                let help =
                    meant(name, names.iter().copied()).or_else(|| Some(format!("use one of {}", names.join(", "))));
                self.say(key.span(), format!("no key {} in `{title}`", quoted(name)), help);
            }
        }
        settings
    }

    /// The values of one key, one or several; none where there is a fault.
    fn values(&mut self, name: &str, shape: Shape, value: &Value<'_>) -> Vec<Setting> {
        let (Shape::Texts | Shape::Words(_), DeValue::Array(items)) = (shape, value.get_ref()) else {
            return self.value(name, shape, value).into_iter().collect();
        };
        if items.is_empty() {
            self.say(value.span(), format!("{} is an empty list", quoted(name)), Some("leave the key out".to_owned()));
        }
        let mut seen = BTreeSet::new();
        let values: Vec<Setting> = items.iter().filter_map(|item| self.value(name, shape, item)).collect();
        values.into_iter().filter(|value| seen.insert(value.text.clone())).collect()
    }

    fn value(&mut self, name: &str, shape: Shape, value: &Value<'_>) -> Option<Setting> {
        let text = match (shape, value.get_ref()) {
            (Shape::Day, DeValue::Datetime(day)) => day.to_string(),
            (_, DeValue::String(text)) => text.to_string(),
            _ => {
                let message = format!("{} is {}, expected {}", quoted(name), kind(value), expected(shape));
                // 8.10 without quotes would become 8.1, so numbers are not taken for texts
                let number = matches!(value.get_ref(), DeValue::Integer(_) | DeValue::Float(_));
                self.say(value.span(), message, number.then(|| "put it into quotes".to_owned()));
                return None;
            }
        };
        let fits = match shape {
            Shape::Text | Shape::Texts => !text.trim().is_empty(),
            Shape::Word(words) | Shape::Words(words) => words.contains(&text.as_str()),
            Shape::Day => Day::parse(&text).is_some(),
        };
        if !fits {
            let help = match shape {
                Shape::Word(words) | Shape::Words(words) => meant(&text, words.iter().copied()),
                _ => None,
            };
            self.say(
                value.span(),
                format!("{} is {}, expected {}", quoted(name), quoted(&text), expected(shape)),
                help,
            );
        }
        let span = Span { start: value.span().start, end: value.span().end };
        fits.then_some(Setting { text, span })
    }
}

fn expected(shape: Shape) -> String {
    match shape {
        Shape::Text => "a string that is not empty".to_owned(),
        Shape::Texts => "a string or a list of strings".to_owned(),
        Shape::Word(words) | Shape::Words(words) => {
            let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            format!("one of {}", words.join(", "))
        }
        Shape::Day => "a day such as `2027-12-31`".to_owned(),
    }
}

/// What a value is, in words.
fn kind(value: &Value<'_>) -> String {
    match value.get_ref() {
        DeValue::String(text) => format!("the string {}", quoted(text)),
        DeValue::Integer(number) => format!("the number {}", quoted(number.as_str())),
        DeValue::Float(number) => format!("the number {}", quoted(number.as_str())),
        DeValue::Boolean(value) => format!("`{value}`"),
        DeValue::Datetime(day) => format!("the date `{day}`"),
        DeValue::Array(items) => format!("a list of {}", count(items.len(), "item")),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

fn meant<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    closest(word, candidates).map(|meant| format!("did you mean `{meant}`?"))
}

/// A glob whose `*` stays in its folder; without a `/` it is any file of that name, and a folder is all in it.
fn glob(text: &str) -> Result<GlobMatcher, String> {
    if text.chars().count() > LONGEST {
        return Err(format!("it has more than {LONGEST} characters"));
    }
    let text =
        if text.contains('/') { text.strip_prefix("./").unwrap_or(text).to_owned() } else { format!("**/{text}") };
    let text = if text.ends_with('/') { format!("{text}**") } else { text };
    let built = GlobBuilder::new(&text).literal_separator(true).build();
    built.map(|glob| glob.compile_matcher()).map_err(|error| error.kind().to_string())
}
