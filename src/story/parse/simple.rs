//! The skeleton of a file whose every line shows by itself what it is.
//!
//! Most decks are headings, paragraphs and flat lists, and there the Markdown parser says
//! nothing that the beginnings of the lines do not say. Refuses whatever might mean more (code,
//! quotations, HTML, addresses of links, underlined headings, deep indentation): one such line,
//! and the parser reads the file.

use crate::story::lines::lines;
use crate::story::text::one_line;

use super::heading::Heading;

/// From so many spaces on, a line may be code.
const CODE_INDENT: usize = 4;

/// The headings of a file of simple lines; none where the Markdown parser has to be asked.
pub(super) fn headings(source: &str) -> Option<Vec<Heading>> {
    let mut headings = Vec::new();
    for line in lines(source, 0..source.len()) {
        let words = &source[line.at.clone()];
        if words.starts_with('#') {
            let (level, title) = heading(words)?;
            let text = one_line(title);
            headings.push(Heading {
                level,
                title: text.clone(),
                text,
                flaw: None,
                text_at: line.at.end - title.len()..line.at.end,
                at: line.at.clone(),
                line_start: line.at.start,
                end: line.end,
            });
        } else if !is_prose(words) {
            return None;
        }
    }
    Some(headings)
}

/// Level and words of a heading without any markup in it.
fn heading(line: &str) -> Option<(usize, &str)> {
    let signs = line.trim_start_matches('#');
    let level = line.len() - signs.len();
    let title = signs.strip_prefix(' ')?;
    let is_plain = |c: char| {
        let is_sign = matches!(
            c,
            ' ' | ',' | '.' | ':' | ';' | '\'' | '?' | '(' | ')' | '-' | '/'
        );
        is_sign || c.is_alphanumeric()
    };
    let shows = title.starts_with(char::is_alphanumeric) && !title.ends_with(' ');
    (level <= 6 && shows && title.chars().all(is_plain)).then_some((level, title))
}

/// Whether a line is empty or [words](is_words).
fn is_prose(line: &str) -> bool {
    line.trim_start_matches(' ').is_empty() || is_words(line)
}

/// Whether a line is words of a paragraph or of a list, and nothing else whatever stands around
/// it.
pub(super) fn is_words(line: &str) -> bool {
    let words = line.trim_start_matches(' ');
    let indent = line.len() - words.len();
    indent < CODE_INDENT && (begins_with_word(words) || is_item(words))
}

/// Whether words follow the marker of an item right away.
fn is_item(line: &str) -> bool {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let after = match number.len() == line.len() {
        true => line.strip_prefix(['-', '*']),
        false => number.strip_prefix(['.', ')']),
    };
    let words = after.and_then(|rest| rest.strip_prefix(' '));
    words.is_some_and(begins_with_word)
}

/// Whether a line begins with a letter, with a number that numbers nothing, or with a quotation
/// mark, a bracket or the signs of bold before one.
fn begins_with_word(line: &str) -> bool {
    let word = line.strip_prefix("**").unwrap_or(line);
    let word = word.trim_start_matches(['"', '\'', '(', '“', '„']);
    let after_digits = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = after_digits.len() < word.len() && !after_digits.starts_with(['.', ')']);
    is_number || word.starts_with(char::is_alphabetic)
}
