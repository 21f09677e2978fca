//! How a union asks the buffer around it for its value.

/// The newtype that asks for a buffered value.
pub(crate) const REPLAY: &str = "$oasmith::replay";
/// The unit struct that says that something of a value was left out.
pub(crate) const LEFT_OUT: &str = "$oasmith::left_out";

/// How much of a value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// All of it.
    Read,
    /// As much as shows whether it fits: unions inside it that take any value are left out.
    Probe,
    /// The same, inside a value that is probed.
    Inside,
}

impl Mode {
    /// The mode of what is inside the value.
    pub(crate) fn of_parts(self) -> Self {
        match self {
            Self::Read => Self::Read,
            Self::Probe | Self::Inside => Self::Inside,
        }
    }

    pub(crate) fn of_number(number: u8) -> Self {
        match number {
            0 => Self::Read,
            1 => Self::Probe,
            _ => Self::Inside,
        }
    }
}
