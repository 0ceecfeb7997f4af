//! How long the answer takes to say, and how long it may take.
//!
//! Words times sixty over the rate, compared exactly. Refuses to know how the words were
//! spoken: only their count.

use super::answer::{AnswerForm, TimedAnswer};
use super::finding::{Finding, FindingCode};
use super::prose::Prose;
use crate::story::text::word_count;
use crate::story::{AnswerPart, Beat};

/// From how many to how many seconds, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Shorter leaves something out.
    pub from: u32,
    /// Longer loses the listener.
    pub to: u32,
}

/// The whole answer.
pub(crate) const WHOLE: Window = Window { from: 90, to: 120 };

/// Result and Learning share one window.
pub(crate) const RESULT_AND_LEARNING: Window = Window { from: 30, to: 45 };

/// The window of a beat that has one of its own.
pub(crate) fn window(beat: Beat) -> Option<Window> {
    match beat {
        Beat::Situation => Some(Window { from: 15, to: 20 }),
        Beat::Task => Some(Window { from: 10, to: 15 }),
        Beat::Action => Some(Window { from: 40, to: 60 }),
        Beat::Result | Beat::Learning => None,
    }
}

/// About how many words a beat takes at a speaking rate, in fives, and the seconds that is;
/// Result and Learning share theirs.
pub(crate) fn word_budget(beat: Beat, rate: u32) -> (Window, Window) {
    let seconds = window(beat).unwrap_or(RESULT_AND_LEARNING);
    let words = |seconds: u32| (seconds * rate + 150) / 300 * 5;
    let words = Window {
        from: words(seconds.from),
        to: words(seconds.to),
    };
    (words, seconds)
}

/// How fast an answer is told: so many words in so many milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TellingPace {
    words: u32,
    ms: u32,
}

impl TellingPace {
    /// So many words a minute; 0 is taken for 1.
    pub(crate) fn per_minute(words: u32) -> TellingPace {
        TellingPace::measured(words, 60_000)
    }

    /// As it was measured; no words are taken for one, and no time for a millisecond.
    pub(crate) fn measured(words: u32, ms: u32) -> TellingPace {
        TellingPace {
            words: words.max(1),
            ms: ms.max(1),
        }
    }

    /// The most words that still fit into a window.
    fn most_words(self, window: Window) -> usize {
        (self.thousands(window.to) / u64::from(self.ms)) as usize
    }

    /// The fewest words that fill it.
    fn fewest_words(self, window: Window) -> usize {
        self.thousands(window.from).div_ceil(u64::from(self.ms)) as usize
    }

    /// Words times the milliseconds that so many seconds have.
    fn thousands(self, seconds: u32) -> u64 {
        u64::from(seconds) * 1000 * u64::from(self.words)
    }

    /// How long so many words take.
    #[expect(clippy::cast_precision_loss, reason = "no answer has 2^52 words")]
    fn seconds(self, words: usize) -> f64 {
        words as f64 * f64::from(self.ms) / f64::from(self.words) / 1000.0
    }
}

/// The time one part takes.
#[derive(Debug, Clone, PartialEq)]
pub struct PartTime {
    /// Which part.
    pub part: AnswerPart,
    /// How many words.
    pub words: usize,
    /// How long they take.
    pub seconds: f64,
    /// The window of the part; Result and Learning bear the one they share.
    pub window: Option<Window>,
}

/// The time of the whole and of its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    /// The parts that are there, in the order they are told; none in a transcript.
    pub laps: Vec<PartTime>,
    /// All words, Closing included.
    pub words: usize,
    /// How long they take.
    pub seconds: f64,
    /// The window of the whole.
    pub window: Window,
}

/// Times an answer.
pub(super) fn timing(answer: &TimedAnswer, pace: TellingPace) -> Timing {
    let mut laps = Vec::new();
    let words = match &answer.form {
        AnswerForm::Spoken(prose) => word_count(prose.text()),
        AnswerForm::Written { beats, closing } => {
            for (beat, prose) in beats {
                let window = window(*beat).or(Some(RESULT_AND_LEARNING));
                laps.push(lap(AnswerPart::Beat(*beat), prose, window, pace));
            }
            let closing = closing.iter();
            laps.extend(closing.map(|prose| lap(AnswerPart::Closing, prose, None, pace)));
            laps.iter().map(|lap| lap.words).sum()
        }
    };
    Timing {
        laps,
        words,
        seconds: pace.seconds(words),
        window: WHOLE,
    }
}

