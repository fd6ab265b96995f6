//! Which plots the report shows.

use plotters::style::RGBColor;

use super::ReproduceError;
use super::films::{Films, Group};
use super::plots::{
    BLUE, GREEN, GREY, Mark, ORANGE, PURPLE, Panel, SKY, Series, YELLOW, draw, histogram, span,
};
use super::report::{Figure, Report, Training};
use crate::card::quantile;
use crate::native::metrics::{precision_recall, roc};
use crate::native::train::Epoch;

/// A plot with its title and what its colours mean.
pub(super) struct Chart {
    pub(super) title: String,
    pub(super) svg: String,
    pub(super) legend: Vec<(RGBColor, String)>,
}

/// A group's colour, everywhere the same.
pub(super) fn colour(group: Group) -> RGBColor {
    match group {
        Group::Normal => BLUE,
        Group::Abnormal => ORANGE,
        Group::Other => GREEN,
        Group::Ambiguous => GREY,
    }
}

fn chart(title: &str, panel: &Panel, series: &[Series]) -> Result<Chart, ReproduceError> {
    let named = series.iter().filter(|one| !one.name.is_empty());
    let legend = named.map(|one| (one.colour, one.name.clone())).collect();
    Ok(Chart { title: title.to_owned(), svg: draw(panel, series)?, legend })
}

/// A value of each test film by group, one row a group over a common axis.
pub(super) fn histograms(
    films: &Films,
    value: impl Fn(usize) -> Option<f64>,
    axis: &str,
) -> Result<Vec<Chart>, ReproduceError> {
    let of = |group: Group| films.tested(group).into_iter().filter_map(&value).collect::<Vec<_>>();
    let groups: Vec<_> = Group::ALL.into_iter().map(|group| (group, of(group))).collect();
    let mut all: Vec<f64> = groups.iter().flat_map(|(_, values)| values.iter().copied()).collect();
    all.sort_by(f64::total_cmp);
    // A single film far out would press all others into one bar.
    let range = span([quantile(&all, 0.5), quantile(&all, 99.5)]);
    let shown: Vec<_> = groups.into_iter().filter(|(_, values)| !values.is_empty()).collect();
    let last = shown.len().saturating_sub(1);
    let bars = |(i, (group, values)): (usize, &(Group, Vec<f64>))| {
        let (bars, width) = histogram(values, &range, 60);
        let highest = bars.iter().map(|bar| bar.1).fold(0.0, f64::max);
        let panel = Panel {
            width: 760,
            height: if i == last { 124 } else { 90 },
            x: (if i == last { axis } else { "" }, range.clone()),
            y: ("", 0.0..highest * 1.05),
        };
        let title = format!("{} ({} films)", group.name(), values.len());
        let series = [Series::new("", colour(*group), Mark::Bars(width), bars)];
        chart(&title, &panel, &series)
    };
    shown.iter().enumerate().map(bars).collect()
}

const CURVES: [RGBColor; 8] = [BLUE, ORANGE, GREEN, PURPLE, YELLOW, SKY, GREY, GREY];

/// Points of a curve from the scores of positive and of negative films.
type Curve = fn(&[f64], &[f64]) -> Vec<(f64, f64)>;

/// ROC and precision-recall curves of the paper's comparisons.
pub(super) fn curves(report: &Report) -> Result<Vec<Chart>, ReproduceError> {
    let shown: Vec<&Figure> = report.figures.iter().filter(|figure| figure.is_the_papers).collect();
    if shown.is_empty() {
        return Ok(Vec::new());
    }
    let draw = |title: &str, x: &str, y: &str, points: Curve, chance: bool| {
        let curve = |(figure, colour): (&&Figure, RGBColor)| {
            let name = format!("{}, {}", figure.method, figure.task.name());
            Series::new(&name, colour, Mark::Line, points(&figure.positives, &figure.negatives))
        };
        let mut series: Vec<_> = shown.iter().zip(CURVES).map(curve).collect();
        if chance {
            series.insert(0, Series::new("", GREY, Mark::Dashed, vec![(0.0, 0.0), (1.0, 1.0)]));
        }
        let panel = Panel { width: 400, height: 380, x: (x, 0.0..1.0), y: (y, 0.0..1.02) };
        chart(title, &panel, &series)
    };
    Ok(vec![
        draw("ROC curves", "1 \u{2212} specificity", "sensitivity", roc, true)?,
        draw("Precision-recall curves", "recall (sensitivity)", "precision", precision_recall, false)?,
    ])
}

