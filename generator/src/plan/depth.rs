//! How deep types are nested in types: rustc has a limit for it.

use std::collections::BTreeMap;

use super::krate::Item;
use super::name::Ident;
use super::visit::references;

/// The default `recursion_limit` (The Rust Reference, "Limits").
const DEFAULT: usize = 128;

/// How much of that one item may take: a field may be an `Option` or `Vec` of a `Box`, and each has
/// parts of its own.
const PER_ITEM: usize = 4;

/// The `recursion_limit` that a crate with these items needs, if the default is too small.
pub fn recursion_limit<'a>(items: impl IntoIterator<Item = &'a Item>) -> Option<usize> {
    let parts: BTreeMap<&Ident, Vec<&Ident>> =
        items.into_iter().map(|item| (&item.ident, references(item).collect())).collect();
    let needed = deepest(&parts) * PER_ITEM;
    (needed > DEFAULT).then(|| (needed + DEFAULT).next_multiple_of(DEFAULT))
}

/// The number of items on the longest path from an item to its parts. Edges that lead back do not
/// count.
fn deepest(parts: &BTreeMap<&Ident, Vec<&Ident>>) -> usize {
    // An item on the path has 0.
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
    fn the_longest_path_is_found() {
        let names: Vec<_> =
            (0..4_000).map(|index| ident(&format!("S{index}"), Case::Type)).collect();
        let next = |index: usize| names.get(index).into_iter().collect::<Vec<_>>();
        let mut parts: BTreeMap<_, _> =
            names.iter().enumerate().map(|(at, name)| (name, next(at + 1))).collect();
        assert_eq!(deepest(&parts), 4_000);
        // A cycle, and a shorter path.
        parts.insert(&names[3_999], next(0));
        parts.get_mut(&names[0]).expect("the first").insert(0, &names[10]);
        assert_eq!(deepest(&parts), 4_000);
        assert_eq!(deepest(&BTreeMap::new()), 0);
    }
}
