//! A sitting: the list, what happens to each card, what is written at once.

use std::collections::HashMap;

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;

use crate::cli::card_view::GradeScale;
use crate::cli::env::Env;
use crate::cli::error::{CliError, Failure};
use crate::cli::workspace::Workspace;
use crate::cli::{editor, save};
use crate::prompt::text::Line;
use crate::store::{NewFact, Written};
use crate::study::allowance::Allowance;
use crate::study::card_states::CardStates;
use crate::study::comeback::Comeback;
use crate::study::day::StudyDay;
use crate::study::interview;
use crate::study::queue::{self, Limits};
use crate::study::quiz::Quiz;
use crate::study::review::{MarkKind, Quality, Review, RowId, Source};
use crate::study::session::{self, ReviewSession, SessionEvent};
use crate::study::target::InterviewTarget;

/// So many stories of a list are read before its first card.
const MOST_READ_AHEAD: usize = 200;

/// The lapse from which on the person is told that the beat may be the trouble.
const LAPSES_OF_A_BAD_BEAT: u32 = 4;

/// What a person is told once: the cores rest from now on.
const TOLD_CORES_REST: &str = "cores-rest";

/// A row of this sitting, as far as undo needs to know it.
struct SittingRow {
    id: RowId,
    /// Its place in [`Sitting::names`], if taking it back brings a card back.
    card: Option<usize>,
    what: String,
    /// The line that was judged, so that it can be asked again.
    quiz: Option<Quiz>,
}

pub(super) struct Sitting<'c, 'w> {
    pub(super) env: &'c mut Env<'w>,
    pub(super) workspace: Workspace,
    /// The cards of this sitting by name: an edit may move them among the card states.
    pub(super) names: Vec<String>,
    pub(super) session: ReviewSession,
    pub(super) drill: bool,
    /// The interview that the sitting aims at.
    pub(super) aimed: Option<InterviewTarget>,
    pub(super) scale: GradeScale,
    pub(super) rng: Xoshiro256PlusPlus,
    /// The question that was asked of a card, by its place and round.
    pub(super) asked: HashMap<(usize, u32), String>,
    rows: Vec<SittingRow>,
    /// The place and the line of a trap card whose answer was taken back just now.
    pub(super) taken_back: Option<(usize, Quiz)>,
    /// The person has had enough.
    pub(super) left: bool,
    /// It was said where the cards of the interview end.
    rest_told: bool,
    /// The four traps were named in this sitting.
    pub(super) traps_named: bool,
    pub(super) recalled: u32,
    pub(super) pace: u32,
    pub(super) started_ms: u64,
}

impl<'c, 'w> Sitting<'c, 'w> {
    pub(super) fn begin(
        env: &'c mut Env<'w>,
        workspace: Workspace,
        (cards, drill): (Vec<usize>, bool),
        limits: Limits,
        scale: GradeScale,
    ) -> Sitting<'c, 'w> {
        let states = &workspace.states;
        let showings = showings_left(limits, states, drill);
        let name = |&card: &usize| states.cards[card].name(&workspace.library);
        let names = cards.iter().map(name).collect();
        // The words are those of now, whatever becomes of their files while the sitting lasts.
        for &card in cards.iter().take(MOST_READ_AHEAD) {
            states.cards[card].story(&workspace.library);
        }
        let own = cards.iter().map(|&card| states.is_own(card)).collect();
        let answered = |&card: &usize| u32::from(states.memories.get(card).failed_on(states.day));
        let before = cards.iter().map(answered).collect();
        let seed = (env.world.draw)() ^ i64::from(states.day.number());
        Sitting {
            aimed: workspace.aimed(),
            pace: session::pace(&workspace.facts),
            started_ms: env.monotonic_ms(),
            session: ReviewSession::new(own, before, limits.repeat, showings),
            scale,
            rng: Xoshiro256PlusPlus::seed_from_u64(seed.cast_unsigned()),
            asked: HashMap::new(),
            rows: Vec::new(),
            taken_back: None,
            left: false,
            rest_told: false,
            traps_named: false,
            recalled: 0,
            env,
            workspace,
            names,
            drill,
        }
    }

    /// What the sitting aims at, before its first card.
    pub(super) fn say_aim(&mut self) {
        if self.workspace.states.day_off() && self.names.is_empty() {
            self.say(&[Line::plain(
                "On the day of an interview no cards are shown. To see some anyway: star-cards review --more 5",
            )]);
        }
    }

    /// Whether a person was told something that is said once.
    pub(super) fn was_told(&self, what: &str) -> bool {
        let mut marks = self.workspace.facts.marks.iter();
        marks.any(|mark| (mark.kind, mark.subject.as_str()) == (MarkKind::Told, what))
    }

