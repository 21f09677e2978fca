//! Security schemes and requirements.

use std::collections::BTreeMap;
use std::fmt;

use openapiv3::{APIKeyLocation, SecurityScheme as Written};
use serde_json::{Map, Value};

use super::Context;
use super::docs::prose;
use crate::diagnostic::{Code, Softened};
use crate::ir::{KeyLocation, SecurityKind, SecurityScheme};
use crate::load::grammar::Object;
use crate::source::Location;

/// What an error in a security scheme becomes.
const SCHEME_LEFT_OUT: Softened =
    Softened { code: Code::SecuritySchemeLeftOut, loss: "the client sends no such credential" };

impl Context<'_> {
    /// The schemes that the document declares.
    pub(super) fn security_schemes(&mut self) -> Vec<SecurityScheme> {
        let mut schemes = Vec::new();
        for (name, location) in
            self.members(&self.document.root().child("components"), "securitySchemes")
        {
            let written = self.optional(SCHEME_LEFT_OUT, |context| {
                let (target, _) = context.target(&location)?;
                context.unknown_keys(&target, Object::SecurityScheme);
                context.document.node::<Written>(&target, context.report)
            });
            let Some(written) = written else { continue };
            self.declared.insert(name.clone());
            let (kind, description) = kind(written);
            schemes.push(SecurityScheme {
                name,
                kind,
                description: prose(description.as_deref()),
                location,
            });
        }
        schemes
    }

    /// The location of the security requirements of an operation: its own, or those of the
    /// document.
    fn requirements(&self, operation: &Location) -> Vec<Location> {
        if self.is_over {
            return Vec::new();
        }
        let own = self
            .object(operation)
            .is_some_and(|raw| raw.get("security").is_some_and(Value::is_array));
        let root = self.document.root();
        self.elements(if own { operation } else { &root }, "security")
    }

    /// The scopes that an operation needs: alternatives, without those that have no scope.
    pub(super) fn scopes(&self, operation: &Location) -> Vec<Vec<String>> {
        let mut alternatives: Vec<Vec<String>> = Vec::new();
        for location in self.requirements(operation) {
            let lists =
                self.object(&location).into_iter().flat_map(|requirement| requirement.values());
            let scopes = lists.filter_map(Value::as_array).flatten().filter_map(Value::as_str);
            let scopes: Vec<String> = scopes.map(str::to_owned).collect();
            if !scopes.is_empty() && !alternatives.contains(&scopes) {
                alternatives.push(scopes);
            }
        }
        alternatives
    }

    /// The security requirements of an operation: its own, or those of the document.
    pub(super) fn security(&mut self, operation: &Location) -> Vec<Vec<String>> {
        let own = self
            .object(operation)
            .is_some_and(|raw| raw.get("security").is_some_and(Value::is_array));
        match own {
            true => self.needed(operation),
            // Errors of the requirements of the document do not affect the operation.
            false => self.contain(|context| context.needed(&context.document.root())).0,
        }
    }

    fn needed(&mut self, holder: &Location) -> Vec<Vec<String>> {
        let declared =
            self.object(&self.document.root().child("components").child("securitySchemes"));
        let is_written = |name: &str| declared.is_some_and(|declared| declared.contains_key(name));
        let of_all = *holder == self.document.root();
        let mut alternatives = Vec::new();
        if self.is_over {
            return alternatives;
        }
        for location in self.elements(holder, "security") {
            let Some(requirement) = self.object(&location) else { continue };
            if of_all {
                self.repeat(&location, 1 + requirement.len());
            }
            for name in requirement.keys().filter(|name| !is_written(name)) {
                self.report_at(
                    Code::UnknownSecurityScheme,
                    &location.child(name).key(),
                    format!(
                        "there is no security scheme `{name}`, so the client sends no such \
                         credential"
                    ),
                    "declare it under `components/securitySchemes`, or correct the name",
                );
            }
            let names = requirement.keys().filter(|name| self.declared.contains(*name));
            let names: Vec<String> = names.cloned().collect();
            if requirement.is_empty() || !names.is_empty() {
                self.check_clash(&location, names.iter());
                alternatives.push(names);
            }
        }
        alternatives
    }

    /// Reports schemes of one requirement that a request has in the same location.
    fn check_clash<'k>(&mut self, location: &Location, names: impl Iterator<Item = &'k String>) {
        let schemes = self.document.root().child("components").child("securitySchemes");
        let mut taken: BTreeMap<CredentialSlot, &String> = BTreeMap::new();
        for name in names {
            let slot = self.target(&schemes.child(name)).and_then(|(_, raw)| slot(raw));
            let Some(slot) = slot else { continue };
            let Some(first) = taken.get(&slot) else {
                taken.insert(slot, name);
                continue;
            };
            self.report_at(
                Code::CredentialsClash,
                &location.child(name).key(),
                format!("`{first}` and `{name}` are needed together, but both are {slot}"),
                "if one of them is enough, make them two entries of `security`",
            );
        }
    }
}

/// Where a request has a credential: the value of `in`, and the name there.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct CredentialSlot {
    location: String,
    name: String,
}

impl fmt::Display for CredentialSlot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.location.as_str() {
            "query" => "the query parameter",
            "cookie" => "the cookie",
            _ => "the header",
        };
        write!(formatter, "{what} `{}`", self.name)
    }
}

/// Where a request has the credential of a scheme; `None` if it is not valid.
fn slot(scheme: &Map<String, Value>) -> Option<CredentialSlot> {
    let text = |key: &str| scheme.get(key).and_then(Value::as_str);
    let slot = |location: &str, name: &str| CredentialSlot {
        location: location.to_owned(),
        name: name.to_owned(),
    };
    match (text("type")?, text("in"), text("name")) {
        ("apiKey", Some("header"), Some(name)) if name.eq_ignore_ascii_case(AUTHORIZATION) => {
            Some(slot("header", AUTHORIZATION))
        }
        ("apiKey", Some("header"), Some(name)) => Some(slot("header", &name.to_ascii_lowercase())),
        ("apiKey", Some(location), Some(name)) => Some(slot(location, name)),
        ("http" | "oauth2" | "openIdConnect", ..) => Some(slot("header", AUTHORIZATION)),
        _ => None,
    }
}

const AUTHORIZATION: &str = "Authorization";

fn kind(written: Written) -> (SecurityKind, Option<String>) {
    match written {
        Written::APIKey { location, name, description, .. } => {
            let location = match location {
                APIKeyLocation::Header => KeyLocation::Header,
                APIKeyLocation::Query => KeyLocation::Query,
                APIKeyLocation::Cookie => KeyLocation::Cookie,
            };
            (SecurityKind::ApiKey { location, name }, description)
        }
        Written::HTTP { scheme, description, .. } => {
            let kind = match scheme.to_ascii_lowercase().as_str() {
                "basic" => SecurityKind::Basic,
                "bearer" => SecurityKind::Bearer,
                _ => SecurityKind::Http(scheme),
            };
            (kind, description)
        }
        Written::OAuth2 { description, .. } | Written::OpenIDConnect { description, .. } => {
            (SecurityKind::Bearer, description)
        }
    }
}
