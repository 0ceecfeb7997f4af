//! A page cut into tags and words, as every browser cuts it; only that no word goes where a tag
//! has no end.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Error, Span, State, Tokenizer};

use super::reader::{PageReader, PageTag};

/// So often a page is begun anew behind a tag without an end.
const MOST_ROUNDS: usize = 3;

/// Hands everything on the page to its reader.
pub(super) fn cut(html: &str, reader: &mut PageReader) {
    let mut page = UncutPage {
        rest: html,
        line: 1,
    };
    // A quotation mark without its second one takes the rest of the page with it, and there are
    // two kinds of them. What is torn more often is words.
    let mut rounds = 0;
    while let Some(torn) = page.cut(State::Data, reader) {
        page.skip(torn);
        rounds += 1;
        if rounds > MOST_ROUNDS {
            page.cut(State::RcData, reader);
            return;
        }
        let Some(end) = page.rest.find('>') else {
            page.cut(State::RcData, reader);
            return;
        };
        let tag = &page.rest[1..end];
        match tag.strip_prefix('/') {
            Some(tag) => reader.close(&name_of(tag)),
            None => reader.open(&PageTag {
                name: name_of(tag),
                ..PageTag::default()
            }),
        }
        page.skip(end + 1);
    }
}

fn name_of(tag: &str) -> String {
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next();
    name.unwrap_or_default().to_ascii_lowercase()
}

/// What is left of a page.
struct UncutPage<'h> {
    rest: &'h str,
    /// The line where it begins.
    line: usize,
}

impl UncutPage<'_> {
    fn skip(&mut self, bytes: usize) {
        self.line += lines(&self.rest.as_bytes()[..bytes]);
        self.rest = &self.rest[bytes..];
    }

    /// Cuts all of it, beginning in that state; says where a tag begins that has no end.
    fn cut(&self, state: State, reader: &mut PageReader) -> Option<usize> {
        let mut cutter = PageCutter {
            reader,
            html: self.rest,
            line: self.line,
            counted: 0,
            tag: PageTag::default(),
            attribute: StyleAttribute::Other,
            end: 0,
            torn: None,
        };
        let take = |event: CallbackEvent<'_>, span: Span<usize>| cutter.take(event, span);
        let mut tokenizer = Tokenizer::new_with_emitter(self.rest, CallbackEmitter::new(take));
        tokenizer.set_state(state);
        while let Some(Ok(state)) = tokenizer.next() {
            tokenizer.set_state(state);
        }
        drop(tokenizer);
        cutter.torn
    }
}

fn lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte == b'\n').count()
}

/// The attribute whose value comes next.
enum StyleAttribute {
    Class,
    Style,
    Columns,
    Rows,
    Other,
}

struct PageCutter<'r> {
    reader: &'r mut PageReader,
    html: &'r str,
    line: usize,
    /// The place up to which lines were counted.
    counted: usize,
    tag: PageTag,
    attribute: StyleAttribute,
    /// Where what was handed over last ends.
    end: usize,
    torn: Option<usize>,
}

impl PageCutter<'_> {
    /// Takes a piece of the page; says how to go on, where that is not as usual.
    fn take(&mut self, event: CallbackEvent<'_>, span: Span<usize>) -> Option<State> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = PageTag {
                    name: text(name),
                    ..PageTag::default()
                };
                return None;
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = match name {
                    b"class" if self.tag.class.is_empty() => StyleAttribute::Class,
                    b"style" if self.tag.style.is_empty() => StyleAttribute::Style,
                    b"colspan" => StyleAttribute::Columns,
                    b"rowspan" => StyleAttribute::Rows,
                    _ => StyleAttribute::Other,
                };
                return None;
            }
            CallbackEvent::AttributeValue { value } => {
                match self.attribute {
                    StyleAttribute::Class => self.tag.class = text(value),
                    StyleAttribute::Style => self.tag.style = text(value),
                    StyleAttribute::Columns => self.tag.columns = text(value).trim().parse().ok(),
                    // None are all that there are.
                    StyleAttribute::Rows => {
                        let rows = text(value).trim().parse().ok();
                        self.tag.rows = rows.map(|rows| if rows == 0 { usize::MAX } else { rows });
                    }
                    StyleAttribute::Other => {}
                }
                return None;
            }
            CallbackEvent::Error(error) => {
                if error == Error::EofInTag {
                    let begin = self.html.as_bytes()[self.end..].iter();
                    let mut begin = begin.enumerate().filter(|(_, byte)| **byte == b'<');
                    self.torn = begin.next().map(|(at, _)| self.end + at);
                }
                return None;
            }
            CallbackEvent::String { value } => {
                self.reader.text(&String::from_utf8_lossy(value));
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                self.tag.is_closed = self_closing;
                self.count(span.end);
                self.reader.open(&self.tag);
                return content_of(&self.tag);
            }
            CallbackEvent::EndTag { name } => {
                self.count(span.end);
                self.reader.close(&text(name));
            }
            CallbackEvent::Comment { value } => self.comment(&text(value), span.start),
            CallbackEvent::Doctype { .. } => {}
        }
        self.count(span.end);
        None
    }

    /// A comment, or what a browser hides because it cannot be a tag.
    fn comment(&mut self, words: &str, at: usize) {
        let begins = self.html.as_bytes().get(at..).unwrap_or_default();
        if begins.starts_with(b"</") {
            self.reader.text("</");
            self.reader.text(words);
        } else {
            self.reader.comment(words);
        }
    }

    /// Counts the lines up to a place, and everything up to there as handed over.
    fn count(&mut self, end: usize) {
        let end = end.min(self.html.len());
        if let Some(passed) = self.html.as_bytes().get(self.counted..end) {
            self.line += lines(passed);
            self.counted = end;
        }
        self.reader.line = self.line;
        self.end = end;
    }
}

/// How the content of an element is read, where no tags stand in it.
fn content_of(tag: &PageTag) -> Option<State> {
    match tag.name.as_str() {
        _ if tag.is_closed => None,
        "title" | "textarea" => Some(State::RcData),
        "script" => Some(State::ScriptData),
        "style" | "noscript" | "iframe" | "noembed" | "noframes" | "xmp" => Some(State::RawText),
        "plaintext" => Some(State::PlainText),
        _ => None,
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
