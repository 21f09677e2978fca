//! Files in bodies: `format: binary`.

use bytes::Bytes;
use serde::ser::SerializeTuple;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::base64;

/// Bytes that are sent as a file of a form, with a name and a media type if they are known.
///
/// In JSON, which has no bytes, a file is a Base64 text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct File {
    bytes: Bytes,
    file_name: Option<String>,
    content_type: Option<String>,
}

impl File {
    /// A file without a name.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into(), file_name: None, content_type: None }
    }

    /// Names the file.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Says what the file is, for instance `image/png`.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// What is in the file.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The file's name, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// The file's media type, if it is known.
    pub fn media_type(&self) -> Option<&str> {
        self.content_type.as_deref()
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

/// The name under which a file passes through serde: [`super::plain`] knows it and asks for the parts, any other format gets a text.
pub(super) const MARKER: &str = "$oasmith::File";

struct Contents<'a>(&'a File);

impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(MARKER, &Contents(self))
    }
}

impl Serialize for Contents<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let File { bytes, file_name, content_type } = self.0;
        if serializer.is_human_readable() {
            return serializer.serialize_str(&base64::encode(bytes));
        }
        let mut parts = serializer.serialize_tuple(3)?;
        parts.serialize_element(&Raw(bytes))?;
        parts.serialize_element(file_name)?;
        parts.serialize_element(content_type)?;
        parts.end()
    }
}

struct Raw<'a>(&'a [u8]);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(base64::Text).map(Self::new)
    }
}
