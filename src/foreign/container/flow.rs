//! What stands on a page, in the order of its words: what pages and office documents have in
//! common before they become a [`Document`].
//!
//! Refuses to know tags; whoever reads them says what begins and what ends.

use std::mem;

use crate::foreign::container::builder::DocumentBuilder;
use crate::foreign::document::{Document, marker_length};
use crate::foreign::styled::{guarded, heading, marked_line};
use crate::story::text::{TextRun, push_run, trim_runs};

/// So many tables inside of each other are tables; what is deeper is lines.
const MOST_TABLES: usize = 8;

/// Lists deeper than this count as deep as this.
pub(crate) const DEEPEST: usize = 16;

/// What a piece of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PieceKind {
    Heading(usize),
    /// A line; `depth` says in how many lists it stands, `apart` whether a paragraph begins.
    Line {
        depth: usize,
        apart: bool,
    },
    /// The first line of an item, which stands in at least one list.
    Item {
        sign: &'static str,
        depth: usize,
    },
    /// Lines that are kept as they are.
    Code,
    Rule,
    Comment,
    /// What follows, up to the end of the table, stands in rows and cells: of data, or only for
    /// the look of the page.
    Table {
        data: bool,
    },
    Row,
    /// It takes the place of so many columns and rows; of no row where it goes on with the cell
    /// above it.
    Cell {
        columns: usize,
        rows: usize,
    },
    TableEnd,
}

use PieceKind::{Cell, Code, Comment, Heading, Item, Line, Row, Rule, Table, TableEnd};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub kind: PieceKind,
    pub runs: Vec<TextRun>,
    /// Where it begins in the file.
    pub line: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Flow {
    pub pieces: Vec<Piece>,
    /// What the page says it is called.
    pub title: Option<String>,
    tables: Vec<OpenTable>,
    /// How many tables are open that are too deep to be one.
    deeper: usize,
}

/// A table whose end has not come.
#[derive(Debug, Default)]
struct OpenTable {
    /// Its piece.
    at: usize,
    in_row: bool,
    columns: usize,
    most_columns: usize,
    /// Its cells hold more than words: it is there for the look of the page.
    is_layout: bool,
    cell_has_heading: bool,
    cell_has_words: bool,
}

impl Flow {
    /// Adds a piece, without the white space at its end; none if no words are left.
    pub(crate) fn add(&mut self, kind: PieceKind, mut runs: Vec<TextRun>, line: usize) {
        trim_runs(&mut runs);
        if runs.is_empty() && kind != Rule {
            return;
        }
        if let Some(table) = self.tables.last_mut() {
            let heads = matches!(kind, Heading(_));
            table.is_layout |= table.cell_has_heading || heads && table.cell_has_words;
            table.cell_has_heading |= heads;
            table.cell_has_words |= !heads;
        }
        self.pieces.push(Piece { kind, runs, line });
    }

    /// Adds words that are not bold.
    pub(crate) fn add_plain(&mut self, kind: PieceKind, words: &str, line: usize) {
        let mut runs = Vec::new();
        push_run(&mut runs, words, false);
        self.add(kind, runs, line);
    }

    fn mark(&mut self, kind: PieceKind, line: usize) {
        self.pieces.push(Piece {
            kind,
            runs: Vec::new(),
            line,
        });
    }

    pub(crate) fn open_table(&mut self, line: usize) {
        if self.tables.len() == MOST_TABLES {
            self.deeper += 1;
            return;
        }
        if let Some(around) = self.tables.last_mut() {
            around.is_layout = true;
        }
        self.tables.push(OpenTable {
            at: self.pieces.len(),
            ..OpenTable::default()
        });
        self.mark(Table { data: false }, line);
    }

    /// A row begins, or the one before has ended.
    pub(crate) fn row(&mut self) {
        if let Some(table) = self.tables.last_mut().filter(|_| self.deeper == 0) {
            table.in_row = false;
        }
    }

    pub(crate) fn cell(&mut self, line: usize) {
        let Some(table) = self.tables.last_mut().filter(|_| self.deeper == 0) else {
            return;
        };
        if !mem::replace(&mut table.in_row, true) {
            table.columns = 0;
            self.pieces.push(Piece {
                kind: Row,
                runs: Vec::new(),
                line,
            });
        }
        table.columns += 1;
        table.most_columns = table.most_columns.max(table.columns);
        table.cell_has_heading = false;
        table.cell_has_words = false;
        let (columns, rows) = (1, 1);
        self.mark(Cell { columns, rows }, line);
    }

