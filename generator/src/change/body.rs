//! Request bodies.

use super::comparison::Comparison;
use super::docs::Warning;
use super::found::Site;
use super::operation::Call;
use super::{ChangeCode, shown};
use crate::plan::Body;

impl Comparison<'_> {
    /// The body of a request.
    pub(super) fn body(&mut self, call: &Call<'_>) {
        match (&call.old.body, &call.new.body) {
            (None, None) => {}
            (Some(old), None) => {
                let what = if old.required { "argument" } else { "setter" };
                let site = site(call, old).was_at(&old.source);
                self.found.breaking(
                    ChangeCode::BodyRemoved,
                    site,
                    format!("the {what} for a body is gone"),
                );
            }
            (None, Some(new)) if new.required => {
                let message =
                    format!("the call takes one more argument, `{}`", shown::ty(&new.argument()));
                self.found.breaking(ChangeCode::BodyAdded, site(call, new), message);
            }
            (None, Some(new)) => {
                self.found.addition(
                    ChangeCode::BodyAdded,
                    site(call, new),
                    "the setter for a body is new",
                );
            }
            (Some(old), Some(new)) => self.bodies(call, old, new),
        }
    }

    fn bodies(&mut self, call: &Call<'_>, old: &Body, new: &Body) {
        let site = site(call, new);
        match (old.required, new.required) {
            (false, true) => {
                let message = "it is an argument of the call, and no longer a setter";
                self.found.breaking(ChangeCode::BodyRequired, site.clone(), message);
            }
            (true, false) => {
                let message = "it is a setter, and no longer an argument of the call";
                self.found.breaking(ChangeCode::BodyOptional, site.clone(), message);
            }
            (true, true) | (false, false) => {}
        }
        let (before, now) = (old.argument(), new.argument());
        if !self.names.same(&before, &now) {
            let message =
                format!("it takes `{}`, and no longer `{}`", shown::ty(&now), shown::ty(&before));
            self.found.breaking(ChangeCode::BodyType, site.clone(), message);
        }
        self.media_type(call, old, new);
        if (&old.format, &old.content_type) != (&new.format, &new.content_type) {
            let message = match old.content_type == new.content_type {
                true => format!("it has another format, still sent as `{}`", new.content_type),
                false => format!(
                    "it is sent as `{}`, and no longer as `{}`",
                    new.content_type, old.content_type
                ),
            };
            self.found.fix(ChangeCode::BodyFormat, site.clone(), message);
        }
        let warning = if new.required { Warning::Nothing } else { Warning::Rustc };
        self.docs_of_use(&site, (&old.docs, &old.ty), (&new.docs, &new.ty), warning);
    }

    fn media_type(&mut self, call: &Call<'_>, old: &Body, new: &Body) {
        match (&old.content_type_ident, &new.content_type_ident) {
            (Some(setter), None) => {
                let site = call.request.part(setter.plain()).was_at(&old.source);
                self.found.breaking(
                    ChangeCode::BodyMediaType,
                    site,
                    "the setter for the body's media type is gone",
                );
            }
            (None, Some(setter)) => {
                let site = call.request.part(setter.plain()).at(&new.source);
                self.found.addition(
                    ChangeCode::BodyMediaType,
                    site,
                    "the setter for the body's media type is new",
                );
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
    }
}

fn site(call: &Call<'_>, body: &Body) -> Site {
    let site = match body.required {
        true => call.method.argument(body.ident.plain()),
        false => call.request.part(body.ident.plain()),
    };
    site.at(&body.source)
}
