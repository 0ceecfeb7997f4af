//! `rehearse`: one answer aloud, against the clock, without the text.

use std::path::PathBuf;

use super::env::Env;
use super::error::{CliError, Outcome};
use super::names;
use super::telling::{self, TellingAim, transcript};
use super::workspace::Workspace;
use crate::story::StoryEntry;

/// Tell one story aloud against the clock, from the question alone
///
/// You see the question and the names of the beats, but not the text. Press Space when you begin
/// to speak and again at the end of each beat. Aim for 90 seconds, 120 at most. Afterwards you see
/// your text, the time of each beat, the one thing to change and your last runs. Each beat is saved
/// when you press Space.
///
/// --voice listens instead, offline, with a recorder and a speech-to-text program that are installed
/// (`star-cards doctor` names them): speak, press Space when you are done, and see what was heard.
#[derive(clap::Args, Debug)]
pub(crate) struct RehearseArgs {
    /// The story; on a terminal it can be chosen from a list
    story: Option<String>,
    /// Show no clock, no mark, and ring no bell
    #[arg(long)]
    quiet: bool,
    /// Listen while you speak, and show what was heard: each beat, which points were said, times and
    /// pace. Space ends the answer; `b` marks the end of a beat, if you like
    #[arg(long, conflicts_with_all = ["transcript", "no_voice"])]
    voice: bool,
    /// Do not listen, whatever the settings say
    #[arg(long)]
    no_voice: bool,
    /// Show what was heard of the story in the transcript FILE (- for standard input): each beat,
    /// which points were said, times and pace. Whisper, whisper.cpp, Vosk, sherpa-onnx and pocketsphinx
    /// write such files; subtitles and plain text will do. Without STORY the one that was told is found
    #[arg(long, value_name = "FILE", conflicts_with = "quiet")]
    transcript: Option<PathBuf>,
    /// How many seconds the transcript took to say, if it has no times or wrong ones
    #[arg(long, value_name = "N", requires = "transcript", value_parser = clap::value_parser!(u32).range(1..=3600))]
    seconds: Option<u32>,
}

impl RehearseArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        if let Some(file) = &self.transcript {
            return transcript::judge(env, file, self.seconds, self.story.as_deref());
        }
        if !env.world.prompt.can_ask() {
            return Err(CliError::usage("rehearse needs a terminal").hint(
                "A spoken run can be judged from its text: star-cards rehearse --transcript FILE",
            ));
        }
        let mut workspace = Workspace::open(env)?;
        let (library, name) = (&workspace.library, self.story.as_deref());
        let has_parts = |entry: StoryEntry<'_>| !telling::parts(entry.story()).is_empty();
        let entry = names::fitting_or_ask(env, library, name, true, has_parts)?;
        names::refuse_traps(entry)?;
        let story = entry.story().clone();
        let parts = telling::parts(&story);
        if parts.is_empty() {
            return Err(
                CliError::failed(format!("\"{}\" has no beats to tell yet", story.title)).hint(
                    format!(
                        "Write them: star-cards edit {}",
                        workspace.library.handle(story.id.as_str())
                    ),
                ),
            );
        }
        let listens = self.voice || env.settings.voice && !self.no_voice;
        let ears = telling::ears(env, listens);
        let question = telling::question(env, &story);
        telling::show_cues(env, &story, &question, &parts);
        let aim = TellingAim::Rehearsal { quiet: self.quiet };
        telling::tell(env, &mut workspace, &story, ears.as_ref(), aim)?;
        Ok(0)
    }
}
