//! The lines that two texts have in common, by the algorithm of Myers ("An O(ND) Difference
//! Algorithm and Its Variations"). A library would take longer to compile than the rest of this
//! folder.

use std::collections::{BTreeMap, BTreeSet};

/// Changes for which the shortest path is found. Texts that differ more are compared in parts, each
/// with so many changes, so the time stays in proportion to the texts.
const CHANGES: usize = 1_000;

/// The change of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'t> {
    Kept(&'t str),
    Removed(&'t str),
    Added(&'t str),
}

/// Changed lines that are near each other, with the lines around them.
#[derive(Debug)]
pub(super) struct Hunk<'t> {
    /// Such as `@@ -9,5 +9,5 @@`.
    pub(super) header: String,
    pub(super) lines: Vec<Line<'t>>,
}

/// The hunks of two texts, with `context` lines around the changed ones.
pub(super) fn hunks<'t>(old: &'t str, new: &'t str, context: usize) -> Vec<Hunk<'t>> {
    let lines = lines(old, new);
    let is_change = |line: &Line<'_>| !matches!(line, Line::Kept(_));
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for (index, _) in lines.iter().enumerate().filter(|(_, line)| is_change(line)) {
        let (start, end) = (index.saturating_sub(context), (index + context + 1).min(lines.len()));
        match ranges.last_mut() {
            Some(last) if start <= last.1 => last.1 = end,
            _ => ranges.push((start, end)),
        }
    }
    let hunk = |(start, end): (usize, usize)| {
        let (before, after) = lines.split_at(start);
        let lines = after.get(..end - start).unwrap_or_default().to_vec();
        let range = |others: fn(&Line<'_>) -> bool| {
            let count = |lines: &[Line<'_>]| lines.iter().filter(|it| !others(it)).count();
            match (count(before), count(&lines)) {
                (start, 0) => format!("{start},0"),
                (start, 1) => (start + 1).to_string(),
                (start, length) => format!("{},{length}", start + 1),
            }
        };
        let old = range(|line| matches!(line, Line::Added(_)));
        let new = range(|line| matches!(line, Line::Removed(_)));
        Hunk { header: format!("@@ -{old} +{new} @@"), lines }
    };
    ranges.into_iter().map(hunk).collect()
}

/// Every line of both texts; of a change, the removed lines come first.
fn lines<'t>(old: &'t str, new: &'t str) -> Vec<Line<'t>> {
    let split = |text: &'t str| text.split_inclusive('\n').collect::<Vec<_>>();
    let (old, new) = (split(old), split(new));
    let mut lines = Vec::new();
    let (mut x, mut y) = (0, 0);
    for (kept_x, kept_y) in kept(&old, &new).into_iter().chain([(old.len(), new.len())]) {
        lines.extend(old.get(x..kept_x).into_iter().flatten().map(|line| Line::Removed(line)));
        lines.extend(new.get(y..kept_y).into_iter().flatten().map(|line| Line::Added(line)));
        lines.extend(old.get(kept_x).map(|line| Line::Kept(line)));
        (x, y) = (kept_x + 1, kept_y + 1);
    }
    lines
}

/// The lines that are the same: their indices in both texts.
fn kept(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let same = |(a, b): &(&&str, &&str)| a == b;
    let start = old.iter().zip(new).take_while(same).count();
    let (old_rest, new_rest) = (rest(old, start), rest(new, start));
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(same).count();
    let middle = |lines: &mut Vec<(usize, u32)>, others: &BTreeSet<u32>| {
        // A line that the other text lacks is never kept.
        lines.truncate(lines.len() - end);
        lines.retain(|(_, line)| others.contains(line));
    };
    let mut numbers = BTreeMap::new();
    let mut numbered = |lines: &[&str]| -> Vec<(usize, u32)> {
        let number = |line: &str| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            *numbers.entry(line.to_owned()).or_insert(next)
        };
        let numbers: Vec<u32> = lines.iter().copied().map(number).collect();
        (start..).zip(numbers).collect()
    };
    let (mut old_lines, mut new_lines) = (numbered(old_rest), numbered(new_rest));
    let set = |lines: &[(usize, u32)]| lines.iter().map(|(_, line)| *line).collect();
    let (in_old, in_new) = (set(&old_lines), set(&new_lines));
    middle(&mut old_lines, &in_new);
    middle(&mut new_lines, &in_old);

    let mut kept: Vec<(usize, usize)> = (0..start).map(|index| (index, index)).collect();
    let (mut x, mut y) = (0, 0);
    while x < old_lines.len() && y < new_lines.len() {
        let (old_rest, new_rest) = (rest(&old_lines, x), rest(&new_lines, y));
        let path = path(old_rest, new_rest);
        let lines =
            path.kept.iter().filter_map(|(x, y)| Some((old_rest.get(*x)?.0, new_rest.get(*y)?.0)));
        kept.extend(lines);
        (x, y) = (x + path.end.0, y + path.end.1);
    }
    kept.extend((0..end).rev().map(|index| (old.len() - 1 - index, new.len() - 1 - index)));
    kept
}

fn rest<T>(lines: &[T], start: usize) -> &[T] {
    lines.get(start..).unwrap_or_default()
}

/// A path through two texts.
struct Path {
    /// The steps on which both lines are the same.
    kept: Vec<(usize, usize)>,
    /// How many lines of each text it covers.
    end: (usize, usize),
}

/// The path with the fewest changes, at most [`CHANGES`].
fn path(old: &[(usize, u32)], new: &[(usize, u32)]) -> Path {
    let is_same = |x: usize, y: usize| {
        let (old, new) = (old.get(x).map(|it| it.1), new.get(y).map(|it| it.1));
        old.is_some() && old == new
    };
    // How far a path gets in `old`, for each number of changes, by the number of removed lines.
    let mut reached: Vec<Vec<usize>> = Vec::new();
    for changes in 0..=CHANGES {
        let mut row = Vec::with_capacity(changes + 1);
        for removed in 0..=changes {
            let (mut x, _) = start(reached.last(), removed);
            // Each removed line advances `old`, each added one `new`.
            let mut y = (x + changes).saturating_sub(2 * removed);
            while is_same(x, y) {
                (x, y) = (x + 1, y + 1);
            }
            if x >= old.len() && y >= new.len() {
                reached.push(row);
                return back(&reached, removed, x);
            }
            row.push(x);
        }
        reached.push(row);
    }
    let covered = |(removed, x): &(usize, usize)| {
        let y = (x + CHANGES).saturating_sub(2 * removed);
        if *x > old.len() || y > new.len() { 0 } else { x + y }
    };
    let last = reached.last().into_iter().flatten().copied().enumerate();
    let (removed, x) = last.max_by_key(covered).unwrap_or_default();
    back(&reached, removed, x)
}

/// Where a path is after one more change, and how many lines were removed before.
fn start(before: Option<&Vec<usize>>, removed: usize) -> (usize, usize) {
    let Some(before) = before else { return (0, 0) };
    let added = before.get(removed).map(|x| (*x, removed));
    let one_less = removed.checked_sub(1);
    let removed = one_less.and_then(|it| before.get(it).map(|x| (x + 1, it)));
    added.max(removed).unwrap_or_default()
}

/// The path that ends at `x`, from its end to its start.
fn back(reached: &[Vec<usize>], removed: usize, x: usize) -> Path {
    let offset =
        |changes: usize, removed: usize, x: usize| (x + changes).saturating_sub(2 * removed);
    let changes = reached.len().saturating_sub(1);
    let end = (x, offset(changes, removed, x));
    let mut kept = Vec::new();
    let (mut removed, mut x) = (removed, x);
    for changes in (0..reached.len()).rev() {
        let before = changes.checked_sub(1).and_then(|it| reached.get(it));
        let (first, removed_before) = start(before, removed);
        kept.extend((first..x).rev().map(|x| (x, offset(changes, removed, x))));
        let reached_before = before.and_then(|row| row.get(removed_before));
        (removed, x) = (removed_before, reached_before.copied().unwrap_or_default());
    }
    kept.reverse();
    Path { kept, end }
}

#[cfg(test)]
mod tests {
    use super::{CHANGES, Line, hunks, lines};

    fn text(numbers: impl Iterator<Item = usize>) -> String {
        numbers.map(|it| format!("{it}\n")).collect()
    }

    /// Both texts, put together again from the lines.
    fn texts(lines: &[Line<'_>]) -> (String, String) {
        let (mut old, mut new) = (String::new(), String::new());
        for line in lines {
            match line {
                Line::Kept(line) => {
                    [&mut old, &mut new].into_iter().for_each(|it| it.push_str(line))
                }
                Line::Removed(line) => old.push_str(line),
                Line::Added(line) => new.push_str(line),
            }
        }
        (old, new)
    }

    #[test]
    fn the_fewest_lines_change() {
        let (old, new) = ("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n");
        let lines = lines(old, new);
        assert_eq!(texts(&lines), (old.to_owned(), new.to_owned()));
        let kept = lines.iter().filter(|it| matches!(it, Line::Kept(_))).count();
        assert_eq!(kept, 4, "{lines:?}");
    }

    #[test]
    fn hunks_have_lines_around_them() {
        let old = text(0..20);
        let new =
            old.replace("\n5\n", "\nfive\n").replace("\n9\n", "\n").replace("\n17\n", "\n17\n+\n");
        let hunks = hunks(&old, &new, 2);
        let headers: Vec<_> = hunks.iter().map(|hunk| hunk.header.as_str()).collect();
        assert_eq!(headers, ["@@ -4,9 +4,8 @@", "@@ -17,4 +16,5 @@"]);
        assert!(hunks.iter().all(|hunk| hunk.lines.len() <= 10), "{hunks:?}");
        assert!(super::hunks(&old, &old, 2).is_empty());
        let texts = [("", "a\n"), ("a\nb\n", ""), ("a", "a\n")];
        let all = texts.into_iter().flat_map(|(old, new)| super::hunks(old, new, 2));
        let headers: Vec<String> = all.map(|hunk| hunk.header).collect();
        assert_eq!(headers, ["@@ -0,0 +1 @@", "@@ -1,2 +0,0 @@", "@@ -1 +1 @@"]);
    }

    #[test]
    fn texts_that_differ_much_are_compared_in_parts() {
        let size = 10 * CHANGES;
        // The same lines in another order, twice.
        for factor in [7_919, 104_729] {
            let old = text((0..size).map(|it| it * factor % size));
            let new = text(0..size);
            let lines = lines(&old, &new);
            assert_eq!(texts(&lines), (old.clone(), new.clone()));
            assert!(lines.iter().any(|it| matches!(it, Line::Kept(_))));
        }
    }
}
