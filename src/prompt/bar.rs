//! The keys that may be pressed now, as one quiet line.

use unicode_width::UnicodeWidthStr;

use super::text::{self, Style};

/// The keys that may be pressed now, as one quiet line.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    /// The keys that matter most, with what they do: always spelled out.
    pub first: Vec<(String, String)>,
    /// The others, spelled out where the line is wide enough, else by their letters.
    pub others: Vec<(char, &'static str)>,
    /// Forget keys pressed before the line appeared, so that none of them grades a card.
    pub fresh: bool,
}

impl Bar {
    /// Space for the next step, and other keys.
    pub fn space(does: &str, others: impl IntoIterator<Item = (char, &'static str)>) -> Bar {
        Bar {
            first: vec![("Space".to_owned(), does.to_owned())],
            others: others.into_iter().collect(),
            fresh: false,
        }
    }

    /// The bar as one line that fits the screen: the others shrink to their letters first.
    pub fn text(&self, style: Style) -> String {
        let gap = style.gap();
        let first = self.first.iter();
        let first = first.map(|(key, does)| format!("{key} {does}").trim_end().to_owned());
        let first: Vec<String> = first.collect();
        let others = self.others.iter();
        let spelled: Vec<String> = others.map(|(key, does)| format!("{key} {does}")).collect();
        let letters: Vec<String> = self.others.iter().map(|(key, _)| key.to_string()).collect();
        let join = |others: String| match (first.is_empty(), others.is_empty()) {
            (_, true) => first.join("  "),
            (true, false) => others,
            (false, false) => format!("{}{gap}{others}", first.join("  ")),
        };
        let room = style.columns.saturating_sub(1);
        let letters = letters.join(" ");
        let candidates = [join(spelled.join(gap)), join(letters.clone())];
        // The narrowest line still spells out what a named key such as Enter does.
        let short = self.first.iter().zip(&first);
        let short = short.map(|((key, _), whole)| if key.len() > 1 { whole } else { key });
        let short: Vec<&str> = short.map(String::as_str).collect();
        let shortest = || format!("{}{gap}{letters}", short.join(" "));
        let fitting = candidates.into_iter().find(|line| line.width() <= room);
        fitting.unwrap_or_else(|| text::fit(&shortest(), room))
    }
}
