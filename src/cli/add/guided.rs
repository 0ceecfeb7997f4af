//! The practice routine: a story written longhand, beat by beat, the Action twice.
//!
//! The draft is a story file from the first answer on. Each step that is over stands in it,
//! so whatever stops the writing, the next call goes on with the step that is missing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::write::add_text;
use crate::cli::editor;
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::findings;
use crate::cli::workspace::Workspace;
use crate::coach::{self, TimedAnswer};
use crate::deck;
use crate::prompt::text::{Line, Tone};
use crate::prompt::{Bar, Chosen};
use crate::story::parse::parse;
use crate::story::problem::LineIndex;
use crate::story::{Beat, Miss, Story, StoryId};

/// One thing to write.
struct Step {
    heading: &'static str,
    guide: &'static str,
}

/// What is written, in this order.
const STEPS: [Step; 6] = [
    Step {
        heading: "Situation",
        guide: "Project, your role, what was at stake. Full sentences, as you would say them;\n\
                one or two are enough (15-20 seconds).",
    },
    Step {
        heading: "Task",
        guide: "What was yours to get right? Not the team's job: yours (10-15 seconds).",
    },
    Step {
        heading: "Action (first draft)",
        guide: "How it went wrong, just as it comes. Do not polish; nobody sees this version\n\
                but you. It becomes the card that you learn to say better.",
    },
    Step {
        heading: "Action",
        guide: "Now the same with your decision named out loud: what did you choose, assume or\n\
                leave undone? Begin with \"I\". **Bold** the two or three phrases that must come\n\
                (40-60 seconds).",
    },
    Step {
        heading: "Result",
        guide: "What it cost, with a number: days, money, people, percent.",
    },
    Step {
        heading: "Learning",
        guide: "What you do differently ever since: a list, a question, a threshold that somebody\n\
                could see you use. **Bold** it. With the Result, 30-45 seconds.",
    },
];

/// Writes a story step by step and adds it to the deck.
pub(crate) fn write(env: &mut Env<'_>, deck: &Path, resume: bool) -> Result<(), CliError> {
    let draft = match resume {
        true => choose_draft(env)?,
        false => begin(env)?,
    };
    for step in &STEPS {
        write_step(env, &draft, step)?;
    }
    finish(env, deck, &draft)
}

/// The draft that was left half-way; of several, the one chosen.
fn choose_draft(env: &mut Env<'_>) -> Result<PathBuf, CliError> {
    let mut drafts = deck::half_written(&env.home.drafts());
    if drafts.len() > 1 {
        let items: Vec<String> = drafts.iter().map(|path| title(path)).collect();
        let chosen = env.world.prompt.search("Which draft?", &items)?;
        return chosen
            .map(|index| drafts.remove(index))
            .ok_or_else(CliError::interrupted);
    }
    drafts.pop().ok_or_else(|| {
        CliError::failed("no story was left half-way").hint("`star-cards add` begins one.")
    })
}

fn title(path: &Path) -> String {
    let text = deck::read_text(path).unwrap_or_default();
    let title = text.lines().find_map(|line| line.strip_prefix("# "));
    title.map_or_else(|| path.display().to_string(), str::to_owned)
}

/// Asks for kind, title and role, and begins the draft with them.
fn begin(env: &mut Env<'_>) -> Result<PathBuf, CliError> {
    // Before the first question, since without an editor none of the answers is of use.
    editor::editor(env)?;
    let miss = ask_kind(env)?;
    let title = ask_title(env)?;
    let role = env.world.prompt.input("Your role then (may stay empty)")?;
    let role = if role.is_empty() {
        String::new()
    } else {
        format!("role: {role}\n")
    };
    let text = format!(
        "# {title}\n\n{role}miss: {}\nquestion: Tell me about a time you failed.\n",
        miss.key()
    );
    let draft = deck::begin_half_written(&env.home.drafts(), &text)?;
    env.note(&format!(
        "The draft is {}. Each beat opens in your editor; save and close to go on. Stop whenever \
         you like: `star-cards add --resume` goes on.",
        draft.display()
    ));
    Ok(draft)
}

