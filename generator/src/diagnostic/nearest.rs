//! Words that were meant.

/// Of more words than this, the first are compared.
const COMPARED: usize = 5_000;

/// A word with more letters than this is none that someone meant.
const LONGEST: usize = 500;

/// The known word that someone who wrote `word` most likely meant.
pub fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let (word, length) = (word.to_lowercase(), word.chars().count());
    let distance = |candidate: &&&str| {
        let own = candidate.chars().count();
        let most = (own / 3).max(1);
        let near = || strsim::damerau_levenshtein(&word, &candidate.to_lowercase());
        // A word that is much longer or shorter is not compared letter by letter.
        (own.abs_diff(length) <= most && own <= LONGEST)
            .then(near)
            .filter(|distance| *distance <= most)
    };
    let near = known
        .iter()
        .take(COMPARED)
        .filter_map(|candidate| Some((distance(&candidate)?, candidate)));
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| *candidate)
}
