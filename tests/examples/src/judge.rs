//! What became of each example.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::json::{Loss, Nulls, differences};
use crate::validity::Schemas;

/// The examples of a document.
#[derive(Debug, Clone, Deserialize)]
pub struct Examples {
    /// Each of them.
    pub examples: Vec<Example>,
    /// What they should fit: a text of JSON Schema 2020-12 with `$defs`.
    pub schemas: Value,
}

/// A value that a document gives as an example.
#[derive(Debug, Clone, Deserialize)]
pub struct Example {
    /// Where it stands.
    pub place: String,
    /// What it is.
    pub value: Value,
    /// The name of its schema.
    pub schema: String,
    /// The type of Rust that reads it.
    pub ty: String,
    /// Whether such values are sent, or only received.
    pub sent: bool,
}

/// What the generated type made of an example.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trip {
    /// It was decoded, and encoded again.
    Encoded {
        /// To this.
        value: Value,
        /// Whether some of it was taken for something that the type does not know: it then comes back as it was by any means.
        unknown: bool,
    },
    /// It was not, and why.
    Failed(String),
}

/// What became of the examples of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// How many there are.
    pub examples: usize,
    /// How many fit their schema.
    pub valid: usize,
    /// How many of those hold properties that the schema does not describe, which the types do not keep.
    pub beyond: usize,
    /// Those of them that were lost or came back changed.
    pub failed: Vec<Fault>,
    /// Those that do not fit their schema.
    pub invalid: Vec<Fault>,
}

/// What is wrong with an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where it stands.
    pub place: String,
    /// The type that reads it.
    pub ty: String,
    /// Why.
    pub reason: String,
}

/// Judges examples by what the generated types made of them, in the same order.
///
/// # Errors
/// When the schemas cannot be read, or the lists are not of one length.
pub fn judge(examples: Examples, trips: &[Trip]) -> Result<Verdict, String> {
    let Examples { examples, schemas } = examples;
    if examples.len() != trips.len() {
        return Err(format!("{} examples, but {} answers of the types", examples.len(), trips.len()));
    }
    let schemas = Schemas::new(schemas);
    let faults = schemas.faults(examples.iter().map(|example| (example.schema.as_str(), &example.value)))?;
    let mut verdict = Verdict { examples: examples.len(), ..Verdict::default() };
    for ((example, trip), fault) in examples.iter().zip(trips).zip(faults) {
        let is = |reason| Fault { place: example.place.clone(), ty: example.ty.clone(), reason };
        if let Some(reason) = fault {
            verdict.invalid.push(is(reason));
            continue;
        }
        verdict.valid += 1;
        match compare(example, trip, &schemas) {
            Comparison::Same => {}
            Comparison::Beyond => verdict.beyond += 1,
            Comparison::Failed(reason) => verdict.failed.push(is(reason)),
        }
    }
    Ok(verdict)
}

enum Comparison {
    Same,
    /// But for properties that the schema does not describe.
    Beyond,
    Failed(String),
}

fn compare(example: &Example, trip: &Trip, schemas: &Schemas) -> Comparison {
    let after = match trip {
        Trip::Failed(reason) => return Comparison::Failed(reason.clone()),
        Trip::Encoded { unknown: true, .. } => {
            return Comparison::Failed("part of it fits no variant, and became `Unknown`".to_owned());
        }
        Trip::Encoded { value, unknown: false } => value,
    };
    let nulls = if example.sent { Nulls::Kept } else { Nulls::Absent };
    let found = differences(&example.value, after, nulls);
    if found.is_empty() {
        return Comparison::Same;
    }
    let is_real =
        |loss: &&Loss| !loss.is_lost_property() || is_described(schemas, &example.schema, loss.path(), example.sent);
    let real: Vec<String> = found.iter().filter(is_real).map(Loss::to_string).collect();
    if real.is_empty() { Comparison::Beyond } else { Comparison::Failed(real.join("; ")) }
}

/// Whether a schema describes the value at a path, such as `["pets", "0", "name"]`, for the direction in which it travels: types have
/// no place for what a schema does not describe, nor for what only travels the other way.
fn is_described(schemas: &Schemas, name: &str, path: &[String], sent: bool) -> bool {
    let Some(root) = schemas.get(name) else { return true };
    let mut here = parts(schemas, root);
    for (depth, key) in path.iter().enumerate() {
        let last = depth + 1 == path.len();
        let objects = here.iter().any(|schema| schema.get("properties").is_some());
        let mut next = Vec::new();
        for schema in &here {
            let property = schema.get("properties").and_then(|properties| properties.get(key));
            let below = property.or_else(|| schema.get("additionalProperties")).or_else(|| schema.get("items"));
            next.extend(below.map(|below| parts(schemas, below)).unwrap_or_default());
        }
        if last {
            let other_way = if sent { "readOnly" } else { "writeOnly" };
            let one_way = next.iter().any(|schema| schema.get(other_way) == Some(&Value::Bool(true)));
            let allowed = next.iter().any(|schema| **schema != Value::Bool(false));
            return !one_way && (allowed || !objects);
        }
        here = next;
    }
    true
}

