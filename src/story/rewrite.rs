//! Small edits of a deck's text: a key line, a whole story, and nothing else.
//!
//! Every byte that the edit is not about stays as it is, line endings included. The story
//! given must have been read from the very text that is edited. Refuses to write files,
//! and to let a value break out of its line.

use std::ops::Range;

use super::id::StoryId;
use super::lines::{ending, lines, mark_length};
use super::model::{Beat, KeyLine, Story, TrapLine};
use super::parse::{beat_meant, outline, parse};
use super::text::folded;

/// The text with a key of a story set: the line that counts gets the value, or there is a
/// new line after the last key.
pub(crate) fn set_key(source: &str, story: &Story, key: &str, value: &str) -> String {
    let Some(line) = key_lines(story, key).next() else {
        return add_key(source, story, key, value);
    };
    let text = &source[line.at.clone()];
    let colon = text.find(':').map_or(text.len(), |colon| colon + 1);
    let start = line.at.start + colon;
    let value = format!(" {}", in_one_line(value));
    splice(source, start..line.at.end, value.trim_end())
}

/// The text with a further line of a key, even if there is one: after its last line, else
/// after the last key, else under the heading.
pub(crate) fn add_key(source: &str, story: &Story, key: &str, value: &str) -> String {
    let end = ending(source);
    let line = format!("{key}: {}", in_one_line(value));
    let line = line.trim_end();
    if let Some(last) = key_lines(story, key).last().or(story.keys.last()) {
        return splice(source, last.at.end..last.at.end, &format!("{end}{line}"));
    }
    let mut rest = lines(source, story.heading_at.end..source.len());
    let at = rest.next().map_or(source.len(), |line| line.at.end);
    // What stands right under the heading must not run on from the key.
    let close = rest
        .next()
        .is_some_and(|next| !source[next.at].trim().is_empty());
    let gap = if close { end } else { "" };
    splice(source, at..at, &format!("{end}{end}{line}{gap}"))
}

/// The text without the lines of these keys that have no value.
pub(crate) fn without_empty(source: &str, keys: &[&str]) -> String {
    let mut text = source.to_owned();
    for story in parse(source).stories.iter().rev() {
        let empty = |line: &&KeyLine| line.value.is_empty() && keys.contains(&line.key.as_str());
        for line in story.keys.iter().filter(empty).rev() {
            let whole = lines(source, line.at.start..source.len()).next();
            let end = whole.map_or(line.at.end, |line| line.end);
            text.replace_range(line.at.start..end, "");
        }
    }
    text
}

/// The text with the closing for a role (none for the plain one) set: its words are
/// replaced, or a new section stands at the end of the story.
pub(crate) fn set_closing(
    source: &str,
    story: &Story,
    role: Option<&str>,
    sentence: &str,
) -> String {
    let sentence = in_one_line(sentence);
    if let Some(closing) = story.closing_of(role) {
        return splice(source, closing.passage.at.clone(), &sentence);
    }
    let end = ending(source);
    let role = role.map_or_else(String::new, |role| format!(" ({})", in_one_line(role)));
    let at = story.at.start + source[story.at.clone()].trim_end().len();
    let section = format!("{end}{end}## Closing{role}{end}{end}{sentence}");
    let last = if source[at..].is_empty() { end } else { "" };
    splice(source, at..at, &format!("{section}{last}"))
}

/// The text with one more item in a note of a story, below all others; none where it stands there. A
/// note that is not there yet stands at the end of the story.
pub(crate) fn add_to_note(source: &str, story: &Story, title: &str, item: &str) -> Option<String> {
    let end = ending(source);
    let item = format!("- {}", in_one_line(item));
    let words = &source[story.at.clone()];
    let headings = outline::scan(words).headings;
    let place = headings
        .iter()
        .position(|heading| heading.level == 2 && folded(&heading.text) == folded(title));
    let (to, note, before) = match place {
        Some(place) => {
            let next = headings[place + 1..].iter().find(|next| next.level <= 2);
            let to = next.map_or(words.len(), |next| next.line_start);
            (to, &words[headings[place].end..to], end.to_owned())
        }
        None => {
            let heading = format!("{end}{end}## {title}{end}{end}");
            (words.len(), "", heading)
        }
    };
    if note.lines().any(|line| line.trim() == item) {
        return None;
    }
    let at = story.at.start + words[..to].trim_end().len();
    let last = if source[at..].is_empty() { end } else { "" };
    Some(splice(source, at..at, &format!("{before}{item}{last}")))
}

/// The words of a draft and at their end, of Action and Learning, each heading that is not there.
pub(crate) fn with_headings_to_write(words: &str) -> String {
    let headings = outline::scan(words).headings;
    let end = ending(words);
    let mut text = words.to_owned();
    for beat in [Beat::Action, Beat::Learning] {
        if headings
            .iter()
            .all(|heading| beat_meant(&heading.text) != Some(beat))
        {
            text.truncate(text.trim_end().len());
            text.push_str(&format!("{end}{end}## {}{end}", beat.name()));
        }
    }
    text
}

