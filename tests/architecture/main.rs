//! The invariants of ARCHITECTURE.md, held by reading which file of `src/` imports what. `NEGATOSCOPE_TREE` names another
//! checkout to read; `cargo test --test architecture -- --nocapture` prints the numbers of the tree.

mod allowed;
mod circles;
mod measure;
mod planted;
mod rules;
mod source;
mod tree;

use std::path::PathBuf;

use rules::{breaches, circle_breaches};
use tree::Tree;

fn checkout() -> Tree {
    let folder = std::env::var_os("NEGATOSCOPE_TREE").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    let tree = Tree::read(&folder).unwrap_or_else(|error| panic!("{}/src: {error}", folder.display()));
    assert!(tree.files.len() > 100 && tree.imports.len() > 500, "{} holds no source", folder.display());
    tree
}

#[test]
fn every_import_keeps_the_rules() {
    let mut unneeded = allowed::IMPORTS.to_vec();
    let mut sentences = Vec::new();
    for breach in breaches(&checkout()) {
        let is_it = |(file, imports): (&str, &str)| (file, imports) == (&*breach.file, &*breach.imports);
        if !allowed::IMPORTS.iter().any(|(file, imports, _)| is_it((file, imports))) {
            sentences.push(breach.sentence.clone());
        }
        unneeded.retain(|(file, imports, _)| !is_it((file, imports)));
    }
    sentences.extend(unneeded.iter().map(|(file, imports, _)| {
        format!("{file} no longer imports {imports}: delete the line in tests/architecture/allowed.rs")
    }));
    assert!(sentences.is_empty(), "\n{}\n", sentences.join("\n"));
}

#[test]
fn no_files_import_each_other() {
    let mut unneeded = allowed::CIRCLES.to_vec();
    let mut sentences = Vec::new();
    for (files, sentence) in circle_breaches(&checkout()) {
        let holds = |allowed: &[&str]| files.iter().all(|file| allowed.iter().any(|one| is_in(file, one)));
        if !allowed::CIRCLES.iter().any(|(allowed, _)| holds(allowed)) {
            sentences.push(sentence);
        }
        unneeded.retain(|(allowed, _)| !holds(allowed));
    }
    sentences.extend(unneeded.iter().map(|(files, _)| {
        format!(
            "{} no longer import each other: delete the line in tests/architecture/allowed.rs",
            files.join(", ")
        )
    }));
    assert!(sentences.is_empty(), "\n{}\n", sentences.join("\n"));
}

fn is_in(file: &str, allowed: &str) -> bool {
    file == allowed || allowed.ends_with('/') && file.starts_with(allowed)
}

#[test]
fn numbers() {
    println!("\n{}", measure::measure(&checkout()));
}
