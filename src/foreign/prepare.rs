//! Titles that are no headings, made headings where a document has none: the line below each
//! dividing line, bold lines, questions. And code that is an answer.
//!
//! Refuses to touch a document that has headings, or whose labels say where stories begin.

use std::collections::BTreeSet;

use super::document::{Block, BlockKind, Document};
use super::facts;
use super::found::Refused;
use super::labels::{self, Dress, Label};
use super::plan::TitlesAt;
use super::titles::bare_title;
use crate::story::synonym::{FactKey, SynonymSpelling};
use crate::story::text::folded;

/// Makes a document ready to be read.
///
/// # Errors
///
/// [`Refused::NoTitles`] where nothing is at the place that was said.
pub(super) fn ready(document: &mut Document<'_>, at: Option<&TitlesAt>) -> Result<(), Refused> {
    open_code(document);
    let before = levels(document);
    let there = match at {
        Some(TitlesAt::Label(name)) => titles_by_label(document, name),
        Some(TitlesAt::Level(level)) => {
            find_titles(document);
            levels(document).contains(level)
        }
        None => {
            find_titles(document);
            true
        }
    };
    match at.filter(|_| !there) {
        Some(at) => Err(Refused::NoTitles {
            at: at.clone(),
            levels: before,
        }),
        None => Ok(()),
    }
}

/// The levels of the headings, each once.
fn levels(document: &Document<'_>) -> Vec<usize> {
    let levels = document.blocks.iter().filter_map(|block| match block.kind {
        BlockKind::Heading(level) => Some(level),
        _ => None,
    });
    levels.collect::<BTreeSet<usize>>().into_iter().collect()
}

/// Makes titles that are no headings into some, where the document has none.
fn find_titles(document: &mut Document<'_>) {
    let headed = |block: &Block| {
        matches!(
            block.kind,
            BlockKind::Heading(_) | BlockKind::Record | BlockKind::Key
        )
    };
    if document.blocks.iter().any(headed) {
        return;
    }
    if let Some(titles) = below_rules(document) {
        return make_headings(document, &titles);
    }
    let labels: Vec<Option<Label>> = document
        .blocks
        .iter()
        .map(|block| labels::of(document, block))
        .collect();
    if labels
        .iter()
        .flatten()
        .any(|label| label.is_part() && !label.loose)
    {
        return;
    }
    let is_bold = |place: usize, label: &Label| {
        let apart = document.blocks[place].apart;
        apart && label.dress == Dress::Emphasis && label.is_alone() && label.meaning.is_none()
    };
    let asks = |label: &Label| {
        label.usual() == Some(SynonymSpelling::Key(FactKey::Question)) && !label.is_alone()
    };
    let is_question = |place: usize| {
        let block = &document.blocks[place];
        let words = facts::plain_words(document.words(block));
        block.apart && facts::is_question(&words)
    };
    let all = || 0..document.blocks.len();
    let with = |is: &dyn Fn(usize) -> bool| -> Option<Vec<usize>> {
        let found: Vec<usize> = all().filter(|place| is(*place)).collect();
        (found.len() > 1).then_some(found)
    };
    let by_label = |is: &dyn Fn(usize, &Label) -> bool| {
        with(&|place| labels[place].as_ref().is_some_and(|label| is(place, label)))
    };
    let titles = by_label(&|_, label| asks(label))
        .or_else(|| by_label(&is_bold))
        .or_else(|| with(&is_question));
    if let Some(titles) = titles {
        make_headings(document, &titles);
    }
}

/// The first lines of the sections between dividing lines, where each reads as a title.
fn below_rules(document: &Document<'_>) -> Option<Vec<usize>> {
    let is_rule = |block: &Block| block.kind == BlockKind::Rule;
    let mut titles = Vec::new();
    let mut place = 0;
    for section in document.blocks.split(is_rule) {
        let first = place;
        place += section.len() + 1;
        let Some(block) = section.first() else {
            continue;
        };
        let next = section.get(1)?;
        let words = document.words(block);
        let follows =
            next.apart || next.kind == BlockKind::Item || labels::of(document, next).is_some();
        let is_label = labels::of(document, block).is_some_and(|label| label.meaning.is_some());
        let fits =
            block.kind == BlockKind::Line && follows && !is_label && bare_title(words).is_some();
        fits.then_some(())?;
        titles.push(first);
    }
    (titles.len() > 1).then_some(titles)
}

fn make_headings(document: &mut Document<'_>, titles: &[usize]) {
    for place in titles {
        let block = &document.blocks[*place];
        let question = labels::of(document, block).filter(|label| !label.is_alone());
        let rest = question.and_then(|label| document.words(block).rfind(&label.rest));
        let block = &mut document.blocks[*place];
        block.kind = BlockKind::Heading(1);
        block.words.start += rest.unwrap_or(0);
    }
}

/// Labels of a name that somebody gave are titles. Whether there are any.
fn titles_by_label(document: &mut Document<'_>, name: &str) -> bool {
    let wanted = folded(name);
    let is_it = |block: &Block| {
        let label = labels::of(document, block).filter(|_| block.kind != BlockKind::Key)?;
        (folded(&label.name) == wanted).then_some(())
    };
    let places: Vec<usize> = (0..document.blocks.len())
        .filter(|place| is_it(&document.blocks[*place]).is_some())
        .collect();
    make_headings(document, &places);
    !places.is_empty()
}

/// The line above or below an answer in code divides; what it says of the code is kept.
fn open_fence(document: &mut Document<'_>, place: usize) {
    let block = &document.blocks[place];
    if block.kind != BlockKind::Fence {
        return;
    }
    let said = document.words(block).trim_start_matches(['`', '~']).trim();
    let comment = format!("<!-- {} -->", said.replace("--", "- -"));
    let (kind, words) = match said.is_empty() {
        true => (BlockKind::Rule, block.words.start..block.words.start),
        false => {
            let text = document.text.to_mut();
            text.push('\n');
            let start = text.len();
            text.push_str(&comment);
            (BlockKind::Comment, start..text.len())
        }
    };
    let block = &mut document.blocks[place];
    if kind == BlockKind::Comment {
        block.at = words.clone();
    }
    (block.kind, block.words) = (kind, words);
}

/// An answer that was pasted as code: its lines are lines.
fn open_code(document: &mut Document<'_>) {
    let mut place = 0;
    while place < document.blocks.len() {
        if document.blocks[place].kind != BlockKind::Fence {
            place += 1;
            continue;
        }
        let inside = document.blocks[place + 1..]
            .iter()
            .take_while(|block| block.kind == BlockKind::Code)
            .count();
        let code = place + 1..place + 1 + inside;
        let closes = document
            .blocks
            .get(code.end)
            .is_some_and(|block| block.kind == BlockKind::Fence);
        let end = code.end + usize::from(closes);
        let parts = |block: &Block| {
            let label = labels::of_line(document.words(block))?;
            label.usual().filter(|usual| usual.is_part())
        };
        let mut told: Vec<SynonymSpelling> = Vec::new();
        for usual in document.blocks[code.clone()].iter().filter_map(parts) {
            if !told.contains(&usual) {
                told.push(usual);
            }
        }
        if told.len() > 1 {
            for block in &mut document.blocks[code] {
                block.kind = BlockKind::Line;
            }
            for fence in [place, end - 1] {
                open_fence(document, fence);
            }
        }
        place = end.max(place + 1);
    }
}
