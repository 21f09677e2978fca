//! Markdown, written so that rustdoc reads back exactly what was meant.
//!
//! Text of a document is parsed and written anew. What could do more than inform (HTML, code that
//! would be run as a test, links to scripts or to items that do not exist, characters that change
//! the direction of text) has no way through.

use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream,
};

use super::words::{InlineText, clean};

/// The greatest width of a line.
const WIDTH: usize = 92;

/// The maximum nesting of lists and quotes. Deeper ones become paragraphs.
const DEPTH: usize = 6;

/// Writes Markdown, block by block.
#[derive(Debug, Default)]
pub struct MarkdownWriter {
    lines: Vec<String>,
    containers: Vec<Container>,
    lists: Vec<Option<u64>>,
    words: InlineText,
    links: Vec<Link>,
    code: Option<String>,
    heading: bool,
    table: Option<Vec<Vec<String>>>,
    joined: bool,
    /// The columns by which lines are shorter than [`WIDTH`].
    margin: usize,
}

/// What contains a block.
#[derive(Debug)]
struct Container {
    marker: Option<String>,
    indent: String,
}

/// The text that ends a link.
#[derive(Debug)]
enum Link {
    /// `](destination)`
    Written(String),
    /// `<destination>`, whatever its text is.
    Bare(String),
    /// Only its text is there.
    Text,
}

impl MarkdownWriter {
    /// A writer of lines that are shorter by these columns.
    pub fn with_margin(margin: usize) -> Self {
        Self { margin, ..Self::default() }
    }

    /// The lines, without any at the end that is empty.
    pub fn finish(mut self) -> Vec<String> {
        self.paragraph_end();
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        self.lines
    }

    /// A paragraph of the generator.
    pub fn paragraph(&mut self, fill: impl FnOnce(&mut InlineText)) {
        self.paragraph_end();
        fill(&mut self.words);
        self.paragraph_end();
    }

    /// A heading of the generator, such as `# Errors`.
    pub fn heading(&mut self, heading: &str) {
        self.paragraph_end();
        self.block_start();
        self.line(heading);
    }

