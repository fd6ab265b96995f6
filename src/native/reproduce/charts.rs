//! Which plots the report shows.

use std::ops::Range;

use plotters::style::RGBColor;

use super::error::ReproduceError;
use super::films::{ExperimentFilms, FilmGroup};
use super::number_format::{counted, number};
use super::part::Method;
use super::plots::{
    BLUE, GREEN, GREY, Mark, ORANGE, PURPLE, Panel, SKY, Series, YELLOW, draw, histogram, span,
};
use super::report::{ExperimentReport, Figure, Training};
use crate::native::evaluation::metrics::{precision_recall, roc};
use crate::native::train::checkpoint::Epoch;
use crate::statistics::quantile;

/// A plot with its title and what its colours mean.
pub(super) struct Chart {
    pub(super) title: String,
    pub(super) svg: String,
    pub(super) legend: Vec<(RGBColor, String)>,
    /// What the plot leaves out; empty where it shows all.
    pub(super) note: String,
}

/// The colour of a group, the same in all plots.
pub(super) fn colour(group: FilmGroup) -> RGBColor {
    match group {
        FilmGroup::Normal => BLUE,
        FilmGroup::Abnormal => ORANGE,
        FilmGroup::Other => GREEN,
        FilmGroup::Ambiguous => GREY,
    }
}

fn chart(title: &str, panel: &Panel, series: &[Series]) -> Result<Chart, ReproduceError> {
    let named = series.iter().filter(|one| !one.name.is_empty());
    let legend = named.map(|one| (one.colour, one.name.clone())).collect();
    Ok(Chart { title: title.to_owned(), svg: draw(panel, series)?, legend, note: String::new() })
}

/// Histograms of a value of the test films: one for each group, over a common axis.
pub(super) fn histograms(
    films: &ExperimentFilms,
    value: impl Fn(usize) -> Option<f64>,
    axis: &str,
) -> Result<Vec<Chart>, ReproduceError> {
    let values = |group: FilmGroup| films.tested(group).into_iter().filter_map(&value).collect::<Vec<_>>();
    let groups: Vec<_> = FilmGroup::ALL.into_iter().map(|group| (group, values(group))).collect();
    let mut all: Vec<f64> = groups.iter().flat_map(|(_, values)| values.iter().copied()).collect();
    all.sort_by(f64::total_cmp);
    // A single outlier would press all others into one bar.
    let range = span([quantile(&all, 0.5), quantile(&all, 99.5)]);
    let shown: Vec<_> = groups.into_iter().filter(|(_, values)| !values.is_empty()).collect();
    let last = shown.len().saturating_sub(1);
    let bars = |(i, (group, values)): (usize, &(FilmGroup, Vec<f64>))| {
        let (bars, width) = histogram(values, &range, 60);
        let highest = bars.iter().map(|bar| bar.1).fold(0.0, f64::max);
        let panel = Panel {
            width: 760,
            height: if i == last { 130 } else { 90 },
            x: (if i == last { axis } else { "" }, range.clone()),
            y: ("", 0.0..highest * 1.05),
        };
        let title = format!("{} ({} films)", group.name(), values.len());
        let series = [Series::new("", colour(*group), Mark::Bars(width), bars)];
        Ok(Chart { note: beyond(values, &range), ..chart(&title, &panel, &series)? })
    };
    shown.iter().enumerate().map(bars).collect()
}

/// Note on the values outside a range, which a histogram counts in its outermost bars.
fn beyond(values: &[f64], range: &Range<f64>) -> String {
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)));
    let below = values.iter().filter(|&&value| value < range.start).count();
    let above = values.iter().filter(|&&value| value > range.end).count();
    let said = [(below, "left", "lowest", low), (above, "right", "highest", high)];
    let said = said.into_iter().filter(|(films, ..)| *films > 0).map(|(films, side, which, value)| {
        format!("{} beyond the {side} edge ({which} {})", counted(films, "film"), number(value, 0))
    });
    let said = said.collect::<Vec<_>>().join("; ");
    if said.is_empty() { said } else { format!("The outermost bars include {said}.") }
}

const CURVES: [RGBColor; 8] = [BLUE, ORANGE, GREEN, PURPLE, YELLOW, SKY, GREY, GREY];

