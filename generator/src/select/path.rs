//! Patterns of paths.

/// A pattern of paths. In a segment, `*` matches any characters. A segment `**` matches any number
/// of segments.
///
/// `/customers/*` matches paths with one segment below `/customers`; `/customers/**` matches
/// `/customers` and all paths below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPattern {
    text: String,
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    /// `**`
    Any,
    /// The texts around each `*`; one text for a segment without `*`.
    Like(Vec<String>),
}

impl PathPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn new(text: &str) -> Result<Self, &'static str> {
        let rest =
            text.strip_prefix('/').ok_or("it does not start with `/`, and every path does")?;
        let segments = rest.split('/').map(|segment| match segment {
            "**" => Ok(Segment::Any),
            segment if segment.contains("**") => {
                Err("`**` matches whole segments, so it must be between two `/`")
            }
            segment => Ok(Segment::Like(segment.split('*').map(str::to_owned).collect())),
        });
        Ok(Self { text: text.to_owned(), segments: segments.collect::<Result<_, _>>()? })
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a path matches, with its parameters as in the document.
    pub fn fits(&self, path: &str) -> bool {
        if !self.text.contains('*') {
            return self.text == path;
        }
        let path: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
        // The numbers of segments that the pattern so far can match.
        let mut ends = vec![false; path.len() + 1];
        if let Some(start) = ends.first_mut() {
            *start = true;
        }
        for segment in &self.segments {
            let mut next = vec![false; ends.len()];
            let mut open = false;
            for (index, end) in next.iter_mut().enumerate() {
                let reached = |at: usize| ends.get(at).copied().unwrap_or_default();
                *end = match segment {
                    Segment::Any => {
                        open |= reached(index);
                        open
                    }
                    Segment::Like(parts) => {
                        let before = index.checked_sub(1);
                        before.is_some_and(|at| {
                            reached(at) && path.get(at).is_some_and(|text| is_like(text, parts))
                        })
                    }
                };
            }
            ends = next;
        }
        ends.last().copied().unwrap_or_default()
    }
}

/// Whether a text has these parts in this order, the first at its start, the last at its end.
fn is_like(text: &str, parts: &[String]) -> bool {
    let [first, between @ .., last] = parts else {
        return parts.first().is_some_and(|only| only == text);
    };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
    for part in between {
        let Some((_, after)) = rest.split_once(part.as_str()) else { return false };
        rest = after;
    }
    rest.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::PathPattern;

    #[test]
    fn paths_fit() {
        for (pattern, path, fits) in [
            ("/a", "/a", true),
            ("/a", "/a/", false),
            ("/a", "/ab", false),
            ("/a", "/b/a", false),
            ("/*", "/a", true),
            ("/*", "/a/b", false),
            ("/a/*", "/a/{id}", true),
            ("/a/*", "/a", false),
            ("/a/{id}", "/a/{id}", true),
            ("/a/{id}", "/a/{other}", false),
            ("/a/**", "/a", true),
            ("/a/**", "/a/b", true),
            ("/a/**", "/a/b/c", true),
            ("/a/**", "/ab", false),
            ("/**", "/", true),
            ("/**", "/a/b/c", true),
            ("/**/c", "/a/b/c", true),
            ("/**/c", "/c", true),
            ("/**/c", "/a/b/d", false),
            ("/a/**/d/*", "/a/b/c/d/e", true),
            ("/a/**/d/*", "/a/d/d/e", true),
            ("/a/**/d/*", "/a/d", false),
            ("/v*/a", "/v1/a", true),
            ("/v*/a", "/v/a", true),
            ("/v*/a", "/w/a", false),
            ("/*.json", "/a.json", true),
            ("/*.json", "/a.xml", false),
            ("/a*b*c", "/a1b2c", true),
            ("/a*b*c", "/acb", false),
            ("/ab*bc", "/abc", false),
        ] {
            let pattern_read = PathPattern::new(pattern).expect("a pattern");
            assert_eq!(pattern_read.fits(path), fits, "{pattern} {path}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_rejected() {
        for wrong in ["", "a", "**", "/a**", "/a/***"] {
            assert!(PathPattern::new(wrong).is_err(), "{wrong}");
        }
    }
}
