//! How well parts, points and stories are found in six answers that were spoken by machines and
//! heard by real recognisers (`tests/speech/README.md`), and with simulated errors.
//!
//! `cargo test --lib measured:: -- --nocapture` prints the figures of the book.

use serde_json::Value;

use crate::listen::hear::{HeardPart, HeardPoint, hear};
use crate::listen::points::PointVerdict;
use crate::listen::told::{self, ToldStory};
use crate::listen::transcript::{HeardWord, Transcript, WordTimes};
use crate::story::parse::parse;
use crate::story::{Beat, Story, text};

/// An answer that was written, how it was spoken, and what each recogniser heard.
struct SpokenAnswer {
    story: Story,
    spoken: Value,
    /// True bounds of the beats, as spoken at two speeds.
    clean: Value,
    slow: Value,
    heard: [(&'static str, &'static str); 5],
}

macro_rules! answer {
    ($name:literal) => {
        SpokenAnswer {
            story: parse(answer!($name, "story.md")).stories.remove(0),
            spoken: json(answer!($name, "spoken.json")),
            clean: json(answer!($name, "truth-clean.json")),
            slow: json(answer!($name, "truth-slow.json")),
            heard: [
                (CLEAN, answer!($name, "whisper-tiny.en.json")),
                (
                    "tiny.en, noise",
                    answer!($name, "whisper-tiny.en-noisy.json"),
                ),
                ("base, noise", answer!($name, "whisper-base-noisy.json")),
                ("whisper.cpp tiny.en", answer!($name, "whisper.cpp.json")),
                (SPHINX, answer!($name, "pocketsphinx.json")),
            ],
        }
    };
    ($name:literal, $file:literal) => {
        include_str!(concat!("../../../tests/speech/", $name, "/", $file))
    };
}

const CLEAN: &str = "tiny.en, clean";
const SPHINX: &str = "pocketsphinx";

fn json(source: &str) -> Value {
    serde_json::from_str(source).expect("JSON")
}

fn answers() -> [SpokenAnswer; 6] {
    [
        answer!("loud-hire"),
        answer!("nine-days-late"),
        answer!("safe-renewal"),
        answer!("stale-model"),
        answer!("three-loud-users"),
        answer!("unseen-checkout"),
    ]
}

impl SpokenAnswer {
    fn said(&self, beat: Beat) -> &str {
        self.spoken["spoken"][beat.name()].as_str().expect("words")
    }

    /// All beats as they were spoken.
    fn text(&self) -> String {
        Beat::ALL.map(|beat| self.said(beat)).join(" ")
    }

    /// `same words`, `other words` or none, and the words, of each point.
    fn points(&self) -> impl Iterator<Item = (Option<&str>, Option<&str>)> {
        let points = self.spoken["points"].as_array().expect("points").iter();
        points.map(|point| (point["said"].as_str(), point["words"].as_str()))
    }

    /// Seconds between each two beats: the middle of the silence.
    fn bounds(&self, recogniser: &str) -> Vec<f64> {
        let truth = if recogniser == CLEAN {
            &self.clean
        } else {
            &self.slow
        };
        let bounds = truth["bounds"].as_array().expect("bounds");
        let seconds = |bound: &Value| bound.as_f64().expect("seconds");
        bounds
            .windows(2)
            .map(|pair| f64::midpoint(seconds(&pair[0][2]), seconds(&pair[1][1])))
            .collect()
    }
}

/// How often something was found.
#[derive(Default)]
struct VerdictTally {
    /// Not heard, perhaps, said.
    verdicts: [usize; 3],
}

impl VerdictTally {
    fn count(&mut self, verdict: PointVerdict) {
        self.verdicts[verdict as usize] += 1;
    }

    /// The share with this verdict at least.
    fn share(&self, least: PointVerdict) -> f64 {
        let found: usize = self.verdicts[least as usize..].iter().sum();
        found as f64 / self.verdicts.iter().sum::<usize>().max(1) as f64
    }
}

