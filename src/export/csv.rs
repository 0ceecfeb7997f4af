//! CSV for spreadsheets: cells that cannot become formulas, and that steer no terminal.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage
//! return for a formula, and story titles, deck names and card names are somebody's words.
//! Such a cell gets an apostrophe in front, which spreadsheets do not show. Numbers never go
//! through here and stay numbers. A reader that wants the words back removes one apostrophe
//! from a cell whose apostrophes are followed by one of these characters.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::story::text;

/// What a spreadsheet takes for the start of a formula.
const DANGEROUS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell with somebody's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CsvWords<'a>(pub Cow<'a, str>);

impl<'a> From<&'a str> for CsvWords<'a> {
    fn from(text: &'a str) -> Self {
        CsvWords(Cow::Borrowed(text))
    }
}

impl From<String> for CsvWords<'_> {
    fn from(text: String) -> Self {
        CsvWords(Cow::Owned(text))
    }
}

impl Serialize for CsvWords<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&harmless(&self.0))
    }
}

/// The cell for a text. An apostrophe is doubled where it stands before a dangerous
/// character already, so that the words can always be had back.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    if text.trim_start_matches('\'').starts_with(DANGEROUS) {
        return Cow::Owned(format!("'{text}"));
    }
    text
}

/// The words of a cell, which may be looked at on a terminal. Line ends are line feeds.
fn visible(text: &str) -> Cow<'_, str> {
    match text::visible(text) {
        text if !text.contains('\r') => text,
        text => text.replace("\r\n", "\n").replace('\r', "\u{fffd}").into(),
    }
}

/// The table of some rows under a header line: `columns` where rows are lists of cells, else
/// the names of their fields, for as long as there is at least one row.
pub(crate) fn table<R: Serialize>(
    columns: &[String],
    rows: impl IntoIterator<Item = R>,
) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if !columns.is_empty() {
        writer.write_record(columns).expect("memory takes a row");
    }
    for row in rows {
        writer.serialize(row).expect("memory takes a flat row");
    }
    writer.into_inner().expect("memory always takes more")
}

/// One cell as it stands in a file, quoted where it must be.
pub(crate) fn cell(text: &str) -> Vec<u8> {
    let mut cell = table(&[], [[CsvWords::from(text)]]);
    cell.pop(); // the line feed
    cell
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The words of a cell, as the module's head tells a reader to get them.
    fn words_of(cell: &str) -> &str {
        match cell.strip_prefix('\'') {
            Some(rest) if rest.trim_start_matches('\'').starts_with(DANGEROUS) => rest,
            _ => cell,
        }
    }

    #[derive(Serialize)]
    struct CsvRow<'a> {
        number: i64,
        words: CsvWords<'a>,
        more: CsvWords<'a>,
    }

    fn read_back(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut reader = csv::Reader::from_reader(bytes);
        reader
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn formulas_become_words_and_numbers_stay() {
        let table = [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("-5", "'-5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("'=1", "''=1"),
            ("'Twas late", "'Twas late"),
            ("a=b", "a=b"),
            ("\u{1b}[2J", "\u{fffd}[2J"),
            ("\r=1", "\u{fffd}=1"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(harmless(text), expected);
        }
        let row = CsvRow {
            number: -5,
            words: "-5".into(),
            more: "two\nlines".into(),
        };
        let text = String::from_utf8(super::table(&[], [row])).unwrap();
        assert_eq!(text, "number,words,more\n-5,'-5,\"two\nlines\"\n");
        assert_eq!(cell("a,\"b\""), b"\"a,\"\"b\"\"\"");
        assert_eq!(cell(""), b"\"\"");
    }

    fn words() -> impl Strategy<Value = String> {
        let hostile = "['=+@\t-]{0,3}[a-z,\"'\n=+@\t-]{0,8}";
        prop_oneof![any::<String>(), hostile]
    }

    proptest! {
        #[test]
        fn no_cell_is_a_formula_and_every_word_comes_back(
            number in any::<i64>(),
            words in words(),
            more in words(),
        ) {
            let row = CsvRow { number, words: words.as_str().into(), more: more.as_str().into() };
            let back = read_back(&table(&[], [row]));
            prop_assert_eq!(back.len(), 1);
            prop_assert_eq!(back[0][0].parse::<i64>().unwrap(), number);
            for (cell, text) in back[0][1..].iter().zip([&words, &more]) {
                prop_assert!(!cell.starts_with(DANGEROUS), "{:?}", cell);
                prop_assert!(!cell.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
                prop_assert_eq!(words_of(cell), visible(text));
            }
            let hides = |c| text::can_steer_terminal(c) || text::can_hide(c) || matches!(c, '\u{200c}' | '\u{200d}');
            if !words.contains(hides) {
                prop_assert_eq!(words_of(&back[0][1]), words);
            }
        }

        #[test]
        fn a_single_cell_reads_as_in_a_table(text in words()) {
            let line = [b"x,".as_slice(), &cell(&text), b"\n"].concat();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&line[..]);
            let record = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(&record[1], harmless(&text));
        }
    }
}
