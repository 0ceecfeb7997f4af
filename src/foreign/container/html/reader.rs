//! Tags and words to what stands on the page: where a browser would end a line, and what it
//! would show there.

use std::mem;

use super::css::{self, Weights};
use crate::foreign::container::flow::{DEEPEST, Flow, PieceKind, push_word};
use crate::story::text::{TextRun, one_line};

/// What is in these elements is no text of the page.
const HIDDEN: &str = "script style template noscript svg iframe noembed noframes";

/// Elements that stand on lines of their own.
const LINES: &str = "div dt dd tr caption option";

/// Elements apart from what is around them.
const BLOCKS: &str = "address article aside blockquote body center dl fieldset figcaption figure \
    footer form header html legend main nav section";

/// Elements inside of a line that may change how its words look.
const INLINE: &str = "b strong span font";

/// One that is open so many times deeper is not closed any more.
const DEEPEST_INLINE: usize = 64;

/// So much of a style sheet is looked at, in bytes.
const LONGEST_SHEET: usize = 1024 * 1024;

/// What begins a comment that a program wrote, not a person.
const PROGRAMS: [&str; 9] = [
    "[if",
    "[endif",
    "[end if",
    "?",
    "StartFragment",
    "EndFragment",
    "wp:",
    "/wp:",
    "saved from url=",
];

/// The beginning of an element.
#[derive(Debug, Default)]
pub(super) struct PageTag {
    pub name: String,
    pub class: String,
    pub style: String,
    /// How many columns and rows a cell takes the place of.
    pub columns: Option<usize>,
    pub rows: Option<usize>,
    /// It ends where it begins.
    pub is_closed: bool,
}

#[derive(Default)]
pub(super) struct PageReader {
    pub flow: Flow,
    /// The line of the file.
    pub line: usize,
    weights: Weights,
    sheet: String,
    title: Option<String>,
    /// Its titles are those of notes, one after the other.
    pub has_notes: bool,
    /// The hidden element, and how many of its name are open.
    hidden: Option<(String, usize)>,
    /// The line of the page so far, and where it begins.
    runs: Vec<TextRun>,
    first_line: usize,
    is_bold: bool,
    /// What is open inside of a line, and whether words were bold before it.
    inline: Vec<(String, bool)>,
    /// Whether the next line begins a paragraph.
    is_apart: bool,
    /// A line has ended where another one may end with no words in it.
    is_broken: bool,
    heading: Option<usize>,
    last_level: usize,
    lists: Vec<OpenList>,
    /// The sign of the item whose first line comes next.
    item: Option<&'static str>,
    /// How deep a paragraph of Word stands in lists.
    word_list: Option<usize>,
    kept_lines: Option<String>,
    /// The level above each folded section.
    folded: Vec<usize>,
    /// How many lists were open where each table begins.
    tables: Vec<usize>,
}

struct OpenList {
    sign: &'static str,
    depth: usize,
}

fn is_one_of(names: &str, name: &str) -> bool {
    names.split_ascii_whitespace().any(|each| each == name)
}

fn heading_level(name: &str) -> Option<usize> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(usize::from(level - b'0')),
        _ => None,
    }
}

impl PageReader {
    pub(super) fn finish(mut self) -> Flow {
        if let Some(title) = self.title.take() {
            // A title without an end takes the page with it.
            self.text(&title);
        }
        self.end_kept_lines();
        self.end_block();
        self.flow.finish();
        self.flow
    }

    pub(super) fn text(&mut self, text: &str) {
        match &mut self.hidden {
            Some((name, _)) if name == "style" => {
                if self.sheet.len() + text.len() < LONGEST_SHEET {
                    self.sheet.push_str(text);
                }
                return;
            }
            Some(_) => return,
            None => {}
        }
        if let Some(kept) = self.title.as_mut().or(self.kept_lines.as_mut()) {
            kept.push_str(text);
            return;
        }
        let is_space = |c: char| c.is_whitespace() || c == '\0';
        for piece in text.split_inclusive(is_space) {
            let word = piece.trim_end_matches(is_space);
            self.push(word);
            if word.len() < piece.len() {
                self.push(" ");
            }
            self.line += usize::from(piece.ends_with('\n'));
        }
    }

    fn push(&mut self, word: &str) {
        if self.runs.is_empty() {
            self.first_line = self.line;
        }
        push_word(&mut self.runs, word, self.is_bold);
    }

    pub(super) fn comment(&mut self, words: &str) {
        if let Some(words) = words.strip_prefix("[CDATA[") {
            return self.text(words.strip_suffix("]]").unwrap_or(words));
        }
        let words = words.trim();
        let from_program = PROGRAMS.iter().any(|sign| words.starts_with(sign));
        let has_words = words.contains(char::is_alphanumeric);
        if self.hidden.is_none() && has_words && !from_program {
            self.flow.add_plain(PieceKind::Comment, words, self.line);
        }
    }

