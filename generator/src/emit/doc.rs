//! What people read, as rustdoc.

use proc_macro2::TokenStream;
use quote::quote;

use super::markdown::Writer;
use super::scope::Scope;
use super::words::Words;
use crate::plan::{Docs, Inline, Paragraph};

/// The documentation of something, as it grows.
#[derive(Debug, Default)]
pub struct Page {
    writer: Writer,
}

impl Page {
    /// A page with the paragraphs of a plan.
    pub fn of(docs: &Docs, scope: &Scope<'_>) -> Self {
        Self::default().docs(docs, scope)
    }

    /// Adds the paragraphs of a plan.
    pub fn docs(mut self, docs: &Docs, scope: &Scope<'_>) -> Self {
        for paragraph in &docs.paragraphs {
            self.paragraph(paragraph, scope);
        }
        if docs.deprecated {
            self.writer.paragraph(|words| words.mark("**Deprecated.**"));
        }
        self
    }

    /// Adds a paragraph of ours, which is Markdown.
    pub fn ours(mut self, text: &str) -> Self {
        self.writer.paragraph(|words| ours(words, text));
        self
    }

    /// Adds a line such as ``Get `/customers`.``: text of ours with code of the document in it.
    pub fn line(mut self, line: &[Inline], scope: &Scope<'_>) -> Self {
        self.writer.paragraph(|words| inlines(words, line, scope));
        self
    }

    /// Adds a list, each item a name and what is said of it.
    pub fn entries<'a>(mut self, entries: impl IntoIterator<Item = (String, &'a Docs)>, scope: &Scope<'_>) -> Self {
        self.writer.list(entries, |words, (name, docs)| {
            words.code(&name);
            if let Some(summary) = summary(docs) {
                words.mark(":");
                words.space();
                match summary {
                    Paragraph::Line(line) => inlines(words, line, scope),
                    Paragraph::Prose(text) => words.text(first_sentences(text)),
                    Paragraph::List(_) | Paragraph::Example(_) => {}
                }
            }
        });
        self
    }

    /// Adds a block of code.
    pub fn code(mut self, language: &str, text: &str) -> Self {
        self.writer.fenced(language, text);
        self
    }

    /// Adds a heading, such as `# Example`.
    pub fn title(mut self, heading: &str) -> Self {
        self.writer.heading(heading);
        self
    }

    /// Adds a table of names and what they mean.
    pub fn table(mut self, head: [&str; 2], rows: impl IntoIterator<Item = (String, String)>) -> Self {
        self.writer.rows(head, rows);
        self
    }

    /// The lines; what else it is called when there are none.
    pub fn lines(self, otherwise: &str) -> Vec<String> {
        let lines = self.writer.finish();
        if lines.is_empty() { vec![otherwise.to_owned()] } else { lines }
    }

    /// `/// …`
    pub fn outer(self, otherwise: &str) -> TokenStream {
        let lines = self.lines(otherwise).into_iter().map(spaced);
        quote!(#(#[doc = #lines])*)
    }

    /// `//! …`
    pub fn inner(self, otherwise: &str) -> TokenStream {
        let lines = self.lines(otherwise).into_iter().map(spaced);
        quote!(#(#![doc = #lines])*)
    }

    fn paragraph(&mut self, paragraph: &Paragraph, scope: &Scope<'_>) {
        match paragraph {
            Paragraph::Prose(text) => self.writer.markdown(text),
            Paragraph::Line(line) => match line.as_slice() {
                [Inline::Text(heading)] if is_heading(paragraph) => self.writer.heading(heading),
                line => self.writer.paragraph(|words| inlines(words, line, scope)),
            },
            Paragraph::List(items) => self.writer.list(items, |words, line| inlines(words, line, scope)),
            Paragraph::Example(text) => {
                self.writer.fenced(if text.starts_with(['{', '[']) { "json" } else { "text" }, text)
            }
        }
    }
}

/// `/// …` for something of the plan.
pub fn attributes(docs: &Docs, otherwise: &str, scope: &Scope<'_>) -> TokenStream {
    if scope.is_draft() { TokenStream::new() } else { Page::of(docs, scope).outer(otherwise) }
}

/// `#[deprecated]`, for what our own code does not use.
pub fn deprecation(docs: &Docs) -> TokenStream {
    if docs.deprecated { quote!(#[deprecated]) } else { TokenStream::new() }
}

fn is_heading(paragraph: &Paragraph) -> bool {
    matches!(paragraph, Paragraph::Line(line) if matches!(line.as_slice(), [Inline::Text(text)] if text.starts_with("# ")))
}

/// Some Markdown of ours, for words that are written as they stand.
fn ours(words: &mut Words, text: &str) {
    for word in text.split_whitespace() {
        words.mark(word);
        words.space();
    }
}

fn inlines(words: &mut Words, line: &[Inline], scope: &Scope<'_>) {
    for inline in line {
        match inline {
            Inline::Text(text) => words.text(text),
            Inline::Words(text) => words.text(text),
            Inline::Code(code) => words.code(code),
            Inline::Link(item) => words.mark(&scope.link(item)),
        }
    }
}

/// The paragraph that says it in short.
fn summary(docs: &Docs) -> Option<&Paragraph> {
    docs.paragraphs.iter().find(|paragraph| matches!(paragraph, Paragraph::Line(_) | Paragraph::Prose(_)))
}

/// A prose's first paragraph.
fn first_sentences(text: &str) -> &str {
    text.trim().split("\n\n").next().unwrap_or_default()
}

fn spaced(line: String) -> String {
    if line.is_empty() { line } else { format!(" {line}") }
}
