//! The golden films through the engine as it ships, in wasm: what another implementation made of them.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use negatoscope_test_support::golden::cases;
use serde_json::{Value, json};

use crate::chromium::Adapter;
use crate::page::Page;
use crate::serve;

#[test]
fn golden_films_in_wasm() {
    let Some(cases) = cases() else {
        return;
    };
    let server = serve();
    let mut page = Page::open_at(&format!("{}__blank.html", server.origin()), Adapter::None);
    start_engine(&mut page);
    for case in &cases {
        let answer = inspect(&mut page, case.file());
        let difference = if cfg!(feature = "jpegxl") || !case.needs_jpeg_xl() {
            let facts = answer["facts"].as_str().unwrap_or_else(|| panic!("{}: {answer}", case.file()));
            let facts: Value = serde_json::from_str(facts).expect("facts are JSON");
            let bytes = BASE64_STANDARD.decode(answer["input"].as_str().unwrap_or_default()).expect("base64");
            let plane: Vec<f32> =
                bytes.as_chunks::<4>().0.iter().map(|&value| f32::from_le_bytes(value)).collect();
            case.check(&facts, &plane)
        } else {
            let message = answer["error"]["message"].as_str().unwrap_or_default();
            assert!(case.is_refused_by(message), "{}: {answer}", case.file());
            "clear error".to_owned()
        };
        println!("{:<28} in wasm: {difference}", case.file());
    }
}

/// Starts the CPU engine, as the page does, and waits until it listens.
fn start_engine(page: &mut Page) {
    page.evaluate(
        "new Promise((resolve, reject) => {
            const [codecs, engineScript, wasm] =
                ['codecs.js', 'engine_cpu.js', 'engine_cpu_bg.wasm'].map(file => `${location.origin}/${file}`);
            const starter = `importScripts('${codecs}', '${engineScript}'); wasm_bindgen({module_or_path: '${wasm}'});`;
            const engine = new Worker(URL.createObjectURL(new Blob([starter], {type: 'text/javascript'})));
            const waiting = [];
            engine.onerror = event => reject(event.message);
            engine.onmessage = ({data}) => data.type === 'ready' ? resolve() : waiting.shift()(data);
            window.ask = message => new Promise(answer => { waiting.push(answer); engine.postMessage(message); });
        })",
    );
}

/// Asks the engine for the facts of a golden film; bytes come back as base64.
fn inspect(page: &mut Page, file: &str) -> Value {
    page.evaluate(&format!(
        "(async () => {{
            const name = {};
            const response = await fetch('/__files/' + name);
            const bytes = new Uint8Array(await response.arrayBuffer());
            const answer = await ask({{type: 'inspect', film: 1, file: new Blob([bytes])}});
            const text = Array.from(answer.input ?? [], byte => String.fromCharCode(byte)).join('');
            return {{...answer, input: btoa(text)}};
        }})()",
        json!(file)
    ))
}
