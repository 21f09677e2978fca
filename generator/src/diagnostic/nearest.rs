//! Suggestions for misspelled words.

use std::path::Path;

/// At most this many words are compared.
const COMPARED: usize = 5_000;

/// Longer words are not suggested.
const LONGEST: usize = 500;

/// The name of the file that is most similar to one that does not exist, in the same folder.
pub fn nearest_file(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = folder.unwrap_or(Path::new(".")).read_dir().ok()?;
    let files = entries.flatten().filter(|entry| entry.path().is_file()).take(COMPARED);
    let mut names: Vec<String> =
        files.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort_unstable();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    nearest(path.file_name()?.to_str()?, &names).map(str::to_owned)
}

/// The known word that is most similar to `word`. `None` if none is similar.
pub fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let (word, length) = (word.to_lowercase(), word.chars().count());
    let distance = |candidate: &&&str| {
        let candidate_length = candidate.chars().count();
        let most = (candidate_length / 3).max(1);
        let near = || strsim::damerau_levenshtein(&word, &candidate.to_lowercase());
        // A word that is much longer or shorter is not compared letter by letter.
        (candidate_length.abs_diff(length) <= most && candidate_length <= LONGEST)
            .then(near)
            .filter(|distance| *distance <= most)
    };
    let near = known
        .iter()
        .take(COMPARED)
        .filter_map(|candidate| Some((distance(&candidate)?, candidate)));
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| *candidate)
}
