//! Where things live, and the settings.
//!
//! `--home` or `STAR_CARDS_HOME` puts everything under one folder; otherwise the XDG
//! folders for data and configuration hold it. Nothing is created here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::Deserialize;

use crate::story::id::nearest;
use crate::study::queue::Limits;
use crate::study::review::RepeatRule;

/// The folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Home {
    data: PathBuf,
    config: PathBuf,
    cache: PathBuf,
}

impl Home {
    /// Everything under one folder.
    pub(crate) fn under(folder: &Path) -> Home {
        Home {
            data: folder.to_owned(),
            config: folder.to_owned(),
            cache: folder.join("cache"),
        }
    }

    /// The XDG folders; an error where not even a home folder is known.
    pub(crate) fn xdg() -> Result<Home, String> {
        let base = etcetera::choose_base_strategy().map_err(|error| {
            format!("no home folder is known ({error}); name one with --home DIR")
        })?;
        Ok(Home {
            data: base.data_dir().join("star-cards"),
            config: base.config_dir().join("star-cards"),
            cache: base.cache_dir().join("star-cards"),
        })
    }

    /// The folder of all data.
    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    /// The log.
    pub(crate) fn database(&self) -> PathBuf {
        self.data.join("history.db")
    }

    /// The person's stories.
    pub(crate) fn decks(&self) -> PathBuf {
        self.data.join("decks")
    }

    /// Texts that an editor or a mistake left unfinished.
    pub(crate) fn drafts(&self) -> PathBuf {
        self.data.join("drafts")
    }

    /// Job texts of interviews.
    pub(crate) fn jobs(&self) -> PathBuf {
        self.data.join("jobs")
    }

    /// The words of removed stories.
    pub(crate) fn trash(&self) -> PathBuf {
        self.data.join("trash")
    }

    /// Copies of the log.
    pub(crate) fn backups(&self) -> PathBuf {
        self.data.join("backups")
    }

    /// What a restore that was cut short leaves behind, and one that runs.
    pub(crate) fn restoring(&self) -> PathBuf {
        self.data.join("restoring")
    }

    /// What the last start has worked out, for the next one to go on from. Whatever lies in its
    /// folder may be deleted at any moment.
    pub(crate) fn snapshot(&self) -> PathBuf {
        self.cache.join("snapshot")
    }

    /// Recordings that the settings keep, and what was heard in runs.
    pub(crate) fn runs(&self) -> PathBuf {
        self.data.join("runs")
    }

    /// The settings.
    pub(crate) fn config(&self) -> PathBuf {
        self.config.join("config.toml")
    }
}

/// The settings, each with its default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How much is shown a day and what comes back.
    pub limits: Limits,
    /// The study day ends at this hour of the next calendar day.
    pub cutoff_hour: u32,
    /// More folders with decks.
    pub decks: Vec<PathBuf>,
    /// Built-in decks that are on.
    pub builtin: Vec<String>,
    /// Open the checklist after each reveal, without `c`.
    pub checklist: bool,
    /// Ask which story answers a question, once three own stories have both cards.
    pub questions: bool,
    /// Keys 0-5 instead of 1-4.
    pub scale_0_5: bool,
    /// Speaking rate; none to let the log know it.
    pub words_per_minute: Option<u32>,
    /// What to say if the mind goes blank; shown by `brief`.
    pub rescue: Option<String>,
    /// Whether the report shows titles and texts where it is written from a terminal; none to ask.
    pub report_with_text: Option<bool>,
    /// The command that records, in place of the one that is found.
    pub recorder: Option<Vec<String>>,
    /// The command that hears, in place of the one that is found.
    pub transcriber: Option<Vec<String>>,
    /// `rehearse` listens, without `--voice`.
    pub voice: bool,
    /// Recordings are kept.
    pub keep_audio: bool,
    /// The questions of a mock are read out.
    pub speak: bool,
    /// The command that reads them out, in place of the one that is found.
    pub speaker: Option<Vec<String>>,
}

/// The built-in decks.
pub(crate) const BUILTIN_DECKS: [&str; 2] = ["failure", "traps"];

impl Default for Settings {
    fn default() -> Self {
        Settings {
            limits: Limits::default(),
            cutoff_hour: 4,
            decks: Vec::new(),
            builtin: BUILTIN_DECKS.map(str::to_owned).to_vec(),
            checklist: false,
            questions: false,
            scale_0_5: false,
            words_per_minute: None,
            rescue: None,
            report_with_text: None,
            recorder: None,
            transcriber: None,
            voice: false,
            keep_audio: false,
            speak: false,
            speaker: None,
        }
    }
}

