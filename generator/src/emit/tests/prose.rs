use super::fixture::{self, docs, ty};
use super::hostile::HOSTILE;
use crate::emit::doc::DocPage;
use crate::emit::scope::{Home, Scope};
use crate::plan::{Docs, Inline, Paragraph};

fn lines(docs: &Docs) -> Vec<String> {
    let local = [ty("Local")];
    DocPage::of(docs, &Scope::new(Home::Types, &local, [])).lines()
}

#[test]
fn prose_is_written_anew() {
    for (given, written) in [
        ("One\ntwo.", &["One two."][..]),
        (
            "It's (no: \"read-only\")  a/b; 1. so 2) on, ",
            &["It's (no: \"read-only\") a/b; 1. so 2) on,"],
        ),
        ("a - b", &["a - b"]),
        ("a:// b ://c.d http://e.f/", &["a:// b ://c.d <http://e.f/>"]),
        ("```\nfn main() {}\n```", &["```text", "fn main() {}", "```"]),
        ("```rust\nunclosed", &["```text", "unclosed", "```"]),
        ("    indented", &["```text", "indented", "```"]),
        ("````\n```\n````", &["````text", "```", "````"]),
        ("# Title\n\nText", &["**Title**", "", "Text"]),
        ("see https://a.b/c_d.", &["see <https://a.b/c_d>."]),
        ("[x] [`X`] [X](crate::X)", &["\\[x] \\[`X`] X"]),
        ("[x](javascript:alert(1))", &["x"]),
        ("[x](https://a.b/(c))", &["[x](https://a.b/%28c%29)"]),
        ("![x](https://a.b/c.png)", &["[x](https://a.b/c.png)"]),
        ("<script>x</script> Vec<T>", &["\\<script>x\\</script> Vec\\<T>"]),
        ("<p>one</p><p><b>two</b></p>", &["one\\", "two"]),
        ("a <!-- hidden --> b", &["a b"]),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>c</td></tr></table>", &["a b\\", "c"]),
        ("one ` tick", &["one \\` tick"]),
        ("snake_case _it_ __b__", &["snake_case *it* **b**"]),
        ("a\u{202e}b\u{0}c\u{200b}d", &["abcd"]),
        ("&#x202e;&lt;i&gt;", &["\\<i>"]),
        ("- a\n- b\n  - c\n", &["- a", "- b", "  - c"]),
        ("3. a\n4. b", &["3. a", "4. b"]),
        ("- [ ] a", &["- \\[ ] a"]),
        ("> a\n> b", &["> a b"]),
        ("|a|b|\n|-|-|\n|`c`|d|", &["| a | b |", "| --- | --- |", "| `c` | d |"]),
        ("a\n\n---\n\nb", &["a", "", "b"]),
        ("a  \nb", &["a\\", "b"]),
        ("", &[]),
        (" \n\t", &[]),
    ] {
        assert_eq!(lines(&docs(given)), written, "{given}");
    }
}

#[test]
fn a_wrapped_word_begins_nothing() {
    let long = "x".repeat(92);
    for (word, written) in
        [("-", "\\-"), ("1.", "1\\."), ("#", "\\#"), ("===", "\\==="), (">", "\\>"), ("+", "\\+")]
    {
        assert_eq!(
            lines(&docs(&format!("{long} {word} b"))),
            [long.clone(), format!("{written} b")],
            "{word}"
        );
    }
}

#[test]
fn lines_are_short() {
    let text = "some words of a length ".repeat(40);
    assert!(lines(&docs(&text)).iter().all(|line| line.len() <= 92));
}

#[test]
fn hostile_prose_stays_prose() {
    for given in HOSTILE {
        let written = lines(&docs(given)).join("\n");
        for line in written.lines() {
            let fence = line.trim_start_matches([' ', '>', '-']);
            let language = fence.trim_start_matches('`');
            assert!(
                !fence.starts_with("```") || matches!(language, "text" | ""),
                "{given}\n{written}"
            );
        }
        let forbidden = |character: char| {
            character != '\n' && (character.is_control() || character == '\u{202e}')
        };
        assert!(!written.contains(forbidden), "{given}");
        assert!(!written.contains("](javascript") && !written.contains("](data"), "{given}");
    }
}

#[test]
fn what_is_written_means_what_it_did() {
    // The first time two lists next to each other may become one.
    for given in HOSTILE {
        let twice = lines(&docs(&lines(&docs(given)).join("\n")));
        assert_eq!(lines(&docs(&twice.join("\n"))), twice, "{given}");
    }
}

#[test]
fn our_own_lines_show_the_words_of_the_document_as_they_are() {
    let line = |inline| {
        lines(&Docs { paragraphs: vec![Paragraph::Line(vec![inline])], deprecated: false })
    };
    assert_eq!(line(Inline::Code("a`b".to_owned())), ["``a`b``"]);
    assert_eq!(line(Inline::Code("`".to_owned())), ["`` ` ``"]);
    assert_eq!(
        line(Inline::Words("*a* [b] <c> https://d.e".to_owned())),
        ["\\*a\\* \\[b] \\<c> <https://d.e>"]
    );
    assert_eq!(line(Inline::Link(ty("Local"))), ["[`Local`]"]);
    assert_eq!(line(Inline::Link(ty("Other"))), ["[`Other`](super::Other)"]);
}

#[test]
fn deprecation_is_a_note() {
    let deprecated = Docs { deprecated: true, ..fixture::docs("Old.") };
    assert_eq!(lines(&deprecated), ["Old.", "", "**Deprecated.**"]);
}

#[test]
fn an_example_is_a_block() {
    let example = |text: &str| {
        lines(&Docs { paragraphs: vec![Paragraph::Example(text.to_owned())], deprecated: false })
    };
    assert_eq!(example("{\n  \"a\": 1\n}"), ["```json", "{", "  \"a\": 1", "}", "```"]);
    assert_eq!(example("plain ``` text"), ["````text", "plain ``` text", "````"]);
}
