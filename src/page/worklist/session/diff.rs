//! What is to be written: the difference between the list and what is kept of it, in parts.

use std::collections::HashSet;

use crate::protocol::FilmId;

/// Films that are written in one transaction.
const MAX_FILMS: usize = 100;

/// What is written in one transaction.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Part {
    /// Films that are new or have changed.
    pub(super) films: Vec<FilmId>,
    /// Films that are kept and no longer in the list.
    pub(super) removed: Vec<FilmId>,
}

impl Part {
    /// The next part. `listed` has the films in their order, and whether each is an archive; an archive is written after
    /// its films, and removed after them too, so that an interruption loses none of them.
    pub(super) fn next(
        listed: &[(FilmId, bool)],
        kept: impl IntoIterator<Item = FilmId>,
        changed: &HashSet<FilmId>,
    ) -> Self {
        let kept: HashSet<FilmId> = kept.into_iter().collect();
        let is_new = |&&(film, _): &&(FilmId, bool)| !kept.contains(&film) || changed.contains(&film);
        let (archives, mut films): (Vec<_>, Vec<_>) =
            listed.iter().filter(is_new).copied().partition(|&(_, is_archive)| is_archive);
        let mut part = Self::default();
        if films.len() > MAX_FILMS {
            films.truncate(MAX_FILMS);
        } else {
            films.extend(archives);
            let listed: HashSet<FilmId> = listed.iter().map(|&(film, _)| film).collect();
            part.removed = kept.into_iter().filter(|film| !listed.contains(film)).collect();
        }
        part.films = films.into_iter().map(|(film, _)| film).collect();
        part
    }

    /// Whether all is written.
    pub(super) fn is_empty(&self) -> bool {
        self.films.is_empty() && self.removed.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(listed: &[(FilmId, bool)], kept: &[FilmId], changed: &[FilmId]) -> Part {
        Part::next(listed, kept.iter().copied(), &changed.iter().copied().collect())
    }

    #[test]
    fn new_and_changed_films_are_written_and_missing_ones_removed() {
        let part = next(&[(1, false), (2, false), (3, false)], &[1, 2, 4], &[2]);
        assert_eq!(part, Part { films: vec![2, 3], removed: vec![4] });
        assert!(next(&[(1, false)], &[1], &[]).is_empty());
    }

    #[test]
    fn an_archive_is_written_and_removed_after_its_films() {
        assert_eq!(next(&[(1, true), (2, false)], &[], &[]).films, [2, 1]);
        let mut listed = vec![(1, true)];
        listed.extend((10..10 + MAX_FILMS as FilmId + 1).map(|film| (film, false)));
        let first = next(&listed, &[5], &[]);
        assert_eq!(first.films.len(), MAX_FILMS);
        assert!(!first.films.contains(&1) && first.removed.is_empty(), "more films are to come");
        let kept: Vec<FilmId> = first.films.iter().copied().chain([5]).collect();
        let last = next(&listed, &kept, &[]);
        assert_eq!(last, Part { films: vec![10 + MAX_FILMS as FilmId, 1], removed: vec![5] });
    }
}
