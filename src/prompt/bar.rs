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
    /// The bar as one line that fits the screen: the others shrink to their letters first.
    pub fn text(&self, style: Style) -> String {
        let gap = if style.unicode { " · " } else { " | " };
        let first: Vec<String> = self
            .first
            .iter()
            .map(|(key, does)| format!("{key} {does}").trim_end().to_owned())
            .collect();
        let spelled: Vec<String> = self
            .others
            .iter()
            .map(|(key, does)| format!("{key} {does}"))
            .collect();
        let letters: Vec<String> = self.others.iter().map(|(key, _)| key.to_string()).collect();
        let join = |others: String| match (first.is_empty(), others.is_empty()) {
            (_, true) => first.join("  "),
            (true, false) => others,
            (false, false) => format!("{}{gap}{others}", first.join("  ")),
        };
        let room = style.columns.saturating_sub(1);
        let letters_joined = || letters.join(" ");
        let candidates = [join(spelled.join(gap)), join(letters_joined())];
        // The narrowest line still spells out what a named key such as Enter does.
        let short: Vec<String> = self
            .first
            .iter()
            .zip(&first)
            .map(|((key, _), whole)| {
                if key.len() > 1 {
                    whole.clone()
                } else {
                    key.clone()
                }
            })
            .collect();
        let shortest = || format!("{}{gap}{}", short.join(" "), letters_joined());
        candidates
            .into_iter()
            .find(|line| line.width() <= room)
            .unwrap_or_else(|| text::fit(&shortest(), room))
    }
}
