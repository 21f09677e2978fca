//! The macro of a shared runtime that declares the builder of a client.
//!
//! A crate cannot add methods to a type of another crate, so its builder is a type around that of
//! the runtime. The methods are those of the runtime's builder, read from its files.

use super::print::line;
use super::{LAYERS, Module};

/// The line that starts a list of methods.
const METHODS: &str = "impl<C: From<Core>> Builder<C> {";

/// The methods that the template below has, because they take or return another type than `Self`.
const OTHERS: [&str; 4] = ["build", "new", "variable", "variable_pair"];

/// What the file starts with: the types that signatures name.
const HEAD: &str = "\
//! Declares the builder of a client in another crate.

/// The types that the signatures of the builder name.
#[doc(hidden)]
pub mod builder_types {
    pub use std::sync::Arc;
    pub use std::time::Duration;

    pub use crate::client::builder::{BuildError, Builder};
    pub use crate::client::config::Api;
    pub use crate::client::credential::Credential;
    pub use crate::client::hook::{RequestInfo, ResponseInfo};
    pub use crate::client::retry::RetryPolicy;
    #[cfg(feature = \"tower\")]
    pub use crate::http::body::Body;
    #[cfg(feature = \"tower\")]
    pub use crate::http::error::BoxError;
    pub use crate::http::transport::Transport;
    pub use crate::platform::clock::Clock;
    #[cfg(feature = \"tower\")]
    pub use crate::surface::tower::TransportService;
    #[cfg(feature = \"test-util\")]
    pub use crate::testing::test_double::TestDouble;
    #[cfg(feature = \"tower\")]
    pub use http;
    #[cfg(all(feature = \"reqwest\", not(all(target_family = \"wasm\", target_os = \"unknown\"))))]
    pub use reqwest;
    #[cfg(feature = \"tower\")]
    pub use tower_layer::Layer;
    #[cfg(feature = \"tower\")]
    pub use tower_service::Service;
}

/// Declares `ClientBuilder`, the builder of a client.
#[doc(hidden)]
#[macro_export]
macro_rules! client_builder {
    ($client:ident) => {
        #[doc = concat!(\" Builds a [`\", stringify!($client), \"`].\")]
        #[must_use = \"a client is built by `build`\"]
        pub struct ClientBuilder($crate::builder_types::Builder<$client>);

        impl ::std::fmt::Debug for ClientBuilder {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.0, formatter)
            }
        }

        const _: () = {
            use $crate::builder_types::*;

            impl ClientBuilder {
                /// Creates a builder with the defaults of the document.
                pub fn new(api: &'static Api) -> Self {
                    Self(Builder::new(api))
                }

                /// Builds the client.
                pub fn build(self) -> Result<$client, BuildError> {
                    self.0.build()
                }

                /// Calls a setter with the value of an environment variable. One that is not set
                /// or empty changes nothing; one that is not Unicode is an error of `build`.
                pub fn variable(
                    self,
                    name: &str,
                    set: impl FnOnce(Self, String) -> Self,
                ) -> Self {
                    Self(self.0.variable(name, |builder, value| set(Self(builder), value).0))
                }

                /// Calls a setter with the values of two environment variables. If one of them is
                /// not set or empty, nothing changes. See `variable`.
                pub fn variable_pair(
                    self,
                    names: [&str; 2],
                    set: impl FnOnce(Self, String, String) -> Self,
                ) -> Self {
                    Self(self.0.variable_pair(names, |builder, one, other| {
                        set(Self(builder), one, other).0
                    }))
                }
";

/// The end of the file.
const TAIL: &str = "            }
        };
    };
}
";

/// The indentation of the methods in the macro, in addition to that in their file.
const INDENT: &str = "            ";

/// The text of the file.
pub fn file() -> String {
    let mut text = HEAD.to_owned();
    for module in LAYERS.iter().flat_map(|layer| layer.modules) {
        for method in methods(module).iter().filter(|method| !method.is_other()) {
            method.print(&mut text, module);
        }
    }
    text + TAIL
}

/// A public method of the builder, in lines of its file.
#[derive(Debug, Default)]
struct Method {
    /// Its documentation and attributes.
    above: Vec<&'static str>,
    /// Its signature, with the brace that opens its body.
    signature: Vec<&'static str>,
}

