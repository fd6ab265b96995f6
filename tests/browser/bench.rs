//! Time and memory of a large film in the browser. No test: `cargo xtask bench` runs it, and nothing is judged.

mod decoding;

use std::fs;
use std::path::{Path, PathBuf};

use negatoscope::input::{PaperInput, ReleaseInput};
use serde_json::{Value, json};

use crate::chromium::Adapter;
use crate::page::Page;
use crate::server::Server;
use crate::{package, scratch, serve};

const RUNS: usize = 9;

/// A 2,500 x 2,048 film, 12 bits in 16, uncompressed.
pub(crate) fn large_film() -> PathBuf {
    let film = negatoscope::phantom::draw(1, 2500, 2048, false);
    let bytes = film.to_dicom(negatoscope::phantom::Encoding::Explicit).expect("a phantom can be written");
    let path = scratch("bench").join("large.dcm");
    fs::write(&path, bytes).expect("Cargo's output folder can be written");
    path
}

#[test]
#[ignore = "a benchmark: cargo xtask bench"]
fn stages_in_the_browser() {
    let film = large_film();
    let folder = film.parent().expect("a file has a folder");
    let server = Server::start(&package().join("pkg"), folder);
    for (engine, adapter) in [("engine_cpu", Adapter::None), ("engine_gpu", Adapter::Software)] {
        let mut page = Page::open_at(&format!("{}__blank.html", server.origin()), adapter);
        let answer = page.evaluate(&script(engine));
        println!("\n{engine}: started in {} ms (weights from this machine)", answer["started"]);
        for stage in ["decode_ms", "picture_ms", "input_ms", "models_ms"] {
            let Some(mut times) = answer[stage].as_array().map(|times| floats(times)) else { continue };
            times.sort_by(f64::total_cmp);
            if let (Some(least), Some(most)) = (times.first(), times.last()) {
                println!("{stage:>12}: median {:.1}, {least:.1} to {most:.1}", times[times.len() / 2]);
            }
        }
    }
}

/// From the film in hand to the film on the canvas and to its scores, as a person waits for them; and the memory it took.
#[test]
#[ignore = "a benchmark: cargo xtask bench"]
fn the_page_with_a_large_film() {
    let film = large_film();
    let samples_mb = 2500.0 * 2048.0 * 2.0 / 1e6;
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    println!("\ninteractive {} ms after navigation began", page.evaluate("Math.round(performance.now())"));
    page.wait(
        "the engine",
        "document.querySelector('[data-testid=backend]')?.dataset.backend === 'cpu'",
        120,
    );
    page.click("[data-testid=sample]");
    page.settled_rows(1, 120); // warm
    page.evaluate("globalThis.gc?.()");
    let before = page.browser().memory_mb();
    page.evaluate(WATCH);
    page.drop_files(&[film]);
    page.settled_rows(2, 120);
    println!("dropped to film seen {} ms, to scored {} ms", page.evaluate("seen"), page.evaluate("scored"));
    println!("of which: {}", page.evaluate(STAGES));
    let after = page.browser().peak_memory_mb();
    println!(
        "resident memory of page and engine: {before:.0} MB before, at most {after:.0} MB with a film of {samples_mb:.1} MB \
         of samples: {:.1} times its samples more",
        (after - before) / samples_mb
    );
}

/// What a person sees of a drag: frames of the screen, and pictures of the film that are new, while a 2,500 x 2,048 film is
/// windowed, enlarged and moved. Here the processor plays the graphics processor, so WebGL's figures are its worst.
#[test]
#[ignore = "a benchmark: cargo xtask bench"]
fn frames_while_hands_are_on_a_large_film() {
    let film = large_film();
    let server = serve();
    for canvas in ["webgl", "2d"] {
        let mut page = Page::open(&server, &format!("?backend=cpu&canvas={canvas}"), Adapter::None);
        page.drop_files(std::slice::from_ref(&film));
        page.settled_rows(1, 120);
        page.wait("the film", "!!document.querySelector('[data-testid=stage]').dataset.canvas", 30);
        for act in ["window", "zoom", "move"] {
            let times = page.evaluate(&format!("({HANDS})('{act}')"));
            println!("{canvas:>5}, {act:<6}: {times}");
        }
    }
}

/// Moves the hand once a frame for 90 frames: median and 90th percentile of the time between frames, milliseconds, and how
/// often the window that is written beside the film has changed.
const HANDS: &str = "async act => {
    const stage = document.querySelector('[data-testid=stage]');
    const level = () => document.querySelector('[data-testid=level]')?.innerText;
    const frame = stage.getBoundingClientRect();
    const [x, y] = [frame.x + frame.width / 2, frame.y + frame.height / 2];
    const point = (kind, dx, buttons) => stage.dispatchEvent(new PointerEvent(kind, {bubbles: true, pointerId: 1,
        clientX: x + dx, clientY: y + dx / 2, button: buttons === 4 ? 1 : 0, buttons}));
    const next = () => new Promise(requestAnimationFrame);
    const buttons = act === 'move' ? 4 : 1;
    if (act !== 'zoom') point('pointerdown', 0, buttons);
    const times = [];
    let [last, changes, said] = [await next(), 0, level()];
    for (let step = 0; step < 90; step++) {
        const there = step < 45 ? step : 90 - step;
        if (act === 'zoom') stage.dispatchEvent(new WheelEvent('wheel', {bubbles: true, cancelable: true, clientX: x,
            clientY: y, deltaY: step < 45 ? -30 : 10}));
        else point('pointermove', there * 3, buttons);
        const now = await next();
        times.push(now - last);
        last = now;
        if (level() !== said) [changes, said] = [changes + 1, level()];
    }
    if (act !== 'zoom') point('pointerup', 0, buttons);
    times.sort((a, b) => a - b);
    return `median ${times[45].toFixed(1)} ms, 90th percentile ${times[81].toFixed(1)} ms, ${changes} windows shown`;
}";

