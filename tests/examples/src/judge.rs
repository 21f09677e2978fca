//! The results of examples.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::json::{Loss, Nulls, differences};
use crate::validity::Schemas;

/// The examples of a document.
#[derive(Debug, Clone, Deserialize)]
pub struct Examples {
    /// The examples.
    pub examples: Vec<Example>,
    /// Their schemas: a text of JSON Schema 2020-12 with `$defs`.
    pub schemas: Value,
}

/// An example value of a document.
#[derive(Debug, Clone, Deserialize)]
pub struct Example {
    /// The location.
    pub location: String,
    /// The value.
    pub value: Value,
    /// The name of its schema.
    pub schema: String,
    /// The Rust type that reads it.
    pub ty: String,
    /// Whether such values are sent, or only received.
    pub sent: bool,
}

/// The result of decoding and encoding an example.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trip {
    /// It was decoded and encoded.
    Encoded {
        /// The encoded value.
        value: Value,
        /// Whether a part is an unknown value, which is always encoded unchanged.
        unknown: bool,
    },
    /// The error of decoding or encoding.
    Failed(String),
}

/// The results of the examples of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The number of examples.
    pub examples: usize,
    /// The number of examples that fit their schema.
    pub valid: usize,
    /// The number of those with properties that the schema does not describe and the types do not
    /// keep.
    pub beyond: usize,
    /// Valid examples that were lost or changed.
    pub failed: Vec<Problem>,
    /// Examples that do not fit their schema.
    pub invalid: Vec<Problem>,
}

/// A problem of an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The location.
    pub location: String,
    /// The type that reads it.
    pub ty: String,
    /// The error or difference.
    pub reason: String,
}

