//! The end of a mock: what was hard may be written down, then how it went on one screen, and one thing to do.

use super::sitting::MockSitting;
use crate::cli::card_view::GradeScale;
use crate::cli::error::CliError;
use crate::cli::story_choice;
use crate::cli::wording::{counted, heading};
use crate::coach::follow_up::in_words;
use crate::coach::tonight::{QuestionOutcome, Tonight, tonight};
use crate::coach::{WHOLE, fitting::StoryFit};
use crate::deck;
use crate::prompt::text::{Line, Tone};
use crate::prompt::{Unticked, stop};
use crate::story::bank::FollowUpCause;
use crate::story::{Story, rewrite};
use crate::study::debrief::with_question;
use crate::study::facts::PointSaid;
use crate::study::mock::{AnsweredFollowUp, MockQuestion};
use crate::study::review::Quality;
use crate::study::run::{self, Run};

/// The note of a story that holds what is to be prepared.
const NOTE: &str = "Follow-ups";

/// What was hard, and may be written into a story.
enum HardPart {
    /// A question that this story answers, which was found late or not at all.
    Question { wording: String, story: String },
    /// A follow-up after this story.
    FollowUp { wording: String, story: String },
}

/// Offers to write down what was hard, then shows how it went.
pub(super) fn show(sitting: &mut MockSitting<'_, '_>) -> Result<(), CliError> {
    stop::promise("The mock is saved, and nothing of it was written into your stories.");
    let hard = hard_parts(sitting)?;
    let kept = keep(sitting, &hard);
    sitting.workspace.read_log(sitting.env)?;
    let lines = lines(sitting)?;
    sitting.env.say(&lines);
    kept
}

/// What was hard in it: choices that were late or did not fit, and follow-ups that were not good.
fn hard_parts(sitting: &MockSitting<'_, '_>) -> Result<Vec<HardPart>, CliError> {
    let mut hard = Vec::new();
    for (place, asked) in sitting.mock.questions.iter().enumerate() {
        let is_hard = |quality: Option<Quality>| quality.is_some_and(|q| q < Quality::GOOD);
        if is_hard(asked.quality)
            && let Some(question) = sitting.question(&asked.key)
        {
            let better = match judged(sitting, place)? {
                Some((StoryFit::Another(better), stories)) => Some(stories[better].id.to_string()),
                _ => sitting
                    .story(&asked.story)
                    .map(|story| story.id.to_string()),
            };
            hard.extend(better.map(|story| HardPart::Question {
                wording: question.wording.clone(),
                story,
            }));
        }
        let answered = asked.follow_ups.iter().filter(|one| is_hard(one.quality));
        let story = sitting
            .story(&asked.story)
            .map(|story| story.id.to_string());
        hard.extend(answered.filter_map(|one| {
            Some(HardPart::FollowUp {
                wording: wording(sitting, one)?,
                story: story.clone()?,
            })
        }));
    }
    Ok(hard)
}

/// A follow-up in its words, if it is still in the bank.
fn wording(sitting: &MockSitting<'_, '_>, asked: &AnsweredFollowUp) -> Option<String> {
    let mut follow_ups = sitting.questions.bank.follow_ups.iter();
    let known = follow_ups.find(|known| known.key.as_str() == asked.key)?;
    Some(known.wording.clone())
}

/// Asks which of what was hard is to be written into the stories, and writes it.
fn keep(sitting: &mut MockSitting<'_, '_>, hard: &[HardPart]) -> Result<(), CliError> {
    if hard.is_empty() || sitting.is_on_samples() {
        return Ok(());
    }
    let library = &sitting.workspace.library;
    let items: Vec<String> = { hard.iter() }
        .map(|part| match part {
            HardPart::Question { wording, story } => {
                format!("{wording} (a question of \"{}\")", library.title(story))
            }
            HardPart::FollowUp { wording, story } => {
                format!("{wording} (a note in \"{}\")", library.title(story))
            }
        })
        .collect();
    sitting.env.say(&[Line::blank()]);
    let asked = "This was hard. What do you want to write into your stories, to prepare it?";
    let prompt = &mut sitting.env.world.prompt;
    let Some(ticked) = prompt.tick(asked, &items, &[], Unticked::IsNone)? else {
        return Ok(());
    };
    for (part, _) in hard.iter().zip(ticked).filter(|(_, ticked)| *ticked) {
        write(sitting, part)?;
    }
    Ok(())
}

