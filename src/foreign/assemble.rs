//! Which heading is a story's title, which a group of stories, which only a note.
//!
//! A part of an answer belongs to the nearest heading above it that is less deep; where
//! one heading would have two answers, it is a group, and the heading right above each
//! answer its title. Refuses to drop a piece: what belongs to no story becomes a note of
//! the one before it, or of the one after.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::story::synonym::FactKey;

use super::draft::{DraftWords, ForeignDraft, NOTES, dedent, is_only_comments, join_line, tidy};
use super::heads::{self, Head};
use super::keys::{self, ForeignFacts};
use super::labels;
use super::pieces::{PieceKind, SourcePiece, plain};
use super::plan::{DocumentPlan, LONGEST_TITLE, plan};
use super::titles::{bare_title, ends_blank};

/// A role that is longer is a sentence.
const LONGEST_ROLE: usize = 120;

/// Puts the pieces of a file together. `titled` says that the file itself has a title.
pub(super) fn stories(
    text: &str,
    pieces: &[SourcePiece],
    opaque: &[Range<usize>],
    titled: bool,
) -> Vec<ForeignDraft> {
    let plan = plan(text, pieces);
    let mut bodies: Vec<Range<usize>> = pieces.iter().map(|piece| piece.body.clone()).collect();
    for (index, head) in &plan.heads {
        bodies[index - 1].end = head.start;
    }
    let mut assembler = Assembler {
        text,
        pieces,
        opaque,
        titled,
        plan,
        bodies,
        used: vec![false; pieces.len()],
        levels: BTreeSet::new(),
        done: Vec::new(),
        now: None,
        pending: Vec::new(),
        carried: ForeignDraft::default(),
    };
    for (index, piece) in pieces.iter().enumerate() {
        match &piece.kind {
            PieceKind::Part(..) => assembler.part(index),
            _ if assembler.goes_on(index) => assembler.beside(index),
            _ => assembler.pending.push(index),
        }
    }
    assembler.finish()
}

/// The story that is being put together.
struct CurrentStory {
    draft: ForeignDraft,
    owner: usize,
    /// What its title stands under.
    parent: Option<usize>,
    /// Headings less deep than this, or as deep, are no notes of it.
    level: usize,
    /// Level of the heading of its last note.
    note_level: usize,
}

impl CurrentStory {
    fn of(draft: ForeignDraft, owner: usize, level: usize) -> CurrentStory {
        CurrentStory {
            draft,
            owner,
            parent: None,
            level,
            note_level: 0,
        }
    }

    fn has(&self, kind: &PieceKind) -> bool {
        let mut parts = self.draft.parts.iter();
        parts.any(|words| matches!(kind, PieceKind::Part(usual, _) if words.usual == *usual))
    }
}

struct Assembler<'t> {
    text: &'t str,
    pieces: &'t [SourcePiece],
    opaque: &'t [Range<usize>],
    titled: bool,
    plan: DocumentPlan,
    /// What follows each piece, without a line that became a title.
    bodies: Vec<Range<usize>>,
    /// Headings that have become a title.
    used: Vec<bool>,
    /// The levels of these.
    levels: BTreeSet<usize>,
    done: Vec<ForeignDraft>,
    now: Option<CurrentStory>,
    pending: Vec<usize>,
    /// Facts, notes and remarks that wait for the next story.
    carried: ForeignDraft,
}

impl<'t> Assembler<'t> {
    /// A part of an answer: of the story at hand, or of a new one.
    fn part(&mut self, index: usize) {
        let owner = self.plan.owner[index];
        let goes_on = |now: &CurrentStory| {
            // A part beside the heading of the others: `## Story`, then `## Reflection`.
            let beside = now.parent == Some(owner) && !self.used[owner];
            let fits = now.owner == owner || beside && !now.has(&self.pieces[index].kind);
            fits && !self.plan.again[index]
        };
        if !self.now.as_ref().is_some_and(goes_on) {
            self.begin(index);
        } else {
            for pending in std::mem::take(&mut self.pending) {
                self.beside(pending);
            }
        }
        let piece = &self.pieces[index];
        let words = self.words(index);
        if let (Some(now), PieceKind::Part(usual, role)) = (&mut self.now, &piece.kind) {
            now.draft.parts.push(DraftWords {
                usual: *usual,
                role: role.clone(),
                text: words,
                at: piece.at,
            });
        }
    }

