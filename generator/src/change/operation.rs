//! Operations: their names, and how they are sent.

use super::align::Pair;
use super::comparison::Comparison;
use super::docs::Warning;
use super::found::Site;
use super::matching::{Member, Operations, same_template};
use super::{ChangeCode, Class};
use crate::plan::{Group, Method, Operation, ParameterLocation};

/// An operation in both crates.
#[derive(Debug)]
pub struct Call<'a> {
    /// Its method in the group.
    pub method: Site,
    /// Its request, whose methods are the setters.
    pub request: Site,
    /// The old operation.
    pub old: &'a Operation,
    /// The new operation.
    pub new: &'a Operation,
}

impl Comparison<'_> {
    /// The groups, and the operations in them.
    pub(super) fn operations(&mut self, operations: &Operations<'_>, old: &[Group]) {
        for group in old {
            if let Some(now) = operations.group_now(group) {
                self.group(group, now);
            }
        }
        for pair in operations.pairs() {
            match pair {
                Pair::Both(old, new) => self.operation(operations, *old, *new),
                Pair::Old(old) => {
                    let site = Site::old(self.method(*old), &old.1.source);
                    self.found.breaking(
                        ChangeCode::OperationRemoved,
                        site,
                        format!("{} is gone", request(old.1)),
                    );
                }
                Pair::New(new) => {
                    let site = Site::new(self.method(*new), &new.1.source);
                    self.found.addition(
                        ChangeCode::OperationAdded,
                        site,
                        format!("{} is new", request(new.1)),
                    );
                }
            }
        }
    }

    fn method(&self, (group, operation): Member<'_>) -> String {
        format!("{}::{}", self.group_path(group), operation.method_ident.plain())
    }

    fn group_path(&self, group: &Group) -> String {
        format!("{}{}::{}", self.prefix, group.module.ident.plain(), group.ident.plain())
    }

    fn group(&mut self, old: &Group, new: &Group) {
        let site = Site::new(self.group_path(new), &new.source);
        if old.module.ident != new.module.ident {
            let (before, now) = (old.module.ident.plain(), new.module.ident.plain());
            let message =
                format!("the group `{before}` is now `{now}`, and so is its method of `Client`");
            self.found.breaking(ChangeCode::GroupRenamed, site.clone(), message);
        }
        self.module_feature(&site, old.module.feature.as_deref(), new.module.feature.as_deref());
        self.prose(&site, &old.docs, &new.docs, Warning::Nothing);
    }

    fn operation(&mut self, operations: &Operations<'_>, old: Member<'_>, new: Member<'_>) {
        let method = Site::new(self.method(new), &new.1.source);
        let module = new.0.module.ident.plain();
        let request =
            Site::new(format!("{}{module}::{}", self.prefix, new.1.ident.plain()), &new.1.source);
        let call = Call { method, request, old: old.1, new: new.1 };
        let group_now = operations.group_now(old.0);
        if group_now.is_none_or(|group| group.module.ident != new.0.module.ident) {
            let message = format!("it was in the group `{}`", old.0.module.ident.plain());
            self.found.breaking(ChangeCode::OperationMoved, call.method.clone(), message);
        }
        self.operation_names(&call);
        self.target(&call);
        self.retries(&call);
        self.parameters(&call);
        self.body(&call);
        self.responses(&call);
        self.prose(&call.method, &call.old.docs, &call.new.docs, Warning::Rustc);
    }

    fn operation_names(&mut self, Call { method, old, new, .. }: &Call<'_>) {
        let names = [(&old.method_ident, &new.method_ident), (&old.ident, &new.ident)];
        let others = names.iter().filter(|(before, now)| before != now);
        let others: Vec<String> = others
            .map(|(before, now)| format!("`{}` is now `{}`", before.plain(), now.plain()))
            .collect();
        if !others.is_empty() {
            self.found.breaking(
                ChangeCode::OperationRenamed,
                method.clone(),
                others.join(", and "),
            );
        } else if old.id != new.id {
            let message =
                format!("hooks and traces call it `{}`, and no longer `{}`", new.id, old.id);
            self.found.fix(ChangeCode::OperationId, method.clone(), message);
        }
    }

    /// The path, the server, and the required credentials.
    fn target(&mut self, Call { method, old, new, .. }: &Call<'_>) {
        if !same_template(&old.path, &new.path) {
            let message = format!("it is sent to `{}`, and no longer to `{}`", new.path, old.path);
            self.found.fix(ChangeCode::OperationPath, method.clone(), message);
        }
        if old.server != new.server {
            let server = |operation: &Operation| match &operation.server {
                Some(url) => format!("`{url}`"),
                None => "the server of the client".to_owned(),
            };
            let message =
                format!("it is sent to {}, and no longer to {}", server(new), server(old));
            self.found.fix(ChangeCode::OperationServer, method.clone(), message);
        }
        if old.security != new.security {
            let message =
                format!("it requires {}, and no longer {}", credentials(new), credentials(old));
            self.found.fix(ChangeCode::OperationSecurity, method.clone(), message);
        }
    }

    /// The HTTP method, and with it whether failed calls are retried. Programs may rely on retries,
    /// so that losing them is breaking, and gaining them is not.
    fn retries(&mut self, Call { method, old, new, .. }: &Call<'_>) {
        let class =
            if is_repeatable(old) && !is_repeatable(new) { Class::Breaking } else { Class::Fix };
        let retries = match (is_repeatable(old), is_repeatable(new)) {
            (true, false) => {
                "failed calls are no longer retried, since the method is not idempotent"
            }
            (false, true) => "failed calls are retried",
            (true, true) | (false, false) => "",
        };
        if old.http_method != new.http_method {
            let mut message = format!(
                "it is sent with {}, and no longer with {}",
                new.http_method, old.http_method
            );
            if !retries.is_empty() {
                message += "; ";
                message += retries;
            }
            self.found.push(ChangeCode::OperationMethod, class, method.clone(), message);
        } else if !retries.is_empty() {
            self.found.push(ChangeCode::OperationRetries, class, method.clone(), retries);
        }
    }
}

/// The method and path of an operation.
fn request(operation: &Operation) -> String {
    format!("`{} {}`", operation.http_method, operation.path)
}

/// The credentials that an operation needs, as text.
fn credentials(operation: &Operation) -> String {
    let together = |schemes: &Vec<String>| match schemes.as_slice() {
        [] => "nothing".to_owned(),
        schemes => {
            schemes.iter().map(|scheme| format!("`{scheme}`")).collect::<Vec<_>>().join(" and ")
        }
    };
    match operation.security.as_slice() {
        [] => "no credential".to_owned(),
        alternatives => alternatives.iter().map(together).collect::<Vec<_>>().join(" or "),
    }
}

/// Whether failed calls are retried: the method is idempotent (RFC 9110, section 9.2.2), or the
/// operation has an idempotency key.
fn is_repeatable(operation: &Operation) -> bool {
    let is_idempotent =
        !matches!(operation.http_method, Method::Post | Method::Patch | Method::Other(_));
    let has_key = operation.parameters.iter().any(|parameter| {
        parameter.location == ParameterLocation::Header
            && parameter.name.eq_ignore_ascii_case("idempotency-key")
    });
    is_idempotent || has_key
}
