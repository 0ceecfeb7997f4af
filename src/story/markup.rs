//! What of a passage is markup, and what only looks like it.
//!
//! People write `Vec<String>`, `<service>` and `[Note]: skipped` and mean words. A comment is
//! nothing, `<br>` ends a line, and a pair of tags that HTML has (`<b>...</b>`) only dresses
//! the words between. Whatever else Markdown would take for HTML, or for the address of a link
//! that nothing refers to, is text. Refuses to lay out.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::mem;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

/// Elements that dress words inside of a line.
const DRESS: &str = "a abbr b big cite code del dfn em font i ins kbd mark q s samp small span \
    strike strong sub sup tt u var";

/// Elements that stand around words; a pair of them is white space.
const FRAMES: &str = "address article aside blockquote body caption center dd details div dl dt \
    figcaption figure footer h1 h2 h3 h4 h5 h6 header html li main nav ol p pre section summary \
    table tbody td tfoot th thead tr ul";

/// A tag this many open tags back is no pair any more.
const DEEPEST_PAIR: usize = 16;

/// The events of a passage in which HTML is text, if it is not markup that a person sees as such.
pub(super) fn events(markdown: &str) -> Vec<Event<'_>> {
    match with_unused_addresses(markdown) {
        Cow::Borrowed(markdown) => read(markdown, true),
        Cow::Owned(markdown) => owned(read(&markdown, true)),
    }
}

fn owned(events: Vec<Event<'_>>) -> Vec<Event<'static>> {
    events.into_iter().map(Event::into_static).collect()
}

/// Reads a passage; `again` says that what stands in a block of HTML is read as Markdown.
fn read(markdown: &str, again: bool) -> Vec<Event<'_>> {
    let parser = Parser::new_ext(markdown, Options::empty());
    if !markdown.contains('<') {
        return parser.collect();
    }
    let mut events = Vec::new();
    let mut block = String::new();
    for event in parser {
        match event {
            Event::Html(html) => block.push_str(&html),
            Event::End(TagEnd::HtmlBlock) => {
                let words = of_block(&mem::take(&mut block));
                events.push(event);
                if again {
                    events.extend(owned(read(&words, false)));
                } else {
                    let paragraph = Event::Start(Tag::Paragraph);
                    let words = Event::Text(words.into());
                    events.extend([paragraph, words, Event::End(TagEnd::Paragraph)]);
                }
            }
            event => events.push(event),
        }
    }
    without_markup(&mut events);
    events
}

/// Turns every piece of HTML inside of a line into what it stands for.
fn without_markup(events: &mut Vec<Event<'_>>) {
    let mut pairs = Pairs::default();
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::InlineHtml(tag) => pairs.take(at, tag),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => pairs.open.clear(),
            _ => {}
        }
    }
    for (at, event) in events.iter_mut().enumerate() {
        if let Event::InlineHtml(tag) = event {
            let words = match pairs.found.get(&at) {
                Some(stands_for) => CowStr::Borrowed(stands_for),
                None if tag.starts_with("<!--") => CowStr::Borrowed(""),
                None => mem::replace(tag, CowStr::Borrowed("")),
            };
            *event = match is_line_break(&words) {
                true => Event::HardBreak,
                false => Event::Text(words),
            };
        }
    }
}

/// The words of a piece of HTML in a line that is told from no other: all but a comment, and a
/// space for a line break.
pub(super) fn words_of(html: &str) -> String {
    match is_line_break(html) {
        true => " ".to_owned(),
        false => without_comments(html),
    }
}

/// Where the words of some HTML stand: outside of its comments and of the tags that HTML has.
pub(crate) fn words_in(html: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(start) = html[at..].find('<').map(|found| at + found) {
        let rest = &html[start..];
        let end = match rest.starts_with("<!--") {
            true => Some(rest.find("-->").map_or(rest.len(), |end| end + 3)),
            false => {
                let end = rest[1..].find(['<', '>']).map(|end| end + 1);
                end.filter(|&end| rest[end..].starts_with('>'))
                    .map(|end| end + 1)
            }
        };
        let known = end.filter(|&end| rest.starts_with("<!--") || is_known(&rest[..end]));
        at = start + known.unwrap_or(1);
        if known.is_some() {
            words.push(from..start);
            from = at;
        }
    }
    words.push(from..html.len());
    words.retain(|at| !html[at.clone()].trim().is_empty());
    words
}

/// Whether HTML has a tag of that name.
fn is_known(tag: &str) -> bool {
    let known = |name: &str| {
        DRESS
            .split(' ')
            .chain(FRAMES.split(' '))
            .any(|known| known == name)
    };
    name_of(tag).is_some_and(|(_, name)| name == "br" || known(&name))
}

/// The tag of a forced line break.
fn is_line_break(tag: &str) -> bool {
    name_of(tag).is_some_and(|(_, name)| name == "br")
}

/// Tags of which one opens and a later one closes.
#[derive(Default)]
struct Pairs {
    /// Place and name of each tag that waits for its end.
    open: Vec<(usize, String)>,
    /// Place of both tags of each pair, with what they stand for.
    found: HashMap<usize, &'static str>,
}

