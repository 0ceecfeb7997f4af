//! Stories that come, beside those that are here.

use super::*;
use crate::foreign::read;
use crate::story::Deck;

const OURS: &str = "# The mill\n\nid: mill\nrole: cook\ntags: a\n\n## Action\n\nI left.\n\n## Learning\n\nI ask.\n";

fn library(builtin: bool, source: &str) -> Library {
    let deck = Deck::new("stories", "stories.md", builtin, source.to_owned());
    Library::load(vec![deck], Vec::new())
}

fn compared(library: &Library, theirs: &str) -> Vec<ComparedStory> {
    of_file(library, theirs, None)
}

fn of_file(library: &Library, theirs: &str, name: Option<&str>) -> Vec<ComparedStory> {
    let stories = read(theirs, name, None).expect("stories").stories;
    compare(library, stories, name)
}

#[test]
fn what_comes_is_new_the_same_or_different() {
    let other = OURS.replace("I left.", "I stayed.");
    let table = [
        (OURS.to_owned(), "mill", Fate::Same),
        // Neither the order of keys and sections nor blank lines nor a name count.
        (
            "# The mill\n\nid: mill\ntags: a\nrole: cook\n## Learning\nI ask.\n\n\n## Action\nI left.\n"
                .to_owned(),
            "mill",
            Fate::Same,
        ),
        (OURS.replace("id: mill", "id: other"), "mill", Fate::Same),
        (other.clone(), "mill", Fate::Differs(OURS.to_owned())),
        (
            OURS.replace("id: mill", "id: dam").replace("mill", "dam"),
            "dam",
            Fate::New,
        ),
        // What only the story here has is no difference to a file from elsewhere.
        (
            "# The mill\n\n**Action:** I left.\n\n**Learning:** I ask.\n".to_owned(),
            "mill",
            Fate::Same,
        ),
    ];
    for (theirs, id, fate) in table {
        let found = compared(&library(false, OURS), &theirs);
        assert_eq!(found.len(), 1, "{theirs}");
        assert_eq!(
            (found[0].id.as_str(), &found[0].fate),
            (id, &fate),
            "{theirs}"
        );
    }
    let found = compared(&library(true, OURS), &other);
    assert_eq!(
        found[0].fate,
        Fate::New,
        "the program's own stories are nobody's"
    );
}

#[test]
fn a_title_stands_for_one_story() {
    let twice = "# The mill\n\n## Action\n\na\n\n# The Mill\n\n## Action\n\nb\n";
    let found = compared(&library(false, OURS), twice);
    let ids: Vec<&str> = found.iter().map(|story| story.id.as_str()).collect();
    assert_eq!(ids, ["mill", "the-mill-2"]);
    assert_eq!(found[1].fate, Fate::New);
}

#[test]
fn new_words_keep_the_names_that_the_story_has_here() {
    let ours = OURS.replace("id: mill\n", "id: mill\nformerly: old\n");
    let library = library(false, &ours);
    let theirs = OURS
        .replace("id: mill\n", "id: old\n")
        .replace("left", "stayed");
    let found = compared(&library, &theirs);
    let all: Vec<&ComparedStory> = found.iter().collect();
    let decks = replacements(&library, &all).expect("nothing has changed");
    let text = &decks[&0][0].text;
    assert!(
        text.contains("id: mill\n") && text.contains("formerly: old\n"),
        "{text}"
    );
    assert!(text.contains("I stayed."), "{text}");
}

const CONFLICT: &str = "# Tell me about a conflict\n\nid: tell-me-about-a-conflict\n\n## Situation\n\n\
    A mill with two shifts.\n\n## Action\n\nI shouted at the miller.\n\n## Learning\n\nI write it down first.\n";

const OTHER_CONFLICT: &str = "# Tell me about a conflict\n\n**Situation:** A canteen for 400.\n\
    **Action:** I hid the spoons of the cook.\n**Result:** 40 cold soups.\n**Learning:** I ask before noon.\n";

#[test]
fn a_title_with_quite_other_words_is_another_story() {
    let here = library(false, CONFLICT);
    let table = [
        (Some("acme"), "tell-me-about-a-conflict-acme"),
        (Some("Acme Loop_2"), "tell-me-about-a-conflict-acme-loop-2"),
        (None, "tell-me-about-a-conflict-2"),
    ];
    for (file, id) in table {
        let found = of_file(&here, OTHER_CONFLICT, file);
        let taken = &found[0].taken;
        assert_eq!((found[0].id.as_str(), &found[0].fate), (id, &Fate::New));
        assert_eq!(taken.story.id.as_str(), id);
        assert!(
            taken.text.contains(&format!("\nid: {id}\n")),
            "{}",
            taken.text
        );
        assert!(found[0].renamed);
        // Both are here: once more changes nothing, in whatever order, and an edition of
        // either is told from the other.
        let both = library(false, &format!("{CONFLICT}\n{}\n", taken.text));
        let again = of_file(&both, OTHER_CONFLICT, file);
        assert_eq!((again[0].id.as_str(), &again[0].fate), (id, &Fate::Same));
        let edited = OTHER_CONFLICT.replace("before noon", "before one");
        let edited = of_file(&both, &edited, file);
        assert_eq!(edited[0].id.as_str(), id);
        assert!(matches!(edited[0].fate, Fate::Differs(_)));
        let first = CONFLICT.replace("id: tell-me-about-a-conflict\n", "");
        let first = of_file(&both, &first, file);
        assert_eq!(first[0].id.as_str(), "tell-me-about-a-conflict");
        assert_eq!(first[0].fate, Fate::Same);
    }
}

