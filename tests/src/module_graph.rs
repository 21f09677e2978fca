//! The imports between the files of a crate, and cycles of imports.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Item, UseTree};

use crate::rust_source::{RustFile, files};

/// The files of a crate and the imports between them.
///
/// An import of a name that a `mod.rs` re-exports, or imports for itself and its children, is an
/// import of the file that defines it.
#[derive(Debug)]
pub struct ModuleGraph {
    /// The files that each file imports.
    imports: BTreeMap<String, BTreeSet<String>>,
}

/// A file while the graph is built.
struct Module {
    path: String,
    /// The modules that it declares.
    children: BTreeSet<String>,
    /// The paths that it imports or names inline, from the root of the crate.
    imports: Vec<Vec<String>>,
    /// The names that others can import from it, because it imports or re-exports them: the name,
    /// and the path as segments from the root of the crate.
    exports: BTreeMap<String, Vec<String>>,
}

type Modules = BTreeMap<Vec<String>, Module>;

impl ModuleGraph {
    /// Reads the files below a source folder of the repository, without tests.
    ///
    /// # Panics
    /// If a file is not Rust.
    pub fn read(folder: &str) -> Self {
        Self::of(files(folder))
    }

    fn of(files: &[RustFile]) -> Self {
        let modules: Modules =
            files.iter().map(|file| (module_path(&file.path), Module::new(file))).collect();
        let imports = modules.values().map(|module| {
            let targets = module.imports.iter().filter_map(|path| resolve(&modules, path, 0));
            let others = targets.filter(|target| *target != module.path).map(str::to_owned);
            (module.path.clone(), others.collect())
        });
        Self { imports: imports.collect() }
    }

    /// The groups of files in which each file imports every other one, directly or indirectly.
    pub fn circles(&self) -> Vec<BTreeSet<String>> {
        let reached: BTreeMap<&String, BTreeSet<&String>> =
            self.imports.keys().map(|file| (file, self.reached_from(file))).collect();
        let mut circles = BTreeSet::new();
        for (file, others) in &reached {
            let both_ways =
                |other: &&&String| reached.get(*other).is_some_and(|it| it.contains(file));
            let circle: BTreeSet<String> =
                others.iter().filter(both_ways).map(|other| (*other).clone()).collect();
            if circle.len() > 1 {
                circles.insert(circle);
            }
        }
        circles.into_iter().collect()
    }

    fn reached_from<'g>(&'g self, file: &'g String) -> BTreeSet<&'g String> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&String> = self.imports.get(file).into_iter().flatten().collect();
        while let Some(next) = open.pop() {
            if reached.insert(next) {
                open.extend(self.imports.get(next).into_iter().flatten());
            }
        }
        reached
    }
}

impl Module {
    fn new(file: &RustFile) -> Self {
        let syntax =
            syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.path));
        let at = module_path(&file.path);
        let children = syntax.items.iter().filter_map(|item| match item {
            Item::Mod(child) => Some(child.ident.to_string()),
            _ => None,
        });
        let mut module = Self {
            path: file.path.clone(),
            children: children.collect(),
            imports: Vec::new(),
            exports: BTreeMap::new(),
        };
        for item in &syntax.items {
            let Item::Use(item) = item else { continue };
            let is_export = !matches!(item.vis, syn::Visibility::Inherited);
            let mut leaves = Vec::new();
            leaves_of(&item.tree, Vec::new(), &mut leaves);
            for (path, name) in leaves {
                let Some(path) = absolute(&at, &module.children, &path) else { continue };
                // Names that only others use are resolved there. Children see private imports.
                module.exports.insert(name, path.clone());
                if !is_export {
                    module.imports.push(path);
                }
            }
        }
        let inline = inline_paths(&file.code);
        let inline = inline.iter().filter_map(|path| absolute(&at, &module.children, path));
        module.imports.extend(inline);
        module
    }
}

/// The paths with several segments in code, without those of `use`.
fn inline_paths(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let mut in_use = false;
    for line in code.lines() {
        let start = line.trim_start();
        let starts_use = start.starts_with("use ")
            || start.starts_with("pub")
                && start.split(';').next().is_some_and(|it| it.contains(" use "));
        in_use |= starts_use;
        if in_use {
            in_use = !line.contains(';');
            continue;
        }
        // The path in a visibility is not an import.
        let line = match line.split_once("pub(in ") {
            Some((_, rest)) => rest.split_once(')').map_or("", |(_, rest)| rest),
            None => line,
        };
        let is_part = |it: char| it.is_alphanumeric() || it == '_' || it == ':';
        for word in line.split(|it| !is_part(it)).filter(|word| word.contains("::")) {
            let parts = word.trim_matches(':').split("::").map(str::to_owned);
            paths.push(parts.collect());
        }
    }
    paths
}

