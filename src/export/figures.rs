//! Every figure of a card, a story, a deck or all together, in one table: what it is called,
//! what it means, in what unit it counts and where it comes from. The screen of `stats`, CSV,
//! Markdown, JSON and the schema of the JSON are made of it.

use serde_json::{Value, json};

use super::json::rounded;
use super::shape::{ObjectShape, PlainJson};
use crate::study::report::{self, Bin, FORECAST_DAYS, Figures};

/// The name of the row that adds everything up.
pub(crate) const ALL: &str = "all";

/// The state of a name that only the log knows.
pub(crate) const GONE: &str = "gone";

const MS_A_MINUTE: f64 = 60_000.0;

/// One figure. A name is "" where it is not told in that place.
pub(crate) struct FigureSpec {
    /// Its key in the JSON.
    pub json: &'static str,
    /// Its column in the CSV; behind that of a rate stands one with `_of`.
    pub csv: &'static str,
    /// The heading of its column in the Markdown.
    pub heading: &'static str,
    /// What the screen of `stats` calls it.
    pub screen: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// What it counts in, and how it is had.
    pub unit: FigureUnit,
}

/// What a figure counts in, with where it comes from.
#[derive(Clone, Copy)]
pub(crate) enum FigureUnit {
    /// Cards, answers, study days.
    Count(Get<u32>),
    /// Cards on each of the days of the forecast.
    CountADay(fn(&Figures) -> [u32; FORECAST_DAYS]),
    /// Milliseconds.
    Ms(Get<u64>),
    /// SM-2's ease factor, 1.3 and up.
    Ease(fn(&Figures) -> Option<f64>),
    /// Days.
    Days(fn(&Figures) -> Option<f64>),
    /// A share, 0 to 1.
    Share(fn(&Figures) -> Option<f64>),
    /// What would be added to a share, -1 to 1.
    Gain(fn(&Figures) -> Option<f64>),
    /// How many times as long.
    Factor(fn(&Figures) -> Option<f64>),
    /// Passes among counted answers.
    Rate(fn(&Figures) -> report::Rate),
}

use FigureUnit::{Count, CountADay, Days, Ease, Factor, Gain, Ms, Rate, Share};

/// Where a number comes from.
#[derive(Clone, Copy)]
pub(crate) enum Get<T> {
    /// It is always known.
    Known(fn(&Figures) -> T),
    /// None where there is nothing to tell.
    IfAny(fn(&Figures) -> Option<T>),
}

use Get::{IfAny, Known};

impl<T> Get<T> {
    fn of(self, figures: &Figures) -> Option<T> {
        match self {
            Known(get) => Some(get(figures)),
            IfAny(get) => get(figures),
        }
    }
}

