//! The code blocks of a page.

/// A code block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block<'p> {
    /// The language, such as `sh`; empty if there is none.
    pub(super) language: &'p str,
    /// Its lines with their numbers in the page, from 1.
    pub(super) lines: Vec<(usize, &'p str)>,
}

/// The blocks of a page, in order.
pub(super) fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut is_open = false;
    for (index, line) in page.lines().enumerate() {
        match (line.trim_start().strip_prefix("```"), is_open) {
            (Some(_), true) => is_open = false,
            (Some(info), false) => {
                let language = info.split([',', ' ']).next().unwrap_or_default();
                blocks.push(Block { language, lines: Vec::new() });
                is_open = true;
            }
            (None, true) => {
                if let Some(block) = blocks.last_mut() {
                    block.lines.push((index + 1, line));
                }
            }
            (None, false) => {}
        }
    }
    blocks
}
