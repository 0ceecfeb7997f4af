//! Wiki links and callouts as plain Markdown, line for line.
//!
//! `[[page|words]]` becomes the words, a callout named like a part becomes a label, any
//! other a quotation. Lines keep their numbers. Blocks of code stay as they are.

use std::borrow::Cow;

use crate::story::lines::{SourceLine, lines};
use crate::story::synonym::SynonymSpelling;

use super::{labels, meanings};

/// A file without what only Obsidian understands.
pub(super) fn plain(source: &str) -> Cow<'_, str> {
    if !source.contains("[[") && !source.contains("[!") {
        return source.into();
    }
    let mut out = String::with_capacity(source.len());
    let mut fence: Option<char> = None;
    let mut unquoting = false;
    let boxed = lines(source, 0..source.len()).any(|line| opens_part(&source[line.at]));
    let all: Vec<SourceLine> = lines(source, 0..source.len()).collect();
    for (number, line) in all.iter().enumerate() {
        let text = &source[line.at.clone()];
        let ending = &source[line.at.end..line.end];
        let sign = ['`', '~'].into_iter().find(|c| {
            let fence: String = std::iter::repeat_n(*c, 3).collect();
            text.trim_start().starts_with(&fence)
        });
        match (fence, sign) {
            (Some(open), Some(sign)) if open == sign => fence = None,
            (None, Some(sign)) => fence = Some(sign),
            _ => {}
        }
        let code = fence.is_some() || sign.is_some();
        let quoted = text.trim_start().strip_prefix('>');
        unquoting &= quoted.is_some();
        match quoted {
            _ if code => out.push_str(text),
            Some(inside) => {
                let below = all[number + 1..]
                    .iter()
                    .map(|line| &source[line.at.clone()]);
                let (words, unquote) = match title(inside, below) {
                    Some(title) => (title.into(), false),
                    None => quotation(inside, unquoting, boxed),
                };
                unquoting = unquote;
                out.push_str(&links(&words));
            }
            None => out.push_str(&links(text)),
        }
        out.push_str(ending);
    }
    out.into()
}

/// The first line of a callout in which labels of parts stand: the title of a story.
fn title<'l>(inside: &str, mut below: impl Iterator<Item = &'l str>) -> Option<String> {
    let (kind, title) = callout(inside).filter(|(_, title)| meanings::of(title).is_none())?;
    let in_it = |line: &str| {
        let inside = line.trim_start().strip_prefix('>')?;
        callout(inside).is_none().then_some(())?;
        Some(labels::of_marked_line(inside).is_some_and(|label| label.is_part() && !label.loose))
    };
    let has_parts = std::iter::from_fn(|| in_it(below.next()?)).any(|is_part| is_part);
    let is_frame =
        |kind| meanings::of(kind).is_some_and(|kind| kind.usual == SynonymSpelling::Wrapper);
    let kind = match is_frame(kind) {
        true => String::new(),
        false => format!("{}: ", capital(kind)),
    };
    (has_parts && !title.is_empty() && !title.contains('*')).then(|| format!("> **{kind}{title}**"))
}

/// Whether a line opens a callout that holds a part of an answer.
fn opens_part(line: &str) -> bool {
    let inside = line.trim_start().strip_prefix('>');
    inside.and_then(callout).is_some_and(|(kind, title)| {
        let meanings = [title.trim_end_matches(':'), kind].map(meanings::of);
        let mut meanings = meanings.into_iter().flatten();
        meanings.any(|m| !m.letter && m.usual.is_part())
    })
}

