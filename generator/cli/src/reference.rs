//! The reference of the commands, a page for people.

/// The sections that describe flags of several commands.
const SHARED: [&str; 4] = ["Manifests", "Selection", "Messages", "Limits"];

/// The commands and flags that a page lacks. Each command has a section with its name, and each
/// flag is in that section or in one for several commands.
pub fn missing(page: &str, program: &clap::Command) -> Vec<String> {
    let section = |heading: &str| {
        let start = page.find(&format!("\n## {heading}\n"))?;
        page.get(start + 1..)?.split("\n## ").next()
    };
    let shared = SHARED.map(|heading| section(heading).unwrap_or(""));
    let mut missing = Vec::new();
    for command in program.get_subcommands().filter(|it| !it.is_hide_set()) {
        let name = command.get_name();
        let Some(text) = section(&format!("`{name}`")) else {
            missing.push(name.to_owned());
            continue;
        };
        let nested = command.get_subcommands().flat_map(clap::Command::get_arguments);
        for flag in command.get_arguments().chain(nested).filter_map(|it| it.get_long()) {
            let is_in = |text: &str| {
                text.contains(&format!("`--{flag}`")) || text.contains(&format!("`--{flag} "))
            };
            if !is_in(text) && !shared.iter().any(|text| is_in(text)) {
                missing.push(format!("{name} --{flag}"));
            }
        }
    }
    missing
}
