//! Markdown of a passage as the words a person sees.
//!
//! Everything that shows, counts or compares story text goes through here, so that
//! comments, escapes and emphasis mean the same everywhere. Refuses to lay out: widths,
//! colours and the safety of control characters belong to whoever shows the text.

use std::borrow::Cow;
use std::mem;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

use super::markup;

/// Whether a character could steer a terminal or turn the order of what is read: controls,
/// the separators of lines, and the overrides and isolates of writing direction.
pub(crate) fn can_steer_terminal(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character takes no place on the screen and belongs to no letter or picture, so
/// that two texts look the same and are not: zero-width spaces and marks of direction.
pub(crate) fn can_hide(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// A text as it may be shown and kept: what could steer a terminal becomes a sign, so that a
/// person sees that something was there; what nobody can see goes. A line separator is a space;
/// line feeds, carriage returns and tabs are left to whoever lays the text out.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    let plain = |byte: &u8| matches!(byte, b'\n' | b'\r' | b'\t' | b' '..=b'~');
    if text.as_bytes().iter().all(plain) {
        return text.into();
    }
    let mut before = ' ';
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, ' '..='~') {
            shown.push(c);
            before = c;
            continue;
        }
        // Joiners and marks of direction belong to letters and pictures beyond ASCII.
        let joins = matches!(c, '\u{61c}' | '\u{200c}'..='\u{200f}') && !before.is_ascii();
        match c {
            '\n' | '\r' | '\t' => shown.push(c),
            '\u{2028}' | '\u{2029}' => shown.push(' '),
            c if can_steer_terminal(c) => shown.push(char::REPLACEMENT_CHARACTER),
            '\u{200c}' | '\u{200d}' if !joins => continue,
            c if can_hide(c) && !joins => continue,
            c => shown.push(c),
        }
        before = c;
    }
    shown.into()
}

/// A text in Unicode's composed form (NFC), in which every name is compared and written: macOS
/// and PDF take letters and their accents apart.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    match text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfc().collect()),
    }
}

/// A text as it is compared where case does not matter.
pub(crate) fn folded(text: &str) -> String {
    composed(text).to_lowercase()
}

/// A stretch of text that is bold throughout or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextRun {
    /// The words; a hard line break or a line of code ends in `\n`.
    pub text: String,
    /// Whether it is a point, or part of one.
    pub bold: bool,
}

/// Adds words to a line.
pub(crate) fn push_run(runs: &mut Vec<TextRun>, text: &str, bold: bool) {
    match runs.last_mut() {
        _ if text.is_empty() => {}
        Some(run) if run.bold == bold => run.text.push_str(text),
        _ => runs.push(TextRun {
            text: text.to_owned(),
            bold,
        }),
    }
}

/// A line with what stands at these places (in bytes, in order) in bold.
pub(crate) fn runs(line: &str, bold: &[Range<usize>]) -> Vec<TextRun> {
    let (mut runs, mut from) = (Vec::new(), 0);
    for at in bold {
        push_run(&mut runs, &line[from..at.start], false);
        push_run(&mut runs, &line[at.clone()], true);
        from = at.end;
    }
    push_run(&mut runs, &line[from..], false);
    runs
}

/// The same the other way round: the words on one line, and where bold stands in it.
pub(crate) fn bold_line(runs: &[TextRun]) -> (String, Vec<Range<usize>>) {
    let (mut line, mut bold) = (String::new(), Vec::new());
    let mut after_space = false;
    for run in runs {
        let mut from = None;
        for c in run.text.chars() {
            if c.is_whitespace() {
                after_space = !line.is_empty();
                continue;
            }
            if mem::take(&mut after_space) {
                line.push(' ');
            }
            from.get_or_insert(line.len());
            line.push(c);
        }
        bold.extend(from.filter(|_| run.bold).map(|from| from..line.len()));
    }
    (line, bold)
}

/// Takes white space off the end of a line.
pub(crate) fn trim_runs(runs: &mut Vec<TextRun>) {
    while let Some(run) = runs.last_mut() {
        run.text.truncate(run.text.trim_end().len());
        if !run.text.is_empty() {
            break;
        }
        runs.pop();
    }
}

/// One paragraph, or one item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paragraph {
    /// What stands before the first line of a list item: `-`, or `1.`.
    pub marker: Option<String>,
    /// How many lists it stands in; 0 outside of any.
    pub depth: usize,
    pub runs: Vec<TextRun>,
}