fn lap(part: AnswerPart, prose: &Prose, window: Option<Window>, pace: TellingPace) -> PartTime {
    let words = word_count(prose.text());
    PartTime {
        part,
        words,
        seconds: pace.seconds(words),
        window,
    }
}

/// What is too long or too short. A whole answer is judged as a whole, a part by its parts.
pub(super) fn findings(answer: &TimedAnswer, timing: &Timing, pace: TellingPace) -> Vec<Finding> {
    if answer.core || timing.words == 0 {
        return Vec::new();
    }
    let words = |beat: Beat| {
        let mut laps = timing.laps.iter();
        Some(laps.find(|lap| lap.part == AnswerPart::Beat(beat))?.words)
    };
    if answer.is_transcript() || Beat::ALL.into_iter().all(|beat| words(beat).is_some()) {
        return judge(None, timing.words, WHOLE, pace).into_iter().collect();
    }
    let mut findings = Vec::new();
    for beat in [Beat::Situation, Beat::Task, Beat::Action] {
        if let (Some(words), Some(window)) = (words(beat), window(beat)) {
            findings.extend(judge(Some(beat), words, window, pace));
        }
    }
    if let (Some(result), Some(learning)) = (words(Beat::Result), words(Beat::Learning)) {
        let both = result + learning;
        findings.extend(judge(Some(Beat::Result), both, RESULT_AND_LEARNING, pace));
    }
    findings
}

fn judge(beat: Option<Beat>, words: usize, window: Window, pace: TellingPace) -> Option<Finding> {
    // In whole numbers: milliseconds that all words would take, `second` of which are one second.
    let spoken = words as u128 * u128::from(pace.ms);
    let second = u128::from(pace.words) * 1000;
    let code = if spoken > u128::from(window.to) * second {
        FindingCode::TooLong
    } else if spoken < u128::from(window.from) * second {
        FindingCode::TooShort
    } else {
        return None;
    };
    // Half up, as the table of times does.
    let takes = (spoken * 2 + second) / (second * 2);
    let unit = if takes == 1 { "second" } else { "seconds" };
    let takes = match beat {
        None => format!("About {takes} {unit} aloud."),
        Some(Beat::Result | Beat::Learning) => {
            format!("Result and Learning together take about {takes} {unit}.")
        }
        Some(beat) => format!("{} takes about {takes} {unit}.", beat.name()),
    };
    let why = format!("{takes} Aim for {} to {}.", window.from, window.to);
    let change = match code {
        FindingCode::TooLong => format!("Cut {}.", in_words(words - pace.most_words(window))),
        _ => format!("Add {}.", in_words(pace.fewest_words(window) - words)),
    };
    Some(Finding {
        code,
        beat,
        at: None,
        giveaway: None,
        quote: String::new(),
        why,
        change,
        question: length_question(code, beat, words > pace.most_words(window) + A_SENTENCE)
            .to_owned(),
    })
}

/// So many words; a handful is a sentence.
fn in_words(count: usize) -> String {
    match count {
        0..10 => "one sentence".to_owned(),
        _ => format!("at least {count} words"),
    }
}

/// The words of a long sentence.
const A_SENTENCE: usize = 25;

fn length_question(code: FindingCode, beat: Option<Beat>, by_far: bool) -> &'static str {
    match (code, beat) {
        (FindingCode::TooLong, None) if by_far => "Which part would nobody miss?",
        (FindingCode::TooLong, None) => {
            "Which sentence can go, so that the decision and the change stay?"
        }
        (FindingCode::TooLong, Some(Beat::Situation)) => {
            "What must a stranger know before your part begins?"
        }
        (FindingCode::TooLong, Some(Beat::Task)) => "Which one thing was yours?",
        (FindingCode::TooLong, Some(_)) => "Which half makes the point?",
        (_, None) => "What did you see, think and choose when it went wrong?",
        (_, Some(Beat::Situation)) => "What was at stake, and for whom?",
        (_, Some(Beat::Task)) => "What exactly was yours to get right?",
        (_, Some(Beat::Action)) => "What did you choose, and why did it look right at the time?",
        (_, Some(_)) => "What did it cost, and what do you do differently now?",
    }
}