/// The file as written. Unknown keys are collected, to be named.
#[derive(Debug, Default, Deserialize)]
struct File {
    showings_per_day: Option<Limit>,
    new_per_day: Option<Limit>,
    cutoff_hour: Option<u32>,
    decks: Option<Vec<PathBuf>>,
    builtin: Option<Vec<String>>,
    checklist: Option<bool>,
    questions: Option<bool>,
    repeat: Option<String>,
    scale: Option<String>,
    words_per_minute: Option<u32>,
    rescue: Option<String>,
    report_with_text: Option<bool>,
    recorder: Option<CommandSetting>,
    transcriber: Option<CommandSetting>,
    voice: Option<bool>,
    keep_audio: Option<bool>,
    speak: Option<bool>,
    speaker: Option<CommandSetting>,
    #[serde(flatten)]
    unknown: BTreeMap<String, toml::Value>,
}

const KEYS: [&str; 18] = [
    "showings_per_day",
    "new_per_day",
    "cutoff_hour",
    "decks",
    "builtin",
    "checklist",
    "questions",
    "repeat",
    "scale",
    "words_per_minute",
    "rescue",
    "report_with_text",
    "recorder",
    "transcriber",
    "voice",
    "keep_audio",
    "speak",
    "speaker",
];

/// A settings file with every key at its default, and what each does. Keys that are off by
/// default stand behind a `#`.
pub const TEMPLATE: &str = r#"# star-cards settings. Every key is optional; a key you remove takes its default.

# Cards shown per study day, repeats included. "none" for no limit, 0 shows nothing.
showings_per_day = 20

# New cards per study day. "none" for no limit.
new_per_day = 10

# The study day ends at this hour of the next morning, 0 to 23.
cutoff_hour = 4

# More folders with decks, besides the one that `star-cards doctor` names.
# For example: decks = ["~/notes/stories"]
decks = []

# Built-in decks that are on: the sample stories and the four traps.
builtin = ["failure", "traps"]

# Open the checklist of points after each answer, without pressing c.
checklist = false

# Ask which of your stories answers a question, too: cards of their own, after those of the stories.
questions = false

# What comes back on the same day: "once" what failed, once, then tomorrow; "below-3" what failed,
# until it passes; "below-4" what was hard, too (SM-2's last rule as published).
repeat = "once"

# The grade keys: "1-4" for again, hard, good, easy, or SM-2's own "0-5".
scale = "1-4"

# How fast you speak, 40 to 400. Without it `calibrate` and your transcripts tell, and 150
# holds until then.
# words_per_minute = 150

# A line to fall back on if your mind goes blank; `brief` shows it the evening before.
# rescue = "Let me take a moment to pick the right example."

# Titles and the text of your cards in the report, where it is written from a terminal. Without it
# `export report` asks once.
# report_with_text = true

# Listen to every rehearsal, as `rehearse --voice` does.
voice = false

# Keep the recordings of rehearsals. Without it each is deleted once its words are there.
keep_audio = false

# Read the questions of a mock interview out, with a program that is installed.
speak = false

# The command that records: a program and its arguments. It writes raw samples to standard output,
# 16,000 a second, 16 bits, one channel. Without it `doctor` names the one that is used.
# recorder = ["arecord", "-q", "-t", "raw", "-f", "S16_LE", "-r", "16000", "-c", "1"]

# The command that writes down what it hears in the recording {wav}: to standard output, to the
# file {out} or into the folder {dir}. Without it `doctor` names the one that is used.
# transcriber = ["whisper-cli", "-m", "~/ggml-base.en.bin", "-f", "{wav}", "-ojf", "-of", "{out}"]

# The command that reads {text} out. Without it say, spd-say or espeak-ng, whichever is installed.
# speaker = ["espeak-ng", "-s", "150", "{text}"]
"#;

/// A command, as a list or, by mistake, in one piece.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "write a list: [\"COMMAND\", \"ARGUMENT\"]")]
enum CommandSetting {
    List(Vec<String>),
    Text(String),
}

/// A number of cards, or the word "none".
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "write a whole number from 0, or \"none\"")]
enum Limit {
    Number(u32),
    Word(String),
}

