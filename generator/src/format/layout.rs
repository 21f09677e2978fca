//! Where lines are broken: boxes that stand in one line if they fit, as prettyplease has them,
//! which took them from rustc and that from Oppen's "Prettyprinting". What is printed is complete
//! before it is measured, so two passes over it do.

use std::fmt::{Display, Write as _};

/// The width of a line.
const WIDTH: isize = 89;

/// What a line has at least, however deep it is indented.
const LEAST: isize = 60;

/// The width of what never fits.
const INFINITE: isize = 0xffff;

/// By how much a line stands further in.
pub const INDENT: isize = 4;

/// How a box that does not fit is broken: at every break, or where it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaks {
    Consistent,
    Inconsistent,
}

/// A place where a line may end.
#[derive(Debug, Clone, Copy, Default)]
pub struct Break {
    /// How much further in the next line stands.
    pub offset: isize,
    /// The spaces that stand here where the line goes on.
    pub blank: isize,
    /// What stands at the end of the line where it is broken.
    pub before: &'static str,
    /// What stands at the start of the next.
    pub after: &'static str,
    /// What stands here where the line goes on.
    pub instead: &'static str,
    /// Nothing at the end of a box.
    pub if_nonempty: bool,
    /// Only ends what is measured before it.
    pub never: bool,
}

#[derive(Debug, Clone, Copy)]
enum Piece {
    /// So many bytes of the words.
    Words(usize),
    Break(Break),
    Begin(isize, Breaks),
    End,
    /// Nothing that fits nowhere.
    Wide,
}

/// What is to be printed.
#[derive(Debug, Default)]
pub struct Layout {
    words: String,
    pieces: Vec<Piece>,
    width: isize,
    /// How wide all was where each open box began.
    open: Vec<isize>,
}

impl Layout {
    /// Adds words that stand together.
    pub fn word(&mut self, word: &str) {
        self.words.push_str(word);
        self.added(word.len());
    }

    /// Adds a token.
    pub fn token(&mut self, token: &impl Display) {
        let start = self.words.len();
        let _ = write!(self.words, "{token}");
        self.added(self.words.len() - start);
    }

    fn added(&mut self, length: usize) {
        self.width += length.cast_signed();
        match self.pieces.last_mut() {
            Some(Piece::Words(before)) => *before += length,
            _ => self.pieces.push(Piece::Words(length)),
        }
    }

    /// Begins a box that is broken at every break, if at all.
    pub fn consistent(&mut self, indent: isize) {
        self.begin(indent, Breaks::Consistent);
    }

    /// Begins a box that is broken where it must be.
    pub fn inconsistent(&mut self, indent: isize) {
        self.begin(indent, Breaks::Inconsistent);
    }

    fn begin(&mut self, indent: isize, breaks: Breaks) {
        self.pieces.push(Piece::Begin(indent, breaks));
        self.open.push(self.width);
    }

    /// Ends a box.
    pub fn end(&mut self) {
        self.open.pop();
        match self.pieces.as_slice() {
            [.., Piece::Begin(..), Piece::Break(last)] => {
                self.width -= last.blank;
                self.pieces.truncate(self.pieces.len() - 2);
                return;
            }
            [.., Piece::Break(last)] if last.if_nonempty => {
                self.width -= last.blank;
                self.pieces.pop();
            }
            _ => {}
        }
        self.pieces.push(Piece::End);
    }

    /// Ends a box that is broken when it is wider than `most`.
    pub fn end_within(&mut self, most: isize) {
        if self.open.last().is_some_and(|start| self.width - start > most) {
            self.pieces.push(Piece::Wide);
            self.width += INFINITE;
        }
        self.end();
    }

    /// A place where a line may end.
    pub fn may_break(&mut self, token: Break) {
        self.pieces.push(Piece::Break(token));
        self.width += token.blank;
    }

    /// Nothing, or the end of the line.
    pub fn zero(&mut self) {
        self.may_break(Break::default());
    }

    /// A space, or the end of the line.
    pub fn space(&mut self) {
        self.may_break(Break { blank: 1, ..Break::default() });
    }

    /// The end of the line.
    pub fn line(&mut self) {
        self.may_break(Break { blank: INFINITE, ..Break::default() });
    }

    /// The end of the line, unless the box ends here.
    pub fn line_if_nonempty(&mut self) {
        self.may_break(Break { blank: INFINITE, if_nonempty: true, ..Break::default() });
    }

    /// Nothing; what stands before is measured up to here.
    pub fn never(&mut self) {
        self.may_break(Break { never: true, ..Break::default() });
    }

