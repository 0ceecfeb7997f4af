//! Labels by their dress: `**Situation:** ...`, `(S)ituation`, `S - ...`, a heading, a column.
//!
//! A label is told by its form, whatever its words say; only then are the words looked up. So a
//! label that nobody knows is one all the same, and ends the part before it where it wears what
//! the known ones wear. Refuses to look at more than one block.

use std::borrow::Cow;

use crate::story::Beat;
use crate::story::parse::names::{self, HeadingReading};
use crate::story::section::StorySection;
use crate::story::synonym::{self, SynonymSpelling};
use crate::story::text::folded;

use super::document::{Block, BlockKind, Document};

/// A name stands within so many bytes of the start of its line.
const LONGEST_NAME: usize = 72;

/// A name that nobody knows has no more words than this; more are a sentence.
const MOST_WORDS: usize = 8;

/// Without emphasis it has no more than this.
const MOST_PLAIN_WORDS: usize = 4;

/// Names of parts that people use for much else; two of them make no story.
const WEAK: [&str; 40] = [
    "approach",
    "better approach",
    "challenge",
    "challenges",
    "consequence",
    "consequences",
    "context",
    "decision",
    "effect",
    "evaluation",
    "example",
    "fix",
    "goal",
    "goals",
    "impact",
    "insight",
    "insights",
    "issue",
    "mistake",
    "mistakes",
    "objective",
    "objectives",
    "obstacle",
    "outcome",
    "problem",
    "problems",
    "purpose",
    "reflection",
    "reflections",
    "response",
    "responsibilities",
    "responsibility",
    "retrospective",
    "role",
    "scenario",
    "solution",
    "solutions",
    "target",
    "targets",
    "反思",
];

/// What counts the parts of an answer, in the languages of the table.
const STEPS: [&str; 12] = [
    "step", "part", "phase", "schritt", "teil", "paso", "parte", "étape", "etape", "passo", "krok",
    "шаг",
];

/// What a few words mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meaning {
    pub usual: SynonymSpelling,
    /// The role in a closing's brackets.
    pub role: Option<String>,
    /// Words beside the name, which are kept.
    pub extra: String,
    pub letter: bool,
}

impl Meaning {
    fn of(usual: SynonymSpelling) -> Meaning {
        Meaning {
            usual,
            role: None,
            extra: String::new(),
            letter: false,
        }
    }

    fn with(self, extra: String) -> Meaning {
        Meaning { extra, ..self }
    }
}

/// How a label is told from the words after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Dress {
    /// A heading of that level.
    Heading(usize),
    /// A name that the container gives.
    Key,
    /// Bold or slanted.
    Emphasis,
    /// `[S] words`.
    Bracket,
    /// `situation:: words`.
    Field,
    /// `Situation: words`.
    Colon,
    /// `Situation - words`.
    Dash,
    /// A name and nothing else in its line.
    Bare,
}

/// A name at the start of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub dress: Dress,
    /// What it is called, without marks.
    pub name: String,
    pub meaning: Option<Meaning>,
    /// What follows it in its line, in Markdown.
    pub rest: String,
    /// It is alone a weak sign: a letter, or a name without a colon.
    pub loose: bool,
    /// A colon stands behind it.
    pub colon: bool,
    /// A dash stands behind it.
    pub dash: bool,
    /// It begins an item of a list.
    pub listed: bool,
    /// Columns before it, or how many keys it stands in.
    pub depth: usize,
}

impl Label {
    /// What it stands for, if anybody knows it.
    pub(super) fn usual(&self) -> Option<SynonymSpelling> {
        self.meaning.as_ref().map(|meaning| meaning.usual)
    }

    /// Whether it opens a part of an answer.
    pub(super) fn is_part(&self) -> bool {
        self.usual().is_some_and(SynonymSpelling::is_part)
    }

    /// Whether its name says by itself that an answer is told: `Action`, and not `Goal`.
    pub(super) fn is_strong(&self) -> bool {
        self.is_part() && !WEAK.contains(&folded(bare(&self.name).as_ref()).as_str())
    }

    /// Whether nothing but the name stands in its line.
    pub(super) fn is_alone(&self) -> bool {
        self.rest.is_empty()
    }
}

