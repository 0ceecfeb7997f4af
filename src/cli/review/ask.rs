//! One showing as a conversation: what is shown, which keys are read, what they mean.

use rand::seq::IndexedRandom;

use super::sitting::{ShownCard, Sitting, Verdict};
use crate::cli::error::CliError;
use crate::cli::{card_view, names};
use crate::coach;
use crate::prompt::text::{Line, Tone};
use crate::prompt::{Bar, Chosen, Key, Unticked};
use crate::story::Trap;
use crate::study::card::{Card, CardKind};
use crate::study::quiz::{self, Quiz};
use crate::study::review::{Quality, Source};
use crate::study::target::InterviewTarget;
use crate::study::{card_sides, session};

impl Sitting<'_, '_> {
    pub(super) fn show(&mut self, place: usize, card: usize) -> Result<Verdict, CliError> {
        let style = self.env.world.prompt.style();
        let aimed = self.aimed.as_ref();
        let aim = aimed.map(|aimed| aimed.sentence(self.workspace.date));
        let mut header = card_view::header(self.session.position(), self.pace, aim, style);
        header.push(Line::blank());
        self.say(&header);
        let shown = self.workspace.states.cards[card];
        if let CardKind::Trap(trap) = shown.kind
            && let Some(quiz) = self.quiz(place, &shown, trap)
        {
            return self.show_trap(card, quiz);
        }
        if let Some(question) = shown.question(&self.workspace.library).cloned() {
            return self.show_question(place, card, &question);
        }
        self.show_beat(place, card, &shown)
    }

    /// The line that a trap card shows: the same as before where its answer was taken back.
    fn quiz(&mut self, place: usize, card: &Card, trap: Trap) -> Option<Quiz> {
        let back = self.taken_back.take();
        let same = back.filter(|(taken_back, _)| *taken_back == place);
        match same {
            Some((_, quiz)) => Some(quiz),
            None => {
                let mut quiz = Quiz::draw(&self.workspace.library, card, trap, &mut self.rng)?;
                if let Some(trap) = quiz.right.filter(|_| quiz.giveaways.is_empty()) {
                    quiz.giveaways.extend(coach::giveaway(&quiz.line, trap));
                }
                Some(quiz)
            }
        }
    }