/// A line of a quotation, and whether the lines after it lose their sign. `boxed` says that
/// parts stand in callouts here, so that another one does not belong to the part above it.
fn quotation(inside: &str, unquoting: bool, boxed: bool) -> (Cow<'_, str>, bool) {
    let Some((kind, title)) = callout(inside) else {
        return match unquoting {
            true => (inside.strip_prefix(' ').unwrap_or(inside).into(), true),
            false => (format!(">{inside}").into(), false),
        };
    };
    let is_named = |words: &str| {
        let meaning = meanings::of(words.trim_end_matches(':'));
        meaning.is_some_and(|meaning| {
            !meaning.letter
                && !matches!(
                    meaning.usual,
                    SynonymSpelling::Note | SynonymSpelling::Bad | SynonymSpelling::Wrapper
                )
        })
    };
    if labels::of_line(title)
        .is_some_and(|label| !label.loose && label.usual().is_some_and(|usual| !usual.is_note()))
    {
        // The kind says nothing that the title does not.
        return (title.into(), true);
    }
    if is_named(title) {
        return (format!("**{}:**", title.trim_end_matches(':')).into(), true);
    }
    if is_named(kind) {
        return (
            format!("**{}:** {title}", capital(kind))
                .trim_end()
                .to_owned()
                .into(),
            true,
        );
    }
    let kind = capital(kind);
    let space = if title.is_empty() { "" } else { " " };
    match boxed {
        true => (format!("**Notes:** {kind}:{space}{title}").into(), true),
        false => (format!("> {kind}:{space}{title}").into(), false),
    }
}

/// Kind and title of the first line of a callout.
fn callout(inside: &str) -> Option<(&str, &str)> {
    let (kind, title) = inside.trim_start().strip_prefix("[!")?.split_once(']')?;
    let title = title.strip_prefix(['+', '-']).unwrap_or(title);
    let is_word = !kind.is_empty()
        && kind
            .chars()
            .all(|c| c.is_alphanumeric() || "-_ |".contains(c));
    is_word.then(|| (kind.trim(), title.trim()))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// Wiki links as the words that they show.
fn links(text: &str) -> Cow<'_, str> {
    if !text.contains("[[") {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_code = false;
    while let Some(start) = rest.find("[[") {
        let (before, link) = rest.split_at(start);
        out.push_str(before);
        is_code ^= before.matches('`').count() % 2 == 1;
        let embedded = before.ends_with('!');
        // The first bracket ends it, or it is none: what follows is looked at once.
        let length = link[2..].find(['[', ']']);
        let ends = length.map(|length| link[2..].split_at(length));
        let inside = ends
            .and_then(|(inside, rest)| Some((inside, rest.strip_prefix("]]")?)))
            .filter(|(inside, _)| !is_code && !embedded && !inside.is_empty());
        let Some((inside, after)) = inside else {
            out.push_str("[[");
            rest = &link[2..];
            continue;
        };
        let shown = inside.split_once('|').map(|(_, shown)| shown.trim());
        out.push_str(shown.filter(|shown| !shown.is_empty()).unwrap_or(inside));
        rest = after;
    }
    out.push_str(rest);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_callouts_become_plain() {
        let table = [
            (
                "see [[Page|the page]] and [[Other]]",
                "see the page and Other",
            ),
            ("![[image.png]] `[[x|y]]`", "![[image.png]] `[[x|y]]`"),
            ("[[", "[["),
            ("[[a|]] [[b", "a| [[b"),
            ("> [!note] Why\n> words\n", "> Note: Why\n> words\n"),
            ("> [!warning]-\n> words", "> Warning:\n> words"),
            (
                "> [!success] Result\n> We won.\n> - a\n\n> q",
                "**Result:**\nWe won.\n- a\n\n> q",
            ),
            ("> [!task]\n> mine", "**Task:**\nmine"),
            ("> [!question] Why?\r\n", "**Question:** Why?\r\n"),
            ("> [!info] Action: I chose\n> it", "Action: I chose\nit"),
            (
                "> [!task]\n> mine\n\n> [!info] Later\n> ask",
                "**Task:**\nmine\n\n**Notes:** Info: Later\nask",
            ),
            ("```\n[[a|b]]\n```\n[[a|b]]", "```\n[[a|b]]\n```\nb"),
        ];
        for (source, expected) in table {
            assert_eq!(plain(source), expected, "{source:?}");
        }
    }

    #[test]
    fn open_signs_are_looked_for_once() {
        for unit in ["[", "[[a ", "[[a] ", "> [!x] y\n> "] {
            let text = unit.repeat(100_000);
            assert_eq!(
                plain(&format!("{text}[[p|q]]")),
                plain(&text) + "q",
                "{unit}"
            );
        }
    }
}
