//! Programs beside the manifest that become examples of the crate.

use std::path::Path;

use super::Example;
use super::check::ValueError;
use super::table::{Reader, Text};
use crate::diagnostic::Code;
use crate::load;

/// Reads the `*.rs` files of the folder `name`, which is relative to that of the manifest, in the
/// order of their names.
pub(super) fn read(name: &Text, folder: &Path, reader: &mut Reader<'_>) -> Vec<Example> {
    let folder = folder.join(&name.value);
    let invalid = |message: String| ValueError {
        code: Code::InvalidExamples,
        message,
        help:
            "write the path of a folder with `*.rs` files, relative to the folder of the manifest"
                .to_owned(),
    };
    match load::file_names(&folder, ".rs") {
        Ok(files) if !files.is_empty() => {
            files.iter().filter_map(|file| example(&folder, file, name, reader)).collect()
        }
        Ok(_) => {
            reader.value_error(
                invalid(format!("the folder of examples `{}` has no `*.rs` file", name.value)),
                name.offset,
            );
            Vec::new()
        }
        Err(error) => {
            let message =
                format!("the folder of examples `{}` cannot be read: {error}", name.value);
            reader.value_error(invalid(message), name.offset);
            Vec::new()
        }
    }
}

fn example(folder: &Path, file: &str, key: &Text, reader: &mut Reader<'_>) -> Option<Example> {
    let name = file.strip_suffix(".rs").unwrap_or(file);
    if name.is_empty()
        || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    {
        let error = ValueError {
            code: Code::InvalidExamples,
            message: format!("an example cannot be called `{name}`"),
            help: "name its file with the letters a to z, digits, `_` and `-`".to_owned(),
        };
        reader.value_error(error, key.offset);
        return None;
    }
    let text = reader.text(&folder.join(file))?.replace("\r\n", "\n");
    Some(Example { name: name.to_owned(), text })
}
