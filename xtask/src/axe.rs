//! axe-core, which the browser's tests hold the page against for accessibility: from the npm registry, into the tools' folder,
//! and no part of what ships (it is under the Mozilla Public License 2.0).

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha512};

use crate::child::{command, output, run, target};

const VERSION: &str = "4.14.1";
/// SHA-512 of the package, as the registry states it.
const HASH: &str = "1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5";

/// The script, fetched if need be; none where there is no npm or no network, which is said in a line.
pub(crate) fn find() -> Option<PathBuf> {
    let folder = target().join("tools/axe-core");
    let script = folder.join("package/axe.min.js");
    if script.is_file() {
        return Some(script);
    }
    match fetch(&folder) {
        Ok(()) => Some(script),
        Err(why) => {
            println!("Accessibility is not tested by axe-core {VERSION}: {why}");
            None
        }
    }
}

fn fetch(folder: &Path) -> Result<(), String> {
    output(command("npm").arg("--version")).ok_or("npm, which fetches it, is not here")?;
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut pack = command("npm");
    pack.args(["pack", "--silent", &format!("axe-core@{VERSION}"), "--pack-destination"]).arg(folder);
    run(&mut pack).map_err(|_| "npm could not fetch it")?;
    let package = folder.join(format!("axe-core-{VERSION}.tgz"));
    let bytes = fs::read(&package).map_err(|error| format!("{}: {error}", package.display()))?;
    let found: String = Sha512::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if found != HASH {
        // What is damaged is fetched again the next time.
        let _ = fs::remove_file(&package);
        return Err(format!("what npm fetched is not that version (SHA-512 {found})"));
    }
    run(command("tar").arg("-xzf").arg(&package).arg("-C").arg(folder))
        .map_err(|_| "tar could not unpack it".to_owned())
}
