//! The pointing game (Zhang et al., IJCV 2018): how often the highest place of an explanation lies on an opacity that was
//! drawn into a normal film, where it is known to be the only thing wrong.

use std::collections::BTreeMap;

use indicatif::ProgressIterator;
use rand::{SeedableRng, rngs::ChaCha8Rng};

use super::release::Pictured;
use crate::calibration::Calibration;
use crate::explanation::Map;
use crate::input::ReleaseInput;
use crate::models::{Label, ModelsError, ReleaseModels};
use crate::native::commands::explain::maps;
use crate::native::device::block_on;
use crate::native::train::{Plane, with_opacity};
use crate::phantom;
use crate::scores::ReleaseOutput;
use crate::verdict::Side;

/// A place this near an opacity counts as on it: half a cell of the map, pixels of the square.
const NEAR: usize = 8;
/// Synthetic films that are drawn with lesions.
const PHANTOMS: u64 = 24;

/// What came of a group of films.
#[derive(Debug, Default)]
struct Tally {
    films: usize,
    /// Share of the film that counts as on the opacity, summed: what pointing anywhere would hit.
    rng: f64,
    /// Occlusion pointed at the opacity.
    occlusion: usize,
    /// And at the same place before there was an opacity: what the chest itself draws the map to.
    occlusion_before: usize,
    anomaly: usize,
    anomaly_before: usize,
}

/// What is known of one film with an opacity.
struct Round {
    source: String,
    /// Pixels that count as on the opacity.
    mask: Vec<bool>,
    before: ReleaseInput,
    with: ReleaseInput,
}

/// Draws opacities into normal films, and prints how often the maps point at them.
pub(crate) fn play(
    films: &[Pictured],
    most: usize,
    readers: &ReleaseModels,
    calibration: &Calibration,
) -> Result<(), ModelsError> {
    let mut taken = BTreeMap::<String, usize>::new();
    let normal = films.iter().filter(|film| film.label == Some(Label::Normal));
    let chosen = normal.filter(|film| {
        let count = taken.entry(film.row.source.clone()).or_default();
        *count += 1;
        *count <= most
    });
    let rounds = chosen.zip(0..).filter_map(|(film, seed)| drawn_over(film, seed));
    let rounds =
        rounds.chain((0..PHANTOMS).filter_map(|seed| phantom_round(1000 + seed))).collect::<Vec<_>>();
    let mut tallies = BTreeMap::<(String, &str), Tally>::new();
    for round in rounds.iter().progress() {
        let [with, before] = [&round.with, &round.before].map(|square| block_on(maps(square, readers)));
        let ((with, anomaly, occlusion), (before, anomaly_before, occlusion_before)) = (with?, before?);
        let on = |map: &Map| {
            let [x, y] = map.highest().map(|share| (share * ReleaseInput::SIDE as f32) as usize);
            round.mask[y * ReleaseInput::SIDE + x]
        };
        let is_sent =
            |readout: &ReleaseOutput| calibration.side(calibration.p_abnormal(readout)) == Side::Above;
        let is_seen = is_sent(&with) && !is_sent(&before);
        let groups = [Some("all"), is_seen.then_some("sent to review by the opacity alone")];
        for group in groups.into_iter().flatten() {
            let tally = tallies.entry((round.source.clone(), group)).or_default();
            tally.films += 1;
            tally.rng += round.mask.iter().filter(|&&on| on).count() as f64 / round.mask.len() as f64;
            tally.occlusion += usize::from(on(&occlusion));
            tally.occlusion_before += usize::from(on(&occlusion_before));
            tally.anomaly += usize::from(on(&anomaly));
            tally.anomaly_before += usize::from(on(&anomaly_before));
        }
    }
    for ((source, group), t) in &tallies {
        let share = |count: usize| count as f64 / t.films as f64;
        println!(
            "{source:<26} {group:<38} {:>3} films  chance {:.2}  occlusion {:.2} (without opacity {:.2})  anomaly {:.2} (without opacity {:.2})",
            t.films,
            t.rng / t.films as f64,
            share(t.occlusion),
            share(t.occlusion_before),
            share(t.anomaly),
            share(t.anomaly_before)
        );
    }
    Ok(())
}

/// A real normal film, and the same with one to three patches of consolidation.
fn drawn_over(film: &Pictured, seed: u64) -> Option<Round> {
    let before = Plane { side: ReleaseInput::SIDE, values: film.square.plane().to_vec() };
    let with = with_opacity(&before, &mut ChaCha8Rng::seed_from_u64(seed));
    let change = before.values.iter().zip(&with.values).map(|(a, b)| (a - b).abs()).collect::<Vec<_>>();
    let most = change.iter().copied().fold(0.0, f32::max);
    let mask = near(&change.iter().map(|&change| change > 0.5 * most).collect::<Vec<_>>());
    let square = |plane: &Plane| {
        let gray = plane.values.iter().map(|value| (value * 255.0).round() as u8).collect::<Vec<_>>();
        ReleaseInput::from_gray8(plane.side, plane.side, &gray).filter(|square| square.area().share() == 1.0)
    };
    Some(Round { source: film.row.source.clone(), mask, before: square(&before)?, with: square(&with)? })
}

/// A synthetic film with and without its lesions.
fn phantom_round(seed: u64) -> Option<Round> {
    const SIDE: u32 = 448;
    let [before, with] = [false, true].map(|abnormal| phantom::draw(seed, SIDE, SIDE, abnormal));
    let square = |film: &phantom::Phantom| {
        let gray = film.samples.iter().map(|&sample| (sample >> 4) as u8).collect::<Vec<_>>();
        ReleaseInput::from_gray8(film.rows as usize, film.columns as usize, &gray)
    };
    let (before, square_with) = (square(&before)?, square(&with)?);
    let area = square_with.area();
    let side = ReleaseInput::SIDE;
    let mask = (0..side * side).map(|i| {
        let [x, y] = area.in_film([i % side, i / side].map(|at| (at as f32 + 0.5) / side as f32));
        let (x, y) = (x * SIDE as f32, y * SIDE as f32);
        with.lesions.iter().any(|lesion| (lesion.column - x).hypot(lesion.row - y) < lesion.radius)
    });
    let mask = near(&mask.collect::<Vec<_>>());
    Some(Round { source: "synthetic phantom".to_owned(), mask, before, with: square_with })
}

/// Pixels at most [`NEAR`] from one of these.
fn near(mask: &[bool]) -> Vec<bool> {
    let side = ReleaseInput::SIDE;
    let around = |at: usize| at.saturating_sub(NEAR)..(at + NEAR + 1).min(side);
    (0..mask.len()).map(|i| around(i / side).any(|y| around(i % side).any(|x| mask[y * side + x]))).collect()
}
