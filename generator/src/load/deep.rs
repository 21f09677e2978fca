//! Reads texts that are nested too deeply for parsers that use the call stack: one pass over the
//! text with a stack of its own.
//!
//! Later stages do not recurse this deeply either: schemas are read one at a time, and data may not
//! be nested this deeply.

use serde_json::map::Entry;
use serde_json::{Map, Value};

use super::grammar::{has_chosen_keys, holds_data};
use super::limits::Limits;
use crate::source::{
    Finding, Shape, Span, Step, Visitor, YamlKind, deeper_than, walk_json, walk_yaml,
};

/// How deeply collections may be nested in data such as examples. Data that is nested more deeply
/// is left out.
pub(super) const MAX_DATA: usize = 128;

/// Why a text was not read, and at which byte.
pub(super) enum DeepError {
    TooDeep(usize),
    /// A collection has too many members.
    TooMany(usize),
    LongKey(usize),
    LongText(usize),
    /// Brackets of YAML are nested deeper than its parser supports.
    YamlTooDeep(usize),
    Syntax(usize),
    Alias(usize),
}

/// What was read.
pub(super) struct DeepText {
    pub(super) value: Value,
    /// Whether the text has something that only a walk over it can locate.
    pub(super) needs_walk: bool,
    /// Where data that was left out is too deep, in bytes.
    pub(super) left_out: Vec<usize>,
}

/// What the other reader does in the same way.
pub(super) struct Shared {
    /// Reads a plain scalar of YAML.
    pub(super) plain: fn(&str) -> Value,
    /// Applies the merge keys of a mapping.
    pub(super) merge: fn(&mut Map<String, Value>),
    /// The members that a collection can have.
    pub(super) members: usize,
}

/// Reads a text.
pub(super) fn read(
    text: &str,
    yaml: bool,
    limits: Limits,
    shared: Shared,
) -> Result<DeepText, DeepError> {
    let Shared { plain, merge, members } = shared;
    let mut builder = Builder {
        text,
        limits,
        members,
        plain,
        next: None,
        open: Vec::new(),
        data: None,
        is_left_out: false,
        read: Read::default(),
    };
    let complete = if yaml {
        // The YAML parser takes quadratic time in the depth.
        if let Some(span) = deeper_than(text, limits.depth) {
            return Err(DeepError::TooDeep(span.start));
        }
        builder.read.merge = Some(merge);
        let walked = walk_yaml(text, &mut builder);
        if walked.as_ref().is_err_and(|message| message.contains("recursion limit")) {
            builder.fail(DeepError::YamlTooDeep(builder.read.end));
        }
        walked.is_ok()
    } else {
        walk_json(text, &mut builder).is_some()
    };
    let Builder { open, read, .. } = builder;
    let complete = complete && open.is_empty();
    open.into_iter().for_each(|open| dismantle(open.value));
    match (read.error, read.root) {
        (None, Some(value)) if complete => {
            Ok(DeepText { value, needs_walk: read.needs_walk, left_out: read.left_out })
        }
        (error, root) => {
            root.into_iter().for_each(dismantle);
            Err(error.unwrap_or(DeepError::Syntax(read.end)))
        }
    }
}

/// Drops a value without using the stack.
pub(super) fn dismantle(value: Value) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(elements) => open.extend(elements.into_iter().filter(is_collection)),
            Value::Object(members) => {
                open.extend(members.into_iter().map(|(_, member)| member).filter(is_collection))
            }
            _ => {}
        }
    }
}

fn is_collection(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_))
}

struct Builder<'t> {
    text: &'t str,
    limits: Limits,
    /// How many members a collection may have.
    members: usize,
    plain: fn(&str) -> Value,
    /// The YAML value that is entered next.
    next: Option<Value>,
    open: Vec<Open>,
    /// The depth of the outermost value that is data, while inside one.
    data: Option<usize>,
    /// Whether that value is nested too deeply, so it is left out.
    is_left_out: bool,
    read: Read,
}

/// A collection that is not yet complete.
struct Open {
    value: Value,
    /// Its key in the collection around it.
    key: String,
    /// Whether the author of the document chose its keys.
    named: bool,
}