/// The label that a block begins with; of a heading, the heading.
pub(super) fn of(document: &Document<'_>, block: &Block) -> Option<Label> {
    let words = document.words(block).trim();
    let found = match block.kind {
        BlockKind::Heading(level) => Some(of_heading(words, level)),
        BlockKind::Key => Some(of_key(words)),
        BlockKind::Line | BlockKind::Item => of_line(words),
        _ => None,
    }?;
    Some(Label {
        listed: block.kind == BlockKind::Item,
        depth: block.depth,
        ..found
    })
}

/// The label at the start of a line of words.
pub(super) fn of_line(words: &str) -> Option<Label> {
    let words = without_pictures(words.trim());
    if words.starts_with(|c| matches!(c, '|' | '\u{2500}'..='\u{257f}')) {
        return None;
    }
    emphasised(words)
        .or_else(|| bracketed(words))
        .or_else(|| parted(words))
        .or_else(|| bare_name(words))
}

fn of_heading(words: &str, level: usize) -> Label {
    let plain = unmarked(words);
    let meaning = heading(&plain);
    let rest = meaning.as_ref().map_or("", |meaning| &meaning.extra);
    Label {
        dress: Dress::Heading(level),
        rest: rest.to_owned(),
        loose: meaning.as_ref().is_some_and(|meaning| meaning.letter),
        name: plain.into_owned(),
        meaning,
        colon: false,
        dash: false,
        listed: false,
        depth: 0,
    }
}

fn of_key(words: &str) -> Label {
    let name = words.replace("**", "");
    let meaning = meaning(&name);
    Label {
        dress: Dress::Key,
        rest: String::new(),
        loose: meaning.as_ref().is_some_and(|meaning| meaning.letter),
        name: name.trim().trim_end_matches([':', '\u{ff1a}']).to_owned(),
        meaning,
        colon: false,
        dash: false,
        listed: false,
        depth: 0,
    }
}

/// What a name means, whatever numbers, signs and brackets stand around it.
pub(super) fn meaning(words: &str) -> Option<Meaning> {
    if words.len() > 4 * LONGEST_NAME {
        return None;
    }
    if let Some(second) = second_result(words) {
        return Some(second);
    }
    let bare = bare(words);
    let bare = bare.as_ref();
    if let Some(HeadingReading::Is(part, role)) = names::exact(bare)
        && part != StorySection::FineLines
    {
        let meaning = Meaning::of(SynonymSpelling::Part(part));
        return Some(Meaning { role, ..meaning });
    }
    if let Some(usual) = synonym::usual(bare) {
        return Some(Meaning::of(usual));
    }
    if let Some(usual) = synonym::letter(bare) {
        let letter = true;
        return Some(Meaning {
            letter,
            ..Meaning::of(usual)
        });
    }
    beside_a_letter(bare)
        .or_else(|| combined(bare))
        .or_else(|| hinted_at(bare))
        .or_else(|| counted(bare))
}

/// `+R`, `R+`: the reflection of STAR+R.
fn second_result(words: &str) -> Option<Meaning> {
    let words = words.trim().trim_end_matches([':', '.']);
    let is_it = ["+R", "R+", "+L", "+r", "R2"].contains(&words);
    is_it.then(|| Meaning::of(SynonymSpelling::Part(StorySection::Beat(Beat::Learning))))
}

/// `S - Situation`, `(S) Situation`, `Situation (S)`, `S/Situation`: the letter says nothing
/// that the name does not.
fn beside_a_letter(words: &str) -> Option<Meaning> {
    let signs = [')', '(', ':', '-', '–', '—', '=', '/', '|', '·', '.'];
    let at = words
        .find(signs)
        .filter(|at| *at > 0 || words.starts_with('('))?;
    let trim =
        |side: &str| -> String { side.trim_matches(|c: char| !c.is_alphanumeric()).to_owned() };
    let inside = words
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'));
    let (left, right) = inside.unwrap_or_else(|| words.split_at(at));
    let (left, right) = (trim(left), trim(right));
    let named = |letter: &str, name: &str| {
        let is_letter = synonym::letter(letter).is_some() && letter.chars().count() == 1;
        is_letter.then(|| synonym::usual(name)).flatten()
    };
    named(&left, &right)
        .or_else(|| named(&right, &left))
        .map(Meaning::of)
}

/// `Result & Learning`: where every side of it is a part, its words are the first one's.
fn combined(words: &str) -> Option<Meaning> {
    let words = words
        .replace(" and ", "&")
        .replace(" und ", "&")
        .replace(" y ", "&");
    let mut sides = words.split(['&', '/', '+']).map(str::trim);
    let first = meaning(sides.next().filter(|side| side.len() < words.len())?)?;
    let mut rest = sides.map(meaning);
    rest.all(|side| side.is_some_and(|side| side.usual.is_part()))
        .then_some(first)
}

