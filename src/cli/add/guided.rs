//! The practice routine: a story written longhand, beat by beat, the Action twice.
//!
//! The draft is a story file from the first answer on. Each step that is over stands in it,
//! so whatever stops the writing, the next call goes on with the step that is missing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::guide::{page, without_guide, without_whole_guide};
use super::steps::{STEPS, Step};
use super::write::{add_text, is_written, without_empty_keys};
use crate::cli::editor::{self, Edited};
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::findings;
use crate::cli::wording::in_words;
use crate::coach::{self, TimedAnswer};
use crate::deck;
use crate::foreign;
use crate::prompt::text::{Line, Tone};
use crate::prompt::{Bar, Chosen, stop};
use crate::story::change::bearer;
use crate::story::parse::parse;
use crate::story::problem::LineIndex;
use crate::story::{Beat, Miss, Story, StoryId};

/// How the parts are written.
struct Way {
    /// At the prompt instead of in an editor.
    here: bool,
    /// Whether each part is judged as soon as it is written.
    checked: bool,
    /// Words a minute.
    rate: u32,
}

/// Writes a story step by step and adds it to the deck.
pub(crate) fn write(
    env: &mut Env<'_>,
    deck: &Path,
    resume: bool,
    here: bool,
) -> Result<(), CliError> {
    stop::promise("Nothing was saved yet.");
    let draft = match resume {
        true => choose_draft(env)?,
        false => begin(env)?,
    };
    stop::promise(SAVED);
    if here {
        remember_here(&draft)?;
    }
    ask_head(env, &draft)?;
    let text = deck::read_text(&draft)?;
    let here = text.contains(HERE) || editor::found_editor(env).is_none();
    let written = story_of(&text);
    let has = |step: &Step| written.as_ref().is_some_and(|s| step.written(s).is_some());
    if !STEPS.iter().all(has) {
        env.note(match here {
            true => "An empty line ends a part. Stop with Ctrl-C whenever you like: your words are saved.",
            false => {
                "Each part opens in your editor: save and close to continue. Stop whenever you \
                 like: your words are saved."
            }
        });
        let way = Way {
            here,
            checked: (env.world.prompt)
                .confirm("Check each part as you go (decision, number, length)?")?,
            rate: findings::rate(env)?,
        };
        for step in &STEPS {
            write_step(env, &draft, step, &way)?;
        }
    }
    finish(env, deck, &draft)
}

/// Stands in a draft that is written at the prompt, so that it goes on there.
const HERE: &str = "\n<!-- written at the prompt -->\n";

/// Notes in a draft that it is written at the prompt.
fn remember_here(draft: &Path) -> Result<(), CliError> {
    let text = deck::read_text(draft)?;
    if !text.contains(HERE) {
        deck::overwrite(draft, &format!("{}\n{HERE}", text.trim_end()))?;
    }
    Ok(())
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
        stop::promise("Your drafts are still there.");
        let items: Vec<String> = drafts.iter().map(|path| title(path)).collect();
        let chosen = env.world.prompt.search("Which draft?", &items)?;
        return chosen
            .map(|index| drafts.remove(index))
            .ok_or_else(CliError::interrupted);
    }
    drafts
        .pop()
        .ok_or_else(|| CliError::failed("no draft was found").hint("`star-cards add` starts one."))
}

fn title(path: &Path) -> String {
    let head = DraftHead::read(&deck::read_text(path).unwrap_or_default());
    let name = path.file_name().unwrap_or_default().display();
    head.title
        .unwrap_or_else(|| format!("no title yet ({name})"))
}