/// The figures in their order. Where CSV and JSON differ in it, a figure stands twice.
#[rustfmt::skip]
pub(crate) const FIGURES: &[FigureSpec] = &[
    FigureSpec { json: "cards", csv: "cards", heading: "cards", screen: "",
        meaning: "Cards that exist today.",
        unit: Count(Known(|figures| figures.cards)) },
    FigureSpec { json: "new", csv: "new", heading: "new", screen: "",
        meaning: "Cards never counted, suspended ones and resting samples left out.",
        unit: Count(Known(|figures| figures.new)) },
    FigureSpec { json: "reviews", csv: "reviews", heading: "reviews", screen: "",
        meaning: "Answers of any kind, repeats and practice too.",
        unit: Count(Known(|figures| figures.reviews)) },
    FigureSpec { json: "counted", csv: "counted", heading: "", screen: "",
        meaning: "Answers that moved a card's memory.",
        unit: Count(Known(|figures| figures.counted)) },
    FigureSpec { json: "days_7", csv: "recall_rate_7", heading: "recall 7 days", screen: "7 days",
        meaning: "Over today and the six study days before.",
        unit: Rate(|figures| figures.week) },
    FigureSpec { json: "days_30", csv: "recall_rate_30", heading: "recall 30 days", screen: "30 days",
        meaning: "Over today and the 29 study days before.",
        unit: Rate(|figures| figures.month) },
    FigureSpec { json: "all", csv: "recall_rate_all", heading: "recall all days", screen: "all days",
        meaning: "Over all days.",
        unit: Rate(|figures| figures.all) },
    FigureSpec { json: "lapses", csv: "lapses", heading: "lapses", screen: "",
        meaning: "Counted answers below 3 that followed a pass.",
        unit: Count(Known(|figures| figures.lapses)) },
    FigureSpec { json: "ease", csv: "ease", heading: "ease", screen: "",
        meaning: "A card's ease; of several the mean over those with counted answers.",
        unit: Ease(|figures| figures.ease) },
    FigureSpec { json: "interval", csv: "interval", heading: "interval (days)", screen: "",
        meaning: "A card's interval in days; of several the mean over those with counted answers.",
        unit: Days(|figures| figures.interval) },
    FigureSpec { json: "", csv: "due_today", heading: "due today", screen: "",
        meaning: "Cards that fall due today, those overdue too.",
        unit: Count(Known(|figures| figures.due_within(1))) },
    FigureSpec { json: "", csv: "due_7", heading: "due in 7 days", screen: "",
        meaning: "Cards that fall due today or on the six days after.",
        unit: Count(Known(|figures| figures.due_within(7))) },
    FigureSpec { json: "", csv: "due_30", heading: "due in 30 days", screen: "",
        meaning: "Cards that fall due today or on the 29 days after.",
        unit: Count(Known(|figures| figures.due_within(30))) },
    FigureSpec { json: "", ..DUE_BY_INTERVIEW },
    FigureSpec { json: "forecast", csv: "forecast", heading: "", screen: "",
        meaning: "Cards that fall due on each of 30 days, today first, by plain SM-2 and as if \
            nothing were answered in between.",
        unit: CountADay(|figures| figures.forecast) },
    FigureSpec { csv: "", ..DUE_BY_INTERVIEW },
    FigureSpec { json: "days_studied", csv: "days_studied", heading: "days studied", screen: "",
        meaning: "Study days with an answer.",
        unit: Count(Known(|figures| figures.days)) },
    FigureSpec { json: "ms", csv: "ms", heading: "time (min)", screen: "",
        meaning: "Milliseconds from showing to grade, added up.",
        unit: Ms(Known(|figures| figures.ms)) },
    FigureSpec { json: "recall", csv: "recall", heading: "predicted recall", screen: "recall",
        meaning: "Predicted recall today; of several the mean over those neither suspended nor \
            resting.",
        unit: Share(|figures| figures.recall) },
    FigureSpec { json: "readiness", csv: "readiness", heading: "readiness", screen: "readiness",
        meaning: "Of a story the predicted recall of its decision times that of its change, null \
            unless it has both cards; of a deck the mean over such stories, of the whole the mean \
            over one's own; null for a card.",
        unit: Share(|figures| figures.readiness) },
    FigureSpec { json: "recall_on_day", csv: "recall_on_day", heading: "recall on the day", screen: "",
        meaning: "Predicted recall on the day of the next interview if nothing is answered until \
            then.",
        unit: Share(|figures| figures.recall_on_day) },
    FigureSpec { json: "readiness_on_day", csv: "readiness_on_day", heading: "readiness on the day",
        screen: "", meaning: "The same for readiness.",
        unit: Share(|figures| figures.readiness_on_day) },
    FigureSpec { json: "one_more", csv: "one_more", heading: "one more adds", screen: "",
        meaning: "What one more good answer that counted today would add on that day; of cards \
            and stories.",
        unit: Gain(|figures| figures.one_more) },
    // With its range it is an object of its own in the JSON, and a sentence elsewhere.
    FigureSpec { json: "", csv: "own_scale", heading: "", screen: "",
        meaning: "How many times as long as SM-2 assumes the person remembers; of the whole, from thirty \
            answers on.",
        unit: Factor(|figures| Some(figures.own_scale?.factor)) },
];

#[rustfmt::skip]
const DUE_BY_INTERVIEW: FigureSpec = FigureSpec {
    json: "due_by_interview", csv: "due_by_interview", heading: "", screen: "",
    meaning: "Cards that fall due in the same way before the day of the next interview; null \
        where none is ahead.",
    unit: Count(IfAny(|figures| figures.due_by_interview)),
};

impl FigureSpec {
    /// Its columns in the CSV, each with its cell.
    pub(crate) fn cells(&self, figures: &Figures) -> Vec<(String, Value)> {
        let cell = match self.unit {
            _ if self.csv.is_empty() => return Vec::new(),
            Rate(get) => return rate_cells(self.csv, get(figures)).into(),
            Count(get) => get.of(figures).into(),
            CountADay(_) => self.words(figures).into(),
            Ms(get) => get.of(figures).into(),
            Ease(get) | Days(get) | Share(get) | Gain(get) | Factor(get) => {
                get(figures).map(rounded).into()
            }
        };
        vec![(self.csv.to_owned(), cell)]
    }

    /// Its cell in the Markdown; blank where nothing is known.
    pub(crate) fn words(&self, figures: &Figures) -> String {
        match self.unit {
            Count(get) => get
                .of(figures)
                .map_or_else(String::new, |count| count.to_string()),
            CountADay(get) => get(figures).map(|cards| cards.to_string()).join(" "),
            Ms(get) => {
                // Answers brought in from elsewhere have no time.
                let ms = get.of(figures).filter(|ms| *ms > 0);
                number(ms.map(|ms| ms as f64 / MS_A_MINUTE), 1)
            }
            Ease(get) | Factor(get) => number(get(figures), 2),
            Days(get) => number(get(figures), 1),
            Share(get) | Gain(get) => percent(get(figures)),
            Rate(get) => rate(get(figures)),
        }
    }
}

