//! The practice routine: a story written longhand, beat by beat, the Action twice.
//!
//! The draft is a story file from the first answer on. Each step that is over stands in it,
//! so whatever stops the writing, the next call goes on with the step that is missing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::write::{add_text, is_written, without_empty_keys};
use crate::cli::editor;
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::findings;
use crate::cli::workspace::Workspace;
use crate::coach::{self, TimedAnswer};
use crate::deck;
use crate::foreign;
use crate::prompt::text::{Line, Tone};
use crate::prompt::{Bar, Chosen, stop};
use crate::story::change::bearer;
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
    stop::promise("Nothing was saved yet.");
    // Before the first question, since without an editor none of the answers is of use.
    editor::editor(env)?;
    let draft = match resume {
        true => choose_draft(env)?,
        false => begin(env)?,
    };
    stop::promise(SAVED);
    ask_head(env, &draft)?;
    for step in &STEPS {
        write_step(env, &draft, step)?;
    }
    finish(env, deck, &draft)
}

/// What is said when the writing is stopped.
const SAVED: &str = "Saved as a draft: star-cards add --resume";

/// Puts a draft that was left half-way into the trash, with the texts of its beats.
pub(crate) fn discard(env: &mut Env<'_>) -> Result<(), CliError> {
    let draft = choose_draft(env)?;
    let beats = STEPS.iter().map(|step| beat_file(&draft, step));
    for path in std::iter::once(draft.clone()).chain(beats) {
        let Ok(text) = deck::read_text(&path) else {
            continue;
        };
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let kept = deck::keep(&env.home.trash(), &name, &text)?;
        deck::discard(&path)?;
        env.note(&format!("Moved to {}.", kept.display()));
    }
    Ok(())
}

/// The draft that was left half-way; of several, the one chosen.
fn choose_draft(env: &mut Env<'_>) -> Result<PathBuf, CliError> {
    let mut drafts = deck::half_written(&env.home.drafts());
    if drafts.len() > 1 {
        if !env.world.prompt.can_ask() {
            return Err(CliError::usage("which draft? There are several")
                .hint("Run it on a terminal, where one can be chosen."));
        }
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
    let head = DraftHead::read(&deck::read_text(path).unwrap_or_default());
    head.title.unwrap_or_else(|| path.display().to_string())
}

/// Asks for the kind, and begins the draft with it.
fn begin(env: &mut Env<'_>) -> Result<PathBuf, CliError> {
    let miss = ask_kind(env)?;
    let head = DraftHead {
        title: None,
        role: None,
        miss: miss.key().to_owned(),
    };
    Ok(deck::begin_half_written(&env.home.drafts(), &head.text())?)
}

/// Asks for what the head of a draft lacks; each answer is on the disk when it was given.
fn ask_head(env: &mut Env<'_>, draft: &Path) -> Result<(), CliError> {
    let text = deck::read_text(draft)?;
    let mut head = DraftHead::read(&text);
    if text.contains("\n## ") || head.title.is_some() && head.role.is_some() {
        return Ok(());
    }
    if head.title.is_none() {
        head.title = Some(ask_title(env)?);
        deck::overwrite(draft, &head.text())?;
    }
    let role = env.world.prompt.input("Your role then (may stay empty)")?;
    head.role = Some(role.trim().to_owned());
    deck::overwrite(draft, &head.text())?;
    env.note(&format!(
        "The draft is {}. Each beat opens in your editor; save and close to go on. Stop whenever \
         you like: `star-cards add --resume` goes on.",
        draft.display()
    ));
    Ok(())
}

/// What a draft begins with.
struct DraftHead {
    title: Option<String>,
    /// Empty where there is none to tell.
    role: Option<String>,
    miss: String,
}

impl DraftHead {
    fn read(text: &str) -> DraftHead {
        let after = |start: &str| text.lines().find_map(|line| line.strip_prefix(start));
        let words = |start: &str| after(start).map(|words| words.trim().to_owned());
        DraftHead {
            title: words("# ").filter(|title| !title.is_empty()),
            role: words("role:"),
            miss: words("miss:").unwrap_or_default(),
        }
    }

    fn text(&self) -> String {
        let role = self.role.as_ref().map(|role| format!("role: {role}\n"));
        format!(
            "# {}\n\n{}miss: {}\nquestion: Tell me about a time you failed.\n",
            self.title.as_deref().unwrap_or_default(),
            role.unwrap_or_default(),
            self.miss
        )
    }
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
            Some(id) if id.is_reserved() || bearer(&library, &id, "").is_some() => {
                format!("The name {id} is taken already; another title, please.")
            }
            Some(_) => return Ok(title),
        };
        env.world.prompt.say(&[Line::plain(problem)]);
    }
}

/// Where the words of a step lie until they stand in the draft.
fn beat_file(draft: &Path, step: &Step) -> PathBuf {
    let slug = StoryId::slug(step.heading).map_or_else(String::new, |slug| slug.to_string());
    let stem = draft.file_stem().unwrap_or_default().to_string_lossy();
    let number = stem.trim_start_matches(|c: char| c != '-');
    draft.with_file_name(format!("beat-{slug}{number}.md"))
}

/// Opens the editor for a step that the draft does not hold yet, on the words that an earlier
/// call was left with, and writes it down.
fn write_step(env: &mut Env<'_>, draft: &Path, step: &Step) -> Result<(), CliError> {
    if has(&deck::read_text(draft)?, step) {
        return Ok(());
    }
    let guide = format!("<!-- {}: {} -->\n\n", step.heading, step.guide);
    env.world
        .prompt
        .say(&[Line::toned(Tone::Bold, step.heading)]);
    let edited = editor::edit_file(env, beat_file(draft, step), &guide).map_err(|error| {
        error.hint("What you wrote is safe; `star-cards add --resume` goes on with it.")
    })?;
    let words = edited.text.replace(guide.trim_end(), "");
    let words = words.trim_start_matches('\u{feff}');
    if words.trim().is_empty() {
        edited.done();
        env.note(&format!("{} is left out for now.", step.heading));
        return Ok(());
    }
    let _held = deck::hold(&[env.home.drafts()]);
    let before = deck::read_text(draft).map_err(|unread| edited.kept(unread.into()))?;
    if has(&before, step) {
        let told = format!("{} was written in another terminal meanwhile", step.heading);
        return Err(edited.kept(CliError::failed(told)));
    }
    let (before, words) = (before.trim_end(), foreign::contained(words.trim()));
    let after = format!("{before}\n\n## {}\n\n{words}\n", step.heading);
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
    let text = without_empty_keys(&deck::read_text(draft)?);
    let parsed = parse(&text);
    if !parsed.stories.iter().any(is_written) {
        env.note(
            "No beat has any words yet, so nothing was added. The draft is saved: \
             `star-cards add --resume` continues it, `star-cards add --discard` puts it into the trash.",
        );
        return Ok(());
    }
    if let Some(story) = parsed.stories.first() {
        show_findings(env, &text, story)?;
    }
    let name = draft.display().to_string();
    add_text(env, deck, &name, &text)
        .map_err(|error| error.hint(format!("Your words are kept in {name}.")))?;
    deck::discard(draft)?;
    stop::promise("The story is saved.");
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
