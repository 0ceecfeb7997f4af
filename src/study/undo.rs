//! Which row of the log can be taken back; what one debrief wrote goes as one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::story::Library;

use super::card_states::CardStates;
use super::day::Instant;
use super::facts::{Facts, InterviewKind, InterviewRow, MockStep, RateSource, SpeakingRateRow};
use super::review::{MarkKind, RowId, Source, Stamp};
use super::run::pace;

/// What can be taken back at once: a row, or the rows of a debrief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undoable {
    /// When it was written.
    pub at: Instant,
    /// Which row it is, the last of several.
    pub id: RowId,
    /// All its rows.
    pub rows: Vec<RowId>,
    /// What it says: `good for Nine days late, Action`.
    pub what: String,
}

/// What an undo would reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UndoReach {
    /// That row, or those rows.
    Row(Undoable),
    /// Nothing: the newest answer of the card, of that moment, was imported, and what was
    /// imported is not taken back.
    Imported(Instant),
    /// Nothing: there is no such row.
    Nothing,
}

/// What was written last and not taken back yet: an answer, mark, run, pace or debrief, of all or
/// of one card, given by its place among the card states. One of later than `now` stands in nobody's way.
pub(crate) fn newest(
    library: &Library,
    facts: &Facts,
    states: &CardStates,
    card: Option<usize>,
    now: Instant,
) -> UndoReach {
    let stamps = stamps(facts);
    let written = |row: &Undoable| {
        let stamps = stamps.get(&row.id.session).into_iter().flatten();
        let stamps = stamps.filter(|stamp| stamp.id.number < row.id.number);
        stamps.map(|stamp| stamp.at).fold(row.at, Instant::max)
    };
    let is_of = |name: &str, card: usize| states.find(library, name) == Some(card);
    let title = |name: &str| states.title(library, name);
    let undone = facts.undone();
    let mut rows = undoable(facts, &undone, title);
    if card.is_none() {
        let debriefs = debriefs(facts, &undone);
        let with: HashSet<RowId> = debriefs
            .iter()
            .flat_map(|debrief| &debrief.rows)
            .copied()
            .collect();
        rows.retain(|(_, row)| !with.contains(&row.id));
        rows.extend(debriefs.into_iter().map(|debrief| ("", debrief)));
    }
    let newest = rows
        .into_iter()
        .filter(|(name, _)| card.is_none_or(|card| is_of(name, card)))
        .map(|(_, row)| row)
        .max_by_key(|row| {
            let written = written(row);
            (written <= now.latest_trusted(), written, row.id)
        });
    let imported = card.and_then(|card| {
        let reviews = facts.reviews.iter();
        let imported = reviews.filter(|row| row.source == Source::Import);
        imported
            .filter(|row| is_of(facts.names.get(row.card), card))
            .map(|row| row.at)
            .max()
    });
    match (newest, imported) {
        (Some(row), Some(at)) if written(&row) < at => UndoReach::Imported(at),
        (Some(row), _) => UndoReach::Row(row),
        (None, Some(at)) => UndoReach::Imported(at),
        (None, None) => UndoReach::Nothing,
    }
}

/// The stamps of each session.
fn stamps(facts: &Facts) -> HashMap<i64, Vec<&Stamp>> {
    let mut stamps: HashMap<i64, Vec<&Stamp>> = HashMap::new();
    for stamp in &facts.stamps {
        stamps.entry(stamp.id.session).or_default().push(stamp);
    }
    stamps
}

/// The rows that can be taken back, each with the name that it is about.
fn undoable<'f>(
    facts: &'f Facts,
    undone: &HashSet<RowId>,
    title: impl Fn(&str) -> String,
) -> Vec<(&'f str, Undoable)> {
    let answers = facts.reviews.iter();
    let answers = answers
        .filter(|row| row.source != Source::Import)
        .map(|row| {
            let name = facts.names.get(row.card);
            let what = format!("{} for {}", row.quality.in_words(), title(name));
            (name, row.at, row.id, what)
        });
    let marks = facts.marks.iter();
    let marks = marks.filter(|row| row.kind != MarkKind::Told).map(|row| {
        let what = format!("{} for {}", row.kind.key(), title(&row.subject));
        (row.subject.as_str(), row.at, row.id, what)
    });
    let learned = learned_from_runs(facts);
    let runs = facts.runs.iter().map(|row| {
        let what = format!("the run of {}", title(&row.story));
        (row.story.as_str(), row.at, row.id, what)
    });
    let of_no_run = |row: &&SpeakingRateRow| !learned.values().any(|pace| *pace == row.id);
    let paces = facts.speaking_rates.iter().filter(of_no_run).map(|row| {
        let rate = pace(row.words.into(), row.ms.into()).unwrap_or(0);
        let what = format!("the pace of {rate} words a minute");
        ("", row.at, row.id, what)
    });
    answers
        .chain(marks)
        .chain(runs)
        .chain(paces)
        .filter(|(_, _, id, _)| !undone.contains(id))
        .map(|(name, at, id, what)| {
            // Laps and what was heard go with their run, whatever the log says of them.
            let rows = [id].into_iter().chain(learned.get(&id).copied()).collect();
            (name, Undoable { at, id, rows, what })
        })
        .collect()
}

/// The speaking rates that were learned from runs, by the run: they are written with it, by the same
/// process, before it begins another.
fn learned_from_runs(facts: &Facts) -> HashMap<RowId, RowId> {
    let heard: BTreeSet<RowId> = facts.heard.iter().map(|row| row.run).collect();
    let rates = facts.speaking_rates.iter();
    let rates = rates.filter(|row| row.source == RateSource::Transcript);
    let learned = rates.filter_map(|row| {
        let run = heard.range(..row.id).next_back()?;
        (run.session == row.id.session).then_some((*run, row.id))
    });
    learned.collect()
}