/// The figures as keys of a JSON object; what was recalled is an object of its own in it.
pub(crate) fn figures_shape<'a>() -> ObjectShape<'a, &'a Figures> {
    let told = FIGURES.iter().filter(|figure| !figure.json.is_empty());
    let mut shape: ObjectShape<'a, &'a Figures> = ObjectShape::new("figures");
    let mut has_rates = false;
    for &FigureSpec {
        json,
        meaning,
        unit,
        ..
    } in told
    {
        shape = match unit {
            Count(get) => number_key(shape, json, meaning, get),
            CountADay(get) => shape.key(json, meaning, move |figures| get(figures).to_vec()),
            Ms(get) => number_key(shape, json, meaning, get),
            Ease(get) | Days(get) | Share(get) | Gain(get) | Factor(get) => {
                shape.key(json, meaning, move |figures| get(figures).map(rounded))
            }
            Rate(_) if has_rates => shape,
            Rate(_) => {
                has_rates = true;
                let of = "Passes among counted answers, the first showing of each card left out.";
                shape.object("recall_rate", of, rates_shape(), |figures| Some(*figures))
            }
        }
        .limited(bounds(unit));
    }
    shape
}

/// Adds a number, null where there may be none.
fn number_key<'a, T: PlainJson + 'a>(
    shape: ObjectShape<'a, &'a Figures>,
    key: &'static str,
    meaning: &str,
    get: Get<T>,
) -> ObjectShape<'a, &'a Figures> {
    match get {
        Known(get) => shape.key(key, meaning, move |figures| get(figures)),
        IfAny(get) => shape.key(key, meaning, move |figures| get(figures)),
    }
}

/// What the schema says of the least and the greatest value.
fn bounds(unit: FigureUnit) -> Value {
    match unit {
        CountADay(_) => json!({ "minItems": FORECAST_DAYS, "maxItems": FORECAST_DAYS }),
        Ease(_) => json!({ "minimum": 1.3 }),
        Days(_) | Factor(_) => json!({ "minimum": 0 }),
        Share(_) => json!({ "minimum": 0, "maximum": 1 }),
        Gain(_) => json!({ "minimum": -1, "maximum": 1 }),
        Count(_) | Ms(_) | Rate(_) => json!({}),
    }
}

fn rates_shape<'a>() -> ObjectShape<'a, &'a Figures> {
    let rates = FIGURES.iter().filter_map(|figure| match figure.unit {
        Rate(get) => Some((figure, get)),
        _ => None,
    });
    rates.fold(ObjectShape::new(""), |shape, (figure, get)| {
        shape.object(
            figure.json,
            figure.meaning,
            rate_shape(),
            move |figures: &&Figures| Some(get(figures)),
        )
    })
}

/// A rate as a JSON object.
pub(crate) fn rate_shape<'a>() -> ObjectShape<'a, report::Rate> {
    let of = "Counted answers, first showings left out.";
    let share = |rate: &report::Rate| rate.share().map(rounded);
    let shape = ObjectShape::new("share").key("rate", "null where `of` is 0.", share);
    let shape = shape.limited(json!({ "minimum": 0, "maximum": 1 }));
    shape.key("of", of, |rate| rate.of)
}

/// The two columns of a rate in the CSV, each with its cell.
pub(crate) fn rate_cells(column: &str, rate: report::Rate) -> [(String, Value); 2] {
    [
        (column.to_owned(), rate.share().map(rounded).into()),
        (format!("{column}_of"), rate.of.into()),
    ]
}

/// `86 % of 7`; blank without answers.
pub(crate) fn rate(rate: report::Rate) -> String {
    let share = rate.share();
    share.map_or_else(String::new, |_| {
        format!("{} of {}", percent(share), rate.of)
    })
}

/// `86 %`; blank where nothing is known.
pub(crate) fn percent(share: Option<f64>) -> String {
    share.map_or_else(String::new, |share| format!("{:.0} %", share * 100.0))
}

/// With so many digits behind the point; blank where nothing is known.
pub(crate) fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(String::new, |value| format!("{value:.digits$}"))
}

/// `2 to 6`, `365 and more`
pub(crate) fn range(bin: &Bin, value: impl Fn(u32) -> String) -> String {
    match bin.below {
        Some(below) if below == bin.from + 1 => value(bin.from),
        Some(below) => format!("{} to {}", value(bin.from), value(below - 1)),
        None => format!("{} and more", value(bin.from)),
    }
}

/// An ease as people write it: 250 is 2.5.
pub(crate) fn hundredths(ease: u32) -> f64 {
    f64::from(ease) / 100.0
}
