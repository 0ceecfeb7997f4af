//! One showing as a conversation: what is shown, which keys are read, what they mean.

use rand::seq::IndexedRandom;

use super::sitting::{Sitting, Verdict};
use crate::cli::card_view;
use crate::cli::error::CliError;
use crate::prompt::text::{Line, Tone};
use crate::prompt::{Bar, Chosen, Key};
use crate::study::card::{Card, CardKind};
use crate::study::quiz::{self, Quiz};
use crate::study::review::Quality;
use crate::study::target::InterviewTarget;
use crate::study::{card_sides, session};

impl Sitting<'_, '_> {
    pub(super) fn show(&mut self, card: usize) -> Result<Verdict, CliError> {
        let progress = card_view::progress(self.session.position(), self.pace);
        self.say(&[progress, Line::blank()]);
        let shown = self.workspace.states.cards[card].clone();
        if let CardKind::Trap(trap) = shown.kind
            && let Some(quiz) = Quiz::draw(&self.workspace.library, &shown, trap, &mut self.rng)
        {
            return self.show_trap(card, &quiz);
        }
        self.show_beat(card, &shown)
    }

    pub(super) fn show_beat(&mut self, card: usize, shown: &Card) -> Result<Verdict, CliError> {
        let role = self.aimed.as_ref().and_then(InterviewTarget::role);
        let back = card_sides::back(&self.workspace.library, shown, role);
        let front = card_sides::front(&self.workspace.library, shown, &back);
        let question = front.questions.choose(&mut self.rng).map(String::as_str);
        self.say(&card_view::front(&front, question));
        self.say(&[Line::blank()]);
        let from = self.env.monotonic_ms();
        let mut hinted = false;
        loop {
            match self.key(&card_view::reveal_bar(!hinted))? {
                Key::Char(' ') | Key::Enter => break,
                Key::Char('h') if !hinted => {
                    hinted = true;
                    let hint = card_sides::hint(&back);
                    self.say(&[Line::quiet("Hint: ").and(Tone::Normal, hint), Line::blank()]);
                }
                key => {
                    if let Some(verdict) = self.letter(key, card)? {
                        return Ok(verdict);
                    }
                }
            }
        }
        self.say(&card_view::back(&back));
        let quality = self.ask_grade(card, &back.points, hinted)?;
        let ms = self.since(from);
        Ok(match quality {
            Ok(quality) => Verdict::Graded { quality, ms },
            Err(verdict) => verdict,
        })
    }

    /// Asks for a grade: a quality, or another verdict.
    pub(super) fn ask_grade(
        &mut self,
        card: usize,
        points: &[String],
        hinted: bool,
    ) -> Result<Result<Quality, Verdict>, CliError> {
        let plain = self.env.world.prompt.style().plain;
        let mut proposed = None;
        if self.env.settings.checklist && !plain && !points.is_empty() {
            proposed = self.checklist(points, hinted)?;
        }
        loop {
            match self.key(&card_view::grade_bar(self.scale, proposed, plain))? {
                Key::Char('c') if !plain => proposed = self.checklist(points, hinted)?.or(proposed),
                key => {
                    let graded = match key {
                        Key::Enter => proposed,
                        Key::Char(key) => self.scale.quality(key),
                        _ => None,
                    };
                    if let Some(quality) = graded {
                        return Ok(Ok(quality));
                    }
                    if let Some(verdict) = self.letter(key, card)? {
                        return Ok(Err(verdict));
                    }
                }
            }
        }
    }

    /// Opens the checklist; what was ticked proposes a quality.
    pub(super) fn checklist(
        &mut self,
        points: &[String],
        hinted: bool,
    ) -> Result<Option<Quality>, CliError> {
        if points.is_empty() {
            self.say(&[Line::plain(
                "This beat has no points yet: put **two stars** around what must be said.",
            )]);
            return Ok(None);
        }
        let question = "Said it? Space ticks, Enter is done";
        let Some(ticked) = self.env.world.prompt.tick(question, points)? else {
            return Ok(None);
        };
        let missing = ticked.iter().filter(|&&said| !said).count();
        let quality = session::proposal(missing, hinted);
        let (said, of) = (points.len() - missing, points.len());
        let grade = self.scale.name(quality);
        let said = format!("{said} of {of} said: Enter grades it {grade}.");
        self.say(&[Line::plain(said)]);
        Ok(Some(quality))
    }

    pub(super) fn show_trap(&mut self, card: usize, quiz: &Quiz) -> Result<Verdict, CliError> {
        self.say(&card_view::trap_front(quiz));
        let labels = quiz.choices.iter().map(|&choice| quiz::label(choice));
        let items: Vec<String> = labels.map(str::to_owned).collect();
        let from = self.env.monotonic_ms();
        let chosen = loop {
            let prompt = &mut self.env.world.prompt;
            match prompt.choose("Which trap is it?", &items, &card_view::trap_bar())? {
                Chosen::Item(index) => break quiz.choices[index],
                Chosen::Letter(letter) => {
                    if let Some(verdict) = self.letter(Key::Char(letter), card)? {
                        return Ok(verdict);
                    }
                }
            }
        };
        let ms = self.since(from);
        let timed = !self.env.world.prompt.style().plain;
        let quality = quiz.judge(chosen, ms, timed);
        self.say(&card_view::trap_back(quiz, chosen == quiz.right));
        Ok(Verdict::Graded { quality, ms })
    }

    /// The letters that work at every moment of a card.
    pub(super) fn letter(&mut self, key: Key, card: usize) -> Result<Option<Verdict>, CliError> {
        let Key::Char(letter) = key else {
            return Ok(None);
        };
        match letter {
            'f' => self.flag(card)?,
            '?' => self.help(card),
            _ => {}
        }
        Ok(match letter {
            's' => Some(Verdict::Skip),
            'b' => Some(Verdict::Bury),
            'x' => Some(Verdict::Suspend),
            'e' => Some(Verdict::Edit),
            'u' => Some(Verdict::Undo),
            'q' => Some(Verdict::End),
            _ => None,
        })
    }

    pub(super) fn help(&mut self, card: usize) {
        let memory = self.workspace.states.memories[card];
        let (day, source) = (self.workspace.states.day, self.source(card));
        self.say(&match self.workspace.states.cards[card].kind {
            CardKind::Trap(_) => card_view::trap_help(&memory, day, source),
            _ => card_view::grade_help(self.scale, &memory, day, source),
        });
    }

    /// Leaves time to read what a trap card told; false ends the sitting.
    pub(super) fn pause(&mut self, card: usize) -> Result<bool, CliError> {
        loop {
            match self.key(&card_view::next_bar())? {
                Key::Char(' ') | Key::Enter => return Ok(true),
                Key::Char('u') => return self.undo().map(|()| true),
                Key::Char('q') => return Ok(false),
                Key::Char('f') => self.flag(card)?,
                _ => {}
            }
        }
    }

    /// Milliseconds since then.
    fn since(&self, from: u64) -> u32 {
        let ms = self.env.monotonic_ms().saturating_sub(from);
        u32::try_from(ms).unwrap_or(u32::MAX)
    }

    pub(super) fn say(&mut self, lines: &[Line]) {
        self.env.world.prompt.say(lines);
    }

    pub(super) fn key(&mut self, bar: &Bar) -> Result<Key, CliError> {
        Ok(self.env.world.prompt.key(bar)?)
    }
}
