//! The program that was called, for messages that name one of its commands.

use std::sync::OnceLock;

/// How the commands are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Program {
    /// What comes before the command.
    pub name: &'static str,
    /// The command that generates.
    pub generate: &'static str,
}

/// The program `oasmith`.
pub const OASMITH: Program = Program { name: "oasmith", generate: "generate" };

static CALLED: OnceLock<Program> = OnceLock::new();

impl Program {
    /// Makes messages name this program. Only the first call counts.
    pub fn set_called(self) {
        let _ = CALLED.set(self);
    }

    /// The program that was called. Default: `oasmith`.
    pub fn called() -> Self {
        CALLED.get().copied().unwrap_or(OASMITH)
    }

    /// A text for `oasmith` with the calls of this program.
    pub fn spell(self, text: &str) -> String {
        text.replace("oasmith generate", &self.line(self.generate))
            .replace("  oasmith ", &format!("  {} ", self.name))
            .replace("`oasmith ", &format!("`{} ", self.name))
    }

    /// The arguments of `oasmith`, with examples that call this program.
    pub fn spelled(self, command: clap::Command) -> clap::Command {
        let help = command.get_after_help().map(|help| self.spell(&help.to_string()));
        let command = match help {
            Some(help) => command.after_help(help),
            None => command,
        };
        command.mut_subcommands(|command| self.spelled(command))
    }

    fn line(self, rest: &str) -> String {
        format!("{} {rest}", self.name)
    }
}

/// A call of the program, such as `oasmith lint`, for the arguments `lint`.
pub fn call(arguments: &str) -> String {
    Program::called().line(arguments)
}

/// A call of the command that generates, such as `oasmith generate`.
pub fn generate() -> String {
    let program = Program::called();
    program.line(program.generate)
}

#[cfg(test)]
mod tests {
    use super::Program;

    #[test]
    fn texts_name_the_program_that_was_called() {
        let program = Program { name: "cargo xtask", generate: "codegen" };
        assert_eq!(
            program.spell("  oasmith generate a.yaml\n  oasmith lint\nof `oasmith diff`, oasmith"),
            "  cargo xtask codegen a.yaml\n  cargo xtask lint\nof `cargo xtask diff`, oasmith"
        );
    }
}
