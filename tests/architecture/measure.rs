//! Numbers of a tree, to be compared with those of another.

use std::collections::BTreeMap;

use crate::circles::circles;
use crate::rules::{layer_of, runs_back_up};
use crate::tree::Tree;

/// A few numbers of a tree, a line each.
pub(crate) fn measure(tree: &Tree) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: String| text += &format!("{name:<44} {value}\n");

    let mut lines: Vec<usize> = tree.files.iter().map(|file| file.lines).collect();
    lines.sort_unstable();
    line("files", tree.files.len().to_string());
    line("lines", lines.iter().sum::<usize>().to_string());
    line("median file, lines", lines.get(lines.len() / 2).copied().unwrap_or(0).to_string());
    let largest = tree.files.iter().max_by_key(|file| file.lines);
    line("largest file, lines", largest.map_or_else(String::new, |f| format!("{} ({})", f.lines, f.path)));

    let mut folders = BTreeMap::<&str, usize>::new();
    for file in &tree.files {
        *folders.entry(file.path.rsplit_once('/').map_or("", |(folder, _)| folder)).or_default() += 1;
    }
    let largest = folders.iter().max_by_key(|(_, count)| **count);
    line("largest folder, files", largest.map_or_else(String::new, |(f, count)| format!("{count} ({f})")));

    let back_up: Vec<_> = tree.imports.iter().filter(|import| runs_back_up(tree, import)).collect();
    let mut arrows = BTreeMap::<(&str, &str), usize>::new();
    for import in &back_up {
        *arrows.entry((tree.top(import.from), tree.top(import.to))).or_default() += 1;
    }
    line("imports that run back up", format!("{}, between {} pairs of modules", back_up.len(), arrows.len()));
    for ((from, to), count) in &arrows {
        line("", format!("{from} -> {to} ({count})"));
    }
    let unknown: Vec<_> =
        (0..tree.files.len()).map(|f| tree.top(f)).filter(|top| layer_of(top).is_none()).collect();
    line("files of modules in no layer", unknown.len().to_string());

    let circles = circles(tree);
    let sizes: Vec<_> = circles.iter().map(|circle| circle.len().to_string()).collect();
    line("circles of files", format!("{} (files in each: {})", circles.len(), sizes.join(", ")));
    for circle in &circles {
        const SHOWN: usize = 8;
        let paths: Vec<_> = circle.iter().take(SHOWN).map(|&file| tree.path(file)).collect();
        line("", format!("{}{}", paths.join(" "), if circle.len() > SHOWN { " ..." } else { "" }));
    }

    let mut types = BTreeMap::<&str, usize>::new();
    for name in tree.files.iter().flat_map(|file| &file.source.types) {
        *types.entry(name).or_default() += 1;
    }
    let repeated: Vec<_> = types
        .iter()
        .filter(|(_, count)| **count > 1)
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    line("type names that are defined more than once", repeated.len().to_string());
    line("", repeated.join(", "));
    text
}
