//! The scripted keeper of the prompt: answers from a list, everything shown kept for the test to read.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use star_cards::prompt::text::{self, Line, Style};
use star_cards::prompt::{Answered, Bar, Chosen, Key, Prompt, PromptError, RunningClock, Unticked};

/// What a dial waits for announces itself to nobody: it is looked at this often.
const LOOK: Duration = Duration::from_millis(5);
const LOOKS: u32 = 6_000;

/// One scripted answer.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Presses a key; [`Key::Over`] waits until the dial is over.
    Press(Key),
    /// Takes the menu item that contains these words, or presses nothing else.
    Take(String),
    /// Ticks the items that contain one of these words.
    Tick(Vec<String>),
    /// Leaves with Escape.
    Leave,
    /// Says yes or no.
    Say(bool),
    /// Writes this into the file that the editor was opened on, and ends well or not.
    Write(String, bool),
    /// Types a line.
    Type(String),
    /// Presses Ctrl-C.
    Interrupt,
    /// Suspends the program; this happens until it is taken up again.
    Away(Rc<dyn Fn()>),
    /// While the question is open something else happens; then comes that answer.
    Meanwhile(Rc<dyn Fn()>, Box<Reply>),
}

impl Reply {
    /// Presses a character.
    pub(crate) fn key(c: char) -> Reply {
        Reply::Press(Key::Char(c))
    }

    /// This answer, after something else has happened.
    pub(crate) fn after(self, happens: impl Fn() + 'static) -> Reply {
        Reply::Meanwhile(Rc::new(happens), Box::new(self))
    }
}

/// The scripted keeper. When the script is over, it presses Ctrl-C.
pub(crate) struct Script {
    style: Style,
    replies: VecDeque<Reply>,
    shown: Rc<RefCell<String>>,
    edited: Vec<PathBuf>,
}

impl Script {
    /// A script, and the page on which everything shown is written.
    pub(crate) fn new(replies: impl IntoIterator<Item = Reply>) -> (Script, Rc<RefCell<String>>) {
        let shown = Rc::new(RefCell::new(String::new()));
        let script = Script {
            style: Style::default(),
            replies: replies.into_iter().collect(),
            shown: Rc::clone(&shown),
            edited: Vec::new(),
        };
        (script, shown)
    }

    fn next(&mut self) -> Answered<Reply> {
        match self.replies.pop_front() {
            None | Some(Reply::Interrupt) => Err(PromptError::Interrupted),
            Some(Reply::Meanwhile(happens, reply)) => {
                happens();
                self.replies.push_front(*reply);
                self.next()
            }
            Some(reply) => Ok(reply),
        }
    }

    fn note(&self, text: &str) {
        self.shown.borrow_mut().push_str(text);
    }

    fn note_items(&self, question: &str, items: &[String]) {
        self.note(&format!("{}\n", text::clean(question)));
        for item in items {
            self.note(&format!("  - {}\n", text::clean(item)));
        }
    }

    fn wrong(&self, asked: &str) -> ! {
        panic!(
            "the script has no fitting answer for {asked}:\n{}",
            self.shown.borrow()
        )
    }
}

fn find(items: &[String], words: &str) -> Option<usize> {
    items.iter().position(|item| item.contains(words))
}

impl Prompt for Script {
    fn set_style(&mut self, style: Style) {
        self.style = style;
    }

    fn style(&self) -> Style {
        self.style
    }

    fn can_ask(&self) -> bool {
        true
    }

    fn say(&mut self, lines: &[Line]) {
        self.note(&text::render(lines, self.style));
    }

    fn key(&mut self, bar: &Bar) -> Answered<Key> {
        self.note(&format!("[{}]\n", bar.text(self.style)));
        match self.next()? {
            Reply::Press(key) => Ok(key),
            away @ Reply::Away(_) => {
                self.replies.push_front(away);
                Ok(Key::Suspend)
            }
            _ => self.wrong("a key"),
        }
    }

    fn suspend(&mut self) -> Answered<()> {
        match self.replies.pop_front() {
            Some(Reply::Away(happens)) => happens(),
            _ => self.wrong("a suspension"),
        }
        Ok(())
    }

    fn timed_key(&mut self, bar: &Bar, dial: &dyn RunningClock) -> Answered<Key> {
        self.note(&format!("{} ", dial.face()));
        if let Some(Reply::Press(Key::Over)) = self.replies.front() {
            for _ in 0..LOOKS {
                if dial.is_over() {
                    break;
                }
                std::thread::sleep(LOOK);
            }
            assert!(dial.is_over(), "{} never ended", dial.face());
        }
        self.key(bar)
    }

    fn choose(&mut self, question: &str, items: &[String], _bar: &Bar) -> Answered<Chosen> {
        self.note_items(question, items);
        match self.next()? {
            Reply::Take(words) => match find(items, &words) {
                Some(index) => Ok(Chosen::Item(index)),
                None => self.wrong("a choice"),
            },
            Reply::Press(Key::Char(letter)) => Ok(Chosen::Letter(letter)),
            _ => self.wrong("a choice"),
        }
    }

    fn tick(
        &mut self,
        question: &str,
        items: &[String],
        ticked: &[bool],
        _: Unticked,
    ) -> Answered<Option<Vec<bool>>> {
        self.note(&format!("{}\n", text::clean(question)));
        for (place, item) in items.iter().enumerate() {
            let mark = if ticked.get(place) == Some(&true) {
                'x'
            } else {
                '-'
            };
            self.note(&format!("  {mark} {}\n", text::clean(item)));
        }
        match self.next()? {
            // What was ticked before stays so.
            Reply::Press(Key::Enter) => Ok(Some(ticked.to_vec())),
            Reply::Tick(words) => {
                let ticked = |item: &String| words.iter().any(|word| item.contains(word));
                Ok(Some(items.iter().map(ticked).collect()))
            }
            Reply::Leave => Ok(None),
            _ => self.wrong("a checklist"),
        }
    }

    fn search(&mut self, question: &str, items: &[String]) -> Answered<Option<usize>> {
        self.note_items(question, items);
        match self.next()? {
            Reply::Take(words) => Ok(find(items, &words)),
            Reply::Leave => Ok(None),
            _ => self.wrong("a search"),
        }
    }

    fn input(&mut self, question: &str) -> Answered<String> {
        self.note(&format!("{}\n", text::clean(question)));
        match self.next()? {
            Reply::Type(text) => Ok(text),
            _ => self.wrong("a line"),
        }
    }

    fn compose(&mut self, begun: &str, keep: &mut dyn FnMut(&str)) -> Answered<String> {
        self.note(&format!("<{begun}>\n"));
        match self.next()? {
            Reply::Type(text) => {
                keep(&text);
                Ok(text)
            }
            _ => self.wrong("a text"),
        }
    }

    fn confirm(&mut self, question: &str) -> Answered<bool> {
        self.note(&format!("{} (y/N)\n", text::clean(question)));
        match self.next()? {
            Reply::Say(yes) => Ok(yes),
            _ => self.wrong("yes or no"),
        }
    }

    fn edit(&mut self, editor: &str, file: &Path) -> Answered<bool> {
        self.note(&format!("<{editor}>\n"));
        self.edited.push(file.to_owned());
        match self.next()? {
            Reply::Write(text, well) => {
                std::fs::write(file, text).map_err(PromptError::Failed)?;
                Ok(well)
            }
            _ => self.wrong("the editor"),
        }
    }
}
