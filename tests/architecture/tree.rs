//! The files of `src/` as modules, and which file uses what of which other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use crate::source::{NamedPath, Source};

/// A file of `src/`.
#[derive(Debug)]
pub(crate) struct SourceFile {
    /// `src/film/codec/mod.rs`.
    pub(crate) path: String,
    /// `["film", "codec"]`.
    pub(crate) module: Vec<String>,
    pub(crate) lines: usize,
    pub(crate) source: Source,
}

/// One file uses another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Import {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// It only gives a name of the other file on.
    pub(crate) is_reexport: bool,
}

/// All files, without those that only tests compile.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) files: Vec<SourceFile>,
    pub(crate) imports: BTreeSet<Import>,
    modules: BTreeMap<Vec<String>, usize>,
}

impl Tree {
    /// The tree of a checkout.
    pub(crate) fn read(checkout: &Path) -> io::Result<Self> {
        let mut texts = Vec::new();
        gather(&checkout.join("src"), "src", &mut texts)?;
        Ok(Self::from_texts(texts))
    }

    /// A tree of files by their paths from `src/` on.
    pub(crate) fn from_texts<P: Into<String>, T: AsRef<str>>(
        texts: impl IntoIterator<Item = (P, T)>,
    ) -> Self {
        let parsed = texts.into_iter().map(|(path, text)| {
            let (path, text) = (path.into(), text.as_ref());
            let module = module_of(&path);
            SourceFile { path, module, lines: text.lines().count(), source: Source::parse(text) }
        });
        let mut files: Vec<_> = parsed.collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let tests: BTreeSet<_> = files
            .iter()
            .flat_map(|file| file.source.test_modules.iter().map(|name| child(&file.module, name)))
            .collect();
        files.retain(|file| !tests.iter().any(|test| file.module.starts_with(test)));
        let modules = files
            .iter()
            .enumerate()
            .filter(|(_, file)| !file.path.starts_with("src/bin/"))
            .map(|(index, file)| (file.module.clone(), index))
            .collect();
        let mut tree = Self { files, imports: BTreeSet::new(), modules };
        tree.imports = (0..tree.files.len()).flat_map(|from| tree.imports_of(from)).collect();
        tree
    }

    pub(crate) fn path(&self, file: usize) -> &str {
        &self.files[file].path
    }

    /// The top-level module that a file lies in; nothing for `src/lib.rs` and what lies in `src/bin/`.
    pub(crate) fn top(&self, file: usize) -> &str {
        let file = &self.files[file];
        if file.path.starts_with("src/bin/") { "" } else { file.module.first().map_or("", String::as_str) }
    }

    /// The files that a file imports; those whose names it only gives on are none of them.
    pub(crate) fn steps(&self, from: usize) -> impl Iterator<Item = usize> {
        let imports = self.imports.iter().filter(move |import| import.from == from && !import.is_reexport);
        imports.map(|import| import.to)
    }

    fn imports_of(&self, from: usize) -> Vec<Import> {
        let SourceFile { module, source, .. } = &self.files[from];
        let mut found = Vec::new();
        for path in &source.uses {
            let Some(target) = self.resolve(module, &path.segments, 0) else { continue };
            // A module that is only named here is used where its items are.
            if target.is_module && !path.segments.ends_with(&["*".to_owned()]) {
                continue;
            }
            let is_used_too = path.alias.as_deref().is_some_and(|name| source.mentions(name));
            let is_reexport = path.is_reexport && !is_used_too;
            found.push(Import { from, to: target.file, is_reexport });
        }
        for path in &source.paths {
            let full = full_path(source, path);
            if let Some(target) = self.resolve(module, &full, 0) {
                found.push(Import { from, to: target.file, is_reexport: false });
            }
        }
        found.retain(|import| import.from != import.to);
        found
    }

    /// Where a path from a module leads: the file that defines the item. None where it leads out of the crate.
    fn resolve(&self, from: &[String], path: &[String], depth: usize) -> Option<Target> {
        let (first, rest) = path.split_first()?;
        let mut module = from.to_vec();
        let mut rest = rest;
        match first.as_str() {
            "crate" => module.clear(),
            "self" => {}
            "super" => {
                module.pop()?;
            }
            name => {
                module = child(from, name);
                self.modules.get(&module)?;
            }
        }
        while let Some((name, tail)) = rest.split_first() {
            if name == "super" {
                module.pop()?;
            } else {
                let inner = child(&module, name);
                if !self.modules.contains_key(&inner) {
                    break;
                }
                module = inner;
            }
            rest = tail;
        }
        let file = *self.modules.get(&module)?;
        let Some(item) = rest.first().filter(|item| *item != "*") else {
            return Some(Target { file, is_module: true });
        };
        if depth < 8
            && let Some(origin) = self.origin(file, &module, item, depth)
        {
            return Some(origin);
        }
        Some(Target { file, is_module: false })
    }

    /// The file that an item comes from, where a module has it from another by a `use`.
    fn origin(&self, file: usize, module: &[String], item: &str, depth: usize) -> Option<Target> {
        let uses = &self.files[file].source.uses;
        if let Some(path) = uses.iter().find(|path| path.alias.as_deref() == Some(item)) {
            return self.resolve(module, &path.segments, depth + 1);
        }
        let is_defined = self.files[file].source.code.windows(2).any(|pair| {
            let is_item =
                ["fn", "struct", "enum", "trait", "type", "const", "static", "mod"].contains(&&*pair[0]);
            is_item && pair[1] == item
        });
        if is_defined {
            return None;
        }
        let globs = uses.iter().filter(|path| path.segments.last().is_some_and(|last| last == "*"));
        globs.filter(|path| path.is_reexport).find_map(|path| {
            let inner = &path.segments[..path.segments.len() - 1];
            let target = self.resolve(module, &[inner, &[item.to_owned()]].concat(), depth + 1)?;
            let names = &self.files[target.file].source.code;
            names.iter().any(|name| name == item).then_some(target)
        })
    }
}

struct Target {
    file: usize,
    /// It is the module itself, not an item of it.
    is_module: bool,
}

/// A path in code, its first segment as a `use` has it.
fn full_path(source: &Source, path: &NamedPath) -> Vec<String> {
    let named = source.uses.iter().find(|named| named.alias.as_deref() == Some(&path.segments[0]));
    match named {
        Some(named) => [&named.segments, &path.segments[1..]].concat(),
        None => path.segments.clone(),
    }
}

fn child(module: &[String], name: &str) -> Vec<String> {
    [module, &[name.to_owned()]].concat()
}

/// `src/film/codec/mod.rs` is `film::codec`, and `src/lib.rs` the crate.
fn module_of(path: &str) -> Vec<String> {
    let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
    let inner = inner.strip_suffix("/mod").unwrap_or(inner);
    inner.split('/').filter(|name| *name != "lib").map(str::to_owned).collect()
}

fn gather(folder: &Path, at: &str, texts: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{at}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            gather(&entry.path(), &path, texts)?;
        } else if path.ends_with(".rs") {
            texts.push((path, fs::read_to_string(entry.path())?));
        }
    }
    Ok(())
}
