//! A mock under way: question, story, telling, follow-ups. Each step is a row when it happens.

use std::collections::{BTreeMap, HashMap};

use super::follow_up::{self, FollowUpEnd};
use super::material::{MockQuestions, stories};
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::save;
use crate::cli::stopwatch::tap_bar;
use crate::cli::story_choice;
use crate::cli::telling::{self, Ears, Telling, TellingAim};
use crate::cli::voice;
use crate::cli::wording::{counted, heading};
use crate::cli::workspace::Workspace;
use crate::coach::follow_up::ToldGaps;
use crate::coach::{TimedAnswer, check, fitting, follow_up as asks_on};
use crate::prompt::text::{Line, Tone};
use crate::prompt::{Bar, Chosen, Key};
use crate::store::NewFact;
use crate::story::bank::BankQuestion;
use crate::story::{AnswerPart, Story, StoryId, text};
use crate::study::choosing;
use crate::study::day::StudyDay;
use crate::study::debrief::stories_told_to;
use crate::study::facts::MockStep;
use crate::study::interview::Interview;
use crate::study::mock::{self, AnsweredFollowUp, Mock, MockStage};
use crate::study::review::{Quality, RowId};
use crate::study::run::{self, USUAL_RATE};

/// One mock, as far as it has come.
pub(super) struct MockSitting<'c, 'w> {
    pub env: &'c mut Env<'w>,
    pub workspace: Workspace,
    pub mock: Mock,
    pub interview: Option<Interview>,
    pub stories: Vec<Story>,
    pub questions: MockQuestions,
    /// How the stories of this sitting were told, by question.
    pub told: HashMap<String, Telling>,
    /// The stories that the company has heard.
    heard: BTreeMap<String, StudyDay>,
    ears: Option<Ears>,
    /// What was to read the questions out cannot.
    is_mute: bool,
    /// Milliseconds of earlier sittings of this mock, and when this one began.
    spent: (u64, u64),
}

/// Whether a mock goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MockFlow {
    On,
    /// The person has stopped it.
    Left,
}

impl<'c, 'w> MockSitting<'c, 'w> {
    pub(super) fn new(
        env: &'c mut Env<'w>,
        workspace: Workspace,
        (mock, interview): (Mock, Option<Interview>),
        ears: Option<Ears>,
    ) -> Result<MockSitting<'c, 'w>, CliError> {
        let (library, facts) = (&workspace.library, &workspace.facts);
        let heard = interview
            .as_ref()
            .map(|interview| stories_told_to(library, facts, &interview.details.name));
        let runs = run::runs(facts, &facts.undone());
        let took = |id: RowId| {
            let run = runs.iter().find(|run| run.row.id == id);
            run.map_or(0, |run| run.total_ms())
        };
        let spent = (mock.spent_ms(took), env.monotonic_ms());
        Ok(MockSitting {
            stories: stories(&workspace),
            questions: MockQuestions::of(env, &workspace),
            heard: heard.unwrap_or_default(),
            told: HashMap::new(),
            env,
            workspace,
            mock,
            interview,
            ears,
            is_mute: false,
            spent,
        })
    }

    /// Leads through it to its end, unless the person stops it.
    pub(super) fn hold(&mut self) -> Result<MockFlow, CliError> {
        self.introduce();
        loop {
            let flow = match self.mock.stage() {
                MockStage::Ask if self.is_full() => break,
                MockStage::Ask => match self.next_question() {
                    Some(question) => self.ask(&question)?,
                    // Whoever has asked for more questions than there are.
                    None => {
                        self.tell_why_it_ends("There is no other question");
                        break;
                    }
                },
                MockStage::Tell => self.tell()?,
                MockStage::FollowUp => self.follow_up()?,
            };
            if flow == MockFlow::Left {
                return Ok(self.leave());
            }
        }
        if self.hand_over()? == MockFlow::Left {
            return Ok(self.leave());
        }
        self.step(MockStep::End, ("mock", None), (None, None), 0)?;
        Ok(MockFlow::On)
    }

    fn leave(&mut self) -> MockFlow {
        self.env.say(&[Line::plain(
            "Stopped; everything up to here is saved. To go on this evening: star-cards mock --resume",
        )]);
        MockFlow::Left
    }

    fn tell_why_it_ends(&mut self, why: &str) {
        let (held, of) = (self.mock.questions.len(), self.mock.row.questions);
        let told = format!("{why}, so it ends after {held} of {of}.");
        self.env.say(&[Line::blank(), Line::plain(told)]);
    }

