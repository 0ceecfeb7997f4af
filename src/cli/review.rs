//! `review`: the daily sitting.

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;

use super::bare::{counted, due_sentence, step_line};
use super::context::{Context, Table};
use super::error::{CliError, Outcome};
use super::showing::{self, Scale};
use super::{edit, names, problems};
use crate::prompt::text::{Line, Tone};
use crate::prompt::{Bar, Chosen, Key};
use crate::store::NewFact;
use crate::study::card::{Card, Kind};
use crate::study::desk::Desk;
use crate::study::face;
use crate::study::next_step::next_step;
use crate::study::queue;
use crate::study::quiz::{self, Quiz};
use crate::study::review::{MarkKind, Quality, RowId, Source};
use crate::study::session::{self, Event, Session};

/// The lapse from which on the person is told that the beat may be the trouble.
const LAPSES_OF_A_BAD_BEAT: u32 = 4;

/// What a person is told once: the cores rest from now on.
const TOLD_CORES_REST: &str = "cores-rest";

/// Drill today's cards: say the answer aloud, look, grade yourself
///
/// Shows title, role and question; you say the decision or the change aloud; Space shows your
/// words and the points that had to come; one key grades: 1 again, 2 hard, 3 good, 4 easy.
/// Each answer is saved at once, so you can stop at any time with q or Ctrl-C. Press ? at a
/// card for all keys and for when each grade would bring it back.
#[derive(clap::Args, Debug)]
pub struct Review {
    /// Drill these stories, cards or decks now, due or not (early answers change no schedule)
    #[arg(value_name = "STORY")]
    stories: Vec<String>,
    /// Show up to N cards beyond today's limit
    #[arg(long, value_name = "N")]
    more: Option<u32>,
    /// Grade with the keys 0 to 5, SM-2's own scale
    #[arg(long, value_name = "SCALE", value_parser = ["1-4", "0-5"])]
    scale: Option<String>,
}

impl Review {
    /// Runs the sitting.
    pub fn run(self, context: &mut Context<'_>) -> Outcome {
        if !context.world.prompt.can_ask() {
            return Err(CliError::usage("review needs a terminal to ask on").hint(
                "For scripts: `star-cards due --json` lists the cards, `star-cards grade CARD \
                 QUALITY` records an answer.",
            ));
        }
        let table = context.table()?;
        names::tell_lost(context, &table.desk);
        problems::tell(context, &table.shelf);
        let mut sitting = Sitting::begin(context, table, &self)?;
        sitting.tell_once()?;
        let asked = sitting.ask_all()?;
        sitting.sum_up(asked);
        Ok(0)
    }
}

/// What became of a showing.
enum Verdict {
    Graded { quality: Quality, ms: u32 },
    Skip,
    Bury,
    Suspend,
    Edit,
    Undo,
    End,
}

/// A row of this sitting, as far as undo needs to know it.
struct Row {
    id: RowId,
    /// Its place in [`Sitting::names`], if taking it back brings a card back.
    card: Option<usize>,
    what: String,
}

struct Sitting<'c, 'w> {
    context: &'c mut Context<'w>,
    table: Table,
    /// The cards of this sitting by name: an edit may move them on the desk.
    names: Vec<String>,
    session: Session,
    drill: bool,
    scale: Scale,
    rng: Xoshiro256PlusPlus,
    rows: Vec<Row>,
    recalled: u32,
    pace: u32,
    started_ms: u64,
}

impl<'c, 'w> Sitting<'c, 'w> {
    fn begin(
        context: &'c mut Context<'w>,
        table: Table,
        args: &Review,
    ) -> Result<Sitting<'c, 'w>, CliError> {
        let mut limits = context.settings.limits;
        if let Some(more) = args.more {
            limits = limits.with_more(more, &table.desk);
        }
        let drill = !args.stories.is_empty();
        let cards = match drill {
            true => drilled(&table, &args.stories)?,
            false => queue::today(&table.desk, limits).cards,
        };
        let showings = match drill {
            true => None,
            false => limits.showings_left(&table.desk),
        };
        let names = cards
            .iter()
            .map(|&card| table.desk.cards[card].name.clone())
            .collect();
        let list = (0..cards.len()).collect();
        let zero_to_five = match args.scale.as_deref() {
            Some(scale) => scale == "0-5",
            None => context.settings.scale_0_5,
        };
        let seed = (context.world.draw)() ^ i64::from(table.desk.day.number());
        Ok(Sitting {
            pace: session::pace(&table.facts),
            started_ms: context.monotonic_ms(),
            session: Session::new(list, limits.repeat_below, showings),
            scale: if zero_to_five {
                Scale::ZeroToFive
            } else {
                Scale::OneToFour
            },
            rng: Xoshiro256PlusPlus::seed_from_u64(seed.cast_unsigned()),
            rows: Vec::new(),
            recalled: 0,
            context,
            table,
            names,
            drill,
        })
    }

