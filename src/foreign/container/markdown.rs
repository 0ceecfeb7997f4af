//! Markdown, and plain text as people type it.
//!
//! Headings, code and comments come from the one reader of headings; the lines between are
//! looked at one by one, since a label begins a line and not a paragraph. Text that is only
//! pushed to the right is no code here: word processors, outlines and Notion indent words.
//! Refuses to know what a line means.

use std::ops::Range;

use crate::foreign::document::{Block, BlockKind, Document, columns, marker_length};
use crate::foreign::meanings;
use crate::foreign::obsidian;
use crate::story::lines::{SourceLine, lines, mark_length};
use crate::story::parse::outline::{self, Heading, Outline};
use crate::story::sort;
use crate::story::text::visible;

use super::head::FrontMatter;
use super::html;
use super::table::{self, TableRow};

/// Takes a text apart, given what stands at its head.
pub(crate) fn read(source: &str, front: Option<FrontMatter>) -> Document<'_> {
    let Some(front) = front else {
        return with_tables(source, 1);
    };
    let first = 1 + lines(source, 0..front.end).count();
    let mut document = with_tables(&source[front.end..], first);
    put_before(&mut document, front);
    document
}

/// What stands below the head of a file, where tables may be written as in a page; its first line
/// has that number.
fn with_tables(source: &str, first: usize) -> Document<'_> {
    let mut document: Option<Document<'_>> = None;
    let (mut start, mut line) = (0, first);
    for table in page_tables(source) {
        let words = &source[table.clone()];
        let rows = html::read(words);
        let is_name = |block: &Block| matches!(block.kind, BlockKind::Key | BlockKind::Record);
        // What names no part stays as it is written.
        if !rows.blocks.iter().any(is_name) {
            continue;
        }
        let count = |range: Range<usize>| lines(source, range).count();
        let before = body(&source[start..table.start], line);
        line += count(start..table.start);
        let document = document.get_or_insert_default();
        document.join(before, 0);
        document.join(rows, line - 1);
        line += count(table.clone());
        start = table.end;
    }
    match document {
        None => body(source, first),
        Some(mut document) => {
            document.join(body(&source[start..], line), 0);
            document
        }
    }
}

/// Where tables of a page stand in a text, whole lines of it, outside of code and comments.
fn page_tables(source: &str) -> Vec<Range<usize>> {
    let mut tables: Vec<Range<usize>> = Vec::new();
    let (mut fence, mut hidden, mut open, mut start) = (false, false, 0_usize, 0);
    if !source.contains("<table") && !source.contains("<TABLE") {
        return tables;
    }
    for row in lines(source, 0..source.len()) {
        let words = source[row.at.clone()].trim_start().to_ascii_lowercase();
        fence ^= open == 0 && (words.starts_with("```") || words.starts_with("~~~"));
        if let Some(at) = words.rfind("<!--").or(hidden.then_some(0)) {
            hidden = !words[at..].contains("-->");
        }
        if fence || hidden || open == 0 && !words.starts_with("<table") {
            continue;
        }
        if open == 0 {
            start = row.at.start;
        }
        open += words.matches("<table").count();
        open = open.saturating_sub(words.matches("</table").count());
        if open == 0 {
            tables.push(start..row.end);
        }
    }
    tables
}

/// What stands below the head of a file; its first line has that number.
fn body(source: &str, first: usize) -> Document<'_> {
    let text = obsidian::plain(source);
    let mut outline = outline::scan(&text);
    // Notion, and phones, write blanks after the signs that are no spaces.
    outline.headings.append(&mut outline.unspaced);
    sort::by_key(&mut outline.headings, |heading| heading.line_start);
    let blocks = {
        let mut reader = MarkdownReader::of(&text, &outline, first);
        reader.read();
        reader.blocks
    };
    let starts: Vec<usize> = lines(&text, 0..text.len())
        .map(|line| line.at.start)
        .collect();
    let line_at = |at: usize| first - 1 + starts.partition_point(|start| *start <= at);
    let problems = outline.problems.iter();
    let remarks = problems.map(|problem| (line_at(problem.at.start), problem.message.clone()));
    let remarks = remarks.collect();
    Document {
        text,
        blocks,
        title: None,
        remarks,
    }
}

