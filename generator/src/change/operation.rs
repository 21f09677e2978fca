//! Operations: their names, where they are sent, and how.

use super::align::Pair;
use super::docs::Warning;
use super::found::Site;
use super::matching::{Member, Operations, same_template};
use super::{ChangeCode, Class, Comparison};
use crate::plan::{Group, Method, Operation, ParameterLocation};

/// An operation in both crates: the method that begins it, and the request that is being made.
#[derive(Debug)]
pub struct Call<'a> {
    /// The method of the group.
    pub method: Site,
    /// The request, whose setters are its methods.
    pub request: Site,
    /// What it was.
    pub old: &'a Operation,
    /// What it is.
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
                    let site = Site::old(self.method(*old), &old.1.spot);
                    self.found.breaking(
                        ChangeCode::OperationRemoved,
                        site,
                        format!("{} is gone", request(old.1)),
                    );
                }
                Pair::New(new) => {
                    let site = Site::new(self.method(*new), &new.1.spot);
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
        let site = Site::new(self.group_path(new), &new.spot);
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
        let method = Site::new(self.method(new), &new.1.spot);
        let module = new.0.module.ident.plain();
        let request =
            Site::new(format!("{}{module}::{}", self.prefix, new.1.ident.plain()), &new.1.spot);
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

    /// Where a request goes, and what it must bring to be let in.
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
                format!("it needs {}, and no longer {}", credentials(new), credentials(old));
            self.found.fix(ChangeCode::OperationSecurity, method.clone(), message);
        }
    }

    /// The HTTP method, and with it what happens after a fault. A call that may no longer be
    /// repeated withdraws a promise, so that breaks programs; one that may be repeated from now on
    /// does what it did.
    fn retries(&mut self, Call { method, old, new, .. }: &Call<'_>) {
        let class =
            if is_repeatable(old) && !is_repeatable(new) { Class::Breaking } else { Class::Fix };
        let retries = match (is_repeatable(old), is_repeatable(new)) {
            (true, false) => {
                "calls are no longer repeated after a fault, since doing it twice is not doing it once"
            }
            (false, true) => "calls are repeated after a fault",
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

/// A request as people call it.
fn request(operation: &Operation) -> String {
    format!("`{} {}`", operation.http_method, operation.path)
}

/// What an operation needs, as words.
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

/// Whether a call is repeated after a fault: its method is idempotent (RFC 9110, section 9.2.2), or
/// it has a key that makes it so.
fn is_repeatable(operation: &Operation) -> bool {
    let is_idempotent =
        !matches!(operation.http_method, Method::Post | Method::Patch | Method::Other(_));
    let has_key = operation.parameters.iter().any(|parameter| {
        parameter.location == ParameterLocation::Header
            && parameter.name.eq_ignore_ascii_case("idempotency-key")
    });
    is_idempotent || has_key
}
