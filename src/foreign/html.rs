//! HTML to lines of text, each stretch bold or not.
//!
//! Whatever browsers and editors produce goes in. Lines end where a browser would end them;
//! scripts, styles, comments, sounds and pictures go; gaps of cloze notes are filled in.

use std::borrow::Cow;

use crate::story::text::{TextRun, push_run};

use super::container::flow::{Piece, PieceKind};
use super::container::html;
use super::styled::StyledLine;

/// The longest mention of a sound.
const LONGEST_MEDIA: usize = 256;

/// The lines of a field.
pub(crate) fn blocks(html: &str) -> Vec<StyledLine> {
    let html = match html.contains("{{c") {
        true => Cow::Owned(without_gaps(html)),
        false => Cow::Borrowed(html),
    };
    let html = match html.contains('[') {
        true => Cow::Owned(without_media(&html)),
        false => html,
    };
    let flow = html::flow(&html);
    let mut lines = FieldLines::default();
    flow.title.iter().for_each(|title| {
        let mut runs = Vec::new();
        push_run(&mut runs, title, false);
        lines.push(false, runs);
    });
    flow.pieces.into_iter().for_each(|piece| lines.add(piece));
    lines.done
}

#[derive(Default)]
struct FieldLines {
    done: Vec<StyledLine>,
    /// How many there were where the row of a table began.
    row: usize,
    /// The next words stand beside the last ones.
    joins: bool,
}

impl FieldLines {
    fn add(&mut self, piece: Piece) {
        match piece.kind {
            PieceKind::Row => self.row = self.done.len(),
            PieceKind::Cell { .. } => self.joins = self.done.len() > self.row,
            PieceKind::Line { .. } if self.joins => {
                let last = self.done.last_mut();
                let runs = &mut last.expect("a cell before this one").runs;
                push_run(runs, " ", false);
                for run in piece.runs {
                    push_run(runs, &run.text, run.bold);
                }
                self.joins = false;
            }
            PieceKind::Line { .. } | PieceKind::Heading(_) => self.push(false, piece.runs),
            PieceKind::Item { .. } => self.push(true, piece.runs),
            PieceKind::Code => {
                let lines = piece.runs.iter().flat_map(|run| run.text.lines());
                for line in lines.filter(|line| !line.trim().is_empty()) {
                    let mut runs = Vec::new();
                    push_run(&mut runs, line.trim_end(), false);
                    self.push(false, runs);
                }
            }
            PieceKind::Rule | PieceKind::Comment => {}
            PieceKind::Table { .. } | PieceKind::TableEnd => self.joins = false,
        }
    }

    fn push(&mut self, item: bool, runs: Vec<TextRun>) {
        self.joins = false;
        self.done.push(StyledLine { item, runs });
    }
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

/// Takes sounds out, which are no words.
fn without_media(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = media(rest).unwrap_or_else(|| {
            out.push('[');
            &rest[1..]
        });
    }
    out.push_str(rest);
    out
}

/// What comes after a sound.
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
        let line = |block: &StyledLine| {
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
