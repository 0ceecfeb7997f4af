//! Story text to the HTML of Anki's fields: paragraphs, lists, bold, nothing else. The way
//! back is [`crate::foreign::blocks`].

use unicode_normalization::UnicodeNormalization;

use crate::story::text::{Paragraph, TextRun, paragraphs, visible};

/// Text as HTML. Anki keeps text composed (NFC) and splits fields at a control character, so
/// both are settled here; `[` is escaped since `[sound:...]` and the like mean something there.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    // Plain letters are composed already, and looking that up for each takes its time.
    if text.is_ascii() {
        visible(text).chars().for_each(|c| push(&mut out, c));
    } else {
        visible(text).nfc().for_each(|c| push(&mut out, c));
    }
    out
}

fn push(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '[' => out.push_str("&#91;"),
        '\n' => out.push_str("<br>"),
        '\t' | '\r' => out.push(' '),
        c => out.push(c),
    }
}

/// A passage as HTML, its points bold.
pub(crate) fn from_markdown(markdown: &str) -> String {
    let mut writer = HtmlWriter::default();
    for paragraph in paragraphs(markdown) {
        writer.paragraph(&paragraph);
    }
    writer.nest(0, "");
    writer.out
}

/// Words as HTML, what is bold in them bold.
pub(crate) fn from_runs(runs: &[TextRun]) -> String {
    let run = |run: &TextRun| match (escape(&run.text), run.bold) {
        (words, true) => format!("<b>{words}</b>"),
        (words, false) => words,
    };
    runs.iter().map(run).collect()
}

/// Points as a numbered list; nothing where there are none.
pub(crate) fn points(points: &[String]) -> String {
    if points.is_empty() {
        return String::new();
    }
    let items: String = points
        .iter()
        .map(|point| format!("<li>{}</li>", escape(point)))
        .collect();
    format!("<ol>{items}</ol>")
}

#[derive(Default)]
struct HtmlWriter {
    out: String,
    /// The lists that are open.
    open: Vec<&'static str>,
}

impl HtmlWriter {
    fn paragraph(&mut self, paragraph: &Paragraph) {
        let numbered = paragraph
            .marker
            .as_ref()
            .is_some_and(|marker| marker.ends_with('.'));
        let list = match (
            &paragraph.marker,
            self.open.get(paragraph.depth.wrapping_sub(1)),
        ) {
            // A second paragraph of an item stays in its list.
            (None, Some(list)) => list,
            _ if numbered => "ol",
            _ => "ul",
        };
        self.nest(paragraph.depth, list);
        let tag = match (paragraph.depth, &paragraph.marker) {
            (0, _) => "p",
            (_, Some(_)) => "li",
            // A second paragraph of an item.
            (_, None) => "div",
        };
        self.out.push_str(&format!("<{tag}>"));
        self.out.push_str(&from_runs(&paragraph.runs));
        self.out.push_str(&format!("</{tag}>"));
    }

    /// Opens and closes lists until so many are open, the last of that kind.
    fn nest(&mut self, depth: usize, list: &'static str) {
        let other =
            |open: &[&str]| open.len() == depth && open.last().is_some_and(|last| *last != list);
        while self.open.len() > depth || other(&self.open) {
            if let Some(list) = self.open.pop() {
                self.out.push_str(&format!("</{list}>"));
            }
        }
        while self.open.len() < depth {
            self.open.push(list);
            self.out.push_str(&format!("<{list}>"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foreign::blocks;
    use crate::foreign::styled::StyledLine;
    use proptest::prelude::*;

    #[test]
    fn paragraphs_lists_and_points() {
        let table = [
            (
                "I **skipped the shim**.",
                "<p>I <b>skipped the shim</b>.</p>",
            ),
            ("a\n\nb  \nc", "<p>a</p><p>b<br>c</p>"),
            (
                "- a\n  - b\n- c",
                "<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>",
            ),
            ("1. a\n2. b\n\nc", "<ol><li>a</li><li>b</li></ol><p>c</p>"),
            (
                "1. a\n\n   b\n* c",
                "<ol><li>a</li><div>b</div></ol><ul><li>c</li></ul>",
            ),
            ("Vec<String> <b>x</b>", "<p>Vec&lt;String&gt; x</p>"),
            (
                "`<script>` & \"x\"",
                "<p>&lt;script&gt; &amp; &quot;x&quot;</p>",
            ),
            (
                "<script>alert(1)</script>",
                "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
            ),
            ("\\[sound:a.mp3\\]", "<p>&#91;sound:a.mp3]</p>"),
            ("e\u{301}t\u{1f}", "<p>ét\u{fffd}</p>"),
            ("", ""),
        ];
        for (markdown, expected) in table {
            assert_eq!(from_markdown(markdown), expected, "{markdown}");
        }
    }

    proptest! {
        #[test]
        fn nothing_of_a_story_is_markup(text in any::<String>()) {
            let html = escape(&text);
            let html = html.replace("<br>", "");
            prop_assert!(!html.contains(['<', '>', '"', '[', '\u{1f}']), "{}", html);
        }

        #[test]
        fn what_was_escaped_comes_back(text in "[a-z<>&\"' \\[\\]#;é日]{0,60}") {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let back = blocks(&escape(&text));
            let back: String = back.iter().map(StyledLine::text).collect();
            prop_assert_eq!(back, words);
        }
    }
}
