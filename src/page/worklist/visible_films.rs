//! The films that the list shows: filtered, ordered and grouped by study. Uses no browser API.

use std::sync::Arc;

use leptos::prelude::WithUntracked;

use super::order::{Order, Rank, VerdictFilter, by_number};
use crate::film::Header;
use crate::page::worklist::film::Film;
use crate::scores::ReleaseOutput;
use crate::verdict::Judgement;

/// Height of a row in CSS pixels: see `.row` in `www/styles/list.css`.
pub(crate) const ROW: f64 = 74.0;
/// Height of a study's head above its first film.
pub(crate) const HEAD: f64 = 34.0;
/// Lists up to this length are rendered whole, so that the browser's search finds every row.
const WHOLE: usize = 400;
/// Rows rendered above and below the visible part, so that fast scrolling finds them ready.
const BEYOND: usize = 12;

/// A film of the list.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) film: Film,
    /// The heading above it, if it is the first film of its study.
    pub(crate) head: Option<Head>,
    /// Where it begins, from the top of the list, CSS pixels.
    top: f64,
}

/// The heading of a study.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Head {
    /// Patient's Name (0010,0010) or else Patient ID (0010,0020), as stored; none for images without either.
    pub(crate) patient: Option<String>,
    /// Study Date (0008,0020), as stored.
    pub(crate) date: Option<String>,
    pub(crate) films: usize,
}

/// The films that the list shows, in their order; cheap to copy.
#[derive(Clone, Default)]
pub(crate) struct VisibleFilms(Arc<Vec<Entry>>);

impl PartialEq for VisibleFilms {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&Entry, &Entry)| a.film.id == b.film.id && a.head == b.head;
        self.0.len() == other.0.len() && self.0.iter().zip(other.0.iter()).all(same)
    }
}

impl VisibleFilms {
    /// The films of `films` that pass the filter and the search; `judge` gives the verdict on an output, if there is one.
    pub(crate) fn new(
        films: &[Film],
        order: Order,
        filter: VerdictFilter,
        search: &str,
        judge: impl Fn(&ReleaseOutput) -> Option<Judgement>,
    ) -> Self {
        let search = search.to_lowercase();
        let mut visible = films
            .iter()
            .filter(|film| search.is_empty() || film.name.to_lowercase().contains(&search))
            .filter_map(|film| {
                film.state.with_untracked(|state| {
                    let judged = order.is_by_score() || filter != VerdictFilter::All;
                    let judgement = state.scored.filter(|_| judged).and_then(|scored| judge(&scored.readout));
                    let key = match order {
                        Order::Added => Key::None,
                        Order::Abnormal | Order::Unlike | Order::Unsure => {
                            Key::Rank(Rank::new(order, state.stage, judgement.as_ref()))
                        }
                        Order::Name => Key::Text(by_number(&film.name)),
                        Order::Study => Key::Text(study_key(state.header.as_ref(), &film.name)),
                        Order::Date => Key::Text(newest_first(state.header.as_ref())),
                    };
                    filter.includes(state, judgement.as_ref()).then(|| (key, film.clone()))
                })
            })
            .collect::<Vec<_>>();
        if order != Order::Added {
            visible.sort_by(|(a, _), (b, _)| a.compare(b));
        }
        let films = visible.into_iter().map(|(_, film)| film);
        Self(Arc::new(if order == Order::Study { under_heads(films) } else { one_by_one(films) }))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The place of a film, counted from 0.
    pub(crate) fn place(&self, id: Option<u32>) -> Option<usize> {
        self.0.iter().position(|entry| Some(entry.film.id) == id)
    }

    /// The film at a place.
    pub(crate) fn at(&self, place: usize) -> Option<&Film> {
        self.0.get(place).map(|entry| &entry.film)
    }

    /// Where a film's row begins, CSS pixels from the top of the list.
    pub(crate) fn top(&self, place: usize) -> f64 {
        self.0.get(place).map_or(0.0, |entry| entry.top)
    }

    /// The rows to render when `height` CSS pixels of the list are visible from `top` on.
    pub(crate) fn part(&self, top: f64, height: f64) -> Part {
        let entries = &self.0;
        if entries.len() <= WHOLE {
            return Part { entries: entries.to_vec(), above: 0.0, below: 0.0 };
        }
        let first = entries.partition_point(|entry| entry.top + ROW + HEAD < top).saturating_sub(BEYOND);
        // In steps of eight rows, so that a scroll by a pixel changes nothing.
        let first = first / 8 * 8;
        let last = entries.partition_point(|entry| entry.top <= top + height) + BEYOND;
        let last = last.next_multiple_of(8).min(entries.len());
        let end = |place: usize| entries.get(place).map_or_else(|| self.height(), |entry| entry.top);
        let entries = entries.get(first..last).unwrap_or_default().to_vec();
        Part { entries, above: end(first), below: self.height() - end(last) }
    }

    /// Height of the whole list.
    fn height(&self) -> f64 {
        self.0.last().map_or(0.0, |last| last.top + ROW + if last.head.is_some() { HEAD } else { 0.0 })
    }
}

/// Equal if the same films are at the same positions.
impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        let alike = |(a, b): (&Entry, &Entry)| a.film.id == b.film.id && a.head == b.head;
        self.entries.len() == other.entries.len()
            && (self.above, self.below) == (other.above, other.below)
            && self.entries.iter().zip(&other.entries).all(alike)
    }
}

