//! The film as the graphics processor draws it (played by the processor here), held against the native picture, pixel by
//! pixel on the screen; and what happens when it is lost.

use std::fs;
use std::path::{Path, PathBuf};

use dicom_core::{DataElement, PrimitiveValue, Tag, VR};
use dicom_dictionary_std::{tags, uids};
use image::RgbImage;
use negatoscope::film::{self, Limits};
use negatoscope_test_support::dicom_file::{encode, film, text, us};

use crate::chromium::Adapter;
use crate::films::phantoms;
use crate::page::Page;
use crate::{package, scratch, serve};

const SIZE: (u32, u32) = (1200, 800);
const STAGE: &str = "[data-testid=stage]";

/// Waits until the film of this name is drawn, and its frame is over.
fn drawn(page: &mut Page, file: &str, canvas: &str) {
    let shown = format!(
        "document.querySelector('[data-testid=film-row][aria-current=true]')?.dataset.file === '{file}' && \
         document.querySelector('{STAGE}').dataset.canvas === '{canvas}'"
    );
    page.wait(&format!("{file} on the canvas"), &shown, 60);
    page.evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))",
    );
}

fn look(page: &mut Page, name: &str) -> RgbImage {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    page.screenshot(&folder.join(format!("canvas-{name}.png")), SIZE.0, SIZE.1)
}

/// Middle of the stage, and its width and height.
fn stage(page: &mut Page) -> ([f64; 2], [f64; 2]) {
    let [left, top, right, bottom] = page.rectangle(STAGE).map(f64::from);
    ([(left + right) / 2.0, (top + bottom) / 2.0], [right - left, bottom - top])
}

fn golden(names: &[&str]) -> Vec<PathBuf> {
    let folder = package().join("../shared/golden");
    if folder.is_dir() {
        return names.iter().map(|name| folder.join(name)).collect();
    }
    eprintln!("../shared/golden is not here: synthetic films take the place of real ones");
    phantoms("canvas", 4)
}

/// Greatly enlarged, each film pixel is a square on the screen: its grey is the one that the native program shows. As
/// large as fits, the screen shows the means of those.
#[test]
fn the_screen_shows_the_native_picture() {
    let files = golden(&[
        "01_explicit_12.dcm",
        "16_mono1_12.dcm",
        "18_mono1_window.dcm",
        "19_window_sigmoid.dcm",
        "20_voi_lut.dcm",
        "21_modality_lut.dcm",
        "24_signed_16_rle.dcm",
        "27_16bit.dcm",
        "32_padding_value.dcm",
    ]);
    let server = serve();
    for canvas in ["webgl", "2d"] {
        let mut page = Page::open(&server, &format!("?backend=cpu&canvas={canvas}"), Adapter::None);
        page.drop_files(&files);
        page.settled_rows(files.len(), 240);
        let shown = if canvas == "webgl" { "gpu" } else { canvas };
        page.key("t"); // no text over the film
        for file in &files {
            let name = file.file_name().expect("a name").to_string_lossy().into_owned();
            let native =
                film::open(fs::read(file).expect("read"), &Limits::default()).expect("a film").picture(0);
            page.choose(&name);
            drawn(&mut page, &name, shown);
            page.screenshot(&scratch("canvas").join("size.png"), SIZE.0, SIZE.1); // the window's size
            drawn(&mut page, &name, shown);
            let (middle, size) = stage(&mut page);
            let [columns, rows] = [native.columns, native.rows].map(f64::from);
            let fitted = (size[0] / columns).min(size[1] / (rows * native.aspect));
            let gray = |x: u32, y: u32| f64::from(native.gray[(y * native.columns + x) as usize]);

            let shot = look(&mut page, &format!("fits-{canvas}"));
            let worst =
                fits(&shot, middle, fitted, &native.gray, [native.columns, native.rows], native.aspect);
            println!(
                "{name:<28} {canvas}: means of 24 x 24 pixels at most {worst:.2} grey levels from the native ones"
            );
            // The other canvas is reduced by the browser, in whatever way that has.
            let most = if canvas == "webgl" { 1.5 } else { 5.0 };
            assert!(worst <= most, "{name}, {canvas}: means differ by up to {worst:.1} grey levels");

            if canvas == "2d" {
                continue; // a browser's own way of enlarging has soft edges
            }
            for _ in 0..20 {
                page.key("+"); // to 40 times what fits
            }
            drawn(&mut page, &name, shown);
            let shot = look(&mut page, &format!("large-{canvas}"));
            let scale = fitted * 40.0;
            let (across, down) =
                ((size[0] / scale * 0.3) as i64, (size[1] / scale / native.aspect * 0.3) as i64);
            let (mut count, mut worst) = (0, 0.0f64);
            for y in -down..=down {
                for x in -across..=across {
                    let column = (columns / 2.0).floor() + x as f64;
                    let row = (rows / 2.0).floor() + y as f64;
                    let at = [
                        middle[0] + (column + 0.5 - columns / 2.0) * scale,
                        middle[1] + (row + 0.5 - rows / 2.0) * scale * native.aspect,
                    ];
                    let seen = f64::from(shot.get_pixel(at[0] as u32, at[1] as u32)[0]);
                    worst = worst.max((seen - gray(column as u32, row as u32)).abs());
                    count += 1;
                }
            }
            println!(
                "{name:<28} {count} pixels on the screen, at most {worst} grey levels from the native picture"
            );
            assert!(count >= 9 && worst <= 1.0, "{name}: {worst} grey levels in {count} pixels");
            page.key("r");
        }
        assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
    }
}

