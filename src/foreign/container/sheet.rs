//! Sheets saved as text: cells apart by commas, semicolons or tabs, a row a story.
//!
//! The sign between cells is told by the header, which a title and blank rows may precede;
//! Anki's notes as text say it themselves. Refuses a sheet in which a quotation is never
//! closed: every row after it would be read wrongly.

use csv::{ReaderBuilder, StringRecord};

use crate::foreign::container::builder::DocumentBuilder;
use crate::foreign::document::Document;
use crate::foreign::found::Refused;
use crate::foreign::{blocks, to_markdown};
use crate::story::lines::{lines, mark_length};

use super::lines::LineCounter;
use super::table::{self, MOST_ABOVE};

/// So long a name may be shortened by a full stop, in bytes: `No.`.
const LONGEST_SHORTENED: usize = 6;

/// How far into a file its header is looked for, in bytes.
const HEAD: usize = 1 << 16;

/// Reads a sheet; nothing if the text is none.
pub(crate) fn read(text: &str) -> Result<Option<Document<'static>>, Refused> {
    let start = mark_length(text);
    if let Some(notes) = AnkiNotes::told(text, start) {
        return notes.read(text).map(Some);
    }
    let (start, named) = separator_line(text, start);
    // A tab may stand behind an empty corner.
    let begins = text[start..].trim_start_matches(['\n', '\r', ' ']);
    let start = text.len() - begins.len();
    let signs = [',', ';', '\t'].into_iter();
    let mut signs = signs.filter(|sign| named.is_none_or(|named| named == *sign));
    let heads = signs.clone();
    let heads = heads.filter_map(|sign| SheetHead::find(&text[start..], sign));
    if let Some(head) = heads.max_by_key(|head| head.columns) {
        return rows(text, start, &head);
    }
    match signs.find(|sign| is_turned(&text[start..], *sign)) {
        Some(sign) => turned(text, start, sign).map(Some),
        None => Ok(None),
    }
}

/// Excel's first line that names the sign: `sep=;`.
fn separator_line(text: &str, start: usize) -> (usize, Option<char>) {
    let first = text[start..].split(['\n', '\r']).next().unwrap_or("");
    let sign = first.trim_end().strip_prefix("sep=");
    match sign.and_then(|sign| sign.chars().next()) {
        Some(sign) => (start + first.len(), Some(sign)),
        None => (start, None),
    }
}

fn reader(text: &str, sign: char) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(u8::try_from(sign).unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// How a sheet begins.
struct SheetHead {
    sign: char,
    /// Rows above the header.
    above: usize,
    /// How many columns the header names.
    columns: usize,
}

impl SheetHead {
    /// The header of a text with that sign between cells.
    fn find(text: &str, sign: char) -> Option<SheetHead> {
        // A title of Markdown may have commas too.
        if text.trim_start_matches('#').starts_with(' ') {
            return None;
        }
        let head = &text[..text.floor_char_boundary(HEAD)];
        let records = reader(head, sign).into_records();
        for (above, record) in records.take(MOST_ABOVE + 1).enumerate() {
            let record = record.ok()?;
            let is_shortened = |cell: &str| cell.len() <= LONGEST_SHORTENED;
            let is_name = |cell: &str| !cell.trim_end().ends_with('.') || is_shortened(cell);
            if record.len() > 1 && record.iter().all(is_name) && table::is_header(record.iter()) {
                let columns = record.len();
                return Some(SheetHead {
                    sign,
                    above,
                    columns,
                });
            }
            let filled = record.iter().filter(|cell| !cell.trim().is_empty());
            if filled.count() > 1 {
                return None;
            }
        }
        None
    }
}

/// The rows of a sheet, each as a record; nothing if they are prose.
fn rows(text: &str, start: usize, head: &SheetHead) -> Result<Option<Document<'static>>, Refused> {
    refuse_open_quotation(text, start, head.sign)?;
    let mut builder = DocumentBuilder::new();
    let mut lines = LineCounter::of(text);
    let mut header = SheetHeader::default();
    let (mut wide, mut narrow) = (0, 0);
    let records = reader(&text[start..], head.sign).into_records();
    for (number, record) in records.filter_map(Result::ok).enumerate() {
        builder.line = lines.line(record_start(text, start, &record));
        if number > head.above {
            let is_wide = record.len() > 1;
            *(if is_wide { &mut wide } else { &mut narrow }) += 1;
            row(&mut builder, &header, &record);
        } else if number == head.above {
            header.titled = table::has_title(record.iter());
            let hinted = record.iter().filter(|name| table::has_hint(name));
            hinted.for_each(|name| builder.comment(name));
            header.names = record;
        } else {
            let title = record.iter().find(|cell| !cell.trim().is_empty());
            title
                .into_iter()
                .for_each(|title| builder.heading(1, title.trim()));
        }
    }
    Ok((wide > narrow).then(|| builder.finish()))
}