/// The text without a story and the blank lines after it, and what was cut out.
pub(crate) fn cut(source: &str, story: &Story) -> (String, String) {
    let mut rest = source[..story.at.start].to_owned();
    push(&mut rest, &source[story.at.end..], ending(source));
    (rest, source[story.at.clone()].to_owned())
}

/// The text with stories after the last one, blank lines between. Each comes with whether
/// its bytes are kept; otherwise its lines end as those of the text do.
pub(crate) fn append_all<'t>(
    source: &str,
    stories: impl IntoIterator<Item = (&'t str, bool)>,
) -> String {
    let mut text = source.to_owned();
    let mut end = ending(source);
    let mut blank = source[mark_length(source)..].trim().is_empty() || ends_blank(source);
    for (story, as_is) in stories {
        if text[mark_length(&text)..].trim_start().is_empty() {
            end = ending(story);
        } else {
            text.push_str(separator(&text, end));
            text.push_str(if blank { "" } else { end });
        }
        match as_is {
            true => text.push_str(story),
            false => text.push_str(&with_ending(story, end)),
        }
        text.push_str(separator(&text, end));
        blank = false;
    }
    text
}

/// The text with a story's words replaced; the blank lines after it stay.
pub(crate) fn replace(source: &str, story: &Story, new_text: &str) -> String {
    replace_all(source, &[(story, new_text)])
}

/// The text with the words of several stories replaced, which are given in its order.
pub(crate) fn replace_all(source: &str, stories: &[(&Story, &str)]) -> String {
    let end = ending(source);
    let mut text = String::with_capacity(source.len());
    let mut from = 0;
    for (story, new_text) in stories {
        let old = &source[story.at.clone()];
        let after = &old[old.trim_end().len()..];
        let mut new = with_ending(new_text, end);
        new.push_str(if after.is_empty() { end } else { after });
        push(&mut text, &source[from..story.at.start], end);
        push(&mut text, &new, end);
        from = story.at.end;
    }
    push(&mut text, &source[from..], end);
    text
}

/// The new text of a story with what only its old text has and a file from elsewhere never
/// knows: keys that the new one lacks, further questions and tags, and the sections in which the
/// answer was worked on here (closings, lines that fall into traps, the first draft of the Action).
///
/// Returns what was carried over as well: keys and headings.
pub(crate) fn carry_over(old: &str, new: &str) -> (String, Vec<String>) {
    let (mut text, mut carried) = (new.to_owned(), Vec::new());
    let Some(ours) = parse(old).stories.into_iter().next() else {
        return (text, carried);
    };
    for line in &ours.keys {
        let Some(theirs) = parse(&text).stories.into_iter().next() else {
            return (text, carried);
        };
        if let Some(with_key) = carry_key(&text, &theirs, line) {
            text = with_key;
            carried.push(format!("{}:", line.key));
        }
    }
    let end = ending(&text);
    for (heading, at) in sections(old) {
        let here = ["closing", "traps", "action (first draft)"];
        if !here.iter().any(|start| heading.starts_with(start)) {
            continue;
        }
        let with_section = match sections(&text).any(|(theirs, _)| theirs == heading) {
            true if heading == "traps" => carry_traps(&text, old, &ours.traps),
            true => None,
            false => {
                let words = with_ending(&old[at.clone()], end);
                Some(format!("{}{end}{end}{words}{end}", text.trim_end()))
            }
        };
        if let Some(with_section) = with_section {
            text = with_section;
            carried.extend(old[at].lines().next().map(str::to_owned));
        }
    }
    (text, carried)
}

/// The text with a key line of the old one, if it says something that the new one does not.
fn carry_key(text: &str, theirs: &Story, line: &KeyLine) -> Option<String> {
    let key = line.key.as_str();
    let told = key_lines(theirs, key).find(|other| !other.value.is_empty());
    match (key, told) {
        ("id" | "formerly", _) => None,
        ("question", Some(_)) => {
            let is_it = |other: &KeyLine| folded(&other.value) == folded(&line.value);
            let known = key_lines(theirs, key).any(is_it);
            (!known).then(|| add_key(text, theirs, key, &line.value))
        }
        ("tags" | "cards", Some(other)) => {
            let both = joined_lists(&line.value, &other.value);
            (both != other.value).then(|| set_key(text, theirs, key, &both))
        }
        (_, Some(_)) => None,
        (_, None) => {
            let says_more = !line.value.is_empty() || key_lines(theirs, key).next().is_none();
            says_more.then(|| set_key(text, theirs, key, &line.value))
        }
    }
}

