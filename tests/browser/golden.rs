//! The golden films through the engine as it ships, in wasm: what another implementation made of them.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::chromium::Adapter;
use crate::page::Page;
use crate::{package, serve};

/// Encodings that are not read yet; each must be refused by its name.
const NOT_YET: [&str; 2] = ["15_jpeg_ext_12", "36_jxl_lossless_16"];

/// Facts that must be there, whatever else is compared.
const FACTS: [&str; 7] =
    ["transfer_syntax", "rows", "columns", "bits_stored", "stored_sha256", "modality_min", "modality_max"];

type Case = BTreeMap<String, String>;

#[test]
fn golden_films_in_wasm() {
    let golden = package().join("../shared/golden");
    if !golden.is_dir() {
        eprintln!("skipped: ../shared/golden is not here");
        return;
    }
    let server = serve();
    let mut page = Page::open_at(&format!("{}__blank.html", server.origin()), Adapter::None);
    start_engine(&mut page);
    let mut cases = csv::Reader::from_path(golden.join("cases.csv")).expect("cases.csv can be read");
    let (mut met, mut refused) = (0, 0);
    for case in cases.deserialize::<Case>() {
        let case = case.expect("a case");
        let answer = inspect(&mut page, &case["file"]);
        if NOT_YET.iter().any(|name| case["file"].starts_with(name)) {
            refused += 1;
            let message = answer["error"]["message"].as_str().unwrap_or_default();
            assert!(message.contains(&case["transfer_syntax"]), "{}: {answer}", case["file"]);
        } else {
            met += 1;
            compare_facts(&case, &answer);
            compare_input(&case, &answer, &golden);
        }
    }
    println!("golden films in wasm: {met} met, {refused} of encodings not read yet refused by name");
    assert_eq!((met, refused), (34, 2));
}

/// Starts the CPU engine, as the page does, and waits until it listens.
fn start_engine(page: &mut Page) {
    page.evaluate(
        "new Promise((resolve, reject) => {
            const engine = new Worker('/engine_cpu_loader.js');
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
            const answer = await ask({{type: 'inspect', film: 1, name, bytes}});
            const text = Array.from(answer.input ?? [], byte => String.fromCharCode(byte)).join('');
            return {{...answer, input: btoa(text)}};
        }})()",
        json!(file)
    ))
}

/// Every fact that both know; lossy encodings may differ in their samples.
fn compare_facts(case: &Case, answer: &Value) {
    let facts = answer["facts"].as_str().unwrap_or_else(|| panic!("{}: {answer}", case["file"]));
    let facts: Value = serde_json::from_str(facts).expect("facts are JSON");
    let lossy = case["lossy"] == "True";
    for name in FACTS {
        assert!(!facts[name].is_null(), "{}: no {name} in {facts}", case["file"]);
    }
    for (name, expected) in case {
        let of_samples = ["stored_", "modality_"].iter().any(|start| name.starts_with(start));
        let same = match &facts[name] {
            Value::Null => true,
            _ if name == "file" || (lossy && of_samples) => true,
            Value::Bool(fact) => fact.to_string() == expected.to_lowercase(),
            Value::Number(fact) => close(fact.as_f64(), expected.parse().ok()),
            fact => fact == expected,
        };
        assert!(same, "{}: {name} is {}, not {expected}", case["file"], facts[name]);
    }
}

fn close(fact: Option<f64>, expected: Option<f64>) -> bool {
    fact.zip(expected)
        .is_some_and(|(fact, expected)| (fact - expected).abs() <= 1e-9 * expected.abs().max(1.0))
}

fn compare_input(case: &Case, answer: &Value, golden: &Path) {
    let ours = BASE64_STANDARD.decode(answer["input"].as_str().unwrap_or_default()).expect("base64");
    let theirs = std::fs::read(golden.join(&case["input"])).expect("the golden input can be read");
    let theirs = &theirs[theirs.len() - 40_000..]; // after NumPy's header
    assert_eq!(ours.len(), theirs.len(), "{}: 100 x 100 32-bit floats", case["file"]);
    let floats = |bytes: &[u8]| -> Vec<f32> {
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
    };
    let pairs = floats(&ours).into_iter().zip(floats(theirs));
    let largest = pairs.map(|(ours, theirs)| (ours - theirs).abs()).fold(0.0, f32::max);
    let tolerance: f32 = case["input_tolerance"].parse().expect("a tolerance");
    assert!(largest <= tolerance, "{}: input differs by {largest}, tolerance {tolerance}", case["file"]);
}
