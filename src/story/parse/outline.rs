//! The skeleton of a file: where its headings stand, and where no key may be read.
//!
//! Headings come from the Markdown parser, so that `#` in a block of code is none. Only
//! headings at the top level count. Refuses to know which heading means what.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::story::lines::{lines, mark_length};
use crate::story::problem::Problem;
use crate::story::text::{can_hide, one_line, plain};

pub(crate) use super::heading::Heading;
use super::{keys, names, simple};

/// A comment or code block that is never closed would hide every story after it, so
/// reading begins anew at the next `# `. Bounded, because each new start reads to the end.
const MOST_NEW_STARTS: usize = 16;

/// What the Markdown parser knows about a whole file.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub headings: Vec<Heading>,
    /// Lines that were meant as headings, each with its flaw.
    pub unspaced: Vec<Heading>,
    /// Code blocks and comments in order: no keys inside.
    pub opaque: Vec<Range<usize>>,
    /// Blocks that are never closed and hide headings.
    pub problems: Vec<Problem>,
    /// Every line shows by itself what it is.
    pub simple: bool,
}

impl Outline {
    /// Whether a block of code or a comment touches a line.
    fn hides(&self, line: &Range<usize>) -> bool {
        let next = self.opaque.partition_point(|block| block.end <= line.start);
        let next = self.opaque.get(next);
        next.is_some_and(|block| block.start < line.end)
    }
}

/// Reads the skeleton of a file.
pub(crate) fn scan(source: &str) -> Outline {
    match simple::headings(source) {
        Some(headings) => Outline {
            headings,
            simple: true,
            ..Outline::default()
        },
        None => scan_markdown(source),
    }
}

/// Reads the skeleton of any file.
pub(super) fn scan_markdown(source: &str) -> Outline {
    let mut outline = Outline::default();
    let mut from = mark_length(source);
    for _ in 0..MOST_NEW_STARTS {
        match scan_from(source, from, &mut outline) {
            Some(next) => from = next,
            None => break,
        }
    }
    find_unspaced(source, &mut outline);
    outline
}

/// A heading whose words are still being read.
struct Open {
    level: usize,
    at: Range<usize>,
    text: String,
    text_at: Option<Range<usize>>,
}

impl Open {
    fn read(&mut self, event: &Event<'_>, at: Range<usize>) {
        match event {
            Event::Text(words) | Event::Code(words) => self.text.push_str(words),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            _ => {}
        }
        let start = self.text_at.as_ref().map_or(at.start, |text| text.start);
        self.text_at = Some(start..at.end);
    }

    /// The heading, unless it only looks like one.
    fn close(self, source: &str) -> Option<Heading> {
        let at = self.at.start..self.at.start + source[self.at.clone()].trim_end().len();
        // Key lines or a paragraph over `---` are Markdown's idea of a heading, not a person's.
        let mut lines_of_it = lines(source, at.clone());
        let first = lines_of_it.next()?;
        let underlined = lines_of_it.next().is_some();
        let over_two_lines = lines_of_it.next().is_some();
        let first = &source[first.at];
        let is_sentence = self.level == 2 && first.trim_end().ends_with(['.', '!', '?', ',', ';']);
        if underlined && (over_two_lines || is_sentence || keys::is_known_line(first)) {
            return None;
        }
        let line_start = source[..at.start]
            .rfind(['\n', '\r'])
            .map_or(mark_length(source), |newline| newline + 1);
        let end = lines(source, at.end..source.len())
            .next()
            .map_or(at.end, |rest| rest.end);
        let text = one_line(&self.text);
        let text_at = self.text_at.unwrap_or(at.clone());
        let title = match source[text_at.clone()].contains('<') {
            true => one_line(&plain(&source[text_at.clone()])),
            false => text.clone(),
        };
        Some(Heading {
            level: self.level,
            text,
            title,
            flaw: None,
            text_at,
            at,
            line_start,
            end,
        })
    }
}