#[derive(Default)]
struct HearingFigures {
    /// Seconds by which each bound is off.
    errors: Vec<f64>,
    same_words: VerdictTally,
    other_words: VerdictTally,
    unsaid: VerdictTally,
}

impl HearingFigures {
    fn take(&mut self, answer: &SpokenAnswer, parts: &[HeardPart], bounds: &[f64]) {
        for (part, bound) in parts[1..].iter().zip(bounds) {
            let begins = part.ms.as_ref().expect("a time").start;
            self.errors.push((f64::from(begins) / 1000.0 - bound).abs());
        }
        let points = parts.iter().flat_map(|part| &part.points);
        for (point, (said, _)) in points.zip(answer.points()) {
            let tally = match said {
                Some("same words") => &mut self.same_words,
                Some(_) => &mut self.other_words,
                None => &mut self.unsaid,
            };
            tally.count(point.verdict);
        }
    }

    fn error(&self) -> f64 {
        self.errors.iter().sum::<f64>() / self.errors.len() as f64
    }

    fn tell(&self, name: &str) {
        println!(
            "{name:20} bounds off by {:.2} s (worst {:.1}); same words ticked {:.0} %; other words ticked {:.0} %, \
             with perhaps {:.0} %; unsaid ticked {:.0} %",
            self.error(),
            self.errors.iter().copied().fold(0.0, f64::max),
            100.0 * self.same_words.share(PointVerdict::Said),
            100.0 * self.other_words.share(PointVerdict::Said),
            100.0 * self.other_words.share(PointVerdict::Perhaps),
            100.0 * self.unsaid.share(PointVerdict::Said),
        );
    }
}

fn read(source: &str) -> Transcript {
    Transcript::read(source).expect("a transcript")
}

#[test]
fn bounds_and_points_are_found_in_what_recognisers_heard() {
    let answers = answers();
    let (mut same, mut other) = (VerdictTally::default(), VerdictTally::default());
    for run in 0..answers[0].heard.len() {
        let (name, _) = answers[0].heard[run];
        let mut figures = HearingFigures::default();
        for answer in &answers {
            let parts = hear(&answer.story, &read(answer.heard[run].1));
            figures.take(answer, &parts, &answer.bounds(name));
        }
        figures.tell(name);
        let most = if name == CLEAN { 0.7 } else { 1.0 };
        assert!(figures.error() <= most, "{name}");
        assert_eq!(figures.unsaid.share(PointVerdict::Said), 0.0, "{name}");
        if name != SPHINX {
            for (all, of) in [
                (&mut same, &figures.same_words),
                (&mut other, &figures.other_words),
            ] {
                all.verdicts = std::array::from_fn(|at| all.verdicts[at] + of.verdicts[at]);
            }
        }
    }
    assert!(same.share(PointVerdict::Said) >= 0.98);
    assert!(other.share(PointVerdict::Said) >= 0.60);
    assert!(other.share(PointVerdict::Perhaps) >= 0.85);
}

/// A point whose words are taken out, and the points of the same beat of every other story.
#[test]
fn a_point_that_was_not_said_is_seldom_ticked() {
    let answers = answers();
    let (mut removed, mut foreign) = (VerdictTally::default(), VerdictTally::default());
    for answer in &answers {
        let text = answer.text();
        for (place, (_, words)) in answer.points().enumerate() {
            let heard = read(&text.replace(words.unwrap_or("\n"), ""));
            let parts = hear(&answer.story, &heard);
            let point = parts.iter().flat_map(|part| &part.points).nth(place);
            removed.count(point.expect("the point").verdict);
        }
        for other in answers
            .iter()
            .filter(|other| other.story.id != answer.story.id)
        {
            let points = hear(&with_points_of(&answer.story, &other.story), &read(&text));
            for point in points.iter().flat_map(|part| &part.points) {
                foreign.count(HeardPoint::clone(point).verdict);
            }
        }
    }
    for (name, tally) in [
        ("words taken out", &removed),
        ("of another story", &foreign),
    ] {
        let [_, perhaps, said] = tally.verdicts;
        let all: usize = tally.verdicts.iter().sum();
        println!("{name}: {said} of {all} ticked, {perhaps} perhaps");
    }
    let false_ticks = removed.verdicts[2] + foreign.verdicts[2];
    let all: usize = removed.verdicts.iter().chain(&foreign.verdicts).sum();
    assert!(
        false_ticks as f64 <= 0.04 * all as f64,
        "{false_ticks} of {all}"
    );
}

