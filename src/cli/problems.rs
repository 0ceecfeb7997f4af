//! Problems in story files, shown where they are: path, line, the words, a caret, a way out.

use super::caret;
use super::env::Env;
use super::other_shape;
use crate::prompt::text::clean;
use crate::story::problem::LineIndex;
use crate::story::{Level, Library, Problem};

/// Tells every problem of the library on standard error, with the decks in another shape, and
/// returns how many there are; hints are told but not counted.
pub(crate) fn tell(env: &mut Env<'_>, library: &Library) -> usize {
    for unread in &library.unread {
        env.note(&format!(
            "{}: {}. {}",
            unread.path, unread.message, unread.fix
        ));
    }
    let in_other_shape = other_shape::decks(library);
    for deck in &in_other_shape {
        env.note(&format!("{} {}", deck.what, deck.way_out));
    }
    for (deck, problem) in &library.problems {
        let lines = library.lines(*deck);
        let deck = &library.decks[*deck];
        let picture = picture(&deck.path, (deck.source(), lines), problem, columns(env));
        tell_picture(env, &picture);
    }
    let counted = |(_, problem): &&(usize, Problem)| problem.level == Level::Problem;
    let counted = library.problems.iter().filter(counted).count();
    library.unread.len() + in_other_shape.len() + counted
}

/// Tells the problems of one text that is not in the library.
pub(crate) fn tell_of_text(env: &mut Env<'_>, path: &str, source: &str, problems: &[Problem]) {
    let lines = LineIndex::of(source);
    for problem in problems {
        let picture = picture(path, (source, &lines), problem, columns(env));
        tell_picture(env, &picture);
    }
}

fn columns(env: &Env<'_>) -> usize {
    env.world.prompt.style().width()
}

fn tell_picture(env: &mut Env<'_>, picture: &str) {
    // Nobody left to read it: nothing to be done about that.
    let _ = env.world.stderr.write_all(picture.as_bytes());
}

/// The picture of one problem.
pub(crate) fn picture(
    path: &str,
    (source, lines): (&str, &LineIndex),
    problem: &Problem,
    columns: usize,
) -> String {
    let level = match problem.level {
        Level::Problem => "problem",
        Level::Hint => "hint",
    };
    let (line, column) = lines.line_column(source, problem.at.start);
    let shown = caret::point(source, lines, problem.at.clone(), columns);
    let arrow = " ".repeat(shown.blank.len() - 3) + "-->";
    let rows = [
        format!("{level}: {}", problem.message),
        format!("{arrow} {path}:{line}:{column}"),
        shown.blank.clone(),
        format!("{}{}", shown.gutter, shown.line),
        format!("{}{}", shown.blank, shown.carets),
        shown.blank,
        format!("do: {}", problem.fix),
    ];
    let rows = rows.map(|row| clean(row.trim_end()));
    format!("{}\n\n", rows.join("\n"))
}
