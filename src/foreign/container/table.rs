//! Rows of cells: a row a story, a column a story, a row a part, or only a table.
//!
//! Where the names stand says which: in the header, or in the first column. Everything else
//! keeps its rows as they were written.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::foreign::document::{Block, BlockKind, marker_length};
use crate::foreign::meanings::{self, Meaning};
use crate::story::synonym::{self, FactKey, SynonymSpelling, WordSet};
use crate::story::text::{folded, word_count};

/// A longer cell is no name.
const LONGEST_NAME: usize = 120;

/// Rows that may stand above the header: a title, blank ones.
pub(super) const MOST_ABOVE: usize = 4;

/// Words a cell has on average in a column that is an answer.
const FEWEST_WORDS: usize = 4;

/// Words in the header of a column that is about the answers, beside them.
static NO_TITLES: LazyLock<WordSet> = LazyLock::new(|| synonym::words_that("beside answers"));

/// A row of a table that lies in a text.
#[derive(Debug, Clone)]
pub(crate) struct TableRow {
    /// The whole row in the text.
    pub at: Range<usize>,
    /// The words of each cell.
    pub cells: Vec<Range<usize>>,
    /// Where it stands in the file.
    pub line: usize,
}

/// Adds the blocks of a table.
pub(crate) fn blocks(text: &str, rows: &[TableRow], out: &mut Vec<Block>) {
    let mut writer = TableWriter {
        text,
        apart: true,
        out,
    };
    let said: Vec<&TableRow> = rows.iter().filter(|row| !writer.is_ruled(row)).collect();
    let has_columns = said.iter().any(|row| row.cells.len() > 1);
    let is_title = |row: &&&TableRow| {
        let cells = row.cells.iter();
        cells
            .filter(|cell| !text[(*cell).clone()].trim().is_empty())
            .count()
            < 2
    };
    let at = said.iter().take(MOST_ABOVE).take_while(is_title).count();
    let header = said.iter().take(at + 1).position(|row| {
        let cells = row.cells.iter().map(|cell| &text[cell.clone()]);
        is_header(cells)
    });
    if let Some(at) = header.filter(|at| at + 1 < said.len()) {
        said[..at].iter().for_each(|row| writer.raw(row));
        let (header, below) = (said[at], &said[at + 1..]);
        let titled = has_title(header.cells.iter().map(|cell| &text[cell.clone()]));
        let names = (0..header.cells.len()).filter_map(|column| writer.place(header, column));
        let hinted: Vec<Range<usize>> =
            names.filter(|name| has_hint(&text[name.clone()])).collect();
        for name in hinted {
            writer.push(BlockKind::Comment, name, header.line);
        }
        let records = below.iter();
        records.for_each(|row| writer.record(header, titled, row));
    } else if has_columns && names_parts(said.iter().filter_map(|row| writer.cell(row, 0))) {
        match writer.titles(&said) {
            Some(columns) => {
                if let Some(corner) = writer.place(said[0], 0) {
                    writer.push(BlockKind::Line, corner, said[0].line);
                }
                columns.for_each(|column| writer.column(&said, column));
            }
            None => writer.parts(&said),
        }
    } else {
        rows.iter().for_each(|row| writer.raw(row));
    }
}

/// A cell of a header is no longer, in bytes.
const LONGEST_HEADER: usize = 160;

/// Whether cells are the header of a table with a row a story.
pub(super) fn is_header<'c>(cells: impl Iterator<Item = &'c str> + Clone) -> bool {
    // Each name stands in every row: a long one is words.
    if cells.clone().any(|cell| cell.len() > LONGEST_HEADER) {
        return false;
    }
    let usual = || cells.clone().filter_map(meaning);
    let parts = usual().any(|meaning| meaning.usual.is_part() && !meaning.letter);
    let is = |key| move |meaning: Meaning| meaning.usual == SynonymSpelling::Key(key);
    let asks =
        usual().any(is(FactKey::Question)) || cells.clone().any(|cell| is_word(cell, "front"));
    let called = asks || usual().any(is(FactKey::Title));
    let answers = usual().any(|meaning| {
        matches!(
            meaning.usual,
            SynonymSpelling::Wrapper | SynonymSpelling::Note | SynonymSpelling::Bad
        )
    });
    let answers = answers || cells.clone().any(|cell| is_word(cell, "back"));
    parts && called || asks && answers || names_parts(cells)
}

