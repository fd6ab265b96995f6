//! Compares `docs/handles.md` with the source: the handles by which tests and scripts find elements, and their data attributes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Handles with the `data-*` attributes of their elements.
type Handles = BTreeMap<String, BTreeSet<String>>;

const HANDLE: &str = "data-testid=";

/// A handle that is not a literal in its element.
struct Passed {
    /// The element's file, and the expression there.
    element: (&'static str, &'static str),
    /// Files in which the handle is a literal, between two of these marks.
    literals: &'static [&'static str],
    marks: &'static [(&'static str, &'static str)],
    /// What the literal is preceded by in the handle.
    prefix: &'static str,
}

const PASSED: [Passed; 6] = [
    Passed {
        element: ("report/score_axis.rs", "title.test_id "),
        literals: &["report/release_axes.rs", "report/paper_section.rs"],
        marks: &[("fn title(self)", "\n    }\n")],
        prefix: "",
    },
    Passed {
        element: ("viewer/toolbar.rs", "format!(\"tool-{name}\")"),
        literals: &["viewer/toolbar.rs"],
        marks: &[("{tool(", ")}")],
        prefix: "tool-",
    },
    Passed {
        element: ("viewer/orientation.rs", "format!(\"edge-{side}\")"),
        literals: &["viewer/orientation.rs"],
        marks: &[("let marks = [", "]")],
        prefix: "edge-",
    },
    Passed {
        element: ("report/explanation.rs", "test_id\n"),
        literals: &["report/explanation.rs"],
        marks: &[("{choice(", ")}")],
        prefix: "",
    },
    Passed {
        element: ("worklist/gallery.rs", "if is_best {"),
        literals: &["worklist/gallery.rs"],
        marks: &[("data-testid=if is_best", "}>")],
        prefix: "",
    },
    Passed {
        element: ("report/deidentify_sheet.rs", "test_id"),
        literals: &["report/deidentify_sheet.rs"],
        marks: &[("{check(", ")}"), ("{copy_button(", ")}"), ("{side(", ")}")],
        prefix: "",
    },
];

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text between two marks, for each occurrence.
fn between<'a>(text: &'a str, (from, to): (&'a str, &'a str)) -> impl Iterator<Item = &'a str> {
    text.split(from).skip(1).filter_map(move |rest| Some(rest.split_once(to)?.0))
}

/// Literals that can be handles: words in lower case. Titles and numbers are none.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.split('"').skip(1).step_by(2);
    quoted.filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// The page's source by path, without this file.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("index.html")];
    files_below(&root.join("src/page"), &mut files);
    files_below(&root.join("www"), &mut files);
    let is_source = |path: &Path| {
        path.extension().is_some_and(|end| end == "rs" || end == "js" || end == "html")
            && !path.ends_with("handles.rs")
    };
    let name = |path: &Path| {
        let below = path.strip_prefix(root).expect("a file of the package");
        below.to_string_lossy().replace('\\', "/").trim_start_matches("src/page/").to_owned()
    };
    files.iter().filter(|path| is_source(path)).map(|path| (name(path), read(path))).collect()
}

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the package") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files_below(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// The names of the `data-*` attributes in an element's tag.
fn carried(tag: &str) -> BTreeSet<String> {
    let names = tag.split_whitespace().filter(|word| word.starts_with("data-"));
    let names = names.filter_map(|word| Some(word.split_once('=')?.0));
    names.filter(|name| *name != "data-testid").map(str::to_owned).collect()
}

fn in_source() -> Handles {
    let sources = sources();
    let mut handles = Handles::new();
    let mut is_passed = [false; PASSED.len()];
    for (file, text) in &sources {
        let starts = text.match_indices('<').map(|(at, _)| at);
        let starts =
            starts.filter(|&at| text[at + 1..].starts_with(|c: char| c.is_ascii_lowercase() || c == '/'));
        let mut starts = starts.collect::<Vec<_>>();
        starts.push(text.len());
        for tag in starts.windows(2).map(|ends| &text[ends[0]..ends[1]]) {
            let carried = carried(tag);
            let Some((_, handle)) = tag.split_once(HANDLE) else {
                assert!(file == "index.html" || carried.is_empty(), "{file}: no handle carries {carried:?}");
                continue;
            };
            let mut add = |handle: String| handles.entry(handle).or_default().extend(carried.clone());
            if let Some(literal) = handle.strip_prefix('"') {
                add(literal.split('"').next().unwrap_or_default().to_owned());
                continue;
            }
            let is_it = |passed: &Passed| passed.element.0 == file && handle.starts_with(passed.element.1);
            let number = PASSED.iter().position(is_it);
            let number = number.unwrap_or_else(|| panic!("{file}: where is the handle of {tag} from?"));
            is_passed[number] = true;
            let Passed { literals: files, marks, prefix, .. } = PASSED[number];
            for (source, marks) in files.iter().flat_map(|file| marks.iter().map(move |marks| (file, *marks)))
            {
                let found = between(&sources[*source], marks).flat_map(literals).collect::<Vec<_>>();
                assert!(!found.is_empty(), "{source}: no handle between {marks:?}");
                found.into_iter().for_each(|word| add(format!("{prefix}{word}")));
            }
        }
    }
    assert!(is_passed.iter().all(|is| *is), "a handle is no longer passed as PASSED says");
    handles
}

fn in_table() -> Handles {
    let mut handles = Handles::new();
    for row in include_str!("../../docs/handles.md").lines().filter(|line| line.starts_with("| `")) {
        let [_, handle, _, carries, _] = row.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("a row has three columns: {row}");
        };
        let carries = between(carries, ("`data-", "`")).map(|name| format!("data-{name}")).collect();
        let is_new = handles.insert(handle.trim_matches('`').to_owned(), carries).is_none();
        assert!(is_new, "{handle} stands twice");
    }
    handles
}

#[test]
fn the_table_lists_every_handle_and_no_other() {
    let (source, table) = (in_source(), in_table());
    let names = |handles: &Handles| handles.keys().cloned().collect::<BTreeSet<_>>();
    let (in_source, in_table) = (names(&source), names(&table));
    let lacking = in_source.difference(&in_table).collect::<Vec<_>>();
    assert!(lacking.is_empty(), "not in docs/handles.md: {lacking:?}");
    let gone = in_table.difference(&in_source).collect::<Vec<_>>();
    assert!(gone.is_empty(), "in docs/handles.md, and nowhere on the page: {gone:?}");
    for (handle, carried) in &source {
        assert_eq!(carried, &table[handle], "what {handle} carries");
    }
}

#[test]
fn handles_are_found_however_they_are_given() {
    let handles = in_source();
    // A literal, a choice, a format, an argument, a field; each with what its element carries.
    for handle in ["drop-zone", "gallery-worst", "tool-length", "map-disease", "copy-uids", "edge-top"] {
        assert!(handles.contains_key(handle), "{handle} in {handles:?}");
    }
    assert_eq!(handles["vlb"], BTreeSet::from(["data-value".to_owned()]));
    let row = ["data-file", "data-state"].map(str::to_owned);
    assert_eq!(handles["film-row"], BTreeSet::from(row));
}
