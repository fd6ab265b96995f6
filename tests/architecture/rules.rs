//! The invariants of ARCHITECTURE.md, each a function that finds the places which break it.

use std::collections::{BTreeSet, VecDeque};

use crate::circles::circles;
use crate::tree::{Import, SourceFile, Tree};

/// The modules of the crate, lowest first. A module imports modules of earlier rows only.
const LAYERS: &[&[&str]] = &[
    // The crate's root (`NOTICE`), and what the page and the engine both ask of the browser.
    &["", "web"],
    &["digest", "error_kind", "labels", "statistics"],
    &["film", "phantom"],
    &["container", "input", "scores", "verdict"],
    &["calibration"],
    &["explanation"],
    &["card"],
    &["models", "report"],
    &["dicom_export"],
    &["protocol"],
    &["engine", "native", "page"],
];

/// Where a thing belongs that a module would import from one which is not below it; `*` is any module.
const BELONGS: &[(&str, &str, &str)] = &[
    ("film", "protocol", "what is shown of a film belongs in src/film/picture.rs"),
    (
        "film",
        "report",
        "what is wrong with a file belongs in src/film/error.rs; src/report.rs words it for a person",
    ),
    ("film", "input", "what the models take is made of a film in src/input"),
    (
        "input",
        "explanation",
        "what a header says of itself belongs in src/film, what a score says in src/scores.rs",
    ),
    (
        "engine",
        "page",
        "what both ask of the browser belongs in src/web.rs, what they say to each other in src/protocol.rs",
    ),
    (
        "page",
        "engine",
        "what both ask of the browser belongs in src/web.rs, what they say to each other in src/protocol.rs",
    ),
    ("*", "engine", "the core knows no worker: take the value as an argument, or move it out of src/engine"),
    ("*", "page", "the core knows no page: take the value as an argument, or move it out of src/page"),
    (
        "*",
        "native",
        "the core knows no program and no file system: take bytes as an argument, or move it out of src/native",
    ),
];

/// Crates that only work in a browser.
const BROWSER: [&str; 6] =
    ["js_sys", "leptos", "serde_wasm_bindgen", "wasm_bindgen", "wasm_bindgen_futures", "web_sys"];

/// Files of the core that have a browser's own way beside the native one, so that a first visit downloads less: the call of
/// the JPEG XL decoder, which is a wasm module of its own, from both its ends; and the browser's tables of text encodings.
const KNOWS_THE_BROWSER: [&str; 3] = [
    "src/film/codec/jpeg_xl/absent.rs",
    "src/film/codec/jpeg_xl/module.rs",
    "src/film/data_set/text_encoding.rs",
];

/// What there is no working version of in a browser.
const NATIVE: [(&[&str], &str); 5] = [
    (&["std", "fs"], "a browser has no file system: take bytes as an argument, and read them in src/native"),
    (&["std", "net"], "nothing here opens a socket; the page fetches its own files in src/engine/fetch.rs"),
    (&["std", "process"], "starting and ending programs belongs in src/native"),
    (&["std", "time", "Instant"], "it panics in a browser: take the time as an argument"),
    (&["std", "time", "SystemTime"], "it panics in a browser: take the time as an argument"),
];

/// The modules that compute with tensors; all others, the page above all, take numbers.
const KNOW_TENSORS: [&str; 3] = ["engine", "models", "native"];

/// How a device is chosen.
const DEVICES: [&str; 5] = ["cuda", "default", "flex", "wgpu", "wgpu_options"];

/// Where it is chosen, apart from the engines' entry points; everything else is passed one.
const CHOOSES_DEVICES: &str = "src/native/device.rs";

/// The rooms of the page.
const ROOMS: [&str; 6] = ["engine", "report", "shell", "text", "viewer", "worklist"];

/// What stands beside the rooms.
const BESIDE_THE_ROOMS: [&str; 3] = ["src/page/mod.rs", "src/page/controller.rs", "src/page/state.rs"];

/// The language is a setting: the room of texts asks for it and stores it.
const TEXTS_MAY_IMPORT: &str = "src/page/shell/settings.rs";

/// A place that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Breach {
    pub(crate) file: String,
    /// The other file, or what it names of another crate; nothing where the file itself is misplaced.
    pub(crate) imports: String,
    /// Says what is wrong and where the thing belongs.
    pub(crate) sentence: String,
}