    /// Whether a piece that is no part belongs to the story at hand whatever follows.
    fn goes_on(&self, index: usize) -> bool {
        self.pieces[index].is_label() && self.now.is_some() && self.pending.is_empty()
    }

    /// A label's or heading's words.
    fn words(&self, index: usize) -> String {
        let piece = &self.pieces[index];
        let body = &self.text[self.bodies[index].clone()];
        let mut words = piece.lead.clone();
        match piece.listed {
            true => join_line(&mut words, &dedent(body)),
            false if piece.is_label() => join_line(&mut words, body),
            false if words.is_empty() => words.push_str(body),
            false => words = format!("{words}\n\n{body}"),
        }
        tidy(&words).to_owned()
    }

    /// Begins the story whose first part this is.
    fn begin(&mut self, index: usize) {
        let owner = self.plan.owner[index];
        let several = self.plan.splits[owner] > 0;
        let above = self
            .pending
            .iter()
            .rposition(|&at| at > owner && self.pieces[at].is_open());
        let own = owner > 0 && !self.used[owner];
        let title = match above {
            _ if own && !several => Some(owner),
            Some(place) if several || !self.titled => Some(self.pending[place]),
            _ if own => Some(owner),
            _ => None,
        };
        let is_label = self.pieces[index].is_label();
        let head = (several && is_label).then(|| self.head(index)).flatten();
        let line = match title {
            _ if several && is_label => head.as_ref().and_then(|head| head.title.clone()),
            None if !self.titled && self.now.is_none() => self.first_line(),
            _ => None,
        };
        let place = title.and_then(|title| self.pending.iter().position(|&at| at == title));
        let pending = std::mem::take(&mut self.pending);
        let (before, after) = match place {
            Some(place) => (&pending[..place], &pending[place + 1..]),
            None => match title.is_none() && owner == 0 {
                // Without a title, whatever stands above the first part is part of it.
                true if self.now.is_none() => pending.split_at(pending.len().min(1)),
                _ => pending.split_at(pending.len()),
            },
        };
        let start = title.map_or(self.pieces[index].at, |title| self.pieces[title].at);
        self.close(before, title, start);
        let draft = ForeignDraft {
            at: start..start,
            title: line
                .clone()
                .or(title.map(|title| plain(&self.pieces[title].raw))),
            ..ForeignDraft::default()
        };
        let level = title.map_or(0, |title| match title == owner {
            true => self.pieces[title].level,
            false => 0,
        });
        let parent = title.map(|title| self.plan.owner[title]);
        self.now = Some(CurrentStory {
            parent,
            ..CurrentStory::of(draft, owner, level)
        });
        self.take_carried();
        if let Some(title) = title {
            self.use_as_title(title);
            self.themes(title);
            self.preamble(title);
        }
        if line.is_some() && owner > 0 {
            self.group(owner, title == Some(owner));
        }
        if let Some(head) = head {
            // Facts and words beside the title, from the lines above the story's label.
            self.take_preamble(keys::preamble(&head.rest, 0..head.rest.len(), &[]));
        }
        for &index in after {
            self.beside(index);
        }
    }

    /// Gives the new story what waited for it.
    fn take_carried(&mut self) {
        let carried = std::mem::take(&mut self.carried);
        if let Some(now) = &mut self.now {
            now.draft.take(carried);
        }
    }

    /// The groups that a title stands in become tags of the story.
    fn themes(&mut self, title: usize) {
        let mut group = self.plan.owner[title];
        while group > 0 {
            let piece = &self.pieces[group];
            if self.is_theme(piece) && !self.used[group] {
                self.theme(group);
            }
            group = self.plan.owner[group];
        }
    }

    /// The heading over stories that have titles of their own: a tag, or a note of the first.
    fn group(&mut self, heading: usize, is_first: bool) {
        let raw = &self.pieces[heading].raw;
        if raw.len() <= LONGEST_TITLE {
            self.theme(heading);
        } else if let Some(now) = self.now.as_mut().filter(|_| is_first) {
            now.draft.note(raw, "");
        }
    }

    /// Whether a group's heading can be a tag. The only heading of level 1 names the file and
    /// says nothing about a story; a long one would stand in every story below it.
    fn is_theme(&self, piece: &SourcePiece) -> bool {
        let is_group = piece.level > 1 || self.plan.tops > 1;
        piece.level > 0 && is_group && piece.raw.len() <= LONGEST_TITLE
    }

