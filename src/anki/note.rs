//! A card as a note: what stands in each field, and under which name it is known.

use crate::story::{Library, Story, Trap, TrapLine, digest, text};
use crate::study::card::{Card, CardKind};
use crate::study::card_sides::{self, CardFront};

use super::html::{escape, from_markdown, from_runs, points};
use super::names::OURS;

/// Lines of one trap that a note shows: enough to judge by, few enough for a phone.
const LINES_OF_A_TRAP: usize = 3;

/// What a comment in the field `Beat` begins with; the digest follows.
const MARK: &str = "<!--star-cards ";

/// The guid of a card's note: its name, with the oldest name that its story ever had.
pub(crate) fn guid(library: &Library, card: &Card) -> String {
    let name = card.name(library);
    let Some(story) = card.story(library) else {
        return format!("{OURS}{name}");
    };
    let oldest = story.formerly.first().unwrap_or(&story.id);
    let kind = name.split_once('/').map_or("", |(_, kind)| kind);
    format!("{OURS}{oldest}/{kind}")
}

/// The card that a guid of ours stands for, by the name it had when the guid was made; none
/// for anybody else's.
pub(crate) fn card_of(guid: &str) -> Option<&str> {
    guid.strip_prefix(OURS).filter(|name| !name.is_empty())
}

/// The fields of one note if it is exported now, in the order of [`super::names::FIELDS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoteFields {
    pub front: String,
    pub back: String,
    pub points: String,
    pub story: String,
    pub beat: String,
}

impl NoteFields {
    /// The fields of a card; `role` is that of the nearest interview.
    pub(crate) fn of(library: &Library, card: &Card, role: Option<&str>) -> NoteFields {
        let story = card.story(library);
        let back = card_sides::back(library, card, role);
        let heading = match card.kind {
            CardKind::SayItBetter => "Say it better",
            _ => back.heading,
        };
        let mut fields = NoteFields {
            front: front(&card_sides::front(library, card, &back), story, card),
            back: match (card.kind, story) {
                (CardKind::Trap(trap), Some(story)) => trap_back(story, trap),
                _ => from_markdown(&back.markdown),
            },
            points: points(&back.points),
            story: escape(story.map_or("", |story| &story.title)),
            beat: heading.to_owned(),
        };
        let digest = digest::of_texts(&fields.words());
        fields.beat.push_str(&format!("{MARK}{digest:016x}-->"));
        fields
    }

    /// The fields that hold words of the person.
    pub(crate) fn words(&self) -> [&str; 3] {
        [&self.front, &self.back, &self.points]
    }

    /// All of them, in order.
    pub(crate) fn all(&self) -> [&str; 5] {
        [
            &self.front,
            &self.back,
            &self.points,
            &self.story,
            &self.beat,
        ]
    }
}

/// The digest that a field `Beat` carries, if it still does.
pub(super) fn digest_in(beat: &str) -> Option<u64> {
    let (_, rest) = beat.split_once(MARK)?;
    u64::from_str_radix(rest.split_once("-->")?.0, 16).ok()
}

/// What is shown before the attempt.
fn front(front: &CardFront, story: Option<&Story>, card: &Card) -> String {
    let mut html = part("title", &escape(&front.title));
    if let Some(role) = &front.role {
        html += &part("role", &escape(role));
    }
    if let Some(question) = front.questions.first() {
        html += &part("question", &escape(question));
    }
    for (heading, markdown) in &front.context {
        let words = from_markdown(markdown);
        html += &part("given", &format!("{}{words}", part("about", heading)));
    }
    let lines: Vec<&TrapLine> = match (card.kind, story) {
        (CardKind::Trap(trap), Some(story)) => lines(story, trap).collect(),
        _ => Vec::new(),
    };
    let ask = match lines.len() {
        0 | 1 => front.ask,
        _ => "Which trap do these lines fall into?",
    };
    html += &part("ask", &escape(ask));
    for line in lines {
        html += &part("given", &escape(&line.line));
    }
    html += &match front.points {
        0 => String::new(),
        1 => part("count", "1 point"),
        count => part("count", &format!("{count} points")),
    };
    html
}

/// Which trap it was, and for each line what gives it away (in bold), why, and what to say
/// instead.
fn trap_back(story: &Story, trap: Trap) -> String {
    let mut html = format!("<p><b>{}</b></p>", escape(trap.label()));
    for line in lines(story, trap) {
        let words = text::runs(&line.line, &line.giveaways);
        html += &part("given", &from_runs(&words));
        for (about, words) in [("Why", &line.why), ("Instead", &line.instead)] {
            if let Some(words) = words {
                html += &format!("<p>{about}: {}</p>", escape(words));
            }
        }
    }
    html
}

fn lines(story: &Story, trap: Trap) -> impl Iterator<Item = &TrapLine> {
    let of_trap = story.traps.iter().filter(move |line| line.trap == trap);
    of_trap.take(LINES_OF_A_TRAP)
}

fn part(class: &str, html: &str) -> String {
    format!("<div class=\"{class}\">{html}</div>")
}
