//! The page of all messages.

use oasmith::change::ChangeCode;
use oasmith::diagnostic::Code;

/// The pages that `oasmith explain` prints, from the folder of the book.
const EXPLAIN: &str = "../../generator/src/diagnostic/explain";

/// The page: a table of the codes, then what each means.
pub(super) fn page() -> String {
    let mut page = "\
<!-- Made by `cargo xtask docs --write`. -->

# Messages

`oasmith explain CODE` prints the same. Errors (`E…`) prevent generation. Warnings (`W…`) report
what the crate cannot express, and likely mistakes. Changes (`C…`) are what `oasmith diff` reports.

| code | meaning |
| --- | --- |
"
    .to_owned();
    for code in Code::ALL {
        let (id, title) = (code.id(), code.title());
        page += &format!("| [{id}](#{}) | {} |\n", id.to_lowercase(), cell(title));
    }
    for code in ChangeCode::ALL {
        page += &format!("| {} | {} |\n", code.id(), cell(code.title()));
    }
    for code in Code::ALL {
        let id = code.id();
        page += &format!("\n## {id}\n\n{}:\n\n{{{{#include {EXPLAIN}/{id}.md}}}}\n", code.title());
    }
    page
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
