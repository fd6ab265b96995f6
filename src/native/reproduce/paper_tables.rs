//! Tables 1 to 4 in the paper's form, with the paper's figures.

use super::html::Column::{Number, Paper};
use super::html::{Column, section, table};
use super::number_format::{format_spread, number, percent, thousands};
use super::report::{ExperimentReport, Spread};

pub(super) fn all(report: &ExperimentReport) -> String {
    let (train, test) = super::published::TABLE_1;
    let one = &report.table_1;
    let cells = |values: [usize; 3]| values.map(thousands);
    let [normal, abnormal, other] = cells(one.test);
    let [paper_normal, paper_abnormal, paper_other] = cells(test);
    let none = || "\u{2013}".to_owned();
    let head: [Column; 7] = [
        Number(""),
        Number("CR, no abnormality"),
        Paper("paper"),
        Number("CR, abnormality"),
        Paper("paper"),
        Number("not CR"),
        Paper("paper"),
    ];
    let table_1 = table(
        "Table 1. Films of the VAE experiment",
        &head,
        &[
            vec!["train".to_owned(), thousands(one.train), thousands(train), none(), none(), none(), none()],
            vec!["test".to_owned(), normal, paper_normal, abnormal, paper_abnormal, other, paper_other],
        ],
    );
    let sets = report.table_2.iter().flat_map(|two| {
        ["train", "test"].into_iter().enumerate().map(|(set, name)| {
            let mut row = vec![format!("{}, {name}", two.task.name())];
            for (ours, paper) in two.ours[set].into_iter().zip(two.paper[set]) {
                row.extend([thousands(ours), thousands(paper)]);
            }
            row
        })
    });
    let table_2 = table(
        "Table 2. Films of the CNN experiment",
        &[
            Number(""),
            Number("total"),
            Paper("paper"),
            Number("normal"),
            Paper("paper"),
            Number("abnormal"),
            Paper("paper"),
        ],
        &sets.collect::<Vec<_>>(),
    );
    let bounds = report.table_3.iter().map(|three| {
        let [normal, abnormal] = three.paper;
        let ours = |spread: &Spread| format_spread(spread, 1);
        vec![
            three.task.name().to_owned(),
            ours(&three.normal),
            number(normal, 1),
            ours(&three.abnormal),
            number(abnormal, 1),
        ]
    });
    let table_3 = table(
        "Table 3. Mean VLB of the test films: mean and standard deviation over the trainings",
        &[Number("task"), Number("normal"), Paper("paper"), Number("abnormal"), Paper("paper")],
        &bounds.collect::<Vec<_>>(),
    );
    let accuracies = report.table_4.iter().map(|four| {
        let (films, errors, accuracy) = four.paper;
        vec![
            four.task.name().to_owned(),
            thousands(four.films),
            thousands(films),
            thousands(four.errors),
            thousands(errors),
            percent(four.accuracy),
            percent(accuracy),
            percent(four.majority_rate),
        ]
    });
    let table_4 = table(
        "Table 4. Accuracy of the CNN, and of always predicting the majority class",
        &[
            Number("task"),
            Number("test films"),
            Paper("paper"),
            Number("errors"),
            Paper("paper"),
            Number("accuracy"),
            Paper("paper"),
            Number("majority class"),
        ],
        &accuracies.collect::<Vec<_>>(),
    );
    let errata = "<p class=\"note\">Errors in the paper\u{2019}s tables are kept as printed: its 9,964 normal training films of the diagnosis \
        task are 9,436; 3 errors in 2,492 are 99.9%; and its 1,020 errors are exactly the abnormal test films, so that 69.8% \
        is what \u{201c}always normal\u{201d} scores. Its table 2 shows that the normal films of the modality task are the CR films \
        without abnormality; so they are here.</p>\n";
    section("Tables 1 to 4", &format!("{table_1}{table_2}{table_3}{table_4}{errata}"))
}