/// Whether the first column of a text names parts, and every row has something beside it.
fn is_turned(text: &str, sign: char) -> bool {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let rows: Vec<StringRecord> = reader(head, sign)
        .into_records()
        .map_while(Result::ok)
        .collect();
    let names = rows.iter().filter_map(|row| row.get(0));
    rows.iter().all(|row| row.len() > 1) && table::names_parts(names)
}

/// The rows of a sheet with a row a part.
fn turned(text: &str, start: usize, sign: char) -> Result<Document<'static>, Refused> {
    refuse_open_quotation(text, start, sign)?;
    let mut builder = DocumentBuilder::new();
    let mut counter = LineCounter::of(text);
    let records = reader(&text[start..], sign).into_records();
    let cell = |cell: &str| {
        lines(cell, 0..cell.len())
            .map(|line| &cell[line.at])
            .collect::<Vec<_>>()
            .join("<br>")
    };
    let rows = records.filter_map(Result::ok).map(|row| {
        let line = counter.line(record_start(text, start, &row));
        (line, row.iter().map(cell).collect())
    });
    builder.table(&rows.collect::<Vec<_>>());
    Ok(builder.finish())
}

/// The names of the columns.
#[derive(Debug, Default)]
struct SheetHeader {
    names: StringRecord,
    /// One of them is that of a title. Without, a first column that has no name gives one.
    titled: bool,
}

/// Adds a row below a header; one without words adds nothing.
fn row(builder: &mut DocumentBuilder, header: &SheetHeader, record: &StringRecord) {
    let is_filled = |cell: &str| !cell.trim().is_empty();
    if !record.iter().any(is_filled) {
        return;
    }
    if record.iter().skip(header.names.len()).any(is_filled) {
        let message = "This row has more cells than the header; the extra cells became notes.";
        builder.remarks.push((builder.line, message.to_owned()));
    }
    builder.record();
    let cells = record.iter().enumerate();
    for (column, cell) in cells.filter(|(_, cell)| is_filled(cell)) {
        let name = header.names.get(column).unwrap_or_default().trim();
        if !name.is_empty() {
            builder.key(name, 0);
        } else if column > 0 || header.titled || !cell.contains(char::is_alphabetic) {
            builder.key(&format!("Column {}", column + 1), 0);
        }
        words(builder, cell);
    }
}

/// Adds the words of a cell, whatever its lines end with.
fn words(builder: &mut DocumentBuilder, cell: &str) {
    builder.words(&cell.replace("\r\n", "\n"));
}

/// Where a record begins, behind the blank lines before it.
fn record_start(text: &str, start: usize, record: &StringRecord) -> usize {
    let byte = record.position().map_or(0, csv::Position::byte);
    let at = start + usize::try_from(byte).unwrap_or(0);
    text.len() - text[at..].trim_start_matches(['\n', '\r']).len()
}

/// Refuses a text with a quotation that is never closed, or closed inside its cell.
fn refuse_open_quotation(text: &str, start: usize, sign: char) -> Result<(), Refused> {
    let Some((row, at)) = open_quotation(&text[start..], sign) else {
        return Ok(());
    };
    let line = lines(text, 0..start + at + 1).count();
    Err(Refused::Quotation { row, line })
}

/// The row in which such a quotation begins, and the byte at which it begins.
fn open_quotation(text: &str, sign: char) -> Option<(usize, usize)> {
    let (mut number, mut opened) = (1, None);
    let mut at_start = true;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map(|(_, next)| *next);
        if opened.is_some() {
            if c != '"' {
                continue;
            }
            match next {
                Some('"') => {
                    rest.next();
                }
                Some(next) if next != sign && !matches!(next, '\n' | '\r') => return opened,
                _ => opened = None,
            }
            at_start = false;
            continue;
        }
        match c {
            '"' if at_start => opened = Some((number, at)),
            '\n' => number += 1,
            '\r' if next != Some('\n') => number += 1,
            _ => {}
        }
        at_start = c == sign || matches!(c, '\n' | '\r');
    }
    opened
}

