//! What `--help` says beside the words of the arguments: the commands under headings, and an
//! example for each.
//!
//! Both stand in one table. A test holds it against the commands there are, and runs every
//! example through the parser.

use clap::Command;

use crate::prompt::text::{self, Line, Style};

/// Examples of the commands below others. Lines of at most 38 columns fit a narrow screen; a
/// longer one is continued behind a backslash.
const BELOW: [&str; 12] = [
    "star-cards interview add Globex \\\n      --date friday",
    "star-cards interview list --all",
    "star-cards interview show Globex",
    "star-cards interview edit Globex \\\n      --date +9d",
    "star-cards interview done Globex",
    "star-cards interview remove Globex",
    "star-cards export report -o page.html",
    "star-cards export stats --format json",
    "star-cards export reviews -o log.csv",
    "star-cards export runs -o runs.csv",
    "star-cards export ics -o days.ics",
    "star-cards export anki -o cards.apkg",
];

/// Headings, and the examples of the commands under each.
type Headings = [(&'static str, &'static [&'static str])];

/// The first three command lines of a new user, and what each does.
const FIRST_STEPS: [(&str, &str); 3] = [
    ("star-cards add", "your first story"),
    ("star-cards review", "today's cards"),
    ("star-cards brief", "the evening before"),
];

/// What holds for every command: a name and what it means.
const ENVIRONMENT: [(&str, &str); 5] = [
    ("STAR_CARDS_HOME", "the folder for all files, like --home"),
    (
        "STAR_CARDS_NOW",
        "stops the clock at a local time, for tests and demonstrations: \
         2026-01-17T20:00:00+01:00",
    ),
    (
        "VISUAL, EDITOR",
        "the editor of `add` and `edit` (default: sensible-editor, nano or vi)",
    ),
    ("ACCESSIBLE", "anything but 0: like --plain"),
    (
        "NO_COLOR, CLICOLOR_FORCE, TERM=dumb",
        "turn colour off or on",
    ),
];

const EXIT_CODES: &str =
    "Exit codes: 0 done, 1 failed or findings, 2 wrong usage or no terminal, 130 Ctrl-C.";

/// Adds headings and examples to the help of every command; `columns` is the width of the
/// screen.
pub(crate) fn add_to(command: Command, headings: &'static Headings, columns: usize) -> Command {
    let style = Style {
        columns,
        ..Style::default()
    };
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{}Options:\n{{options}}{{after-help}}",
        commands(&command, headings, style)
    );
    let listed: Vec<&str> = headings
        .iter()
        .flat_map(|(_, examples)| *examples)
        .copied()
        .collect();
    let command = command.mut_subcommands(|command| {
        let name = command.get_name().to_owned();
        with_example(command, &name, &listed).mut_subcommands(|below| {
            let name = format!("{name} {}", below.get_name());
            with_example(below, &name, &BELOW)
        })
    });
    command
        .help_template(template)
        .after_help(first_steps(style))
}

/// A command whose help ends with its example.
fn with_example(command: Command, name: &str, examples: &[&'static str]) -> Command {
    let begin = format!("star-cards {name} ");
    let of_it = |line: &&&str| format!("{line} ").starts_with(&begin);
    match examples.iter().find(of_it) {
        Some(line) => command.after_help(format!("Example:\n  {line}")),
        None => command,
    }
}

/// The name of the command in an example.
fn name_in(example: &str) -> &str {
    example.split(' ').nth(1).unwrap_or_default()
}

/// Every command with one line about it, under its heading.
fn commands(tree: &Command, headings: &Headings, style: Style) -> String {
    let names = headings.iter().flat_map(|(_, examples)| examples.iter());
    let width = names
        .map(|example| name_in(example).len())
        .max()
        .unwrap_or(0);
    let mut lines = Vec::new();
    for (heading, examples) in headings {
        lines.push(Line::plain(format!("{heading}:")));
        for name in examples.iter().map(|example| name_in(example)) {
            let about = tree.find_subcommand(name).and_then(Command::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            lines.push(row(name, &about, width));
        }
        lines.push(Line::blank());
    }
    text::render(&lines, style)
}

/// A name and what is said about it, in a column of its own.
fn row(name: &str, about: &str, width: usize) -> Line {
    Line::plain(format!("{name:width$}  {about}"))
        .indented(2)
        .hanging(width + 2)
}

fn first_steps(style: Style) -> String {
    let mut lines = vec![Line::plain("Examples:")];
    let width = FIRST_STEPS.map(|(line, _)| line.len());
    let width = width.into_iter().max().unwrap_or(0);
    lines.extend(FIRST_STEPS.map(|(line, about)| row(line, about, width)));
    lines.extend([Line::blank(), Line::plain("Environment:")]);
    let meanings = ENVIRONMENT.map(|(name, meaning)| {
        Line::plain(format!("{name}: {meaning}"))
            .indented(2)
            .hanging(2)
    });
    lines.extend(meanings);
    lines.extend([Line::blank(), Line::plain(EXIT_CODES)]);
    text::render(&lines, style)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::{CommandLine, HEADINGS, tree};

    /// The names of all commands that the help shows, those below others too.
    fn shown(command: &Command, above: &str, names: &mut Vec<String>) {
        for below in command
            .get_subcommands()
            .filter(|below| !below.is_hide_set())
        {
            let name = format!("{above}{}", below.get_name());
            names.push(name.clone());
            shown(below, &format!("{name} "), names);
        }
    }

    #[test]
    fn every_command_stands_under_one_heading_in_the_order_of_the_tree() {
        let mut all = Vec::new();
        shown(&CommandLine::command(), "", &mut all);
        let (below, top): (Vec<_>, Vec<_>) = all.into_iter().partition(|name| name.contains(' '));
        let listed = HEADINGS.iter().flat_map(|(_, examples)| examples.iter());
        assert_eq!(top, listed.map(|line| name_in(line)).collect::<Vec<_>>());
        let names = |line: &str| {
            line.split(' ')
                .skip(1)
                .take(2)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let mut of_examples = BELOW.map(names);
        let mut below: Vec<_> = below.iter().map(String::as_str).collect();
        of_examples.sort_unstable();
        below.sort_unstable();
        assert_eq!(below, of_examples);
    }

    #[test]
    fn every_example_is_a_command_line_of_its_command_and_fits() {
        let listed = HEADINGS.iter().flat_map(|(_, examples)| examples.iter());
        let firsts = FIRST_STEPS.map(|(line, _)| line);
        for example in listed.chain(&BELOW).chain(&firsts) {
            assert!(example.lines().all(|row| row.len() <= 38), "{example}");
            assert!(example.starts_with("star-cards "), "{example}");
            let line = example.replace("\\\n", " ");
            let ours = line.split([' ', '\n']).filter(|word| !word.is_empty());
            let ours = ours.take_while(|word| !["<", "|"].contains(word));
            let parsed = tree(100).try_get_matches_from(ours);
            assert!(parsed.is_ok(), "{example}: {parsed:?}");
        }
    }

    /// Whether a row is wider than the screen and could have been broken: usage never is, and
    /// neither is a word.
    fn too_wide(row: &str, columns: usize) -> bool {
        row.chars().count() > columns && !row.starts_with("Usage:") && row.trim().contains(' ')
    }

    #[test]
    fn the_help_fits_narrow_and_wide_screens() {
        for columns in [40, 100] {
            let mut tree = tree(columns).term_width(columns);
            tree.build();
            let mut waiting = vec![tree];
            while let Some(mut command) = waiting.pop() {
                for help in [command.render_help(), command.render_long_help()] {
                    let help = help.to_string();
                    let rows = help.lines().filter(|row| too_wide(row, columns));
                    assert_eq!(rows.collect::<Vec<_>>(), Vec::<&str>::new());
                }
                waiting.extend(command.get_subcommands().cloned());
            }
        }
    }

    #[test]
    fn headings_and_first_steps_as_they_are_read() {
        let help = tree(40).term_width(40).render_help().to_string();
        let headings = help.split("Your stories:").next().unwrap();
        let (_, first_steps) = help.split_once("Print version\n\n").unwrap();
        let first_steps = first_steps.split("\n\n").next().unwrap();
        insta::assert_snapshot!(format!("{headings}...\n\n{first_steps}"), @"
        Practise your interview stories: what
        you decided, and what you changed

        Usage: star-cards [OPTIONS] [COMMAND]

        Every day:
          review       Review today's cards: say
                       the answer aloud,
                       compare, grade yourself
          due          Show today's cards
                       without starting a review
          undo         Undo your last answer or
                       mark, or the last one of
                       a card
          suspend      Pause a card or a whole
                       story until you resume it
          resume       Resume a card or story
                       that you suspended

        ...

        Examples:
          star-cards add     your first story
          star-cards review  today's cards
          star-cards brief   the evening before
        ");
    }
}
