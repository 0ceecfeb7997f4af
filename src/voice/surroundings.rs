//! Where programs and models are looked for, as the environment says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::template::at_home;

/// Where programs and models are looked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Surroundings {
    pub(super) path: Vec<PathBuf>,
    pub(super) home: Option<PathBuf>,
    /// Folders that hold the caches of programs, and their data.
    pub(super) cache: Option<PathBuf>,
    pub(super) data: Option<PathBuf>,
    /// Where the models of Hugging Face's library lie.
    pub(super) hub: Option<PathBuf>,
    /// Whether PipeWire runs, and whether PulseAudio does or what stands in for it.
    pub(super) has_pipewire: bool,
    pub(super) has_pulse: bool,
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
        let runtime = folder("XDG_RUNTIME_DIR").unwrap_or_else(|| {
            let me = rustix::process::getuid().as_raw();
            PathBuf::from(format!("/run/user/{me}"))
        });
        let pipewire = folder("PIPEWIRE_RUNTIME_DIR").unwrap_or_else(|| runtime.clone());
        let is_in = |name: &str, folder: PathBuf| folder.join(name).exists();
        Surroundings {
            path: of("PATH").map_or_else(Vec::new, |path| std::env::split_paths(path).collect()),
            hub: folder("HF_HUB_CACHE").or_else(|| huggingface.map(|folder| folder.join("hub"))),
            data: folder("XDG_DATA_HOME").or_else(|| inside(".local/share")),
            has_pipewire: of("PIPEWIRE_REMOTE").is_some() || is_in("pipewire-0", pipewire),
            has_pulse: of("PULSE_SERVER").is_some() || is_in("pulse/native", runtime),
            shared: SHARED.map(PathBuf::from).to_vec(),
            home,
            cache,
        }
    }

    /// Whether a command can be started by that name: in PATH, or a path itself.
    pub(crate) fn has(&self, program: &str) -> bool {
        let program = at_home(program, self.home.as_deref());
        match program.contains('/') {
            true => runs(Path::new(&program)),
            false => self.program(&program).is_some(),
        }
    }

    /// The program of that name in PATH.
    pub(super) fn program(&self, name: &str) -> Option<PathBuf> {
        let mut places = self.path.iter().map(|folder| folder.join(name));
        places.find(|place| runs(place))
    }
}

fn runs(program: &Path) -> bool {
    let may = rustix::fs::access(program, rustix::fs::Access::EXEC_OK);
    may.is_ok() && program.is_file()
}
