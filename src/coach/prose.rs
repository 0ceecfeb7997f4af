//! Words as they are said, each of them traceable to its place in the file.
//!
//! Markdown markers, comments and headings are taken out, so that a rule reads what an
//! interviewer hears; the way back to the bytes of the file is kept beside it. Refuses to
//! judge anything.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::story::markup;

/// Plain text and where each stretch of it came from.
#[derive(Debug, Clone, Default)]
pub(super) struct Prose {
    text: String,
    pieces: Vec<ProsePiece>,
}

/// A stretch of plain text that one stretch of the source became.
#[derive(Debug, Clone)]
struct ProsePiece {
    plain: Range<usize>,
    source: Range<usize>,
}

impl ProsePiece {
    /// Byte for byte as in the source.
    fn is_verbatim(&self) -> bool {
        self.plain.len() == self.source.len()
    }
}

impl Prose {
    /// Text without any markup, such as a transcript.
    pub(super) fn spoken(source: &str) -> Prose {
        let all = 0..source.len();
        Prose {
            text: source.to_owned(),
            pieces: vec![ProsePiece {
                plain: all.clone(),
                source: all,
            }],
        }
    }

    /// The words of a Markdown passage that begins at byte `offset` of its file.
    pub(super) fn written(markdown: &str, offset: usize) -> Prose {
        let mut prose = Prose::default();
        let mut heading = false;
        for (event, at) in Parser::new_ext(markdown, Options::empty()).into_offset_iter() {
            let at = at.start + offset..at.end + offset;
            match event {
                Event::Start(Tag::Heading { .. }) => heading = true,
                Event::End(TagEnd::Heading(_)) => heading = false,
                Event::Text(words) | Event::Code(words) if !heading => prose.push(&words, at),
                Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) if !heading => {
                    let html = &markdown[at.start - offset..at.end - offset];
                    for words in markup::words_in(html) {
                        let source = at.start + words.start..at.start + words.end;
                        prose.push(&html[words], source);
                        prose.glue(if html.contains('\n') { "\n" } else { "" });
                    }
                }
                // A list inside an item: its parent has no end of its own.
                Event::Start(Tag::List(_)) => prose.glue("\n\n"),
                Event::SoftBreak if !heading => prose.glue(" "),
                Event::HardBreak if !heading => prose.glue("\n"),
                Event::End(
                    TagEnd::Paragraph
                    | TagEnd::Item
                    | TagEnd::CodeBlock
                    | TagEnd::HtmlBlock
                    | TagEnd::BlockQuote(_),
                ) => prose.glue("\n\n"),
                _ => {}
            }
        }
        prose
    }

    /// What is said.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Nothing to hear: no letter and no digit.
    pub(super) fn is_silent(&self) -> bool {
        !self.text.contains(char::is_alphanumeric)
    }

    /// The bytes of the file behind a stretch of the plain text. Of an entity or a span of
    /// code only its two ends are known, so it is taken whole.
    pub(super) fn source_of(&self, plain: Range<usize>) -> Range<usize> {
        let first = self.piece(|piece| piece.plain.end > plain.start);
        let last = self.piece(|piece| piece.plain.end >= plain.end);
        let (Some(first), Some(last)) = (first, last) else {
            return 0..0;
        };
        let into = |piece: &ProsePiece, at: usize| at.saturating_sub(piece.plain.start);
        let start = match first.is_verbatim() {
            true => first.source.start + into(first, plain.start),
            false => first.source.start,
        };
        let end = match last.is_verbatim() {
            true => last.source.start + into(last, plain.end),
            false => last.source.end,
        };
        start..end.max(start)
    }

    /// The first piece that fits, else the last one. What fits goes on fitting.
    fn piece(&self, fits: impl Fn(&ProsePiece) -> bool) -> Option<&ProsePiece> {
        let index = self.pieces.partition_point(|piece| !fits(piece));
        self.pieces.get(index).or(self.pieces.last())
    }

    fn push(&mut self, words: &str, source: Range<usize>) {
        let start = self.text.len();
        self.text.push_str(words);
        self.pieces.push(ProsePiece {
            plain: start..self.text.len(),
            source,
        });
    }

    /// White space that stands for layout.
    fn glue(&mut self, space: &str) {
        if !self.text.is_empty() {
            self.text.push_str(space);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markdown: &str, said: &str, behind: &str) {
        let prose = Prose::written(markdown, 0);
        let start = prose.text().find(said).expect(markdown);
        let at = prose.source_of(start..start + said.len());
        assert_eq!(&markdown[at], behind, "{markdown:?}");
    }

    #[test]
    fn the_way_back_leads_to_the_bytes() {
        check("I skipped it.", "skipped", "skipped");
        check("I **skipped** it.", "skipped", "skipped");
        check("I **skipped** it.", "skipped it", "skipped** it");
        check("I *never* asked", "I never", "I *never");
        check("a &amp; b", "&", "&amp;");
        check("line one\r\nline two", "two", "two");
        check("<!-- no -->\n\nyes", "yes", "yes");
        check("- one\n- two", "two", "two");
        check("it `was cut` so", "was", "`was cut`");
        check("one Vec<String> leaked", "String", "String");
        check("<div>\n<!-- a --> I left <b>it</b>\n</div>", "it", "it");
        check("a\n\n> <service>\n> fell", "<service>", "<service>");
    }

    #[test]
    fn comments_and_headings_are_not_heard() {
        assert!(Prose::written("<!-- nothing here -->", 0).is_silent());
        assert!(Prose::written("<!-- nothing\nhere -->\n<br>\n<p></p>", 0).is_silent());
        assert!(Prose::written("### only a heading", 0).is_silent());
        assert!(!Prose::written("word", 0).is_silent());
    }
}
