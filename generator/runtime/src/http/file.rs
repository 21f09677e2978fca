//! Files in bodies: `format: binary`.

use std::cell::RefCell;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde::ser::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::body::Body;
use super::value::base64;

/// The bytes of a file, with its name and media type if they are known.
///
/// JSON has no bytes, so a file in JSON is a Base64 text. There, in an urlencoded form and in a
/// parameter, a file that is a stream is an error before anything is sent. Two files that are
/// streams are equal if one is a clone of the other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct File {
    contents: Contents,
    file_name: Option<String>,
    content_type: Option<String>,
}

#[derive(Clone)]
enum Contents {
    Bytes(Bytes),
    /// Shared by all clones; `None` after it was taken.
    Stream(Arc<Mutex<Option<Body>>>),
}

impl File {
    /// Creates a file without a name.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self { contents: Contents::Bytes(bytes.into()), file_name: None, content_type: None }
    }

    /// Creates a file from a stream: a [`Body`] from [`Body::stream`], [`Body::sized`] or
    /// [`Body::repeatable`]. Unless the body is repeatable, it can be sent only once, including all
    /// clones of the file.
    pub fn stream(body: impl Into<Body>) -> Self {
        let body = body.into();
        match body.as_bytes() {
            Some(bytes) if !body.has_progress() => Self::new(Bytes::copy_from_slice(bytes)),
            _ => Self {
                contents: Contents::Stream(Arc::new(Mutex::new(Some(body)))),
                file_name: None,
                content_type: None,
            },
        }
    }

    /// Sets the name of the file. A name with a control character is an error when the file is
    /// sent; a `"` is sent as `%22` (HTML, "multipart/form-data encoding algorithm").
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type of the file, such as `image/png`. If it cannot be sent in a header, the
    /// call fails.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Returns the bytes of the file, or `None` if it is a stream.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.contents {
            Contents::Bytes(bytes) => Some(bytes),
            Contents::Stream(_) => None,
        }
    }

    /// Returns the name of the file, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// Returns the media type of the file, if it is known.
    pub fn media_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Takes the content for sending. `None` if it is a stream that was taken before.
    #[allow(dead_code, reason = "not every document has forms")]
    pub(crate) fn body(&self) -> Option<Body> {
        match &self.contents {
            Contents::Bytes(bytes) => Some(bytes.clone().into()),
            Contents::Stream(shared) => {
                let mut body = shared.lock().unwrap_or_else(PoisonError::into_inner);
                match body.as_ref()?.try_clone() {
                    Some(clone) => Some(clone),
                    None => body.take(),
                }
            }
        }
    }
}

impl Default for Contents {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

impl PartialEq for Contents {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bytes(one), Self::Bytes(other)) => one == other,
            (Self::Stream(one), Self::Stream(other)) => Arc::ptr_eq(one, other),
            (Self::Bytes(_), Self::Stream(_)) | (Self::Stream(_), Self::Bytes(_)) => false,
        }
    }
}

impl Eq for Contents {}

impl Hash for Contents {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Bytes(bytes) => bytes.hash(state),
            Self::Stream(shared) => Arc::as_ptr(shared).addr().hash(state),
        }
    }
}

impl fmt::Debug for Contents {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => bytes.fmt(formatter),
            Self::Stream(_) => formatter.write_str("stream"),
        }
    }
}

impl From<Bytes> for File {
    fn from(bytes: Bytes) -> Self {
        Self::new(bytes)
    }
}

impl From<Vec<u8>> for File {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl From<&'static [u8]> for File {
    fn from(bytes: &'static [u8]) -> Self {
        Self::new(bytes)
    }
}

/// The name of the newtype that contains a file in serde's data model. [`super::plain`] takes the
/// file itself; other formats get a text.
pub(crate) const MARKER: &str = "$oasmith::File";

/// The error for a stream where only text is possible.
pub(crate) const MISPLACED: &str =
    "a file that is a stream can be sent only as a part of a multipart form";

thread_local! {
    static HAND: RefCell<Hand> = const { RefCell::new(Hand::Closed) };
}

/// Passes a file unchanged from one side of serde to the other.
#[derive(Default)]
enum Hand {
    /// No reader expects a file.
    #[default]
    Closed,
    /// A reader expects a file.
    Open,
    /// The file was passed.
    Full(File),
}

/// Returns the file that is serialized within `work`.
pub(crate) fn taken<T>(work: impl FnOnce() -> T) -> (T, Option<File>) {
    HAND.with(|hand| hand.replace(Hand::Open));
    let result = work();
    match HAND.with(RefCell::take) {
        Hand::Full(file) => (result, Some(file)),
        Hand::Closed | Hand::Open => (result, None),
    }
}

struct Contained<'a>(&'a File);

impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(MARKER, &Contained(self))
    }
}

impl Serialize for Contained<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_wanted = HAND.with_borrow_mut(|hand| match hand {
            Hand::Open => {
                *hand = Hand::Full(self.0.clone());
                true
            }
            Hand::Closed | Hand::Full(_) => false,
        });
        match self.0.bytes() {
            _ if is_wanted => serializer.serialize_unit(),
            Some(bytes) => serializer.serialize_str(&base64::encode(bytes)),
            None => Err(S::Error::custom(MISPLACED)),
        }
    }
}

impl From<Body> for File {
    fn from(body: Body) -> Self {
        Self::stream(body)
    }
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(base64::Text).map(Self::new)
    }
}
