//! `debrief`: two minutes after an interview, while the words are still there.

use std::collections::BTreeMap;

use clap::builder::PossibleValuesParser;

use super::env::Env;
use super::error::{CliError, Outcome};
use super::wording::{counted, heading};
use super::workspace::Workspace;
use super::{interviews, names, save};
use crate::deck;
use crate::prompt::text::{Line, Tone};
use crate::prompt::{Prompt, Unticked, stop};
use crate::store::NewFact;
use crate::story::Library;
use crate::study::ahead;
use crate::study::date;
use crate::study::day::StudyDay;
use crate::study::debrief::{
    DebriefEntry, FieldStand, MissingCard, MissingElement, SwitchedOn, debrief_entries,
    missing_answer, next_telling, resumed, switched_on, tellable, typed_answer, with_question,
};
use crate::study::facts::{DebriefField, InterviewKind, MockStep, RECEPTIONS};
use crate::study::interview::{Interview, MeantInterview, interviews};
use crate::study::review::{Quality, Source};

/// After the interview: what they asked, what you told, what you forgot
///
/// You can skip any question. Each answer is saved at once; if you stop, the next debrief continues
/// there. What you forgot comes back as a card tomorrow, and their question is added to the story
/// you told, as a `question:` line. What they asked after it comes in your next mock. In a script, give the answers as flags.
#[derive(clap::Args, Debug)]
pub(crate) struct DebriefArgs {
    /// The company, or NAME@DATE; the interview that has no debrief yet if left out
    interview: Option<String>,
    /// The question in their words
    #[arg(long, value_name = "TEXT")]
    question: Option<String>,
    /// The story you told
    #[arg(long)]
    story: Option<String>,
    /// How it landed
    #[arg(long, value_parser = PossibleValuesParser::new(RECEPTIONS))]
    landed: Option<String>,
    /// What they asked after it, in their words; once for each
    #[arg(long, value_name = "TEXT")]
    follow_up: Vec<String>,
    /// What you forgot, separated by commas: decision, change, number, closing, or none
    #[arg(long, value_parser = pieces(), value_delimiter = ',', requires = "story")]
    missing: Vec<String>,
}

/// The words for what can go missing, and the one for nothing.
fn pieces() -> PossibleValuesParser {
    let keys = MissingElement::ALL.map(MissingElement::key);
    PossibleValuesParser::new(keys.into_iter().chain(["none"]))
}

/// The first line of a list of answers: Enter before anything was read records nothing.
const SKIP: &str = "skip";

/// The last line of what can have gone missing, so that nobody says it by pressing Enter.
const NOTHING_MISSING: &str = "nothing";

/// One of several answers, by its place; none if the question is skipped.
fn choose_or_skip(
    prompt: &mut dyn Prompt,
    question: &str,
    mut items: Vec<String>,
) -> Result<Option<usize>, CliError> {
    items.insert(0, SKIP.to_owned());
    let chosen = prompt.search(question, &items)?;
    Ok(chosen.and_then(|place| place.checked_sub(1)))
}

/// One debrief under way.
struct DebriefSitting<'c, 'w> {
    env: &'c mut Env<'w>,
    workspace: Workspace,
    interview: Interview,
    /// Cards that were failed.
    missed: Vec<String>,
}

