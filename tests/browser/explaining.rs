//! What a film's numbers depend on: the map over the film, how it is stopped, and that nothing stale is ever shown.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids};
use negatoscope::phantom::draw;
use negatoscope_test_support::dicom_file::{encode, film, text};
use serde_json::Value;

use crate::chromium::Adapter;
use crate::faults::{HOOKS, open, wait_for_webgpu};
use crate::page::Page;
use crate::{scratch, serve};

/// A wide film with bars on both sides, beside which it is no square: where a map lies is then to be seen.
fn barred() -> PathBuf {
    let film = draw(11, 256, 224, true);
    let (wide, left) = (400u32, 60u32);
    let picture = image::GrayImage::from_fn(wide, film.rows, |x, y| {
        let inside = x.checked_sub(left).filter(|x| *x < film.columns);
        image::Luma([inside.map_or(0, |x| (film.samples[(y * film.columns + x) as usize] >> 4) as u8)])
    });
    let file = scratch("explained").join("barred.png");
    picture.save(&file).expect("the picture can be written");
    file
}

/// A film whose header speaks of a foot.
fn foot() -> PathBuf {
    let phantom = draw(12, 256, 224, false);
    let mut object = film(256, 224, &phantom.samples);
    object.put(text(tags::BODY_PART_EXAMINED, VR::CS, "FOOT"));
    let file = scratch("explained-foot").join("foot.dcm");
    fs::write(&file, encode(&object, uids::EXPLICIT_VR_LITTLE_ENDIAN)).expect("written");
    file
}

fn numbers(value: &Value) -> Vec<f64> {
    value["values"].as_array().expect("a map").iter().map(|v| v.as_f64().expect("a number")).collect()
}

