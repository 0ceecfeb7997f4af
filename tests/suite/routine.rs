//! The whole practice routine on a real terminal: from an empty home to three stories that
//! are written, checked and told aloud.

use crate::harness::Home;
use crate::terminal::{DOWN, ENTER, Start, speak_five_beats};

/// An editor that writes a good answer for whichever beat it is opened on.
const EDITOR: &str = r#"
case "$1" in
*situation*) words="I led the move of our checkout to a new provider, with two launches waiting for it." ;;
*task*) words="The order of the steps was mine to decide, and so were the risks." ;;
*result*) words="We were nine days late and lost two customers." ;;
*learning*) words="I **write the rollback plan first**, and every Monday a second person reads it." ;;
*) if grep -q "first draft" "$1"; then
     words="The shim was skipped and things got tense."
   else
     words="In week two I **skipped the shim** because I trusted the date."
   fi ;;
esac
printf '%s\n' "$words" >> "$1"
"#;

#[test]
fn from_an_empty_home_to_three_checked_and_rehearsed_stories() {
    let home = Home::new();
    home.write("editor.sh", EDITOR);
    let editor = format!("sh '{}'", home.file("editor.sh").display());
    for (downs, title) in [
        (0, "Nine days late"),
        (1, "Nobody asked support"),
        (2, "Wrong hire"),
    ] {
        let mut tty = Start::at(&home).env("EDITOR", &editor).tty(&["add"]);
        tty.wait_for("What kind of failure is it?")
            .wait_for_a_prompt();
        tty.press(&DOWN.repeat(downs))
            .press(ENTER)
            .wait_for("A short title");
        tty.press(title).press(ENTER).wait_for("Your role then");
        tty.press("Engineer").press(ENTER);
        tty.wait_for("Check each part")
            .wait_for_a_prompt()
            .press("n");
        // What is written is judged before it is saved, and saved whatever is found.
        tty.wait_for("too-short")
            .wait_for("Added")
            .wait_for("Next:");
        assert_eq!(tty.end(), 0);
    }
    assert_eq!(
        home.files(),
        ["decks/stories.md", "editor.sh"],
        "no draft is left"
    );
    let list = home.run(&["list"]).ok().out;
    assert!(
        list.contains("technical 1, stakeholder 1, judgement 1"),
        "{list}"
    );

    for story in ["nine-days-late", "nobody-asked-support", "wrong-hire"] {
        let check = home.run(&["check", story, "--json"]);
        let findings = check.json()["findings"].clone();
        let codes: Vec<&str> = findings
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["code"].as_str().unwrap())
            .collect();
        assert_eq!(codes, ["too-short"], "{story}");
        let mut tty = Start::at(&home).tty(&["rehearse", story]);
        speak_five_beats(&mut tty);
        tty.wait_for("Action: what did you say?")
            .wait_for_a_prompt();
        tty.press(" ")
            .press(ENTER)
            .wait_for("Learning: what did you say?")
            .wait_for_a_prompt();
        tty.press(" ")
            .press(ENTER)
            .wait_for("Save these grades")
            .wait_for_a_prompt();
        tty.press("y").wait_for("Whole").wait_for("Next: ");
        assert_eq!(tty.end(), 0);
    }
    let runs = home.run(&["export", "runs"]).ok().out;
    assert_eq!(
        runs.lines().filter(|line| line.contains(",end,")).count(),
        3,
        "{runs}"
    );
    let stats = home.run(&["stats", "--all"]).ok().out;
    assert!(stats.contains("3 runs, usually"), "{stats}");
    let reviews = home.run(&["export", "reviews"]).ok().out;
    assert_eq!(
        reviews
            .lines()
            .filter(|line| line.contains(",rehearsal,"))
            .count(),
        6,
        "{reviews}"
    );
}
