//! The list under `## Traps` and `## Fine lines`: `key: line`, with `why:` and `instead:`.
//!
//! Refuses lines whose trap it does not know: a line that drills the wrong name would
//! teach the wrong thing.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::story::id::{is_slip, nearest};
use crate::story::lines::lines;
use crate::story::markup;
use crate::story::model::{Passage, Trap, TrapLine};
use crate::story::problem::Problem;
use crate::story::text::one_line;

/// A list item as it was read.
#[derive(Debug)]
struct Item {
    at: Range<usize>,
    text: String,
    /// Its stretches in bold, counted in characters other than white space, which stay the
    /// same when the text becomes one line.
    bold: Vec<Range<usize>>,
    /// Where its first words stand.
    first_at: Option<Range<usize>>,
    nested: Vec<Item>,
}

/// The lines of a passage, and what is wrong with them. `part` names the section.
pub(crate) fn trap_lines(
    source: &str,
    passage: &Passage,
    part: &str,
    problems: &mut Vec<Problem>,
) -> Vec<TrapLine> {
    let items = items(source, passage);
    if items.is_empty() {
        let example = Trap::Deflection.key();
        problems.push(Problem::new(
            passage.at.clone(),
            format!("`## {part}` needs a list, but has none."),
            format!("Write each line as `- {example}: what not to say`."),
        ));
    }
    items
        .into_iter()
        .filter_map(|item| trap_line(source, item, problems))
        .collect()
}

fn trap_line(source: &str, item: Item, problems: &mut Vec<Problem>) -> Option<TrapLine> {
    let Some((key, words)) = split(&item.text) else {
        problems.push(Problem::new(
            item.first_at.unwrap_or(item.at),
            "This line does not say which trap it is.".to_owned(),
            format!("Begin it with one of {} and a colon.", four()),
        ));
        return None;
    };
    let Some(trap) = Trap::from_key(&key.to_lowercase()) else {
        problems.push(Problem::new(
            key_at(source, &item, key),
            format!("`{key}` is not one of the four traps: {}.", four()),
            match nearest(key, Trap::ALL.map(Trap::key)) {
                Some(meant) => format!("Write `{meant}:` instead."),
                None => "Choose the one that fits best.".to_owned(),
            },
        ));
        return None;
    };
    if words.is_empty() {
        problems.push(Problem::new(
            item.at,
            format!("There is nothing after `{trap}:`."),
            "Write what not to say after the colon, or remove the line.".to_owned(),
        ));
        return None;
    }
    problems.extend(run_on(source, &item));
    let line = unquoted(words);
    let mut line = TrapLine {
        trap,
        line: line.to_owned(),
        giveaways: giveaways(line, words, &item),
        why: None,
        instead: None,
        at: item.at,
    };
    for nested in &item.nested {
        explain(source, &mut line, nested, problems);
    }
    Some(line)
}

/// Where the stretches in bold stand in the line of an item whose text ends with these words.
fn giveaways(line: &str, words: &str, item: &Item) -> Vec<Range<usize>> {
    if item.bold.is_empty() {
        return Vec::new();
    }
    // Without its quotation marks a line begins one letter later.
    let quote = usize::from(line.len() < words.len());
    let before = letters(&item.text[..item.text.len() - words.len()]) + quote;
    let places = line.char_indices().filter(|(_, c)| !c.is_whitespace());
    let mut letters: Vec<Range<usize>> = Vec::with_capacity(line.len());
    letters.extend(places.map(|(at, c)| at..at + c.len_utf8()));
    let place = |count: usize| count.saturating_sub(before).min(letters.len());
    let places = item.bold.iter().map(|at| place(at.start)..place(at.end));
    let places = places.filter(|at| !at.is_empty());
    places
        .map(|at| letters[at.start].start..letters[at.end - 1].end)
        .collect()
}

/// How many characters of a text are no white space.
fn letters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// `why:` under a line without a list sign of its own has become part of the line.
fn run_on(source: &str, item: &Item) -> Option<Problem> {
    let begins = |text: &str, key: &str| {
        let start = text.get(..key.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(key))
    };
    lines(source, item.at.clone()).skip(1).find_map(|line| {
        let text = source[line.at.clone()].trim_start();
        let key = ["why:", "instead:"]
            .into_iter()
            .find(|key| begins(text, key))?;
        let start = line.at.end - text.len();
        let problem = Problem::new(
            start..start + key.len(),
            format!("`{key}` reads as part of the line above it."),
            format!("Write `  - {key}` to make it an item of its own."),
        );
        Some(problem.into_hint())
    })
}

