//! Scores how well a value matches a schema of a union.

use std::cmp::Reverse;

/// Counts while a value is read as one of the schemas of a union.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Score {
    /// How many values inside it are unknown to their enum or union, at most 255.
    pub(crate) unknown: u8,
    /// Whether a property of the value itself was skipped.
    pub(crate) is_short: bool,
    /// Whether a property inside the value was skipped.
    pub(crate) is_short_inside: bool,
    /// Whether something was omitted, so that the value must be read again.
    pub(crate) is_partial: bool,
    /// How many properties of the value itself were read.
    pub(crate) properties: u16,
    /// How many described properties were read, of the value and of all values inside it.
    pub(crate) described: u32,
}

/// The cost of a schema for a value: how many properties would be lost that another schema keeps,
/// how many values inside are unknown, and how many properties are described. An unknown value is
/// not lost, because an API may have added it.
pub(crate) type Cost = (u16, u8, Reverse<u32>);

impl Score {
    /// An unknown value, which was omitted.
    pub(crate) const UNKNOWN: Self = Self {
        unknown: 1,
        is_short: false,
        is_short_inside: false,
        is_partial: true,
        properties: 0,
        described: 0,
    };

    /// Counts a property that was read.
    pub(crate) fn read(&mut self, is_outermost: bool) {
        self.described = self.described.saturating_add(1);
        self.properties = self.properties.saturating_add(u16::from(is_outermost));
    }

    /// Undoes counting a property.
    pub(crate) fn pass_over(&mut self, is_outermost: bool) {
        self.described = self.described.saturating_sub(1);
        self.properties = self.properties.saturating_sub(u16::from(is_outermost));
        self.is_short |= is_outermost;
        self.is_short_inside |= !is_outermost;
    }

    /// The same for a value inside another one.
    pub(crate) fn as_part(self) -> Self {
        Self {
            is_short: false,
            is_short_inside: self.is_short | self.is_short_inside,
            properties: 0,
            ..self
        }
    }

    /// Adds the score of a value inside.
    pub(crate) fn add(&mut self, other: Self) {
        self.unknown = self.unknown.saturating_add(other.unknown);
        self.is_short |= other.is_short;
        self.is_short_inside |= other.is_short_inside;
        self.is_partial |= other.is_partial;
        self.properties = self.properties.saturating_add(other.properties);
        self.described = self.described.saturating_add(other.described);
    }

    /// The cost of a schema for an object with this many properties that some schema keeps.
    pub(crate) fn cost(self, kept: usize) -> Cost {
        let lost = kept.saturating_sub(usize::from(self.properties));
        (u16::try_from(lost).unwrap_or(u16::MAX), self.unknown, Reverse(self.described))
    }

    /// Whether no schema can match better.
    pub(crate) fn is_perfect(self, kept: usize) -> bool {
        self.unknown == 0 && !self.is_short_inside && usize::from(self.properties) >= kept
    }

    /// The score as one number, which can pass through serde.
    pub(crate) fn to_bits(self) -> u64 {
        let flag = |is_set: bool, bit: u32| u64::from(is_set) << bit;
        u64::from(self.described)
            | u64::from(self.properties) << 32
            | u64::from(self.unknown) << 48
            | flag(self.is_short, 56)
            | flag(self.is_short_inside, 57)
            | flag(self.is_partial, 58)
    }

    /// The score from a number.
    pub(crate) fn from_bits(bits: u64) -> Self {
        let flag = |bit: u32| bits >> bit & 1 == 1;
        Self {
            unknown: (bits >> 48) as u8,
            is_short: flag(56),
            is_short_inside: flag(57),
            is_partial: flag(58),
            properties: (bits >> 32) as u16,
            described: bits as u32,
        }
    }
}

/// Whether a schema is possible for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Chance {
    /// It is possible.
    Possible,
    /// It is possible if one of the other schemas matches but loses something.
    Combined,
    /// A required property of the schema is missing. Some of these are not required in requests.
    Missing,
}

/// The schemas that are possible for a value, by index, the most likely first.
pub(crate) trait Candidates: IntoIterator<Item = (usize, Chance)> {
    /// How many properties of the value some schema keeps.
    fn kept(&self) -> usize;
}

impl Candidates for [(usize, Chance); 1] {
    fn kept(&self) -> usize {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_comes_back_from_its_bits() {
        let full = Score {
            unknown: u8::MAX,
            is_short: true,
            is_short_inside: true,
            is_partial: true,
            properties: u16::MAX,
            described: u32::MAX,
        };
        for score in [
            full,
            Score::default(),
            Score::UNKNOWN,
            Score { is_short: false, ..full },
            Score { unknown: 1, properties: 0, ..full },
            Score { described: 7, is_partial: false, ..full },
        ] {
            assert_eq!(Score::from_bits(score.to_bits()), score);
        }
    }

    #[test]
    fn lost_properties_cost_more_than_unknown_values() {
        let score = |unknown, properties, described| Score {
            unknown,
            properties,
            described,
            ..Score::default()
        };
        assert!(score(1, 3, 3).cost(3) < score(0, 2, 9).cost(3));
        assert!(score(0, 3, 3).cost(3) < score(1, 3, 9).cost(3));
        assert!(score(0, 3, 4).cost(3) < score(0, 3, 3).cost(3));
        assert!(score(0, 3, 3).is_perfect(3));
        assert!(!score(0, 2, 9).is_perfect(3) && !score(1, 3, 3).is_perfect(3));
    }
}
