//! The report as one page that needs nothing but itself.

use super::ReproduceError;
use super::charts::{self, Chart};
use super::films::Films;
use super::paper_tables;
use super::report::Report;
use super::sections;
use super::thumbnail::data_uri;

const STYLE: &str = include_str!("style.css");

/// The page. `vlb` is each film's mean bound.
pub(super) fn page(report: &Report, films: &Films, vlb: &[Option<f64>]) -> Result<String, ReproduceError> {
    let of =
        report.source.as_deref().map(|name| format!(" on films of {}", escape(name))).unwrap_or_default();
    let entropy = |i: usize| films.films[i].facts.entropy;
    let bound = histograms(films, |i| vlb[i], "VLB, nats")?;
    let lifted = histograms(films, |i| Some(vlb[i]? + entropy(i)), "VLB + H, nats")?;
    let floor = charts::floor(films, vlb)?.map(|chart| figure(&chart)).unwrap_or_default();
    let charts = |charts: Vec<Chart>| {
        format!("<div class=\"charts\">{}</div>", charts.iter().map(figure).collect::<String>())
    };
    let body = [
        sections::header(report, &of),
        sections::in_short(report),
        sections::films(report),
        paper_tables::all(report),
        sections::figures(report),
        section("Distribution of the VLB", &format!("{}{bound}", p(sections::HISTOGRAMS))),
        section("Curves", &charts(charts::curves(report)?)),
        section(
            "Why an image without lungs can have the best VLB",
            &sections::entropy(report, &floor, &lifted),
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
         <title>The paper\u{2019}s experiment{of}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n\
         </body>\n</html>\n"
    ))
}

fn histograms(
    films: &Films,
    value: impl Fn(usize) -> Option<f64>,
    axis: &str,
) -> Result<String, ReproduceError> {
    let rows = charts::histograms(films, value, axis)?;
    Ok(format!("<div class=\"stack\">{}</div>", rows.iter().map(figure).collect::<String>()))
}

fn galleries(report: &Report, films: &Films) -> Result<String, ReproduceError> {
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
            // What the bound cannot exceed, beside it: the figures of a CNN have no such floor.
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

/// A plot under its title, with its colours named.
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

/// A heading with what stands under it; nothing where that is nothing.
pub(super) fn section(title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("<section>\n<h2>{title}</h2>\n{body}</section>\n") }
}

pub(super) fn p(text: &str) -> String {
    format!("<p>{text}</p>\n")
}

/// A table; a heading that begins with `paper` colours its column, one that begins with `text` is flush left.
pub(super) fn table(caption: &str, head: &[&str], rows: &[Vec<String>]) -> String {
    let class = |name: &str| match name {
        name if name.starts_with("paper") => " class=\"paper\"",
        name if name.starts_with("text") => " class=\"text\"",
        _ => "",
    };
    if rows.is_empty() {
        return String::new();
    }
    let heads = head.iter().map(|name| {
        format!("<th scope=\"col\"{}>{}</th>", class(name), name.strip_prefix("text ").unwrap_or(name))
    });
    let row = |cells: &Vec<String>| {
        let cells = cells.iter().zip(head).map(|(cell, name)| format!("<td{}>{cell}</td>", class(name)));
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    let (heads, body) = (heads.collect::<String>(), rows.iter().map(row).collect::<String>());
    let caption = if caption.is_empty() { String::new() } else { format!("<caption>{caption}</caption>") };
    format!(
        "<div class=\"wide\"><table>{caption}\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n"
    )
}

/// Text as it stands in a page, attributes included.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
