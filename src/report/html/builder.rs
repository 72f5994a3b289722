//! Writes HTML. Markup is a literal of this program; everything else is escaped, so that nothing of a bundle acts.

use crate::report::escape::visible;

/// A page in the making.
#[derive(Debug, Default)]
pub(super) struct Page(String);

impl Page {
    /// Markup. Only a literal is taken.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text, or the value of an attribute between double quotes.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for c in visible(text).chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                c => self.0.push(c),
            }
        }
        self
    }

    /// A number.
    pub(super) fn number(&mut self, number: impl Into<u64>) -> &mut Self {
        self.0.push_str(&number.into().to_string());
        self
    }

    /// A sentence in which backticks hold values.
    pub(super) fn prose(&mut self, text: &str) -> &mut Self {
        let mut parts = text.split('`').peekable();
        let mut is_code = false;
        while let Some(part) = parts.next() {
            match (is_code, parts.peek().is_some()) {
                (true, true) => self.raw("<code>").text(part).raw("</code>"),
                // of a backtick without a partner
                (true, false) => self.raw("`").text(part),
                (false, _) => self.text(part),
            };
            is_code = !is_code;
        }
        self
    }

    /// What was written.
    pub(super) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_literals_are_markup() {
        let mut page = Page::default();
        page.raw("<b title=\"").text("\"><script>'&'").raw("\">").prose("a `<i>` b `c").raw("</b>");
        assert_eq!(
            page.finish(),
            "<b title=\"&quot;&gt;&lt;script&gt;&#39;&amp;&#39;\">a <code>&lt;i&gt;</code> b `c</b>"
        );
    }
}
