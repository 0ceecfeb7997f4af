//! `check`: what an interviewer would stumble over, with a question back.

use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

use super::env::Env;
use super::error::{CliError, Outcome};
use super::wording::heading;
use super::{findings, names, other_shape};
use crate::coach::{self, CoachReport, FindingCode, NamedAnswer, TimedAnswer};
use crate::export::coach as json;
use crate::foreign::{self, ForeignSource, ForeignStory};
use crate::prompt::text::Line;
use crate::story::parse::parse;
use crate::story::problem::LineIndex;
use crate::story::{Library, Story, StoryId};
use crate::study::next_step::JustDone;

/// Check an answer: does it name your decision, a number and a change, and is it short enough
///
/// TARGET is one of your stories, a file (write ./name if the name looks like a story), or - for
/// standard input. Without it, all your stories are checked. Text with headings or labels for its
/// parts is read beat by beat, several stories one by one, any other text as a spoken transcript.
/// You get advice: a quoted line, why it matters, and one question. The exit code is 1 with
/// findings, 0 without.
#[derive(clap::Args, Debug)]
pub(crate) struct CheckArgs {
    /// A story, a file, or -
    target: Option<String>,
    /// Print JSON: {"version":1,"findings":[...],"missing":[...],"scores":[...],"english":true,"timing":{...}}
    #[arg(long)]
    json: bool,
    /// Exit 0 even with findings, for editors
    #[arg(long)]
    no_fail: bool,
    /// Say what a finding means, with a weak and a strong line
    #[arg(long, value_name = "CODE", value_parser = codes(), conflicts_with_all = ["target", "json", "no_fail"])]
    explain: Option<String>,
}

/// What can be explained, for help and completion.
fn codes() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(FindingCode::ALL.map(FindingCode::key))
}

/// One text that is judged.
struct Subject {
    name: String,
    story: Option<StoryId>,
    source: Rc<LinedText>,
    /// What `edit` opens, where it is a part of the text: a person counts the lines there.
    edited: Option<Range<usize>>,
    /// How `edit` is told which story, where several are judged; of one alone the next step says it.
    handle: Option<String>,
    answer: TimedAnswer,
    /// Its words in our format, where `source` has another one.
    brought: Option<BroughtText>,
}

/// The words of a story as the importer writes them.
struct BroughtText {
    text: String,
    /// Where they begin in the text that they came from, as far as that is known.
    from: usize,
}

impl Subject {
    /// What is shown to a person: the text and what was found, at the places where it stands there.
    fn shown(&self, report: &CoachReport) -> (Rc<LinedText>, CoachReport) {
        let Some(edited) = &self.edited else {
            return (self.source.clone(), report.clone());
        };
        let mut report = report.clone();
        for at in report
            .findings
            .iter_mut()
            .filter_map(|found| found.at.as_mut())
        {
            *at = at.start - edited.start..at.end - edited.start;
        }
        (LinedText::of(&self.source.text[edited.clone()]), report)
    }
}

/// A text that several answers may stand in.
struct LinedText {
    text: String,
    lines: LineIndex,
}

impl LinedText {
    fn of(text: &str) -> Rc<LinedText> {
        Rc::new(LinedText {
            text: text.to_owned(),
            lines: LineIndex::of(text),
        })
    }
}

