use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::story::text::can_steer_terminal;
use crate::story::{AnswerPart, Beat, Library};
use crate::study::ahead::cards_ahead;
use crate::study::card_states::CardStates;
use crate::study::day::StudyDay;
use crate::study::facts::PointSaid;
use crate::study::queue::{self, Limits};
use crate::study::review::Source;
use crate::study::target::target;
use crate::study::tests::{SampleLog, TODAY, library, library_of};

const HOSTILE: &str = "<script>alert(1)</script>\"><img onerror=alert(1) src=x></svg></style>";

fn log(company: &str) -> SampleLog {
    let run = [
        (AnswerPart::Beat(Beat::Situation), 18_000),
        (AnswerPart::Beat(Beat::Action), 70_000),
        (AnswerPart::Beat(Beat::Learning), 40_000),
    ];
    SampleLog::of(&[
        ("alpha/action", -40, 4),
        ("alpha/action", -20, 4),
        ("alpha/action", -7, 1),
        ("alpha/learning", -20, 4),
        ("alpha/learning", -1, 4),
        ("gone/action", 0, 4),
        ("traps/deflection", 0, 5),
    ])
    .run("alpha", -3, &run)
    .run("gone", -2, &run[..2])
    .interview(company, 18)
}

fn of(library: &Library, log: &SampleLog, with_text: bool) -> String {
    let states = CardStates::build(library, &log.facts, StudyDay::from_number(TODAY));
    let report = DeckReport::make(library, &log.facts, &states);
    let texts = with_text.then(|| Texts::gather(library, &states));
    let aimed = target(library, &log.facts, &states, None);
    let today = queue::today(&states, Limits::default(), aimed.as_ref());
    let lead = ReportLead {
        date: report.day,
        cards: cards_ahead(&states, aimed.as_ref(), &today),
        gain: None,
    };
    String::from_utf8(page(&report, texts.as_ref(), lead)).unwrap()
}

/// The page without its style, tags and words apart: `(tags, words)`.
fn apart(page: &str) -> (Vec<String>, Vec<String>) {
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    let (mut tags, mut words) = (Vec::new(), Vec::new());
    for piece in format!("{before}{after}").split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap();
        tags.push(tag.to_owned());
        if !text.trim().is_empty() {
            words.push(text.trim().to_owned());
        }
    }
    (tags, words)
}

/// The names of the tags, in order.
fn names(page: &str) -> Vec<String> {
    let name = |tag: &String| tag.split_whitespace().next().unwrap_or("").to_owned();
    apart(page).0.iter().map(name).collect()
}