    /// A heading over a story that is not its title.
    fn theme(&mut self, group: usize) {
        let theme = plain(&self.pieces[group].raw).replace([',', ';'], " ");
        if let Some(now) = &mut self.now {
            now.draft.facts.tag(&theme);
            now.draft.from_outside = true;
        }
    }

    /// Facts and words between a title and what comes first below it.
    fn preamble(&mut self, title: usize) {
        let body = self.bodies[title].clone();
        let found = keys::preamble(self.text, body, self.opaque);
        self.take_preamble(found);
    }

    fn take_preamble(&mut self, (facts, prose): (ForeignFacts, String)) {
        let Some(now) = &mut self.now else { return };
        now.draft.facts.join(facts);
        if !is_only_comments(&prose) {
            now.draft.note(NOTES, &prose);
        }
    }

    /// What stands above the label that a story begins with and belongs to that story.
    fn head(&mut self, index: usize) -> Option<Head> {
        if let Some(head) = self.plan.heads.remove(&index) {
            return Some(head);
        }
        let owner = self.plan.owner[index];
        let before = index.checked_sub(1).filter(|before| *before == owner)?;
        let head = heads::between(self.text, &self.pieces[before], self.pieces[index].at)?;
        self.bodies[owner].end = head.start;
        Some(head)
    }

    /// The first line of a file that has no heading, where it reads as a title.
    fn first_line(&mut self) -> Option<String> {
        let body = self.bodies[0].clone();
        let prose = self.text[body.clone()].trim_start();
        let end = prose.find(['\n', '\r']).unwrap_or(prose.len());
        let (line, rest) = prose.split_at(end);
        let is_fact = line.contains(':') || labels::without_marker(line).0;
        let alone =
            rest.trim().is_empty() || ends_blank(&self.text[..body.end - rest.trim_start().len()]);
        let title = bare_title(line.trim()).filter(|_| alone && !is_fact)?;
        self.bodies[0].start = body.end - rest.len();
        Some(title)
    }

    /// A piece that is no part, as a fact or a note of the story at hand.
    fn beside(&mut self, index: usize) {
        let piece = &self.pieces[index];
        let words = self.words(index);
        let whole = &self.text[piece.at..piece.body.end];
        let Some(now) = &mut self.now else { return };
        if let PieceKind::Key(key) = piece.kind {
            return take_fact(&mut now.draft, key, piece, &words);
        }
        if piece.kind == PieceKind::Wrapper && words.is_empty() {
            return;
        }
        let inner = piece.level > now.note_level && piece.level > 2 && !piece.is_label();
        if let Some((_, note)) = now
            .draft
            .notes
            .last_mut()
            .filter(|_| inner && now.note_level > 0)
        {
            note.push_str("\n\n");
            note.push_str(tidy(whole));
            return;
        }
        now.note_level = if piece.is_label() { 0 } else { piece.level };
        let heading = if piece.level == 0 {
            NOTES
        } else {
            piece.raw.as_str()
        };
        if piece.level > 0 || !words.is_empty() {
            now.draft.note(heading, &words);
        }
    }

    /// Ends the story at hand. What is pending above the next title goes to it, to the
    /// next, or is a story without parts of its own.
    fn close(&mut self, pending: &[usize], next: Option<usize>, end: usize) {
        let groups = self.ancestors(next);
        for &index in pending {
            let piece = &self.pieces[index];
            let inside = self.now.as_ref().is_some_and(|now| piece.level > now.level);
            if inside && !groups.contains(&index) {
                self.beside(index);
                continue;
            }
            self.put_away(piece.at);
            match piece.kind {
                PieceKind::Open if groups.contains(&index) => self.carry(index, true),
                PieceKind::Open if self.is_story(index, next) => self.stand_alone(index),
                _ => self.carry(index, false),
            }
        }
        self.put_away(end);
    }

    /// Whether a heading without parts stands where the titles of stories stand.
    fn is_story(&self, index: usize, next: Option<usize>) -> bool {
        let level = self.pieces[index].level;
        let beside = next.is_some_and(|next| self.pieces[next].level == level);
        (beside || self.levels.contains(&level)) && !self.words(index).is_empty()
    }

    fn use_as_title(&mut self, index: usize) {
        self.used[index] = true;
        self.levels.insert(self.pieces[index].level);
    }