    /// A list of the generator.
    pub fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        fill: impl Fn(&mut InlineText, T),
    ) {
        self.paragraph_end();
        self.list_start(None);
        for item in items {
            self.item_start();
            fill(&mut self.words, item);
            self.item_end();
        }
        self.lists.pop();
        self.joined = false;
    }

    /// A table of the generator.
    pub fn rows<C, const N: usize>(
        &mut self,
        head: [&str; N],
        rows: &[[C; N]],
        fill: impl Fn(&mut InlineText, &C),
    ) {
        self.paragraph_end();
        self.table = Some(vec![head.map(str::to_owned).to_vec()]);
        for row in rows {
            self.table.iter_mut().for_each(|table| table.push(Vec::new()));
            for cell in row {
                fill(&mut self.words, cell);
                self.cell_end();
            }
        }
        self.table_end();
    }

    /// A block that is shown as it is.
    pub fn fenced(&mut self, language: &str, text: &str) {
        self.paragraph_end();
        self.fence(language, text);
    }

    /// Markdown of a document.
    pub fn markdown(&mut self, text: &str) {
        if is_plain(text) {
            return self.paragraph(|words| words.text(text));
        }
        let text = clean(text);
        let mut own = Self::with_margin(self.margin);
        for event in TextMergeStream::new(Parser::new_ext(
            &text,
            Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH,
        )) {
            own.event(event);
        }
        let lines = own.finish();
        self.paragraph_end();
        if is_harmless(&lines.join("\n")) {
            self.block_start();
            self.lines.extend(lines);
        } else {
            self.fence("text", &text);
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match (&mut self.code, self.links.last()) {
                (Some(code), _) => code.push_str(&text),
                (None, Some(Link::Bare(_))) => {}
                (None, Some(Link::Written(_))) => self.words.linked_text(&text),
                (None, _) => self.words.text(&text),
            },
            Event::Code(text) => self.words.code(&text),
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            Event::SoftBreak => self.words.space(),
            Event::HardBreak => self.words.line_break(),
            Event::Rule => self.paragraph_end(),
            // The parser has these only when it is asked for them.
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.words.text(&text)
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => self.words.mark("*"),
            Tag::Strong if self.heading => {}
            Tag::Strong => self.words.mark("**"),
            Tag::Strikethrough => self.words.mark("~~"),
            Tag::Link { link_type, dest_url, .. } => self.link_start(link_type, &dest_url),
            Tag::Image { dest_url, .. } => self.link_start(LinkType::Inline, &dest_url),
            Tag::TableCell => self.words = InlineText::default(),
            Tag::TableHead | Tag::TableRow => {
                self.table.iter_mut().for_each(|rows| rows.push(Vec::new()))
            }
            block => {
                self.paragraph_end();
                self.block(block);
            }
        }
    }

    fn block(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => self.heading = true,
            Tag::BlockQuote(_) => self.contain(Some("> ".to_owned()), "> ".to_owned()),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.code = Some(String::new())
            }
            Tag::List(first) => self.list_start(first),
            Tag::Item => self.item_start(),
            Tag::Table(_) => self.table = Some(Vec::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.words.mark("*"),
            TagEnd::Strong if self.heading => {}
            TagEnd::Strong => self.words.mark("**"),
            TagEnd::Strikethrough => self.words.mark("~~"),
            TagEnd::Link | TagEnd::Image => self.link_end(),
            TagEnd::TableCell => self.cell_end(),
            TagEnd::TableHead | TagEnd::TableRow => {}
            TagEnd::Table => self.table_end(),
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                self.fence("text", &code);
            }
            TagEnd::Item => self.item_end(),
            TagEnd::List(_) => {
                self.lists.pop();
                self.joined = false;
            }
            TagEnd::BlockQuote(_) => {
                self.paragraph_end();
                self.containers.pop();
            }
            TagEnd::Heading(_) => {
                self.words.strengthen();
                self.paragraph_end();
                self.heading = false;
            }
            _ => self.paragraph_end(),
        }
    }

    fn link_start(&mut self, kind: LinkType, destination: &CowStr<'_>) {
        let inside = self.links.iter().any(|link| !matches!(link, Link::Text));
        let link = match destination_of(destination) {
            Some(destination) if !inside && matches!(kind, LinkType::Autolink) => {
                Link::Bare(destination)
            }
            Some(destination) if !inside => {
                self.words.mark("[");
                Link::Written(destination)
            }
            _ => Link::Text,
        };
        self.links.push(link);
    }

    fn link_end(&mut self) {
        match self.links.pop() {
            Some(Link::Written(destination)) => self.words.link_end(&destination),
            Some(Link::Bare(destination)) => self.words.mark(&format!("<{destination}>")),
            Some(Link::Text) | None => {}
        }
    }

    /// Tags that only shape text are left out, and what they shape stays; any other is shown.
    fn html(&mut self, html: &str) {
        let mut rest = html;
        while let Some((before, tag, after)) = split_tag(rest) {
            self.words.text(before);
            match tag_name(tag).as_str() {
                "!--" => {}
                "br" => self.words.line_break(),
                "p" | "div" | "ul" | "ol" | "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
                | "pre" | "table" | "tbody" | "thead" | "tr" => self.words.line_break(),
                "td" | "th" => self.words.space(),
                "a" | "b" | "code" | "em" | "i" | "small" | "span" | "strong" | "sub" | "sup"
                | "tt" | "u" => {}
                _ => self.words.text(tag),
            }
            rest = after;
        }
        self.words.text(rest);
    }

    fn contain(&mut self, marker: Option<String>, indent: String) {
        let container = if self.containers.len() < DEPTH {
            Container { marker, indent }
        } else {
            Container { marker: None, indent: String::new() }
        };
        self.containers.push(container);
    }

    fn list_start(&mut self, first: Option<u64>) {
        // A list in an item is right below the item's text, any other after an empty line.
        if !self.lists.is_empty()
            && self.containers.last().is_some_and(|container| container.marker.is_none())
        {
            self.joined = true;
        }
        self.lists.push(first);
    }

    fn item_start(&mut self) {
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                let marker = format!("{number}. ");
                *number = number.saturating_add(1);
                marker
            }
            _ => "- ".to_owned(),
        };
        let indent = " ".repeat(marker.len());
        self.contain(Some(marker), indent);
    }

    fn item_end(&mut self) {
        self.paragraph_end();
        self.containers.pop();
        self.joined = true;
    }

    fn paragraph_end(&mut self) {
        let words = std::mem::take(&mut self.words);
        match &self.table {
            Some(_) => self.words = words,
            None if words.is_empty() => {}
            None => {
                let indent: usize =
                    self.containers.iter().map(|container| container.indent.len()).sum();
                self.block_start();
                for line in words.wrap(WIDTH.saturating_sub(indent + self.margin)) {
                    self.line(&line);
                }
            }
        }
    }

    /// Separates a block from the one before it.
    fn block_start(&mut self) {
        if !std::mem::take(&mut self.joined) && !self.lines.is_empty() {
            let indent: String =
                match self.containers.iter().position(|container| container.marker.is_some()) {
                    Some(first) => self
                        .containers
                        .iter()
                        .take(first)
                        .map(|container| container.indent.as_str())
                        .collect(),
                    None => {
                        self.containers.iter().map(|container| container.indent.as_str()).collect()
                    }
                };
            self.lines.push(indent.trim_end().to_owned());
        }
    }

    fn line(&mut self, text: &str) {
        let mut line = String::new();
        for container in &mut self.containers {
            line.push_str(&container.marker.take().unwrap_or_else(|| container.indent.clone()));
        }
        line.push_str(text);
        self.lines.push(line.trim_end().to_owned());
    }

    fn fence(&mut self, language: &str, text: &str) {
        let text = clean(text).replace('\t', "    ");
        let text = text.trim_matches('\n');
        if text.trim().is_empty() {
            return;
        }
        let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        self.block_start();
        self.line(&format!("{fence}{language}"));
        for line in text.lines() {
            self.line(line);
        }
        self.line(&fence);
    }

    fn cell_end(&mut self) {
        let cell = std::mem::take(&mut self.words).cell();
        if let Some(row) = self.table.as_mut().and_then(|rows| rows.last_mut()) {
            row.push(cell);
        }
    }

    fn table_end(&mut self) {
        let Some(rows) = self.table.take() else { return };
        let columns = rows.first().map_or(0, Vec::len);
        self.block_start();
        for (index, row) in rows.iter().enumerate() {
            self.line(&format!("| {} |", row.join(" | ")));
            if index == 0 {
                self.line(&format!("|{}", " --- |".repeat(columns)));
            }
        }
    }
}