/// `Situation (what was going on)`: the name, and words that are kept.
fn hinted_at(words: &str) -> Option<Meaning> {
    let (name, inside) = names::bracket(words)?;
    let name = name.trim_end_matches([':', ' ']);
    match synonym::letter(name) {
        Some(_) => synonym::usual(inside).map(Meaning::of),
        None => synonym::usual(name).map(|usual| {
            let says_it_again =
                synonym::usual(inside).is_some() || synonym::letter(inside).is_some();
            match says_it_again || synonym::is_method(&format!("{inside} method")) {
                true => Meaning::of(usual),
                false => Meaning::of(usual).with(format!("({inside})")),
            }
        }),
    }
}

/// `Step 2: Action`, `Part 3 - Result`, `Q1`.
fn counted(words: &str) -> Option<Meaning> {
    let at = words.find(|c: char| c.is_ascii_digit())?;
    let after = words[at..].trim_start_matches(|c: char| c.is_ascii_digit());
    let name = after.trim_start_matches([':', '-', '–', '—', '.', ')', ' ']);
    let before = words[..at].trim();
    match name.is_empty() {
        true => ["q", "question"]
            .contains(&before.to_lowercase().as_str())
            .then(|| synonym::usual(before).map(Meaning::of))?,
        false => STEPS
            .contains(&before.to_lowercase().as_str())
            .then(|| meaning(name))?,
    }
}

/// What a heading means: a name, alone or with further words after it.
pub(super) fn heading(words: &str) -> Option<Meaning> {
    if let Some(found) = meaning(words) {
        return Some(found);
    }
    let bare = bare(words);
    let Some((name, rest)) = apart(&bare, usize::MAX) else {
        let near = names::inexact(&bare);
        return match near {
            HeadingReading::Near(part) if !bare.contains('(') => {
                Some(Meaning::of(SynonymSpelling::Part(part)))
            }
            _ => None,
        };
    };
    let found = meaning(name)?;
    if found.letter {
        return meaning(rest).filter(|meaning| !meaning.letter);
    }
    let extra = [found.extra.as_str(), rest].join(" ").trim().to_owned();
    Some(found.with(extra))
}

/// Without a number, a picture or another sign around it, brackets all around, an anchor.
fn bare(words: &str) -> Cow<'_, str> {
    let mut words = words.trim();
    if let Some((name, _)) = words.split_once("{#").filter(|_| words.ends_with('}')) {
        words = name.trim_end();
    }
    loop {
        let before = words.len();
        let opens =
            |c: char| c.is_alphanumeric() || matches!(c, '(' | '[' | '\u{ff08}' | '\u{3010}');
        let closes =
            |c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '\u{ff09}' | '\u{3011}');
        words = words
            .trim_start_matches(|c| !opens(c))
            .trim_end_matches(|c| !closes(c));
        for (open, close) in [('[', ']'), ('(', ')'), ('\u{3010}', '\u{3011}')] {
            let inside = words.strip_prefix(open).and_then(|w| w.strip_suffix(close));
            words = inside.filter(|w| !w.contains(close)).unwrap_or(words);
        }
        let digits = words.trim_start_matches(|c: char| c.is_ascii_digit());
        if digits.len() < words.len() {
            let rest = digits.strip_prefix(['.', ')', '\u{fe0f}', '\u{20e3}']);
            let rest = rest.map(|rest| rest.trim_start_matches(['\u{20e3}', '\u{fe0f}']));
            words = rest.filter(|rest| !rest.trim().is_empty()).unwrap_or(words);
        }
        if words.len() == before {
            break;
        }
    }
    let mut whole = Cow::Borrowed(words);
    if whole.contains(['\u{ff08}', '\u{ff09}']) {
        whole = whole
            .replace('\u{ff08}', " (")
            .replace('\u{ff09}', ")")
            .into();
    }
    // `(S)ituation`, `[S]ituation`.
    let mut letters = whole.chars();
    if let (Some('(' | '['), Some(first), Some(')' | ']')) =
        (letters.next(), letters.next(), letters.next())
        && letters.clone().next().is_some_and(char::is_alphabetic)
    {
        whole = format!("{first}{}", letters.as_str()).into();
    }
    whole
}