    fn introduce(&mut self) {
        let row = self.mock.row;
        let questions = counted(row.questions as usize, "question");
        let minutes = counted(row.minutes as usize, "minute");
        let of = self
            .interview
            .as_ref()
            .map_or_else(String::new, |interview| {
                let role = interview.details.role.as_deref();
                let role = role.map_or_else(String::new, |role| format!(", {role}"));
                format!(" for {}{role}", interview.details.name)
            });
        let mut lines = vec![heading(format!(
            "Mock interview{of}: {questions}, {minutes}"
        ))];
        let library = &self.workspace.library;
        let heard: Vec<String> = { self.heard.keys() }
            .map(|story| format!("\"{}\"", library.title(story)))
            .collect();
        if !heard.is_empty() {
            let told = format!("They have heard {}.", heard.join(", "));
            lines.push(Line::quiet(told).hanging(2));
        }
        match self.stories.as_slice() {
            _ if self.is_on_samples() => lines.push(Line::plain(
                "You have no story of your own yet, so the samples serve: tell one as if it were yours.",
            )),
            [_] => lines.push(Line::plain(
                "You have one story, so it has to answer everything.",
            )),
            _ => {}
        }
        lines.push(Line::quiet(
            "Answer aloud, as in the room. How it went is told at the end.",
        ));
        self.env.say(&lines);
    }

    /// Whether there is no own story.
    pub(super) fn is_on_samples(&self) -> bool {
        self.workspace.library.own_complete().next().is_none()
    }

    /// Whether no further question begins. Says so where there is no time for one.
    fn is_full(&mut self) -> bool {
        let (before, since) = self.spent;
        let now = self.env.monotonic_ms().saturating_sub(since);
        let row = self.mock.row;
        let is_full = self.mock.is_full(before + now);
        if is_full && self.mock.questions.len() < row.questions as usize {
            let minutes = counted(row.minutes as usize, "minute");
            let are = if row.minutes == 1 { "is" } else { "are" };
            self.tell_why_it_ends(&format!("The {minutes} {are} over"));
        }
        is_full
    }

    /// Writes a step down, and goes on from there.
    pub(super) fn step(
        &mut self,
        step: MockStep,
        (subject, quality): (&str, Option<Quality>),
        (story, run): (Option<&str>, Option<RowId>),
        ms: u32,
    ) -> Result<(), CliError> {
        let fact = NewFact::MockStep {
            mock: self.mock.row.id,
            step,
            subject: subject.to_owned(),
            story: story.map(str::to_owned),
            run,
            quality,
            ms,
        };
        save::append_one(self.env, &mut self.workspace.store, fact)?;
        let said = AnsweredFollowUp {
            key: subject.to_owned(),
            quality,
            ms,
        };
        self.mock.take(step, said, (story.map(str::to_owned), run));
        Ok(())
    }

    /// The question of a key, if it is still asked.
    pub(super) fn question(&self, key: &str) -> Option<&BankQuestion> {
        let mut questions = self.questions.bank.questions.iter();
        questions.find(|question| question.key.as_str() == key)
    }

    /// The story of a name, by the one that it has today.
    pub(super) fn story(&self, name: &str) -> Option<&Story> {
        let name = self.workspace.library.current_id(name);
        self.stories.iter().find(|story| story.id.as_str() == name)
    }

    /// The stories that can be told now, and whether the company has heard all of them.
    fn left(&self) -> (Vec<&Story>, bool) {
        let all: Vec<&Story> = self.stories.iter().collect();
        mock::tellable(&all, &self.workspace.library, &self.mock, &self.heard)
    }

    /// The question that comes next, if there is another one.
    fn next_question(&self) -> Option<BankQuestion> {
        let (left, _) = self.left();
        let fits = |question: &BankQuestion| {
            (0..left.len())
                .any(|place| fitting::fit(question, &left, &[], place).is_fitting() == Some(true))
        };
        let is_own = |question: &BankQuestion| {
            let mut builtin = self.questions.builtin.iter();
            builtin.all(|key| key != question.key.as_str())
        };
        let bank = self.questions.bank.questions.iter();
        mock::next_question(bank, &self.mock, &self.questions.asked, fits, is_own).cloned()
    }