/// The first sentence of some Markdown, as plain text with code in it.
pub fn first_sentence(words: &mut InlineText, text: &str) {
    let text = clean(text);
    for event in TextMergeStream::new(Parser::new_ext(
        &text,
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH,
    )) {
        match event {
            Event::Text(text) => match sentence_end(&text) {
                Some(end) => return words.text(text.get(..end).unwrap_or(&text)),
                None => words.text(&text),
            },
            Event::Code(code) => words.code(&code),
            Event::SoftBreak | Event::HardBreak => words.space(),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::CodeBlock,
            ) if !words.is_empty() => {
                return;
            }
            _ => {}
        }
    }
}

/// Where a text's first sentence ends, if it is not all of it. A full stop after a single letter,
/// or before a small one, ends none.
fn sentence_end(text: &str) -> Option<usize> {
    text.match_indices(". ").map(|(at, _)| at).find_map(|at| {
        let last_word = text.get(..at)?.rsplit(' ').next()?;
        let goes_on = text.get(at + 2..)?.starts_with(char::is_lowercase);
        (last_word.chars().count() > 1 && !last_word.contains('.') && !goes_on).then_some(at + 1)
    })
}

/// Where a link may lead: to the web, and to mail. All else means nothing on this page, or worse.
fn destination_of(destination: &str) -> Option<String> {
    let destination = clean(destination);
    let lower = destination.to_ascii_lowercase();
    if !["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
        return None;
    }
    let mut out = String::with_capacity(destination.len());
    for character in destination.chars() {
        match character {
            ' ' | '\n' | '<' | '>' | '(' | ')' | '[' | ']' | '\\' | '`' | '"' | '\'' | '|'
            | '*' => {
                out.push_str(&format!("%{:02X}", u32::from(character)));
            }
            // `&copy;` would be read as a character.
            '&' if destination.contains(';') => out.push_str("%26"),
            _ => out.push(character),
        }
    }
    Some(out)
}