    /// What a title stands under; the words above the first heading in any case.
    fn ancestors(&self, of: Option<usize>) -> Vec<usize> {
        let mut groups = vec![0];
        let mut group = of.map_or(0, |of| self.plan.owner[of]);
        while group > 0 {
            groups.push(group);
            group = self.plan.owner[group];
        }
        groups
    }

    fn put_away(&mut self, end: usize) {
        if let Some(mut now) = self.now.take() {
            now.draft.at.end = end;
            self.done.push(now.draft);
        }
    }

    /// Keeps a piece that no story has for the one that follows.
    fn carry(&mut self, index: usize, is_group: bool) {
        let piece = &self.pieces[index];
        let body = self.bodies[index].clone();
        let mut words = self.words(index);
        if let PieceKind::Key(key) = piece.kind {
            return take_fact(&mut self.carried, key, piece, &words);
        }
        // What stands beside the stories holds no facts about them.
        if is_group {
            let (facts, prose) = keys::preamble(self.text, body, self.opaque);
            self.carried.facts.join(facts);
            words = prose;
        }
        let tagged = is_group && self.is_theme(piece);
        let named = piece.level > 0 && !tagged && piece.kind != PieceKind::Wrapper;
        if !named && is_only_comments(&words) {
            return;
        }
        let (heading, message) = match piece.level {
            0 => (
                NOTES,
                "The words above the first heading became a note.".to_owned(),
            ),
            _ => (
                piece.raw.as_str(),
                format!(
                    "`{}` belongs to no single story, so it became a note.",
                    piece.raw
                ),
            ),
        };
        self.carried.remarks.push((piece.at, message));
        self.carried.note(heading, &words);
    }

    /// A heading with words and no part: a story that is not divided yet.
    fn stand_alone(&mut self, index: usize) {
        let piece = &self.pieces[index];
        let draft = ForeignDraft {
            title: Some(plain(&piece.raw)),
            at: piece.at..piece.at,
            ..ForeignDraft::default()
        };
        let (owner, level) = (index, piece.level);
        self.now = Some(CurrentStory::of(draft, owner, level));
        self.use_as_title(index);
        self.take_carried();
        self.themes(index);
        self.preamble(index);
    }

    /// The last story, and what no story followed.
    fn finish(mut self) -> Vec<ForeignDraft> {
        let pending = std::mem::take(&mut self.pending);
        let any = self.now.is_some();
        match any {
            true => self.close(&pending, None, self.text.len()),
            false => self.no_parts_at_all(&pending),
        }
        let left = std::mem::take(&mut self.carried);
        if let Some(last) = self.done.last_mut() {
            last.take(left);
        }
        self.done
    }

    /// A file without any part: its least deep headings are stories, to be divided later.
    fn no_parts_at_all(&mut self, pending: &[usize]) {
        let opens = || {
            pending
                .iter()
                .filter(|&&at| self.pieces[at].is_open() && at > 0)
        };
        let title = match self.titled {
            true => None,
            false => opens().map(|&at| self.pieces[at].level).min(),
        };
        if title.is_none() {
            self.now = Some(CurrentStory::of(ForeignDraft::default(), 0, 0));
            self.preamble(0);
            for &index in pending.iter().filter(|&&at| at > 0) {
                self.beside(index);
            }
            return self.put_away(self.text.len());
        }
        let mut ended = false;
        for &index in pending {
            let piece = &self.pieces[index];
            match Some(piece.level) {
                level if level == title && piece.is_open() => {
                    self.put_away(piece.at);
                    self.stand_alone(index);
                    ended = true;
                }
                _ if ended => self.beside(index),
                _ => self.carry(index, index == 0),
            }
        }
        self.put_away(self.text.len());
    }
}

/// The words under the name of a fact.
fn take_fact(draft: &mut ForeignDraft, key: FactKey, piece: &SourcePiece, words: &str) {
    let lines = words.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.map(|line| labels::without_marker(line).1).collect();
    let several = matches!(key, FactKey::Question | FactKey::Tags);
    let short = lines.len() == 1 && lines[0].len() <= LONGEST_ROLE;
    if !several && !short && !lines.is_empty() {
        let name = if piece.is_label() {
            key.key()
        } else {
            &piece.raw
        };
        return draft.note(name, words);
    }
    for line in lines {
        draft.facts.take_known(key, line);
    }
}
