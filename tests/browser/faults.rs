//! A graphics processor that goes wrong: no wrong score is ever shown, the processor takes over, and the page says so.

use serde_json::Value;

use crate::chromium::Adapter;
use crate::films::{name_in, native, paper_scores, phantoms, readout};
use crate::page::Page;
use crate::serve;
use crate::server::Server;

/// Runs before the WebGPU engine: keeps the device at hand, and passes every number read back through `spoil`.
pub(crate) const HOOKS: &str = "{
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = async function (...values) {
        return self.device = await requestDevice.apply(this, values);
    };
    const { getMappedRange } = GPUBuffer.prototype;
    GPUBuffer.prototype.getMappedRange = function (...values) {
        const range = getMappedRange.apply(this, values);
        if (self.spoil && this.usage & GPUBufferUsage.MAP_READ) {
            const numbers = new Float32Array(range);
            numbers.forEach((number, at) => { numbers[at] = self.spoil(number); });
        }
        return range;
    };
}\n";

#[test]
fn a_wrong_answer_in_the_self_test_is_noticed() {
    let (server, mut page) = open("", &format!("{HOOKS}self.spoil = number => number * 1.01;\n"));
    the_processor_takes_over(&mut page);
    assert!(server.requests().iter().any(|path| path.ends_with("engine_gpu.js")), "WebGPU was tried");
}

#[test]
fn a_number_that_is_none_is_noticed() {
    let (_server, mut page) = open("", HOOKS);
    wait_for_webgpu(&mut page);
    page.evaluate_in_workers("self.spoil = () => NaN");
    the_processor_takes_over(&mut page);
}

#[test]
fn a_lost_device_is_noticed() {
    let (_server, mut page) = open("&paper=on", HOOKS);
    wait_for_webgpu(&mut page);
    page.drop_files(&phantoms("before_loss", 1));
    let rows = page.settled_rows(1, 120);
    assert_eq!(rows[0].state, "done", "{rows:?}");
    page.evaluate_in_workers("self.device?.destroy()");
    for (report, native) in the_processor_takes_over(&mut page) {
        let agrees = paper_scores(&report).agrees_with(&paper_scores(&native));
        assert!(agrees, "the processor has the paper's models too: {report}");
    }
}

#[test]
fn a_device_lost_in_mid_list_loses_no_film() {
    let films = phantoms("mid_list", 24);
    let native = native(&films);
    let (_server, mut page) = open("&workers=1", HOOKS);
    wait_for_webgpu(&mut page);
    page.drop_files(&films);
    page.wait("the first films", "document.querySelector('.list-head progress').value >= 3", 180);
    page.evaluate_in_workers("self.device?.destroy()");
    page.settled_rows(films.len(), 300);
    assert_eq!(page.text_of("[data-testid=backend]", "e.dataset.backend"), "cpu");
    let reports = page.export();
    let names: std::collections::BTreeSet<_> = reports.iter().map(name_in).collect();
    assert_eq!((reports.len(), names.len()), (films.len(), films.len()), "one report a film");
    for report in &reports {
        assert!(readout(report).agrees_with(&readout(&native[&name_in(report)])), "{report}");
    }
    assert!(reports.iter().any(|report| report["backend"] == "webgpu"), "WebGPU scored some of them");
    assert!(reports.iter().any(|report| report["backend"] == "cpu"), "and the processor the others");
}

pub(crate) fn open(query: &str, before_the_engine: &str) -> (Server, Page) {
    let server = serve();
    server.begin("/engine_gpu.js", before_the_engine);
    let page = Page::open(&server, &format!("?backend=webgpu{query}"), Adapter::Software);
    (server, page)
}

pub(crate) fn wait_for_webgpu(page: &mut Page) {
    let speaks = "document.querySelector('[data-testid=backend]')?.dataset.backend === 'webgpu'";
    page.wait("WebGPU to pass its self-test", speaks, 180);
}

/// Films dropped now are scored as the native program scores them, on the processor, and a sentence tells of it. Returns
/// the page's reports on them with the native program's.
fn the_processor_takes_over(page: &mut Page) -> Vec<(Value, Value)> {
    let films = phantoms("after_fault", 3);
    let native = native(&films);
    let before = page.rows().len();
    page.drop_files(&films);
    let rows = page.settled_rows(before + films.len(), 180);
    assert!(rows.iter().all(|row| row.state == "done"), "{rows:?}");
    assert_eq!(page.text_of("[data-testid=backend]", "e.dataset.backend"), "cpu");
    let trouble = page.text_of(".trouble p", "e.textContent");
    assert!(trouble.contains("WebGPU is not used"), "the page says {trouble:?}");
    let reports = page.export().split_off(before);
    let both = reports.into_iter().map(|report| {
        let native = native[&name_in(&report)].clone();
        assert_eq!(report["backend"], "cpu", "{report}");
        assert!(readout(&report).agrees_with(&readout(&native)), "{report}");
        (report, native)
    });
    both.collect()
}