/// Puts the names at the head of a file before its words: keys, and a rule that ends them.
fn put_before(document: &mut Document<'_>, front: FrontMatter) {
    let text = document.text.to_mut();
    let mut blocks = Vec::new();
    let mut push = |kind: BlockKind, words: &str, depth: usize, line: usize| {
        text.push('\n');
        let words = visible(words);
        let at = text.len()..text.len() + words.len();
        text.push_str(&words);
        blocks.push(Block {
            kind,
            words: at.clone(),
            at,
            depth,
            quoted: 0,
            apart: kind != BlockKind::Code,
            line,
        });
    };
    for (line, words) in &front.words {
        push(BlockKind::Line, words, 0, *line);
    }
    for entry in &front.entries {
        push(BlockKind::Key, &entry.name, entry.depth, entry.line);
        let kind = match entry.is_told {
            true => BlockKind::Code,
            false => BlockKind::Line,
        };
        for value in &entry.values {
            for words in value.lines().filter(|line| !line.trim().is_empty()) {
                let margin = words.len() - words.trim_start().len();
                let depth = if entry.is_told { margin } else { 0 };
                push(kind, words.trim(), depth, entry.line);
            }
        }
    }
    let last = front.entries.last().map_or(1, |entry| entry.line);
    push(BlockKind::Rule, "", 0, last);
    blocks.append(&mut document.blocks);
    document.blocks = blocks;
    document.remarks.extend(front.remarks);
}

struct MarkdownReader<'t> {
    text: &'t str,
    rows: Vec<SourceLine>,
    headings: std::iter::Peekable<std::slice::Iter<'t, Heading>>,
    opaque: std::iter::Peekable<std::vec::IntoIter<Range<usize>>>,
    blocks: Vec<Block>,
    /// A blank line, or something of another kind, stands before the next block.
    apart: bool,
    /// Level of the heading read last.
    level: usize,
    /// The number of the first line.
    first: usize,
}

/// A line behind the signs of the quotations that it stands in.
struct QuotedLine<'t> {
    quoted: usize,
    depth: usize,
    /// Where its first word stands.
    start: usize,
    words: &'t str,
}