/// What each sitting of a debrief wrote: its answers, the cards that failed with them, and that
/// the interview is done, also where a later sitting without answers wrote it.
fn debriefs(facts: &Facts, undone: &HashSet<RowId>) -> Vec<Undoable> {
    let failures = facts.reviews.iter();
    let failures = failures.filter(|row| row.source == Source::Debrief);
    let answers = facts.debriefs.iter();
    let asked = facts.mock_steps.iter();
    let asked = asked.filter(|row| row.step == MockStep::Asked);
    let rows = answers
        .map(|row| (row.id, row.at))
        .chain(asked.map(|row| (row.id, row.at)))
        .chain(failures.map(|row| (row.id, row.at)));
    let mut sittings: BTreeMap<i64, Vec<(RowId, Instant)>> = BTreeMap::new();
    for row in rows.filter(|(id, _)| !undone.contains(id)) {
        sittings.entry(row.0.session).or_default().push(row);
    }
    let done = facts.interviews.iter();
    let done = done.filter(|row| row.kind == InterviewKind::Done && !undone.contains(&row.id));
    for row in done {
        let sitting = match sittings.contains_key(&row.id.session) {
            true => Some(row.id.session),
            false => last_sitting(facts, undone, row),
        };
        if let Some(rows) = sitting.and_then(|sitting| sittings.get_mut(&sitting)) {
            rows.push((row.id, row.at));
        }
    }
    let sittings = sittings.into_iter();
    let whole = sittings.filter_map(|(session, mut rows)| {
        // Of another session is only what came after the whole sitting.
        rows.sort_unstable_by_key(|(id, _)| (id.session != session, *id));
        let &(id, at) = rows.last()?;
        let of = company(facts, session).map_or_else(String::new, |name| format!(" of {name}"));
        Some(Undoable {
            at,
            id,
            rows: rows.into_iter().map(|(id, _)| id).collect(),
            what: format!("the debrief{of}"),
        })
    });
    whole.collect()
}

/// The last sitting that wrote answers about an interview before it was done.
fn last_sitting(facts: &Facts, undone: &HashSet<RowId>, done: &InterviewRow) -> Option<i64> {
    let answers = facts.debriefs.iter().rev();
    let mut before = answers.filter(|row| {
        let comes_before = (row.at, row.id) < (done.at, done.id);
        row.planned == done.planned && comes_before && !undone.contains(&row.id)
    });
    before.next().map(|row| row.id.session)
}

/// The company that a sitting was about.
fn company(facts: &Facts, session: i64) -> Option<&str> {
    let answers = facts.debriefs.iter();
    let answered = answers
        .filter(|row| row.id.session == session)
        .map(|row| row.planned);
    let done = facts.interviews.iter();
    let done = done
        .filter(|row| row.id.session == session)
        .map(|row| row.planned);
    let planned = answered.chain(done).next()?;
    let mut interviews = facts.interviews.iter().filter(|row| row.planned == planned);
    interviews.next().map(|row| row.details.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::tests::{SampleLog, library};

    /// What would be taken back: in words, the moment of an import, or nothing.
    fn reached(log: &SampleLog, card: Option<&str>) -> String {
        let (library, states) = (library(), log.states());
        let card = card.map(|name| states.find(&library, name).expect("a card"));
        match newest(&library, &log.facts, &states, card, Instant(1_000)) {
            UndoReach::Row(row) => row.what,
            UndoReach::Imported(at) => format!("imported at {}", at.0),
            UndoReach::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn the_newest_answer_mark_or_run_is_reached() {
        let answer = || SampleLog::of(&[("alpha/action", 0, 4)]);
        let table = [
            (SampleLog::default(), "nothing"),
            (answer(), "good for Alpha, Action"),
            (answer().mark(MarkKind::Flag, "beta"), "flag for Beta"),
            (answer().run("beta", 0, &[]), "the run of Beta"),
            (
                answer().and("beta/action", 0, 1, Source::Review).undo(),
                "good for Alpha, Action",
            ),
            (answer().undo(), "nothing"),
            // That somebody was told of something is no doing of theirs.
            (
                answer().mark(MarkKind::Told, "cores-rest"),
                "good for Alpha, Action",
            ),
            (
                SampleLog::default().and("alpha/action", 0, 4, Source::Import),
                "nothing",
            ),
            (
                answer().and("alpha/action", 0, 4, Source::Import),
                "good for Alpha, Action",
            ),
        ];
        for (log, expected) in table {
            assert_eq!(reached(&log, None), expected);
        }
    }

    #[test]
    fn of_one_card_its_own_rows_count_under_any_name_it_bore() {
        let log = SampleLog::of(&[("old/action", 0, 3), ("beta/action", 0, 4)]);
        assert_eq!(
            reached(&log, Some("alpha/action")),
            "hard for Alpha, Action"
        );
        assert_eq!(reached(&log, Some("alpha/learning")), "nothing");
    }

    #[test]
    fn what_was_imported_last_is_named_and_not_taken_back() {
        let log = SampleLog::of(&[("alpha/action", -1, 4)]);
        let imported = log.and("alpha/action", 0, 4, Source::Import);
        assert_eq!(reached(&imported, Some("alpha/action")), "imported at 2");
        let answered = imported.and("alpha/action", 0, 2, Source::Review);
        assert_eq!(
            reached(&answered, Some("alpha/action")),
            "quality 2 for Alpha, Action"
        );
        let only = SampleLog::default().and("alpha/action", 0, 4, Source::Import);
        assert_eq!(reached(&only, Some("alpha/action")), "imported at 1");
    }
}
