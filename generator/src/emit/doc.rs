//! Prose of the document and of the plan, as rustdoc.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::markdown::{self, MarkdownWriter};
use super::scope::Scope;
use super::words::InlineText;
use crate::plan::{Docs, Inline, Paragraph};

/// The width of a line.
pub const WIDTH: usize = 100;

/// The columns by which a row of a macro is indented more than the fields of a struct.
const ROW_MARGIN: usize = 4;

/// The columns of a line of documentation, behind `/// ` and the indent of the item.
pub const fn columns(indent: usize) -> usize {
    WIDTH - 4 - indent
}

/// The documentation of something, as it grows.
#[derive(Debug, Default)]
pub struct DocPage {
    writer: MarkdownWriter,
}

impl DocPage {
    /// A page with the paragraphs of a plan.
    pub fn of(docs: &Docs, scope: &Scope<'_>) -> Self {
        Self::default().docs(docs, scope)
    }

    /// Adds the paragraphs of a plan.
    pub fn docs(mut self, docs: &Docs, scope: &Scope<'_>) -> Self {
        for (index, paragraph) in docs.paragraphs.iter().enumerate() {
            if index == 1 {
                self.deprecation(docs);
            }
            self.paragraph(paragraph, scope);
        }
        if docs.paragraphs.len() < 2 {
            self.deprecation(docs);
        }
        self
    }

    /// Adds a paragraph of the generator, in Markdown.
    pub fn ours(mut self, text: &str) -> Self {
        self.writer.paragraph(|words| ours(words, text));
        self
    }

    /// Adds a paragraph with code of the document and Markdown of the generator.
    pub fn code_and_ours(mut self, code: &str, text: &str) -> Self {
        self.writer.paragraph(|words| {
            words.code(code);
            ours(words, text);
        });
        self
    }

    /// Adds a line such as ``Get `/customers`.``: text of the generator with code of the document.
    pub fn line(mut self, line: &[Inline], scope: &Scope<'_>) -> Self {
        self.writer.paragraph(|words| inlines(words, line, scope));
        self
    }

    /// Adds a list of lines.
    pub fn list(mut self, lines: &[Vec<Inline>], scope: &Scope<'_>) -> Self {
        self.writer.list(lines, |words, line| inlines(words, line, scope));
        self
    }