/// A story whose points are those of another one, beside its own words.
fn with_points_of(story: &Story, other: &Story) -> Story {
    let mut story = story.clone();
    for beat in &mut story.beats {
        let others = other.beat(beat.beat).expect("the beat");
        let points = text::points(&others.markdown).into_iter();
        let points: Vec<String> = points.map(|point| format!("**{point}**")).collect();
        let own = beat.passage.markdown.replace("**", "");
        beat.passage.markdown = format!("{own}\n\n{}", points.join(". "));
    }
    story
}

#[test]
fn the_story_that_was_told_is_found_and_nothing_else_is_one() {
    let answers = answers();
    let stories: Vec<&Story> = answers.iter().map(|answer| &answer.story).collect();
    let (mut own, mut others) = (f64::MAX, 0.0_f64);
    for (place, answer) in answers.iter().enumerate() {
        for (_, source) in answer.heard {
            let heard = read(source);
            for (story, likeness) in told::likeness(&stories, &heard).into_iter().enumerate() {
                match story == place {
                    true => own = own.min(likeness),
                    false => others = others.max(likeness),
                }
            }
            // Alone in a library, each by itself.
            for (story, only) in stories.iter().enumerate() {
                let alone = told::told(&[only], None, &heard);
                let expected = match story == place {
                    true => ToldStory::Told(0),
                    false => ToldStory::Unknown,
                };
                assert_eq!(alone, expected);
            }
            assert_eq!(told::told(&stories, None, &heard), ToldStory::Told(place));
            assert!(told::is_english(&heard));
            for asked in 0..stories.len() {
                let expected = match asked == place {
                    true => ToldStory::Told(place),
                    false => ToldStory::Instead(place),
                };
                assert_eq!(told::told(&stories, Some(asked), &heard), expected);
            }
        }
    }
    println!("likeness of the story told at least {own:.2}, of any other at most {others:.2}");
    let german = "Ich war damals für die Startseite eines Musikdienstes zuständig, und dann habe ich den Test \
        mit der Kontrollgruppe abgelehnt, weil ich so sicher war. Seitdem mache ich das anders.";
    let noise = "Thank you for watching. See you in the next video. ".repeat(60);
    for text in [german, &noise, "You", "uh"] {
        for asked in [None, Some(0)] {
            let told = told::told(&stories, asked, &read(text));
            assert_eq!(told, ToldStory::Unknown, "{text}");
        }
    }
    assert!(!told::is_english(&read(german)));
    assert_eq!(told::told(&[], None, &read("You")), ToldStory::Unknown);
}

/// The same numbers each time, evenly spread: xorshift.
struct ErrorDice(u64);

