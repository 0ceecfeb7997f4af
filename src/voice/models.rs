//! The models of the recognisers that are known: where each looks for its own, and how it is called
//! with one that is there.
//!
//! Each is given the file itself and never the name of a model, which it might load from the network.
//! Refuses models that are cut short as far as that can be seen: empty files, and folders without
//! what a model needs.

use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};

use super::surroundings::Surroundings;

/// Models by name: first those that hear well in less time than the answer took.
const NAMES: [&str; 9] = [
    "base.en",
    "tiny.en",
    "base",
    "tiny",
    "small.en",
    "small",
    "medium.en",
    "medium",
    "large",
];

/// whisper.cpp: `ggml-base.en.bin`, where its packages and its own script put it.
pub(super) fn whisper_cpp(around: &Surroundings) -> Option<Vec<String>> {
    let mut folders = Vec::new();
    let own = [&around.data, &around.cache].into_iter().flatten();
    for parent in own.chain(&around.shared) {
        for name in ["whisper.cpp", "whisper-cpp", "whisper"] {
            folders.extend([parent.join(name), parent.join(name).join("models")]);
        }
    }
    let home = around.home.iter();
    folders
        .extend(home.flat_map(|home| ["whisper.cpp/models", "models"].map(|part| home.join(part))));
    let is_model = |path: &Path, name: &str| is_full(path) && name.ends_with(".bin");
    let named = |name: &str| name.strip_prefix("ggml-").map(str::to_owned);
    let model = best(&folders, named, is_model)?;
    // More threads than idle cores burn time: half of the cores.
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    Some(words(&[
        "-m",
        &model.display().to_string(),
        "-f",
        "{wav}",
        "-t",
        &(cores / 2).clamp(1, 8).to_string(),
        "-l",
        "en",
        "-ojf",
        "-of",
        "{out}",
        "-np",
    ]))
}

/// faster-whisper's command: the folder of a model in the cache of Hugging Face's library.
pub(super) fn faster_whisper(around: &Surroundings) -> Option<Vec<String>> {
    let named = |name: &str| {
        let (_, model) = name.strip_prefix("models--")?.split_once("--")?;
        model.strip_prefix("faster-whisper-").map(str::to_owned)
    };
    let is_model = |path: &Path, _: &str| snapshot(path).is_some();
    let model = snapshot(&best(around.hub.as_slice(), named, is_model)?)?;
    Some(words(&[
        "{wav}",
        "--model_directory",
        &model.display().to_string(),
        "--local_files_only",
        "True",
        "--device",
        "cpu",
        "--compute_type",
        "int8",
        "--verbose",
        "False",
        "--language",
        "en",
        "--word_timestamps",
        "True",
        "--output_format",
        "json",
        "--output_dir",
        "{dir}",
    ]))
}

/// The newest state of a model in that cache that is whole.
fn snapshot(model: &Path) -> Option<PathBuf> {
    let states = fs::read_dir(model.join("snapshots")).ok()?.flatten();
    let states = states.map(|state| state.path());
    states
        .filter(|state| {
            let parts = ["model.bin", "config.json", "tokenizer.json"];
            parts.iter().all(|part| is_full(&state.join(part)))
        })
        .max()
}

/// OpenAI's own command: `base.en.pt` in its cache.
pub(super) fn whisper(around: &Surroundings) -> Option<Vec<String>> {
    let folder = around.cache.as_ref()?.join("whisper");
    let is_model = |path: &Path, name: &str| is_full(path) && name.ends_with(".pt");
    let model = best(&[folder], |name| Some(name.to_owned()), is_model)?;
    Some(words(&[
        "{wav}",
        "--model",
        &model.display().to_string(),
        "--language",
        "en",
        "--word_timestamps",
        "True",
        "--fp16",
        "False",
        "--output_format",
        "json",
        "--output_dir",
        "{dir}",
    ]))
}

/// Vosk: the folder of a model of English in its cache.
pub(super) fn vosk(around: &Surroundings) -> Option<Vec<String>> {
    let own = [&around.cache, &around.data].into_iter().flatten();
    let folders = own.chain(&around.shared).map(|parent| parent.join("vosk"));
    let mut models: Vec<PathBuf> = folders.flat_map(|folder| entries(&folder)).collect();
    models.retain(|model| {
        let name = model.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with("vosk-model") && name.contains("-en-"))
            && model.join("am").is_dir()
    });
    // The small one hears in less time than the answer took.
    let small = |model: &PathBuf| !model.display().to_string().contains("-small-");
    let model = models
        .into_iter()
        .min_by_key(|model| (small(model), model.clone()))?;
    Some(words(&[
        "--model",
        &model.display().to_string(),
        "-i",
        "{wav}",
        "-t",
        "json",
        "-o",
        "{out}",
    ]))
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

/// The model in these folders whose name stands first in the list; `named` gives the name that an
/// entry of a folder begins with.
fn best(
    folders: &[PathBuf],
    named: impl Fn(&str) -> Option<String>,
    is_model: impl Fn(&Path, &str) -> bool,
) -> Option<PathBuf> {
    let rank = |path: &PathBuf| {
        let name = path.file_name()?.to_str()?;
        let model = named(name)?;
        let is_named = |known: &&str| {
            let rest = model.strip_prefix(known);
            // Behind the name: an ending, a version (`large-v3`), a size (`base.en-q5_1`).
            rest.is_some_and(|rest| {
                rest.is_empty() || rest.starts_with(['.', '-']) && !rest.starts_with(".en")
            })
        };
        let place = NAMES.iter().position(is_named)?;
        is_model(path, name).then(|| (place, path.clone()))
    };
    let all = folders.iter().flat_map(|folder| entries(folder));
    let ranked = all.filter_map(|path| rank(&path));
    ranked.min().map(|(_, path)| path)
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

fn is_full(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|data| data.is_file() && data.len() > 0)
}