/// Text before a tag, the tag, and what comes after it.
fn split_tag(html: &str) -> Option<(&str, &str, &str)> {
    let start = html.find('<')?;
    let (before, rest) = html.split_at(start);
    let end = if rest.starts_with("<!--") {
        rest.find("-->").map_or(rest.len(), |end| end + 3)
    } else {
        rest.find('>')? + 1
    };
    let (tag, after) = rest.split_at(end);
    Some((before, tag, after))
}

fn tag_name(tag: &str) -> String {
    if tag.starts_with("<!--") {
        return "!--".to_owned();
    }
    let name = tag.trim_start_matches('<').trim_start_matches('/');
    name.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// Whether a text is a paragraph without markup, for every reader. Most texts are, and this check
/// needs no parser.
fn is_plain(text: &str) -> bool {
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    let begins = characters.peek().is_some_and(char::is_ascii_alphabetic);
    let all = characters.all(|character| {
        let after_word = before.is_ascii_alphanumeric();
        before = character;
        match character {
            ' ' | '(' | ')' | ',' | '.' | ';' | '\'' | '"' => true,
            // At the beginning of a line, these could begin something else.
            '-' | ':' | '/' => after_word,
            other => other.is_ascii_alphanumeric(),
        }
    });
    begins && all && !text.contains("://")
}

/// Whether rustdoc, too, sees nothing but text: the last look at what was written.
fn is_harmless(markdown: &str) -> bool {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let mut broken = false;
    let mut enclosed = 0_usize;
    let mut fine = true;
    let parser = Parser::new_with_broken_link_callback(
        markdown,
        options,
        Some(|_| {
            broken = true;
            None
        }),
    );
    for event in TextMergeStream::new(parser) {
        match event {
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => fine = false,
            Event::Start(
                Tag::Image { .. }
                | Tag::Heading { .. }
                | Tag::HtmlBlock
                | Tag::FootnoteDefinition(_),
            ) => fine = false,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => fine = false,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                enclosed += 1;
                fine &= &*language == "text";
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                enclosed += 1;
                fine &= destination_of(&dest_url).is_some();
            }
            Event::End(TagEnd::Link | TagEnd::CodeBlock) => enclosed = enclosed.saturating_sub(1),
            Event::Text(text) if enclosed == 0 => fine &= !has_url(&text),
            _ => {}
        }
    }
    fine && !broken
}

/// Whether a text contains a web address with a host, which rustdoc would have as a link.
fn has_url(text: &str) -> bool {
    let has_host = |rest: &str| rest.starts_with(|first: char| first.is_ascii_alphanumeric());
    ["http://", "https://"].into_iter().any(|scheme| text.split(scheme).skip(1).any(has_host))
}
