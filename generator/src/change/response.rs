//! Responses: the output of a call, the types of its headers and errors, streams and pages.

use super::align::{Alignment, Pair};
use super::comparison::Comparison;
use super::operation::Call;
use super::{ChangeCode, Class, shown};
use crate::plan::{Ident, Output, ResponseContent, RustType, Stream};

impl Comparison<'_> {
    /// Compares the responses of an operation.
    pub(super) fn responses(&mut self, call: &Call<'_>) {
        self.output(call);
        let Call { method, old, new, .. } = call;
        for (code, what, before, now) in [
            (ChangeCode::OperationHeaders, "headers", &old.headers, &new.headers),
            (ChangeCode::OperationError, "errors", &old.error, &new.error),
        ] {
            let message = match (before, now) {
                (Some(before), Some(now)) if !self.same_item(before, now) => {
                    format!("its {what} are `{}`, and no longer `{}`", now.plain(), before.plain())
                }
                (Some(before), None) => {
                    format!("its {what} no longer have a type, which was `{}`", before.plain())
                }
                (None, Some(now)) => {
                    format!(
                        "its {what} have a type, `{}`, which is part of the response's type",
                        now.plain()
                    )
                }
                (Some(_), Some(_)) | (None, None) => continue,
            };
            self.found.breaking(code, method.clone(), message);
        }
        self.streams(call);
        self.accept_setter(call);
        self.pages(call);
    }

    fn output(&mut self, Call { method, old, new, .. }: &Call<'_>) {
        if !self.same_output(&old.output, &new.output) {
            let message = format!(
                "it returns `{}`, and no longer `{}`",
                shown::output(new),
                shown::output(old)
            );
            self.found.breaking(ChangeCode::OperationOutput, method.clone(), message);
            return;
        }
        if let (Output::One(before), Output::One(now)) = (&old.output, &new.output)
            && before.status != now.status
        {
            let message = format!("a success is {}, and no longer {}", now.status, before.status);
            self.found.fix(ChangeCode::OperationStatus, method.clone(), message);
        }
        if old.accept != new.accept {
            let accept = |accept: &str| {
                if accept.is_empty() { "nothing".to_owned() } else { format!("`{accept}`") }
            };
            let message = format!(
                "it accepts {}, and no longer {}",
                accept(&new.accept),
                accept(&old.accept)
            );
            self.found.fix(ChangeCode::OperationAccept, method.clone(), message);
        }
    }

    fn same_item(&self, old: &Ident, new: &Ident) -> bool {
        self.names.same(&RustType::Item(old.clone()), &RustType::Item(new.clone()))
    }

    fn same_output(&self, old: &Output, new: &Output) -> bool {
        match (old, new) {
            (Output::One(old), Output::One(new)) => self.same_content(&old.content, &new.content),
            (Output::Several { ident: old, .. }, Output::Several { ident: new, .. }) => {
                self.same_item(old, new)
            }
            _ => false,
        }
    }

    /// Whether bodies are read as the same type.
    pub(super) fn same_content(&self, old: &ResponseContent, new: &ResponseContent) -> bool {
        match (old.typed(), new.typed()) {
            (Some(old), Some(new)) => return self.names.same(old, new),
            (Some(ty), None) if *new == ResponseContent::Text => {
                return self.names.same(ty, &RustType::String);
            }
            (None, Some(ty)) if *old == ResponseContent::Text => {
                return self.names.same(&RustType::String, ty);
            }
            _ => {}
        }
        match (old, new) {
            (ResponseContent::Stream(old), ResponseContent::Stream(new)) => {
                self.same_stream(old, new)
            }
            _ => old == new,
        }
    }

    fn same_stream(&self, old: &Stream, new: &Stream) -> bool {
        match (old, new) {
            (Stream::Json(old) | Stream::Xml(old, _), Stream::Json(new) | Stream::Xml(new, _))
            | (Stream::Lines(old), Stream::Lines(new))
            | (Stream::Events(old), Stream::Events(new))
            | (Stream::TypedEvents(old), Stream::TypedEvents(new)) => self.names.same(old, new),
            (Stream::TextEvents, Stream::Events(ty))
            | (Stream::Events(ty), Stream::TextEvents)
            | (Stream::TextLines, Stream::Lines(ty))
            | (Stream::Lines(ty), Stream::TextLines)
            | (Stream::Text, Stream::Json(ty) | Stream::Xml(ty, _))
            | (Stream::Json(ty) | Stream::Xml(ty, _), Stream::Text) => {
                self.names.same(ty, &RustType::String)
            }
            _ => old == new,
        }
    }

    fn streams(&mut self, call: &Call<'_>) {
        for pair in
            Alignment::of(&call.old.streams, &call.new.streams).by(|stream| &stream.ident).pairs()
        {
            match pair {
                Pair::Old(old) => {
                    let site = call.request.part(old.ident.plain()).was_at(&call.old.source);
                    let message =
                        format!("the method that returns `{}` is gone", shown::stream(&old.stream));
                    self.found.breaking(ChangeCode::StreamRemoved, site, message);
                }
                Pair::New(new) => {
                    let message =
                        format!("a method that returns `{}` is new", shown::stream(&new.stream));
                    self.found.addition(
                        ChangeCode::StreamAdded,
                        call.request.part(new.ident.plain()),
                        message,
                    );
                }
                Pair::Both(old, new) if !self.same_stream(&old.stream, &new.stream) => {
                    let (before, now) = (shown::stream(&old.stream), shown::stream(&new.stream));
                    let message = format!("it returns `{now}`, and no longer `{before}`");
                    self.found.breaking(
                        ChangeCode::StreamChanged,
                        call.request.part(new.ident.plain()),
                        message,
                    );
                }
                Pair::Both(old, new) if old.accept != new.accept || old.stream != new.stream => {
                    let message = "it accepts another media type";
                    self.found.fix(
                        ChangeCode::StreamChanged,
                        call.request.part(new.ident.plain()),
                        message,
                    );
                }
                Pair::Both(..) => {}
            }
        }
    }

    fn accept_setter(&mut self, call: &Call<'_>) {
        match (&call.old.accept_setter, &call.new.accept_setter) {
            (Some((setter, _)), None) => {
                let site = call.request.part(setter.plain()).was_at(&call.old.source);
                let message = "the setter for the response's media type is gone";
                self.found.breaking(ChangeCode::StreamRemoved, site, message);
            }
            (None, Some((setter, _))) => {
                let site = call.request.part(setter.plain());
                let message = "the setter for the response's media type is new";
                self.found.addition(ChangeCode::StreamAdded, site, message);
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
    }

    fn pages(&mut self, call: &Call<'_>) {
        let site = call.request.part("pages");
        match (&call.old.pagination, &call.new.pagination) {
            (None, Some(_)) => {
                let message = "`pages` and `stream`, which read all pages, are new";
                self.found.addition(ChangeCode::PagesAdded, site, message);
            }
            (Some(_), None) => {
                let message = "`pages` and `stream`, which read all pages, are gone";
                self.found.breaking(
                    ChangeCode::PagesRemoved,
                    site.was_at(&call.old.source),
                    message,
                );
            }
            (Some(old), Some(new)) if !self.names.same(&old.item, &new.item) => {
                let (before, now) = (shown::ty(&old.item), shown::ty(&new.item));
                let message = format!("`stream` returns `{now}`, and no longer `{before}`");
                self.found.breaking(ChangeCode::PagesChanged, site, message);
            }
            (Some(old), Some(new)) => {
                if (&old.style, &old.items) != (&new.style, &new.items) {
                    let message = "it gets the next page in another way";
                    self.found.push(ChangeCode::PagesChanged, Class::Fix, site, message);
                }
            }
            (None, None) => {}
        }
    }
}
