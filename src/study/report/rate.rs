//! How many of some answers were passes.

/// How many of some counted answers were passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Rate {
    /// Answers of quality 3 or more.
    pub passed: u32,
    /// All of them.
    pub of: u32,
}

impl Rate {
    /// Takes one answer in.
    pub(crate) fn take(&mut self, passed: bool) {
        self.passed += u32::from(passed);
        self.of += 1;
    }

    /// The recall rate, 0 to 1; none without answers.
    pub(crate) fn share(self) -> Option<f64> {
        (self.of > 0).then(|| f64::from(self.passed) / f64::from(self.of))
    }

    /// Takes others in.
    pub(crate) fn add(&mut self, other: Rate) {
        self.passed += other.passed;
        self.of += other.of;
    }
}