/// Loss by epoch of the VAEs together and of each CNN, and a CNN's AUROC.
pub(super) fn trainings(report: &Report) -> Result<Vec<Chart>, ReproduceError> {
    let trained = |is_vae: bool| {
        let all = report.trainings.iter().filter(|training| !training.history.epochs.is_empty());
        all.filter(move |training| training.name.starts_with("VAE") == is_vae)
    };
    let points = |training: &Training, value: fn(&Epoch) -> Option<f64>| {
        let epochs = training.history.epochs.iter();
        epochs.filter_map(|epoch| Some((epoch.epoch as f64, value(epoch)?))).collect::<Vec<_>>()
    };
    let panel = |title: &str, y: &str, series: &[Series], range: Option<std::ops::Range<f64>>| {
        let all = || series.iter().flat_map(|one| one.points.iter());
        let y_range = range.unwrap_or_else(|| span(all().map(|point| point.1)));
        let panel = Panel {
            width: 400,
            height: 260,
            x: ("epoch", span(all().map(|point| point.0))),
            y: (y, y_range),
        };
        chart(title, &panel, series)
    };
    let mut charts = Vec::new();
    let mut vaes = Vec::new();
    for (training, colour) in trained(true).zip([BLUE, GREEN, PURPLE].into_iter().cycle()) {
        // The first epochs, from millions of nats down, would hide all the others.
        let late = |points: Vec<(f64, f64)>| {
            let skipped = if points.len() > 10 { 3 } else { 0 };
            points.into_iter().skip(skipped).collect::<Vec<_>>()
        };
        let followed = late(points(training, |epoch| Some(epoch.validation_loss)));
        vaes.push(Series::new("", GREY, Mark::Dashed, followed));
        let learnt = late(points(training, |epoch| Some(epoch.train_loss)));
        vaes.push(Series::new(&training.name, colour, Mark::Line, learnt));
    }
    if !vaes.is_empty() {
        charts.push(panel("VAE, nats a film (dashed: held-out normal films)", "\u{2212}VLB", &vaes, None)?);
    }
    for training in trained(false) {
        let loss = [
            Series::new(
                "held-out films",
                ORANGE,
                Mark::Line,
                points(training, |epoch| Some(epoch.validation_loss)),
            ),
            Series::new("training films", BLUE, Mark::Line, points(training, |epoch| Some(epoch.train_loss))),
        ];
        charts.push(panel(&format!("{}, cross-entropy", training.name), "nats a film", &loss, None)?);
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

/// The bound against the film's own entropy: no film can lie under the line.
pub(super) fn floor(films: &Films, vlb: &[Option<f64>]) -> Result<Option<Chart>, ReproduceError> {
    let mut series = Vec::new();
    for group in Group::ALL {
        let tested = films.tested(group);
        let every = tested.len().div_ceil(350).max(1);
        let point = |&i: &usize| Some((films.films[i].facts.entropy, -vlb[i]?));
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
    for one in &mut series {
        one.points.retain(|point| point.1 <= y.end);
    }
    series.push(Series::new("", GREY, Mark::Dashed, vec![(low, low), (high, high)]));
    let panel = Panel {
        width: 760,
        height: 420,
        x: ("the film's own entropy H, nats", x),
        y: ("\u{2212}VLB, nats", y),
    };
    chart("The bound and its floor", &panel, &series).map(Some)
}