/// The public methods of the builder in a file.
fn methods(module: &Module) -> Vec<Method> {
    let mut methods = Vec::new();
    let mut lines = module.text.lines().skip_while(|line| *line != METHODS).skip(1);
    let mut method = Method::default();
    while let Some(line) = lines.next().filter(|line| *line != "}") {
        match line.trim_start() {
            "" => {}
            start if start.starts_with("pub fn ") => {
                method.signature.push(line);
                while !method.signature.last().is_none_or(|line| line.ends_with('{')) {
                    method.signature.extend(lines.next());
                }
                methods.push(std::mem::take(&mut method));
                lines.by_ref().find(|line| *line == "    }");
            }
            start if start.starts_with(['/', '#']) => method.above.push(line),
            _ => method = Method::default(),
        }
    }
    methods
}

impl Method {
    fn text(&self) -> String {
        let lines: Vec<&str> = self.signature.iter().map(|line| line.trim()).collect();
        lines.join(" ")
    }

    fn name(&self) -> String {
        let text = self.text();
        let name = text.trim_start_matches("pub fn ").split(['(', '<']).next();
        name.unwrap_or_default().to_owned()
    }

    /// Whether the template has it.
    fn is_other(&self) -> bool {
        OTHERS.contains(&self.name().as_str())
    }

    /// The names of its arguments.
    fn arguments(&self) -> Vec<String> {
        let text = self.text();
        let list = text.split_once("self").map_or("", |(_, list)| list);
        let (mut names, mut depth, mut word) = (Vec::new(), 0_usize, None);
        for character in list.chars() {
            match (character, depth) {
                ('(' | '[', _) => depth += 1,
                (')', 0) => break,
                (')' | ']', _) => depth -= 1,
                // A name follows, up to the first colon.
                (',', 0) => word = Some(String::new()),
                (':', 0) => names.extend(word.take()),
                (' ', _) => {}
                (other, _) => word.iter_mut().for_each(|word| word.push(other)),
            }
        }
        names
    }

    fn print(&self, text: &mut String, module: &Module) {
        text.push('\n');
        if let Some(predicate) = module.condition.predicate() {
            line(text, format_args!("{INDENT}    #[cfg({predicate})]"));
        }
        let docs = unlinked(&self.above.join("\n"));
        for words in docs.lines() {
            line(text, format_args!("{}", format!("{INDENT}{words}").trim_end()));
        }
        for words in &self.signature {
            line(text, format_args!("{INDENT}{}", words.replace("mut self", "self")));
        }
        let (name, arguments) = (self.name(), self.arguments().join(", "));
        line(text, format_args!("{INDENT}        Self(self.0.{name}({arguments}))"));
        line(text, format_args!("{INDENT}    }}"));
    }
}

/// Documentation without links, whose targets are not in scope where the macro is called.
fn unlinked(docs: &str) -> String {
    let mut out = String::with_capacity(docs.len());
    let mut rest = docs;
    while let Some((before, link)) = rest.split_once("[`") {
        let Some((name, after)) = link.split_once("`]") else { break };
        out.push_str(before);
        out.push_str(&format!("`{}`", name.trim_start_matches("Builder::")));
        rest = match after.strip_prefix('(').and_then(|path| path.split_once(')')) {
            Some((_, after)) => after,
            None => after,
        };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Method> {
        LAYERS.iter().flat_map(|layer| layer.modules).flat_map(methods).collect()
    }

    #[test]
    fn the_macro_has_every_method() {
        let methods = all();
        assert!(methods.len() > 20, "{methods:#?}");
        for method in &methods {
            let (text, name) = (method.text(), method.name());
            let is_setter = text.contains("self") && text.contains(") -> Self");
            let is_whole = is_setter && text.matches("Self").count() == 1;
            assert_eq!(is_whole, !method.is_other(), "{text}");
            assert!(file().contains(&format!("pub fn {name}")), "{name}");
        }
    }

    #[test]
    fn arguments_are_passed_on() {
        let text = file();
        for line in [
            "Self(self.0.base_url(url))",
            "Self(self.0.default_header(name, value))",
            "Self(self.0.layer(layer))",
            "Self(self.0.lenient())",
            "Self(self.0.http_client(configure))",
            "Self(self.0.on_request(hook))",
            "Self(self.0.tower_layer(layer))",
            "Self(self.0.test_double(double))",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }
}