/// What the native program finds of the film.
fn native(file: &Path) -> Value {
    let out = scratch("explained-native");
    let mut explain = Command::new(env!("CARGO_BIN_EXE_negatoscope"));
    explain.arg("explain").arg(file).arg("--out").arg(&out);
    let output = explain.output().expect("the native program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&fs::read(out.join("explanation.json")).expect("written")).expect("JSON")
}

/// The values of the map over the film.
fn layer(page: &mut Page) -> Vec<f64> {
    let values = page.text_of("[data-testid=map-layer]", "e.dataset.values ?? ''");
    values.split_whitespace().map(|value| value.parse().expect("a number")).collect()
}

const SHOWN: &str = "getComputedStyle(document.querySelector('[data-testid=map-layer]')).display != 'none'";
const DONE: &str = "!!document.querySelector('[data-testid=explain]') && \
                    document.querySelector('[data-testid=map-layer]').dataset.values !== undefined";

fn agree(ours: &[f64], theirs: &[f64], what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    let most = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(most < 1e-3, "{what}: {most}");
}

#[test]
fn a_map_is_that_of_the_native_program_and_follows_the_film() {
    let file = barred();
    let native = native(&file);
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&paper=on&lang=en", Adapter::None);
    page.drop_files(&[file]);
    page.settled_rows(1, 180);
    assert_eq!(page.evaluate(SHOWN), false, "nothing lies over a film before it is asked for");
    page.click("[data-testid=explain]");
    page.wait("the map", DONE, 180);
    assert_eq!(page.evaluate(SHOWN), true);
    let chosen = |page: &mut Page, which: &str, cells: usize| {
        page.click(&format!("[data-testid=map-{which}]"));
        let values =
            "(document.querySelector('[data-testid=map-layer]').dataset.values ?? '').split(' ').length";
        page.wait("the chosen map", &format!("{values} == {cells}"), 10);
        agree(&layer(page), &numbers(&native[which]), which);
    };
    chosen(&mut page, "anomaly", 7 * 7);
    chosen(&mut page, "disease", 14 * 14);
    let error = page.shown("error-mean").expect("the paper's reconstruction");
    let expected = native["reconstruction_error"].as_f64().expect("a number");
    assert!((error - expected).abs() < 1e-3, "{error} instead of {expected}");

    // The bars take no part: clear there, and coloured somewhere on the film.
    let opacity = "(() => { const from = document.querySelector('[data-testid=map-layer]'); \
        const to = new OffscreenCanvas(from.width, from.height).getContext('2d'); to.drawImage(from, 0, 0); \
        const { data, width, height } = to.getImageData(0, 0, from.width, from.height); \
        const most = (a, b) => { let m = 0; for (let y = 0; y < height; y++) for (let x = Math.ceil(a * width); x < Math.floor(b * width); x++) \
        m = Math.max(m, data[(y * width + x) * 4 + 3]); return m; }; \
        return [most(0, 60 / 400), most(60 / 400, 284 / 400), most(285 / 400, 1)]; })()";
    let opacity = page.evaluate(opacity);
    assert_eq!((&opacity[0], &opacity[2]), (&Value::from(0), &Value::from(0)), "{opacity}");
    assert!(opacity[1].as_u64().is_some_and(|most| most > 0), "{opacity}");

    let same = "(([a, b]) => Math.abs(a.left - b.left) + Math.abs(a.top - b.top) + Math.abs(a.width - b.width) + \
                Math.abs(a.height - b.height) < 1)(['.stage canvas.plain', '[data-testid=map-layer]'].map(c => document.querySelector(c)).map(c => c.getBoundingClientRect()))";
    page.wheel("[data-testid=stage]", -400.0);
    page.key(".");
    page.key("h");
    page.wait("the map to lie where the film does", same, 10);
    let transforms = "new Set(['.stage canvas.plain', '[data-testid=map-layer]'].map(c => document.querySelector(c)).map(c => getComputedStyle(c).transform)).size";
    assert_eq!(page.evaluate(transforms), 1, "zoomed, turned and mirrored alike");
    page.key("r");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    for (size, width, height) in [("desktop", 1440, 1600), ("tablet", 820, 1180)] {
        page.screenshot(&folder.join(format!("explained-{size}.png")), width, height);
        let overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assert_eq!(overflow, 0, "{size}: the page is wider than the window");
    }
    page.key("i");
    let filter = "getComputedStyle(document.querySelector('[data-testid=map-layer]')).filter";
    assert_eq!(page.evaluate(filter), "none", "an inverted film leaves the map's colours");
    page.key("x");
    page.wait("the map to go", &format!("!({SHOWN})"), 10);
    page.key("x");
    page.wait("the map to come back", SHOWN, 10);
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

#[test]
fn an_explanation_is_stopped_and_is_never_laid_over_another_film() {
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&lang=en", Adapter::None);
    page.drop_files(&[barred(), foot()]);
    page.settled_rows(2, 180);
    page.choose("barred.png");
    page.click("[data-testid=explain]");
    page.wait("the work", "!!document.querySelector('[data-testid=explain-stop]')", 30);
    page.click("[data-testid=explain-stop]");
    page.wait("the button again", "!!document.querySelector('[data-testid=explain]')", 10);
    std::thread::sleep(std::time::Duration::from_secs(1)); // the step that was under way may still come back
    page.evaluate("document.querySelector('[data-testid=map-disease]')?.click()");
    let before = layer(&mut page);
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(layer(&mut page), before, "no step is asked for any more");
    page.wait("the button still", "!document.querySelector('[data-testid=explain-stop]')", 1);

    page.click("[data-testid=explain]");
    page.wait("the map", DONE, 180);
    page.choose("foot.dcm");
    // At once, and later too: nothing of the first film is seen over the second.
    for _ in 0..20 {
        let shown = page.evaluate(&format!("[{SHOWN}, document.querySelector('.stage canvas').ariaLabel]"));
        assert!(shown[0] == false || shown[1] == "barred.png", "{shown}");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(layer(&mut page).is_empty());
    let reasons = page.text_of("[data-testid=reasons]", "e.innerText");
    assert!(reasons.contains("Body Part Examined (0018,0015) is FOOT"), "{reasons}");
    page.choose("barred.png");
    page.wait("the first film's map again", SHOWN, 30);

    // Begun for one film and left for another: it stops, and both films keep their scores.
    page.choose("foot.dcm");
    page.click("[data-testid=explain]");
    page.wait("the work", "!!document.querySelector('[data-testid=explain-stop]')", 30);
    page.choose("barred.png");
    page.choose("foot.dcm");
    page.wait("the button again", "!!document.querySelector('[data-testid=explain]')", 30);
    assert!(page.rows().iter().all(|row| row.state == "done"), "{:?}", page.rows());
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

#[test]
fn webgpu_makes_the_same_map() {
    let file = barred();
    let native = native(&file);
    let server = serve();
    let mut page = Page::open(&server, "?backend=webgpu&lang=en", Adapter::Software);
    page.drop_files(&[file]);
    page.settled_rows(1, 300);
    page.click("[data-testid=explain]");
    page.wait("the map", DONE, 600);
    page.click("[data-testid=map-disease]");
    page.wait(
        "the map of disease",
        "document.querySelector('[data-testid=map-layer]').dataset.values.split(' ').length == 196",
        10,
    );
    agree(&layer(&mut page), &numbers(&native["disease"]), "the map of disease");
    assert_eq!(page.export().remove(0)["backend"], "webgpu", "the processor took over");
}

/// A map is of one device: what WebGPU had found of it goes, and the processor begins from the first patch.
#[test]
fn a_device_lost_in_mid_explanation_costs_the_map_and_the_processor_makes_it_whole() {
    let file = barred();
    let native = native(&file);
    let (_server, mut page) = open("&lang=en", HOOKS);
    wait_for_webgpu(&mut page);
    page.drop_files(&[file]);
    page.settled_rows(1, 300);
    page.evaluate(
        "(() => { window.steps = []; setInterval(() => { \
         const step = document.querySelector('[data-testid=explain-progress]')?.value; \
         if (step !== undefined && steps.at(-1) !== step) { steps.push(step); } }, 5); })()",
    );
    page.click("[data-testid=explain]");
    page.wait("some patches", "steps.at(-1) >= 16", 180);
    page.evaluate_in_workers("self.device?.destroy()");
    page.wait("the map, begun again", "steps.some((step, at) => step < steps[at - 1])", 120);
    page.wait("the map", DONE, 300);
    assert_eq!(page.text_of("[data-testid=backend]", "e.dataset.backend"), "cpu");
    let trouble = page.text_of(".trouble p", "e.textContent");
    assert!(trouble.contains("WebGPU is not used"), "the page says {trouble:?}");
    for (which, cells) in [("anomaly", 7 * 7), ("disease", 14 * 14)] {
        page.click(&format!("[data-testid=map-{which}]"));
        let values =
            "(document.querySelector('[data-testid=map-layer]').dataset.values ?? '').split(' ').length";
        page.wait("the chosen map", &format!("{values} == {cells}"), 10);
        agree(&layer(&mut page), &numbers(&native[which]), which);
    }
    let report = page.export().remove(0);
    assert_eq!(report["backend"], "webgpu", "the film keeps the scores that it had: {report}");
}
