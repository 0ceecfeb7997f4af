use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::*;

/// A machine with these programs in PATH and these files under its home.
struct Machine {
    ground: tempfile::TempDir,
    variables: BTreeMap<String, String>,
}

impl Machine {
    fn with(programs: &[&str], files: &[&str]) -> Machine {
        let ground = tempfile::tempdir().expect("a folder");
        let home = ground.path().join("home");
        let variables = [("PATH", ground.path().join("bin")), ("HOME", home)];
        let variables = variables.map(|(name, path)| (name.to_owned(), path.display().to_string()));
        let machine = Machine {
            ground,
            variables: variables.into(),
        };
        for program in programs {
            let path = machine.put(&format!("bin/{program}"), "#!/bin/sh");
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("modes");
        }
        for file in files {
            machine.put(&format!("home/{file}"), "model");
        }
        machine
    }

    fn put(&self, name: &str, text: &str) -> PathBuf {
        let path = self.ground.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    }

    fn around(&self) -> Surroundings {
        Surroundings {
            shared: Vec::new(),
            ..Surroundings::of(&self.variables)
        }
    }

    /// The words of a recogniser, the ground left out.
    fn transcriber(&self) -> Result<String, VoiceError> {
        let found = Transcriber::find(None, &self.around())?;
        let ground = format!("{}/", self.ground.path().display());
        Ok(found.0.words.join(" ").replace(&ground, ""))
    }

    fn recorder(&self) -> Option<String> {
        let found = Recorder::find(None, &self.around()).ok()?;
        Some(found.program().to_owned())
    }
}

#[test]
fn the_first_recorder_that_can_record_is_taken() {
    let all = ["ffmpeg", "rec", "arecord", "parecord", "pw-record"];
    let mut machine = Machine::with(&all, &[]);
    let run = machine.ground.path().join("run").display().to_string();
    machine.variables.insert("XDG_RUNTIME_DIR".to_owned(), run);
    assert_eq!(machine.recorder().as_deref(), Some("arecord"));
    machine.put("run/pulse/native", "");
    assert_eq!(machine.recorder().as_deref(), Some("parecord"));
    machine.put("run/pipewire-0", "");
    assert_eq!(machine.recorder().as_deref(), Some("pw-record"));
    for (number, program) in all.iter().enumerate().take(3) {
        let machine = Machine::with(&all[..=number], &[]);
        assert_eq!(machine.recorder().as_deref(), Some(*program));
    }
    assert_eq!(Machine::with(&[], &[]).recorder(), None);
    // What starts its server itself, and what nothing else is there for.
    let mut machine = Machine::with(&["arecord", "parecord", "pulseaudio"], &[]);
    let nowhere = machine.ground.path().display().to_string();
    machine
        .variables
        .insert("XDG_RUNTIME_DIR".to_owned(), nowhere.clone());
    assert_eq!(machine.recorder().as_deref(), Some("parecord"));
    let mut machine = Machine::with(&["pw-record"], &[]);
    machine
        .variables
        .insert("XDG_RUNTIME_DIR".to_owned(), nowhere);
    assert_eq!(machine.recorder().as_deref(), Some("pw-record"));
}

#[test]
fn what_cannot_be_started_is_not_found() {
    let machine = Machine::with(&[], &[]);
    machine.put("bin/arecord", "no program");
    fs::create_dir_all(machine.ground.path().join("bin/parecord")).expect("a folder");
    assert_eq!(machine.recorder(), None);
}

#[test]
fn a_recogniser_is_taken_with_the_model_that_lies_there() {
    let all = [
        "whisper-cli",
        "whisper-ctranslate2",
        "whisper",
        "vosk-transcriber",
    ];
    let hub = ".cache/huggingface/hub/models--Systran--faster-whisper-tiny.en/snapshots/1";
    let files = ["model.bin", "config.json", "tokenizer.json"].map(|file| format!("{hub}/{file}"));
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let table: [(&[&str], &str); 6] = [
        (
            &[
                ".local/share/whisper.cpp/ggml-tiny.en.bin",
                ".cache/whisper.cpp/ggml-base.en-q5_1.bin",
            ],
            "bin/whisper-cli -m home/.cache/whisper.cpp/ggml-base.en-q5_1.bin -f {wav} ",
        ),
        (
            &[".local/share/whisper.cpp/ggml-large-v3-turbo.bin"],
            "bin/whisper-cli -m home/.local/share/whisper.cpp/ggml-large-v3-turbo.bin -f {wav} ",
        ),
        (
            &files,
            "bin/whisper-ctranslate2 {wav} --model_directory home/.cache/huggingface/hub/models--Systran--faster-whisper-tiny.en/snapshots/1 --local_files_only True ",
        ),
        (
            &[".cache/whisper/small.pt", ".cache/whisper/tiny.pt"],
            "bin/whisper {wav} --model home/.cache/whisper/tiny.pt --language en ",
        ),
        (
            &[
                ".cache/vosk/vosk-model-en-us-0.22/am/final.mdl",
                ".cache/vosk/vosk-model-small-en-us-0.15/am/final.mdl",
            ],
            "bin/vosk-transcriber --model home/.cache/vosk/vosk-model-small-en-us-0.15 -i {wav} ",
        ),
        (
            &[
                ".cache/vosk/vosk-model-small-de-0.15/am/final.mdl",
                ".cache/whisper/base.en.pt",
            ],
            "bin/whisper {wav} --model home/.cache/whisper/base.en.pt ",
        ),
    ];
    for (files, expected) in table {
        let found = Machine::with(&all, files).transcriber().expect("a model");
        assert!(found.starts_with(expected), "{found}");
    }
}

#[test]
fn no_recogniser_is_taken_that_would_load_its_model() {
    let all = [
        "whisper-cli",
        "whisper-ctranslate2",
        "whisper",
        "vosk-transcriber",
    ];
    let hub = ".cache/huggingface/hub/models--Systran--faster-whisper-tiny.en/snapshots/1";
    let cut = format!("{hub}/config.json");
    let others = [
        cut.as_str(),
        ".cache/whisper.cpp/ggml-silero-v5.1.2.bin",
        ".cache/whisper.cpp/for-tests-ggml-base.en.bin",
        ".cache/vosk/vosk-model-small-de-0.15/am/final.mdl",
        ".cache/whisper/base.en.pt.part",
    ];
    let machine = Machine::with(&all, &others);
    machine.put("home/.cache/whisper/tiny.en.pt", "");
    let error = machine.transcriber().expect_err("no model");
    let told = "no recogniser is set, and none was found that has a model \
                (whisper-cli, whisper-ctranslate2, whisper, vosk-transcriber)";
    assert_eq!(error.to_string(), told);
    assert_eq!(error.hints().len(), 5);
    let none = Machine::with(&[], &[]).transcriber().expect_err("nothing");
    assert_eq!(
        none.to_string(),
        "no recogniser is set, and none was found in PATH"
    );
}

#[test]
fn what_the_settings_name_is_taken_as_it_is() {
    let machine = Machine::with(&["arecord", "whisper"], &[".cache/whisper/tiny.pt"]);
    let around = machine.around();
    let set = ["hear", "-m", "~/x.bin", "{wav}"].map(str::to_owned);
    let found = Transcriber::find(Some(&set), &around).expect("it is set");
    assert!(found.is_set() && found.gets_wav());
    let home = machine.variables["HOME"].as_str();
    assert_eq!(found.0.words[2], format!("{home}/x.bin"));
    assert!(!around.has("hear") && around.has("whisper"));
    let path = machine.ground.path().join("bin/arecord");
    assert!(around.has(&path.display().to_string()));
}
