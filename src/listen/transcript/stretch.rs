//! What every format comes down to: stretches of text, and the seconds of each.

/// Seconds; what is dated later than a day into a recording is a mistake.
const LATEST: f64 = 86_400.0;

/// A stretch of a transcript as it was written: a word or a sentence, and its seconds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct HeardStretch {
    pub text: String,
    pub from: Option<f64>,
    pub to: Option<f64>,
}

/// What a format gave.
#[derive(Debug, Default)]
pub(super) struct HeardStretches {
    pub all: Vec<HeardStretch>,
    /// Each is one word, with the times of that word.
    pub are_words: bool,
    pub language: Option<String>,
}

impl HeardStretches {
    /// A text without any times.
    pub(super) fn plain(source: &str) -> HeardStretches {
        HeardStretches {
            all: vec![HeardStretch {
                text: source.to_owned(),
                ..HeardStretch::default()
            }],
            ..HeardStretches::default()
        }
    }
}

/// Makes the times fit each other: what is none goes, none begins before the one in front of it or
/// ends before it begins, and a gap is filled from its neighbours. Tells whether there are any.
pub(super) fn settle(stretches: &mut [HeardStretch]) -> bool {
    let is_time = |seconds: &f64| (0.0..=LATEST).contains(seconds);
    let mut next = None;
    for stretch in stretches.iter_mut().rev() {
        stretch.from = stretch.from.filter(is_time);
        stretch.to = stretch.to.filter(is_time).or(next).or(stretch.from);
        next = stretch.from.or(next);
    }
    let (mut latest, mut before) = (0.0_f64, None);
    for stretch in stretches.iter_mut() {
        let from = stretch.from.or(before).or(stretch.to);
        stretch.from = from.map(|from| from.max(latest));
        latest = stretch.from.unwrap_or(latest);
        let to = stretch.to.or(stretch.from);
        stretch.to = to.map(|to| to.max(latest));
        before = stretch.to;
    }
    stretches.iter().any(|stretch| stretch.to > Some(0.0))
}