    /// Says once that the cores rest, where they were in use before.
    fn tell_once(&mut self) -> Result<(), CliError> {
        let facts = &self.table.facts;
        let told = facts
            .marks
            .iter()
            .any(|mark| mark.kind == MarkKind::Told && mark.subject == TOLD_CORES_REST);
        let used = facts.names.iter().any(|name| name.starts_with("core-"));
        if !self.table.desk.cores_rest || told || !used {
            return Ok(());
        }
        self.say(&[
            Line::plain(
                "You have three stories of your own now, so the sample stories rest. \
                 `star-cards review failure` still drills them.",
            ),
            Line::blank(),
        ]);
        let day = self.table.desk.day;
        let subject = TOLD_CORES_REST.to_owned();
        self.save(&NewFact::Mark {
            day,
            kind: MarkKind::Told,
            subject,
        })?;
        Ok(())
    }

    /// Asks until the list is done or the person has had enough. Tells whether anything
    /// was asked.
    fn ask_all(&mut self) -> Result<bool, CliError> {
        let mut asked = false;
        while let Some(place) = self.session.position().next {
            let Some(card) = self.table.desk.find(&self.table.shelf, &self.names[place]) else {
                self.session.push(Event::Removed(place));
                continue;
            };
            asked = true;
            let verdict = self.show(card)?;
            if !self.take(place, card, verdict)? {
                break;
            }
            self.say(&[Line::blank()]);
        }
        Ok(asked)
    }

    /// Acts on a verdict; false ends the sitting.
    fn take(&mut self, place: usize, card: usize, verdict: Verdict) -> Result<bool, CliError> {
        match verdict {
            Verdict::Graded { quality, ms } => return self.graded(place, card, quality, ms),
            Verdict::Skip => self.session.push(Event::Skipped(place)),
            Verdict::Bury => self.set_aside(place, MarkKind::Bury, "Buried until tomorrow.")?,
            Verdict::Suspend => {
                let name = &self.names[place];
                let said = format!("Suspended; `star-cards resume {name}` brings it back.");
                self.set_aside(place, MarkKind::Suspend, &said)?;
            }
            Verdict::Edit => self.edit(card)?,
            Verdict::Undo => self.undo()?,
            Verdict::End => return Ok(false),
        }
        Ok(true)
    }

    fn show(&mut self, card: usize) -> Result<Verdict, CliError> {
        let progress = showing::progress(self.session.position(), self.pace);
        self.say(&[progress, Line::blank()]);
        let shown = self.table.desk.cards[card].clone();
        if let Kind::Trap(trap) = shown.kind
            && let Some(quiz) = Quiz::draw(&self.table.shelf, &shown, trap, &mut self.rng)
        {
            return self.show_trap(card, &quiz);
        }
        self.show_beat(card, &shown)
    }

    fn show_beat(&mut self, card: usize, shown: &Card) -> Result<Verdict, CliError> {
        let front = face::front(&self.table.shelf, shown);
        let back = face::back(&self.table.shelf, shown, None);
        let question = front.questions.choose(&mut self.rng).map(String::as_str);
        self.say(&showing::front(&front, question));
        self.say(&[Line::blank()]);
        let from = self.context.monotonic_ms();
        let mut hinted = false;
        loop {
            match self.key(&showing::reveal_bar(!hinted))? {
                Key::Char(' ') | Key::Enter => break,
                Key::Char('h') if !hinted => {
                    hinted = true;
                    self.say(&[
                        Line::toned(Tone::Quiet, "Hint: ").and(Tone::Normal, face::hint(&back))
                    ]);
                }
                key => {
                    if let Some(verdict) = self.letter(key, card)? {
                        return Ok(verdict);
                    }
                }
            }
        }
        self.say(&showing::back(&back));
        let quality = self.ask_grade(card, &back.points, hinted)?;
        let ms = self.context.monotonic_ms().saturating_sub(from);
        let ms = u32::try_from(ms).unwrap_or(u32::MAX);
        Ok(match quality {
            Ok(quality) => Verdict::Graded { quality, ms },
            Err(verdict) => verdict,
        })
    }