    /// Adds a list of lines of the generator, in Markdown.
    pub fn our_list(mut self, lines: &[String]) -> Self {
        self.writer.list(lines, |words, line| ours(words, line));
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

    /// Adds a table, if it has a row.
    pub fn table<const N: usize>(
        mut self,
        head: [&str; N],
        rows: &[[Cell<'_>; N]],
        scope: &Scope<'_>,
    ) -> Self {
        if !rows.is_empty() {
            self.writer.rows(head, rows, |words, cell| fill(words, cell, scope));
        }
        self
    }

    /// The lines.
    pub fn lines(self) -> Vec<String> {
        self.writer.finish()
    }

    /// `/// …`
    pub fn outer(self) -> TokenStream {
        outer(self.lines())
    }

    /// `//! …`
    pub fn inner(self) -> TokenStream {
        let text = text(self.lines());
        let text = text.iter();
        quote!(#(#![doc = #text])*)
    }

    fn deprecation(&mut self, docs: &Docs) {
        if docs.deprecated {
            self.writer.paragraph(|words| words.mark("**Deprecated.**"));
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph, scope: &Scope<'_>) {
        match paragraph {
            Paragraph::Prose(text) => self.writer.markdown(text),
            Paragraph::Line(line) => self.writer.paragraph(|words| inlines(words, line, scope)),
            Paragraph::List(items) => {
                self.writer.list(items, |words, line| inlines(words, line, scope))
            }
            Paragraph::Example(text) => {
                self.writer.fenced(if text.starts_with(['{', '[']) { "json" } else { "text" }, text)
            }
        }
    }
}

/// `/// …` for a row in the braces of a macro, see [`attributes`].
pub fn row_attributes(docs: &Docs, scope: &Scope<'_>) -> TokenStream {
    attributes_on(DocPage { writer: MarkdownWriter::with_margin(ROW_MARGIN) }, docs, scope)
}

/// `/// …` for something of the plan. Markdown that shows nothing, such as `*` alone, is shown as
/// it was written, so that nothing public is without documentation.
pub fn attributes(docs: &Docs, scope: &Scope<'_>) -> TokenStream {
    attributes_on(DocPage::default(), docs, scope)
}

fn attributes_on(page: DocPage, docs: &Docs, scope: &Scope<'_>) -> TokenStream {
    let lines = page.docs(docs, scope).lines();
    match docs.paragraphs.first() {
        Some(Paragraph::Prose(text)) if lines.is_empty() => {
            let first = text.trim().lines().next().unwrap_or_default();
            DocPage::default().line(&[Inline::Code(first.to_owned())], scope).outer()
        }
        _ => outer(lines),
    }
}

/// Lines as `/// …`
fn outer(lines: Vec<String>) -> TokenStream {
    let text = text(lines);
    let text = text.iter();
    quote!(#(#[doc = #text])*)
}

/// `#[deprecated]`, for what our own code does not use.
pub fn deprecation(docs: &Docs) -> TokenStream {
    if docs.deprecated { quote!(#[deprecated]) } else { TokenStream::new() }
}

/// Markdown of the generator, in which all text is literal.
fn ours(words: &mut InlineText, text: &str) {
    for word in text.split_whitespace() {
        words.mark(word);
        words.space();
    }
}

fn inlines(words: &mut InlineText, line: &[Inline], scope: &Scope<'_>) {
    for inline in line {
        match inline {
            Inline::Text(text) => words.text(text),
            Inline::Words(text) => words.text(text),
            Inline::Code(code) => words.code(code),
            Inline::Link(item) => words.mark(&scope.link(item)),
            Inline::Method { module, group, method } => words.mark(&format!(
                "[`{0}`](super::{1}::{2}::{0})",
                method.plain(),
                module.plain(),
                group.plain()
            )),
            Inline::Variant { item, variant } => words.mark(&scope.variant_link(item, variant)),
        }
    }
}

/// A cell of a table.
#[derive(Debug)]
pub enum Cell<'a> {
    /// Markdown of the generator.
    Ours(String),
    /// Something of the document, as code.
    Code(String),
    /// Plain text.
    Text(String),
    /// A summary of documentation.
    Summary(&'a Docs),
    /// A summary of documentation, and code on a separate line.
    SummaryAndCode(&'a Docs, String),
}

fn fill(words: &mut InlineText, cell: &Cell<'_>, scope: &Scope<'_>) {
    match cell {
        Cell::Ours(markup) => words.mark(markup),
        Cell::Code(code) => words.code(code),
        Cell::Text(text) => words.text(text),
        Cell::Summary(docs) => in_short(words, docs, scope),
        Cell::SummaryAndCode(docs, code) => {
            in_short(words, docs, scope);
            words.mark("<br>");
            words.code(code);
        }
    }
}

/// The summary of documentation: a line of the generator, or the first sentence of prose.
fn in_short(words: &mut InlineText, docs: &Docs, scope: &Scope<'_>) {
    if docs.deprecated {
        words.mark("**Deprecated.**");
        words.space();
    }
    for paragraph in &docs.paragraphs {
        match paragraph {
            Paragraph::Line(line) => return inlines(words, line, scope),
            Paragraph::Prose(text) => return markdown::first_sentence(words, text),
            Paragraph::List(_) | Paragraph::Example(_) => {}
        }
    }
}

/// Lines as one text, which is printed as a comment of as many lines: few tokens are cheap to carry
/// around, and a raw text is cheap to write and to read.
fn text(lines: Vec<String>) -> Option<Literal> {
    if lines.is_empty() {
        return None;
    }
    let mut raw = String::with_capacity(lines.iter().map(|line| line.len() + 2).sum::<usize>() + 5);
    raw.push_str("r#\"");
    for (index, line) in lines.iter().enumerate() {
        raw.push_str(if index > 0 { "\n" } else { "" });
        raw.push_str(if line.is_empty() { "" } else { " " });
        raw.push_str(line);
    }
    raw.push_str("\"#");
    let inside = || Literal::string(raw.get(3..raw.len() - 2).unwrap_or_default());
    Some(raw.parse().unwrap_or_else(|_| inside()))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_text_of_any_lines_is_one_literal() {
        for line in ["a", "\"#", "\"#b", "\\ \" '", "\u{2028}é", "\"##\"#"] {
            let lines = vec![line.to_owned(), String::new(), line.to_owned()];
            let literal = text(lines).expect("lines");
            let read: proc_macro2::TokenStream = literal.to_string().parse().expect("tokens");
            assert_eq!(read.into_iter().count(), 1, "{line}");
            let source =
                crate::format::Source::of(quote::quote!(#[doc = #literal] struct A;)).text();
            assert!(source.starts_with(&format!("/// {line}\n///\n/// {line}\n")), "{source}");
        }
    }
}
