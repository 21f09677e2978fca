//! How a union asks the buffer around it for its value.

/// The newtype that asks for a buffered value.
pub(crate) const REPLAY: &str = "$oasmith::replay";
/// The newtype that looks at a value without reading it.
pub(crate) const LOOK: &str = "$oasmith::look";
/// The struct whose only field is the discriminator of a value.
pub(crate) const TAG: &str = "$oasmith::tag";

/// How much of a value is read, and whether it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// All of it.
    Read,
    /// As one of the schemas of a union, to find out how well it fits. What was tried before is
    /// left out.
    Try,
    /// The same, inside a value that is tried.
    Inside,
}

impl Mode {
    /// The mode of what is inside the value.
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

/// What a union asks the buffer, or tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The union with this number starts to try its schemas. The result is the schema that the
    /// value has, as in [`Question::Finish`]; 0 if that is not known yet.
    Start,
    /// The next schema is tried.
    Next,
    /// How well the value fits the schema that was tried.
    Score,
    /// That schema is the best so far.
    Prefer,
    /// All schemas were tried: the number of the best one, from 2 up, or
    /// [`Question::NO_SCHEMA`].
    Finish,
    /// The value is unknown, and left out.
    LeaveOut,
}

impl Question {
    /// No schema fits.
    pub(crate) const NO_SCHEMA: usize = 1;

    const ALL: [Self; 6] =
        [Self::Start, Self::Next, Self::Score, Self::Prefer, Self::Finish, Self::LeaveOut];

    /// The name of the tuple struct that asks it. Its length is the argument.
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
