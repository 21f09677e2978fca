//! The commands on a page: each call of `oasmith` or `cargo xtask` is parsed by the program.

use super::blocks::{Block, blocks};

/// The calls that their program does not understand, one line each.
pub(super) fn problems(path: &str, page: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for block in blocks(page) {
        for (number, line) in lines(&block) {
            for words in calls(&line) {
                if let Err(error) = parse(&words) {
                    let error = error.lines().next().unwrap_or_default().to_owned();
                    problems.push(format!("{path}:{number}: `{}`: {error}", words.join(" ")));
                }
            }
        }
    }
    problems
}

/// The lines of a block that a shell runs, with their numbers.
fn lines(block: &Block<'_>) -> Vec<(usize, String)> {
    match block.language {
        "sh" => joined(&block.lines),
        // The steps of a workflow.
        "yaml" => {
            let step = |line: &str| {
                let line = line.trim_start().trim_start_matches("- ");
                line.trim_start_matches("run: ").to_owned()
            };
            block.lines.iter().map(|(number, line)| (*number, step(line))).collect()
        }
        _ => Vec::new(),
    }
}

/// Lines that end in a backslash continue on the next one.
fn joined(lines: &[(usize, &str)]) -> Vec<(usize, String)> {
    let mut joined: Vec<(usize, String)> = Vec::new();
    let mut continues = false;
    for (number, line) in lines {
        let (text, goes_on) =
            line.strip_suffix('\\').map_or((*line, false), |before| (before, true));
        match joined.last_mut().filter(|_| continues) {
            Some((_, before)) => before.push_str(text),
            None => joined.push((*number, text.to_owned())),
        }
        continues = goes_on;
    }
    joined
}

/// The calls in a line, as words.
fn calls(line: &str) -> Vec<Vec<String>> {
    let is_call = |words: &Vec<String>| match words.as_slice() {
        [first, ..] if first == "oasmith" => true,
        [first, second, ..] => first == "cargo" && second == "xtask",
        _ => false,
    };
    commands(line).into_iter().filter(is_call).collect()
}

/// The commands of a line: words with quotes removed, without comments and redirections.
fn commands(line: &str) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    let (mut word, mut quote) = (None::<String>, None);
    let mut skips = false;
    for character in line.chars().chain([' ', ';']) {
        match (quote, character) {
            (Some(end), it) if it == end => quote = None,
            (Some(_), it) => word.get_or_insert_default().push(it),
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => break,
            (None, it) if it.is_whitespace() || ";|&()>".contains(it) => {
                let ended = word.take();
                let is_kept = ended.is_some() && !std::mem::take(&mut skips);
                if let Some(command) = commands.last_mut().filter(|_| is_kept) {
                    command.extend(ended);
                }
                match it {
                    ';' | '|' | '&' | '(' | ')' => commands.push(Vec::new()),
                    '>' => skips = true,
                    _ => {}
                }
            }
            (None, it) => word.get_or_insert_default().push(it),
        }
    }
    commands.retain(|command| !command.is_empty());
    commands
}

fn parse(words: &[String]) -> Result<(), String> {
    let (command, words) = match words {
        [first, words @ ..] if first == "oasmith" => (oasmith_cli::command(), words),
        [_, words @ ..] => (crate::command(), words),
        [] => return Ok(()),
    };
    let name = ["program".to_owned()];
    match command
        .try_get_matches_from(name.iter().chain(words.iter().skip_while(|it| *it == "xtask")))
    {
        Ok(_) => Ok(()),
        Err(error) if !error.use_stderr() => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::{commands, problems};

    #[test]
    fn a_line_becomes_commands() {
        let line = "cd a && oasmith lint 'a b' > \"$OUT\"; oasmith man | man -l -   # shows it";
        let commands: Vec<String> = commands(line).iter().map(|words| words.join("·")).collect();
        assert_eq!(commands, ["cd·a", "oasmith·lint·a b", "oasmith·man", "man·-l·-"]);
    }

    #[test]
    fn a_wrong_call_is_found() {
        let page = "```sh\noasmith lint \\\n  a.yaml\noasmith generate --chek\n```\n\n```yaml\n\
                    steps:\n  - run: oasmith generat\n  - run: cargo xtask tidy\n```\n";
        let problems = problems("a.md", page);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].starts_with("a.md:4: `oasmith generate --chek`: error: unexpected"));
        assert!(problems[1].starts_with("a.md:9: `oasmith generat`: error: unrecognized"));
    }
}