impl CheckArgs {
    /// Judges it.
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let explained = FindingCode::ALL
            .into_iter()
            .find(|code| Some(code.key()) == self.explain.as_deref());
        if let Some(code) = explained {
            env.print(&findings::explained(code))?;
            return Ok(0);
        }
        let rate = findings::rate(env)?;
        let subjects = match &self.target {
            Some(target) if target.is_empty() => {
                return Err(
                    CliError::usage("an empty name is neither a story nor a file")
                        .hint("To check all your stories: star-cards check"),
                );
            }
            Some(target) => subjects(env, target)?,
            None => own_stories(&env.library())?,
        };
        let judged = |subject: Subject| {
            let mut report = coach::check(&subject.answer, rate);
            if let Some(brought) = &subject.brought {
                for finding in &mut report.findings {
                    let at = finding.at.take();
                    finding.at = at.and_then(|at| brought.place(&subject.source.text, at));
                }
            }
            (subject, report)
        };
        let reports: Vec<(Subject, CoachReport)> = subjects.into_iter().map(judged).collect();
        self.print(env, rate, &reports)?;
        if !self.json {
            env.done = Some(just_done(&reports));
        }
        let found = reports
            .iter()
            .any(|(_, judged)| !judged.findings.is_empty());
        Ok(u8::from(found && !self.no_fail))
    }

    fn print(
        &self,
        env: &mut Env<'_>,
        rate: u32,
        reports: &[(Subject, CoachReport)],
    ) -> Result<(), CliError> {
        if self.json {
            let checked = reports.iter().map(|(subject, report)| json::Checked {
                story: subject.story.as_ref().map(StoryId::as_str),
                source: &subject.source.text,
                lines: &subject.source.lines,
                report,
            });
            let checked: Vec<_> = checked.collect();
            let text = match (&self.target, &checked[..]) {
                (Some(_), [one]) => json::check(rate, *one),
                _ => json::check_all(rate, checked),
            };
            return env.write(text.as_bytes());
        }
        let mut out = Vec::new();
        for (subject, report) in reports {
            if report.timing.words == 0 && subject.answer.is_transcript() {
                out.push(heading(&subject.name));
                out.push(Line::plain("Nothing is written in it yet."));
                out.push(Line::blank());
                continue;
            }
            let (source, report) = subject.shown(report);
            out.extend(findings::lines(
                &subject.name,
                (&source.text, &source.lines),
                &report,
                env.out_style,
            ));
            if let Some(handle) = subject
                .handle
                .as_ref()
                .filter(|_| !report.findings.is_empty())
            {
                let edit = format!("To change it: star-cards edit {handle}");
                out.extend([Line::blank(), Line::plain(edit).indented(2)]);
            }
            out.push(Line::blank());
        }
        out.pop();
        env.print(&out)
    }
}

/// The story in which most was found, the first of several.
fn just_done(reports: &[(Subject, CoachReport)]) -> JustDone {
    let found = reports.iter().filter_map(|(subject, judged)| {
        let story = subject.story.as_ref()?;
        (!judged.findings.is_empty()).then_some((story, judged.findings.len()))
    });
    let most = found.rev().max_by_key(|(_, findings)| *findings);
    most.map(|(story, _)| story)
        .map_or(JustDone::Other, |story| JustDone::Found {
            story: story.to_string(),
        })
}

/// A valid story name is a story, anything else a path to a text of one answer or several.
fn subjects(env: &mut Env<'_>, target: &str) -> Result<Vec<Subject>, CliError> {
    if StoryId::new(target).is_ok() {
        let library = env.library();
        let entry = names::story(&library, target).map_err(|error| {
            error.hint(format!(
                "For a file of that name: star-cards check ./{target}"
            ))
        })?;
        names::refuse_traps(entry)?;
        let source = LinedText::of(entry.deck().source());
        return Ok(vec![of_story(source, entry.story())]);
    }
    if let Some((story, _)) = target
        .split_once('/')
        .filter(|_| !Path::new(target).exists())
    {
        let library = env.library();
        if let Ok(entry) = names::story(&library, story) {
            let id = library.handle(entry.id());
            return Err(
                CliError::usage(format!("{target} is neither a story nor a file"))
                    .hint(format!("To check the whole story: star-cards check {id}")),
            );
        }
    }
    if target != "-" && !Path::new(target).exists() {
        // Words of a title are no path; what fits no story is told as a file that is not there.
        let library = env.library();
        match names::story(&library, target) {
            Ok(entry) => {
                let source = LinedText::of(entry.deck().source());
                return Ok(vec![of_story(source, entry.story())]);
            }
            Err(error) if error.is_failure() => {}
            Err(several) => return Err(several),
        }
    }
    let path = Path::new(target);
    let stem = path.file_stem().filter(|_| target != "-");
    let stem = stem.map(|stem| stem.to_string_lossy());
    let source = match env.read_source(path) {
        Ok(text) => LinedText::of(&text),
        Err(error) => return of_document(env, path, stem.as_deref()).ok_or(error),
    };
    let place = match target {
        "-" => "standard input",
        path => path,
    };
    if let Some(stories) = other_shape::stories(&source.text, stem.as_deref()) {
        tell_other_shape(env, target, &source.text);
        return Ok(brought(&source, stories));
    }
    let answers = TimedAnswer::read_all(&source.text);
    let several = answers.len() > 1;
    let subject = |NamedAnswer {
                       story,
                       title,
                       answer,
                   }| Subject {
        name: match (&story, title) {
            (_, Some(title)) if several => title,
            _ => place.to_owned(),
        },
        story: story.filter(|_| several),
        source: source.clone(),
        edited: None,
        handle: None,
        answer,
        brought: None,
    };
    Ok(answers.into_iter().map(subject).collect())
}