#[derive(Default)]
struct Read {
    root: Option<Value>,
    /// Where the last value ends.
    end: usize,
    needs_walk: bool,
    left_out: Vec<usize>,
    error: Option<DeepError>,
    merge: Option<fn(&mut Map<String, Value>)>,
}

impl Builder<'_> {
    /// The value that starts here, from its JSON text.
    fn value(&mut self, span: Span) -> Option<Value> {
        if let Some(value) = self.next.take() {
            return Some(value);
        }
        let text = self.text.get(span.start..span.end).unwrap_or_default();
        match text {
            "{" => Some(Value::Object(Map::new())),
            "[" => Some(Value::Array(Vec::new())),
            scalar => serde_json::from_str(scalar).ok(),
        }
    }

    fn fail(&mut self, error: DeepError) {
        self.read.error.get_or_insert(error);
    }

    /// Adds a complete value to the collection around it.
    fn put(&mut self, key: String, value: Value) {
        match self.open.last_mut().map(|open| &mut open.value) {
            None => self.read.root = Some(value),
            Some(Value::Array(elements)) => elements.push(value),
            Some(Value::Object(members)) => match members.entry(key) {
                Entry::Occupied(_) => {
                    self.read.needs_walk = true;
                    dismantle(value);
                }
                Entry::Vacant(vacant) => drop(vacant.insert(value)),
            },
            Some(_) => dismantle(value),
        }
    }

    /// Whether the value of a key is data, and whether the author of the document chose its keys.
    fn role(&self, step: &Step<'_>) -> (bool, bool) {
        match step {
            Step::Key(key, _) if self.open.last().is_none_or(|open| !open.named) => {
                let is_named = has_chosen_keys(key);
                (holds_data(key) || key.starts_with("x-") && !is_named, is_named)
            }
            _ => (false, false),
        }
    }
}