/// Finds lines such as `##Action`, such with a blank after the signs that only looks like a
/// space, as a phone or another program writes it, and such with something unseen before them.
fn find_unspaced(source: &str, outline: &mut Outline) {
    let is_blank = |c: char| c.is_whitespace() || can_hide(c);
    let first = mark_length(source);
    for (sign, _) in source.match_indices('#') {
        // A byte order mark where two files were joined, and what else nobody can see.
        let before = source[first..sign].trim_end_matches(can_hide);
        if !before.is_empty() && !before.ends_with(['\n', '\r']) {
            continue;
        }
        let start = first + before.len();
        let line = lines(source, start..source.len()).next();
        // Over a line of dashes it is a heading already.
        let next = outline
            .headings
            .partition_point(|heading| heading.at.end <= start);
        let is_heading = |heading: &Heading| heading.at.start <= sign;
        if outline.headings.get(next).is_some_and(is_heading) {
            continue;
        }
        let Some(line) = line.filter(|line| !outline.hides(&line.at)) else {
            continue;
        };
        let words = source[sign..line.at.end].trim_end();
        let rest = words.trim_start_matches('#');
        let level = words.len() - rest.len();
        let unseen = start < sign;
        if level > 6 || rest.starts_with([' ', '\t']) && !unseen {
            continue;
        }
        let text = one_line(rest.trim_matches(is_blank));
        let end = sign + words.len();
        let flaw = match unseen {
            true => "there is an invisible character before its `#`",
            false => "no ordinary space follows its `#`",
        };
        let blank = rest.starts_with(is_blank);
        if blank && !text.is_empty() || level > 1 && names::is_part(&text) {
            outline.unspaced.push(Heading {
                level,
                title: text.clone(),
                text,
                flaw: Some(flaw),
                text_at: end - rest.trim_start_matches(is_blank).len()..end,
                at: start..end,
                line_start: start,
                end: line.end,
            });
        }
    }
}

/// Reads on from a byte; returns where to begin anew after a block that is never closed.
fn scan_from(source: &str, from: usize, outline: &mut Outline) -> Option<usize> {
    let mut depth = 0_usize;
    let mut open: Option<Open> = None;
    let events = Parser::new_ext(&source[from..], Options::empty()).into_offset_iter();
    for (event, at) in events {
        let at = at.start + from..at.end + from;
        match &event {
            Event::Start(Tag::Heading { level, .. }) if depth == 0 => {
                open = Some(Open {
                    level: *level as usize,
                    at: at.clone(),
                    text: String::new(),
                    text_at: None,
                });
            }
            Event::End(TagEnd::Heading(_)) if depth == 1 => {
                let heading = open.take().and_then(|open| open.close(source));
                outline.headings.extend(heading);
            }
            Event::Start(tag @ (Tag::CodeBlock(_) | Tag::HtmlBlock)) => {
                outline.opaque.push(at.clone());
                let reaches_the_end = depth == 0 && at.end == source.len();
                if reaches_the_end && is_open(tag, &source[at.clone()]) {
                    return hidden(source, at, tag, outline);
                }
            }
            _ => {
                if let Some(open) = &mut open {
                    open.read(&event, at);
                }
            }
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether a block that reaches the end of the file was never closed.
fn is_open(tag: &Tag<'_>, block: &str) -> bool {
    match tag {
        Tag::CodeBlock(CodeBlockKind::Fenced(_)) => {
            let fence = block.trim_start();
            let sign = fence.chars().next().unwrap_or('`');
            let length = fence.len() - fence.trim_start_matches(sign).len();
            let last = block.trim_end().rsplit(['\n', '\r']).next().unwrap_or("");
            let closes = last.trim().len() >= length && last.trim().trim_matches(sign).is_empty();
            !closes || !block.trim_end().contains(['\n', '\r'])
        }
        Tag::HtmlBlock => {
            let block = block.trim_start();
            if block.starts_with("<!--") {
                return !block.contains("-->");
            }
            let opening = block.get(..9).unwrap_or(block).to_ascii_lowercase();
            ["<script", "<style", "<pre", "<textarea"]
                .iter()
                .any(|tag| opening.starts_with(tag))
                && !block.contains("</")
        }
        _ => false,
    }
}

/// Says what an open block hides, and finds the title after which reading goes on.
fn hidden(source: &str, at: Range<usize>, tag: &Tag<'_>, outline: &mut Outline) -> Option<usize> {
    let first = lines(source, at.clone()).next()?;
    let mut hides = false;
    let mut next = None;
    for line in lines(source, first.end..at.end) {
        let words = &source[line.at.clone()];
        hides |= words.starts_with("# ") || words.starts_with("## ");
        if words.starts_with("# ") {
            next = Some(line.at.start);
            break;
        }
    }
    if !hides {
        return None;
    }
    let (what, close) = match tag {
        Tag::CodeBlock(_) => ("code block", "the same sign on a line of its own"),
        _ if source[at.clone()].starts_with("<!--") => ("comment", "`-->`"),
        _ => ("piece of HTML", "its closing tag"),
    };
    outline.problems.push(Problem::new(
        first.at,
        format!("This {what} is never closed, so it hides the headings that follow it."),
        format!("Write {close} where the {what} ends."),
    ));
    if let (Some(next), Some(opaque)) = (next, outline.opaque.last_mut()) {
        opaque.end = next;
    }
    next
}
