//! Coverage: which kinds of failure have a story, and what each story still lacks.

use super::wording::quiet_detail;
use crate::coach::lacks;
use crate::prompt::text::{Line, Tone};
use crate::story::{Miss, Story};
use crate::study::report::Covered;

/// The kinds that have a complete story, and those that have none.
pub(crate) fn kinds(covered: &[Covered]) -> Line {
    let mut line = Line::quiet("Kinds of failure: ").hanging(2);
    for (number, kind) in covered.iter().enumerate() {
        let gap = if number > 0 { ", " } else { "" };
        let word = kind.miss.map_or("not said", Miss::key);
        line = match kind.stories {
            0 => line.and(Tone::Warn, format!("{gap}{word} none yet")),
            stories => line.and(Tone::Normal, format!("{gap}{word} {stories}")),
        };
    }
    line
}

/// What a story still lacks as one line, if anything is lacking.
pub(crate) fn lacks_line(story: &Story) -> Option<Line> {
    let lacking = lacks(story);
    let told = format!("lacks {}", lacking.join(", "));
    (!lacking.is_empty()).then(|| quiet_detail(told))
}
