//! What made-up stories say: sentences as people write them, chosen by chance that follows from a
//! seed. A story has 150 to 250 words.

use std::fmt::Write as _;

use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;

/// Each section of a story: its heading, the sentences to choose from, and how many at least.
/// `{}` is filled with a word of [`FILLINGS`].
const SECTIONS: [(&str, &[&str], usize); 5] = [
    (
        "Situation",
        &[
            "I had joined the {} team a few months before, and we ran it for three other departments.",
            "The old {} had grown for six years, and nobody who was left knew all of it.",
            "A date for the {} had been promised to two large customers before anybody had asked us.",
            "We were four people, and the {} was only one of three things on our plate that quarter.",
            "Support counted some thirty complaints a week about the {}, and the number was rising.",
            "My manager was away that month, so questions about the {} came straight to me.",
        ],
        2,
    ),
    (
        "Task",
        &[
            "The plan for the {} was mine, and so was the decision to go ahead or to wait.",
            "I was to have the {} ready by the end of the quarter, without a day of downtime.",
            "It was my part to name the risks of the {} early enough for somebody to act on them.",
            "I had to bring two teams with different ideas about the {} to one plan.",
        ],
        1,
    ),
    (
        "Action",
        &[
            "In the second week I **left out the rehearsal of the {}**, since the date was close and the first two had gone well.",
            "I **told nobody that the {} was behind**, because I thought I could catch up over a weekend.",
            "Two colleagues asked for a way back from the {}; I listened, and **decided against it** without writing down why.",
            "I **trusted the numbers of the old {}** and did not count a single day by hand.",
            "Instead of asking the people who used the {} every day, I **asked the two who agreed with me**.",
            "When the {} failed for the first time I repaired it myself at night and **took no note of the cause**.",
        ],
        3,
    ),
    (
        "Result",
        &[
            "The {} went live **nine days late**, and for two of them nobody could work.",
            "We had to take the {} back within the hour, and **four hundred orders** were typed in by hand.",
            "One of the customers of the {} left in the spring and named that week as the reason.",
            "It cost about **forty thousand euros**, and two people lost a week with the {}.",
            "The {} worked in the end, but my colleagues had stopped believing my estimates.",
            "Nobody blamed me aloud for the {}; the trust took half a year to come back.",
        ],
        2,
    ),
    (
        "Learning",
        &[
            "Since then every plan for a {} of mine begins with **the way back**, and somebody else reads it first.",
            "I **say on the same day that a {} slips**, with what I know and what I do not; twice it has saved the date.",
            "Before a {} I now **ask three people who will be against it**, and write down what they say.",
            "I **count one day by hand** before I trust the report of any {}; last year it found an error of a third.",
            "With each {} I keep a page of **what would make me stop**, agreed before we begin.",
            "The team has used my list for a {} four times since, and none of those was late.",
        ],
        2,
    ),
];

/// What a story is about: with the section's sentences a few thousand different ones.
const FILLINGS: [&str; 16] = [
    "billing import",
    "checkout",
    "night shift plan",
    "warehouse scanner",
    "payroll run",
    "search index",
    "patient portal",
    "seat reservation",
    "tax report",
    "delivery route",
    "login page",
    "spring menu",
    "exam timetable",
    "price list",
    "customer letter",
    "data migration",
];

const ROLES: [&str; 6] = [
    "Software engineer",
    "Product manager",
    "Nurse",
    "Data analyst",
    "Team lead",
    "Account manager",
];

const MISSES: [&str; 3] = ["technical", "stakeholder", "judgement"];

const TAGS: [&str; 6] = [
    "planning",
    "migration",
    "hiring",
    "communication",
    "estimates",
    "quality",
];

const QUESTIONS: [&str; 4] = [
    "Tell me about a time you failed.",
    "When did you miss a deadline?",
    "What would you do differently today?",
    "Tell me about a decision you regret.",
];

/// The name of the story of this number, counted from 0.
pub(crate) fn id(story: usize) -> String {
    let about = FILLINGS[story % FILLINGS.len()].replace(' ', "-");
    format!("{about}-{story}")
}

/// The story of this number as it stands in a deck: two cards, no trap.
pub(crate) fn story(story: usize, chance: &mut Xoshiro256PlusPlus) -> String {
    let about = FILLINGS[story % FILLINGS.len()];
    let mut text = format!("# The {about} that slipped, {story}\n\nid: {}\n", id(story));
    let _ = write!(
        text,
        "role: {}\nmiss: {}\nquestion: {}\ntags: {}, {about}\n\n",
        one_of(&ROLES, chance),
        one_of(&MISSES, chance),
        one_of(&QUESTIONS, chance),
        one_of(&TAGS, chance),
    );
    for (heading, sentences, at_least) in SECTIONS {
        let _ = write!(text, "## {heading}\n\n");
        let wanted = chance.random_range(at_least..=at_least + 1);
        let first = chance.random_range(0..sentences.len());
        for number in 0..wanted {
            let sentence = sentences[(first + number) % sentences.len()];
            let end = if number + 1 == wanted { "\n\n" } else { " " };
            let _ = write!(text, "{}{end}", sentence.replace("{}", about));
        }
    }
    text
}

fn one_of<'w>(words: &[&'w str], chance: &mut Xoshiro256PlusPlus) -> &'w str {
    words[chance.random_range(0..words.len())]
}