/// Points of a curve from the scores of positive and of negative films.
type Curve = fn(&[f64], &[f64]) -> Vec<(f64, f64)>;

/// ROC and precision-recall curves of the paper's comparisons.
pub(super) fn curves(report: &ExperimentReport) -> Result<Vec<Chart>, ReproduceError> {
    let shown: Vec<&Figure> = report.figures.iter().filter(|figure| figure.is_the_papers).collect();
    if shown.is_empty() {
        return Ok(Vec::new());
    }
    let lines = |points: Curve, area: fn(&Figure) -> f64| {
        let curve = |(figure, colour): (&&Figure, RGBColor)| {
            let name = format!("{}, {}: {:.3}", figure.method.name(), figure.task.name(), area(figure));
            Series::new(&name, colour, Mark::Line, points(&figure.positives, &figure.negatives))
        };
        shown.iter().zip(CURVES).map(curve).collect::<Vec<_>>()
    };
    let draw = |title: &str, x: &str, y: &str, series: [Vec<Series>; 2]| {
        let panel = Panel { width: 480, height: 430, x: (x, 0.0..1.0), y: (y, 0.0..1.02) };
        chart(title, &panel, &series.into_iter().flatten().collect::<Vec<_>>())
    };
    let chance_line = Series::new("", GREY, Mark::Dashed, vec![(0.0, 0.0), (1.0, 1.0)]);
    let prevalences = shown.iter().zip(CURVES).map(|(figure, colour)| {
        let (positives, negatives) = (figure.positives.len() as f64, figure.negatives.len() as f64);
        Series::new("", colour, Mark::Level(positives / (positives + negatives)), Vec::new())
    });
    let roc = [vec![chance_line], lines(roc, |figure| figure.metrics.auroc)];
    let recall = [prevalences.collect(), lines(precision_recall, |figure| figure.average_precision)];
    let recall =
        draw("Precision-recall curves (average precision)", "recall (sensitivity)", "precision", recall)?;
    let note = "Thin lines: share of positive films, which is the precision at chance level.";
    Ok(vec![
        draw("ROC curves (AUROC)", "1 \u{2212} specificity", "sensitivity", roc)?,
        Chart { note: note.to_owned(), ..recall },
    ])
}

/// First epochs of a VAE that its curve leaves out.
const SKIPPED_EPOCHS: usize = 3;

fn not_shown(losses: &[f64]) -> String {
    if losses.is_empty() {
        return String::new();
    }
    let highest = losses.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    format!("The first {SKIPPED_EPOCHS} epochs, with up to {highest:.0} nats per film, are not shown.")
}

/// Loss by epoch of the VAEs together and of each CNN, and a CNN's AUROC.
pub(super) fn trainings(report: &ExperimentReport) -> Result<Vec<Chart>, ReproduceError> {
    let trained = |method: Method| {
        let all = report.trainings.iter().filter(|training| !training.history.epochs.is_empty());
        all.filter(move |training| training.method == method)
    };
    let points = |training: &Training, value: fn(&Epoch) -> Option<f64>| {
        let epochs = training.history.epochs.iter();
        epochs.filter_map(|epoch| Some((epoch.epoch as f64, value(epoch)?))).collect::<Vec<_>>()
    };
    let panel = |title: &str, y: &str, series: &[Series], range: Option<Range<f64>>| {
        let all = || series.iter().flat_map(|one| one.points.iter());
        let y_range = range.unwrap_or_else(|| span(all().map(|point| point.1)));
        let panel = Panel {
            width: 480,
            height: 300,
            x: ("epoch", span(all().map(|point| point.0))),
            y: (y, y_range),
        };
        chart(title, &panel, series)
    };
    let mut charts = Vec::new();
    let (mut vaes, mut first_epochs) = (Vec::new(), Vec::new());
    for (training, colour) in trained(Method::Vae).zip([BLUE, GREEN, PURPLE].into_iter().cycle()) {
        // The first epochs have millions of nats: on their scale, later epochs would look flat.
        let mut late = |points: Vec<(f64, f64)>| {
            let skipped = if points.len() > 10 { SKIPPED_EPOCHS } else { 0 };
            first_epochs.extend(points.iter().take(skipped).map(|point| point.1));
            points.into_iter().skip(skipped).collect::<Vec<_>>()
        };
        let followed = late(points(training, |epoch| Some(epoch.validation_loss)));
        vaes.push(Series::new("", colour, Mark::Dashed, followed));
        let learnt = late(points(training, |epoch| Some(epoch.train_loss)));
        vaes.push(Series::new(&training.name, colour, Mark::Line, learnt));
    }
    if !vaes.is_empty() {
        let title = "VAE, nats per film (dashed: held-out normal films)";
        let chart = panel(title, "\u{2212}VLB", &vaes, None)?;
        charts.push(Chart { note: not_shown(&first_epochs), ..chart });
    }
    for training in trained(Method::Cnn) {
        let loss = [
            Series::new(
                "held-out films",
                ORANGE,
                Mark::Line,
                points(training, |epoch| Some(epoch.validation_loss)),
            ),
            Series::new("training films", BLUE, Mark::Line, points(training, |epoch| Some(epoch.train_loss))),
        ];
        charts.push(panel(&format!("{}, cross-entropy", training.name), "nats per film", &loss, None)?);
        let auroc = [Series::new("", ORANGE, Mark::Line, points(training, |epoch| epoch.validation_auroc))];
        charts.push(panel(
            &format!("{}, AUROC on held-out films", training.name),
            "AUROC",
            &auroc,
            Some(0.4..1.01),
        )?);
    }
    Ok(charts)
}

