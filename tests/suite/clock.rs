//! Days and clocks: wrong ones, those of two machines, and nights that a sitting lasts.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use rusqlite::Connection;

use crate::harness::{Home, NINE_DAYS, Run};
use crate::script::Reply;
use crate::unite::{all_rows, flat};

const ACTION: &str = "nine-days-late/action";
const LEARNING: &str = "nine-days-late/learning";

fn home() -> Home {
    Home::with_deck(NINE_DAYS)
}

/// Days of the answers, as `export reviews` tells them, with the card's last word.
fn days(home: &Home) -> Vec<String> {
    let out = home.run(&["export", "reviews"]).ok().out;
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let card = cells[0].rsplit('/').next().unwrap_or_default();
        format!("{card} {} {} {}", cells[2], cells[3], cells[4])
    };
    out.lines().skip(1).map(row).collect()
}

#[test]
fn what_a_clock_in_the_future_wrote_counts_nowhere_until_then() {
    let home = home();
    home.at("2027-06-01T20:00:00+02:00");
    home.run(&["grade", ACTION, "4"]).ok();
    home.run(&["suspend", "nine-days-late"]).ok();
    home.run(&["interview", "add", "Acme", "--date", "tomorrow"])
        .ok();
    home.day(0);
    home.run(&["grade", ACTION, "1"]).ok();
    home.day(1);
    let card = home.run(&["list", "--json"]).ok().card(ACTION);
    assert_eq!(
        (&card["state"], &card["due"]),
        (&"due".into(), &"2026-03-03".into())
    );
    assert!(
        home.run(&["due", "--json"])
            .cards()
            .contains(&ACTION.to_owned())
    );
    for command in [&[] as &[&str], &["list"], &["stats"]] {
        let run = home.run(command).ok();
        let told = flat(&run.err);
        assert!(told.contains("3 rows of the log are dated later"), "{told}");
        assert!(told.contains("up to 1 June 2027"), "{told}");
        assert!(told.contains("The clock says 3 March 2026"), "{told}");
        assert!(told.contains("star-cards undo --future"), "{told}");
        assert!(!run.out.contains("Acme"), "{}", run.out);
    }
    // The log itself hides nothing.
    assert_eq!(
        days(&home),
        ["action 2026-03-02 1 true", "action 2027-06-01 4 false"]
    );
    // And in 2027 it counts as ever.
    home.at("2027-06-01T21:00:00+02:00");
    let card = home.run(&["list", "--json"]).ok().card(ACTION);
    assert_eq!(card["state"], "suspended");
    assert_eq!(home.run(&["list"]).ok().err, "");
}

#[test]
fn tomorrow_is_another_zones_today() {
    let home = home();
    home.day(1).run(&["grade", ACTION, "4"]).ok();
    let run = home.day(0).run(&["list", "--json"]).ok();
    assert_eq!(run.card(ACTION)["repetitions"], 1);
    assert_eq!(run.err, "");
}

#[test]
fn undo_future_takes_all_of_it_back_after_asking() {
    let home = home();
    let nothing = home.run(&["undo", "--future"]).code(1);
    assert!(
        flat(&nothing.err).contains("nothing to undo"),
        "{}",
        nothing.err
    );
    assert!(!home.database().exists());
    home.run(&["grade", LEARNING, "5"]).ok();
    home.at("2027-06-01T20:00:00+02:00");
    home.run(&["grade", ACTION, "4"]).ok();
    home.run(&["flag", ACTION]).code(2);
    home.run(&["suspend", ACTION]).ok();
    home.run(&["interview", "add", "Acme", "--date", "2027-06-20"])
        .ok();
    home.day(0);
    let run = home.run(&["undo", "--future"]).code(2);
    assert!(flat(&run.err).contains("--yes"), "{}", run.err);
    let run = home.ask(&["undo", "--future"], [Reply::Say(false)]).ok();
    assert!(
        run.shown.contains(
            "The clock says 2 March 2026. Undo 3 rows dated later than tomorrow, up to \
                       1 June 2027?"
        ),
        "{}",
        run.shown
    );
    assert!(run.err.contains("Nothing was changed."), "{}", run.err);
    let run = home.ask(&["undo", "--future"], [Reply::Say(true)]).ok();
    assert!(flat(&run.err).contains("Undone: 3 rows"), "{}", run.err);
    assert_eq!(home.run(&["list"]).ok().err, "");
    home.run(&["undo", "--future", "--yes"]).code(1);
    // Nor does it come back when that day comes.
    home.at("2027-06-01T21:00:00+02:00");
    let run = home.run(&["list", "--json"]).ok();
    assert_eq!(run.card(ACTION)["state"], "new");
    assert_eq!(run.card(LEARNING)["repetitions"], 1);
    assert!(!home.run(&[]).ok().out.contains("Acme"));
}

