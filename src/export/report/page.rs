//! What the sections of the page are made of: the report, and what its stories are called.

use std::collections::HashMap;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::export::stats::Texts;
use crate::study::ahead::CardsAhead;
use crate::study::report::{DeckReport, GroupReport};

/// What the sections are made of.
pub(crate) struct Page<'r> {
    /// What was counted.
    pub report: &'r DeckReport,
    /// The words, if they were asked for.
    pub texts: Option<&'r Texts<'r>>,
    /// How many cards come today and on the next days.
    pub cards: CardsAhead,
    /// What a story is called, by its name.
    titles: HashMap<&'r str, &'r str>,
}

impl<'r> Page<'r> {
    /// The page of a report.
    pub(crate) fn new(
        report: &'r DeckReport,
        texts: Option<&'r Texts<'r>>,
        cards: CardsAhead,
    ) -> Page<'r> {
        let titles = texts.map(|texts| {
            let stories = report.stories.iter();
            stories.map(|story| (story.name.as_str(), texts.title(story)))
        });
        Page {
            report,
            texts,
            cards,
            titles: titles.into_iter().flatten().collect(),
        }
    }

    /// What a story is called here: its title where words were asked for, else its name.
    pub(crate) fn story(&self, story: &'r GroupReport) -> &'r str {
        self.texts.map_or(&story.name, |texts| texts.title(story))
    }

    /// The same for a name that may have no story any more.
    pub(crate) fn name<'n>(&self, name: &'n str) -> &'n str
    where
        'r: 'n,
    {
        self.titles.get(name).copied().unwrap_or(name)
    }
}

/// Cuts a name to so many columns, with an ellipsis where something is cut off. In full it
/// stands in the table.
pub(crate) fn fit(name: &str, width: usize) -> String {
    if name.width() <= width {
        return name.to_owned();
    }
    let mut room = width - 1;
    let fits = |c: &char| {
        let columns = c.width().unwrap_or(0);
        let fits = columns <= room;
        room = room.saturating_sub(columns);
        fits
    };
    let cut: String = name.chars().take_while(fits).collect();
    format!("{}…", cut.trim_end())
}
