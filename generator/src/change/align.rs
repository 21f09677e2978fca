//! Pairs the parts of two lists.

use std::collections::{BTreeMap, VecDeque};

/// A part of both lists, or of one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pair<'a, T> {
    /// It is in both lists.
    Both(&'a T, &'a T),
    /// It is only in the old list.
    Old(&'a T),
    /// It is only in the new list.
    New(&'a T),
}

impl<'a, T> Pair<'a, T> {
    /// Both sides, if it is in both lists.
    pub fn both(&self) -> Option<(&'a T, &'a T)> {
        match self {
            Self::Both(old, new) => Some((old, new)),
            Self::Old(_) | Self::New(_) => None,
        }
    }
}

/// The parts of two lists. Each rule pairs unpaired parts: an old part with the first new part of
/// the same key. The most important rule comes first. A rule looks parts up, so that n parts take n
/// log n.
#[derive(Debug)]
pub struct Alignment<'a, T> {
    old: &'a [T],
    new: &'a [T],
    /// For each old part, the index of the new one.
    partners: Vec<Option<usize>>,
    /// Which of the new parts are unpaired.
    free: Vec<bool>,
}

impl<'a, T> Alignment<'a, T> {
    /// Two lists without any pairs.
    pub fn of(old: &'a [T], new: &'a [T]) -> Self {
        Self { old, new, partners: vec![None; old.len()], free: vec![true; new.len()] }
    }

    /// Pairs parts with the same key.
    pub fn by<K: Ord>(self, key: impl Fn(&'a T) -> K) -> Self {
        self.by_any(|part| [key(part)], |part| [key(part)])
    }

    /// Pairs up parts with the same key, except those without a key.
    pub fn by_some<K: Ord>(self, key: impl Fn(&'a T) -> Option<K>) -> Self {
        self.by_any(&key, &key)
    }

    /// Pairs parts that have a key in common. Old and new parts have different functions for their
    /// keys.
    pub fn by_any<K: Ord, O, N>(
        mut self,
        old_keys: impl Fn(&'a T) -> O,
        new_keys: impl Fn(&'a T) -> N,
    ) -> Self
    where
        O: IntoIterator<Item = K>,
        N: IntoIterator<Item = K>,
    {
        if !self.partners.contains(&None) || !self.free.contains(&true) {
            return self;
        }
        let mut indices: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
        for (at, (part, _)) in
            self.new.iter().zip(&self.free).enumerate().filter(|(_, (_, free))| **free)
        {
            for key in new_keys(part) {
                indices.entry(key).or_default().push_back(at);
            }
        }
        let is_free = |free: &[bool], at: &usize| free.get(*at) == Some(&true);
        for (partner, part) in
            self.partners.iter_mut().zip(self.old).filter(|(partner, _)| partner.is_none())
        {
            let mut first: Option<usize> = None;
            for key in old_keys(part) {
                let Some(queue) = indices.get_mut(&key) else { continue };
                while queue.front().is_some_and(|at| !is_free(&self.free, at)) {
                    queue.pop_front();
                }
                first = first.into_iter().chain(queue.front().copied()).min();
            }
            if let Some(free) = first.and_then(|at| self.free.get_mut(at)) {
                *free = false;
                *partner = first;
            }
        }
        self
    }

    /// Pairs parts at the same index for which a rule holds.
    pub fn by_index(mut self, rule: impl Fn(&T, &T) -> bool) -> Self {
        let parts = self
            .old
            .iter()
            .zip(self.new)
            .zip(self.partners.iter_mut().zip(&mut self.free))
            .enumerate();
        for (at, ((old, new), (partner, free))) in parts {
            if partner.is_none() && *free && rule(old, new) {
                (*partner, *free) = (Some(at), false);
            }
        }
        self
    }

    /// The pairs in the order of the new list. A part that is only in the old list follows the part
    /// that it followed there.
    pub fn pairs(&self) -> Vec<Pair<'a, T>> {
        weave(self.old, self.new, &self.partners)
    }

    /// For each old part, the index of the new one.
    pub fn into_partners(self) -> Vec<Option<usize>> {
        self.partners
    }

    /// Whether the parts of both lists are in another order.
    pub fn is_reordered(&self) -> bool {
        !self.partners.iter().flatten().is_sorted()
    }
}

/// Paired parts, in the order of [`Alignment::pairs`].
pub fn weave<'a, T>(old: &'a [T], new: &'a [T], partners: &[Option<usize>]) -> Vec<Pair<'a, T>> {
    // A removed part follows the last kept part before it.
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

#[cfg(test)]
mod tests {
    use super::{Alignment, Pair};

    fn aligned(old: &str, new: &str) -> (String, bool) {
        let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
        let alignment = Alignment::of(&old, &new).by(|it| *it).by(char::to_ascii_lowercase);
        let pairs = alignment.pairs();
        let text = pairs.iter().map(|pair| match pair {
            Pair::Both(old, new) if old == new => new.to_string(),
            Pair::Both(old, new) => format!("{old}{new}"),
            Pair::Old(old) => format!("-{old}"),
            Pair::New(new) => format!("+{new}"),
        });
        (text.collect::<Vec<_>>().join(" "), alignment.is_reordered())
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

    #[test]
    fn of_several_keys_the_first_part_is_taken() {
        let keys = |word: &'static &'static str| word.chars();
        let (old, new): (&[&str], &[&str]) = (&["ab", "a", "c"], &["xb", "a", "b", "ya"]);
        let partners = Alignment::of(old, new).by_any(keys, keys).into_partners();
        assert_eq!(partners, [Some(0), Some(1), None]);
        let (old, new): (&[&str], &[&str]) = (&["a", "b"], &["b", "b"]);
        assert_eq!(
            Alignment::of(old, new).by_index(|old, new| old == new).into_partners(),
            [None, Some(1)]
        );
    }
}
