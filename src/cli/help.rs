//! What `--help` says beside the words of the arguments: the commands under headings, and an
//! example for each.
//!
//! Both stand in one table. A test holds it against the commands there are, and runs every
//! example through the parser.

use clap::Command;

use crate::prompt::text::{self, Line, Style};

/// A command, `interview add` for one below another, and a command line that uses it. Lines
/// of at most 38 columns fit a narrow screen; a longer one is continued behind a backslash.
type HelpEntry = (&'static str, &'static str);

/// The commands that the help lists, in its order.
const HEADINGS: [(&str, &[HelpEntry]); 7] = [
    (
        "Every day",
        &[
            ("review", "star-cards review --more 10"),
            ("due", "star-cards due --json"),
            ("undo", "star-cards undo nine-days-late/action"),
            ("suspend", "star-cards suspend nine-days-late"),
            ("resume", "star-cards resume nine-days-late"),
        ],
    ),
    (
        "Your stories",
        &[
            ("add", "star-cards add --from story.md"),
            ("edit", "star-cards edit nine-days-late"),
            ("list", "star-cards list --all"),
            ("show", "star-cards show nine-days-late"),
            ("rename", "star-cards rename nine-days-late shim"),
            ("remove", "star-cards remove nine-days-late"),
        ],
    ),
    (
        "The answer",
        &[
            ("check", "star-cards check nine-days-late"),
            ("rehearse", "star-cards rehearse nine-days-late"),
            ("calibrate", "star-cards calibrate nine-days-late"),
            ("pick", "star-cards pick --role migrations"),
            ("closing", "star-cards closing nine-days-late"),
        ],
    ),
    (
        "Interviews",
        &[
            ("interview", "star-cards interview list"),
            ("plan", "star-cards plan Globex"),
            ("brief", "star-cards brief Globex"),
            ("debrief", "star-cards debrief Globex"),
        ],
    ),
    (
        "Figures and files",
        &[
            ("stats", "star-cards stats"),
            ("export", "star-cards export report -o page.html"),
            ("import", "star-cards import --dry-run bank.md"),
            ("backup", "star-cards backup -o copy.db"),
            ("restore", "star-cards restore copy.db"),
        ],
    ),
    (
        "For programs",
        &[
            ("grade", "star-cards grade --from answers.jsonl"),
            ("schedule", "star-cards schedule < questions.jsonl"),
        ],
    ),
    (
        "Set-up",
        &[
            ("doctor", "star-cards doctor"),
            ("config", "star-cards config --print"),
            ("completions", "star-cards completions bash"),
            ("man", "star-cards man review | man -l -"),
        ],
    ),
];

/// The commands below others.
const BELOW: [HelpEntry; 12] = [
    (
        "interview add",
        "star-cards interview add Globex \\\n      --date friday",
    ),
    ("interview list", "star-cards interview list --all"),
    ("interview show", "star-cards interview show Globex"),
    (
        "interview edit",
        "star-cards interview edit Globex \\\n      --date +9d",
    ),
    ("interview done", "star-cards interview done Globex"),
    ("interview remove", "star-cards interview remove Globex"),
    ("export report", "star-cards export report -o page.html"),
    ("export stats", "star-cards export stats --format json"),
    ("export reviews", "star-cards export reviews -o log.csv"),
    ("export runs", "star-cards export runs -o runs.csv"),
    ("export ics", "star-cards export ics -o days.ics"),
    ("export anki", "star-cards export anki -o cards.apkg"),
];

/// The first three command lines of a new user, and what each does.
const FIRST_STEPS: [(&str, &str); 3] = [
    ("star-cards add", "your first story"),
    ("star-cards review", "today's cards"),
    ("star-cards brief", "the evening before"),
];

/// What holds for every command: a name and what it means.
const ENVIRONMENT: [(&str, &str); 5] = [
    (
        "STAR_CARDS_HOME",
        "the folder to keep everything under, as --home",
    ),
    (
        "STAR_CARDS_NOW",
        "a local time with offset at which the clock stands still, for tests and \
         demonstrations: 2026-01-17T20:00:00+01:00",
    ),
    ("VISUAL, EDITOR", "the editor of `add` and `edit`"),
    ("ACCESSIBLE", "not empty and not 0: as --plain"),
    (
        "NO_COLOR, CLICOLOR_FORCE, TERM=dumb",
        "with or without colour",
    ),
];

const EXIT_CODES: &str =
    "Exit codes: 0 done, 1 it failed, 2 wrong usage or no terminal, 130 stopped with Ctrl-C.";

/// Adds headings and examples to the help of every command; `columns` is the width of the
/// screen.
pub(crate) fn add_to(command: Command, columns: usize) -> Command {
    let style = Style {
        columns,
        ..Style::default()
    };
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{}Options:\n{{options}}{{after-help}}",
        commands(&command, style)
    );
    with_examples(command, "")
        .help_template(template)
        .after_help(first_steps(style))
}

/// Every command with one line about it, under its heading.
fn commands(tree: &Command, style: Style) -> String {
    let entries = HEADINGS.iter().flat_map(|(_, entries)| entries.iter());
    let width = entries.map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut lines = Vec::new();
    for (heading, entries) in HEADINGS {
        lines.push(Line::plain(format!("{heading}:")));
        for (name, _) in entries {
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

/// The same tree, each command's help ending with its example.
fn with_examples(command: Command, above: &str) -> Command {
    command.mut_subcommands(|command| {
        let name = format!("{above}{}", command.get_name());
        let command = match example(&name) {
            Some(line) => command.after_help(format!("Example:\n  {line}")),
            None => command,
        };
        with_examples(command, &format!("{name} "))
    })
}

fn example(name: &str) -> Option<&'static str> {
    let listed = HEADINGS.iter().flat_map(|(_, entries)| entries.iter());
    listed
        .chain(&BELOW)
        .find(|(command, _)| *command == name)
        .map(|(_, line)| *line)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::{CommandLine, tree};

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
        let listed = HEADINGS.iter().flat_map(|(_, entries)| entries.iter());
        assert_eq!(top, listed.map(|(name, _)| *name).collect::<Vec<_>>());
        let mut of_examples = BELOW.map(|(name, _)| name);
        let mut below: Vec<_> = below.iter().map(String::as_str).collect();
        of_examples.sort_unstable();
        below.sort_unstable();
        assert_eq!(below, of_examples);
    }

    #[test]
    fn every_example_is_a_command_line_of_its_command_and_fits() {
        let listed = HEADINGS.iter().flat_map(|(_, entries)| entries.iter());
        let firsts = FIRST_STEPS.map(|(line, _)| (&line["star-cards ".len()..], line));
        for (name, example) in listed.chain(&BELOW).chain(&firsts) {
            assert!(example.lines().all(|row| row.len() <= 38), "{example}");
            assert!(
                example.starts_with(&format!("star-cards {name}")),
                "{example}"
            );
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
        Keep your interview stories ready: what
        you decided, and what you changed

        Usage: star-cards [OPTIONS] [COMMAND]

        Every day:
          review       Drill today's cards: say
                       the answer aloud, look,
                       grade yourself
          due          Show today's list without
                       starting it
          undo         Take back your newest
                       answer or mark, or the
                       newest of one card
          suspend      Let a card or all cards
                       of a story rest until you
                       resume them
          resume       Take up a card or story
                       that was suspended

        ...

        Examples:
          star-cards add     your first story
          star-cards review  today's cards
          star-cards brief   the evening before
        ");
    }
}