impl Paragraph {
    /// The words without their emphasis.
    pub(crate) fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// The paragraphs of a passage. Comments are dropped, and so is what is empty.
pub(crate) fn paragraphs(markdown: &str) -> Vec<Paragraph> {
    let mut reader = ParagraphReader::default();
    for event in markup::events(markdown) {
        reader.read(event);
    }
    reader.flush();
    reader.done
}

/// The passage as plain text: paragraphs apart by a blank line, list items by a line.
pub(crate) fn plain(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut previous: Option<Paragraph> = None;
    for paragraph in paragraphs(markdown) {
        if let Some(previous) = &previous {
            let same_list = previous.depth > 0 && paragraph.marker.is_some() && paragraph.depth > 0;
            text.push_str(if same_list { "\n" } else { "\n\n" });
        }
        let indent = "  ".repeat(paragraph.depth.saturating_sub(1));
        text.push_str(&indent);
        if let Some(marker) = &paragraph.marker {
            text.push_str(marker);
            text.push(' ');
        } else if paragraph.depth > 0 {
            text.push_str("  ");
        }
        let hang = format!("\n{}", "  ".repeat(paragraph.depth));
        text.push_str(&paragraph.text().replace('\n', &hang));
        previous = Some(paragraph);
    }
    text
}

/// The **bold** phrases of a passage in order: the points that must be said.
pub(crate) fn points(markdown: &str) -> Vec<String> {
    let mut points = Vec::new();
    let mut point = String::new();
    let mut depth = 0_usize;
    for event in markup::events(markdown) {
        match event {
            Event::Start(Tag::Strong) => depth += 1,
            Event::End(TagEnd::Strong) => {
                depth -= 1;
                if depth == 0 {
                    let words = one_line(&mem::take(&mut point));
                    points.extend((!words.is_empty()).then_some(words));
                }
            }
            Event::Text(text) | Event::Code(text) if depth > 0 => point.push_str(&text),
            Event::SoftBreak | Event::HardBreak if depth > 0 => point.push(' '),
            _ => {}
        }
    }
    points
}

/// Every stretch of white space as one space, none at the ends.
pub(crate) fn one_line(text: &str) -> String {
    if is_one_line(text) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Whether an ASCII text has single spaces between its words and nothing else to change: most
/// headings and lines have.
fn is_one_line(text: &str) -> bool {
    let mut after_space = true;
    let as_it_should = text.bytes().all(|byte| {
        let is_space = byte == b' ';
        let doubled = mem::replace(&mut after_space, is_space) && is_space;
        matches!(byte, b' '..=b'~') && !doubled
    });
    as_it_should && !after_space
}

/// Words that end in a full stop inside a sentence, without their last stop.
const ABBREVIATIONS: &[&str] = &[
    "approx", "bzw", "ca", "cf", "dr", "eg", "fig", "gen", "ie", "jr", "mr", "mrs", "ms", "mt",
    "nr", "prof", "resp", "sr", "st", "vgl", "vs",
];

/// The first sentence of a plain text, on one line; only its first paragraph is looked at.
///
/// A paragraph without a full stop is one sentence; `None` where there is no word.
pub(crate) fn first_sentence(plain: &str) -> Option<String> {
    sentences(&first_paragraph(plain)).into_iter().next()
}

/// The sentences of a paragraph, each on one line; what has no word is none.
pub(crate) fn sentences(paragraph: &str) -> Vec<String> {
    let line = one_line(paragraph);
    let places = sentence_places(&line).into_iter();
    places.map(|place| line[place].to_owned()).collect()
}

/// Where the sentences of a line stand that has only single spaces, in bytes.
pub(crate) fn sentence_places(line: &str) -> Vec<Range<usize>> {
    let (mut found, mut from) = (Vec::new(), 0);
    for end in sentence_bounds(line) {
        let sentence = &line[from..end];
        let is_last = end == line.len();
        if has_word(sentence) && (is_last || ends_here(sentence)) {
            let start = end - sentence.trim_start().len();
            found.push(start..start + sentence.trim().len());
            from = end;
        }
    }
    found
}

/// Where sentences may end, in bytes. Unicode's rules go by the case of the next letter, so they
/// end none before `1,900 members left`.
fn sentence_bounds(line: &str) -> Vec<usize> {
    let bounds = line.split_sentence_bound_indices();
    let bounds = bounds.map(|(at, piece)| at + piece.len());
    let stops = line.match_indices(". ").map(|(at, stop)| at + stop.len());
    let before_numbers = stops.filter(|&at| {
        // "No. 5" is a name.
        let is_number = |word: &str| word.eq_ignore_ascii_case("no.");
        let last = line[..at].split_whitespace().next_back();
        line[at..].starts_with(|c: char| c.is_ascii_digit()) && !last.is_some_and(is_number)
    });
    let mut bounds: Vec<usize> = bounds.chain(before_numbers).collect();
    bounds.sort_unstable();
    bounds.dedup();
    bounds
}

/// The first paragraph or list item that has a word, without its marker, on one line.
fn first_paragraph(plain: &str) -> String {
    let mut words = String::new();
    for line in plain.lines() {
        let (marker, rest) = split_marker(line.trim());
        if has_word(&words) && (marker || rest.is_empty()) {
            break;
        }
        words.push(' ');
        words.push_str(rest);
    }
    one_line(&words)
}

/// Whether a line begins with a list marker, and what follows it.
fn split_marker(line: &str) -> (bool, &str) {
    match line.split_once(' ') {
        Some(("-", rest)) => (true, rest),
        Some((number, rest))
            if number
                .strip_suffix('.')
                .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())) =>
        {
            (true, rest)
        }
        _ => (false, line),
    }
}

