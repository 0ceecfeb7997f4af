//! Which reading of a whole document explains it best: where stories begin, and what is beside
//! them.
//!
//! Refuses to guess quietly: where two readings are close, both are handed out.

use super::outline::{LabelledDocument, Nesting, Node};
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
    let nodes = document.tree(Nesting::ByLevel);
    let mut weighing = Weighing::of(document, &nodes, level);
    let (value, chosen, stretches) = read(&weighing);
    let other = match at {
        Some(_) => None,
        None => close(&mut weighing, value, &chosen, &stretches),
    };
    let by_level = reading(nodes, stretches, value);
    // Where no part has a heading, small headings stand in no part either.
    let flat = document.has_part_headings().then(|| {
        let nodes = document.tree(Nesting::Flat);
        let (value, _, stretches) = read(&Weighing::of(document, &nodes, level));
        reading(nodes, stretches, value)
    });
    let best = match flat {
        Some(flat) if flat.value > by_level.value => flat,
        _ => by_level,
    };
    let other = other.filter(|(_, _, value)| *value >= best.value * (1.0 - CLOSE));
    let other = other.map(|(level, stretches, value)| {
        let nodes = document.tree(Nesting::ByLevel);
        (TitlesAt::Level(level), reading(nodes, stretches, value))
    });
    (best, other)
}

/// What a reading explains, which places it takes for stories, and the document cut by it.
fn read(weighing: &Weighing<'_, '_, '_>) -> (f64, Vec<bool>, Vec<Stretch>) {
    let mut chosen = vec![false; weighing.nodes.len()];
    let value = weighing.choose(&mut chosen);
    let stretches = weighing.stretches(&chosen);
    let is_story = |stretch: &Stretch| matches!(stretch, Stretch::Story(_));
    match stretches.iter().any(is_story) {
        true => (value, chosen, stretches),
        false => (value, chosen, weighing.in_prose()),
    }
}

fn reading(nodes: Vec<Node>, stretches: Vec<Stretch>, value: f64) -> Reading {
    let tops = nodes.iter().filter(|node| node.rank == 1).count();
    Reading {
        stretches,
        value,
        tops,
        nodes,
    }
}

/// Level, stretches and value of the best of the other readings, with titles at one level.
fn close(
    weighing: &mut Weighing<'_, '_, '_>,
    value: f64,
    found: &[bool],
    stretches: &[Stretch],
) -> Option<(usize, Vec<Stretch>, f64)> {
    let titles = |stretches: &[Stretch]| -> Vec<usize> {
        let stories = stretches.iter().filter_map(|stretch| match stretch {
            Stretch::Story(story) => Some(story.blocks.start),
            Stretch::Beside { .. } => None,
        });
        stories.collect()
    };
    let first = titles(stretches);
    // Where every story is a place with all that stands under it, the places say which there are.
    let whole = stretches.iter().all(|stretch| match stretch {
        Stretch::Story(story) => found[story.node],
        Stretch::Beside { .. } => true,
    });
    let mut best: Option<(usize, Vec<Stretch>, f64)> = None;
    for level in 1..7 {
        if !weighing.nodes.iter().any(|node| node.rank == level) {
            continue;
        }
        weighing.level = Some(level);
        let mut chosen = vec![false; weighing.nodes.len()];
        let other = weighing.choose(&mut chosen);
        let is_close = other > 1.0 && other >= value * (1.0 - CLOSE);
        if !is_close
            || whole && chosen == found
            || best.as_ref().is_some_and(|(_, _, best)| *best >= other)
        {
            continue;
        }
        let stretches = weighing.stretches(&chosen);
        // One story under another title is no question worth asking.
        let stories = titles(&stretches);
        if stories != first && stories.len() > 1 {
            best = Some((level, stretches, other));
        }
    }
    best
}