    /// The cell that has just begun takes the place of so many columns and rows.
    pub(crate) fn spans(&mut self, wide: Option<usize>, high: Option<usize>) {
        if let Some(Cell { columns, rows }) = self.pieces.last_mut().map(|piece| &mut piece.kind) {
            (*columns, *rows) = (wide.unwrap_or(*columns), high.unwrap_or(*rows));
        }
    }

    pub(crate) fn close_table(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let Some(table) = self.tables.pop() else {
            return;
        };
        let data = table.most_columns > 1 && !table.is_layout;
        self.pieces[table.at].kind = Table { data };
        let line = self.pieces[table.at].line;
        self.mark(TableEnd, line);
    }

    /// Ends what is still open.
    pub(crate) fn finish(&mut self) {
        self.deeper = 0;
        while !self.tables.is_empty() {
            self.close_table();
        }
    }

    pub(crate) fn into_document(mut self) -> Document<'static> {
        self.finish();
        let mut writer = FlowWriter {
            builder: DocumentBuilder::new(),
            open: OpenLines::Nothing,
            line: 1,
        };
        writer.builder.title = self.title.take();
        let mut pieces = self.pieces.as_slice();
        while let Some((piece, rest)) = pieces.split_first() {
            pieces = match piece.kind {
                Table { data: true } => {
                    // A table of data has none inside of it.
                    let end = rest.iter().position(|piece| piece.kind == TableEnd);
                    let (inside, after) = rest.split_at(end.unwrap_or(rest.len()));
                    writer.table(piece.line, inside);
                    after
                }
                _ => {
                    writer.piece(piece);
                    rest
                }
            };
        }
        writer.end();
        writer.builder.finish()
    }
}

/// Adds a word to a line, or the space behind it: never two spaces, and none at the start.
pub(crate) fn push_word(runs: &mut Vec<TextRun>, word: &str, bold: bool) {
    let last = runs.last();
    let after_space = last.is_none_or(|run| run.text.ends_with(' '));
    if word != " " || !after_space {
        push_run(runs, word, bold);
    }
}

/// Lines that may yet grow.
enum OpenLines {
    Nothing,
    Words(String),
    Item {
        sign: &'static str,
        words: String,
        depth: usize,
    },
}

struct FlowWriter {
    builder: DocumentBuilder,
    open: OpenLines,
    /// Where that begins.
    line: usize,
}

impl FlowWriter {
    fn piece(&mut self, piece: &Piece) {
        let runs = &piece.runs;
        match piece.kind {
            Line { depth, apart } => return self.words(piece, depth, apart),
            Table { .. } | Row | Cell { .. } | TableEnd => return self.end(),
            _ => self.end(),
        }
        self.builder.line = piece.line;
        match piece.kind {
            Heading(level) => self.builder.heading(level, &heading(&plain(runs))),
            Item { sign, depth } => {
                self.line = piece.line;
                self.open = OpenLines::Item {
                    sign,
                    words: guarded(runs),
                    depth,
                };
            }
            Code => self.builder.code(&plain(runs)),
            Rule => self.builder.rule(),
            Comment => self.builder.comment(&plain(runs)),
            _ => {}
        }
    }

    fn words(&mut self, piece: &Piece, depth: usize, apart: bool) {
        match &mut self.open {
            OpenLines::Item {
                words, depth: item, ..
            } if *item == depth => {
                words.push('\n');
                words.push_str(&guarded(&piece.runs));
                return;
            }
            OpenLines::Words(words) if !apart => {
                words.push('\n');
                words.push_str(&typed(&piece.runs, depth));
                return;
            }
            _ => self.end(),
        }
        self.line = piece.line;
        self.open = OpenLines::Words(typed(&piece.runs, depth));
    }