    /// Asks for a grade: a quality, or another verdict.
    fn ask_grade(
        &mut self,
        card: usize,
        points: &[String],
        hinted: bool,
    ) -> Result<Result<Quality, Verdict>, CliError> {
        let plain = self.context.world.prompt.style().plain;
        let mut proposed = None;
        if self.context.settings.checklist && !plain && !points.is_empty() {
            proposed = self.checklist(points, hinted)?;
        }
        loop {
            match self.key(&showing::grade_bar(self.scale, proposed, plain))? {
                Key::Enter if proposed.is_some() => return Ok(Ok(proposed.expect("checked"))),
                Key::Char('c') if !plain => proposed = self.checklist(points, hinted)?.or(proposed),
                Key::Char(key) if self.scale.quality(key).is_some() => {
                    return Ok(Ok(self.scale.quality(key).expect("checked")));
                }
                key => {
                    if let Some(verdict) = self.letter(key, card)? {
                        return Ok(Err(verdict));
                    }
                }
            }
        }
    }

    /// Opens the checklist; what was ticked proposes a quality.
    fn checklist(&mut self, points: &[String], hinted: bool) -> Result<Option<Quality>, CliError> {
        if points.is_empty() {
            self.say(&[Line::plain(
                "This beat has no points yet: put **two stars** around what must be said.",
            )]);
            return Ok(None);
        }
        let prompt = &mut self.context.world.prompt;
        let ticked = prompt.tick("Said it? Space ticks, Enter is done", points)?;
        let Some(ticked) = ticked else {
            return Ok(None);
        };
        let missing = ticked.iter().filter(|&&said| !said).count();
        let quality = session::proposal(missing, hinted);
        let said = format!(
            "{} of {} said: Enter grades it {}.",
            points.len() - missing,
            points.len(),
            self.scale.name(quality)
        );
        self.say(&[Line::plain(said)]);
        Ok(Some(quality))
    }

    fn show_trap(&mut self, card: usize, quiz: &Quiz) -> Result<Verdict, CliError> {
        self.say(&showing::trap_front(quiz));
        let items: Vec<String> = quiz
            .choices
            .iter()
            .map(|&choice| quiz::label(choice).to_owned())
            .collect();
        let from = self.context.monotonic_ms();
        let chosen = loop {
            let prompt = &mut self.context.world.prompt;
            match prompt.choose("Which trap is it?", &items, &showing::trap_bar())? {
                Chosen::Item(index) => break quiz.choices[index],
                Chosen::Letter(letter) => {
                    if let Some(verdict) = self.letter(Key::Char(letter), card)? {
                        return Ok(verdict);
                    }
                }
            }
        };
        let ms = self.context.monotonic_ms().saturating_sub(from);
        let ms = u32::try_from(ms).unwrap_or(u32::MAX);
        let timed = !self.context.world.prompt.style().plain;
        let quality = quiz.judge(chosen, ms, timed);
        self.say(&showing::trap_back(quiz, chosen == quiz.right));
        Ok(Verdict::Graded { quality, ms })
    }

    /// The letters that work at every moment of a card.
    fn letter(&mut self, key: Key, card: usize) -> Result<Option<Verdict>, CliError> {
        let Key::Char(letter) = key else {
            return Ok(None);
        };
        Ok(match letter {
            's' => Some(Verdict::Skip),
            'b' => Some(Verdict::Bury),
            'x' => Some(Verdict::Suspend),
            'e' => Some(Verdict::Edit),
            'u' => Some(Verdict::Undo),
            'q' => Some(Verdict::End),
            'f' => {
                self.flag(card)?;
                None
            }
            '?' => {
                self.help(card);
                None
            }
            _ => None,
        })
    }

    fn help(&mut self, card: usize) {
        let memory = self.table.desk.memories[card];
        let (day, source) = (self.table.desk.day, self.source(card));
        self.say(&match self.table.desk.cards[card].kind {
            Kind::Trap(_) => showing::trap_help(&memory, day, source),
            _ => showing::grade_help(self.scale, &memory, day, source),
        });
    }

