//! Which reading of a whole document explains it best: where stories begin, and what is beside
//! them.
//!
//! Refuses to guess quietly: where two readings are close, both are handed out.

use super::outline::{LabelledDocument, Nesting};
use super::plan::{Reading, Stretch, TitlesAt};
use super::weighing::Weighing;

/// A reading that explains so much less than the best one is not close to it.
const CLOSE: f64 = 0.12;

/// The best reading, and where titles stand in another one that explains nearly as much.
pub(super) fn best(
    document: &LabelledDocument<'_, '_>,
    at: Option<&TitlesAt>,
) -> (Reading, Option<(TitlesAt, Reading)>) {
    let level = match at {
        Some(TitlesAt::Level(level)) => Some(*level),
        _ => None,
    };
    let by_level = weigh(document, Nesting::ByLevel, level);
    let flat = weigh(document, Nesting::Flat, level);
    let best = if flat.value > by_level.value {
        flat
    } else {
        by_level
    };
    let other = match at {
        Some(_) => None,
        None => close(document, &best),
    };
    (best, other)
}

/// The level of titles in another reading that is close to the best one.
fn close(document: &LabelledDocument<'_, '_>, best: &Reading) -> Option<(TitlesAt, Reading)> {
    let titles = |reading: &Reading| -> Vec<usize> {
        let stories = reading
            .stretches
            .iter()
            .filter_map(|stretch| match stretch {
                Stretch::Story(story) => Some(story.blocks.start),
                Stretch::Beside { .. } => None,
            });
        stories.collect()
    };
    let found = titles(best);
    let mut levels: Vec<usize> = best
        .nodes
        .iter()
        .map(|node| node.rank)
        .filter(|rank| (1..7).contains(rank))
        .collect();
    levels.sort_unstable();
    levels.dedup();
    let others = levels
        .into_iter()
        .map(|level| (level, weigh(document, Nesting::ByLevel, Some(level))));
    let others = others.filter(|(_, other)| {
        titles(other) != found && other.value >= best.value * (1.0 - CLOSE) && other.value > 1.0
    });
    others
        .max_by(|a, b| a.1.value.total_cmp(&b.1.value))
        .map(|(level, reading)| (TitlesAt::Level(level), reading))
}

fn weigh(document: &LabelledDocument<'_, '_>, nesting: Nesting, level: Option<usize>) -> Reading {
    let nodes = document.tree(nesting);
    let weighing = Weighing::of(document, &nodes, level);
    let mut chosen = vec![false; nodes.len()];
    let value = weighing.choose(&mut chosen);
    let mut stretches = weighing.stretches(&chosen);
    if !stretches
        .iter()
        .any(|stretch| matches!(stretch, Stretch::Story(_)))
    {
        stretches = weighing.in_prose();
    }
    let tops = nodes.iter().filter(|node| node.rank == 1).count();
    Reading {
        stretches,
        value,
        tops,
        nodes,
    }
}
