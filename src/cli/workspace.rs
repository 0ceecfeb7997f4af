//! What most commands begin with: stories, log and card states of one moment.

use std::sync::Arc;

use super::env::{Env, SnapshotDue};
use super::error::CliError;
use super::folding::{self, FoldedBefore, KnownPrefix};
use super::progress::{PERMILLE, Progress};
use super::wording::{counted, future_sentence, step_lines};
use crate::deck;
use crate::prompt::text::Line;
use crate::store::Store;
use crate::story::Library;
use crate::study::ahead::CardsAhead;
use crate::study::card_states::{CardStates, CardStatesBuilder};
use crate::study::day::StudyDay;
use crate::study::facts::Facts;
use crate::study::next_step::{JustDone, Standing, next_step};
use crate::study::queue::{self, Limits, Today};
use crate::study::report::{DeckReport, ReportPass};
use crate::study::target::{self, InterviewTarget};
use crate::study::{ahead, choosing, interview, session};

/// Stories, log and card states of one moment.
pub(crate) struct Workspace {
    /// The stories.
    pub library: Library,
    /// The log.
    pub store: Store,
    /// What the log holds.
    pub facts: Facts,
    /// Cards and memories on the study day.
    pub states: CardStates,
    /// The calendar date, from which is counted what is said of interviews.
    pub date: StudyDay,
    /// The beginning of the log that was folded with these stories.
    known: Option<KnownPrefix>,
    limits: Limits,
}

impl Workspace {
    /// Reads stories and log, and tells what the log has to say about itself.
    pub(crate) fn open(env: &mut Env<'_>) -> Result<Workspace, CliError> {
        let mut store = env.open_log()?;
        let (today, how) = (env.today(), env.world.snapshot);
        let snapshot = env.snapshot();
        let mut decks = env.read_decks(snapshot.as_ref());
        ask_questions(env, &mut store, &mut decks.library)?;
        let before = match snapshot.map(Arc::new) {
            Some(snapshot) => FoldedBefore::Snapshot(snapshot, decks.as_known),
            None => FoldedBefore::Nothing,
        };
        let folded = folding::fold(&mut store, &decks.library, today, how, before)?;
        let is_due = folded.is_new || !decks.all_known;
        if is_due && how.keeps(folded.states.cards.len(), folded.facts.rows()) {
            let known = folded.known.as_ref();
            env.snapshot_due = Some(SnapshotDue {
                decks: decks.outline(),
                log: known.and_then(|known| Some((Arc::clone(&known.prefix), known.names()?))),
            });
        }
        Ok(Workspace {
            library: decks.library,
            store,
            facts: folded.facts,
            states: folded.states,
            known: folded.known,
            date: env.date(),
            limits: env.settings.limits,
        })
    }

    /// The same with every review at hand, for who looks at each of them.
    pub(crate) fn open_whole(env: &mut Env<'_>) -> Result<Workspace, CliError> {
        let mut store = env.open_log()?;
        let mut library = env.library();
        ask_questions(env, &mut store, &mut library)?;
        let today = env.today();
        let facts = store.read()?.up_to(today);
        let states = CardStates::build(&library, &facts, today);
        Ok(Workspace {
            library,
            store,
            facts,
            states,
            known: None,
            date: env.date(),
            limits: env.settings.limits,
        })
    }

    /// Counts everything while the log is read, however long that is. The reviews are counted
    /// and not kept: the workspace's `facts` hold the rest.
    pub(crate) fn counted(env: &mut Env<'_>) -> Result<(Workspace, DeckReport), CliError> {
        let mut store = env.open_log()?;
        let mut library = env.library();
        ask_questions(env, &mut store, &mut library)?;
        let today = env.today();
        let (facts, span) = store.read_but_reviews()?;
        let mut facts = facts.up_to(today);
        let mut progress = Progress::begin(env, "Counting", PERMILLE);
        let mut builder = CardStatesBuilder::begin(&library, &facts, today);
        let mut pass = ReportPass::begin(today);
        store.each_review(span, &mut facts.names, |piece| {
            for name in piece.names {
                builder.register_name(name);
            }
            for review in piece.reviews {
                pass.take(review, builder.apply(review));
            }
            progress.set_position(piece.permille);
            Ok::<(), CliError>(())
        })?;
        let states = builder.finish(&facts);
        let report = DeckReport::of_pass(&library, &facts, &states, pass);
        let workspace = Workspace {
            library,
            store,
            facts,
            states,
            known: None,
            date: env.date(),
            limits: env.settings.limits,
        };
        Ok((workspace, report))
    }

    /// A card by its name, or by one that it had.
    pub(crate) fn card(&self, name: &str) -> Option<usize> {
        self.states.find(&self.library, name)
    }

    /// Reads the log anew, for what was written meanwhile, on the day that it is now. Returns the
    /// card states as they were before.
    pub(crate) fn read_log(&mut self, env: &Env<'_>) -> Result<CardStates, CliError> {
        let today = env.today();
        self.date = env.date();
        let known = self.known.take();
        let before = known.map_or(FoldedBefore::Nothing, FoldedBefore::SameCards);
        let how = env.world.snapshot;
        let folded = folding::fold(&mut self.store, &self.library, today, how, before)?;
        self.facts = folded.facts;
        self.known = folded.known;
        Ok(std::mem::replace(&mut self.states, folded.states))
    }