    /// What is answered ahead of its day, in a drill, is practice. The decision is taken
    /// here and stands in the row.
    fn source(&self, card: usize) -> Source {
        let ahead = !self.table.desk.memories[card].is_due(self.table.desk.day);
        if self.drill && ahead {
            Source::Practice
        } else {
            Source::Review
        }
    }

    fn graded(
        &mut self,
        place: usize,
        card: usize,
        quality: Quality,
        ms: u32,
    ) -> Result<bool, CliError> {
        let source = self.source(card);
        let day = self.table.desk.day;
        let name = self.names[place].clone();
        let fact = NewFact::Review {
            card: name.clone(),
            day,
            quality,
            ms,
            source,
            at: None,
        };
        let written = self.save(&fact)?;
        let lapses = self.table.desk.memories[card].lapses;
        let back = showing::when_back(&self.table.desk.memories[card], day, quality, source);
        if written.follows {
            self.table.desk.memories[card].step(day, quality, source);
        } else {
            self.look_again()?;
        }
        self.session.push(Event::Graded {
            card: place,
            quality,
            uses_showing: source == Source::Review,
        });
        self.recalled += u32::from(quality.is_pass());
        let grade = self.scale.name(quality);
        self.rows.push(Row {
            id: written.id,
            card: Some(place),
            what: format!("{grade} for {name}"),
        });
        self.say(&[Line::toned(Tone::Quiet, format!("{grade}: {back}."))]);
        let lapsed = self.table.desk.memories[card].lapses;
        if lapsed > lapses && lapsed >= LAPSES_OF_A_BAD_BEAT {
            self.say(&[Line::plain(
                "This one has slipped four times or more. Perhaps its words are the trouble: \
                 shorter, or closer to how you talk? e edits it.",
            )]);
        }
        match self.table.desk.cards.get(card).map(|card| card.kind) {
            Some(Kind::Trap(_)) => self.pause(card),
            _ => Ok(true),
        }
    }

    /// Leaves time to read what a trap card told; false ends the sitting.
    fn pause(&mut self, card: usize) -> Result<bool, CliError> {
        loop {
            match self.key(&showing::next_bar())? {
                Key::Char(' ') | Key::Enter => return Ok(true),
                Key::Char('u') => return self.undo().map(|()| true),
                Key::Char('q') => return Ok(false),
                Key::Char('f') => self.flag(card)?,
                _ => {}
            }
        }
    }

    fn set_aside(&mut self, place: usize, kind: MarkKind, said: &str) -> Result<(), CliError> {
        let name = self.names[place].clone();
        let day = self.table.desk.day;
        let written = self.save(&NewFact::Mark {
            day,
            kind,
            subject: name.clone(),
        })?;
        self.session.push(Event::Removed(place));
        let what = format!("{} for {name}", kind.key());
        self.rows.push(Row {
            id: written.id,
            card: Some(place),
            what,
        });
        self.say(&[Line::toned(Tone::Quiet, said)]);
        Ok(())
    }

    fn flag(&mut self, card: usize) -> Result<(), CliError> {
        let flagged = self.table.desk.standings[card].flagged;
        let (kind, said) = match flagged {
            true => (MarkKind::Unflag, "The flag is off."),
            false => (
                MarkKind::Flag,
                "Flagged as needing work; `star-cards list` shows it.",
            ),
        };
        let name = self.table.desk.cards[card].name.clone();
        let day = self.table.desk.day;
        let written = self.save(&NewFact::Mark {
            day,
            kind,
            subject: name.clone(),
        })?;
        self.table.desk.standings[card].flagged = !flagged;
        let what = format!("{} for {name}", kind.key());
        self.rows.push(Row {
            id: written.id,
            card: None,
            what,
        });
        self.say(&[Line::toned(Tone::Quiet, said)]);
        Ok(())
    }

    fn undo(&mut self) -> Result<(), CliError> {
        let Some(row) = self.rows.pop() else {
            self.say(&[Line::plain("Nothing to take back in this sitting.")]);
            return Ok(());
        };
        self.save(&NewFact::Undo { target: row.id })?;
        if let Some(place) = row.card
            && let Some(quality) = self.session.take_back(place)
        {
            self.recalled -= u32::from(quality.is_pass());
        }
        self.look_again()?;
        self.say(&[Line::toned(
            Tone::Quiet,
            format!("Taken back: {}.", row.what),
        )]);
        Ok(())
    }

