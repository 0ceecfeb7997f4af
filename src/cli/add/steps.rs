//! What guided `add` asks, part by part: the question, how to answer it, and about how many
//! words that is.

use super::guide::FIRST_VERSION;
use crate::cli::card_view::words;
use crate::coach::word_budget;
use crate::prompt::text::{Line, Style, Tone, render};
use crate::story::{Beat, Passage, Story};

/// One thing to write.
#[derive(Debug)]
pub(super) struct Step {
    /// Its heading in the story file.
    pub(super) heading: &'static str,
    /// The beat; none for the first draft, which is judged by nobody.
    pub(super) beat: Option<Beat>,
    question: &'static str,
    hint: &'static str,
}

/// What is written, in this order: the Action twice.
pub(super) const STEPS: [Step; 6] = [
    Step {
        heading: "Situation",
        beat: Some(Beat::Situation),
        question: "Where was this, what was your role, what was at stake?",
        hint: "Full sentences, as you would say them.",
    },
    Step {
        heading: "Task",
        beat: Some(Beat::Task),
        question: "What was yours to get right?",
        hint: "Your own part, not the team's.",
    },
    Step {
        heading: "Action (first draft)",
        beat: None,
        question: "How did it go wrong?",
        hint: "Just as it comes, as long as it comes. Nobody else sees this version. It becomes \
               the card that you learn to say better.",
    },
    Step {
        heading: "Action",
        beat: Some(Beat::Action),
        question: "The same again: what did you decide, assume or leave undone?",
        hint: "Begin with \"I\". Mark the two or three phrases that must come: **like this**.",
    },
    Step {
        heading: "Result",
        beat: Some(Beat::Result),
        question: "What did it cost?",
        hint: "Give a number: days, money, people, percent.",
    },
    Step {
        heading: "Learning",
        beat: Some(Beat::Learning),
        question: "What do you do differently now?",
        hint: "Something a colleague could see: a list, a question, a limit. **Mark it.**",
    },
];

/// The guide in a text file is no wider than this, in columns.
const FILE_COLUMNS: usize = 78;

impl Step {
    /// What stands in the story so far for this step, if anything does.
    pub(super) fn written<'s>(&self, story: &'s Story) -> Option<&'s Passage> {
        match self.beat {
            Some(beat) => story.beat(beat),
            None => story.first_draft.as_ref(),
        }
    }

    /// The step for a person who speaks so many words a minute; before the second Action stands
    /// the first one.
    pub(super) fn lines(&self, story: &Story, rate: u32) -> Vec<Line> {
        let number = STEPS.iter().position(|step| step.heading == self.heading);
        let number = number.map_or(1, |place| place + 1);
        let of = format!("Step {number} of {}  ", STEPS.len());
        let mut lines = vec![
            Line::blank(),
            Line::quiet(of).and(Tone::Bold, self.heading),
            Line::plain(self.question),
            Line::quiet(self.hint),
        ];
        lines.extend(self.budget(rate).map(Line::quiet));
        if self.beat == Some(Beat::Action)
            && let Some(draft) = &story.first_draft
        {
            lines.extend([Line::blank(), Line::quiet(FIRST_VERSION)]);
            lines.extend(words(&draft.markdown));
        }
        lines
    }

    /// `About 100-150 words (40-60 seconds).`
    fn budget(&self, rate: u32) -> Option<String> {
        let beat = self.beat?;
        let (words, window) = word_budget(beat, rate);
        let size = format!(
            "bout {}-{} words ({}-{} seconds).",
            words.from, words.to, window.from, window.to
        );
        Some(match beat {
            Beat::Result | Beat::Learning => format!("Result and Learning together: a{size}"),
            _ => format!("A{size}"),
        })
    }

    /// The same as a comment in a text file; comments are left out of the cards.
    pub(super) fn comment(&self, story: &Story, rate: u32) -> String {
        let style = Style {
            columns: FILE_COLUMNS,
            ..Style::default()
        };
        let text = render(&self.lines(story, rate), style);
        // What was written may hold the end of a comment.
        let text = text.replace("-->", "->").replace("<!--", "<-");
        format!("<!--\n{}\n-->\n\n", text.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::parse::parse;

    fn story(draft: &str) -> Story {
        let text = format!("# T\n\n## Action (first draft)\n\n{draft}\n");
        parse(&text).stories.remove(0)
    }

    #[test]
    fn a_step_names_its_place_and_its_words_at_the_pace_of_the_person() {
        let table = [
            (0, 150, "About 40-50 words (15-20 seconds)."),
            (3, 150, "About 100-150 words (40-60 seconds)."),
            (3, 120, "About 80-120 words (40-60 seconds)."),
            (
                5,
                150,
                "Result and Learning together: about 75-115 words (30-45 seconds).",
            ),
        ];
        for (place, rate, expected) in table {
            let text = render(&STEPS[place].lines(&story("x"), rate), Style::default());
            assert!(text.contains(expected), "{text}");
            let number = format!("Step {} of 6  {}", place + 1, STEPS[place].heading);
            assert!(text.contains(&number), "{text}");
        }
        assert_eq!(STEPS[2].budget(150), None);
    }

    #[test]
    fn the_first_draft_stands_above_the_second_action_only() {
        let told = story("The shim was skipped. --> And <!-- so on.");
        for step in &STEPS {
            let comment = step.comment(&told, 150);
            let shows = comment.contains("The shim was skipped.");
            assert_eq!(shows, step.heading == "Action", "{comment}");
            assert_eq!(comment.matches("-->").count(), 1, "{comment}");
            assert!(comment.ends_with("\n-->\n\n"), "{comment}");
        }
    }

    #[test]
    fn hints_fit_a_screen_of_eighty_columns() {
        for step in &STEPS {
            let comment = step.comment(&story(&"word ".repeat(100)), 150);
            let widest = comment.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(FILE_COLUMNS), "{comment}");
        }
    }
}