impl Breach {
    fn new(file: &str, imports: &str, belongs: &str) -> Self {
        let sentence = format!("{file} imports {imports}: {belongs}");
        Self { file: file.to_owned(), imports: imports.to_owned(), sentence }
    }
}

/// Every place that breaks a rule, circles apart.
pub(crate) fn breaches(tree: &Tree) -> Vec<Breach> {
    let rules = [layers, browser, native, tensors, devices, rooms, states, texts];
    rules.iter().flat_map(|rule| rule(tree)).collect()
}

pub(crate) fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

/// Whether an import leads to a module that is not below its own.
pub(crate) fn runs_back_up(tree: &Tree, import: &Import) -> bool {
    let (from, to) = (tree.top(import.from), tree.top(import.to));
    from != to && !is_binary(tree.path(import.from)) && layer_of(from) <= layer_of(to)
}

/// A module imports only what lies below it.
fn layers(tree: &Tree) -> Vec<Breach> {
    let unknown = (0..tree.files.len()).filter(|&file| layer_of(tree.top(file)).is_none()).map(|file| {
        let (file, module) = (tree.path(file), tree.top(file));
        let sentence = format!(
            "{file}: `{module}` has no row in LAYERS (tests/architecture/rules.rs): add it to the lowest row whose modules \
             it is not imported by"
        );
        Breach { file: file.to_owned(), imports: String::new(), sentence }
    });
    let back_up = tree.imports.iter().filter(|import| runs_back_up(tree, import)).map(|import| {
        let (from, to) = (tree.top(import.from), tree.top(import.to));
        let belongs =
            BELONGS.iter().find(|(above, below, _)| (*above == from || *above == "*") && *below == to);
        let belongs = belongs.map_or_else(
            || format!("`{from}` is no layer above `{to}`: what both need belongs in a module below both"),
            |(_, _, belongs)| (*belongs).to_owned(),
        );
        let (file, target) = (tree.path(import.from), tree.path(import.to));
        let mut breach = Breach::new(file, target, &belongs);
        breach.sentence = format!("{file} imports crate::{to} ({target}): {belongs}");
        breach
    });
    unknown.chain(back_up).collect()
}

/// Only the page, the engine and the entry points know the browser.
fn browser(tree: &Tree) -> Vec<Breach> {
    let core = tree.files.iter().enumerate().filter(|(file, source)| {
        !["engine", "page", "web"].contains(&tree.top(*file))
            && !is_binary(&source.path)
            && !KNOWS_THE_BROWSER.contains(&source.path.as_str())
    });
    core.flat_map(|(_, file)| {
        let named = BROWSER.iter().filter(|name| names_crate(file, name));
        named.map(|name| {
            Breach::new(
                &file.path,
                name,
                "what is asked of the browser belongs in src/page, src/engine or src/web.rs",
            )
        })
    })
    .collect()
}

/// Only the program knows files, sockets, processes and the clock.
fn native(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for (index, file) in tree.files.iter().enumerate() {
        if tree.top(index) == "native" || is_binary(&file.path) {
            continue;
        }
        let paths = file.source.full_paths();
        for (prefix, belongs) in NATIVE {
            if paths.iter().any(|path| prefix.len() <= path.len() && prefix.iter().eq(&path[..prefix.len()]))
            {
                found.push(Breach::new(&file.path, &prefix.join("::"), belongs));
            }
        }
    }
    found
}

/// Tensors are known to the models and to those that run them.
fn tensors(tree: &Tree) -> Vec<Breach> {
    let belongs =
        "tensors stay in src/models: pass numbers, and from the page ask an engine (src/protocol.rs)";
    let others = |file: usize| !KNOW_TENSORS.contains(&tree.top(file)) && !is_binary(tree.path(file));
    let named = (0..tree.files.len()).filter(|&file| others(file) && names_crate(&tree.files[file], "burn"));
    let named = named.map(|file| Breach::new(tree.path(file), "burn", belongs));
    let imports = tree
        .imports
        .iter()
        .filter(|import| tree.top(import.from) == "page" && tree.top(import.to) == "models");
    named.chain(imports.map(|i| Breach::new(tree.path(i.from), tree.path(i.to), belongs))).collect()
}

