//! A question read out by a program that speaks, where a person wants to hear it.
//!
//! Refuses to matter: where nothing speaks, or it takes too long, the question stands on the screen.

use std::io::Read;
use std::time::Duration;

use super::child::OwnedChild;
use super::surroundings::Surroundings;
use super::template::at_home;

/// Programs that speak, and what makes them wait until they have spoken.
const SPEAKERS: [(&str, &[&str]); 3] = [("say", &[]), ("spd-say", &["--wait"]), ("espeak-ng", &[])];

/// No question takes longer to say.
const LONGEST: Duration = Duration::from_secs(20);

/// Stands for the words in a command; without it they are its last argument.
const TEXT: &str = "{text}";

/// What speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Speaker {
    words: Vec<String>,
}

impl Speaker {
    /// The one of the settings, else the first that is installed.
    pub(crate) fn find(set: Option<&[String]>, around: &Surroundings) -> Option<Speaker> {
        if let Some(words) = set {
            let words = words
                .iter()
                .map(|word| at_home(word, around.home.as_deref()));
            let words = words.collect();
            return Some(Speaker { words });
        }
        let found = SPEAKERS.iter().find_map(|(name, args)| {
            let program = around.program(name)?.display().to_string();
            let args = args.iter().map(|arg| (*arg).to_owned());
            Some(std::iter::once(program).chain(args).collect())
        });
        found.map(|words| Speaker { words })
    }

    /// The command that says some words, which are never taken for an option.
    fn call(&self, text: &str) -> Vec<String> {
        let text = text.trim_start_matches(['-', ' ']);
        let mut words: Vec<String> = { self.words.iter() }
            .map(|word| word.replace(TEXT, text))
            .collect();
        if self.words.iter().all(|word| !word.contains(TEXT)) {
            words.push(text.to_owned());
        }
        words
    }

    /// Says some words, and returns when they are said.
    pub(crate) fn say(&self, text: &str) -> bool {
        let Ok((mut child, mut out)) = OwnedChild::start(&self.call(text)) else {
            return false;
        };
        // Whatever it prints is nobody's.
        let drain = std::thread::spawn(move || {
            let mut printed = Vec::new();
            let _ = out.read_to_end(&mut printed);
        });
        let ended = child.ended_within(LONGEST);
        child.end();
        let _ = drain.join();
        ended.is_some_and(|status| status.success())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: &[&str]) -> Speaker {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        Speaker::find(Some(&words), &Surroundings::default()).expect("it is set")
    }

    #[test]
    fn the_words_stand_in_their_place_or_at_the_end_and_are_no_option() {
        assert_eq!(
            set(&["say", "-v", "Anna"]).call("Why?"),
            ["say", "-v", "Anna", "Why?"]
        );
        assert_eq!(
            set(&["sh", "-c", "echo {text}", "x"]).call("--help me"),
            ["sh", "-c", "echo help me", "x"]
        );
        assert_eq!(Speaker::find(None, &Surroundings::default()), None);
    }

    #[test]
    fn whoever_cannot_speak_says_so() {
        assert!(set(&["true"]).say("Why?"));
        assert!(!set(&["false"]).say("Why?"));
        assert!(!set(&["/nowhere/at/all"]).say("Why?"));
    }
}
