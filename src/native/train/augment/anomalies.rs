//! Synthetic anomalies, which the anomaly model learns to distinguish from normal films.
//!
//! Like CutPaste (Li et al., CVPR 2021) and NSA (Schlueter et al., ECCV 2022), which paste and blend patches into normal
//! pictures, but modelled on the findings of chest films: haze, consolidation, effusion,
//! interstitial markings, nodules, lost lung markings, an enlarged heart, and foreign patches. No labelled film is used.

use rand::{Rng, RngExt};

use super::plane::Plane;

/// Kinds of synthetic anomalies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Anomaly {
    Haze,
    Consolidation,
    Effusion,
    Interstitial,
    Patch,
    Nodules,
    LostMarkings,
    Heart,
}

const ALL: [Anomaly; 8] = [
    Anomaly::Haze,
    Anomaly::Consolidation,
    Anomaly::Effusion,
    Anomaly::Interstitial,
    Anomaly::Patch,
    Anomaly::Nodules,
    Anomaly::LostMarkings,
    Anomaly::Heart,
];

/// A normal film's plane with one or two anomalies; `other` is another normal film, whose parts may be pasted.
pub(crate) fn with_anomalies(film: &Plane, other: &Plane, rng: &mut impl Rng) -> Plane {
    let scene = Scene::from_film(film);
    let count = if rng.random_bool(0.35) { 2 } else { 1 };
    let drawn = (0..count).fold(film.clone(), |plane, _| {
        let kind = ALL[rng.random_range(0..ALL.len())];
        scene.draw(kind, plane, other, rng)
    });
    drawn.map(|value| value.clamp(0.0, 1.0))
}

/// A film's plane with one to three patches of consolidation in its lungs.
pub(crate) fn with_opacity(film: &Plane, rng: &mut impl Rng) -> Plane {
    Scene::from_film(film).consolidation(film.clone(), rng).map(|value| value.clamp(0.0, 1.0))
}

/// Estimate of a film's lungs by their darkness, and of the brightness of its soft tissue.
struct Scene {
    side: usize,
    lungs: Plane,
    /// Usual location of the lungs.
    prior: Plane,
    tissue: f32,
}

impl Scene {
    fn from_film(film: &Plane) -> Self {
        let side = film.side;
        let coarse = film.blurred((side / 20).max(2));
        let (tissue, dark) = (coarse.middle_quantile(0.7), coarse.middle_quantile(0.05));
        let ellipse = |x: f32, y: f32, centre: f32| {
            (-(((x - centre) / 0.17).powi(2) + ((y - 0.48) / 0.34).powi(2)).powi(2)).exp()
        };
        let prior = Plane::from_fn(side, |x, y| ellipse(x, y, 0.29).max(ellipse(x, y, 0.71)));
        let darkness = |value: f32| ((tissue - value) / (tissue - dark + 0.02) * 2.5).clamp(0.0, 1.0);
        let lungs = coarse.map(darkness).with(&prior, |dark, prior| dark * prior).blurred((side / 60).max(1));
        Self { side, lungs, prior, tissue }
    }

    /// One lung or both, with a soft border between.
    fn sides(&self, rng: &mut impl Rng) -> Plane {
        let which = rng.random_range(0.0..1.0);
        let sharp = Plane::from_fn(self.side, |x, _| match which {
            w if w < 0.3 => f32::from(x < 0.5),
            w if w < 0.6 => f32::from(x >= 0.5),
            _ => 1.0,
        });
        sharp.blurred((self.side / 30).max(1))
    }

    fn draw(&self, kind: Anomaly, film: Plane, other: &Plane, rng: &mut impl Rng) -> Plane {
        match kind {
            Anomaly::Haze => self.haze(film, rng),
            Anomaly::Consolidation => self.consolidation(film, rng),
            Anomaly::Effusion => self.effusion(film, rng),
            Anomaly::Interstitial => self.interstitial(film, rng),
            Anomaly::Patch => self.patch(film, other, rng),
            Anomaly::Nodules => self.nodules(film, rng),
            Anomaly::LostMarkings => self.lost_markings(film, rng),
            Anomaly::Heart => self.heart(film, rng),
        }
    }

    /// A smooth random region, 0 to 1; a larger `bias` makes it smaller.
    fn region(&self, cells: usize, bias: f32, rng: &mut impl Rng) -> Plane {
        Plane::field(self.side, cells, rng).map(|value| sigmoid((value - bias) * 4.0))
    }

