use super::*;
use crate::study::day::StudyDay;
use crate::study::facts::Names;
use crate::study::review::Review;

const BORN: i64 = 1_000_000;
const NOW: i64 = 9_000_000;

/// A log of answers at these instants, the session as given.
fn log(rows: &[(i64, i64)]) -> Facts {
    let mut names = Names::default();
    let card = names.intern("a/action");
    let reviews = rows.iter().zip(1..).map(|(&(session, at), number)| Review {
        id: RowId { session, number },
        at: Instant(at),
        card,
        day: StudyDay::from_number(0),
        quality: Quality::GOOD,
        ms: 0,
        source: Source::Review,
    });
    Facts {
        reviews: reviews.collect(),
        names,
        ..Facts::default()
    }
}

fn entry(id: i64, button: i64) -> RevlogEntry {
    RevlogEntry {
        id,
        card: BORN,
        button,
        factor: 2500,
        ms: 5_000,
        kind: 1,
    }
}

fn sort(facts: &Facts, entries: &[RevlogEntry]) -> PhoneAnswers {
    let cards = HashMap::from([(BORN, "a/action".to_owned())]);
    let mut sorter = Sorter::new(facts, cards, Instant(NOW));
    for entry in entries {
        sorter.take(*entry);
    }
    sorter.done()
}

#[test]
fn the_card_itself_tells_ours_from_theirs() {
    // Ours went out as 500 and, since two share an instant, 501; theirs came after the card.
    let entries = [
        entry(500, 3),
        entry(501, 3),
        entry(BORN + 1, 3),
        entry(NOW + 1, 3),
    ];
    let at_home = sort(&log(&[(7, 500), (7, 500)]), &entries);
    let elsewhere = sort(&log(&[]), &entries);
    assert_eq!(at_home.new, elsewhere.new);
    assert_eq!(at_home.new.len(), 1);
    assert_eq!(at_home.new[0].at, Instant(BORN + 1));
    let counts = |answers: &PhoneAnswers| (answers.known, answers.elsewhere, answers.later);
    assert_eq!(counts(&at_home), (2, 0, 1));
    assert_eq!(counts(&elsewhere), (0, 2, 1));
}

#[test]
fn the_name_of_an_answer_is_fixed_for_good() {
    let answers = sort(&log(&[]), &[entry(BORN + 1, 2)]);
    // Written down, since every log on every machine has to arrive at the same.
    let id = RowId {
        session: 5_511_562_309_072_515_289,
        number: BORN + 1,
    };
    assert_eq!(answers.new[0].id, id);
    assert_eq!(
        sort(&log(&[]), &[entry(BORN + 1, 2), entry(BORN + 1, 2)]).known,
        1
    );
}

#[test]
fn only_a_button_is_an_answer() {
    let base = entry(BORN + 5, 3);
    let table = [
        (RevlogEntry { button: 1, ..base }, Some((1, Source::Import))),
        (RevlogEntry { button: 2, ..base }, Some((3, Source::Import))),
        (RevlogEntry { button: 3, ..base }, Some((4, Source::Import))),
        (RevlogEntry { button: 4, ..base }, Some((5, Source::Import))),
        (RevlogEntry { kind: 0, ..base }, Some((4, Source::Import))),
        (RevlogEntry { kind: 3, ..base }, Some((4, Source::Import))),
        (
            RevlogEntry {
                kind: 3,
                factor: 0,
                ..base
            },
            Some((4, Source::Practice)),
        ),
        (RevlogEntry { button: 0, ..base }, None),
        (RevlogEntry { button: 5, ..base }, None),
        (RevlogEntry { kind: 4, ..base }, None),
        (
            RevlogEntry {
                kind: 5,
                button: 0,
                ..base
            },
            None,
        ),
        (RevlogEntry { kind: -1, ..base }, None),
        (RevlogEntry { card: 3, ..base }, None),
        (
            RevlogEntry {
                id: 0,
                card: BORN,
                ..base
            },
            None,
        ),
        (
            RevlogEntry {
                id: i64::MIN,
                ..base
            },
            None,
        ),
    ];
    for (entry, expected) in table {
        let answers = sort(&log(&[]), &[entry]).new;
        let found = answers
            .first()
            .map(|answer| (answer.quality.get(), answer.source));
        assert_eq!(found, expected, "{entry:?}");
    }
    for (ms, expected) in [(-1, 0), (130_000, 120_000), (i64::MAX, 120_000)] {
        let answers = sort(&log(&[]), &[RevlogEntry { ms, ..base }]);
        assert_eq!(answers.new[0].ms, expected);
    }
}
