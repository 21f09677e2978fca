//! The cargo workspace that a new crate becomes a member of.

use std::fs;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

/// A `Cargo.toml` with the new member.
pub(super) struct Joined {
    /// Its path.
    pub(super) path: PathBuf,
    /// Its text with the member; `None` if the member belongs to the workspace already, or has to
    /// be added manually.
    pub(super) text: Option<String>,
    /// Whether the member has to be added manually.
    pub(super) is_manual: bool,
}

/// The `Cargo.toml` to which a crate belongs: that of the nearest workspace above `folder`, or that
/// of the nearest package. `None` if there is neither up to the folder `top`.
pub(super) fn join(folder: &Path, top: &Path, crate_folder: &Path) -> Option<Joined> {
    let folders: Vec<_> = folder.ancestors().take_while(|it| it.starts_with(top)).collect();
    let read = |folder: &&Path| {
        let path = folder.join("Cargo.toml");
        fs::read_to_string(&path).ok().map(|text| (path, text))
    };
    let mut found: Vec<_> = folders.iter().filter_map(read).collect();
    let workspace = found.iter().position(|(_, text)| has_workspace(text));
    if found.is_empty() {
        return None;
    }
    let (path, text) = found.swap_remove(workspace.unwrap_or(0));
    let member = crate_folder.strip_prefix(path.parent()?).ok()?;
    let member = member.display().to_string().replace('\\', "/");
    let joined = with_member(&text, &member);
    let is_manual = joined.is_none();
    Some(Joined { path, text: joined.filter(|it| *it != text), is_manual })
}

fn has_workspace(text: &str) -> bool {
    DeTable::parse(text).is_ok_and(|table| table.get_ref().contains_key("workspace"))
}

/// The text of a `Cargo.toml` with a member of its workspace. `None` if it is not understood.
fn with_member(text: &str, member: &str) -> Option<String> {
    let parsed = DeTable::parse(text).ok()?;
    let line = format!("members = [\"{member}\"]\n");
    let Some(workspace) = parsed.get_ref().get("workspace") else {
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        let space = if text.is_empty() { "" } else { "\n" };
        return Some(format!("{text}{end}{space}[workspace]\n{line}"));
    };
    let DeValue::Table(workspace) = workspace.get_ref() else { return None };
    let Some(members) = workspace.get("members") else {
        let header = text.lines().find(|line| line.trim() == "[workspace]")?;
        let (before, after) = text.split_once(&format!("{header}\n"))?;
        return Some(format!("{before}{header}\n{line}{after}"));
    };
    let DeValue::Array(list) = members.get_ref() else { return None };
    let names = list.iter().filter_map(|it| it.get_ref().as_str());
    if names.into_iter().any(|pattern| covers(pattern, member)) {
        return Some(text.to_owned());
    }
    let (before, after) = text.split_at_checked(members.span().end.checked_sub(1)?)?;
    let inside = before.trim_end();
    let gap = before.get(inside.len()..)?;
    let comma = if inside.ends_with(['[', ',']) { "" } else { "," };
    Some(match gap.contains('\n') {
        // One line for each member.
        true => format!("{inside}{comma}\n    \"{member}\",\n{after}"),
        false => {
            let space = if inside.ends_with('[') { "" } else { " " };
            format!("{inside}{comma}{space}\"{member}\"{after}")
        }
    })
}

/// Whether a pattern of `members` is a path, or a folder of paths.
fn covers(pattern: &str, member: &str) -> bool {
    let (pattern, member) = (pattern.trim_start_matches("./"), member.trim_start_matches("./"));
    match pattern.strip_suffix('*') {
        Some(folder) => {
            member.strip_prefix(folder).is_some_and(|rest| !rest.is_empty() && !rest.contains('/'))
        }
        None => pattern.trim_end_matches('/') == member,
    }
}

#[cfg(test)]
mod tests {
    use super::with_member;

    #[test]
    fn a_member_is_added() {
        for (before, after) in [
            ("", "[workspace]\nmembers = [\"sdk\"]\n"),
            (
                "[package]\nname = \"a\"",
                "[package]\nname = \"a\"\n\n[workspace]\nmembers = [\"sdk\"]\n",
            ),
            (
                "[workspace]\nresolver = \"3\"\n",
                "[workspace]\nmembers = [\"sdk\"]\nresolver = \"3\"\n",
            ),
            ("[workspace]\nmembers = []\n", "[workspace]\nmembers = [\"sdk\"]\n"),
            (
                "[workspace]\nmembers = [\"a\"]  # A.\n",
                "[workspace]\nmembers = [\"a\", \"sdk\"]  # A.\n",
            ),
            (
                "[workspace]\nmembers = [\n    \"a\",\n]\n[profile.dev]\n",
                "[workspace]\nmembers = [\n    \"a\",\n    \"sdk\",\n]\n[profile.dev]\n",
            ),
            (
                "[workspace]\nmembers = [\n    \"a\"\n]\n",
                "[workspace]\nmembers = [\n    \"a\",\n    \"sdk\",\n]\n",
            ),
            ("[workspace]\nmembers = [\"*\"]\n", "[workspace]\nmembers = [\"*\"]\n"),
            ("[workspace]\nmembers = [\"./sdk/\"]\n", "[workspace]\nmembers = [\"./sdk/\"]\n"),
        ] {
            assert_eq!(with_member(before, "sdk").as_deref(), Some(after), "{before}");
        }
        assert_eq!(with_member("workspace = {}", "sdk"), None);
        assert_eq!(with_member("[workspace", "sdk"), None);
    }
}