impl<'t> MarkdownReader<'t> {
    fn of(text: &'t str, outline: &'t Outline, first: usize) -> MarkdownReader<'t> {
        let is_hidden = |block: &Range<usize>| {
            let words = text[block.clone()].trim_start();
            ["```", "~~~", "<!--"]
                .iter()
                .any(|sign| words.starts_with(sign))
        };
        let opaque: Vec<Range<usize>> = outline
            .opaque
            .iter()
            .filter(|b| is_hidden(b))
            .cloned()
            .collect();
        MarkdownReader {
            text,
            rows: lines(text, mark_length(text)..text.len()).collect(),
            headings: outline.headings.iter().peekable(),
            opaque: opaque.into_iter().peekable(),
            blocks: Vec::new(),
            apart: true,
            level: 0,
            first,
        }
    }

    fn read(&mut self) {
        let mut index = 0;
        while let Some(row) = self.rows.get(index).cloned() {
            let taken = self
                .heading(&row)
                .or_else(|| self.hidden(index, &row))
                .or_else(|| self.table(index));
            index = match taken {
                Some(end) => self.rows[index..].partition_point(|row| row.at.start < end) + index,
                None => {
                    self.line(index, &row);
                    index + 1
                }
            };
        }
    }

    fn push(
        &mut self,
        kind: BlockKind,
        at: Range<usize>,
        words: Range<usize>,
        index: usize,
        line: &QuotedLine<'_>,
    ) {
        self.blocks.push(Block {
            kind,
            at,
            words,
            depth: line.depth,
            quoted: line.quoted,
            apart: self.apart,
            line: index + self.first,
        });
        self.apart = false;
    }

    fn number(&self, at: usize) -> usize {
        self.rows.partition_point(|row| row.end <= at)
    }

    /// A heading that begins in a line, and where it ends.
    fn heading(&mut self, row: &SourceLine) -> Option<usize> {
        while self
            .headings
            .next_if(|heading| heading.line_start < row.at.start)
            .is_some()
        {}
        let heading = self
            .headings
            .next_if(|heading| heading.line_start < row.end.max(row.at.start + 1))?;
        if is_only_underlined(self.text, heading) {
            return None;
        }
        self.level = heading.level;
        let top = QuotedLine {
            quoted: 0,
            depth: 0,
            start: heading.at.start,
            words: "",
        };
        let index = self.number(heading.at.start);
        self.push(
            BlockKind::Heading(heading.level),
            heading.at.clone(),
            heading.text_at.clone(),
            index,
            &top,
        );
        self.apart = true;
        Some(heading.end)
    }

    /// A block of code or a comment that begins in a line, and where it ends.
    fn hidden(&mut self, index: usize, row: &SourceLine) -> Option<usize> {
        while self
            .opaque
            .next_if(|block| block.end <= row.at.start)
            .is_some()
        {}
        let block = self
            .opaque
            .peek()
            .filter(|block| block.start < row.at.end)?
            .clone();
        let first = self.quoted(row);
        let at = block.start..block.start + self.text[block.clone()].trim_end().len();
        if self.text[at.clone()].starts_with("<!--") {
            self.push(BlockKind::Comment, at.clone(), at, index, &first);
            self.apart = true;
            return Some(block.end);
        }
        let rows: Vec<SourceLine> = self.rows[index..]
            .iter()
            .take_while(|row| row.at.start < block.end)
            .cloned()
            .collect();
        let sign = first.words.chars().next().unwrap_or('`');
        for (offset, row) in rows.iter().enumerate() {
            let line = self.quoted(row);
            let is_fence = offset == 0
                || offset + 1 == rows.len() && line.words.trim_end().chars().all(|c| c == sign);
            if line.words.trim().is_empty() {
                self.apart = true;
                continue;
            }
            let kind = if is_fence {
                BlockKind::Fence
            } else {
                BlockKind::Code
            };
            let at = line.start..row.at.end;
            self.push(kind, at.clone(), at, index + offset, &line);
        }
        self.apart = true;
        Some(rows.last().map_or(row.end, |row| row.end))
    }

    /// A table that begins in a line, and where it ends.
    fn table(&mut self, index: usize) -> Option<usize> {
        let is_row = |words: &str| words.starts_with('|') && words.trim_end().len() > 1;
        let first = self.quoted(&self.rows[index]);
        let next = self.rows.get(index + 1).map(|row| self.quoted(row));
        let ruled = next.is_some_and(|next| is_delimiter(next.words)) && first.words.contains('|');
        if !is_row(first.words) && !ruled {
            return None;
        }
        let mut found = Vec::new();
        for (offset, row) in self.rows[index..].iter().enumerate() {
            let line = self.quoted(row);
            if !(is_row(line.words) || ruled && line.words.contains('|')) {
                break;
            }
            found.push(TableRow {
                at: line.start..line.start + line.words.trim_end().len(),
                cells: cells(self.text, line.start..row.at.end),
                line: index + offset + self.first,
            });
        }
        if found.len() < 2 {
            return None;
        }
        let end = self.rows[index + found.len() - 1].end;
        let before = self.blocks.len();
        table::blocks(self.text, &found, &mut self.blocks);
        if let Some(block) = self.blocks.get_mut(before) {
            block.apart = true;
        }
        self.apart = true;
        Some(end)
    }

    /// A line that is none of these.
    fn line(&mut self, index: usize, row: &SourceLine) {
        let line = self.quoted(row);
        let words = line.words.trim_end();
        if words.is_empty() {
            self.apart = true;
            return;
        }
        let at = line.start..row.at.end;
        if is_rule(words) {
            self.apart = true;
            self.push(BlockKind::Rule, at.clone(), at, index, &line);
            self.apart = true;
            return;
        }
        if let Some((summary, rest)) = folded(words) {
            let place = |range: Range<usize>| line.start + range.start..line.start + range.end;
            if let Some(summary) = summary.map(place) {
                self.apart = true;
                let level = (self.level + 1).min(6);
                self.push(
                    BlockKind::Heading(level),
                    summary.clone(),
                    summary,
                    index,
                    &line,
                );
            }
            self.apart = true;
            if let Some(rest) = rest.map(place) {
                self.push(BlockKind::Line, rest.clone(), rest, index, &line);
                self.apart = true;
            }
            return;
        }
        let sign = marker_length(words);
        let inner = &words[sign..];
        let signs = inner.len() - inner.trim_start_matches('#').len();
        let is_heading = (1..=6).contains(&signs) && inner[signs..].starts_with([' ', '\t']);
        // At the top level the reader of headings has seen them all.
        let names =
            |words: &str| line.quoted > 0 || sign > 0 || meanings::of_heading(words).is_some();
        if is_heading
            && (line.quoted > 0 || line.depth > 0 || sign > 0)
            && names(inner[signs..].trim())
        {
            let from = line.start + sign + signs;
            let from = from + self.text[from..row.at.end].len()
                - self.text[from..row.at.end].trim_start().len();
            self.level = signs;
            self.push(
                BlockKind::Heading(signs),
                at,
                from..row.at.end,
                index,
                &line,
            );
            self.apart = true;
            return;
        }
        let kind = if sign > 0 {
            BlockKind::Item
        } else {
            BlockKind::Line
        };
        self.push(kind, at.clone(), at.start + sign..at.end, index, &line);
    }

    /// A line without the signs of quotations and the blanks before its words.
    fn quoted(&self, row: &SourceLine) -> QuotedLine<'t> {
        let whole = &self.text[row.at.clone()];
        let (mut rest, mut quoted, mut depth) = (whole, 0, 0);
        loop {
            let bare = rest.trim_start();
            depth += columns(&rest[..rest.len() - bare.len()]);
            match bare.strip_prefix('>') {
                Some(inside) => {
                    quoted += 1;
                    depth = 0;
                    rest = inside.strip_prefix(' ').unwrap_or(inside);
                }
                None => {
                    let start = row.at.end - bare.len();
                    return QuotedLine {
                        quoted,
                        depth,
                        start,
                        words: bare,
                    };
                }
            }
        }
    }
}

