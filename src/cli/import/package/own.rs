//! Our own notes in a package: what was answered there, and what was rewritten there.

use std::collections::{BTreeSet, HashMap};

use crate::anki::back::{self, Change, PhoneAnswers, Sorter};
use crate::anki::read::Package;
use crate::anki::{NoteFields, card_of};
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::import::difference;
use crate::cli::save;
use crate::cli::wording::{counted, detail, heading};
use crate::cli::workspace::Workspace;
use crate::deck;
use crate::prompt::text::Line;
use crate::store::NewFact;
use crate::study::day::StudyDay;
use crate::study::review::RowId;
use crate::study::target::InterviewTarget;

/// So many unknown names are spelled out.
const NAMES_SHOWN: usize = 3;

/// What a package holds of ours.
#[derive(Default)]
pub(super) struct Own {
    notes: usize,
    /// Answers to cards that are here, by the names they have today.
    arrivals: Vec<(RowId, NewFact)>,
    /// The cards that they are on.
    answered: BTreeSet<String>,
    answers: PhoneAnswers,
    /// Rows of any kind about notes of ours.
    entries: usize,
    /// Cards there that are not here, and their stories by the names they have there.
    strange_cards: usize,
    strangers: BTreeSet<String>,
    changed: Vec<Changed>,
}

/// A card whose words were changed there.
struct Changed {
    card: String,
    /// Whether it is part of the program, where nobody can take words over.
    builtin: bool,
    changes: Vec<Change>,
}

impl Own {
    pub(crate) fn read(
        env: &Env<'_>,
        package: &Package,
        workspace: &Workspace,
    ) -> Result<Own, CliError> {
        let aimed = workspace.aimed();
        let role = aimed.as_ref().and_then(InterviewTarget::role);
        let mut own = Own::default();
        let mut names: HashMap<i64, String> = HashMap::new();
        let ours = |guid: &str| card_of(guid).is_some();
        package.each_note(ours, |note| {
            let name = card_of(&note.guid).unwrap_or_default();
            own.notes += 1;
            let Some(card) = workspace.card(name) else {
                own.strange_cards += 1;
                own.strangers.insert(story_of(name).to_owned());
                return;
            };
            let card = &workspace.states.cards[card];
            let words = NoteFields::of(&workspace.library, card, role);
            let changes = back::changes(&note, &words);
            if !changes.is_empty() {
                let story = card.entry(&workspace.library);
                own.changed.push(Changed {
                    card: card.name(&workspace.library),
                    builtin: story.is_none_or(|story| story.deck().builtin),
                    changes,
                });
            }
            names.insert(note.id, name.to_owned());
        })?;
        if own.notes > 0 {
            own.read_answers(env, package, workspace, &names)?;
        }
        Ok(own)
    }

    fn read_answers(
        &mut self,
        env: &Env<'_>,
        package: &Package,
        workspace: &Workspace,
        names: &HashMap<i64, String>,
    ) -> Result<(), CliError> {
        let mut cards = HashMap::new();
        package.each_card(|card, note| {
            if let Some(name) = names.get(&note) {
                cards.insert(card, name.clone());
            }
        })?;
        let mut sorter = Sorter::new(&workspace.facts, cards, env.now().instant());
        package.each_entry(|entry| self.entries += usize::from(sorter.take(entry)))?;
        self.answers = sorter.done();
        let new = std::mem::take(&mut self.answers.new).into_iter();
        let arrivals = new.filter_map(|answer| {
            let card = workspace.states.cards[workspace.card(&answer.card)?];
            let card = card.name(&workspace.library);
            let local = env.local(answer.at)?;
            self.answered.insert(card.clone());
            let fact = NewFact::Review {
                card,
                day: StudyDay::of(local, env.settings.cutoff_hour),
                quality: answer.quality,
                ms: answer.ms,
                source: answer.source,
                at: Some(answer.at),
            };
            Some((answer.id, fact))
        });
        self.arrivals = arrivals.collect();
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.notes == 0
    }

