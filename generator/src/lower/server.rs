//! `servers`.

use indexmap::IndexMap;
use openapiv3::ServerVariable as Written;

use super::docs::prose;
use super::{Context, path};
use crate::diagnostic::Code;
use crate::ir::{Segment, Server, ServerVariable, Template};
use crate::source::Place;

impl Context<'_> {
    /// The servers of the document.
    pub(super) fn servers(&mut self, root: &Place) -> Vec<Server> {
        let places = self.elements(root, "servers");
        places.into_iter().filter_map(|place| self.server(place)).collect()
    }

    fn server(&mut self, place: Place) -> Option<Server> {
        let server: openapiv3::Server = self.document.piece(&place, self.report)?;
        let url = match path::template(&server.url) {
            Ok(url) => url,
            Err(fault) => {
                self.say(
                    Code::MalformedTemplate,
                    &place.child("url"),
                    format!("the URL of this server cannot be understood: {fault}"),
                    "write each variable as `{name}`",
                );
                return None;
            }
        };
        // A single `/` is what the specification means by no server at all.
        let absolute = matches!(url.0.first(), Some(Segment::Parameter(_))) || server.url.contains("://");
        if !absolute && server.url != "/" {
            self.say(
                Code::RelativeServer,
                &place.child("url"),
                format!("`{}` has no host, so the caller has to give the whole URL", server.url),
                "write the URL with its scheme and host",
            );
        }
        if !absolute {
            return None;
        }
        let variables = self.variables(&url, server.variables.unwrap_or_default(), &place);
        Some(Server { url, description: prose(server.description.as_deref()), variables, place })
    }

    /// The variables in the order of the URL.
    fn variables(&mut self, url: &Template, written: IndexMap<String, Written>, place: &Place) -> Vec<ServerVariable> {
        let mut variables: Vec<ServerVariable> = Vec::new();
        for name in path::holes(url) {
            if variables.iter().any(|known| known.name == name) {
                continue;
            }
            let Some(variable) = written.get(name) else {
                self.say(
                    Code::ServerVariable,
                    &place.child("url"),
                    format!("the variable `{name}` of this URL is not described, so the caller has to give it"),
                    "describe it under `variables`, with a default",
                );
                variables.push(ServerVariable {
                    name: name.to_owned(),
                    default: None,
                    values: Vec::new(),
                    description: None,
                });
                continue;
            };
            let asked = variable.extensions.get("x-required").is_some_and(|value| value.as_bool() == Some(true));
            let stand_in = variable.default.is_empty() || variable.default == format!("{{{name}}}");
            variables.push(ServerVariable {
                name: name.to_owned(),
                default: (!asked && !stand_in).then(|| variable.default.clone()),
                values: variable.enumeration.clone(),
                description: prose(variable.description.as_deref()),
            });
        }
        for name in written.keys().filter(|name| !path::holes(url).any(|hole| hole == name.as_str())) {
            self.say(
                Code::ServerVariable,
                &place.child("variables").child(name).key(),
                format!("the URL of this server has no variable `{name}`"),
                "remove the variable, or put it into the URL",
            );
        }
        variables
    }

    /// Says that servers of a path or operation are not used.
    pub(super) fn no_servers(&mut self, place: &Place) {
        if self.elements(place, "servers").is_empty() {
            return;
        }
        self.say(
            Code::ServersNotSupported,
            &place.child("servers").key(),
            "servers of a path or an operation are not supported yet; those of the document are used",
            "list all servers at the root of the document",
        );
    }
}