/// Takes `why:` and `instead:`; the first of each counts.
fn explain(source: &str, line: &mut TrapLine, nested: &Item, problems: &mut Vec<Problem>) {
    let Some((key, words)) = split(&nested.text) else {
        return;
    };
    let (slot, words) = match key.to_lowercase().as_str() {
        "why" => (&mut line.why, words),
        "instead" => (&mut line.instead, unquoted(words)),
        other => {
            if let Some(meant) = ["why", "instead"].into_iter().find(|k| is_slip(other, k)) {
                let problem = Problem::new(
                    key_at(source, nested, key),
                    format!("`{key}` is not known here; the line is not used."),
                    format!("Write `{meant}:` if that is what you meant."),
                );
                problems.push(problem.into_hint());
            }
            return;
        }
    };
    if slot.is_some() {
        problems.push(Problem::new(
            nested.at.clone(),
            format!("`{key}` is given twice; only the first one counts."),
            format!("Keep one `{key}:` line and remove the other."),
        ));
    } else if !words.is_empty() {
        *slot = Some(words.to_owned());
    }
}

/// `key: words`, where the key is one or a few plain words.
fn split(text: &str) -> Option<(&str, &str)> {
    let (key, words) = text.split_once(':')?;
    let key = key.trim();
    let plain = |c: char| c.is_alphabetic() || matches!(c, '-' | '_' | ' ');
    let is_key = !key.is_empty() && key.chars().all(plain) && key.split(' ').count() <= 3;
    is_key.then(|| (key, words.trim()))
}

/// The key itself where it can be found, else the first words of the item.
fn key_at(source: &str, item: &Item, key: &str) -> Range<usize> {
    let first = item.first_at.as_ref().unwrap_or(&item.at);
    match source[first.clone()].find(key) {
        Some(at) => first.start + at..first.start + at + key.len(),
        None => first.clone(),
    }
}

fn four() -> String {
    Trap::ALL.map(|trap| format!("`{trap}`")).join(", ")
}

/// Without the pair of double quotes around it. Quotes inside may be two quotations
/// (`"a" and "b"`), so then all of them stay.
fn unquoted(text: &str) -> &str {
    const QUOTES: [char; 4] = ['"', '“', '”', '„'];
    text.strip_prefix(QUOTES)
        .and_then(|rest| rest.strip_suffix(QUOTES))
        .filter(|inside| !inside.contains(QUOTES))
        .map(str::trim)
        .filter(|inside| !inside.is_empty())
        .unwrap_or(text)
}

/// The items of the lists at the top level, and the items nested in each.
fn items(source: &str, passage: &Passage) -> Vec<Item> {
    let base = passage.at.start;
    let mut done: Vec<Item> = Vec::new();
    // Two levels are read; what is deeper is kept in the file and has no meaning.
    let mut open: Vec<Item> = Vec::new();
    let mut deeper = 0_usize;
    let mut outside = 0_usize;
    let events = Parser::new_ext(&passage.markdown, Options::empty()).into_offset_iter();
    for (event, at) in events {
        let at = at.start + base..at.end + base;
        match event {
            // Lists in quotations are somebody else's.
            Event::Start(Tag::BlockQuote(_)) => outside += 1,
            Event::End(TagEnd::BlockQuote(_)) => outside -= 1,
            _ if outside > 0 => {}
            Event::Start(Tag::Item) if open.len() == 2 => deeper += 1,
            Event::Start(Tag::Item) => {
                let at = at.start..at.start + source[at.clone()].trim_end().len();
                open.push(Item {
                    at,
                    text: String::new(),
                    bold: Vec::new(),
                    first_at: None,
                    nested: Vec::new(),
                });
            }
            Event::End(TagEnd::Item) if deeper > 0 => deeper -= 1,
            Event::End(TagEnd::Item) => close(&mut open, &mut done),
            Event::Start(Tag::Strong) if deeper == 0 => bold(&mut open, true),
            Event::End(TagEnd::Strong) if deeper == 0 => bold(&mut open, false),
            Event::Text(words) | Event::Code(words) if deeper == 0 => {
                add(&mut open, &words, Some(at));
            }
            Event::InlineHtml(html) | Event::Html(html) if deeper == 0 => {
                add(&mut open, &markup::words_of(&html), Some(at));
            }
            Event::SoftBreak | Event::HardBreak | Event::Start(Tag::Paragraph) if deeper == 0 => {
                add(&mut open, " ", None);
            }
            _ => {}
        }
    }
    done
}

fn close(open: &mut Vec<Item>, done: &mut Vec<Item>) {
    if let Some(mut item) = open.pop() {
        item.text = one_line(&item.text);
        match open.last_mut() {
            Some(parent) => parent.nested.push(item),
            None => done.push(item),
        }
    }
}

fn bold(open: &mut [Item], begins: bool) {
    if let Some(item) = open.last_mut() {
        let here = letters(&item.text);
        match item.bold.last_mut() {
            Some(phrase) if !begins => phrase.end = here,
            _ => item.bold.push(here..here),
        }
    }
}

fn add(open: &mut [Item], words: &str, at: Option<Range<usize>>) {
    if let Some(item) = open.last_mut() {
        item.text.push_str(words);
        item.first_at = item.first_at.take().or(at.filter(|at| !at.is_empty()));
    }
}
