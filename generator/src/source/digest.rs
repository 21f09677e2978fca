//! Digests of texts.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// The SHA-256 of a text (FIPS 180-4) with LF instead of CR LF. So a text has the same digest
/// however git checked it out. Without CR LF it is the output of `sha256sum`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of bytes, which need not be UTF-8.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hash = Sha256::new();
        let mut rest = bytes;
        // Most texts have no CR, which this search finds out quickly.
        while rest.contains(&b'\r')
            && let Some(end) = rest.windows(2).position(|pair| pair == b"\r\n")
        {
            let (line, after) = rest.split_at(end);
            hash.update(line);
            rest = after.get(1..).unwrap_or_default();
        }
        hash.update(rest);
        Self(hash.finalize().into())
    }
}

/// 64 hexadecimal digits in lower case.
impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// The error for a text that is not a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDigest;

impl FromStr for Digest {
    type Err = NoDigest;

    fn from_str(text: &str) -> Result<Self, NoDigest> {
        if text.len() != 64 || !text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
        {
            return Err(NoDigest);
        }
        let mut bytes = [0; 32];
        for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
            let pair = text.get(at..at + 2).ok_or(NoDigest)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NoDigest)?;
        }
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::{Digest, NoDigest};

    #[test]
    fn it_is_sha_256() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of(b"abc").to_string(), abc);
        assert_eq!(abc.parse(), Ok(Digest::of(b"abc")));
        for wrong in
            ["", "ba78", &abc.to_uppercase(), &abc.replace('b', "g"), &format!("{}é", &abc[2..])]
        {
            assert_eq!(wrong.parse::<Digest>(), Err(NoDigest), "{wrong}");
        }
    }

    #[test]
    fn ends_of_lines_are_alike() {
        assert_eq!(Digest::of(b"a\r\nb\r\n\r\nc"), Digest::of(b"a\nb\n\nc"));
        for other in ["a\nb\n\nc\r", "a\nb\n\rc", "a\r\r\nb\n\nc", "a\nb\n\nc\n"] {
            assert_ne!(Digest::of(other.as_bytes()), Digest::of(b"a\nb\n\nc"), "{other:?}");
        }
    }
}
