//! How deep types are made of types, which the compiler looks through only so far.

use std::collections::BTreeMap;

use super::krate::Item;
use super::name::Ident;
use super::visit::references;

/// What the compiler goes through without being told (The Rust Reference, "Limits",
/// `recursion_limit`).
const USUAL: usize = 128;

/// How much of that one item may take: a field is an `Option` or a `Vec` of what it holds, maybe a
/// `Box`, and each has parts of its own.
const FOR_ONE: usize = 4;

/// The `recursion_limit` that a crate with these items needs, if the usual one is too small.
pub fn recursion_limit<'a>(items: impl IntoIterator<Item = &'a Item>) -> Option<usize> {
    let parts: BTreeMap<&Ident, Vec<&Ident>> =
        items.into_iter().map(|item| (&item.ident, references(item).collect())).collect();
    let needed = deepest(&parts) * FOR_ONE;
    (needed > USUAL).then(|| (needed + USUAL).next_multiple_of(USUAL))
}

/// How many items the longest way leads through from one to a part of it. What leads back to where
/// it came from counts for nothing.
fn deepest(parts: &BTreeMap<&Ident, Vec<&Ident>>) -> usize {
    // What is being looked at is there with 0.
    let mut depths: BTreeMap<&Ident, usize> = BTreeMap::new();
    for root in parts.keys() {
        let mut stack = vec![(*root, false)];
        while let Some((ident, is_done)) = stack.pop() {
            let Some(parts) = parts.get(ident) else { continue };
            if is_done {
                let below =
                    parts.iter().filter_map(|part| depths.get(part)).max().copied().unwrap_or(0);
                depths.insert(ident, below + 1);
            } else if !depths.contains_key(ident) {
                depths.insert(ident, 0);
                stack.push((ident, true));
                stack.extend(
                    parts
                        .iter()
                        .filter(|part| !depths.contains_key(*part))
                        .map(|part| (*part, false)),
                );
            }
        }
    }
    depths.into_values().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::deepest;
    use crate::plan::naming::{Case, ident};

    #[test]
    fn the_longest_way_is_found() {
        let names: Vec<_> =
            (0..4_000).map(|index| ident(&format!("S{index}"), Case::Type)).collect();
        let next = |index: usize| names.get(index).into_iter().collect::<Vec<_>>();
        let mut parts: BTreeMap<_, _> =
            names.iter().enumerate().map(|(at, name)| (name, next(at + 1))).collect();
        assert_eq!(deepest(&parts), 4_000);
        // It leads back, and there is a shorter way.
        parts.insert(&names[3_999], next(0));
        parts.get_mut(&names[0]).expect("the first").insert(0, &names[10]);
        assert_eq!(deepest(&parts), 4_000);
        assert_eq!(deepest(&BTreeMap::new()), 0);
    }
}
