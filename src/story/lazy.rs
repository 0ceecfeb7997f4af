//! Stories that are read when somebody asks for them.

use std::sync::OnceLock;

use super::model::Story;

/// So many stories have their places made together. Of a large library few are asked for, and the
/// places of all of them would be a megabyte.
const TOGETHER: usize = 64;

/// The stories of a library, as far as they were asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct LazyStories {
    some: Vec<OnceLock<Vec<OnceLock<Box<Story>>>>>,
}

impl LazyStories {
    /// So many, none of which was read.
    pub(super) fn new(count: usize) -> LazyStories {
        LazyStories {
            some: vec![OnceLock::new(); count.div_ceil(TOGETHER)],
        }
    }

    /// The story of a place, read where it was not.
    pub(super) fn get_or_init(&self, place: usize, read: impl FnOnce() -> Story) -> &Story {
        let some = &self.some[place / TOGETHER];
        let some = some.get_or_init(|| vec![OnceLock::new(); TOGETHER]);
        some[place % TOGETHER].get_or_init(|| Box::new(read()))
    }

    /// Those that were read, each with its place.
    pub(super) fn read(&self) -> impl Iterator<Item = (usize, &Story)> {
        let some = self.some.iter().enumerate();
        some.flat_map(|(place, some)| {
            let stories = some.get().into_iter().flatten().enumerate();
            stories.filter_map(move |(at, story)| Some((place * TOGETHER + at, &**story.get()?)))
        })
    }
}