    fn show_beat(&mut self, place: usize, card: usize, shown: &Card) -> Result<Verdict, CliError> {
        let role = self.aimed.as_ref().and_then(InterviewTarget::role);
        let back = card_sides::back(&self.workspace.library, shown, role);
        let front = card_sides::front(&self.workspace.library, shown, &back);
        let question = self.question(place, &front.questions);
        self.say(&card_view::front(&front, question.as_deref()));
        self.say(&[Line::blank()]);
        let from = self.env.monotonic_ms();
        let mut hinted = false;
        loop {
            match self.key(&card_view::reveal_bar(!hinted, self.can_undo()))? {
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
        let quality = self.ask_grade(place, card, &back.points, hinted)?;
        let ms = self.since(from);
        Ok(match quality {
            Ok(quality) => Verdict::Graded {
                quality,
                ms,
                shown: ShownCard::Beat,
            },
            Err(verdict) => verdict,
        })
    }

    /// One of the questions to a story: the same as before where the card is only shown anew.
    fn question(&mut self, place: usize, questions: &[String]) -> Option<String> {
        let showing = (place, self.session.position().round);
        let before = self.asked.get(&showing);
        if let Some(before) = before.filter(|before| questions.contains(before)) {
            return Some(before.clone());
        }
        let question = questions.choose(&mut self.rng)?.clone();
        self.asked.insert(showing, question.clone());
        Some(question)
    }

    /// Asks for a grade: a quality, or another verdict.
    pub(super) fn ask_grade(
        &mut self,
        place: usize,
        card: usize,
        points: &[String],
        hinted: bool,
    ) -> Result<Result<Quality, Verdict>, CliError> {
        let checklist = !points.is_empty();
        let (mut proposed, mut ticked) = (None, Vec::new());
        let plain = self.env.world.prompt.style().plain;
        if self.env.settings.checklist && checklist && !plain {
            proposed = self.checklist(points, hinted, &mut ticked)?;
        }
        self.say_if_kept(place, card);
        loop {
            let bar = card_view::grade_bar(
                self.scale,
                proposed,
                checklist,
                self.can_undo(),
                |quality| self.beside_a_grade(place, card, quality),
            );
            match self.key(&bar)? {
                Key::Char('c') => {
                    let proposal = self.checklist(points, hinted, &mut ticked)?;
                    proposed = proposal.or(proposed);
                }
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

    /// What stands beside a grade: when it brings the card back. Where no grade moves the card,
    /// only whether it is asked again today.
    fn beside_a_grade(&self, place: usize, card: usize, quality: Quality) -> String {
        let comeback = self.comeback(place, card, quality);
        match comeback.moves || comeback.again {
            true => comeback.short(),
            false => String::new(),
        }
    }

    /// Says plainly where no grade moves the card.
    fn say_if_kept(&mut self, place: usize, card: usize) {
        let comeback = self.comeback(place, card, Quality::GOOD);
        if comeback.moves {
            return;
        }
        let back = comeback.sentence();
        let said = match self.source(card) {
            Source::Practice => format!(
                "Practice: say it once with the words as they are now. Your grade does not change \
                 its date: {back}."
            ),
            _ => format!("Once more today: your grade does not move this card. It is {back}."),
        };
        self.say(&[Line::quiet(said), Line::blank()]);
    }

    /// Opens the checklist as it was left; what is ticked proposes a quality.
    fn checklist(
        &mut self,
        points: &[String],
        hinted: bool,
        ticked: &mut Vec<bool>,
    ) -> Result<Option<Quality>, CliError> {
        if points.is_empty() {
            self.say(&[Line::plain(
                "This beat has no points yet: put **two stars** around what must be said.",
            )]);
            return Ok(None);
        }
        let prompt = &mut self.env.world.prompt;
        let Some(said) = prompt.tick("What did you say?", points, ticked, Unticked::IsNone)? else {
            return Ok(None);
        };
        let missing = said.iter().filter(|&&said| !said).count();
        *ticked = said;
        let quality = session::proposal(missing, hinted);
        let (said, of) = (points.len() - missing, points.len());
        let grade = self.scale.name(quality);
        let said = format!("{said} of {of} said. Enter grades it {grade}.");
        self.say(&[Line::plain(said)]);
        Ok(Some(quality))
    }

    fn show_trap(&mut self, card: usize, quiz: Quiz) -> Result<Verdict, CliError> {
        self.say(&card_view::trap_front(&quiz));
        let labels = quiz.choices.iter().map(|&choice| quiz::label(choice));
        let items: Vec<String> = labels.map(str::to_owned).collect();
        let from = self.env.monotonic_ms();
        let chosen = loop {
            let bar = card_view::trap_bar(self.can_undo());
            let prompt = &mut self.env.world.prompt;
            match prompt.choose("Which trap is it?", &items, &bar)? {
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
        Ok(Verdict::Graded {
            quality: quiz.judge(chosen, ms, timed),
            ms,
            shown: ShownCard::Trap(quiz),
        })
    }

    /// Tells what the line was and why.
    pub(super) fn explain(&mut self, quiz: &Quiz, quality: Quality) {
        let (library, states) = (&self.workspace.library, &self.workspace.states);
        let lately = quiz::lately(library, states, &self.workspace.facts, quiz.trap);
        let style = self.env.world.prompt.style();
        self.say(&card_view::trap_back(
            quiz,
            quality.is_pass(),
            lately,
            style,
        ));
    }

    /// The letters that work at every moment of a card.
    pub(super) fn letter(&mut self, key: Key, card: usize) -> Result<Option<Verdict>, CliError> {
        let Key::Char(letter) = key else {
            return Ok(None);
        };
        match letter {
            'f' => self.flag(card)?,
            '?' => self.help(card),
            'u' if !self.can_undo() => {
                self.say(&[Line::plain("Nothing to take back in this sitting.")]);
                return Ok(None);
            }
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

    fn help(&mut self, card: usize) {
        let shown = &self.workspace.states.cards[card];
        let library = &self.workspace.library;
        let story = shown.entry(library);
        let editable = story.is_some_and(|story| names::own_deck(story).is_ok());
        self.say(&match shown.kind {
            CardKind::Trap(_) => card_view::trap_help(editable),
            CardKind::Question => card_view::question_help(),
            _ => card_view::grade_help(self.scale, editable),
        });
    }

    /// Leaves time to read what a trap card told; false ends the sitting.
    pub(super) fn pause(&mut self, card: usize) -> Result<bool, CliError> {
        loop {
            match self.key(&card_view::next_bar())? {
                Key::Char(' ') | Key::Enter => return Ok(true),
                Key::Char('u') => return self.undo().map(|()| true),
                Key::Char('q') => {
                    self.left = true;
                    self.say(&[Line::blank()]);
                    return Ok(false);
                }
                Key::Char('f') => self.flag(card)?,
                _ => {}
            }
        }
    }

    /// Milliseconds since then.
    pub(super) fn since(&self, from: u64) -> u32 {
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