    /// Takes the answers in, keeps changed words, and says so; with `dry` only says so.
    pub(crate) fn bring(
        &self,
        env: &mut Env<'_>,
        workspace: &mut Workspace,
        dry: bool,
    ) -> Result<(), CliError> {
        if self.is_empty() {
            return Ok(());
        }
        if !dry {
            save::keep_trying(env, &mut workspace.store, "import", |env, store| {
                store.insert_imported(env.now().instant(), &self.arrivals)
            })?;
        }
        let mut lines = self.told_answers(dry);
        lines.extend(self.told_strangers());
        env.print(&lines)?;
        for changed in &self.changed {
            changed.bring(env, dry)?;
        }
        Ok(())
    }

    fn told_answers(&self, dry: bool) -> Vec<Line> {
        let (known, elsewhere) = (self.answers.known, self.answers.elsewhere);
        let come = if dry { "would come" } else { "came" };
        let mut lines = vec![match self.arrivals.len() {
            // What a package without any answer lacks is one tick.
            0 if self.entries == 0 && self.strange_cards == 0 => detail(
                "There are no answers in it. To send them along, tick \"Include scheduling \
                 information\" when you export from Anki.",
            ),
            0 => detail("No new answers in it."),
            new => {
                let (new, on) = (counted(new, "answer"), counted(self.answered.len(), "card"));
                detail(format!("{new} given in Anki {come} into the log, on {on}."))
            }
        }];
        if known > 0 {
            let were = if known == 1 { "was" } else { "were" };
            let known = counted(known, "answer");
            lines.push(detail(format!("{known} {were} in the log already.")));
        }
        if elsewhere > 0 {
            lines.push(detail(format!(
                "{} from before the package was made and not in this log. Import the history.db \
                 of the machine that made it to have them too.",
                counted_are(elsewhere, "answer")
            )));
        }
        if self.answers.later > 0 {
            lines.push(detail(format!(
                "{} dated in the future and left out. Check the clocks of both devices, then \
                 import again.",
                counted_are(self.answers.later, "answer")
            )));
        }
        lines
    }

    fn told_strangers(&self) -> Option<Line> {
        let names = self.strangers.iter().map(String::as_str);
        let first: Vec<&str> = names.take(NAMES_SHOWN).collect();
        let more = match self.strangers.len() > first.len() {
            true => " and others",
            false => "",
        };
        (self.strange_cards > 0).then(|| {
            detail(format!(
                "{} not here (of {}{more}), so their answers were left out. Bring their \
                 stories here, then import it again.",
                counted_are(self.strange_cards, "card"),
                first.join(", ")
            ))
        })
    }
}

/// The story's part of a card's name.
fn story_of(card: &str) -> &str {
    card.split('/').next().unwrap_or_default()
}

fn counted_are(number: usize, noun: &str) -> String {
    let are = if number == 1 { "is" } else { "are" };
    format!("{} {are}", counted(number, noun))
}

impl Changed {
    /// Shows the difference and keeps their words as a draft.
    fn bring(&self, env: &mut Env<'_>, dry: bool) -> Result<(), CliError> {
        let head = heading(format!("{} was changed in Anki:", self.card));
        let mut lines = vec![head.indented(2).hanging(2)];
        lines.extend(self.changes.iter().flat_map(|change| {
            let lines = difference::lines(&change.ours, &change.theirs);
            lines.into_iter().map(|line| line.indented(2))
        }));
        env.print(&lines)?;
        let folder = env.home.drafts();
        let name = format!("anki-{}", self.card.replace('/', "-"));
        let mut text = format!("# {} as changed in Anki\n", self.card);
        for Change { field, theirs, .. } in &self.changes {
            text += &format!("\n## {field}\n\n{theirs}\n");
        }
        let told = match deck::kept(&folder, &name, &text) {
            Some(path) => format!("Already saved in {}.", path.display()),
            None if dry => format!("It would be saved in {}.", folder.display()),
            None => format!("Saved in {}.", deck::keep(&folder, &name, &text)?.display()),
        };
        let still = match self.builtin {
            true => "The built-in deck is unchanged.".to_owned(),
            false => format!(
                "Your story is unchanged. To take over what you like: star-cards edit {}",
                story_of(&self.card)
            ),
        };
        env.print(&[detail(format!("{told} {still}"))])
    }
}