#[test]
fn small_words_make_no_edition() {
    let here = "# My failure\n\nid: my-failure\n\n## Action\n\nThe brakes were what I had with that \
        bicycle when a woman rode downhill.\n";
    let other = "# My failure\n\n**Action:** The scores were what I had with that choir when I \
        copied them twice.\n";
    let found = of_file(&library(false, here), other, Some("choir"));
    assert_eq!(found[0].fate, Fate::New);
}

#[test]
fn what_shares_its_words_or_has_too_few_or_its_name_is_an_edition() {
    let here = library(false, CONFLICT);
    let named = OTHER_CONFLICT.replace(
        "conflict\n\n",
        "conflict\n\nid: tell-me-about-a-conflict\n\n",
    );
    let short =
        "# Tell me about a conflict\n\n**Action:** I hid the spoons.\n**Learning:** I ask.\n";
    let shared = OTHER_CONFLICT.replace("I hid the spoons of the cook", "I shouted at the miller");
    for theirs in [named.as_str(), short, &shared] {
        let found = of_file(&here, theirs, Some("acme"));
        assert_eq!(found[0].id.as_str(), "tell-me-about-a-conflict", "{theirs}");
        assert!(matches!(found[0].fate, Fate::Differs(_)), "{theirs}");
    }
}

#[test]
fn signs_that_stand_for_words_are_compared_in_pairs() {
    let here = library(
        false,
        "# 橋の話\n\nid: 橋の話\n\n## Action\n\n最初の鍵を試さず四十本を切った。\n\n## Learning\n\n今は一本目を試してから切る。\n",
    );
    let other = "# 橋の話\n\n**Action:** 小麦粉の袋を開けたまま帰宅した。\n**Learning:** 扉の点検表に署名する。\n";
    let found = of_file(&here, other, Some("b"));
    assert_eq!(
        (found[0].id.as_str(), &found[0].fate),
        ("橋の話-b", &Fate::New)
    );
    let edited = "# 橋の話\n\n**Action:** 最初の鍵を試さず五十本を切った。\n**Learning:** 今は一本目を試してから切る。\n";
    let found = of_file(&here, edited, Some("b"));
    assert_eq!(found[0].id.as_str(), "橋の話");
}

#[test]
fn the_name_of_a_file_is_told_however_long_a_title_is() {
    let title =
        "# A title of so many words that its name has as many letters as one may have at all\n";
    let text = |rest: &str| rest.replace("# Tell me about a conflict\n", title);
    let first = of_file(&Library::default(), &text(OTHER_CONFLICT), Some("one"));
    let here = library(false, &first[0].taken.text);
    let second = text(CONFLICT).replace("id: tell-me-about-a-conflict\n", "");
    let found = of_file(&here, &second, Some("two"));
    assert!(found[0].id.as_str().ends_with("-two"), "{}", found[0].id);
}

#[test]
fn many_stories_of_a_title_find_their_own_in_any_order() {
    let subjects = [
        "flour", "wells", "ropes", "bells", "gates", "mills", "ovens", "boats", "sheep", "roofs",
        "drums", "books",
    ];
    let story = |number: usize, word: &str| {
        let subject = subjects[number % 12];
        let place = number / 12;
        format!(
            "# My failure\n\n**Action:** I {word} {subject} behind orchard-{subject} beside \
             farmer{place}x without asking anybody.\n\n"
        )
    };
    let all = |word: &str| -> Vec<String> { (0..48).map(|number| story(number, word)).collect() };
    let mut here = String::new();
    for taken in read(&all("counted").concat(), None, None)
        .expect("stories")
        .stories
    {
        here.push_str(&format!("{}\n\n", taken.text));
    }
    let here = library(false, &here);
    let mut turned = all("counted");
    turned.reverse();
    let found = compared(&here, &turned.concat());
    assert!(found.iter().all(|one| one.fate == Fate::Same));
    // One that was changed takes the place of none that was not, nor of a sister.
    turned[40] = story(7, "weighed");
    turned[12] = story(35, "weighed");
    let found = compared(&here, &turned.concat());
    for (place, one) in found.iter().enumerate() {
        let differs =
            matches!(&one.fate, Fate::Differs(ours) if ours.contains(subjects[(47 - place) % 12]));
        let changed = [12, 40].contains(&place);
        assert_eq!(
            (one.fate == Fate::Same, differs),
            (!changed, changed),
            "{place}"
        );
    }
}

#[test]
fn what_has_changed_meanwhile_is_not_replaced() {
    let found = compared(&library(false, OURS), &OURS.replace("left", "stayed"));
    let all: Vec<&ComparedStory> = found.iter().collect();
    let later = library(false, &OURS.replace("left", "ran"));
    let changed = replacements(&later, &all).expect_err("other words are here now");
    assert_eq!(changed.as_str(), "mill");
}