/// Writes one into its story, as it stands now.
fn write(sitting: &mut MockSitting<'_, '_>, part: &HardPart) -> Result<(), CliError> {
    let (HardPart::Question { story, .. } | HardPart::FollowUp { story, .. }) = part;
    let held = sitting.env.hold_library();
    let Some(entry) = held.library.called(story) else {
        let told = format!("{story} was just removed, so nothing was written into it.");
        sitting.env.note(&told);
        return Ok(());
    };
    let deck = entry.deck();
    let text = match part {
        HardPart::Question { wording, .. } => with_question(entry, wording),
        HardPart::FollowUp { wording, .. } => {
            rewrite::add_to_note(deck.source(), entry.story(), NOTE, wording)
        }
    };
    if let Some(text) = text {
        deck::replace(deck, &text)?;
        let told = format!("Written into \"{}\", in {}.", entry.title(), deck.path);
        sitting.env.note(&told);
    }
    Ok(())
}

/// How the story chosen for a question answers it, among those that were left then.
fn judged<'s>(
    sitting: &'s MockSitting<'_, '_>,
    place: usize,
) -> Result<Option<(StoryFit, Vec<&'s Story>)>, CliError> {
    let asked = &sitting.mock.questions[place];
    let library = &sitting.workspace.library;
    let before = &sitting.mock.questions[..place];
    let was_told = |story: &&Story| {
        let mut before = before.iter();
        before.any(|before| library.current_id(&before.story) == story.id.as_str())
    };
    let chosen = library.current_id(&asked.story);
    let stories: Vec<&Story> = { sitting.stories.iter() }
        .filter(|story| story.id.as_str() == chosen || !was_told(story))
        .collect();
    let place = stories.iter().position(|story| story.id.as_str() == chosen);
    let (Some(question), Some(place)) = (sitting.question(&asked.key), place) else {
        return Ok(None);
    };
    let fit = story_choice::fit(question, &stories, place)?;
    Ok(Some((fit, stories)))
}

fn lines(sitting: &MockSitting<'_, '_>) -> Result<Vec<Line>, CliError> {
    let of = sitting
        .interview
        .as_ref()
        .map_or_else(String::new, |interview| {
            format!(" for {}", interview.details.name)
        });
    let asked = counted(sitting.mock.questions.len(), "question");
    let mut lines = vec![
        Line::blank(),
        heading(format!("Mock interview{of}: {asked}")),
    ];
    let facts = &sitting.workspace.facts;
    let runs = run::runs(facts, &facts.undone());
    let mut outcomes = Vec::new();
    for (place, asked) in sitting.mock.questions.iter().enumerate() {
        let run = asked.told.flatten();
        let run = run.and_then(|id| runs.iter().find(|run| run.row.id == id));
        let story = sitting.story(&asked.story);
        let gaps = story.map(|story| sitting.gaps(&asked.key, story));
        let lacks = gaps.and_then(|gaps| gaps.by_weight().next());
        let wording_of = sitting.question(&asked.key);
        let question = wording_of.map_or(asked.key.as_str(), |question| &question.wording);
        lines.push(heading(format!("{}. {question}", place + 1)).hanging(3));
        lines.push(choice_line(sitting, place, asked)?.indented(3).hanging(2));
        lines.push(telling_line(run, lacks).indented(3).hanging(2));
        lines.extend(follow_up_line(asked).map(|line| line.indented(3).hanging(2)));
        let hard = asked.follow_ups.iter();
        let hard = hard.filter(|one| one.quality.is_some_and(|quality| quality < Quality::GOOD));
        outcomes.push(QuestionOutcome {
            story: asked.story.clone(),
            is_chosen_well: asked.quality.map(|quality| quality >= Quality::GOOD),
            seconds: run
                .filter(|run| run.is_timed)
                .map(|run| seconds(run.total_ms())),
            lacks: lacks.filter(|_| !sitting.is_on_samples()),
            hard: hard
                .min_by_key(|one| one.quality)
                .and_then(|one| wording(sitting, one)),
        });
    }
    lines.push(Line::blank());
    lines.push(tonight_line(sitting, &tonight(&outcomes)));
    Ok(lines)
}

#[expect(clippy::cast_precision_loss, reason = "no answer takes 2^52 ms")]
fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