fn ask_kind(env: &mut Env<'_>) -> Result<Miss, CliError> {
    let library = env.library();
    let told: BTreeSet<Miss> = library.own().filter_map(|entry| entry.story.miss).collect();
    let items = Miss::ALL.map(|miss| {
        let missing = if told.contains(&miss) {
            ""
        } else {
            " (you have none yet)"
        };
        format!("{}{missing}", describe(miss))
    });
    let bar = Bar {
        others: vec![('q', "leave")],
        ..Bar::default()
    };
    loop {
        let prompt = &mut env.world.prompt;
        match prompt.choose("What kind of failure is it?", &items, &bar)? {
            Chosen::Item(index) => return Ok(Miss::ALL[index]),
            Chosen::Letter('q') => return Err(CliError::interrupted()),
            Chosen::Letter(_) => {}
        }
    }
}

fn describe(miss: Miss) -> &'static str {
    match miss {
        Miss::Technical => "technical: something you built or ran",
        Miss::Stakeholder => "stakeholder: somebody you did not bring along",
        Miss::Judgement => "judgement: a call or a hire you got wrong",
    }
}

/// A title whose name is free.
fn ask_title(env: &mut Env<'_>) -> Result<String, CliError> {
    let library = env.library();
    loop {
        let typed = env.world.prompt.input("A short title for the story")?;
        let title = typed.trim_start_matches('#').trim().to_owned();
        let problem = match StoryId::slug(&title) {
            None => "A title needs at least one letter or digit.".to_owned(),
            Some(id) if id.is_reserved() || library.find(id.as_str()).is_some() => {
                format!("There is a story named {id} already; another title, please.")
            }
            Some(_) => return Ok(title),
        };
        env.world.prompt.say(&[Line::plain(problem)]);
    }
}

/// Opens the editor for a step that the draft does not hold yet, and writes it down.
fn write_step(env: &mut Env<'_>, draft: &Path, step: &Step) -> Result<(), CliError> {
    let before = deck::read_text(draft)?;
    if has(&before, step) {
        return Ok(());
    }
    let guide = format!("<!-- {}: {} -->\n\n", step.heading, step.guide);
    let name = format!(
        "beat-{}",
        step.heading
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_lowercase()
    );
    env.world
        .prompt
        .say(&[Line::toned(Tone::Bold, step.heading)]);
    let edited = editor::in_editor(env, &name, &guide).map_err(|error| {
        error.hint("What you wrote before is safe; `star-cards add --resume` goes on.")
    })?;
    let Some(edited) = edited else {
        env.note(&format!("{} is left out for now.", step.heading));
        return Ok(());
    };
    let words = edited.text.replace(guide.trim_end(), "");
    let after = format!(
        "{}\n\n## {}\n\n{}\n",
        before.trim_end(),
        step.heading,
        words.trim()
    );
    deck::overwrite(draft, &after).map_err(|error| edited.kept(error.into()))?;
    edited.done();
    Ok(())
}

/// Whether the draft holds a step already.
fn has(text: &str, step: &Step) -> bool {
    let parsed = parse(text);
    let Some(story) = parsed.stories.first() else {
        return false;
    };
    if step.heading.contains("draft") {
        return story.first_draft.is_some();
    }
    Beat::ALL
        .into_iter()
        .any(|beat| beat.name() == step.heading && story.beat(beat).is_some())
}

/// Shows what `check` makes of it, then saves it in any case.
fn finish(env: &mut Env<'_>, deck: &Path, draft: &Path) -> Result<(), CliError> {
    let text = deck::read_text(draft)?;
    if let Some(story) = parse(&text).stories.first() {
        show_findings(env, &text, story)?;
    }
    let name = draft.display().to_string();
    add_text(env, deck, &name, &text)
        .map_err(|error| error.hint(format!("Your words are kept in {name}.")))?;
    deck::discard(draft)?;
    let workspace = Workspace::open(env)?;
    let today = workspace.today_list();
    let next = workspace.next_step(env, &today);
    env.world.prompt.say(&[next]);
    Ok(())
}

fn show_findings(env: &mut Env<'_>, text: &str, story: &Story) -> Result<(), CliError> {
    let rate = findings::rate(env)?;
    let report = coach::check(&TimedAnswer::of_story(story), rate);
    let style = env.world.prompt.style();
    let mut lines = vec![Line::blank()];
    lines.extend(findings::lines(
        &story.title,
        (text, &LineIndex::of(text)),
        &report,
        style,
    ));
    lines.push(Line::blank());
    env.world.prompt.say(&lines);
    Ok(())
}
