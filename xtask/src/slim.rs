//! Takes out of the built wasm what no browser needs: names of functions, which debuggers read, are a fifth of it.

use std::path::PathBuf;
use std::{env, fs};

use xtask::version;

use crate::Failure;

/// The custom sections that go.
const DISPENSABLE: [&[u8]; 2] = [b"name", b"producers"];

/// Thins every wasm file of a build and writes the build's version: a hook of Trunk's, which names the folder.
pub(crate) fn slim() -> Result<(), Failure> {
    let missing = |what: &str| Failure::Missing {
        what: what.to_owned(),
        remedy: "this task is called by Trunk after a build: run `cargo xtask build`".to_owned(),
    };
    let folder =
        env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from).ok_or_else(|| missing("TRUNK_STAGING_DIR"))?;
    for entry in fs::read_dir(&folder).map_err(|_| missing("the folder of the build"))?.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "wasm") {
            let failed = |error| Failure::Start { program: path.display().to_string(), error };
            let bytes = fs::read(&path).map_err(failed)?;
            let slim = without_names(&bytes).ok_or_else(|| missing("a sound wasm file"))?;
            fs::write(&path, slim).map_err(failed)?;
        }
    }
    let version = version::stamp(&folder).map_err(|error| missing(&format!("a whole build ({error})")))?;
    println!("This build is version {version}");
    Ok(())
}

/// A wasm module without its dispensable sections (WebAssembly core specification, 5.5.2); none where it is damaged.
fn without_names(module: &[u8]) -> Option<Vec<u8>> {
    let (header, mut rest) = module.split_at_checked(8)?;
    let mut slim = header.to_vec();
    while let Some((&id, after)) = rest.split_first() {
        let (length, content) = number(after)?;
        let (content, next) = content.split_at_checked(length)?;
        let is_dispensable = id == 0 && {
            let (length, name) = number(content)?;
            DISPENSABLE.contains(&name.get(..length)?)
        };
        if !is_dispensable {
            slim.extend(&rest[..rest.len() - next.len()]);
        }
        rest = next;
    }
    Some(slim)
}

/// A number of seven bits a byte, least significant first (LEB128), and what follows it.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = bytes.iter().take(5).position(|byte| byte & 0x80 == 0)?;
    let value = bytes[..=end].iter().rev().fold(0, |value, byte| value << 7 | usize::from(byte & 0x7f));
    Some((value, &bytes[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::without_names;

    #[test]
    fn names_go_and_all_else_stays() {
        let header = b"\0asm\x01\0\0\0";
        let types = [1, 3, 1, 2, 3];
        let features = [0, 4, 3, b'a', b'b', b'c'];
        let names = [&[0, 0x86, 0, 4][..], b"name\x05"].concat();
        let module = [&header[..], &types, &names, &features].concat();
        assert_eq!(without_names(&module), Some([&header[..], &types, &features].concat()));
        assert_eq!(without_names(&module[..module.len() - 1]), None, "cut off");
    }
}
