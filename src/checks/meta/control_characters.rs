//! Characters that nobody sees: control characters in names, bidi and zero-width characters anywhere.

use crate::bundle::json::{Span, Text};
use crate::bundle::metadata::Metadata;
use crate::checks::walk::{Node, Path, Step, walk};
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};

/// Fields at the top that are names or become parts of commands.
const NAMES: [&str; 6] = ["module_name", "module_file", "display_name", "capability_name", "config_command", "os"];
/// Lists of names.
const LISTS: [&str; 4] = ["capabilities", "exclude_commands", "operating_systems", "os_list"];
/// Lists of commands.
const COMMANDS: [&str; 3] = ["commands", "overide_command", "add_command"];

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Ok(root) = &metadata.document.root else { return };
    walk(root, &mut |path, node| match node {
        Node::Key(entry) => judge(metadata, path, &entry.key, entry.key_span, Sort::Key, sink),
        Node::Value(value) => {
            if let Some(text) = value.as_text() {
                let sort = if is_name(path.steps()) { Sort::Name } else { Sort::Free };
                judge(metadata, path, text, value.span, sort, sink);
            }
        }
    });
}

/// What a string is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Key,
    Name,
    Free,
}

fn is_name(steps: &[Step]) -> bool {
    let one_of = |key: &Text, names: &[&str]| key.as_str().is_some_and(|key| names.contains(&key));
    match steps {
        [Step::Key(key)] => one_of(key, &NAMES),
        [Step::Key(list), Step::Item(_)] => one_of(list, &LISTS),
        [Step::Key(list), Step::Item(_), Step::Key(field)] => {
            one_of(list, &COMMANDS) && field.as_str() == Some("command_name")
        }
        [Step::Key(list), Step::Item(_), Step::Key(field), Step::Item(_)] => {
            one_of(list, &COMMANDS) && field.as_str() == Some("flags")
        }
        _ => false,
    }
}

fn judge(metadata: &Metadata, path: &Path, text: &Text, span: Span, sort: Sort, sink: &mut Sink) {
    let Some((point, what)) = first_fault(text, sort) else { return };
    let shown = quoted(&text.lossy());
    let owner = match sort {
        Sort::Key => format!("the key {shown}"),
        Sort::Name => format!("{} is {shown}, which", path.label()),
        Sort::Free => path.label(),
    };
    let message = format!("{owner} holds {what} U+{point:04X}");
    let is_control = what == CONTROL;
    let severity = if is_control && sort != Sort::Free { Severity::Error } else { Severity::Warning };
    let help = if is_control {
        "take it out: programs in C end a text at NUL, terminals and logs act on the others"
    } else {
        "take it out, unless the text is in a script that needs it: what people read is not what programs compare"
    };
    sink.report(path.place(metadata, span), message).severity(severity).help(help);
}

const CONTROL: &str = "the control character";

/// The worst character: a control character, else one that is invisible or reorders what stands around it.
fn first_fault(text: &Text, sort: Sort) -> Option<(u32, &'static str)> {
    let in_text = |point: u32| sort == Sort::Free && matches!(point, 0x09 | 0x0a | 0x0d);
    let control = text.code_points().find(|&p| matches!(p, 0..=0x1f | 0x7f..=0x9f) && !in_text(p));
    if let Some(point) = control {
        return Some((point, CONTROL));
    }
    let mut before = 0;
    let mut points = text.code_points().peekable();
    while let Some(point) = points.next() {
        let after = points.peek().copied().unwrap_or(0);
        // emoji and the scripts of Persia and India are written with joiners
        let joins = sort == Sort::Free && matches!(point, 0x200c | 0x200d) && before > 0x7f && after > 0x7f;
        match point {
            0x061c | 0x200e | 0x200f | 0x202a..=0x202e | 0x2066..=0x2069 => {
                return Some((point, "the direction mark"));
            }
            0x00ad
            | 0x034f
            | 0x180e
            | 0x200b..=0x200d
            | 0x2028
            | 0x2029
            | 0x2060..=0x2064
            | 0xfeff
            | 0xe0000..=0xe007f
                if !joins =>
            {
                return Some((point, "the invisible character"));
            }
            _ => before = point,
        }
    }
    None
}
