//! The page's sections: text and tables.

use super::films::FilmGroup;
use super::html::Column::{Number, Text};
use super::html::{escape, p, section, table};
use super::number_format::{format_spread, interval, minutes, percent, thousands};
use super::report::{Auroc, Confounder, ExperimentReport, Figure, FilmCount, Training};
use crate::native::tables::TableLayout;

pub(super) const HISTOGRAMS: &str = "The variational lower bound (VLB) of every test film, the mean over the \
    trainings; closer to zero is more similar to normal films. Each row has its own vertical scale.";
pub(super) const GALLERIES: &str = "The ten best and ten worst test films of each group. Figures 1 to 6: by VLB; \
    figures 7 to 10: by the CNN\u{2019}s cross-entropy: truth, prediction, cross-entropy in nats, where 0 is abnormal (or not CR) \
    and 1 is normal (or CR).";

pub(super) fn header(report: &ExperimentReport, on_source: &str) -> String {
    format!(
        "<header>\n<p class=\"over\">Negatoscope \u{b7} reproduction</p>\n<h1>The paper\u{2019}s experiment{on_source}</h1>\n\
         <p class=\"lead\">Kurotaki et al. (2017) scored chest films by a variational autoencoder trained on normal ones, \
         and by a convolutional network trained on both. This report repeats both methods on both tasks.</p>\n\
         <p class=\"notice\">{}</p>\n</header>\n",
        report.notice
    )
}

/// Summary: the four comparisons of the paper.
pub(super) fn summary(report: &ExperimentReport) -> String {
    let item = |figure: &Figure| {
        let m = &figure.metrics;
        let collapsed = m.balanced_accuracy < 0.55 && (m.accuracy - m.majority_rate).abs() < 0.02;
        format!(
            "<li><b>{:.3}</b>AUROC of the {} in the {} task ({:.3}\u{2013}{:.3}): {}, {} against {}. Accuracy {}, always predicting the \
             majority class {}.{}</li>\n",
            m.auroc,
            figure.method.name(),
            figure.task.name(),
            m.auroc_95[0],
            m.auroc_95[1],
            escape(&figure.films),
            m.positives,
            m.negatives,
            percent(m.accuracy),
            percent(m.majority_rate),
            if collapsed { " It predicts one class for nearly all films." } else { "" }
        )
    };
    let items: String = report.figures.iter().filter(|figure| figure.is_the_papers).map(item).collect();
    let items = match items.as_str() {
        "" => p(
            "There are no figures, because nothing is trained yet. Run the same command without <code>--report</code> to train.",
        ),
        items => format!("<ul class=\"short\">\n{items}</ul>\n"),
    };
    section("Summary", &format!("{items}{}", unfinished(&report.trainings)))
}

/// The trainings that stopped or lack epochs, and those without figures with the reason.
fn unfinished(trainings: &[Training]) -> String {
    let why = |t: &Training| t.stopped.as_ref().map(|why| format!(": {}", escape(why))).unwrap_or_default();
    let short = trainings.iter().filter(|t| t.epochs_run < t.config.epochs || t.stopped.is_some());
    let (without, with): (Vec<_>, Vec<_>) = short.partition(|t| !t.has_figures);
    let without = without.into_iter().map(|t| match &t.stopped {
        Some(_) => format!("<li>{}{}</li>\n", t.name, why(t)),
        None => format!("<li>{}: not trained yet</li>\n", t.name),
    });
    let with = with
        .into_iter()
        .map(|t| format!("<li>{}: {} of {} epochs{}</li>\n", t.name, t.epochs_run, t.config.epochs, why(t)));
    let list = |title: &str, items: String| match items.as_str() {
        "" => String::new(),
        items => format!("<p class=\"note\">{title}</p>\n<ul class=\"note\">\n{items}</ul>\n"),
    };
    let on_its_way = "Not trained to the end; the figures below are of an unfinished training:";
    format!("{}{}", list("Without figures:", without.collect()), list(on_its_way, with.collect()))
}

/// Statement on patients in both sets; `unknown` films name no patient.
fn patients(unknown: usize, films: usize) -> String {
    match unknown {
        0 => "No patient is in both sets of a CNN.".to_owned(),
        _ if unknown == films => {
            "Patients are unknown: the split is by file, and a patient may be in both sets of a CNN."
                .to_owned()
        }
        _ => format!(
            "No patient is in both sets of a CNN, as far as patients are known: {} of {} films name none and are split \
             by file.",
            thousands(unknown),
            thousands(films)
        ),
    }
}