impl Pairs {
    fn take(&mut self, at: usize, tag: &str) {
        let Some((closes, name)) = name_of(tag) else {
            return;
        };
        let is_one_of = |names: &str| names.split(' ').any(|known| known == name);
        let stands_for = match () {
            () if is_one_of(DRESS) => "",
            () if is_one_of(FRAMES) => " ",
            () => return,
        };
        if !closes {
            self.open.push((at, name));
            return;
        }
        let mut waiting = self.open.iter().rev().take(DEEPEST_PAIR);
        if let Some(back) = waiting.position(|(_, open)| *open == name) {
            self.open.truncate(self.open.len() - back);
            let (opened, _) = self.open.pop().expect("the one that was found");
            self.found.extend([(opened, stands_for), (at, stands_for)]);
        }
    }
}

/// The name of a tag in lower case, and whether it closes.
fn name_of(tag: &str) -> Option<(bool, String)> {
    let inside = tag.strip_prefix('<')?.strip_suffix('>')?;
    let (closes, inside) = match inside.strip_prefix('/') {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    let name = inside
        .split(|c: char| c.is_whitespace() || c == '/')
        .next()?;
    Some((closes, name.to_ascii_lowercase()))
}

/// The words of a block of HTML, as Markdown in which no block of HTML can begin.
fn of_block(html: &str) -> String {
    let html = without_comments(html);
    let tags = tags(&html);
    let mut pairs = Pairs::default();
    for at in &tags {
        pairs.take(at.start, &html[at.clone()]);
    }
    let mut words = String::with_capacity(html.len());
    let mut from = 0;
    for at in tags {
        let stands_for = match is_line_break(&html[at.clone()]) {
            true => Some(&"  \n"),
            false => pairs.found.get(&at.start),
        };
        if let Some(stands_for) = stands_for {
            words.push_str(&html[from..at.start]);
            words.push_str(stands_for);
            from = at.end;
        }
    }
    words.push_str(&html[from..]);
    let mut guarded = String::with_capacity(words.len());
    for line in words.split_inclusive(['\n', '\r']) {
        let line = line.trim_start_matches([' ', '\t']);
        if line.starts_with('<') {
            guarded.push('\\');
        }
        guarded.push_str(line);
    }
    guarded
}

/// Where the tags of some HTML stand.
fn tags(html: &str) -> Vec<Range<usize>> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(start) = html[from..].find('<').map(|at| from + at) {
        let Some(length) = html[start + 1..].find(['<', '>']) else {
            break;
        };
        let end = start + 1 + length;
        from = end;
        if html[end..].starts_with('>') {
            tags.push(start..end + 1);
        }
    }
    tags
}

/// Some HTML without its comments; one that is never closed hides the rest.
fn without_comments(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        words.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    words + rest
}

/// A passage with a backslash before each address that no link in it refers to.
fn with_unused_addresses(markdown: &str) -> Cow<'_, str> {
    if !markdown.contains("]:") {
        return markdown.into();
    }
    let mut parser = Parser::new_ext(markdown, Options::empty());
    let mut used = HashSet::new();
    for event in parser.by_ref() {
        if let Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) = event {
            used.insert(id.to_lowercase());
        }
    }
    let addresses = parser.reference_definitions().iter();
    let unused = addresses.filter(|(label, _)| !used.contains(&label.to_lowercase()));
    let mut places: Vec<usize> = unused.map(|(_, address)| address.span.start).collect();
    if places.is_empty() {
        return markdown.into();
    }
    places.sort_unstable();
    let mut words = String::with_capacity(markdown.len() + places.len());
    let mut from = 0;
    for at in places {
        words.push_str(&markdown[from..at]);
        words.push('\\');
        from = at;
    }
    words.push_str(&markdown[from..]);
    words.into()
}

#[cfg(test)]
mod tests {
    use crate::story::text::{plain, points};

    #[test]
    fn what_only_looks_like_markup_is_read_as_words() {
        let table = [
            (
                "one Vec<String> and <service> at <auth>",
                "one Vec<String> and <service> at <auth>",
            ),
            ("<service>", "<service>"),
            ("<service> fell\nand <br>rose", "<service> fell and\nrose"),
            ("a <div> was missing", "a <div> was missing"),
            ("a <b>c</b> <u>d</u> <T>e</T>", "a c d <T>e</T>"),
            ("<div>one</div>\n<div>two", "one <div>two"),
            ("a\n\n<br>\n\n<div>b<br>c</div>", "a\n\nb\nc"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("<!-- a --> I **left** <!-- b -->it", "I left it"),
            ("<!-- a\nb -->\n<p>c</p>\n<x>\n", "c <x>"),
            (
                "- <details>\n  <summary>a</summary>\n  b\n  </details>",
                "- a b",
            ),
            ("a<?php b ?> <!DOCTYPE c> d", "a<?php b ?> <!DOCTYPE c> d"),
            ("`<a>` and\n\n    <b>", "<a> and\n\n<b>"),
            ("> <x>\n> y", "<x> y"),
            ("a\n\n[Note]: skipped\n", "a\n\n[Note]: skipped"),
            ("[a][b]\n\n[b]: https://x.y\n", "a"),
            ("a <b>c\n\nd</b>", "a <b>c\n\nd</b>"),
            ("a < b > c", "a < b > c"),
        ];
        for (markdown, expected) in table {
            assert_eq!(plain(markdown), expected, "{markdown:?}");
        }
        assert_eq!(
            points("<div>\n**the <auth> shim**\n</div>"),
            ["the <auth> shim"]
        );
    }

    #[test]
    fn nonsense_takes_no_longer_than_sense() {
        for unit in [
            "<div>\n",
            "<b>",
            "</b>",
            "<x",
            "<!--",
            "> <div>\n",
            "[a]: b\n",
            "- <p>\n",
        ] {
            plain(&unit.repeat(20_000));
        }
    }
}
