//! Plots as SVG for the page: one kind of panel, which takes its font and size from the page.

use std::ops::Range;

use plotters::backend::SVGBackend;
use plotters::chart::ChartBuilder;
use plotters::drawing::IntoDrawingArea;
use plotters::element::{Circle, DashedPathElement, PathElement, Rectangle};
use plotters::style::{BLACK, Color, IntoFont, RGBColor, ShapeStyle, TextStyle};

use super::error::ReproduceError;
use super::number_format::number;

/// The palette of Okabe and Ito, suitable for colour-blind readers.
pub(super) const BLUE: RGBColor = RGBColor(0, 114, 178);
pub(super) const ORANGE: RGBColor = RGBColor(213, 94, 0);
pub(super) const GREEN: RGBColor = RGBColor(0, 158, 115);
pub(super) const PURPLE: RGBColor = RGBColor(204, 121, 167);
pub(super) const SKY: RGBColor = RGBColor(86, 180, 233);
pub(super) const YELLOW: RGBColor = RGBColor(230, 159, 0);
pub(super) const GREY: RGBColor = RGBColor(120, 126, 134);
const RULE: RGBColor = RGBColor(228, 231, 235);
const INK: RGBColor = RGBColor(84, 91, 99);

/// Text height; the SVG uses 1 / 1.24 of it. In the page's narrowest plots, at 1280 pixels, that is 12 pixels.
const TEXT: i32 = 14;

/// A panel to draw in.
pub(super) struct Panel<'a> {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) x: (&'a str, Range<f64>),
    pub(super) y: (&'a str, Range<f64>),
}