    /// Between the elements of a list; behind the last there is a comma where the line ends.
    pub fn comma(&mut self, is_last: bool) {
        self.separator(is_last, 0);
    }

    /// As [`Layout::comma`], with a space behind the last where the line goes on.
    pub fn comma_or_space(&mut self, is_last: bool) {
        self.separator(is_last, 1);
    }

    fn separator(&mut self, is_last: bool, blank: isize) {
        if is_last {
            self.may_break(Break { before: ",", blank, ..Break::default() });
        } else {
            self.word(",");
            self.space();
        }
    }

    /// The line after the last break stands as far out as the box.
    pub fn outdent(&mut self) {
        if let Some(Piece::Break(last)) = self.pieces.last_mut() {
            last.offset -= INDENT;
        }
    }

    /// The text.
    pub fn text(&self) -> String {
        let sizes = self.sizes();
        let mut lines = Lines {
            space: WIDTH,
            text: String::with_capacity(self.words.len() * 2),
            ..Lines::default()
        };
        let mut words = self.words.as_str();
        for (piece, size) in self.pieces.iter().zip(sizes) {
            match piece {
                Piece::Words(length) => {
                    let (word, rest) = words.split_at_checked(*length).unwrap_or((words, ""));
                    lines.word(word);
                    words = rest;
                }
                Piece::Break(token) => lines.may_break(token, size),
                Piece::Begin(indent, breaks) => lines.begin(*indent, *breaks, size),
                Piece::End => lines.end(),
                Piece::Wide => {}
            }
        }
        lines.text
    }

    /// Of each break, how wide it is with what follows up to the next one; of each box, up to the
    /// next break behind it.
    fn sizes(&self) -> Vec<isize> {
        let mut sizes = vec![0; self.pieces.len()];
        let (mut position, mut next) = (self.width, vec![self.width]);
        for (piece, size) in self.pieces.iter().zip(&mut sizes).rev() {
            match piece {
                Piece::Words(length) => position -= length.cast_signed(),
                Piece::Wide => position -= INFINITE,
                Piece::Break(token) => {
                    position -= token.blank;
                    if let Some(next) = next.last_mut() {
                        *size = *next - position;
                        *next = position;
                    }
                }
                Piece::End => next.push(next.last().copied().unwrap_or(self.width)),
                Piece::Begin(..) => {
                    next.pop();
                    *size = next.last().copied().unwrap_or(self.width) - position;
                }
            }
        }
        sizes
    }
}

/// A box that is being printed.
#[derive(Debug, Clone, Copy)]
enum Frame {
    Fits,
    /// With the indent of what it stands in.
    Broken(isize, Breaks),
}

/// What is printed already.
#[derive(Debug, Default)]
struct Lines {
    text: String,
    /// What is left of the line.
    space: isize,
    frames: Vec<Frame>,
    indent: isize,
    /// Spaces that stand before the next word.
    pending: isize,
}

impl Lines {
    fn word(&mut self, word: &str) {
        self.spaces();
        self.text.push_str(word);
        self.space -= word.len().cast_signed();
    }

    fn spaces(&mut self) {
        self.text.extend(std::iter::repeat_n(' ', usize::try_from(self.pending).unwrap_or(0)));
        self.pending = 0;
    }

    fn begin(&mut self, indent: isize, breaks: Breaks, size: isize) {
        if size > self.space {
            self.frames.push(Frame::Broken(self.indent, breaks));
            self.indent += indent;
        } else {
            self.frames.push(Frame::Fits);
        }
    }

    fn end(&mut self) {
        if let Some(Frame::Broken(indent, _)) = self.frames.pop() {
            self.indent = indent;
        }
    }

    fn may_break(&mut self, token: &Break, size: isize) {
        let goes_on = match self.frames.last() {
            _ if token.never => true,
            Some(Frame::Fits) => true,
            Some(Frame::Broken(_, Breaks::Consistent)) => false,
            Some(Frame::Broken(_, Breaks::Inconsistent)) | None => size <= self.space,
        };
        if goes_on {
            self.pending += token.blank;
            self.text.push_str(token.instead);
            self.space -= token.blank + token.instead.len().cast_signed();
            return;
        }
        if !token.before.is_empty() {
            self.word(token.before);
        }
        self.text.push('\n');
        self.pending = self.indent + token.offset;
        self.space = (WIDTH - self.pending).max(LEAST);
        if !token.after.is_empty() {
            self.word(token.after);
        }
    }
}
