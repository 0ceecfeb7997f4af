//! HTML to lines of text, each stretch bold or not.
//!
//! Whatever browsers and editors produce goes in. Lines end where a browser would end them;
//! scripts, styles, comments, sounds and pictures go; entities become characters; everything
//! else is text. Each byte is looked at a bounded number of times.

use std::borrow::Cow;
use std::mem;

use pulldown_cmark::{Event, Parser};

use crate::story::text;

use super::styled::Block;

/// Tags that end a line before and after them.
const BLOCKS: &str = "p div br hr ul ol li dl dt dd h1 h2 h3 h4 h5 h6 table \
    tr pre blockquote section article header footer details summary";

/// The longest name or number of an entity.
const LONGEST_ENTITY: usize = 32;

/// The longest mention of a sound.
const LONGEST_MEDIA: usize = 256;

/// The lines of a field.
pub(crate) fn blocks(html: &str) -> Vec<Block> {
    let html = match html.contains("{{c") {
        true => Cow::Owned(without_gaps(html)),
        false => Cow::Borrowed(html),
    };
    let mut reader = HtmlReader::default();
    let mut rest = html.as_ref();
    while let Some(at) = rest.find(['<', '&', '[']) {
        reader.text(&rest[..at]);
        rest = reader.special(&rest[at..]);
    }
    reader.text(rest);
    reader.end_line();
    reader.done
}

/// Fills the gaps of cloze notes in: `{{c1::words::hint}}` reads `words (hint)`.
fn without_gaps(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("{{c") {
        let inside = &rest[at + 3..];
        let digits = inside.bytes().take_while(u8::is_ascii_digit).count();
        let Some(words) = inside[digits..].strip_prefix("::").filter(|_| digits > 0) else {
            out.push_str(&rest[..at + 3]);
            rest = inside;
            continue;
        };
        let Some(end) = words.find("}}") else { break };
        out.push_str(&rest[..at]);
        match words[..end].split_once("::") {
            Some((shown, hint)) => out.push_str(&format!("{shown} ({hint})")),
            None => out.push_str(&words[..end]),
        }
        rest = &words[end + 2..];
    }
    out.push_str(rest);
    out
}

#[derive(Default)]
struct HtmlReader {
    done: Vec<Block>,
    line: Block,
    bold: usize,
    /// No tag ends any more, so every further `<` is text.
    no_more_tags: bool,
}

impl HtmlReader {
    /// Takes what begins with `<`, `&` or `[`, and says what comes after it.
    fn special<'h>(&mut self, rest: &'h str) -> &'h str {
        let taken = match rest.as_bytes()[0] {
            b'<' if !self.no_more_tags => self.tag(rest),
            b'&' => self.entity(rest),
            b'[' => media(rest),
            _ => None,
        };
        taken.unwrap_or_else(|| {
            self.text(&rest[..1]);
            &rest[1..]
        })
    }

    /// A tag or comment.
    fn tag<'h>(&mut self, rest: &'h str) -> Option<&'h str> {
        if let Some(comment) = rest.strip_prefix("<!--") {
            return Some(comment.find("-->").map_or("", |end| &comment[end + 3..]));
        }
        let closing = rest[1..].starts_with('/');
        let inside = &rest[1 + usize::from(closing)..];
        let is_tag = inside.starts_with(|c: char| c.is_ascii_alphabetic() || "!?".contains(c));
        if !is_tag {
            return None;
        }
        let Some(end) = end_of_tag(inside) else {
            self.no_more_tags = true;
            return None;
        };
        let name: String = inside[..end]
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric())
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let after = &inside[end + 1..];
        if !closing && matches!(name.as_str(), "script" | "style") {
            return Some(after_element(after, &name));
        }
        self.apply(&name, closing);
        Some(after)
    }

    fn apply(&mut self, name: &str, closing: bool) {
        match (name, closing) {
            ("b" | "strong", false) => self.bold += 1,
            ("b" | "strong", true) => self.bold = self.bold.saturating_sub(1),
            ("td" | "th", _) => self.push(" "),
            ("li", false) => {
                self.end_line();
                self.line.item = true;
            }
            (name, _) if BLOCKS.split(' ').any(|block| block == name) => self.end_line(),
            _ => {}
        }
    }

    /// An entity as its character; none where it is none.
    fn entity<'h>(&mut self, rest: &'h str) -> Option<&'h str> {
        let end = rest
            .bytes()
            .take(LONGEST_ENTITY)
            .position(|byte| byte == b';')?;
        let (entity, after) = rest.split_at(end + 1);
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'#';
        if !entity[1..end].bytes().all(plain) {
            return None;
        }
        // The Markdown parser knows all two thousand of them; between words, since it drops a
        // space at the start of a line.
        match Parser::new(&format!("a{entity}b")).nth(2) {
            Some(Event::Text(text)) if !text.ends_with(";b") => {
                self.text(&text);
                Some(after)
            }
            _ => None,
        }
    }

    /// Text as it stands; white space in HTML is one space.
    fn text(&mut self, text: &str) {
        let mut words = text.split(|c: char| c.is_whitespace() || c == '\0');
        self.push(words.next().unwrap_or_default());
        for word in words {
            self.push(" ");
            self.push(word);
        }
    }

    fn push(&mut self, text: &str) {
        let last = self.line.runs.last();
        let after_space = last.is_none_or(|run| run.text.ends_with(' '));
        if text != " " || !after_space {
            text::push_run(&mut self.line.runs, text, self.bold > 0);
        }
    }

    /// Ends the line, if it has any words.
    fn end_line(&mut self) {
        text::trim_runs(&mut self.line.runs);
        let line = mem::take(&mut self.line);
        if !line.runs.is_empty() {
            self.done.push(line);
        }
    }
}