/// Where words stand, if there are any.
type WordsAt = Option<Range<usize>>;

/// The words of a folded section's summary and those after it; nothing where a line of words has
/// no summary.
fn folded(words: &str) -> Option<(WordsAt, WordsAt)> {
    let lower = words.to_ascii_lowercase();
    let starts = ["<details", "</details", "<summary", "</summary"];
    if !starts.iter().any(|tag| lower.starts_with(tag)) {
        return None;
    }
    let Some(tag) = lower.find("<summary") else {
        // Words beside the tag are an ordinary line.
        let mut rest = words;
        while let Some((_, after)) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
            rest = after.trim_start();
        }
        return rest.trim().is_empty().then_some((None, None));
    };
    let start = tag + lower[tag..].find('>')? + 1;
    let end = lower[start..]
        .find("</summary")
        .map_or(lower.len(), |end| start + end);
    let from = lower[end..]
        .find('>')
        .map_or(lower.len(), |sign| end + sign + 1);
    let to = lower[from..]
        .find("</details")
        .map_or(lower.len(), |tag| from + tag);
    let inside = &words[from..to];
    let from = from + inside.len() - inside.trim_start().len();
    let rest = (!inside.trim().is_empty()).then_some(from..to);
    Some((Some(start..end), rest))
}

/// Where the words of each cell stand.
fn cells(text: &str, row: Range<usize>) -> Vec<Range<usize>> {
    let end = row.start + text[row.clone()].trim_end().len();
    let start = row.start + usize::from(text[row.start..end].starts_with('|'));
    let end = match text[start..end].ends_with('|') && !text[start..end].ends_with("\\|") {
        true => end - 1,
        false => end,
    };
    let mut cells = Vec::new();
    let mut from = start;
    let bytes = text.as_bytes();
    for at in start..=end {
        if at == end || bytes[at] == b'|' && bytes[at - 1] != b'\\' {
            let words = &text[from..at];
            let left = words.len() - words.trim_start().len();
            let words = words.trim();
            cells.push(from + left.min(at - from)..from + left.min(at - from) + words.len());
            from = at + 1;
        }
    }
    cells
}

/// The row of dashes below a table's header.
fn is_delimiter(words: &str) -> bool {
    words.contains('-') && words.contains('|') && words.trim().chars().all(|c| "|-: \t".contains(c))
}

/// A line of one sign, three times or more, or what stands above a signature.
fn is_rule(words: &str) -> bool {
    if words == "--" {
        return true;
    }
    let sign = words.chars().next().filter(|sign| "-*_=—–".contains(*sign));
    let is_it = |sign: char| words.chars().all(|c| c == sign || c == ' ');
    sign.is_some_and(is_it) && words.chars().filter(|c| *c != ' ').count() >= 3
}

/// An item, a label or a sentence over a line of dashes: the line divides, it makes no heading.
fn is_only_underlined(text: &str, heading: &Heading) -> bool {
    let mut rows = lines(text, heading.at.clone());
    let first = rows.next().map_or("", |line| text[line.at].trim());
    let Some(underline) = rows.next().map(|line| text[line.at].trim()) else {
        return false;
    };
    if heading.flaw.is_some() || first.starts_with('#') {
        return false;
    }
    let is_words = marker_length(first) > 0
        || first.starts_with('|')
        || first.ends_with(['.', ':', '!', '?', '*', '_']);
    let is_label = first.split_once([':', '\u{ff1a}']).is_some();
    let is_signature = underline == "--";
    is_signature
        || underline.starts_with('-') && (is_words || is_label)
        || underline.starts_with('=') && (is_label || first.starts_with('|'))
}
