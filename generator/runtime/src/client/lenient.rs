//! Reads JSON that does not match the document. The text is changed at the location of an error and
//! read again. So a response that matches costs nothing more, and no type is compiled twice.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

use super::json::error_path::{WithoutPath, error_path};
use super::json::text::{self as json, without_mark};
use super::lenient_text::{self as edit, Step};
use super::value_mismatch::ValueMismatch;

/// The limit of bytes that are read again, in addition to [`READS`] times the text.
const BYTES: usize = 16 * 1024 * 1024;

/// The limit on how often a text is read again, in addition to [`BYTES`].
const READS: usize = 32;

/// Reads a text that the strict reader rejects with an error. Returns `None` if the error remains.
pub(crate) fn read<T: DeserializeOwned>(
    text: &[u8],
    error: &serde_json::Error,
) -> Option<(T, Vec<ValueMismatch>)> {
    let mut repair = Repair::new(text);
    let mut is_mended = repair.mend(error);
    while is_mended {
        match json::from_slice(&repair.text) {
            Ok(value) => return Some((value, repair.mismatches())),
            Err(error) => is_mended = repair.mend(&error),
        }
    }
    None
}

/// A text that is being changed until it can be read.
struct Repair {
    text: Vec<u8>,
    /// The number of bytes that may still be read.
    bytes: usize,
    /// The mismatches by their path in the original text.
    mismatches: BTreeMap<Vec<Step>, ValueMismatch>,
    /// Values that were converted because another one was, with their original texts.
    alike: BTreeMap<Vec<Step>, Vec<u8>>,
    /// Values that are not converted again.
    tried: BTreeSet<Vec<Step>>,
    /// The last converted value, and its conversion.
    last: Option<(Vec<Step>, edit::ScalarKind, String)>,
    /// The indices of items that were left out, by the path of their list.
    skipped: BTreeMap<Vec<Step>, Vec<usize>>,
}

impl Repair {
    fn new(text: &[u8]) -> Self {
        let text = without_mark(text).to_vec();
        Self {
            bytes: BYTES.saturating_add(text.len().saturating_mul(READS)),
            text,
            mismatches: BTreeMap::new(),
            alike: BTreeMap::new(),
            tried: BTreeSet::new(),
            last: None,
            skipped: BTreeMap::new(),
        }
    }

    fn mismatches(self) -> Vec<ValueMismatch> {
        self.mismatches.into_values().collect()
    }

    /// Changes the value that the error is about. Returns `false` if it cannot be changed.
    fn mend(&mut self, error: &serde_json::Error) -> bool {
        let Some(bytes) = self.bytes.checked_sub(self.text.len()).filter(|_| error.is_data())
        else {
            return false;
        };
        self.bytes = bytes;
        let Some(found) = edit::find(&self.text, &error_path(&self.text, error)) else {
            return false;
        };
        let path = self.original(&found.steps);
        let message = message(error);
        if let Some((last, kind, message)) = self.last.take().filter(|(last, ..)| *last != path)
            && self.convert_alike(&last, kind, &message)
        {
            return true;
        }
        if let Some(original) = self.alike.remove(&path) {
            self.mismatches.remove(&path);
            self.text.splice(found.value, original);
            return true;
        }
        let value = self.text.get(found.value.clone()).unwrap_or_default();
        if let Some((kind, converted)) = edit::converted(value)
            && self.tried.insert(path.clone())
        {
            self.text.splice(found.value, converted);
            self.last = Some((path.clone(), kind, message.clone()));
            self.note(path, message, true);
            return true;
        }
        let Some(entry) = found.entry else { return false };
        self.leave_out(&path, message);
        self.text.drain(entry);
        true
    }

    fn leave_out(&mut self, path: &[Step], message: String) {
        // That of the original value, if it was converted in vain.
        let message = self.mismatches.get(path).map_or(message, |it| it.message.clone());
        // Why a value within this one could not be read is why this one cannot.
        let within = |other: &Vec<Step>, mismatch: &ValueMismatch| {
            other.len() > path.len() && other.starts_with(path) && !mismatch.is_converted
        };
        let cause = self.mismatches.iter().find(|(other, mismatch)| within(other, mismatch));
        let message = match cause {
            Some((_, inner)) => format!("{message} ({}: {})", inner.path, inner.message),
            None => message,
        };
        self.mismatches.retain(|other, _| !other.starts_with(path));
        if let Some((Step::Index(index), list)) = path.split_last() {
            let skipped = self.skipped.entry(list.to_vec()).or_default();
            let at = skipped.partition_point(|other| other < index);
            skipped.insert(at, *index);
        }
        self.note(path.to_vec(), message, false);
    }

    fn note(&mut self, path: Vec<Step>, message: String, is_converted: bool) {
        let mismatch = ValueMismatch { path: edit::shown(&path), message, is_converted };
        self.mismatches.insert(path, mismatch);
    }

    /// Converts values of the same kind at the same path in the other items of lists, because
    /// servers usually send the same type in all items. Returns whether there are any.
    fn convert_alike(&mut self, path: &[Step], kind: edit::ScalarKind, message: &str) -> bool {
        let changes = edit::alike(&self.text, path, kind);
        let mut text = Vec::with_capacity(self.text.len());
        let mut copied = 0;
        for (steps, value) in changes {
            let original = self.original(&steps);
            let Some(raw) = self.text.get(value.clone()).map(<[u8]>::to_vec) else { continue };
            let Some((_, converted)) = edit::converted(&raw) else { continue };
            if !self.tried.insert(original.clone()) {
                continue;
            }
            text.extend_from_slice(self.text.get(copied..value.start).unwrap_or_default());
            text.extend_from_slice(&converted);
            copied = value.end;
            self.alike.insert(original.clone(), raw);
            self.note(original, message.to_owned(), true);
        }
        text.extend_from_slice(self.text.get(copied..).unwrap_or_default());
        self.text = text;
        copied > 0
    }

    /// A path in the original text.
    fn original(&self, steps: &[Step]) -> Vec<Step> {
        let mut path = Vec::with_capacity(steps.len());
        for step in steps {
            let step = match step {
                Step::Key(_) => step.clone(),
                Step::Index(index) => {
                    let mut index = *index;
                    for skipped in self.skipped.get(&path).into_iter().flatten() {
                        index += usize::from(*skipped <= index);
                    }
                    Step::Index(index)
                }
            };
            path.push(step);
        }
        path
    }
}

/// The message of an error without its location.
fn message(error: &serde_json::Error) -> String {
    let message = WithoutPath(error).to_string();
    message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message).to_owned()
}