/// `a/b.rs` and `a/b/mod.rs` are `[a, b]`.
fn module_path(path: &str) -> Vec<String> {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let parts = path.split('/').filter(|part| !matches!(*part, "mod" | "lib" | "main"));
    parts.map(str::to_owned).collect()
}

/// The paths of a `use`, each with the name that it gets.
fn leaves_of(tree: &UseTree, mut path: Vec<String>, leaves: &mut Vec<(Vec<String>, String)>) {
    match tree {
        UseTree::Path(part) => {
            path.push(part.ident.to_string());
            leaves_of(&part.tree, path, leaves);
        }
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            if name != "self" {
                path.push(name.clone());
            }
            leaves.push((path, name));
        }
        UseTree::Rename(rename) => {
            path.push(rename.ident.to_string());
            leaves.push((path, rename.rename.to_string()));
        }
        UseTree::Glob(_) => leaves.push((path, "*".to_owned())),
        UseTree::Group(group) => {
            group.items.iter().for_each(|tree| leaves_of(tree, path.clone(), leaves));
        }
    }
}

/// A path of a module as one from the root of the crate; `None` for paths of other crates.
fn absolute(at: &[String], children: &BTreeSet<String>, path: &[String]) -> Option<Vec<String>> {
    let first = path.first()?.as_str();
    let (mut base, rest) = match first {
        "crate" => (Vec::new(), path.get(1..)?),
        "self" => (at.to_vec(), path.get(1..)?),
        "super" => {
            let up = path.iter().take_while(|part| *part == "super").count();
            (at.get(..at.len().checked_sub(up)?)?.to_vec(), path.get(up..)?)
        }
        child if children.contains(child) => (at.to_vec(), path),
        _ => return None,
    };
    base.extend(rest.iter().cloned());
    Some(base)
}

/// The file that defines what a path names.
fn resolve<'m>(modules: &'m Modules, path: &[String], depth: usize) -> Option<&'m str> {
    let length = (0..=path.len()).rev().find(|length| modules.contains_key(&path[..*length]))?;
    let module = modules.get(&path[..length])?;
    let exported = path.get(length).and_then(|name| module.exports.get(name));
    match exported {
        Some(target) if depth < 8 => {
            let rest = path.get(length + 1..).unwrap_or_default();
            resolve(modules, &[target, rest].concat(), depth + 1)
        }
        // The root of the crate only lists its modules.
        _ if length == 0 => None,
        _ => Some(&module.path),
    }
}

#[cfg(test)]
mod tests {
    use super::ModuleGraph;
    use crate::rust_source::RustFile;

    fn graph(files: &[(&str, &str)]) -> ModuleGraph {
        let file =
            |(path, text): &(&str, &str)| RustFile::new((*path).to_owned(), (*text).to_owned());
        ModuleGraph::of(&files.iter().map(file).collect::<Vec<_>>())
    }

    #[test]
    fn a_circle_is_found_by_way_of_re_exports_and_inline_paths() {
        let circle = graph(&[
            ("a/mod.rs", "mod b;\nmod c;\npub use b::B;"),
            ("a/b.rs", "pub struct B;\nfn f() { super::c::g() }"),
            ("a/c.rs", "use crate::a::B;\npub fn g() {}"),
        ]);
        assert_eq!(circle.circles(), [["a/b.rs", "a/c.rs"].map(str::to_owned).into()]);
    }

    #[test]
    fn a_name_that_a_parent_imports_is_that_of_its_file() {
        let line = graph(&[
            ("a/mod.rs", "mod b;\nmod c;\nuse b::B;\npub fn f(b: B) { c::g(b) }"),
            ("a/b.rs", "pub struct B;"),
            ("a/c.rs", "use super::B;\npub fn g(_: B) {}"),
        ]);
        assert!(line.circles().is_empty(), "{:?}", line.circles());
    }

    #[test]
    fn re_exports_and_tests_make_no_circle() {
        let line = graph(&[
            ("a/mod.rs", "mod b;\nmod c;\npub use b::B;\npub fn f() { c::g() }"),
            ("a/b.rs", "pub struct B;\n#[cfg(test)]\nmod tests { use super::super::c::g; }"),
            ("a/c.rs", "use super::B;\npub fn g() {}"),
        ]);
        assert!(line.circles().is_empty(), "{:?}", line.circles());
    }
}
