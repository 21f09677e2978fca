//! Parses server-sent events (WHATWG HTML, section 9.2.6, "Interpreting an event stream").

use std::mem::take;
use std::time::Duration;

use bytes::{Buf, Bytes};

/// A server-sent event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerEvent<T> {
    /// The type of the event. Default: `message`.
    pub event: String,
    /// The last event id from the server, of this event or an earlier one.
    pub id: Option<String>,
    /// The data.
    pub data: T,
}

/// An event, or the part that was received, is larger than the limit.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// Reads events from the chunks of a body.
#[derive(Debug)]
pub(crate) struct Parser {
    /// The size limit of an event in bytes.
    limit: usize,
    /// Whether no line has ended yet. Then a byte order mark may start the first one.
    is_first_line: bool,
    /// Whether the last line ended with a CR. A LF after it belongs to the same line end.
    is_after_cr: bool,
    line: Vec<u8>,
    event: String,
    data: String,
    id: String,
    last_id: String,
    retry: Option<Duration>,
    is_resumable: bool,
}

impl Parser {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            is_first_line: true,
            is_after_cr: false,
            line: Vec::new(),
            event: String::new(),
            data: String::new(),
            id: String::new(),
            last_id: String::new(),
            retry: None,
            is_resumable: false,
        }
    }

    /// Discards an incomplete event. The next chunk starts a body.
    pub(crate) fn restart(&mut self) {
        *self = Self {
            id: self.last_id.clone(),
            last_id: take(&mut self.last_id),
            retry: self.retry,
            is_resumable: self.is_resumable,
            ..Self::new(self.limit)
        };
    }

    /// The last event id from the server, if there is one and it was not reset.
    pub(crate) fn last_id(&self) -> Option<&str> {
        Some(self.last_id.as_str()).filter(|id| !id.is_empty())
    }

    /// The pause before a new connection that the server requested.
    pub(crate) fn retry(&self) -> Option<Duration> {
        self.retry
    }

    /// Whether the server supports resuming: it sent an id, or a time to wait.
    pub(crate) fn is_resumable(&self) -> bool {
        self.is_resumable
    }

    /// Reads from a chunk up to the end of an event or of the chunk.
    pub(crate) fn read(
        &mut self,
        chunk: &mut Bytes,
    ) -> Option<Result<ServerEvent<String>, TooLarge>> {
        while let Some(first) = chunk.first() {
            if take(&mut self.is_after_cr) && *first == b'\n' {
                chunk.advance(1);
                continue;
            }
            let end = chunk.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
            let piece = chunk.split_to(end.unwrap_or(chunk.len()));
            let size = [self.line.len(), self.event.len(), self.data.len(), self.id.len()]
                .iter()
                .sum::<usize>();
            if piece.len() > self.limit.saturating_sub(size) {
                return Some(Err(TooLarge));
            }
            self.line.extend_from_slice(&piece);
            if let Some(end) = chunk.first() {
                self.is_after_cr = *end == b'\r';
                chunk.advance(1);
                if let Some(event) = self.end_line() {
                    return Some(Ok(event));
                }
            }
        }
        None
    }

    fn end_line(&mut self) -> Option<ServerEvent<String>> {
        let mut line = take(&mut self.line);
        let text = if take(&mut self.is_first_line) {
            line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line)
        } else {
            &line
        };
        if text.is_empty() {
            return self.end_event();
        }
        self.field(&String::from_utf8_lossy(text));
        line.clear();
        self.line = line;
        None
    }

    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => self.event = value.to_owned(),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => {
                self.id = value.to_owned();
                self.is_resumable = true;
            }
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                // Only a number that is too large cannot be read.
                self.retry = Some(Duration::from_millis(value.parse().unwrap_or(u64::MAX)));
                self.is_resumable = true;
            }
            // Comments have an empty name; what else there may be is ignored.
            _ => {}
        }
    }

    fn end_event(&mut self) -> Option<ServerEvent<String>> {
        self.last_id.clone_from(&self.id);
        let (event, mut data) = (take(&mut self.event), take(&mut self.data));
        data.pop()?;
        let event = if event.is_empty() { "message".to_owned() } else { event };
        Some(ServerEvent { event, id: self.last_id().map(str::to_owned), data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All events of a text in these chunks.
    fn events(chunks: &[&[u8]]) -> Vec<(String, Option<String>, String)> {
        let mut parser = Parser::new(1000);
        let mut events = Vec::new();
        for chunk in chunks {
            let mut chunk = Bytes::copy_from_slice(chunk);
            while let Some(event) = parser.read(&mut chunk) {
                let ServerEvent { event, id, data } = event.unwrap();
                events.push((event, id, data));
            }
        }
        events
    }

    fn event(event: &str, id: Option<&str>, data: &str) -> (String, Option<String>, String) {
        (event.to_owned(), id.map(str::to_owned), data.to_owned())
    }

    #[test]
    fn every_line_ending_split_everywhere() {
        let text = "\u{feff}: hello\ndata: {\"a\":1}\nid: 7\n\nevent:add\ndata\ndata:  two\nid: x\0y\nid\nunknown: 1\n\n\
                    id: ä\nretry: 12x\nretry: 250\n\nevent: gone\n\ndata: last\n\ndata: never ended\n";
        let expected = [
            event("message", Some("7"), "{\"a\":1}"),
            event("add", None, "\n two"),
            event("message", Some("ä"), "last"),
        ];
        for end in ["\n", "\r", "\r\n"] {
            let text = text.replace('\n', end);
            for split in 0..=text.len() {
                let (one, other) = text.as_bytes().split_at(split);
                assert_eq!(events(&[one, other]), expected, "{end:?} {split}");
            }
            let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
            assert_eq!(events(&bytes), expected, "{end:?}");
        }
    }

    #[test]
    fn line_endings_are_mixed() {
        assert_eq!(
            events(&[b"data: a\r\rdata: b\n\r\ndata: c\r\n\n"]),
            [event("message", None, "a"), event("message", None, "b"), event("message", None, "c"),]
        );
    }

    #[test]
    fn an_event_is_there_with_its_last_byte() {
        assert_eq!(events(&[b"data: a\r\r"]), [event("message", None, "a")]);
        assert_eq!(events(&[b"data: a\r\n\r"]), [event("message", None, "a")]);
        assert_eq!(events(&[b"data: a\r\n"]), []);
    }

    #[test]
    fn an_event_has_a_limit() {
        let mut parser = Parser::new(16);
        assert_eq!(parser.read(&mut Bytes::from_static(b"data: 01234567\n")), None);
        assert_eq!(parser.read(&mut Bytes::from_static(b"data: 01")), Some(Err(TooLarge)));
        let mut parser = Parser::new(16);
        assert_eq!(
            parser.read(&mut Bytes::from_static(b"data: 01234567\n\n")).unwrap().unwrap().data,
            "01234567"
        );
        assert_eq!(
            parser.read(&mut Bytes::from_static(b"data: 01234567\n\n")).unwrap().unwrap().data,
            "01234567"
        );
    }

    #[test]
    fn a_break_keeps_the_last_id_of_a_whole_event() {
        let mut parser = Parser::new(1000);
        assert!(!parser.is_resumable());
        assert!(
            parser.read(&mut Bytes::from_static(b"id: 1\ndata: a\n\nid: 2\ndata: b")).is_some()
        );
        let mut rest = Bytes::from_static(b"id: 2\ndata: b\n");
        assert_eq!(parser.read(&mut rest), None);
        parser.restart();
        assert_eq!((parser.last_id(), parser.is_resumable()), (Some("1"), true));
        let event =
            parser.read(&mut Bytes::from_static(b"\xEF\xBB\xBFdata: c\n\n")).unwrap().unwrap();
        assert_eq!((event.id.as_deref(), event.data.as_str()), (Some("1"), "c"));
    }
}