    fn haze(&self, film: Plane, rng: &mut impl Rng) -> Plane {
        let cells = [3, 4, 6, 9][rng.random_range(0..4)];
        let bias = between(rng, -1.2, 0.6);
        let region = self.region(cells, bias, rng).with(&self.lungs, product).with(&self.sides(rng), product);
        let grain = Plane::field(self.side, (self.side / 6).max(8), rng);
        let region = region.with(&grain, |w, grain| w * (1.0 + 0.25 * grain));
        let (alpha, tissue) = (between(rng, 0.15, 0.75), self.tissue * between(rng, 0.85, 1.1));
        film.with(&region, |value, w| value + w * alpha * (tissue - value))
    }

    fn consolidation(&self, film: Plane, rng: &mut impl Rng) -> Plane {
        let mut region = Plane::from_fn(self.side, |_, _| 0.0);
        for _ in 0..rng.random_range(1..4) {
            let (x0, y0) = self.lung_point(rng, 0.2, 0.25, 0.75);
            let (radius, stretch) = (between(rng, 0.05, 0.16), between(rng, 0.7, 1.4));
            let (edge, rough) = (between(rng, 2.0, 6.0), Plane::field(self.side, 8, rng));
            let blob = Plane::from_fn(self.side, |x, y| {
                ((x - x0) / radius).powi(2) + ((y - y0) / (radius * stretch)).powi(2)
            });
            let blob = blob.with(&rough, |distance, rough| sigmoid((1.0 - distance - 0.5 * rough) * edge));
            region = region.with(&blob, f32::max);
        }
        let region = region.with(&self.lungs, |w, lung| w * (0.35 + 0.65 * lung));
        let (alpha, tissue) = (between(rng, 0.2, 0.9), self.tissue * between(rng, 0.9, 1.15));
        film.with(&region, |value, w| value + w * alpha * (tissue - value).max(-0.1))
    }

    fn effusion(&self, film: Plane, rng: &mut impl Rng) -> Plane {
        let (level, slope, edge) =
            (between(rng, 0.5, 0.8), between(rng, -0.3, 0.3), between(rng, 12.0, 50.0));
        let below =
            Plane::from_fn(self.side, |x, y| if y < 0.92 { y - level - slope * (x - 0.5) } else { -1.0 });
        let rough = Plane::field(self.side, 5, rng);
        let region = below
            .with(&rough, |below, rough| sigmoid((below + 0.03 * rough) * edge))
            .with(&self.sides(rng), product)
            .with(&self.prior, |w, prior| w * prior.sqrt());
        let (alpha, tissue) = (between(rng, 0.4, 0.95), self.tissue * between(rng, 0.95, 1.15));
        film.with(&region, |value, w| value + w * alpha * (tissue - value).max(-0.05))
    }

    fn interstitial(&self, film: Plane, rng: &mut impl Rng) -> Plane {
        let cells = self.side / [10, 6, 4][rng.random_range(0..3)];
        let marks = Plane::field(self.side, cells, rng);
        let coarse = marks.blurred((self.side / 20).max(2));
        let marks = marks.with(&coarse, |mark, mean| mark - mean);
        let bias = between(rng, -1.5, 0.3);
        let region = self.region(4, bias, rng).with(&self.lungs, product).with(&self.sides(rng), product);
        let strength = between(rng, 0.015, 0.07);
        film.with(&marks.with(&region, product), |value, mark| value + strength * mark)
    }

    fn patch(&self, film: Plane, other: &Plane, rng: &mut impl Rng) -> Plane {
        let (x0, y0) = (between(rng, 0.2, 0.8), between(rng, 0.2, 0.8));
        let (radius, stretch) = (between(rng, 0.05, 0.2), between(rng, 0.5, 2.0));
        let (edge, alpha) = (between(rng, 3.0, 20.0), between(rng, 0.4, 1.0));
        let (shift_x, shift_y) = (between(rng, -0.25, 0.25), between(rng, -0.25, 0.25));
        let reflected = |share: f32| {
            if share < 0.0 {
                -share
            } else if share > 1.0 {
                2.0 - share
            } else {
                share
            }
        };
        let pasted = other.warped(|x, y| (reflected(x + shift_x), reflected(y + shift_y)));
        let region = Plane::from_fn(self.side, |x, y| {
            let distance = ((x - x0) / radius).abs().powi(3) + ((y - y0) / (radius * stretch)).abs().powi(3);
            alpha * sigmoid((1.0 - distance) * edge)
        });
        let added = pasted.with(&film, |new, old| new - old).with(&region, product);
        film.with(&added, |value, added| value + added)
    }