impl Visitor for Builder<'_> {
    fn enter(&mut self, step: Step<'_>, span: Span, shape: Shape) {
        self.read.end = span.end;
        let Some(value) = self.value(span) else { return self.fail(DeepError::Syntax(span.start)) };
        let (data, named) = self.role(&step);
        let key = if let Step::Key(key, _) = step { key.to_owned() } else { String::new() };
        if key.len() > self.limits.key {
            self.fail(DeepError::LongKey(span.start));
        }
        let around = self.open.last().map_or(0, |open| match &open.value {
            Value::Array(elements) => elements.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        });
        if around >= self.members {
            self.fail(DeepError::TooMany(span.start));
        }
        if value.as_str().is_some_and(|text| text.len() > self.limits.text) {
            self.fail(DeepError::LongText(span.start));
        }
        if shape == Shape::Scalar {
            return self.put(key, value);
        }
        let depth = self.open.len();
        if data {
            self.data.get_or_insert(depth);
        }
        if depth >= self.limits.depth {
            self.fail(DeepError::TooDeep(span.start));
        }
        let is_too_deep = self.data.is_some_and(|data| depth - data >= MAX_DATA);
        if is_too_deep && !self.is_left_out {
            self.is_left_out = true;
            self.read.left_out.push(span.start);
        }
        self.open.push(Open { value, key, named });
    }

    fn leave(&mut self) {
        let Some(Open { mut value, key, .. }) = self.open.pop() else { return };
        if self.data == Some(self.open.len()) {
            self.data = None;
            if std::mem::take(&mut self.is_left_out) {
                return dismantle(value);
            }
        }
        if let (Some(merge), Value::Object(members)) = (self.read.merge, &mut value) {
            merge(members);
        }
        self.put(key, value);
    }

    fn done(&self) -> bool {
        self.read.error.is_some()
    }

    fn remark(&mut self, _finding: Finding, _span: Span) {
        self.read.needs_walk = true;
    }

    fn kind(&mut self, kind: YamlKind<'_>) {
        self.next = Some(match kind {
            YamlKind::Plain(text) => (self.plain)(text),
            YamlKind::Text(text) => Value::from(text),
            YamlKind::List => Value::Array(Vec::new()),
            YamlKind::Mapping => Value::Object(Map::new()),
            YamlKind::Alias => {
                self.fail(DeepError::Alias(self.read.end));
                Value::Null
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::dismantle;
    use crate::diagnostic::Report;
    use crate::load::limits::Limits;
    use crate::load::read::read;

    fn text(name: &str, text: &str) -> Result<Value, String> {
        let mut report = Report::new();
        let (_, value) = read(name, text.as_bytes().to_vec(), Limits::default(), &mut report);
        let said = report.located().into_iter().map(|(diagnostic, position)| {
            let location =
                position.map_or(String::new(), |at| format!("{}:{}", at.line, at.column));
            format!("{} {location} {}", diagnostic.code.id(), diagnostic.message)
        });
        value.ok_or_else(|| said.collect::<Vec<_>>().join("; "))
    }

    fn nested(levels: usize, inner: &str) -> String {
        format!(
            "{{\"a\": 1, \"b\": {}{inner}{}, \"c\": [true, null, \"\\u00e9\", -1.5e3, 18446744073709551615]}}",
            "[".repeat(levels),
            "]".repeat(levels)
        )
    }

    #[test]
    fn what_is_deep_is_read_as_what_is_not() {
        for name in ["a.json", "a.yaml"] {
            // YAML that is also JSON is read as JSON.
            let value = text(name, &nested(9_900, "{\"x\": [2]}")).unwrap();
            let mut inner = &value["b"];
            for _ in 0..9_900 {
                inner = &inner[0];
            }
            assert_eq!(*inner, json!({"x": [2]}), "{name}");
            assert_eq!(value["c"], json!([true, null, "é", -1500.0, 18446744073709551615u64]));
            assert_eq!(value["a"], 1);
            dismantle(value);
        }
        let value = text(
            "a.yaml",
            &format!("a: {}'5', 5, no, 012, ~, b c, .5{}\n", "[".repeat(200), "]".repeat(200)),
        )
        .unwrap();
        let inner = (0..200).fold(&value["a"], |value, _| &value[0]);
        assert_eq!(inner["never"], Value::Null);
        let list = (0..199).fold(&value["a"], |value, _| &value[0]);
        assert_eq!(*list, json!(["5", 5, "no", "012", null, "b c", 0.5]));
    }

    #[test]
    fn what_is_too_deep_is_reported_and_dropped() {
        for name in ["a.json", "a.yaml"] {
            let said = text(name, &nested(20_000, "")).unwrap_err();
            assert!(
                said.starts_with("E0113 1:") && said.ends_with("more than 10000 levels deep"),
                "{name} {said}"
            );
        }
        let brackets = format!("a: {}{}\n", "[".repeat(3_000), "]".repeat(3_000));
        assert!(text("a.yaml", &brackets).unwrap_err().starts_with("E0113 1:"));
        let lines: String = (0..1_000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
        dismantle(text("a.yaml", &lines).unwrap());
        let deep = format!("{}1{}", "[".repeat(1_000), "]".repeat(1_000));
        let data = format!("{{\"x\": {{\"example\": {deep}, \"a\": 1, \"default\": {deep}}}}}");
        assert_eq!(text("a.json", &data).unwrap(), json!({"x": {"a": 1}}));
        assert_eq!(text("a.yaml", &data).unwrap(), json!({"x": {"a": 1}}));
        let schema = format!(
            "{{\"properties\": {{\"example\": {}1{}}}}}",
            "[".repeat(1_000),
            "]".repeat(1_000)
        );
        dismantle(text("a.json", &schema).unwrap());
    }

    #[test]
    fn what_is_wrong_in_the_deep_is_reported() {
        for (name, inner, expected) in [
            ("a.json", "x", "E0102 1:215"),
            ("a.json", "{\"b\": 1, \"b\": 2}", ""),
            ("a.yaml", "*x", "E0102 1:"),
        ] {
            match text(name, &nested(200, inner)) {
                Ok(_) => assert_eq!(expected, "", "{inner}"),
                Err(said) => {
                    assert!(said.starts_with(expected) && !expected.is_empty(), "{inner}: {said}")
                }
            }
        }
        assert!(
            text("a.json", &nested(200, "").replace("]]]", "")).unwrap_err().starts_with("E0102")
        );
    }
}