/// Without the marks of emphasis, an anchor and the signs at the end of a heading.
pub(super) fn unmarked(words: &str) -> Cow<'_, str> {
    let mut words = words.trim();
    if let Some((name, _)) = words.split_once("{#").filter(|_| words.ends_with('}')) {
        words = name.trim_end();
    }
    match words.contains(['*', '_', '`']) {
        true => words
            .replace(['*', '`'], "")
            .trim_matches(['_', ' '])
            .to_owned()
            .into(),
        false => words.into(),
    }
}

/// Without the pictures before the first word: a coloured dot, a tick, a number in a box.
fn without_pictures(words: &str) -> &str {
    let is_picture = |c: char| matches!(c, '\u{200d}' | '\u{20e3}' | '\u{fe0f}' | '\u{2190}'..='\u{24ff}' | '\u{2580}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}');
    let digits = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let words = if digits.starts_with(['\u{fe0f}', '\u{20e3}']) {
        digits
    } else {
        words
    };
    match words.starts_with(is_picture) {
        true => words.trim_start_matches(|c| is_picture(c) || c == ' '),
        false => words,
    }
}

/// A name and what follows its colon or dash, where that stands early enough.
fn apart(text: &str, within: usize) -> Option<(&str, &str)> {
    let within = &text[..text.floor_char_boundary(within.min(text.len()))];
    let colon = within.find([':', '\u{ff1a}']);
    let dash = within.find(['–', '—']);
    let hyphen = within.find(" - ");
    let at = colon.or_else(|| dash.into_iter().chain(hyphen).min())?;
    let sign = if text[at..].starts_with(" - ") {
        3
    } else {
        text[at..].chars().next()?.len_utf8()
    };
    Some((text[..at].trim(), text[at + sign..].trim()))
}

fn label(dress: Dress, name: &str, meaning: Option<Meaning>, rest: &str) -> Label {
    let extra = meaning
        .as_ref()
        .map_or("", |meaning| meaning.extra.as_str());
    let rest = [extra, rest.trim()].join(" ").trim().to_owned();
    let letter = meaning.as_ref().is_some_and(|meaning| meaning.letter);
    Label {
        dress,
        name: name
            .trim_matches(|c: char| c.is_whitespace() || ":*_\u{ff1a}".contains(c))
            .to_owned(),
        loose: letter && dress != Dress::Emphasis,
        meaning,
        rest,
        colon: matches!(dress, Dress::Colon | Dress::Field),
        dash: dress == Dress::Dash,
        listed: false,
        depth: 0,
    }
}

/// Whether words that nobody knows can be a name.
fn can_name(name: &str, most: usize) -> bool {
    let words = name.split_whitespace().count();
    (1..=most).contains(&words)
        && name.contains(char::is_alphabetic)
        && !name.contains(['.', '!', '<', '`', '"', '|', ','])
        && !name.contains("](")
}