    fn nodules(&self, film: Plane, rng: &mut impl Rng) -> Plane {
        (0..rng.random_range(1..4)).fold(film, |film, _| {
            let (x0, y0) = self.lung_point(rng, 0.22, 0.2, 0.75);
            let (radius, strength) = (between(rng, 0.012, 0.05), between(rng, 0.05, 0.22));
            let spot = Plane::from_fn(self.side, |x, y| {
                strength * sigmoid((1.0 - ((x - x0).powi(2) + (y - y0).powi(2)) / radius.powi(2)) * 3.0)
            });
            film.with(&spot.with(&self.lungs, |spot, lung| spot * (0.4 + 0.6 * lung)), |value, spot| {
                value + spot
            })
        })
    }

    fn lost_markings(&self, film: Plane, rng: &mut impl Rng) -> Plane {
        let bias = between(rng, -1.5, 0.5);
        let region = self.region(4, bias, rng).with(&self.lungs, product).with(&self.sides(rng), product);
        let (alpha, lift) = (between(rng, 0.4, 1.0), between(rng, 0.0, 0.12));
        let smooth = film.blurred((self.side / 24).max(2));
        let change =
            smooth.with(&film, |smooth, value| alpha * (smooth - value) + lift).with(&region, product);
        film.with(&change, |value, change| value + change)
    }

    /// Enlarges the middle of the chest.
    fn heart(&self, film: Plane, rng: &mut impl Rng) -> Plane {
        let (x0, y0) = (between(rng, 0.45, 0.62), between(rng, 0.55, 0.72));
        let (radius, strength) = (between(rng, 0.18, 0.32), between(rng, 0.12, 0.4));
        film.warped(|x, y| {
            let (dx, dy) = (x - x0, y - y0);
            let distance = ((dx * dx + dy * dy) / (radius * radius)).min(1.0);
            let nearer = 1.0 - strength * (1.0 - distance);
            (x0 + dx * nearer, y0 + dy * nearer)
        })
    }

    /// A point in one of the lungs, at least `margin` from the edge.
    fn lung_point(&self, rng: &mut impl Rng, margin: f32, top: f32, bottom: f32) -> (f32, f32) {
        let x = between(rng, margin, 0.42);
        (if rng.random_bool(0.5) { x } else { 1.0 - x }, between(rng, top, bottom))
    }
}

fn product(a: f32, b: f32) -> f32 {
    a * b
}

fn sigmoid(value: f32) -> f32 {
    1.0 / (1.0 + (-value).exp())
}

fn between(rng: &mut impl Rng, lo: f32, hi: f32) -> f32 {
    rng.random_range(lo..hi)
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::ChaCha8Rng};

    use super::*;

    #[test]
    fn every_kind_changes_the_lungs_and_keeps_within_bounds() {
        let chest = Plane::from_fn(64, |x, y| {
            let lung = |centre: f32| (-((x - centre) / 0.15).powi(2) - ((y - 0.48) / 0.3).powi(2)).exp();
            0.75 - 0.5 * (lung(0.29) + lung(0.71)) + 0.03 * (x * 90.0).sin() * (y * 70.0).cos()
        });
        let other =
            Plane::field(64, 6, &mut ChaCha8Rng::seed_from_u64(5)).map(|v| (0.5 + 0.2 * v).clamp(0.0, 1.0));
        let scene = Scene::from_film(&chest);
        for kind in ALL {
            for seed in 0..5 {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                let drawn = scene.draw(kind, chest.clone(), &other, &mut rng);
                let change =
                    drawn.values.iter().zip(&chest.values).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                assert!(change > 0.005, "{kind:?} {seed}: {change}");
                let corner = (drawn.values[0] - chest.values[0]).abs();
                assert!(corner < 0.05, "{kind:?} {seed}: the corner changed by {corner}");
            }
        }
        let whole = with_anomalies(&chest, &other, &mut ChaCha8Rng::seed_from_u64(9));
        assert!(whole.values.iter().all(|v| (0.0..=1.0).contains(v)));
        assert_eq!(whole, with_anomalies(&chest, &other, &mut ChaCha8Rng::seed_from_u64(9)));
    }
}
