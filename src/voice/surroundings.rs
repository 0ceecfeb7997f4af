//! Where programs and models are looked for, as the environment says.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Where programs and models are looked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Surroundings {
    path: Vec<PathBuf>,
    pub(super) home: Option<PathBuf>,
    /// Folders that hold the caches of programs, and their data.
    pub(super) cache: Option<PathBuf>,
    pub(super) data: Option<PathBuf>,
    /// Where the models of Hugging Face's library lie.
    pub(super) hub: Option<PathBuf>,
    /// Folders of the whole machine that hold models, each in a folder of its program.
    pub(super) shared: Vec<PathBuf>,
}

/// Where packages put their data, for everybody.
const SHARED: [&str; 3] = ["/usr/share", "/usr/local/share", "/opt/homebrew/share"];

impl Surroundings {
    /// As the environment says.
    pub(crate) fn of(variables: &BTreeMap<String, String>) -> Surroundings {
        let of = |name: &str| variables.get(name).filter(|value| !value.is_empty());
        let folder = |name: &str| of(name).map(PathBuf::from);
        let home = folder("HOME");
        let inside = |part: &str| home.as_ref().map(|home| home.join(part));
        let cache = folder("XDG_CACHE_HOME").or_else(|| inside(".cache"));
        let huggingface =
            folder("HF_HOME").or_else(|| cache.as_ref().map(|cache| cache.join("huggingface")));
        Surroundings {
            path: of("PATH").map_or_else(Vec::new, |path| std::env::split_paths(path).collect()),
            hub: folder("HF_HUB_CACHE").or_else(|| huggingface.map(|folder| folder.join("hub"))),
            data: folder("XDG_DATA_HOME").or_else(|| inside(".local/share")),
            shared: SHARED.map(PathBuf::from).to_vec(),
            home,
            cache,
        }
    }

    /// The program of that name in PATH.
    pub(super) fn program(&self, name: &str) -> Option<PathBuf> {
        let mut places = self.path.iter().map(|folder| folder.join(name));
        places.find(|place| {
            let runs = rustix::fs::access(place, rustix::fs::Access::EXEC_OK).is_ok();
            runs && place.is_file()
        })
    }
}
