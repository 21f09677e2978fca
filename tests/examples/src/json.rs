//! Compares two JSON values.

use std::fmt;

use serde_json::{Map, Value};

/// The meaning of a property that is `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// `null`. In a request, it differs from an absent property.
    Kept,
    /// An absent property. In a type that is only received, null and absent have the same meaning.
    Absent,
}

/// A difference between the original and the result.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    path: Vec<String>,
    difference: Difference,
}

#[derive(Debug, Clone, PartialEq)]
enum Difference {
    Lost(Value),
    New(Value),
    Changed(Value, Value),
}

impl Loss {
    /// The keys and indices of the path.
    pub fn path(&self) -> &[String] {
        &self.path
    }

    /// Whether a property is missing in the result.
    pub fn is_lost_property(&self) -> bool {
        matches!(self.difference, Difference::Lost(_))
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("$")?;
        for key in &self.path {
            match key.bytes().all(|byte| byte.is_ascii_digit()) {
                true => write!(formatter, "[{key}]")?,
                false => write!(formatter, ".{key}")?,
            }
        }
        match &self.difference {
            Difference::Lost(value) => write!(formatter, " is lost, it was {value}"),
            Difference::New(value) => write!(formatter, " is new, it is {value}"),
            Difference::Changed(before, after) => write!(formatter, " was {before}, is {after}"),
        }
    }
}

/// The differences between two values, each with its path; none if they are equal.
///
/// "The same" means equal JSON, with these tolerances and no others:
/// - in received values, a property that is `null` equals an absent one ([`Nulls::Absent`]);
/// - texts that are both times of RFC 3339 are compared by instant and offset (`14:15:22Z` and
///   `14:15:22+00:00`);
/// - numbers are compared by value (`0` and `0.0`), and the order of an object's properties does
///   not matter.
pub fn differences(before: &Value, after: &Value, nulls: Nulls) -> Vec<Loss> {
    let mut comparison = Comparison { nulls, path: Vec::new(), losses: Vec::new() };
    comparison.compare(before, after);
    comparison.losses
}

/// A comparison of two values, at a path.
struct Comparison {
    nulls: Nulls,
    path: Vec<String>,
    losses: Vec<Loss>,
}

impl Comparison {
    fn compare(&mut self, before: &Value, after: &Value) {
        match (before, after) {
            (Value::Object(one), Value::Object(other)) => self.compare_objects(one, other),
            (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
                for (index, (before, after)) in one.iter().zip(other).enumerate() {
                    self.path.push(index.to_string());
                    self.compare(before, after);
                    self.path.pop();
                }
            }
            (before, after) if same_scalar(before, after) => {}
            (before, after) => self.push(Difference::Changed(before.clone(), after.clone())),
        }
    }

    fn compare_objects(&mut self, one: &Map<String, Value>, other: &Map<String, Value>) {
        let is_absent = |nulls, value: &Value| nulls == Nulls::Absent && value.is_null();
        for (key, value) in one {
            self.path.push(key.clone());
            match other.get(key) {
                Some(after) => self.compare(value, after),
                None if is_absent(self.nulls, value) => {}
                None => self.push(Difference::Lost(value.clone())),
            }
            self.path.pop();
        }
        for (key, value) in other.iter().filter(|(key, _)| !one.contains_key(*key)) {
            if !is_absent(self.nulls, value) {
                self.path.push(key.clone());
                self.push(Difference::New(value.clone()));
                self.path.pop();
            }
        }
    }

    fn push(&mut self, difference: Difference) {
        self.losses.push(Loss { path: self.path.clone(), difference });
    }
}

fn same_scalar(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::String(one), Value::String(other)) => one == other || same_time(one, other),
        (before, after) => before == after,
    }
}

fn same_time(one: &str, other: &str) -> bool {
    let parse = |text| chrono::DateTime::parse_from_rfc3339(text).ok();
    match (parse(one), parse(other)) {
        (Some(one), Some(other)) => one == other && one.offset() == other.offset(),
        _ => false,
    }
}