/// Anki's `Notes in Plain Text`: what its first lines say about the rest.
#[derive(Debug, Default)]
struct AnkiNotes {
    sign: char,
    is_html: bool,
    /// Tags of all notes.
    tags: String,
    /// The names of the fields, where the file says them.
    names: StringRecord,
    /// Columns that are no field, with their name; the first one is 0.
    special: Vec<(usize, &'static str)>,
    /// The deck of all notes.
    deck: Option<String>,
    /// Where the notes begin.
    start: usize,
}

impl AnkiNotes {
    /// What the first lines say; none if they are not Anki's.
    fn told(text: &str, start: usize) -> Option<AnkiNotes> {
        if !text[start..].starts_with('#') {
            return None;
        }
        let mut notes = AnkiNotes {
            sign: '\0',
            start,
            ..AnkiNotes::default()
        };
        for line in lines(text, start..text.len()) {
            let setting = text[line.at.clone()].strip_prefix('#');
            let Some((name, value)) = setting.and_then(|setting| setting.split_once(':')) else {
                break;
            };
            notes.set(&name.trim().to_lowercase(), value);
            notes.start = line.end;
        }
        (notes.sign != '\0').then_some(notes)
    }

    fn set(&mut self, name: &str, value: &str) {
        let column = |name| Some((value.trim().parse::<usize>().ok()?.checked_sub(1)?, name));
        match name {
            "separator" => self.sign = separator(value),
            "html" => self.is_html = value.trim().eq_ignore_ascii_case("true"),
            "tags" => value.clone_into(&mut self.tags),
            "columns" => {
                let mut names = reader(value, self.sign).into_records();
                self.names = names.next().and_then(Result::ok).unwrap_or_default();
            }
            "tags column" => self.special.extend(column("tags")),
            "deck column" => self.special.extend(column("deck")),
            "notetype column" => self.special.extend(column("notetype")),
            "guid column" => self.special.extend(column("")),
            "deck" => self.deck = Some(value.trim().to_owned()),
            _ => {}
        }
    }

    fn read(&self, text: &str) -> Result<Document<'static>, Refused> {
        refuse_open_quotation(text, self.start, self.sign)?;
        let mut builder = DocumentBuilder::new();
        self.deck.iter().for_each(|deck| builder.heading(1, deck));
        let mut lines = LineCounter::of(text);
        let notes = reader(&text[self.start..], self.sign).into_records();
        for note in notes.filter_map(Result::ok) {
            builder.line = lines.line(record_start(text, self.start, &note));
            self.note(&mut builder, &note);
        }
        Ok(builder.finish())
    }

    fn note(&self, builder: &mut DocumentBuilder, note: &StringRecord) {
        builder.record();
        let mut tags = self.tags.clone();
        let mut fields = 0;
        for (column, cell) in note.iter().enumerate() {
            let special = self.special.iter().find(|(place, _)| *place == column);
            match special {
                Some((_, "tags")) => tags = format!("{tags} {cell}"),
                // The number by which Anki knows the note.
                Some((_, "")) => {}
                Some((_, name)) => self.field(builder, Some(name), cell),
                None => {
                    self.field(builder, self.name(column, fields), cell);
                    fields += 1;
                }
            }
        }
        // A tag of Anki has no blanks, and may stand below another one.
        let tags: Vec<&str> = tags.split_whitespace().collect();
        if !tags.is_empty() {
            builder.key("tags", 0);
            builder.words(&tags.join(", "));
        }
    }

    /// What a field is called: as the file says if that says more than the front and the back of
    /// a card; nothing if its words go on with the field before.
    fn name(&self, column: usize, field: usize) -> Option<&str> {
        let name = self
            .names
            .get(column)
            .filter(|name| !name.trim().is_empty());
        if table::names_parts(self.names.iter()) {
            return name;
        }
        match field {
            0 => Some("question"),
            1 => Some("answer"),
            _ => name,
        }
    }

    fn field(&self, builder: &mut DocumentBuilder, name: Option<&str>, cell: &str) {
        if cell.trim().is_empty() {
            return;
        }
        name.into_iter().for_each(|name| builder.key(name, 0));
        match self.is_html {
            true => builder.words(&to_markdown(&blocks(cell))),
            false => words(builder, cell),
        }
    }
}

