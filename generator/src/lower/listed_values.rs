//! The values that a schema lists for a discriminator, by their words.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::letters;

/// The values that a schema lists for a property.
#[derive(Debug)]
pub(super) struct ListedValues {
    /// All of them, in the order of the document.
    pub(super) all: Vec<String>,
    exact: BTreeSet<String>,
    /// The value with these words; `None` if there are several.
    by_words: BTreeMap<String, Option<String>>,
}

impl ListedValues {
    pub(super) fn new(all: Vec<String>) -> Self {
        let exact: BTreeSet<String> = all.iter().cloned().collect();
        let mut by_words: BTreeMap<String, Option<String>> = BTreeMap::new();
        for value in &exact {
            let same = by_words.entry(letters(value)).or_insert_with(|| Some(value.clone()));
            if same.as_ref() != Some(value) {
                *same = None;
            }
        }
        Self { all, exact, by_words }
    }

    /// The value that is a name, or the only one with the same words.
    pub(super) fn named(&self, name: &str) -> Option<String> {
        match self.exact.get(name) {
            Some(same) => Some(same.clone()),
            None => self.by_words.get(&letters(name)).cloned().flatten(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ListedValues;

    #[test]
    fn a_listed_value_is_that_of_the_name_with_its_words() {
        let values = ["van", "cool-van", "Cool_Van", "coolVan"].map(str::to_owned);
        let values = ListedValues::new(values.to_vec());
        assert_eq!(values.named("Van").as_deref(), Some("van"));
        assert_eq!(values.named("Cool_Van").as_deref(), Some("Cool_Van"));
        // Several have these words.
        assert_eq!(values.named("CoolVan"), None);
        assert_eq!(values.named("SlowVan"), None);
    }
}
