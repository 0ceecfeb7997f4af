//! Names of parts that run on in one paragraph, `(S) We were late. (T) I had ...`, begin a line
//! each where three of them do.
//!
//! Refuses to part the words of a part: what somebody says of a problem and its solution inside
//! of an Action, where the story has two parts elsewhere, stays a paragraph.

use super::document::{Block, BlockKind, Document};
use super::labels::{self, Dress, Label};
use super::outline::PartSet;
use crate::story::synonym::SynonymSpelling;

/// So many bytes of a line are looked at for a name.
const LONGEST_LABEL: usize = 160;

/// A paragraph in which parts are named.
struct NamedParagraph {
    /// How many of its lines begin with one.
    begun: usize,
    /// Where the others begin in the text.
    run_on: Vec<usize>,
    /// Whether its names tell an answer that runs on: three different parts.
    is_answer: bool,
}

impl NamedParagraph {
    fn read(document: &Document<'_>, blocks: &[Block], labels: &[Option<Label>]) -> NamedParagraph {
        let run_on: Vec<(usize, SynonymSpelling)> = blocks
            .iter()
            .flat_map(|block| run_on(document, block))
            .collect();
        let first = labels[..blocks.len()].iter().flatten().filter_map(part);
        let mut told = PartSet::default();
        first.clone().for_each(|usual| told.insert(usual));
        run_on.iter().for_each(|(_, usual)| told.insert(*usual));
        NamedParagraph {
            begun: first.count(),
            is_answer: !run_on.is_empty() && told.count() > 2,
            run_on: run_on.into_iter().map(|(at, _)| at).collect(),
        }
    }
}

/// The part that a label stands for.
fn part(label: &Label) -> Option<SynonymSpelling> {
    label.usual().filter(|usual| usual.is_part())
}

/// Puts each name that runs on at the beginning of a line.
pub(super) fn part_run_on_names(document: &mut Document<'_>) {
    // In most texts none runs on, and no label is asked for.
    let runs_on = |block: &Block| !run_on(document, block).is_empty();
    if !document.blocks.iter().any(runs_on) {
        return;
    }
    let mut places = Vec::new();
    let mut story: Vec<NamedParagraph> = Vec::new();
    let all = document.blocks.iter();
    let labels: Vec<Option<Label>> = all.map(|block| labels::of(document, block)).collect();
    let mut place = 0;
    while place < document.blocks.len() {
        if begins_story(&document.blocks[place], labels[place].as_ref()) {
            take_names(&story, &mut places);
            story.clear();
        }
        let blocks = &document.blocks[place..];
        let goes_on = |block: &&Block| !block.apart && block.kind == BlockKind::Line;
        let length = 1 + blocks[1..].iter().take_while(goes_on).count();
        story.push(NamedParagraph::read(
            document,
            &blocks[..length],
            &labels[place..],
        ));
        place += length;
    }
    take_names(&story, &mut places);
    begin_lines(document, &places);
}

/// Whether another story may begin there: its parts are not those of the story above.
fn begins_story(block: &Block, label: Option<&Label>) -> bool {
    match block.kind {
        BlockKind::Record | BlockKind::Rule => true,
        BlockKind::Heading(_) => !label.is_some_and(Label::is_strong),
        BlockKind::Line => {
            let is_title = |label: &Label| {
                label.dress == Dress::Emphasis && label.is_alone() && label.meaning.is_none()
            };
            block.apart && label.is_some_and(is_title)
        }
        _ => false,
    }
}

/// The places of the names that carry the parts of a story. Beside two that begin lines of other
/// paragraphs, they are words of one of them.
fn take_names(story: &[NamedParagraph], places: &mut Vec<usize>) {
    let (answers, others): (Vec<_>, Vec<_>) = story.iter().partition(|named| named.is_answer);
    let held: usize = others.iter().map(|named| named.begun).sum();
    if held < 2 {
        places.extend(answers.iter().flat_map(|named| &named.run_on));
    }
}

/// Begins a line at each of some places in the text, which are in the order of the blocks.
fn begin_lines(document: &mut Document<'_>, places: &[usize]) {
    let mut places = places.iter().copied().peekable();
    let blocks = std::mem::take(&mut document.blocks);
    let mut parted = Vec::with_capacity(blocks.len() + places.len());
    for mut rest in blocks {
        while let Some(at) = places.next_if(|at| rest.words.contains(at)) {
            let mut line = rest.clone();
            line.words.end = document.text[..at].trim_end().len();
            line.at.end = line.words.end;
            parted.push(line);
            (rest.at.start, rest.words.start) = (at, at);
            (rest.kind, rest.apart) = (BlockKind::Line, false);
        }
        parted.push(rest);
    }
    document.blocks = parted;
}

/// The names of parts behind the first word of a line: letters in brackets, and bold names or
/// names with a colon behind the end of a sentence.
fn run_on(document: &Document<'_>, block: &Block) -> Vec<(usize, SynonymSpelling)> {
    let mut found = Vec::new();
    if !block.kind.is_line() {
        return found;
    }
    let words = document.words(block);
    let name = |at: usize, is_letter: bool| {
        if !words[..at].ends_with(' ') {
            return None;
        }
        let name = &words[at..words.floor_char_boundary(at + LONGEST_LABEL)];
        let label = labels::of_line(name).filter(|label| match &label.meaning {
            Some(meaning) if is_letter => meaning.letter,
            _ => label.colon,
        })?;
        Some((block.words.start + at, part(&label)?))
    };
    let mut sentence = None;
    let signs = ['.', '!', '?', '"', '\u{201d}', '(', '[', ':'];
    for (at, sign) in words.match_indices(signs) {
        found.extend(match sign {
            "(" | "[" => name(at, true),
            ":" => sentence.take().and_then(|at| name(at, false)),
            sign => {
                let rest = &words[at + sign.len()..];
                sentence = Some(words.len() - rest.trim_start().len());
                None
            }
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foreign::container;

    #[test]
    fn each_name_is_read_once() {
        for unit in [
            "(S) x. ",
            "Action: x. ",
            "(S) x. (T) y. (A) z. ",
            "( [ . : ",
        ] {
            let text = unit.repeat(20_000);
            let mut document = container::read(&text).expect("a document");
            part_run_on_names(&mut document);
            assert!(!document.blocks.is_empty(), "{unit}");
        }
    }
}