#[test]
fn the_future_stands_in_the_way_of_no_undo() {
    let home = home();
    home.run(&["grade", ACTION, "4"]).ok();
    home.at("2027-06-01T20:00:00+02:00")
        .run(&["grade", ACTION, "5"])
        .ok();
    // A clock that is half a day ahead is not trusted either.
    home.at("2026-03-03T12:00:00+01:00")
        .run(&["grade", ACTION, "3"])
        .ok();
    home.at("2026-03-02T21:00:00+01:00");
    for taken in ["good for", "hard for"] {
        let run = home.run(&["undo"]).ok();
        assert!(run.err.contains(taken), "{taken}: {}", run.err);
    }
    let nothing = home.run(&["undo"]).code(1);
    assert!(
        flat(&nothing.err).contains("undo --future"),
        "{}",
        nothing.err
    );
}

#[test]
fn an_answer_dated_back_is_the_newest_when_it_was_just_recorded() {
    let home = home();
    home.run(&["grade", ACTION, "4"]).ok();
    let dated = format!(
        "{{\"card\":\"{LEARNING}\",\"quality\":2,\"at\":\"2026-02-20T20:00:00+01:00\"}}\n\
         {{\"card\":\"{LEARNING}\",\"quality\":5,\"at\":\"2026-02-10T20:00:00+01:00\"}}"
    );
    home.feed(&["grade", "--from", "-"], &dated).ok();
    for taken in ["easy for", "quality 2 for", "good for"] {
        let run = home.run(&["undo"]).ok();
        assert!(run.err.contains(taken), "{taken}: {}", run.err);
    }
    // What is answered after it is newer again, also where it is dated back in one file.
    home.feed(&["grade", "--from", "-"], &dated).ok();
    home.run(&["grade", ACTION, "3"]).ok();
    let mixed = format!(
        "{{\"card\":\"{ACTION}\",\"quality\":1}}\n\
         {{\"card\":\"{LEARNING}\",\"quality\":0,\"at\":\"2026-02-01T20:00:00+01:00\"}}"
    );
    home.feed(&["grade", "--from", "-"], &mixed).ok();
    for taken in ["quality 0 for", "again for", "hard for", "easy for"] {
        let run = home.run(&["undo"]).ok();
        assert!(run.err.contains(taken), "{taken}: {}", run.err);
    }
}

/// Runs one command in four processes at once and tells how many ended well.
fn at_once(home: &Home, args: &[&str]) -> usize {
    let start = |_| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_star-cards"));
        command.args(args).env("STAR_CARDS_HOME", home.path());
        command.env("STAR_CARDS_NOW", "2026-03-02T21:00:00+01:00");
        command.stderr(Stdio::null()).spawn().expect("the program")
    };
    let processes: Vec<_> = (0..4).map(start).collect();
    let ends = processes
        .into_iter()
        .map(|mut process| process.wait().expect("an end"));
    ends.filter(|end| end.success()).count()
}

#[test]
fn one_interview_planned_four_times_at_once_is_one() {
    let home = home();
    home.run(&["grade", ACTION, "4"]).ok();
    let add = ["interview", "add", "Acme", "--date", "2026-03-20"];
    assert_eq!(at_once(&home, &add), 1);
    assert_eq!(home.run(&["interview", "list"]).ok().out.lines().count(), 1);
}

#[test]
fn undos_at_once_take_different_rows_back() {
    let home = home();
    for quality in ["5", "4", "3", "2", "1", "0"] {
        home.run(&["grade", ACTION, quality]).ok();
    }
    assert_eq!(at_once(&home, &["undo"]), 4);
    let rows = all_rows(&home.database()).into_iter();
    let targets: BTreeSet<String> = rows
        .filter_map(|row| {
            let values = row.strip_prefix("undo ")?;
            Some(values.split(',').skip(3).collect())
        })
        .collect();
    assert_eq!(targets.len(), 4, "{targets:?}");
}

/// A sitting that begins on the evening of 2 March and in which two hours pass at each look.
fn overnight(home: &Home, keys: &str) -> Run {
    home.minutes_a_look.set(120);
    let replies = keys.chars().map(Reply::key).collect::<Vec<_>>();
    let run = home.ask(&["review"], replies);
    home.minutes_a_look.set(0);
    run
}

