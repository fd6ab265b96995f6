//! Each encoding's cost, as a multiple of the film's stored samples.

use std::fs;

use negatoscope::film::{self, Limits};
use negatoscope::input;

use crate::{HEAP, alone, golden, name, peak};

/// The most that opening may cost, the file's own bytes included, by transfer syntax. Showing and reducing come after
/// it, when the file is given back.
const MAX: [(&str, f64, &str); 15] = [
    ("1.2.840.10008.1.2", 2.25, NATIVE),
    ("1.2.840.10008.1.2.1", 2.25, NATIVE),
    ("1.2.840.10008.1.2.2", 2.25, NATIVE),
    ("1.2.840.10008.1.2.1.99", 4.0, "the file, and the data set in a block that doubles as it grows"),
    ("1.2.840.10008.1.2.5", 2.25, IN_PLACE),
    ("1.2.840.10008.1.2.4.50", 3.5, "the file, the samples, and samples of 16 bits from the decoder"),
    ("1.2.840.10008.1.2.4.51", 2.25, IN_PLACE),
    ("1.2.840.10008.1.2.4.57", 2.25, IN_PLACE),
    ("1.2.840.10008.1.2.4.70", 2.25, IN_PLACE),
    ("1.2.840.10008.1.2.4.80", 2.25, IN_PLACE),
    ("1.2.840.10008.1.2.4.81", 2.25, IN_PLACE),
    ("1.2.840.10008.1.2.4.90", 8.5, WAVELETS),
    ("1.2.840.10008.1.2.4.91", 8.5, WAVELETS),
    ("1.2.840.10008.1.2.4.201", 8.5, WAVELETS),
    ("1.2.840.10008.1.2.4.110", 3.25, "the decoder's picture, and the samples beside it"),
];
const NATIVE: &str = "the file, and its samples beside it";
const IN_PLACE: &str = "the file, which is smaller, and the samples";
const WAVELETS: &str = "coefficients and samples of 32 bits, for samples of 16";

/// For encodings that have no row yet.
const OTHERS: (&str, f64, &str) = ("", 12.0, "not looked at");

/// Beside its grey levels, a picture takes 131,072 values to find a window, and as many halves to sort them.
const WINDOW: usize = (1 << 17) * 12 + (1 << 12);

/// The input: its plane, its means, and one row of the film.
const INPUT: usize = 1 << 18;

/// What a film keeps: its samples, and an overlay of a bit a pixel.
const HELD: f64 = 1.15;

/// A refused film costs the file, and the attributes that were read.
const REFUSED: usize = 1 << 16;

#[test]
fn a_film_costs_a_small_multiple_of_its_samples() {
    let Some(paths) = golden() else {
        return;
    };
    alone(|| {
        println!(
            "{:<28} {:>5} {:>5} {:>5} {:>5}  times the stored samples",
            "peak of", "open", "show", "input", "all"
        );
        for path in &paths {
            let name = name(path);
            let file = fs::metadata(path).expect("file").len() as usize;
            let before = HEAP.current_usage();
            let (film, open) = peak(|| film::open(fs::read(path).expect("file"), &Limits::default()));
            let Ok(film) = film else {
                assert!(open <= file + REFUSED, "{name}: {open} bytes for a refusal");
                println!("{name:<28} refused at the cost of {open} bytes, {file} of them the file");
                continue;
            };
            let held = HEAP.current_usage() - before;
            let (picture, show) = peak(|| film.picture(0));
            let shown = HEAP.current_usage() - before;
            let (_, reduce) = peak(|| input::prepare_paper(&film));
            let all = open.max(held + show).max(shown + reduce);
            let header = &film.header;
            let samples = picture.gray.len() * usize::from(header.bits_allocated / 8);
            let of = |bytes: usize| bytes as f64 / samples as f64;
            let rows = MAX.iter().find(|(syntax, ..)| *syntax == header.transfer_syntax);
            let (_, most, why) = *rows.unwrap_or(&OTHERS);
            let costs = [open, show, reduce, all].map(|bytes| format!("{:>5.2}", of(bytes))).join(" ");
            println!("{name:<28} {costs}  (at most {most}: {why})");
            assert!(of(open) <= most, "{name}: {} times its samples, {most} is the most", of(open));
            assert!(of(held) <= HELD, "{name}: {} times its samples are kept", of(held));
            assert!(show <= picture.gray.len() + WINDOW, "{name}: {show} bytes for the picture");
            assert!(reduce <= INPUT, "{name}: {reduce} bytes for the input");
        }
    });
}