    /// Asks a question, and which story answers it.
    fn ask(&mut self, question: &BankQuestion) -> Result<MockFlow, CliError> {
        let (left, are_heard) = self.left();
        let left: Vec<Story> = left.into_iter().cloned().collect();
        let (number, of) = (self.mock.questions.len() + 1, self.mock.row.questions);
        let mut lines = vec![
            Line::blank(),
            Line::quiet(format!("Question {number} of {of}")),
            heading(&question.wording),
        ];
        if are_heard {
            lines.push(Line::quiet("They have heard all that are left."));
        }
        lines.push(Line::blank());
        self.env.say(&lines);
        self.read_out(&question.wording);
        let from = self.env.monotonic_ms();
        let Some(chosen) = self.choose(&left)? else {
            return Ok(MockFlow::Left);
        };
        let ms = self.env.monotonic_ms().saturating_sub(from);
        let ms = u32::try_from(ms).unwrap_or(u32::MAX);
        let left: Vec<&Story> = left.iter().collect();
        let fits = story_choice::fit(question, &left, chosen)?.is_fitting();
        let timed = !self.env.world.prompt.style().plain;
        let quality = fits.map(|fits| choosing::quality(fits, ms, timed));
        // Whoever has one story left has chosen nothing.
        let quality = quality.filter(|_| left.len() > 1);
        let story = left[chosen].id.to_string();
        let subject = (question.key.as_str(), quality);
        self.step(MockStep::Choice, subject, (Some(&story), None), ms)?;
        Ok(MockFlow::On)
    }

    /// Reads a question out, where somebody wants that; it is on the screen anyway.
    fn read_out(&mut self, wording: &str) {
        if self.is_mute || !self.env.settings.speak {
            return;
        }
        let speaks = voice::speaker(self.env).is_some_and(|speaker| speaker.say(wording));
        if !speaks {
            self.is_mute = true;
            self.env.note(
                "Nothing can read the questions out: `speaker = [...]` in config.toml names a program that can.",
            );
        }
    }

    /// One of some stories, by its place; none where the person stops.
    fn choose(&mut self, stories: &[Story]) -> Result<Option<usize>, CliError> {
        let titles: Vec<String> = stories.iter().map(|story| story.title.clone()).collect();
        let bar = |does: &str| Bar {
            unchosen: true,
            ..Bar::space(does, [('q', "stop")])
        };
        loop {
            let prompt = &mut self.env.world.prompt;
            if titles.len() <= story_choice::MOST_IN_A_MENU {
                match prompt.choose(story_choice::ASKED, &titles, &bar("answer"))? {
                    Chosen::Item(chosen) => return Ok(Some(chosen)),
                    Chosen::Letter('q') => return Ok(None),
                    Chosen::Letter(_) => continue,
                }
            }
            if let Some(chosen) = prompt.search(story_choice::ASKED, &titles)? {
                return Ok(Some(chosen));
            }
            // Esc leaves the search for the keys.
            if prompt.key(&bar("search"))? == Key::Char('q') {
                return Ok(None);
            }
        }
    }

    /// Has the story told that was chosen last.
    fn tell(&mut self) -> Result<MockFlow, CliError> {
        let asked = self.mock.questions.last().expect("a question was asked");
        let (key, name) = (asked.key.clone(), asked.story.clone());
        let Some(story) = self.story(&name).cloned() else {
            self.env
                .note(&format!("\"{name}\" is not among your stories any more."));
            let told = (Some(name.as_str()), None);
            self.step(MockStep::Told, (&key, None), told, 0)?;
            return Ok(MockFlow::On);
        };
        let gap = self.env.world.prompt.style().gap();
        let parts = telling::parts(&story);
        let beats: Vec<&str> = parts.iter().map(|part| part.name()).collect();
        self.env.say(&[
            Line::plain(format!("\"{}\"", story.title)),
            Line::quiet(beats.join(gap)),
            Line::blank(),
        ]);
        let ears = self.ears.take();
        let told = telling::tell(
            self.env,
            &mut self.workspace,
            &story,
            ears.as_ref(),
            TellingAim::Mock,
        );
        self.ears = ears;
        let told = told?;
        if !told.is_over {
            return Ok(MockFlow::Left);
        }
        let of = (Some(name.as_str()), told.run);
        self.step(MockStep::Told, (&key, None), of, 0)?;
        self.told.insert(key, told);
        Ok(MockFlow::On)
    }