#[test]
fn each_answer_of_a_night_is_on_the_study_day_on_which_it_is_given() {
    let home = home();
    let run = overnight(&home, " 3 3q").ok();
    assert_eq!(
        run.shown
            .matches("A new study day has begun: Tue 3 Mar.")
            .count(),
        1,
        "{}",
        run.shown
    );
    let out = home.day(9).run(&["export", "reviews"]).ok().out;
    let mut seen = BTreeSet::new();
    for row in out.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let at = chrono::DateTime::parse_from_rfc3339(cells[1]).expect("an instant");
        // One hour ahead of UTC, less the four hours of the cutoff.
        let day = (at - chrono::Duration::hours(3)).date_naive().to_string();
        assert_eq!(cells[2], day, "{row}");
        seen.insert(day);
    }
    assert!(seen.len() > 1, "{out}");
}

#[test]
fn what_is_buried_after_the_night_is_buried_on_the_new_day() {
    let home = home();
    overnight(&home, " 3b");
    let list = home
        .at("2026-03-03T09:00:00+01:00")
        .run(&["list", "--json"])
        .ok();
    let is_buried = |card: &&str| list.card(card)["state"] == "buried";
    assert_eq!(
        [ACTION, LEARNING]
            .iter()
            .filter(|card| is_buried(card))
            .count(),
        1
    );
}

#[test]
fn a_new_day_brings_its_own_limit() {
    let home = home();
    home.write("config.toml", "builtin = []\nshowings_per_day = 2\n");
    let run = overnight(&home, " 1 3 3q");
    assert_eq!(days(home.day(9)).len(), 3, "{}", run.shown);
}

#[test]
fn a_plan_counts_no_sample_against_the_interview() {
    let home = Home::new();
    let run = home
        .run(&["interview", "add", "Acme", "--date", "tomorrow"])
        .ok();
    assert!(!run.err.contains("never be shown"), "{}", run.err);
    let plan = home.run(&["plan"]).ok();
    let told = flat(&plan.out);
    for word in [
        "never be shown",
        "rehearse",
        "core-",
        "showings_per_day",
        "Ready on",
    ] {
        assert!(!told.contains(word), "{word}: {told}");
    }
    assert!(
        told.contains("You have no story of your own to tell yet"),
        "{told}"
    );
    assert!(plan.out.contains("star-cards add"), "{told}");
    let json = home.run(&["plan", "--json"]).ok().json();
    assert_eq!(json["stories"], serde_json::json!([]));
    // The four general traps are everybody's.
    assert_eq!(
        (&json["cards"], &json["never_shown"]),
        (&4.into(), &0.into())
    );
    assert!(
        json["days"]
            .as_array()
            .unwrap()
            .iter()
            .all(|day| day["run"].is_null())
    );
    // With a story of one's own the plan is about that one.
    home.feed(&["add", "--from", "-"], NINE_DAYS).ok();
    let plan = home.run(&["plan"]).ok().out;
    assert!(
        plan.contains("Nine days late") && plan.contains("Ready on the day"),
        "{plan}"
    );
}

#[test]
fn a_day_of_another_year_is_told_with_its_year() {
    let home = home();
    let lines: Vec<String> = (0..8)
        .map(|day| {
            let day = 20 + day;
            format!(
                "{{\"card\":\"{ACTION}\",\"quality\":5,\"at\":\"2026-02-{day}T20:00:00+01:00\"}}"
            )
        })
        .collect();
    home.feed(&["grade", "--from", "-"], &lines.join("\n")).ok();
    let due = home.run(&["list", "--json"]).ok().card(ACTION)["due"].clone();
    let year = due.as_str().unwrap()[..4].to_owned();
    assert_ne!(year, "2026");
    let list = home.run(&["list"]).ok().out;
    assert!(list.contains(&format!(" {year}")), "{year}: {list}");
    // A date soon after New Year's is in another year, too.
    home.at("2026-12-20T20:00:00+01:00");
    home.run(&["interview", "add", "Acme", "--date", "2027-01-05"])
        .ok();
    let again = home
        .run(&["interview", "add", "Acme", "--date", "2027-01-05"])
        .code(1);
    assert!(
        again.err.contains("Jan 2027 is already there"),
        "{}",
        again.err
    );
    let stats = home.run(&["stats"]).ok().out;
    assert!(
        !stats.contains("Acme on") || stats.contains("5 Jan 2027"),
        "{stats}"
    );
    assert!(home.run(&["plan"]).ok().out.contains(" Jan 2027"));
}

