//! Webhooks and callbacks.

use super::align::{Alignment, Pair};
use super::comparison::Comparison;
use super::docs::Warning;
use super::found::Site;
use super::{ChangeCode, Class};
use crate::plan::{BodyType, Callback, Docs, Item, RustType, Webhooks};

type Body = (String, Option<RustType>, Docs);

impl<'a> Comparison<'a> {
    /// The module `webhooks`.
    pub(super) fn webhooks(&mut self, old: Option<&'a Webhooks>, new: Option<&'a Webhooks>) {
        if let (Some(old), Some(new)) = (old, new) {
            let site = self.path("webhooks");
            self.module_feature(
                &site,
                old.module.feature.as_deref(),
                new.module.feature.as_deref(),
            );
        }
        let event =
            |webhooks: Option<&'a Webhooks>| webhooks.and_then(|webhooks| webhooks.event.as_ref());
        self.named(event(old), event(new));
        let headers = |webhooks: Option<&'a Webhooks>| {
            webhooks.and_then(|webhooks| webhooks.headers.as_ref())
        };
        self.named(headers(old), headers(new));
        self.body_functions(old, new);
        let class = |module: Option<&Webhooks>, otherwise| {
            if module.is_some() { Class::Docs } else { otherwise }
        };
        let (gone, added) = (class(new, Class::Breaking), class(old, Class::Addition));
        for pair in Alignment::of(bodies(old), bodies(new)).by(|(name, ..)| name).pairs() {
            match pair {
                Pair::Old(body) if !is_variant(old, body) => {
                    let message = format!("the webhook `{}` is gone", body.0);
                    self.found.push(
                        ChangeCode::WebhookRemoved,
                        gone,
                        self.path("webhooks"),
                        message,
                    );
                }
                Pair::New(body) if !is_variant(new, body) => {
                    let message = format!("the webhook `{}` is new", body.0);
                    self.found.push(
                        ChangeCode::WebhookAdded,
                        added,
                        self.path("webhooks"),
                        message,
                    );
                }
                Pair::Both(before, now) if !is_variant(new, now) => {
                    self.docs(&self.path("webhooks"), &before.2, &now.2, Warning::Nothing);
                }
                _ => {}
            }
        }
        let callbacks = |webhooks: Option<&'a Webhooks>| {
            webhooks.map(|it| it.callbacks.as_slice()).unwrap_or_default()
        };
        self.callbacks(callbacks(old), callbacks(new));
    }

    /// A type in the module itself.
    fn named(&mut self, old: Option<&'a Item>, new: Option<&'a Item>) {
        match (old, new) {
            (Some(old), None) => self.type_removed("webhooks", old),
            (None, Some(new)) => self.type_added("webhooks", new),
            (Some(old), Some(new)) => {
                let site = self.path("webhooks").part(new.ident.plain()).at(&new.source);
                self.item(site, old, new);
            }
            (None, None) => {}
        }
    }

    /// The functions that read and write bodies.
    fn body_functions(&mut self, old: Option<&'a Webhooks>, new: Option<&'a Webhooks>) {
        let functions = |webhooks: Option<&'a Webhooks>| {
            webhooks.map(|it| it.functions.as_slice()).unwrap_or_default()
        };
        let site = self.path("webhooks");
        for pair in Alignment::of(functions(old), functions(new)).by(|it| &it.ident).pairs() {
            match pair {
                Pair::Old(old) => {
                    let message = format!("the function `{}` is gone", old.ident.plain());
                    self.found.breaking(ChangeCode::CallbackRemoved, site.clone(), message);
                }
                Pair::New(new) => {
                    let message = format!("the function `{}` is new", new.ident.plain());
                    self.found.addition(ChangeCode::CallbackAdded, site.clone(), message);
                }
                Pair::Both(old, new) if !self.is_same_body(&old.ty, &new.ty) => {
                    let message = format!("`{}` has another type", new.ident.plain());
                    self.found.breaking(ChangeCode::TypeTarget, site.clone(), message);
                }
                Pair::Both(..) => {}
            }
        }
    }

    fn is_same_body(&self, old: &BodyType, new: &BodyType) -> bool {
        match (old, new) {
            (BodyType::Api(old), BodyType::Api(new)) => self.names.same(old, new),
            _ => old == new,
        }
    }

    fn callbacks(&mut self, old: &'a [Callback], new: &'a [Callback]) {
        let same = Alignment::of(old, new).by(|callback| (&callback.name, &callback.operation));
        for pair in same.by(|callback| &callback.name).pairs() {
            match pair {
                Pair::Old(old) => {
                    let site = self.callback_site(old).was_at(&old.source);
                    let message =
                        format!("the callback `{}` of `{}` is gone", old.name, old.operation);
                    self.found.breaking(ChangeCode::CallbackRemoved, site, message);
                }
                Pair::New(new) => {
                    let message =
                        format!("the callback `{}` of `{}` is new", new.name, new.operation);
                    self.found.addition(
                        ChangeCode::CallbackAdded,
                        self.callback_site(new),
                        message,
                    );
                }
                Pair::Both(old, new) => {
                    self.named(old.body.as_ref(), new.body.as_ref());
                    self.named(old.headers.as_ref(), new.headers.as_ref());
                    for pair in
                        Alignment::of(&old.replies, &new.replies).by(|reply| &reply.ident).pairs()
                    {
                        match pair {
                            Pair::Old(old) => self.named(Some(old), None),
                            Pair::New(new) => self.named(None, Some(new)),
                            Pair::Both(old, new) => self.named(Some(old), Some(new)),
                        }
                    }
                }
            }
        }
    }

    fn callback_site(&self, callback: &Callback) -> Site {
        let site = self.path("webhooks").at(&callback.source);
        match &callback.body {
            Some(item) => site.part(item.ident.plain()),
            None => site,
        }
    }
}

fn bodies(webhooks: Option<&Webhooks>) -> &[Body] {
    webhooks.map(|webhooks| webhooks.bodies.as_slice()).unwrap_or_default()
}

/// Whether a webhook is a variant of the event, which is compared as such.
fn is_variant(webhooks: Option<&Webhooks>, (_, body, _): &Body) -> bool {
    body.is_some() && webhooks.is_some_and(|webhooks| webhooks.event.is_some())
}