impl Settings {
    /// Reads the text of `config.toml`. Returns the settings and warnings of one line each;
    /// an error names the line and the way out.
    pub fn parse(text: &str) -> Result<(Settings, Vec<String>), String> {
        let file: File = toml::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| error.to_string())?;
        let mut settings = Settings::default();
        settings.limits.showings =
            limit("showings_per_day", file.showings_per_day)?.unwrap_or(settings.limits.showings);
        settings.limits.new_cards =
            limit("new_per_day", file.new_per_day)?.unwrap_or(settings.limits.new_cards);
        settings.limits.repeat = repeat(file.repeat.as_deref())?;
        settings.cutoff_hour =
            within("cutoff_hour", file.cutoff_hour, [0, 23])?.unwrap_or(settings.cutoff_hour);
        settings.scale_0_5 = is_second("scale", file.scale.as_deref(), ["1-4", "0-5"])?;
        settings.words_per_minute = within("words_per_minute", file.words_per_minute, [40, 400])?;
        settings.rescue = file.rescue.filter(|line| !line.trim().is_empty());
        settings.report_with_text = file.report_with_text;
        settings.decks = file.decks.unwrap_or_default();
        settings.builtin = builtin(file.builtin, settings.builtin)?;
        settings.checklist = file.checklist.unwrap_or(settings.checklist);
        settings.questions = file.questions.unwrap_or(settings.questions);
        settings.recorder = command("recorder", file.recorder)?;
        settings.transcriber = command("transcriber", file.transcriber)?;
        settings.voice = file.voice.unwrap_or(settings.voice);
        settings.keep_audio = file.keep_audio.unwrap_or(settings.keep_audio);
        settings.speak = file.speak.unwrap_or(settings.speak);
        settings.speaker = command("speaker", file.speaker)?;
        let warnings = file.unknown.keys().map(|key| unknown_key(key)).collect();
        Ok((settings, warnings))
    }
}

/// What comes back on the same day.
fn repeat(word: Option<&str>) -> Result<RepeatRule, String> {
    let Some(word) = word else {
        return Ok(RepeatRule::Once);
    };
    RepeatRule::from_key(word).ok_or_else(|| {
        let [once, three, four] = RepeatRule::ALL.map(RepeatRule::key);
        format!("`repeat` is \"{word}\"; write \"{once}\", \"{three}\" or \"{four}\"")
    })
}

/// The text of the settings with one more: in the place of a line that has it behind a `#`, else
/// at the top, where no table of somebody's has begun.
pub(crate) fn with_setting(text: &str, key: &str, value: bool) -> String {
    let text = text.trim_start_matches('\u{feff}');
    let (line, off) = (format!("{key} = {value}"), format!("# {key} = "));
    let mut found = false;
    let lines = text
        .split('\n')
        .map(|row| match row.starts_with(&off) && !found {
            true => {
                found = true;
                line.as_str()
            }
            false => row,
        });
    let lines: Vec<&str> = lines.collect();
    match found {
        true => lines.join("\n"),
        false => format!("{line}\n{text}"),
    }
}

fn limit(key: &str, value: Option<Limit>) -> Result<Option<Option<u32>>, String> {
    match value {
        None => Ok(None),
        Some(Limit::Number(number)) => Ok(Some(Some(number))),
        Some(Limit::Word(word)) if word == "none" => Ok(Some(None)),
        Some(Limit::Word(word)) => Err(format!(
            "`{key}` is \"{word}\"; write a number, or \"none\" for no limit"
        )),
    }
}

/// The words of a command; no shell reads them, so each stands for itself.
fn command(key: &str, value: Option<CommandSetting>) -> Result<Option<Vec<String>>, String> {
    match value {
        None => Ok(None),
        Some(CommandSetting::List(words)) if words.first().is_some_and(|word| !word.is_empty()) => {
            Ok(Some(words))
        }
        Some(CommandSetting::List(_)) => Err(format!(
            "`{key}` names no command; write {key} = [\"COMMAND\", \"ARGUMENT\"]"
        )),
        Some(CommandSetting::Text(text)) => {
            let words = text.split_whitespace().map(|word| format!("\"{word}\""));
            let words: Vec<String> = words.collect();
            Err(format!(
                "`{key}` is one text; write a list: {key} = [{}]",
                words.join(", ")
            ))
        }
    }
}

/// Whether a setting of two words has the second one; without it the first holds.
fn is_second(key: &str, value: Option<&str>, words: [&str; 2]) -> Result<bool, String> {
    let [first, second] = words;
    match value {
        Some(other) if !words.contains(&other) => Err(format!(
            "`{key}` is \"{other}\"; write \"{first}\" or \"{second}\""
        )),
        value => Ok(value == Some(second)),
    }
}

fn within(key: &str, value: Option<u32>, bounds: [u32; 2]) -> Result<Option<u32>, String> {
    let [least, most] = bounds;
    match value {
        Some(number) if !(least..=most).contains(&number) => {
            Err(format!("`{key}` is {number}; write {least} to {most}"))
        }
        value => Ok(value),
    }
}

