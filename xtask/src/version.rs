//! Writes into a built page what it is made of: a version, and each file's hash, by which the service worker tells the files
//! of one build from those of another (`www/service-worker.js`).

use std::collections::BTreeMap;
use std::fs;
use std::io::{Error, Result};
use std::path::Path;

use sha2::{Digest, Sha256};

const SERVICE_WORKER: &str = "service-worker.js";
const PAGE: &str = "index.html";
/// What no page asks for.
const APART: [&str; 2] = [SERVICE_WORKER, "README.md"];

/// Where a version stands: the text before it, and the text that ends it.
const IN_SERVICE_WORKER: (&str, &str) = ("\nconst BUILD = ", ";");
const IN_PAGE: (&str, &str) = ("<meta name=\"version\" content=\"", "\"");

/// Writes the version of the build in `folder` into its page and its service worker, and returns it. Written twice, it says
/// the same.
///
/// # Errors
/// Where a file cannot be read or written, or has no place for the version.
pub fn stamp(folder: &Path) -> Result<String> {
    // The version is of everything but itself.
    put(folder, PAGE, IN_PAGE, "")?;
    put(folder, SERVICE_WORKER, IN_SERVICE_WORKER, "null")?;
    let mut files = BTreeMap::new();
    gather(folder, "", &mut files)?;
    let lines = files.iter().map(|(path, (hash, _))| format!("{path} {hash}\n"));
    let version = hex(&Sha256::digest(lines.collect::<String>()))[..16].to_owned();

    put(folder, PAGE, IN_PAGE, &version)?;
    let page = fs::read(folder.join(PAGE))?;
    files.insert(PAGE.to_owned(), (hex(&Sha256::digest(&page)), page.len()));
    files.retain(|path, _| !APART.contains(&path.as_str()));
    let files = files.iter().map(|(path, (hash, bytes))| {
        format!("    {}: {{ hash: \"{hash}\", bytes: {bytes} }},\n", quoted(path))
    });
    let build = format!("{{\n  version: \"{version}\",\n  files: {{\n{}  }},\n}}", files.collect::<String>());
    put(folder, SERVICE_WORKER, IN_SERVICE_WORKER, &build)?;
    Ok(version)
}

/// Puts a text in its place in a file. What the service worker is told holds no semicolon.
fn put(folder: &Path, file: &str, (before, after): (&str, &str), text: &str) -> Result<()> {
    let path = folder.join(file);
    let content =
        fs::read_to_string(&path).map_err(|error| Error::new(error.kind(), format!("{file}: {error}")))?;
    let parts = content.split_once(before).and_then(|(head, rest)| Some((head, rest.split_once(after)?.1)));
    let (head, tail) =
        parts.ok_or_else(|| Error::other(format!("{file} has no place for the build's version")))?;
    fs::write(path, format!("{head}{before}{text}{after}{tail}"))
}

/// Hash and length of each file below a folder, by its path with `/`.
fn gather(folder: &Path, at: &str, files: &mut BTreeMap<String, (String, usize)>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{at}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            gather(&entry.path(), &format!("{path}/"), files)?;
        } else {
            let bytes = fs::read(entry.path())?;
            files.insert(path, (hex(&Sha256::digest(&bytes)), bytes.len()));
        }
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A path as JavaScript writes it; a build's paths are plain, and one that is not does no harm.
fn quoted(path: &str) -> String {
    let plain = path.replace(['\\', '"', ';', '\n'], "_");
    format!("\"{plain}\"")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::stamp;

    fn build(name: &str, style: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("negatoscope-version-{}-{name}", std::process::id()));
        fs::create_dir_all(folder.join("weights")).expect("a temporary folder can be made");
        let files = [
            ("index.html", "<head><meta name=\"version\" content=\"\" /></head>"),
            ("service-worker.js", "// A build.\nconst BUILD = null; // written\nrun();\n"),
            ("base.css", style),
            ("weights/kind.safetensors", "123"),
            ("README.md", "what it is"),
        ];
        for (path, text) in files {
            fs::write(folder.join(path), text).expect("a temporary file can be written");
        }
        folder
    }

    #[test]
    fn a_build_says_the_same_of_itself_however_often_it_is_asked() {
        let folder = build("same", "a {}");
        let version = stamp(&folder).expect("a whole build");
        let read = |file: &str| fs::read_to_string(folder.join(file)).expect("a file of the build");
        let first = [read("index.html"), read("service-worker.js")];
        assert!(first[0].contains(&format!("content=\"{version}\"")), "{}", first[0]);
        // SHA-256 of "123".
        let weights = "\"weights/kind.safetensors\": { hash: \"a665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3\", bytes: 3 }";
        assert!(first[1].contains(weights) && first[1].ends_with("; // written\nrun();\n"), "{}", first[1]);
        assert!(!first[1].contains("README"), "{}", first[1]);
        assert_eq!(stamp(&folder).expect("a whole build"), version);
        assert_eq!([read("index.html"), read("service-worker.js")], first);
        fs::remove_dir_all(folder).expect("a temporary folder can be removed");
    }

    #[test]
    fn another_style_is_another_version() {
        let folders = [build("one", "a {}"), build("other", "b {}")];
        let versions = folders.each_ref().map(|folder| stamp(folder).expect("a whole build"));
        assert_ne!(versions[0], versions[1]);
        for folder in folders {
            fs::remove_dir_all(folder).expect("a temporary folder can be removed");
        }
    }
}
