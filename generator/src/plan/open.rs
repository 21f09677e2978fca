//! Setters for additional properties whose names have a pattern: `custom_…`, `type_0` and
//! `value_0`.

use super::docs;
use super::krate::{Inline, OpenSetter, OpenSetterKind, Paragraph};
use super::name::{self, Case, Ident, Namespace};
use crate::ir::{NamePattern, Prefix};
use crate::source::{FileId, Location};

/// A setter for each pattern.
pub fn setters(patterns: &[NamePattern], names: &mut Namespace) -> Vec<OpenSetter> {
    let mut take =
        |words: &str| names.take(name::ident(words, Case::Value), &Location::root(FileId(0))).0;
    let setters = patterns.iter().map(|pattern| match pattern {
        NamePattern::Prefix(prefix) => prefixed(take(&prefix.text), prefix),
        NamePattern::Numbered { prefixes, first, description } => {
            let shared = shared_words(prefixes);
            let words = if shared.is_empty() { joined(prefixes) } else { shared.join(" ") };
            let setter = Numbered { prefixes, shared: shared.len(), first: *first };
            setter.plan(take(&words), description.as_deref())
        }
    });
    setters.collect()
}

fn prefixed(ident: Ident, prefix: &Prefix) -> OpenSetter {
    let line = || vec![Inline::Text("Adds a property.")];
    let mut docs = docs::or(docs::words(prefix.description.as_deref()), line);
    docs.paragraphs.push(Paragraph::Line(vec![
        Inline::Text("Sent as "),
        Inline::Code(prefix.text.clone()),
        Inline::Text(" followed by the name. A second value for the same name replaces the first."),
    ]));
    OpenSetter { ident, kind: OpenSetterKind::Prefixed { prefix: prefix.text.clone() }, docs }
}

/// A setter for properties that have the same number.
struct Numbered<'p> {
    prefixes: &'p [Prefix],
    /// How many words all prefixes begin with.
    shared: usize,
    /// The first number.
    first: u64,
}

impl Numbered<'_> {
    fn plan(&self, ident: Ident, description: Option<&str>) -> OpenSetter {
        let Self { prefixes, shared, first } = *self;
        let mut arguments = Namespace::reserving([], "_value");
        let parts: Vec<(Ident, String)> = prefixes
            .iter()
            .map(|prefix| {
                let words = words(&prefix.text);
                let own =
                    words.get(shared..).filter(|own| !own.is_empty()).unwrap_or(&words).join(" ");
                let (argument, _) =
                    arguments.take(name::ident(&own, Case::Value), &Location::root(FileId(0)));
                (argument, prefix.text.clone())
            })
            .collect();
        let line = || vec![Inline::Text("Adds a set of related properties.")];
        let mut docs = docs::or(docs::words(description), line);
        docs.paragraphs.push(Paragraph::Line(vec![
            Inline::Text("Each call uses the next unused number, starting at "),
            Inline::Code(first.to_string()),
            Inline::Text(":"),
        ]));
        let list = parts.iter().zip(prefixes).map(|((argument, text), prefix)| {
            let mut line = vec![
                Inline::Code(argument.plain().to_owned()),
                Inline::Text(" is sent as "),
                Inline::Code(format!("{text}{first}")),
                Inline::Text("."),
            ];
            if let Some(description) = &prefix.description {
                line.extend([Inline::Text(" "), Inline::Words(docs::single_line(description))]);
            }
            line
        });
        docs.paragraphs.push(Paragraph::List(list.collect()));
        OpenSetter { ident, kind: OpenSetterKind::Numbered { parts, first }, docs }
    }
}

fn words(text: &str) -> Vec<String> {
    let ident = name::ident(text, Case::Value);
    ident.plain().split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The words that all prefixes begin with.
fn shared_words(prefixes: &[Prefix]) -> Vec<String> {
    let mut all = prefixes.iter().map(|prefix| words(&prefix.text));
    let mut shared = all.next().unwrap_or_default();
    for other in all {
        let same = shared.iter().zip(&other).take_while(|(one, other)| one == other).count();
        shared.truncate(same);
    }
    shared
}

fn joined(prefixes: &[Prefix]) -> String {
    prefixes.iter().map(|prefix| words(&prefix.text).join(" ")).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setter(texts: &[&str]) -> (String, Vec<String>) {
        let prefix = |text: &&str| Prefix { text: (*text).to_owned(), description: None };
        let prefixes = texts.iter().map(prefix).collect();
        let pattern = NamePattern::Numbered { prefixes, first: 0, description: None };
        let setters = setters(&[pattern], &mut Namespace::reserving(["new"], "_field"));
        let setter = setters.first().expect("a setter");
        let OpenSetterKind::Numbered { parts, .. } = &setter.kind else {
            return Default::default();
        };
        (
            setter.ident.as_str().to_owned(),
            parts.iter().map(|(ident, _)| ident.as_str().to_owned()).collect(),
        )
    }

    #[test]
    fn a_setter_is_named_by_what_its_prefixes_share() {
        for (texts, name, arguments) in [
            (
                &["customerChannelType_", "customerChannelValue_"],
                "customer_channel",
                ["r#type", "value"],
            ),
            (&["key", "value"], "key_and_value", ["key", "value"]),
            (&["item_", "itemPrice_"], "item", ["item", "price"]),
            (&["new_a", "new_b"], "new_field", ["a", "b"]),
        ] {
            assert_eq!(
                setter(texts),
                (name.to_owned(), arguments.map(str::to_owned).to_vec()),
                "{texts:?}"
            );
        }
    }
}