    pub(super) fn open(&mut self, tag: &PageTag) {
        let name = tag.name.as_str();
        if self.hides(tag) {
            return;
        }
        if is_one_of(INLINE, name) {
            return self.open_inline(tag);
        }
        if let Some(level) = heading_level(name) {
            return self.open_heading(level);
        }
        match name {
            "br" => self.end_line_early(),
            "p" => self.open_paragraph(tag),
            "ul" | "ol" | "menu" => self.open_list(name, &tag.class),
            "li" => self.open_item(),
            "table" | "tr" | "td" | "th" => {
                self.open_table(name);
                self.flow.spans(tag.columns, tag.rows);
            }
            "title" if self.has_notes => self.open_heading(1),
            "title" if self.flow.title.is_none() && !tag.is_closed => {
                self.title = Some(String::new());
            }
            "hr" => {
                self.end_block();
                self.flow.add(PieceKind::Rule, Vec::new(), self.line);
            }
            "pre" => {
                self.end_block();
                self.kept_lines.get_or_insert_default();
            }
            "details" => {
                self.end_block();
                self.folded.push(self.last_level);
            }
            "summary" => {
                let above = self.last_level;
                self.open_heading((above + 1).min(6));
                self.last_level = (above + 1).min(6);
            }
            _ => {
                self.edge(name, true);
                // What stands at the foot of a page is none of its last words.
                if name == "footer" || tag.class.starts_with("footer") {
                    self.flow.add(PieceKind::Rule, Vec::new(), self.line);
                }
            }
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        if let Some((hidden, open)) = &mut self.hidden {
            if hidden == name {
                *open -= 1;
            }
            if *open == 0 {
                self.hidden = None;
                css::learn(&mem::take(&mut self.sheet), &mut self.weights);
            }
            return;
        }
        if is_one_of(INLINE, name) {
            return self.close_inline(name);
        }
        match name {
            "title" if self.title.is_some() => {
                let title = self.title.take().unwrap_or_default();
                self.flow.title = Some(one_line(&title));
            }
            "br" => self.end_line_early(),
            "pre" => self.end_kept_lines(),
            "ul" | "ol" | "menu" => {
                self.end_block();
                let around = self.tables.last().copied().unwrap_or_default();
                self.lists
                    .truncate(around.max(self.lists.len().saturating_sub(1)));
            }
            "li" | "p" => self.end_block(),
            "title" | "created" | "updated" | "tag" | "author" | "source-url" if self.has_notes => {
                self.end_block();
            }
            "td" | "th" => self.end_block(),
            "tr" => {
                self.end_block();
                self.flow.row();
            }
            "table" => {
                self.end_block();
                if let Some(lists) = self.tables.pop() {
                    self.lists.truncate(lists);
                }
                self.flow.close_table();
            }
            "details" => {
                self.end_block();
                self.last_level = self.folded.pop().unwrap_or(self.last_level);
            }
            "summary" => self.end_block(),
            _ if heading_level(name).is_some() => self.end_block(),
            _ => self.edge(name, false),
        }
    }

    /// Whether the element is hidden, or stands in one.
    fn hides(&mut self, tag: &PageTag) -> bool {
        let name = tag.name.as_str();
        match &mut self.hidden {
            // A picture ends where a browser meets what cannot be in one.
            Some((hidden, _)) if hidden == "svg" && is_of_text(name) => {
                self.hidden = None;
                return false;
            }
            Some((hidden, open)) => {
                *open += usize::from(hidden == name && !tag.is_closed);
                return true;
            }
            None => {}
        }
        let hides = is_one_of(HIDDEN, name);
        if hides && !tag.is_closed {
            self.hidden = Some((name.to_owned(), 1));
        }
        hides
    }

    fn open_inline(&mut self, tag: &PageTag) {
        if tag.is_closed {
            return;
        }
        let by_class = || {
            let mut classes = tag.class.split_whitespace();
            classes.find_map(|class| self.weights.get(class).copied())
        };
        let by_name = is_one_of("b strong", &tag.name).then_some(true);
        let weight = css::weight(&tag.style).or_else(by_class).or(by_name);
        self.inline.push((tag.name.clone(), self.is_bold));
        self.is_bold = weight.unwrap_or(self.is_bold);
    }

    /// Closes the last one of that name, and what was left open inside of it.
    fn close_inline(&mut self, name: &str) {
        let mut last = self.inline.iter().rev().take(DEEPEST_INLINE);
        let Some(inside) = last.position(|(open, _)| open == name) else {
            return;
        };
        self.inline.truncate(self.inline.len() - inside);
        if let Some((_, was_bold)) = self.inline.pop() {
            self.is_bold = was_bold;
        }
    }

    fn open_heading(&mut self, level: usize) {
        // In a summary, or in a heading that was not closed.
        if self.heading.is_none() || !self.runs.is_empty() {
            self.end_block();
        }
        self.heading = Some(level);
        self.last_level = level;
        self.item = None;
    }

    fn open_paragraph(&mut self, tag: &PageTag) {
        if self.heading.is_some() && self.runs.is_empty() {
            return;
        }
        let item = self.item.filter(|_| self.runs.is_empty());
        self.end_block();
        self.item = item;
        if let Some(level) = css::heading_level(&tag.class) {
            self.open_heading(level);
        } else if let Some(depth) = css::word_list_depth(&tag.class, &tag.style) {
            self.word_list = Some(depth.min(DEEPEST));
            self.item = Some("-");
        }
    }

    fn open_list(&mut self, name: &str, class: &str) {
        self.end_block();
        let inside = self.lists.last().map_or(1, |list| list.depth + 1);
        let depth = css::list_depth(class).unwrap_or(inside).min(DEEPEST);
        let sign = if name == "ol" { "1." } else { "-" };
        self.lists.push(OpenList { sign, depth });
    }

    fn open_item(&mut self) {
        self.end_block();
        self.item = Some(self.lists.last().map_or("-", |list| list.sign));
    }

    fn open_table(&mut self, name: &str) {
        self.end_block();
        match name {
            "table" => {
                self.flow.open_table(self.line);
                self.tables.push(self.lists.len());
                return;
            }
            "tr" => self.flow.row(),
            _ => self.flow.cell(self.line),
        }
        if let Some(lists) = self.tables.last() {
            self.lists.truncate(*lists);
        }
    }

    /// The edge of some other element.
    fn edge(&mut self, name: &str, opens: bool) {
        let is_line = is_one_of(LINES, name);
        if !is_line && !is_one_of(BLOCKS, name) {
            return;
        }
        if let Some(kept) = &mut self.kept_lines {
            if !kept.is_empty() && !kept.ends_with('\n') {
                kept.push('\n');
            }
            return;
        }
        match self.heading {
            // A heading that was not closed.
            Some(_) if opens && !self.runs.is_empty() => self.end_block(),
            Some(_) => self.push(" "),
            None => {
                self.end_line();
                self.is_apart |= !is_line;
            }
        }
    }

    /// `<br>`.
    fn end_line_early(&mut self) {
        if let Some(kept) = &mut self.kept_lines {
            kept.push('\n');
        } else if self.heading.is_some() {
            self.push(" ");
        } else {
            let had_words = !self.runs.is_empty();
            self.end_line();
            self.is_apart |= !had_words && self.is_broken;
            self.is_broken = true;
        }
    }

    /// Ends the line, the heading and the item.
    fn end_block(&mut self) {
        self.end_kept_lines();
        self.end_line();
        self.heading = None;
        self.item = None;
        self.word_list = None;
        self.is_apart = true;
    }

    /// Ends the line, if it has any words.
    fn end_line(&mut self) {
        let mut runs = mem::take(&mut self.runs);
        if runs.is_empty() {
            return;
        }
        let depth = self.lists.last().map_or(0, |list| list.depth);
        let depth = self.word_list.unwrap_or(depth);
        let kind = match (self.heading, self.item.take()) {
            (Some(level), _) => PieceKind::Heading(level),
            (None, Some(sign)) => PieceKind::Item {
                sign: match self.word_list {
                    Some(_) => without_sign(&mut runs),
                    None => sign,
                },
                depth: depth.max(1),
            },
            (None, None) => PieceKind::Line {
                depth,
                apart: self.is_apart,
            },
        };
        self.flow.add(kind, runs, self.first_line);
        self.is_apart = false;
        self.is_broken = true;
    }

    fn end_kept_lines(&mut self) {
        if let Some(lines) = self.kept_lines.take() {
            self.flow.add_plain(PieceKind::Code, &lines, self.line);
        }
    }
}

/// Takes the sign away that Word writes as words, and says what it was.
fn without_sign(runs: &mut Vec<TextRun>) -> &'static str {
    let text: String = runs.iter().map(|run| run.text.as_str()).collect();
    let (sign, after) = text.split_once(' ').unwrap_or((&text, ""));
    let number = sign.strip_suffix(['.', ')']).unwrap_or_default();
    let is_number =
        (1..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_bullet = matches!(sign, "·" | "•" | "o" | "§" | "Ø" | "ü" | "-" | "–");
    if (is_number || is_bullet) && !after.is_empty() {
        let mut rest = text.len() - after.len();
        runs.retain_mut(|run| {
            let here = rest.min(run.text.len());
            rest -= here;
            run.text.drain(..here);
            !run.text.is_empty()
        });
    }
    if is_number { "1." } else { "-" }
}

fn is_of_text(name: &str) -> bool {
    const TEXT: &str =
        "p div span b strong br ul ol li table pre h1 h2 h3 h4 h5 h6 blockquote body";
    is_one_of(TEXT, name)
}
