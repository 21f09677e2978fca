//! Which parts of an old whole are which of a new one.

/// A part of two wholes, or of one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pair<'a, T> {
    /// It is in both.
    Both(&'a T, &'a T),
    /// It was in the old one.
    Old(&'a T),
    /// It is in the new one.
    New(&'a T),
}

impl<'a, T> Pair<'a, T> {
    /// Both sides of it, where there are both.
    pub fn both(&self) -> Option<(&'a T, &'a T)> {
        match self {
            Self::Both(old, new) => Some((old, new)),
            Self::Old(_) | Self::New(_) => None,
        }
    }
}

/// A rule by which two parts are the same.
pub type Rule<'r, T> = &'r dyn Fn(&T, &T) -> bool;

/// Pairs parts up, each once: by the first rule that fits, the rules of greater weight first. They come in the order of the new whole, what is
/// only in the old one after what it stood behind.
pub fn align<'a, T>(old: &'a [T], new: &'a [T], rules: &[Rule<'_, T>]) -> Vec<Pair<'a, T>> {
    weave(old, new, &partners(old, new, rules))
}

/// For each old part, where the new one is.
pub fn partners<T>(old: &[T], new: &[T], rules: &[Rule<'_, T>]) -> Vec<Option<usize>> {
    let mut partners: Vec<Option<usize>> = vec![None; old.len()];
    let mut free: Vec<bool> = vec![true; new.len()];
    for rule in rules {
        for (partner, part) in partners.iter_mut().zip(old).filter(|(partner, _)| partner.is_none()) {
            let found = new.iter().enumerate().position(|(at, other)| free.get(at) == Some(&true) && rule(part, other));
            if let Some(taken) = found.and_then(|at| free.get_mut(at)) {
                *taken = false;
                *partner = found;
            }
        }
    }
    partners
}

/// Parts whose partners are known, in the order of [`align`].
pub fn weave<'a, T>(old: &'a [T], new: &'a [T], partners: &[Option<usize>]) -> Vec<Pair<'a, T>> {
    // What is gone stands behind the part before it that is still there.
    let mut behind: Vec<Vec<&'a T>> = vec![Vec::new(); new.len()];
    let mut origins: Vec<Option<&'a T>> = vec![None; new.len()];
    let mut pairs = Vec::with_capacity(old.len().max(new.len()));
    let mut last: Option<usize> = None;
    for (part, partner) in old.iter().zip(partners) {
        match partner {
            Some(at) => {
                if let Some(origin) = origins.get_mut(*at) {
                    *origin = Some(part);
                }
                last = Some(*at);
            }
            None => match last.and_then(|at| behind.get_mut(at)) {
                Some(gone) => gone.push(part),
                None => pairs.push(Pair::Old(part)),
            },
        }
    }
    for ((part, origin), gone) in new.iter().zip(origins).zip(behind) {
        pairs.push(origin.map_or(Pair::New(part), |old| Pair::Both(old, part)));
        pairs.extend(gone.into_iter().map(Pair::Old));
    }
    pairs
}

/// Whether what is in both stands in another order.
pub fn is_reordered<T>(old: &[T], pairs: &[Pair<'_, T>]) -> bool {
    let places =
        pairs.iter().filter_map(Pair::both).map(|(before, _)| old.iter().position(|it| std::ptr::eq(it, before)));
    !places.is_sorted()
}

#[cfg(test)]
mod tests {
    use super::{Pair, align, is_reordered};

    fn aligned(old: &str, new: &str) -> (String, bool) {
        let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
        let pairs = align(&old, &new, &[&|one, other| one == other, &|one, other| one.eq_ignore_ascii_case(other)]);
        let text = pairs.iter().map(|pair| match pair {
            Pair::Both(old, new) if old == new => new.to_string(),
            Pair::Both(old, new) => format!("{old}{new}"),
            Pair::Old(old) => format!("-{old}"),
            Pair::New(new) => format!("+{new}"),
        });
        (text.collect::<Vec<_>>().join(" "), is_reordered(&old, &pairs))
    }

    #[test]
    fn parts_come_in_the_new_order_and_what_is_gone_where_it_stood() {
        for (old, new, text, reordered) in [
            ("", "", "", false),
            ("abc", "abc", "a b c", false),
            ("abc", "acd", "a -b c +d", false),
            ("xab", "ba", "-x b a", true),
            ("ab", "Ba", "bB a", true),
            ("aA", "Aa", "A a", true),
            ("aa", "a", "a -a", false),
        ] {
            assert_eq!(aligned(old, new), (text.to_owned(), reordered), "{old} {new}");
        }
    }
}