impl ErrorDice {
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// An answer as spoken, with this share of its words heard wrong, left out or made up, and the
/// true bounds in seconds.
fn misheard(
    answer: &SpokenAnswer,
    (share, others): (f64, &[&str]),
    has_silences: bool,
    dice: &mut ErrorDice,
) -> (Transcript, Vec<f64>) {
    let silence = |ms| if has_silences { ms } else { 0 };
    let (mut words, mut bounds, mut now): (Vec<HeardWord>, Vec<f64>, u32) =
        (Vec::new(), Vec::new(), 0);
    for beat in Beat::ALL {
        if beat != Beat::Situation {
            bounds.push(f64::from(now + silence(450)) / 1000.0);
            now += silence(900);
        }
        for word in answer.said(beat).split_whitespace() {
            let from_ms = now;
            now += 150 + 50 * u32::try_from(word.len()).expect("a word");
            let mut push = |text: &str, to_ms| {
                let text = match has_silences {
                    true => text,
                    false => text.trim_end_matches(['.', ',', '?']),
                };
                words.push(HeardWord {
                    text: text.to_owned(),
                    from_ms,
                    to_ms,
                });
            };
            let (fate, other) = (dice.roll() / share.max(1e-9), dice.roll());
            let other = others[(other * others.len() as f64) as usize];
            match fate {
                ..0.6 => push(other, now),
                0.6..0.8 => {}
                0.8..1.0 => {
                    push(word, now);
                    push(other, now);
                }
                _ => push(word, now),
            }
            if word.ends_with(['.', '?']) {
                now += silence(300);
            }
        }
    }
    let times = WordTimes::Exact;
    (
        Transcript {
            words,
            times,
            language: None,
            breaks_off: false,
            has_wrong_times: false,
        },
        bounds,
    )
}

#[test]
fn bounds_and_points_bear_errors_of_words() {
    let answers = answers();
    let texts: Vec<String> = answers.iter().map(SpokenAnswer::text).collect();
    let others: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.split_whitespace())
        .collect();
    let mut dice = ErrorDice(20_261_127);
    // Seconds off and the share of points in the same words, for each tenth of wrong words.
    let with = [
        (0.3, 0.98),
        (0.4, 0.93),
        (0.5, 0.88),
        (0.6, 0.76),
        (0.8, 0.68),
    ];
    let without = [
        (0.4, 0.98),
        (0.8, 0.93),
        (1.1, 0.86),
        (1.4, 0.70),
        (1.7, 0.58),
    ];
    for (has_silences, bars) in [(true, with), (false, without)] {
        println!("silences and ends of sentences: {has_silences}");
        for (tenths, (most_off, least_ticked)) in (0_u8..).zip(bars) {
            let mut figures = HearingFigures::default();
            for answer in answers.iter().cycle().take(36) {
                let errors = (f64::from(tenths) / 10.0, others.as_slice());
                let (heard, bounds) = misheard(answer, errors, has_silences, &mut dice);
                figures.take(answer, &hear(&answer.story, &heard), &bounds);
            }
            figures.tell(&format!("{tenths}0 % errors"));
            assert!(figures.error() <= most_off, "{tenths}");
            assert!(
                figures.same_words.share(PointVerdict::Said) >= least_ticked,
                "{tenths}"
            );
            assert!(figures.unsaid.share(PointVerdict::Said) <= 0.04, "{tenths}");
        }
    }
}

#[test]
fn a_part_that_was_left_out_is_not_heard() {
    let answers = answers();
    let mut found = 0;
    for answer in &answers {
        for (place, out) in Beat::ALL.into_iter().enumerate() {
            let told = Beat::ALL.into_iter().filter(|beat| *beat != out);
            let told: Vec<&str> = told.map(|beat| answer.said(beat)).collect();
            let parts = hear(&answer.story, &read(&told.join(" ")));
            found += usize::from(parts[place].words.is_empty());
        }
    }
    println!("parts left out: {found} of 30 found to be missing");
    assert!(found >= 28, "{found}");
}

#[test]
fn sixty_words_about_something_else_stay_in_their_part() {
    let ramble = "By the way, the building was very old and the coffee machine never worked, so every morning \
        somebody had to walk over to the bakery on the corner, which was run by two brothers who argued about \
        football all day long, and one of them had a parrot that could whistle the anthem of his favourite club.";
    for answer in answers() {
        let situation = answer.said(Beat::Situation);
        let rambled = format!("{situation} {ramble}");
        let heard = read(&answer.text().replace(situation, &rambled));
        let parts = hear(&answer.story, &heard);
        assert_eq!(parts[1].words.start, rambled.split_whitespace().count());
    }
}
