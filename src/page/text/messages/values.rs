//! Dates, ages and percentages.

/// A percentile in whole percent; above 99 only "over 99 %", since a hundred percentiles resolve no more.
pub(super) fn share_of_normal(percent: f64) -> String {
    if percent > 99.0 { say!("over_99") } else { format!("{percent:.0}\u{a0}%") }
}

/// A share, 0 to 1, in whole percent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

/// A date, in the language's order.
pub(crate) fn date(year: &str, month: &str, day: &str) -> String {
    say!("date", year = year, month = month, day = day)
}

/// An age in one of DICOM's units (PS3.5, AS).
pub(crate) fn age(number: u32, unit: AgeUnit) -> String {
    match unit {
        AgeUnit::Years => say!("age_years", number = number),
        AgeUnit::Months => say!("age_months", number = number),
        AgeUnit::Weeks => say!("age_weeks", number = number),
        AgeUnit::Days => say!("age_days", number = number),
    }
}

/// The unit of an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AgeUnit {
    Years,
    Months,
    Weeks,
    Days,
}