#[test]
fn an_interview_is_on_a_calendar_day_also_after_midnight() {
    let home = home();
    for (name, date, told) in [
        ("Acme", "today", "Tuesday 3 March 2026, today."),
        ("Beta", "tomorrow", "Wednesday 4 March 2026, tomorrow."),
        ("Core", "+9d", "Thursday 12 March 2026, in 9 days."),
        ("Dash", "tuesday", "Tuesday 10 March 2026, in 7 days."),
        ("Edge", "in 2 weeks", "Tuesday 17 March 2026, in 14 days."),
    ] {
        home.at("2026-03-03T01:00:00+01:00");
        let run = home.run(&["interview", "add", name, "--date", date]).ok();
        assert!(flat(&run.err).contains(told), "{date}: {}", run.err);
    }
    let past = home
        .run(&["interview", "add", "Fig", "--date", "2026-03-02"])
        .code(2);
    assert!(flat(&past.err).contains("is in the past"), "{}", past.err);
    let bare = home.run(&[]).ok().out;
    assert!(
        bare.contains("Acme today.") && bare.contains("brief"),
        "{bare}"
    );
    // After the next midnight it is over, whatever the study day is.
    let bare = home.at("2026-03-04T00:30:00+01:00").run(&[]).ok().out;
    assert!(
        !bare.contains("Acme") && bare.contains("Beta today."),
        "{bare}"
    );
    home.run(&["interview", "done", "Beta"]).ok();
    let bare = home.run(&[]).ok().out;
    assert!(bare.contains("How was Acme?"), "{bare}");
}

/// Two machines took one answer in, one of them on an earlier study day.
fn in_two_zones() -> [Home; 2] {
    let homes = [home(), home().drawing(500_000)];
    for (home, days) in homes.iter().zip([[20_512, 20_513], [20_511, 20_514]]) {
        home.run(&["grade", LEARNING, "4"]).ok();
        let log = Connection::open(home.database()).unwrap();
        for (day, number) in days.into_iter().zip(1..) {
            log.execute(
                "INSERT INTO review VALUES (?1, -9, ?2, ?3, ?4, 4, 900, 'import')",
                (1_772_250_000_000_i64 + number, number, ACTION, day),
            )
            .unwrap();
        }
    }
    homes
}

fn unite(home: &Home, other: &Home) -> String {
    let run = home.run(&["import", &other.database().display().to_string()]);
    flat(&run.ok().err)
}

#[test]
fn where_two_logs_hold_an_answer_on_different_days_the_smaller_holds_on_both() {
    let [one, other] = in_two_zones();
    let told = unite(&one, &other);
    assert!(
        told.contains("Both logs have 1 answer on different study days"),
        "{told}"
    );
    unite(&other, &one);
    assert_eq!(days(&one), days(&other));
    let action: Vec<String> = days(&one)
        .into_iter()
        .filter(|row| row.starts_with("action"))
        .collect();
    assert_eq!(
        action,
        ["action 2026-02-27 4 true", "action 2026-03-01 4 true"]
    );
    let card = |home: &Home| home.run(&["list", "--json"]).ok().card(ACTION);
    assert_eq!(card(&one), card(&other));
    // Again, and by way of a third machine: nothing more comes of it.
    let third = home().drawing(900_000);
    for home in [&other, &one] {
        unite(&third, home);
    }
    let homes = [&one, &other, &third];
    let amends = |home: &Home| -> Vec<String> {
        let rows = all_rows(&home.database()).into_iter();
        rows.filter(|row| row.starts_with("amend")).collect()
    };
    let all_with_all = || {
        for (home, other) in homes
            .iter()
            .flat_map(|home| homes.map(|other| (home, other)))
        {
            unite(home, other);
        }
        homes.map(|home| (amends(home), days(home)))
    };
    let united = all_with_all();
    assert_eq!(united[0].0.len(), 2);
    assert!(united.iter().all(|log| *log == united[0]), "{united:?}");
    assert_eq!(united[0].1, days(&one));
    assert_eq!(all_with_all(), united);
}

#[test]
fn an_amended_day_is_in_copies_and_exports() {
    let [one, other] = in_two_zones();
    unite(&one, &other);
    let before = (days(&one), all_rows(&one.database()));
    let copy = one.file("copy.db").display().to_string();
    one.run(&["backup", "-o", &copy]).ok();
    one.run(&["grade", ACTION, "1"]).ok();
    one.run(&["restore", &copy, "--yes"]).ok();
    assert_eq!((days(&one), all_rows(&one.database())), before);
    let json = one
        .run(&["export", "reviews", "--format", "json"])
        .ok()
        .json();
    assert_eq!(json["reviews"][0]["day"], "2026-02-27");
}