/// A schema and all that it is made of, references followed.
fn parts<'s>(schemas: &'s Schemas, schema: &'s Value) -> Vec<&'s Value> {
    let mut found: Vec<&Value> = Vec::new();
    let mut work = vec![schema];
    while let Some(schema) = work.pop() {
        if found.iter().any(|known| std::ptr::eq(*known, schema)) {
            continue;
        }
        found.push(schema);
        let reference = schema.get("$ref").and_then(Value::as_str);
        work.extend(reference.and_then(|reference| schemas.target(reference)));
        for key in ["allOf", "anyOf", "oneOf"] {
            work.extend(schema.get(key).and_then(Value::as_array).into_iter().flatten());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Example, Examples, Trip, Verdict, judge};

    /// What becomes of one example of the schema `pet`.
    fn verdict(sent: bool, value: Value, trip: Trip) -> Verdict {
        let schemas = json!({"$defs": {
            "pet": {"allOf": [{"$ref": "#/$defs/base"}], "properties": {"born": {"$ref": "#/$defs/time"}}, "required": ["born"]},
            "base": {"properties": {"name": {"type": "string"}, "id": {"readOnly": true}, "data": {"type": "object"}}},
            "time": {"type": "string", "format": "date-time"},
        }});
        let example = Example { place: "1".to_owned(), value, schema: "pet".to_owned(), ty: "Pet".to_owned(), sent };
        judge(Examples { examples: vec![example], schemas }, &[trip]).expect("a verdict")
    }

    fn came(value: Value) -> Trip {
        Trip::Encoded { value, unknown: false }
    }

    fn counts(verdict: &Verdict) -> (usize, usize, usize, usize) {
        (verdict.valid, verdict.beyond, verdict.failed.len(), verdict.invalid.len())
    }

    #[test]
    fn an_example_comes_back_or_is_lossy() {
        let pet = json!({"born": "2024-05-06T07:08:09Z", "name": "Rex", "data": {"a": 1}});
        let back = |after: Value| counts(&verdict(false, pet.clone(), came(after)));
        assert_eq!(back(pet.clone()), (1, 0, 0, 0));
        let instant = json!({"born": "2024-05-06T07:08:09+00:00", "name": "Rex", "data": {"a": 1}});
        assert_eq!(back(instant), (1, 0, 0, 0));
        for lossy in [
            json!({"born": "2024-05-06T07:08:09Z", "data": {"a": 1}}),
            json!({"born": "2024-05-06T07:08:09Z", "name": "Rex", "data": {}}),
            json!({"born": "2024-05-06T07:08:10Z", "name": "Rex", "data": {"a": 1}}),
            json!({"born": "2024-05-06T07:08:09Z", "name": "Rex", "data": {"a": 1}, "age": 1}),
        ] {
            assert_eq!(back(lossy.clone()), (1, 0, 1, 0), "{lossy}");
        }
        let unknown = Trip::Encoded { value: pet.clone(), unknown: true };
        assert_eq!(counts(&verdict(false, pet.clone(), unknown)), (1, 0, 1, 0));
        assert_eq!(counts(&verdict(false, pet, Trip::Failed("no".to_owned()))), (1, 0, 1, 0));
    }

    #[test]
    fn what_does_not_fit_its_schema_is_no_loss() {
        for wrong in [json!({}), json!({"born": "yesterday"}), json!({"born": "2024-05-06T07:08:09Z", "name": 1})] {
            assert_eq!(counts(&verdict(false, wrong.clone(), Trip::Failed("no".to_owned()))), (0, 0, 0, 1), "{wrong}");
        }
    }

    #[test]
    fn what_has_no_place_in_a_schema_is_not_kept() {
        let trip = |after: &Value| came(after.clone());
        let bare = json!({"born": "2024-05-06T07:08:09Z"});
        let beside = json!({"born": "2024-05-06T07:08:09Z", "age": 1});
        assert_eq!(counts(&verdict(false, beside, trip(&bare))), (1, 1, 0, 0));
        let with_id = json!({"born": "2024-05-06T07:08:09Z", "id": 1});
        assert_eq!(counts(&verdict(true, with_id.clone(), trip(&bare))), (1, 1, 0, 0), "it is only received");
        assert_eq!(counts(&verdict(false, with_id, trip(&bare))), (1, 0, 1, 0));
        let null = json!({"born": "2024-05-06T07:08:09Z", "data": null});
        assert_eq!(counts(&verdict(true, null, trip(&bare))), (0, 0, 0, 1));
    }

    #[test]
    fn a_schema_that_cannot_be_read_allows_everything() {
        let schemas = json!({"$defs": {"a": {"type": 1}, "b": {"pattern": "("}, "c": {"$ref": "#/$defs/b"}}});
        let example = |schema: &str| Example {
            place: String::new(),
            value: json!("x"),
            schema: schema.to_owned(),
            ty: String::new(),
            sent: false,
        };
        let examples = Examples { examples: ["a", "b", "c"].map(example).to_vec(), schemas };
        let trips = [json!("x"), json!("x"), json!("x")].map(came);
        assert_eq!(counts(&judge(examples, &trips).expect("a verdict")), (3, 0, 0, 0));
    }
}