    /// Goes on with the stories as they are now; the log has to be read anew.
    pub(crate) fn set_library(&mut self, mut library: Library) {
        library.asked = std::mem::take(&mut self.library.asked);
        self.library = library;
        self.known = None;
    }

    /// Tells of what is dated later than tomorrow, which counts nowhere.
    pub(crate) fn warn_future(&self, env: &mut Env<'_>) {
        if let Some(told) = future_sentence(&self.states.future) {
            let today = self.date.date().format("%-d %B %Y");
            env.note(&format!(
                "{told} The clock says {today}. If that is right: star-cards undo --future. If not, set the clock first."
            ));
        }
    }

    /// What today's list aims at, if an interview is ahead.
    pub(crate) fn aimed(&self) -> Option<InterviewTarget> {
        let limit = self.limits.showings;
        target::target(&self.library, &self.facts, &self.states, limit)
    }

    /// Today's list. On the day of an interview it is empty.
    pub(crate) fn today_list(&self) -> Today {
        if self.states.day_off() {
            return Today::default();
        }
        queue::today(&self.states, self.limits, self.aimed().as_ref())
    }

    /// How many cards come today and on the next days.
    pub(crate) fn cards_ahead(&self, today: &Today) -> CardsAhead {
        ahead::cards_ahead(&self.states, self.aimed().as_ref(), today)
    }

    /// `12 cards today, about 4 min. Acme in 8 days.`
    pub(crate) fn due_sentence(&self, today: &Today) -> String {
        let aimed = self.aimed();
        let mut on_today = interview::on_day(&self.facts, self.date);
        // After midnight the interview of this date is still ahead of the study day.
        on_today.retain(|_| !aimed.as_ref().is_some_and(|aimed| aimed.is_on(self.date)));
        let on_today =
            (!on_today.is_empty()).then(|| format!("{} today", interview::names(&on_today)));
        let ahead = aimed.map(|aimed| aimed.sentence(self.date));
        let aims = on_today.into_iter().chain(ahead);
        let aim: String = aims.map(|aim| format!(" {aim}.")).collect();
        let held = match today.held_back.len() {
            0 => String::new(),
            1 => " 1 more card is waiting for the coming days.".to_owned(),
            held => format!(" {held} more cards are waiting for the coming days."),
        };
        match today.cards.len() {
            0 => format!("Nothing more today.{held}{aim}"),
            cards => format!(
                "{} today{}, about {} min.{held}{aim}",
                counted(cards, "card"),
                self.of_the_interview(today),
                session::minutes(cards as u32, session::pace(&self.facts)),
            ),
        }
    }

    /// ` (8 for Acme, 12 others)`, in the last days before an interview.
    fn of_the_interview(&self, today: &Today) -> String {
        let aimed = self.aimed().filter(|aimed| aimed.countdown.in_window());
        let Some(aimed) = aimed else {
            return String::new();
        };
        let mine = today.cards.iter().filter(|&&card| aimed.wanted_cards[card]);
        let mine = mine.count();
        let names = interview::names(&aimed.interviews);
        match today.cards.len() - mine {
            0 => String::new(),
            _ if mine == 0 => format!(", none for {names}"),
            others => format!(" ({mine} for {names}, {})", counted(others, "other")),
        }
    }

    /// Whether nothing was written, answered or planned here yet, and samples are there to try.
    pub(crate) fn is_untouched(&self, env: &Env<'_>) -> bool {
        let is_empty = self.library.own().next().is_none() && self.library.unread.is_empty();
        let has_samples = !self.states.cards.is_empty();
        is_empty && self.facts.rows() == 0 && has_samples && !has_half_written(env)
    }

    /// Ends a screen with the one next step.
    pub(crate) fn end_with_step(&self, env: &Env<'_>, lines: &mut Vec<Line>, today: &Today) {
        let step = self.next_step(env, today, &JustDone::Other, lines.len() == 1);
        lines.extend(step);
    }

    /// Leaves the one next step for the end of a command that has changed nothing since it read.
    pub(crate) fn leave_step(&self, env: &mut Env<'_>, today: &Today) {
        let done = env.done.take();
        let step = done.filter(|_| env.world.stderr_is_terminal).map(|done| {
            let below_one_line = env.lines_printed == 1;
            self.next_step(env, today, &done, below_one_line)
        });
        env.next_step = step;
    }

    /// The one next step after what was just done; `below_one_line` where a single one is above.
    pub(crate) fn next_step(
        &self,
        env: &Env<'_>,
        today: &Today,
        done: &JustDone,
        below_one_line: bool,
    ) -> Vec<Line> {
        let aimed = self.aimed();
        let standing = Standing {
            library: &self.library,
            facts: &self.facts,
            states: &self.states,
            date: self.date,
            today,
            aimed: aimed.as_ref(),
            half_written: has_half_written(env),
        };
        let step = next_step(&standing, done);
        step_lines(&step, self.states.day, below_one_line)
    }
}

/// Puts the questions of the bank among the cards, where they are switched on.
pub(crate) fn ask_questions(
    env: &Env<'_>,
    store: &mut Store,
    library: &mut Library,
) -> Result<(), CliError> {
    if env.settings.questions {
        let facts = store.read_but_reviews()?.0.up_to(env.today());
        library.asked = choosing::asked(library, &facts, deck::question_bank(library));
    }
    Ok(())
}

fn has_half_written(env: &Env<'_>) -> bool {
    !deck::half_written(&env.home.drafts()).is_empty()
}