/// Whether two different parts are named, or three letters of them.
pub(super) fn names_parts<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    are_parts(cells.filter_map(meaning))
}

/// Whether these are two different parts, or three letters of them.
pub(super) fn are_parts(meanings: impl Iterator<Item = Meaning>) -> bool {
    let (mut names, mut letters) = (Vec::new(), Vec::new());
    for meaning in meanings {
        let found = match meaning.letter {
            true => &mut letters,
            false => &mut names,
        };
        if meaning.usual.is_part() && !found.contains(&meaning.usual) {
            found.push(meaning.usual);
        }
    }
    names.len() > 1 || letters.len() > 2
}

/// Whether a column says how a story is called.
pub(super) fn has_title<'c>(mut header: impl Iterator<Item = &'c str>) -> bool {
    let title = SynonymSpelling::Key(FactKey::Title);
    header.any(|name| meaning(name).is_some_and(|meaning| meaning.usual == title))
}

/// Whether words in brackets stand beside the name of a column: they are kept once, above all
/// rows.
pub(super) fn has_hint(name: &str) -> bool {
    meaning(name).is_some_and(|meaning| !meaning.extra.is_empty())
}

/// What a cell means as a name, its emphasis aside.
fn meaning(cell: &str) -> Option<Meaning> {
    let is_short = cell.len() <= LONGEST_NAME;
    is_short.then(|| meanings::of(&cell.replace(['*', '`'], "")))?
}

fn is_word(cell: &str, word: &str) -> bool {
    cell.len() <= LONGEST_NAME && folded(cell.trim()) == word
}

struct TableWriter<'t> {
    text: &'t str,
    apart: bool,
    out: &'t mut Vec<Block>,
}

impl<'t> TableWriter<'t> {
    /// The row of dashes below a header, or one without any words.
    fn is_ruled(&self, row: &TableRow) -> bool {
        row.cells.iter().all(|cell| {
            let cell = self.text[cell.clone()].trim();
            let dashes = cell.trim_start_matches(':').trim_end_matches(':');
            cell.is_empty() || !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
        })
    }