/// Statement on normal films without a final decision, where others have one.
fn without_decision(layout: TableLayout, counts: &[FilmCount]) -> String {
    let normal = || counts.iter().filter(|count| count.group == FilmGroup::Normal);
    let films: usize = normal().map(|count| count.train + count.test).sum();
    let without: usize = normal().map(|count| count.without_decision).sum();
    if layout != TableLayout::Labels || without == 0 || without == films {
        return String::new();
    }
    format!(
        " Of the {} films \u{201c}{}\u{201d}, {} have no final decision; only their label counts.",
        thousands(films),
        FilmGroup::Normal.name(),
        thousands(without)
    )
}

pub(super) fn films(report: &ExperimentReport) -> String {
    let layout = match report.layout {
        TableLayout::Labels => "a table with the columns file and label",
        TableLayout::Decisions => "a table of findings and final decisions, by the paper\u{2019}s label rule",
        TableLayout::ClassFolders => "class folders",
        TableLayout::Nih => "NIH ChestX-ray14\u{2019}s own table",
        TableLayout::Rsna => "RSNA\u{2019}s table of its pneumonia challenge",
        TableLayout::Vindr => "VinDr-CXR\u{2019}s table, by the majority of its readers",
    };
    let name = |name: &str| if name.is_empty() { "source not named".to_owned() } else { escape(name) };
    let rows = report.films.iter().map(|count| {
        let (group, train, test) = (count.group.name().to_owned(), count.train, count.test);
        vec![name(&count.source), group, thousands(train), thousands(test)]
    });
    let excluded = report.exclusions.iter().map(|excluded| {
        let examples = excluded.examples.iter().map(|name| escape(name)).collect::<Vec<_>>().join(", ");
        let examples = format!("<small>{examples}{}</small>", excluded.ellipsis());
        vec![escape(excluded.reason.text()), thousands(excluded.films), examples]
    });
    let excluded = excluded.collect::<Vec<_>>();
    let excluded = match excluded.as_slice() {
        [] => p("No film was excluded."),
        rows => table("Excluded films", &[Number("reason"), Number("films"), Text("for example")], rows),
    };
    let split = if report.has_published_split {
        "The split of the table is kept; its validation films count as training films."
    } else {
        "A fifth of the patients, or of the films if patients are unknown, is drawn for the test, as in the paper."
    };
    let body = format!(
        "{}{}{excluded}",
        p(&format!(
            "Labels come from {layout}: {}. The modality comes from the DICOM header if the film has one.{} {split} {} \
             The VAE is trained on normal training films only and tested on all \
             abnormal ones and on all that are not CR.",
            escape(&report.labels_from),
            without_decision(report.layout, &report.films),
            patients(report.without_patient, report.films.iter().map(|count| count.train + count.test).sum())
        )),
        table(
            "",
            &[Number("source"), Text("group"), Number("train"), Number("test")],
            &rows.collect::<Vec<_>>()
        )
    );
    section("Films", &body)
}

pub(super) fn figures(report: &ExperimentReport) -> String {
    let row = |figure: &Figure| {
        let m = &figure.metrics;
        let by_run = match figure.auroc_by_run.runs.len() {
            0 | 1 => "\u{2013}".to_owned(),
            _ => format_spread(&figure.auroc_by_run, 3),
        };
        vec![
            format!(
                "{}, {}<br><small>{}</small>",
                figure.method.name(),
                figure.task.name(),
                escape(&figure.films)
            ),
            format!("{} / {}", thousands(m.positives), thousands(m.negatives)),
            interval(m.auroc, m.auroc_95),
            by_run,
            format!("{:.3}", figure.average_precision),
            format!("{:.3}", m.sensitivity),
            format!("{:.3}", m.specificity),
            format!("{:.3}", m.balanced_accuracy),
            format!("{:.3}", m.accuracy),
            format!("{:.3}", m.majority_rate),
        ]
    };
    let rows = report.figures.iter().map(row).collect::<Vec<_>>();
    if rows.is_empty() {
        return String::new();
    }
    let head = [
        "films",
        "pos. / neg.",
        "AUROC (95%)",
        "by training",
        "average<br>precision",
        "sensi\u{ad}tivity",
        "speci\u{ad}ficity",
        "balanced<br>accuracy",
        "accuracy",
        "majority<br>class",
    ];
    let note = "<p class=\"note\">AUROC with its 95% interval by DeLong; where the groups do not overlap, DeLong\u{2019}s interval has no width, \
        and the bound is Clopper and Pearson\u{2019}s over as many pairs as the smaller group has films. A VAE\u{2019}s operating point is the 2.5th percentile of its \
        normal training films\u{2019} VLB; a CNN\u{2019}s is a probability of a half, as in the paper. Films of one patient count as independent.</p>\n";
    section(
        "All figures",
        &format!("<div class=\"dense\">{}</div>{note}", table("", &head.map(Number), &rows)),
    )
}