    /// Ends the lines that are open.
    fn end(&mut self) {
        self.builder.line = self.line;
        match mem::replace(&mut self.open, OpenLines::Nothing) {
            OpenLines::Nothing => {}
            OpenLines::Words(words) => self.builder.words(&words),
            OpenLines::Item { sign, words, depth } => self.builder.item(sign, &words, depth - 1),
        }
    }

    /// A table of data: what stands in a cell becomes one line.
    fn table(&mut self, line: usize, pieces: &[Piece]) {
        self.end();
        let mut rows: Vec<(usize, Vec<MergedCell>)> = Vec::new();
        for piece in pieces {
            match (piece.kind, rows.last_mut().map(|(_, row)| row)) {
                (Row, _) => rows.push((piece.line, Vec::new())),
                (Cell { columns, rows }, Some(row)) => row.push(MergedCell {
                    words: String::new(),
                    columns,
                    rows,
                }),
                (Rule, _) => {}
                (_, Some(row)) if piece.kind != Comment => {
                    let words = match row.last() {
                        Some(cell) if cell.words.is_empty() => typed(&piece.runs, 0),
                        _ => marked_line(&piece.runs),
                    };
                    let words = words.replace(['\n', '\r'], " ").replace('|', "\\|");
                    if let Some(MergedCell { words: cell, .. }) = row.last_mut() {
                        cell.push_str(if cell.is_empty() { "" } else { " " });
                        cell.push_str(&words);
                    }
                }
                // A caption, a comment.
                _ => self.piece(piece),
            }
        }
        self.end();
        self.builder.line = line;
        self.builder.table(&spread(rows));
    }
}

/// A cell of a table, and how many columns and rows it takes the place of.
struct MergedCell {
    words: String,
    columns: usize,
    rows: usize,
}

/// Words of a merged cell that are longer stand in its first row alone, in bytes.
const LONGEST_MERGED: usize = 80;

/// So many places there are at most for each cell that is written.
const MOST_PLACES: usize = 4;

/// The rows of a table with every cell in its column: what a cell takes the place of is empty
/// beside it, and says the same below it.
fn spread(rows: Vec<(usize, Vec<MergedCell>)>) -> Vec<(usize, Vec<String>)> {
    let cells: usize = rows.iter().map(|(_, cells)| cells.len()).sum();
    let mut places = MOST_PLACES * cells;
    // For each column in how many rows its cell still stands, and its words.
    let mut above: Vec<(usize, String)> = Vec::new();
    let mut spread = Vec::with_capacity(rows.len());
    for (line, cells) in rows {
        let mut row = Vec::with_capacity(cells.len());
        let mut cells = cells.into_iter().peekable();
        while cells.peek().is_some() || above.get(row.len()).is_some_and(|(rows, _)| *rows > 0) {
            let column = row.len();
            if let Some((rows, words)) = above.get_mut(column).filter(|(rows, _)| *rows > 0) {
                *rows = if places > 0 { *rows - 1 } else { 0 };
                places = places.saturating_sub(1);
                row.push(words.clone());
                continue;
            }
            let Some(cell) = cells.next() else { break };
            let goes_on = cell.rows == 0 && cell.words.is_empty();
            let beside = cell.columns.clamp(1, 1 + places) - 1;
            places -= beside;
            above.resize((column + 1 + beside).max(above.len()), (0, String::new()));
            let rows = cell.rows.max(1) - 1;
            if !goes_on {
                let is_short = cell.words.len() <= LONGEST_MERGED;
                let words = if is_short { cell.words.as_str() } else { "" };
                above[column] = (rows, words.to_owned());
            }
            row.push(if goes_on {
                above[column].1.clone()
            } else {
                cell.words
            });
            for place in above.iter_mut().skip(column + 1).take(beside) {
                *place = (rows, String::new());
                row.push(String::new());
            }
        }
        spread.push((line, row));
    }
    spread
}

/// A line as somebody typed it: the sign of an item at its start is one.
fn typed(runs: &[TextRun], depth: usize) -> String {
    let mut out = "  ".repeat(depth);
    let mut runs = runs.to_vec();
    if let Some(first) = runs.first_mut().filter(|first| !first.bold) {
        let sign = marker_length(&first.text);
        out.push_str(&first.text[..sign]);
        first.text.drain(..sign);
    }
    out.push_str(&guarded(&runs));
    out
}

fn plain(runs: &[TextRun]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}