/// The items of two lists, each once, as they are written; the old list itself if it has all.
fn joined_lists(old: &str, new: &str) -> String {
    let items = |list: &str| -> Vec<String> {
        let items = list.split(',').map(|item| item.trim().to_owned());
        items.filter(|item| !item.is_empty()).collect()
    };
    let lacks = |list: &str, from: &str| -> Vec<String> {
        let known: Vec<String> = items(list).iter().map(|item| folded(item)).collect();
        let mut missing = items(from);
        missing.retain(|item| !known.contains(&folded(item)));
        missing
    };
    let missing = lacks(new, old);
    match (missing.is_empty(), lacks(old, new).is_empty()) {
        (true, _) => new.to_owned(),
        (false, true) => old.to_owned(),
        (false, false) => items(new)
            .into_iter()
            .chain(missing)
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// The text with the lines that fall into traps which only the old one has, at the end of its
/// own; none if it has all.
fn carry_traps(text: &str, old: &str, ours: &[TrapLine]) -> Option<String> {
    let theirs = parse(text).stories.into_iter().next()?.traps;
    let is_it = |one: &TrapLine, other: &TrapLine| {
        one.trap == other.trap && folded(&one.line) == folded(&other.line)
    };
    let missing = ours
        .iter()
        .filter(|line| !theirs.iter().any(|other| is_it(line, other)));
    let end = ending(text);
    let added: String = missing
        .map(|line| format!("{end}{}", with_ending(&old[line.at.clone()], end)))
        .collect();
    let (_, section) = sections(text).find(|(heading, _)| heading == "traps")?;
    let at = section.start + text[section].trim_end().len();
    // The first item of a list stands apart from its heading.
    let gap = if theirs.is_empty() { end } else { "" };
    (!added.is_empty()).then(|| splice(text, at..at, &format!("{gap}{added}")))
}

/// The `##` sections of a story's text: heading in lower case, and where it stands as a whole.
fn sections(text: &str) -> impl Iterator<Item = (String, Range<usize>)> {
    let mut headings = outline::scan(text).headings;
    headings.retain(|heading| heading.level == 2);
    let ends = headings.iter().skip(1).map(|next| next.line_start);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    headings
        .into_iter()
        .zip(ends)
        .map(|(heading, end)| (heading.text.to_lowercase(), heading.line_start..end))
}

/// Adds a part; with a blank line where Markdown would otherwise join a line to an underlined
/// title.
fn push(text: &mut String, part: &str, end: &str) {
    let begins_safely = part.is_empty() || part.starts_with('#');
    if !begins_safely && !text[mark_length(text)..].is_empty() && !ends_blank(text) {
        text.push_str(end);
    }
    text.push_str(part);
}

/// Key lines of one key, in order.
fn key_lines<'a>(story: &'a Story, key: &'a str) -> impl Iterator<Item = &'a KeyLine> {
    story
        .keys
        .iter()
        .filter(move |line| line.key.eq_ignore_ascii_case(key))
}

fn splice(source: &str, at: Range<usize>, new: &str) -> String {
    [&source[..at.start], new, &source[at.end..]].concat()
}

/// A value without line breaks or other control characters.
fn in_one_line(value: &str) -> String {
    let spaced = value.replace("\r\n", " ");
    let spaced = spaced.replace(char::is_control, " ");
    spaced.trim().to_owned()
}

/// What ends the last line of a text, if it is not ended.
fn separator<'a>(source: &str, end: &'a str) -> &'a str {
    if source.is_empty() || source.ends_with(['\n', '\r']) {
        ""
    } else {
        end
    }
}

/// Whether the last line is blank, so that a new paragraph may begin.
fn ends_blank(text: &str) -> bool {
    let ended = text.strip_suffix("\r\n");
    let ended = ended.or_else(|| text.strip_suffix(['\n', '\r']));
    ended.is_some_and(|text| {
        let start = text.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        text[start..].trim().is_empty()
    })
}

/// A story's text without blank lines around it, with one kind of line ending inside and
/// none at the end.
fn with_ending(text: &str, end: &str) -> String {
    let text = text.trim_start_matches('\u{feff}');
    let text = text.trim_start_matches(['\n', '\r']).trim_end();
    lines(text, 0..text.len())
        .map(|line| &text[line.at])
        .collect::<Vec<_>>()
        .join(end)
}

/// The story's text with a further name that it bore before.
pub(crate) fn with_former_name(source: &str, story: &Story, former: &StoryId) -> String {
    let names: Vec<&str> = story
        .formerly
        .iter()
        .chain(std::iter::once(former))
        .map(StoryId::as_str)
        .collect();
    set_key(source, story, "formerly", &names.join(", "))
}

/// A story's text with its name written down.
pub(crate) fn add_name(words: &str, name: &str) -> String {
    match parse(words).stories.first() {
        Some(story) => set_key(words, story, "id", name),
        None => words.to_owned(),
    }
}

#[cfg(test)]
mod tests;
