use std::path::Path;

use super::*;
use crate::film::Film;

const RECTANGLE: Rectangle = Rectangle { column: 9, row: 20, columns: 31, rows: 11 };

fn is_inside(pixel: usize, columns: usize) -> bool {
    let (row, column) = (pixel / columns, pixel % columns);
    (20..31).contains(&row) && (9..40).contains(&column)
}

/// Films of many makers in every encoding: no pixel outside the rectangle is another than before, in no frame, and inside
/// all are the same.
#[test]
fn real_films_are_painted_over_and_otherwise_as_they_were() {
    let mut copied = 0;
    for folder in ["golden", "dicom"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(folder);
        let Ok(entries) = std::fs::read_dir(&folder) else {
            eprintln!("skipped: {} is not here", folder.display());
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let Ok(bytes) = std::fs::read(&path) else { continue };
            let limits = Limits::default();
            let Ok(film) = film::open(bytes.clone(), &limits) else { continue };
            let options = DeidentifyOptions {
                covered: vec![RECTANGLE],
                pixels_are_clean: true,
                ..DeidentifyOptions::default()
            };
            let copy = match deidentify(&bytes, &options, &DeidentifySession::new([9; 32]), &limits) {
                Ok(copy) => copy.made.bytes,
                // Pictures, overlays in the pixels, films smaller than the rectangle is far from their corner, and later
                // frames that are damaged.
                Err(error) => {
                    println!("{}: {error}", path.display());
                    continue;
                }
            };
            copied += 1;
            for number in [0, film.header.frames.min(40) - 1] {
                let open = |bytes: &[u8]| film::open_frame(bytes.to_vec(), number, &limits);
                let before = open(&bytes).expect("a frame");
                let after = open(&copy).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                assert_eq!(
                    (before.header.rows, before.header.columns),
                    (after.header.rows, after.header.columns)
                );
                let (outside, inside) = compare(&before, &after);
                assert_eq!(outside, 0, "{}: pixels outside differ", path.display());
                assert!(inside, "{}: what is painted over is all the same", path.display());
            }
        }
    }
    println!("{copied} films");
    assert!(copied == 0 || copied > 100);
}

/// How many pixels outside the rectangle differ, and whether all inside it are the same.
fn compare(before: &Film, after: &Film) -> (usize, bool) {
    let columns = before.header.columns as usize;
    let (before, after) = (before.stored_values(), after.stored_values());
    // Where two pixels share their colour, the one beside the rectangle is painted too.
    let is_beside = |pixel: usize| is_inside(pixel ^ 1, columns);
    let outside = before.iter().zip(&after).enumerate().filter(|(pixel, (before, after))| {
        let is_same = before == after || (before.is_nan() && after.is_nan());
        !is_inside(*pixel, columns) && !is_same && !is_beside(*pixel)
    });
    let outside = outside.count();
    let mut inside =
        after.iter().enumerate().filter(|(pixel, _)| is_inside(*pixel, columns)).map(|(_, v)| *v);
    let first = inside.next();
    (outside, inside.all(|value| Some(value) == first))
}