/// A device is passed in.
fn devices(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.path != CHOOSES_DEVICES && !is_binary(&file.path)) {
        for device in DEVICES {
            let is_chosen = file
                .source
                .paths
                .iter()
                .any(|path| path.segments.ends_with(&["Device", device].map(str::to_owned)));
            if is_chosen {
                let belongs = "the device is an argument: it is chosen in src/native/device.rs and by the engines' entry points";
                found.push(Breach::new(&file.path, &format!("Device::{device}"), belongs));
            }
        }
    }
    found
}

/// Every file of the page lies in a room.
fn rooms(tree: &Tree) -> Vec<Breach> {
    let lost = tree.files.iter().filter(|file| {
        file.path.starts_with("src/page/")
            && !BESIDE_THE_ROOMS.contains(&file.path.as_str())
            && !ROOMS.contains(&room(&file.path).unwrap_or_default())
    });
    lost.map(|file| Breach {
        file: file.path.clone(),
        imports: String::new(),
        sentence: format!(
            "{} lies in no room of the page: move it into one of {}",
            file.path,
            ROOMS.join(", ")
        ),
    })
    .collect()
}

/// Plain data, then stores, then the controller, then views: a store imports neither views nor the controller.
fn states(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for import in &tree.imports {
        let (from, to) = (tree.path(import.from), tree.path(import.to));
        if !from.starts_with("src/page/") || file_name(from) != "state.rs" {
            continue;
        }
        if is_view(tree, import.to) {
            let belongs =
                "a state knows no view: the type belongs in a file beside the view, or in the state itself";
            found.push(Breach::new(from, to, belongs));
        }
        if to.starts_with("src/page/controller") {
            found.push(Breach::new(from, to, "a state knows no controller: pass the values that it needs"));
        }
    }
    found
}

/// The room of texts imports plain data of other rooms at most, so that every room may import it.
fn texts(tree: &Tree) -> Vec<Breach> {
    let leaving = tree.imports.iter().filter(|import| {
        let (from, to) = (tree.path(import.from), tree.path(import.to));
        let is_plain_data = !names_crate(&tree.files[import.to], "leptos");
        room(from) == Some("text")
            && to.starts_with("src/page/")
            && room(to) != Some("text")
            && to != TEXTS_MAY_IMPORT
            && !is_plain_data
    });
    let belongs = "a text takes plain data: move the type into a file without signals and components";
    leaving.map(|import| Breach::new(tree.path(import.from), tree.path(import.to), belongs)).collect()
}

/// Circles of files: their paths, and a sentence with the shortest way round.
pub(crate) fn circle_breaches(tree: &Tree) -> Vec<(Vec<String>, String)> {
    let named = circles(tree).into_iter().map(|circle| {
        let way: Vec<_> = shortest_way_round(tree, &circle).into_iter().map(|file| tree.path(file)).collect();
        let sentence = format!(
            "{} files import each other, by {}: what they share belongs in a file of its own, which both import",
            circle.len(),
            way.join(" -> ")
        );
        (circle.iter().map(|&file| tree.path(file).to_owned()).collect(), sentence)
    });
    named.collect()
}

/// From a file of a circle back to it.
fn shortest_way_round(tree: &Tree, circle: &[usize]) -> Vec<usize> {
    let ways = circle.iter().filter_map(|&start| {
        let mut ways = VecDeque::from([vec![start]]);
        let mut met = BTreeSet::new();
        while let Some(way) = ways.pop_front() {
            for next in tree.steps(*way.last()?).filter(|next| circle.contains(next)) {
                let longer = [&way[..], &[next]].concat();
                if next == start {
                    return Some(longer);
                }
                if met.insert(next) {
                    ways.push_back(longer);
                }
            }
        }
        None
    });
    ways.min_by_key(Vec::len).unwrap_or_default()
}

fn is_view(tree: &Tree, file: usize) -> bool {
    let mark = ["#", "[", "component"];
    tree.files[file].source.code.windows(mark.len()).any(|window| window == mark)
}

fn names_crate(file: &SourceFile, name: &str) -> bool {
    file.source.mentions(name) || file.source.uses.iter().any(|path| path.segments[0] == name)
}

fn is_binary(path: &str) -> bool {
    path.starts_with("src/bin/")
}

/// The folder of the page that a file lies in.
fn room(path: &str) -> Option<&str> {
    path.strip_prefix("src/page/")?.split_once('/').map(|(room, _)| room)
}

fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}
