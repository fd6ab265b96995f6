//! The gallery: films at either end of a score, and of the loss against labels.

use std::fs;

use crate::chromium::Adapter;
use crate::films::phantoms;
use crate::page::Page;
use crate::{scratch, serve};

fn numbers(page: &mut Page, handle: &str) -> Vec<(String, f64)> {
    let found = page.evaluate(&format!(
        "[...document.querySelectorAll('[data-testid={handle}] button')]
            .map(b => [b.dataset.file, parseFloat(b.querySelector('.gallery-number').textContent)])"
    ));
    serde_json::from_value(found).expect("names with numbers")
}

#[test]
fn films_stand_at_either_end_of_a_score_and_of_the_loss_against_labels() {
    let files = phantoms("gallery", 6);
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.drop_files(&files);
    page.settled_rows(6, 120);
    let reports = page.export();
    page.click("[data-testid=gallery]");
    page.enter("[data-testid=gallery-by]", "abnormal");
    let (best, worst) = (numbers(&mut page, "gallery-best"), numbers(&mut page, "gallery-worst"));
    assert!(best.is_sorted_by(|a, b| a.1 <= b.1) && worst.is_sorted_by(|a, b| a.1 >= b.1));
    let chest = reports.iter().filter(|report| report["verdict"] != "not_a_chest_film");
    assert_eq!(best.len() + worst.len(), chest.clone().count());
    for (file, shown) in best.iter().chain(&worst) {
        let report = chest.clone().find(|report| report["file"] == **file).expect("a report of the film");
        let p = report["p_abnormal_calibrated"].as_f64().expect("a probability");
        assert!((p - shown).abs() <= 0.0005, "{file}: {shown} is shown and {p} reported");
    }

    // Labels that are all wrong cost what they must.
    let table = scratch("gallery-labels").join("labels.csv");
    let rows = best
        .iter()
        .chain(&worst)
        .map(|(file, p)| format!("{file},{}\n", if *p < 0.5 { "abnormal" } else { "normal" }));
    fs::write(&table, format!("file,label\n{}", rows.collect::<String>())).expect("written");
    page.pick_files_in("[data-testid=labels-input]", &[table]);
    let count = best.len() + worst.len();
    page.wait(
        "the labels to be found",
        &format!("document.querySelector('[data-testid=labels-note]').textContent.startsWith('{count} labels loaded; {count} of them')"),
        10,
    );
    page.enter("[data-testid=gallery-by]", "loss");
    let worst = numbers(&mut page, "gallery-worst");
    for (file, loss) in worst.iter().chain(&numbers(&mut page, "gallery-best")) {
        let report = chest.clone().find(|report| report["file"] == **file).expect("a report of the film");
        let p = report["p_abnormal_calibrated"].as_f64().expect("a probability");
        let wrong = if p < 0.5 { p } else { 1.0 - p };
        assert!((loss + wrong.ln()).abs() < 0.002, "{file}: {loss} for {p}");
    }
    let first = worst[0].0.clone();
    page.click("[data-testid=gallery-worst] button");
    page.wait(
        "the film that was pressed",
        &format!(
            "document.querySelector('[data-testid=film-row][aria-current=true]').dataset.file == {first:?}"
        ),
        10,
    );
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}
