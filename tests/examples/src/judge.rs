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
    let is_real = |loss: &&Loss| {
        let here = at(schemas, &example.schema, loss.path());
        match loss.numbers() {
            Some((before, after)) => !(here.is_float() && is_same_float(before, after)),
            None => !loss.is_lost_property() || here.has_place(example.sent),
        }
    };
    let real: Vec<String> = found.iter().filter(is_real).map(Loss::to_string).collect();
    if real.is_empty() { Comparison::Beyond } else { Comparison::Failed(real.join("; ")) }
}

/// Whether numbers are the same to the 24 bits of `format: float`, which an example may write out to more digits.
fn is_same_float(before: f64, after: f64) -> bool {
    before as f32 == after as f32
}

/// What schemas say of a value.
struct Description<'s> {
    /// All schemas that it should fit, by any way.
    schemas: Vec<&'s Value>,
    /// Whether the object that it stands in has named properties.
    in_struct: bool,
}

impl Description<'_> {
    /// Whether types have a place for it: they have none for what no schema describes, nor for what only travels the other way.
    fn has_place(&self, sent: bool) -> bool {
        let other_way = if sent { "readOnly" } else { "writeOnly" };
        let one_way = self.schemas.iter().any(|schema| schema.get(other_way) == Some(&Value::Bool(true)));
        let allowed = self.schemas.iter().any(|schema| **schema != Value::Bool(false));
        !one_way && (allowed || !self.in_struct)
    }

    /// Whether it is a number of `format: float`.
    fn is_float(&self) -> bool {
        self.schemas.iter().any(|schema| schema.get("format").and_then(Value::as_str) == Some("float"))
    }
}

/// What a schema says of the value at a path, such as `["pets", "0", "name"]`.
fn at<'s>(schemas: &'s Schemas, name: &str, path: &[String]) -> Description<'s> {
    let root = schemas.get(name).map(|root| parts(schemas, root)).unwrap_or_default();
    let mut here = Description { schemas: root, in_struct: false };
    for key in path {
        let in_struct = here.schemas.iter().any(|schema| schema.get("properties").is_some());
        let mut next = Vec::new();
        for schema in &here.schemas {
            let property = schema.get("properties").and_then(|properties| properties.get(key));
            let below = property.or_else(|| schema.get("additionalProperties")).or_else(|| schema.get("items"));
            next.extend(below.map(|below| parts(schemas, below)).unwrap_or_default());
        }
        here = Description { schemas: next, in_struct };
    }
    here
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
    fn a_float_has_24_bits() {
        let came = |format: &str, after: f64| {
            let schemas = json!({"$defs": {"a": {"items": {"type": "number", "format": format}}}});
            let value = json!([0.00743999984115362]);
            let example =
                Example { place: "1".to_owned(), value, schema: "a".to_owned(), ty: "A".to_owned(), sent: false };
            let trip = Trip::Encoded { value: json!([after]), unknown: false };
            judge(Examples { examples: vec![example], schemas }, &[trip]).expect("a verdict").failed.len()
        };
        assert_eq!((came("float", 0.00744), came("float", 0.00745)), (0, 1));
        assert_eq!((came("double", 0.00744), came("double", 0.00743999984115362)), (1, 0));
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
