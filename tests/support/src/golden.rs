//! The golden films: one encoding each, with what another implementation made of them before it encoded them.
//!
//! They lie outside the project, beside it; where they are absent the tests say so and pass.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// A row of cases.csv.
#[derive(Debug, serde::Deserialize)]
#[serde(transparent)]
pub struct Case(BTreeMap<String, String>);

/// The encoding whose decoder may not be part of the build.
const JPEG_XL: &str = "1.2.840.10008.1.2.4.110";

/// Lossy cases whose plane lies beyond the table's tolerance, and how far the plane of the reference decoders lies (OpenJPEG
/// and libjpeg, then NumPy and Pillow as for the table). The table's planes were made before coding; coding moves the
/// darkest and the brightest pixel, and with them the whole plane. These cases are held to the reference decoders' distance.
const BEYOND: [(&str, f64); 2] = [("12_j2k_lossy_12.dcm", 0.02236), ("14_jpeg_8.dcm", 0.02747)];

/// How much farther than the reference decoders those may lie.
const BEYOND_SLACK: f64 = 0.0005;

/// A folder of `shared/` beside the project; none, with a message, where it is absent.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(folder);
    if !path.is_dir() {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    }
    Some(path)
}

/// The rows of a table in one of those folders.
pub fn table<T: serde::de::DeserializeOwned>(path: &Path) -> Vec<T> {
    let mut reader = csv::Reader::from_path(path).expect("the table can be read");
    reader.deserialize().collect::<Result<_, _>>().expect("each row can be read")
}

/// All cases; none, with a message, where the folder is absent.
pub fn cases() -> Option<Vec<Case>> {
    let cases: Vec<Case> = table(&shared("golden")?.join("cases.csv"));
    assert_eq!(cases.len(), 36);
    Some(cases)
}

impl Case {
    /// The film's file name.
    pub fn file(&self) -> &str {
        &self.0["file"]
    }

    /// The UID of its encoding.
    pub fn transfer_syntax(&self) -> &str {
        &self.0["transfer_syntax"]
    }

    /// Whether only a build with the JPEG XL decoder reads it; another must refuse it by its name.
    pub fn needs_jpeg_xl(&self) -> bool {
        self.transfer_syntax() == JPEG_XL
    }

    /// Whether an error's message refuses it by its name.
    pub fn is_refused_by(&self, message: &str) -> bool {
        message.contains(self.transfer_syntax()) && message.contains("JPEG")
    }

    /// Holds what we made of the film against the table, and says how near it came: `facts` as `negatoscope inspect`
    /// prints them, `plane` the 100 x 100 input.
    pub fn check(&self, facts: &Value, plane: &[f32]) -> String {
        self.check_facts(facts);
        let expected = read_npy(&shared("golden").expect("it was there").join(&self.0["input"]));
        assert_eq!(plane.len(), expected.len(), "{}", self.file());
        let difference =
            plane.iter().zip(&expected).map(|(a, b)| f64::from((a - b).abs())).fold(0.0, f64::max);
        let tolerance = self.number("input_tolerance");
        let beyond = BEYOND.iter().find(|(file, _)| *file == self.file());
        let bound = beyond.map_or(tolerance, |(_, reference)| reference + BEYOND_SLACK);
        assert!(difference <= bound, "{}: the input lies {difference} off, bound {bound}", self.file());
        let note =
            beyond.map(|(_, reference)| format!(": beyond it, as the reference decoder's {reference}"));
        format!("{difference:.2e} (tolerance {tolerance}{})", note.unwrap_or_default())
    }

    /// What was stored, exactly. The table gives what was encoded: a lossy encoding may miss an extreme value by some
    /// percent of the range.
    fn check_facts(&self, facts: &Value) {
        for name in ["transfer_syntax", "sop_instance_uid", "photometric"] {
            assert_eq!(facts[name], *self.0[name], "{}: {name}", self.file());
        }
        for name in ["signed", "lossy"] {
            assert_eq!(facts[name], self.0[name] == "True", "{}: {name}", self.file());
        }
        if !self.0["stored_sha256"].is_empty() {
            assert_eq!(facts["stored_sha256"], *self.0["stored_sha256"], "{}: stored_sha256", self.file());
        }
        let range = self.number("stored_max") - self.number("stored_min");
        let slack = if self.0["lossy"] == "True" { 0.05 * range } else { 0.0 };
        let exact = ["rows", "columns", "bits_stored", "frames"].map(|name| (name, 0.0));
        let within =
            ["stored_min", "stored_max", "modality_min", "modality_max"].map(|name| (name, slack + 1e-9));
        let mean = [("stored_mean", slack / 100.0 + 1e-6)];
        for (name, slack) in exact.into_iter().chain(within).chain(mean) {
            let found =
                facts[name].as_f64().unwrap_or_else(|| panic!("{}: no {name} in {facts}", self.file()));
            let expected = self.number(name);
            assert!((found - expected).abs() <= slack, "{}: {name} is {found}, not {expected}", self.file());
        }
    }

    fn number(&self, name: &str) -> f64 {
        self.0[name].parse().unwrap_or_else(|_| panic!("{name} of {} is {:?}", self.file(), self.0[name]))
    }
}

/// Reads a little-endian float32 array of 100 x 100 in NumPy's format, version 1.
fn read_npy(path: &Path) -> Vec<f32> {
    let bytes = std::fs::read(path).expect("the array can be read");
    assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00", "{}", path.display());
    let data = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = String::from_utf8_lossy(&bytes[10..data]).into_owned();
    assert!(
        header.contains("'<f4'") && header.contains("False") && header.contains("(100, 100)"),
        "{header}"
    );
    bytes[data..].as_chunks::<4>().0.iter().map(|&value| f32::from_le_bytes(value)).collect()
}
