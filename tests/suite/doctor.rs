//! `doctor` and `config`: what wants doing, and a settings file to begin with.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::script::Reply;
use star_cards::internals::{Settings, TEMPLATE};

use crate::harness::{Home, NINE_DAYS};
use crate::unite::flat;

/// The home as the program itself would have made it.
fn private(home: &Home) {
    for file in home.files() {
        let path = home.file(&file);
        if path.is_symlink() {
            continue;
        }
        for folder in path
            .ancestors()
            .skip(1)
            .take_while(|path| path.starts_with(home.path()))
        {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).expect("modes");
        }
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("modes");
    }
}

fn well() -> Home {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    home.run(&["backup"]).ok();
    private(&home);
    home
}

/// The text without what differs from machine to machine.
fn steady(home: &Home, text: &str) -> String {
    let text = home.placed(text);
    let versions = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    let lines = versions.lines().filter(|line| !line.starts_with("room "));
    let lines = lines.map(|line| match line.split_once("SQLite ") {
        Some((before, after)) => {
            let (_, schema) = after.split_once(',').expect("a schema");
            format!("{before}SQLite VERSION,{schema}")
        }
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_home_that_is_well_needs_nothing() {
    let home = well();
    home.columns.set(100);
    home.env
        .borrow_mut()
        .insert("EDITOR".to_owned(), "vi".to_owned());
    let before = home.files();
    let run = home.run(&["doctor"]).ok();
    insta::assert_snapshot!(steady(&home, &run.out), @"
    star-cards VERSION, SQLite VERSION, schema 9

    data      HOME
    log       sound, 1 answer, 143 kB
    backup    HOME/backups/star-cards-2026-03-02-200000.zip
    settings  HOME/config.toml
    decks     HOME/decks
    stories   1 of yours, in 1 deck
    snapshot  none: not needed below 2,000 cards and 20,000 answers
    voice     no recorder: see `star-cards doctor --voice`, or set recorder in
              config.toml
    voice     no recogniser: see `star-cards doctor --voice`, or set transcriber in
              config.toml
    screen    100 columns, Unicode, no colour
    editor    vi
    clock     20:00 +01:00, study day 2026-03-02

    Everything is fine.
    ");
    assert_eq!(run.err, "");
    assert_eq!(home.files(), before);
    let json = home.run(&["doctor", "--json"]).ok().json();
    assert_eq!(json["version"], 1);
    assert_eq!(json["findings"].as_array().expect("findings").len(), 0);
    assert_eq!(json["log"]["state"], "sound");
    assert_eq!(json["log"]["answers"], 1);
    assert_eq!(json["places"]["log"], home.database().display().to_string());
}

#[test]
fn a_fresh_home_needs_nothing_and_stays_fresh() {
    let home = Home::new();
    let run = home.run(&["doctor"]).ok();
    assert!(run.out.contains("Everything is fine."), "{}", run.out);
    assert!(!home.path().exists());
}

/// What is done to a home that is well, the finding's code, a word of it, a word of the way out.
type Ill = (fn(&Home), &'static str, &'static str, &'static str);

const ILLS: [Ill; 15] = [
    (
        |home| {
            fs::write(
                home.database(),
                "no database, but long enough to look like a header",
            )
            .unwrap()
        },
        "log",
        "is damaged",
        "star-cards restore",
    ),
    (
        |home| fs::write(home.database(), "").unwrap(),
        "log",
        "is empty",
        "star-cards restore",
    ),
    (
        |home| home.write("config.toml", "builtin = []\nshowing_per_day = 3\n"),
        "settings",
        "did you mean `showings_per_day`",
        "config --print",
    ),
    (
        |home| home.write("config.toml", "cutoff_hour = 99\n"),
        "settings",
        "write 0 to 23",
        "Correct that line",
    ),
    (
        |home| home.write("config.toml", "builtin = []\ndecks = ['/nowhere/at/all']\n"),
        "settings",
        "/nowhere/at/all",
        "remove it from",
    ),
    (
        |home| {
            home.write(
                "decks/stories.md",
                &NINE_DAYS.replace("## Learning", "## Lessons"),
            )
        },
        "decks",
        "1 problem",
        "star-cards list",
    ),
    (
        |home| {
            home.write(
                "decks/stories.md",
                &NINE_DAYS.replace("id: nine-days-late", "id: ten-days-late"),
            )
        },
        "names",
        "nine-days-late",
        "rename nine-days-late NEW",
    ),
    (
        |home| fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap(),
        "permissions",
        "Other people can open",
        "chmod go= '",
    ),
    (
        |home| fs::set_permissions(home.database(), fs::Permissions::from_mode(0o644)).unwrap(),
        "permissions",
        "history.db",
        "chmod go= '",
    ),
    (
        |home| {
            fs::set_permissions(home.file("backups"), fs::Permissions::from_mode(0o750)).unwrap()
        },
        "permissions",
        "backups",
        "chmod go= '",
    ),
    (
        |home| symlink("nowhere.md", home.file("decks/gone.md")).unwrap(),
        "links",
        "decks/gone.md",
        "remove",
    ),
    (
        |home| symlink("round", home.file("drafts")).unwrap(),
        "links",
        "drafts",
        "remove",
    ),
    (
        |home| home.write("backups/.star-cards-aBc123/copy.db", "half"),
        "leftovers",
        ".star-cards-aBc123",
        "rm -r '",
    ),
    (
        |home| {
            home.at("2026-03-02T12:00:00+01:00");
        },
        "clock",
        "2026-03-02",
        "set it",
    ),
    (
        |home| {
            home.at("2026-02-20T20:00:00+01:00");
        },
        "clock",
        "2 March 2026",
        "star-cards undo --future",
    ),
];

#[test]
fn each_ill_is_told_with_its_way_out() {
    for (fall_ill, code, words, way_out) in ILLS {
        let home = well();
        fall_ill(&home);
        if code != "permissions" {
            private(&home);
        }
        let run = home.run(&["doctor", "--json"]).code(1);
        let json = run.json();
        let findings = json["findings"].as_array().expect("findings");
        let found = findings.iter().find(|finding| {
            finding["code"] == code
                && finding["what"]
                    .as_str()
                    .is_some_and(|what| what.contains(words))
                && finding["do"]
                    .as_str()
                    .is_some_and(|told| told.contains(way_out))
        });
        assert!(found.is_some(), "{code} {words}: {}", run.out);
        let told = home.run(&["doctor"]).code(1);
        assert!(flat(&told.out).contains("to look at"), "{}", told.out);
        // The way out is a command or a sentence, and nothing else is touched.
        assert_eq!(run.err, told.err);
    }
}

/// Decks that git wrote are nobody's business behind a closed door.
#[test]
fn decks_may_have_any_modes_in_a_closed_home() {
    let home = well();
    fs::set_permissions(home.file("decks"), fs::Permissions::from_mode(0o700)).unwrap();
    fs::set_permissions(
        home.file("decks/stories.md"),
        fs::Permissions::from_mode(0o644),
    )
    .unwrap();
    home.run(&["doctor"]).ok();
    fs::set_permissions(home.file("decks"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let run = home.run(&["doctor"]).code(1);
    assert!(run.out.contains("stories.md"), "{}", run.out);
    assert!(run.out.contains("chmod -R go= '"), "{}", run.out);
}

#[test]
fn a_narrow_screen_shows_all_of_it() {
    let home = well();
    home.columns.set(40);
    symlink("nowhere.md", home.file("decks/gone.md")).unwrap();
    let run = home.run(&["doctor"]).code(1);
    for line in run.out.lines() {
        // A path is never broken; it has a row of its own.
        let is_path = line.trim().starts_with('/');
        assert!(is_path || line.chars().count() <= 40, "{line}");
    }
    let hostile = "decks/\u{1b}[2Jevil.md";
    symlink("nowhere.md", home.file(hostile)).unwrap();
    let run = home.run(&["doctor"]).code(1);
    assert!(!run.out.contains('\u{1b}') && !run.err.contains('\u{1b}'));
}

#[test]
fn config_writes_every_setting_once_and_over_nothing_unasked() {
    let home = Home::new();
    let printed = home.run(&["config", "--print"]).ok().out;
    assert_eq!(printed, TEMPLATE);
    let path = home.run(&["config", "--path"]).ok().out;
    assert_eq!(
        path.trim_end(),
        home.file("config.toml").display().to_string()
    );
    assert!(!home.path().exists());

    home.run(&["config"]).ok();
    assert_eq!(home.read("config.toml"), TEMPLATE);
    let mode = fs::metadata(home.file("config.toml"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(home.run(&["due"]).ok().err, "");

    home.write("config.toml", "showings_per_day = 'lots'\n");
    home.run(&["due"]).code(1);
    let run = home.run(&["config"]).code(2);
    assert!(flat(&run.err).contains("already exists"), "{}", run.err);
    home.ask(&["config"], [Reply::Say(false)]).ok();
    assert_eq!(home.read("config.toml"), "showings_per_day = 'lots'\n");
    let run = home.ask(&["config"], [Reply::Say(true)]).ok();
    assert!(
        flat(&run.shown).contains("Replace it with the defaults?"),
        "{}",
        run.shown
    );
    let (settings, _) = Settings::parse(&home.read("config.toml")).expect("settings");
    assert_eq!(settings, Settings::default());
    home.write("config.toml", "x");
    home.run(&["config", "--force"]).ok();
    assert_eq!(home.read("config.toml"), TEMPLATE);
}

/// A pipe would keep everybody waiting, and something huge would eat the memory.
#[test]
fn what_is_no_file_of_settings_is_refused_at_once() {
    let pipe = |home: &Home| {
        let made = std::process::Command::new("mkfifo")
            .arg(home.file("config.toml"))
            .status();
        assert!(made.expect("mkfifo").success());
    };
    let huge = |home: &Home| {
        let file = fs::File::create(home.file("config.toml")).expect("a file");
        file.set_len(200 * 1024 * 1024).expect("a size");
    };
    let folder = |home: &Home| fs::create_dir(home.file("config.toml")).expect("a folder");
    let bomb = |home: &Home| home.write("config.toml", &"[a]".repeat(400_000));
    for place in [&pipe as &dyn Fn(&Home), &huge, &folder, &bomb] {
        let home = well();
        let _ = fs::remove_file(home.file("config.toml"));
        place(&home);
        for command in [&["due"][..], &["review"], &["doctor"]] {
            let run = home.run(command).code(1);
            let told = format!("{}{}", run.out, run.err);
            let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                told.contains("this is not a plain file of settings"),
                "{told}"
            );
        }
    }
}

/// What the line of the snapshot says, and its figures.
#[test]
fn the_snapshot_is_told_with_what_it_spares() {
    let home = Home::with_deck(NINE_DAYS);
    home.columns.set(200);
    let told = |begins: &str| {
        let run = home.run(&["doctor"]);
        let out = flat(&home.placed(&run.out));
        let (_, line) = out.split_once(" snapshot ").expect("its line");
        let line = line.to_owned();
        assert!(line.starts_with(begins), "{line}");
        let json = home.run(&["doctor", "--json"]).json();
        (line, json["snapshot"].clone())
    };
    for day in -30..0 {
        home.day(day);
        home.run(&["grade", "nine-days-late/action", "4"]).ok();
    }
    home.day(0);
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    let deck = fs::File::options()
        .append(true)
        .open(home.file("decks/stories.md"));
    deck.and_then(|deck| deck.set_modified(long_ago))
        .expect("a time");

    let (_, json) = told("none: ");
    assert_eq!(json["state"], "none");
    home.snapshot.set(star_cards::SnapshotUse::Always);
    let (_, json) = told("not there; ");
    assert_eq!(json["state"], "missing");
    assert!(!home.file("cache").exists(), "doctor creates nothing");
    home.run(&["due"]).ok();
    let bytes = fs::metadata(home.file("cache/snapshot"))
        .expect("a snapshot")
        .len();
    let (line, json) = told("HOME/cache/snapshot, ");
    assert_eq!(json["state"], "sound");
    assert_eq!(json["bytes"], bytes);
    assert_eq!(json["decks"], 1);
    let answers = json["answers"].as_u64().expect("a number");
    assert!((20..30).contains(&answers), "{answers}");
    assert!(
        line.contains(&format!(
            "; a start need not read {answers} answers and 1 deck again"
        )),
        "{line}"
    );

    // A deck that has changed is read again, and of an answer that is dated back its card alone.
    home.write(
        "decks/stories.md",
        &NINE_DAYS.replace("Nine days late", "Ten days late"),
    );
    home.feed(
        &["grade", "--from", "-"],
        r#"{"card":"nine-days-late/action","quality":1,"at":"2026-02-01T10:00:00+01:00"}"#,
    )
    .ok();
    let (_, json) = told("HOME/cache/snapshot, ");
    assert_eq!(json["answers"], answers);
    assert_eq!(json["decks"], 0);

    // With so many answers behind its end, a start folds all of them anew.
    home.run(&["due"]).ok();
    let (_, json) = told("HOME/cache/snapshot, ");
    assert_ne!(json["answers"], 0);
    home.snapshot.set(star_cards::SnapshotUse::Off);
    for day in 1..12 {
        home.day(day);
        home.run(&["grade", "ten-days-late/action", "4"]).ok();
    }
    home.snapshot.set(star_cards::SnapshotUse::Always);
    let (line, json) = told("HOME/cache/snapshot, ");
    assert_eq!(json["answers"], 0);
    assert!(line.contains("; the next start reads "), "{line}");

    fs::write(home.file("cache/snapshot"), "noise").expect("noise");
    let (_, json) = told("HOME/cache/snapshot, of another version or damaged; ");
    assert_eq!(json["state"], "useless");
    fs::remove_dir_all(home.file("cache")).expect("it may go");
    home.write("cache", "");
    let run = home.run(&["doctor", "--json"]).code(1).json();
    let finding = &run["findings"][0];
    assert_eq!(finding["code"], "snapshot");
    let way_out = finding["do"].as_str().expect("a way out");
    assert!(way_out.starts_with("rm '"), "{way_out}");
}

/// What bears the name of the snapshot and is none is told with what to do, and is gone after that.
#[test]
fn what_stands_in_the_place_of_a_snapshot_is_told() {
    let home = Home::with_deck(NINE_DAYS);
    home.write("cache/mine", "a letter");
    let path = home.file("cache/snapshot");
    let found = || {
        let json = home.run(&["doctor", "--json"]).json();
        let findings = json["findings"].as_array().expect("a list").clone();
        let mut findings = findings.into_iter();
        let finding = findings.find(|finding| finding["code"] == "snapshot");
        (json["snapshot"]["state"].clone(), finding)
    };
    let link = || std::os::unix::fs::symlink(home.file("cache/mine"), &path).expect("a link");
    let folder = || {
        fs::create_dir(&path).expect("a folder");
        home.write("cache/snapshot/photo", "mine");
    };
    let cases: [(&str, &dyn Fn()); 2] = [("a link", &link), ("a folder", &folder)];
    for (what, put) in cases {
        put();
        home.snapshot.set(star_cards::SnapshotUse::WherePays);
        assert_eq!(found(), ("none".into(), None), "a small home needs none");
        home.snapshot.set(star_cards::SnapshotUse::Always);
        home.run(&["due"]).ok();
        let (state, finding) = found();
        let finding = finding.expect("a finding");
        assert_eq!(state, "blocked");
        let told = finding["what"].as_str().expect("a sentence");
        assert!(
            told.contains(&format!("/cache/snapshot is {what} and ")),
            "{told}"
        );
        let way_out = finding["do"].as_str().expect("a command");
        let shell = std::process::Command::new("sh")
            .args(["-c", way_out])
            .status();
        assert!(shell.expect("a shell").success(), "{way_out}");
        assert_eq!(found(), ("missing".into(), None));
        home.run(&["due"]).ok();
        assert_eq!(found(), ("sound".into(), None));
        fs::remove_file(&path).expect("it may go");
    }
    assert_eq!(home.read("cache/mine"), "a letter");
    assert_eq!(home.read("cache/snapshot.old/photo"), "mine");
}