impl DebriefArgs {
    /// Asks, or takes the flags, and marks the interview done.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let workspace = Workspace::open(env)?;
        let interview = self.which(env, &workspace)?;
        let mut sitting = DebriefSitting {
            env,
            workspace,
            interview,
            missed: Vec::new(),
        };
        stop::promise(stop::ANSWERS_SAVED);
        let told = match self.has_answers() {
            true => sitting.take(&self),
            false => sitting.ask(),
        };
        told.and_then(|()| sitting.close())?;
        Ok(0)
    }

    fn has_answers(&self) -> bool {
        let said = self.question.is_some() || self.story.is_some() || self.landed.is_some();
        said || !self.missing.is_empty() || !self.follow_up.is_empty()
    }

    /// The interview meant: named, or the one that took place and waits for its debrief.
    fn which(&self, env: &mut Env<'_>, workspace: &Workspace) -> Result<Interview, CliError> {
        if let Some(name) = &self.interview {
            let found = interviews::fitting(workspace, name, MeantInterview::Told)?;
            let found = interviews::choose(env, found, Some(name))?;
            return match found.details.date > workspace.date {
                true => Err(CliError::failed(format!(
                    "{} is still to come, on {}",
                    found.details.name,
                    date::full(found.details.date)
                ))
                .hint("The debrief is for afterwards. For the evening before: star-cards brief")),
                false => Ok(found),
            };
        }
        let mut waiting = interviews(&workspace.facts);
        waiting.retain(|found| found.awaits_debrief(workspace.date));
        match waiting.len() {
            0 => Err(CliError::failed("no interview needs a debrief")
                .hint("To do one again: star-cards debrief NAME")),
            _ => interviews::choose(env, waiting, None),
        }
    }
}

impl DebriefSitting<'_, '_> {
    /// Takes one telling from the flags; what was not given is skipped.
    fn take(&mut self, flags: &DebriefArgs) -> Result<(), CliError> {
        let library = &self.workspace.library;
        let story = flags.story.as_deref();
        let story = story.map(|name| names::story(library, name)).transpose()?;
        story.map_or(Ok(()), names::refuse_traps)?;
        let pieces = MissingElement::ALL.into_iter();
        let pieces = pieces.filter(|piece| flags.missing.iter().any(|key| key == piece.key()));
        let missing = missing_answer(&pieces.collect::<Vec<_>>());
        let answers = [
            flags.question.as_deref().and_then(typed_answer),
            story.map(|entry| entry.id().to_owned()),
            flags.landed.clone(),
            (!flags.missing.is_empty()).then_some(missing),
        ];
        let mut telling = self.new_telling();
        for (field, value) in DebriefField::ALL.into_iter().zip(answers) {
            self.keep(&mut telling, field, value)?;
        }
        let told = telling.answer(DebriefField::Story).map(str::to_owned);
        for asked in flags
            .follow_up
            .iter()
            .filter_map(|asked| typed_answer(asked))
        {
            self.keep_follow_up(told.as_deref(), &asked)?;
        }
        self.offer_missing(&telling)
    }

    /// Asks for the telling that was left half-way, or a new one, then for more.
    fn ask(&mut self) -> Result<(), CliError> {
        if !self.env.world.prompt.can_ask() {
            return Err(CliError::usage("this needs a terminal").hint(
                "In a script, give --question, --story, --landed, --missing or --follow-up.",
            ));
        }
        let known = debrief_entries(&self.workspace.facts, self.interview.id);
        self.greet(known.iter().any(|telling| telling.next().is_some()));
        if !self.interview.done {
            for telling in &known {
                self.offer_missing(telling)?;
            }
        }
        let mut telling = match resumed(&known, self.interview.done) {
            Some(telling) => telling,
            None => next_telling(&known),
        };
        loop {
            while let Some(field) = telling.next() {
                let value = self.answer(&telling, field)?;
                self.keep(&mut telling, field, value)?;
                self.echo(&telling, field);
                if field == DebriefField::Missing {
                    self.offer_missing(&telling)?;
                    self.ask_follow_ups(&telling)?;
                }
            }
            let more = "Did they ask for another story?";
            if !self.env.world.prompt.confirm(more)? {
                return Ok(());
            }
            telling = self.new_telling();
        }
    }

    /// Asks what came after the story, as often as there is something to say.
    fn ask_follow_ups(&mut self, telling: &DebriefEntry) -> Result<(), CliError> {
        let story = telling.answer(DebriefField::Story).map(str::to_owned);
        let mut asked = "What did they ask after it? In their words";
        while story.is_some() {
            let Some(words) = typed_answer(&self.env.input(asked)?) else {
                break;
            };
            self.keep_follow_up(story.as_deref(), &words)?;
            asked = "And then?";
        }
        Ok(())
    }

