//! Number formats of the page.

use super::report::Spread;

pub(super) fn interval(value: f64, [low, high]: [f64; 2]) -> String {
    format!("{value:.3} <small>{low:.3}\u{2013}{high:.3}</small>")
}

pub(super) fn format_spread(spread: &Spread, decimals: usize) -> String {
    let deviation =
        spread.deviation.map(|d| format!(" <small>\u{b1} {d:.decimals$}</small>")).unwrap_or_default();
    format!("{}{deviation}", number(spread.mean, decimals))
}

pub(super) fn number(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replacen('-', "\u{2212}", 1)
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

pub(super) fn minutes(seconds: f64) -> String {
    if seconds < 90.0 { format!("{seconds:.0} s") } else { format!("{:.0} min", seconds / 60.0) }
}

/// `1 film`, `2 films`.
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{} {what}{}", thousands(count), if count == 1 { "" } else { "s" })
}

/// With a comma after every three digits.
pub(super) fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_in_the_paper() {
        assert_eq!(
            (thousands(0), thousands(999), thousands(13_515)),
            ("0".into(), "999".into(), "13,515".into())
        );
        assert_eq!(number(-4813.62, 1), "\u{2212}4813.6");
        assert_eq!(percent(0.698), "69.8%");
    }
}
