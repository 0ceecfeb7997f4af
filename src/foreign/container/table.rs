//! Rows of cells: a row a story, a row a part, or only a table.

use std::ops::Range;

use crate::foreign::document::Block;

/// A row of a table that lies in a text.
#[derive(Debug, Clone)]
pub(in crate::foreign) struct TableRow {
    /// The whole row in the text.
    pub at: Range<usize>,
    /// The words of each cell.
    pub cells: Vec<Range<usize>>,
    /// Where it stands in the file.
    pub line: usize,
}

/// Adds the blocks of a table.
pub(in crate::foreign) fn blocks(text: &str, rows: &[TableRow], out: &mut Vec<Block>) {
    let _ = (text, rows, out);
    todo!("decided by the header and the first column")
}