    fn edit(&mut self, card: usize) -> Result<(), CliError> {
        let story = self.table.desk.cards[card].story;
        match edit::edit_story(self.context, &self.table.shelf, story) {
            Ok(()) => {}
            // A sitting goes on when an editor fails; the draft is kept and named.
            Err(error) if error.exit_code() == 1 => {
                for line in error.lines() {
                    self.context.note(&line);
                }
            }
            Err(error) => return Err(error),
        }
        self.table.shelf = self.context.shelf();
        self.look_again()
    }

    /// Reads the log and lays the desk anew: after an undo, an edit, or a row that somebody
    /// else wrote meanwhile.
    fn look_again(&mut self) -> Result<(), CliError> {
        self.table.facts = self.table.store.read()?;
        let day = self.table.desk.day;
        self.table.desk = Desk::lay(&self.table.shelf, &self.table.facts, day);
        Ok(())
    }

    /// Writes one fact. Where the log is locked or the disk is full the answer stays in
    /// hand, and the person decides when to try again.
    fn save(&mut self, fact: &NewFact) -> Result<crate::store::Written, CliError> {
        loop {
            let now = self.context.now().instant();
            let error = match self.table.store.append(now, fact) {
                Ok(written) => {
                    for notice in self.table.store.take_notices() {
                        self.context.note(&notice);
                    }
                    return Ok(written);
                }
                Err(error) if error.may_pass() => error,
                Err(error) => return Err(error.into()),
            };
            self.say(&[
                Line::toned(Tone::Warn, format!("Not saved yet: {error}.")),
                Line::plain(error.way_out()),
                Line::plain("Your answer is kept in hand meanwhile."),
            ]);
            let bar = Bar {
                first: vec![("Enter".to_owned(), "try again".to_owned())],
                others: vec![('q', "give this answer up and end")],
                fresh: true,
            };
            if self.key(&bar)? == Key::Char('q') {
                return Err(error.into());
            }
        }
    }

    /// At most eight lines: what was done, what comes, one next step.
    fn sum_up(&mut self, asked: bool) {
        let position = self.session.position();
        let mut lines = Vec::new();
        if asked && position.answered > 0 {
            let ms = self.context.monotonic_ms().saturating_sub(self.started_ms);
            let minutes = ms.div_ceil(60_000).max(1);
            let answered = counted(position.answered as usize, "answer");
            lines.push(Line::toned(
                Tone::Bold,
                format!(
                    "{answered} in {minutes} min, {} recalled. All saved.",
                    self.recalled
                ),
            ));
        }
        if position.cut_off > 0 {
            lines.push(Line::plain(format!(
                "{} would come back today, but the limit is reached; next time they come first.",
                counted(position.cut_off as usize, "card")
            )));
        }
        let _ = self.look_again();
        let today = queue::today(&self.table.desk, self.context.settings.limits);
        if self.drill || !asked || !today.cards.is_empty() || !today.held_back.is_empty() {
            lines.push(Line::plain(due_sentence(&today, &self.table.facts)));
        }
        if today.cards.is_empty() && !today.held_back.is_empty() {
            lines.push(Line::toned(
                Tone::Quiet,
                "`star-cards review --more 10` goes on all the same.",
            ));
        }
        let step = next_step(&self.table.shelf, &self.table.desk, &today);
        lines.push(step_line(&step, self.table.desk.day));
        self.say(&lines);
    }

    fn say(&mut self, lines: &[Line]) {
        self.context.world.prompt.say(lines);
    }

    fn key(&mut self, bar: &Bar) -> Result<Key, CliError> {
        Ok(self.context.world.prompt.key(bar)?)
    }
}

/// The cards of the names given, in deck order; a suspended card only if it is named itself.
fn drilled(table: &Table, wanted: &[String]) -> Result<Vec<usize>, CliError> {
    let mut cards = Vec::new();
    for name in wanted {
        let named = names::cards(&table.shelf, &table.desk, name)?;
        let itself = named.len() == 1;
        let fit = |&card: &usize| itself || !table.desk.standings[card].suspended;
        cards.extend(named.into_iter().filter(fit));
    }
    let mut seen = std::collections::HashSet::new();
    cards.retain(|&card| seen.insert(card));
    Ok(cards)
}
