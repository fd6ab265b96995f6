//! The report as a self-contained HTML page.

use super::charts::{self, Chart};
use super::error::ReproduceError;
use super::films::ExperimentFilms;
use super::html::{escape, p, section};
use super::paper_tables;
use super::report::ExperimentReport;
use super::sections;
use super::thumbnail::data_uri;

const STYLE: &str = include_str!("style.css");

/// The page. `vlb` is each film's mean bound.
pub(super) fn page(
    report: &ExperimentReport,
    films: &ExperimentFilms,
    vlb: &[Option<f64>],
) -> Result<String, ReproduceError> {
    let on_source =
        report.source.as_deref().map(|name| format!(" on films of {}", escape(name))).unwrap_or_default();
    let entropy = |i: usize| films.films[i].statistics.entropy;
    let bound = histograms(films, |i| vlb[i], "VLB, nats")?;
    let lifted = histograms(films, |i| Some(vlb[i]? + entropy(i)), "VLB + H, nats")?;
    let lower_limit = charts::lower_limit(films, vlb)?.map(|chart| figure(&chart)).unwrap_or_default();
    let charts = |charts: Vec<Chart>| {
        format!("<div class=\"charts\">{}</div>", charts.iter().map(figure).collect::<String>())
    };
    let body = [
        sections::header(report, &on_source),
        sections::summary(report),
        sections::films(report),
        paper_tables::all(report),
        sections::figures(report),
        section("Distribution of the VLB", &format!("{}{bound}", p(sections::HISTOGRAMS))),
        section("Curves", &charts(charts::curves(report)?)),
        section(
            "Why an image without lungs can have the best VLB",
            &sections::entropy(report, &lower_limit, &lifted),
        ),
        sections::confounders(report),
        sections::trainings(report, &charts(charts::trainings(report)?)),
        section("Figures 1 to 10", &format!("{}{}", p(sections::GALLERIES), galleries(report, films)?)),
        sections::footer(report),
    ]
    .concat();
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>The paper\u{2019}s experiment{on_source}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n\
         </body>\n</html>\n"
    ))
}

fn histograms(
    films: &ExperimentFilms,
    value: impl Fn(usize) -> Option<f64>,
    axis: &str,
) -> Result<String, ReproduceError> {
    let rows = charts::histograms(films, value, axis)?;
    Ok(format!("<div class=\"stack\">{}</div>", rows.iter().map(figure).collect::<String>()))
}

fn galleries(report: &ExperimentReport, films: &ExperimentFilms) -> Result<String, ReproduceError> {
    let mut html = String::new();
    for gallery in &report.galleries {
        html += &format!(
            "<h3>Figure {}. {}</h3>\n<div class=\"gallery\">",
            gallery.figure,
            escape(&gallery.title)
        );
        for shown in &gallery.films {
            let (picture, caption) =
                (data_uri(&films.films[shown.index].film.input)?, escape(&shown.caption));
            let file = escape(&shown.file);
            // The limit of the bound; the scores of a CNN have none.
            let floor = match gallery.figure {
                1..=6 => format!("<small>H {:.0}</small>", shown.entropy),
                _ => String::new(),
            };
            html += &format!(
                "<div title=\"{file}\"><img alt=\"{file}\" src=\"{picture}\"><span>{caption}</span>{floor}</div>"
            );
        }
        html += "</div>\n";
    }
    Ok(html)
}

/// A plot with its title and its legend.
fn figure(chart: &Chart) -> String {
    let key = |(colour, name): &(plotters::style::RGBColor, String)| {
        let (r, g, b) = (colour.0, colour.1, colour.2);
        format!("<span class=\"key\"><i style=\"background:rgb({r},{g},{b})\"></i>{}</span>", escape(name))
    };
    let note = match chart.note.as_str() {
        "" => String::new(),
        note => format!("<p class=\"under\">{}</p>", escape(note)),
    };
    let keys = chart.legend.iter().map(key).collect::<String>();
    format!(
        "<figure><figcaption><span>{}</span>{keys}</figcaption>{}{note}</figure>\n",
        escape(&chart.title),
        chart.svg.replace("<svg ", &format!("<svg aria-label=\"{}\" ", escape(&chart.title)))
    )
}