fn builtin(value: Option<Vec<String>>, default: Vec<String>) -> Result<Vec<String>, String> {
    let decks = value.unwrap_or(default);
    match decks
        .iter()
        .find(|deck| !BUILTIN_DECKS.contains(&deck.as_str()))
    {
        Some(other) => Err(format!(
            "`builtin` names \"{other}\"; the built-in decks are \"failure\" and \"traps\""
        )),
        None => Ok(decks),
    }
}

fn unknown_key(key: &str) -> String {
    match nearest(key, KEYS) {
        Some(near) => format!("unknown setting `{key}`; did you mean `{near}`?"),
        None => format!(
            "unknown setting `{key}`; the settings are {}",
            KEYS.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_optional_and_read() {
        let (settings, warnings) = Settings::parse("").unwrap();
        assert_eq!(settings, Settings::default());
        assert_eq!(warnings, Vec::<String>::new());
        let (settings, _) = Settings::parse(
            "showings_per_day = 'none'\nnew_per_day = 0\ncutoff_hour = 2\nbuiltin = ['traps']\n\
             decks = ['/srv/stories']\nchecklist = true\nrepeat = 'below-4'\nscale = '0-5'",
        )
        .unwrap();
        assert_eq!(settings.limits.showings, None);
        assert_eq!(settings.limits.new_cards, Some(0));
        assert_eq!(settings.limits.repeat, RepeatRule::BelowFour);
        assert_eq!(settings.cutoff_hour, 2);
        assert_eq!(settings.builtin, ["traps"]);
        assert_eq!(settings.decks, [PathBuf::from("/srv/stories")]);
        assert!(settings.checklist && settings.scale_0_5);
    }

    #[test]
    fn the_template_has_every_key_at_its_default() {
        let (settings, warnings) = Settings::parse(TEMPLATE).unwrap();
        assert_eq!(settings, Settings::default());
        assert_eq!(warnings, Vec::<String>::new());
        for key in KEYS {
            let line = format!("{key} = ");
            let found = TEMPLATE
                .lines()
                .filter(|row| row.trim_start_matches("# ").starts_with(&line));
            assert_eq!(found.count(), 1, "{key}");
        }
        // Uncommented, the examples are settings as well, and change only what they name.
        let all = TEMPLATE
            .replace("# words", "words")
            .replace("# rescue", "rescue")
            .replace("# report", "report")
            .replace("# recorder", "recorder")
            .replace("# transcriber", "transcriber");
        let (settings, warnings) = Settings::parse(&all).unwrap();
        assert_eq!(warnings, Vec::<String>::new());
        assert_eq!(settings.words_per_minute, Some(150));
        assert!(settings.rescue.is_some());
        assert!(settings.recorder.is_some() && settings.transcriber.is_some());
        assert!(TEMPLATE.lines().all(|line| line.chars().count() <= 100));
    }

    #[test]
    fn a_setting_is_added_and_nothing_else_changes() {
        for text in [
            TEMPLATE,
            "",
            "new_per_day = 3\n",
            "# mine\n[table]\nx = 1\n",
        ] {
            let with = with_setting(text, "report_with_text", true);
            let (settings, _) = Settings::parse(&with).unwrap();
            let (before, _) = Settings::parse(text).unwrap();
            let expected = Settings {
                report_with_text: Some(true),
                ..before
            };
            assert_eq!(settings, expected, "{with}");
            let rest: Vec<&str> = text.lines().filter(|row| !with.contains(row)).collect();
            assert!(
                rest.iter().all(|row| row.contains("report_with_text")),
                "{rest:?}"
            );
        }
    }

    #[test]
    fn a_mistake_is_named_with_the_way_out() {
        let table = [
            ("showings_per_day = 'many'", "write a number, or \"none\""),
            (
                "repeat = 'always'",
                "write \"once\", \"below-3\" or \"below-4\"",
            ),
            ("cutoff_hour = 24", "write 0 to 23"),
            ("builtin = ['failures']", "the built-in decks are"),
            ("scale = '1-5'", "write \"1-4\" or \"0-5\""),
            ("checklist = ", "line 1"),
            ("recorder = []", "names no command"),
            ("transcriber = ['']", "names no command"),
            ("recorder = 3", "write a list"),
            (
                "recorder = 'arecord -q'",
                "write a list: recorder = [\"arecord\", \"-q\"]",
            ),
            ("voice = 'yes'", "line 1"),
        ];
        for (text, expected) in table {
            let message = Settings::parse(text).unwrap_err();
            assert!(message.contains(expected), "{text}: {message}");
        }
        let (_, warnings) = Settings::parse("showing_per_day = 5\nzzz = 1").unwrap();
        assert_eq!(
            warnings[0],
            "unknown setting `showing_per_day`; did you mean `showings_per_day`?"
        );
        assert!(warnings[1].starts_with("unknown setting `zzz`; the settings are"));
    }
}