    /// What the story lacks as it was told for a question.
    pub(super) fn gaps(&self, key: &str, story: &Story) -> ToldGaps {
        let told = self.told.get(key);
        let run = self.mock.questions.iter().find(|asked| asked.key == key);
        let run = run.and_then(|asked| asked.told.flatten());
        let found = told.and_then(|told| told.found.clone());
        let found = found.unwrap_or_else(|| {
            let report = check(&TimedAnswer::of_story(story), USUAL_RATE);
            report.findings.iter().map(|finding| finding.code).collect()
        });
        let parts = match (told, run) {
            (Some(told), _) => told.parts.clone(),
            // It was told in an earlier sitting.
            (None, Some(run)) => self.parts_of(run),
            (None, None) => Vec::new(),
        };
        let mut gaps = ToldGaps::of(found.into_iter(), &parts);
        for part in told.iter().flat_map(|told| &told.left_out) {
            gaps.add_part(*part);
        }
        gaps
    }

    /// The parts of a run of the log, and their seconds.
    fn parts_of(&self, run: RowId) -> Vec<(AnswerPart, f64)> {
        let facts = &self.workspace.facts;
        let mut runs = run::runs(facts, &facts.undone()).into_iter();
        let run = runs.find(|known| known.row.id == run && known.is_timed);
        let parts = run.map(|run| run.parts).unwrap_or_default();
        let parts = parts.into_iter();
        parts
            .map(|(part, ms)| (part, f64::from(ms) / 1000.0))
            .collect()
    }

    /// Asks on, once or twice.
    fn follow_up(&mut self) -> Result<MockFlow, CliError> {
        let asked = self.mock.questions.last().expect("a question was asked");
        let (key, name) = (asked.key.clone(), asked.story.clone());
        let gaps = match self.story(&name) {
            Some(story) => self.gaps(&key, story),
            None => ToldGaps::default(),
        };
        let last = |key: &StoryId| self.questions.followed_up.get(key.as_str());
        let chosen = asks_on::choose(
            &self.questions.bank.follow_ups,
            &gaps,
            last,
            &self.mock.used(),
        );
        let chosen: Vec<_> = chosen.into_iter().cloned().collect();
        for asked in chosen {
            let wording = heading(&asked.wording);
            self.env.say(&[Line::blank(), wording, Line::blank()]);
            self.read_out(&asked.wording);
            let (quality, ms) = match follow_up::answer(self.env)? {
                FollowUpEnd::Answered(quality, ms) => (quality, ms),
                FollowUpEnd::Left => return Ok(MockFlow::Left),
            };
            let subject = (asked.key.as_str(), quality);
            self.step(MockStep::FollowUp, subject, (Some(&name), None), ms)?;
        }
        if self.mock.stage() == MockStage::FollowUp {
            // A bank that has nothing to ask.
            let nothing = ("none", None);
            self.step(MockStep::FollowUp, nothing, (Some(&name), None), 0)?;
        }
        Ok(MockFlow::On)
    }

    /// The last word: what the change means in the role on the table.
    fn hand_over(&mut self) -> Result<MockFlow, CliError> {
        let role = self
            .interview
            .as_ref()
            .and_then(|interview| interview.details.role.clone());
        let last = self
            .mock
            .questions
            .last()
            .and_then(|asked| self.story(&asked.story))
            .cloned();
        let (Some(role), Some(story)) = (role, last) else {
            return Ok(MockFlow::On);
        };
        self.env.say(&[
            Line::blank(),
            heading("The last word is yours"),
            Line::plain(format!(
                "In one sentence, aloud: what of this would you set up first as {role}?"
            )),
        ]);
        let bar = Bar {
            fresh: true,
            ..tap_bar(self.env, "when you have said it", [('q', "stop")])
        };
        loop {
            match self.env.world.prompt.key(&bar)? {
                Key::Char(' ') | Key::Enter => break,
                Key::Char('q') => return Ok(MockFlow::Left),
                _ => {}
            }
        }
        let closing = story.closing_for(Some(&role)).or(story.closings.first());
        self.env.say(&[match closing {
            Some(closing) => {
                let words = text::plain(&closing.passage.markdown);
                let of = closing.role.as_deref();
                let of = of.map_or_else(String::new, |role| format!(" for {role}"));
                Line::quiet(format!("Your words{of}: "))
                    .and(Tone::Normal, words)
                    .hanging(2)
            }
            None => Line::quiet(format!(
                "\"{}\" has no closing yet: star-cards closing {} --role \"{role}\" --set \"...\"",
                story.title,
                self.workspace.library.handle(story.id.as_str())
            ))
            .hanging(2),
        }]);
        Ok(MockFlow::On)
    }
}
