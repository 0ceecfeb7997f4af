//! What can be said about the pieces of a file before any story is made: which heading each
//! belongs to, and where one heading has several answers.

use std::collections::HashMap;

use crate::story::Beat;
use crate::story::section::StorySection;
use crate::story::synonym::SynonymSpelling;

use super::heads::{self, Head};
use super::pieces::{PieceKind, SourcePiece, is_first};
use super::titles::{ends_blank, last_title_line};

/// A group's name that is longer is no tag.
pub(super) const LONGEST_TITLE: usize = 80;

/// What can be said before any story is made.
pub(super) struct DocumentPlan {
    /// The heading that each piece belongs to.
    pub owner: Vec<usize>,
    /// The part begins a further answer under the same heading.
    pub again: Vec<bool>,
    /// How many answers beyond the first stand under a heading.
    pub splits: Vec<usize>,
    /// How many headings of level 1 there are.
    pub tops: usize,
    /// What stands above the first label of a story and belongs to it.
    pub heads: HashMap<usize, Head>,
}

pub(super) fn plan(text: &str, pieces: &[SourcePiece]) -> DocumentPlan {
    let mut plan = DocumentPlan {
        owner: owners(pieces),
        again: vec![false; pieces.len()],
        splits: vec![0; pieces.len()],
        tops: pieces
            .iter()
            .filter(|p| p.level == 1 && p.is_open())
            .count(),
        heads: HashMap::new(),
    };
    let mut runs: HashMap<usize, PartRun> = HashMap::new();
    let mut last_open = 0;
    for (index, piece) in pieces.iter().enumerate() {
        let PieceKind::Part(usual, _) = piece.kind else {
            last_open = if piece.is_open() { index } else { last_open };
            continue;
        };
        let owner = plan.owner[index];
        let run = runs.entry(owner).or_default();
        let titled = || {
            let above = &text[pieces[index - 1].body.clone()];
            last_title_line(above, !ends_blank(&text[..piece.at])).is_some()
        };
        let apart = match piece.is_label() {
            true => is_first(usual) || titled(),
            false => last_open > run.last,
        };
        let head = || heads::between(text, &pieces[index - 1], piece.at);
        let ended = || {
            let may = piece.is_label() && is_first(usual) && run.seen.len() > 1;
            may && head().is_some_and(|head| head.ends_the_last)
        };
        if apart && (run.ends_before(usual) || ended()) {
            plan.heads.extend(
                piece
                    .is_label()
                    .then(head)
                    .flatten()
                    .map(|head| (index, head)),
            );
            plan.again[index] = true;
            plan.splits[owner] += 1;
            run.seen.clear();
        }
        if !run.seen.contains(&usual) {
            run.seen.push(usual);
        }
        run.latest = Some(usual);
        run.last = index;
    }
    plan
}

/// The parts seen under one heading since an answer began.
#[derive(Default)]
struct PartRun {
    seen: Vec<SynonymSpelling>,
    /// The part seen last.
    latest: Option<SynonymSpelling>,
    last: usize,
}

impl PartRun {
    /// Whether a part cannot belong to the answer so far.
    fn ends_before(&self, usual: SynonymSpelling) -> bool {
        let (Some(first), Some(last)) = (self.seen.first(), &self.latest) else {
            return false;
        };
        let late = [Beat::Result, Beat::Learning]
            .map(|beat| SynonymSpelling::Part(StorySection::Beat(beat)));
        let task = SynonymSpelling::Part(StorySection::Beat(Beat::Task));
        let early = is_first(usual) || usual == task;
        self.seen.len() > 1
            && self.seen.contains(&usual)
            && (usual == *first || early && late.contains(last))
    }
}

/// The nearest less deep heading above each piece; 0, which is above all, for none.
fn owners(pieces: &[SourcePiece]) -> Vec<usize> {
    let mut above: Vec<usize> = vec![0];
    let mut here = 0;
    let mut owners = Vec::with_capacity(pieces.len());
    for (index, piece) in pieces.iter().enumerate() {
        let lower = |above: &[usize]| {
            let found = above
                .iter()
                .rev()
                .find(|at| pieces[**at].level < piece.level);
            found.copied().unwrap_or(0)
        };
        if piece.is_label() {
            owners.push(here);
            continue;
        }
        owners.push(lower(&above));
        here = owners[index];
        if piece.is_open() {
            while above.len() > 1
                && above
                    .last()
                    .is_some_and(|at| pieces[*at].level >= piece.level)
            {
                above.pop();
            }
            if index > 0 {
                above.push(index);
            }
            here = index;
        }
    }
    owners
}
