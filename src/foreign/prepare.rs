//! Titles that are no headings, made headings where a document has none: the line below each
//! dividing line, bold lines, questions. And code that is an answer.
//!
//! Refuses to touch a document that has headings, or whose labels say where stories begin.

use std::collections::BTreeSet;
use std::ops::Range;

use super::document::{Block, BlockKind, Document};
use super::facts;
use super::found::Refused;
use super::labels::{self, Dress, Label};
use super::outline::PartSet;
use super::plan::TitlesAt;
use super::run_on;
use super::titles::bare_title;
use crate::story::synonym::{self, FactKey, SynonymSpelling};
use crate::story::text::folded;

/// So many lines from its end on a letter may be signed, and from its beginning on it greets.
const LONGEST_SIGNATURE: usize = 12;

/// A line of a signature is no longer, in bytes.
const LONGEST_SIGNED: usize = 60;

/// Makes a document ready to be read.
///
/// # Errors
///
/// [`Refused::NoTitles`] where nothing is at the place that was said.
pub(super) fn ready(document: &mut Document<'_>, at: Option<&TitlesAt>) -> Result<(), Refused> {
    hide_anchors(document);
    open_code(document);
    run_on::part_run_on_names(document);
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
    end_letter(document);
    end_before_sources(document);
    end_answers(document);
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
        return listed_questions(document);
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

/// Questions as items of a list, most of them with a paragraph below that answers them, are
/// headings below the one above them.
fn listed_questions(document: &mut Document<'_>) {
    let ends = |block: &Block| {
        let words = document.words(block).trim_end_matches(['*', '_', '"', ' ']);
        block.kind == BlockKind::Item && block.depth == 0 && words.ends_with(['?', '.', ')'])
    };
    let asks = |place: &usize| {
        let block = &document.blocks[*place];
        ends(block) && facts::is_question(&facts::plain_words(document.words(block)))
    };
    let titles: Vec<usize> = (0..document.blocks.len()).filter(asks).collect();
    let is_answered = |place: &&usize| {
        let next = document.blocks.get(*place + 1);
        next.is_some_and(|next| next.kind == BlockKind::Line)
    };
    let is_part = |block: &Block| {
        labels::of(document, block).is_some_and(|label| label.is_part() && !label.loose)
    };
    let answered = titles.iter().filter(is_answered).count();
    if answered < 2
        || 2 * answered < titles.len()
        || document.blocks[titles[0]..].iter().any(is_part)
    {
        return;
    }
    let mut level = 0;
    let mut titles = titles.into_iter().peekable();
    for (place, block) in document.blocks.iter_mut().enumerate() {
        match block.kind {
            BlockKind::Heading(above) => level = above,
            _ if titles.next_if_eq(&place).is_some() => {
                block.kind = BlockKind::Heading((level + 1).min(6));
            }
            _ => {}
        }
    }
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

/// What an assistant says behind an answer is none of it: a line that divides stands before it.
fn end_answers(document: &mut Document<'_>) {
    let blocks = &document.blocks;
    let ends = |place: &usize| {
        let block = &blocks[*place];
        let next = blocks.get(place + 1);
        let is_last = || {
            next.is_none_or(|next| {
                !matches!(next.kind, BlockKind::Line | BlockKind::Item)
                    || next.apart
                        && labels::of(document, next)
                            .is_some_and(|label| label.is_alone() && label.colon)
            })
        };
        block.kind == BlockKind::Line
            && block.apart
            && facts::is_offer(document.words(block))
            && is_last()
    };
    let ends: Vec<usize> = (0..blocks.len()).filter(ends).collect();
    divide(document, &ends);
}

/// The last words of a letter are none of its last story: a line that divides stands before them.
fn end_letter(document: &mut Document<'_>) {
    let blocks = &document.blocks;
    let is_line = |block: &Block| block.kind == BlockKind::Line;
    let first = blocks.len().saturating_sub(LONGEST_SIGNATURE);
    let is_end = |place: &usize| {
        let block = &blocks[*place];
        let is_short = |block: &Block| block.words.len() <= LONGEST_SIGNED;
        let after = blocks[place + 1..].iter();
        let mut signed = after.take_while(|block| block.kind != BlockKind::Rule);
        is_line(block)
            && block.apart
            && synonym::is_sign_off(document.words(block))
            && signed.all(|block| is_line(block) && is_short(block))
    };
    let Some(end) = (first..blocks.len()).find(is_end) else {
        return;
    };
    let mut lines = blocks[..end].iter().filter(|block| is_line(block));
    let greets = |block: &Block| synonym::is_greeting(document.words(block));
    let is_letter = lines.by_ref().take(LONGEST_SIGNATURE).any(greets);
    let place = above_end(document, end, is_letter);
    divide(document, &[place]);
}

/// Sources, `[1](https://...)` a line each, and the closing words above them are none of the story
/// above.
fn end_before_sources(document: &mut Document<'_>) {
    let is_source = |place: usize| {
        let words = document
            .blocks
            .get(place)
            .map(|block| document.words(block).trim());
        let number = words.and_then(|words| words.strip_prefix('[')?.split_once("](http"));
        number.is_some_and(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let begins = |place: &usize| {
        let first = document.blocks[*place].apart && !is_source(place - 1);
        first && is_source(*place) && is_source(place + 1)
    };
    let ends = (1..document.blocks.len()).filter(begins);
    let places: Vec<usize> = ends.map(|end| above_end(document, end, true)).collect();
    divide(document, &places);
}

/// Where the last words of a text end the story above: before a block, or before the paragraph
/// above it if the last part has another one and `with_paragraph` says so.
fn above_end(document: &Document<'_>, end: usize, with_paragraph: bool) -> usize {
    let blocks = &document.blocks;
    let is_line = |block: &Block| block.kind == BlockKind::Line;
    let place = (0..end).rev().find(|place| blocks[*place].apart);
    let place = place.filter(|place| {
        let has_label = |place: usize| labels::of(document, &blocks[place]).is_some();
        let above = place
            .checked_sub(1)
            .filter(|above| is_line(&blocks[*above]));
        let alone =
            |place| labels::of(document, &blocks[place]).is_some_and(|label| label.is_alone());
        with_paragraph
            && is_line(&blocks[*place])
            && !has_label(*place)
            && above.is_some_and(|above| !alone(above))
    });
    place.unwrap_or(end)
}

/// Puts a line that divides before each of some blocks, which are in order.
fn divide(document: &mut Document<'_>, places: &[usize]) {
    if places.is_empty() {
        return;
    }
    let mut places = places.iter().peekable();
    let mut divided = Vec::with_capacity(document.blocks.len() + places.len());
    for (place, block) in std::mem::take(&mut document.blocks).into_iter().enumerate() {
        if places.next_if_eq(&&place).is_some() {
            divided.push(Block {
                kind: BlockKind::Rule,
                words: block.at.start..block.at.start,
                ..block.clone()
            });
        }
        divided.push(block);
    }
    document.blocks = divided;
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
        false => (BlockKind::Comment, added(document, &comment)),
    };
    let block = &mut document.blocks[place];
    if kind == BlockKind::Comment {
        block.at = words.clone();
    }
    (block.kind, block.words) = (kind, words);
}

/// `<a id="mill"></a>` above a heading stands aside in it, and has no words to be read.
fn hide_anchors(document: &mut Document<'_>) {
    for place in 1..document.blocks.len() {
        let words = document.words(&document.blocks[place - 1]).trim();
        let inside = words
            .strip_prefix("<a ")
            .and_then(|rest| rest.strip_suffix("></a>"))
            .filter(|inside| !inside.contains('>') && document.blocks[place].kind.is_heading());
        let Some(inside) = inside else {
            continue;
        };
        let heading = document.words(&document.blocks[place]);
        let said = format!("{heading} <!-- {} -->", inside.replace("--", "- -"));
        document.blocks[place].words = added(document, &said);
        let anchor = &mut document.blocks[place - 1];
        anchor.kind = BlockKind::Rule;
        anchor.words.end = anchor.words.start;
    }
}

/// Where words stand that were added to the text.
fn added(document: &mut Document<'_>, words: &str) -> Range<usize> {
    let text = document.text.to_mut();
    text.push('\n');
    let start = text.len();
    text.push_str(words);
    start..text.len()
}

/// Answers that were pasted as code: their lines are lines.
fn open_code(document: &mut Document<'_>) {
    let is_fence = |block: &Block| block.kind == BlockKind::Fence;
    // Most texts have none, and their labels are not asked for.
    if !document.blocks.iter().any(is_fence) {
        return;
    }
    let mut place = 0;
    // Beside parts that stand in no code, words in code are those of one of them.
    let mut has_parts = false;
    while place < document.blocks.len() {
        let block = &document.blocks[place];
        if !is_fence(block) {
            let is_part = |label: Label| label.is_part() && !label.loose;
            let divides = block.kind.is_heading() || block.kind == BlockKind::Rule;
            has_parts = !divides && (has_parts || labels::of(document, block).is_some_and(is_part));
            place += 1;
            continue;
        }
        let inside = document.blocks[place + 1..].iter();
        let inside = inside.take_while(|block| block.kind == BlockKind::Code);
        let code = place + 1..place + 1 + inside.count();
        let below = document.blocks.get(code.end);
        let closes = below.is_some_and(|block| block.kind == BlockKind::Fence);
        let end = code.end + usize::from(closes);
        if !has_parts && tells_parts(document, &document.blocks[code.clone()]) {
            for block in &mut document.blocks[code] {
                block.kind = BlockKind::Line;
            }
            for fence in [place, end - 1] {
                open_fence(document, fence);
            }
        }
        place = end;
    }
}

/// Whether lines of code are several parts of an answer.
fn tells_parts(document: &Document<'_>, code: &[Block]) -> bool {
    let mut told = PartSet::default();
    let labels = code
        .iter()
        .filter_map(|block| labels::of_line(document.words(block)));
    let parts = labels
        .filter_map(|label| label.usual())
        .filter(|usual| usual.is_part());
    parts.for_each(|usual| told.insert(usual));
    told.count() > 1
}
