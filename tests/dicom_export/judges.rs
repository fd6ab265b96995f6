//! Programs of others that judge DICOM files. Where one is not installed, the tests say so and pass.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Output};

/// What a program says of a file; none where it is not installed.
fn ask(program: &str, arguments: &[&str], file: &Path) -> Option<Output> {
    match Command::new(program).args(arguments).arg(file).output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("skipped: {program} is not installed");
            None
        }
        Err(error) => panic!("{program}: {error}"),
    }
}

/// Writes a file into a folder of its own.
pub(crate) fn written(bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("made.dcm");
    std::fs::write(&file, bytes).expect("written");
    (folder, file)
}

/// What dciodvfy (dicom3tools) finds: it checks a file against the module tables of the standard. Errors, and warnings.
pub(crate) fn validate(bytes: &[u8]) -> Option<(Vec<String>, Vec<String>)> {
    let (_folder, file) = written(bytes);
    let output = ask("dciodvfy", &[], &file)?;
    let said =
        String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    let with = |kind: &str| {
        said.lines().filter(|line| line.starts_with(kind)).map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(!said.is_empty(), "dciodvfy names the object at least");
    Some((with("Error"), with("Warning")))
}

/// What a dcmtk tool prints of a file that it accepts.
pub(crate) fn dump(tool: &str, bytes: &[u8]) -> Option<String> {
    let (_folder, file) = written(bytes);
    let output = ask(tool, &[], &file)?;
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a script prints of a file that pydicom has read as `film`.
pub(crate) fn pydicom(script: &str, bytes: &[u8]) -> Option<String> {
    let python = std::env::var("NEGATOSCOPE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_it = Command::new(&python).args(["-c", "import pydicom"]).output();
    if !has_it.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: {python} has no pydicom (NEGATOSCOPE_PYTHON names another Python)");
        return None;
    }
    let (_folder, file) = written(bytes);
    let script = format!("import sys, pydicom\nfilm = pydicom.dcmread(sys.argv[1])\n{script}");
    let output =
        Command::new(&python).args(["-W", "error", "-c", &script]).arg(&file).output().expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
