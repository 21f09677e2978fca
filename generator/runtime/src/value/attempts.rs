//! The shared state of all attempts to read a buffer: the location of the last error, the scores,
//! and the schema of each union inside the buffer.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::json_path::{PathStep, WITHIN_VALUE};
use super::replay_mode::{Mode, Question};
use super::score::Score;

/// A value of the buffer, identified by its address.
type Address = usize;

/// The shared state of all attempts to read a buffer.
#[derive(Default)]
pub(crate) struct Attempts<'de> {
    /// The path of the last error, from the innermost value outwards.
    path: Cell<Vec<PathStep<'de>>>,
    /// The score of the current attempt.
    score: Cell<Score>,
    /// The unions whose schemas are being tried, the innermost last.
    trials: RefCell<Vec<Trial>>,
    /// The schema of each union that was tried inside another one, by value and union.
    settled: RefCell<BTreeMap<(Address, usize), Settled>>,
    /// The discriminators of values in the current attempt.
    tags: RefCell<Tags>,
}

/// The properties that are discriminators, by value.
#[derive(Default)]
struct Tags {
    known: BTreeMap<Address, &'static str>,
    /// What `known` had before, for each time that one was set.
    before: Vec<(Address, Option<&'static str>)>,
}

/// A union whose schemas are being tried.
struct Trial {
    union: usize,
    /// The score outside of the union.
    around: Score,
    best: Score,
    /// How many discriminators were set before its schemas were tried.
    tags: usize,
}

/// A union whose schema is known.
#[derive(Clone, Copy)]
struct Settled {
    /// The result of [`Question::Start`].
    schema: u64,
    score: Score,
}

/// A member of an object of the current attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Member {
    /// Whether the object is the value of the union itself.
    pub(crate) is_outermost: bool,
    pub(crate) name: MemberName,
}

/// How the name of a member is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberName {
    /// A field name of a struct, known or not.
    Property,
    /// A key of a map.
    Key,
    /// The discriminator of a union, which the union itself reads.
    Tag,
}

impl<'de> Attempts<'de> {
    /// The error is inside a value.
    pub(crate) fn inside(
        &self,
        step: PathStep<'de>,
        error: serde_json::Error,
    ) -> serde_json::Error {
        let mut path = self.path.take();
        path.push(step);
        self.path.set(path);
        error
    }

    /// Discards the path of the last error.
    pub(crate) fn forget_location(&self) {
        self.path.take();
    }

    /// The path of the error, as the end of a message. Empty for the whole value.
    pub(crate) fn location(&self) -> String {
        let mut path = self.path.take();
        path.reverse();
        if path.is_empty() {
            String::new()
        } else {
            let [start, end] = WITHIN_VALUE;
            format!("{start}{}{end}", PathStep::show(&path))
        }
    }

    /// Counts a member that is read.
    pub(crate) fn read_member(&self, member: Member) {
        self.edit(|score| score.read(member.is_outermost));
    }

    /// Counts a member that is skipped instead of read.
    pub(crate) fn pass_over(&self, member: Member) {
        if member.name != MemberName::Tag {
            self.edit(|score| score.pass_over(member.is_outermost));
        }
    }

    /// Counts a member that is read as any value.
    pub(crate) fn read_any(&self, member: Member) {
        if member.name == MemberName::Key {
            self.edit(|score| score.described = score.described.saturating_sub(1));
        }
    }

    /// Counts an unknown value of an enum.
    pub(crate) fn note_unknown(&self) {
        self.edit(|score| score.unknown = score.unknown.saturating_add(1));
    }

    /// Stores the discriminator of a value.
    pub(crate) fn set_tag(&self, value: Address, property: &'static str) {
        let mut tags = self.tags.borrow_mut();
        let before = tags.known.insert(value, property);
        tags.before.push((value, before));
    }

    /// The discriminator of a value.
    pub(crate) fn tag_of(&self, value: Address) -> Option<&'static str> {
        self.tags.borrow().known.get(&value).copied()
    }

    /// Forgets the discriminators that an attempt has set: another one may read them as properties.
    fn forget_tags(&self, kept: usize) {
        let mut tags = self.tags.borrow_mut();
        while tags.before.len() > kept {
            match tags.before.pop() {
                Some((value, Some(property))) => tags.known.insert(value, property),
                Some((value, None)) => tags.known.remove(&value),
                None => return,
            };
        }
    }

    /// Handles a question or a report of a union that reads a value.
    pub(crate) fn ask(
        &self,
        question: Question,
        argument: usize,
        (value, mode): (Address, Mode),
    ) -> u64 {
        match question {
            Question::Start => return self.start(argument, value, mode),
            Question::Next => {
                self.score.set(Score::default());
                if let Some(trial) = self.trials.borrow().last() {
                    self.forget_tags(trial.tags);
                }
            }
            Question::Score => return self.score.get().to_bits(),
            Question::Prefer => {
                if let Some(trial) = self.trials.borrow_mut().last_mut() {
                    trial.best = self.score.get();
                }
            }
            Question::Finish => self.finish(argument, value, mode),
            Question::LeaveOut => self.edit(|score| score.add(Score::UNKNOWN)),
        }
        0
    }

    /// A union starts to try its schemas, unless its schema is known.
    fn start(&self, union: usize, value: Address, mode: Mode) -> u64 {
        if let Some(settled) = self.settled.borrow().get(&(value, union)) {
            // It is left out. Elsewhere it is read as that schema, which counts.
            if mode == Mode::Inside {
                self.edit(|score| score.add(Score { is_partial: true, ..settled.score }));
            }
            return settled.schema;
        }
        let (around, tags) = (self.score.take(), self.tags.borrow().before.len());
        let trial = Trial { union, around, best: Score::default(), tags };
        self.trials.borrow_mut().push(trial);
        0
    }

    /// A union has tried its schemas.
    fn finish(&self, schema: usize, value: Address, mode: Mode) {
        let Some(trial) = self.trials.borrow_mut().pop() else { return };
        self.score.set(trial.around);
        self.forget_tags(trial.tags);
        let schema = u64::try_from(schema).unwrap_or_default();
        let is_known = schema != Question::NO_SCHEMA as u64;
        let score = match mode {
            Mode::Inside => trial.best.as_part(),
            Mode::Read | Mode::Try => trial.best,
        };
        if is_known {
            self.edit(|around| around.add(score));
        }
        // Nothing comes back to a value that is not inside another one that is tried.
        if mode != Mode::Read {
            let score = if is_known { trial.best.as_part() } else { Score::UNKNOWN };
            let settled = Settled { schema, score };
            self.settled.borrow_mut().insert((value, trial.union), settled);
        }
    }

    fn edit(&self, edit: impl FnOnce(&mut Score)) {
        let mut score = self.score.get();
        edit(&mut score);
        self.score.set(score);
    }
}
