//! What must stand on one row so that it can be copied: commands and paths.
//!
//! Refuses to lay text out: it only says where a line must not break.

use std::ops::Range;

/// Stands for a space at which a line must not break.
pub const NO_BREAK_SPACE: char = '\u{a0}';

/// The text with the spaces inside of commands and paths as no-break spaces. A command stands
/// between backticks, or begins with the program's name at the start of a line, behind a colon or
/// a bracket; a path with spaces stands between quotes.
pub(super) fn kept(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            kept.push('\n');
        }
        let mut done = 0;
        while let Some(stretch) = next_stretch(line, done) {
            kept.push_str(&line[done..stretch.start]);
            let whole = line[stretch.clone()].chars();
            kept.extend(whole.map(|c| if c == ' ' { NO_BREAK_SPACE } else { c }));
            done = stretch.end;
        }
        kept.push_str(&line[done..]);
    }
    kept
}

/// Whether a word is not broken either, though no row is long enough: it was kept whole, or is a
/// path.
pub(super) fn is_whole(word: &str) -> bool {
    word.contains([NO_BREAK_SPACE, '/'])
}

/// The first command or quoted path of a line from a byte on.
fn next_stretch(line: &str, from: usize) -> Option<Range<usize>> {
    let starts = line[from..].char_indices().map(|(at, _)| from + at);
    starts
        .filter_map(|at| Some(at..stretch_end(line, at)?))
        .next()
}

/// Where the command or quoted path that begins at a byte ends, if one begins there.
fn stretch_end(line: &str, at: usize) -> Option<usize> {
    let (before, rest) = line.split_at(at);
    if let Some(inside) = rest.strip_prefix('`') {
        return Some(at + inside.find('`')? + 2);
    }
    let opens = before.is_empty() || before.ends_with([' ', '(']);
    if let Some(inside) = rest.strip_prefix('\'').filter(|_| opens) {
        let is_path = inside.starts_with(['/', '.', '~']);
        return is_path.then_some(at + inside.find('\'')? + 2);
    }
    let names = behind_variables(rest)?;
    let is_command = names.starts_with("star-cards ")
        && (before.trim_end().is_empty() || before.ends_with([':', '(']) || before.ends_with(": "));
    is_command.then(|| at + command_length(rest))
}

/// What follows assignments such as `EDITOR=nano `.
fn behind_variables(text: &str) -> Option<&str> {
    let mut rest = text;
    while rest.starts_with(|c: char| c.is_ascii_uppercase()) {
        let (word, behind) = rest.split_once(' ')?;
        rest = word.contains('=').then_some(behind)?;
    }
    Some(rest)
}

/// How far a command reaches that nothing encloses: to the end of the sentence or the line, to a
/// wide gap, or to the bracket that closes around it. Nothing ends it inside quotes.
fn command_length(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        let behind = &text[at + c.len_utf8()..];
        let ends_word = behind.is_empty() || behind.starts_with(' ');
        match (c, quote) {
            (_, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) if behind.contains(c) => quote = Some(c),
            (')', None) => return at,
            ('.' | ',' | ';', None) if ends_word && !text[..at].ends_with(['.', ' ']) => return at,
            (' ', None) if behind.starts_with(' ') || behind.is_empty() => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_quoted_paths_are_kept_whole_and_nothing_else() {
        for (text, expected) in [
            ("Run `star-cards add x` now", "Run `star-cards_add_x` now"),
            ("a ` alone is a sign", "a ` alone is a sign"),
            (
                "To go on: star-cards review --more 10. Or stop.",
                "To go on: star-cards_review_--more_10. Or stop.",
            ),
            (
                "Next: star-cards review  3 cards waiting.",
                "Next: star-cards_review  3 cards waiting.",
            ),
            (
                "For example: EDITOR=nano star-cards add, or stop",
                "For example: EDITOR=nano_star-cards_add, or stop",
            ),
            (
                "Keep some (star-cards interview edit X --stories A,B), or 20.",
                "Keep some (star-cards_interview_edit_X_--stories_A,B), or 20.",
            ),
            (
                "So: star-cards closing nine --set \"Now. Then.\" and go",
                "So: star-cards_closing_nine_--set_\"Now._Then.\"_and_go",
            ),
            (
                "To change it: star-cards interview edit X --role ... --stories ...",
                "To change it: star-cards_interview_edit_X_--role_..._--stories_...",
            ),
            (
                "From '/home/my books/a.md' it's read",
                "From '/home/my_books/a.md' it's read",
            ),
            (
                "Every star-cards that runs is star-cards",
                "Every star-cards that runs is star-cards",
            ),
            ("it's 'quoted words' here", "it's 'quoted words' here"),
        ] {
            assert_eq!(kept(text).replace(NO_BREAK_SPACE, "_"), expected);
        }
    }
}