/// A series of points.
pub(super) struct Series {
    pub(super) name: String,
    pub(super) colour: RGBColor,
    pub(super) points: Vec<(f64, f64)>,
    pub(super) mark: Mark,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Mark {
    Line,
    /// Thin.
    Dashed,
    /// Thin, across the whole panel at this height.
    Level(f64),
    Dots,
    /// Bars from 0 with this width.
    Bars(f64),
}

impl Series {
    pub(super) fn new(name: &str, colour: RGBColor, mark: Mark, points: Vec<(f64, f64)>) -> Self {
        Self { name: name.to_owned(), colour, points, mark }
    }
}

/// The panel as an `<svg>` element that takes its font and width from the page.
pub(super) fn draw(panel: &Panel, series: &[Series]) -> Result<String, ReproduceError> {
    let mut svg = String::new();
    paint(&mut svg, panel, series).map_err(|error| ReproduceError::Plot(error.to_string()))?;
    let size = format!("width=\"{}\" height=\"{}\" ", panel.width, panel.height);
    // Inside a page the element needs no fixed size, no font and no namespace.
    Ok(svg
        .replacen(&size, "role=\"img\" ", 1)
        .replacen(" xmlns=\"http://www.w3.org/2000/svg\"", "", 1)
        .replace("font-family=\"sans-serif\" ", ""))
}

fn paint(svg: &mut String, panel: &Panel, series: &[Series]) -> Result<(), Box<dyn std::error::Error>> {
    let ((x_name, x), (y_name, y)) = (&panel.x, &panel.y);
    let (x, y) = (proper(x), proper(y));
    let area = SVGBackend::with_string(svg, (panel.width, panel.height)).into_drawing_area();
    let left = if y_name.is_empty() { 14 } else { 66 };
    let mut chart = ChartBuilder::on(&area)
        .margin_top(8)
        .margin_right(18)
        .margin_left(if y_name.is_empty() { 0 } else { 6 })
        .x_label_area_size(if x_name.is_empty() { 6 } else { 42 })
        .y_label_area_size(left)
        .build_cartesian_2d(x.clone(), y.clone())?;
    let text: TextStyle = ("sans-serif", TEXT).into_font().color(&INK);
    chart
        .configure_mesh()
        .light_line_style(BLACK.mix(0.0))
        .bold_line_style(RULE)
        .axis_style(GREY.stroke_width(1))
        .label_style(text.clone())
        .axis_desc_style(text)
        .x_desc(*x_name)
        .y_desc(*y_name)
        .x_labels(6)
        .y_labels(if left == 14 { 0 } else { 6 })
        .x_label_formatter(&|value| match *x_name {
            "" => String::new(),
            // Epochs are integers: no labels between them.
            "epoch" if value.fract() != 0.0 => String::new(),
            "epoch" => format!("{value:.0}"),
            _ => label(*value, &x),
        })
        .y_label_formatter(&|value| label(*value, &y))
        .draw()?;
    for one in series {
        let (points, stroke) = (one.points.clone(), one.colour.stroke_width(2));
        match one.mark {
            Mark::Line => {
                chart.draw_series([PathElement::new(points, stroke)])?;
            }
            Mark::Dashed => {
                chart.draw_series([DashedPathElement::new(points, 5, 4, one.colour.stroke_width(1))])?;
            }
            Mark::Level(height) => {
                let ends = vec![(x.start, height), (x.end, height)];
                chart.draw_series([PathElement::new(ends, one.colour.stroke_width(1))])?;
            }
            Mark::Dots => {
                let fill = ShapeStyle::from(one.colour.mix(0.45)).filled();
                chart.draw_series(points.into_iter().map(|at| Circle::new(at, 2, fill)))?;
            }
            Mark::Bars(width) => {
                let fill = ShapeStyle::from(one.colour.mix(0.75)).filled();
                let bars = points.into_iter().filter(|&(_, height)| height > 0.0);
                chart.draw_series(
                    bars.map(|(at, height)| Rectangle::new([(at, 0.0), (at + width, height)], fill)),
                )?;
            }
        }
    }
    area.present()?;
    drop(chart);
    drop(area);
    Ok(())
}

/// A finite range that is not empty, so that it can be divided by.
fn proper(range: &Range<f64>) -> Range<f64> {
    match range {
        range if !range.start.is_finite() || !range.end.is_finite() => 0.0..1.0,
        range if range.end > range.start => range.clone(),
        range => range.start - 0.5..range.start + 0.5,
    }
}

/// The number of decimals for a range.
fn label(value: f64, range: &Range<f64>) -> String {
    let decimals = match range.end - range.start {
        span if span > 20.0 => 0,
        span if span > 2.0 => 1,
        span if span > 0.9 => 1,
        span if span > 0.1 => 2,
        _ => 3,
    };
    number(value, decimals)
}

/// A histogram as shares of the values, in `bins` bars over a range; values outside count in the outermost bars.
pub(super) fn histogram(values: &[f64], range: &Range<f64>, bins: usize) -> (Vec<(f64, f64)>, f64) {
    let width = (range.end - range.start) / bins as f64;
    let mut shares = vec![0.0; bins];
    for value in values {
        let bin = ((value - range.start) / width).floor().clamp(0.0, bins as f64 - 1.0);
        shares[bin as usize] += 1.0 / values.len() as f64;
    }
    let bars = shares.into_iter().enumerate().map(|(i, share)| (range.start + i as f64 * width, share));
    (bars.collect(), width)
}

/// The range of the values, with a margin.
pub(super) fn span(values: impl IntoIterator<Item = f64>) -> Range<f64> {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values.into_iter().filter(|value| value.is_finite()) {
        low = low.min(value);
        high = high.max(value);
    }
    let air = (high - low) * 0.04;
    low - air..high + air
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_holds_every_value_once() {
        let (bars, width) = histogram(&[0.0, 0.1, 0.9, 1.0, 7.0], &(0.0..1.0), 4);
        assert_eq!(width, 0.25);
        let shares: Vec<_> = bars.iter().map(|bar| (bar.1 * 5.0).round()).collect();
        assert_eq!(shares, [2.0, 0.0, 0.0, 3.0]);
    }

    #[test]
    fn a_plot_is_an_element_without_address() {
        let panel = Panel { width: 300, height: 200, x: ("x", 0.0..1.0), y: ("y", 0.0..0.0) };
        let line = Series::new("line", BLUE, Mark::Line, vec![(0.0, 0.0), (1.0, 0.0)]);
        let svg = draw(&panel, &[line]).expect("drawn");
        assert!(svg.contains("viewBox=\"0 0 300 200\"") && !svg.contains("http"), "{svg}");
        assert!(!svg.contains("width=\"300\" height=\"200\" viewBox"), "{svg}");
        for mark in [Mark::Dashed, Mark::Level(0.5)] {
            let thin = Series::new("", PURPLE, mark, vec![(0.0, 0.0), (1.0, 0.0)]);
            assert!(
                draw(&panel, &[thin]).expect("drawn").contains("#CC79A7"),
                "{mark:?} has its series' colour"
            );
        }
    }
}
