//! `export report` where a person asked for it: into a file, opened, with words or without.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::harness::{Home, NINE_DAYS};
use crate::terminal::{Start, Tty};
use crate::unite::flat;

const REPORT: &str = "here/star-cards-report.html";

/// A home with an answer, and a folder to stand in.
fn home() -> Home {
    let home = Home::with_deck(NINE_DAYS);
    home.run(&["grade", "nine-days-late/action", "4"]).ok();
    fs::create_dir(home.file("here")).expect("a folder");
    home
}

fn start(home: &Home) -> Start {
    Start::at(home).after(&format!("cd '{}'", home.file("here").display()))
}

fn asked(home: &Home, args: &[&str], answer: &str) -> Tty {
    let mut tty = start(home).tty(args);
    tty.wait_for("titles and the text of your cards")
        .wait_for_a_prompt()
        .press(answer);
    assert_eq!(tty.end(), 0);
    tty
}

#[test]
fn on_a_terminal_it_is_a_file_and_the_question_comes_once() {
    let home = home();
    let report = ["export", "report"];
    let tty = asked(&home, &report, "y");
    assert!(
        tty.said().contains("report_with_text = true"),
        "{}",
        tty.said()
    );
    let page = home.read(REPORT);
    assert!(page.contains("Nine days late") && page.contains("compatibility shim"));
    let settings = home.read("config.toml");
    assert_eq!(settings, "report_with_text = true\nbuiltin = []\n");
    // Remembered, and an earlier report may go without a word.
    let mut tty = start(&home).day(1).tty(&report);
    tty.wait_for("Wrote star-cards-report.html.");
    assert_eq!(tty.end(), 0);
    assert_ne!(home.read(REPORT), page);
    let mut tty = start(&home).tty(&["export", "report", "--names-only"]);
    tty.wait_for("Wrote");
    assert_eq!(tty.end(), 0);
    assert!(!home.read(REPORT).contains("Nine days late"));
    // Off a terminal names alone are the rule, whatever was remembered.
    let piped = start(&home).piped(&report);
    let page = String::from_utf8(piped.stdout).expect("UTF-8");
    assert!(page.starts_with("<!DOCTYPE html>") && !page.contains("Nine days late"));
}

#[test]
fn a_no_is_remembered_too_and_what_is_somebody_elses_stays() {
    let home = home();
    asked(&home, &["export", "report"], "n");
    assert!(
        home.read("config.toml")
            .starts_with("report_with_text = false\n")
    );
    assert!(!home.read(REPORT).contains("Nine days late"));
    home.write(REPORT, "<p>mine</p>");
    let mut tty = start(&home).tty(&["export", "report"]);
    tty.wait_for("already exists");
    assert_eq!(tty.end(), 1);
    assert_eq!(home.read(REPORT), "<p>mine</p>");
    let mut tty = start(&home).tty(&["export", "report", "--force"]);
    tty.wait_for("Wrote");
    assert_eq!(tty.end(), 0);
    let piped = start(&home).piped(&["export", "report", "--force"]);
    assert_eq!(piped.status.code(), Some(2));
}

#[test]
fn it_is_opened_by_what_the_desktop_has_and_a_failure_is_told() {
    let home = home();
    let bin = home.file("bin");
    fs::create_dir(&bin).expect("a folder");
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let opener = |script: &str| {
        for name in ["xdg-open", "open"] {
            let file = bin.join(name);
            fs::write(&file, format!("#!/bin/sh\n{script}\n")).expect("a script");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a mode");
        }
        let start = start(&home).env("PATH", &path);
        start.piped(&["export", "report", "--open"])
    };
    let opened = opener("printf '%s' \"$1\" > opened");
    assert_eq!(opened.status.code(), Some(0), "{opened:?}");
    let named = home.read("here/opened");
    assert_eq!(
        fs::canonicalize(named).unwrap(),
        fs::canonicalize(home.file(REPORT)).unwrap()
    );
    let failed = opener("exit 3");
    assert_eq!(failed.status.code(), Some(1));
    let told = flat(&String::from_utf8(failed.stderr).expect("UTF-8"));
    assert!(told.contains("Open it yourself: /"), "{told}");
    assert!(told.contains("star-cards-report.html"), "{told}");
    let dash = start(&home).piped(&["export", "report", "--open", "-o", "-"]);
    assert_eq!(dash.status.code(), Some(2));
}