    /// Keeps that it was told.
    pub(super) fn told(&mut self, what: &str) -> Result<(), CliError> {
        let (day, kind) = (self.day()?, MarkKind::Told);
        let subject = what.to_owned();
        self.save(NewFact::Mark { day, kind, subject })?;
        Ok(())
    }

    /// Says once that the cores rest, where they were in use before.
    pub(super) fn tell_once(&mut self) -> Result<(), CliError> {
        let used = self.workspace.facts.cores_asked();
        if !self.workspace.states.cores_rest || self.was_told(TOLD_CORES_REST) || !used {
            return Ok(());
        }
        self.say(&[
            Line::plain(
                "You have three stories of your own now, so the sample stories rest. \
                 `star-cards review failure` still drills them.",
            ),
            Line::blank(),
        ]);
        self.told(TOLD_CORES_REST)
    }

    /// Asks until the list is done or the person has had enough. Tells whether anything
    /// was asked.
    pub(super) fn ask_all(&mut self) -> Result<bool, CliError> {
        let mut asked = false;
        loop {
            self.day()?;
            let Some(place) = self.session.position().next else {
                return Ok(asked);
            };
            let card = self.workspace.card(&self.names[place]);
            // What was suspended meanwhile, elsewhere or with its story, rests.
            let flags = &self.workspace.states.flags;
            let Some(card) = card.filter(|&card| self.drill || !flags[card].suspended) else {
                self.session.push(SessionEvent::Removed(place));
                continue;
            };
            if !self.name_traps(card)? {
                return Ok(asked);
            }
            self.tell_rest(place, card);
            asked = true;
            let verdict = self.show(place, card)?;
            if !self.take(place, card, verdict)? {
                return Ok(asked);
            }
            self.say(&[Line::blank()]);
        }
    }

    /// Says once where the cards of an interview end that is close: what follows can wait.
    fn tell_rest(&mut self, place: usize, card: usize) {
        let (states, names) = (&self.workspace.states, &self.names);
        let Some(aimed) = self
            .aimed
            .as_ref()
            .filter(|_| !self.drill && !self.rest_told)
        else {
            return;
        };
        let closes_in = |name: &String| {
            let card = self.workspace.card(name);
            card.is_some_and(|card| aimed.closes_in_on(card))
        };
        if aimed.closes_in_on(card) || !names[..place].iter().any(closes_in) {
            return;
        }
        let is_own = |name: &String| {
            let card = self.workspace.card(name);
            card.is_some_and(|card| states.is_own(card))
        };
        let rest = match names[place..].iter().any(is_own) {
            true => "The rest is other practice",
            false => "The rest are samples",
        };
        let missed = match self.session.position().again {
            0 => "",
            _ => ", then what you missed",
        };
        let interview = interview::names(&aimed.interviews);
        let told = format!("The cards for {interview} end here. {rest}{missed}; q ends.");
        self.rest_told = true;
        self.say(&[Line::plain(told), Line::blank()]);
    }

