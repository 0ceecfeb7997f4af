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
    /// It ends in the middle.
    pub breaks_off: bool,
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

/// Makes the times fit each other: what is none goes, and what later ones contradict; none begins
/// before the one in front of it or ends before it begins, and a gap is filled from its neighbours.
/// Tells whether there are any.
pub(super) fn settle(stretches: &mut [HeardStretch]) -> bool {
    let is_time = |seconds: &f64| (0.0..=LATEST).contains(seconds);
    for stretch in stretches.iter_mut() {
        stretch.from = stretch.from.filter(is_time);
        stretch.to = stretch.to.filter(is_time);
    }
    drop_contradicted(stretches);
    let mut next: Option<f64> = None;
    for stretch in stretches.iter_mut().rev() {
        let to = stretch.to.or(next).or(stretch.from);
        stretch.to = to.map(|to| to.min(next.unwrap_or(to)));
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

/// Keeps the longest row of beginnings of which none lies before an earlier one. A stretch whose
/// beginning is wrong has no end that can be trusted.
fn drop_contradicted(stretches: &mut [HeardStretch]) {
    let times: Vec<(usize, f64)> = stretches
        .iter()
        .enumerate()
        .filter_map(|(place, stretch)| Some((place, stretch.from?)))
        .collect();
    // The last time of the best row of each length, and the one before each time in its row.
    let mut rows: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(times.len());
    for (at, &(_, from)) in times.iter().enumerate() {
        let length = rows.partition_point(|&last| times[last].1 <= from);
        before.push(length.checked_sub(1).map(|shorter| rows[shorter]));
        match rows.get_mut(length) {
            Some(last) => *last = at,
            None => rows.push(at),
        }
    }
    let row = std::iter::successors(rows.last().copied(), |&at| before[at]);
    let mut fits = vec![false; times.len()];
    row.for_each(|at| fits[at] = true);
    for (&(place, _), _) in times.iter().zip(fits).filter(|(_, fits)| !fits) {
        (stretches[place].from, stretches[place].to) = (None, None);
    }
}
