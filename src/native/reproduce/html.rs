//! The parts of the page: sections, paragraphs, tables.

/// A heading and its body; nothing where the body is empty.
pub(super) fn section(title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("<section>\n<h2>{title}</h2>\n{body}</section>\n") }
}

/// A paragraph.
pub(super) fn p(text: &str) -> String {
    format!("<p>{text}</p>\n")
}

/// A column of a table, by its heading.
#[derive(Clone, Copy)]
pub(super) enum Column<'a> {
    Number(&'a str),
    /// Figures of the paper, in another colour.
    Paper(&'a str),
    /// Text, aligned left.
    Text(&'a str),
}

impl Column<'_> {
    fn heading(&self) -> &str {
        match self {
            Self::Number(heading) | Self::Paper(heading) | Self::Text(heading) => heading,
        }
    }

    fn class(&self) -> &'static str {
        match self {
            Self::Number(_) => "",
            Self::Paper(_) => " class=\"paper\"",
            Self::Text(_) => " class=\"text\"",
        }
    }
}

/// A table; nothing where it has no rows.
pub(super) fn table(caption: &str, columns: &[Column], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let heads =
        columns.iter().map(|column| format!("<th scope=\"col\"{}>{}</th>", column.class(), column.heading()));
    let row = |cells: &Vec<String>| {
        let cells =
            cells.iter().zip(columns).map(|(cell, column)| format!("<td{}>{cell}</td>", column.class()));
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    let (heads, body) = (heads.collect::<String>(), rows.iter().map(row).collect::<String>());
    let caption = if caption.is_empty() { String::new() } else { format!("<caption>{caption}</caption>") };
    format!(
        "<div class=\"wide\"><table>{caption}\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n"
    )
}

/// Text escaped for HTML, attributes included.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
