//! Charts as inline SVG, 360 units wide: as wide as a phone, so that their words are never
//! smaller than the page's. Colours are classes; the style sheet knows light from dark.

use maud::{Markup, html};

/// The width of every chart.
pub(crate) const WIDTH: f64 = 360.0;

/// Room for the numbers left of a chart with columns.
const MARGIN: f64 = 26.0;

/// A rectangle that a chart is drawn in.
#[derive(Clone, Copy)]
pub(crate) struct Area {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Area {
    /// The full width beside the numbers on the left.
    pub(crate) fn beside_numbers(y: f64, height: f64) -> Area {
        Area {
            x: MARGIN,
            y,
            width: WIDTH - MARGIN,
            height,
        }
    }

    /// The left edge of one of so many columns.
    pub(crate) fn edge(self, place: usize, of: usize) -> f64 {
        self.x + place as f64 * self.width / of.max(1) as f64
    }

    /// The middle of one of so many columns.
    pub(crate) fn middle(self, place: usize, of: usize) -> f64 {
        self.x + (place as f64 + 0.5) * self.width / of.max(1) as f64
    }

    /// The height of a share, 0 at the bottom and 1 at the top.
    pub(crate) fn level(self, share: f64) -> f64 {
        self.y + self.height * (1.0 - share)
    }

    /// The lower edge.
    pub(crate) fn bottom(self) -> f64 {
        self.y + self.height
    }
}

/// A coordinate: a tenth of a unit is finer than any screen.
pub(crate) fn n(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The frame: `title` names the chart and `says` tells what it shows, for those who hear it.
pub(crate) fn svg(id: &str, title: &str, says: &str, height: f64, body: Markup) -> Markup {
    html! {
        svg viewBox={ "0 0 " (n(WIDTH)) " " (n(height)) } role="img"
            aria-labelledby={ (id) "-name " (id) "-says" } {
            title id={ (id) "-name" } { (title) }
            desc id={ (id) "-says" } { (says) }
            (body)
        }
    }
}

/// Words in a chart.
pub(crate) fn label(x: f64, y: f64, class: &str, words: &str) -> Markup {
    html! { text x=(n(x)) y=(n(y)) class=(class) { (words) } }
}

/// A bar that shows a share of its track.
pub(crate) fn bar(x: f64, y: f64, width: f64, height: f64, class: &str) -> Markup {
    html! {
        rect x=(n(x)) y=(n(y)) width=(n(width.max(0.0))) height=(n(height)) class=(class) {}
    }
}

/// A straight line.
pub(crate) fn line(x1: f64, y1: f64, x2: f64, y2: f64, class: &str) -> Markup {
    html! { line x1=(n(x1)) y1=(n(y1)) x2=(n(x2)) y2=(n(y2)) class=(class) {} }
}

/// One column.
pub(crate) struct ChartColumn {
    /// How high.
    pub value: u32,
    /// Its colour.
    pub class: &'static str,
    /// What a pointer over it reads.
    pub tip: String,
}

impl ChartColumn {
    /// A column of the second colour.
    pub(crate) fn second(value: u32, tip: String) -> ChartColumn {
        let class = "second";
        ChartColumn { value, class, tip }
    }
}

/// Columns over a grid with numbers.
pub(crate) fn columns(columns: &[ChartColumn], area: Area) -> Markup {
    let most = columns.iter().map(|column| column.value).max().unwrap_or(0);
    // A number wants some room.
    let steps = if area.height < 60.0 { 2 } else { 4 };
    let scale = ChartScale::upto(most, steps);
    let slot = area.width / columns.len().max(1) as f64;
    let gap = (slot * 0.2).clamp(1.0, 8.0);
    html! {
        (scale.grid(area))
        @for (place, column) in columns.iter().enumerate() {
            @if column.value > 0 {
                @let height = (scale.share(column.value) * area.height).max(1.5);
                rect x=(n(area.x + place as f64 * slot + gap / 2.0)) y=(n(area.bottom() - height))
                    width=(n(slot - gap)) height=(n(height)) rx="1.5" class=(column.class) {
                    title { (column.tip) }
                }
            }
        }
        (line(area.x, area.bottom(), area.x + area.width, area.bottom(), "axis"))
    }
}

/// A scale of whole numbers.
struct ChartScale {
    step: u32,
    top: u32,
}

impl ChartScale {
    /// The scale that reaches a number in at most so many steps.
    fn upto(most: u32, at_most: u32) -> ChartScale {
        let steps = (0..9).flat_map(|power| [1, 2, 5].map(|lead| lead * 10_u32.pow(power)));
        let step = steps
            .into_iter()
            .find(|step| most.div_ceil(*step) <= at_most)
            .unwrap_or(u32::MAX);
        ChartScale {
            step,
            top: most.div_ceil(step).max(1).saturating_mul(step),
        }
    }

    fn share(&self, value: u32) -> f64 {
        f64::from(value) / f64::from(self.top)
    }

    fn grid(&self, area: Area) -> Markup {
        let numbers = (1..=self.top / self.step).map(|number| number * self.step);
        html! {
            @for number in numbers {
                @let y = area.level(self.share(number));
                (line(area.x, y, area.x + area.width, y, "grid"))
                (label(area.x - 5.0, y + 4.0, "small end", &number.to_string()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn coordinates_are_short() {
        assert_eq!([n(12.0), n(0.04), n(3.25)], ["12", "0", "3.2"]);
    }

    proptest! {
        #[test]
        fn a_scale_reaches_its_highest_column_in_few_steps(
            most in 0..2_000_000_000_u32,
            at_most in 2..5_u32,
        ) {
            let scale = ChartScale::upto(most, at_most);
            prop_assert!(scale.top >= most);
            prop_assert!((1..=at_most).contains(&(scale.top / scale.step)));
            prop_assert!(scale.share(most) <= 1.0);
        }
    }
}