    /// The words of a cell; none if it is empty.
    fn cell(&self, row: &TableRow, column: usize) -> Option<&'t str> {
        let cell = self.text[row.cells.get(column)?.clone()].trim();
        (!cell.is_empty()).then_some(cell)
    }

    /// Where the words of a cell stand; none if it is empty.
    fn place(&self, row: &TableRow, column: usize) -> Option<Range<usize>> {
        let cell = row.cells.get(column)?;
        let words = self.text[cell.clone()].trim_start();
        let start = cell.end - words.len();
        let length = words.trim_end().len();
        (length > 0).then_some(start..start + length)
    }

    /// A row that is a story; without a title, a first column without a name gives one.
    fn record(&mut self, header: &TableRow, titled: bool, row: &TableRow) {
        let start = row.at.start;
        self.push(BlockKind::Record, start..start, row.line);
        for column in 0..row.cells.len() {
            let Some(cell) = self.place(row, column) else {
                continue;
            };
            let calls =
                !titled && column == 0 && self.text[cell.clone()].contains(char::is_alphabetic);
            match self.place(header, column) {
                Some(name) => self.push(BlockKind::Key, name, row.line),
                None if calls => {}
                None => self.push(BlockKind::Key, cell.start..cell.start, row.line),
            }
            self.words(row, column);
        }
    }

    /// The rows of a table with a row a part: a name, and what is said for it.
    fn parts(&mut self, rows: &[&TableRow]) {
        let widths = self.widths(rows);
        for (index, row) in rows.iter().enumerate() {
            let first = self.cell(row, 0);
            let is_named = first.and_then(meaning).is_some_and(|meaning| {
                meaning.usual.is_part() || matches!(meaning.usual, SynonymSpelling::Key(_))
            });
            if index == 0 && !is_named {
                let filled =
                    (0..row.cells.len()).filter(|column| self.cell(row, *column).is_some());
                match self
                    .place(row, 0)
                    .filter(|_| filled.count() == 1 && row.cells.len() > 1)
                {
                    // A cell over all columns.
                    Some(title) if first.and_then(meaning).is_none() => {
                        self.push(BlockKind::Heading(6), title, row.line);
                    }
                    _ => self.raw(row),
                }
                continue;
            }
            // A merged cell says the same in every row.
            let goes_on = index > 0 && first == self.cell(rows[index - 1], 0);
            if !goes_on {
                self.name(row, true);
            }
            let mut columns: Vec<usize> = (1..row.cells.len()).collect();
            columns.sort_by_key(|column| std::cmp::Reverse(widths[*column]));
            columns.iter().for_each(|column| self.words(row, *column));
        }
    }

    /// How many words each column has below the header.
    fn widths(&self, rows: &[&TableRow]) -> Vec<usize> {
        let most = rows.iter().map(|row| row.cells.len()).max();
        let mut widths = vec![0; most.unwrap_or(0)];
        for row in rows.iter().skip(1) {
            for (width, cell) in widths.iter_mut().zip(&row.cells) {
                *width += word_count(&self.text[cell.clone()]);
            }
        }
        widths
    }

    /// The columns that are a story each, of a table with a row a part: what stands at their
    /// head is called like a story, and every cell says something.
    fn titles(&self, rows: &[&TableRow]) -> Option<Range<usize>> {
        let (header, below) = rows.split_first()?;
        let columns = header.cells.len();
        let mut seen = HashSet::new();
        let mut is_title = |title: &str| {
            let folded = folded(title);
            let mut words = folded.split(|c: char| !c.is_alphanumeric());
            title.len() <= LONGEST_NAME
                && meaning(title).is_none()
                && !words.any(|word| NO_TITLES.contains(word))
                && seen.insert(folded.clone())
        };
        let mut heads = (1..columns).map(|column| self.cell(header, column));
        let are_titles = columns > 2 && heads.all(|head| head.is_some_and(&mut is_title));
        let starts = self.cell(header, 0).and_then(meaning);
        let starts = starts.is_some_and(|meaning| meaning.usual.is_part());
        if starts || !are_titles || below.iter().any(|row| row.cells.len() > columns) {
            return None;
        }
        let mut widths = self.widths(rows).into_iter().skip(1);
        let fewest = FEWEST_WORDS * below.len();
        widths.all(|width| width >= fewest).then_some(1..columns)
    }

    /// A column that is a story.
    fn column(&mut self, rows: &[&TableRow], column: usize) {
        let (header, below) = rows.split_first().expect("a header");
        if let Some(title) = self.place(header, column) {
            // Whatever stands around the table, its stories stand below it.
            self.push(BlockKind::Heading(6), title, header.line);
        }
        for row in below {
            if self.cell(row, column).is_some() {
                self.name(row, column == 1);
            }
            self.words(row, column);
        }
    }

    /// The name at the head of a row; a hint in brackets beside it is words of the part.
    fn name(&mut self, row: &TableRow, hints: bool) {
        let Some(name) = self.place(row, 0) else {
            return;
        };
        let words = &self.text[name.clone()];
        let hint = meaning(words).filter(|meaning| hints && !meaning.extra.is_empty());
        let bracket = hint.and_then(|_| words.find(['(', '\u{ff08}']));
        let hint = bracket.map_or(name.end, |at| name.start + at);
        self.push(BlockKind::Key, name.clone(), row.line);
        if hint < name.end {
            self.push(BlockKind::Line, hint..name.end, row.line);
        }
    }

    /// What stands in a cell, a block a line of it.
    fn words(&mut self, row: &TableRow, column: usize) {
        let Some(place) = self.place(row, column) else {
            return;
        };
        let (mut start, mut apart) = (place.start, true);
        while start < place.end {
            let rest = &self.text[start..place.end];
            let (length, sign) = line_break(rest).unwrap_or((rest.len(), 0));
            let line = rest[..length].trim_start();
            let from = start + length - line.len();
            let line = line.trim_end();
            let marker = marker_length(line);
            let kind = match marker {
                0 => BlockKind::Line,
                _ => BlockKind::Item,
            };
            if !line.is_empty() {
                self.apart = apart;
                self.push(kind, from..from + line.len(), row.line);
                self.out.last_mut().expect("a block").words.start += marker;
                apart = false;
            }
            start += length + sign;
        }
    }

    /// A row as it is written.
    fn raw(&mut self, row: &TableRow) {
        self.push(BlockKind::Line, row.at.clone(), row.line);
        self.apart = false;
    }

    fn push(&mut self, kind: BlockKind, at: Range<usize>, line: usize) {
        self.out.push(Block {
            kind,
            words: at.clone(),
            at,
            depth: 0,
            quoted: 0,
            apart: self.apart || !kind.is_line(),
            line,
        });
        self.apart = true;
    }
}

