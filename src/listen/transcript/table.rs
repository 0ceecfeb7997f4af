//! Tables of Whisper and whisper.cpp: start and end in milliseconds, then the words.

use super::stretch::{HeardStretch, HeardStretches};

/// The stretches of a table; none where the first line is not the head of one.
pub(super) fn read(source: &str) -> Option<HeardStretches> {
    let mut lines = source.lines().filter(|line| !line.trim().is_empty());
    let mark = match lines.next()?.trim() {
        "start\tend\ttext" => '\t',
        "start,end,text" => ',',
        _ => return None,
    };
    let stretch = |line: &str| {
        let mut cells = line.splitn(3, mark);
        let mut time = || Some(cells.next()?.trim().parse::<f64>().ok()? / 1000.0);
        let (from, to) = (time(), time());
        let text = cells.next()?.trim();
        let quoted = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        Some(HeardStretch {
            text: quoted.map_or(text.to_owned(), |text| text.replace("\"\"", "\"")),
            from,
            to,
        })
    };
    Some(HeardStretches {
        all: lines.filter_map(stretch).collect(),
        ..HeardStretches::default()
    })
}
