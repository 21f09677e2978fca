//! Words that were meant.

/// The known word that someone who wrote `word` most likely meant.
pub fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let distance = |candidate: &str| strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase());
    let near = |candidate: &&&str| distance(candidate) <= (candidate.chars().count() / 3).max(1);
    known.iter().filter(near).min_by_key(|candidate| distance(candidate)).copied()
}
