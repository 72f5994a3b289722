//! Writes JSON in which nothing stands that a terminal, or the log of a CI system, might act on.

use super::escape::is_command;
use crate::python::is_printable;
use std::io;

/// Escapes whatever a terminal might act on, beyond what JSON itself asks for.
pub(super) struct Escaping {
    pretty: Option<serde_json::ser::PrettyFormatter<'static>>,
}

impl Escaping {
    pub(super) fn pretty() -> Self {
        Self { pretty: Some(serde_json::ser::PrettyFormatter::new()) }
    }

    pub(super) fn compact() -> Self {
        Self { pretty: None }
    }
}

/// Hands a call to the pretty formatter, or to the compact default.
macro_rules! layout {
    ($($name:ident($($argument:ident: $type:ty),*));* $(;)?) => {
        $(fn $name<W: ?Sized + io::Write>(&mut self, writer: &mut W $(, $argument: $type)*) -> io::Result<()> {
            match &mut self.pretty {
                Some(pretty) => pretty.$name(writer $(, $argument)*),
                None => serde_json::ser::CompactFormatter.$name(writer $(, $argument)*),
            }
        })*
    };
}

impl serde_json::ser::Formatter for Escaping {
    layout! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut plain = 0;
        for (index, c) in fragment.char_indices() {
            let is_command = c == '#' && is_command(fragment.get(index..).unwrap_or_default(), Some(c));
            if is_printable(u32::from(c)) && !is_command {
                continue;
            }
            writer.write_all(fragment.get(plain..index).unwrap_or_default().as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            plain = index + c.len_utf8();
        }
        writer.write_all(fragment.get(plain..).unwrap_or_default().as_bytes())
    }
}
