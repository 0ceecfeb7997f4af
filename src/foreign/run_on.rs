//! Names of parts that run on in one paragraph, `(S) We were late. (T) I had ...`, begin a line
//! each where three of them do.
//!
//! Refuses to part the words of a part: what somebody says of a problem and its solution inside
//! of an Action, where the story has these parts elsewhere, stays a paragraph.

use std::ops::Range;

use super::document::{Block, BlockKind, Document};
use super::labels::{self, Dress, Label};
use super::outline::PartSet;
use crate::story::Beat;
use crate::story::section::StorySection;
use crate::story::synonym::SynonymSpelling;

/// So many bytes of a line are looked at for a name.
const LONGEST_LABEL: usize = 160;

/// A name of a part: where it begins in the text, and how it is told from the words behind it.
#[derive(Debug, Clone, Copy)]
struct NamedPart {
    at: usize,
    dress: Dress,
    usual: SynonymSpelling,
}

impl NamedPart {
    fn of(label: &Label, at: usize) -> Option<NamedPart> {
        let usual = label.usual().filter(|usual| usual.is_part())?;
        let dress = label.dress;
        Some(NamedPart { at, dress, usual })
    }

    /// Where an answer tells it: a trouble stands for a Situation or a Task. Nothing for parts
    /// that stand anywhere.
    fn steps(self) -> Range<u8> {
        match self.usual {
            SynonymSpelling::Trouble | SynonymSpelling::Happened => 0..2,
            SynonymSpelling::Mistake => 2..3,
            SynonymSpelling::Part(StorySection::Beat(beat)) => match beat {
                Beat::Situation => 0..1,
                Beat::Task => 1..2,
                Beat::Action => 2..3,
                Beat::Result => 3..4,
                Beat::Learning => 4..5,
            },
            _ => 0..0,
        }
    }
}

/// The steps of an answer that are told, a bit each.
fn steps<'n>(names: impl IntoIterator<Item = &'n NamedPart>) -> u8 {
    let steps = names.into_iter().flat_map(|name| name.steps());
    steps.fold(0, |all, step| all | 1 << step)
}

/// A paragraph in which parts are named.
struct NamedParagraph {
    /// At the beginning of its lines.
    first: Vec<NamedPart>,
    /// Behind it.
    run_on: Vec<NamedPart>,
    /// Whether its names tell an answer that runs on.
    is_answer: bool,
}

impl NamedParagraph {
    fn read(
        document: &Document<'_>,
        blocks: &[Block],
        labels: &[Option<Label>],
    ) -> NamedParagraph {
        let first = |(block, label): (&Block, &Option<Label>)| {
            NamedPart::of(label.as_ref()?, block.words.start)
        };
        let run_on = blocks.iter().flat_map(|block| run_on(document, block));
        let mut paragraph = NamedParagraph {
            first: blocks.iter().zip(labels).filter_map(first).collect(),
            run_on: run_on.collect(),
            is_answer: false,
        };
        paragraph.is_answer = paragraph.tells_an_answer();
        paragraph
    }

    /// Whether three parts are told in their order, or nearly, and no line that begins with one
    /// tells it again.
    fn tells_an_answer(&self) -> bool {
        let mut all: Vec<NamedPart> = self.first.iter().chain(&self.run_on).copied().collect();
        all.sort_by_key(|name| name.at);
        let mut told = PartSet::default();
        all.iter().for_each(|name| told.insert(name.usual));
        let order: Vec<u8> = all.iter().filter_map(|name| name.steps().next()).collect();
        let backwards = order.windows(2).filter(|pair| pair[0] > pair[1]).count();
        let own = steps(self.first.iter().filter(|name| !self.is_worn(name)));
        let lines = steps(&self.first);
        let again = steps(&self.run_on) & lines != 0 && lines.count_ones() > 1;
        let inside = steps(&self.run_on) & own != 0;
        !self.run_on.is_empty()
            && told.count() > 2
            && 3 * backwards <= order.len()
            && !again
            && !inside
    }

    /// Whether a name at the beginning of a line looks like those that run on.
    fn is_worn(&self, name: &NamedPart) -> bool {
        let run_on = self.run_on.first();
        run_on.is_some_and(|run_on| run_on.dress == name.dress)
    }

    /// The names that hold parts of their own.
    fn holders(&self) -> impl Iterator<Item = &NamedPart> {
        let holds = |name: &&NamedPart| !self.is_answer || !self.is_worn(name);
        self.first.iter().filter(holds)
    }
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
        let paragraph = NamedParagraph::read(document, &blocks[..length], &labels[place..]);
        if !paragraph.first.is_empty() || !paragraph.run_on.is_empty() {
            story.push(paragraph);
        }
        place += length;
    }
    take_names(&story, &mut places);
    if !places.is_empty() {
        begin_lines(document, &places);
    }
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

/// The places of the names that carry the parts of a story. Beside two that hold their own, names
/// of the same parts are words of one of them.
fn take_names(story: &[NamedParagraph], places: &mut Vec<usize>) {
    let held = steps(story.iter().flat_map(NamedParagraph::holders));
    let is_free = |paragraph: &&NamedParagraph| {
        paragraph.is_answer && (held.count_ones() < 2 || steps(&paragraph.run_on) & held == 0)
    };
    let names = story.iter().filter(is_free).flat_map(|free| &free.run_on);
    places.extend(names.map(|name| name.at));
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
fn run_on(document: &Document<'_>, block: &Block) -> Vec<NamedPart> {
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
        NamedPart::of(&label, block.words.start + at)
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