/// The story, how long it took to find, and where another one fits, which.
fn choice_line(
    sitting: &MockSitting<'_, '_>,
    place: usize,
    asked: &MockQuestion,
) -> Result<Line, CliError> {
    let title = sitting.workspace.library.title(&asked.story);
    let seconds = asked.choice_ms.div_ceil(1000);
    let line = Line::plain(format!("\"{title}\", chosen in {seconds} s."));
    let Some((fit, stories)) = judged(sitting, place)? else {
        return Ok(line);
    };
    let (StoryFit::Another(_), Some(question)) = (&fit, sitting.question(&asked.key)) else {
        return Ok(line);
    };
    let name = sitting.workspace.library.current_id(&asked.story);
    let chosen = stories.iter().position(|story| story.id.as_str() == name);
    let why = story_choice::why(&fit, question, &stories, chosen.unwrap_or(0));
    Ok(line.and(Tone::Warn, " Not quite: ").and(Tone::Normal, why))
}

/// When it began, how long it took against 90 and 120 s, and what it lacked most.
fn telling_line(run: Option<&Run>, lacks: Option<FollowUpCause>) -> Line {
    let mut told = Vec::new();
    if let Some(run) = run {
        let latency = run.latency_ms.map(|ms| ms.div_ceil(1000));
        told.extend(latency.map(|latency| format!("Began after {latency} s.")));
        if run.is_timed {
            // As it is shown, so that the two agree.
            let whole = seconds(run.total_ms()).round();
            let off = |from: f64, to: f64, what: &str| format!(", {:.0} s {what}", from - to);
            let (least, most) = (f64::from(WHOLE.from), f64::from(WHOLE.to));
            let off = match whole {
                _ if whole > most => off(whole, most, &format!("over {most:.0}")),
                _ if whole < least => off(least, whole, &format!("short of {least:.0}")),
                _ => String::new(),
            };
            told.push(format!("Told in {whole:.0} s{off}."));
        }
        let points = run.heard.iter().flat_map(|heard| heard.points.values());
        let (missed, all) = points.fold((0, 0), |(missed, all), said| {
            (missed + usize::from(*said == PointSaid::Not), all + 1)
        });
        if missed > 0 {
            told.push(format!("{missed} of {all} points left out."));
        }
    }
    if told.is_empty() {
        told.push("Not timed.".to_owned());
    }
    let line = Line::plain(told.join(" "));
    let words =
        |cause: &FollowUpCause| !matches!(cause, FollowUpCause::TooLong | FollowUpCause::TooShort);
    match lacks.filter(words) {
        Some(cause) => line
            .and(Tone::Warn, " Weak: ")
            .and(Tone::Normal, format!("{}.", in_words(cause))),
        None => line,
    }
}

/// `Follow-ups: good, hard.`
fn follow_up_line(asked: &MockQuestion) -> Option<Line> {
    let scale = GradeScale::OneToFour;
    let grades = asked.follow_ups.iter().filter_map(|one| one.quality);
    let grades: Vec<&str> = grades.map(|quality| scale.name(quality)).collect();
    let noun = match grades.len() {
        1 => "Follow-up",
        _ => "Follow-ups",
    };
    (!grades.is_empty()).then(|| Line::quiet(format!("{noun}: {}.", grades.join(", "))))
}

/// The one thing to do, as a command and what it is for.
fn tonight_line(sitting: &MockSitting<'_, '_>, tonight: &Tonight) -> Line {
    let handle = |story: &str| {
        let library = &sitting.workspace.library;
        library.handle(library.current_id(story))
    };
    let line = Line::quiet("Tonight: ").hanging(9);
    let command = |command: String, why: String| {
        let line = line
            .clone()
            .and(Tone::Bold, format!("star-cards {command}"));
        line.and(Tone::Normal, format!("  {why}"))
    };
    match tonight {
        Tonight::Write { story, lacks } => {
            let why = format!("It has {}. Correct that first.", in_words(*lacks));
            command(format!("edit {}", handle(story)), why)
        }
        Tonight::Shorten { story } => {
            let why = format!("Once more, in under {} s.", WHOLE.to);
            command(format!("rehearse {}", handle(story)), why)
        }
        Tonight::TrainChoosing => {
            let library = &sitting.workspace.library;
            let why = match sitting.env.settings.questions {
                true => "The questions train which story answers what.",
                false => "Read the titles once more: which story answers what?",
            };
            let has_questions = sitting.env.settings.questions && !library.asked.is_empty();
            command(
                if has_questions { "review" } else { "list" }.to_owned(),
                why.to_owned(),
            )
        }
        Tonight::Prepare { story, follow_up } => {
            let why = format!("Write down your answer to \"{follow_up}\"");
            command(format!("edit {}", handle(story)), why)
        }
        Tonight::TellAgain { story, lacks } => {
            let why = format!("Once more: it had {}.", in_words(*lacks));
            command(format!("rehearse {}", handle(story)), why)
        }
        Tonight::Rest => line.and(Tone::Normal, "nothing more. That would do in the room."),
    }
}