/// Whether a sentence really ends where Unicode's rules would end it.
fn ends_here(sentence: &str) -> bool {
    let trimmed = sentence.trim_end();
    let Some(before) = trimmed.strip_suffix('.') else {
        return true;
    };
    let mut words = before.split_whitespace().rev();
    let last = words.next().unwrap_or_default();
    let last = last.trim_start_matches(|c: char| !c.is_alphanumeric());
    let previous_is_a_name = words
        .next()
        .is_none_or(|word| word.starts_with(char::is_uppercase));
    let dotted = last.contains('.') && last.split('.').all(|part| part.chars().count() == 1);
    // "J. Smith", but not "So did I." and not "We took plan B."
    let initial = last.chars().count() == 1
        && last != "I"
        && last.starts_with(char::is_uppercase)
        && previous_is_a_name;
    !(dotted || initial || ABBREVIATIONS.contains(&last.to_lowercase().as_str()))
}

/// The first words of a plain text, as many as asked for, on one line.
pub(crate) fn first_words(plain: &str, count: usize) -> String {
    let mut kept = Vec::new();
    let mut words = 0;
    for token in plain
        .split_whitespace()
        .skip_while(|token| !has_word(token))
    {
        if words == count {
            break;
        }
        // Signs between words, such as a dash, are shown and not counted.
        words += usize::from(has_word(token));
        kept.push(token);
    }
    while kept.last().is_some_and(|token| !has_word(token)) {
        kept.pop();
    }
    kept.join(" ")
}

/// How many words a plain text has; a word has at least one letter or digit.
pub(crate) fn word_count(plain: &str) -> usize {
    plain
        .split_whitespace()
        .filter(|token| has_word(token))
        .count()
}

fn has_word(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// Gathers paragraphs from the events of the Markdown parser.
#[derive(Default)]
struct ParagraphReader {
    done: Vec<Paragraph>,
    runs: Vec<TextRun>,
    /// The number of the next item of each list that is open; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// The marker of an item that has shown no words yet.
    marker: Option<String>,
    strong: usize,
    code: bool,
}

impl ParagraphReader {
    fn read(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code => self.push(&text),
            Event::Text(text) => self.prose(&text),
            Event::Code(text) => self.push(&text),
            Event::SoftBreak if self.ends_a_row() => self.line_break(),
            Event::SoftBreak => self.prose(" "),
            Event::HardBreak => self.line_break(),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.strong += 1,
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                self.marker = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let marker = format!("{number}.");
                        *number = number.saturating_add(1);
                        marker
                    }
                    _ => "-".to_owned(),
                });
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.flush();
                self.code = true;
            }
            Tag::Paragraph | Tag::Heading { .. } | Tag::BlockQuote(_) | Tag::HtmlBlock => {
                self.flush();
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Item => {
                self.flush();
                self.marker = None;
            }
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::CodeBlock => {
                self.flush();
                self.code = false;
            }
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::BlockQuote(_) => self.flush(),
            _ => {}
        }
    }

    /// Prose has single spaces, and none at the start of a line.
    fn prose(&mut self, text: &str) {
        let mut squeezed = String::with_capacity(text.len());
        let mut after_space = self.at_space();
        for character in text.chars() {
            let space = matches!(character, ' ' | '\t');
            if !(space && after_space) {
                squeezed.push(if space { ' ' } else { character });
            }
            after_space = space;
        }
        self.push(&squeezed);
    }

    /// At the start of a paragraph or line, or after a space.
    fn at_space(&self) -> bool {
        self.runs
            .last()
            .is_none_or(|run| run.text.ends_with([' ', '\n']))
    }

    /// The rows of a table stay apart: each ends with a bar.
    fn ends_a_row(&self) -> bool {
        let last = self.runs.last();
        last.is_some_and(|run| run.text.trim_end().ends_with('|'))
    }

    fn line_break(&mut self) {
        if let Some(run) = self.runs.last_mut() {
            run.text.truncate(run.text.trim_end_matches(' ').len());
            self.push("\n");
        }
    }

    fn push(&mut self, text: &str) {
        push_run(&mut self.runs, text, self.strong > 0);
    }

    /// Ends the paragraph, if it has any words.
    fn flush(&mut self) {
        trim_runs(&mut self.runs);
        if self.runs.is_empty() {
            return;
        }
        self.done.push(Paragraph {
            marker: self.marker.take(),
            depth: self.lists.len(),
            runs: mem::take(&mut self.runs),
        });
    }
}

#[cfg(test)]
mod tests;