/// Asks for the kind, and begins the draft with it.
fn begin(env: &mut Env<'_>) -> Result<PathBuf, CliError> {
    let miss = ask_kind(env)?;
    let head = DraftHead {
        title: None,
        role: None,
        miss: miss.key().to_owned(),
        here: false,
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
    let role = env.input("Your role then (may stay empty)")?;
    head.role = Some(role.trim().to_owned());
    deck::overwrite(draft, &head.text())?;
    Ok(())
}

/// What a draft begins with.
struct DraftHead {
    title: Option<String>,
    /// Empty where there is none to tell.
    role: Option<String>,
    miss: String,
    /// It is written at the prompt.
    here: bool,
}

impl DraftHead {
    fn read(text: &str) -> DraftHead {
        let after = |start: &str| text.lines().find_map(|line| line.strip_prefix(start));
        let words = |start: &str| after(start).map(|words| words.trim().to_owned());
        DraftHead {
            title: words("# ").filter(|title| !title.is_empty()),
            role: words("role:"),
            miss: words("miss:").unwrap_or_default(),
            here: text.contains(HERE),
        }
    }

    fn text(&self) -> String {
        let role = self.role.as_ref().map(|role| format!("role: {role}\n"));
        format!(
            "# {}\n\n{}miss: {}\nquestion: Tell me about a time you failed.\n{}",
            self.title.as_deref().unwrap_or_default(),
            role.unwrap_or_default(),
            self.miss,
            if self.here { HERE } else { "" }
        )
    }
}

fn ask_kind(env: &mut Env<'_>) -> Result<Miss, CliError> {
    let library = env.library();
    let told: BTreeSet<Miss> = library
        .own()
        .filter_map(|entry| entry.parts().miss())
        .collect();
    let items = Miss::ALL.map(|miss| {
        let missing = if told.contains(&miss) {
            ""
        } else {
            "; none yet"
        };
        format!("{} ({}{missing})", in_words(miss), miss.key())
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

/// A title whose name is free.
fn ask_title(env: &mut Env<'_>) -> Result<String, CliError> {
    let library = env.library();
    loop {
        let typed = env.input("A short title for the story")?;
        if typed.trim().is_empty() {
            // Escape leaves; the draft keeps what was answered so far.
            return Err(CliError::interrupted());
        }
        let title = typed.trim_start_matches('#').trim().to_owned();
        let problem = match StoryId::slug(&title) {
            None => "A title needs at least one letter or digit.".to_owned(),
            Some(id) if id.is_reserved() || bearer(&library, &id, "").is_some() => {
                format!("The name {id} is taken. Choose another title.")
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

/// Asks for a step that the draft does not hold yet, on the words that an earlier call was left
/// with, and writes it down.
fn write_step(env: &mut Env<'_>, draft: &Path, step: &Step, way: &Way) -> Result<(), CliError> {
    let Some(story) = story_of(&deck::read_text(draft)?) else {
        return Ok(());
    };
    if step.written(&story).is_some() {
        return Ok(());
    }
    env.world.prompt.say(&step.lines(&story, way.rate));
    let guide = step.comment(&story, way.rate);
    let file = beat_file(draft, step);
    loop {
        let edited = match way.here {
            true => at_the_prompt(env, &file, &guide)?,
            false => in_the_editor(env, &file, &guide)?,
        };
        // At the prompt no guide stands in the text.
        let within = if way.here { "" } else { guide.as_str() };
        let written = without_guide(&edited.text, within);
        if written.taken_out > 0 {
            env.note("Lines of the guide stood in your text: they were taken out.");
        }
        let words = written.words;
        if words.is_empty() {
            edited.done();
            env.note(&format!("{} is left out for now.", step.heading));
            return Ok(());
        }
        let doubts = written.doubts;
        let change = match doubts.is_empty() {
            false => is_doubt_to_change(env, doubts)?,
            true => way.checked && is_to_change(env, step, &words, way.rate)?,
        };
        if !change {
            return put_down(env, draft, step, &words, &edited);
        }
    }
}

/// The words that lie in their file so far.
fn begun(file: &Path) -> Result<String, CliError> {
    // Words that cannot be read are not written over.
    Ok(match file.exists() {
        true => deck::read_text(file)?,
        false => String::new(),
    })
}

/// The file in the editor: the words so far, and the guide apart from them.
fn in_the_editor(env: &mut Env<'_>, file: &Path, guide: &str) -> Result<Edited, CliError> {
    editor::editor(env)?;
    let begun = without_guide(&begun(file)?, guide).words;
    if !begun.is_empty() {
        deck::overwrite(file, &page(&begun, guide))?;
    }
    editor::edit_file(env, file.to_owned(), &page("", guide)).map_err(|error| {
        error.hint("What you wrote is saved. To continue: star-cards add --resume")
    })
}

/// Tells what looks like a rest of the guide, and asks whether the part is to be changed.
fn is_doubt_to_change(env: &mut Env<'_>, doubts: Vec<String>) -> Result<bool, CliError> {
    let lines: Vec<Line> = doubts
        .into_iter()
        .map(|doubt| Line::toned(Tone::Warn, doubt))
        .collect();
    env.world.prompt.say(&lines);
    Ok(env.world.prompt.confirm("Change it now?")?)
}

/// Several lines at the prompt, each on the disk when it was given.
fn at_the_prompt(env: &mut Env<'_>, file: &Path, guide: &str) -> Result<Edited, CliError> {
    // An editor may have left the guide there; its lines are the person's where they stand alone.
    let begun = without_whole_guide(&begun(file)?, guide);
    let mut keep = |words: &str| {
        if !words.is_empty() || file.exists() {
            // Tried again at the next line; the last attempt below tells if it failed.
            let _ = deck::overwrite(file, words);
        }
    };
    let words = env.world.prompt.compose(&begun, &mut keep)?;
    deck::overwrite(file, &words)?;
    Ok(Edited::new(words, file.to_owned()))
}

/// Shows what `check` finds in a part, and asks whether it is to be changed. The words lie in
/// their file meanwhile.
fn is_to_change(env: &mut Env<'_>, step: &Step, words: &str, rate: u32) -> Result<bool, CliError> {
    let words = foreign::contained(words);
    let text = format!("# Draft\n\n## {}\n\n{words}\n", step.heading);
    let (Some(beat), Some(story)) = (step.beat, story_of(&text)) else {
        return Ok(false);
    };
    let report = coach::check(&TimedAnswer::of_story(&story), rate);
    let style = env.world.prompt.style();
    let source = (text.as_str(), &LineIndex::of(&text));
    let Some(lines) = findings::beat_lines(source, &report, beat, style) else {
        let fine = format!("{}: nothing to fix.", step.heading);
        env.world.prompt.say(&[Line::toned(Tone::Good, fine)]);
        return Ok(false);
    };
    env.world.prompt.say(&lines);
    Ok(env.world.prompt.confirm("Change it now?")?)
}

/// Writes the words of a step into the draft, as it stands now.
fn put_down(
    env: &mut Env<'_>,
    draft: &Path,
    step: &Step,
    words: &str,
    edited: &Edited,
) -> Result<(), CliError> {
    let _held = deck::hold(&[env.home.drafts()]);
    let before = deck::read_text(draft).map_err(|unread| edited.kept(unread.into()))?;
    if story_of(&before).is_some_and(|story| step.written(&story).is_some()) {
        let told = format!("{} was just written in another terminal", step.heading);
        return Err(edited.kept(CliError::failed(told)));
    }
    let after = with_part(&before, step, &foreign::contained(words));
    deck::overwrite(draft, &after).map_err(|error| edited.kept(error.into()))?;
    edited.done();
    Ok(())
}

/// A draft with the words of a step at its place: before the parts that come after it, and in the
/// place of its own heading where that stands there without words.
fn with_part(draft: &str, step: &Step, words: &str) -> String {
    let from = STEPS
        .iter()
        .skip_while(|other| other.heading != step.heading);
    let later: Vec<String> = from.map(|step| format!("## {}", step.heading)).collect();
    let lines: Vec<&str> = draft.lines().collect();
    let begins = |line: &&str| later.iter().any(|heading| heading == line.trim_end());
    let at = lines.iter().position(begins).unwrap_or(lines.len());
    let (before, mut after) = lines.split_at(at);
    if after
        .first()
        .is_some_and(|line| line.trim_end() == later[0])
    {
        // Sections of one's own may follow, and notes: only the blank lines go.
        let blank = after[1..].iter().take_while(|line| line.trim().is_empty());
        after = &after[1 + blank.count()..];
    }
    let before = before.join("\n");
    let part = format!("{}\n\n{}\n\n{words}\n", before.trim_end(), later[0]);
    match after.is_empty() {
        true => part,
        false => format!("{part}\n{}\n", after.join("\n").trim_end()),
    }
}

/// The story that a draft holds so far.
fn story_of(text: &str) -> Option<Story> {
    parse(text).stories.into_iter().next()
}

/// Shows what `check` makes of it, then adds it; asks first where its cards are not whole.
fn finish(env: &mut Env<'_>, deck: &Path, draft: &Path) -> Result<(), CliError> {
    let text = without_empty_keys(&deck::read_text(draft)?.replace(HERE, ""));
    let Some(story) = story_of(&text).filter(is_written) else {
        env.note(
            "No beat has any words yet, so nothing was added. The draft is saved: \
             `star-cards add --resume` continues it, `star-cards add --discard` moves it to the trash.",
        );
        return Ok(());
    };
    show_findings(env, &text, &story)?;
    let cards = [Beat::Action, Beat::Learning].into_iter();
    let lacking = cards.filter(|beat| story.beat(*beat).is_none());
    let lacking: Vec<&str> = lacking.map(Beat::name).collect();
    if !lacking.is_empty() {
        let lacking = lacking.join(" and ");
        let question = format!("Still to write: {lacking}. Add the story anyway?");
        if !env.world.prompt.confirm(&question)? {
            env.note(SAVED);
            return Ok(());
        }
    }
    let name = draft.display().to_string();
    add_text(env, deck, &name, &text)
        .map_err(|error| error.hint(format!("Your words are saved in {name}.")))?;
    deck::discard(draft)?;
    stop::promise("The story is saved.");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_in_their_order_each_once() {
        let table = [
            ("# T\n", "Task", "# T\n\n## Task\n\nNew.\n"),
            (
                "# T\n\n## Action\n\nI did.\n",
                "Situation",
                "# T\n\n## Situation\n\nNew.\n\n## Action\n\nI did.\n",
            ),
            (
                "# T\n\n## Task\n\nMine.\n\n## Action\n\nI did.\n",
                "Action (first draft)",
                "# T\n\n## Task\n\nMine.\n\n## Action (first draft)\n\nNew.\n\n## Action\n\nI did.\n",
            ),
            (
                "# T\n\n## Action (first draft)\n\n## Action\n\nI did.\n",
                "Action (first draft)",
                "# T\n\n## Action (first draft)\n\nNew.\n\n## Action\n\nI did.\n",
            ),
            (
                "# T\n\n## Action\n\n",
                "Action",
                "# T\n\n## Action\n\nNew.\n",
            ),
            // What a person wrote behind an empty heading stays, a comment too.
            (
                "# T\n\n## Learning\n\n## Closing\n\nMine.\n\n## Traps\n- deflection: \"They did.\"\n",
                "Learning",
                "# T\n\n## Learning\n\nNew.\n\n## Closing\n\nMine.\n\n## Traps\n- deflection: \"They did.\"\n",
            ),
            (
                "# T\n\n## Task\n<!-- ask Ann -->\n## Notes\nMine.\n## Action\n\nI did.\n",
                "Task",
                "# T\n\n## Task\n\nNew.\n\n<!-- ask Ann -->\n## Notes\nMine.\n## Action\n\nI did.\n",
            ),
        ];
        for (draft, heading, expected) in table {
            let step = STEPS.iter().find(|step| step.heading == heading);
            let step = step.expect("a step");
            assert_eq!(with_part(draft, step, "New."), expected, "{draft}");
        }
    }
}
