//! Excluded films and the reason: every exclusion is reported.

use serde::{Serialize, Serializer};

/// Why films are excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExclusionReason {
    /// A row of the table names a file that is not in the folder.
    NoFilm,
    /// A film of the folder is in no row of the table.
    NoLabel,
    /// A row repeats an earlier row of the film.
    DuplicateRow,
    /// Rows of the same film contradict each other.
    ContradictoryRows,
    /// The patient also has films in another split.
    PatientInOtherSplit,
    /// The file cannot be read or decoded.
    Unreadable,
    /// A chest film of another source than the one chosen.
    OtherSource,
    /// Findings and final decision disagree: the paper's label rule excludes the film.
    Ambiguous,
    /// The table has no reading of a chest film.
    Unread,
}

impl ExclusionReason {
    /// The reason as messages and report.json state it.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::NoFilm => "labels without a film",
            Self::NoLabel => "films without a label",
            Self::DuplicateRow => "duplicate rows of a film",
            Self::ContradictoryRows => "films excluded: duplicate rows with another label, split or patient",
            Self::PatientInOtherSplit => "films excluded: their patient is also in another split",
            Self::Unreadable => "films that cannot be read",
            Self::OtherSource => "chest films of other sources",
            Self::Ambiguous => {
                "excluded as ambiguous by the paper's label rule: findings and final decision disagree"
            }
            Self::Unread => "chest films without a reading",
        }
    }
}

impl Serialize for ExclusionReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

/// Films excluded for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Exclusions {
    #[serde(rename = "why")]
    pub(crate) reason: ExclusionReason,
    pub(crate) films: usize,
    /// The first few.
    pub(crate) examples: Vec<String>,
}

impl Exclusions {
    const MAX_EXAMPLES: usize = 5;

    /// None where `names` is empty.
    pub(crate) fn new(reason: ExclusionReason, names: impl IntoIterator<Item = String>) -> Option<Self> {
        let mut names = names.into_iter().peekable();
        names.peek()?;
        let (mut films, mut examples) = (0, Vec::new());
        for name in names {
            films += 1;
            if examples.len() < Self::MAX_EXAMPLES {
                examples.push(name);
            }
        }
        Some(Self { reason, films, examples })
    }

    /// Returns what was kept, after printing what was excluded.
    pub(crate) fn reported<T>((kept, excluded): (T, Option<Self>)) -> T {
        excluded.iter().for_each(Self::report);
        kept
    }

    /// Prints a line to the standard error.
    pub(crate) fn report(&self) {
        let (reason, examples) = (self.reason.text(), self.examples.join(", "));
        eprintln!("{:>6} {reason} ({examples}{})", self.films, self.ellipsis());
    }

    /// Dots where the examples are not all.
    pub(crate) fn ellipsis(&self) -> &'static str {
        if self.films > self.examples.len() { ", ..." } else { "" }
    }
}