    /// Writes down what was asked after a story.
    fn keep_follow_up(&mut self, story: Option<&str>, words: &str) -> Result<(), CliError> {
        let asked = NewFact::MockStep {
            mock: self.interview.id,
            step: MockStep::Asked,
            subject: words.to_owned(),
            story: story.map(str::to_owned),
            run: None,
            quality: None,
            ms: 0,
        };
        save::append_one(self.env, &mut self.workspace.store, asked)?;
        Ok(())
    }

    /// A menu leaves nothing on the screen, a typed line stands there already.
    fn echo(&mut self, telling: &DebriefEntry, field: DebriefField) {
        if field == DebriefField::Question {
            return;
        }
        let told = interviews::told(&self.workspace.library, telling, field);
        let told = told.unwrap_or_else(|| "skipped".to_owned());
        let echo = Line::toned(Tone::Quiet, told).indented(2);
        self.env.say(&[echo]);
    }

    fn greet(&mut self, resumed: bool) {
        let skips = match self.env.world.prompt.style().plain {
            true => "Enter alone skips a question, q skips a list.",
            false => "Esc skips a question; Enter too, until you type or choose.",
        };
        let begins = match resumed {
            true => "Picking up where you stopped.",
            false => "It takes two minutes.",
        };
        self.env.say(&[
            heading(format!("How was {}?", self.interview.details.name)),
            Line::toned(Tone::Quiet, format!("{begins} {skips}")),
        ]);
    }

    fn new_telling(&self) -> DebriefEntry {
        next_telling(&debrief_entries(&self.workspace.facts, self.interview.id))
    }

    /// Puts one question; none if it was skipped.
    fn answer(
        &mut self,
        telling: &DebriefEntry,
        field: DebriefField,
    ) -> Result<Option<String>, CliError> {
        let prompt = &mut self.env.world.prompt;
        match field {
            DebriefField::Question => Ok(typed_answer(
                &self.env.input("How was it asked? In their words")?,
            )),
            DebriefField::Story => {
                let stories = tellable(&self.workspace.library);
                let items = names::items(&self.workspace.library, &stories);
                let chosen = choose_or_skip(&mut **prompt, "Which story did you tell?", items)?;
                Ok(chosen.map(|place| stories[place].id().to_owned()))
            }
            DebriefField::Landed => {
                let items = RECEPTIONS.map(str::to_owned).to_vec();
                let chosen = choose_or_skip(&mut **prompt, "How did the answer go?", items)?;
                Ok(chosen.map(|place| RECEPTIONS[place].to_owned()))
            }
            DebriefField::Missing => {
                let story = telling.answer(DebriefField::Story).unwrap_or_default();
                let title = self.workspace.library.title(story);
                let question = format!("What was missing in \"{title}\"?");
                let pieces = MissingElement::ALL.map(MissingElement::key);
                let items: Vec<String> = { pieces.into_iter().chain([NOTHING_MISSING]) }
                    .map(str::to_owned)
                    .collect();
                let ticked = prompt.tick(&question, &items, &[], Unticked::Skips)?;
                let ticked = ticked.filter(|ticked| ticked.contains(&true));
                Ok(ticked.map(|ticked| {
                    let pieces = MissingElement::ALL.into_iter().zip(ticked);
                    let pieces = pieces.filter_map(|(piece, ticked)| ticked.then_some(piece));
                    missing_answer(&pieces.collect::<Vec<_>>())
                }))
            }
        }
    }

