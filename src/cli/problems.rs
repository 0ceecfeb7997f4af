//! Problems in story files, shown where they are: path, line, the words, a caret, a way out.

use annotate_snippets::{AnnotationKind, Group, Level as Shown, Renderer, Snippet};

use super::context::Context;
use crate::prompt::text::clean;
use crate::story::{Level, Problem, Shelf};

/// Tells every problem of the shelf on standard error and returns how many there are; hints
/// are told but not counted.
pub fn tell(context: &mut Context<'_>, shelf: &Shelf) -> usize {
    for unread in &shelf.unread {
        context.note(&format!(
            "{}: {}. {}",
            unread.path, unread.message, unread.fix
        ));
    }
    for (deck, problem) in &shelf.problems {
        let deck = &shelf.decks[*deck];
        let picture = picture(&deck.path, &deck.source, problem, columns(context));
        tell_picture(context, &picture);
    }
    let counted = |(_, problem): &&(usize, Problem)| problem.level == Level::Problem;
    shelf.unread.len() + shelf.problems.iter().filter(counted).count()
}

/// Tells the problems of one text that is not on the shelf.
pub fn tell_of_text(context: &mut Context<'_>, path: &str, source: &str, problems: &[Problem]) {
    for problem in problems {
        let picture = picture(path, source, problem, columns(context));
        tell_picture(context, &picture);
    }
}

fn columns(context: &Context<'_>) -> usize {
    context.world.prompt.style().width()
}

fn tell_picture(context: &mut Context<'_>, picture: &str) {
    // Nobody left to read it: nothing to be done about that.
    let _ = context.world.stderr.write_all(picture.as_bytes());
}

/// The picture of one problem.
pub fn picture(path: &str, source: &str, problem: &Problem, columns: usize) -> String {
    let level = match problem.level {
        Level::Problem => Shown::WARNING.with_name("problem"),
        Level::Hint => Shown::NOTE.with_name("hint"),
    };
    let snippet = Snippet::source(source)
        .path(path)
        .annotation(AnnotationKind::Primary.span(problem.at.clone()));
    let report = [
        level
            .primary_title(problem.message.as_str())
            .element(snippet),
        Group::with_title(
            Shown::HELP
                .with_name("do")
                .secondary_title(problem.fix.as_str()),
        ),
    ];
    let text = Renderer::plain().term_width(columns).render(&report);
    format!("{}\n\n", clean(&text))
}