/// Notes when the drop, the film on the canvas and its scores come.
const WATCH: &str = "(() => {
    let dropped;
    window.addEventListener('drop', () => dropped = performance.now(), true);
    const stage = document.querySelector('[data-testid=stage]');
    const look = () => {
        const now = Math.round(performance.now() - dropped);
        const chosen = document.querySelector('[data-testid=film-row][aria-current=true]');
        const isSeen = chosen?.dataset.file === 'large.dcm' && !!stage.dataset.canvas;
        if (isSeen && !window.seen) window.seen = now;
        const rows = document.querySelectorAll('[data-testid=film-row][data-state=done]');
        if (rows.length === 2) window.scored = now; else requestAnimationFrame(look);
    };
    look();
})()";

/// What the report's details say of the time.
const STAGES: &str = "[...document.querySelectorAll('details.facts dt')].map(term => `${term.textContent} ${term.nextElementSibling.textContent}`)
    .filter(fact => fact.includes(' time ')).join(', ')";

/// What a first visit downloads, each file as a server with brotli at its strongest sends it.
#[test]
#[ignore = "a benchmark: cargo xtask bench"]
fn the_size_of_a_first_visit() {
    let pkg = package().join("pkg");
    let parts: [(&str, &[&str]); 5] = [
        ("page", &["index.html", "boot.js", "traffic.js", "page.js", "page_bg.wasm", "*.css", "*.svg"]),
        ("CPU engine", &["engine_cpu.js", "engine_cpu_bg.wasm"]),
        ("weights", &["weights/model-card.json", "weights/*.safetensors"]),
        (
            "weights of the paper's models, only when switched on",
            &["weights/paper/model-card.json", "weights/paper/*.safetensors"],
        ),
        ("WebGPU engine, only with an adapter", &["engine_gpu.js", "engine_gpu_bg.wasm"]),
    ];
    println!();
    let mut small = 0;
    for (part, names) in parts {
        let (mut raw, mut packed) = (0, 0);
        for file in names.iter().flat_map(|name| matching(&pkg, name)) {
            let bytes = fs::read(&file).expect("the page has been built");
            raw += bytes.len();
            packed += brotli_length(&bytes);
        }
        if ["page", "CPU engine"].contains(&part) {
            small += packed;
        }
        println!("{part}: {:.1} kB, {:.1} kB in brotli", raw as f64 / 1e3, packed as f64 / 1e3);
    }
    println!("page and CPU engine: {:.1} kB in brotli", small as f64 / 1e3);
}

/// The files of a name, which may begin with a star.
fn matching(folder: &Path, name: &str) -> Vec<PathBuf> {
    let Some((parent, ending)) = name.rsplit_once('*') else {
        return vec![folder.join(name)];
    };
    let entries = fs::read_dir(folder.join(parent)).expect("the page has been built").flatten();
    entries.map(|entry| entry.path()).filter(|path| path.to_string_lossy().ends_with(ending)).collect()
}

fn brotli_length(bytes: &[u8]) -> usize {
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams::default(); // quality 11, window 22
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params).expect("memory takes everything");
    packed.len()
}

fn floats(values: &[Value]) -> Vec<f64> {
    values.iter().filter_map(Value::as_f64).collect()
}

/// Starts an engine, reads and scores a film `RUNS` times, and gives the times.
fn script(engine: &str) -> String {
    format!(
        "(async () => {{
            const engine = new Worker('/{engine}_loader.js');
            const heard = [];
            let wake = () => {{}};
            engine.onmessage = event => {{ heard.push(event.data); wake(); }};
            const next = async type => {{
                for (;;) {{
                    const at = heard.findIndex(message => message.type === type || message.type === 'unavailable');
                    if (at >= 0) {{
                        const message = heard.splice(at, 1)[0];
                        if (message.type !== type) throw new Error(message.reason);
                        return message;
                    }}
                    await new Promise(resolve => wake = resolve);
                }}
            }};
            await next('ready');
            engine.postMessage({{type: 'start', weights_url: location.origin + '/weights/'}});
            const started = Math.round((await next('started')).elapsed_ms);
            const times = {{started, decode_ms: [], picture_ms: [], input_ms: [], models_ms: []}};
            let inputs = {{square: new Uint8Array({square}), paper: new Uint8Array({paper})}};
            for (let run = 0; run <= {RUNS}; run++) {{
                if ({reads}) {{
                    const bytes = new Uint8Array(await (await fetch('/__files/large.dcm')).arrayBuffer());
                    engine.postMessage({{type: 'read', film: run, view: {{frame: 0, window: 0}}, file: new Blob([bytes])}});
                    const film = await next('film');
                    inputs = film.inputs;
                    if (run) for (const stage of ['decode_ms', 'picture_ms', 'input_ms']) times[stage].push(film.stages[stage]);
                }}
                engine.postMessage({{type: 'score', film: run, inputs}});
                const scores = await next('scores');
                if (run) times.models_ms.push(scores.elapsed_ms);
            }}
            return times;
        }})()",
        reads = json!(engine == "engine_cpu"),
        square = ReleaseInput::BYTES,
        paper = PaperInput::BYTES,
    )
}
