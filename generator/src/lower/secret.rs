//! Which values are secret: those of schemas with `format: password` or `x-sensitive: true`.

use serde_json::{Map, Value};

use super::{Context, MAX_DEPTH};
use crate::source::Location;

/// The keywords of schemas that a schema includes or contains.
const INSIDE: [&str; 5] = ["allOf", "oneOf", "anyOf", "items", "additionalProperties"];

/// A schema that is being visited.
struct Visit {
    target: Location,
    /// How many inline schemas it is inside of.
    depth: usize,
    /// The schemas inside that are not visited yet, in reverse order.
    inside: Vec<Location>,
    is_secret: bool,
}

impl Context<'_> {
    /// Whether the values of a schema, or those of what it includes or contains in lists and maps,
    /// are secret. Properties of objects are not considered. Each schema is visited once, and
    /// schemas that are nested too deeply to have a type are not visited.
    pub(super) fn is_secret(&mut self, location: &Location) -> bool {
        let mut path: Vec<Visit> = Vec::new();
        let mut next = Some((location.clone(), 0));
        let mut last = false;
        loop {
            if let Some((location, depth)) = next.take() {
                last = self.enter_secret(&location, depth, &mut path);
            }
            let Some(open) = path.last_mut() else { return last };
            open.is_secret |= last;
            let depth = open.depth + 1;
            next = if open.is_secret { None } else { open.inside.pop().map(|it| (it, depth)) };
            if next.is_none()
                && let Some(done) = path.pop()
            {
                last = done.is_secret;
                self.secrets.insert(done.target, last);
            }
        }
    }

    /// Whether a schema is known to be secret. Appends a visit if that finds it out.
    fn enter_secret(&mut self, location: &Location, depth: usize, path: &mut Vec<Visit>) -> bool {
        let Some((target, raw)) = self.glance(location) else { return false };
        let is_inline = target == *location;
        if is_inline && depth > MAX_DEPTH {
            return false;
        }
        if is_marked(raw) {
            return true;
        }
        // Most schemas have nothing inside, so remembering them would take longer.
        if !raw.keys().any(|key| INSIDE.contains(&key.as_str())) {
            return false;
        }
        if let Some(known) = self.secrets.get(&target) {
            return *known;
        }
        // Until it is known, as for a schema that includes itself.
        self.secrets.insert(target.clone(), false);
        let inside = self.inside(&target, raw);
        let depth = if is_inline { depth } else { 0 };
        path.push(Visit { target, depth, inside, is_secret: false });
        false
    }

    /// What a schema includes and contains, in reverse order.
    fn inside(&self, target: &Location, raw: &Map<String, Value>) -> Vec<Location> {
        let lists = ["allOf", "oneOf", "anyOf"].iter();
        let mut inside: Vec<_> = lists.flat_map(|key| self.elements(target, key)).collect();
        inside.extend(raw.get("items").map(|_| target.child("items")));
        if !raw.contains_key("properties") {
            let others = raw.get("additionalProperties");
            inside.extend(others.map(|_| target.child("additionalProperties")));
        }
        inside.reverse();
        inside
    }
}

/// Whether a schema says that its values are secret.
fn is_marked(raw: &Map<String, Value>) -> bool {
    raw.get("format").and_then(Value::as_str) == Some("password")
        || raw.get("x-sensitive") == Some(&Value::Bool(true))
}

#[cfg(test)]
mod tests {
    use crate::ir::TypeKind;
    use crate::lower::tests::schemas;

    #[test]
    fn a_secret_is_found_in_what_a_schema_includes_and_contains() {
        let text = "
X:
  type: object
  properties:
    a: {type: string, format: password}
    b: {type: array, items: {$ref: '#/components/schemas/Password'}}
    c: {allOf: [{$ref: '#/components/schemas/Password'}, {maxLength: 3}]}
    d: {type: object, additionalProperties: {type: string, format: password}}
    e: {type: string, writeOnly: true}
    f: {type: integer, x-sensitive: true}
    g: {type: string}
    h: {$ref: '#/components/schemas/Inner'}
    i: {$ref: '#/components/schemas/Loop'}
    j: {oneOf: [{type: string, format: password}, {type: integer}]}
Password: {type: string, format: password}
Inner: {type: object, properties: {a: {type: string, format: password}}}
Loop: {type: array, items: {$ref: '#/components/schemas/Loop'}}
";
        let (api, _) = schemas("secrets", text);
        let (_, first) = api.types.iter().next().expect("a definition");
        let TypeKind::Struct(structure) = &first.kind else { panic!("{first:?}") };
        let secret = structure.fields.iter().filter(|field| field.is_secret);
        let names: Vec<&str> = secret.map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "c", "d", "e", "f", "j"]);
    }
}