/// The largest difference between means of 24 x 24 screen pixels and of the film pixels they show.
fn fits(
    shot: &RgbImage,
    middle: [f64; 2],
    fitted: f64,
    gray: &[u8],
    [columns, rows]: [u32; 2],
    aspect: f64,
) -> f64 {
    const SIDE: i64 = 24;
    let mut worst = 0.0f64;
    for y in -6i64..6 {
        for x in -6i64..6 {
            let (left, top) = (middle[0].floor() as i64 + x * SIDE, middle[1].floor() as i64 + y * SIDE);
            let mut seen = 0.0;
            for dy in 0..SIDE {
                for dx in 0..SIDE {
                    seen += f64::from(shot.get_pixel((left + dx) as u32, (top + dy) as u32)[0]);
                }
            }
            let column = |at: f64| (at - middle[0]) / fitted + f64::from(columns) / 2.0;
            let row = |at: f64| (at - middle[1]) / fitted / aspect + f64::from(rows) / 2.0;
            let (x0, x1) = (column(left as f64).round() as i64, column((left + SIDE) as f64).round() as i64);
            let (y0, y1) = (row(top as f64).round() as i64, row((top + SIDE) as f64).round() as i64);
            if x0 < 0 || y0 < 0 || x1 > i64::from(columns) || y1 > i64::from(rows) || x0 == x1 || y0 == y1 {
                continue;
            }
            let mut meant = 0.0;
            for row in y0..y1 {
                for column in x0..x1 {
                    meant += f64::from(gray[(row * i64::from(columns) + column) as usize]);
                }
            }
            let meant = meant / ((x1 - x0) * (y1 - y0)) as f64;
            worst = worst.max((seen / (SIDE * SIDE) as f64 - meant).abs());
        }
    }
    worst
}

/// A film of one grey with a window: what the hand does to it is known to the grey level.
fn plain_film(folder: &str) -> PathBuf {
    let mut object = film(64, 80, &[1000; 64 * 80]);
    object.put(text(tags::WINDOW_CENTER, VR::DS, "2048"));
    object.put(text(tags::WINDOW_WIDTH, VR::DS, "4096"));
    let file = scratch(folder).join("plain.dcm");
    fs::write(&file, encode(&object, uids::EXPLICIT_VR_LITTLE_ENDIAN)).expect("written");
    file
}

fn middle_gray(page: &mut Page) -> u8 {
    page.evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))",
    );
    let ([x, y], _) = stage(page);
    look(page, "hands").get_pixel(x as u32 + 9, y as u32 + 9)[0]
}