    /// Writes one answer down, with the failed cards that follow from it in the same stroke.
    /// The question joins its story before the row that names the story: cut between the two,
    /// the story is asked again and the file is already as it should be.
    fn keep(
        &mut self,
        telling: &mut DebriefEntry,
        field: DebriefField,
        value: Option<String>,
    ) -> Result<(), CliError> {
        let (day, planned) = (self.env.today(), self.interview.id);
        self.workspace.facts = self.workspace.store.read()?.up_to(day);
        let known = debrief_entries(&self.workspace.facts, planned);
        if let (DebriefField::Story, Some(story), FieldStand::Open(telling)) =
            (field, &value, telling.field_stand(&known, field))
        {
            self.add_question(&telling, story)?;
        }
        let mut answered = telling.clone();
        answered.take(field, value.clone());
        let mut missed = Vec::new();
        if field == DebriefField::Missing {
            let missing = self.missing_cards(&answered).into_iter();
            let on = missing.filter(|missing| missing.is_on);
            missed.extend(on.map(|missing| missing.card));
        }
        let failures: Vec<NewFact> = missed.iter().map(|card| failure(card, day)).collect();
        let mut stand = FieldStand::Open(telling.clone());
        save::append_decided(self.env, &mut self.workspace.store, "answer", |facts| {
            // Another terminal may have begun a telling meanwhile, or answered this field.
            stand = telling.field_stand(&debrief_entries(&facts, planned), field);
            let FieldStand::Open(telling) = &stand else {
                return Vec::new();
            };
            let answer = NewFact::Debrief {
                day,
                planned,
                telling: telling.number,
                field,
                value: value.clone(),
            };
            [answer]
                .into_iter()
                .chain(failures.iter().cloned())
                .collect()
        })?;
        *telling = match stand {
            FieldStand::Open(mut telling) => {
                telling.take(field, value);
                self.missed.extend(missed);
                telling
            }
            FieldStand::Answered(theirs) => {
                self.env
                    .note("This was just answered in another terminal; that answer stays.");
                theirs
            }
        };
        Ok(())
    }

    /// The cards that train what went missing, as long as the story is there.
    fn missing_cards(&self, telling: &DebriefEntry) -> Vec<MissingCard> {
        let story = telling.answer(DebriefField::Story);
        let entry = story.and_then(|name| self.workspace.library.called(name));
        entry.map_or_else(Vec::new, |entry| telling.missing_cards(entry.story()))
    }

    /// Offers the cards that are off for what went missing, each failed once it is on.
    fn offer_missing(&mut self, telling: &DebriefEntry) -> Result<(), CliError> {
        let story = telling.answer(DebriefField::Story).unwrap_or_default();
        for missing in self.missing_cards(telling) {
            if !missing.is_on {
                self.offer(story, missing)?;
            }
        }
        Ok(())
    }

    /// The new wording becomes a question of the story that was told.
    fn add_question(&mut self, telling: &DebriefEntry, story: &str) -> Result<(), CliError> {
        let Some(question) = telling.answer(DebriefField::Question) else {
            return Ok(());
        };
        let library = self.change(|env, library| {
            let Some(entry) = library.called(story) else {
                env.note(&format!(
                    "{story} was just removed, so the question was not added to it."
                ));
                return Ok(());
            };
            let deck = entry.deck();
            if let Some(text) = with_question(entry, question) {
                deck::replace(deck, &text)?;
                let (title, path) = (entry.title(), &deck.path);
                env.note(&format!(
                    "The question is now one of \"{title}\", in {path}."
                ));
            }
            Ok(())
        })?;
        self.workspace.set_library(library);
        Ok(())
    }

