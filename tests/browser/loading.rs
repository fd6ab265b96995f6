//! The page while its engines and weights are on their way, and where they arrive broken.

use std::thread::sleep;
use std::time::Duration;

use crate::chromium::Adapter;
use crate::films::phantoms;
use crate::page::Page;
use crate::{package, serve};

#[test]
fn a_film_is_taken_before_any_engine_has_loaded() {
    let server = serve();
    server.hold("engine");
    server.hold("/weights/");
    let mut page = Page::open(&server, "", Adapter::Software);
    page.drop_files(&phantoms("early", 1));
    page.wait("a row", "!!document.querySelector('[data-testid=film-row]')", 2);
    sleep(Duration::from_secs(1));
    let rows = page.rows();
    assert!(rows.len() == 1 && rows[0].state == "reading", "no engine has loaded, but {rows:?}");
    server.release();
    let rows = page.settled_rows(1, 120);
    assert!(rows.len() == 1 && rows[0].state == "done", "{rows:?}");
}

#[test]
fn a_film_is_shown_while_the_weights_are_on_their_way() {
    let server = serve();
    server.hold(".safetensors");
    let mut page = Page::open(&server, "", Adapter::None);
    page.drop_files(&phantoms("shown", 1));
    page.wait("the film", "!!document.querySelector('[data-testid=film-row] .thumbnail img')", 60);
    let rows = page.rows();
    assert!(rows.len() == 1 && rows[0].state == "scoring", "no weights have come, but {rows:?}");
    server.release();
    let rows = page.settled_rows(1, 120);
    assert!(rows.len() == 1 && rows[0].state == "done", "{rows:?}");
}

#[test]
fn damaged_weights_give_no_scores_and_the_page_says_so() {
    for model in models("pkg/weights", ["kind", "novelty", "disease"]) {
        let server = serve();
        server.damage(&format!("/weights/{model}"));
        let mut page = Page::open(&server, "", Adapter::Software);
        page.drop_files(&phantoms("damaged", 1));
        let rows = page.settled_rows(1, 120);
        assert_eq!(rows[0].state, "failed", "{model} is damaged: {rows:?}");
        assert!(rows[0].error.to_lowercase().contains("weights"), "{model} is damaged: {rows:?}");
        page.choose(&rows[0].file);
        sleep(Duration::from_millis(500));
        for number in ["p-chest", "anomaly", "p-abnormal-calibrated"] {
            assert_eq!(page.shown(number), None, "{model} is damaged, but {number} is shown");
        }
    }
}

#[test]
fn damaged_weights_of_the_paper_leave_the_release_models_at_work() {
    for model in models("pkg/weights/paper", ["vae", "modality", "diagnosis"]) {
        let server = serve();
        server.damage(&format!("/weights/paper/{model}"));
        let mut page = Page::open(&server, "?backend=cpu&paper=on", Adapter::None);
        page.drop_files(&phantoms("damaged_paper", 1));
        let rows = page.settled_rows(1, 120);
        assert_eq!(rows[0].state, "done", "{model} is damaged: {rows:?}");
        assert!(page.shown("p-chest").is_some(), "{model} is damaged, and no number is shown");
        assert_eq!(page.shown("vlb"), None, "{model} is damaged, but a score is shown");
        let note = page.text_of("[data-testid=paper-note]", "e.textContent");
        assert!(note.contains("cannot be used") && note.contains(&model), "{model} is damaged: {note}");
        let report = page.export().remove(0);
        assert!(report.get("scores").is_none(), "{report}");
    }
}

/// The files of three models, by the model card in a folder.
fn models(folder: &str, names: [&str; 3]) -> [String; 3] {
    let card =
        std::fs::read(package().join(folder).join("model-card.json")).expect("the page ships a model card");
    let card: serde_json::Value = serde_json::from_slice(&card).expect("the model card is JSON");
    names.map(|name| card[name]["file"].as_str().expect("the card names the weights' file").to_owned())
}

#[test]
fn a_broken_webgpu_engine_leaves_the_cpu_to_score() {
    for query in ["", "?backend=webgpu"] {
        let server = serve();
        server.damage("engine_gpu");
        let mut page = Page::open(&server, query, Adapter::Software);
        page.drop_files(&phantoms("no_gpu", 2));
        let rows = page.settled_rows(2, 180);
        assert!(rows.iter().all(|row| row.state == "done"), "{query}: {rows:?}");
        assert_eq!(page.text_of("[data-testid=backend]", "e.dataset.backend"), "cpu", "{query}");
    }
}

#[test]
fn a_second_visit_fetches_no_weights_again() {
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    let weights = || server.requests().iter().filter(|path| path.ends_with(".safetensors")).count();
    page.drop_files(&phantoms("visits", 1));
    page.settled_rows(1, 120);
    page.wait(
        "the page to be kept",
        "document.querySelector('[data-testid=offline]').dataset.state === 'kept'",
        60,
    );
    let first = weights();
    assert!(first > 0, "weights are fetched: {:?}", server.requests());
    page.reload();
    page.drop_files(&phantoms("visits", 1));
    let rows = page.settled_rows(1, 120);
    assert_eq!(rows[0].state, "done", "{rows:?}");
    assert_eq!(weights(), first, "weights were fetched again");
}
