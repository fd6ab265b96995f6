//! Films to try the page on, real where they are at hand, and what the native program says of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use negatoscope::scores::{PaperScores, ReleaseOutput};
use serde_json::Value;

use crate::{package, scratch};

const PROGRAM: &str = env!("CARGO_BIN_EXE_negatoscope");

/// Chest films that the native program reads: real ones of many encodings, or else synthetic ones.
pub(crate) fn chest_films() -> Vec<PathBuf> {
    let golden = package().join("../shared/golden");
    if !golden.is_dir() {
        eprintln!("../shared/golden is not here: synthetic films take the place of real ones");
        return phantoms("chest", 24);
    }
    let files = files_of(&golden, |name| !name.ends_with(".npy") && !name.ends_with(".csv"));
    let reports = native(&files);
    files.into_iter().filter(|file| is_scored(&reports[&name_of(file)])).collect()
}

/// The chest films and every real DICOM file at hand, of whatever it is a picture.
pub(crate) fn all_files() -> Vec<PathBuf> {
    let mut files = chest_films();
    let dicom = package().join("../shared/dicom");
    if dicom.is_dir() {
        files.extend(files_of(&dicom, |name| !name.ends_with(".csv")));
    }
    files
}

fn files_of(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder can be listed");
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.is_file() && wanted(&name_of(file)));
    files.sort();
    files
}

/// Synthetic chest films that the native program draws.
pub(crate) fn phantoms(folder: &str, count: usize) -> Vec<PathBuf> {
    phantoms_of(folder, count, [640, 576])
}

/// The same, of so many rows and columns.
pub(crate) fn phantoms_of(folder: &str, count: usize, [rows, columns]: [u32; 2]) -> Vec<PathBuf> {
    let folder = scratch(folder);
    let mut phantom = Command::new(PROGRAM);
    phantom.arg("phantom").arg(&folder).args(["--seed", "7", "--count", &count.to_string()]);
    phantom.args(["--rows", &rows.to_string(), "--columns", &columns.to_string()]);
    assert!(phantom.status().expect("the native program runs").success(), "negatoscope phantom failed");
    let films = files_of(&folder, |name| name.ends_with(".dcm"));
    assert_eq!(films.len(), count, "negatoscope phantom drew another number of films");
    films
}

/// The native program's report on each file, by the file's name.
pub(crate) fn native(files: &[PathBuf]) -> BTreeMap<String, Value> {
    let mut score = Command::new(PROGRAM);
    score.args(["score", "--json", "--backend", "cpu"]).args(files);
    let output = score.output().expect("the native program runs");
    let text = String::from_utf8(output.stdout).expect("reports are text");
    let reports: BTreeMap<_, _> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("each line is a JSON object"))
        .map(|report| (name_in(&report), report))
        .collect();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(reports.len(), files.len(), "negatoscope score left files out: {complaint}");
    reports
}

/// Whether the report is one on a film that was scored.
pub(crate) fn is_scored(report: &Value) -> bool {
    report["readout"].is_object()
}

/// What the release models say, by a report.
pub(crate) fn readout(report: &Value) -> ReleaseOutput {
    serde_json::from_value(report["readout"].clone()).expect("readout of a report")
}

/// The scores of the paper's models, by a report.
pub(crate) fn paper_scores(report: &Value) -> PaperScores {
    serde_json::from_value(report["scores"].clone()).expect("scores of a report")
}

/// A file's name without its folder.
pub(crate) fn name_of(file: &Path) -> String {
    file.file_name().expect("a file has a name").to_string_lossy().into_owned()
}

/// The name of the file of a report.
pub(crate) fn name_in(report: &Value) -> String {
    name_of(Path::new(report["file"].as_str().expect("a report names its file")))
}

/// Files that are no whole film, each broken in another way: `stem` begins their names.
pub(crate) fn broken(folder: &Path, stem: &str, film: &Path) -> Vec<PathBuf> {
    let film = std::fs::read(film).expect("the film can be read");
    // The element that holds the pixels, (7FE0,0010) in little-endian, is the last of the file.
    let pixels =
        film.windows(4).rposition(|tag| tag == [0xe0, 0x7f, 0x10, 0x00]).expect("the film has pixels");
    let contents: [(&str, Vec<u8>); 5] = [
        ("empty.dcm", Vec::new()),
        ("text.dcm", b"Dear colleague, the films are on the CD.\n".repeat(40)),
        ("truncated.dcm", film[..pixels + (film.len() - pixels) / 2].to_vec()),
        ("no_pixels.dcm", film[..pixels].to_vec()),
        ("private_encoding.dcm", with_transfer_syntax(&film, "1.2.826.0.1.3680043.9.7")),
    ];
    let write = |(name, content): (&str, Vec<u8>)| {
        let file = folder.join(format!("{stem}_{name}"));
        std::fs::write(&file, content).expect("the folder can be written");
        file
    };
    contents.map(write).into()
}

/// The film with another transfer syntax UID (0002,0010) in its file meta information; its data stay as they are.
fn with_transfer_syntax(film: &[u8], uid: &str) -> Vec<u8> {
    let at =
        film.windows(6).position(|tag| tag == *b"\x02\x00\x10\x00UI").expect("the film names its encoding");
    let length = |at: usize| u16::from_le_bytes([film[at], film[at + 1]]);
    let value = at + 8..at + 8 + usize::from(length(at + 6));
    let uid = if uid.len().is_multiple_of(2) { uid.to_owned() } else { format!("{uid}\0") };
    let mut changed = film[..value.start].to_vec();
    changed[at + 6..at + 8].copy_from_slice(&(uid.len() as u16).to_le_bytes());
    changed.extend(uid.bytes());
    changed.extend(&film[value.end..]);
    // The length of the group, (0002,0000), stands first, after preamble and "DICM".
    let group = length(140) + uid.len() as u16 - value.len() as u16;
    changed[140..142].copy_from_slice(&group.to_le_bytes());
    changed
}