    /// Changes the decks as they stand now, and returns what they hold then.
    fn change(
        &mut self,
        change: impl FnOnce(&mut Env<'_>, &Library) -> Result<(), CliError>,
    ) -> Result<Library, CliError> {
        let held = self.env.hold_library();
        change(self.env, &held.library)?;
        Ok(self.env.library())
    }

    /// A piece went missing that no card trains yet: its kind is off, and switching it on is
    /// offered, or the story has no words for it, which is said. The failure is written
    /// before the file: cut between the two, it is offered again.
    fn offer(&mut self, story: &str, missing: MissingCard) -> Result<(), CliError> {
        let MissingCard { piece, card, .. } = missing;
        let Some(entry) = self.workspace.library.called(story) else {
            return Ok(());
        };
        let deck = entry.deck();
        if deck.builtin {
            return Ok(());
        }
        let title = entry.title().to_owned();
        let handle = self.workspace.library.handle(entry.id());
        let Some(SwitchedOn { kinds, .. }) = switched_on(deck.source(), entry.story(), piece)
        else {
            let way = match piece {
                MissingElement::Closing => format!("closing {handle} --set \"...\""),
                _ => format!("edit {handle}"),
            };
            self.env.note(&format!(
                "\"{title}\" has no words for the {} yet: `star-cards {way}` adds them.",
                piece.key()
            ));
            return Ok(());
        };
        let question = format!(
            "\"{title}\" has no card for the {}. Switch it on?",
            piece.key()
        );
        let prompt = &mut self.env.world.prompt;
        if !prompt.can_ask() || !prompt.confirm(&question)? {
            let hint = format!("`cards: {kinds}` in \"{title}\" switches that card on.");
            self.env.note(&hint);
            return Ok(());
        }
        let failure = failure(&card, self.env.today());
        save::append_one(self.env, &mut self.workspace.store, failure)?;
        self.missed.push(card);
        let library = self.change(|_, library| {
            let entry = library.called(story);
            let entry = entry.ok_or_else(|| names::unknown(library, "story", story))?;
            let deck = names::own_deck(entry)?;
            if let Some(on) = switched_on(deck.source(), entry.story(), piece) {
                deck::replace(deck, &on.text)?;
            }
            Ok(())
        })?;
        self.workspace.set_library(library);
        Ok(())
    }

    /// Marks the interview done and says what comes of it.
    fn close(&mut self) -> Result<(), CliError> {
        if !self.interview.done {
            let fact = NewFact::Interview {
                day: self.env.today(),
                kind: InterviewKind::Done,
                planned: Some(self.interview.id),
                details: self.interview.details.clone(),
            };
            save::append_one(self.env, &mut self.workspace.store, fact)?;
        }
        // The cards were laid out before the answers, and the stories may be others by now.
        self.workspace.read_log(self.env)?;
        let told = self.outcome();
        self.env.note(&told);
        Ok(())
    }

    /// `Acme is debriefed. 1 card comes back tomorrow: Nine days late, Action.`
    fn outcome(&self) -> String {
        let Workspace {
            library, states, ..
        } = &self.workspace;
        let aimed = self.workspace.aimed();
        let mut back: BTreeMap<StudyDay, Vec<String>> = BTreeMap::new();
        let missed = self.missed.iter();
        for card in missed.filter_map(|card| states.find(library, card)) {
            // What is suspended comes on no day.
            if let Some(day) = ahead::next_day(states, aimed.as_ref(), card) {
                let title = states.cards[card].title(library);
                back.entry(day).or_default().push(title);
            }
        }
        let told = back.iter().map(|(day, titles)| {
            let cards = match titles.len() {
                1 => "1 card comes".to_owned(),
                more => format!("{} come", counted(more, "card")),
            };
            let when = match day.since(states.day) {
                1 => "tomorrow".to_owned(),
                _ => format!("on {}", day.spoken(states.day)),
            };
            format!(" {cards} back {when}: {}.", titles.join("; "))
        });
        let told: String = told.collect();
        format!("{} is debriefed.{told}", self.interview.details.name)
    }
}

/// The failure of a card, which comes back tomorrow.
fn failure(card: &str, day: StudyDay) -> NewFact {
    NewFact::Review {
        card: card.to_owned(),
        day,
        quality: Quality::AGAIN,
        ms: 0,
        source: Source::Debrief,
        at: None,
    }
}
