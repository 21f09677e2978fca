//! Parameters: arguments of the call, which are positional, and setters, which have names.

use super::align::{Alignment, Pair};
use super::comparison::Comparison;
use super::docs::Warning;
use super::found::Site;
use super::operation::Call;
use super::{ChangeCode, shown};
use crate::plan::{Ident, Parameter, ParameterLocation, ParameterStyle, Style};

impl Comparison<'_> {
    /// All parameters of an operation.
    pub(super) fn parameters(&mut self, call: &Call<'_>) {
        let (old, new) = (&call.old.parameters, &call.new.parameters);
        // Callers give arguments by position, not by name.
        let is_same_argument = |before: &Parameter, now: &Parameter| {
            before.required
                && now.required
                && before.location == now.location
                && self.names.same(&before.ty, &now.ty)
        };
        let pairs =
            Alignment::of(old, new).by(ident).by(on_the_wire).by_index(is_same_argument).pairs();
        for pair in &pairs {
            match pair {
                Pair::Both(old, new) => self.parameter(call, old, new),
                Pair::Old(old) => self.parameter_removed(call, old),
                Pair::New(new) => self.parameter_added(call, new),
            }
        }
        let required = |parameters: &[Parameter]| {
            parameters.iter().filter(|it| it.required).cloned().collect::<Vec<_>>()
        };
        let (old, new) = (required(old), required(new));
        if Alignment::of(&old, &new).by(ident).by(on_the_wire).is_reordered() {
            let names: Vec<&str> = new.iter().map(|parameter| parameter.ident.plain()).collect();
            let message = format!("its arguments are in another order: {}", names.join(", "));
            self.found.breaking(ChangeCode::ParameterOrder, call.method.clone(), message);
        }
    }

    fn parameter_removed(&mut self, call: &Call<'_>, old: &Parameter) {
        let site = site(call, old).was_at(&old.source);
        let what = if old.required { "argument" } else { "setter" };
        let message = format!("the {what} for `{}` is gone", old.name);
        self.found.breaking(ChangeCode::ParameterRemoved, site, message);
    }

    fn parameter_added(&mut self, call: &Call<'_>, new: &Parameter) {
        let site = site(call, new);
        let ty = shown::ty(&new.ty);
        if new.required {
            let message = format!("the call takes one more argument, `{ty}`");
            self.found.breaking(ChangeCode::ParameterAdded, site, message);
        } else {
            self.found.addition(
                ChangeCode::ParameterAdded,
                site,
                format!("the setter for `{}` is new", new.name),
            );
        }
    }

    fn parameter(&mut self, call: &Call<'_>, old: &Parameter, new: &Parameter) {
        let site = site(call, new);
        match (old.required, new.required) {
            (false, true) => {
                let message = "it is an argument of the call, and no longer a setter";
                self.found.breaking(ChangeCode::ParameterRequired, site.clone(), message);
            }
            (true, false) => {
                let message = "it is a setter, and no longer an argument of the call";
                self.found.breaking(ChangeCode::ParameterOptional, site.clone(), message);
            }
            _ if old.ident == new.ident => {}
            (true, true) => {
                let message =
                    format!("the argument was called `{}`; calls are the same", old.ident.plain());
                self.found.docs(ChangeCode::ParameterRenamed, site.clone(), message);
            }
            (false, false) => {
                let message = format!("the setter was called `{}`", old.ident.plain());
                self.found.breaking(ChangeCode::ParameterRenamed, site.clone(), message);
            }
        }
        if !self.names.same(&old.ty, &new.ty) {
            let message = format!(
                "it takes `{}`, and no longer `{}`",
                shown::ty(&new.ty),
                shown::ty(&old.ty)
            );
            self.found.breaking(ChangeCode::ParameterType, site.clone(), message);
        } else if self.names.takes_less(&old.ty, &new.ty) {
            let message =
                format!("it takes `{0}`, and no longer `impl Into<{0}>`", shown::ty(&new.ty));
            self.found.breaking(ChangeCode::ParameterType, site.clone(), message);
        } else if self.names.takes_more(&old.ty, &new.ty) {
            let message = format!("it takes `impl Into<{}>`", shown::ty(&new.ty));
            self.found.addition(ChangeCode::ParameterType, site.clone(), message);
        }
        self.parameter_on_the_wire(&site, old, new);
        let warning = if new.required { Warning::Nothing } else { Warning::Rustc };
        self.docs_of_use(&site, (&old.docs, &old.ty), (&new.docs, &new.ty), warning);
    }

    fn parameter_on_the_wire(&mut self, site: &Site, old: &Parameter, new: &Parameter) {
        let in_path = |parameter: &Parameter| parameter.location == ParameterLocation::Path;
        // In a path, a name is never sent.
        if old.name != new.name && !(in_path(old) && in_path(new)) {
            let message = format!("it is sent as `{}`, and no longer as `{}`", new.name, old.name);
            self.found.fix(ChangeCode::ParameterName, site.clone(), message);
        }
        if old.location != new.location {
            let message = format!(
                "it is sent in {}, and no longer in {}",
                location_name(new.location),
                location_name(old.location)
            );
            self.found.fix(ChangeCode::ParameterLocation, site.clone(), message);
        } else if old.style != new.style || old.is_whole_query != new.is_whole_query {
            let message = format!("it is sent {}, and no longer {}", style(new), style(old));
            self.found.fix(ChangeCode::ParameterStyle, site.clone(), message);
        }
    }
}

fn ident(parameter: &Parameter) -> &Ident {
    &parameter.ident
}

fn on_the_wire(parameter: &Parameter) -> (&str, ParameterLocation) {
    (&parameter.name, parameter.location)
}

/// An argument of the method, or a setter of the request.
fn site(call: &Call<'_>, parameter: &Parameter) -> Site {
    let site = match parameter.required {
        true => call.method.argument(parameter.ident.plain()),
        false => call.request.part(parameter.ident.plain()),
    };
    site.at(&parameter.source)
}

fn location_name(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "the path",
        ParameterLocation::Query => "the query",
        ParameterLocation::Header => "a header",
        ParameterLocation::Cookie => "a cookie",
    }
}

fn style(parameter: &Parameter) -> String {
    let Some(ParameterStyle { style, explode, allow_reserved, .. }) = parameter.style else {
        return match parameter.is_whole_query {
            true => "as JSON that is the whole query".to_owned(),
            false => "as JSON".to_owned(),
        };
    };
    if parameter.is_whole_query {
        return "as the whole query".to_owned();
    }
    let style = match style {
        Style::Matrix => "matrix",
        Style::Label => "label",
        Style::Form => "form",
        Style::Simple => "simple",
        Style::SpaceDelimited => "spaceDelimited",
        Style::PipeDelimited => "pipeDelimited",
        Style::TabDelimited => "tabDelimited",
        Style::DeepObject => "deepObject",
        Style::DeepBrackets => "deepObject with brackets for arrays",
        Style::Cookie => "cookie",
    };
    let reserved = if allow_reserved { ", with reserved characters unencoded" } else { "" };
    format!("in the style `{style}`{}{reserved}", if explode { ", exploded" } else { "" })
}