/// The rendered rows of a list, and the height of the rows above and below them.
pub(crate) struct Part {
    pub(crate) entries: Vec<Entry>,
    pub(crate) above: f64,
    pub(crate) below: f64,
}

/// What a film is sorted by.
enum Key {
    None,
    Rank(Rank),
    Text(String),
}

impl Key {
    fn compare(&self, other: &Self) -> std::cmp::Ordering {
        match (self, other) {
            (Self::Rank(a), Self::Rank(b)) => a.compare(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            _ => std::cmp::Ordering::Equal,
        }
    }
}

fn one_by_one(films: impl Iterator<Item = Film>) -> Vec<Entry> {
    films.enumerate().map(|(place, film)| Entry { film, head: None, top: place as f64 * ROW }).collect()
}

/// Films in the order of their studies, the first of each with a head.
fn under_heads(films: impl Iterator<Item = Film>) -> Vec<Entry> {
    let mut entries = Vec::<Entry>::new();
    let (mut study, mut head_at, mut top) = (None, 0, 0.0);
    for film in films {
        let (this, head) = film.state.with_untracked(|state| {
            let header = state.header.as_ref();
            (header.map(study_identity), head(header))
        });
        if entries.is_empty() || this != study {
            (study, head_at) = (this, entries.len());
            entries.push(Entry { film, head: Some(head), top });
            top += ROW + HEAD;
        } else {
            if let Some(head) = entries[head_at].head.as_mut() {
                head.films += 1;
            }
            entries.push(Entry { film, head: None, top });
            top += ROW;
        }
    }
    entries
}

fn head(header: Option<&Header>) -> Head {
    let patient = header.and_then(|header| header.patient_name.clone().or_else(|| header.patient_id.clone()));
    Head { patient, date: header.and_then(|header| header.study_date.clone()), films: 1 }
}

/// What identifies a study: its UID, or without one, patient and date.
fn study_identity(header: &Header) -> String {
    header.study_instance_uid.clone().unwrap_or_else(|| {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        format!("{}\0{}\0{}", text(&header.patient_id), text(&header.patient_name), text(&header.study_date))
    })
}

/// The key of the order by study: patients by name, their studies from the newest, then series and files; unread files last.
fn study_key(header: Option<&Header>, name: &str) -> String {
    let Some(header) = header else { return format!("\u{10ffff}{}", by_number(name)) };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    // Images without a patient come after all names.
    let patient = header.patient_name.as_ref().or(header.patient_id.as_ref());
    let patient = patient.map_or("\u{10fffe}".to_owned(), |patient| patient.to_lowercase());
    let (newest, study, series) =
        (newest_first(Some(header)), study_identity(header), text(&header.series_instance_uid));
    format!("{patient}\0{newest}\0{study}\0{series}\0{}", by_number(name))
}

/// A key by which later dates sort first, and films without a date last.
fn newest_first(header: Option<&Header>) -> String {
    let date = header.and_then(|header| header.study_date.as_deref()).filter(|date| !date.is_empty());
    let turned = |date: &str| {
        let turn =
            |letter: char| letter.to_digit(10).and_then(|d| char::from_digit(9 - d, 10)).unwrap_or(letter);
        date.chars().map(turn).collect()
    };
    date.map_or("\u{10ffff}".to_owned(), turned)
}

#[cfg(test)]
mod tests {
    use leptos::prelude::ArcRwSignal;