fn of_story(source: Rc<LinedText>, story: &Story) -> Subject {
    Subject {
        name: story.title.clone(),
        story: Some(story.id.clone()),
        answer: TimedAnswer::of_story(story),
        edited: Some(story.at.clone()),
        handle: None,
        source,
        brought: None,
    }
}

/// The answers of what is no plain text and yet comes in: a page, a document of an office
/// program, another encoding.
fn of_document(env: &mut Env<'_>, path: &Path, stem: Option<&str>) -> Option<Vec<Subject>> {
    if path == Path::new("-") {
        return None;
    }
    let document = env.read_foreign(path).ok()?;
    let mut stories = foreign::read_source(&document, stem, None).ok()?.stories;
    stories.retain(|taken| !taken.story.beats.is_empty());
    if stories.is_empty() {
        return None;
    }
    let text = match &document {
        ForeignSource::Text(decoded) => decoded.text.as_str(),
        ForeignSource::Office(_) => "",
    };
    tell_other_shape(env, &path.display().to_string(), text);
    Some(brought(&LinedText::of(text), stories))
}

/// The stories that the importer finds in a text, each by itself.
fn brought(source: &Rc<LinedText>, stories: Vec<ForeignStory>) -> Vec<Subject> {
    let several = stories.len() > 1;
    let mut from = 0;
    let subject = |ForeignStory { story, text, .. }: ForeignStory| {
        let mut beats = story.beats.iter();
        let beat = beats.find_map(|beat| {
            let line = beat.passage.markdown.lines().next()?;
            near(&source.text, from).find(line.trim())
        });
        from += beat.unwrap_or(0);
        let brought = Some(BroughtText { text, from });
        Subject {
            story: several.then(|| story.id.clone()),
            edited: None,
            brought,
            ..of_story(source.clone(), &story)
        }
    };
    stories.into_iter().map(subject).collect()
}

/// Says which command brings a text in; a deck that is read in part is rewritten where it lies.
fn tell_other_shape(env: &mut Env<'_>, target: &str, text: &str) {
    let is_here = env.is_deck(Path::new(target)) && !parse(text).stories.is_empty();
    let replace = if is_here { " --replace" } else { "" };
    let import = other_shape::import_command(target);
    let told = format!("The text is in another shape. To bring it in: {import}{replace}");
    env.warn(Line::quiet(told).hanging(2));
}

/// What of a text is searched for the words of one story: not all of a large one for each.
fn near(source: &str, from: usize) -> &str {
    &source[from..source.ceil_char_boundary(from + 64 * 1024)]
}

impl BroughtText {
    /// Where words of it stand in the text that it came from; nowhere if they were put together.
    fn place(&self, source: &str, at: Range<usize>) -> Option<Range<usize>> {
        let start = self.text[..at.start].rfind('\n').map_or(0, |end| end + 1);
        let rest = &self.text[at.start..];
        let end = at.start + rest.find('\n').unwrap_or(rest.len());
        let line = self.text[start..end].trim_end();
        let words = at.start..at.end.min(start + line.len()).max(at.start);
        let near = near(source, self.from);
        if let Some(line) = near.find(line) {
            let line = self.from + line;
            return Some(line + words.start - start..line + words.end - start);
        }
        let words = &self.text[words];
        let mut places = near.match_indices(words);
        let (found, _) = places.next().filter(|_| !words.is_empty())?;
        let found = self.from + found;
        places.next().is_none().then(|| found..found + words.len())
    }
}

fn own_stories(library: &Library) -> Result<Vec<Subject>, CliError> {
    let sources = library
        .decks
        .iter()
        .map(|deck| LinedText::of(deck.source()));
    let sources: Vec<Rc<LinedText>> = sources.collect();
    let mut subjects: Vec<Subject> = library
        .own()
        .map(|entry| Subject {
            handle: Some(library.handle(entry.id()).to_string()),
            ..of_story(sources[entry.deck_place()].clone(), entry.story())
        })
        .collect();
    if let [only] = &mut subjects[..] {
        only.handle = None;
    }
    if subjects.is_empty() {
        return Err(
            CliError::failed("you have no stories of your own to check yet")
                .hint("`star-cards add` writes the first."),
        );
    }
    Ok(subjects)
}