/// A drag windows the film without a word to the engine: the engine is gone, and the film still follows.
#[test]
fn a_window_follows_the_hand_without_the_engine() {
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&canvas=webgl", Adapter::None);
    page.screenshot(&scratch("hand").join("size.png"), SIZE.0, SIZE.1);
    page.drop_files(&[plain_film("window-hand")]);
    page.settled_rows(1, 120);
    drawn(&mut page, "plain.dcm", "gpu");
    // What the page asks of its engines from here on.
    page.evaluate(
        "(() => { window.asked = []; const post = Worker.prototype.postMessage; \
         Worker.prototype.postMessage = function (message, ...rest) { asked.push(message.type); return post.call(this, message, ...rest); }; })()",
    );
    assert_eq!(middle_gray(&mut page), 62);
    page.drag(STAGE, (300.0, 0.0), 1); // twice as wide
    assert_eq!(middle_gray(&mut page), 95);
    page.drag(STAGE, (0.0, 75.0), 1); // a quarter of its width further
    assert_eq!(middle_gray(&mut page), 31);
    page.key("i");
    assert_eq!(middle_gray(&mut page), 224);
    assert_eq!(page.evaluate("asked.length"), 0, "{}", page.evaluate("asked"));
    page.key("r");
    page.wait(
        "the file's window",
        "document.querySelector('[data-testid=level]').innerText == 'W 4096 L 2048'",
        10,
    );
    drawn(&mut page, "plain.dcm", "gpu");
    assert_eq!(middle_gray(&mut page), 62);
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

#[test]
fn a_lost_context_gives_way_to_the_other_canvas_and_comes_back() {
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&canvas=webgl", Adapter::None);
    page.screenshot(&scratch("lost").join("size.png"), SIZE.0, SIZE.1);
    page.drop_files(&[plain_film("lost-film")]);
    page.settled_rows(1, 120);
    drawn(&mut page, "plain.dcm", "gpu");
    page.evaluate(
        "(() => { window.lost = document.querySelector('[data-testid=gpu-canvas]').getContext('webgl2') \
         .getExtension('WEBGL_lose_context'); lost.loseContext(); })()",
    );
    drawn(&mut page, "plain.dcm", "2d");
    assert_eq!(middle_gray(&mut page), 62);
    page.evaluate("lost.restoreContext()");
    drawn(&mut page, "plain.dcm", "gpu");
    assert_eq!(middle_gray(&mut page), 62);
}

#[test]
fn without_webgl_the_film_is_on_the_other_canvas() {
    let server = serve();
    for query in ["?backend=cpu&canvas=2d", "?backend=cpu"] {
        // Where the processor plays the graphics processor, its own canvas is quicker, and is taken unasked.
        let mut page = Page::open(&server, query, Adapter::None);
        page.drop_files(&[plain_film("no-webgl")]);
        page.settled_rows(1, 120);
        drawn(&mut page, "plain.dcm", "2d");
        assert_eq!(middle_gray(&mut page), 62);
        assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
    }
}

/// A square film of one grey with padding on its left and a filled square drawn over it, and a place in each.
fn padded_film() -> (PathBuf, [[f64; 2]; 3]) {
    const SIDE: u16 = 80;
    let samples = (0..usize::from(SIDE).pow(2)).map(|at| if at % usize::from(SIDE) < 20 { 0 } else { 1000 });
    let mut object = film(SIDE, SIDE, &samples.collect::<Vec<_>>());
    object.put(text(tags::WINDOW_CENTER, VR::DS, "2048"));
    object.put(text(tags::WINDOW_WIDTH, VR::DS, "4096"));
    object.put(us(tags::PIXEL_PADDING_VALUE, 0));
    let (origin, plane): (&[i16], &[u8]) = (&[41, 41], &[0xff; 50]);
    object.put(us(Tag(0x6000, 0x0010), 20)); // rows
    object.put(us(Tag(0x6000, 0x0011), 20)); // columns
    object.put(text(Tag(0x6000, 0x0040), VR::CS, "G"));
    object.put(DataElement::new(Tag(0x6000, 0x0050), VR::SS, PrimitiveValue::I16(origin.into())));
    object.put(us(Tag(0x6000, 0x0100), 1)); // bits allocated
    object.put(us(Tag(0x6000, 0x0102), 0)); // bit position
    object.put(DataElement::new(Tag(0x6000, 0x3000), VR::OB, PrimitiveValue::U8(plane.into())));
    let file = scratch("padded").join("padded.dcm");
    fs::write(&file, encode(&object, uids::EXPLICIT_VR_LITTLE_ENDIAN)).expect("written");
    (file, [[0.2, 0.15], [0.375, 0.375], [0.625, 0.625]])
}

/// Black and white of the film are changed and nothing else: in the view, in the glass, in the pinned film and in the
/// saved picture, on either canvas.
#[test]
fn padding_stays_black_and_what_is_drawn_over_a_film_keeps_its_colour() {
    let (file, places) = padded_film();
    let server = serve();
    for (canvas, shown) in [("webgl", "gpu"), ("2d", "2d")] {
        let mut page = Page::open(&server, &format!("?backend=cpu&canvas={canvas}"), Adapter::None);
        page.screenshot(&scratch("padded-size").join("size.png"), SIZE.0, SIZE.1);
        page.drop_files(std::slice::from_ref(&file));
        page.settled_rows(1, 120);
        page.key("t"); // no text over the film
        drawn(&mut page, "padded.dcm", shown);
        // Where the places lie in a picture in which the film fits between these edges.
        let within = |[left, top, right, bottom]: [u32; 4]| {
            let side = f64::from((right - left).min(bottom - top));
            let middle = [f64::from(left + right) / 2.0, f64::from(top + bottom) / 2.0];
            places.map(|place| [0, 1].map(|axis| (middle[axis] + (place[axis] - 0.5) * side) as u32))
        };
        let seen = |picture: &RgbImage, at: [[u32; 2]; 3]| at.map(|[x, y]| picture.get_pixel(x, y).0);
        let colours = |gray: u8| [[0; 3], [gray; 3], [255, 196, 64]];
        let expect = |page: &mut Page, selector: &str, gray: u8| {
            let mut found = Default::default();
            for _ in 0..20 {
                let at = within(page.rectangle(selector));
                found = seen(&look(page, &format!("padded-{canvas}")), at);
                if found == colours(gray) {
                    return;
                }
                std::thread::sleep(std::time::Duration::from_millis(250)); // the other canvas is drawn anew
            }
            assert_eq!(found, colours(gray), "{canvas}, {selector}");
        };
        expect(&mut page, STAGE, 62);
        page.key("i");
        expect(&mut page, STAGE, 193);

        let saved = page.download_bytes("[data-testid=save-picture]");
        let saved = image::load_from_memory(&saved).expect("a PNG").to_rgb8();
        let [left, top, right, bottom] = page.rectangle(STAGE);
        let at = within([0, 0, right - left, bottom - top]);
        assert_eq!(seen(&saved, at), colours(193), "{canvas}, saved");

        page.hold("z", true);
        for (place, colour) in within([left, top, right, bottom]).into_iter().zip(colours(193)) {
            page.hover((f64::from(place[0]), f64::from(place[1])));
            drawn(&mut page, "padded.dcm", shown);
            let seen = look(&mut page, &format!("padded-glass-{canvas}"));
            assert_eq!(seen.get_pixel(place[0], place[1]).0, colour, "{canvas}, the glass at {place:?}");
        }
        page.hold("z", false);

        page.key("s");
        page.wait(
            "the pinned film",
            "document.querySelector('[data-testid=beside] canvas').getBoundingClientRect().width > 100",
            30,
        );
        expect(&mut page, "[data-testid=beside] .stage", 193);
        page.key("r"); // the pinned film stays as it was pinned
        expect(&mut page, STAGE, 62);
        expect(&mut page, "[data-testid=beside] .stage", 193);
        assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
    }
}
