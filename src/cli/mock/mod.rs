//! `mock`: a dress rehearsal, from the question to the follow-up.

mod follow_up;
mod material;
mod sitting;
mod summary;

use self::material::stories;
use self::sitting::{MockFlow, MockSitting};
use super::env::Env;
use super::error::{CliError, Outcome};
use super::workspace::Workspace;
use super::{interviews, save, telling};
use crate::prompt::stop;
use crate::store::NewFact;
use crate::study::facts::MockRow;
use crate::study::interview::{self, Interview};
use crate::study::mock::{self, Mock};

/// Questions, where nobody says how many.
const QUESTIONS: u32 = 3;

/// Minutes, where nobody says how many.
const MINUTES: u32 = 20;

/// Practise the whole: a question, which story, told aloud, then the follow-up
///
/// You see a question as an interviewer asks it, choose one of your stories on the clock, tell it aloud and
/// answer one or two follow-ups, which go for what your answer lacks. Three questions take about twenty
/// minutes. How it went is told at the end, on one screen, with one thing to do tonight. Each step is saved
/// when it happens.
///
/// With an interview ahead the stories are those that they have not heard, and the end is the hand-off to
/// the role.
#[derive(clap::Args, Debug)]
pub(crate) struct MockArgs {
    /// The company, or NAME@DATE; the next interview if left out, and none if none is planned
    interview: Option<String>,
    /// How many questions, at most 10 [default: 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10))]
    questions: Option<u32>,
    /// After how many minutes no further question begins [default: 20]
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u32).range(1..=180))]
    minutes: Option<u32>,
    /// Go on with the mock of this evening that was stopped
    #[arg(long, conflicts_with_all = ["interview", "questions", "minutes"])]
    resume: bool,
    /// Listen while you speak, as `rehearse --voice` does
    #[arg(long, conflicts_with = "no_voice")]
    voice: bool,
    /// Do not listen, whatever the settings say
    #[arg(long)]
    no_voice: bool,
}

impl MockArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        if !env.world.prompt.can_ask() {
            return Err(CliError::usage("mock needs a terminal")
                .hint("For a program: `due --json` lists the cards of questions."));
        }
        let mut workspace = Workspace::open(env)?;
        let left = mock::open(&workspace.facts, env.today());
        let (mock, interview) = match (left, self.resume) {
            (Some(mock), true) => {
                let planned = mock.interview();
                let mut known = interview::interviews(&workspace.facts).into_iter();
                let interview = known.find(|known| Some(known.id) == planned);
                (mock, interview)
            }
            (None, true) => {
                return Err(CliError::failed("no mock of today was stopped half-way")
                    .hint("To begin one: star-cards mock"));
            }
            (left, false) => {
                let begun = self.begin(env, &mut workspace)?;
                if left.is_some_and(|left| !left.questions.is_empty()) {
                    env.note(
                        "You stopped another one this evening; when this one is over, `star-cards mock --resume` goes on with it.",
                    );
                }
                begun
            }
        };
        let listens = self.voice || env.settings.voice && !self.no_voice;
        let ears = telling::ears(env, listens);
        stop::promise(
            "Everything up to here is saved. To go on this evening: star-cards mock --resume",
        );
        let mut sitting = MockSitting::new(env, workspace, (mock, interview), ears)?;
        if sitting.hold()? == MockFlow::On {
            summary::show(&mut sitting)?;
        }
        Ok(0)
    }

    /// Writes the row that begins one.
    fn begin(
        &self,
        env: &mut Env<'_>,
        workspace: &mut Workspace,
    ) -> Result<(Mock, Option<Interview>), CliError> {
        let interview = match &self.interview {
            Some(name) => Some(interviews::find(workspace, name)?),
            None => interviews::next(workspace).ok(),
        };
        if stories(workspace).is_empty() {
            return Err(CliError::failed(
                "you have no story of your own yet, and the samples are off",
            )
            .hint("`star-cards add` writes the first."));
        }
        let planned = interview.as_ref().map(|interview| interview.id);
        let (day, questions, minutes) = (
            env.today(),
            self.questions.unwrap_or(QUESTIONS),
            self.minutes.unwrap_or(MINUTES),
        );
        let begun = NewFact::Mock {
            day,
            interview: planned,
            questions,
            minutes,
        };
        let written = save::append_one(env, &mut workspace.store, begun)?;
        let row = MockRow {
            id: written.id,
            at: env.now().instant(),
            day,
            interview: planned,
            questions,
            minutes,
        };
        Ok((Mock::begun(row), interview))
    }
}