/// The sign that Anki names; its own is a tab.
fn separator(value: &str) -> char {
    let name = value.trim().to_lowercase();
    match name.as_str() {
        "comma" => ',',
        "semicolon" => ';',
        "space" => ' ',
        "pipe" => '|',
        "colon" => ':',
        _ => name
            .chars()
            .next()
            .filter(char::is_ascii_punctuation)
            .unwrap_or('\t'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foreign::container::shown;
    use proptest::prelude::*;

    fn sheet(text: &str) -> Document<'static> {
        let read = read(text).expect("no refusal");
        read.unwrap_or_else(|| panic!("no sheet: {text:?}"))
    }

    fn check(table: &[(&str, &str)]) {
        for (text, expected) in table {
            assert_eq!(shown::shown(&sheet(text)), *expected, "{text}");
        }
    }

    #[test]
    fn the_header_names_what_stands_in_each_row() {
        check(&[
            (
                "\u{feff}Story;Kontext;Ergebnis\r\nFlour;a mill, b;\"one\r\ntwo\r\n\r\n- three\"\r\n",
                "% / Story= / Flour / Kontext= / a mill, b / Ergebnis= / one / ~two / - three",
            ),
            (
                "sep=;\ntitle;S;T;A;R\nFlour;a;b;c;d",
                "% / title= / Flour / S= / a / T= / b / A= / c / R= / d",
            ),
            (
                "Title\tTags\tAction\nFlour\tx, y\tz\n",
                "% / Title= / Flour / Tags= / x, y / Action= / z",
            ),
            // A title, and names with hints.
            (
                "My stories,,\n,,\nStory title,Situation (what was going on),Result (numbers!)\nFlour,a,b\n",
                "# My stories / <!-- Result (numbers!) --> / % / Story title= / Flour / Situation (what was going on)= / a / Result (numbers!)= / b",
            ),
            (
                "Question,Answer\nTell me.,\"a, b\"\n",
                "% / Question= / Tell me. / Answer= / a, b",
            ),
            (
                "Front,Back\nTell me.,a\n",
                "% / Front= / Tell me. / Back= / a",
            ),
            // A column without a name calls its row, or counts it.
            (
                ",Situation,Action\nFlour,a,b\n2,c,d\n",
                "% / Flour / Situation= / a / Action= / b / % / Column 1= / 2 / Situation= / c / Action= / d",
            ),
            (
                ",Title,Action\n0,Flour,b\n",
                "% / Column 1= / 0 / Title= / Flour / Action= / b",
            ),
            // Shorter and longer rows, and one without words.
            (
                "title,action,result\nA,b\n,,\nB,c,d,e\n",
                "% / title= / A / action= / b / % / title= / B / action= / c / result= / d / Column 4= / e",
            ),
            ("title,action\n,\n", ""),
        ]);
    }

    #[test]
    fn a_sheet_with_a_row_a_part_is_read_as_a_table() {
        check(&[(
            "Part;What I say;Time\nSituation;\"a mill\nwith two shifts\";15 s\nAction;I left.;\n",
            "| Part | What I say | Time | / Situation= / a mill / ~with two shifts / 15 s / Action= / I left.",
        )]);
        // An empty corner is one in any dress: a story a column.
        let turned = |sign| {
            let rows = ["", "Mill", "Well"].join(sign)
                + "\n"
                + &["Situation", "a mill", "a well"].join(sign);
            sheet(&format!(
                "\n{rows}\n{}\n",
                ["Action", "I left.", "I ran."].join(sign)
            ))
            .blocks
        };
        assert_eq!(turned("\t"), turned(","));
        let lines = sheet("Situation,\"a\nb\"\nAction,c\n").blocks;
        let lines = lines.iter().map(|block| block.line);
        assert_eq!(lines.collect::<Vec<_>>(), [1, 1, 1, 3, 3]);
    }

    #[test]
    fn words_with_commas_are_no_sheet() {
        for text in [
            "Situation, task and action were mine.\nA, b, c\n",
            "Situation, Action\n\nI left the mill.\n\nIt was late.\n",
            "# Situation, Action\na, b\n",
            "Title, Result\n",
            "One,two\nthree,four\n",
            "#tag: one\nTitle,Action\n",
            "Title: Flour\nSituation: a, b\nAction: c, d\n",
            "",
        ] {
            assert!(matches!(read(text), Ok(None)), "{text}");
        }
    }

    #[test]
    fn each_record_knows_its_line_and_an_extra_cell_is_told() {
        let text = "My stories\r\n\r\ntitle,action\r\nA,\"b\r\nc\"\r\n\r\nB,d,e\r\n";
        let sheet = sheet(text);
        let records = sheet.blocks.iter();
        let records =
            records.filter(|block| block.kind == crate::foreign::document::BlockKind::Record);
        assert_eq!(records.map(|block| block.line).collect::<Vec<_>>(), [4, 7]);
        assert_eq!(
            shown::remarks(&sheet),
            ["7: This row has more cells than the header; the extra cells became notes."]
        );
    }

    #[test]
    fn a_quotation_that_is_not_closed_is_refused_with_its_row() {
        let table = [
            ("title,action\nA,\"b\nB,c\n", 2, 2),
            ("title,action\n\"A\nA\",b\nB,\"c\n", 3, 4),
            ("title;action\nA;\"b\"c\nB;d\n", 2, 2),
            ("\n\ntitle,action\nA,b\nB,\"c \"\" d\n", 3, 5),
            ("title,action\rA,b\rB,\"c\r", 3, 3),
            ("#separator:tab\nA\t\"b\n", 1, 2),
        ];
        for (source, row, line) in table {
            let refused = read(source).expect_err("a refusal");
            assert_eq!(refused, Refused::Quotation { row, line }, "{source}");
        }
        assert!(read("title,action\nA,5\" pipe\nB,\"c \"\" d\"\n").is_ok());
    }

    #[test]
    fn notes_of_anki_say_themselves_how_they_are_written() {
        check(&[
            (
                "#separator:tab\n#html:true\n#tags column:3\nTell me.\t<b>S:</b> A &amp; b<br>T: x\tfailure work::mill\n",
                "% / question= / Tell me. / answer= / **S:** A & b / T: x / tags= / failure, work::mill",
            ),
            (
                "#separator:Semicolon\n#html:false\n#deck:Mine\n#tags:a b\n#guid column:1\n#notetype column:2\n#deck column:3\nx7;Basic;Other;Tell <me>;\"one; two\";more\n",
                "# Mine / % / notetype= / Basic / deck= / Other / question= / Tell <me> / answer= / one; two / more / tags= / a, b",
            ),
            (
                "#separator:,\n#columns:Title,Situation,Action,Tags\n#tags column:4\nFlour,a,b,\n",
                "% / Title= / Flour / Situation= / a / Action= / b",
            ),
            (
                "#separator:comma\n#columns:Front,Back,Source\nTell me.,a,A book\n",
                "% / question= / Tell me. / answer= / a / Source= / A book",
            ),
        ]);
        assert_eq!(
            sheet("#separator:tab\n#html:true\n\na\tb\n").blocks[0].line,
            4
        );
    }

    proptest! {
        #[test]
        fn no_word_of_a_sheet_is_lost(
            sign in prop::sample::select(vec![',', ';', '\t']),
            rows in prop::collection::vec(prop::collection::vec("[a-c ,;\"é\r\n#-]{0,6}", 1..5), 1..6),
        ) {
            let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let lines = rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(&sign.to_string()));
            let below = lines.collect::<Vec<_>>().join("\n");
            for head in [format!("Title{sign}Situation{sign}Action\n"), format!("#separator:{sign}\n")] {
                let Some(read) = read(&format!("{head}{below}\n")).expect("closed quotations") else {
                    continue;
                };
                let is_name = |word: &String| ["Title", "Situation", "Action", "Column", "question", "answer"].contains(&word.as_str());
                let mut kept = shown::words(&read);
                kept.retain(|word| !is_name(word) && !word.bytes().all(|b| b.is_ascii_digit()));
                let mut given: Vec<String> = rows.iter().flatten().flat_map(|cell| shown::split(cell).collect::<Vec<_>>()).collect();
                given.sort();
                prop_assert_eq!(kept, given);
            }
        }

        #[test]
        fn no_text_is_too_torn(text in "(Title,Situation\n)?(#separator:tab\n)?[a,;\"\t\r\n#é]{0,40}") {
            let _ = read(&text);
        }
    }

    #[test]
    fn a_long_line_and_many_columns_are_read_once() {
        let long = format!("Title,Action\nA,{}\n", "b ".repeat(8_000_000));
        assert_eq!(sheet(&long).blocks.len(), 5);
        let header = "Situation,Action".to_owned() + &",x".repeat(99_998);
        let row = "a,".repeat(100_000);
        assert_eq!(sheet(&format!("{header}\n{row}\n")).blocks.len(), 200_001);
        let unnamed = format!("Situation,Action\n{row}\n");
        assert_eq!(sheet(&unnamed).remarks.len(), 1);
        let open = format!("{unnamed}\"{row}");
        assert!(read(&open).is_err());
    }
}
