//! The protocol between a union and the buffer around it.

/// The newtype that requests a buffered value.
pub(crate) const REPLAY: &str = "$oasmith::replay";
/// The newtype that inspects a value without reading it.
pub(crate) const LOOK: &str = "$oasmith::look";
/// The struct whose only field is the discriminator of a value.
pub(crate) const TAG: &str = "$oasmith::tag";

/// How much of a value is read, and whether it counts for the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The whole value.
    Read,
    /// As one of the schemas of a union, to compute the score. Values that were tried before are
    /// omitted.
    Try,
    /// The same, inside a value that is tried.
    Inside,
}

impl Mode {
    /// The mode for values inside this one.
    pub(crate) fn of_parts(self) -> Self {
        match self {
            Self::Read => Self::Read,
            Self::Try | Self::Inside => Self::Inside,
        }
    }

    pub(crate) fn of_number(number: u8) -> Self {
        match number {
            0 => Self::Read,
            1 => Self::Try,
            _ => Self::Inside,
        }
    }
}

/// A question or report of a union to the buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The union with this number starts to try its schemas. The result is the schema of the value,
    /// as in [`Question::Finish`], or 0 if it is not known yet.
    Start,
    /// The next schema is tried.
    Next,
    /// Returns the score of the schema that was tried.
    Score,
    /// The schema has the best score so far.
    Prefer,
    /// All schemas were tried: the number of the best one, from 2 up, or
    /// [`Question::NO_SCHEMA`].
    Finish,
    /// The value is unknown and omitted.
    LeaveOut,
}

impl Question {
    /// No schema matches.
    pub(crate) const NO_SCHEMA: usize = 1;

    const ALL: [Self; 6] =
        [Self::Start, Self::Next, Self::Score, Self::Prefer, Self::Finish, Self::LeaveOut];

    /// The name of the tuple struct for the question. Its length is the argument.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Start => "$oasmith::start",
            Self::Next => "$oasmith::next",
            Self::Score => "$oasmith::score",
            Self::Prefer => "$oasmith::prefer",
            Self::Finish => "$oasmith::finish",
            Self::LeaveOut => "$oasmith::leave_out",
        }
    }

    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|question| question.name() == name)
    }
}