/// Where a tag ends: at the first `>` outside of quotation marks, else at the first one.
fn end_of_tag(inside: &str) -> Option<usize> {
    let mut quoted = None;
    let outside = inside.bytes().position(|byte| {
        match (quoted, byte) {
            (None, b'"' | b'\'') => quoted = Some(byte),
            (Some(quote), _) if quote == byte => quoted = None,
            (None, b'>') => return true,
            _ => {}
        }
        false
    });
    outside.or_else(|| inside.find('>'))
}

/// What comes after a script or style.
fn after_element<'h>(rest: &'h str, name: &str) -> &'h str {
    let mut from = 0;
    while let Some(at) = rest[from..].find("</") {
        let found = &rest[from + at + 2..];
        let is_it = found
            .get(..name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name));
        if is_it {
            return found.find('>').map_or("", |end| &found[end + 1..]);
        }
        from += at + 2;
    }
    ""
}

/// Sounds, which are no words.
fn media(rest: &str) -> Option<&str> {
    let is_media = rest.starts_with("[sound:") || rest.starts_with("[anki:");
    let end = rest
        .bytes()
        .take(LONGEST_MEDIA)
        .position(|byte| byte == b']');
    is_media.then_some(())?;
    Some(&rest[end? + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(html: &str) -> String {
        let line = |block: &Block| {
            let words: String = block
                .runs
                .iter()
                .map(|run| match run.bold {
                    true => format!("*{}*", run.text),
                    false => run.text.clone(),
                })
                .collect();
            format!("{}{words}", if block.item { "- " } else { "" })
        };
        blocks(html).iter().map(line).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn html_as_editors_write_it() {
        let table = [
            ("a<br>b", "a|b"),
            ("<div>a</div><div><br></div><div>b</div>", "a|b"),
            ("one <B>two</B>\n three&nbsp;four", "one *two* three four"),
            (
                "<ul><li>a</li><li><strong>b</strong> c</li></ul>d",
                "- a|- *b* c|d",
            ),
            (
                "5 &lt; 6 &amp;&amp; x &eacute;&#233;&#xe9;",
                "5 < 6 && x ééé",
            ),
            ("a < b and c > d", "a < b and c > d"),
            ("<img alt=\"a>b\" src=x>c [sound:x.mp3] d", "c d"),
            ("<script>x<y</script>a<style>b{}</STYLE >c", "ac"),
            ("a<!-- b > c -->d<!-- open", "ad"),
            (
                "{{c1::Paris::city}} and {{c22::Rome}} {{cx::y}} {{c1::z",
                "Paris (city) and Rome {{cx::y}} {{c1::z",
            ),
            ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
            ("a</b></b><b>c", "a*c*"),
            ("&unknown; &; & &#0;", "&unknown; &; & \u{fffd}"),
            ("a <a", "a <a"),
            ("", ""),
        ];
        for (html, expected) in table {
            assert_eq!(shown(html), expected, "{html}");
        }
    }

    #[test]
    fn nonsense_takes_no_longer_than_sense() {
        for unit in [
            "<a", "<a \"", "<!--", "&", "&amp", "{{c1::", "[sound:", "</script", "<b>",
        ] {
            let read = blocks(&unit.repeat(50_000));
            assert!(read.len() < 2, "{unit}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in any::<String>(), tags in "[<>/&;!\\-a-b\"' ]{0,80}") {
            blocks(&text);
            blocks(&tags);
        }
    }
}