    /// Acts on a verdict; false ends the sitting.
    fn take(&mut self, place: usize, card: usize, verdict: Verdict) -> Result<bool, CliError> {
        match verdict {
            Verdict::Graded { quality, ms, shown } => {
                return self.graded(place, card, (quality, ms), shown);
            }
            Verdict::Skip => self.session.push(SessionEvent::Skipped(place)),
            Verdict::Bury => self.bury(place, card)?,
            Verdict::Suspend => {
                let name = self.workspace.library.handle(&self.names[place]);
                let said = format!("Suspended; `star-cards resume {name}` brings it back.");
                self.set_aside(place, MarkKind::Suspend)?;
                self.say(&[Line::quiet(said)]);
            }
            Verdict::Edit => self.edit(card)?,
            Verdict::Undo => self.undo()?,
            Verdict::End => {
                self.left = true;
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What is answered ahead of its day, in a drill, is practice; but in the last days
    /// before an interview that needs the card it counts.
    pub(super) fn source(&self, card: usize) -> Source {
        let states = &self.workspace.states;
        let aimed = self.aimed.as_ref();
        let counts = !self.drill || aimed.is_some_and(|aimed| aimed.closes_in_on(card));
        session::source_of(
            &states.memories.get(card),
            states.day,
            Source::Review,
            counts,
        )
    }

    /// When an answer given now would bring a card back, by the steps that will decide.
    pub(super) fn comeback(&self, place: usize, card: usize, quality: Quality) -> Comeback {
        let (states, source) = (&self.workspace.states, self.source(card));
        let uses_showing = source == Source::Review;
        let again = self.session.would_return(place, quality, uses_showing);
        let aim = queue::aim_of(self.aimed.as_ref(), card);
        let memory = &states.memories.get(card);
        Comeback::of(memory, (quality, source), states, aim, again)
    }

    fn graded(
        &mut self,
        place: usize,
        card: usize,
        (quality, ms): (Quality, u32),
        shown: ShownCard,
    ) -> Result<bool, CliError> {
        let day = self.day()?;
        let source = self.source(card);
        let mut comeback = self.comeback(place, card, quality);
        let name = self.names[place].clone();
        let grade = self.scale.name(quality);
        let title = self.workspace.states.cards[card].title(&self.workspace.library);
        let what = format!("{grade} for {title}");
        let fact = NewFact::Review {
            card: name,
            day,
            quality,
            ms,
            source,
            at: None,
        };
        let written = self.write(fact, Some(place), what)?;
        if let Some(row) = self.rows.last_mut() {
            row.quiz = shown.quiz().cloned();
        }
        let lapses = self.workspace.states.memories.get(card).lapses;
        if written.follows {
            let facts = &mut self.workspace.facts;
            let review = Review {
                id: written.id,
                at: written.at,
                card: facts.names.intern(&self.names[place]),
                day,
                quality,
                ms,
                source,
            };
            self.workspace.states.take(card, &review);
            facts.reviews.push(review);
        } else {
            self.look_again()?;
            let states = &self.workspace.states;
            let aim = queue::aim_of(self.aimed.as_ref(), card);
            comeback = Comeback::after(&states.memories.get(card), states, aim, comeback.again);
        }
        self.session.push(SessionEvent::Graded {
            card: place,
            quality,
            uses_showing: source == Source::Review,
        });
        self.recalled += u32::from(quality.is_pass());
        let kept = match source {
            Source::Practice => " Practice: the schedule stays as it was.",
            _ => "",
        };
        let back = comeback.sentence();
        if let Some(quiz) = shown.quiz() {
            self.explain(quiz, quality);
        }
        self.say(&[Line::quiet(format!("{grade}: {back}.{kept}"))]);
        let lapsed = self.workspace.states.memories.get(card).lapses;
        if lapsed > lapses && lapsed >= LAPSES_OF_A_BAD_BEAT {
            self.say(&[Line::plain(
                "You have forgotten this card four times or more. Make it shorter, or closer to how you talk: e edits it.",
            )]);
        }
        // Why an answer was wrong is read before the next card comes; at the end of the sitting its
        // summary waits anyway.
        let more = self.session.position().next.is_some();
        let is_explained = !matches!(shown, ShownCard::Beat);
        match is_explained && !quality.is_pass() && more {
            true => self.pause(card),
            false => Ok(true),
        }
    }

    /// Buries a card, and says where the limit lets another one come in its place.
    fn bury(&mut self, place: usize, card: usize) -> Result<(), CliError> {
        // What this sitting has used of the limits stands in the log.
        self.look_again()?;
        let before = self.workspace.today_list().cards;
        self.set_aside(place, MarkKind::Bury)?;
        self.look_again()?;
        let after = self.workspace.today_list().cards;
        let is_replaced = before.contains(&card) && after.len() == before.len();
        let said = match is_replaced && !self.drill {
            true => "Buried until tomorrow. Another card takes its place today.",
            false => "Buried until tomorrow.",
        };
        self.say(&[Line::quiet(said)]);
        Ok(())
    }

    fn set_aside(&mut self, place: usize, kind: MarkKind) -> Result<(), CliError> {
        self.mark(kind, self.names[place].clone(), Some(place))?;
        self.session.push(SessionEvent::Removed(place));
        Ok(())
    }

    pub(super) fn flag(&mut self, card: usize) -> Result<(), CliError> {
        self.day()?;
        let flagged = self.workspace.states.flags[card].flagged;
        let all = match self.workspace.states.is_own(card) {
            true => "",
            false => " --all",
        };
        let (kind, said) = match flagged {
            true => (MarkKind::Unflag, "The flag is off.".to_owned()),
            false => (
                MarkKind::Flag,
                format!("Flagged as needing work; `star-cards list{all}` shows it."),
            ),
        };
        let name = self.workspace.states.cards[card].name(&self.workspace.library);
        self.mark(kind, name, None)?;
        self.workspace.states.flags[card].flagged = !flagged;
        self.say(&[Line::quiet(said)]);
        Ok(())
    }

    /// Writes a mark; `place` is that of a card that comes back when it is taken back.
    fn mark(
        &mut self,
        kind: MarkKind,
        subject: String,
        place: Option<usize>,
    ) -> Result<(), CliError> {
        let what = format!("{} for {subject}", kind.key());
        let day = self.day()?;
        self.write(NewFact::Mark { day, kind, subject }, place, what)?;
        Ok(())
    }

    /// Writes a fact that can be taken back.
    fn write(
        &mut self,
        fact: NewFact,
        card: Option<usize>,
        what: String,
    ) -> Result<Written, CliError> {
        let written = self.save(fact)?;
        let id = written.id;
        self.rows.push(SittingRow {
            id,
            card,
            what,
            quiz: None,
        });
        Ok(written)
    }

    /// Whether anything of this sitting can be taken back.
    pub(super) fn can_undo(&self) -> bool {
        !self.rows.is_empty()
    }

    pub(super) fn undo(&mut self) -> Result<(), CliError> {
        let Some(row) = self.rows.pop() else {
            return Ok(());
        };
        let target = row.id;
        // Not again what the command `undo` took back meanwhile.
        save::append_decided(
            self.env,
            &mut self.workspace.store,
            "change",
            |facts| match facts.undone().contains(&target) {
                true => Vec::new(),
                false => vec![NewFact::Undo { target }],
            },
        )?;
        if let Some(place) = row.card {
            if let Some(quality) = self.session.take_back(place) {
                self.recalled -= u32::from(quality.is_pass());
            }
            self.taken_back = row.quiz.map(|quiz| (place, quiz));
        }
        self.look_again()?;
        self.say(&[Line::quiet(format!("Undone: {}.", row.what))]);
        Ok(())
    }

    fn edit(&mut self, card: usize) -> Result<(), CliError> {
        let library = &self.workspace.library;
        let Some(story) = self.workspace.states.cards[card].entry(library) else {
            self.say(&[Line::plain("A question is not one of your stories.")]);
            return Ok(());
        };
        match editor::edit_story(self.env, story) {
            Ok(()) => {}
            // A sitting goes on when an editor fails; the draft is kept and named.
            Err(error) if matches!(error.failure, Failure::Usage(_) | Failure::Failed(_)) => {
                for line in error.lines() {
                    self.env.note(&line);
                }
            }
            Err(error) => return Err(error),
        }
        self.workspace.set_library(self.env.library());
        self.look_again()
    }

    /// The study day that it is now. Where a new one has begun, the sitting goes on under it,
    /// with its limit, and says so.
    pub(super) fn day(&mut self) -> Result<StudyDay, CliError> {
        let today = self.env.today();
        let before = self.workspace.states.day;
        if today != before {
            self.look_again()?;
            let (limits, states) = (self.env.settings.limits, &self.workspace.states);
            self.session
                .new_day(showings_left(limits, states, self.drill));
            let begun = match today > before {
                true => "A new study day has begun",
                false => "The clock went back a study day",
            };
            let told = format!(
                "{begun}: {}. Your answers count for it from now on.",
                today.spoken(today)
            );
            self.say(&[Line::plain(told)]);
        }
        Ok(today)
    }

    /// Reads the log and lays the card states anew: after an undo, an edit, or a row that somebody
    /// else wrote meanwhile.
    pub(super) fn look_again(&mut self) -> Result<(), CliError> {
        self.workspace.read_log(self.env)?;
        self.aimed = self.workspace.aimed();
        Ok(())
    }

    /// Writes one fact.
    fn save(&mut self, fact: NewFact) -> Result<Written, CliError> {
        save::append_one(self.env, &mut self.workspace.store, fact)
    }
}

/// What the day has left for a sitting; a drill uses up nothing of it.
fn showings_left(limits: Limits, states: &CardStates, drill: bool) -> Allowance {
    match drill {
        true => Allowance::UNLIMITED,
        false => limits.showings_left(states),
    }
}

/// What became of a showing.
pub(super) enum Verdict {
    Graded {
        quality: Quality,
        ms: u32,
        shown: ShownCard,
    },
    Skip,
    Bury,
    Suspend,
    Edit,
    Undo,
    End,
}

/// What a showing was about.
pub(super) enum ShownCard {
    /// The words of a story.
    Beat,
    /// A line that was judged.
    Trap(Quiz),
    /// A question to choose a story for.
    Question,
}

impl ShownCard {
    fn quiz(&self) -> Option<&Quiz> {
        match self {
            ShownCard::Trap(quiz) => Some(quiz),
            ShownCard::Beat | ShownCard::Question => None,
        }
    }
}
