//! Servers and credentials.

use super::align::{Alignment, Pair};
use super::comparison::Comparison;
use super::docs::Warning;
use super::found::Site;
use super::{ChangeCode, Class};
use crate::plan::{
    Api, Credential, CredentialKind, Ident, KeyLocation, RustType, Server, ServerSegment,
    ServerVariable,
};

impl Comparison<'_> {
    /// The constructors of `Server`, and the server of a client without a base URL.
    pub(super) fn servers(&mut self, old: &Api, new: &Api) {
        for pair in
            Alignment::of(&old.servers, &new.servers).by(|server| &server.ident).by(url).pairs()
        {
            match pair {
                Pair::Old(old) => {
                    let site = self.server_site(&old.ident).was_at(&old.source);
                    self.found.breaking(
                        ChangeCode::ServerRemoved,
                        site,
                        format!("the server `{}` is gone", url(old)),
                    );
                }
                Pair::New(new) => {
                    let site = self.server_site(&new.ident).at(&new.source);
                    self.found.addition(
                        ChangeCode::ServerAdded,
                        site,
                        format!("the server `{}` is new", url(new)),
                    );
                }
                Pair::Both(old, new) => self.server(old, new),
            }
        }
        let location = new.servers.first().map(|server| server.source.clone()).unwrap_or_default();
        let site = self.path("Client").at(&location);
        match (&old.default_server, &new.default_server) {
            (Some(before), None) => {
                let message = format!("it requires a base URL, which was `{before}` by default");
                self.found.breaking(ChangeCode::DefaultServer, site, message);
            }
            (None, Some(now)) => {
                let message = format!("its base URL is `{now}` by default");
                self.found.addition(ChangeCode::DefaultServer, site, message);
            }
            (Some(before), Some(now)) if before != now => {
                let message =
                    format!("its base URL is `{now}` by default, and no longer `{before}`");
                self.found.fix(ChangeCode::DefaultServer, site, message);
            }
            _ => {}
        }
    }

    fn server_site(&self, ident: &Ident) -> Site {
        self.path("Server").part(ident.plain())
    }

    fn server(&mut self, old: &Server, new: &Server) {
        let site = self.server_site(&new.ident).at(&new.source);
        if old.ident != new.ident {
            let message = format!("the server was called `{}`", old.ident.plain());
            self.found.breaking(ChangeCode::ServerRenamed, site.clone(), message);
        }
        if url(old) != url(new) {
            let message = format!("its URL is `{}`, and no longer `{}`", url(new), url(old));
            self.found.fix(ChangeCode::ServerUrl, site.clone(), message);
        }
        if !self.same_arguments(old, new, |variable| variable.default.is_none()) {
            let message = "it takes other arguments: the variables of the URL without a default";
            self.found.breaking(ChangeCode::ServerArguments, site.clone(), message);
        }
        match (&old.full_ident, &new.full_ident) {
            (Some(before), None) => {
                let message =
                    format!("`{}`, which takes all variables of the URL, is gone", before.plain());
                self.found.breaking(ChangeCode::ServerArguments, site.clone(), message);
            }
            (None, Some(now)) => {
                let message = "it takes all variables of the URL";
                self.found.addition(
                    ChangeCode::ServerArguments,
                    self.server_site(now).at(&new.source),
                    message,
                );
            }
            (Some(before), Some(now)) if before != now && old.ident == new.ident => {
                let message = format!("it was called `{}`", before.plain());
                self.found.breaking(
                    ChangeCode::ServerRenamed,
                    self.server_site(now).at(&new.source),
                    message,
                );
            }
            (Some(_), Some(now)) if !self.same_arguments(old, new, |_| true) => {
                let message = "it takes other arguments: all variables of the URL";
                self.found.breaking(
                    ChangeCode::ServerArguments,
                    self.server_site(now).at(&new.source),
                    message,
                );
            }
            _ => {}
        }
        self.server_defaults(&site, old, new);
        self.docs(&site, &old.docs, &new.docs, Warning::Nothing);
    }

    fn same_arguments(
        &self,
        old: &Server,
        new: &Server,
        is_argument: impl Fn(&ServerVariable) -> bool,
    ) -> bool {
        let arguments = |server: &Server| -> Vec<Option<RustType>> {
            let variables = server.variables.iter().filter(|variable| is_argument(variable));
            variables.map(|variable| variable.ty.clone().map(RustType::Item)).collect()
        };
        let (old, new) = (arguments(old), arguments(new));
        let same = |(old, new): (&Option<RustType>, &Option<RustType>)| match (old, new) {
            (Some(old), Some(new)) => self.names.same(old, new),
            (None, None) => true,
            _ => false,
        };
        old.len() == new.len() && old.iter().zip(&new).all(same)
    }

    fn server_defaults(&mut self, site: &Site, old: &Server, new: &Server) {
        let variables =
            Alignment::of(&old.variables, &new.variables).by(|variable| &variable.ident);
        for (before, now) in variables.pairs().iter().filter_map(Pair::both) {
            if let (Some(old), Some(new)) = (&before.default, &now.default)
                && old != new
            {
                let message =
                    format!("`{}` is `{new}` by default, and no longer `{old}`", now.ident.plain());
                self.found.fix(ChangeCode::ServerDefault, site.clone(), message);
            }
        }
    }

    /// The setters of the builder.
    pub(super) fn credentials(&mut self, old: &[Credential], new: &[Credential]) {
        let credentials = Alignment::of(old, new)
            .by(|credential| &credential.ident)
            .by(|credential| &credential.scheme);
        for pair in credentials.pairs() {
            match pair {
                Pair::Old(old) => {
                    let site = self.credential_site(old).was_at(&old.source);
                    let message = format!("the setter for the scheme `{}` is gone", old.scheme);
                    self.found.breaking(ChangeCode::CredentialRemoved, site, message);
                }
                Pair::New(new) => {
                    let message = format!("the setter for the scheme `{}` is new", new.scheme);
                    self.found.addition(
                        ChangeCode::CredentialAdded,
                        self.credential_site(new),
                        message,
                    );
                }
                Pair::Both(old, new) => self.credential(old, new),
            }
        }
    }

    fn credential_site(&self, credential: &Credential) -> Site {
        self.path("ClientBuilder").part(credential.ident.plain()).at(&credential.source)
    }

    fn credential(&mut self, old: &Credential, new: &Credential) {
        let site = self.credential_site(new);
        if old.ident != new.ident {
            let message = format!("the setter was called `{}`", old.ident.plain());
            self.found.breaking(ChangeCode::CredentialRenamed, site.clone(), message);
        }
        if old.kind != new.kind {
            let is_pair = |credential: &Credential| credential.kind == CredentialKind::Basic;
            let class = if is_pair(old) == is_pair(new) { Class::Fix } else { Class::Breaking };
            let message =
                format!("it is {}, and no longer {}", sent_as(&new.kind), sent_as(&old.kind));
            self.found.push(ChangeCode::CredentialKind, class, site.clone(), message);
        }
        self.docs(&site, &old.docs, &new.docs, Warning::Nothing);
    }
}

/// A URL, with its variables in braces.
fn url(server: &Server) -> String {
    let segment = |segment: &ServerSegment| match segment {
        ServerSegment::Literal(text) => text.clone(),
        ServerSegment::Variable(index) => server
            .variables
            .get(*index)
            .map_or_else(String::new, |variable| format!("{{{}}}", variable.ident.plain())),
    };
    server.url.iter().map(segment).collect()
}

fn sent_as(kind: &CredentialKind) -> String {
    match kind {
        CredentialKind::ApiKey { location, name } => {
            let part = match location {
                KeyLocation::Header => "the header",
                KeyLocation::Query => "the query parameter",
                KeyLocation::Cookie => "the cookie",
            };
            format!("a key in {part} `{name}`")
        }
        CredentialKind::Basic => "a user and a password".to_owned(),
        CredentialKind::Bearer => "a bearer token".to_owned(),
        CredentialKind::Http(word) => format!("the text after `{word}` in `Authorization`"),
    }
}