/// Films of a group that are drawn: more dots would overlap.
const MAX_DOTS: usize = 350;

/// The bound against the film's own entropy: no film can lie below the line.
pub(super) fn lower_limit(
    films: &ExperimentFilms,
    vlb: &[Option<f64>],
) -> Result<Option<Chart>, ReproduceError> {
    let (mut series, mut is_thinned) = (Vec::new(), false);
    for group in FilmGroup::ALL {
        let tested = films.tested(group);
        let every = tested.len().div_ceil(MAX_DOTS).max(1);
        is_thinned |= every > 1;
        let point = |&i: &usize| Some((films.films[i].statistics.entropy, -vlb[i]?));
        let points: Vec<_> = tested.iter().step_by(every).filter_map(point).collect();
        if !points.is_empty() {
            series.push(Series::new(group.name(), colour(group), Mark::Dots, points));
        }
    }
    if series.is_empty() {
        return Ok(None);
    }
    let all = || series.iter().flat_map(|one| one.points.iter());
    let (x, mut y) = (span(all().map(|point| point.0)), span(all().map(|point| point.1)));
    let mut heights: Vec<f64> = all().map(|point| point.1).collect();
    heights.sort_by(f64::total_cmp);
    y.end = quantile(&heights, 99.0) * 1.05;
    y.start = y.start.min(x.start);
    let (low, high) = (x.start.max(y.start), x.end.min(y.end));
    let above = all().filter(|point| point.1 > y.end).count();
    let highest = heights.last().copied().unwrap_or_default();
    let above =
        (above > 0).then(|| format!("Not shown: {} above, up to {highest:.0}.", counted(above, "film")));
    let thinned =
        is_thinned.then(|| format!("At most {MAX_DOTS} films per group are drawn, sampled evenly."));
    let note = above.into_iter().chain(thinned).collect::<Vec<_>>().join(" ");
    for one in &mut series {
        one.points.retain(|point| point.1 <= y.end);
    }
    series.push(Series::new("", GREY, Mark::Dashed, vec![(low, low), (high, high)]));
    let panel =
        Panel { width: 760, height: 420, x: ("entropy H of the film, nats", x), y: ("\u{2212}VLB, nats", y) };
    Ok(Some(Chart { note, ..chart("The VLB and its lower limit", &panel, &series)? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_plot_leaves_out_is_said() {
        let values = [-9000.4, -2.0, 0.0, 1.0, 3.0, 44.0];
        let said = "The outermost bars include 1 film beyond the left edge (lowest \u{2212}9000); 2 films beyond the right edge (highest 44).";
        assert_eq!(beyond(&values, &(-2.0..1.0)), said);
        assert_eq!(beyond(&values, &(-9001.0..44.0)), "");
        assert_eq!(
            not_shown(&[7e6, 8e6]),
            "The first 3 epochs, with up to 8000000 nats per film, are not shown."
        );
        assert_eq!(not_shown(&[]), "");
    }
}