/// Where the first `<br>` stands, and how long it is.
fn line_break(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(found) = text[from..].find('<') {
        let at = from + found;
        let sign = text[at + 1..]
            .get(..2)
            .filter(|name| name.eq_ignore_ascii_case("br"));
        let after = sign.map(|_| text[at + 3..].trim_start_matches([' ', '/']));
        if let Some(after) = after.and_then(|after| after.strip_prefix('>')) {
            return Some((at, text.len() - after.len() - at));
        }
        from = at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The rows of a Markdown table, and its blocks in a short notation.
    fn shown(text: &str) -> String {
        let mut out = Vec::new();
        blocks(text, &rows(text), &mut out);
        let show = |block: &Block| {
            let apart = if block.apart { "" } else { "~" };
            let words = &text[block.words.clone()];
            assert!(block.at.start <= block.words.start && block.words.end <= block.at.end);
            match block.kind {
                BlockKind::Record => "Record".to_owned(),
                BlockKind::Heading(level) => format!("{}{words}", "#".repeat(level)),
                BlockKind::Key => format!("{words}="),
                BlockKind::Item => format!("{apart}- {words}"),
                BlockKind::Line => format!("{apart}{words}"),
                BlockKind::Comment => format!("<{words}>"),
                _ => panic!("{block:?}"),
            }
        };
        out.iter().map(show).collect::<Vec<_>>().join(" / ")
    }

    fn rows(text: &str) -> Vec<TableRow> {
        let mut start = 0;
        let mut rows = Vec::new();
        for (number, row) in text.split('\n').enumerate() {
            let mut from = start;
            let mut cells = Vec::new();
            for cell in row.split('|') {
                cells.push(from..from + cell.len());
                from += cell.len() + 1;
            }
            rows.push(TableRow {
                at: start..start + row.len(),
                cells,
                line: number + 1,
            });
            start += row.len() + 1;
        }
        rows
    }

    #[test]
    fn names_in_the_header_make_each_row_a_record() {
        let table = [
            (
                "Title | Situation | Action\n---|---|---\nFlour | A mill.<br>- Two <BR/> shifts. | I left.\n\nWell | | I forgot. | more",
                "Record / Title= / Flour / Situation= / A mill. / ~- Two / ~shifts. / Action= / I left. / \
                 Record / Title= / Well / Action= / I forgot. / = / more",
            ),
            (
                "| S | T | A\nFlour | A mill. | Mine. | I left.",
                "Record / Flour / S= / A mill. / T= / Mine. / A= / I left.",
            ),
            (
                "My stories | |\n | |\n**Story title** | Result (numbers!) | #\nFlour | 80 kilos. | 1",
                "My stories | | / <Result (numbers!)> / Record / **Story title**= / Flour / Result (numbers!)= / 80 kilos. / #= / 1",
            ),
            (
                "Question | Answer\nTell me. | I left.",
                "Record / Question= / Tell me. / Answer= / I left.",
            ),
            ("Title | Situation | Action", "Title | Situation | Action"),
            ("Name | Price\nA mill | 3", "Name | Price / ~A mill | 3"),
        ];
        for (text, expected) in table {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn names_in_the_first_column_make_each_row_a_part() {
        let table = [
            (
                "Part | Time | What I say\n---|---|---\n**Situation:** | 15 s | A mill with two shifts.\n\
                 Action | 50 s | I left it open.\n | | And told nobody.\nTags | | haste",
                "Part | Time | What I say / **Situation:**= / A mill with two shifts. / 15 s / \
                 Action= / I left it open. / 50 s / And told nobody. / Tags= / haste",
            ),
            (
                "Title | The wet flour\nSituation | A mill.\nAction | I left.",
                "Title= / The wet flour / Situation= / A mill. / Action= / I left.",
            ),
            ("Situation\nAction", "Situation / ~Action"),
            // A title over all columns.
            (
                "**The wet flour** | \nSituation | A mill.\nAction | I left.",
                "######**The wet flour** / Situation= / A mill. / Action= / I left.",
            ),
            (
                "STAR answer | \nSituation | A mill.\nAction | I left.",
                "STAR answer |  / Situation= / A mill. / Action= / I left.",
            ),
        ];
        for (text, expected) in table {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn columns_headed_by_titles_are_a_story_each() {
        let below = "Situation | A mill with two shifts. | A farm with four wells.\n\
                     Action | I left the hatch open. | I forgot the last lid.";
        let stories = shown(&format!(
            "Part | The wet flour | The dry well\n---|---|---\n{below}"
        ));
        assert_eq!(
            stories,
            "Part / ######The wet flour / Situation= / A mill with two shifts. / Action= / I left the hatch open. / \
             ######The dry well / Situation= / A farm with four wells. / Action= / I forgot the last lid."
        );
        for header in [
            "Part | What I say | Avoid",
            "Part | Twins | Twins",
            "Part | One |",
        ] {
            let parts = shown(&format!("{header}\n{below}"));
            assert!(
                parts.starts_with(&format!("{header} / Situation= / A ")),
                "{parts}"
            );
        }
    }

    #[test]
    fn another_table_keeps_its_rows_and_its_dashes() {
        assert_eq!(
            shown("Day | Hours\n:--|--:\nMonday | 8"),
            "Day | Hours / ~:--|--: / ~Monday | 8"
        );
        assert_eq!(shown("Situation | x\n"), "Situation | x / ~");
    }

    proptest! {
        #[test]
        fn every_cell_below_the_header_is_there_once(
            header in prop::sample::select(vec![
                "Title|Situation|Action", "S|T|A|R", "Part|Ware|Zeit", "Day|Hours", "Question|Answer",
            ]),
            cells in prop::collection::vec(prop::collection::vec(prop::sample::select(vec![
                "", " ", "Situation", "Action", "**Result**", "one two", "é", "a<br>b", "<br", "--", "- x",
            ]), 0..5), 0..6),
        ) {
            let below: Vec<String> = cells.iter().map(|row| row.join("|")).collect();
            let text = format!("{header}\n{}", below.join("\n"));
            let mut out = Vec::new();
            blocks(&text, &rows(&text), &mut out);
            let kept: String = out.iter().map(|block| &text[block.at.clone()]).collect();
            for sign in ["one two", "é", "x"] {
                let given = below.join("|").matches(sign).count();
                prop_assert!(kept.matches(sign).count() >= given, "{sign} of {text:?}: {out:?}");
            }
        }
    }

    #[test]
    fn a_wide_and_a_long_table_take_time_in_proportion() {
        let wide = format!("Situation | Action\n{}\n", "a | ".repeat(100_000));
        assert_eq!(shown(&wide).matches(" / ").count(), 200_000);
        let ragged = format!("{wide}{}", "Action | x\nResult | x\n".repeat(10_000));
        assert!(shown(&ragged.replacen(" | Action", "", 1)).ends_with("Action= / x / Result= / x"));
    }
}
