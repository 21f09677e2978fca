//! Overlays: changes to documents that other people maintain (Overlay Specification 1.0, 1.1 and
//! 1.2).
//!
//! An overlay is applied to the root document before it is normalized, so that its paths are those
//! in the file. Values from an overlay become part of the document: a `$ref` in them is relative to
//! the document. Messages about them show the overlay.
//!
//! An action that matches nothing is an error, although the specification allows it: the document
//! has changed and no longer has the value.

mod action;
mod change;

use serde_json::Value;

use super::disk::{explain, read_bytes, show};
use super::input::InputFile;
use super::limits::Limits;
use super::mismatch::describe;
use super::read::read_any;
use super::request::{GivenPath, Request};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::{FileId, Location, Origins};
use change::Target;

/// Applies the overlays of a document, in their order, and says which were read.
pub(super) fn apply(
    request: &Request,
    value: &mut Value,
    file: FileId,
    report: &mut Report,
) -> Vec<InputFile> {
    let mut target = Target { value, file, origins: Origins::default() };
    let mut inputs = Vec::new();
    for given in &request.overlays {
        let Some((overlay, own)) = open(given, request.limits, &mut inputs, report) else {
            continue;
        };
        let extended = action::Extended { document: &request.document, overlay: &given.path };
        let actions = action::read(&own, overlay, &extended, report);
        // Errors in later actions would only be consequences.
        for action in actions.into_iter().flatten() {
            if !target.act(&action, report) {
                break;
            }
        }
    }
    report.sources.set_origins(file, target.origins);
    inputs
}

/// Reads the value of an overlay.
fn open(
    given: &GivenPath,
    limits: Limits,
    inputs: &mut Vec<InputFile>,
    report: &mut Report,
) -> Option<(FileId, Value)> {
    let shown = show(&given.path);
    match read_bytes(&given.path, limits.bytes) {
        Ok(bytes) => {
            inputs.push(InputFile::at_path(&given.path, &bytes));
            let (file, value) = read_any(&shown, bytes, limits, report);
            let value = value?;
            if value.is_object() {
                return Some((file, value));
            }
            let message = format!("an overlay must be an object, found {}", describe(&value));
            let help = "write an OpenAPI overlay, an object with `overlay`, `info` and `actions`; \
                        a JSON Patch is not one";
            let diagnostic = Diagnostic::new(Code::NotAnObject, message)
                .at(Location::root(file))
                .label("expected an object");
            report.push(diagnostic.help(help));
            None
        }
        Err(error) => {
            let message = format!(
                "the overlay `{}` cannot be read: {}",
                shown.escape_debug(),
                explain(&error)
            );
            let diagnostic = Diagnostic::new(Code::UnreadableFile, message)
                .help("check the path of the overlay");
            report.push(given.location.clone().into_iter().fold(diagnostic, Diagnostic::at));
            None
        }
    }
}

#[cfg(test)]
mod tests;