/// `**Name:** rest`, `**Name**: rest`, `*Name* rest`, `**S**ituation: rest`, `**Name**`.
fn emphasised(text: &str) -> Option<Label> {
    let marks = ["***", "**", "__", "*", "_"];
    let mark = marks.into_iter().find(|mark| text.starts_with(mark))?;
    let inside = &text[mark.len()..];
    let known = |name: &str, rest: &str| {
        let found = meaning(name)?;
        Some(label(Dress::Emphasis, name, Some(found), rest))
    };
    let Some(end) = inside.find(mark) else {
        // Bold that goes on over the line's end.
        let (name, rest) = apart(inside, LONGEST_NAME)?;
        return known(name, &format!("{mark}{rest}"));
    };
    let (name, after) = (inside[..end].trim(), &inside[end + mark.len()..]);
    if name.len() > LONGEST_NAME {
        let (name, rest) = apart(name, LONGEST_NAME)?;
        return known(name, &format!("{mark}{rest}{mark}{after}"));
    }
    if name.chars().count() == 1 && after.starts_with(char::is_alphabetic) {
        let (tail, rest) = apart(after, LONGEST_NAME).unwrap_or((after, ""));
        return known(&format!("{name}{tail}"), rest);
    }
    let colons = [':', '\u{ff1a}'];
    let rest = after.trim_start();
    let parted = match name.ends_with(colons) {
        true => Some(rest.strip_prefix(colons).unwrap_or(rest)),
        false => rest
            .strip_prefix("::")
            .or_else(|| rest.strip_prefix(colons)),
    };
    if let Some(rest) = parted {
        let found = meaning(name);
        let fits = found.is_some() || can_name(name.trim_end_matches(colons), MOST_WORDS);
        return fits.then(|| Label {
            colon: true,
            ..label(Dress::Emphasis, name, found, rest)
        });
    }
    if rest.is_empty() {
        // `**Situation: two shops.**` says the name and the words in one stretch.
        let found = meaning(name);
        if found.is_none()
            && let Some((name, rest)) = apart(name, LONGEST_NAME)
            && let Some(found) = known(name, &format!("{mark}{rest}{mark}"))
        {
            return Some(found);
        }
        let fits = found.is_some() || can_name(name, MOST_WORDS);
        return fits.then(|| label(Dress::Emphasis, name, found, ""));
    }
    if let Some((name, rest)) = apart(name, LONGEST_NAME)
        && let Some(found) = known(name, &format!("{mark}{rest}{mark}{after}"))
    {
        return Some(found);
    }
    let dashed = rest
        .strip_prefix("- ")
        .or_else(|| rest.strip_prefix(['–', '—', '=']));
    let bare = name.trim_end_matches(['-', '–', '—', '.', ' ']);
    let dash = dashed.is_some() || name.ends_with(['-', '–', '—']);
    let found = meaning(bare);
    let fits = found.is_some() || dash && can_name(bare, MOST_PLAIN_WORDS);
    fits.then(|| Label {
        loose: !dash && !name.ends_with('.'),
        dash,
        ..label(Dress::Emphasis, bare, found, dashed.unwrap_or(rest))
    })
}

/// `[S] rest`, `(Result) rest`, `【结果】rest`.
fn bracketed(text: &str) -> Option<Label> {
    let close = match text.chars().next()? {
        '[' => ']',
        '(' => ')',
        '\u{3010}' => '\u{3011}',
        _ => return None,
    };
    let end = text.find(close).filter(|end| *end <= LONGEST_NAME)?;
    let after = &text[end + close.len_utf8()..];
    // A link's words are no label; `[S]ituation: words` is a name with a colon.
    if after.starts_with(['(', '[']) || after.starts_with(char::is_alphabetic) && end < 3 {
        return None;
    }
    let name = text[..end].trim_start_matches(['[', '(', '\u{3010}']);
    let found = meaning(&text[..end + close.len_utf8()]);
    // Chinese and Japanese write names so; elsewhere a bracket may hold any words.
    if found.is_none() && (close != '\u{3011}' || !can_name(name, MOST_PLAIN_WORDS)) {
        return None;
    }
    let rest = after.trim_start_matches([':', '\u{ff1a}']);
    let label = label(Dress::Bracket, name, found, rest);
    Some(Label {
        loose: true,
        ..label
    })
}

/// `Name: rest`, `Name:: rest`, `Name - rest`.
fn parted(text: &str) -> Option<Label> {
    let (name, rest) = apart(text, LONGEST_NAME)?;
    let sign = text[name.len()..].trim_start();
    let found = meaning(name);
    if !sign.starts_with([':', '\u{ff1a}']) {
        let label = label(Dress::Dash, name, Some(found?), rest);
        return Some(Label {
            loose: true,
            ..label
        });
    }
    if let Some(rest) = sign.strip_prefix("::") {
        let fits = found.is_some() || can_name(name, MOST_PLAIN_WORDS);
        return fits.then(|| label(Dress::Field, name, found, rest));
    }
    let after = sign
        .chars()
        .nth(1)
        .is_none_or(|next| next.is_whitespace() || sign.starts_with('\u{ff1a}'));
    let is_word = name.len() > 1
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let begins = is_word || name.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let fits = match &found {
        Some(meaning) => after || !meaning.letter && !rest.starts_with('/'),
        None => after && begins && can_name(name, MOST_PLAIN_WORDS),
    };
    fits.then(|| label(Dress::Colon, name, found, rest))
}

/// A known name alone in its line.
fn bare_name(text: &str) -> Option<Label> {
    let found = meaning(text).filter(|_| text.len() <= LONGEST_NAME && !text.ends_with('.'))?;
    let fits =
        !found.letter && (found.usual.is_part() || matches!(found.usual, SynonymSpelling::Wrapper));
    fits.then(|| {
        let label = label(Dress::Bare, text, Some(found), "");
        Label {
            loose: true,
            ..label
        }
    })
}
