//! `servers`.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use openapiv3::ServerVariable as Written;

use super::docs::prose;
use super::{Context, path};
use crate::diagnostic::Code;
use crate::ir::{Segment, Server, ServerVariable, Template};
use crate::load::grammar::Object;
use crate::load::keys;
use crate::source::Location;

/// The scheme of a URL that starts with its host. It would be that of the document's URL (RFC 3986,
/// section 4.2), which is unknown.
fn with_scheme(url: String) -> String {
    if url.starts_with("//") { format!("https:{url}") } else { url }
}

impl Context<'_> {
    /// The servers of the document.
    pub(super) fn servers(&mut self, root: &Location) -> Vec<Server> {
        let locations = self.elements(root, "servers");
        locations.into_iter().filter_map(|location| self.server(location)).collect()
    }

    fn server(&mut self, location: Location) -> Option<Server> {
        let server: openapiv3::Server = self.document.node(&location, self.report)?;
        self.unknown_keys(&location, Object::Server);
        let written = self.base_url(&location, with_scheme(server.url))?;
        let url = match path::template(&written) {
            Ok(url) => url,
            Err(error) => {
                self.report_at(
                    Code::MalformedTemplate,
                    &location.child("url"),
                    format!("the URL of this server is invalid: {error}"),
                    "write each variable as `{name}`",
                );
                return None;
            }
        };
        // The specification uses a single `/` for no server.
        let absolute =
            matches!(url.0.first(), Some(Segment::Parameter(_))) || written.contains("://");
        if !absolute && written != "/" {
            self.report_at(
                Code::RelativeServer,
                &location.child("url"),
                format!("`{written}` has no host, so the caller must set the base URL"),
                "write the URL with its scheme and host",
            );
        }
        if !absolute {
            return None;
        }
        let variables = self.variables(&url, server.variables.unwrap_or_default(), &location);
        let name = prose(
            self.document.value(&location.child(keys::NAME)).and_then(serde_json::Value::as_str),
        );
        Some(Server {
            name,
            url,
            description: prose(server.description.as_deref()),
            variables,
            location,
        })
    }

    /// The part of a URL that URLs of operations can begin with; `None` if it is not one of HTTP.
    fn base_url(&mut self, location: &Location, mut url: String) -> Option<String> {
        let location = location.child("url");
        if let Some(at) = url.find(['?', '#']) {
            let rest = url.split_off(at);
            self.report_at(
                Code::ServerUrl,
                &location,
                format!("`{rest}` is not part of any request: paths follow the URL of the server"),
                "remove it; a query parameter can be a parameter of the operations",
            );
        }
        let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        if scheme.is_some_and(|it| !it.contains('{') && !matches!(it.as_str(), "http" | "https")) {
            self.report_at(
                Code::ServerUrl,
                &location,
                format!("`{url}` is not a URL of HTTP, so the client does not offer this server"),
                "write a URL that begins with `https://`",
            );
            return None;
        }
        Some(url)
    }

    /// The variables in the order of the URL.
    fn variables(
        &mut self,
        url: &Template,
        written: IndexMap<String, Written>,
        location: &Location,
    ) -> Vec<ServerVariable> {
        let mut variables: Vec<ServerVariable> = Vec::new();
        let mut seen = BTreeSet::new();
        for name in path::placeholders(url) {
            if !seen.insert(name) {
                continue;
            }
            let Some(variable) = written.get(name) else {
                self.report_at(
                    Code::ServerVariable,
                    &location.child("url"),
                    format!("the variable `{name}` of this URL is not described, so the caller must set it"),
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
            let asked = variable
                .extensions
                .get("x-required")
                .is_some_and(|value| value.as_bool() == Some(true));
            let stand_in = variable.default.is_empty() || variable.default == format!("{{{name}}}");
            variables.push(ServerVariable {
                name: name.to_owned(),
                default: (!asked && !stand_in).then(|| variable.default.clone()),
                values: variable.enumeration.clone(),
                description: prose(variable.description.as_deref()),
            });
        }
        for name in written
            .keys()
            .filter(|name| !path::placeholders(url).any(|placeholder| placeholder == name.as_str()))
        {
            self.report_at(
                Code::ServerVariable,
                &location.child("variables").child(name).key(),
                format!("the URL of this server has no variable `{name}`"),
                "remove the variable, or put it into the URL",
            );
        }
        variables
    }

    /// The URL of an operation with a server of its own, or of its path, that is not that of the
    /// document. The first of several is used, and variables have their defaults: the caller
    /// chooses only among the servers of the document.
    pub(super) fn own_server(&mut self, item: &Location, operation: &Location) -> Option<String> {
        let holder = [operation, item]
            .into_iter()
            .find(|location| !self.elements(location, "servers").is_empty())?;
        let mut locations = self.elements(holder, "servers").into_iter();
        let location = locations.next()?;
        self.others(holder, locations.next());
        let root = self.first_server();
        let server: openapiv3::Server = self.document.node(&location, self.report)?;
        let mut url = self.base_url(&location, with_scheme(server.url.clone()))?;
        for (name, variable) in server.variables.iter().flatten() {
            url = url.replace(&format!("{{{name}}}"), &variable.default);
        }
        if url.starts_with('/') {
            let origin = root.as_deref().and_then(|root| root.split_once("://"));
            let origin = origin.map(|(scheme, rest)| {
                [scheme, "://", rest.split('/').next().unwrap_or_default()].concat()
            });
            url = origin.map(|origin| [&origin, url.as_str()].concat()).unwrap_or_default();
        }
        let url = url.trim_end_matches('/').to_owned();
        let is_absolute = ["http://", "https://"].iter().any(|scheme| url.starts_with(scheme));
        let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic())
            && !url.contains(['{', '}', '?', '#', '@', '\\']);
        if !is_absolute || !is_plain {
            self.report_at(
                Code::ServersLeftOut,
                &location.child("url"),
                format!(
                    "`{}` is not used: its URL is not absolute, or a variable has no default",
                    server.url
                ),
                "write the URL with scheme and host, and give each variable a default",
            );
            return None;
        }
        (root.as_deref().map(|root| root.trim_end_matches('/')) != Some(&url)).then_some(url)
    }

    /// Reports that an operation or a path has several servers, unless they are those of the
    /// document.
    fn others(&mut self, holder: &Location, second: Option<Location>) {
        let servers = |location: &Location| self.document.value(&location.child("servers"));
        if let Some(second) = second.filter(|_| servers(holder) != servers(&self.document.root())) {
            self.report_at(
                Code::ServersLeftOut,
                &second,
                "only the first server of an operation is used",
                "no action needed; to use another one, put it first",
            );
        }
    }

    /// The first server of the document, if it has no variable without a default.
    fn first_server(&mut self) -> Option<String> {
        let location = self.elements(&self.document.root(), "servers").into_iter().next()?;
        let text = |key: &str| {
            self.document.value(&location.child(key)).and_then(serde_json::Value::as_str)
        };
        let mut url = with_scheme(text("url")?.split(['?', '#']).next()?.to_owned());
        for (name, variable) in self.members(&location, "variables") {
            let default =
                self.document.value(&variable.child("default")).and_then(serde_json::Value::as_str);
            url = url.replace(&format!("{{{name}}}"), default?);
        }
        (url.contains("://") && !url.contains('{')).then_some(url)
    }
}