pub(super) fn entropy(report: &ExperimentReport, lower_limit: &str, lifted: &str) -> String {
    if report.entropy.is_empty() {
        return String::new();
    }
    let rows = report.entropy.iter().map(|e| {
        let cell = |a: &Auroc| interval(a.auroc, a.auroc_95);
        vec![escape(&e.films), cell(&e.by_vlb), cell(&e.by_vlb_and_entropy), cell(&e.by_entropy_alone)]
    });
    let text = "The paper could not explain why one image without lungs had the best VLB of all. Its pixels are grey \
        values x in 0 to 1, and its likelihood is Bernoulli\u{2019}s. Whatever the model answers, that likelihood cannot exceed the \
        picture\u{2019}s own entropy turned negative, \u{2212}H(x), with H(x) = \u{2212}\u{2211} (x ln x + (1 \u{2212} x) ln(1 \u{2212} x)): about 0.69 nats for a \
        pixel of middle grey, nothing for black or white. A picture of black and white may therefore score well however little it \
        resembles a film (figure 2, with each picture\u{2019}s H), and a grey film scores badly however well it is explained. VLB + H takes that floor off the same \
        weights\u{2019} scores; what is left is how far the model is from the picture.";
    let table = table(
        "AUROC of the same trainings",
        &["films", "by VLB", "by VLB + H", "by H alone"].map(Number),
        &rows.collect::<Vec<_>>(),
    );
    format!("{}{table}<div class=\"stack\">{lower_limit}</div>\n<h3>VLB + H by group</h3>\n{lifted}", p(text))
}

pub(super) fn confounders(report: &ExperimentReport) -> String {
    let row = |c: &Confounder| {
        vec![
            escape(&c.films),
            c.kind.name().to_owned(),
            format!("{} / {}", thousands(c.positives), thousands(c.negatives)),
            interval(c.auroc.auroc, c.auroc.auroc_95),
        ]
    };
    let rows = report.confounders.iter().map(row).collect::<Vec<_>>();
    if rows.is_empty() {
        return String::new();
    }
    let text = "AUROC of three confounders that are not a reading of the film. A model is not better than its films\u{2019} brightness, \
        shape or view until its own figure is; 0.5 is chance level, and a figure below it separates as well the other way round.";
    let table =
        table("", &[Number("films"), Text("alone"), Number("pos. / neg."), Number("AUROC (95%)")], &rows);
    section("Confounders alone", &format!("{}{table}", p(text)))
}

pub(super) fn trainings(report: &ExperimentReport, charts: &str) -> String {
    let row = |t: &Training| {
        vec![
            t.name.clone(),
            format!("{} of {}", t.epochs_run, t.config.epochs),
            thousands(t.films),
            format!("{} \u{d7} {}", t.films_an_epoch / t.config.batch.max(1), t.config.batch),
            t.config.optimiser.clone(),
            t.config.seed.to_string(),
            minutes(t.seconds),
        ]
    };
    let rows = report.trainings.iter().map(row).collect::<Vec<_>>();
    let head = ["training", "epochs", "films", "steps \u{d7} batch", "optimiser", "seed", "time"];
    let note = "<p class=\"note\">Full batches, shuffled each epoch; the weights are those of the last epoch. Where \
        the paper does not say: 512 hidden units, learning rate 0.001; the VAE uses warm-up and gradient clipping, without \
        which all its hidden units may die in the first steps.</p>\n";
    section("Trainings", &format!("{}{charts}{note}", table("", &head.map(Number), &rows)))
}

pub(super) fn footer(report: &ExperimentReport) -> String {
    format!(
        "<footer>\n<p>{} Created by {}. The same as data: <code>report.json</code>, and one row per film in <code>report.csv</code>.</p>\n\
         <p>{}</p>\n</footer>\n",
        report.notice, report.program, report.weights
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_of_films_is_said() {
        assert_eq!(patients(0, 3), "No patient is in both sets of a CNN.");
        assert!(patients(3, 3).starts_with("Patients are unknown: the split is by file"));
        assert!(patients(1000, 2000).contains("1,000 of 2,000 films name none"));
        let count = |group, without_decision| FilmCount {
            source: String::new(),
            group,
            train: 478,
            test: 70,
            without_decision,
        };
        let counts = [count(FilmGroup::Normal, 524), count(FilmGroup::Abnormal, 7)];
        let said = without_decision(TableLayout::Labels, &counts);
        assert!(said.contains("548") && said.contains("524 have no final decision"), "{said}");
        assert_eq!(without_decision(TableLayout::Nih, &counts), "", "a table without decisions");
        assert_eq!(without_decision(TableLayout::Labels, &[count(FilmGroup::Normal, 548)]), "");
    }
}