    use super::*;
    use crate::page::worklist::film::FilmState;

    fn film(id: u32, name: &str, patient: Option<&str>, study: &str, date: &str) -> Film {
        let header = patient.map(|patient| {
            let mut header = Header::from_picture(8, 8, 8, false, false);
            header.patient_name = Some(patient.to_owned());
            header.study_instance_uid = Some(study.to_owned());
            header.study_date = Some(date.to_owned());
            header
        });
        let state = FilmState { header, ..FilmState::default() };
        Film { id, name: name.into(), bytes: 1.0, state: ArcRwSignal::new(state) }
    }

    fn ids(visible: &VisibleFilms) -> Vec<u32> {
        visible.0.iter().map(|entry| entry.film.id).collect()
    }

    #[test]
    fn films_lie_under_their_studies_and_patients_under_their_names() {
        let films = [
            film(1, "b.dcm", Some("Sato"), "1.2", "20200101"),
            film(2, "not-read.dcm", None, "", ""),
            film(3, "a 10.dcm", Some("Abe"), "1.3", "20190101"),
            film(4, "a 9.dcm", Some("Abe"), "1.3", "20190101"),
            film(5, "c.dcm", Some("Abe"), "1.4", "20210101"),
        ];
        let visible = VisibleFilms::new(&films, Order::Study, VerdictFilter::All, "", |_| None);
        assert_eq!(ids(&visible), [5, 4, 3, 1, 2]);
        let heads =
            visible.0.iter().map(|entry| entry.head.as_ref().map(|head| head.films)).collect::<Vec<_>>();
        assert_eq!(heads, [Some(1), Some(2), None, Some(1), Some(1)]);
        assert_eq!(visible.top(2), 2.0 * (ROW + HEAD));
        let newest = VisibleFilms::new(&films, Order::Date, VerdictFilter::All, "", |_| None);
        assert_eq!(ids(&newest), [5, 1, 3, 4, 2]);
    }

    #[test]
    fn a_long_list_is_laid_out_where_it_is_looked_at() {
        let films: Vec<_> = (0..10_000).map(|id| film(id, &format!("{id}.dcm"), None, "", "")).collect();
        let visible = VisibleFilms::new(&films, Order::Added, VerdictFilter::All, "", |_| None);
        for top in [0.0, 74.0 * 5000.0 + 3.0, 74.0 * 9990.0] {
            let part = visible.part(top, 740.0);
            assert!(part.entries.len() < 60, "{}", part.entries.len());
            assert!(
                (part.above + part.below + part.entries.len() as f64 * ROW - visible.height()).abs() < 1e-6
            );
            let in_sight = |entry: &Entry| entry.top + ROW > top && entry.top < top + 740.0;
            let laid = part.entries.iter().filter(|entry| in_sight(entry)).count();
            assert_eq!(laid, visible.0.iter().filter(|entry| in_sight(entry)).count());
        }
        let few = VisibleFilms::new(&films[..WHOLE], Order::Added, VerdictFilter::All, "", |_| None);
        assert_eq!(few.part(0.0, 10.0).entries.len(), WHOLE);
        assert_eq!(
            ids(&VisibleFilms::new(&films, Order::Added, VerdictFilter::All, "999", |_| None)).len(),
            19
        );
    }
}
