//! Before the first trap ever: the four by name, on one screen.

use super::sitting::Sitting;
use crate::cli::error::CliError;
use crate::cli::wording::heading;
use crate::prompt::text::Line;
use crate::prompt::{Bar, Key};
use crate::story::Trap;

impl Sitting<'_, '_> {
    /// Names the four traps before the first trap card ever; false ends the sitting.
    pub(super) fn name_traps(&mut self, card: usize) -> Result<bool, CliError> {
        if self.traps_named || !self.workspace.states.is_first_trap(card) {
            return Ok(true);
        }
        self.traps_named = true;
        let mut lines = vec![heading("Four traps spoil an answer. Spot them:")];
        let named = Trap::ALL.iter().map(|trap| trap.label());
        lines.extend(named.map(|trap| Line::plain(trap).indented(2).hanging(2)));
        self.say(&lines);
        let bar = Bar {
            fresh: true,
            ..Bar::space("begin", [('q', "stop")])
        };
        loop {
            match self.key(&bar)? {
                Key::Char(' ') | Key::Enter => break,
                Key::Char('q') => return Ok(false),
                _ => {}
            }
        }
        self.say(&[Line::blank()]);
        Ok(true)
    }
}
