use std::borrow::Cow;
use std::fmt;

/// A JSON pointer (RFC 6901): `""` is the whole document, `/paths/~1users` a member of a member.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// A pointer as it is written, escapes included.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The pointer to the member `key`, which is not yet escaped.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + key.len() + 1);
        text.push_str(&self.0);
        let mut child = Self(text);
        child.push(key);
        child
    }

    /// Appends the member `key`, which is not yet escaped.
    pub(crate) fn push(&mut self, key: &str) {
        self.0.push('/');
        if !key.contains(['~', '/']) {
            self.0.push_str(key);
            return;
        }
        for character in key.chars() {
            match character {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                other => self.0.push(other),
            }
        }
    }

    /// The pointer as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is written as [`Pointer::child`] would write it.
    pub(crate) fn is_canonical(&self) -> bool {
        self.0.split('~').skip(1).all(|part| part.starts_with(['0', '1']))
    }

    /// Its reference tokens, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(unescaped)
    }

    /// The pointer of the parent and the last reference token, unescaped; `None` for the root.
    pub(crate) fn split(&self) -> Option<(Self, String)> {
        let (parent, _) = self.0.rsplit_once('/')?;
        Some((Self::new(parent), self.last()?))
    }

    /// The last reference token, unescaped.
    pub fn last(&self) -> Option<String> {
        self.tokens().last().map(Cow::into_owned)
    }
}

/// A reference token, unescaped: `~1` before `~0` (RFC 6901, section 4).
pub(crate) fn unescaped(token: &str) -> Cow<'_, str> {
    let Some((plain, rest)) = token.split_once('~') else { return Cow::Borrowed(token) };
    let mut text = String::with_capacity(token.len());
    text.push_str(plain);
    for part in rest.split('~') {
        match part.split_at_checked(1) {
            Some(("0", after)) => text.extend(["~", after]),
            Some(("1", after)) => text.extend(["/", after]),
            _ => text.extend(["~", part]),
        }
    }
    Cow::Owned(text)
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn a_key_is_escaped_and_comes_back() {
        let pointer = Pointer::root().child("paths").child("/a~b/{id}");
        assert_eq!(pointer.as_str(), "/paths/~1a~0b~1{id}");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/a~b/{id}"]);
    }

    #[test]
    fn escapes_are_undone_once() {
        let tokens = |text: &str| {
            Pointer::new(text).tokens().map(|token| token.into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(tokens("/~01/a~/~2b~1~0/~~1"), ["~1", "a~", "~2b/~", "~/"]);
    }

    #[test]
    fn the_root_has_no_tokens() {
        assert_eq!(Pointer::root().tokens().count(), 0);
        assert_eq!(Pointer::root().last(), None);
    }
}
