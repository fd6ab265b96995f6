//! Numbers and header values as a person reads them.

use super::messages;
use super::messages::AgeUnit;
use crate::film::Header;

/// Bytes with a decimal prefix: `10.2 MB`.
pub(crate) fn bytes(bytes: f64) -> String {
    match bytes {
        b if b < 1e3 => format!("{b:.0}\u{a0}B"),
        b if b < 1e6 => format!("{:.0}\u{a0}kB", b / 1e3),
        b if b < 1e9 => format!("{:.1}\u{a0}MB", b / 1e6),
        b => format!("{:.2}\u{a0}GB", b / 1e9),
    }
}

/// Milliseconds, in seconds where there are many.
pub(crate) fn milliseconds(ms: f64) -> String {
    match ms {
        ms if ms < 10.0 => format!("{ms:.1}\u{a0}ms"),
        ms if ms < 1000.0 => format!("{ms:.0}\u{a0}ms"),
        ms => format!("{:.1}\u{a0}s", ms / 1000.0),
    }
}

/// A DICOM date (PS3.5, DA) as the language writes it; anything else as it is.
pub(crate) fn date(date: &str) -> String {
    if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) {
        messages::date(&date[..4], &date[4..6], &date[6..])
    } else {
        date.to_owned()
    }
}

/// A DICOM person name (PS3.5, PN) in letters and in ideographs, family name first; the phonetic group is left out.
pub(crate) fn person(name: &str) -> String {
    let parts = name.split('=').take(2).flat_map(|group| group.split('^')).map(str::trim);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A DICOM age (PS3.5, AS): `054Y` is 54 years; anything else as it is.
pub(crate) fn age(age: &str) -> String {
    let unit = match age.chars().last() {
        Some('Y') => AgeUnit::Years,
        Some('M') => AgeUnit::Months,
        Some('W') => AgeUnit::Weeks,
        Some('D') => AgeUnit::Days,
        _ => return age.to_owned(),
    };
    age[..age.len() - 1].parse::<u32>().map_or_else(|_| age.to_owned(), |number| messages::age(number, unit))
}

/// Width by height in pixels, as viewers put it.
pub(crate) fn size(header: &Header) -> String {
    format!("{} × {}", header.columns, header.rows)
}

/// Row and column spacing in millimetres, one number where they are the same.
pub(crate) fn spacing([row, column]: [f64; 2]) -> String {
    if (row - column).abs() < 1e-9 { format!("{row:.3} mm") } else { format!("{row:.3} × {column:.3} mm") }
}

/// A path in two: the folders with their last slash, and the file's own name.
pub(crate) fn path(path: &str) -> (&str, &str) {
    path.rfind('/').map_or(("", path), |slash| path.split_at(slash + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dicom_values_read_like_words() {
        assert_eq!(date("20170401"), "2017-04-01");
        assert_eq!(date("2017"), "2017");
        assert_eq!(person("Yamada^Tarou=山田^太郎=やまだ^たろう"), "Yamada Tarou 山田 太郎");
        assert_eq!(person("=山田^太郎"), "山田 太郎");
        assert_eq!(age("054Y"), "54 years");
        assert_eq!(age("001D"), "1 day");
        assert_eq!(age("山"), "山");
    }

    #[test]
    fn a_path_is_cut_after_its_last_slash() {
        assert_eq!(path("study/a/b.dcm"), ("study/a/", "b.dcm"));
        assert_eq!(path("b.dcm"), ("", "b.dcm"));
    }
}