/// Judges examples by the results of the generated types, in the same order.
///
/// # Errors
/// If the schemas cannot be read, or the lists have different lengths.
pub fn judge(examples: Examples, trips: &[Trip]) -> Result<Verdict, String> {
    let Examples { examples, schemas } = examples;
    if examples.len() != trips.len() {
        return Err(format!(
            "{} examples, but {} results of the types",
            examples.len(),
            trips.len()
        ));
    }
    let schemas = Schemas::new(schemas)?;
    let mut verdict = Verdict { examples: examples.len(), ..Verdict::default() };
    for (example, trip) in examples.iter().zip(trips) {
        let is =
            |reason| Problem { location: example.location.clone(), ty: example.ty.clone(), reason };
        if let Some(reason) = schemas.error(&example.schema, &example.value) {
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
    /// Without properties that the schema does not describe.
    Beyond,
    Failed(String),
}

fn compare(example: &Example, trip: &Trip, schemas: &Schemas) -> Comparison {
    let (after, unknown) = match trip {
        Trip::Failed(reason) => return Comparison::Failed(reason.clone()),
        Trip::Encoded { value, unknown } => (value, *unknown),
    };
    let nulls = if example.sent { Nulls::Kept } else { Nulls::Absent };
    let found = differences(&example.value, after, nulls);
    let root = Description::of(schemas, &example.schema, &example.value);
    // A property that no schema describes may be invalid for the type, too.
    if unknown && !root.has_more(schemas, &example.value, example.sent) {
        return Comparison::Failed("part of it fits no variant, and became `Unknown`".to_owned());
    }
    if found.is_empty() {
        return if unknown { Comparison::Beyond } else { Comparison::Same };
    }
    let is_real = |loss: &&Loss| {
        !loss.is_lost_property()
            || root.at(schemas, &example.value, loss.path()).is_kept(example.sent)
    };
    let real: Vec<String> = found.iter().filter(is_real).map(Loss::to_string).collect();
    if real.is_empty() { Comparison::Beyond } else { Comparison::Failed(real.join("; ")) }
}

/// The schemas that apply to a value.
struct Description<'s> {
    /// All schemas that it fits, directly or through references and combinations.
    schemas: Vec<&'s Value>,
    /// Whether the object that contains it has named properties.
    in_struct: bool,
}

impl<'s> Description<'s> {
    /// The schemas of a value that fits the named schema.
    fn of(schemas: &'s Schemas, name: &str, value: &Value) -> Self {
        let found =
            schemas.get(name).map(|root| parts(schemas, root, Some(value))).unwrap_or_default();
        Self { schemas: found, in_struct: false }
    }

    /// The schemas of its property or element with a key, whose value is passed if it exists.
    fn below(&self, schemas: &'s Schemas, key: &str, value: Option<&Value>) -> Self {
        let in_struct = self.schemas.iter().any(|schema| schema.get("properties").is_some());
        let mut next = Vec::new();
        for schema in &self.schemas {
            let property = schema.get("properties").and_then(|properties| properties.get(key));
            let below = property
                .or_else(|| schema.get("additionalProperties"))
                .or_else(|| schema.get("items"));
            next.extend(below.map(|below| parts(schemas, below, value)).unwrap_or_default());
        }
        Self { schemas: next, in_struct }
    }

    /// The schemas at a path, such as `["pets", "0", "name"]`.
    fn at(&self, schemas: &'s Schemas, value: &Value, path: &[String]) -> Self {
        let mut here = Self { schemas: self.schemas.clone(), in_struct: self.in_struct };
        let mut value = Some(value);
        for key in path {
            value = match value {
                Some(Value::Array(elements)) => {
                    key.parse().ok().and_then(|index: usize| elements.get(index))
                }
                Some(value) => value.get(key),
                None => None,
            };
            here = here.below(schemas, key, value);
        }
        here
    }

    /// Whether a value contains properties, at any depth, that the types do not keep.
    fn has_more(&self, schemas: &'s Schemas, value: &Value, sent: bool) -> bool {
        let more = |key: &str, value: &Value| {
            self.below(schemas, key, Some(value)).has_more(schemas, value, sent)
        };
        match value {
            Value::Array(elements) => elements.iter().any(|element| more("", element)),
            Value::Object(members) => members.iter().any(|(key, value)| {
                let is_beyond = !self.below(schemas, key, Some(value)).is_kept(sent);
                is_beyond || more(key, value)
            }),
            _ => false,
        }
    }

    /// Whether types keep it: they omit properties that no schema describes, and those of the other
    /// direction (`readOnly`, `writeOnly`).
    fn is_kept(&self, sent: bool) -> bool {
        let other_way = if sent { "readOnly" } else { "writeOnly" };
        let one_way =
            self.schemas.iter().any(|schema| schema.get(other_way) == Some(&Value::Bool(true)));
        let allowed = self.schemas.iter().any(|schema| **schema != Value::Bool(false));
        !one_way && (allowed || !self.in_struct)
    }
}

/// A schema and its parts, with references followed, without alternatives that a value does not
/// fit.
fn parts<'s>(schemas: &'s Schemas, schema: &'s Value, value: Option<&Value>) -> Vec<&'s Value> {
    let mut found: Vec<&Value> = Vec::new();
    let mut work = vec![schema];
    while let Some(schema) = work.pop() {
        if found.iter().any(|known| std::ptr::eq(*known, schema)) {
            continue;
        }
        found.push(schema);
        let reference = schema.get("$ref").and_then(Value::as_str);
        work.extend(reference.and_then(|reference| schemas.target(reference)));
        work.extend(schema.get("allOf").and_then(Value::as_array).into_iter().flatten());
        for key in ["anyOf", "oneOf"] {
            let alternatives = schema.get(key).and_then(Value::as_array).into_iter().flatten();
            work.extend(
                alternatives.filter(|one| value.is_none_or(|value| schemas.fits(one, value))),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Example, Examples, Trip, Verdict, judge};

    /// The result of one example of the schema `pet`.
    fn verdict(sent: bool, value: Value, trip: Trip) -> Verdict {
        let schemas = json!({"$defs": {
            "pet": {"allOf": [{"$ref": "#/$defs/base"}], "properties": {"born": {"$ref": "#/$defs/time"}}, "required": ["born"]},
            "base": {"properties": {"name": {"type": "string"}, "id": {"readOnly": true}, "data": {"type": "object"}}},
            "time": {"type": "string", "format": "date-time"},
        }});
        let example = Example {
            location: "1".to_owned(),
            value,
            schema: "pet".to_owned(),
            ty: "Pet".to_owned(),
            sent,
        };
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
        for wrong in [
            json!({}),
            json!({"born": "yesterday"}),
            json!({"born": "2024-05-06T07:08:09Z", "name": 1}),
        ] {
            assert_eq!(
                counts(&verdict(false, wrong.clone(), Trip::Failed("no".to_owned()))),
                (0, 0, 0, 1),
                "{wrong}"
            );
        }
    }

    #[test]
    fn what_no_schema_describes_is_not_kept() {
        let trip = |after: &Value| came(after.clone());
        let bare = json!({"born": "2024-05-06T07:08:09Z"});
        let beside = json!({"born": "2024-05-06T07:08:09Z", "age": 1});
        assert_eq!(counts(&verdict(false, beside, trip(&bare))), (1, 1, 0, 0));
        let with_id = json!({"born": "2024-05-06T07:08:09Z", "id": 1});
        assert_eq!(
            counts(&verdict(true, with_id.clone(), trip(&bare))),
            (1, 1, 0, 0),
            "it is only received"
        );
        assert_eq!(counts(&verdict(false, with_id, trip(&bare))), (1, 0, 1, 0));
        let null = json!({"born": "2024-05-06T07:08:09Z", "data": null});
        assert_eq!(counts(&verdict(true, null, trip(&bare))), (0, 0, 0, 1));
    }

    #[test]
    fn an_alternative_that_a_value_does_not_fit_describes_nothing_of_it() {
        let schemas = json!({"$defs": {
            "any": {"allOf": [{"anyOf": [{"$ref": "#/$defs/cat"}, {"$ref": "#/$defs/dog"}]}]},
            "cat": {"properties": {"lives": {"type": "integer"}}, "required": ["lives"]},
            "dog": {"properties": {"barks": {"type": "boolean"}, "age": {}}, "required": ["barks"]},
        }});
        let verdict = |value: Value, after: Value, unknown: bool| {
            let (location, schema, ty) = (String::new(), "any".to_owned(), String::new());
            let examples = Examples {
                examples: vec![Example { location, value, schema, ty, sent: false }],
                schemas: schemas.clone(),
            };
            counts(&judge(examples, &[Trip::Encoded { value: after, unknown }]).expect("a verdict"))
        };
        assert_eq!(
            verdict(json!({"lives": 9, "age": 1}), json!({"lives": 9}), false),
            (1, 1, 0, 0)
        );
        let both = json!({"lives": 9, "age": 1, "barks": true});
        assert_eq!(verdict(both, json!({"lives": 9}), false), (1, 0, 1, 0));
        let wrong = json!({"lives": 9, "barks": "often"});
        assert_eq!(
            verdict(wrong.clone(), wrong, true),
            (1, 1, 0, 0),
            "what is unknown is beside the schema"
        );
        assert_eq!(verdict(json!({"lives": 9}), json!({"lives": 9}), true), (1, 0, 1, 0));
    }

    #[test]
    fn a_number_keeps_all_its_digits() {
        let came = |format: &str, after: f64| {
            let schemas = json!({"$defs": {"a": {"items": {"type": "number", "format": format}}}});
            let value = json!([0.00743999984115362]);
            let example = Example {
                location: "1".to_owned(),
                value,
                schema: "a".to_owned(),
                ty: "A".to_owned(),
                sent: false,
            };
            let trip = Trip::Encoded { value: json!([after]), unknown: false };
            judge(Examples { examples: vec![example], schemas }, &[trip])
                .expect("a verdict")
                .failed
                .len()
        };
        for format in ["float", "double"] {
            assert_eq!(
                (came(format, 0.00744), came(format, 0.00743999984115362)),
                (1, 0),
                "{format}"
            );
        }
    }

    #[test]
    fn a_schema_that_cannot_be_read_allows_everything() {
        let schemas =
            json!({"$defs": {"a": {"type": 1}, "b": {"pattern": "("}, "c": {"$ref": "#/$defs/b"}}});
        let example = |schema: &str| Example {
            location: String::new(),
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
