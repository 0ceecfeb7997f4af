//! What one of the day's limits has left, one's own stories first.
//!
//! Own cards see the limit less what own cards used; built-in cards see it less everything
//! used. So a story written tonight is asked tonight, whatever the samples took.

/// What is left of one limit; nothing is counted where there is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    left: Option<Left>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Left {
    own: u32,
    builtin: u32,
}

/// How much was used, of own cards and of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Used {
    /// By own cards.
    pub own: u32,
    /// By all cards, own ones included.
    pub all: u32,
}

impl Used {
    /// Counts one more.
    pub(crate) fn count(&mut self, own: bool) {
        self.own += u32::from(own);
        self.all += 1;
    }
}

impl Allowance {
    /// Nothing is limited.
    pub(crate) const UNLIMITED: Allowance = Allowance { left: None };

    /// What a limit leaves, and so many `more` than that.
    pub(crate) fn of(limit: Option<u32>, used: Used, more: u32) -> Allowance {
        let left = |limit: u32, used: u32| limit.saturating_sub(used).saturating_add(more);
        Allowance {
            left: limit.map(|limit| Left {
                own: left(limit, used.own),
                builtin: left(limit, used.all),
            }),
        }
    }

    /// As it was before so much was used.
    pub(crate) fn before(self, used: Used) -> Allowance {
        Allowance {
            left: self.left.map(|left| Left {
                own: left.own.saturating_add(used.own),
                builtin: left.builtin.saturating_add(used.all),
            }),
        }
    }

    /// How many cards fit at most, whatever their kind; none where there is no limit.
    pub(crate) fn most(self) -> Option<usize> {
        let left = self.left?;
        Some(left.own.max(left.builtin) as usize)
    }

    /// Whether one more card of that kind fits.
    pub(crate) fn fits(self, own: bool) -> bool {
        self.left
            .is_none_or(|left| if own { left.own } else { left.builtin } > 0)
    }

    /// Uses up one, and tells whether it fitted.
    pub(crate) fn take(&mut self, own: bool) -> bool {
        let fits = self.fits(own);
        if let Some(left) = self.left.as_mut().filter(|_| fits) {
            left.own -= u32::from(own);
            left.builtin = left.builtin.saturating_sub(1);
        }
        fits
    }
}

/// For each of the cards whether the allowance has room for it, own ones served first.
pub(crate) fn admitted(own: &[bool], mut admit: impl FnMut(usize, bool) -> bool) -> Vec<bool> {
    let mut fits = vec![false; own.len()];
    for first in [true, false] {
        for place in (0..own.len()).filter(|&place| own[place] == first) {
            fits[place] = admit(place, first);
        }
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_cards_see_what_own_cards_left_and_built_in_ones_what_all_left() {
        // limit, used by own, used by all, asked beyond: room for own, room for built-in
        let table = [
            (Some(20), 0, 0, 0, Some((20, 20))),
            (Some(20), 0, 20, 0, Some((20, 0))),
            (Some(20), 5, 20, 0, Some((15, 0))),
            (Some(20), 20, 30, 10, Some((10, 10))),
            (Some(20), 3, 8, 2, Some((19, 14))),
            (Some(0), 0, 0, 0, Some((0, 0))),
            (None, 40, 90, 0, None),
        ];
        for (limit, own, all, more, left) in table {
            let allowance = Allowance::of(limit, Used { own, all }, more);
            let told = allowance.left.map(|left| (left.own, left.builtin));
            assert_eq!(told, left, "{limit:?} {own} {all} {more}");
        }
    }

    #[test]
    fn an_own_card_uses_up_both_and_a_built_in_one_only_its_own_room() {
        let mut allowance = Allowance::of(Some(2), Used::default(), 0);
        assert!(allowance.take(false) && allowance.take(false));
        assert!(!allowance.take(false));
        assert!(allowance.take(true) && allowance.take(true));
        assert!(!allowance.take(true));
    }

    #[test]
    fn own_cards_are_served_before_built_in_ones_that_stand_before_them() {
        let mut allowance = Allowance::of(Some(2), Used::default(), 0);
        let own = [false, true, false];
        let fits = admitted(&own, |_, own| allowance.take(own));
        assert_eq!(fits, [true, true, false]);
    }
}
