//! The reference of the commands, a page for people.

use clap::{Arg, Command};

/// What begins a table of the flags of a command, before its name.
const FLAGS: &str = "<!-- flags of ";

/// What begins a table of flags of several commands, before the heading of these flags.
const SHARED: &str = "<!-- flags below ";

/// What ends a table.
const END: &str = "<!-- end of flags -->";

/// A page with the tables of flags that the programs have. A table is between `<!-- flags of NAME
/// -->` or `<!-- flags below HEADING -->`, and `<!-- end of flags -->`.
pub fn filled(page: &str, programs: &[Command]) -> String {
    let mut text = String::new();
    let mut is_inside = false;
    for line in page.split_inclusive('\n') {
        let marker = line.trim_end().strip_suffix(" -->").unwrap_or_default();
        if line.starts_with(END) {
            is_inside = false;
        }
        if !is_inside {
            text += line;
        }
        let flags = match (marker.strip_prefix(FLAGS), marker.strip_prefix(SHARED)) {
            (Some(name), _) => of_command(name, programs),
            (_, Some(heading)) => below(heading, programs),
            _ => continue,
        };
        is_inside = true;
        text += &table(&flags);
    }
    text
}

/// The commands and flags that a page lacks: each command has a section with its name, and a table
/// of its flags, if it has any.
pub fn missing(page: &str, program: &Command) -> Vec<String> {
    let mut missing = Vec::new();
    for command in program.get_subcommands().filter(|it| !it.is_hide_set()) {
        let name = command.get_name();
        if !page.contains(&format!("\n## `{name}`\n")) {
            missing.push(name.to_owned());
        }
        let flags = of_command(name, std::slice::from_ref(program));
        if !flags.is_empty() && !page.contains(&format!("\n{FLAGS}{name} -->\n")) {
            missing.push(format!("the flags of {name}"));
        }
        let headings = command.get_arguments().filter_map(Arg::get_help_heading);
        for heading in headings.map(title) {
            if !page.contains(&format!("\n{SHARED}{heading} -->\n")) {
                missing.push(format!("the flags below {heading}"));
            }
        }
    }
    missing
}

/// The flags of a command that it shares with no other, and those of its sub-commands.
fn of_command(name: &str, programs: &[Command]) -> Vec<Arg> {
    let command = programs.iter().find_map(|program| program.find_subcommand(name));
    let nested = command.into_iter().flat_map(Command::get_subcommands);
    let all = command.into_iter().flat_map(Command::get_arguments);
    let all = all.chain(nested.flat_map(Command::get_arguments));
    unique(all.filter(|it| it.get_help_heading().is_none()))
}

/// The flags below a heading, of all commands.
fn below(heading: &str, programs: &[Command]) -> Vec<Arg> {
    let commands = programs.iter().flat_map(Command::get_subcommands);
    let all = commands.flat_map(Command::get_arguments);
    unique(all.filter(|it| it.get_help_heading().is_some_and(|it| title(it) == heading)))
}

/// A heading without its remark in parentheses.
fn title(heading: &str) -> &str {
    heading.split(" (").next().unwrap_or(heading)
}

/// The flags, without hidden ones and those that are there already.
fn unique<'a>(all: impl Iterator<Item = &'a Arg>) -> Vec<Arg> {
    let mut flags: Vec<Arg> = Vec::new();
    for flag in all.filter(|it| it.get_long().is_some() && !it.is_hide_set()) {
        if flag.get_long() != Some("help")
            && !flags.iter().any(|it| it.get_long() == flag.get_long())
        {
            flags.push(flag.clone());
        }
    }
    flags
}

fn table(flags: &[Arg]) -> String {
    let mut table = "\n| flag | meaning |\n| --- | --- |\n".to_owned();
    for flag in flags {
        let value = match flag.get_action().takes_values() {
            true => flag.get_value_names().and_then(|names| names.first()),
            false => None,
        };
        let value = value.map(|value| format!(" {value}")).unwrap_or_default();
        let call = format!("--{}{value}", flag.get_long().unwrap_or_default());
        let help = flag.get_help().map(ToString::to_string).unwrap_or_default();
        let values: Vec<String> = flag
            .get_possible_values()
            .iter()
            .filter(|_| flag.get_action().takes_values())
            .map(|value| format!("`{}`", value.get_name()))
            .collect();
        let values = match values.is_empty() {
            true => String::new(),
            false => format!(": {}", values.join(", ")),
        };
        let default: Vec<String> = flag
            .get_default_values()
            .iter()
            .filter(|_| flag.get_action().takes_values())
            .map(|value| format!(" [default: {}]", value.to_string_lossy()))
            .collect();
        let help = format!("{help}{values}{}", default.concat());
        table += &format!("| `{}` | {} |\n", cell(&call), cell(&help));
    }
    table.push('\n');
    table
}

/// A text in a cell of a table, on one line.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|").replace('<', "\\<")
}