/// The values of an attribute, in order.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let begin = format!(" {attribute}=\"");
    let rest = page.split(begin.as_str()).skip(1);
    rest.map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn it_tells_every_figure_in_words() {
    let page = of(&library(), &log("Acme"), false);
    let (_, words) = apart(&page);
    let told = words.join(" | ");
    let told = told.split(" | How to read this").next().unwrap();
    // The days of the forecast and the squares of the year are the same each time.
    let (before, rest) = told.split_once("Cards that fall due on each day").unwrap();
    let (_, after) = rest.split_once("Recall, week by week").unwrap();
    let (after, rest) = after.split_once("Days studied, the newer part").unwrap();
    let (_, last) = rest.split_once("Figures | : Days studied").unwrap();
    insta::assert_snapshot!(textwrap::fill(before, 100), @"
    star-cards, 1970-04-11 | Skip to the report | Saturday 11 April 1970 | How ready your stories are |
    Acme | on Wednesday 29 April 1970, in 18 days. | 3 cards today: | star-cards review | Ready on the
    day | 21 % | if you answered nothing until then | Ready today | 31 % | mean of your stories | Due
    today | 3 cards | 2 of all cards not shown yet | Recalled | 67 % of 3 | answers, last 30 days |
    Studied | 5 days | with answers, since Mon 2 Mar 1970 | Readiness of your stories | Would both the
    decision and the change come out? 1 story lacks a decision or a change, and has no readiness. | beta
    | 0 % | on the day, 0 % today | alpha | 42 % | on the day, 61 % today | on the day of the interview,
    if you answered nothing until then | today | Figures | : Readiness of each story, the least ready
    first | Readiness of each story, the least ready first | Story | On the day | Today | One more adds
    | Recalled, 30 days | Due in 7 days | beta | 0 % | 0 % | 0 % | – | 0 | alpha | 42 % | 61 % | 8 % |
    67 % of 3 | 2 | Told aloud | 2 runs, usually 108 s, 1 over 120 s. Aim for 90 s; 120 s is the limit.
    | Your newest runs, beat by beat | Newest first: gone 88 s, alpha 128 s. | 90 s | 120 s | gone | , 9
    Apr | 88 s | Situation 18 s | Action 70 s | alpha | , 8 Apr | 128 s | Situation 18 s | Action 70 s |
    Learning 40 s | Situation | Action | Learning | Beat by beat | : How long each beat usually takes |
    How long each beat usually takes | Beat | Median | Newest three against before | Situation | 18 s |
    – | Action | 70 s | – | Learning | 40 s | – | Every run | : Every finished run in seconds, newest
    first | Every finished run in seconds, newest first | Day | Story | Whole | Situation | Action |
    Learning | 1970-04-09 | gone | 88 | 18 | 70 | – | 1970-04-08 | alpha | 128 | 18 | 70 | 40 | Kinds of
    failure | Still without a story: stakeholder, judgement. | Your complete stories by kind of failure
    | Kind | Stories | A technical miss | 1 | A stakeholder you failed to involve | 0 | A judgement or
    hiring call | 0 | Not said | 1 | What falls due | 3 today, 4 within 7 days, 5 within 30 days. 5
    before the interview. 2 cards not shown yet; only today's count here. | Cards that fall due in the
    next 30 days | 3 today, 4 within 7 days, 5 within 30 days. 5 before the interview. 2 cards not shown
    yet; only today's count here. | 1 | 2 | 3 | Sat 11 Apr: 3 cards | Sun 12 Apr: 1 card | Sat 25 Apr: 1
    card | today | 18 Apr | 25 Apr | 2 May | 9 May | interview | Figures | :
    ");
    insta::assert_snapshot!(textwrap::fill(after, 100), @"
     | 67 % of 3 answers in the last 30 days, 67 % of 3 in all. | Recall and answers, week by week |
    67 % of 3 answers in the last 30 days, 67 % of 3 in all. | 50 | 100 | 0 | answers | 2 | 4 | Week
    from 2 Mar: 1 answer | Week from 16 Mar: 2 answers | Week from 30 Mar: 1 answer | Week from 6 Apr: 3
    answers | Mar 1970 | Apr | Figures | : Recall by week, newest first | Recall by week, newest first |
    Week from | Recalled | Answers | 1970-04-06 | 100 % of 1 | 3 | 1970-03-30 | 0 % of 1 | 1 | 1970-03-
    16 | 100 % of 1 | 2 | 1970-03-02 | – | 1 | Hardest cards | Forgotten after they were known, or
    seldom easy. Rewriting one may do more than repeating it. | The hardest cards, the hardest first |
    Card | Lapses | Ease | Recall | alpha/action | 1 | 2.50 | 63 % | Days studied | On 5 days since Mon
    2 Mar 1970: 7 answers. |
    ");
    insta::assert_snapshot!(textwrap::fill(last, 100), @"
    , newest first | Days studied, newest first | Day | Answers | 1970-04-11 | 2 | 1970-04-10 | 1 |
    1970-04-04 | 1 | 1970-03-22 | 2 | 1970-03-02 | 1 | Ease | Every card begins at 2.50; hard answers
    lower it, to 1.30 at the least. | Cards by ease | 2.50 to 2.69: 3 cards. | 1 | 2 | 3 | Ease 2.50 to
    2.69: 3 cards | 1.30 | 1.50 | 1.70 | 1.90 | 2.10 | 2.30 | 2.50 | 2.70 | 2.90 | Figures | : Cards by
    ease | Cards by ease | Ease | Cards | 1.30 to 1.49 | 0 | 1.50 to 1.69 | 0 | 1.70 to 1.89 | 0 | 1.90
    to 2.09 | 0 | 2.10 to 2.29 | 0 | 2.30 to 2.49 | 0 | 2.50 to 2.69 | 3 | 2.70 to 2.89 | 0 | 2.90 and
    more | 0 | Interval | Days from one showing to the next. | Cards by interval | 1: 2 cards, 2 to 6: 1
    card. | 1 | 2 | Days 1: 2 cards | Days 2 to 6: 1 card | 1 | 2 | 7 | 14 | 30 | 60 | 120 | 365 |
    Figures | : Cards by interval | Cards by interval | Days | Cards | 1 | 2 | 2 to 6 | 1 | 7 to 13 | 0
    | 14 to 29 | 0 | 30 to 59 | 0 | 60 to 119 | 0 | 120 to 364 | 0 | 365 and more | 0 | Every card | 5
    cards. 1 answer for cards that no longer exist. | Show them | : Every card | Every card | Card |
    State | Due | Ease | Interval, days | Lapses | Recall | Recalled | Answers | alpha/action | due |
    1970-04-05 | 2.50 | 1 | 1 | 63 % | 50 % of 2 | 3 | alpha/learning | waiting | 1970-04-16 | 2.50 | 6
    | 0 | 97 % | 100 % of 1 | 2 | beta/action | new | – | – | – | 0 | 0 % | – | 0 | beta/learning | new
    | – | – | – | 0 | 0 % | – | 0 | traps/deflection | waiting | 1970-04-12 | 2.60 | 1 | 0 | 100 % | – |
    1 | gone/action | gone | – | – | – | 0 | – | – | 1
    ");
}

#[test]
fn words_only_if_asked_for() {
    let page = of(&library(), &log("Acme"), false);
    assert!(!page.contains("Alpha") && !page.contains("Shipped it"));
    let page = of(&library(), &log("Acme"), true);
    for words in [
        "<h3 dir=\"auto\">Alpha</h3>",
        "<p dir=\"auto\">Shipped it.</p>",
        ">Alpha</tspan>, 8 Apr<",
        ">alpha/action <small dir=\"auto\">Alpha</small>",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(
        !page.contains("They did"),
        "the built-in lines are not yours"
    );
}

#[test]
fn what_is_said_to_those_who_do_not_see_is_complete() {
    for (log, with_text) in [
        (log("Acme"), true),
        (log("Acme"), false),
        (SampleLog::default(), true),
    ] {
        let page = of(&library(), &log, with_text);
        let ids = values(&page, "id");
        let different: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), different.len(), "an id stands twice: {ids:?}");
        for reference in values(&page, "aria-labelledby") {
            for id in reference.split(' ') {
                assert!(different.contains(id), "{id} is named and not there");
            }
        }
        let names = names(&page);
        let count = |name: &str| names.iter().filter(|tag| *tag == name).count();
        assert_eq!(count("table"), count("caption"));
        // A bar beside its name and number only draws them and is not said again.
        let said = count("svg") - page.matches("aria-hidden=\"true\"><rect").count();
        assert_eq!(said, count("desc"));
        assert_eq!(said, page.matches("role=\"img\"").count());
        assert_eq!(count("th"), page.matches(" scope=").count());
        for once in ["h1", "main", "header", "footer", "title"] {
            let all = count(once);
            // A picture's title is another element of the same name.
            assert!(all == 1 || once == "title", "{once}: {all}");
        }
        let levels = names
            .iter()
            .filter_map(|tag| tag.strip_prefix('h')?.parse().ok());
        let levels: Vec<u32> = levels.collect();
        assert_eq!(levels[0], 1);
        assert!(
            levels.windows(2).all(|pair| pair[1] <= pair[0] + 1),
            "{levels:?}"
        );
    }
}

#[test]
fn what_was_foreseen_stands_beside_what_came_back_once_there_are_answers() {
    let answers = |count: i32| {
        let rows =
            (0..=count).map(|row| ("alpha/action", row - count, if row % 3 > 0 { 4 } else { 1 }));
        let page = of(&library(), &SampleLog::of(&rows.collect::<Vec<_>>()), false);
        apart(&page).1.join(" | ")
    };
    assert!(!answers(29).contains("Foreseen"));
    let few = answers(30);
    assert!(
        few.contains("Foreseen and recalled | You forget sooner"),
        "{few}"
    );
    assert!(!few.contains("Likely range"), "{few}");
    let many = answers(60);
    let (_, section) = many.split_once("Foreseen and recalled").unwrap();
    insta::assert_snapshot!(textwrap::fill(section.split_once(" | Hardest").unwrap().0, 100), @"
     | You forget sooner than the schedule assumes: x0.08, from 60 answers (likely x0.04 to x0.12). |
    Foreseen by the curve, and recalled | Foreseen | Recalled | Likely range | 83 % | 100 % of 20 | 92 %
    to 100 % | 90 % | 100 % of 20 | 92 % to 100 % | 98 % | 0 % of 20 | 0 % to 8 %
    ");
}

#[test]
fn weeks_without_answers_break_the_line_of_recall() {
    let trends = |days: &[i32]| {
        let rows: Vec<(&str, i32, u8)> = days.iter().map(|&day| ("alpha/action", day, 4)).collect();
        let page = of(&library(), &SampleLog::of(&rows), false);
        let lines = values(&page, "points").into_iter();
        let lines: Vec<usize> = lines.map(|points| points.split(' ').count()).collect();
        (lines, page.matches("<circle").count())
    };
    // The first answer is a first showing and has no recall.
    assert_eq!(trends(&[-30, -21, -14, -7, 0]), (vec![4], 4));
    assert_eq!(trends(&[-90, -84, -77, -7, 0]), (vec![2, 2], 4));
    assert_eq!(trends(&[-90, -70, 0]), (vec![], 2));
}

#[test]
fn only_a_chart_that_is_cut_says_so() {
    let cut = "The chart shows the last year; all weeks are in the figures.";
    for (first, is_cut) in [(-400, true), (-300, false)] {
        let log = SampleLog::of(&[("alpha/action", first, 4), ("alpha/action", -1, 4)]);
        assert_eq!(of(&library(), &log, false).contains(cut), is_cut, "{first}");
    }
}

#[test]
fn months_carry_the_year_where_they_begin_and_where_it_turns() {
    let months = |first: i32| {
        let log = log("Acme").and("alpha/action", first, 4, Source::Review);
        months_of(&of(&library(), &log, false))
    };
    insta::assert_snapshot!(months(-360), @"Apr, May, Jun, Jul, Aug, Sep, Oct, Oct, Nov, Dec, Jan 1970, Mar, Apr");
    insta::assert_snapshot!(months(-150), @"Nov, Dec, Jan 1970, Mar, Apr");
    insta::assert_snapshot!(months(-60), @"Feb, Mar, Apr");
}

/// The months over the squares of the days.
fn months_of(page: &str) -> String {
    let (_, words) = apart(page);
    let is_month = |word: &&String| {
        let month = word.split(' ').next().unwrap_or("");
        word.len() <= 8 && "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".contains(month)
    };
    let from = words
        .iter()
        .position(|word| word.starts_with("Days studied, the"))
        .unwrap();
    let months: Vec<&str> = words[from..]
        .iter()
        .filter(is_month)
        .map(String::as_str)
        .collect();
    months.join(", ")
}

#[test]
fn one_more_is_explained_where_it_stands() {
    for (log, stands) in [(log("Acme"), true), (SampleLog::default(), false)] {
        let page = of(&library(), &log, false);
        assert_eq!(page.contains("One more says"), stands);
        assert_eq!(page.contains("One more adds"), stands);
    }
}

#[test]
fn a_long_title_is_whole_and_every_own_word_finds_its_direction() {
    let title = "The quarter in which I let the migration slip and told nobody until it hurt";
    let deck = format!("# {title}\nid: alpha\n## Action\nI did.\n## Learning\nI ask.\n");
    let page = of(&library_of(&deck), &log("Acme"), true);
    for whole in [
        format!("<span class=\"name\" dir=\"auto\">{title}</span>"),
        format!("<th scope=\"row\" dir=\"auto\">{title}</th>"),
        format!("<td dir=\"auto\">{title}</td>"),
        "<bdi dir=\"auto\">Acme</bdi>".to_owned(),
    ] {
        assert!(page.contains(&whole), "{whole}");
    }
}

#[test]
fn nothing_is_loaded_and_nothing_runs() {
    let page = of(&library(), &log("Acme"), true);
    for foreign in [
        "://",
        "url(",
        "@import",
        "<script",
        "<img",
        "<link",
        " src=",
        " on",
        "javascript:",
    ] {
        let found = match foreign {
            // Words may begin with these letters; attributes stand in tags.
            " on" => apart(&page)
                .0
                .iter()
                .any(|tag| tag.split('"').step_by(2).any(|part| part.contains(" on"))),
            _ => page.contains(foreign),
        };
        assert!(!found, "{foreign}");
    }
    assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
}

#[test]
fn a_hostile_deck_comes_out_as_text() {
    let deck = |text: &str| {
        format!(
            "# {text}\nid: evil\nrole: {text}\ntags: {text}\nquestion: {text}\n\
             ## Action\nI said {text} there.\n## Learning\nI **say {text}** no more.\n"
        )
    };
    let rows = |log: SampleLog| log.run("evil", -1, &[(AnswerPart::Closing, 9_000)]);
    let evil = rows(SampleLog::of(&[
        ("evil/action", -9, 3),
        (&format!("{HOSTILE}/action"), -1, 4),
    ]));
    let good = rows(SampleLog::of(&[
        ("evil/action", -9, 3),
        ("gone/action", -1, 4),
    ]));
    let page = of(
        &library_of(&deck(HOSTILE)),
        &evil.interview(HOSTILE, 9),
        true,
    );
    let other = of(
        &library_of(&deck("EscapingFormatter")),
        &good.interview("EscapingFormatter", 9),
        true,
    );
    assert!(names(&page) == names(&other), "other tags: {page}");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

proptest! {
    #[test]
    fn no_name_changes_the_markup(name in any::<String>(), hostile in "[<>\"'&/a-z!\\-=]{0,40}") {
        let name = format!("{name}{hostile}\u{202e}\u{1b}x");
        let gone = format!("{}/action", name.replace('\n', " "));
        let log = |name: &str, gone: &str| SampleLog::of(&[(gone, -1, 4)]).interview(name, 9);
        let page = of(&library(), &log(&name, &gone), false);
        let other = of(&library(), &log("EscapingFormatter", "gone/action"), false);
        prop_assert!(names(&page) == names(&other), "other tags for {:?}", name);
        prop_assert!(page.chars().all(|c| c == '\n' || !can_steer_terminal(c)));
    }
}

/// The custom properties of a block of the style sheet.
fn colours(block: &str) -> std::collections::HashMap<&str, [f64; 3]> {
    let pairs = block.split("--").skip(1).filter_map(|rest| {
        let (name, value) = rest.split_once(": #")?;
        let hex = value.split(';').next()?;
        let digit = |at: usize| {
            let at = if hex.len() == 3 {
                at..at + 1
            } else {
                2 * at..2 * at + 2
            };
            let value =
                f64::from(u8::from_str_radix(&hex[at.clone()].repeat(2 / at.len()), 16).unwrap());
            let share = value / 255.0;
            if share <= 0.040_45 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        Some((name, [digit(0), digit(1), digit(2)]))
    });
    pairs.collect()
}

/// The contrast of two colours by WCAG 2.2.
fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let light = |[r, g, b]: [f64; 3]| 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    let (one, other) = (light(one), light(other));
    one.max(other) / one.min(other)
}

#[test]
fn colours_are_told_apart_in_light_and_dark_and_on_paper() {
    let style = include_str!("style.css");
    let blocks: Vec<&str> = style.split(":root {").skip(1).collect();
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        let colours = colours(block.split('}').next().unwrap());
        for ground in ["paper", "card"] {
            // Words: level AA. Marks and lines that carry a figure: 3 to 1.
            for (ink, least) in [
                ("ink", 4.5),
                ("quiet", 4.5),
                ("accent", 4.5),
                ("mark", 4.5),
                ("over", 4.5),
                ("second", 3.0),
            ] {
                let found = contrast(colours[ink], colours[ground]);
                assert!(found >= least, "{ink} on {ground}: {found:.2}");
            }
        }
        // A mark crosses its bar.
        assert!(contrast(colours["accent"], colours["track"]) >= 3.0);
    }
}

#[test]
fn what_was_heard_has_its_section_and_points_have_words_only_if_asked_for() {
    let library = library_of(
        "# Alpha\n## Action\nI **bet on the date** and **<b>told</b> nobody**.\n## Learning\nAsk.\n",
    );
    let said = |verdict| [("told nobody", verdict)];
    let action = || ("alpha", AnswerPart::Beat(Beat::Action));
    let log = SampleLog::of(&[("alpha/action", 0, 4)])
        .heard(action(), &said(PointSaid::Not), (18, 90, Some(30_000)))
        .heard(action(), &said(PointSaid::Not), (9, 60, None));
    let plain = of(&library, &log, false);
    assert!(
        plain.contains("2 runs heard. Left out most: point 2 of Action, in 2 of the last 2."),
        "{plain}"
    );
    assert!(plain.contains("Newest last: 18, 9."), "{plain}");
    assert!(!plain.contains("told nobody"), "{plain}");
    let told = of(&library, &log, true);
    assert!(told.contains("told nobody”"), "{told}");
    // Where nobody listened there is nothing of it.
    let unheard = of(&library, &self::log("Acme"), false);
    assert!(!unheard.contains("heard"), "{unheard}");
}
