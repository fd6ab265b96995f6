//! The pointing game (Zhang et al., IJCV 2018): how often the peak of an explanation lies on an opacity that was drawn
//! into a normal film, and is therefore its only abnormality.

use std::collections::BTreeMap;

use indicatif::ProgressIterator;
use rand::{SeedableRng, rngs::ChaCha8Rng};

use super::films::ReleaseFilm;
use super::maps::explanation_maps;
use crate::calibration::Calibration;
use crate::explanation::Map;
use crate::input::ReleaseInput;
use crate::models::{Diagnosis, ModelsError, ReleaseModels};
use crate::native::device::block_on;
use crate::native::train::augment::anomalies::with_opacity;
use crate::native::train::augment::plane::Plane;
use crate::phantom;
use crate::scores::ReleaseOutput;
use crate::verdict::Side;

/// A point within this distance of an opacity counts as on it: half a cell of the map, in pixels of the input.
const TOLERANCE_PIXELS: usize = 8;
/// Synthetic films drawn with lesions.
const PHANTOMS: u64 = 24;

/// Hits in a group of films.
#[derive(Debug, Default)]
struct Tally {
    films: usize,
    /// Sum of the shares of the film that count as on the opacity: the hits expected by chance.
    expected_by_chance: f64,
    /// Peaks of the occlusion map on the opacity.
    occlusion: usize,
    /// The same without the opacity: how often anatomy alone attracts the peak there.
    occlusion_without: usize,
    anomaly: usize,
    anomaly_without: usize,
}

/// A film with and without an opacity.
struct OpacityPair {
    source: String,
    /// Pixels that count as on the opacity.
    mask: Vec<bool>,
    without: ReleaseInput,
    with: ReleaseInput,
}

/// Draws opacities into normal films, and prints how often the maps peak on them; of at most `max_films` films a source.
///
/// # Errors
/// [`ModelsError`] where the device returns invalid values.
pub(crate) fn play(
    films: &[ReleaseFilm],
    max_films: usize,
    models: &ReleaseModels,
    calibration: &Calibration,
) -> Result<(), ModelsError> {
    let mut taken = BTreeMap::<String, usize>::new();
    let normal = films.iter().filter(|film| film.diagnosis == Some(Diagnosis::Normal));
    let chosen = normal.filter(|film| {
        let count = taken.entry(film.row.source.clone()).or_default();
        *count += 1;
        *count <= max_films
    });
    let pairs = chosen.zip(0..).filter_map(|(film, seed)| real_pair(film, seed));
    let pairs = pairs.chain((0..PHANTOMS).filter_map(|seed| phantom_pair(1000 + seed))).collect::<Vec<_>>();
    let mut tallies = BTreeMap::<(String, &str), Tally>::new();
    for pair in pairs.iter().progress() {
        let [with, without] =
            [&pair.with, &pair.without].map(|input| block_on(explanation_maps(input, models)));
        let ((with, anomaly, occlusion), (without, anomaly_without, occlusion_without)) = (with?, without?);
        let hits = |map: &Map| {
            let [x, y] = map.highest().map(|share| (share * ReleaseInput::SIDE as f32) as usize);
            pair.mask[y * ReleaseInput::SIDE + x]
        };
        let is_sent =
            |output: &ReleaseOutput| calibration.side(calibration.p_abnormal(output)) == Side::Above;
        let is_sent_by_opacity = is_sent(&with) && !is_sent(&without);
        let groups = [Some("all"), is_sent_by_opacity.then_some("sent to review by the opacity alone")];
        for group in groups.into_iter().flatten() {
            let tally = tallies.entry((pair.source.clone(), group)).or_default();
            tally.films += 1;
            tally.expected_by_chance +=
                pair.mask.iter().filter(|&&on| on).count() as f64 / pair.mask.len() as f64;
            tally.occlusion += usize::from(hits(&occlusion));
            tally.occlusion_without += usize::from(hits(&occlusion_without));
            tally.anomaly += usize::from(hits(&anomaly));
            tally.anomaly_without += usize::from(hits(&anomaly_without));
        }
    }
    for ((source, group), t) in &tallies {
        let share = |count: usize| count as f64 / t.films as f64;
        println!(
            "{source:<26} {group:<38} {:>3} films  chance {:.2}  occlusion {:.2} (without opacity {:.2})  anomaly {:.2} (without opacity {:.2})",
            t.films,
            t.expected_by_chance / t.films as f64,
            share(t.occlusion),
            share(t.occlusion_without),
            share(t.anomaly),
            share(t.anomaly_without)
        );
    }
    Ok(())
}

/// A real normal film, and the same with one to three patches of consolidation.
fn real_pair(film: &ReleaseFilm, seed: u64) -> Option<OpacityPair> {
    let without = Plane { side: ReleaseInput::SIDE, values: film.input.plane().to_vec() };
    let with = with_opacity(&without, &mut ChaCha8Rng::seed_from_u64(seed));
    let change = without.values.iter().zip(&with.values).map(|(a, b)| (a - b).abs()).collect::<Vec<_>>();
    let largest = change.iter().copied().fold(0.0, f32::max);
    let mask = dilate(&change.iter().map(|&change| change > 0.5 * largest).collect::<Vec<_>>());
    let input = |plane: &Plane| {
        let gray = plane.values.iter().map(|value| (value * 255.0).round() as u8).collect::<Vec<_>>();
        ReleaseInput::from_gray8(plane.side, plane.side, &gray).filter(|input| input.area().share() == 1.0)
    };
    Some(OpacityPair {
        source: film.row.source.clone(),
        mask,
        without: input(&without)?,
        with: input(&with)?,
    })
}

/// A synthetic film with and without its lesions.
fn phantom_pair(seed: u64) -> Option<OpacityPair> {
    const SIDE: u32 = 448;
    let [without, with] = [false, true].map(|abnormal| phantom::draw(seed, SIDE, SIDE, abnormal));
    let input = |film: &phantom::Phantom| {
        let gray = film.samples.iter().map(|&sample| (sample >> 4) as u8).collect::<Vec<_>>();
        ReleaseInput::from_gray8(film.rows as usize, film.columns as usize, &gray)
    };
    let (without, input_with) = (input(&without)?, input(&with)?);
    let area = input_with.area();
    let side = ReleaseInput::SIDE;
    let mask = (0..side * side).map(|i| {
        let [x, y] = area.in_film([i % side, i / side].map(|at| (at as f32 + 0.5) / side as f32));
        let (x, y) = (x * SIDE as f32, y * SIDE as f32);
        with.lesions.iter().any(|lesion| (lesion.column - x).hypot(lesion.row - y) < lesion.radius)
    });
    let mask = dilate(&mask.collect::<Vec<_>>());
    Some(OpacityPair { source: "synthetic phantom".to_owned(), mask, without, with: input_with })
}

/// The mask, extended by [`TOLERANCE_PIXELS`].
fn dilate(mask: &[bool]) -> Vec<bool> {
    let side = ReleaseInput::SIDE;
    let around = |at: usize| at.saturating_sub(TOLERANCE_PIXELS)..(at + TOLERANCE_PIXELS + 1).min(side);
    (0..mask.len()).map(|i| around(i / side).any(|y| around(i % side).any(|x| mask[y * side + x]))).collect()
}
